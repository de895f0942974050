import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from '@jest/globals';
import { StationhouseError, text } from '@stationhouse/kernel';
import type { BlobStorage } from '../src/index.js';

/** SHA-256 of `hello`. */
export const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

const hello = () => Readable.from([Buffer.from('hel'), Buffer.from('lo')]);

/** What every storage promises. @param incoming what lies in its spool */
export async function expectStore(storage: BlobStorage, incoming: () => Promise<string[]>): Promise<void> {
  const store = storage.area('attachments/one');
  expect(await store.put(hello())).toEqual({ sha256: HELLO, bytes: 5 });
  expect(await store.put(Readable.from([Buffer.from('hello')]))).toEqual({ sha256: HELLO, bytes: 5 });
  expect(await store.size(HELLO)).toBe(5);
  expect((await buffer(await store.open(HELLO))).toString()).toBe('hello');
  expect((await buffer(await store.open(HELLO, { start: 1, end: 3 }))).toString()).toBe('el');
  await expectAreasApart(storage);
  await store.remove(HELLO);
  expect(await store.size(HELLO)).toBeUndefined();
  await store.remove(HELLO);
  await expect(store.open(HELLO)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(store.open('../../etc/passwd')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(() => storage.area('../other')).toThrow('no path of an area');
  await expectRefusals(storage, incoming);
}

async function expectAreasApart(storage: BlobStorage): Promise<void> {
  const other = storage.area('attachments/two');
  expect(await other.size(HELLO)).toBeUndefined();
  await other.put(hello());
  await other.remove(HELLO);
  expect(await storage.area('attachments/one').size(HELLO)).toBe(5);
}

async function expectRefusals(storage: BlobStorage, incoming: () => Promise<string[]>): Promise<void> {
  const store = storage.area('refused');
  let read = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc((read += 10) && 10);
    })(),
  );
  await expect(store.put(endless, { maxBytes: 100 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE', details: { maxBytes: 100 } });
  expect(read).toBeLessThan(10_000);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('half');
      throw new Error('connection reset');
    })(),
  );
  await expect(store.put(broken)).rejects.toThrow('connection reset');
  const check = () => Promise.reject(new StationhouseError('FILE_TYPE_REFUSED', text('不行', 'No')));
  await expect(store.put(hello(), { check })).rejects.toMatchObject({ code: 'FILE_TYPE_REFUSED' });
  expect(await store.size(HELLO)).toBeUndefined();
  expect(await incoming()).toEqual([]);
}
