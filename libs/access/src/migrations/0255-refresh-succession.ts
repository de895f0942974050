import { ROLES } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which refresh token another one follows: the successors of one token are told apart from those of the next. */
export class RefreshSuccession1700000000255 implements MigrationInterface {
  readonly name = 'RefreshSuccession1700000000255';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refresh_token ADD COLUMN after_id uuid');
    await runner.query('CREATE INDEX refresh_token_after ON refresh_token (bureau_id, after_id)');
    await runner.query(`GRANT SELECT (after_id) ON refresh_token TO ${ROLES.app}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE refresh_token DROP COLUMN after_id');
  }
}
