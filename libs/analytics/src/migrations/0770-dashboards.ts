import { ROLES, secureTable, secureTableBy, tenantReach, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dashboards, the views people keep of them, and their scheduled delivery (docs/adr/0041). */
export class Dashboards1700000000770 implements MigrationInterface {
  readonly name = 'Dashboards1700000000770';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What people made cannot be undone: restore a backup instead.');
  }
}

/** Whoever keeps it writes it; nobody else does, whomever it is shared with. */
const OWN = `${tenantReach('bureau')} AND owner_id = app.account_id()`;
/** Nobody but the one it was made for, or by. */
const MINE = `${tenantReach('bureau')} AND account_id = app.account_id()`;

const STATEMENTS = [
  `CREATE TABLE dashboard (
     bureau_id uuid NOT NULL, id uuid NOT NULL, owner_id uuid NOT NULL, version integer NOT NULL DEFAULT 1, title text NOT NULL, tiles jsonb NOT NULL,
     sharing text NOT NULL CHECK (sharing IN ('own', 'station', 'bureau')), station_id uuid, made_key text NOT NULL, changed_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, owner_id) REFERENCES account, FOREIGN KEY (bureau_id, station_id) REFERENCES station,
     UNIQUE (bureau_id, owner_id, made_key), CHECK ((sharing = 'station') = (station_id IS NOT NULL))
   )`,
  `COMMENT ON TABLE dashboard IS 'what is asked and how it is drawn; never a figure: those follow from the rights of whoever looks'`,
  ...secureTableBy('dashboard', OWN, ['SELECT', 'INSERT', 'UPDATE (version, title, tiles, sharing, station_id, changed_at)', 'DELETE']),
  `CREATE POLICY readable ON dashboard FOR SELECT USING ((sharing = 'bureau' AND ${tenantReach('bureau')}) OR (sharing = 'station' AND ${tenantReach('station')}))`,
  `CREATE TABLE dashboard_view (
     bureau_id uuid NOT NULL, id uuid NOT NULL, dashboard_id uuid NOT NULL, account_id uuid NOT NULL, name text NOT NULL, filters jsonb NOT NULL,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, dashboard_id) REFERENCES dashboard ON DELETE CASCADE, UNIQUE (bureau_id, dashboard_id, account_id, name)
   )`,
  `COMMENT ON TABLE dashboard_view IS 'a name that somebody gave to filters of a dashboard'`,
  ...secureTableBy('dashboard_view', MINE, ['SELECT', 'INSERT', 'UPDATE (filters)', 'DELETE']),
  `CREATE TABLE dashboard_delivery (
     bureau_id uuid NOT NULL, id uuid NOT NULL, dashboard_id uuid NOT NULL, owner_id uuid NOT NULL, station_id uuid, version integer NOT NULL DEFAULT 1,
     recurrence jsonb NOT NULL, format text NOT NULL CHECK (format IN ('pdf', 'xlsx')), receivers uuid[] NOT NULL, made_key text NOT NULL, due_at timestamptz, try_at timestamptz, last_at timestamptz, last_refused integer NOT NULL DEFAULT 0,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, dashboard_id) REFERENCES dashboard ON DELETE CASCADE, FOREIGN KEY (bureau_id, station_id) REFERENCES station,
     UNIQUE (bureau_id, owner_id, made_key), CHECK ((due_at IS NULL) = (try_at IS NULL))
   )`,
  `COMMENT ON TABLE dashboard_delivery IS 'to whom a dashboard goes, and when next: no due_at, stopped'`,
  `COMMENT ON COLUMN dashboard_delivery.station_id IS 'whose figures and whose clock; null for all stations that a receiver reads, by the bureau''s clock'`,
  `COMMENT ON COLUMN dashboard_delivery.try_at IS 'due_at at first; a claim moves it to the end of its lease'`,
  'CREATE INDEX dashboard_delivery_try ON dashboard_delivery (try_at) WHERE try_at IS NOT NULL',
  // The worker fires them all; that an owner sees its own alone is said where they are read.
  ...secureTable('dashboard_delivery', 'bureau', ['SELECT', 'INSERT', 'UPDATE (version, recurrence, format, receivers, due_at, try_at, last_at, last_refused)', 'DELETE']),
  `CREATE TABLE dashboard_issue (
     bureau_id uuid NOT NULL, id uuid NOT NULL, delivery_id uuid NOT NULL, dashboard_id uuid NOT NULL, account_id uuid NOT NULL, station_id uuid, due_at timestamptz NOT NULL, made_at timestamptz NOT NULL DEFAULT app.now(),
     title text NOT NULL, format text NOT NULL CHECK (format IN ('pdf', 'xlsx')), content bytea NOT NULL CHECK (octet_length(content) <= 8000000),
     PRIMARY KEY (bureau_id, id), UNIQUE (bureau_id, delivery_id, due_at, account_id)
   )`,
  `COMMENT ON TABLE dashboard_issue IS 'what one receiver was sent, made under its rights at that moment; nobody else reads it, and it goes after some weeks'`,
  ...secureTableBy('dashboard_issue', MINE, ['SELECT', 'INSERT', 'DELETE']),
  `GRANT SELECT, UPDATE (try_at) ON dashboard_delivery TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'claim_deliveries(moment timestamptz, most integer, lease interval)',
    'TABLE (bureau_id uuid, id uuid, due_at timestamptz)',
    `WITH due AS MATERIALIZED (
       SELECT d.bureau_id, d.id FROM dashboard_delivery d WHERE d.try_at <= moment ORDER BY d.try_at LIMIT most FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE dashboard_delivery d SET try_at = moment + lease FROM due WHERE d.bureau_id = due.bureau_id AND d.id = due.id RETURNING d.bureau_id, d.id, d.due_at
     )
     SELECT claimed.bureau_id, claimed.id, claimed.due_at FROM claimed ORDER BY claimed.due_at, claimed.id`,
  ),
  ...unscopedFunction('next_delivery()', 'TABLE (due timestamptz, try timestamptz, now timestamptz)', 'SELECT min(d.due_at), min(d.try_at), app.now() FROM dashboard_delivery d WHERE d.try_at IS NOT NULL'),
];
