import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { FILE_FORMATS, StudyPseudonyms, RELEASE_FORMATS, rowsOf, stationsOf, StudyRecords } from '@stationhouse/analytics';
import type { Id } from '@stationhouse/kernel';
import { callLines } from './calls.js';
import { ImportWorld } from './import-world.js';
import { report, type BenchResult } from './result.js';

const MEBI = 1024 * 1024;
const ALLOWED_MEBI = 300;
/** Of a peak; the rest is when V8 clears away. */
const FLAT = 0.8;
const COLUMNS = ['key', 'station', 'started', 'closed', 'state', 'outcome', 'people', 'data.category', 'data.channel', 'data.responseSeconds'];

/** Calls of one station, each by one of some thousand callers. */
const FILL = `INSERT INTO incident (station_id, number, channel, intake_category, category, status, received_at, disposed_at, reporter_phone, narrative, units, source, source_key, recorded_at)
  SELECT $1, 'JQ-BENCH-' || n, 'PHONE_110', c, c, 'DISPOSED', timestamptz '2020-01-01' + n * interval '2 minutes', timestamptz '2020-01-01' + n * interval '3 minutes', '1390000' || lpad((n % 9973)::text, 4, '0'), '', '{}', 'bench', n::text, now()
    FROM generate_series(1, $2) AS n CROSS JOIN LATERAL (SELECT (ARRAY['traffic', 'dispute.noise', 'criminal.pickpocketing'])[1 + n % 3] AS c) AS k`;

/**
 * How far the process's memory grows above idle while records of a study leave as a file, in each format. Ratios: the 300 MiB allowed over the
 * growth seen – most of it is what V8 has not cleared away yet –, and, since flat is what does not grow with the rows, the peak of the first
 * fifth over that of all. `--rows N` (default 1,000,000); `--quick` takes 50,000.
 */
export async function benchExport(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { rows: { type: 'string', default: '1000000' }, quick: { type: 'boolean', default: false } } });
  const rows = values.quick ? 50_000 : Number(values.rows);
  return ImportWorld.with(async (world) => {
    await world.prepare(Readable.from(callLines(1_000)));
    const { rows: [station] } = await world.owner.query<{ id: Id }>('SELECT id FROM station ORDER BY code LIMIT 1');
    if (station === undefined) throw new Error('There is no station.');
    await world.owner.query(FILL, [station.id, rows]);
    await world.owner.query('VACUUM ANALYZE incident');
    const ratios: Record<string, number> = {};
    const targets: Record<string, number> = {};
    for (const format of RELEASE_FORMATS) {
      const { growth, flat } = await memoryOf(world, station.id, format, rows);
      Object.assign(ratios, { [`memory_${format}`]: Number((ALLOWED_MEBI / Math.max(growth, 1)).toFixed(2)), [`flat_${format}`]: Number(flat.toFixed(2)) });
      Object.assign(targets, { [`memory_${format}`]: 1, [`flat_${format}`]: FLAT });
    }
    return { ratios, targets };
  });
}

/** What the process takes while a file leaves: MiB it grows by, and its peak in the first fifth over that of all. The first rows load all code: what is in memory then is idle. */
async function memoryOf(world: ImportWorld, stationId: Id, format: (typeof RELEASE_FORMATS)[number], rows: number): Promise<{ growth: number; flat: number }> {
  const records = new StudyRecords();
  const names = new StudyPseudonyms(randomBytes(32));
  const read = <Result>(work: Parameters<typeof world.database.inTenant<Result>>[1]) => world.database.inTenant({ stationIds: [stationId], bureauIds: [] }, work);
  const asked = { subject: 'incident', stationIds: [stationId], from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z', columns: COLUMNS, times: 'day', format } as const;
  const stations = await read((tenant) => stationsOf(tenant, [stationId]));
  let [idle, peak, early, bytes, left] = [0, 0, 0, 0, 0];
  const counted = async function* () {
    for await (const page of rowsOf(records, read, asked, names, stations)) {
      left += page.length;
      yield page;
      if (idle === 0 && left >= 20_000) { globalThis.gc?.(); idle = process.memoryUsage.rss(); }
      peak = Math.max(peak, process.memoryUsage.rss());
      if (left <= rows / 5) early = peak;
    }
  };
  const begun = performance.now();
  for await (const chunk of FILE_FORMATS[format].write(COLUMNS.map((key) => ({ key, title: key })), counted())) bytes += chunk.length;
  const seconds = (performance.now() - begun) / 1000;
  if (left !== rows) throw new Error(`${left} of ${rows} rows left.`);
  const growth = Math.max(0, (peak - idle) / MEBI);
  report(`${format}: ${left} rows, ${(bytes / MEBI).toFixed(1)} MiB in ${seconds.toFixed(0)} s; idle ${Math.round(idle / MEBI)} MiB, peak ${Math.round(peak / MEBI)} MiB (of the first fifth ${Math.round(early / MEBI)} MiB), growth ${Math.round(growth)} MiB`);
  return { growth, flat: early / peak };
}
