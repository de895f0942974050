import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { S3Storage, type S3Options } from '../src/index.js';
import { bucketAddress } from '../src/s3-store.js';
import { expectStore, HELLO } from './any-store.js';
import { BUCKET, KEYS, REGION, startS3, type S3Server } from './s3-server.js';

describe('blobs in a bucket', () => {
  let server: S3Server;
  let folder: string;
  let options: S3Options;
  beforeEach(async () => {
    server = await startS3();
    folder = await mkdtemp(join(tmpdir(), 'spool-'));
    options = { endpoint: server.endpoint, region: REGION, bucket: BUCKET, ...KEYS, pathStyle: true, spoolFolder: join(folder, 'incoming') };
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const hello = () => Readable.from([Buffer.from('hello')]);

  it('keeps contents under their hash, areas apart', async () => {
    const storage = new S3Storage(options);
    await storage.requireBucket();
    await expectStore(storage, () => readdir(join(folder, 'incoming')));
    expect([...server.objects.keys()]).toEqual([]);
  });

  it('sends a content once', async () => {
    const store = new S3Storage(options).area('attachments/one');
    await store.put(hello());
    await store.put(hello());
    expect(server.seen.filter(({ method }) => method === 'PUT')).toEqual([{ method: 'PUT', path: `/files/attachments/one/2c/${HELLO}`, bytes: 5 }]);
  });

  it('sends again what a busy server did not take, from the first byte', async () => {
    const store = new S3Storage(options).area('a');
    const large = Buffer.alloc(3_000_000, 'abc');
    server.failures.push({ status: 503, code: 'SlowDown' }, { status: 500 });
    const { sha256 } = await store.put(Readable.from([large]));
    server.failures.push({ status: 503, code: 'SlowDown' });
    expect(await store.size(sha256)).toBe(3_000_000);
    expect(server.objects.get(`a/${sha256.slice(0, 2)}/${sha256}`)?.equals(large)).toBe(true);
  });

  it.each([
    ['a full server', [{ status: 404 }, { status: 507, code: 'InsufficientStorage' }, { status: 507 }, { status: 507 }], 'STORAGE_FULL'],
    ['a quota', [{ status: 404 }, { status: 403, code: 'QuotaExceeded' }], 'STORAGE_FULL'],
    ['a server in trouble', [{ status: 404 }, { status: 500 }, { status: 500 }, { status: 500 }], 'STORAGE_UNAVAILABLE'],
  ])('says that it is %s', async (_, failures, code) => {
    const store = new S3Storage(options).area('a');
    server.failures.push(...failures);
    await expect(store.put(hello())).rejects.toMatchObject({ code });
    expect(server.objects.size).toBe(0);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  it('is refused with other keys, and says at the start what is wrong', async () => {
    const stranger = new S3Storage({ ...options, secretAccessKey: 'another' });
    await expect(stranger.area('a').put(hello())).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await expect(stranger.requireBucket()).rejects.toMatchObject({ code: 'SETTING_INVALID', details: { setting: 'S3_ENDPOINT' } });
    await expect(new S3Storage({ ...options, bucket: 'another' }).requireBucket()).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    await expect(new S3Storage({ ...options, endpoint: 'http://127.0.0.1:1' }).requireBucket()).rejects.toMatchObject({ code: 'SETTING_INVALID' });
  });

  it('names the bucket in the path or in the host', () => {
    const address = (endpoint: string, pathStyle: boolean) => bucketAddress({ ...options, endpoint, pathStyle }).href;
    expect(address('http://minio:9000', true)).toBe('http://minio:9000/files');
    expect(address('https://proxy.example/s3/', true)).toBe('https://proxy.example/s3/files');
    expect(address('https://s3.cn-north-1.amazonaws.com.cn', false)).toBe('https://files.s3.cn-north-1.amazonaws.com.cn/');
  });
});
