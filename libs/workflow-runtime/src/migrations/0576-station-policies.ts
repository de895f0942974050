import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a bureau decides about a plugin for some of its stations alone. */
export class StationPolicies1700000000576 implements MigrationInterface {
  readonly name = 'StationPolicies1700000000576';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Policies cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE plugin_station_policy (
     station_id uuid NOT NULL, plugin_id text NOT NULL, policy text NOT NULL CHECK (policy IN ('mandated', 'forbidden', 'free')), reason text NOT NULL, set_by uuid, since timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, plugin_id)
   )`,
  `COMMENT ON TABLE plugin_station_policy IS 'the bureau''s word about one station, where it is another than plugin_policy says for all; gone with the next word for all'`,
  ...secureTable('plugin_station_policy', 'station'),
];
