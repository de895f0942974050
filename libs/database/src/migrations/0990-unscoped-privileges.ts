import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ROLES } from '../roles.js';

/**
 * Functions that look across tenants were created so that everybody could run them: their privileges were set after they had been given
 * away, which PostgreSQL answers with a warning and nothing else. This sets right those that are there.
 */
export class UnscopedPrivileges1700000000990 implements MigrationInterface {
  readonly name = 'UnscopedPrivileges1700000000990';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Privileges are not given back: restore a backup instead.');
  }
}

const STATEMENTS = [
  `SET LOCAL ROLE ${ROLES.unscoped}`,
  'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA unscoped FROM PUBLIC',
  `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA unscoped TO ${ROLES.app}`,
  'RESET ROLE',
];
