import { ROLES, secureTable, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls of automations, the breakers before them, and links between instances. */
export class Automations1700000000515 implements MigrationInterface {
  readonly name = 'Automations1700000000515';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Calls and links cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE automation_call (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, serial integer NOT NULL, automation text NOT NULL, action text NOT NULL,
     status text NOT NULL CHECK (status IN ('waiting', 'running', 'succeeded', 'failed', 'skipped', 'abandoned')),
     attempts integer NOT NULL DEFAULT 0, next_at timestamptz, input jsonb NOT NULL, settings jsonb NOT NULL, compensates integer, pending boolean NOT NULL DEFAULT true,
     error text CHECK (length(error) <= 200), exercise boolean NOT NULL,
     made_at timestamptz NOT NULL, started_at timestamptz, finished_at timestamptz,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, instance_id, serial)
   ) WITH (fillfactor = 80)`,
  `COMMENT ON COLUMN automation_call.next_at IS 'when the next attempt is due (domain time); null while one is queued or under way, and once it is over'`,
  `CREATE INDEX automation_call_due ON automation_call (next_at) WHERE status = 'waiting' AND next_at IS NOT NULL`,
  `CREATE INDEX automation_call_busy ON automation_call (coalesce(started_at, made_at)) WHERE status IN ('waiting', 'running') AND next_at IS NULL`,
  'CREATE INDEX automation_call_status ON automation_call (station_id, status, id)',
  ...secureTable('automation_call', 'station', ['SELECT', 'INSERT', 'UPDATE (status, attempts, next_at, input, pending, error, started_at, finished_at)']),
  `CREATE TABLE automation_breaker (
     station_id uuid NOT NULL, automation text NOT NULL, failures integer NOT NULL, opened_at timestamptz, try_at timestamptz,
     PRIMARY KEY (station_id, automation)
   )`,
  ...secureTable('automation_breaker', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  `CREATE TABLE instance_child (
     station_id uuid NOT NULL, id uuid NOT NULL, parent_id uuid NOT NULL, serial integer NOT NULL, action text NOT NULL, workflow text NOT NULL,
     status text NOT NULL CHECK (status IN ('starting', 'open', 'closed', 'failed')), outcome text, error text,
     asked_at timestamptz NOT NULL, closed_at timestamptz, told jsonb NOT NULL DEFAULT '{}',
     PRIMARY KEY (station_id, id), UNIQUE (station_id, parent_id, serial)
   )`,
  `COMMENT ON COLUMN instance_child.id IS 'the id the started instance has, given before it is started, so that it is started once'`,
  `COMMENT ON COLUMN instance_child.told IS 'what the parent told it, by the serial of the telling: the event’s title in the words of its workflow, and whether it was heard'`,
  ...secureTable('instance_child', 'station', ['SELECT', 'INSERT', 'UPDATE (status, outcome, error, closed_at, told)']),
  `CREATE TABLE instance_series (
     station_id uuid NOT NULL, id uuid NOT NULL, series_id uuid NOT NULL, instance_id uuid NOT NULL,
     linked_by uuid, linked_at timestamptz NOT NULL DEFAULT app.now(), reason text NOT NULL, ended_by uuid, ended_at timestamptz, end_reason text,
     PRIMARY KEY (station_id, id)
   )`,
  'CREATE UNIQUE INDEX instance_series_member ON instance_series (station_id, instance_id) WHERE ended_at IS NULL',
  'CREATE INDEX instance_series_members ON instance_series (station_id, series_id) WHERE ended_at IS NULL',
  ...secureTable('instance_series', 'station', ['SELECT', 'INSERT', 'UPDATE (ended_by, ended_at, end_reason)']),
  `CREATE TABLE referral (
     station_id uuid NOT NULL, id uuid NOT NULL, direction text NOT NULL CHECK (direction IN ('out', 'in')), other_station_id uuid NOT NULL, other_station_name text NOT NULL, instance_id uuid,
     workflow text NOT NULL, number text NOT NULL, title jsonb NOT NULL, data jsonb NOT NULL, exercise boolean NOT NULL, reason text NOT NULL,
     status text NOT NULL DEFAULT 'sent' CHECK (status IN ('sent', 'withdrawing', 'accepted', 'declined', 'withdrawn')), answer text, other_number text,
     sent_by uuid, sent_at timestamptz NOT NULL, answered_by uuid, answered_at timestamptz,
     PRIMARY KEY (station_id, id)
   )`,
  'CREATE INDEX referral_instance ON referral (station_id, instance_id)',
  `CREATE INDEX referral_open ON referral (station_id, id) WHERE direction = 'in' AND status = 'sent'`,
  ...secureTable('referral', 'station', ['SELECT', 'INSERT', 'UPDATE (instance_id, status, answer, other_number, answered_by, answered_at)']),
  `GRANT SELECT ON automation_call TO ${ROLES.unscoped}`,
  // The moment is read into a variable: a volatile clock in the condition would walk the whole index.
  ...unscopedFunction(
    'due_automations(most integer)',
    'TABLE (station_id uuid, id uuid)',
    `DECLARE
       moment timestamptz := app.now();
     BEGIN
       RETURN QUERY SELECT c.station_id, c.id FROM automation_call c WHERE c.status = 'waiting' AND c.next_at <= moment ORDER BY c.next_at LIMIT most;
     END`,
    'plpgsql',
  ),
  ...unscopedFunction(
    'next_automation()',
    'TABLE (due timestamptz, busy timestamptz, now timestamptz)',
    `SELECT (SELECT c.next_at FROM automation_call c WHERE c.status = 'waiting' AND c.next_at IS NOT NULL ORDER BY c.next_at LIMIT 1),
            (SELECT min(coalesce(c.started_at, c.made_at)) FROM automation_call c WHERE c.status IN ('waiting', 'running') AND c.next_at IS NULL), app.now()`,
  ),
];
