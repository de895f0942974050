import { parseArgs } from 'node:util';
import { compareDbos } from './engine/dbos.js';
import { compareFairness } from './engine/fairness.js';
import { compareGrowth, compareMemory } from './engine/growth.js';
import { compareJobs } from './engine/jobs.js';
import { compareSteps } from './engine/steps.js';
import { EngineWorld } from './engine/world.js';
import type { BenchResult } from './result.js';

const STATIONS = 50;
const INSTANCES_PER_STATION = 80;
/** One instance in ten of the full size is enough to see an index that is not used. */
const QUICK = { stations: 1_000, instances: 100_000, historyEach: 10 };
const FULL = { stations: 1_000, instances: 1_000_000, historyEach: 10 };
const MEMORY_STEPS = 1_000_000;

interface Part {
  ratios: Record<string, number>;
  targets: Record<string, number>;
}

/**
 * The speed of the durable runtime against a bare function, DBOS and BullMQ, beside a flood, and over a grown database.
 * `--only steps,fairness,jobs,dbos,growth,memory`: some parts; `--c 8,32`: some concurrencies of the steps; `--full`: growth to ten
 * million rows of history, and a worker's memory over a million steps.
 */
export async function benchEngine(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { only: { type: 'string' }, c: { type: 'string' }, full: { type: 'boolean', default: false } } });
  const wanted = values.only?.split(',') ?? ['steps', 'fairness', 'jobs', 'dbos', 'growth', ...(values.full ? ['memory'] : [])];
  const found: Part = { ratios: {}, targets: {} };
  const add = ({ ratios, targets }: Part) => {
    for (const [key, value] of Object.entries(ratios)) found.ratios[key] = Number(value.toFixed(3));
    Object.assign(found.targets, targets);
  };
  const parts: Readonly<Record<string, (world: EngineWorld) => Promise<Part>>> = {
    steps: (world) => compareSteps(world, INSTANCES_PER_STATION, values.c?.split(',').map(Number)),
    fairness: async (world) => ({ ratios: { fairness: await compareFairness(world) }, targets: { fairness: 1 } }),
    jobs: async (world) => ({ ratios: { ...(await compareJobs(world)) }, targets: { jobs: 1, jobs_idle: 1 } }),
    dbos: async (world) => ({ ratios: { dbos: await compareDbos(world) }, targets: { dbos: 8 } }),
    memory: async (world) => ({ ratios: { memory: await compareMemory(world, MEMORY_STEPS) }, targets: { memory: 0.9 } }),
  };
  const unknown = wanted.filter((part) => part !== 'growth' && !(part in parts));
  if (unknown.length > 0) throw new Error(`No such part: ${unknown.join(', ')}.`);
  for (const part of wanted) if (parts[part] !== undefined) await EngineWorld.with(STATIONS, async (world) => add(await (parts[part] as (world: EngineWorld) => Promise<Part>)(world)));
  if (wanted.includes('growth')) {
    const { stations, ...size } = values.full ? FULL : QUICK;
    await EngineWorld.with(stations, (small) => EngineWorld.with(stations, async (grown) => add({ ratios: { growth: await compareGrowth(grown, small, size) }, targets: { growth: 0.85 } })));
  }
  return found;
}
