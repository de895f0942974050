import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who opened the emergency card of an instance, and what its reviewers made of it (docs/adr/0051). */
export class Emergency1700000000820 implements MigrationInterface {
  readonly name = 'Emergency1700000000820';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Who opened emergency cards would be forgotten: restore a backup instead.');
  }
}

const STATEMENTS = [
  // An opening is written once. What it showed is in the instance; here are the names of the fields alone.
  `CREATE TABLE emergency_view (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, serial integer NOT NULL, account_id uuid NOT NULL,
     reason text NOT NULL CHECK (reason IN ('task', 'candidate', 'notice', 'bureau')), role text NOT NULL, fields text[] NOT NULL, photos uuid[] NOT NULL DEFAULT '{}', seen_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, id), UNIQUE (station_id, instance_id, serial)
   )`,
  `COMMENT ON TABLE emergency_view IS 'openings of emergency cards: who, in which role and why, when, which fields; no value of them'`,
  `COMMENT ON COLUMN emergency_view.photos IS 'the attachments it showed'`,
  `COMMENT ON COLUMN emergency_view.fields IS 'paths in the data of the instance'`,
  ...secureTable('emergency_view', 'station', ['SELECT', 'INSERT', 'DELETE']),
  `CREATE TABLE emergency_review (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, through integer NOT NULL,
     verdict text NOT NULL CHECK (verdict IN ('clear', 'question')), remark text, view_id uuid, asked_id uuid,
     reviewed_by uuid NOT NULL, reviewed_at timestamptz NOT NULL DEFAULT app.now(), answer text, answered_at timestamptz,
     PRIMARY KEY (station_id, id), CHECK ((verdict = 'question') = (view_id IS NOT NULL AND asked_id IS NOT NULL AND remark IS NOT NULL)),
     CHECK ((answer IS NULL) = (answered_at IS NULL)), CHECK (answer IS NULL OR verdict = 'question'), CHECK (asked_id <> reviewed_by)
   )`,
  `COMMENT ON COLUMN emergency_review.through IS 'serial of the last opening it looked at: what came after waits for another review'`,
  `COMMENT ON COLUMN emergency_review.asked_id IS 'whose opening is questioned'`,
  'CREATE INDEX emergency_review_instance ON emergency_review (station_id, instance_id, id)',
  ...secureTable('emergency_review', 'station', ['SELECT', 'INSERT', 'UPDATE (answer, answered_at)', 'DELETE']),
];
