import { existsSync } from 'node:fs';
import { chown, lchown, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { extract } from 'tar';
import { chooseHome, type Home } from '../embedded/home.js';
import { runningServer, startEmbedded } from '../embedded/server.js';
import { migrate, type Migration } from '../migrate.js';
import { migrationName, qualifiedName, type PluginStorage } from '../plugins/storage.js';
import { keptNames, keptParts } from './keep.js';
import { fillDatabase } from './logical.js';
import { readManifest, type Manifest } from './manifest.js';
import { refusalOf, verifyParts } from './parts.js';

export interface RestoreOptions {
  /** The backup's folder. */
  readonly from: string;
  /** The data folder, as the settings name it. */
  readonly folder: string;
  /** Every migration this program knows, to refuse a backup of a newer one. */
  readonly migrations: readonly Migration[];
  /** What the plugins of this program keep in the database. */
  readonly plugins?: readonly PluginStorage[];
  /** Moves present data aside (to `replaced-…` beside them) instead of refusing. Nothing is ever deleted. */
  readonly force?: boolean;
  readonly onProgress?: (line: Bilingual) => void;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Where the data that were here before lie now. */
  readonly replaced: readonly string[];
}

/**
 * Puts a backup back. Everything is checked and unpacked beside the present data first; only then do the two change
 * places by renaming, so a damaged backup or a full disk leaves the folder as it was.
 * @throws StationhouseError BACKUP_UNREADABLE, SCHEMA_NEWER, CONFLICT (data present, server running), STORAGE_FULL
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const folder = path.resolve(options.folder);
  const home = chooseHome(folder);
  const manifest = await readManifest(options.from);
  refuseNewerSchema(manifest, options);
  refuseOtherMajor(manifest, home);
  refusePresentData(home, options);
  options.onProgress?.(text('正在校验备份……', 'Checking the backup …'));
  await verifyParts(options.from, manifest);
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const parts = Object.entries(keptParts(home, folder)).map(([part, { place }]) => ({ part, place }));
  const places = [...new Set(parts.map(({ place }) => place))];
  const unpacked = (place: string) => path.join(place, `restoring-${stamp}`);
  try {
    for (const place of places) await mkdir(unpacked(place), { recursive: true, mode: home.runAs === undefined ? 0o700 : 0o711 });
    for (const { part, place } of parts) if (part in manifest.parts) await unpack(path.join(options.from, part), unpacked(place));
    await unpackCluster(manifest, home, unpacked(home.folder), options);
    return { manifest, replaced: await changePlaces(places, unpacked, `replaced-${stamp}`) };
  } catch (cause) {
    throw refusalOf(cause, folder);
  } finally {
    for (const place of places) await rm(unpacked(place), { recursive: true, force: true });
  }
}

/** The present data move aside, the unpacked ones in: renames within one file system. @returns where the old data lie */
async function changePlaces(places: readonly string[], unpacked: (place: string) => string, aside: string): Promise<string[]> {
  const replaced: string[] = [];
  for (const place of places) {
    const old = await moveAside(place, path.join(place, aside));
    if (old !== undefined) replaced.push(old);
    for (const name of await readdir(unpacked(place))) await rename(path.join(unpacked(place), name), path.join(place, name));
  }
  return replaced;
}

async function unpackCluster(manifest: Manifest, home: Home, into: string, options: RestoreOptions): Promise<void> {
  options.onProgress?.(text('正在恢复数据库……', 'Restoring the database …'));
  const cluster = path.join(into, 'postgres');
  if (manifest.kind === 'physical') {
    await mkdir(cluster, { mode: 0o700 });
    await unpack(path.join(options.from, 'postgres.tar.gz'), cluster);
    if (home.runAs !== undefined) await giveTo(cluster, home.runAs);
    return;
  }
  const server = await startEmbedded({ folder: into, home: { ...home, folder: into } });
  try {
    for (const [database, applied] of Object.entries(manifest.databases)) {
      const urls = await server.database(database);
      // The schema the rows were read from; what came later is migrated at the next start.
      await migrate({ url: urls.owner, migrations: options.migrations.filter((migration) => applied.includes(migrationName(migration))), plugins: (options.plugins ?? []).flatMap((plugin) => storedBy(plugin, applied)) });
      await fillDatabase(server.superuserUrl, database, options.from, options.onProgress);
    }
  } finally {
    await server.stop();
  }
}

async function unpack(archive: string, into: string): Promise<void> {
  // strict: a short or damaged archive is an error, not a warning. Entries keep to the folder (node-tar's default).
  await extract({ file: archive, cwd: into, strict: true, preserveOwner: false });
}

/** What a plugin had made when the backup was written. What it reads of the platform it is given at the next start. */
function storedBy({ id, migrations }: PluginStorage, applied: readonly string[]): PluginStorage[] {
  const own = migrations.filter((migration) => applied.includes(qualifiedName(id, migrationName(migration))));
  return own.length === 0 ? [] : [{ id, migrations: own, reads: [] }];
}

/** Data of a plugin that is no part of this program come back with the cluster's own files, as they were; rows alone would have no tables. */
function refuseNewerSchema({ kind, databases }: Manifest, { migrations, plugins = [] }: RestoreOptions): void {
  const known = new Set([...migrations.map(migrationName), ...plugins.flatMap(({ id, migrations: own }) => own.map((migration) => qualifiedName(id, migrationName(migration))))]);
  const unknown = [...new Set(Object.values(databases).flat())].filter((name) => !known.has(name) && (kind === 'logical' || !isOfAbsentPlugin(name, plugins)));
  if (unknown.length === 0) return;
  throw new StationhouseError(
    'SCHEMA_NEWER',
    text(`备份来自更新版本的程序，或含有本程序没有的插件的数据（${unknown.join('、')}）。请安装该版本、装上该插件后再恢复。`, `The backup was made by a newer version, or holds rows of a plugin that this program does not have (${unknown.join(', ')}). Install that version, with that plugin, to restore it.`),
    { unknown },
  );
}

function isOfAbsentPlugin(name: string, plugins: readonly PluginStorage[]): boolean {
  const [id, own] = name.split('/');
  return own !== undefined && plugins.every((plugin) => plugin.id !== id);
}

function refuseOtherMajor(manifest: Manifest, home: Home): void {
  if (manifest.kind === 'logical' || manifest.postgresMajor === home.major) return;
  throw new StationhouseError(
    'BACKUP_UNREADABLE',
    text(
      `备份来自 PostgreSQL ${manifest.postgresMajor}，本程序自带 ${home.major}。请用写出它的版本执行 npm run backup -- --logical，再恢复那一份。`,
      `The backup is of PostgreSQL ${manifest.postgresMajor}; this program brings ${home.major}. Make one with npm run backup -- --logical on the version that wrote it, and restore that.`,
    ),
    { backup: manifest.postgresMajor, program: home.major },
  );
}

function refusePresentData(home: Home, options: RestoreOptions): void {
  if (runningServer(home) !== undefined) {
    throw new StationhouseError('CONFLICT', text('系统正在运行，请先停止再恢复。', 'The system is running. Stop it before restoring.'));
  }
  if (options.force === true || !existsSync(path.join(home.folder, 'postgres', 'PG_VERSION'))) return;
  throw new StationhouseError(
    'CONFLICT',
    text(`${home.folder} 中已有数据。确认要替换时加 --force，旧数据会移到旁边保留。`, `${home.folder} already holds data. Add --force to replace them; the old data are moved aside and kept.`),
    { folder: home.folder },
  );
}

/** Moves the cluster and the kept content of a folder into a folder beside them. @returns it, or undefined when there was nothing */
async function moveAside(place: string, aside: string): Promise<string | undefined> {
  const names = [...keptNames(place), 'postgres'].filter((name) => existsSync(path.join(place, name)));
  if (names.length === 0) return undefined;
  await mkdir(aside, { mode: 0o700 });
  for (const name of names) await rename(path.join(place, name), path.join(aside, name));
  return aside;
}

async function giveTo(folder: string, user: { uid: number; gid: number }): Promise<void> {
  await chown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) await giveTo(place, user);
    else await lchown(place, user.uid, user.gid);
  }
}
