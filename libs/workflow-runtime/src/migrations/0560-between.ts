import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PUBLISH_TOPIC } from '../steps/step-record.js';

/** What goes on between plugins: events and who has heard of them, the matters events belong to, and settings. */
export class Between1700000000560 implements MigrationInterface {
  readonly name = 'Between1700000000560';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...EVENTS, ...SETTINGS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Events and settings cannot be undone: restore a backup instead.');
  }
}

const EVENTS = [
  `CREATE TABLE matter (
     station_id uuid NOT NULL, instance_id uuid NOT NULL, key text NOT NULL, workflow text NOT NULL, exercise boolean NOT NULL DEFAULT false, began_at timestamptz NOT NULL,
     told uuid[] NOT NULL DEFAULT '{}',
     PRIMARY KEY (station_id, instance_id, key)
   )`,
  `COMMENT ON TABLE matter IS 'by what instances are of one matter; they join each other, and know of each other across the stations of a bureau'`,
  `COMMENT ON COLUMN matter.key IS 'a keyed hash of the plugin and the value, the same at every station'`,
  `COMMENT ON COLUMN matter.told IS 'instances of the matter at other stations that this one has heard of'`,
  'CREATE INDEX matter_key ON matter (key, station_id)',
  ...secureTable('matter', 'station', ['SELECT', 'INSERT', 'UPDATE (told)', 'DELETE']),
  `CREATE TABLE plugin_event (
     station_id uuid NOT NULL, id uuid NOT NULL, type text NOT NULL, version integer NOT NULL, data jsonb NOT NULL, origin text NOT NULL,
     instance_id uuid, serial integer, incident_id uuid, exercise boolean NOT NULL DEFAULT false, exercise_id uuid, at timestamptz(3) NOT NULL,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, origin), CHECK ((instance_id IS NULL) = (serial IS NULL))
   )`,
  `COMMENT ON COLUMN plugin_event.data IS 'ids and codes; nothing personal'`,
  `COMMENT ON COLUMN plugin_event.origin IS 'what it tells of: an instance and a serial of its step, a version of a record. Published once, however often it is asked'`,
  ...secureTable('plugin_event', 'station', ['SELECT', 'INSERT', 'DELETE']),
  `CREATE TABLE plugin_event_delivery (
     station_id uuid NOT NULL, id uuid NOT NULL, event_id uuid NOT NULL, plugin_id text NOT NULL, job_id uuid NOT NULL,
     state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'held', 'done', 'dropped')),
     instance_id uuid, began boolean NOT NULL DEFAULT false, handled_at timestamptz(3),
     PRIMARY KEY (station_id, id), UNIQUE (station_id, event_id, plugin_id), FOREIGN KEY (station_id, event_id) REFERENCES plugin_event (station_id, id)
   )`,
  `COMMENT ON COLUMN plugin_event_delivery.job_id IS 'the job of the outbox that delivers it; one that is parked no longer holds up later events'`,
  `COMMENT ON COLUMN plugin_event_delivery.state IS 'held: the plugin was disabled; dropped: the exercise it belongs to is over'`,
  `CREATE INDEX plugin_event_delivery_open ON plugin_event_delivery (station_id, plugin_id) WHERE state IN ('waiting', 'held')`,
  ...secureTable('plugin_event_delivery', 'station', ['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
  // What an instance has yet to publish, in the order of its steps.
  `CREATE INDEX outbox_publishing ON outbox (scope_id, (payload->>'instanceId')) WHERE state = 'pending' AND topic = '${PUBLISH_TOPIC}'`,
];

/** What a bureau sets its stations may read. */
const fromAbove = `CREATE POLICY readable ON plugin_bureau_setting FOR SELECT USING (bureau_id IN (SELECT s.bureau_id FROM station s WHERE s.id = ANY ((SELECT app.station_ids())::uuid[])))`;

const SETTINGS = [
  `CREATE TABLE plugin_bureau_setting (
     bureau_id uuid NOT NULL, plugin_id text NOT NULL, chosen jsonb NOT NULL, locked text[] NOT NULL DEFAULT '{}', version integer NOT NULL, changed_by uuid, changed_at timestamptz(3) NOT NULL,
     PRIMARY KEY (bureau_id, plugin_id)
   )`,
  `COMMENT ON TABLE plugin_bureau_setting IS 'what a bureau sets for all its stations, and which of it they may not change'`,
  ...secureTable('plugin_bureau_setting', 'bureau', ['SELECT', 'INSERT', 'UPDATE']),
  fromAbove,
  `CREATE TABLE plugin_setting (
     station_id uuid NOT NULL, plugin_id text NOT NULL, chosen jsonb NOT NULL, version integer NOT NULL, changed_by uuid, changed_at timestamptz(3) NOT NULL,
     PRIMARY KEY (station_id, plugin_id)
   )`,
  `COMMENT ON TABLE plugin_setting IS 'what a station sets of a plugin; only what differs from its bureau and the plugin’s own'`,
  ...secureTable('plugin_setting', 'station', ['SELECT', 'INSERT', 'UPDATE']),
];
