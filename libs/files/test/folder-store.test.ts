import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderBlobStore } from '../src/index.js';

const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('blobs in a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps a content under its hash, once', async () => {
    const store = new FolderBlobStore(folder);
    expect(await store.put(Readable.from([Buffer.from('hel'), Buffer.from('lo')]))).toEqual({ sha256: HELLO, bytes: 5 });
    expect(await store.put(Readable.from([Buffer.from('hello')]))).toEqual({ sha256: HELLO, bytes: 5 });
    expect(await store.size(HELLO)).toBe(5);
    expect((await buffer(await store.open(HELLO))).toString()).toBe('hello');
    expect((await buffer(await store.open(HELLO, { start: 1, end: 3 }))).toString()).toBe('el');
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    await store.remove(HELLO);
    expect(await store.size(HELLO)).toBeUndefined();
    await expect(store.open(HELLO)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses a name that is not a hash', async () => {
    await expect(new FolderBlobStore(folder).open('../../etc/passwd')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('leaves nothing behind when the content is too long', async () => {
    const store = new FolderBlobStore(folder);
    await expect(store.put(Readable.from([Buffer.alloc(10), Buffer.alloc(10)]), { maxBytes: 15 })).rejects.toMatchObject({ code: 'IMPORT_FILE_TOO_LARGE' });
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  it('leaves nothing behind when the upload breaks off', async () => {
    const store = new FolderBlobStore(folder);
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('connection reset');
      })(),
    );
    await expect(store.put(broken)).rejects.toThrow('connection reset');
    expect(await readdir(folder)).toEqual(['incoming']);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  it('says that the disk is full, and keeps nothing half-written', async () => {
    const full = new FolderBlobStore(folder, () => open('/dev/full', 'w'));
    await expect(full.put(Readable.from([Buffer.alloc(100_000)]))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await readdir(folder)).toEqual(['incoming']);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  it('clears away what a killed process left', async () => {
    const store = new FolderBlobStore(folder);
    await store.removeHalfWritten();
    await store.put(Readable.from([Buffer.from('hello')]));
    await writeFile(join(folder, 'incoming', 'left-over'), 'half');
    await store.removeHalfWritten();
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    expect(await store.size(HELLO)).toBe(5);
  });
});
