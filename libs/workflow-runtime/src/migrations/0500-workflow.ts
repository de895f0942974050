import { ROLES, secureTable, secureTableBy, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CALENDAR_TABLES } from './calendars.js';

/** Instances, their tasks, timers, clocks and history, and the function that moves them. */
export class Workflow1700000000500 implements MigrationInterface {
  readonly name = 'Workflow1700000000500';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The workflow tables cannot be undone: restore a backup instead.');
  }
}

/** What belongs to the whole installation, such as a plugin's own definitions, has this scope. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000';

/**
 * No foreign keys between these tables: nothing but apply_steps writes them, a whole step in one statement, and a check
 * per row would lock the instance once more for each.
 */
const STATEMENTS = [
  // json and not jsonb: the order of states, fields and outcomes is part of what people see.
  `CREATE TABLE definition (
     scope_id uuid NOT NULL, hash text NOT NULL, workflow text NOT NULL, plugin_id text NOT NULL, plugin_version text NOT NULL,
     source json NOT NULL, published_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (scope_id, hash)
   )`,
  // Content-addressed and frozen: neither UPDATE nor DELETE is granted.
  ...secureTableBy('definition', `scope_id = '${INSTALLATION}' OR scope_id = ANY (app.station_ids()) OR scope_id = ANY (app.bureau_ids())`, ['SELECT', 'INSERT']),
  `CREATE TABLE plugin_enablement (
     station_id uuid NOT NULL, plugin_id text NOT NULL, enabled boolean, own boolean, policy text CHECK (policy IN ('mandated', 'forbidden')), version integer NOT NULL DEFAULT 1,
     changed_by uuid, changed_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, plugin_id)
   )`,
  `COMMENT ON COLUMN plugin_enablement.enabled IS 'what holds: the bureau''s policy over the station''s own word; null: the plugin''s default. Commands read this column alone'`,
  ...secureTable('plugin_enablement', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  `CREATE TABLE instance (
     station_id uuid NOT NULL, id uuid NOT NULL, workflow text NOT NULL, definition text NOT NULL, number text NOT NULL,
     version integer NOT NULL, status text NOT NULL CHECK (status IN ('running', 'closed')), outcome text,
     exercise boolean NOT NULL DEFAULT false, exercise_id uuid, incident_id uuid, parent_id uuid, states text[] NOT NULL, snapshot jsonb NOT NULL,
     started_at timestamptz NOT NULL, started_by uuid, changed_at timestamptz NOT NULL, closed_at timestamptz,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, workflow, number), CHECK (exercise OR exercise_id IS NULL)
   ) WITH (fillfactor = 70)`,
  // Typed lists, over columns that no step writes, so that steps stay heap-only. The data have no index: behind row-level security no
  // condition on JSON reaches one (docs/adr/0013).
  'CREATE INDEX instance_started ON instance (station_id, workflow, started_at, id) WHERE NOT exercise',
  'CREATE INDEX instance_exercise ON instance (station_id, exercise_id) WHERE exercise_id IS NOT NULL',
  'CREATE INDEX instance_incident ON instance (station_id, incident_id) WHERE incident_id IS NOT NULL',
  'CREATE INDEX instance_parent ON instance (station_id, parent_id) WHERE parent_id IS NOT NULL',
  ...secureTable('instance', 'station', ['SELECT', 'INSERT', 'UPDATE (version, definition, status, outcome, states, snapshot, changed_at, closed_at)']),
  `CREATE TABLE task (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, serial integer NOT NULL,
     ref text NOT NULL, key text NOT NULL, status text NOT NULL CHECK (status IN ('OPEN', 'CLAIMED', 'DONE', 'CANCELLED')),
     roles text[] NOT NULL, assignee_id uuid, opened_at timestamptz NOT NULL, due_at timestamptz, due_explanation jsonb,
     reminded_at timestamptz, completed_at timestamptz, completed_by uuid, outcome text, exercise boolean NOT NULL DEFAULT false,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, instance_id, serial)
   ) WITH (fillfactor = 80)`,
  `CREATE INDEX task_due ON task (station_id, coalesce(due_at, 'infinity'), id) WHERE status IN ('OPEN', 'CLAIMED')`,
  ...secureTable('task', 'station', ['SELECT', 'INSERT', 'UPDATE (status, roles, assignee_id, due_at, due_explanation, reminded_at, completed_at, completed_by, outcome)']),
  `CREATE TABLE clock (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, serial integer NOT NULL, ref text NOT NULL, around text[] NOT NULL DEFAULT '{}',
     state text NOT NULL CHECK (state IN ('running', 'paused', 'met', 'breached', 'undetermined', 'cancelled')),
     started_at timestamptz NOT NULL, due_at timestamptz, warn_at timestamptz, explanation jsonb NOT NULL,
     paused_at timestamptz, paused_state text, stopped_at timestamptz, changes jsonb NOT NULL DEFAULT '[]',
     PRIMARY KEY (station_id, id), UNIQUE (station_id, instance_id, serial)
   ) WITH (fillfactor = 80)`,
  `COMMENT ON COLUMN clock.changes IS 'what was computed anew or set by hand, oldest first: the change-clock effects'`,
  `COMMENT ON COLUMN clock.around IS 'the states whose tasks it limits'`,
  `CREATE INDEX clock_undetermined ON clock (station_id, instance_id) WHERE due_at IS NULL AND stopped_at IS NULL`,
  ...secureTable('clock', 'station', ['SELECT', 'INSERT', 'UPDATE (state, due_at, warn_at, explanation, paused_at, paused_state, stopped_at, changes)']),
  // Only pending timers have a row; what fired stands in the history.
  `CREATE TABLE timer (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, serial integer NOT NULL, timer text NOT NULL,
     due_at timestamptz NOT NULL, try_at timestamptz NOT NULL, exercise_id uuid, run_due_at timestamptz,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, instance_id, serial), CHECK ((exercise_id IS NULL) = (run_due_at IS NULL))
   ) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)`,
  `COMMENT ON COLUMN timer.try_at IS 'due_at at first; a claim moves it to the end of its lease'`,
  `COMMENT ON COLUMN timer.run_due_at IS 'when it is due by the clock of its exercise, from which due_at is derived; null outside exercises'`,
  'CREATE INDEX timer_exercise ON timer (station_id, exercise_id, run_due_at, id) WHERE exercise_id IS NOT NULL',
  'CREATE INDEX timer_try ON timer (try_at)',
  'CREATE INDEX timer_due ON timer (due_at)',
  ...secureTable('timer', 'station', ['SELECT', 'INSERT', 'UPDATE (due_at, try_at)', 'DELETE']),
  `CREATE TABLE history (
     station_id uuid NOT NULL, instance_id uuid NOT NULL, version integer NOT NULL, at timestamptz NOT NULL, kind text NOT NULL,
     definition text NOT NULL, time_zone text NOT NULL, calendar text, event jsonb, actor_id uuid, session_id uuid,
     states_left text[] NOT NULL, states_entered text[] NOT NULL, effects jsonb NOT NULL,
     PRIMARY KEY (station_id, instance_id, version)
   )`,
  ...secureTable('history', 'station', ['SELECT', 'INSERT']),
  `CREATE TABLE idempotency (
     station_id uuid NOT NULL, account_id uuid NOT NULL, key text NOT NULL, command text NOT NULL, answer jsonb NOT NULL, at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, account_id, key)
   )`,
  ...secureTable('idempotency', 'station', ['SELECT', 'INSERT']),
  `CREATE TABLE instance_number (
     station_id uuid NOT NULL, workflow text NOT NULL, year integer NOT NULL, exercise boolean NOT NULL, last integer NOT NULL,
     PRIMARY KEY (station_id, workflow, year, exercise)
   )`,
  ...secureTable('instance_number', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  ...CALENDAR_TABLES,
  `GRANT SELECT, UPDATE ON timer TO ${ROLES.unscoped}`,
  // The caller passes the moment: a volatile clock in the condition would walk the whole index. Losing a claim to a crash
  // frees it sooner, nothing else: it need not reach the disk before it is used.
  ...unscopedFunction(
    'claim_timers(moment timestamptz, most integer, lease interval)',
    'TABLE (station_id uuid, id uuid, due_at timestamptz)',
    `
  #variable_conflict use_column
  BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    RETURN QUERY
    WITH due AS MATERIALIZED (
      SELECT t.station_id, t.id FROM timer t WHERE t.try_at <= moment ORDER BY t.try_at LIMIT most FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE timer t SET try_at = moment + lease FROM due WHERE t.station_id = due.station_id AND t.id = due.id RETURNING t.station_id, t.id, t.due_at
    )
    SELECT claimed.station_id, claimed.id, claimed.due_at FROM claimed ORDER BY claimed.due_at, claimed.id;
  END`,
    'plpgsql',
  ),
  ...unscopedFunction(
    'next_timer()',
    'TABLE (due timestamptz, try timestamptz, now timestamptz)',
    `SELECT (SELECT t.due_at FROM timer t ORDER BY t.due_at LIMIT 1), (SELECT t.try_at FROM timer t ORDER BY t.try_at LIMIT 1), app.now()`,
  ),
];
