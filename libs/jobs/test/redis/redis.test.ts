import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@stationhouse/kernel';
import { defineJob, Jobs, jobsEntities, jobsMigrations } from '@stationhouse/jobs';
import { jobsUrlOf, openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { Redis } from 'ioredis';
import { redisAddress } from '../../src/connection.js';

/** Needs the Redis server of `npm run test:redis`. */
describe('jobs on Redis', () => {
  let test: TestDatabase;
  let url: string;
  let admin: Redis;

  beforeAll(async () => {
    test = await openTestDatabase({ entities: jobsEntities, migrations: jobsMigrations });
    url = jobsUrlOf(test.database.url);
    admin = new Redis(redisAddress(url).url);
  });
  afterAll(async () => {
    admin.disconnect();
    await test.close();
  });

  it('keeps all keys of an installation under its own prefix, whose braces put them into one slot of a cluster', async () => {
    const jobs = await Jobs.open({ database: test.database, url, onError: () => undefined });
    const ran = running(jobs, 'redis.keys');
    await jobs.startWorker();
    await enqueue(jobs, 'redis.keys');
    await ran;
    const prefix = redisAddress(url).prefix;
    const keys = await admin.keys(`${prefix.slice(0, -1)}*`);
    expect(keys).not.toEqual([]);
    expect(keys.filter((key) => !key.startsWith(`${prefix}:`))).toEqual([]);
    await jobs.close();
  });

  it('loses no job when the server forgets everything before a worker looks', async () => {
    const sender = await Jobs.open({ database: test.database, url, onError: () => undefined });
    const ids = await Promise.all(Array.from({ length: 20 }, () => enqueue(sender, 'redis.flushed')));
    await sender.close();
    const prefix = redisAddress(url).prefix;
    const keys = await admin.keys(`${prefix}:*`);
    await admin.del(...keys);
    // The sweeper rebuilds a wake-up that is overdue; the test moves that moment here instead of waiting for it.
    await test.owner.query('UPDATE outbox SET wake_at = now()');
    const worker = await Jobs.open({ database: test.database, url, onError: () => undefined });
    const seen = new Set<string>();
    const all = new Promise<void>((resolve) => {
      worker.register(
        defineJob({
          topic: 'redis.flushed',
          handle: (run) => {
            seen.add(run.id);
            if (seen.size === ids.length) resolve();
            return Promise.resolve();
          },
        }),
      );
    });
    await worker.startWorker();
    await all;
    expect([...seen].sort()).toEqual([...ids].sort());
    await worker.close();
  });

  it('tells of settings that lose or delay wake-ups, with the mend', async () => {
    const told: string[] = [];
    const open = () => Jobs.open({ database: test.database, url, onError: () => undefined, onWarning: (warning) => told.push(warning.en) });
    await (await open()).close();
    expect(told).toEqual([]);
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await admin.config('SET', 'hz', '10');
    try {
      await (await open()).close();
    } finally {
      await admin.config('SET', 'maxmemory-policy', 'noeviction');
      await admin.config('SET', 'hz', '100');
    }
    expect(told).toEqual([expect.stringMatching(/allkeys-lru.*CONFIG SET maxmemory-policy noeviction/), expect.stringMatching(/hz 10,.*CONFIG SET hz 100/)]);
  });

  const station = newId();
  const enqueue = (jobs: Jobs, topic: string) => test.database.inTenant({ stationIds: [station], bureauIds: [] }, (tenant) => jobs.outbox.enqueue(tenant, { topic, payload: {}, stationId: station }));
  const running = (jobs: Jobs, topic: string) => new Promise<void>((resolve) => jobs.register(defineJob({ topic, handle: () => Promise.resolve(resolve()) })));
});
