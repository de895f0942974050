import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys by which figures about persons are rounded (docs/adr/0037). */
export class FigureKeys1700000000740 implements MigrationInterface {
  readonly name = 'FigureKeys1700000000740';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('With another key every figure would be rounded anew, and the mean of both tells more: restore a backup instead.');
  }
}

const STATEMENTS = [
  'CREATE TABLE figure_key (station_id uuid PRIMARY KEY, key bytea NOT NULL CHECK (length(key) = 32))',
  `COMMENT ON TABLE figure_key IS 'made when a figure about persons is first asked for; never changed'`,
  ...secureTable('figure_key', 'station', ['SELECT', 'INSERT']),
];
