/** Reads, maps and batches a generated table of argv[2] MiB as an import does, without a database; prints what its memory did. */
import { Readable } from 'node:stream';
import { Occurrences } from '../../src/import/mapping/identity.js';
import { parseMapping } from '../../src/import/mapping/mapping.js';
import { compileMapping } from '../../src/import/mapping/row-mapper.js';
import { inspectTable, readTable } from '../../src/import/reading/table.js';
import { Batch } from '../../src/import/run/batch.js';
import { Stations } from '../../src/import/run/stations.js';
import { temporaryStore } from './support.js';

const MEBI = 1024 * 1024;
const stationId = '018f0000-0000-7000-8000-000000000001';
const target = Number(process.argv[2]) * MEBI;

function* lines(): Generator<string> {
  yield 'time,what,where\n';
  let bytes = 0;
  for (let row = 0; bytes < target; row += 1) {
    const line = `2024-01-01 08:00:00,第 ${row} 起报警：电瓶车在楼下被盗，车主称昨晚八点停放 ${'x'.repeat(60)},解放路 ${row % 900} 号\n`;
    bytes += Buffer.byteLength(line);
    yield line;
  }
}

const { store, close } = await temporaryStore();
const { sha256 } = await store.put(Readable.from(lines()));
const { shape } = await inspectTable(store, sha256);
const mapping = parseMapping({ source: 'memory', timeZone: 'Asia/Shanghai', fields: { receivedAt: { column: 'time' }, narrative: { column: 'what' }, address: { column: 'where' } }, routing: { stationId } }, shape.columns);
const stations = new Stations([{ id: stationId, code: 'S', time_zone: 'Asia/Shanghai', closed_at: null }]);
const map = compileMapping(mapping, shape.columns, new Occurrences());
const idle = process.memoryUsage.rss();
let peak = idle;
let rows = 0;
let batch = new Batch(stations);
for await (const row of readTable(store, shape)) {
  batch.take(row.line, map(row), 200);
  rows += 1;
  if (!batch.full) continue;
  batch.seal();
  peak = Math.max(peak, process.memoryUsage.rss());
  batch = new Batch(stations);
}
await close();
process.stdout.write(JSON.stringify({ rows, growthMebi: Math.round((peak - idle) / MEBI) }));
