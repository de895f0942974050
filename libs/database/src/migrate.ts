import { StationhouseError, text } from '@stationhouse/kernel';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { Connection } from './connections.js';
import { ROLES } from './roles.js';
import { Foundation1700000000001 } from './migrations/0001-foundation.js';
import { PluginMigrations1700000000002 } from './migrations/0002-plugin-migrations.js';
import { UnscopedPrivileges1700000000990 } from './migrations/0990-unscoped-privileges.js';
import { appliedByPlugin, leftAlone, migratePlugin, pendingOf, unknownOf } from './plugins/migrations.js';
import { migrationName, type PluginStorage } from './plugins/storage.js';

/** A migration class of a library or plugin: its name ends in a 13-digit moment, which gives the order (among a plugin's own for a plugin's). */
export type Migration = new () => MigrationInterface;

/** The migrations of this library; every composition brings them. */
export const databaseMigrations: readonly Migration[] = [Foundation1700000000001, PluginMigrations1700000000002, UnscopedPrivileges1700000000990];

/** Something a migration made that may be dropped without losing anything, and is then made again. */
export interface Repair {
  readonly name: string;
  /** A statement of one row `{intact: boolean}`, with the rights of the application role. */
  readonly intact: string;
  /** Makes it again, inside the caller's transaction. */
  readonly mend: (runner: QueryRunner) => Promise<void>;
}

export interface MigrateOptions {
  /** `postgres://…` of the owner role; nothing but migrations uses it. */
  readonly url: string;
  readonly migrations: readonly Migration[];
  /** What the plugins keep in schemas of their own; each is migrated after the platform, by itself. */
  readonly plugins?: readonly PluginStorage[];
  readonly repairs?: readonly Repair[];
  /** Called with the name of each migration that was applied. */
  readonly onApplied?: (name: string) => void;
  /** Called with the id of each plugin whose data are here while it is no part of the program: they stay as they are. */
  readonly onLeftAlone?: (pluginId: string) => void;
}

/**
 * Brings the schema up to this program's version, each run in one transaction: all of it or nothing. What was dropped since is made again.
 * Then each plugin's, in a transaction of its own.
 * @throws StationhouseError SCHEMA_NEWER when the database was already migrated by a newer program; PLUGIN_INVALID when a plugin's migration fails
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const dataSource = await connect(options);
  try {
    // Of several processes that start at once, one migrates. The one connection of this pool holds the lock until it closes.
    await dataSource.query(`SELECT pg_advisory_lock(hashtextextended('stationhouse migrations', 0))`);
    await refuseNewerSchema(dataSource, options);
    const applied = await dataSource.runMigrations({ transaction: 'all' });
    for (const migration of applied) options.onApplied?.(migration.name);
    for (const repair of await brokenParts(dataSource, options)) {
      const runner = dataSource.createQueryRunner();
      try {
        await runner.startTransaction();
        await repair.mend(runner);
        await runner.commitTransaction();
      } finally {
        await runner.release();
      }
      options.onApplied?.(repair.name);
    }
    const byPlugin = await appliedByPlugin(dataSource);
    for (const plugin of options.plugins ?? []) for (const name of await migratePlugin(dataSource, plugin, byPlugin.get(plugin.id) ?? [])) options.onApplied?.(name);
    for (const id of leftAlone(options.plugins ?? [], byPlugin)) options.onLeftAlone?.(id);
    // A process that only runs as the application role checks that nothing is pending.
    await dataSource.query(`GRANT SELECT ON schema_migration TO ${ROLES.app}`);
  } finally {
    await dataSource.destroy();
  }
}

/**
 * The names of migrations this program has and the database lacks, oldest first, and of what must be made again.
 * @throws StationhouseError SCHEMA_NEWER
 */
export async function pendingMigrations(options: MigrateOptions): Promise<string[]> {
  const dataSource = await connect(options);
  try {
    await refuseNewerSchema(dataSource, options);
    const applied = await appliedMigrations(dataSource);
    const pending = dataSource.migrations.map((migration) => migration.name ?? '').filter((name) => !applied.includes(name));
    if (pending.length > 0) return pending;
    const byPlugin = await appliedByPlugin(dataSource);
    for (const plugin of options.plugins ?? []) pending.push(...(await pendingOf(dataSource, plugin, byPlugin.get(plugin.id) ?? [])));
    for (const id of leftAlone(options.plugins ?? [], byPlugin)) options.onLeftAlone?.(id);
    return pending.length > 0 ? pending : (await brokenParts(dataSource, options)).map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

async function brokenParts(dataSource: DataSource, { repairs = [] }: MigrateOptions): Promise<Repair[]> {
  const broken: Repair[] = [];
  for (const repair of repairs) {
    const [row] = (await dataSource.query(repair.intact)) as [{ intact: boolean }];
    if (!row.intact) broken.push(repair);
  }
  return broken;
}

/** The one connection of whoever changes the schema. */
export function connect(options: Pick<MigrateOptions, 'url' | 'migrations'>): Promise<DataSource> {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    migrations: [...options.migrations],
    migrationsTableName: 'schema_migration',
    poolSize: 1,
    applicationName: 'stationhouse-migrate',
    installExtensions: false,
    extra: { Client: Connection },
  }).initialize();
}

async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query(`SELECT to_regclass('public.schema_migration') AS found`);
  if (table.found === null) return [];
  const rows = (await dataSource.query('SELECT name FROM schema_migration')) as { name: string }[];
  return rows.map((row) => row.name);
}

/** @throws StationhouseError SCHEMA_NEWER */
export async function refuseNewerSchema(dataSource: DataSource, { migrations, plugins = [] }: Pick<MigrateOptions, 'migrations' | 'plugins'>): Promise<void> {
  const known = new Set(migrations.map(migrationName));
  const unknown = [...(await appliedMigrations(dataSource)).filter((name) => !known.has(name)), ...unknownOf(plugins, await appliedByPlugin(dataSource))];
  if (unknown.length === 0) return;
  throw new StationhouseError(
    'SCHEMA_NEWER',
    text(
      `数据库由更新版本的程序升级过（${unknown.join('、')}）。请安装该版本，或用 npm run restore 恢复较早的备份。`,
      `The database was migrated by a newer version (${unknown.join(', ')}). Install that version, or restore an earlier backup with npm run restore.`,
    ),
    { unknown },
  );
}
