import { secureTableBy } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workflows that bureaus write themselves, and their editions. */
export class Authored1700000000590 implements MigrationInterface {
  readonly name = 'Authored1700000000590';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Workflows of bureaus cannot be undone: restore a backup instead.');
  }
}

const OWN = 'bureau_id = ANY ((SELECT app.bureau_ids())::uuid[])';
/** What a bureau publishes its stations may read. */
const fromAbove = (table: string) => `CREATE POLICY readable ON ${table} FOR SELECT USING (bureau_id IN (SELECT s.bureau_id FROM station s WHERE s.id = ANY ((SELECT app.station_ids())::uuid[])))`;

const STATEMENTS = [
  `CREATE TABLE authored_workflow (
     bureau_id uuid NOT NULL, workflow text NOT NULL, edition integer NOT NULL DEFAULT 0, hash text, version integer NOT NULL DEFAULT 1,
     created_by uuid NOT NULL, created_at timestamptz NOT NULL DEFAULT app.now(), changed_at timestamptz NOT NULL DEFAULT app.now(),
     retired_at timestamptz, retired_by uuid, retired_because text,
     PRIMARY KEY (bureau_id, workflow), UNIQUE (workflow), CHECK ((edition = 0) = (hash IS NULL)), CHECK ((retired_at IS NULL) = (retired_because IS NULL))
   )`,
  `COMMENT ON COLUMN authored_workflow.workflow IS 'name and bureau, venue-check.jc: no plugin''s workflow has a dot'`,
  `COMMENT ON COLUMN authored_workflow.edition IS 'the edition in force; 0: it was never published'`,
  `COMMENT ON COLUMN authored_workflow.retired_at IS 'no new instances since; those that run go on'`,
  ...secureTableBy('authored_workflow', OWN, ['SELECT', 'INSERT', 'UPDATE (edition, hash, version, changed_at, retired_at, retired_by, retired_because)', 'DELETE']),
  fromAbove('authored_workflow'),
  `CREATE TABLE authored_edition (
     bureau_id uuid NOT NULL, workflow text NOT NULL, edition integer NOT NULL CHECK (edition > 0), hash text NOT NULL, source text NOT NULL, terms jsonb NOT NULL,
     because text NOT NULL, published_by uuid NOT NULL, published_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (bureau_id, workflow, edition)
   )`,
  `COMMENT ON COLUMN authored_edition.source IS 'as it was written; its definition is frozen under the hash'`,
  `COMMENT ON COLUMN authored_edition.terms IS 'who may start it, and why and how long its personal data are kept'`,
  ...secureTableBy('authored_edition', OWN, ['SELECT', 'INSERT']),
  fromAbove('authored_edition'),
];
