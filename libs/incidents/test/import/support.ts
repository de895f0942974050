import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { FolderStorage, type BlobStorage, type BlobStore } from '@stationhouse/files';

/** A blob store in a folder of its own. */
export async function temporaryStore(): Promise<{ store: BlobStore; files: Pick<BlobStorage, 'area'>; folder: string; put: (content: Buffer | string) => Promise<string>; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'import-'));
  const store = new FolderStorage(folder).area('imports');
  return {
    store,
    files: { area: () => store },
    folder,
    put: async (content) => (await store.put(Readable.from([Buffer.from(content)]))).sha256,
    close: () => rm(folder, { recursive: true }),
  };
}

export interface ZipPart {
  readonly name: string;
  /** The bytes as stored: already deflated when `deflatedFrom` is given. */
  readonly bytes: Buffer;
  readonly deflatedFrom?: Buffer;
  /** A lie about the unpacked size. */
  readonly claimedSize?: number;
}

/** Writes a zip archive byte by byte, so that tests can also write broken ones. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name);
    const whole = part.deflatedFrom ?? part.bytes;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(part.deflatedFrom === undefined ? 0 : 8, 4);
    fields.writeUInt32LE(part.bytes.length, 14);
    fields.writeUInt32LE(part.claimedSize ?? whole.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, part.bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

/** All of an async iterable. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
