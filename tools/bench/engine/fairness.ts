import { newId } from '@stationhouse/kernel';
import { median, report } from '../result.js';
import { drive, percentile } from './drive.js';
import type { BenchStation, EngineWorld } from './world.js';

const FLOOD = 10_000;
const QUIET = 200;
const REPEATS = 3;

/**
 * One station sends ten thousand commands at once while another works on, one command after the other.
 * @returns twice the other's quiet p95 over its p95 beside the flood
 */
export async function compareFairness(world: EngineWorld): Promise<number> {
  const [flooding, other] = world.stations as [BenchStation, BenchStation];
  const begin = async (station: BenchStation) => {
    const call = await world.call(station, 'instance.start');
    await world.runtime.startInstance(call, { workflow: 'bench-three', data: {}, idempotencyKey: newId() });
  };
  const ratios: number[] = [];
  for (let run = 1; run <= REPEATS; run += 1) {
    const quiet = percentile((await drive(1, Array<BenchStation>(QUIET).fill(other), begin)).latencies, 0.95);
    let over = false;
    const flood = drive(FLOOD, Array<BenchStation>(FLOOD).fill(flooding), begin).finally(() => (over = true));
    const beside: number[] = [];
    while (!over) beside.push(...(await drive(1, [other], begin)).latencies);
    const { seconds } = await flood;
    const p95 = percentile(beside, 0.95);
    ratios.push((2 * quiet) / p95);
    report(`flood, run ${run}: ${FLOOD} commands of one station in ${seconds.toFixed(1)} s; another's p95 ${p95.toFixed(1)} ms, quiet ${quiet.toFixed(1)} ms`);
  }
  return median(ratios);
}
