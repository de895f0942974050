import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, untilJobsDone, type TestStation } from '@stationhouse/testing';
import { linkSeries, readUnheard, unlinkSeries, type InstanceChildRow, type ReferralRow } from '@stationhouse/workflow-runtime';
import { outwardPlugins, PrinterRoom } from './outward-workflow.js';
import { callBy, openRuntime, setPlugin, type RuntimeWorld } from './runtime-world.js';

describe('instances that belong together', () => {
  let world: RuntimeWorld;
  let here: TestStation;
  let there: TestStation;

  beforeAll(async () => {
    world = await openRuntime(outwardPlugins(), { automations: new PrinterRoom().automations() });
    await world.jobs.startWorker();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2)) as [TestStation, TestStation];
  });
  afterEach(() => expect(world?.errors).toEqual([]));

  const chief = () => callBy(here, 'chief');
  const begin = async (data = {}, exercise = false, station = here) => (await world.runtime.startInstance(callBy(station, 'chief'), { workflow: 'outward', data, exercise, idempotencyKey: newId() })).instanceId;
  const send = (instanceId: Id, event: string) => world.runtime.sendEvent(chief(), { instanceId, event, idempotencyKey: newId() });
  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const instance = async (id: Id) => (await rows<{ states: string[]; status: string; snapshot: { data: Record<string, unknown> } }>('SELECT * FROM instance WHERE id = $1', id))[0];
  const children = (id: Id) => rows<Pick<InstanceChildRow, 'id' | 'status' | 'outcome' | 'error'>>('SELECT id, status, outcome, error FROM instance_child WHERE parent_id = $1 ORDER BY serial', id);
  const worked = () => untilJobsDone(world.test, here.id, there.id);
  async function again(): Promise<void> {
    const ids = await rows<{ id: Id }>(`UPDATE outbox SET state = 'pending', finished_at = NULL, next_run = now(), wake_at = now(), attempts = 0 WHERE scope_id = ANY ($1) RETURNING id`, [here.id, there.id]);
    world.jobs.outbox.wake(ids.map(({ id }) => id));
    await worked();
  }

  it('are started one for each item, once, and the parent goes on when all have closed', async () => {
    const parent = await begin({ kind: 'umbrella', units: ['fire', 'street', 'fire'] });
    await send(parent, 'ask');
    await worked();
    await again();
    const started = await children(parent);
    expect(started.map(({ status }) => status)).toEqual(['open', 'open']);
    const found = await rows<{ id: Id; parent_id: Id; number: string; snapshot: { data: object } }>('SELECT id, parent_id, number, snapshot FROM instance WHERE parent_id = $1 ORDER BY number', parent);
    expect(found.map(({ id }) => id).sort()).toEqual(started.map(({ id }) => id).sort());
    expect(found.map(({ snapshot }) => snapshot.data)).toEqual(expect.arrayContaining([{ kind: 'umbrella', item: 'fire' }, { kind: 'umbrella', item: 'street' }]));
    // Nobody starts one by hand, nor hands it to another station, where it would answer nobody.
    await expect(world.runtime.startInstance(chief(), { workflow: 'unit-answer', data: { kind: 'umbrella' }, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'STARTED_BY_OTHERS', text: { 'zh-CN': expect.stringContaining('“单位答复”由其他事项办理中自动发起'), en: expect.stringContaining('"Unit answer" is started from within another instance') } });
    await expect(world.outward.referrals.send(chief(), { instanceId: started[0]?.id ?? '', toStationId: there.id, reason: '辖区' })).rejects.toMatchObject({ code: 'STARTED_BY_OTHERS' });
    await send(parent, 'away');
    expect(await instance(parent)).toMatchObject({ status: 'running' });
    await Promise.all(started.map(({ id }) => send(id, 'answer')));
    await worked();
    await again();
    expect(await children(parent)).toMatchObject([{ status: 'closed', outcome: 'answered' }, { status: 'closed', outcome: 'answered' }]);
    expect(await instance(parent)).toMatchObject({ status: 'closed', states: ['done'], snapshot: { data: { answers: 2 } } });
    expect(await rows(`SELECT 1 FROM history WHERE instance_id = $1 AND kind = 'linked'`, parent)).toHaveLength(4);
  });

  it('share the exercise, and a child that closes after its parent is still told apart', async () => {
    const parent = await begin({}, true);
    await send(parent, 'askOne');
    await worked();
    const [child] = await children(parent);
    expect(await rows('SELECT exercise, number LIKE $2 AS marked FROM instance WHERE id = $1', child?.id, 'YL-%')).toEqual([{ exercise: true, marked: true }]);
    await world.runtime.onInstance(chief(), { instanceId: parent, idempotencyKey: newId() }, 'cancel', { event: { type: 'cancel', reason: 'x' }, audit: undefined });
    await send(child?.id ?? '', 'answer');
    await worked();
    expect(await children(parent)).toMatchObject([{ status: 'closed', outcome: 'answered' }]);
  });

  it('that cannot be started are seen by somebody, who mends it and tries again, or goes on without', async () => {
    const toggle = (enabled: boolean) => setPlugin(world.test, here.id, 'units', enabled);
    await toggle(false);
    const parent = await begin();
    await send(parent, 'askOne');
    await worked();
    const [child] = await children(parent);
    expect(child).toMatchObject({ status: 'failed', error: 'PLUGIN_DISABLED' });
    expect(await rows<{ title: { en: string } }>('SELECT title FROM notice WHERE record_id = $1', parent)).toMatchObject([{ title: { en: 'A linked instance could not be started: unit-answer' } }]);
    await toggle(true);
    await world.outward.linked.retry(chief(), { childId: child?.id ?? '', reason: '已启用' });
    await worked();
    expect(await children(parent)).toMatchObject([{ id: child?.id, status: 'open', error: null }]);
    await expect(world.outward.linked.retry(chief(), { childId: child?.id ?? '', reason: 'x' })).rejects.toMatchObject({ code: 'LINK_NOT_OPEN' });

    const other = await begin();
    await send(other, 'askWrong');
    await worked();
    const [wrong] = await children(other);
    expect(wrong).toMatchObject({ status: 'failed', error: 'FORM_INVALID' });
    await expect(world.outward.linked.skip(chief(), { childId: wrong?.id ?? '', reason: '' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await world.outward.linked.skip(chief(), { childId: wrong?.id ?? '', reason: '无此单位' });
    await send(other, 'away');
    await worked();
    expect(await children(other)).toMatchObject([{ status: 'closed', outcome: 'skipped' }]);
    expect(await instance(other)).toMatchObject({ status: 'closed', snapshot: { data: { error: 'skipped' } } });
  });

  describe('that are told something by the one that started them', () => {
    const told = (id: Id) => rows<{ told: Record<string, { heard: boolean }> }>('SELECT told FROM instance_child WHERE parent_id = $1 ORDER BY serial', id);
    const heard = async (parent: Id) => (await rows<{ count: number }>(`SELECT count(*)::int AS count FROM history h JOIN instance i ON i.id = h.instance_id WHERE i.parent_id = $1 AND h.event->>'name' = 'calledOff' GROUP BY i.id ORDER BY i.id`, parent)).map(({ count }) => count);
    const step = async (parent: Id, event: string) => (await rows<{ effects: { type: string; links?: number[] }[] }>(`SELECT effects FROM history WHERE instance_id = $1 AND event->>'name' = $2 ORDER BY version DESC LIMIT 1`, parent, event))[0]?.effects.filter(({ type }) => type === 'tell-linked');

    it('hear it once each, however often the job runs; nobody reports it by hand', async () => {
      const parent = await begin({ kind: 'umbrella', units: ['fire', 'street'] }, true);
      await send(parent, 'ask');
      await worked();
      const [fire, street] = await children(parent);
      await send(street?.id ?? '', 'setOut');
      await send(parent, 'callOff');
      await worked();
      await again();
      // One that does not hear of it where it stands is left as it is, and it is noted with the telling.
      expect(await heard(parent)).toEqual([1]);
      expect((await told(parent)).map((row) => Object.values(row.told))).toEqual([[{ heard: true, title: { 'zh-CN': '函询撤回', en: 'Called off' } }], [{ heard: false, title: { 'zh-CN': '函询撤回', en: 'Called off' } }]]);
      const [telling] = (await step(parent, 'callOff')) ?? [];
      expect(telling?.links).toHaveLength(2);
      const unheard = await world.test.database.inTenant(chief().context, (tenant) => readUnheard(tenant, world.catalog, here.id, parent));
      expect([...unheard.values()]).toEqual([[{ 'zh-CN': expect.stringMatching(/^单位答复 YL-.*未接收“函询撤回”，仍按原进度办理$/), en: expect.stringMatching(/^Unit answer YL-.* did not take “Called off” and goes on as it was$/) }]]);
      await expect(send(fire?.id ?? '', 'calledOff')).rejects.toMatchObject({ code: 'EVENT_NOT_ACCEPTED' });
      // What has closed is told nothing.
      await send(street?.id ?? '', 'answer');
      await worked();
      await send(parent, 'callOff');
      await worked();
      expect(await step(parent, 'callOff')).toMatchObject([{ links: [expect.any(Number)] }]);
      expect(await heard(parent)).toEqual([2]);
    });

    it('hear it as they begin where that comes later, also after a start that failed', async () => {
      const parent = await begin({ kind: 'coat' });
      await send(parent, 'askAndCallOff');
      await worked();
      await again();
      expect(await heard(parent)).toEqual([1]);

      const toggle = (enabled: boolean) => setPlugin(world.test, here.id, 'units', enabled);
      await toggle(false);
      const other = await begin({ kind: 'bag' });
      await send(other, 'askAndCallOff');
      await worked();
      const [child] = await children(other);
      expect([child?.status, await heard(other)]).toEqual(['failed', []]);
      await toggle(true);
      await world.outward.linked.retry(chief(), { childId: child?.id ?? '', reason: '已启用' });
      await worked();
      await again();
      expect([await heard(other), (await instance(child?.id ?? ''))?.snapshot.data]).toEqual([[1], { kind: 'bag' }]);
    });
  });

  it('form a series that people make and end, with a reason', async () => {
    const [one, two, three, four] = [await begin(), await begin(), await begin(), await begin()] as [Id, Id, Id, Id];
    const number = async (id: Id) => (await rows<{ number: string }>('SELECT number FROM instance WHERE id = $1', id))[0]?.number ?? '';
    const link = async (id: Id, other: Id, reason = '同一手法') => world.test.database.inTenant(chief().context, async (tenant) => linkSeries(tenant, (hash) => world.catalog.version(tenant, hash), here.id, id, await number(other), reason));
    const unlink = (id: Id) => world.test.database.inTenant(chief().context, (tenant) => unlinkSeries(tenant, here.id, id, '并非同一人'));
    const members = async () => (await rows<{ instance_id: Id }>('SELECT instance_id FROM instance_series WHERE station_id = $1 AND ended_at IS NULL ORDER BY linked_at, id', here.id)).map((row) => row.instance_id);
    await link(one, two);
    await link(three, two);
    expect(await members()).toEqual([one, two, three]);
    expect(new Set((await rows<{ series_id: Id }>('SELECT series_id FROM instance_series WHERE station_id = $1', here.id)).map((row) => row.series_id)).size).toBe(1);
    await expect(link(one, three)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(link(one, one)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(link(one, four, ' ')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const foreign = await begin({}, false, there);
    await expect(world.test.database.inTenant(chief().context, (tenant) => linkSeries(tenant, (hash) => world.catalog.version(tenant, hash), here.id, foreign, 'x', 'x'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await unlink(two);
    expect(await members()).toEqual([one, three]);
    await unlink(one);
    expect(await members()).toEqual([]);
    await expect(unlink(one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await rows(`SELECT action, purpose FROM audit_entry WHERE record_id = $1 AND action LIKE 'series.%' ORDER BY sequence`, two)).toEqual([{ action: 'series.linked', purpose: '同一手法' }, { action: 'series.unlinked', purpose: '并非同一人' }]);
  });

  describe('at two stations', () => {
    const referrals = () => world.outward.referrals;
    const referral = async (station: TestStation) => (await rows<Record<string, unknown> & { id: Id; data: object; instance_id: Id | null }>('SELECT * FROM referral WHERE station_id = $1', station.id))[0];
    const refer = async (data = {}, exercise = false) => {
      const id = await begin(data, exercise);
      const sent: ReferralRow = await referrals().send(chief(), { instanceId: id, toStationId: there.id, reason: '属贵所辖区' });
      await worked();
      return { id, referralId: sent.id };
    };
    const receiver = () => callBy(there, 'duty-officer');

    it('are referred with what is not personal, and accepted as an instance of the other station', async () => {
      const { id, referralId } = await refer({ kind: 'umbrella', owner: '张三' });
      expect(await referral(there)).toMatchObject({ id: referralId, direction: 'in', other_station_name: '测试所 S1', instance_id: null, number: expect.stringContaining('WL-S1'), data: { kind: 'umbrella', units: [] }, reason: '属贵所辖区', status: 'sent', sent_by: null });
      expect(JSON.stringify(await referral(there))).not.toContain('张三');
      const [notice] = await rows<{ title: { 'zh-CN': string }; accounts: Id[] }>('SELECT title, ARRAY(SELECT account_id FROM notice_recipient r WHERE r.notice_id = n.id) AS accounts FROM notice n WHERE unit_id = $1', there.id);
      expect(notice?.title['zh-CN']).toBe('测试所 S1移交：外联');
      expect(notice?.accounts).toContain(there.officer('duty-officer').accountId);
      const command = { referralId, data: { owner: '李四' }, idempotencyKey: newId() };
      const accepted = await referrals().accept(receiver(), command);
      expect(await referrals().accept(receiver(), command)).toEqual(accepted);
      await worked();
      await again();
      const started = (await rows<{ station_id: Id; number: string; snapshot: { data: object } }>('SELECT station_id, number, snapshot FROM instance WHERE id = $1', accepted.instanceId))[0];
      expect(started).toMatchObject({ station_id: there.id, snapshot: { data: { kind: 'umbrella', owner: '李四' } } });
      expect(await referral(here)).toMatchObject({ status: 'accepted', instance_id: id, other_number: started?.number, answered_by: null });
      expect(await referral(there)).toMatchObject({ status: 'accepted', instance_id: accepted.instanceId });
      expect(await rows('SELECT 1 FROM instance WHERE station_id = $1', there.id)).toHaveLength(1);
      await expect(referrals().decline(receiver(), { referralId, reason: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(referrals().send(chief(), { instanceId: id, toStationId: there.id, reason: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it('are declined with a reason the referring station reads, and may then be referred again', async () => {
      const { id, referralId } = await refer();
      await expect(referrals().decline(receiver(), { referralId, reason: ' ' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await referrals().decline(receiver(), { referralId, reason: '非本所辖区' });
      await worked();
      expect(await referral(here)).toMatchObject({ status: 'declined', answer: '非本所辖区' });
      const [notice] = await rows<{ title: { en: string }; accounts: Id[] }>(`SELECT title, ARRAY(SELECT account_id FROM notice_recipient r WHERE r.notice_id = n.id) AS accounts FROM notice n WHERE unit_id = $1 AND kind = 'referral.answered'`, here.id);
      expect(notice).toEqual({ title: expect.objectContaining({ en: 'Declined by 测试所 S2' }), accounts: [here.officer('chief').accountId] });
      await expect(referrals().accept(receiver(), { referralId, data: {}, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'CONFLICT' });
      await referrals().send(chief(), { instanceId: id, toStationId: there.id, reason: '请再核' });
      await worked();
    });

    it('are withdrawn until they are answered: the other station hears of it and can accept no more, and they may be referred again', async () => {
      const { id, referralId } = await refer();
      const withdraw = (reason = '报警人已撤诉') => referrals().withdraw(chief(), { referralId, reason });
      await expect(withdraw(' ')).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await expect(referrals().withdraw(receiver(), { referralId, reason: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await withdraw()).toMatchObject({ status: 'withdrawing' });
      await expect(withdraw()).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(referrals().send(chief(), { instanceId: id, toStationId: there.id, reason: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' });
      await worked();
      await again();
      expect(await referral(here)).toMatchObject({ status: 'withdrawn', answer: '报警人已撤诉', answered_by: here.officer('chief').accountId });
      expect(await referral(there)).toMatchObject({ status: 'withdrawn', answer: '报警人已撤诉', answered_by: null, instance_id: null });
      const told = await rows<{ title: { 'zh-CN': string } }>(`SELECT title FROM notice WHERE unit_id = $1 AND kind = 'referral.withdrawn'`, there.id);
      expect(told.map(({ title }) => title['zh-CN'])).toEqual(['测试所 S1已撤回移交']);
      await expect(referrals().accept(receiver(), { referralId, data: {}, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(referrals().decline(receiver(), { referralId, reason: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await rows(`SELECT purpose FROM audit_entry WHERE unit_id = $1 AND action = 'referral.withdrawn'`, here.id)).toEqual([{ purpose: '报警人已撤诉' }]);
      await referrals().send(chief(), { instanceId: id, toStationId: there.id, reason: '请再核' });
      await worked();
    });

    it('stay with whoever accepted first', async () => {
      const { referralId } = await refer();
      await referrals().accept(receiver(), { referralId, data: {}, idempotencyKey: newId() });
      await worked();
      // As if the answer were still on its way when the referring station presses.
      await world.test.owner.query(`UPDATE referral SET status = 'sent' WHERE station_id = $1`, [here.id]);
      await referrals().withdraw(chief(), { referralId, reason: '误转' });
      await worked();
      expect(await referral(here)).toMatchObject({ status: 'withdrawing' });
      await again();
      expect([(await referral(here))?.['status'], (await referral(there))?.['status']]).toEqual(['accepted', 'accepted']);
      expect(await rows(`SELECT 1 FROM notice WHERE kind = 'referral.withdrawn' AND unit_id = $1`, there.id)).toEqual([]);
    });

    it('withdrawn before they came, are never told of', async () => {
      const { referralId } = await refer();
      await world.test.owner.query('DELETE FROM notice_recipient WHERE unit_id = $1', [there.id]);
      await world.test.owner.query('DELETE FROM notice WHERE unit_id = $1', [there.id]);
      await world.test.owner.query('DELETE FROM referral WHERE station_id = $1', [there.id]);
      await referrals().withdraw(chief(), { referralId, reason: '误转' });
      await worked();
      await again();
      expect([(await referral(here))?.['status'], (await referral(there))?.['status']]).toEqual(['withdrawn', 'withdrawn']);
      expect(await rows('SELECT 1 FROM notice WHERE unit_id = $1', there.id)).toEqual([]);
    });

    it('stay an exercise, and never leave the bureau or open the other’s record', async () => {
      const { id, referralId } = await refer({}, true);
      const { instanceId } = await referrals().accept(receiver(), { referralId, data: {}, idempotencyKey: newId() });
      expect(await rows('SELECT exercise FROM instance WHERE id = $1', instanceId)).toEqual([{ exercise: true }]);
      await worked();
      const [foreign] = (await createTestStations(world.test, 1)) as [TestStation];
      const other = await begin();
      await expect(referrals().send(chief(), { instanceId: other, toStationId: foreign.id, reason: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(referrals().accept(callBy(foreign, 'chief'), { referralId, data: {}, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const seen = (station: TestStation) => world.test.database.inTenant(callBy(station, 'chief').context, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM instance WHERE id = ANY ($1)', [[id, instanceId]]));
      expect(await seen(here)).toEqual([{ id }]);
      expect(await seen(there)).toEqual([{ id: instanceId }]);
      expect(await world.test.database.inTenant(receiver().context, (tenant) => tenant.sql('SELECT station_id FROM referral'))).toEqual([{ station_id: there.id }]);
      await expect(world.test.database.inTenant(receiver().context, (tenant) => tenant.sql(`INSERT INTO referral (station_id, id, direction, other_station_id, other_station_name, workflow, number, title, data, exercise, reason, sent_at) VALUES ($1, $2, 'in', $1, 'x', 'x', 'x', '{}', '{}', false, 'x', now())`, [here.id, newId()]))).rejects.toThrow(/row-level security/);
    });
  });
});
