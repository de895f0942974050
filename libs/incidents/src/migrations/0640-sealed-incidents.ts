import { sealable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Incidents that nobody sees any more (治安管理处罚法 136; docs/adr/0045). */
export class SealedIncidents1700000000640 implements MigrationInterface {
  readonly name = 'SealedIncidents1700000000640';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of sealable('incident')) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Sealed incidents would lie open: restore a backup instead.');
  }
}
