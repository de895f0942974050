import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ROLES } from '../roles.js';

/** What each plugin's migrations have done: apart from the platform's, so that one plugin is rolled back alone. */
export class PluginMigrations1700000000002 implements MigrationInterface {
  readonly name = 'PluginMigrations1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE plugin_migration (plugin_id text NOT NULL, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (plugin_id, name))');
    await runner.query(`GRANT SELECT ON plugin_migration TO ${ROLES.app}`);
  }

  async down(): Promise<void> {
    throw new Error('What plugins have stored cannot be forgotten: restore a backup instead.');
  }
}
