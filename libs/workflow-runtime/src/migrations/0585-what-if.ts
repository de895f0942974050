import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comparisons of a station's past under a draft. */
export class WhatIf1700000000585 implements MigrationInterface {
  readonly name = 'WhatIf1700000000585';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE what_if');
  }
}

const STATEMENTS = [
  `CREATE TABLE what_if (
     station_id uuid NOT NULL, id uuid NOT NULL, workflow text NOT NULL, now_hash text NOT NULL, draft jsonb NOT NULL,
     from_at timestamptz NOT NULL, until_at timestamptz NOT NULL, status text NOT NULL CHECK (status IN ('running', 'done', 'cancelled', 'failed')),
     total integer NOT NULL, done integer NOT NULL DEFAULT 0, milliseconds integer, result jsonb,
     created_by uuid NOT NULL, created_at timestamptz NOT NULL DEFAULT app.now(), finished_at timestamptz,
     PRIMARY KEY (station_id, id)
   )`,
  `COMMENT ON COLUMN what_if.draft IS 'the definition the past is played under; kept with the result for a week'`,
  `COMMENT ON COLUMN what_if.result IS 'numbers, places of the workflow and ids of instances; nothing personal'`,
  ...secureTable('what_if', 'station', ['SELECT', 'INSERT', 'UPDATE (status, done, milliseconds, result, finished_at)', 'DELETE']),
];
