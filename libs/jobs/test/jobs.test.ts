import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Bilingual } from '@stationhouse/kernel';
import { defineJob, Jobs, jobsEntities, jobsMigrations, JobWorker, type JobRun } from '@stationhouse/jobs';
import { jobsUrlOf, openTestDatabase, type TestDatabase } from '@stationhouse/testing';

describe('jobs', () => {
  let test: TestDatabase;
  let jobs: Jobs;
  const station = newId();
  const scope = { stationIds: [station], bureauIds: [] };
  const errors: unknown[] = [];

  /** Resolves once the handler of a topic has been called `times` times. */
  function handler(topic: string, behave: (run: JobRun) => Promise<void> | void = () => undefined, options: { timeout?: string; retry?: { attempts: number; delay: string }; concurrency?: number } = {}) {
    const runs: JobRun[] = [];
    const waiters: { times: number; resolve: () => void }[] = [];
    jobs.register(
      defineJob({
        topic,
        ...options,
        handle: async (run) => {
          runs.push(run);
          try {
            await behave(run);
          } finally {
            for (const waiter of waiters) if (runs.length >= waiter.times) waiter.resolve();
          }
        },
      }),
    );
    return { runs, called: (times: number) => (runs.length >= times ? Promise.resolve() : new Promise<void>((resolve) => waiters.push({ times, resolve }))) };
  }

  const enqueue = (topic: string, payload = {}) => test.database.inTenant(scope, (tenant) => jobs.outbox.enqueue(tenant, { topic, payload, stationId: station }));

  /** Waits for a row to reach a state: the record follows the handler's return. */
  async function state(id: string, wanted: string): Promise<{ state: string; attempts: number; code: string | null; error: Bilingual | null }> {
    for (;;) {
      const { rows } = await test.owner.query('SELECT state, attempts, code, error FROM outbox WHERE id = $1', [id]);
      if (rows[0].state === wanted) return rows[0];
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  beforeAll(async () => {
    test = await openTestDatabase({ entities: jobsEntities, migrations: jobsMigrations });
    expect(await test.database.entityDrift()).toEqual([]);
  });
  afterAll(() => test.close());

  async function open() {
    jobs = await Jobs.open({ database: test.database, url: jobsUrlOf(test.database.url), onError: (error) => errors.push(error) });
  }
  afterEach(async () => {
    await jobs.close();
    errors.length = 0;
    await test.owner.query('TRUNCATE outbox');
  });

  it('runs a committed job scoped to its station, and no job of a transaction that was rolled back', async () => {
    await open();
    const seen = handler('note');
    await jobs.startWorker();
    await test.database
      .inTenant(scope, async (tenant) => {
        await jobs.outbox.enqueue(tenant, { topic: 'note', payload: { wrong: true }, stationId: station });
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    const id = await enqueue('note', { instanceId: 'x' });
    await seen.called(1);
    expect(seen.runs.map((run) => run.payload)).toEqual([{ instanceId: 'x' }]);
    expect(seen.runs[0]).toMatchObject({ id, scope: 'station', scopeId: station, attempt: 1, context: { stationIds: [station], bureauIds: [] } });
    expect(await state(id, 'done')).toMatchObject({ attempts: 1, error: null });
  });

  it('keeps a bureau’s jobs and other stations’ jobs out of reach', async () => {
    await open();
    const bureau = newId();
    await enqueue('nobody');
    await test.database.inTenant({ stationIds: [], bureauIds: [bureau] }, (tenant) => jobs.outbox.enqueue(tenant, { topic: 'nobody', payload: {}, bureauId: bureau }));
    const count = (reach: { stationIds: string[]; bureauIds: string[] }) => test.database.inTenant(reach, async (tenant) => (await tenant.sql('SELECT 1 FROM outbox')).length);
    expect(await count({ stationIds: [newId()], bureauIds: [newId()] })).toBe(0);
    expect(await count({ stationIds: [], bureauIds: [bureau] })).toBe(1);
    await expect(test.database.inTenant(scope, (tenant) => jobs.outbox.enqueue(tenant, { topic: 'x', payload: {}, stationId: newId() }))).rejects.toThrow(/row-level security/);
  });

  it('tries a failed job again and lays it aside with its error after the last attempt', async () => {
    await open();
    const seen = handler('flaky', (run) => Promise.reject(new Error(`no ${run.attempt}`)), { retry: { attempts: 3, delay: 'PT0.01S' } });
    await jobs.startWorker({ sweepEvery: 20 });
    const id = await enqueue('flaky');
    await seen.called(3);
    expect(await state(id, 'dead')).toMatchObject({ attempts: 3, code: 'INTERNAL', error: { en: expect.stringMatching(/^A fault of the program \(Error · .*jobs\.test\.ts:\d+\)/) } });
    expect(errors).toHaveLength(3);
  });

  it('ends a handler that takes too long', async () => {
    await open();
    handler('slow', () => new Promise(() => undefined), { timeout: 'PT0.05S', retry: { attempts: 1, delay: 'PT1S' } });
    await jobs.startWorker();
    const id = await enqueue('slow');
    expect((await state(id, 'dead')).code).toBe('JOB_TIMEOUT');
  });

  it('loses nothing with the queue: the sweeper rebuilds every wake-up', async () => {
    await open();
    const seen = handler('swept');
    // Enqueued past the outbox, so that no wake-up is ever sent: what a lost queue looks like.
    await test.owner.query(
      `INSERT INTO outbox (scope_id, id, scope, topic, payload, wake_at) SELECT $1, gen_random_uuid(), 'station', 'swept', '{}', now() FROM generate_series(1, 40)`,
      [station],
    );
    await test.owner.query('TRUNCATE bullmq.job CASCADE');
    await jobs.startWorker();
    await seen.called(40);
    expect(new Set(seen.runs.map((run) => run.id)).size).toBe(40);
  });

  it('takes over the job of a worker that died, and a poisonous one ends', async () => {
    await open();
    const seen = handler('orphan', undefined, { retry: { attempts: 2, delay: 'PT1S' } });
    const claimedBy = async (attempts: number) => {
      const id = newId();
      await test.owner.query(`INSERT INTO outbox (scope_id, id, scope, topic, payload, attempts, claimed_by, next_run, wake_at) VALUES ($1, $2, 'station', 'orphan', '{}', $3, gen_random_uuid(), now(), now())`, [station, id, attempts]);
      return id;
    };
    const [orphan, poison] = [await claimedBy(1), await claimedBy(2)];
    await jobs.startWorker();
    await seen.called(1);
    expect(await state(orphan, 'done')).toMatchObject({ attempts: 2 });
    expect((await state(poison, 'dead')).code).toBe('JOB_DIED');
    expect(seen.runs).toHaveLength(1);
  });

  it('shares the work of a burst among two workers without doing any twice', async () => {
    await open();
    const other = await Jobs.open({ database: test.database, url: jobsUrlOf(test.database.url), onError: (error) => errors.push(error) });
    const seen = handler('burst');
    other.register(...[jobs.registry.get('burst')].filter((job) => job !== undefined));
    await jobs.startWorker();
    await other.startWorker();
    await Promise.all(Array.from({ length: 200 }, () => enqueue('burst')));
    await seen.called(200);
    await other.close();
    expect(new Set(seen.runs.map((run) => run.id)).size).toBe(200);
    expect(seen.runs).toHaveLength(200);
  });

  it('frees a job it cannot finish while stopping', async () => {
    await open();
    const seen = handler('endless', (run) => new Promise((_, reject) => run.signal.addEventListener('abort', () => reject(new Error('stopped')))));
    const started = new Promise<void>((resolve) => jobs.register(defineJob({ topic: 'begun', handle: async () => resolve() })));
    await jobs.startWorker();
    const id = await enqueue('endless');
    await enqueue('begun');
    await started;
    await jobs.close();
    expect(seen.runs).toHaveLength(1);
    const { rows } = await test.owner.query('SELECT state, attempts, claimed_by, next_run <= now() AS free FROM outbox WHERE id = $1', [id]);
    expect(rows).toEqual([{ state: 'pending', attempts: 0, claimed_by: null, free: true }]);
  });

  it('stops while a wake-up is being taken', async () => {
    await open();
    // A queue that, like BullMQ's, closes once what it delivered has been dealt with.
    const taken: Promise<void>[] = [];
    let deliver: (wakeUp: { ids: readonly string[] }) => Promise<void> = () => Promise.resolve();
    const listener = { on: () => undefined, waitUntilReady: () => Promise.resolve(), close: () => Promise.all(taken).then(() => undefined) };
    const connection = { listen: (take: typeof deliver) => ((deliver = take), listener) };
    const worker = new JobWorker({ database: test.database, registry: jobs.registry, outbox: jobs.outbox, connection, onError: (error) => errors.push(error) });
    await worker.start();
    taken.push(deliver({ ids: [newId()] }), deliver({ ids: [newId()] }));
    await worker.stop();
    expect(errors).toEqual([]);
  });

  it('frees what a claim brings that was under way when it stopped', async () => {
    await open();
    handler('endless', () => new Promise(() => undefined));
    const id = await enqueue('endless');
    let deliver: (wakeUp: { ids: readonly string[] }) => Promise<void> = () => Promise.resolve();
    const connection = { listen: (take: typeof deliver) => ((deliver = take), { on: () => undefined, waitUntilReady: () => Promise.resolve(), close: () => Promise.resolve() }) };
    let stopped: Promise<void> | undefined;
    const stopsOnceClaimed = new Proxy(test.database, {
      get: (database, member) =>
        member !== 'unscoped'
          ? (Reflect.get(database, member) as unknown)
          : async (...call: Parameters<typeof database.unscoped>) => {
              const rows = await database.unscoped(...call);
              if (call[0] === 'claim_outbox') stopped = worker.stop();
              return rows;
            },
    });
    const worker = new JobWorker({ database: stopsOnceClaimed, registry: jobs.registry, outbox: jobs.outbox, connection, onError: (error) => errors.push(error) });
    await worker.start();
    await deliver({ ids: [id] });
    await stopped;
    const { rows } = await test.owner.query('SELECT state, attempts, claimed_by FROM outbox WHERE id = $1', [id]);
    expect([rows, errors]).toEqual([[{ state: 'pending', attempts: 0, claimed_by: null }], []]);
  });

  it('has several wait for the same kinds at once, and none asks for room that another has filled', async () => {
    await open();
    const seen = handler('awaited', () => new Promise((resolve) => setImmediate(resolve)));
    for (let job = 0; job < 60; job += 1) await enqueue('awaited');
    expect((await Promise.all([1, 2, 3, 4].map(() => jobs.runWaiting(['awaited'])))).reduce((sum, runs) => sum + runs, 0)).toBe(60);
    expect(seen.runs).toHaveLength(60);
  });

  it('does many of a kind together; where that fails each by itself, and the one at fault fails alone', async () => {
    await open();
    const groups: { size: number; wrong: boolean }[] = [];
    const alone: JobRun[] = [];
    const handle = (run: JobRun) => (alone.push(run), run.payload['wrong'] === true ? Promise.reject(new Error('wrong')) : Promise.resolve());
    const handleAll = async (runs: readonly JobRun[]) => {
      const wrong = runs.some(({ payload }) => payload['wrong'] === true);
      groups.push({ size: runs.length, wrong });
      if (wrong) throw new Error('one is wrong');
    };
    jobs.register(defineJob({ topic: 'crowd', handle, together: { most: 20, handle: handleAll }, retry: { attempts: 1, delay: 'PT1S' } }));
    const ids = await test.database.inTenant(scope, (tenant) => Promise.all(Array.from({ length: 50 }, (_, number) => jobs.outbox.enqueue(tenant, { topic: 'crowd', payload: { wrong: number === 7 }, stationId: station }))));
    await jobs.startWorker();
    await state(ids[7] ?? '', 'dead');
    for (const id of ids) if (id !== ids[7]) await state(id, 'done');
    // Fewer runs than jobs, none larger than it may be; the neighbours of the one at fault were done by themselves.
    expect([groups.length < 10, groups.every(({ size }) => size <= 20), groups.reduce((sum, { size }) => sum + size, 0)]).toEqual([true, true, 50]);
    expect(alone).toHaveLength(groups.find(({ wrong }) => wrong)?.size ?? 0);
    expect(errors).toHaveLength(1);
  });

  it('runs no more of a limited kind at once than it may', async () => {
    await open();
    let [now, most] = [0, 0];
    const seen = handler(
      'single',
      async () => {
        most = Math.max(most, ++now);
        await test.database.ping();
        now--;
      },
      { concurrency: 1 },
    );
    await jobs.startWorker({ sweepEvery: 20 });
    await Promise.all(Array.from({ length: 8 }, () => enqueue('single')));
    await seen.called(8);
    expect(most).toBe(1);
  });
});
