import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { notFound, text } from '@stationhouse/kernel';
import type { Blob, BlobStorage, BlobStore, ByteRange, PutOptions } from './blob-store.js';
import { requireArea, requireHash } from './names.js';
import { systemCode } from './refusals.js';
import { Spool, type OpenForWriting } from './spool.js';

/** Files in a folder of this machine, or one that all processes share. */
export class FolderStorage implements BlobStorage {
  private readonly spool: Spool;

  constructor(
    private readonly folder: string,
    openForWriting?: OpenForWriting,
  ) {
    // Inside the folder, so that a complete file moves to its place without being copied.
    this.spool = new Spool(join(folder, 'incoming'), openForWriting);
  }

  area(path: string): BlobStore {
    return new FolderBlobStore(join(this.folder, requireArea(path)), this.spool);
  }

  removeHalfWritten(): Promise<void> {
    return this.spool.removeAbandoned();
  }
}

/** Blobs in a folder: `<folder>/<first two digits>/<sha256>`, written to the spool first and moved in when complete. */
class FolderBlobStore implements BlobStore {
  constructor(
    private readonly folder: string,
    private readonly spool: Spool,
  ) {}

  put(content: Readable, options: PutOptions = {}): Promise<Blob> {
    return this.spool.take(content, options, async (file, { sha256 }) => {
      const place = this.place(sha256);
      await mkdir(dirname(place), { recursive: true });
      await rename(file, place);
      // The name is durable only once its folder is.
      await syncFolder(dirname(place));
    });
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    let handle: FileHandle;
    try {
      handle = await open(this.place(sha256), 'r');
    } catch (cause) {
      throw systemCode(cause) === 'ENOENT' ? notFound(text('文件', 'File')) : cause;
    }
    return handle.createReadStream(range === undefined ? {} : { start: range.start, end: range.end - 1 });
  }

  async size(sha256: string): Promise<number | undefined> {
    try {
      return (await stat(this.place(sha256))).size;
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return undefined;
      throw cause;
    }
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.place(sha256), { force: true });
  }

  private place(sha256: string): string {
    return join(this.folder, requireHash(sha256).slice(0, 2), sha256);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (cause) {
    // Some file systems (and Windows) cannot sync a folder; the rename itself is still atomic there.
    if (!['EINVAL', 'EPERM', 'EISDIR'].includes(systemCode(cause))) throw cause;
  } finally {
    await handle.close();
  }
}
