import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { ExercisesAlone } from '@stationhouse/workflow-runtime';
import { notePlugin } from './bench-workflow.js';
import { deliverJobs } from './configuration-world.js';
import { outwardPlugins, PrinterRoom } from './outward-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

const START_LINKED = 'workflow.effect.start-linked';

describe('an exercise that was started alone', () => {
  let world: RuntimeWorld;
  let alone: ExercisesAlone;
  let here: TestStation;
  let there: TestStation;
  beforeAll(async () => {
    world = await openRuntime([notePlugin(), ...outwardPlugins()], { automations: new PrinterRoom().automations() });
    alone = new ExercisesAlone({ database: world.test.database, runtime: world.runtime, notices: world.notices });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2)) as [TestStation, TestStation];
  });
  afterEach(() => expect(world?.errors).toEqual([]));

  const by = (role: string, station = here) => callBy(station, role);
  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const begin = async (workflow: string, data: object, exercise = true) => (await world.runtime.startInstance(by('chief'), { workflow, data: data as never, exercise, idempotencyKey: newId() })).instanceId;
  const statuses = (...ids: Id[]) => rows<{ status: string; outcome: string | null }>('SELECT status, outcome FROM instance WHERE id = ANY ($1) ORDER BY id', ids);
  const deliver = () => deliverJobs(world.test, world.jobs, START_LINKED, [here.id]);

  it('is halted by one press of whoever takes part, who all hear that it is real', async () => {
    const id = await begin('note-case', { kind: 'x', secret: 'y' });
    const ringing = await world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, (tenant) => world.notices.notify(tenant, { unit: { stationId: here.id }, key: 'ring', kind: 'test', urgency: 'urgent', title: { 'zh-CN': '演练', en: 'Exercise' }, roles: ['chief'], exercise: true, record: { kind: 'instance', id } }));
    await Promise.all([alone.halt(by('community-officer'), id), alone.halt(by('duty-officer'), id)]);
    expect(await statuses(id)).toEqual([{ status: 'closed', outcome: 'cancelled' }]);
    expect(await rows('SELECT 1 FROM timer WHERE instance_id = $1', id)).toEqual([]);
    await expect(world.runtime.sendEvent(by('chief'), { instanceId: id, event: 'again', idempotencyKey: newId() })).rejects.toMatchObject({ code: 'INSTANCE_CLOSED' });
    const notices = await rows<{ id: Id; exercise: boolean; urgency: string; ringing: boolean; told: Id[] }>(
      `SELECT n.id, n.exercise, n.urgency, n.signed_at IS NULL AS ringing, ARRAY (SELECT r.account_id FROM notice_recipient r WHERE r.notice_id = n.id) AS told FROM notice n WHERE n.record_id = $1 ORDER BY n.exercise DESC`, id);
    expect(notices.map(({ exercise, urgency, ringing: rings }) => ({ exercise, urgency, rings }))).toEqual([{ exercise: true, urgency: 'urgent', rings: false }, { exercise: false, urgency: 'urgent', rings: true }]);
    expect(notices[0]?.id).toBe(ringing);
    expect(notices[1]?.told).toContain(here.officer('chief').accountId);
    expect(await rows(`SELECT 1 FROM audit_entry WHERE action = 'exercise.halted' AND unit_id = $1`, here.id)).toHaveLength(1);
    expect(await rows(`SELECT 1 FROM history WHERE instance_id = $1 AND kind = 'cancel'`, id)).toHaveLength(1);
  });

  it('takes along what it started, and what started it, whichever of them is halted', async () => {
    const parent = await begin('outward', { units: ['fire', 'street'] });
    await world.runtime.sendEvent(by('chief'), { instanceId: parent, event: 'ask', idempotencyKey: newId() });
    await deliver();
    const children = await rows<{ id: Id }>('SELECT id FROM instance WHERE parent_id = $1', parent);
    expect(children).toHaveLength(2);
    await alone.halt(by('chief'), children[0]?.id as Id);
    expect(await statuses(parent, ...children.map(({ id }) => id))).toEqual(Array.from({ length: 3 }, () => ({ status: 'closed', outcome: 'cancelled' })));
  });

  it('starts nothing any more that it had asked for', async () => {
    const parent = await begin('outward', {});
    await world.runtime.sendEvent(by('chief'), { instanceId: parent, event: 'askOne', idempotencyKey: newId() });
    await alone.halt(by('chief'), parent);
    await deliver();
    expect(await rows('SELECT 1 FROM instance WHERE parent_id = $1', parent)).toEqual([]);
    expect(await rows('SELECT status, outcome FROM instance_child WHERE parent_id = $1', parent)).toEqual([{ status: 'closed', outcome: 'halted' }]);
  });

  it('takes along what began at the very moment', async () => {
    const parent = await begin('outward', {});
    await world.runtime.sendEvent(by('chief'), { instanceId: parent, event: 'askOne', idempotencyKey: newId() });
    await Promise.all([alone.halt(by('chief'), parent), deliver()]);
    expect(await rows(`SELECT 1 FROM instance WHERE (id = $1 OR parent_id = $1) AND status = 'running'`, parent)).toEqual([]);
  });

  it('is not what is real, part of a run, or another station’s', async () => {
    const real = await begin('note-case', { kind: 'x', secret: 'y' }, false);
    await expect(alone.halt(by('chief'), real)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const practised = await begin('note-case', { kind: 'x', secret: 'y' });
    await expect(alone.halt(by('chief', there), practised)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const run = await world.exercises.plan(by('chief'), { title: 'run', clock: 'virtual', speed: 1, roles: ['chief'], injects: [{ title: 'x', after: 'PT9M', content: { kind: 'message', text: 'x', roles: ['chief'], urgent: false } }], objectives: [] });
    await world.exercises.start(by('chief'), run);
    const { instanceId } = await world.runtime.startInstance(by('chief'), { workflow: 'note-case', data: { kind: 'x', secret: 'y' }, exerciseId: run, idempotencyKey: newId() });
    await expect(alone.halt(by('chief'), instanceId)).rejects.toMatchObject({ code: 'EXERCISE_STATUS' });
    expect(await statuses(real, practised, instanceId)).toEqual(Array.from({ length: 3 }, () => ({ status: 'running', outcome: null })));
  });
});
