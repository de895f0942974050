import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { signature } from '@stationhouse/notify';
import { createTestStations, untilJobsDone, type TestStation } from '@stationhouse/testing';
import { BUILT_CHILD, builtAutomations, buildWalls, hostile, steady, workflowsOf } from '@stationhouse/testing/walls';
import { listBreakers, ProcessWalls, type AutomationCallRow } from '@stationhouse/workflow-runtime';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';
import { isAlive, untilGone } from './walls-world.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** No handler of these tests takes so long; whoever waits for it waits for nothing. */
const LONG = 60_000;

describe('the walls around automations', () => {
  let world: RuntimeWorld;
  let walls: ProcessWalls;
  let station: TestStation;
  let outside: Server;
  let origin: string;
  let limit = LONG;
  const received: { readonly url: string | undefined; readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
  const ends: string[] = [];

  beforeAll(async () => {
    buildWalls();
    outside = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => {
        received.push({ url: request.url, headers: request.headers, body });
        if (request.url === '/elsewhere') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
        else if (request.url === '/much') response.end('x'.repeat(2_000));
        else response.writeHead(201, { 'content-type': 'text/plain' }).end('taken');
      });
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
    walls = new ProcessWalls({ megabytes: 96, grace: 200, child: BUILT_CHILD, onEnd: (plugin, end) => ends.push(`${plugin} ${end}`) });
    world = await openRuntime(workflowsOf([hostile, steady]), { walls, brought: builtAutomations([hostile, steady]), deadline: () => AbortSignal.timeout(limit), outside: { origins: new Map([['hostile.post', origin]]), networks: [], secret: SECRET } });
    await world.jobs.startWorker();
  });
  afterAll(async () => {
    await world.timers.stop();
    await stopWorker();
    await world.test.close();
    await new Promise((resolve) => outside.close(resolve));
  });
  beforeEach(async () => {
    station = (await createTestStations(world.test, 1))[0] as TestStation;
    limit = LONG;
    received.length = 0;
    ends.length = 0;
  });
  afterEach(async () => {
    expect(world?.errors).toEqual([]);
    // What failed in one test does not come again in another.
    await rows(`UPDATE automation_call SET next_at = now() + interval '10 years' WHERE status = 'waiting'`);
  });

  let stopped: Promise<void> | undefined;
  /** As the server stops: first the jobs, then the processes of their handlers. */
  const stopWorker = () => (stopped ??= world.jobs.close().then(() => walls.close()));

  const chief = () => callBy(station, 'chief');
  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const begin = async (deed: string, data: object = {}, { workflow = 'hostile', exercise = false } = {}) => {
    const { instanceId } = await world.runtime.startInstance(chief(), { workflow, data: { deed, ...data }, exercise, idempotencyKey: newId() });
    await world.runtime.sendEvent(chief(), { instanceId, event: 'act', idempotencyKey: newId() });
    return instanceId;
  };
  const call = async (id: Id) => (await rows<{ id: Id; status: AutomationCallRow['status']; attempts: number; error: string | null }>('SELECT id, status, attempts, error FROM automation_call WHERE instance_id = $1', id))[0];
  const said = async (id: Id) => (await rows<{ said: string }>(`SELECT snapshot #>> '{data,said}' AS said FROM instance WHERE id = $1`, id))[0]?.said;
  const worked = () => untilJobsDone(world.test, station.id);
  const attempt = async (deed: string, data: object = {}) => {
    const id = await begin(deed, data);
    await worked();
    return call(id);
  };

  it('let a good handler work, in a process that is kept for the next', async () => {
    expect(await attempt('work')).toMatchObject({ status: 'succeeded', attempts: 1 });
    const before = walls.pids().get('hostile');
    expect(await attempt('work')).toMatchObject({ status: 'succeeded' });
    expect(before).toHaveLength(1);
    expect(walls.pids().get('hostile')).toEqual(before);
  });

  it.each(['loop', 'lateLoop', 'ignoreAbort'])('end a handler that does not end: %s', async (deed) => {
    await attempt('work');
    const pids = walls.pids().get('hostile') ?? [];
    limit = 300;
    expect(await attempt(deed)).toMatchObject({ status: 'waiting', attempts: 1, error: 'timeout' });
    limit = LONG;
    expect(await attempt('work')).toMatchObject({ status: 'succeeded', attempts: 1 });
    await untilGone(pids);
    // The system knows of an end before whoever watches the process is told.
    while (!ends.includes('hostile time')) await new Promise((resolve) => setImmediate(resolve));
  });

  it.each(['leakHeap', 'leakBuffers'])('end a handler that takes more memory than it may: %s', async (deed) => {
    expect(await attempt(deed)).toMatchObject({ status: 'waiting', attempts: 1, error: 'memoryExceeded: more than 96 MB' });
    expect(ends).toContain('hostile memory');
  });

  it.each([
    ['crash', 'processEnded: SIGABRT'],
    ['exit', 'processEnded: exit 0'],
    ['rejectUnheard', 'processEnded: exit 1'],
    ['hugeAnswer', 'outputInvalid: more than 1048576 characters'],
    ['noAnswer', 'outputInvalid: no result'],
    ['bigNumber', 'outputInvalid: TypeError'],
    ['nonsense', 'handlerFailed: Error'],
  ])('tell what became of a handler without a word of its data: %s', async (deed, error) => {
    expect(await attempt(deed)).toMatchObject({ status: 'waiting', attempts: 1, error });
  });

  it('do not charge a call for what an earlier one left behind', async () => {
    expect(await attempt('fallLater')).toMatchObject({ status: 'succeeded' });
    // Whether the process falls under it or before it, the next one works.
    expect(await attempt('slowly')).toMatchObject({ status: 'succeeded', attempts: 1 });
  });

  it('show a handler nothing of the worker', async () => {
    const id = await begin('snoop', { path: `/proc/${process.pid}/environ` });
    await worked();
    const found = JSON.parse((await said(id)) ?? '{}') as { names: string[]; send: string; read: string; spawn: string };
    expect(found.names.filter((name) => !['NODE_ENV', 'TZ', 'LANG', 'LC_ALL'].includes(name))).toEqual([]);
    expect(found).toMatchObject({ send: 'undefined', read: 'ERR_ACCESS_DENIED', spawn: 'ERR_ACCESS_DENIED' });
  });

  it.each(['rawFetch', 'rawHttp', 'rawSocket', 'rawLookup'])('keep a handler from the network: %s', async (deed) => {
    expect(await attempt(deed, { address: origin })).toMatchObject({ status: 'failed', error: 'egressUndeclared' });
    expect(received).toEqual([]);
  });

  it('let a handler ask whom its plugin declares, on the record and signed, once per call', async () => {
    const id = await begin('ask', { path: '/letters?of=today' });
    await worked();
    const { id: callId = '' } = (await call(id)) ?? {};
    expect(await said(id)).toBe('201 taken');
    const [{ headers, body, url } = { headers: {}, body: '', url: '' }] = received;
    expect([received.length, url, body, headers['idempotency-key'], headers['content-type']]).toEqual([1, '/letters?of=today', '{}', callId, 'application/json']);
    expect(headers['webhook-signature']).toBe(signature(SECRET, callId, String(headers['webhook-timestamp']), body));
    expect(await rows(`SELECT details, record_number IS NOT NULL AS named FROM audit_entry WHERE record_id = $1 AND action = 'egress.requested'`, id)).toEqual([{ details: { automation: 'misbehave', destination: 'hostile.post', method: 'POST' }, named: true }]);
  });

  it('follow no redirect, take no more than was declared, and refuse what is not declared', async () => {
    const id = await begin('ask', { path: '/elsewhere' });
    await worked();
    expect(await said(id)).toBe('302 ');
    expect(await attempt('ask', { path: '/much' })).toMatchObject({ status: 'failed', error: 'egressTooLarge: more than 1000 bytes' });
    expect(await attempt('ask', { path: '//example.org/' })).toMatchObject({ status: 'failed', error: 'egressInvalid: the path leads elsewhere' });
    expect(await attempt('undeclared')).toMatchObject({ status: 'failed', error: 'egressUndeclared: somewhere-else' });
    expect(received.map(({ url }) => url)).toEqual(['/elsewhere', '/much']);
  });

  it('are silent in an exercise', async () => {
    const id = await begin('ask', {}, { exercise: true });
    await worked();
    expect([await said(id), received]).toEqual(['nothing', []]);
  });

  it('open the breaker and park the call when it ends every time, and the chief is told', async () => {
    const id = await begin('exit');
    await worked();
    await world.testClock.advance('PT1M');
    await worked();
    expect(await call(id)).toMatchObject({ status: 'failed', attempts: 3, error: 'processEnded: exit 0' });
    expect(await world.test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, (tenant) => listBreakers(tenant, station.id))).toMatchObject([{ automation: 'misbehave', state: 'open', failures: 3 }]);
    expect(await rows('SELECT title FROM notice WHERE record_id = $1', id)).toEqual([{ title: { 'zh-CN': '自动步骤失败：捣乱', en: 'An automation failed: Misbehave' } }]);
  });

  it('leave other plugins their room: who is held up goes back uncounted, and the neighbour works; all end with the worker', async () => {
    world.retries.start();
    await Promise.all(Array.from({ length: 20 }, () => begin('slow')));
    const good = await Promise.all(Array.from({ length: 10 }, () => begin('work', {}, { workflow: 'steady' })));
    while ((await rows(`SELECT FROM automation_call WHERE instance_id = ANY ($1) AND status = 'succeeded'`, good)).length < good.length);
    while ((await rows(`SELECT FROM automation_call WHERE station_id = $1 AND automation = 'misbehave' AND error = 'crowded' AND attempts = 0 AND status = 'waiting' AND started_at IS NULL`, station.id)).length < 16);
    expect(await rows(`SELECT count(*)::int AS running FROM automation_call WHERE station_id = $1 AND status = 'running'`, station.id)).toEqual([{ running: 4 }]);
    const pids = [...walls.pids().values()].flat();
    expect(pids.length).toBeGreaterThan(1);
    await world.retries.stop();
    await stopWorker();
    expect(pids.filter(isAlive)).toEqual([]);
    // Another worker makes the same attempts at once.
    const free = `SELECT FROM outbox o WHERE o.payload->>'instanceId' = c.instance_id::text AND o.topic LIKE '%call-automation' AND o.state = 'pending' AND o.claimed_by IS NULL AND o.attempts = 0`;
    expect(await rows(`SELECT c.id FROM automation_call c WHERE c.station_id = $1 AND c.status = 'running' AND NOT EXISTS (${free})`, station.id)).toEqual([]);
  });
});
