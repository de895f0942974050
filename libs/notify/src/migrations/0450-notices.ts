import { ROLES, secureTableBy, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices, who was told, and what was sent outside for them. */
export class Notices1700000000450 implements MigrationInterface {
  readonly name = 'Notices1700000000450';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Notices cannot be undone: restore a backup instead.');
  }
}

const OF_UNIT = 'unit_id = ANY ((SELECT app.station_ids())::uuid[])';
const OF_BUREAU = 'bureau_id = ANY ((SELECT app.bureau_ids())::uuid[])';

const STATEMENTS = [
  // unit_id is the station a notice belongs to or, for a notice of the bureau itself, the bureau.
  `CREATE TABLE notice (
     unit_id uuid NOT NULL, id uuid NOT NULL, bureau_id uuid NOT NULL, at_bureau boolean NOT NULL,
     key text NOT NULL, kind text NOT NULL, urgency text NOT NULL CHECK (urgency IN ('normal', 'urgent')),
     title jsonb NOT NULL, body jsonb, record_kind text, record_id uuid, record_number text, exercise boolean NOT NULL,
     created_at timestamptz NOT NULL DEFAULT app.now(),
     stage text NOT NULL DEFAULT 'addressed' CHECK (stage IN ('addressed', 'commander', 'bureau')),
     climb_after text, climb_at timestamptz, try_at timestamptz, signed_by uuid, signed_at timestamptz,
     PRIMARY KEY (unit_id, id), UNIQUE (unit_id, key),
     CHECK ((climb_at IS NULL) = (try_at IS NULL)), CHECK (signed_at IS NULL OR climb_at IS NULL)
   )`,
  `COMMENT ON COLUMN notice.at_bureau IS 'it lies in inboxes of the bureau too, which therefore reads and signs it'`,
  `COMMENT ON COLUMN notice.climb_at IS 'when it goes one stage up unless somebody signs; null once signed, at the top, or not urgent'`,
  `COMMENT ON COLUMN notice.try_at IS 'climb_at at first; a claim moves it to the end of its lease'`,
  'CREATE INDEX notice_age ON notice (created_at)',
  'CREATE INDEX notice_record ON notice (unit_id, record_id) WHERE record_id IS NOT NULL',
  'CREATE INDEX notice_climb ON notice (climb_at) WHERE climb_at IS NOT NULL',
  'CREATE INDEX notice_try ON notice (try_at) WHERE try_at IS NOT NULL',
  ...secureTableBy('notice', `${OF_UNIT} OR (at_bureau AND ${OF_BUREAU})`, ['SELECT', 'INSERT', 'UPDATE (at_bureau, stage, climb_at, try_at, signed_by, signed_at)', 'DELETE']),
  `CREATE TABLE notice_recipient (
     unit_id uuid NOT NULL, notice_id uuid NOT NULL, account_id uuid NOT NULL, bureau_id uuid NOT NULL, at_bureau boolean NOT NULL,
     told_at timestamptz NOT NULL DEFAULT app.now(), read_at timestamptz,
     PRIMARY KEY (unit_id, notice_id, account_id), FOREIGN KEY (unit_id, notice_id) REFERENCES notice
   )`,
  'CREATE INDEX notice_recipient_inbox ON notice_recipient (account_id, told_at DESC, notice_id DESC)',
  ...secureTableBy('notice_recipient', `${OF_UNIT} OR (at_bureau AND ${OF_BUREAU})`, ['SELECT', 'INSERT', 'UPDATE (read_at)', 'DELETE']),
  `CREATE TABLE notice_delivery (
     unit_id uuid NOT NULL, id uuid NOT NULL, notice_id uuid NOT NULL, channel text NOT NULL, stage text NOT NULL, account_ids uuid[] NOT NULL,
     state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'failed')), attempts integer NOT NULL DEFAULT 0, error text,
     created_at timestamptz NOT NULL DEFAULT app.now(), settled_at timestamptz,
     PRIMARY KEY (unit_id, id), FOREIGN KEY (unit_id, notice_id) REFERENCES notice
   )`,
  `CREATE INDEX notice_delivery_failed ON notice_delivery (unit_id, created_at DESC) WHERE state = 'failed'`,
  ...secureTableBy('notice_delivery', `${OF_UNIT} OR unit_id = ANY ((SELECT app.bureau_ids())::uuid[])`, ['SELECT', 'INSERT', 'UPDATE (state, attempts, error, settled_at)', 'DELETE']),
  `GRANT SELECT, UPDATE (try_at) ON notice TO ${ROLES.unscoped}`,
  `GRANT SELECT (unit_id, notice_id, read_at) ON notice_recipient TO ${ROLES.unscoped}`,
  // The caller passes the moment: a volatile clock in the condition would walk the whole index.
  ...unscopedFunction(
    'claim_notices(moment timestamptz, most integer, lease interval)',
    'TABLE (scope text, unit_id uuid, id uuid, due_at timestamptz)',
    `WITH due AS MATERIALIZED (
       SELECT n.unit_id, n.id FROM notice n WHERE n.try_at <= moment ORDER BY n.try_at LIMIT most FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE notice n SET try_at = moment + lease FROM due WHERE n.unit_id = due.unit_id AND n.id = due.id RETURNING n.unit_id, n.id, n.bureau_id, n.climb_at
     )
     SELECT CASE WHEN claimed.unit_id = claimed.bureau_id THEN 'bureau' ELSE 'station' END, claimed.unit_id, claimed.id, claimed.climb_at FROM claimed ORDER BY claimed.climb_at, claimed.id`,
  ),
  ...unscopedFunction(
    'next_notice()',
    'TABLE (due timestamptz, try timestamptz, now timestamptz)',
    `SELECT (SELECT n.climb_at FROM notice n WHERE n.climb_at IS NOT NULL ORDER BY n.climb_at LIMIT 1), (SELECT n.try_at FROM notice n WHERE n.try_at IS NOT NULL ORDER BY n.try_at LIMIT 1), app.now()`,
  ),
  // An ordinary notice that everybody has read, and any notice at all after the longer time; one that still climbs stays.
  ...unscopedFunction(
    'old_notices(read_before timestamptz, all_before timestamptz, most integer)',
    'TABLE (scope text, unit_id uuid, id uuid)',
    `SELECT CASE WHEN n.unit_id = n.bureau_id THEN 'bureau' ELSE 'station' END, n.unit_id, n.id FROM notice n
      WHERE n.climb_at IS NULL AND n.created_at < greatest(read_before, all_before) AND (n.created_at < all_before OR (n.urgency = 'normal' AND n.created_at < read_before
        AND NOT EXISTS (SELECT FROM notice_recipient r WHERE r.unit_id = n.unit_id AND r.notice_id = n.id AND (r.read_at IS NULL OR r.read_at >= read_before))))
      ORDER BY n.created_at LIMIT most`,
  ),
];
