import { createReadStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { callLines } from './calls.js';
import { ImportWorld } from './import-world.js';
import { median, report, type BenchResult } from './result.js';

const ROWS = 99_492;
const RUNS = 3;
const TARGET = 0.4;

/**
 * An import of a county's emergency calls – read, checked, routed to 69 stations, told apart by content, numbered, under
 * row-level security – against a bare COPY of the same rows by the table's owner into the same table with its indexes.
 * Ratio: rows per second of the import over those of the COPY, median of three pairs.
 *
 * `--file FILE`: a real file with the columns of the generated one. `--rows N`: how many rows to generate.
 */
export async function benchImport(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { file: { type: 'string' }, rows: { type: 'string' } } });
  const content = values.file === undefined ? Readable.from(callLines(Number(values.rows ?? ROWS))) : createReadStream(path.resolve(process.env['INIT_CWD'] ?? '.', values.file));
  return ImportWorld.with(async (world) => {
    const table = await world.prepare(content);
    const ratios: number[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      await world.owner.query('TRUNCATE incident, incident_series');
      const imported = await world.import(table);
      const copied = await timeCopy(world.owner, imported.rows);
      const ratio = copied.seconds / imported.seconds;
      ratios.push(ratio);
      const rate = (seconds: number) => `${seconds.toFixed(2)} s (${Math.round(imported.rows / seconds)} rows/s)`;
      report(`run ${run}: ${imported.rows} rows; import ${rate(imported.seconds)}, bare COPY ${rate(copied.seconds)}, ratio ${ratio.toFixed(3)}`);
    }
    return { ratios: { import: Number(median(ratios).toFixed(3)) }, targets: { import: TARGET } };
  });
}

/** The rows the import just made, out of the table and back into it by COPY, by its owner. */
async function timeCopy(owner: pg.Client, expected: number): Promise<{ seconds: number }> {
  const { rows } = await owner.query(`SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS list FROM pg_attribute WHERE attrelid = 'incident'::regclass AND attnum > 0 AND attgenerated = ''`);
  const columns = rows[0].list as string;
  const lines: Buffer[] = [];
  for await (const chunk of owner.query(copyTo(`COPY (SELECT ${columns} FROM incident ORDER BY id) TO STDOUT`)) as AsyncIterable<Buffer>) lines.push(chunk);
  await owner.query('TRUNCATE incident, incident_series');
  const start = performance.now();
  await pipeline(Readable.from(lines), owner.query(copyFrom(`COPY incident (${columns}) FROM STDIN`)));
  const seconds = (performance.now() - start) / 1000;
  const counted = await owner.query('SELECT count(*)::int AS n FROM incident');
  if (counted.rows[0].n !== expected) throw new Error(`COPY holds ${counted.rows[0].n} rows, the import ${expected}: nothing to compare.`);
  return { seconds };
}
