import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { defineJob, type JobRun } from '@stationhouse/jobs';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { failedItems, HolidayNotices, listRepairs, Repairs, StuckFinder, type RepairRow, type StartRepair } from '@stationhouse/workflow-runtime';
import { stuckPlugin } from './operating-workflow.js';
import { outwardPlugins, PrinterRoom } from './outward-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

describe('bulk repair', () => {
  let world: RuntimeWorld;
  let repairs: Repairs;
  let here: TestStation;

  beforeAll(async () => {
    world = await openRuntime([stuckPlugin(), ...outwardPlugins()], { automations: new PrinterRoom().automations() });
    repairs = new Repairs(world.test.database, world.jobs, world.runtime, world.repair);
    world.jobs.register(defineJob({ topic: 'fragile', handle: () => Promise.resolve() }));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here] = (await createTestStations(world.test, 1)) as [TestStation];
  });

  const chief = () => callBy(here, 'chief').context;
  const begin = async () => (await world.runtime.startInstance(callBy(here, 'chief'), { workflow: 'stuck-case', data: {}, idempotencyKey: newId() })).instanceId;
  const inStation = <Answer>(work: Parameters<typeof world.test.database.inTenant<Answer>>[1]) => world.test.database.inTenant(chief(), work);
  const start = (command: Omit<StartRepair, 'idempotencyKey'>, idempotencyKey = newId()) => inStation((tenant) => repairs.start(tenant, here.id, { ...command, idempotencyKey }));
  const now = async (id: Id) => (await inStation((tenant) => listRepairs(tenant, [here.id], 50))).find((repair) => repair.id === id) as RepairRow;
  const change = (id: Id, to: 'running' | 'suspended' | 'cancelled') => inStation((tenant) => repairs.change(tenant, here.id, id, to));
  /** One delivery of the repair's job, as the worker makes it. */
  const deliver = (id: Id, signal = new AbortController().signal) =>
    repairs.job().handle({ id: newId(), topic: 'workflow.repair', payload: { repairId: id }, scope: 'station', scopeId: here.id, context: { stationIds: [here.id], bureauIds: [] }, attempt: 1, signal } satisfies JobRun);
  const audits = async (action: string) => (await world.test.owner.query('SELECT actor_id, record_kind, record_id, details FROM audit_entry WHERE unit_id = $1 AND action = $2 ORDER BY sequence', [here.id, action])).rows;

  /** Timers that are due and that nobody fires: no worker runs in this file. */
  async function lateTimers(count: number): Promise<Id[]> {
    const ids: Id[] = [];
    for (let index = 0; index < count; index++) ids.push(await begin());
    // The engine asks its own books: both say that the reminder is due.
    await world.test.owner.query(
      `UPDATE instance SET snapshot = jsonb_set(snapshot, '{timers,going#look@remind,dueAt}', to_jsonb(to_char(now() - interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) WHERE id = ANY ($1)`,
      [ids],
    );
    await world.test.owner.query(`UPDATE timer SET due_at = now() - interval '1 hour' WHERE instance_id = ANY ($1)`, [ids]);
    return ids;
  }
  const pending = async (ids: readonly Id[]) => Number((await world.test.owner.query('SELECT count(*) FROM timer WHERE instance_id = ANY ($1)', [ids])).rows[0].count);

  async function parked(count: number, topic = 'fragile'): Promise<Id[]> {
    const { rows } = await world.test.owner.query<{ id: Id }>(
      `INSERT INTO outbox (scope_id, id, scope, topic, payload, state, attempts, code, finished_at) SELECT $1, gen_random_uuid(), 'station', $3, '{}', 'dead', 5, 'INTERNAL', now() FROM generate_series(1, $2) RETURNING id`,
      [here.id, count, topic],
    );
    return rows.map(({ id }) => id).sort();
  }

  it('fires late timers one by one, each a deed of whoever asked for it', async () => {
    const ids = await lateTimers(3);
    const { id, total, status } = await start({ kind: 'fire-timers' });
    expect({ total, status }).toEqual({ total: 3, status: 'running' });
    await deliver(id);
    expect(await now(id)).toMatchObject({ status: 'done', total: 3, done: 3, failed: 0, finishedAt: expect.any(Date) });
    expect(await pending(ids)).toBe(0);
    const told = await audits('repair.item');
    expect(told.map(({ record_id: record }) => record).sort()).toEqual([...ids].sort());
    expect(told[0]).toMatchObject({ actor_id: here.officer('chief').accountId, record_kind: 'instance', details: { kind: 'fire-timers', repairId: id } });
    expect(await audits('repair.started')).toMatchObject([{ record_id: id, details: { kind: 'fire-timers', items: 3 } }]);
  });

  it('delivered twice at once, each item is mended and told of once', async () => {
    const ids = await lateTimers(4);
    const { id } = await start({ kind: 'fire-timers' });
    await Promise.all([deliver(id), deliver(id), deliver(id)]);
    expect(await now(id)).toMatchObject({ status: 'done', done: 4, failed: 0 });
    expect(await pending(ids)).toBe(0);
    expect(await audits('repair.item')).toHaveLength(4);
    const { rows } = await world.test.owner.query(`SELECT instance_id, count(*)::int AS fired FROM history WHERE instance_id = ANY ($1) AND kind = 'timer' GROUP BY 1`, [ids]);
    expect(rows.map(({ fired }) => fired)).toEqual([1, 1, 1, 1]);
  });

  it('stops before the next item when suspended, goes on when resumed, ends when cancelled', async () => {
    const ids = await lateTimers(3);
    const { id } = await start({ kind: 'fire-timers' });
    expect((await change(id, 'suspended')).status).toBe('suspended');
    await deliver(id);
    expect([await pending(ids), (await now(id)).done]).toEqual([3, 0]);
    expect((await change(id, 'running')).status).toBe('running');
    // A worker that stops in the middle: the signal ends the run between two items.
    const abort = new AbortController();
    abort.abort(new Error('The worker stops.'));
    await expect(deliver(id, abort.signal)).rejects.toThrow('The worker stops.');
    await change(id, 'cancelled');
    await deliver(id);
    expect(await pending(ids)).toBe(3);
    expect(await now(id)).toMatchObject({ status: 'cancelled', done: 0, total: 3, finishedAt: expect.any(Date) });
    await expect(change(id, 'running')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await audits('repair.changed')).map(({ details }) => details)).toEqual([{ from: 'running', to: 'suspended' }, { from: 'suspended', to: 'running' }, { from: 'running', to: 'cancelled' }]);
  });

  it('goes on after a slice in another run, so that none takes long', async () => {
    const ids = await parked(201);
    const { id } = await start({ kind: 'resend-jobs' });
    await deliver(id);
    expect(await now(id)).toMatchObject({ status: 'running', done: 200 });
    const { rows } = await world.test.owner.query(`SELECT count(*)::int AS runs FROM outbox WHERE scope_id = $1 AND topic = 'workflow.repair'`, [here.id]);
    expect(rows).toEqual([{ runs: 2 }]);
    await deliver(id);
    expect(await now(id)).toMatchObject({ status: 'done', done: 201 });
    expect((await world.test.owner.query('SELECT DISTINCT state, attempts FROM outbox WHERE id = ANY ($1)', [ids])).rows).toEqual([{ state: 'pending', attempts: 0 }]);
  });

  it('takes only the topic or the items it was narrowed to', async () => {
    const [first, second] = await parked(2);
    await parked(1, 'other');
    expect((await start({ kind: 'resend-jobs', onlyOf: 'fragile' })).total).toBe(2);
    expect((await start({ kind: 'resend-jobs', itemIds: [second as Id] })).total).toBe(1);
    expect((await start({ kind: 'resend-jobs', itemIds: [newId()] }))).toMatchObject({ total: 0, status: 'done' });
    expect(first).toBeDefined();
  });

  it('tells of an item it could not mend, and mends it once the calendar is there', async () => {
    const instanceId = await begin();
    await world.runtime.sendEvent(callBy(here, 'chief'), { instanceId, event: 'reckon', idempotencyKey: newId() });
    const { id } = await start({ kind: 'determine' });
    await deliver(id);
    expect(await now(id)).toMatchObject({ status: 'done', done: 0, failed: 1, total: 1 });
    expect(await inStation((tenant) => failedItems(tenant, here.id, id))).toMatchObject([{ itemId: instanceId, instanceId, code: 'CONFLICT', error: { 'zh-CN': expect.stringContaining('仍缺少放假通知') } }]);
    const notices = new HolidayNotices(world.test.database, world.jobs, world.runtime);
    const year = new Date().getUTCFullYear();
    for (const each of [year, year + 1, year + 2, year + 3]) {
      if (each <= 2026) continue;
      const notice = JSON.stringify({ year: each, days: [{ name: '元旦', date: `${each}-01-01`, isOffDay: true }] });
      await world.test.database.inTenant({ stationIds: [], bureauIds: [here.bureauId] }, (tenant) => notices.import(tenant, here.bureauId, notice));
    }
    const again = await start({ kind: 'determine' });
    await deliver(again.id);
    expect(await now(again.id)).toMatchObject({ status: 'done', done: 1, failed: 0 });
  });

  it('tries failed calls of automations again; one that is under way is left alone', async () => {
    const ids: Id[] = [];
    for (let index = 0; index < 2; index++) {
      const { instanceId } = await world.runtime.startInstance(callBy(here, 'chief'), { workflow: 'outward', data: {}, idempotencyKey: newId() });
      await world.runtime.sendEvent(callBy(here, 'chief'), { instanceId, event: 'printDeaf', idempotencyKey: newId() });
      ids.push(instanceId);
    }
    await world.test.owner.query(`UPDATE automation_call SET status = 'failed', attempts = 3, error = 'jammed', finished_at = now() WHERE instance_id = ANY ($1)`, [ids]);
    const finder = new StuckFinder(world.catalog);
    const found = (await inStation((tenant) => finder.list(tenant, [here.id], { rule: 'call-failed' }, 10, undefined))).edges.map(({ node }) => node);
    expect(found.map(({ instanceId }) => instanceId).sort()).toEqual([...ids].sort());
    expect(found[0]).toMatchObject({ rule: 'call-failed', place: 'automation', roles: ['print-receipt'] });
    const { id, total } = await start({ kind: 'retry-calls', onlyOf: 'print-receipt' });
    expect(total).toBe(2);
    await world.test.owner.query(`UPDATE automation_call SET status = 'running' WHERE id = $1`, [found[0]?.subject]);
    await deliver(id);
    expect(await now(id)).toMatchObject({ status: 'done', done: 2, failed: 0 });
    const { rows } = await world.test.owner.query('SELECT status, attempts, error FROM automation_call WHERE id = $1', [found[1]?.subject]);
    expect(rows).toEqual([{ status: 'waiting', attempts: 0, error: null }]);
    expect(await audits('automation.retried')).toMatchObject([{ actor_id: here.officer('chief').accountId, record_id: found[1]?.instanceId }]);
  });

  it('a repeated start answers the first repair', async () => {
    await parked(2);
    const key = newId();
    const first = await start({ kind: 'resend-jobs' }, key);
    expect(await start({ kind: 'resend-jobs' }, key)).toEqual(first);
    expect(await audits('repair.started')).toHaveLength(1);
  });

  it('the worker carries it through by itself', async () => {
    // What other tests left behind, such as automations that nobody answers, would keep the worker from stopping.
    await world.test.owner.query('DELETE FROM outbox WHERE scope_id <> $1', [here.id]);
    const ids = await lateTimers(2);
    await parked(2);
    const worker = await world.jobs.startWorker({ sweepEvery: 20 });
    const [timers, jobs] = [await start({ kind: 'fire-timers' }), await start({ kind: 'resend-jobs' })];
    while ((await now(timers.id)).status !== 'done' || (await now(jobs.id)).status !== 'done') await new Promise((resolve) => setImmediate(resolve));
    expect(await pending(ids)).toBe(0);
    await worker.stop();
    expect(world.errors).toEqual([]);
  });

  it('another station’s repair can be neither seen nor changed', async () => {
    await parked(1);
    const { id } = await start({ kind: 'resend-jobs' });
    const [there] = (await createTestStations(world.test, 1)) as [TestStation];
    const context = callBy(there, 'chief').context;
    expect(await world.test.database.inTenant(context, (tenant) => listRepairs(tenant, [here.id, there.id], 50))).toEqual([]);
    await expect(world.test.database.inTenant(context, (tenant) => repairs.change(tenant, here.id, id, 'cancelled'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
