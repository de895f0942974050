import { mkdtemp, open, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderStorage } from '../src/index.js';
import { expectStore, HELLO } from './any-store.js';

describe('blobs in a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const incoming = () => readdir(join(folder, 'incoming'));

  it('keeps contents under their hash, areas apart', async () => {
    await expectStore(new FolderStorage(folder), incoming);
  });

  it('says that the disk is full, and keeps nothing half-written', async () => {
    const full = new FolderStorage(folder, () => open('/dev/full', 'w')).area('a');
    await expect(full.put(Readable.from([Buffer.alloc(100_000)]))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await readdir(folder)).toEqual(['incoming']);
    expect(await incoming()).toEqual([]);
  });

  it('clears away what a killed process left, and not what another one is writing', async () => {
    const storage = new FolderStorage(folder);
    await storage.removeHalfWritten();
    await storage.area('a').put(Readable.from([Buffer.from('hello')]));
    await writeFile(join(folder, 'incoming', 'left-over'), 'half');
    await utimes(join(folder, 'incoming', 'left-over'), new Date(0), new Date(0));
    await writeFile(join(folder, 'incoming', 'being-written'), 'half');
    await storage.removeHalfWritten();
    expect(await incoming()).toEqual(['being-written']);
    expect((await buffer(await storage.area('a').open(HELLO))).toString()).toBe('hello');
  });
});
