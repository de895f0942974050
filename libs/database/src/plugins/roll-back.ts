import { badInput, StationhouseError, text } from '@stationhouse/kernel';
import type { DataSource, QueryRunner } from 'typeorm';
import { connect, refuseNewerSchema, type Migration } from '../migrate.js';
import { driverError } from '../refusals.js';
import { ROLES } from '../roles.js';
import { transactionTenant, type Tenant } from '../tenant.js';
import { appliedByPlugin, asMigrator, inTransaction, invalid, runStep, stepsOf } from './migrations.js';
import { pluginNames } from './names.js';
import type { PluginStorage } from './storage.js';

export interface RollBackOptions {
  /** `postgres://…` of the owner role. */
  readonly url: string;
  /** Every migration of the platform's that this program knows. */
  readonly migrations: readonly Migration[];
  readonly plugin: PluginStorage;
  /** The last migration that stays; none stays when absent. */
  readonly to?: string | undefined;
  /** Goes on although rows are lost. */
  readonly mayLoseRows: boolean;
  /** Writes what was done into the record, in the same transaction, past row-level security. */
  readonly record: (tenant: Tenant, done: RolledBack) => Promise<unknown>;
}

/** Rows that are gone, or lost what stood in a column. */
export interface LostRows {
  /** `loan`, or `loan.returned_at` for a column. */
  readonly what: string;
  readonly rows: number;
}

export interface RolledBack {
  /** Names of the migrations that were undone, newest first. */
  readonly undone: readonly string[];
  readonly lost: readonly LostRows[];
}

