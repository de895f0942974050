import { ROLES, secureTableBy, tenantReach, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stations that are to be closed, merged or split at a moment (docs/adr/0031). */
export class Reorganisation1700000000592 implements MigrationInterface {
  readonly name = 'Reorganisation1700000000592';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Reorganisations cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE reorganisation (
     bureau_id uuid NOT NULL REFERENCES bureau, id uuid NOT NULL, kind text NOT NULL CHECK (kind IN ('close', 'merge', 'split')), station_id uuid NOT NULL, successor_id uuid,
     plan jsonb NOT NULL, because text NOT NULL, set_by uuid NOT NULL, set_at timestamptz NOT NULL DEFAULT app.now(), due_at timestamptz NOT NULL, try_at timestamptz NOT NULL,
     state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'done', 'cancelled', 'failed')), ended_by uuid, ended_at timestamptz, failure jsonb, founded_id uuid,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, station_id) REFERENCES station, FOREIGN KEY (bureau_id, successor_id) REFERENCES station, FOREIGN KEY (bureau_id, founded_id) REFERENCES station,
     CHECK ((kind = 'merge') = (successor_id IS NOT NULL)), CHECK ((state = 'planned') = (ended_at IS NULL)), CHECK ((state = 'failed') = (failure IS NOT NULL)), CHECK (successor_id <> station_id)
   )`,
  `COMMENT ON COLUMN reorganisation.plan IS 'workflows whose running instances end, who goes where in which role, the row of the new station; ids only'`,
  `COMMENT ON COLUMN reorganisation.try_at IS 'due_at at first; a claim moves it to the end of its lease'`,
  `CREATE UNIQUE INDEX reorganisation_once ON reorganisation (station_id) WHERE state = 'planned'`,
  `CREATE INDEX reorganisation_try ON reorganisation (try_at) WHERE state = 'planned'`,
  ...secureTableBy('reorganisation', tenantReach('bureau'), ['SELECT', 'INSERT', 'UPDATE (state, ended_by, ended_at, failure, founded_id)']),
  // The job that ends what is to end is the station's own.
  `CREATE POLICY readable ON reorganisation FOR SELECT USING (${tenantReach('station')})`,
  `GRANT SELECT, UPDATE (try_at) ON reorganisation TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'claim_reorganisations(moment timestamptz, most integer, lease interval)',
    'TABLE (bureau_id uuid, id uuid, due_at timestamptz)',
    `WITH due AS MATERIALIZED (
       SELECT r.bureau_id, r.id FROM reorganisation r WHERE r.state = 'planned' AND r.try_at <= moment ORDER BY r.try_at LIMIT most FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE reorganisation r SET try_at = moment + lease FROM due WHERE r.bureau_id = due.bureau_id AND r.id = due.id RETURNING r.bureau_id, r.id, r.due_at
     )
     SELECT claimed.bureau_id, claimed.id, claimed.due_at FROM claimed ORDER BY claimed.due_at, claimed.id`,
  ),
  ...unscopedFunction('next_reorganisation()', 'TABLE (due timestamptz, try timestamptz, now timestamptz)', `SELECT min(r.due_at), min(r.try_at), app.now() FROM reorganisation r WHERE r.state = 'planned'`),
];
