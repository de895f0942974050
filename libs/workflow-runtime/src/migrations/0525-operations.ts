import { ROLES, secureTable, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What operating the house asks of the database: indexes for what runs and what is late, repairs, and figures for Prometheus. */
export class Operations1700000000525 implements MigrationInterface {
  readonly name = 'Operations1700000000525';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Repairs cannot be undone: restore a backup instead.');
  }
}

/** Counts over the whole installation, with nothing of a tenant in them: labels are topics and states. */
const FIGURES = `
  SELECT o.topic,
         CASE WHEN o.state = 'dead' THEN 'parked' WHEN o.claimed_by IS NOT NULL AND o.next_run > now() THEN 'running' WHEN o.next_run > now() AND o.attempts > 0 THEN 'retrying' ELSE 'waiting' END,
         count(*), greatest(0, extract(epoch FROM now() - min(o.next_run)))::float8
    FROM outbox o WHERE o.state IN ('pending', 'dead') GROUP BY 1, 2
  UNION ALL
  SELECT NULL, 'late', count(*), coalesce(extract(epoch FROM app.now() - min(t.due_at)), 0)::float8 FROM timer t WHERE t.due_at < (SELECT app.now())`;

const STATEMENTS = [
  `CREATE INDEX instance_running ON instance (station_id, id) WHERE status = 'running'`,
  `CREATE INDEX instance_child_failed ON instance_child (station_id, id) WHERE status = 'failed'`,
  'CREATE INDEX clock_open ON clock (station_id, due_at) WHERE stopped_at IS NULL',
  `CREATE TABLE repair (
     station_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, only_of text, status text NOT NULL CHECK (status IN ('running', 'suspended', 'cancelled', 'done')),
     total integer NOT NULL, done integer NOT NULL DEFAULT 0, failed integer NOT NULL DEFAULT 0,
     started_by uuid NOT NULL, session_id uuid, idempotency_key text NOT NULL, started_at timestamptz NOT NULL DEFAULT app.now(), finished_at timestamptz,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, started_by, idempotency_key)
   )`,
  ...secureTable('repair', 'station', ['SELECT', 'INSERT', 'UPDATE (status, total, done, failed, finished_at)']),
  // What is to be mended is listed when the repair starts, so that its progress has an end and each item is told of once.
  `CREATE TABLE repair_item (
     station_id uuid NOT NULL, repair_id uuid NOT NULL, item_id uuid NOT NULL, instance_id uuid,
     status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done', 'failed')), code text, error jsonb, finished_at timestamptz,
     PRIMARY KEY (station_id, repair_id, item_id)
   )`,
  `CREATE INDEX repair_item_waiting ON repair_item (station_id, repair_id, item_id) WHERE status = 'waiting'`,
  ...secureTable('repair_item', 'station', ['SELECT', 'INSERT', 'UPDATE (status, code, error, finished_at)']),
  `GRANT SELECT ON outbox, timer TO ${ROLES.unscoped}`,
  ...unscopedFunction('operating_figures()', 'TABLE (topic text, standing text, count bigint, seconds float8)', FIGURES),
];
