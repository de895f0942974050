import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, untilJobsDone, type TestStation } from '@stationhouse/testing';
import { asWorkflowPlugin, callersPlugin } from '@stationhouse/testing/fixtures';
import { parseDefinition } from '@stationhouse/workflow';
import { replay, together, type HistoryRow, type Lookup, type LookupRows } from '@stationhouse/workflow-runtime';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

/** A workflow that asks for others of one matter, and knows no matter itself. */
const HOTLINE = parseDefinition(`
workflow: hotline
title: { zh-CN: 热线, en: Hotline }
number: "RX-{station}-{yyyy}-{0000}"
startForm: begin
data: { type: object, properties: { phone: { type: string, x-personal: P2 }, outcomes: { type: array, items: { type: string }, default: [] } } }
events: { pass: { title: { zh-CN: 转办, en: Pass on } } }
actions: { pass: { startLinked: { workflow: caller, data: { phone: 'has(data.phone) ? data.phone : ""' } } } }
start: open
states:
  open: { title: { zh-CN: 待办, en: Open }, tasks: { note: { title: { zh-CN: 记录, en: Note }, role: duty-officer } }, on: { note.done: over, pass: { do: [pass] }, pass.closed: { set: { outcomes: 'data.outcomes + [event.outcome]' } } } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: { phone: { type: string, x-personal: P2 } } } } }
`, 'hotline.yaml').definition;

const LIMITS = { statementMs: 300, wholeMs: 500 };

