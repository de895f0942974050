import type { FaultHouse } from '../house.js';
import { pause } from '../house.js';
import { Load } from '../load.js';
import { judge, type Summary } from '../verdict.js';

/**
 * The jobs schema of BullMQ is dropped in the middle: rows are the jobs, and the sweeper finds them. The first process that
 * starts with the owner's address makes the schema anew, and others start again too.
 */
export async function jobsGone(house: FaultHouse, { seconds }: { readonly seconds: number }): Promise<Summary> {
  const load = await Load.start(house, { clients: 12 });
  await pause(2_000);
  await house.sql('DROP SCHEMA bullmq CASCADE');
  await pause(seconds * 1_000);
  const without = await judge(house, await load.stop());
  const again = await Load.start(house, { clients: 6 });
  await house.workers[1]?.restart({ DATABASE_OWNER_URL: house.urls.owner });
  await Promise.all([house.apis[0]?.restart(), house.workers[0]?.restart()]);
  await pause(2_000);
  const summary = await judge(house, await again.stop());
  const [{ jobs } = { jobs: 0 }] = await house.sql<{ jobs: number }>(`SELECT count(*)::int AS jobs FROM pg_tables WHERE schemaname = 'bullmq'`);
  if (jobs === 0) throw new Error('The schema of the queue was not made anew.');
  return { doneWithoutQueue: without['acknowledged'] ?? 0, ...summary };
}
