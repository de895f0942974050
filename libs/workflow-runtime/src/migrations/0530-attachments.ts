import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files attached to instances. */
export class Attachments1700000000530 implements MigrationInterface {
  readonly name = 'Attachments1700000000530';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Attachments cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE attachment (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, version integer NOT NULL,
     name text NOT NULL, type text NOT NULL, media_type text NOT NULL, bytes bigint NOT NULL, sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
     purpose text, kind text CHECK (kind IN ('likeness', 'voice')), data_class text NOT NULL DEFAULT 'P2' CHECK (data_class = 'P2'),
     added_by uuid, call_id uuid, added_at timestamptz NOT NULL DEFAULT app.now(), removed_by uuid, removed_at timestamptz,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, instance_id, version), CHECK ((added_by IS NULL) <> (call_id IS NULL))
   )`,
  `COMMENT ON COLUMN attachment.call_id IS 'the automation''s call that made it, where nobody uploaded it'`,
  // An attempt that runs again attaches nothing twice.
  'CREATE UNIQUE INDEX attachment_call ON attachment (station_id, call_id, name) WHERE call_id IS NOT NULL',
  `COMMENT ON COLUMN attachment.version IS 'of the history entry that tells of it'`,
  `COMMENT ON COLUMN attachment.kind IS 'likeness: a photo of the person it is about, freed of what it says beside the picture; it may stand on an emergency card. voice: what somebody said, recorded in the browser'`,
  `COMMENT ON COLUMN attachment.data_class IS 'attachments are P2 at least; P3 would need a named team and approval, and there is no such door'`,
  'CREATE INDEX attachment_content ON attachment (station_id, sha256) WHERE removed_at IS NULL',
  ...secureTable('attachment', 'station', ['SELECT', 'INSERT', 'UPDATE (removed_by, removed_at)']),
];
