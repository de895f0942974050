import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Blob, PutOptions } from './blob-store.js';
import { fileTooLarge, refusalOf, systemCode } from './refusals.js';

/** Opens the file a content is first written to; tests put a full disk here. */
export type OpenForWriting = (path: string) => Promise<FileHandle>;

/** Nobody writes to a file for this long without a byte: whoever began it is gone. */
const ABANDONED_MS = 60 * 60_000;

/** A folder where contents arrive: each is measured, hashed and checked there before it is stored under its name. */
export class Spool {
  constructor(
    private readonly folder: string,
    private readonly openForWriting: OpenForWriting = (path) => open(path, 'wx', 0o600),
  ) {}

  /**
   * Takes a stream in and hands over the complete file; `store` may move it away. Whatever happens, nothing stays here.
   * @throws StationhouseError as {@link BlobStore.put}
   */
  async take(content: Readable, options: PutOptions, store: (file: string, blob: Blob) => Promise<void>): Promise<Blob> {
    const file = join(this.folder, randomUUID());
    try {
      await mkdir(this.folder, { recursive: true });
      const blob = await this.write(content, file, options);
      await options.check?.(file);
      await options.announce?.(blob);
      await store(file, blob);
      return blob;
    } catch (cause) {
      content.destroy();
      throw refusalOf(cause);
    } finally {
      await rm(file, { force: true });
    }
  }

  /** Removes what killed processes left. Other processes may share the folder: what is still being written stays. */
  async removeAbandoned(): Promise<void> {
    const names = await readdir(this.folder).catch((cause: unknown) => {
      if (systemCode(cause) === 'ENOENT') return [];
      throw cause;
    });
    await Promise.all(names.map((name) => removeIfAbandoned(join(this.folder, name))));
  }

  private async write(content: Readable, file: string, { maxBytes = Number.POSITIVE_INFINITY, tooLarge = fileTooLarge }: PutOptions): Promise<Blob> {
    const hash = createHash('sha256');
    const handle = await this.openForWriting(file);
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
}

async function writeAll(handle: FileHandle, buffer: Buffer): Promise<void> {
  let written = 0;
  while (written < buffer.length) written += (await handle.write(buffer, written)).bytesWritten;
}

async function removeIfAbandoned(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw cause;
  });
  if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(file, { force: true });
}
