import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { notFound, StationhouseError, text } from '@stationhouse/kernel';
import type { Blob, BlobStore, ByteRange, PutOptions } from './blob-store.js';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const HASH = /^[0-9a-f]{64}$/;

/** Opens the file a blob is first written to; tests put a full disk here. */
export type OpenForWriting = (path: string) => Promise<FileHandle>;

/** Blobs in a folder: `<folder>/<first two digits>/<sha256>`, written beside it first and moved in when complete. */
export class FolderBlobStore implements BlobStore {
  constructor(
    private readonly folder: string,
    private readonly openForWriting: OpenForWriting = (path) => open(path, 'wx', 0o600),
  ) {}

  async put(content: Readable, options: PutOptions = {}): Promise<Blob> {
    const incoming = join(this.folder, 'incoming', randomUUID());
    try {
      await mkdir(dirname(incoming), { recursive: true });
      const blob = await this.write(content, incoming, options.maxBytes ?? Number.POSITIVE_INFINITY);
      const place = this.place(blob.sha256);
      await mkdir(dirname(place), { recursive: true });
      await rename(incoming, place);
      // The name is durable only once its folder is.
      await syncFolder(dirname(place));
      return blob;
    } catch (cause) {
      content.destroy();
      await rm(incoming, { force: true });
      throw refusalOf(cause);
    }
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    let handle: FileHandle;
    try {
      handle = await open(this.place(sha256), 'r');
    } catch (cause) {
      throw isCode(cause, 'ENOENT') ? notFound(text('文件', 'File')) : cause;
    }
    return handle.createReadStream(range === undefined ? {} : { start: range.start, end: range.end - 1 });
  }

  async size(sha256: string): Promise<number | undefined> {
    try {
      return (await stat(this.place(sha256))).size;
    } catch (cause) {
      if (isCode(cause, 'ENOENT')) return undefined;
      throw cause;
    }
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.place(sha256), { force: true });
  }

  /** Removes what a killed process left half-written; called at start, before anything is put. */
  async removeHalfWritten(): Promise<void> {
    const folder = join(this.folder, 'incoming');
    const names = await readdir(folder).catch((cause: unknown) => {
      if (isCode(cause, 'ENOENT')) return [];
      throw cause;
    });
    await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
  }

  private async write(content: Readable, path: string, maxBytes: number): Promise<Blob> {
    const hash = createHash('sha256');
    const handle = await this.openForWriting(path);
    try {
      let bytes = 0;
      for await (const chunk of content) {
        const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array | string);
        bytes += buffer.length;
        if (bytes > maxBytes) throw tooLarge(maxBytes);
        hash.update(buffer);
        await writeAll(handle, buffer);
      }
      await handle.sync();
      return { sha256: hash.digest('hex'), bytes };
    } finally {
      await handle.close();
    }
  }

  private place(sha256: string): string {
    if (!HASH.test(sha256)) throw notFound(text('文件', 'File'));
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}

async function writeAll(handle: FileHandle, buffer: Buffer): Promise<void> {
  let written = 0;
  while (written < buffer.length) written += (await handle.write(buffer, written)).bytesWritten;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (cause) {
    // Some file systems (and Windows) cannot sync a folder; the rename itself is still atomic there.
    if (!isCode(cause, 'EINVAL') && !isCode(cause, 'EPERM') && !isCode(cause, 'EISDIR')) throw cause;
  } finally {
    await handle.close();
  }
}

/** The code of a system error (`ENOENT`); '' when there is none. Errors may come from another realm: no instanceof. */
export function systemCode(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

const isCode = (cause: unknown, code: string) => systemCode(cause) === code;

function refusalOf(cause: unknown): unknown {
  return NO_ROOM.has(systemCode(cause)) ? storageFull(cause) : cause;
}

/** The storage has no room; whoever runs the server has to make some. */
export function storageFull(cause: unknown): StationhouseError {
  return new StationhouseError(
    'STORAGE_FULL',
    text('存储空间不足，文件未保存。请联系管理员清理磁盘后重试。', 'The storage is full; the file was not saved. Ask an administrator to free disk space, then try again.'),
    undefined,
    { cause },
  );
}

function tooLarge(maxBytes: number): StationhouseError {
  const mebibytes = Math.floor(maxBytes / 1024 / 1024);
  return new StationhouseError(
    'IMPORT_FILE_TOO_LARGE',
    text(`文件超过 ${mebibytes} MiB 的上限，请拆分后上传。`, `The file is larger than ${mebibytes} MiB. Split it and upload the parts.`),
    { maxBytes },
  );
}
