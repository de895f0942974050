import { restrictable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Instances that a team alone sees (docs/adr/0063). */
export class Restricted1700000000880 implements MigrationInterface {
  readonly name = 'Restricted1700000000880';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of restrictable('instance')) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Restricted records would lie open: restore a backup instead.');
  }
}
