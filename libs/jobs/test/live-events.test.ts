import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@stationhouse/kernel';
import { Bus, Coalescer, Jobs, LiveEvents, jobsEntities, jobsMigrations, type Change, type ChangeFilter } from '@stationhouse/jobs';
import { jobsUrlOf, openTestDatabase, type TestDatabase } from '@stationhouse/testing';

describe('live events', () => {
  let test: TestDatabase;
  let jobs: Jobs;
  let other: ChildProcess;
  const station = newId();

  beforeAll(async () => {
    test = await openTestDatabase({ entities: jobsEntities, migrations: jobsMigrations });
    jobs = await Jobs.open({ database: test.database, url: jobsUrlOf(test.database.url), onError: (error) => process.stderr.write(`${String(error)}\n`) });
    other = spawn(process.execPath, ['--conditions=@stationhouse/source', '--import', '@swc-node/register/esm-register', path.join(import.meta.dirname, 'processes/publisher.ts'), test.urls.app], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, SWC_NODE_PROJECT: 'tsconfig.base.json' },
    });
    await Promise.race([once(other.stdout as NodeJS.ReadableStream, 'data'), once(other, 'exit').then(() => Promise.reject(new Error('the other process ended')))]);
  });
  afterAll(async () => {
    other.stdin?.end();
    if (other.exitCode === null) await once(other, 'exit');
    await jobs.close();
    await test.close();
  });

  /** A subscription that has said so. */
  async function listening(filter: ChangeFilter, signal?: AbortSignal): Promise<AsyncIterableIterator<Change>> {
    const heard = jobs.live.subscribe(filter, signal);
    expect((await heard.next()).value).toMatchObject({ kind: 'READY', id: filter.stationIds?.[0] });
    return heard;
  }

  it('reach a subscriber of another process within a second', async () => {
    const heard = await listening({ stationIds: [station] });
    const lateness: number[] = [];
    for (let round = 0; round < 5; round++) {
      const change: Change = { kind: 'INSTANCE', id: newId(), stationId: station, version: round };
      const from = performance.now();
      other.stdin?.write(`${JSON.stringify(change)}\n`);
      expect((await heard.next()).value).toEqual(change);
      lateness.push(performance.now() - from);
    }
    expect(Math.max(...lateness)).toBeLessThan(1_000);
    await heard.return?.();
  });

  it('reach the own process at once, each subscriber only what it asked for', async () => {
    const [mine, tasks] = [newId(), newId()];
    const byId = await listening({ stationIds: [station], id: mine });
    const byKind = await listening({ stationIds: [station], kinds: ['TASK'] });
    const elsewhere = await listening({ stationIds: [newId()], bureauIds: [newId()] });
    jobs.live.publish({ kind: 'INSTANCE', id: mine, stationId: station, version: 1 }, { kind: 'TASK', id: tasks, stationId: station }, { kind: 'IMPORT', id: newId(), bureauId: newId() });
    expect((await byId.next()).value).toMatchObject({ id: mine });
    expect((await byKind.next()).value).toMatchObject({ id: tasks });
    const nothing = elsewhere.next();
    await elsewhere.return?.();
    expect((await nothing).done).toBe(true);
  });

  it('fold together what a slow subscriber has not read', async () => {
    const id = newId();
    const slow = await listening({ stationIds: [station] });
    for (let version = 1; version <= 50; version++) jobs.live.publish({ kind: 'INSTANCE', id, stationId: station, version });
    expect((await slow.next()).value).toMatchObject({ version: 50 });
    await slow.return?.();
  });

  it('tell one that is too far behind to read again, instead of dropping what it has not read', async () => {
    const slow = await listening({ stationIds: [station] });
    for (let record = 0; record <= 1_000; record++) jobs.live.publish({ kind: 'INSTANCE', id: newId(), stationId: station });
    expect((await slow.next()).value).toMatchObject({ kind: 'READY', id: station });
    await slow.return?.();
  });

  it('tell every page to read again when something was missed', async () => {
    const relay = new Relays();
    const [mine, others] = [await relay.join('mine'), await relay.join('other')];
    const live = new LiveEvents(mine.bus).subscribe({ stationIds: [station] });
    expect((await live.next()).value).toMatchObject({ kind: 'READY' });
    others.drops = true;
    others.bus.publish('changes', { kind: 'INSTANCE', id: newId(), stationId: station });
    await others.dropped;
    others.drops = false;
    others.bus.publish('changes', { kind: 'TASK', id: newId(), stationId: station });
    expect((await live.next()).value).toMatchObject({ kind: 'TASK' });
    expect((await live.next()).value).toMatchObject({ kind: 'READY', stationId: station });
    await mine.bus.close();
    await others.bus.close();
  });

  it('end with the signal of the session', async () => {
    const session = new AbortController();
    const heard = await listening({ stationIds: [station] }, session.signal);
    const next = heard.next();
    session.abort();
    expect((await next).done).toBe(true);
  });
});

/** Relays of processes that exist in one only, and lose what they are told to lose. */
class Relays {
  private readonly ears: ((message: never) => void)[] = [];

  async join(nodeId: string) {
    const place = { drops: false, dropped: Promise.resolve(), bus: undefined as unknown as Bus };
    let lost = (): void => undefined;
    place.dropped = new Promise((resolve) => (lost = resolve));
    place.bus = new Bus(
      {
        nodeId,
        on: () => undefined,
        waitUntilReady: async () => undefined,
        close: async () => undefined,
        subscribe: async (pattern, listener) => {
          this.ears.push(listener as (message: never) => void);
          return { pattern, unsubscribe: async () => undefined };
        },
        publish: async (topic, data) => {
          if (place.drops) lost();
          else for (const hear of this.ears) hear({ topic, data: JSON.parse(JSON.stringify(data)) } as never);
          return { mid: '1', nodes: 1, endpoints: 1 };
        },
      },
      (error) => process.stderr.write(`${String(error)}\n`),
    );
    await place.bus.start();
    return place;
  }
}

describe('the coalescer', () => {
  it('flushes a burst in few calls, keeps what failed, and ends with everything flushed', async () => {
    const flushed: number[][] = [];
    let failures = 1;
    const coalescer = new Coalescer<number>({
      most: 400,
      apart: 0,
      onError: () => undefined,
      flush: async (items) => {
        if (failures-- > 0) throw new Error('down');
        flushed.push([...items]);
      },
    });
    for (let item = 0; item < 1_000; item++) coalescer.add(item);
    await coalescer.settled();
    await coalescer.close();
    expect(flushed.map((items) => items.length)).toEqual([400, 400, 200]);
    expect(flushed.flat()).toEqual(Array.from({ length: 1_000 }, (_, item) => item));
  });
});
