import { ROLES, secureTable, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Officers who change station, leave or retire, and the contact boards that name them. */
export class StaffMoves1700000000264 implements MigrationInterface {
  readonly name = 'StaffMoves1700000000264';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Who was moved cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE staff_move (
     bureau_id uuid NOT NULL, id uuid NOT NULL, version integer NOT NULL DEFAULT 1, account_id uuid NOT NULL, kind text NOT NULL CHECK (kind IN ('transfer', 'leave', 'retire')),
     left_station_ids uuid[] NOT NULL, to_station_id uuid, reorganisation_id uuid, roles jsonb NOT NULL, handovers jsonb NOT NULL, reason text NOT NULL, effective_on date, due_at timestamptz NOT NULL, try_at timestamptz,
     state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'carried', 'cancelled', 'failed')), failure jsonb, outcome jsonb,
     planned_by uuid NOT NULL, planned_at timestamptz NOT NULL DEFAULT app.now(), settled_by uuid, settled_at timestamptz,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, account_id) REFERENCES account, FOREIGN KEY (bureau_id, to_station_id) REFERENCES station,
     CHECK ((kind = 'transfer') = (to_station_id IS NOT NULL)), CHECK ((state = 'waiting') = (try_at IS NOT NULL)), CHECK ((state = 'waiting') = (settled_at IS NULL))
   )`,
  `COMMENT ON COLUMN staff_move.left_station_ids IS 'the stations whose roles end; for somebody who leaves the service, those of the day it was planned on'`,
  `COMMENT ON COLUMN staff_move.handovers IS 'who takes what over, where somebody was named: [{item, accountId}]'`,
  `COMMENT ON COLUMN staff_move.try_at IS 'due_at at first; a claim moves it to the end of its lease; null once nothing is left to do'`,
  `COMMENT ON COLUMN staff_move.reorganisation_id IS 'the reorganisation it is one move of: the chiefs hear of all of them at once'`,
  // One at a time: what comes after the first is planned on what the first left.
  `CREATE UNIQUE INDEX staff_move_waiting ON staff_move (account_id) WHERE state = 'waiting'`,
  `CREATE INDEX staff_move_reorganisation ON staff_move (bureau_id, reorganisation_id) WHERE reorganisation_id IS NOT NULL`,
  `CREATE INDEX staff_move_try ON staff_move (try_at) WHERE try_at IS NOT NULL`,
  ...secureTable('staff_move', 'bureau', ['SELECT', 'INSERT', 'UPDATE (version, state, failure, outcome, try_at, settled_by, settled_at)']),
  // The stations concerned read who comes and goes.
  `CREATE POLICY readable ON staff_move FOR SELECT USING (left_station_ids && (SELECT app.station_ids())::uuid[] OR to_station_id = ANY ((SELECT app.station_ids())::uuid[]))`,
  `GRANT SELECT, UPDATE (try_at) ON staff_move TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'claim_staff_moves(moment timestamptz, most integer, lease interval)',
    'TABLE (bureau_id uuid, id uuid, due_at timestamptz)',
    `WITH due AS MATERIALIZED (
       SELECT m.bureau_id, m.id FROM staff_move m WHERE m.try_at <= moment ORDER BY m.try_at LIMIT most FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE staff_move m SET try_at = moment + lease FROM due WHERE m.bureau_id = due.bureau_id AND m.id = due.id RETURNING m.bureau_id, m.id, m.due_at
     )
     SELECT claimed.bureau_id, claimed.id, claimed.due_at FROM claimed ORDER BY claimed.due_at, claimed.id`,
  ),
  ...unscopedFunction('next_staff_move()', 'TABLE (due timestamptz, try timestamptz, now timestamptz)', 'SELECT min(m.due_at) FILTER (WHERE m.try_at IS NOT NULL), min(m.try_at), app.now() FROM staff_move m WHERE m.try_at IS NOT NULL'),
  `CREATE TABLE contact_board (
     station_id uuid NOT NULL REFERENCES station (id), id uuid NOT NULL, version integer NOT NULL DEFAULT 1, place text NOT NULL, printed text NOT NULL, officer_ids uuid[] NOT NULL CHECK (cardinality(officer_ids) BETWEEN 1 AND 5),
     since date NOT NULL, flagged_at timestamptz, flag_reason text, flagged_by uuid, replaced_at timestamptz, replaced_by uuid, removed_at timestamptz, removed_by uuid,
     made_by uuid NOT NULL, made_key text NOT NULL, made_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, id), UNIQUE (station_id, made_by, made_key), CHECK ((flagged_at IS NULL) = (flag_reason IS NULL))
   )`,
  `COMMENT ON TABLE contact_board IS 'what hangs where and names whom (联系牌); a board whose officer holds no role at the station any more is out of date without anybody saying so'`,
  `COMMENT ON COLUMN contact_board.flagged_at IS 'since when somebody says that it must be replaced'`,
  ...secureTable('contact_board', 'station', ['SELECT', 'INSERT', 'UPDATE (version, place, printed, officer_ids, since, flagged_at, flag_reason, flagged_by, replaced_at, replaced_by, removed_at, removed_by)']),
];
