import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events from outside: their sources, and the events with what became of them. */
export class Inbound1700000000650 implements MigrationInterface {
  readonly name = 'Inbound1700000000650';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Inbound events cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE event_source (
     bureau_id uuid NOT NULL,
     id uuid NOT NULL,
     version integer NOT NULL DEFAULT 1,
     title text NOT NULL,
     station_id uuid,
     types text[] NOT NULL CHECK (cardinality(types) > 0),
     secret text NOT NULL,
     previous_secret text,
     previous_until timestamptz(3),
     stopped_at timestamptz(3),
     created_by uuid,
     created_at timestamptz(3) NOT NULL,
     last_event_at timestamptz(3),
     unsigned_at timestamptz(3),
     PRIMARY KEY (bureau_id, id),
     CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
   )`,
  `COMMENT ON COLUMN event_source.station_id IS 'the one station its events are for; null when each event names its station'`,
  `COMMENT ON COLUMN event_source.secret IS 'sealed with a key of the installation (AES-256-GCM)'`,
  `COMMENT ON COLUMN event_source.unsigned_at IS 'when a request with a wrong signature last came; real time'`,
  ...secureTable('event_source', 'bureau', ['SELECT', 'INSERT', 'UPDATE']),

  `CREATE TABLE inbound_event (
     station_id uuid NOT NULL,
     id uuid NOT NULL,
     bureau_id uuid NOT NULL,
     source_id uuid NOT NULL,
     origin text NOT NULL,
     event_id text NOT NULL,
     type text NOT NULL,
     subject text,
     occurred_at timestamptz(3) NOT NULL,
     received_at timestamptz(3) NOT NULL,
     plugin_id text,
     data jsonb,
     fingerprint text NOT NULL,
     state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'done', 'held', 'refused', 'failed', 'settled')),
     reason text,
     details text,
     instance_id uuid,
     began boolean NOT NULL DEFAULT false,
     settled_by uuid,
     settled_at timestamptz(3),
     note text,
     PRIMARY KEY (station_id, id),
     UNIQUE (station_id, source_id, origin, event_id)
   )`,
  `COMMENT ON COLUMN inbound_event.data IS 'personal; null once its time is over'`,
  `COMMENT ON COLUMN inbound_event.fingerprint IS 'SHA-256 of type, subject and data: tells a repetition from another event under the same id'`,
  `COMMENT ON COLUMN inbound_event.began IS 'true when it started its instance, false when one that ran already heard of it'`,
  `CREATE INDEX inbound_event_open ON inbound_event (station_id, id) WHERE state IN ('held', 'refused', 'failed')`,
  // What is looked at every night, and is empty once the rest is gone.
  `CREATE INDEX inbound_event_age ON inbound_event (station_id, received_at) WHERE data IS NOT NULL`,
  ...secureTable('inbound_event', 'station', ['SELECT', 'INSERT', 'UPDATE']),
];
