import type { MigrationInterface, QueryRunner } from 'typeorm';
import { OF_BUREAU } from '../bureau-tasks/tasks.js';

/** The tasks that a bureau does for its stations, found among all of theirs (docs/adr/0053). */
export class BureauTasks1700000000830 implements MigrationInterface {
  readonly name = 'BureauTasks1700000000830';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX task_of_bureau ON task (station_id, status, completed_at DESC) WHERE ${OF_BUREAU.replaceAll('t.', '')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX task_of_bureau');
  }
}
