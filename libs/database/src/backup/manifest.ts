import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { StationhouseError, text } from '@stationhouse/kernel';

/** The version of the layout this program writes and reads. */
export const BACKUP_FORMAT = 1;

/** One file of a backup. */
export interface Part {
  readonly bytes: number;
  /** Hexadecimal SHA-256 of the file as it lies in the backup. */
  readonly sha256: string;
}

/** What a backup says about itself: `manifest.json`, written last, so that a folder without one is no backup. */
export interface Manifest {
  readonly format: typeof BACKUP_FORMAT;
  /** physical: the cluster's own files, same PostgreSQL major only; logical: rows, for any major. */
  readonly kind: 'physical' | 'logical';
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The PostgreSQL major that wrote the data. */
  readonly postgresMajor: string;
  /** Per database of ours, the migrations applied to it; of a plugin's: `lending/Loans1767225600000`. */
  readonly databases: Readonly<Record<string, readonly string[]>>;
  readonly parts: Readonly<Record<string, Part>>;
}

const PART_NAME = /^[\w.-]+$/;

/** Reads a backup's manifest. @throws StationhouseError BACKUP_UNREADABLE when the folder holds no whole backup of ours */
export async function readManifest(folder: string): Promise<Manifest> {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')) as Partial<Manifest>;
  } catch (cause) {
    throw unreadable(folder, text('缺少 manifest.json 或内容不完整', 'manifest.json is missing or incomplete'), cause);
  }
  if (manifest.format !== BACKUP_FORMAT) {
    throw unreadable(folder, text(`格式 ${String(manifest.format)} 不是本程序能读的格式 ${BACKUP_FORMAT}`, `its format ${String(manifest.format)} is not ${BACKUP_FORMAT}, which this program reads`));
  }
  const names = Object.keys(manifest.parts ?? {});
  if (names.length === 0 || manifest.databases === undefined || !names.every((name) => PART_NAME.test(name))) {
    throw unreadable(folder, text('manifest.json 内容不完整', 'manifest.json is incomplete'));
  }
  return manifest as Manifest;
}

/** The refusal of a backup that cannot be read. */
export function unreadable(folder: string, why: { 'zh-CN': string; en: string }, cause?: unknown): StationhouseError {
  return new StationhouseError(
    'BACKUP_UNREADABLE',
    text(`${folder} 不是可用的备份：${why['zh-CN']}。请选择另一份备份。`, `${folder} is not a usable backup: ${why.en}. Choose another backup.`),
    { folder },
    { cause },
  );
}
