import { ROLES } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What rings: its order, what a signature completes, silence, and how it ended. */
export class Ringing1700000000460 implements MigrationInterface {
  readonly name = 'Ringing1700000000460';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Notices cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  `ALTER TABLE notice
     ADD COLUMN priority smallint NOT NULL DEFAULT 2 CHECK (priority BETWEEN 1 AND 3),
     ADD COLUMN task_serial integer, ADD COLUMN task_outcome text,
     ADD COLUMN bureau_roles text[] NOT NULL DEFAULT '{}',
     ADD COLUMN stage_at timestamptz NOT NULL DEFAULT app.now(),
     ADD COLUMN silent_after text, ADD COLUMN silence_at timestamptz, ADD COLUMN silent boolean NOT NULL DEFAULT false, ADD COLUMN heard_at timestamptz,
     ADD COLUMN taken_by uuid, ADD COLUMN taken_at timestamptz,
     ADD COLUMN over_as text CHECK (over_as IN ('signed', 'halted', 'unneeded')),
     ADD CHECK ((task_serial IS NULL) = (task_outcome IS NULL)), ADD CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
     ADD CHECK ((over_as IS NULL) = (signed_at IS NULL)), ADD CHECK (over_as = 'signed' OR signed_by IS NULL)`,
  `COMMENT ON COLUMN notice.priority IS '1 rings before 2 before 3'`,
  `COMMENT ON COLUMN notice.task_serial IS 'the task of the instance record_id that a signature completes with task_outcome; null: the notice alone is signed'`,
  `COMMENT ON COLUMN notice.stage_at IS 'since when it has been at its stage'`,
  `COMMENT ON COLUMN notice.silence_at IS 'when it climbs unless a page has said that it rings; climb_at is the earlier of both. Null once heard'`,
  `COMMENT ON COLUMN notice.silent IS 'it has climbed because no device of those told was heard from'`,
  `COMMENT ON COLUMN notice.heard_at IS 'when the first page said that it rings; whose page is not kept'`,
  `COMMENT ON COLUMN notice.taken_by IS 'who at the bureau took the matter on, while the station has not signed'`,
  `COMMENT ON COLUMN notice.signed_at IS 'when it stopped ringing; over_as says how'`,
  // Asked by every step that closes a task: apply_steps ends what rings for it.
  'CREATE INDEX notice_task ON notice (unit_id, record_id, task_serial) WHERE task_serial IS NOT NULL AND signed_at IS NULL',
  `CREATE INDEX notice_silent ON notice (unit_id, created_at) WHERE silent AND signed_at IS NULL`,
  `GRANT UPDATE (stage_at, silence_at, silent, heard_at, taken_by, taken_at, over_as) ON notice TO ${ROLES.app}`,
];
