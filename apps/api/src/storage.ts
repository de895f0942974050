import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { migrate, pendingMigrations, runningDatabase, startEmbedded, type MigrateOptions } from '@stationhouse/database';
import { jobsRepairs } from '@stationhouse/jobs';
import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';

import type { Settings } from './settings.js';

/** Where the rows are, ready to be used. */
export interface Storage {
  readonly databaseUrl: string;
  /** Queue and LISTEN connections: never through a transaction pooler. */
  readonly jobsUrl: string;
  /** Stops the embedded server; nothing for an external one. */
  close(): Promise<void>;
}

export type Progress = (line: Bilingual) => void;

/** What the database is brought up to. */
export type Schema = Required<Pick<MigrateOptions, 'migrations' | 'plugins'>>;

const DATABASE_NAME = 'stationhouse';

/**
 * Opens the database the settings name – the embedded one when they name none – and brings its schema up to date.
 * With an external database and no owner URL the schema is only checked.
 * @throws StationhouseError DATABASE_UNAVAILABLE, SCHEMA_NEWER
 */
export async function openStorage(settings: Settings, schema: Schema, progress: Progress): Promise<Storage> {
  if (settings.databaseUrl === undefined) return openEmbedded(settings, schema, progress);
  if (settings.databaseOwnerUrl === undefined) await refusePending(settings.databaseUrl, schema, progress);
  else await upgrade(settings.databaseOwnerUrl, schema, progress);
  return { databaseUrl: settings.databaseUrl, jobsUrl: settings.jobsUrl ?? settings.databaseUrl, close: async () => undefined };
}

/**
 * As {@link openStorage}, for a command beside a running server: the embedded database it runs is used as it is and left running.
 * @throws StationhouseError DATABASE_UNAVAILABLE, SCHEMA_NEWER
 */
export async function joinStorage(settings: Settings, schema: Schema, progress: Progress): Promise<Storage> {
  const running = settings.databaseUrl === undefined ? await runningDatabase(settings.folder, DATABASE_NAME) : undefined;
  if (running === undefined) return openStorage(settings, schema, progress);
  await refusePending(running.app, schema, progress);
  return { databaseUrl: running.app, jobsUrl: settings.jobsUrl ?? running.app, close: async () => undefined };
}

async function openEmbedded(settings: Settings, schema: Schema, progress: Progress): Promise<Storage> {
  progress(text('正在启动数据库……', 'Starting the database …'));
  const server = await startEmbedded({ folder: settings.folder, onProgress: progress });
  try {
    const urls = await server.database(DATABASE_NAME);
    await upgrade(urls.owner, schema, progress);
    return { databaseUrl: urls.app, jobsUrl: settings.jobsUrl ?? urls.app, close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function upgrade(ownerUrl: string, schema: Schema, progress: Progress): Promise<void> {
  let count = 0;
  await migrate({ url: ownerUrl, ...schema, repairs: jobsRepairs, onApplied: () => (count += 1), onLeftAlone: leftAlone(progress) });
  if (count > 0) progress(text(`已更新表结构（${count} 步）。`, `Schema brought up to date (${count} steps).`));
}

/** A plugin that was taken out of the program leaves its data: whoever brings it back finds them, whoever wants them gone rolls it back first. */
function leftAlone(progress: Progress): (pluginId: string) => void {
  return (id) => progress(text(`数据库中有插件 ${id} 的数据，而程序中没有此插件：数据保留不动。`, `The database holds data of the plugin ${id}, which is not part of this program: they stay as they are.`));
}

async function refusePending(url: string, schema: Schema, progress: Progress): Promise<void> {
  const pending = await pendingMigrations({ url, ...schema, repairs: jobsRepairs, onLeftAlone: leftAlone(progress) });
  if (pending.length === 0) return;
  throw new StationhouseError(
    'DATABASE_UNAVAILABLE',
    text(
      `数据库结构落后 ${pending.length} 步（${pending.join('、')}）。请以 DATABASE_OWNER_URL 启动一次以升级。`,
      `The database schema lacks ${pending.length} migrations (${pending.join(', ')}). Start once with DATABASE_OWNER_URL to apply them.`,
    ),
    { pending },
  );
}

/**
 * The database as its owner, for a command that changes the schema by hand.
 * @returns the owner's connection string
 * @throws StationhouseError DATABASE_UNAVAILABLE, SETTING_INVALID without DATABASE_OWNER_URL
 */
export async function ownerStorage(settings: Settings, progress: Progress): Promise<{ readonly ownerUrl: string; close(): Promise<void> }> {
  const nothing = async () => undefined;
  if (settings.databaseOwnerUrl !== undefined) return { ownerUrl: settings.databaseOwnerUrl, close: nothing };
  if (settings.databaseUrl !== undefined) throw new StationhouseError('SETTING_INVALID', text('此命令须以属主角色连接：请设置 DATABASE_OWNER_URL。', 'This command connects as the owner: set DATABASE_OWNER_URL.'), { variable: 'DATABASE_OWNER_URL' });
  const running = await runningDatabase(settings.folder, DATABASE_NAME);
  if (running !== undefined) return { ownerUrl: running.owner, close: nothing };
  progress(text('正在启动数据库……', 'Starting the database …'));
  const server = await startEmbedded({ folder: settings.folder, onProgress: progress });
  return { ownerUrl: (await server.database(DATABASE_NAME)).owner, close: () => server.stop() };
}

/** The key that signs access tokens: from the settings, or made once and kept in the data folder. */
export function tokenKey(settings: Settings): string {
  if (settings.tokenKey !== undefined) return settings.tokenKey;
  // With a database elsewhere nobody has made the folder yet.
  mkdirSync(settings.folder, { recursive: true, mode: 0o700 });
  const file = path.join(settings.folder, 'token-key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}
