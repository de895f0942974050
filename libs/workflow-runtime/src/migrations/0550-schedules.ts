import { ROLES, secureTable, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What comes round at a station by the wall clock, and what came of it. */
export class Schedules1700000000550 implements MigrationInterface {
  readonly name = 'Schedules1700000000550';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Schedules cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE schedule (
     station_id uuid NOT NULL, schedule_id text NOT NULL, own jsonb, off boolean NOT NULL DEFAULT false, print text NOT NULL, time_zone text NOT NULL, quiet boolean NOT NULL DEFAULT false,
     due_at timestamptz, try_at timestamptz, version integer NOT NULL DEFAULT 1, changed_by uuid, changed_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, schedule_id), CHECK ((due_at IS NULL) = (try_at IS NULL))
   )`,
  `COMMENT ON TABLE schedule IS 'a schedule of a plugin, or of the platform, at a station, and when it is due next'`,
  `COMMENT ON COLUMN schedule.own IS 'when it comes round by the station''s word; null: as it is declared'`,
  `COMMENT ON COLUMN schedule.print IS 'of the declaration it was planned by: another one plans it anew'`,
  `COMMENT ON COLUMN schedule.quiet IS 'a jump of the test clock does not stop for it: it runs once, late, as after an outage'`,
  `COMMENT ON COLUMN schedule.try_at IS 'due_at at first; a claim moves it to the end of its lease'`,
  'CREATE INDEX schedule_try ON schedule (try_at) WHERE try_at IS NOT NULL',
  'CREATE INDEX schedule_due ON schedule (due_at) WHERE due_at IS NOT NULL AND NOT quiet',
  ...secureTable('schedule', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  `CREATE TABLE schedule_run (
     station_id uuid NOT NULL, schedule_id text NOT NULL, due_at timestamptz NOT NULL, ran_at timestamptz NOT NULL, late boolean NOT NULL, missed integer NOT NULL,
     state text NOT NULL CHECK (state IN ('started', 'queued', 'skipped', 'failed')), reason text, instance_id uuid,
     PRIMARY KEY (station_id, schedule_id, due_at)
   )`,
  `COMMENT ON TABLE schedule_run IS 'what came of each due moment: its key lets a moment run once'`,
  `COMMENT ON COLUMN schedule_run.missed IS 'further due moments that passed meanwhile and have no run of their own'`,
  ...secureTable('schedule_run', 'station', ['SELECT', 'INSERT']),
  `GRANT SELECT, UPDATE (try_at) ON schedule TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'claim_schedules(moment timestamptz, most integer, lease interval)',
    'TABLE (station_id uuid, schedule_id text, due_at timestamptz)',
    `WITH due AS MATERIALIZED (
       SELECT s.station_id, s.schedule_id FROM schedule s WHERE s.try_at <= moment ORDER BY s.try_at LIMIT most FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE schedule s SET try_at = moment + lease FROM due WHERE s.station_id = due.station_id AND s.schedule_id = due.schedule_id RETURNING s.station_id, s.schedule_id, s.due_at
     )
     SELECT claimed.station_id, claimed.schedule_id, claimed.due_at FROM claimed ORDER BY claimed.due_at, claimed.station_id`,
  ),
  ...unscopedFunction(
    'next_schedule()',
    'TABLE (due timestamptz, try timestamptz, now timestamptz)',
    `SELECT (SELECT s.due_at FROM schedule s WHERE s.due_at IS NOT NULL AND NOT s.quiet ORDER BY s.due_at LIMIT 1), (SELECT s.try_at FROM schedule s WHERE s.try_at IS NOT NULL ORDER BY s.try_at LIMIT 1), app.now()`,
  ),
  // Stations that were founded or changed their zone, and schedules that were added or declared anew, since somebody last looked.
  ...unscopedFunction(
    'unplanned_schedules(schedules text[], prints text[])',
    'TABLE (station_id uuid, schedule_id text)',
    `SELECT s.id, d.schedule_id FROM station s CROSS JOIN unnest(schedules, prints) AS d (schedule_id, print)
      WHERE s.closed_at IS NULL AND NOT EXISTS (SELECT FROM schedule p WHERE p.station_id = s.id AND p.schedule_id = d.schedule_id AND p.print = d.print AND p.time_zone = s.time_zone)`,
  ),
];
