import type { FaultHouse } from '../house.js';
import { pause } from '../house.js';
import { Load } from '../load.js';
import { judge, type Summary } from '../verdict.js';

/** Three API and three worker processes on one database share the work; one of each dies in the middle, and the others go on. */
export async function scale(house: FaultHouse, { seconds }: { readonly seconds: number }): Promise<Summary> {
  await house.fill(3);
  for (const statement of NOTES) await house.sql(statement);
  house.proxy.answered.clear();
  const load = await Load.start(house, { clients: 24 });
  await pause((seconds * 1_000) / 2);
  house.apis[0]?.kill();
  house.workers[0]?.kill();
  await pause((seconds * 1_000) / 2);
  const end = await load.stop();
  const summary = await judge(house, end);
  const done = await house.sql<{ kind: string; by: string; share: number }>('SELECT kind, by, round(100.0 * count(*) / sum(count(*)) OVER (PARTITION BY kind))::int AS share FROM faults.done GROUP BY kind, by ORDER BY kind, by');
  await house.sql('DROP TRIGGER note ON timer');
  await house.sql('DROP TRIGGER note ON outbox');
  await house.sql('DROP SCHEMA faults CASCADE');
  const answered = [...house.proxy.answered.values()].reduce((sum, count) => sum + count, 0);
  const share = (of: readonly { by: string; share: number }[]) => Object.fromEntries(of.map(({ by, share: percent }) => [by, percent]));
  const shares = {
    requests: share([...house.proxy.answered].map(([by, count]) => ({ by, share: Math.round((100 * count) / answered) })).sort((left, right) => left.by.localeCompare(right.by))),
    timers: share(done.filter(({ kind }) => kind === 'timer')),
    jobs: share(done.filter(({ kind }) => kind === 'outbox')),
  };
  for (const [what, by] of Object.entries(shares)) {
    const idle = (what === 'requests' ? house.apis : house.workers).filter(({ name }) => (by[name] ?? 0) === 0);
    if (idle.length > 0) throw new Error(`${idle.map(({ name }) => name).join(', ')} had no share in the ${what}: ${JSON.stringify(by)}`);
  }
  return { requestsPercent: shares.requests, timersPercent: shares.timers, jobsPercent: shares.jobs, ...summary };
}

/** The name of a connection is that of its process. */
const NOTES = [
  'CREATE SCHEMA faults',
  'GRANT USAGE ON SCHEMA faults TO PUBLIC',
  'CREATE TABLE faults.done (kind text NOT NULL, by text NOT NULL)',
  `CREATE FUNCTION faults.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $note$
   BEGIN
     INSERT INTO faults.done VALUES (TG_TABLE_NAME, current_setting('application_name'));
     RETURN NULL;
   END $note$`,
  // Timers that are cancelled go in an API process; those that fire in a worker.
  `CREATE TRIGGER note AFTER DELETE ON timer FOR EACH ROW WHEN (OLD.due_at <= now()) EXECUTE FUNCTION faults.note()`,
  `CREATE TRIGGER note AFTER UPDATE ON outbox FOR EACH ROW WHEN (NEW.state = 'done') EXECUTE FUNCTION faults.note()`,
];
