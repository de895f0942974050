import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, untilJobsDone, type TestStation } from '@stationhouse/testing';
import { AutomationFailure, cancelInstance, listBreakers, type AutomationCallRow } from '@stationhouse/workflow-runtime';
import { outwardPlugins, PrinterRoom } from './outward-workflow.js';
import { callBy, openRuntime, runtimeOn, type RuntimeWorld } from './runtime-world.js';

describe('an automation', () => {
  let world: RuntimeWorld;
  let station: TestStation;
  let room: PrinterRoom;
  /** Ends the attempt that runs, as its time limit would. */
  let timeUp: () => void = () => undefined;
  const deadline = () => {
    const controller = new AbortController();
    timeUp = () => controller.abort(new Error('time is up'));
    return controller.signal;
  };

  beforeAll(async () => {
    room = new PrinterRoom();
    world = await openRuntime(outwardPlugins(), { automations: room.automations(), deadline });
    await world.jobs.startWorker();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    station = (await createTestStations(world.test, 1))[0] as TestStation;
    room.asked.length = 0;
    room.shredded.length = 0;
    room.answer = () => Promise.resolve({ pages: 2 });
  });
  afterEach(() => expect(world?.errors).toEqual([]));

  const chief = () => callBy(station, 'chief');
  const begin = async (event: string, data = {}, exercise = false) => {
    const { instanceId } = await world.runtime.startInstance(chief(), { workflow: 'outward', data, exercise, idempotencyKey: newId() });
    await send(instanceId, event);
    return instanceId;
  };
  const send = (instanceId: Id, event: string) => world.runtime.sendEvent(chief(), { instanceId, event, idempotencyKey: newId() });
  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const instance = async (id: Id) => (await rows<{ states: string[]; version: number; snapshot: { data: Record<string, unknown>; calls?: object } }>('SELECT * FROM instance WHERE id = $1', id))[0];
  const calls = (id: Id) => rows<{ id: Id; status: AutomationCallRow['status']; attempts: number; error: string | null; next_at: Date | null; automation: string; pending: boolean; exercise: boolean; finished_at: Date | null }>('SELECT * FROM automation_call WHERE instance_id = $1 ORDER BY serial', id);
  const call = async (id: Id) => (await calls(id))[0];
  const worked = () => untilJobsDone(world.test, station.id);
  /** Runs each finished job of the station once more, as a queue that delivers twice would. */
  async function again(): Promise<void> {
    const ids = await rows<{ id: Id }>(`UPDATE outbox SET state = 'pending', finished_at = NULL, next_run = now(), wake_at = now(), attempts = 0 WHERE scope_id = $1 RETURNING id`, station.id);
    world.jobs.outbox.wake(ids.map(({ id }) => id));
    await worked();
  }
  const failing = (code = 'jammed') => {
    room.answer = () => Promise.reject(new AutomationFailure(code));
  };
  /** A handler that works until the test lets it go. */
  const holding = () => {
    let begun: () => void = () => undefined;
    let release: () => void = () => undefined;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const held = new Promise<void>((resolve) => (release = resolve));
    room.answer = async ({ signal }) => {
      begun();
      await Promise.race([held, new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))]);
      return { pages: 2 };
    };
    return { started, release };
  };

  it('answers once, and its result moves the workflow', async () => {
    const id = await begin('print', { owner: '张三' });
    await worked();
    expect(await instance(id)).toMatchObject({ states: ['done'], snapshot: { data: { pages: 2 } } });
    expect(await call(id)).toMatchObject({ status: 'succeeded', attempts: 1, error: null, pending: false, finished_at: expect.any(Date) });
    expect(room.asked).toMatchObject([{ callId: (await call(id))?.id, instanceId: id, input: { owner: '张三' }, attempt: 1 }]);
    await again();
    expect(room.asked).toHaveLength(1);
    expect((await instance(id))?.version).toBe(3);
  });

  it('is tried again after a wait that doubles, and its last failure is heard', async () => {
    failing();
    const id = await begin('print');
    await worked();
    expect(await call(id)).toMatchObject({ status: 'waiting', attempts: 1, error: 'jammed' });
    const moments: number[] = [];
    room.answer = ({ now }) => {
      moments.push(now.getTime());
      return Promise.reject(new AutomationFailure('jammed'));
    };
    const first = room.asked[0]?.now.getTime() ?? 0;
    await world.testClock.advance('PT1M');
    await worked();
    expect(moments.map((moment) => Math.floor((moment - first) / 10_000))).toEqual([1, 3]);
    expect(await call(id)).toMatchObject({ status: 'failed', attempts: 3, error: 'jammed', pending: false });
    expect(await instance(id)).toMatchObject({ states: ['ready'], snapshot: { data: { error: 'jammed' } } });
    await again();
    expect(room.asked).toHaveLength(3);
  });

  it('takes no longer than its time limit, and its handler is told to end', async () => {
    const { started } = holding();
    const id = await begin('print');
    await started;
    timeUp();
    await worked();
    expect(await call(id)).toMatchObject({ status: 'waiting', error: 'timeout' });
    expect(room.asked[0]?.signal.aborted).toBe(true);
    room.answer = () => Promise.resolve({ pages: 3 });
    await world.testClock.advance('PT20S');
    await worked();
    expect(await instance(id)).toMatchObject({ states: ['done'], snapshot: { data: { pages: 3 } } });
  });

  it('tells what failed without a word of the data', async () => {
    room.answer = () => Promise.reject(new TypeError('张三 is not a function'));
    const id = await begin('print', { owner: '张三' });
    await worked();
    expect(await call(id)).toMatchObject({ error: 'handlerFailed: TypeError' });
    room.answer = () => Promise.resolve({ pages: 'many' } as never);
    await world.testClock.advance('PT15S');
    await worked();
    expect(await call(id)).toMatchObject({ error: 'outputInvalid: pages' });
  });

  it('that fails unheard waits for somebody, who is told and may retry, edit or skip it', async () => {
    room.answer = () => Promise.reject(new AutomationFailure('unknownOwner', { final: true }));
    const id = await begin('printDeaf', { owner: '张三' });
    await worked();
    const failed = await call(id);
    expect(failed).toMatchObject({ status: 'failed', attempts: 1, error: 'unknownOwner', pending: true });
    expect(await instance(id)).toMatchObject({ states: ['deaf'], version: 2 });
    const [notice] = await rows<{ title: { en: string }; body: { en: string } }>('SELECT title, body FROM notice WHERE record_id = $1', id);
    expect(notice).toMatchObject({ title: { en: 'An automation failed: Print the receipt' } });
    const callId = failed?.id ?? '';
    await expect(world.repair.retryAutomation(chief(), { callId, reason: ' ' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(world.repair.retryAutomation(callBy((await createTestStations(world.test, 1))[0] as TestStation, 'chief'), { callId, reason: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await world.repair.retryAutomation(chief(), { callId, reason: '已换纸' });
    await worked();
    expect(await call(id)).toMatchObject({ status: 'failed', attempts: 1, pending: true });
    await expect(world.repair.editAndRetryAutomation(chief(), { callId, reason: 'x', input: { owner: 7 } })).rejects.toMatchObject({ code: 'FORM_INVALID' });
    await expect(world.repair.skipAutomation(chief(), { callId, reason: 'x', output: {}, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'OUTPUT_INVALID' });
    room.answer = ({ input }) => (input['owner'] === '李四' ? Promise.resolve({ pages: 4 }) : Promise.reject(new AutomationFailure('unknownOwner', { final: true })));
    await world.repair.editAndRetryAutomation(chief(), { callId, reason: '姓名有误', input: { owner: '李四' } });
    await worked();
    expect(await instance(id)).toMatchObject({ states: ['done'], snapshot: { data: { pages: 4, owner: '张三' } } });
    await expect(world.repair.retryAutomation(chief(), { callId, reason: 'x' })).rejects.toMatchObject({ code: 'CALL_NOT_PENDING' });
    const audited = await rows<{ action: string; purpose: string; details: object }>(`SELECT action, purpose, details FROM audit_entry WHERE record_id = $1 AND action LIKE 'automation.%' ORDER BY sequence`, id);
    expect(audited).toEqual([
      { action: 'automation.retried', purpose: '已换纸', details: { automation: 'print-receipt' } },
      { action: 'automation.edited', purpose: '姓名有误', details: { automation: 'print-receipt', fields: ['owner'] } },
    ]);
  });

  it('is skipped with the result somebody gives, once', async () => {
    room.answer = () => Promise.reject(new AutomationFailure('jammed', { final: true }));
    const id = await begin('printDeaf');
    await worked();
    const command = { callId: (await call(id))?.id ?? '', reason: '手工打印', output: { pages: 9 }, idempotencyKey: newId() };
    const first = await world.repair.skipAutomation(chief(), command);
    expect(await world.repair.skipAutomation(chief(), command)).toEqual(first);
    expect(await call(id)).toMatchObject({ status: 'skipped', pending: false, error: null });
    expect(await instance(id)).toMatchObject({ states: ['done'], version: 3, snapshot: { data: { pages: 9 } } });
  });

  it('is not called while its breaker is open; one call tries, and all go on when it succeeds', async () => {
    failing();
    const first = await begin('print');
    await worked();
    await world.testClock.advance('PT1M');
    await worked();
    const breakers = () => world.test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, (tenant) => listBreakers(tenant, station.id));
    expect(await call(first)).toMatchObject({ status: 'failed' });
    expect(await breakers()).toMatchObject([{ automation: 'print-receipt', state: 'open', failures: 3 }]);
    const others = [await begin('print'), await begin('print')] as const;
    await worked();
    const asked = () => room.asked.filter(({ instanceId }) => [first, ...others].includes(instanceId)).length;
    expect(asked()).toBe(3);
    for (const id of others) expect(await call(id)).toMatchObject({ status: 'waiting', attempts: 0, error: 'breakerOpen', next_at: expect.any(Date) });
    // The trial fails: open again for a whole pause.
    await world.testClock.advance('PT5M');
    await worked();
    expect(asked()).toBe(4);
    expect(await breakers()).toMatchObject([{ state: 'open', failures: 4 }]);
    room.answer = () => Promise.resolve({ pages: 2 });
    await world.testClock.advance('PT6M');
    await worked();
    for (const id of others) expect(await call(id)).toMatchObject({ status: 'succeeded' });
    expect(await breakers()).toEqual([]);
  });

  it('is made good once its state is left while it runs, after it has ended', async () => {
    const { started } = holding();
    const id = await begin('print');
    await started;
    await send(id, 'away');
    await worked();
    await world.testClock.advance('PT2M');
    await worked();
    expect(room.asked[0]?.signal.aborted).toBe(true);
    expect((await calls(id)).map(({ automation, status }) => [automation, status])).toEqual([['print-receipt', 'abandoned'], ['shred-receipt', 'succeeded']]);
    expect(room.shredded).toHaveLength(1);
    expect(await instance(id)).toMatchObject({ states: ['ready'] });
  });

  it('is made good when its instance is called off, though that is closed; what never ran is not', async () => {
    failing();
    const id = await begin('print');
    await worked();
    await expect(cancelInstance(world.runtime, chief(), { instanceId: id, reason: '', idempotencyKey: newId() })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await cancelInstance(world.runtime, chief(), { instanceId: id, reason: '误报', idempotencyKey: newId() });
    await worked();
    expect((await calls(id)).map(({ automation, status }) => [automation, status])).toEqual([['print-receipt', 'abandoned'], ['shred-receipt', 'succeeded']]);
    expect(await rows('SELECT status, outcome FROM instance WHERE id = $1', id)).toEqual([{ status: 'closed', outcome: 'cancelled' }]);
    expect(await rows(`SELECT purpose FROM audit_entry WHERE record_id = $1 AND action = 'instance.cancelled'`, id)).toEqual([{ purpose: '误报' }]);

    await world.test.owner.query(`INSERT INTO automation_breaker (station_id, automation, failures, opened_at, try_at) VALUES ($1, 'print-receipt', 3, now(), now() + interval '10 years') ON CONFLICT (station_id, automation) DO UPDATE SET opened_at = excluded.opened_at, try_at = excluded.try_at`, [station.id]);
    const never = await begin('print');
    await worked();
    await cancelInstance(world.runtime, chief(), { instanceId: never, reason: '误报', idempotencyKey: newId() });
    await worked();
    expect((await calls(never)).map(({ automation, status }) => [automation, status])).toEqual([['print-receipt', 'abandoned'], ['shred-receipt', 'skipped']]);
    expect(room.shredded).toHaveLength(1);
  });

  it('calls nothing in an exercise: the definition’s result is taken', async () => {
    const id = await begin('print', {}, true);
    await worked();
    expect(room.asked).toEqual([]);
    expect(await instance(id)).toMatchObject({ states: ['done'], snapshot: { data: { pages: 7 } } });
    expect(await call(id)).toMatchObject({ status: 'succeeded', exercise: true });
  });

  it('whose worker dies between the handler and the step runs again as the same attempt and call, and moves the workflow once', async () => {
    const { started, release } = holding();
    const id = await begin('print');
    await started;
    // The first worker is as good as dead: its claim runs out while the handler works, and another process takes the job.
    const other = await runtimeOn(world.test.database, outwardPlugins(), { automations: room.automations() });
    const held = room.answer;
    room.answer = () => Promise.resolve({ pages: 5 });
    await other.jobs.startWorker();
    const [job] = await rows<{ id: Id }>(`UPDATE outbox SET next_run = now(), wake_at = now(), claimed_by = gen_random_uuid() WHERE scope_id = $1 AND topic LIKE '%call-automation' RETURNING id`, station.id);
    await other.jobs.outbox.wake([job?.id ?? '']);
    while ((await call(id))?.status !== 'succeeded');
    release();
    await worked();
    await other.jobs.close();
    expect(held).toBeDefined();
    expect(room.asked.map(({ callId, attempt }) => [callId, attempt])).toEqual([[(await call(id))?.id, 1], [(await call(id))?.id, 1]]);
    expect(await instance(id)).toMatchObject({ states: ['done'], version: 3, snapshot: { data: { pages: 5 } } });
    expect(await rows(`SELECT kind FROM history WHERE instance_id = $1 AND kind = 'automation'`, id)).toHaveLength(1);
    // The first worker may have noticed that it lost the job; nothing else went wrong.
    expect(world.errors.splice(0).filter((error) => !String(error).includes('Another worker has taken this job over'))).toEqual([]);
  });

  it('is of its own station alone', async () => {
    const id = await begin('print');
    await worked();
    const elsewhere = { stationIds: [newId()], bureauIds: [] };
    for (const table of ['automation_call', 'automation_breaker', 'instance_child', 'instance_series', 'referral']) {
      expect(await world.test.database.inTenant(elsewhere, (tenant) => tenant.sql(`SELECT 1 FROM ${table}`))).toEqual([]);
    }
    const foreign = { stationIds: [newId()], bureauIds: [] };
    expect(await world.test.database.inTenant(foreign, (tenant) => tenant.sql(`UPDATE automation_call SET status = 'failed' WHERE instance_id = $1 RETURNING id`, [id]))).toEqual([]);
  });
});
