import { secureTableBy, tenantReach } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Queries that people keep and share. */
export class SavedQueries1700000000760 implements MigrationInterface {
  readonly name = 'SavedQueries1700000000760';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What people kept cannot be undone: restore a backup instead.');
  }
}

/** Whoever keeps it writes it; nobody else does, whomever it is shared with. */
const OWN = `${tenantReach('bureau')} AND owner_id = app.account_id()`;

const STATEMENTS = [
  `CREATE TABLE saved_query (
     bureau_id uuid NOT NULL, id uuid NOT NULL, owner_id uuid NOT NULL, version integer NOT NULL DEFAULT 1, title text NOT NULL, description text NOT NULL,
     sharing text NOT NULL CHECK (sharing IN ('own', 'station', 'bureau')), station_id uuid, made_key text NOT NULL,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, owner_id) REFERENCES account, FOREIGN KEY (bureau_id, station_id) REFERENCES station,
     UNIQUE (bureau_id, owner_id, made_key), CHECK ((sharing = 'station') = (station_id IS NOT NULL))
   )`,
  ...secureTableBy('saved_query', OWN, ['SELECT', 'INSERT', 'UPDATE (version, title, description, sharing, station_id)', 'DELETE']),
  `CREATE POLICY readable ON saved_query FOR SELECT USING ((sharing = 'bureau' AND ${tenantReach('bureau')}) OR (sharing = 'station' AND ${tenantReach('station')}))`,
  `CREATE TABLE saved_query_version (
     bureau_id uuid NOT NULL, query_id uuid NOT NULL, version integer NOT NULL, owner_id uuid NOT NULL, document text NOT NULL, variables jsonb NOT NULL, saved_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (bureau_id, query_id, version), FOREIGN KEY (bureau_id, query_id) REFERENCES saved_query ON DELETE CASCADE
   )`,
  `COMMENT ON COLUMN saved_query_version.variables IS 'never a name, telephone or id: such values are refused before they come here'`,
  ...secureTableBy('saved_query_version', OWN, ['SELECT', 'INSERT', 'DELETE']),
  // Whoever reads the query reads what it said before.
  'CREATE POLICY readable ON saved_query_version FOR SELECT USING (EXISTS (SELECT FROM saved_query q WHERE q.bureau_id = saved_query_version.bureau_id AND q.id = saved_query_version.query_id))',
];
