import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TenantContext } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';
import type { OutgoingMessage } from '@stationhouse/notify';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { countUndetermined, exerciseLines, HistoryRow, Injects, listInstances, listTasks, measureObjectives, readExercise, readRecord, replay, WorkflowRuntime, type ExercisePlan, type MeasuredObjective } from '@stationhouse/workflow-runtime';
import { notePlugin } from './bench-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

const missing = (): never => {
  throw new Error('There is no such row.');
};
const BEGINS = new Date('2026-03-02T08:00:00.000Z');
const MINUTE = 60_000;

/** A case at the start, word of it after two minutes, another turn of it after ten. */
const plan = (changes: Partial<ExercisePlan> = {}): ExercisePlan => ({
  title: '走失查找演练', clock: 'virtual', beginsAt: BEGINS, speed: 60, roles: ['duty-officer', 'chief'],
  injects: [
    { title: '报警', after: 'PT1M', content: { kind: 'start', workflow: 'note-case', data: { kind: 'x', secret: '虚构' } } },
    { title: '家属来电', after: 'PT2M', content: { kind: 'message', text: '家属称孩子穿红衣', roles: ['chief'], urgent: true } },
    { title: '再次来电', after: 'PT10M', content: { kind: 'event', target: 1, event: 'again' } },
  ],
  objectives: [
    { title: '及时核对', kind: 'task', inject: 1, subject: 'check', outcome: 'fine', within: 'PT20M' },
    { title: '进入第二步', kind: 'state', inject: 3, subject: 'second', within: 'PT5M' },
    { title: '及时签收', kind: 'notice', inject: 2, within: 'PT5M' },
  ],
  ...changes,
});

