import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BlobStore } from '@stationhouse/files';
import { notFound, text } from '@stationhouse/kernel';
import { fileTooLarge } from './refusals.js';

/** A store for one small file that is read at once and not kept. @param most bytes */
export function inMemory(most: number): BlobStore {
  const held = new Map<string, Buffer>();
  return {
    put: async (content) => {
      const bytes = await collected(content, most);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      held.set(sha256, bytes);
      return { sha256, bytes: bytes.length };
    },
    open: async (sha256, range) => {
      const bytes = held.get(sha256);
      if (bytes === undefined) throw notFound(text('文件', 'File'));
      return Readable.from([bytes.subarray(range?.start, range?.end)]);
    },
    size: async (sha256) => held.get(sha256)?.length,
    remove: async (sha256) => void held.delete(sha256),
  };
}

async function collected(content: Readable, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of content as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > most) throw fileTooLarge(most);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
