import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ROLES } from '../roles.js';

/** Schemas, the scope functions under every policy, and domain time. */
export class Foundation1700000000001 implements MigrationInterface {
  readonly name = 'Foundation1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The foundation cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  'CREATE SCHEMA app',
  'CREATE SCHEMA unscoped',
  `GRANT USAGE ON SCHEMA app, unscoped TO ${ROLES.app}`,
  `GRANT USAGE, CREATE ON SCHEMA unscoped TO ${ROLES.unscoped}`,
  `GRANT USAGE ON SCHEMA app TO ${ROLES.unscoped}`,
  // After a transaction a custom setting reads '' rather than NULL, hence nullif.
  `CREATE FUNCTION app.station_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
     $$ SELECT string_to_array(nullif(current_setting('app.station_ids', true), ''), ',')::uuid[] $$`,
  `CREATE FUNCTION app.bureau_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
     $$ SELECT string_to_array(nullif(current_setting('app.bureau_ids', true), ''), ',')::uuid[] $$`,
  `CREATE FUNCTION app.reaches_sealed() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
     $$ SELECT coalesce(current_setting('app.sealed', true), '') = 'on' $$`,
  `CREATE FUNCTION app.account_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
     $$ SELECT nullif(current_setting('app.account_id', true), '')::uuid $$`,
  // Nobody in particular – a timer, a job – carries out what is nobody's to see.
  `CREATE FUNCTION app.reaches_restricted() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
     $$ SELECT coalesce(current_setting('app.restricted', true), '') = 'on' OR nullif(current_setting('app.account_id', true), '') IS NULL $$`,
  // Domain time. The offset is zero unless a test moved the clock (STATIONHOUSE_TEST_CLOCK).
  `CREATE TABLE app.test_clock (single boolean PRIMARY KEY DEFAULT true CHECK (single), "offset" interval NOT NULL DEFAULT '0')`,
  `INSERT INTO app.test_clock DEFAULT VALUES`,
  `GRANT SELECT, UPDATE ON app.test_clock TO ${ROLES.app}`,
  `GRANT SELECT ON app.test_clock TO ${ROLES.unscoped}`,
  `CREATE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql STABLE AS
     $$ SELECT date_trunc('milliseconds', now() + "offset") FROM app.test_clock $$`,
  `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA app TO ${ROLES.app}, ${ROLES.unscoped}`,
];