describe('matters and look-ups', () => {
  let world: RuntimeWorld;
  let here: TestStation;
  let there: TestStation;
  /** What looks `open` up, and what finds a caller's incidents: each test's own. */
  let open: Lookup['find'];
  let reported: () => Promise<readonly { incidentId: Id; category: string; at: Date }[]>;
  let asked: string[];

  beforeAll(async () => {
    const [calls, found] = callersPlugin.lookups as [Lookup, Lookup];
    const own: Lookup = { id: 'open', find: (rows, question) => open(rows, question) };
    world = await openRuntime([asWorkflowPlugin(callersPlugin), { id: 'hotline', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [HOTLINE] }], { poolSize: 20, lookups: [{ ...callersPlugin, lookups: [calls, found, own] }], limits: LIMITS, callers: { ofCaller: (_tenant, _station, phone) => (asked.push(phone), reported()) } });
    await world.jobs.startWorker();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2)) as [TestStation, TestStation];
    asked = [];
    reported = () => Promise.resolve([]);
    open = () => Promise.resolve({ count: 1 });
  });
  afterEach(() => expect(world?.errors).toEqual([]));

  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const call = (phone: string, { station = here, key = newId() as string, ...more }: { station?: TestStation; key?: string; exercise?: boolean } = {}) => world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'caller', data: { phone }, idempotencyKey: key, ...more });
  const dataOf = async (id: Id) => (await rows<{ data: Record<string, unknown> }>(`SELECT snapshot->'data' AS data FROM instance WHERE id = $1`, id))[0]?.data;
  const instances = async (station = here) => (await rows<{ n: number }>('SELECT count(*)::int AS n FROM instance WHERE station_id = $1', station.id))[0]?.n;
  const worked = () => untilJobsDone(world.test, here.id, there.id);
  const taskOf = async (instanceId: Id) => (await rows<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND status IN ('OPEN', 'CLAIMED')`, instanceId))[0]?.id ?? '';
  const finish = async (instanceId: Id, outcome: string, station = here) => world.runtime.completeTask(callBy(station, 'duty-officer'), { taskId: await taskOf(instanceId), outcome, form: {}, idempotencyKey: newId() });
  const steps = (instanceId: Id) => rows<HistoryRow>('SELECT version, at, kind, definition, time_zone AS "timeZone", event, effects, states_left AS "statesLeft", states_entered AS "statesEntered" FROM history WHERE instance_id = $1 ORDER BY version', instanceId);

  describe('a start', () => {
    it('joins the one that runs, which hears of it; the same command again is the same answer', async () => {
      const first = await call('138 0000 0001');
      const second = await call('13800000001', { key: 'again' });
      expect([first.started, second.started]).toEqual([true, false]);
      expect(second).toEqual({ instanceId: first.instanceId, version: 2, started: false });
      expect(await call('13800000001', { key: 'again' })).toEqual(second);
      expect(await dataOf(first.instanceId)).toMatchObject({ calls: 2, phone: '138 0000 0001' });
      expect(await instances()).toBe(1);
      expect((await steps(first.instanceId)).map(({ kind }) => kind)).toEqual(['start', 'event']);
      expect(await rows('SELECT action FROM audit_entry WHERE record_id = $1 ORDER BY at, action', first.instanceId)).toEqual([{ action: 'instance.started' }, { action: 'instance.joined' }]);
      expect(await rows('SELECT workflow, exercise FROM matter WHERE station_id = $1 AND length(key) = 64', here.id)).toEqual([{ workflow: 'caller', exercise: false }]);
      expect((await call('')).started && (await call('')).started).toBe(true);
    });

    it('begins one of its own after the window, and what comes then joins that', async () => {
      const first = await call('13800000002');
      await world.testClock.advance('PT29M59S');
      expect((await call('13800000002')).instanceId).toBe(first.instanceId);
      await world.testClock.advance('PT1S');
      const second = await call('13800000002');
      expect(second.started).toBe(true);
      expect((await call('13800000002')).instanceId).toBe(second.instanceId);
      expect(await rows('SELECT 1 FROM matter WHERE station_id = $1', here.id)).toHaveLength(2);
    });

    it('of many at once, by hand and otherwise, is one that begins', async () => {
      const asLinked = () => world.runtime.startLinked(here.id, { id: newId(), parentId: null }, { workflow: 'caller', data: { phone: '13800000003' } });
      const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? asLinked() : call('13800000003'))));
      expect(answers.filter((answer) => answer?.started)).toHaveLength(1);
      expect(new Set(answers.map((answer) => answer?.instanceId)).size).toBe(1);
      expect(await dataOf(answers[0]?.instanceId ?? '')).toMatchObject({ calls: 12 });
      expect(await instances()).toBe(1);
    });

    it('keeps exercises apart, and joins nothing that is closed', async () => {
      const [real, practised] = [await call('13800000004'), await call('13800000004', { exercise: true })];
      expect([real.started, practised.started]).toEqual([true, true]);
      expect((await call('13800000004', { exercise: true })).instanceId).toBe(practised.instanceId);
      await finish(real.instanceId, 'over');
      await finish(real.instanceId, 'done');
      expect(await call('13800000004')).toMatchObject({ started: true, version: 1 });
    });

    it('that the one that runs cannot hear of is told to whoever started it, and noted where nobody did', async () => {
      const { instanceId } = await call('13800000005');
      await finish(instanceId, 'over');
      const [running] = await rows<{ number: string }>('SELECT number FROM instance WHERE id = $1', instanceId);
      await expect(call('13800000005')).rejects.toMatchObject({ code: 'MATTER_RUNS', details: { instanceId, number: running?.number, reason: 'EVENT_NOT_ACCEPTED' } });
      const id = newId();
      expect(await world.runtime.startLinked(here.id, { id, parentId: null }, { workflow: 'caller', data: { phone: '13800000005' } })).toMatchObject({ instanceId, started: false });
      expect(await instances()).toBe(1);
    });

    it('that another instance asked for joins once, however often it is asked', async () => {
      const { instanceId } = await call('13800000006');
      const id = newId();
      const asLinked = () => world.runtime.startLinked(here.id, { id, parentId: null }, { workflow: 'caller', data: { phone: '13800000006' } });
      expect(await asLinked()).toMatchObject({ instanceId, started: false });
      expect(await asLinked()).toMatchObject({ instanceId, started: false });
      expect(await dataOf(instanceId)).toMatchObject({ calls: 2 });
    });
  });

  it('a linked instance that joins closes its link, so that its parent goes on', async () => {
    const { instanceId } = await call('13800000007');
    const parent = (await world.runtime.startInstance(callBy(here, 'duty-officer'), { workflow: 'hotline', data: { phone: '13800000007' }, idempotencyKey: newId() })).instanceId;
    await world.runtime.sendEvent(callBy(here, 'duty-officer'), { instanceId: parent, event: 'pass', idempotencyKey: newId() });
    await worked();
    expect(await rows('SELECT status, outcome FROM instance_child WHERE parent_id = $1', parent)).toEqual([{ status: 'closed', outcome: 'joined' }]);
    expect(await dataOf(parent)).toMatchObject({ outcomes: ['joined'] });
    expect(await dataOf(instanceId)).toMatchObject({ calls: 2 });
  });

  it('a workflow with neither takes the statements it took: one that reads, one that writes', async () => {
    const spied = [jest.spyOn(world.test.database, 'atOnce'), jest.spyOn(world.test.database, 'inTenant')];
    try {
      const { instanceId } = await world.runtime.startInstance(callBy(here, 'duty-officer'), { workflow: 'hotline', data: {}, idempotencyKey: newId() });
      expect(spied.map(({ mock }) => mock.calls.length)).toEqual([2, 0]);
      await finish(instanceId, 'done');
      // Beside them, who is on duty.
      expect(spied.map(({ mock }) => mock.calls.length)).toEqual([3, 1]);
    } finally {
      for (const spy of spied) spy.mockRestore();
    }
  });

  describe('across stations', () => {
    it('both hear of each other by name, once, and whom they tell may coordinate', async () => {
      const [mine, theirs] = [await call('13800000010'), await call('138-0000-0010', { station: there })];
      expect(theirs.started).toBe(true);
      await worked();
      const ids = await rows<{ id: Id }>(`UPDATE outbox SET state = 'pending', finished_at = NULL, next_run = now(), wake_at = now(), attempts = 0 WHERE topic = 'workflow.matter-elsewhere' AND scope_id = ANY ($1) RETURNING id`, [here.id, there.id]);
      world.jobs.outbox.wake(ids.map(({ id }) => id));
      await worked();
      expect((await dataOf(mine.instanceId))?.['stations']).toEqual(['测试所 S2']);
      expect((await dataOf(theirs.instanceId))?.['stations']).toEqual(['测试所 S1']);
      expect(await rows('SELECT unit_id FROM notice WHERE record_id = ANY ($1) ORDER BY unit_id', [mine.instanceId, theirs.instanceId])).toHaveLength(2);
      expect(JSON.stringify((await steps(mine.instanceId)).map(({ event }) => event))).not.toContain('138-0000-0010');
    });

    it('at the same moment find each other all the same', async () => {
      const [mine, theirs] = await Promise.all([call('13800000011'), call('13800000011', { station: there })]);
      await worked();
      expect([(await dataOf(mine.instanceId))?.['stations'], (await dataOf(theirs.instanceId))?.['stations']]).toEqual([['测试所 S2'], ['测试所 S1']]);
    });

    it('other bureaus, exercises and what is closed hear nothing', async () => {
      const [far] = (await createTestStations(world.test, 1)) as [TestStation];
      const [afar, practised] = [await call('13800000012', { station: far }), await call('13800000012', { station: there, exercise: true })];
      const done = await call('13800000012', { station: there });
      await finish(done.instanceId, 'over', there);
      await finish(done.instanceId, 'done', there);
      const mine = await call('13800000012');
      await worked();
      for (const { instanceId } of [afar, practised, done, mine]) expect((await dataOf(instanceId))?.['stations']).toEqual([]);
    });

    it('nobody asks about stations out of reach', async () => {
      const { instanceId } = await call('13800000013');
      const [key] = await rows<{ key: string }>('SELECT key FROM matter WHERE instance_id = $1', instanceId);
      const seen = (stationIds: readonly Id[], of: Id) => world.test.database.inTenant({ stationIds, bureauIds: [] }, (tenant) => tenant.sql('SELECT * FROM unscoped.matters_of_value($1, $2)', [of, key?.key]));
      expect(await seen([there.id], here.id)).toEqual([]);
      expect(await seen([there.id], there.id)).toHaveLength(1);
    });
  });

  describe('a look-up', () => {
    it('is not made in a transaction that several starts share, with the reach of all their stations; each by itself makes it', async () => {
      const start = (stations: readonly TestStation[]) =>
        world.test.database.inTenant({ stationIds: stations.map(({ id }) => id), bureauIds: [] }, (tenant) =>
          together(tenant, stations, (station) => world.runtime.startLinked(station.id, { id: newId(), parentId: null }, { workflow: 'caller', data: { phone: '13800000077' } })),
        );
      await expect(start([here, there])).rejects.toMatchObject({ name: 'NotTogether' });
      expect([await instances(here), await instances(there)]).toEqual([0, 0]);
      expect(await start([here])).toMatchObject([{ started: true }]);
      expect(await start([there])).toMatchObject([{ started: true }]);
    });

    it('finds what happened anywhere in the bureau, and stays in the history', async () => {
      const [mine, theirs] = [await call('13800000020'), await call('13800000020', { station: there })];
      await worked();
      await finish(theirs.instanceId, 'reached', there);
      await finish(mine.instanceId, 'reached');
      expect(await dataOf(mine.instanceId)).toMatchObject({ answered: 2, open: 1 });
      await expect(finish(mine.instanceId, 'reached')).rejects.toMatchObject({ code: 'EVENT_REFUSED' });
      const history = await steps(mine.instanceId);
      expect(history.at(-1)?.event).toMatchObject({ type: 'complete-task', found: { calls: { count: 1, elsewhere: 1 }, open: { count: 1 } } });
      expect(replay(history, (hash) => world.catalog.loaded(hash) as never)).toMatchObject({ same: true });
      await world.testClock.advance('P1D');
      await finish(mine.instanceId, 'reached');
      expect(await dataOf(mine.instanceId)).toMatchObject({ answered: 1 });
    });

    it('does not count what was taken back', async () => {
      const { instanceId } = await call('13800000021');
      const taskId = await taskOf(instanceId);
      await finish(instanceId, 'reached');
      await world.runtime.recallTask(callBy(here, 'duty-officer'), { taskId, idempotencyKey: newId() });
      await finish(instanceId, 'reached');
      expect(await dataOf(instanceId)).toMatchObject({ answered: 1 });
    });

    it('at a start is read by the choice it begins with', async () => {
      reported = () => Promise.resolve([{ incidentId: newId(), category: 'CRIMINAL', at: new Date() }]);
      expect(await dataOf((await call('13800000022')).instanceId)).toMatchObject({ reports: 1 });
      expect(asked).toEqual(['13800000022']);
    });

    it.each<[string, () => Promise<never[]>]>([
      ['fails', () => Promise.reject(new Error('the register says 13800000023'))],
      ['answers something else', () => Promise.resolve([{ incidentId: 'not an id', category: '', at: new Date() }] as never[])],
    ])('that %s gives way to what the definition says, and the history tells', async (_, answer) => {
      reported = answer;
      const { instanceId } = await call('13800000023');
      expect((await steps(instanceId))[0]?.event).toMatchObject({ type: 'start', found: { reported: { count: 0 } }, assumed: ['reported'] });
    });

    it.each<[string, Lookup['find']]>([
      ['fails', () => Promise.reject(new Error('nobody is told of 13800000024'))],
      ['answers something else', () => Promise.resolve({ count: 'one' })],
      ['never answers', () => new Promise(() => undefined)],
      ['asks for what takes too long', async (rows) => ({ count: (await rows.sql('SELECT pg_sleep(10)')).length })],
    ])('that %s refuses the step where the definition says nothing, and nothing has happened', async (_, find) => {
      const { instanceId } = await call('13800000024');
      open = find;
      const refused = finish(instanceId, 'reached');
      await expect(refused).rejects.toMatchObject({ code: 'LOOKUP_FAILED', details: { lookup: 'open' } });
      await expect(refused).rejects.not.toThrow('13800000024');
      expect(await steps(instanceId)).toHaveLength(1);
      open = () => Promise.resolve({ count: 3 });
      await finish(instanceId, 'reached');
      expect(await dataOf(instanceId)).toMatchObject({ open: 3 });
    });

    it('reads nothing more once it is over', async () => {
      const { instanceId } = await call('13800000025');
      let kept: LookupRows | undefined;
      open = (rows) => ((kept = rows), Promise.resolve({ count: 1 }));
      await finish(instanceId, 'reached');
      await expect(kept?.matters('13800000025')).rejects.toMatchObject({ code: 'PLUGIN_FAULT' });
      expect(kept?.keyed('1')).not.toBe(kept?.keyed('2'));
    });

    it('is not made in an exercise, nor for a step that would be refused in any case', async () => {
      const practised = await call('13800000026', { exercise: true });
      await finish(practised.instanceId, 'reached');
      expect(asked).toEqual([]);
      expect((await steps(practised.instanceId)).at(-1)?.event).toMatchObject({ found: { calls: { count: 0 }, open: { count: 0 } }, assumed: ['calls', 'open'] });
      let tries = 0;
      open = () => Promise.resolve({ count: ++tries });
      const { instanceId } = await call('13800000027');
      await expect(world.runtime.completeTask(callBy(here, 'duty-officer'), { taskId: await taskOf(instanceId), outcome: 'reached', form: { extra: 1 }, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'FORM_INVALID' });
      expect(tries).toBe(0);
    });

    it('knows nothing of another plugin’s matters, nor of what is sealed', async () => {
      const { instanceId } = await call('13800000028');
      let seen: number[] = [];
      open = async (rows) => ((seen = [(await rows.matters('13800000028')).length, (await rows.happened('13800000028', new Date(0))).length]), { count: 1 });
      await finish(instanceId, 'reached');
      expect(seen).toEqual([1, 0]);
      await world.test.owner.query('UPDATE matter SET sealed_at = now() WHERE instance_id = $1', [instanceId]);
      const other = await call('13800000028', { station: there });
      await finish(other.instanceId, 'reached', there);
      expect(seen).toEqual([1, 0]);
      expect(await rows('SELECT DISTINCT key FROM matter WHERE instance_id = ANY ($1)', [instanceId, other.instanceId])).toHaveLength(1);
    });
  });
});
