import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The communities and grid cells of a bureau by name, and which station polices each (docs/adr/0031). */
export class Localities1700000000266 implements MigrationInterface {
  readonly name = 'Localities1700000000266';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE locality');
  }
}

const STATEMENTS = [
  `CREATE TABLE locality (
     bureau_id uuid NOT NULL, id uuid NOT NULL, station_id uuid NOT NULL, kind text NOT NULL CHECK (kind IN ('community', 'gridCell')), code text NOT NULL, name text NOT NULL, community_code text,
     PRIMARY KEY (bureau_id, id), UNIQUE (bureau_id, code), FOREIGN KEY (bureau_id, station_id) REFERENCES station, FOREIGN KEY (bureau_id, community_code) REFERENCES locality (bureau_id, code),
     CHECK (kind = 'gridCell' OR community_code IS NULL)
   )`,
  `COMMENT ON TABLE locality IS 'a community (社区) or grid cell (网格), and the station that polices it'`,
  `COMMENT ON COLUMN locality.community_code IS 'of a grid cell: the community it is part of, where that is known; it may be another station’s'`,
  'CREATE INDEX locality_station ON locality (bureau_id, station_id)',
  ...secureTable('locality', 'bureau'),
];
