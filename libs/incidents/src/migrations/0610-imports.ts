import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports into the register: uploads, their runs, refused rows, and the profiles of sources. */
export class Imports1700000000610 implements MigrationInterface {
  readonly name = 'Imports1700000000610';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Imports cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE import (
     bureau_id uuid NOT NULL,
     id uuid NOT NULL,
     version integer NOT NULL DEFAULT 1,
     station_id uuid,
     file_name text NOT NULL,
     file_bytes bigint NOT NULL,
     sha256 text NOT NULL,
     shape jsonb NOT NULL,
     preview jsonb NOT NULL,
     suggested_mapping jsonb NOT NULL,
     source text,
     mapping jsonb,
     dry_run boolean NOT NULL DEFAULT false,
     state text NOT NULL DEFAULT 'UPLOADED' CHECK (state IN ('UPLOADED', 'QUEUED', 'RUNNING', 'PAUSED', 'DONE', 'FAILED', 'CANCELLED')),
     bytes_read bigint NOT NULL DEFAULT 0,
     rows_read integer NOT NULL DEFAULT 0,
     rows_added integer NOT NULL DEFAULT 0,
     rows_known integer NOT NULL DEFAULT 0,
     rows_rejected integer NOT NULL DEFAULT 0,
     rows_unrouted integer NOT NULL DEFAULT 0,
     committed_line integer NOT NULL DEFAULT 0,
     run_token uuid,
     failure jsonb,
     created_by uuid NOT NULL,
     created_at timestamptz(3) NOT NULL,
     started_at timestamptz(3),
     finished_at timestamptz(3),
     erased_at timestamptz(3),
     PRIMARY KEY (bureau_id, id)
   )`,
  `COMMENT ON COLUMN import.committed_line IS 'the last line of the file whose row is in the register, or refused; a resumed run goes on behind it'`,
  `COMMENT ON COLUMN import.run_token IS 'drawn by each run; a run whose token was replaced stops at its next batch, so twins never both write'`,
  `COMMENT ON COLUMN import.erased_at IS 'when its file, its first rows and its refused values went because their time was over; the counts stay'`,
  ...secureTable('import', 'bureau', ['SELECT', 'INSERT', 'UPDATE']),

  `CREATE TABLE import_rejection (
     bureau_id uuid NOT NULL,
     import_id uuid NOT NULL,
     line integer NOT NULL,
     ordinal integer NOT NULL,
     column_name text NOT NULL,
     value text NOT NULL,
     code text NOT NULL,
     PRIMARY KEY (bureau_id, import_id, line, ordinal),
     FOREIGN KEY (bureau_id, import_id) REFERENCES import
   )`,
  ...secureTable('import_rejection', 'bureau', ['SELECT', 'INSERT', 'DELETE']),

  `CREATE TABLE import_profile (
     bureau_id uuid NOT NULL,
     id uuid NOT NULL,
     station_id uuid,
     source text NOT NULL,
     mapping jsonb NOT NULL,
     saved_by uuid NOT NULL,
     saved_at timestamptz(3) NOT NULL,
     PRIMARY KEY (bureau_id, id),
     UNIQUE NULLS NOT DISTINCT (bureau_id, station_id, source)
   )`,
  ...secureTable('import_profile', 'bureau', ['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
];
