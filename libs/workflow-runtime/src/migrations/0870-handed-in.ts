import { ROLES, secureTable, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links by which somebody without an account hands in photos for one instance, and those photos until an officer has looked at them (docs/adr/0062). */
export class HandedIn1700000000870 implements MigrationInterface {
  readonly name = 'HandedIn1700000000870';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Who was sent a link, and what was handed in, would be forgotten: restore a backup instead.');
  }
}

const STATEMENTS = [
  // Times of links are real ones, as those of every token.
  `CREATE TABLE hand_in_link (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, token_hash text NOT NULL UNIQUE, made_by uuid NOT NULL, made_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL,
     phone_hash text, opened_at timestamptz, revoked_at timestamptz, photos integer NOT NULL DEFAULT 0,
     PRIMARY KEY (station_id, id), CHECK ((phone_hash IS NULL) = (opened_at IS NULL))
   )`,
  `COMMENT ON COLUMN hand_in_link.token_hash IS 'SHA-256 of what the QR code holds, which is kept nowhere'`,
  `COMMENT ON COLUMN hand_in_link.phone_hash IS 'SHA-256 of what the first phone that opened it made up: it serves that one alone'`,
  `COMMENT ON COLUMN hand_in_link.opened_at IS 'when whoever opened it agreed to what the photos are for'`,
  `COMMENT ON COLUMN hand_in_link.photos IS 'how many came by it'`,
  'CREATE INDEX hand_in_link_instance ON hand_in_link (station_id, instance_id, id)',
  ...secureTable('hand_in_link', 'station', ['SELECT', 'INSERT', 'UPDATE (phone_hash, opened_at, revoked_at, photos)', 'DELETE']),
  `CREATE TABLE handed_photo (
     station_id uuid NOT NULL, id uuid NOT NULL, link_id uuid NOT NULL, instance_id uuid NOT NULL, type text NOT NULL, media_type text NOT NULL, bytes bigint NOT NULL, sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
     handed_at timestamptz NOT NULL DEFAULT app.now(), state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'refused', 'lapsed')), decided_by uuid, decided_at timestamptz, attachment_id uuid,
     PRIMARY KEY (station_id, id), CHECK ((decided_by IS NULL) = (decided_at IS NULL)), CHECK (state IN ('accepted', 'refused') = (decided_by IS NOT NULL))
   )`,
  `COMMENT ON COLUMN handed_photo.state IS 'lapsed: nobody looked at it within a day, and its bytes went'`,
  `COMMENT ON COLUMN handed_photo.attachment_id IS 'of one that was accepted: what it became'`,
  'CREATE INDEX handed_photo_instance ON handed_photo (station_id, instance_id, id)',
  `CREATE INDEX handed_photo_content ON handed_photo (station_id, sha256) WHERE state = 'waiting'`,
  ...secureTable('handed_photo', 'station', ['SELECT', 'INSERT', 'UPDATE (state, decided_by, decided_at, attachment_id)', 'DELETE']),
  // Nobody is signed in where a link is opened: what it holds leads to the station.
  `GRANT SELECT (station_id, id, token_hash) ON hand_in_link TO ${ROLES.unscoped}`,
  ...unscopedFunction('hand_in_of_token(wanted text)', 'TABLE (station_id uuid, id uuid)', 'SELECT l.station_id, l.id FROM hand_in_link l WHERE l.token_hash = wanted'),
];
