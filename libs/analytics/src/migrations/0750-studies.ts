import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Studies of analysts: what they may read, what they asked, what left (docs/adr/0038). */
export class Studies1700000000750 implements MigrationInterface {
  readonly name = 'Studies1700000000750';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What analysts asked must stay: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE study (
     bureau_id uuid NOT NULL,
     id uuid NOT NULL,
     account_id uuid NOT NULL,
     request_key text NOT NULL,
     title text NOT NULL,
     purpose text NOT NULL,
     station_ids uuid[] NOT NULL CHECK (cardinality(station_ids) > 0),
     subjects text[] NOT NULL CHECK (cardinality(subjects) > 0),
     releases_decided boolean NOT NULL,
     asked_at timestamptz(3) NOT NULL,
     ends_at timestamptz(3) NOT NULL CHECK (ends_at > asked_at),
     decided_by uuid,
     decided_at timestamptz(3),
     refusal text,
     closed_by uuid,
     closed_at timestamptz(3),
     PRIMARY KEY (bureau_id, id),
     UNIQUE (bureau_id, account_id, request_key),
     CHECK (decided_by IS DISTINCT FROM account_id),
     CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (refusal IS NULL OR decided_at IS NOT NULL))
   )`,
  `COMMENT ON COLUMN study.subjects IS 'incident, or the id of a workflow'`,
  `COMMENT ON COLUMN study.ends_at IS 'real time, as every moment of a study'`,
  ...secureTable('study', 'bureau', ['SELECT', 'INSERT', 'UPDATE (releases_decided, decided_by, decided_at, refusal, closed_by, closed_at)']),

  `CREATE TABLE study_key (
     bureau_id uuid NOT NULL,
     study_id uuid NOT NULL,
     sealed text NOT NULL,
     PRIMARY KEY (bureau_id, study_id),
     FOREIGN KEY (bureau_id, study_id) REFERENCES study (bureau_id, id)
   )`,
  `COMMENT ON TABLE study_key IS 'what pseudonyms are made with, sealed with a key of the installation; deleted when its study ends'`,
  ...secureTable('study_key', 'bureau', ['SELECT', 'INSERT', 'DELETE']),

  `CREATE TABLE study_query (
     bureau_id uuid NOT NULL,
     id uuid NOT NULL,
     account_id uuid NOT NULL,
     study_id uuid,
     kind text NOT NULL CHECK (kind IN ('figures', 'records', 'preview', 'export')),
     operation text NOT NULL,
     subjects text[] NOT NULL,
     station_ids uuid[] NOT NULL,
     purpose text,
     cost integer NOT NULL CHECK (cost >= 0),
     rows integer NOT NULL CHECK (rows >= 0),
     outcome text NOT NULL,
     at timestamptz(3) NOT NULL,
     PRIMARY KEY (bureau_id, id)
   )`,
  `COMMENT ON COLUMN study_query.operation IS 'hash of the document; what it was asked with is not kept'`,
  `COMMENT ON COLUMN study_query.outcome IS 'begun, answered, or the code of the refusal'`,
  `CREATE INDEX study_query_at ON study_query (bureau_id, at)`,
  ...secureTable('study_query', 'bureau', ['SELECT', 'INSERT', 'UPDATE (cost, rows, outcome)', 'DELETE']),

  `CREATE TABLE study_allowance (
     bureau_id uuid PRIMARY KEY,
     cost_a_day integer NOT NULL CHECK (cost_a_day > 0),
     rows_a_day integer NOT NULL CHECK (rows_a_day > 0)
   )`,
  `COMMENT ON TABLE study_allowance IS 'where a bureau allows analysts less than the installation'`,
  ...secureTable('study_allowance', 'bureau', ['SELECT', 'INSERT', 'UPDATE']),

  `CREATE TABLE study_spending (
     bureau_id uuid NOT NULL,
     account_id uuid NOT NULL,
     day date NOT NULL,
     cost integer NOT NULL,
     rows integer NOT NULL,
     PRIMARY KEY (bureau_id, account_id, day)
   )`,
  `COMMENT ON COLUMN study_spending.day IS 'by the clock of the bureau'`,
  ...secureTable('study_spending', 'bureau'),

  `CREATE TABLE study_release (
     bureau_id uuid NOT NULL,
     id uuid NOT NULL,
     study_id uuid NOT NULL,
     account_id uuid NOT NULL,
     asked jsonb NOT NULL,
     preview jsonb NOT NULL,
     state text NOT NULL CHECK (state IN ('previewed', 'waiting', 'ready', 'refused')),
     purpose text,
     previewed_at timestamptz(3) NOT NULL,
     expires_at timestamptz(3) NOT NULL,
     decided_by uuid,
     decided_at timestamptz(3),
     refusal text,
     PRIMARY KEY (bureau_id, id),
     FOREIGN KEY (bureau_id, study_id) REFERENCES study (bureau_id, id),
     CHECK (decided_by IS DISTINCT FROM account_id)
   )`,
  `COMMENT ON TABLE study_release IS 'no file: what leaves is read again while it leaves'`,
  ...secureTable('study_release', 'bureau', ['SELECT', 'INSERT', 'UPDATE (state, purpose, expires_at, decided_by, decided_at, refusal)', 'DELETE']),
];