describe('exercises', () => {
  let world: RuntimeWorld;
  let station: TestStation;
  const sent: OutgoingMessage[] = [];
  beforeAll(async () => {
    world = await openRuntime([notePlugin()], { channels: [{ id: 'sms', send: (message) => { sent.push(message); return Promise.resolve(); } }] });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    station = (await createTestStations(world.test, 1))[0] as TestStation;
    sent.length = 0;
  });

  const chief = () => callBy(station, 'chief');
  const context = (): TenantContext => ({ stationIds: [station.id], bureauIds: [] });
  const rows = async <Row>(statement: string, parameters: unknown[] = []) => (await world.test.owner.query(statement, parameters)).rows as Row[];
  const begun = async (changes: Partial<ExercisePlan> = {}) => {
    const id = await world.exercises.plan(chief(), plan(changes));
    await world.exercises.start(chief(), id);
    return id;
  };
  const read = (id: Id) => world.test.database.inTenant(context(), async (tenant) => readRecord(tenant, await readExercise(tenant, station.id, id)));
  const measured = (id: Id): Promise<MeasuredObjective[]> =>
    world.test.database.inTenant(context(), async (tenant) => measureObjectives(tenant, await readRecord(tenant, await readExercise(tenant, station.id, id)), (definition) => world.catalog.version(tenant, definition)));
  const theInstance = async (id: Id) => (await rows<{ id: Id; number: string; version: number; started_at: Date; status: string }>('SELECT * FROM instance WHERE exercise_id = $1', [id]))[0] ?? missing();
  const task = async (id: Id) => (await rows<{ id: Id; due_at: Date; opened_at: Date; roles: string[]; exercise: boolean }>(`SELECT t.* FROM task t JOIN instance i ON i.id = t.instance_id WHERE i.exercise_id = $1 AND t.status IN ('OPEN', 'CLAIMED')`, [id]))[0] ?? missing();
  const complete = async (id: Id, idempotencyKey = newId()) => world.runtime.completeTask(callBy(station, 'chief'), { taskId: (await task(id)).id, outcome: 'fine', form: {}, idempotencyKey });
  const assignToChief = async (id: Id) => world.runtime.assignTask(callBy(station, 'chief'), { taskId: (await task(id)).id, accountId: station.officer('chief').accountId, idempotencyKey: newId() });

  describe('the clock', () => {
    it('is that of every step, due moment and timer; real due moments are derived from it', async () => {
      const id = await begun();
      await world.testClock.advance('PT3S');
      const instance = await theInstance(id);
      expect(instance.started_at).toEqual(new Date(BEGINS.getTime() + MINUTE));
      expect(instance.number).toMatch(/^YL-NC-.*-2026-0001$/);
      expect(await task(id)).toMatchObject({ exercise: true, opened_at: instance.started_at, due_at: new Date(instance.started_at.getTime() + 60 * MINUTE) });
      const timers = await rows<{ ahead: number; real: number }>(
        `SELECT extract(epoch FROM t.run_due_at - x.run_at)::float8 AS ahead, extract(epoch FROM t.due_at - x.real_at)::float8 AS real FROM timer t JOIN exercise x ON x.id = t.exercise_id WHERE x.id = $1`, [id]);
      expect(timers.length).toBeGreaterThan(3);
      for (const { ahead, real } of timers) expect(real).toBeCloseTo(ahead / 60 + 0.001, 3);
      // An hour of the exercise is a minute: reminder, due and escalation all fire by its clock, in order, at their own moments.
      await world.testClock.advance('PT90S');
      const fired = await rows<{ timer: string; at: Date }>(`SELECT event->>'timer' AS timer, at FROM history WHERE instance_id = $1 AND kind = 'timer' ORDER BY version`, [instance.id]);
      const after = fired.map(({ at }) => (at.getTime() - instance.started_at.getTime()) / MINUTE);
      expect(after).toEqual([...after].sort((left, right) => left - right));
      // The second call, nine minutes in, asked again.
      expect([...new Set(after)]).toEqual([39, 69, 79]);
      expect((await task(id)).roles).toEqual(['duty-officer', 'chief']);
    });

    it('is never ahead of what has yet to fire, however late that comes', async () => {
      const id = await begun();
      await world.test.database.advanceTestClock(3_600_000);
      expect((await read(id)).exercise.now).toEqual(new Date(BEGINS.getTime() + MINUTE));
      await world.timers.fireDue();
      const { injects, log } = await read(id);
      expect(injects.map(({ runAt }) => runAt?.getTime())).toEqual([1, 2, 10].map((minutes) => BEGINS.getTime() + minutes * MINUTE));
      expect(log.map(({ kind }) => kind)).toEqual(['started', 'fired', 'fired', 'fired']);
      const steps = await rows<{ at: Date }>('SELECT h.at FROM history h JOIN instance i ON i.id = h.instance_id WHERE i.exercise_id = $1 ORDER BY h.version', [id]);
      expect(steps.slice(0, 2).map(({ at }) => at.getTime() - BEGINS.getTime())).toEqual([MINUTE, 10 * MINUTE]);
    });

    it('stands while paused, for people too, and goes on where it stood', async () => {
      const id = await begun();
      await world.testClock.advance('PT3S');
      await world.exercises.pause(chief(), id);
      const stood = (await read(id)).exercise.now;
      await world.testClock.advance('P1D');
      expect((await read(id)).exercise.now).toEqual(stood);
      expect((await read(id)).injects.map(({ status }) => status)).toEqual(['fired', 'fired', 'planned']);
      await expect(assignToChief(id)).rejects.toMatchObject({ code: 'EXERCISE_NOT_RUNNING' });
      await world.exercises.resume(chief(), id);
      expect((await read(id)).exercise.now?.getTime()).toBeLessThan((stood?.getTime() ?? 0) + 2 * MINUTE);
      await world.testClock.advance('PT8S');
      expect((await read(id)).injects[2]).toMatchObject({ status: 'fired', runAt: new Date(BEGINS.getTime() + 10 * MINUTE) });
    });

    it('changes its speed for all timers at once, and keeps what it showed', async () => {
      const id = await begun();
      await world.testClock.advance('PT3S');
      await world.exercises.setSpeed(chief(), id, 1);
      const [next] = await rows<{ left: number }>(`SELECT extract(epoch FROM min(t.due_at) - app.now())::float8 AS left FROM timer t WHERE t.exercise_id = $1`, [id]);
      expect(next?.left).toBeGreaterThan(6 * 60);
      await world.testClock.advance('PT60S');
      expect((await read(id)).injects[2]?.status).toBe('planned');
      await expect(world.exercises.setSpeed(chief(), id, 61)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });

    it('of the time of day has no speed, and shows the time of day again after a pause', async () => {
      const id = await begun({ clock: 'real', beginsAt: undefined, speed: 1 });
      await expect(world.exercises.setSpeed(chief(), id, 2)).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await world.exercises.pause(chief(), id);
      await world.test.database.advanceTestClock(30_000);
      await world.exercises.resume(chief(), id);
      const { exercise } = await read(id);
      expect(exercise.runAt).toEqual(exercise.realAt);
    });

    it('refuses a step computed before it was changed, and leaves real instances to the time of day', async () => {
      const id = await begun();
      await world.testClock.advance('PT3S');
      const real = await world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'note-case', data: { kind: 'x' }, idempotencyKey: newId() });
      const [started] = await rows<{ off: number; exercise_id: Id | null }>('SELECT abs(extract(epoch FROM app.now() - started_at))::float8 AS off, exercise_id FROM instance WHERE id = $1', [real.instanceId]);
      expect(started?.exercise_id).toBeNull();
      expect(started?.off).toBeLessThan(60);
      // A process that read before the halt and writes after it.
      const other = { done: false };
      let goOn = (): void => undefined;
      const haltedInBetween = new Promise<void>((resolve) => (goOn = resolve));
      let hasRead = (): void => undefined;
      const reading = new Promise<void>((resolve) => (hasRead = resolve));
      const catalog = Object.assign(Object.create(world.catalog) as typeof world.catalog, {
        loaded: (hash: string) => (other.done ? world.catalog.loaded(hash) : undefined),
        version: async (tenant: Parameters<typeof world.catalog.version>[0], hash: string) => {
          hasRead();
          await haltedInBetween;
          return world.catalog.version(tenant, hash);
        },
      });
      const slow = new WorkflowRuntime({ database: world.test.database, catalog, jobs: world.jobs, clock: world.clock });
      const { id: taskId } = await task(id);
      const writing = slow.assignTask(callBy(station, 'chief'), { taskId, accountId: station.officer('chief').accountId, idempotencyKey: newId() });
      await reading;
      await world.exercises.halt(chief(), id);
      other.done = true;
      goOn();
      await expect(writing).rejects.toMatchObject({ code: 'EXERCISE_HALTED' });
      expect((await task(id)).roles).toEqual(['duty-officer']);
    });
  });

  describe('injects', () => {
    it('fire once, in order, however often and by however many they are delivered', async () => {
      const together = plan().injects.map((inject) => ({ ...inject, after: 'PT1M' }));
      const id = await begun({ injects: together });
      await world.test.database.advanceTestClock(10_000);
      const timers = await rows<{ id: Id }>('SELECT id FROM timer WHERE exercise_id = $1 ORDER BY id DESC', [id]);
      await Promise.all([...timers, ...timers, ...timers].map((timer) => world.runtime.fireTimer(station.id, timer.id)));
      await Promise.all(timers.map((timer) => world.injects.fireDue(station.id, timer.id)));
      const { injects, log } = await read(id);
      expect(injects.map(({ status }) => status)).toEqual(['fired', 'fired', 'fired']);
      expect(log.flatMap(({ injectId }) => injects.find((inject) => inject.id === injectId)?.place ?? [])).toEqual([1, 2, 3]);
      expect(await rows('SELECT version FROM instance WHERE exercise_id = $1', [id])).toEqual([{ version: 2 }]);
      expect(await rows('SELECT id FROM notice WHERE record_id = $1', [id])).toHaveLength(1);
    });

    it('leave nothing half done when the process dies in between', async () => {
      const id = await begun();
      await world.test.database.advanceTestClock(1_500);
      const [timer] = await rows<{ id: Id }>('SELECT id FROM timer WHERE exercise_id = $1 ORDER BY run_due_at LIMIT 1', [id]);
      const dying = Object.assign(Object.create(world.runtime) as WorkflowRuntime, {
        startInstance: async (...command: Parameters<WorkflowRuntime['startInstance']>) => {
          await world.runtime.startInstance(...command);
          throw new Error('killed');
        },
      });
      const half = new Injects({ database: world.test.database, runtime: dying, notices: world.notices, jobs: world.jobs });
      await expect(half.fireDue(station.id, timer?.id ?? '')).rejects.toThrow('killed');
      expect(await rows('SELECT id FROM instance WHERE exercise_id = $1', [id])).toEqual([]);
      expect((await read(id)).injects[0]?.status).toBe('planned');
      await world.testClock.advance('PT20S');
      expect(await rows('SELECT number LIKE $2 AS first FROM instance WHERE exercise_id = $1', [id, '%-0001'])).toEqual([{ first: true }]);
    });

    it('fire early or are left out by hand, and say why they failed', async () => {
      const id = await begun();
      const { injects } = await read(id);
      const [first, second, third] = injects.map((inject) => inject.id) as [Id, Id, Id];
      await expect(world.injects.fireByHand(chief(), third)).rejects.toMatchObject({ code: 'EVENT_NOT_ACCEPTED' });
      await world.injects.fireByHand(chief(), first);
      await world.injects.skip(chief(), second);
      await expect(world.injects.fireByHand(chief(), second)).rejects.toMatchObject({ code: 'EXERCISE_STATUS' });
      await assignToChief(id);
      await complete(id);
      await world.testClock.advance('PT20S');
      const after = await read(id);
      expect(after.injects.map(({ status, error }) => [status, error])).toEqual([['fired', null], ['skipped', null], ['failed', 'EVENT_NOT_ACCEPTED']]);
      expect(await rows('SELECT id FROM notice WHERE record_id = $1', [id])).toEqual([]);
      expect(await rows(`SELECT id FROM timer WHERE exercise_id = $1 AND timer = 'inject'`, [id])).toEqual([]);
    });
  });

  describe('停止演练·转实警', () => {
    it('stops everything for everybody at once, says that it is real, and silences the exercise', async () => {
      const id = await begun();
      await world.testClock.advance('PT3S');
      const heard = world.jobs.live.subscribe({ stationIds: [station.id], kinds: ['EXERCISE'] });
      expect((await heard.next()).value).toMatchObject({ kind: 'READY' });
      const key = newId();
      const { id: taskId } = await task(id);
      const given = { taskId, accountId: station.officer('chief').accountId, idempotencyKey: key };
      const answer = await world.runtime.assignTask(chief(), given);
      await world.exercises.halt(callBy(station, 'duty-officer'), id);
      await world.exercises.halt(callBy(station, 'community-officer'), id);
      expect((await heard.next()).value).toEqual({ kind: 'EXERCISE', id, stationId: station.id });
      await heard.return?.();
      expect(await rows('SELECT id FROM timer WHERE exercise_id = $1', [id])).toEqual([]);
      const [before] = await rows('SELECT count(*)::int AS steps FROM history WHERE instance_id = $1', [(await theInstance(id)).id]);
      await world.testClock.advance('P2D');
      const [after] = await rows('SELECT count(*)::int AS steps FROM history WHERE instance_id = $1', [(await theInstance(id)).id]);
      expect(after).toEqual(before);
      expect(await world.runtime.assignTask(chief(), given)).toEqual(answer);
      await expect(complete(id)).rejects.toMatchObject({ code: 'EXERCISE_HALTED' });
      await expect(world.injects.fireByHand(chief(), (await read(id)).injects[2]?.id ?? '')).rejects.toMatchObject({ code: 'EXERCISE_HALTED' });
      const notices = await rows<{ kind: string; exercise: boolean; urgency: string; ringing: boolean; told: Id[] }>(
        `SELECT n.kind, n.exercise, n.urgency, n.signed_at IS NULL AS ringing, ARRAY(SELECT r.account_id FROM notice_recipient r WHERE r.notice_id = n.id) AS told FROM notice n WHERE n.record_id = $1 ORDER BY n.created_at`, [id]);
      expect(notices.map(({ kind, exercise, urgency, ringing }) => ({ kind, exercise, urgency, ringing }))).toEqual([
        { kind: 'exercise.inject', exercise: true, urgency: 'urgent', ringing: false },
        { kind: 'exercise.halted', exercise: false, urgency: 'urgent', ringing: true },
      ]);
      expect(notices[1]?.told).toEqual(expect.arrayContaining([station.officer('chief').accountId]));
      expect((await read(id)).log.map(({ kind }) => kind)).toEqual(['started', 'fired', 'fired', 'halted']);
    });

    it('leaves an ended exercise as still as a halted one', async () => {
      const id = await begun();
      await world.testClock.advance('PT3S');
      await world.exercises.end(chief(), id);
      await expect(complete(id)).rejects.toMatchObject({ code: 'EXERCISE_NOT_RUNNING' });
      for (const deed of ['start', 'pause', 'resume', 'end', 'halt'] as const) await expect(world.exercises[deed](chief(), id)).rejects.toMatchObject({ code: 'EXERCISE_STATUS' });
    });
  });

  it('sends nothing outside the system but that it is real now', async () => {
    const id = await begun();
    await world.testClock.advance('PT30M');
    expect(await rows('SELECT n.id FROM notice_delivery d JOIN notice n ON n.id = d.notice_id WHERE n.unit_id = $1', [station.id])).toEqual([]);
    await world.exercises.halt(chief(), id);
    const out = await rows<{ kind: string }>('SELECT DISTINCT n.kind FROM notice_delivery d JOIN notice n ON n.id = d.notice_id WHERE n.unit_id = $1', [station.id]);
    expect(out).toEqual([{ kind: 'exercise.halted' }]);
  });

  it('leaves every figure as it was, and lists it only when asked', async () => {
    await world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'note-case', data: { kind: 'x' }, idempotencyKey: newId() });
    const actor = station.officer('duty-officer');
    const duty = { officers: new Set([actor.accountId]), commanders: new Set<Id>() };
    const figures = () => world.test.database.inTenant(context(), async (tenant) => {
      const facts = [];
      for (const fact of ['instance', 'task', 'clock', 'history', 'notice']) facts.push(await tenant.sql(`SELECT md5(string_agg(f::text, '\n' ORDER BY f::text)) AS rows, count(*)::int AS count FROM fact.${fact} f`));
      return JSON.stringify([facts, await listInstances(tenant, station.id, {}, 200, null), await listTasks(tenant, station.id, { mine: { actor, duty } }, 200, null), await countUndetermined(tenant, [station.id])]);
    });
    const before = await figures();
    const id = await begun({ injects: plan().injects, objectives: plan().objectives });
    await world.testClock.advance('PT12S');
    await assignToChief(id);
    await complete(id);
    await world.testClock.advance('PT12S');
    expect(await figures()).toBe(before);
    const asked = await world.test.database.inTenant(context(), (tenant) => listInstances(tenant, station.id, { exercise: true }, 200, null));
    expect(asked.edges.map(({ node }) => node.exerciseId)).toEqual([id]);
    await world.exercises.end(chief(), id);
    expect(await figures()).toBe(before);
  });

  it('measures its objectives by what happened, on its own clock', async () => {
    const id = await begun();
    expect((await measured(id)).map(({ result }) => result)).toEqual(['NOT_YET', 'NOT_YET', 'NOT_YET']);
    await world.testClock.advance('PT3S');
    const [notice] = await rows<{ id: Id }>('SELECT id FROM notice WHERE record_id = $1', [id]);
    await world.test.database.inTenant(chief().context, (tenant) => world.notices.sign(tenant, { stationId: station.id }, notice?.id ?? '', station.officer('chief').accountId));
    await world.testClock.advance('PT8S');
    await assignToChief(id);
    await complete(id);
    const results = await measured(id);
    expect(results.map(({ result, targetSeconds }) => [result, targetSeconds])).toEqual([['MET', 1200], ['MET', 300], ['MET', 300]]);
    expect(results[0]?.measuredSeconds).toBeGreaterThanOrEqual(600);
    const late = await begun();
    await world.testClock.advance('PT40S');
    expect((await measured(late)).map(({ result }) => result)).toEqual(['NOT_MET', 'NOT_MET', 'NOT_MET']);
    const short = await begun();
    await world.testClock.advance('PT3S');
    await world.exercises.end(chief(), short);
    expect((await measured(short)).map(({ result, measuredSeconds }) => [result, measuredSeconds])).toEqual([['NOT_MEASURABLE', null], ['NOT_MEASURABLE', null], ['NOT_MEASURABLE', null]]);
  });

  it('tells what happened in order, and its instances replay like any other', async () => {
    const id = await begun();
    await world.testClock.advance('PT12S');
    const lines = await world.test.database.inTenant(context(), async (tenant) => exerciseLines(tenant, world.catalog, await readRecord(tenant, await readExercise(tenant, station.id, id))));
    expect(lines.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['exercise.started', 'exercise.fired', 'start', 'event']));
    expect(lines.map(({ at }) => at.getTime())).toEqual(lines.map(({ at }) => at.getTime()).sort((left, right) => left - right));
    const { id: instanceId } = await theInstance(id);
    const history = await world.test.database.inTenant(context(), (tenant) => tenant.repository(HistoryRow).find({ where: { stationId: station.id, instanceId }, order: { version: 'ASC' } }));
    const compiled = await world.test.database.inTenant(context(), (tenant) => world.catalog.version(tenant, history[0]?.definition ?? ''));
    expect(history.length).toBeGreaterThan(1);
    expect(replay(history, () => compiled)).toMatchObject({ same: true });
  });

  it('takes only a plan that can be carried out, and nothing of a refused one', async () => {
    const refused: [Partial<ExercisePlan>, string][] = [
      [{ title: ' ' }, 'BAD_INPUT'], [{ speed: 0 }, 'BAD_INPUT'], [{ speed: 61 }, 'BAD_INPUT'], [{ clock: 'real' }, 'BAD_INPUT'], [{ roles: [] }, 'BAD_INPUT'], [{ roles: ['nobody'] }, 'BAD_INPUT'], [{ injects: [] }, 'BAD_INPUT'],
      [{ injects: [{ title: '一', after: 'PT1M', content: { kind: 'start', workflow: 'note-case', data: {} } }] }, 'FORM_INVALID'],
      [{ injects: [{ title: '一', after: 'PT1M', content: { kind: 'start', workflow: 'other', data: {} } }] }, 'NOT_FOUND'],
      [{ injects: [{ title: '一', after: 'P31D', content: { kind: 'message', text: '一', roles: ['chief'], urgent: false } }] }, 'BAD_INPUT'],
      [{ injects: [{ title: '一', after: 'PT1M', content: { kind: 'event', target: 1, event: 'again' } }], objectives: [] }, 'BAD_INPUT'],
      [{ injects: plan().injects.map((inject, index) => (index === 2 ? { ...inject, content: { kind: 'event', target: 1, event: 'unknown' } } : inject)) }, 'BAD_INPUT'],
      [{ injects: plan().injects.map((inject, index) => (index === 2 ? { ...inject, content: { kind: 'event', target: 1, event: 'again', payload: { x: 1 } } } : inject)) }, 'BAD_INPUT'],
      [{ objectives: [{ title: '一', kind: 'task', inject: 1, subject: 'unknown', within: 'PT1M' }] }, 'BAD_INPUT'],
      [{ objectives: [{ title: '一', kind: 'task', inject: 1, subject: 'check', outcome: 'unknown', within: 'PT1M' }] }, 'BAD_INPUT'],
      [{ objectives: [{ title: '一', kind: 'state', inject: 2, subject: 'second', within: 'PT1M' }] }, 'BAD_INPUT'],
      [{ objectives: [{ title: '一', kind: 'notice', inject: 1, within: 'PT1M' }] }, 'BAD_INPUT'],
      [{ objectives: [{ title: '一', kind: 'notice', inject: 2, within: 'soon' }] }, 'BAD_INPUT'],
      [{ directorId: newId() }, 'NOT_FOUND'],
    ];
    for (const [changes, code] of refused) await expect(world.exercises.plan(chief(), plan(changes))).rejects.toMatchObject({ code });
    expect(await rows('SELECT id FROM exercise WHERE station_id = $1', [station.id])).toEqual([]);
    const id = await world.exercises.plan(chief(), plan());
    await world.exercises.plan(chief(), plan({ title: '改后', injects: plan().injects.slice(0, 1), objectives: [] }), { id });
    expect((await read(id)).injects).toHaveLength(1);
    await world.exercises.start(chief(), id);
    await expect(world.exercises.plan(chief(), plan(), { id })).rejects.toMatchObject({ code: 'EXERCISE_STATUS' });
  });

  it('belongs to its station', async () => {
    const id = await begun();
    const [there] = (await createTestStations(world.test, 1)) as [TestStation];
    const foreign = callBy(there, 'chief');
    await expect(world.exercises.halt(foreign, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.injects.skip(foreign, (await read(id)).injects[0]?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.runtime.startInstance(foreign, { workflow: 'note-case', data: { kind: 'x' }, exerciseId: id, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.runtime.startInstance(chief(), { workflow: 'note-case', data: { kind: 'x' }, exercise: true, incidentId: newId(), idempotencyKey: newId() })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await world.test.database.inTenant(foreign.context, (tenant) => tenant.sql('SELECT 1 FROM exercise UNION ALL SELECT 1 FROM exercise_inject UNION ALL SELECT 1 FROM exercise_log'))).toEqual([]);
  });
});
