import { isStationhouseError, StationhouseError, text } from '@stationhouse/kernel';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import type { Migration } from '../migrate.js';
import { driverError } from '../refusals.js';
import { pluginNames } from './names.js';
import { ensureRoles } from './roles.js';
import { storageBreaches } from './rules.js';
import { grantReads, hasRights, migrationName, qualifiedName, type PluginStorage, type Queries } from './storage.js';
import { within } from './walls.js';

/** PostgreSQL's errors about the statement itself; what else it says may quote a row. */
const ABOUT_THE_STATEMENT = /^(42|2B|0A)/;

/** A migration that a plugin brings, made. */
interface Step {
  readonly name: string;
  readonly migration: MigrationInterface;
}

/** What was applied, by plugin, oldest first; of no plugin before the platform's first migrations. */
export async function appliedByPlugin(queries: Queries): Promise<ReadonlyMap<string, readonly string[]>> {
  const [table] = (await queries.query(`SELECT to_regclass('public.plugin_migration') IS NOT NULL AS found`)) as [{ found: boolean }];
  const rows = table.found ? ((await queries.query(`SELECT plugin_id, name FROM public.plugin_migration ORDER BY plugin_id, right(name, 13), name`)) as { plugin_id: string; name: string }[]) : [];
  return new Map([...new Set(rows.map((row) => row.plugin_id))].map((id) => [id, rows.filter((row) => row.plugin_id === id).map(({ name }) => name)]));
}

/**
 * What a plugin of this program was migrated by, and this program does not know. Of a plugin that is no part of the program nothing is
 * refused: its data stay as they are.
 */
export function unknownOf(plugins: readonly PluginStorage[], applied: ReadonlyMap<string, readonly string[]>): string[] {
  return plugins.flatMap(({ id, migrations }) => {
    const known = new Set(migrations.map(migrationName));
    return (applied.get(id) ?? []).filter((name) => !known.has(name)).map((name) => qualifiedName(id, name));
  });
}

/** Plugins that left data behind and are no part of this program. */
export function leftAlone(plugins: readonly PluginStorage[], applied: ReadonlyMap<string, readonly string[]>): string[] {
  return [...applied.keys()].filter((id) => plugins.every((plugin) => plugin.id !== id));
}

/** What {@link migratePlugin} would do: names of migrations, oldest first, or the plugin's rights. */
export async function pendingOf(queries: Queries, plugin: PluginStorage, applied: readonly string[]): Promise<string[]> {
  if (plugin.unused === true) return [];
  const pending = pendingSteps(plugin, applied).map(({ name }) => qualifiedName(plugin.id, name));
  if (pending.length > 0) return pending;
  return (await hasRights(queries, plugin)) ? [] : [qualifiedName(plugin.id, 'rights')];
}

/**
 * Makes a plugin's schema and roles, runs its migrations and sets its rights, in one transaction.
 * @returns the names of what was applied
 * @throws StationhouseError PLUGIN_INVALID naming the migration that failed, or what it made that keeps no rule
 */
export async function migratePlugin(dataSource: DataSource, plugin: PluginStorage, applied: readonly string[]): Promise<string[]> {
  if (plugin.unused === true) return [];
  const pending = await pendingOf(dataSource, plugin, applied);
  await ensureRoles(dataSource, plugin.id);
  const { schema, migrator, role } = pluginNames(plugin.id);
  await inTransaction(dataSource, async (runner) => {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${migrator}`);
    await grantReads(runner, plugin);
    await asMigrator(runner, plugin.id, () => runner.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`));
    for (const step of pendingSteps(plugin, applied)) {
      await runStep(runner, plugin.id, step, 'up');
      await runner.query('INSERT INTO public.plugin_migration (plugin_id, name) VALUES ($1, $2)', [plugin.id, step.name]);
    }
    const breaches = await storageBreaches(runner, schema);
    if (breaches.length > 0) throw invalid(plugin.id, text('其表不符合规则', 'its tables do not keep the rules'), breaches.join('; '));
  });
  return pending;
}

/** A plugin's migrations by name, oldest first. */
export function stepsOf({ migrations }: PluginStorage): Step[] {
  return migrations.map((migration: Migration) => ({ name: migrationName(migration), migration: new migration() })).sort((a, b) => a.name.slice(-13).localeCompare(b.name.slice(-13)));
}

function pendingSteps(plugin: PluginStorage, applied: readonly string[]): Step[] {
  return stepsOf(plugin).filter(({ name }) => !applied.includes(name));
}

/**
 * Runs one migration up or down as the role that owns the plugin's schema and nothing else. A name without a schema is of the plugin's own.
 * @throws StationhouseError PLUGIN_INVALID with what PostgreSQL says of the statement
 */
export async function runStep(runner: QueryRunner, pluginId: string, { name, migration }: Step, way: 'up' | 'down'): Promise<void> {
  const connection = (await runner.connect()) as object;
  try {
    await asMigrator(runner, pluginId, () => within({ pluginId, statements: 'migration', connection, over: false }, () => migration[way](runner)));
  } catch (cause) {
    const told = driverError(cause);
    const code = 'code' in told ? String(told.code) : '';
    const reason = isStationhouseError(told) ? told.text.en : code === '' || ABOUT_THE_STATEMENT.test(code) ? told.message : `SQLSTATE ${code}`;
    throw invalid(pluginId, text(`迁移 ${name}（${way}）失败`, `its migration ${name} failed (${way})`), reason, cause);
  }
}

/** Runs statements as the owner of the plugin's schema. A failure ends the transaction, and the role with it. */
export async function asMigrator<Result>(runner: QueryRunner, pluginId: string, work: () => Promise<Result>): Promise<Result> {
  const { schema, migrator } = pluginNames(pluginId);
  await runner.query(`SET LOCAL ROLE ${migrator}; SET LOCAL search_path = ${schema}`);
  const result = await work();
  await runner.query('SET LOCAL ROLE NONE; SET LOCAL search_path TO DEFAULT');
  return result;
}

/** One transaction on the data source's connection. */
export async function inTransaction<Result>(dataSource: DataSource, work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const result = await work(runner);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}

/** A plugin's migrations are its author's to mend. */
export function invalid(pluginId: string, what: { 'zh-CN': string; en: string }, reason: string, cause?: unknown): StationhouseError {
  return new StationhouseError('PLUGIN_INVALID', text(`插件 ${pluginId}：${what['zh-CN']}，没有写入任何内容：${reason}`, `Plugin ${pluginId}: ${what.en}; nothing was written: ${reason}`), { pluginId }, { cause });
}
