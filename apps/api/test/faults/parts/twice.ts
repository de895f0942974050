import type { FaultHouse } from '../house.js';
import { pause } from '../house.js';
import { Load } from '../load.js';
import { judge, type Summary } from '../verdict.js';

/**
 * Every job has a twin with the same payload that is free at the same moment, and every timer is given out to two claims
 * before it is leased: two workers do the same work at once. The suite's database alone is made to behave so.
 */
export async function twice(house: FaultHouse, { seconds }: { readonly seconds: number }): Promise<Summary> {
  const [{ original } = { original: '' }] = await house.sql<{ original: string }>(`SELECT pg_get_functiondef('unscoped.claim_timers(timestamptz, integer, interval)'::regprocedure) AS original`);
  for (const statement of TWINS) await house.sql(statement);
  const load = await Load.start(house, { clients: 12 });
  await pause(seconds * 1_000);
  const end = await load.stop();
  const summary = await judge(house, end);
  const [counted] = await house.sql<{ timers: number; apart: number; twins: number; jobs: number }>(
    `SELECT (SELECT count(*)::int FROM faults.claim) AS timers, (SELECT count(*)::int FROM faults.claim WHERE claims > 1 AND processes > 1) AS apart,
            (SELECT count(*)::int FROM faults.twin) AS twins, (SELECT count(*)::int FROM outbox o JOIN faults.twin t ON t.id = o.id WHERE o.state = 'done') AS jobs`,
  );
  await house.sql(original);
  await house.sql('DROP TRIGGER twin ON outbox');
  await house.sql('DROP SCHEMA faults CASCADE');
  if (counted === undefined || counted.timers === 0 || counted.twins === 0 || counted.jobs !== counted.twins) throw new Error(`Nothing was given out twice: ${JSON.stringify(counted)}`);
  if (counted.apart === 0) throw new Error('No timer was given to two workers.');
  return { timersGivenToTwoWorkers: counted.apart, ofTimers: counted.timers, jobsWithTwin: counted.twins, ...summary };
}

const TWINS = [
  'CREATE SCHEMA faults',
  'GRANT USAGE ON SCHEMA faults TO PUBLIC',
  'CREATE TABLE faults.claim (id uuid PRIMARY KEY, claims int NOT NULL, by text NOT NULL, processes int NOT NULL)',
  'CREATE TABLE faults.twin (id uuid PRIMARY KEY)',
  'GRANT ALL ON faults.claim TO PUBLIC',
  // The name of a connection is that of its process.
  `CREATE OR REPLACE FUNCTION unscoped.claim_timers(moment timestamptz, most integer, lease interval) RETURNS TABLE (station_id uuid, id uuid, due_at timestamptz) LANGUAGE plpgsql VOLATILE SECURITY DEFINER
     SET search_path = pg_catalog, public, app AS $unscoped$
   #variable_conflict use_column
   DECLARE me text := current_setting('application_name');
   BEGIN
     RETURN QUERY
     WITH due AS MATERIALIZED (
       SELECT t.station_id, t.id FROM timer t LEFT JOIN faults.claim c ON c.id = t.id
        WHERE t.try_at <= moment AND (c.id IS NULL OR c.by <> me) ORDER BY t.try_at LIMIT most FOR UPDATE OF t SKIP LOCKED
     ), noted AS (
       INSERT INTO faults.claim AS c SELECT due.id, 1, me, 1 FROM due
       ON CONFLICT (id) DO UPDATE SET claims = c.claims + 1, processes = c.processes + 1, by = me RETURNING c.id, c.claims
     ), leased AS (
       UPDATE timer t SET try_at = CASE WHEN noted.claims > 1 THEN moment + lease ELSE t.try_at END FROM noted, due WHERE t.id = noted.id AND t.station_id = due.station_id AND due.id = t.id
       RETURNING t.station_id, t.id, t.due_at
     )
     SELECT leased.station_id, leased.id, leased.due_at FROM leased ORDER BY leased.due_at, leased.id;
   END $unscoped$`,
  `CREATE FUNCTION faults.twin() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $twin$
   DECLARE twin outbox := NEW;
   BEGIN
     NEW.next_run := now() + interval '500 milliseconds';
     NEW.wake_at := NEW.next_run;
     twin.id := gen_random_uuid();
     twin.next_run := NEW.next_run;
     twin.wake_at := NEW.next_run;
     INSERT INTO public.outbox SELECT twin.*;
     INSERT INTO faults.twin VALUES (twin.id);
     RETURN NEW;
   END $twin$`,
  'CREATE TRIGGER twin BEFORE INSERT ON outbox FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION faults.twin()',
];
