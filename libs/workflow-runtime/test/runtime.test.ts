import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { canonical, PluginGate, replay, type HistoryRow } from '@stationhouse/workflow-runtime';
import { notePlugin } from './bench-workflow.js';
import { callBy, openRuntime, setPlugin, type RuntimeWorld } from './runtime-world.js';

describe('the workflow runtime', () => {
  let world: RuntimeWorld;
  let here: TestStation;
  let there: TestStation;
  const incident = newId();

  beforeAll(async () => {
    world = await openRuntime([notePlugin()], { incidents: { exists: (_tenant, _station, id) => Promise.resolve(id === incident) } });
    expect(await world.test.database.entityDrift()).toEqual([]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2)) as [TestStation, TestStation];
  });
  afterEach(() => expect(world?.errors).toEqual([]));

  const begin = (station = here, key = newId(), data = { kind: 'x' }) => world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'note-case', data, idempotencyKey: key });
  const rows = async <Row extends object>(table: string, instanceId: Id) => (await world.test.owner.query<Row>(`SELECT * FROM ${table} WHERE instance_id = $1 ORDER BY ${table === 'history' ? 'version' : 'serial'}`, [instanceId])).rows;
  const instance = async (id: Id) => (await world.test.owner.query('SELECT * FROM instance WHERE id = $1', [id])).rows[0];
  const openTask = async (instanceId: Id) => (await rows<{ id: Id; status: string; roles: string[]; serial: number; assignee_id: Id | null }>('task', instanceId)).find((task) => task.status === 'OPEN' || task.status === 'CLAIMED');
  const taskId = async (instanceId: Id) => (await openTask(instanceId))?.id ?? '';

  it('writes instance, task, clock, timers, history, audit and key in one step', async () => {
    const { instanceId, version } = await begin();
    expect(version).toBe(1);
    expect(await instance(instanceId)).toMatchObject({ station_id: here.id, workflow: 'note-case', number: `NC-S1-${new Date().getFullYear()}-0001`, version: 1, status: 'running', states: ['first'], started_by: here.officer('duty-officer').accountId });
    expect(await rows('task', instanceId)).toMatchObject([{ ref: 'first#check', key: 'check', status: 'OPEN', roles: ['duty-officer'] }]);
    expect(await rows('clock', instanceId)).toMatchObject([{ ref: 'first', state: 'running' }]);
    expect((await rows<{ timer: string }>('timer', instanceId)).map((timer) => timer.timer).sort()).toEqual(['first#check@escalate.0', 'first#check@remind', 'first@due', 'first@warn']);
    expect(await rows('history', instanceId)).toMatchObject([{ version: 1, kind: 'start', states_entered: ['first'], time_zone: 'Asia/Shanghai' }]);
    const { rows: audit } = await world.test.owner.query('SELECT action, actor_id, record_kind, record_number, details FROM audit_entry WHERE record_id = $1', [instanceId]);
    expect(audit).toMatchObject([{ action: 'instance.started', actor_id: here.officer('duty-officer').accountId, record_kind: 'instance', record_number: `NC-S1-${new Date().getFullYear()}-0001` }]);
  });

  it('numbers without gaps per station, whatever fails or repeats; exercises count apart', async () => {
    await Promise.all(Array.from({ length: 12 }, () => begin()));
    await begin(here, newId(), { wrong: true } as never).catch(() => undefined);
    const key = newId();
    await Promise.all([begin(here, key), begin(here, key), begin(here, key)]);
    await begin(there);
    await world.runtime.startInstance(callBy(here, 'chief'), { workflow: 'note-case', data: { kind: 'x' }, exercise: true, idempotencyKey: newId() });
    const { rows: numbers } = await world.test.owner.query<{ number: string; station_id: Id }>('SELECT number, station_id FROM instance WHERE station_id = ANY ($1) ORDER BY number', [[here.id, there.id]]);
    const year = new Date().getFullYear();
    const counted = (prefix: string, code: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}NC-${code}-${year}-${String(index + 1).padStart(4, '0')}`);
    expect(numbers.map((row) => row.number)).toEqual([...counted('', 'S1', 13), ...counted('', 'S2', 1), ...counted('YL-', 'S1', 1)]);
  });

  it('answers a repeated command with its first answer, also much later and at the same time', async () => {
    const key = newId();
    const first = await begin(here, key);
    await world.runtime.sendEvent(callBy(here, 'chief'), { instanceId: first.instanceId, event: 'again', idempotencyKey: newId() });
    expect(await begin(here, key)).toEqual(first);
    const call = callBy(here, 'duty-officer');
    const command = { taskId: await taskId(first.instanceId), outcome: 'fine', form: { note: 'ok' }, idempotencyKey: newId() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => world.runtime.completeTask(call, command)));
    expect(new Set(answers.map((answer) => canonical(answer)))).toEqual(new Set([canonical({ instanceId: first.instanceId, version: 3 })]));
    expect((await rows('history', first.instanceId)).length).toBe(3);
    await expect(world.runtime.completeTask(call, { ...command, outcome: 'wrong' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses a stale view, and computes again for those who named none', async () => {
    const { instanceId } = await begin();
    const again = (expectedVersion?: number) => world.runtime.sendEvent(callBy(here, 'chief'), { instanceId, event: 'again', idempotencyKey: newId(), ...(expectedVersion === undefined ? {} : { expectedVersion }) });
    expect(await again(1)).toEqual({ instanceId, version: 2 });
    await expect(again(1)).rejects.toMatchObject({ code: 'STALE_VERSION', details: { expectedVersion: 1, version: 2 } });
    const concurrent = await Promise.all(Array.from({ length: 8 }, () => again()));
    expect(concurrent.map((answer) => answer.version).sort((left, right) => left - right)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect((await instance(instanceId)).snapshot.data.rounds).toBe(9);
    const stale = await Promise.allSettled(Array.from({ length: 4 }, () => again(10)));
    expect(stale.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('lets only those take and answer a task whom it is for', async () => {
    const { instanceId } = await begin();
    const id = await taskId(instanceId);
    const key = () => ({ taskId: id, idempotencyKey: newId() });
    const [duty, chief, community] = [callBy(here, 'duty-officer'), callBy(here, 'chief'), callBy(here, 'community-officer')];
    await expect(world.runtime.claimTask(community, key())).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await world.runtime.claimTask(duty, key());
    expect(await openTask(instanceId)).toMatchObject({ status: 'CLAIMED', assignee_id: duty.actor.accountId });
    await expect(world.runtime.completeTask(community, { ...key(), outcome: 'fine', form: {} })).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await expect(world.runtime.releaseTask(community, key(), false)).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await world.runtime.releaseTask(duty, key(), false);
    expect(await openTask(instanceId)).toMatchObject({ status: 'OPEN', assignee_id: null });
    await world.runtime.assignTask(chief, { ...key(), accountId: community.actor.accountId });
    await expect(world.runtime.claimTask(duty, key())).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    const done = await world.runtime.completeTask(community, { ...key(), outcome: 'fine', form: {} });
    expect((await rows('task', instanceId))[0]).toMatchObject({ status: 'DONE', outcome: 'fine', completed_by: community.actor.accountId });
    expect(done.version).toBe(5);
    await expect(world.runtime.completeTask(community, { ...key(), outcome: 'fine', form: {} })).rejects.toMatchObject({ code: 'TASK_NOT_OPEN' });
    await expect(world.runtime.assignTask(chief, { ...key(), accountId: newId() })).rejects.toMatchObject({ code: 'TASK_NOT_OPEN' });
    const { rows: audit } = await world.test.owner.query<{ action: string }>('SELECT action FROM audit_entry WHERE record_id = $1 ORDER BY sequence', [instanceId]);
    expect(audit.map((entry) => entry.action)).toEqual(['instance.started', 'task.claimed', 'task.released', 'task.assigned', 'task.completed']);
  });

  it('gives a duty task to whoever is on duty, with the roster’s fall-back', async () => {
    const { instanceId } = await begin();
    const command = { taskId: await taskId(instanceId), idempotencyKey: newId() };
    await world.test.owner.query('DELETE FROM shift WHERE station_id = $1', [here.id]);
    await expect(world.runtime.claimTask(callBy(here, 'duty-officer'), command)).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await world.runtime.claimTask(callBy(here, 'duty-commander'), command);
  });

  it('refuses wrong forms, unknown outcomes, refused events and foreign records, and writes nothing', async () => {
    const { instanceId } = await begin();
    const id = await taskId(instanceId);
    const [duty, chief] = [callBy(here, 'duty-officer'), callBy(here, 'chief')];
    const complete = (form: object, outcome = 'fine') => world.runtime.completeTask(duty, { taskId: id, outcome, form: form as never, idempotencyKey: newId() });
    await expect(complete({ note: 7 })).rejects.toMatchObject({ code: 'FORM_INVALID' });
    await expect(complete({ nonsense: 'x' })).rejects.toMatchObject({ code: 'FORM_INVALID' });
    await expect(complete({}, 'nonsense')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    const send = (event: string, call = chief) => world.runtime.sendEvent(call, { instanceId, event, idempotencyKey: newId() });
    await expect(send('forbidden')).rejects.toMatchObject({ code: 'EVENT_REFUSED' });
    await expect(send('stop')).rejects.toMatchObject({ code: 'EVENT_NOT_ACCEPTED' });
    await expect(send('again', callBy(there, 'chief'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.runtime.claimTask(callBy(there, 'duty-officer'), { taskId: id, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.runtime.sendEvent(chief, { instanceId, event: 'again', idempotencyKey: '' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect((await instance(instanceId)).version).toBe(1);
    const { rows: keys } = await world.test.owner.query('SELECT key FROM idempotency WHERE station_id = $1', [here.id]);
    expect(keys).toHaveLength(1);
  });

  it('starts from an incident of the station, not from another', async () => {
    const start = (incidentId: Id) => world.runtime.startInstance(callBy(here, 'duty-officer'), { workflow: 'note-case', data: { kind: 'x' }, incidentId, idempotencyKey: newId() });
    const { instanceId } = await start(incident);
    expect((await instance(instanceId)).incident_id).toBe(incident);
    await expect(start(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('answers PLUGIN_DISABLED where a station does not use the plugin', async () => {
    const { instanceId } = await begin();
    const gate = new PluginGate(world.catalog);
    const set = (enabled: boolean) => setPlugin(world.test, here.id, 'note', enabled);
    const allowed = (station: TestStation) => world.test.database.inTenant(callBy(station, 'chief').context, (tenant) => gate.require(tenant, station.id, 'note'));
    await set(false);
    await expect(allowed(here)).rejects.toMatchObject({ code: 'PLUGIN_DISABLED' });
    await allowed(there);
    await expect(begin()).rejects.toMatchObject({ code: 'PLUGIN_DISABLED' });
    await expect(world.runtime.sendEvent(callBy(here, 'chief'), { instanceId, event: 'again', idempotencyKey: newId() })).rejects.toMatchObject({ code: 'PLUGIN_DISABLED' });
    await begin(there);
    await set(true);
    await begin();
  });

  it('tells open pages what changed, after the commit', async () => {
    const heard = world.jobs.live.subscribe({ stationIds: [here.id] });
    expect((await heard.next()).value).toEqual({ kind: 'READY', id: here.id, stationId: here.id });
    const { instanceId } = await begin();
    expect((await heard.next()).value).toEqual({ kind: 'INSTANCE', id: instanceId, stationId: here.id, version: 1 });
    expect((await heard.next()).value).toMatchObject({ kind: 'TASK', id: await taskId(instanceId) });
    await heard.return?.();
  });

  it('replays every recorded history to the stored state', async () => {
    const { instanceId } = await begin();
    await world.runtime.sendEvent(callBy(here, 'chief'), { instanceId, event: 'again', idempotencyKey: newId() });
    await world.runtime.claimTask(callBy(here, 'duty-officer'), { taskId: await taskId(instanceId), idempotencyKey: newId() });
    await world.runtime.completeTask(callBy(here, 'duty-officer'), { taskId: await taskId(instanceId), outcome: 'fine', form: { note: 'ok' }, idempotencyKey: newId() });
    await world.testClock.advance('P1D');
    const history = await world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, (tenant) =>
      tenant.sql<HistoryRow>('SELECT version, at, kind, definition, time_zone AS "timeZone", event, states_left AS "statesLeft", states_entered AS "statesEntered", effects FROM history WHERE instance_id = $1 ORDER BY version', [instanceId]),
    );
    const played = replay(history, (hash) => {
      const { compiled } = world.catalog.get('note-case');
      expect(hash).toBe(compiled.hash);
      return compiled;
    });
    const stored = await instance(instanceId);
    expect(stored.status).toBe('closed');
    expect(played).toMatchObject({ same: true, snapshot: expect.anything() });
    if (played.same) expect(canonical(played.snapshot)).toBe(canonical(stored.snapshot));
    const forged = history.map((row) => (row.kind === 'event' ? { ...row, statesEntered: [] } : row));
    expect(replay(forged, () => world.catalog.get('note-case').compiled)).toMatchObject({ same: false, version: 2 });
  });

  it('reads an older version of a definition back from the database', async () => {
    const { instanceId } = await begin();
    const fresh = await openCatalog();
    const { compiled } = world.catalog.get('note-case');
    const read = await world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, (tenant) => fresh.version(tenant, compiled.hash));
    expect(read.hash).toBe((await instance(instanceId)).definition);
  });

  async function openCatalog() {
    const { WorkflowCatalog } = await import('@stationhouse/workflow-runtime');
    const catalog = new WorkflowCatalog();
    catalog.register({ ...notePlugin(), workflows: [] });
    return catalog;
  }
});
