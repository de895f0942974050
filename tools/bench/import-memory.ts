import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { callLines } from './calls.js';
import { ImportWorld } from './import-world.js';
import { report, type BenchResult } from './result.js';

const MEBI = 1024 * 1024;
const BYTES_PER_ROW = 190;
const ALLOWED_MEBI = 300;

/**
 * How far the process's memory grows above idle while it takes in a large file whose rows carry no ids. Ratio: the 300 MiB
 * allowed over the growth seen. `--megabytes N` (default 1024); by default a dry run, which does everything but the
 * insert; `--insert` for the whole.
 */
export async function benchImportMemory(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { megabytes: { type: 'string', default: '1024' }, insert: { type: 'boolean', default: false } } });
  const rows = Math.round((Number(values.megabytes) * MEBI) / BYTES_PER_ROW);
  return ImportWorld.with(async (world) => {
    // A first, small import loads all code: what is left then is idle.
    await world.import(await world.prepare(Readable.from(callLines(10_000))), true);
    globalThis.gc?.();
    const idle = process.memoryUsage.rss();
    let peak = idle;
    const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
    const watch = setInterval(look, 50);
    try {
      const table = await world.prepare(Readable.from(callLines(rows, 912)));
      const done = await world.import(table, !values.insert, look);
      report(`${done.rows} rows in ${done.seconds.toFixed(0)} s; idle ${Math.round(idle / MEBI)} MiB, peak ${Math.round(peak / MEBI)} MiB, growth ${Math.round((peak - idle) / MEBI)} MiB`);
    } finally {
      clearInterval(watch);
    }
    return { ratios: { memory: Number((ALLOWED_MEBI / Math.max((peak - idle) / MEBI, 1)).toFixed(2)) }, targets: { memory: 1 } };
  });
}