/** What a plugin's schema holds: rows by table, and the columns of each. */
interface Holding {
  readonly rows: ReadonlyMap<string, number>;
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/**
 * Undoes a plugin's migrations, newest first, with their `down`; with all of them goes its schema. It is rehearsed first, in the same
 * transaction, to see which rows would be lost. All of it or nothing.
 * @throws StationhouseError CONFLICT while a server runs, or when rows would be lost and may not be; BAD_INPUT for a migration that was never applied; SCHEMA_NEWER; PLUGIN_INVALID when a `down` fails
 */
export async function rollBackPlugin(options: RollBackOptions): Promise<RolledBack> {
  const { plugin, to } = options;
  const dataSource = await connect(options);
  try {
    await dataSource.query(`SELECT pg_advisory_lock(hashtextextended('stationhouse migrations', 0))`);
    await refuseNewerSchema(dataSource, { migrations: options.migrations, plugins: [plugin] });
    await refuseRunning(dataSource);
    const applied = (await appliedByPlugin(dataSource)).get(plugin.id) ?? [];
    if (to !== undefined && !applied.includes(to)) throw badInput('to', text(`插件 ${plugin.id} 没有应用过迁移“${to}”，已应用的有：${applied.join('、')}。`, `The migration "${to}" of the plugin ${plugin.id} was never applied. Applied are: ${applied.join(', ')}.`));
    const undone = (to === undefined ? [...applied] : applied.slice(applied.indexOf(to) + 1)).reverse();
    if (undone.length === 0) return { undone, lost: [] };
    return await inTransaction(dataSource, (runner) => undo(runner, options, undone));
  } finally {
    await dataSource.destroy();
  }
}

async function undo(runner: QueryRunner, options: RollBackOptions, undone: readonly string[]): Promise<RolledBack> {
  const { plugin, to, mayLoseRows } = options;
  const before = await holdingOf(runner, plugin.id);
  await runner.query('SAVEPOINT rehearsal');
  await stepDown(runner, plugin, undone);
  const after = await holdingOf(runner, plugin.id);
  await runner.query('ROLLBACK TO SAVEPOINT rehearsal');
  const lost = await lostBetween(runner, plugin.id, before, after);
  if (lost.length > 0 && !mayLoseRows) throw wouldLose(plugin.id, lost);
  await stepDown(runner, plugin, undone);
  await runner.query('DELETE FROM public.plugin_migration WHERE plugin_id = $1 AND name = ANY ($2)', [plugin.id, undone]);
  if (to === undefined) await dropSchema(runner, plugin.id);
  const done = { undone, lost };
  await options.record(await transactionTenant(runner.manager), done);
  return done;
}

async function stepDown(runner: QueryRunner, plugin: PluginStorage, undone: readonly string[]): Promise<void> {
  const steps = new Map(stepsOf(plugin).map((step) => [step.name, step]));
  for (const name of undone) {
    const step = steps.get(name);
    if (step !== undefined) await runStep(runner, plugin.id, step, 'down');
  }
}

/** A process that has just ended is gone from the server's list a moment later. */
const GOODBYE_MS = 1_000;

/** Two programs at once would be one too many: the running one still writes what is being taken away. */
async function refuseRunning(dataSource: DataSource): Promise<void> {
  const sessions = `SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE datname = current_database() AND usename = '${ROLES.app}'`;
  let [row] = (await dataSource.query(sessions)) as [{ sessions: number }];
  for (const end = Date.now() + GOODBYE_MS; row.sessions > 0 && Date.now() < end; ) {
    await dataSource.query('SELECT pg_sleep(0.05)');
    [row] = (await dataSource.query(sessions)) as [{ sessions: number }];
  }
  if (row.sessions === 0) return;
  throw new StationhouseError('CONFLICT', text(`系统正在运行（${row.sessions} 个数据库连接），请先停止所有进程再回退插件。`, `The system is running (${row.sessions} connections to the database). Stop every process before you roll a plugin back.`));
}

async function holdingOf(runner: QueryRunner, pluginId: string): Promise<Holding> {
  const { schema } = pluginNames(pluginId);
  const tables = (await runner.query(
    `SELECT c.relname AS name, ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
    [schema],
  )) as { name: string; columns: string[] }[];
  const rows = new Map<string, number>();
  for (const { name } of tables) rows.set(name, await count(runner, pluginId, name, '*'));
  return { rows, columns: new Map(tables.map(({ name, columns }) => [name, columns])) };
}

async function lostBetween(runner: QueryRunner, pluginId: string, before: Holding, after: Holding): Promise<LostRows[]> {
  const lost: LostRows[] = [];
  for (const [table, rows] of before.rows) {
    const left = after.columns.get(table);
    lost.push({ what: table, rows: rows - (after.rows.get(table) ?? 0) });
    const gone = left === undefined ? [] : (before.columns.get(table) ?? []).filter((column) => !left.includes(column));
    for (const column of gone) lost.push({ what: `${table}.${column}`, rows: await count(runner, pluginId, table, quoted(column)) });
  }
  return lost.filter(({ rows }) => rows > 0);
}

/** The schema's owner sees every station's rows; the platform's owner owns nothing in there. */
async function count(runner: QueryRunner, pluginId: string, table: string, what: string): Promise<number> {
  const [row] = await asMigrator(runner, pluginId, () => runner.query(`SELECT count(${what})::int AS rows FROM ${quoted(table)}`) as Promise<[{ rows: number }]>);
  return row.rows;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function dropSchema(runner: QueryRunner, pluginId: string): Promise<void> {
  try {
    await asMigrator(runner, pluginId, () => runner.query(`DROP SCHEMA ${pluginNames(pluginId).schema}`));
  } catch (cause) {
    throw invalid(pluginId, text('其迁移的 down 没有删净所建的内容', 'the `down` of its migrations leaves something behind'), driverError(cause).message, cause);
  }
}

function wouldLose(pluginId: string, lost: readonly LostRows[]): StationhouseError {
  const list = lost.map(({ what, rows }) => `${what} ${rows}`).join(', ');
  return new StationhouseError(
    'CONFLICT',
    text(`回退插件 ${pluginId} 会丢失数据（${list} 行），没有改动任何内容。请先备份；确认后加 --yes。`, `Rolling the plugin ${pluginId} back loses data (rows: ${list}); nothing was changed. Back up first, and add --yes if you mean it.`),
    { pluginId, lost },
  );
}
