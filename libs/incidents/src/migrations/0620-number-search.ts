import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Numbers are searched by their beginning and without regard to case. */
export class NumberSearch1700000000620 implements MigrationInterface {
  readonly name = 'NumberSearch1700000000620';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The search by number cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  // Whatever way a station's code was written: a number has capital letters only, so that a search raises its own and compares.
  // (Comparing upper(number) instead would use no index: under row-level security only leak-proof functions may, and upper is none.)
  `CREATE OR REPLACE FUNCTION app.incident_number(station_code text, year integer, ordinal integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
     $$ SELECT 'JQ-' || upper(station_code) || '-' || year || '-' || CASE WHEN ordinal > 99999 THEN ordinal::text ELSE lpad(ordinal::text, 5, '0') END $$`,
  `UPDATE incident SET number = upper(number) WHERE number <> upper(number)`,
  // Byte order, so that the numbers with one beginning lie together in the index, whatever language the database sorts by.
  `ALTER TABLE incident ALTER COLUMN number TYPE text COLLATE "C", ADD CONSTRAINT incident_number_capitals CHECK (number = upper(number))`,
];
