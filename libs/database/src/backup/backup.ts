import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type pg from 'pg';
import { chooseHome, type Home } from '../embedded/home.js';
import { runningServer, startEmbedded } from '../embedded/server.js';
import { baseBackup } from './base-backup.js';
import { keptParts, packed } from './keep.js';
import { dumpDatabases } from './logical.js';
import { BACKUP_FORMAT, type Manifest, type Part } from './manifest.js';
import { openPart, refusalOf, writePart, type OpenPart } from './parts.js';
import { Connection } from '../connections.js';
import { appliedByPlugin } from '../plugins/migrations.js';
import { qualifiedName } from '../plugins/storage.js';

export interface BackupOptions {
  /** The data folder, as the settings name it. */
  readonly folder: string;
  /** The folder to make; it must not exist yet. */
  readonly target: string;
  /** Rows instead of the cluster's files: the way to another PostgreSQL major. Slower, and restores slower. */
  readonly logical?: boolean;
  readonly onProgress?: (line: Bilingual) => void;
  readonly open?: OpenPart;
}

/**
 * Backs up the embedded PostgreSQL, the files and the keys into a new folder. A running server is backed up as it
 * runs; a stopped one is started for it. The folder appears whole or not at all.
 * The files are copied after the database: a blob is written before the row that names it, so none is missing.
 * @throws StationhouseError STORAGE_FULL, CONFLICT (the target exists), DATABASE_UNAVAILABLE
 */
export async function backUp(options: BackupOptions): Promise<Manifest> {
  const home = chooseHome(path.resolve(options.folder));
  const target = path.resolve(options.target);
  const partial = `${target}.partial`;
  await makeTarget(target, partial);
  try {
    const manifest = await withServer(home, options, (url) => writeBackup(home, url, partial, options));
    await syncFolder(partial);
    await rename(partial, target);
    await syncFolder(path.dirname(target));
    return manifest;
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    throw refusalOf(cause, target);
  }
}

async function writeBackup(home: Home, url: string, partial: string, options: BackupOptions): Promise<Manifest> {
  const write = options.open ?? openPart;
  const parts: Record<string, Part> = {};
  const databases = await appliedMigrations(url);
  if (options.logical === true) Object.assign(parts, await dumpDatabases(url, Object.keys(databases), partial, write, options.onProgress));
  else {
    options.onProgress?.(text('正在复制数据库……', 'Copying the database …'));
    parts['postgres.tar.gz'] = await writePart(partial, 'postgres.tar.gz', baseBackup(url), write);
  }
  options.onProgress?.(text('正在复制附件与密钥……', 'Copying files and keys …'));
  for (const [name, { place, names }] of Object.entries(keptParts(home, path.resolve(options.folder)))) {
    if (names.length > 0) parts[name] = await writePart(partial, name, packed(place, names), write);
  }
  const manifest: Manifest = {
    format: BACKUP_FORMAT,
    kind: options.logical === true ? 'logical' : 'physical',
    createdAt: new Date().toISOString(),
    postgresMajor: home.major,
    databases,
    parts,
  };
  await writeFile(path.join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  return manifest;
}

async function makeTarget(target: string, partial: string): Promise<void> {
  try {
    await mkdir(path.dirname(target), { recursive: true });
    const exists = await open(target, 'r').then((handle) => handle.close().then(() => true), () => false);
    if (exists) throw new StationhouseError('CONFLICT', text(`${target} 已存在，请换一个备份目录。`, `${target} already exists. Choose another folder for the backup.`), { target });
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { mode: 0o700 });
  } catch (cause) {
    throw refusalOf(cause, target);
  }
}

async function withServer<Result>(home: Home, options: BackupOptions, work: (superuserUrl: string) => Promise<Result>): Promise<Result> {
  const running = runningServer(home);
  if (running !== undefined) return work(running);
  const server = await startEmbedded({ folder: options.folder });
  try {
    return await work(server.superuserUrl);
  } finally {
    await server.stop();
  }
}

/** Per database of ours, the names of its migrations; a plugin's stand behind the plugin's id. */
async function appliedMigrations(superuserUrl: string): Promise<Record<string, string[]>> {
  const names = await query<{ datname: string }>(superuserUrl, 'SELECT datname FROM pg_database WHERE NOT datistemplate AND datallowconn');
  const found: Record<string, string[]> = {};
  for (const { datname } of names) {
    const url = new URL(superuserUrl);
    url.pathname = `/${datname}`;
    const [table] = await query<{ found: string | null }>(url.href, `SELECT to_regclass('public.schema_migration')::text AS found`);
    if (table === undefined || table.found === null) continue;
    const own = await query<{ name: string }>(url.href, 'SELECT name FROM public.schema_migration ORDER BY id');
    const plugins = await appliedByPlugin({ query: (statement) => query(url.href, statement) });
    found[datname] = [...own.map((row) => row.name), ...[...plugins].flatMap(([id, names]) => names.map((name) => qualifiedName(id, name)))];
  }
  return found;
}

async function query<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new Connection({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
