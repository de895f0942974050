import { FaultHouse, type HouseOptions } from './house.js';
import { clocks } from './parts/clocks.js';
import { days } from './parts/days.js';
import { jobsGone } from './parts/jobs-gone.js';
import { kills } from './parts/kills.js';
import { redisFlushed } from './parts/redis-flushed.js';
import { rolling } from './parts/rolling.js';
import { scale } from './parts/scale.js';
import { stopped } from './parts/stopped.js';
import { twice } from './parts/twice.js';
import type { Summary } from './verdict.js';

export interface SuiteOptions {
  readonly kills: number;
  /** Milliseconds between two kills, on average. */
  readonly apart: number;
  /** A few seconds for each part, for every change. */
  readonly short: boolean;
}

type Part = (house: FaultHouse, options: SuiteOptions) => Promise<Summary>;

/** What the suite shows, part by part; each judges everything its house has seen so far. */
export const PARTS = {
  twice: (house, { short }) => twice(house, { seconds: short ? 3 : 30 }),
  'jobs-gone': (house, { short }) => jobsGone(house, { seconds: short ? 3 : 30 }),
  'redis-flushed': (house, { short }) => redisFlushed(house, { seconds: short ? 3 : 30 }),
  stopped: (house, { short }) => stopped(house, short ? { rounds: 1, seconds: 12 } : { rounds: 4, seconds: 35 }),
  clocks: (house, { short }) => clocks(house, short ? { workers: 2, seconds: 4 } : { workers: 4, seconds: 60 }),
  kills: (house, options) => kills(house, { ...options, alerts: options.short ? 60 : 1_000 }),
  scale: (house, { short }) => scale(house, { seconds: short ? 20 : 60 }),
  rolling: (house, { short }) => rolling(house, short ? { processes: 2, pages: 20, rate: 5 } : { processes: 3, pages: 200, rate: 50 }),
  days: (house, { short }) => days(house, { restarts: short ? 4 : 50 }),
} satisfies Record<string, Part>;

export type PartName = keyof typeof PARTS;

/** Days pass on a test clock, which no other part may have. */
const HOUSES: Readonly<Partial<Record<PartName, HouseOptions>>> = { days: { apis: 1, workers: 1, environment: { STATIONHOUSE_TEST_CLOCK: '1' } } };
const COMMON: HouseOptions = { apis: 2, workers: 2 };

/** Tells of each part as it ends. */
export type OnPart = (name: PartName, seconds: number, result: Summary | Error) => void;

/** The houses of a run: parts that can share one do. Closed, nothing is left running or on disk. */
export class Suite {
  private house: { readonly options: HouseOptions; readonly opened: FaultHouse } | undefined;

  async run(name: PartName, options: SuiteOptions): Promise<Summary> {
    const wanted = HOUSES[name] ?? COMMON;
    if (this.house?.options !== wanted) {
      await this.close();
      const opened = new FaultHouse();
      this.house = { options: wanted, opened };
      await opened.open(wanted);
    }
    try {
      return await PARTS[name](this.house.opened, options);
    } catch (error) {
      // What a failed part leaves behind is nobody else's.
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { house } = this;
    this.house = undefined;
    await house?.opened.close();
  }
}

/** Runs parts one after the other. @returns whether all of them passed */
export async function runParts(names: readonly PartName[], options: SuiteOptions): Promise<boolean> {
  const began = performance.now();
  const suite = new Suite();
  const results: Record<string, Summary | { failed: string }> = {};
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    process.stderr.write('Stopping …\n');
    suite.close().then(
      () => process.exit(130),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    for (const name of names) {
      if (stopping) break;
      const start = performance.now();
      const result = await suite.run(name, options).catch((error: unknown) => ({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
      results[name] = result;
      process.stderr.write(`${name}: ${'failed' in result ? `FAILED: ${String(result.failed)}` : 'skipped' in result ? 'skipped' : 'passed'} after ${Math.round((performance.now() - start) / 1000)} s ${JSON.stringify(result)}\n`);
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await suite.close();
  }
  const passed = Object.values(results).every((result) => !('failed' in result));
  process.stdout.write(`${JSON.stringify({ suite: 'faults', passed, seconds: Math.round((performance.now() - began) / 1000), ...results })}\n`);
  return passed;
}
