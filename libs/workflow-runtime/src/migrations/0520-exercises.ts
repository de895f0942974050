import { ROLES, secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Exercises, their injects and log, the clock they run by, and the views figures are read from. */
export class Exercises1700000000520 implements MigrationInterface {
  readonly name = 'Exercises1700000000520';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Exercises cannot be undone: restore a backup instead.');
  }
}

/** Seconds and not days: a day of the session's time zone need not have 24 hours. */
const seconds = (span: string) => `make_interval(secs => (${span})::double precision)`;

/** Timers of a clock that stands still are due then: a moment every client can hold, unlike infinity. */
const NEVER = `'9999-12-31T00:00:00Z'::timestamptz`;

/** What figures are made of: the same rows, without exercises, under the reader's own row-level security. */
const FACTS = {
  instance: 'SELECT f.* FROM public.instance f WHERE NOT f.exercise',
  task: 'SELECT f.* FROM public.task f WHERE NOT f.exercise',
  clock: 'SELECT f.* FROM public.clock f WHERE NOT EXISTS (SELECT FROM public.instance i WHERE i.station_id = f.station_id AND i.id = f.instance_id AND i.exercise)',
  history: 'SELECT f.* FROM public.history f WHERE NOT EXISTS (SELECT FROM public.instance i WHERE i.station_id = f.station_id AND i.id = f.instance_id AND i.exercise)',
  notice: 'SELECT f.* FROM public.notice f WHERE NOT f.exercise',
};

const STATEMENTS = [
  `CREATE TABLE exercise (
     station_id uuid NOT NULL, id uuid NOT NULL, title text NOT NULL, clock text NOT NULL CHECK (clock IN ('real', 'virtual')),
     begins_at timestamptz, speed integer NOT NULL CHECK (speed BETWEEN 1 AND 60), roles text[] NOT NULL, objectives jsonb NOT NULL, director_id uuid NOT NULL,
     status text NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'running', 'paused', 'halted', 'ended')), revision integer NOT NULL DEFAULT 1,
     run_at timestamptz, real_at timestamptz, planned_by uuid, planned_at timestamptz NOT NULL DEFAULT app.now(), started_at timestamptz, stopped_at timestamptz, stopped_by uuid, prepared_by uuid,
     PRIMARY KEY (station_id, id), CHECK (clock = 'virtual' OR (speed = 1 AND begins_at IS NULL)), CHECK ((status = 'planned') = (run_at IS NULL) OR status = 'ended')
   )`,
  `COMMENT ON COLUMN exercise.begins_at IS 'what its clock shows at the start; the moment of the start when null'`,
  `COMMENT ON COLUMN exercise.revision IS 'grows with every change of status or speed: a step computed on an older one is computed again'`,
  `COMMENT ON COLUMN exercise.run_at IS 'what its clock showed at real_at; between changes it is derived from both and the speed'`,
  `COMMENT ON COLUMN exercise.prepared_by IS 'the instance that prepared it, and hears how it goes'`,
  `CREATE UNIQUE INDEX exercise_prepared ON exercise (station_id, prepared_by) WHERE status IN ('planned', 'running', 'paused')`,
  ...secureTable('exercise', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  `CREATE TABLE exercise_inject (
     station_id uuid NOT NULL, id uuid NOT NULL, exercise_id uuid NOT NULL, place integer NOT NULL, title text NOT NULL, after_seconds integer NOT NULL CHECK (after_seconds >= 0),
     content jsonb NOT NULL, status text NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'fired', 'skipped', 'failed')),
     run_at timestamptz, real_at timestamptz, by uuid, instance_id uuid, notice_id uuid, error text,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, exercise_id, place), FOREIGN KEY (station_id, exercise_id) REFERENCES exercise
   )`,
  `COMMENT ON COLUMN exercise_inject.run_at IS 'when it fired or was skipped, by the clock of its exercise; by: whose hand, null for the clock'`,
  ...secureTable('exercise_inject', 'station'),
  `CREATE TABLE exercise_log (
     station_id uuid NOT NULL, exercise_id uuid NOT NULL, place integer NOT NULL, kind text NOT NULL, real_at timestamptz NOT NULL, run_at timestamptz NOT NULL,
     rate integer NOT NULL, actor_id uuid, inject_id uuid,
     PRIMARY KEY (station_id, exercise_id, place), FOREIGN KEY (station_id, exercise_id) REFERENCES exercise
   )`,
  `COMMENT ON COLUMN exercise_log.rate IS 'seconds of the exercise per real second from then on; 0 while its clock stands'`,
  ...secureTable('exercise_log', 'station', ['SELECT', 'INSERT']),
  `CREATE FUNCTION app.exercise_time(x exercise, moment timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
     SELECT CASE WHEN x.status = 'running' THEN x.run_at + ${seconds('greatest(extract(epoch FROM moment - x.real_at), 0) * x.speed')} ELSE x.run_at END $$`,
  // The clock waits for what is due: it is never ahead of a timer or an inject that has yet to fire.
  `CREATE FUNCTION app.exercise_now(x exercise, moment timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
     SELECT least(app.exercise_time(x, moment), (SELECT t.run_due_at FROM timer t WHERE t.station_id = x.station_id AND t.exercise_id = x.id ORDER BY t.run_due_at LIMIT 1)) $$`,
  // One millisecond late rather than one microsecond early: what is claimed before it is due waits for its lease.
  `CREATE FUNCTION app.exercise_due(x exercise, due timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
     SELECT CASE WHEN x.status = 'running' THEN x.real_at + ${seconds('greatest(extract(epoch FROM due - x.run_at), 0) / x.speed + 0.001')} ELSE ${NEVER} END $$`,
  `GRANT EXECUTE ON FUNCTION app.exercise_time(exercise, timestamptz), app.exercise_now(exercise, timestamptz), app.exercise_due(exercise, timestamptz) TO ${ROLES.app}`,
  'CREATE SCHEMA fact',
  `GRANT USAGE ON SCHEMA fact TO ${ROLES.app}`,
  ...Object.entries(FACTS).flatMap(([name, query]) => [`CREATE VIEW fact.${name} WITH (security_invoker = true) AS ${query}`, `GRANT SELECT ON fact.${name} TO ${ROLES.app}`]),
];
