import { unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A public page names its bureau by its code: nobody is signed in there. */
export class PublicPages1700000000850 implements MigrationInterface {
  readonly name = 'PublicPages1700000000850';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of unscopedFunction('bureau_of_code(wanted text)', 'TABLE (id uuid)', 'SELECT b.id FROM bureau b WHERE upper(b.code) = upper(wanted) ORDER BY b.code = wanted DESC LIMIT 1')) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Public pages cannot be undone: restore a backup instead.');
  }
}
