import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { isStationhouseError, StationhouseError, text } from '@stationhouse/kernel';
import { unreadable, type Manifest, type Part } from './manifest.js';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Opens the file a part is written to; tests put a full disk here. */
export type OpenPart = (file: string) => Writable;

/** A new private file, flushed to the disk before it counts as written. */
export const openPart: OpenPart = (file) => createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });

/** Writes one part, compressed, and says what it came to. */
export async function writePart(folder: string, name: string, content: Readable, open: OpenPart): Promise<Part> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  // Level 1: a backup is bound by this step, and level 6 buys a tenth of the size for three times the work.
  await pipeline(content, createGzip({ level: 1 }), measure, open(path.join(folder, name)));
  return { bytes, sha256: hash.digest('hex') };
}

/** Checks every part against the manifest before anything is touched. @throws StationhouseError BACKUP_UNREADABLE */
export async function verifyParts(folder: string, manifest: Manifest): Promise<void> {
  for (const [name, part] of Object.entries(manifest.parts)) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found?.size !== part.bytes || (await sha256Of(file)) !== part.sha256) {
      throw unreadable(folder, text(`${name} 缺失或已损坏`, `${name} is missing or damaged`));
    }
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** A full disk becomes its own refusal; everything else stays as it is. */
export function refusalOf(cause: unknown, folder: string): unknown {
  if (isStationhouseError(cause) || !(cause instanceof Error) || !NO_ROOM.has((cause as NodeJS.ErrnoException).code ?? '')) return cause;
  return new StationhouseError(
    'STORAGE_FULL',
    text(`磁盘空间不足，未写入任何内容：${folder}。请腾出空间或换一个目录。`, `The disk is full; nothing was left half-written in ${folder}. Make room or choose another folder.`),
    { folder },
    { cause },
  );
}
