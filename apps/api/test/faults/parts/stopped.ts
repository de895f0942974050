import type { FaultHouse } from '../house.js';
import { pause } from '../house.js';
import { Load } from '../load.js';
import { judge, standstills, type Summary } from '../verdict.js';

/** A timer's lease is 10 s, a job's 30 s, an abandoned transaction's 20 s. */
export interface Stops {
  readonly rounds: number;
  /** How long a worker is stopped. */
  readonly seconds: number;
}

/** Workers are stopped past what they hold, while others go on, and continued when it is no longer theirs. */
export async function stopped(house: FaultHouse, { rounds, seconds }: Stops): Promise<Summary> {
  const load = await Load.start(house, { clients: 12 });
  const from = Date.now();
  for (let round = 0; round < rounds; round += 1) {
    await pause(1_000 + Math.random() * 500);
    // All but one, so that what they hold is much and somebody is left to take it over.
    const frozen = house.workers.filter((_, index) => index !== round % house.workers.length);
    for (const worker of frozen) worker.signal('SIGSTOP');
    await pause(seconds * 1_000);
    for (const worker of frozen) worker.signal('SIGCONT');
  }
  await pause(1_000);
  const to = Date.now();
  const end = await load.stop();
  const still = await standstills(house, load.ledger, from, to);
  return { rounds, stoppedFor: seconds, longestStandstill: still, ...(await judge(house, end)) };
}
