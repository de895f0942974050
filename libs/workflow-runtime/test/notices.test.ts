import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import type { OutgoingMessage } from '@stationhouse/notify';
import { createTestStations, untilJobsDone, type TestStation } from '@stationhouse/testing';
import { alertPlugin, asWorkflowPlugin } from '@stationhouse/testing/fixtures';
import { parseDefinition } from '@stationhouse/workflow';
import type { WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { notePlugin } from './bench-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

/** Rings the duty officer for a minute, and tells the chief quietly. */
const ALARM = `
workflow: alarm
title: { zh-CN: 警报, en: Alarm }
number: "AL-{0}"
startForm: begin
data: { type: object, properties: { who: { type: string, maxLength: 40, x-personal: P2, title: { zh-CN: 谁, en: Who } } } }
actions:
  ring: { notify: { roles: [duty-officer], text: { zh-CN: 高危预警, en: High alert }, urgent: true, climbAfter: PT1M } }
  tell: { notify: { roles: [chief], text: { zh-CN: 请知悉, en: For your information } } }
start: fresh
states:
  fresh: { title: { zh-CN: 新, en: Fresh }, choose: [{ to: open, do: [ring, tell] }] }
  open: { title: { zh-CN: 办理, en: Open }, tasks: { look: { title: { zh-CN: 查看, en: Look }, role: duty-officer, delegate: true } }, on: { look.done: closed, stop: closed } }
  closed: { title: { zh-CN: 结束, en: Closed }, final: true, outcome: closed }
events: { stop: { title: { zh-CN: 结束, en: Stop } } }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: { who: { type: string, maxLength: 40 } } } } }
`;

/** Two clocks: one of a state, whose breach nobody is named for, and one of the whole workflow that tells the chief itself. */
const TIMED = `
workflow: timed
title: { zh-CN: 限时, en: Timed }
number: "TM-{0}"
startForm: begin
data: { type: object, properties: {} }
actions: { tell: { notify: { roles: [chief], text: { zh-CN: 答复已超时, en: The answer is late } } } }
clocks: { answer: { title: { zh-CN: 答复时限, en: Answer }, runs: active("open"), budget: PT3H, warn: PT10M, breach: { do: [tell] } } }
start: open
states:
  open:
    title: { zh-CN: 办理, en: Open }
    start: look
    clock: { budget: PT1H, warn: PT30M, title: { zh-CN: 查看时限, en: Look } }
    states: { look: { title: { zh-CN: 查看, en: Look }, tasks: { look: { title: { zh-CN: 查看, en: Look }, role: duty-officer } }, on: { look.done: ^closed } } }
  closed: { title: { zh-CN: 结束, en: Closed }, final: true, outcome: closed }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } } }
`;
const workflow = (id: string, source: string): WorkflowPlugin => ({ id, version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [parseDefinition(source, `${id}.yaml`).definition] });
const plugins = (): WorkflowPlugin[] => [notePlugin(), workflow('alarm', ALARM), workflow('timed', TIMED), asWorkflowPlugin(alertPlugin)];

interface Told {
  readonly id: Id;
  readonly kind: string;
  readonly urgency: string;
  readonly title: { readonly en: string };
  readonly body: { readonly en: string };
  readonly stage: string;
  readonly exercise: boolean;
  readonly accounts: readonly Id[];
}

describe('what a workflow tells people', () => {
  let world: RuntimeWorld;
  let station: TestStation;
  const sent: OutgoingMessage[] = [];
  beforeAll(async () => {
    world = await openRuntime(plugins(), { channels: [{ id: 'push', send: async (message) => void sent.push(message) }] });
    await world.jobs.startWorker();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    station = (await createTestStations(world.test, 1))[0] as TestStation;
    sent.length = 0;
  });

  const idOf = (role: string) => station.officer(role).accountId;
  const begin = (workflow: string, data: Record<string, string>, exercise = false) => world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow, data, exercise, idempotencyKey: newId() });
  const read = async (instanceId: Id): Promise<Told[]> =>
    (await world.test.owner.query<Told>(
      `SELECT n.id, n.kind, n.urgency, n.title, n.body, n.stage, n.exercise, ARRAY(SELECT r.account_id FROM notice_recipient r WHERE r.notice_id = n.id ORDER BY r.told_at, r.account_id) AS accounts
         FROM notice n WHERE n.record_id = $1 ORDER BY n.kind, n.urgency DESC, n.created_at, n.id`, [instanceId])).rows;
  const worked = () => untilJobsDone(world.test, station.id);

  it('is told to the roles it names, rings where it is urgent, and says nothing of the data', async () => {
    const { instanceId } = await begin('alarm', { who: '张三' });
    await worked();
    const told = await read(instanceId);
    expect(told).toMatchObject([
      { kind: 'workflow.notice', urgency: 'urgent', title: { en: 'High alert' }, body: { en: 'Alarm AL-1' }, accounts: [idOf('duty-officer')] },
      { kind: 'workflow.notice', urgency: 'normal', title: { en: 'For your information' }, accounts: [idOf('chief')] },
    ]);
    expect(JSON.stringify(told)).not.toContain('张三');
    expect(sent).toEqual([{ id: expect.any(String), accountIds: [idOf('duty-officer')], number: 'AL-1' }]);
  });

  describe('that rings for a task', () => {
    const alert = async (exercise = false) => {
      const { instanceId } = await begin('alert', {}, exercise);
      await worked();
      return instanceId;
    };
    const rung = async (instanceId: Id) => (await world.test.owner.query<Readonly<Record<string, unknown>>>('SELECT id, priority, stage, task_outcome, over_as, signed_by, signed_at, climb_at, bureau_roles FROM notice WHERE record_id = $1', [instanceId])).rows[0];
    const taskOf = async (instanceId: Id) => (await world.test.owner.query<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND key = 'sign'`, [instanceId])).rows[0]?.id ?? '';
    const sign = async (instanceId: Id, who = callBy(station, 'duty-officer')) => world.runtime.completeTask(who, { taskId: await taskOf(instanceId), outcome: 'signed', form: {}, idempotencyKey: newId() });

    it('carries the task, and ends for everybody in the step that completes it, however that is done', async () => {
      const instanceId = await alert();
      expect(await rung(instanceId)).toMatchObject({ priority: 1, task_outcome: 'signed', over_as: null, bureau_roles: ['anti-fraud-centre'], climb_at: expect.any(Date) });
      const heard = world.jobs.live.subscribe({ stationIds: [station.id], kinds: ['NOTICE'] });
      await heard.next();
      await sign(instanceId);
      const over = await rung(instanceId);
      expect(over).toMatchObject({ over_as: 'signed', signed_by: idOf('duty-officer'), signed_at: expect.any(Date), climb_at: null });
      expect((await heard.next()).value).toEqual({ kind: 'NOTICE', id: over?.['id'], stationId: station.id });
      await heard.return?.();
      await world.testClock.advance('PT1H');
      expect(await rung(instanceId)).toMatchObject({ stage: 'addressed', over_as: 'signed' });
    });

    it('ends, needed no longer, when the instance goes another way', async () => {
      const instanceId = await alert();
      await world.runtime.sendEvent(callBy(station, 'duty-officer'), { instanceId, event: 'withdraw', idempotencyKey: newId() });
      expect(await rung(instanceId)).toMatchObject({ over_as: 'unneeded', signed_by: null, climb_at: null });
    });

    it('is completed by whoever it rang, and by nobody whom it did not', async () => {
      const instanceId = await alert();
      await world.testClock.advance('PT15S');
      expect((await read(instanceId))[0]).toMatchObject({ stage: 'commander', accounts: [idOf('duty-officer'), idOf('duty-commander')] });
      const commander = callBy(station, 'duty-commander');
      await expect(sign(instanceId, callBy(station, 'case-officer'))).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
      await sign(instanceId, { ...commander, actor: { ...commander.actor, rung: true } });
      expect(await rung(instanceId)).toMatchObject({ over_as: 'signed', signed_by: idOf('duty-commander') });
    });

    it('says nothing of what was signed before it could, and rings no more after the last moment', async () => {
      const late = await alert();
      await sign(late);
      const { rows: jobs } = await world.test.owner.query<{ id: Id }>(`SELECT id FROM outbox WHERE scope_id = $1 AND topic = 'workflow.effect.notices'`, [station.id]);
      for (const table of ['notice_delivery', 'notice_recipient', 'notice']) await world.test.owner.query(`DELETE FROM ${table} WHERE unit_id = $1`, [station.id]);
      await world.test.owner.query(`UPDATE outbox SET state = 'pending', finished_at = NULL, next_run = now(), wake_at = now() WHERE id = ANY ($1)`, [jobs.map(({ id }) => id)]);
      world.jobs.outbox.wake(jobs.map(({ id }) => id));
      await worked();
      expect(await rung(late)).toBeUndefined();
      const signed = await Promise.all(Array.from({ length: 12 }, async () => {
        const { instanceId } = await begin('alert', {});
        await sign(instanceId);
        return instanceId;
      }));
      await worked();
      const { rows } = await world.test.owner.query<{ ringing: number }>(`SELECT count(*)::int AS ringing FROM notice WHERE record_id = ANY ($1) AND signed_at IS NULL`, [signed]);
      expect(rows).toEqual([{ ringing: 0 }]);
      expect(world.errors).toEqual([]);
    });
  });

  it('climbs at its own moment when the test clock jumps over it', async () => {
    const { instanceId } = await begin('alarm', {});
    await worked();
    await world.testClock.advance('PT1H');
    const [ringing] = await read(instanceId);
    expect(ringing).toMatchObject({ stage: 'bureau', accounts: [idOf('duty-officer'), idOf('duty-commander')] });
    const { rows } = await world.test.owner.query<{ seconds: number }>(
      `SELECT extract(epoch FROM a.at - n.created_at)::float8 AS seconds FROM audit_entry a JOIN notice n ON n.id = a.record_id WHERE a.action = 'notice.climbed' AND n.record_id = $1 ORDER BY a.sequence`,
      [instanceId],
    );
    expect(rows.map(({ seconds }) => Math.round(seconds / 60))).toEqual([1, 2]);
    for (const { seconds } of rows) expect(seconds % 60).toBeLessThan(5);
  });

  it('stays inside the system in an exercise, marked', async () => {
    const { instanceId } = await begin('alarm', {}, true);
    await worked();
    await world.testClock.advance('PT1H');
    await worked();
    expect((await read(instanceId)).map(({ exercise }) => exercise)).toEqual([true, true]);
    expect(sent).toEqual([]);
  });

  it('reminds whoever holds a task, escalates to the next role, and tells whom somebody gave it to', async () => {
    const { instanceId } = await begin('note-case', { kind: 'x' });
    const { rows } = await world.test.owner.query<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1', [instanceId]);
    await world.runtime.assignTask(callBy(station, 'chief'), { taskId: rows[0]?.id ?? '', accountId: idOf('case-officer'), idempotencyKey: newId() });
    await worked();
    await world.testClock.advance('PT40M');
    await worked();
    await world.testClock.advance('PT40M');
    await worked();
    expect(await read(instanceId)).toMatchObject([
      { kind: 'clock.warning', title: { en: 'Clock runs out soon: First' }, accounts: [idOf('case-officer')] },
      { kind: 'task.assigned', urgency: 'normal', title: { en: 'A task for you: Check' }, accounts: [idOf('case-officer')] },
      { kind: 'task.escalated', title: { en: 'Overdue: Check' }, accounts: [idOf('chief')] },
      { kind: 'task.reminder', title: { en: 'Due soon: Check' }, accounts: [idOf('case-officer')] },
    ]);
  });

  it('tells whoever holds the tasks of a clock that it runs out, the duty commander too once it has, and leaves a definition that speaks for itself to it', async () => {
    const { instanceId } = await begin('timed', {});
    const { rows } = await world.test.owner.query<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1', [instanceId]);
    await world.runtime.assignTask(callBy(station, 'chief'), { taskId: rows[0]?.id ?? '', accountId: idOf('duty-officer'), idempotencyKey: newId() });
    const step = async (by: string) => {
      await world.testClock.advance(by);
      await worked();
    };
    for (const by of ['PT31M', 'PT30M', 'PT1H50M', 'PT10M']) await step(by);
    expect((await read(instanceId)).filter(({ kind }) => kind !== 'task.assigned')).toMatchObject([
      { kind: 'clock.breached', urgency: 'normal', title: { 'zh-CN': '超过时限：查看时限', en: 'Clock breached: Look' }, body: { en: 'Timed TM-1' }, accounts: [idOf('duty-officer'), idOf('duty-commander')].sort() },
      { kind: 'clock.warning', title: { en: 'Clock runs out soon: Look' }, accounts: [idOf('duty-officer')] },
      { kind: 'clock.warning', title: { en: 'Clock runs out soon: Answer' }, accounts: [idOf('duty-officer')] },
      { kind: 'workflow.notice', title: { en: 'The answer is late' }, accounts: [idOf('chief')] },
    ]);
  });

  it('does not warn of a clock that stopped while the job waited', async () => {
    const { instanceId } = await begin('timed', {});
    await worked();
    const { rows } = await world.test.owner.query<{ version: number }>('SELECT version FROM instance WHERE id = $1', [instanceId]);
    await world.test.owner.query(`UPDATE history SET effects = effects || jsonb_build_array(jsonb_build_object('type', 'warn-clock', 'clock', 'answer', 'serial', (SELECT serial FROM clock WHERE instance_id = $1 AND ref = 'answer'))) WHERE instance_id = $1`, [instanceId]);
    await world.test.owner.query(`UPDATE clock SET state = 'met', stopped_at = now() WHERE instance_id = $1`, [instanceId]);
    await world.test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, (tenant) => world.jobs.outbox.enqueue(tenant, { topic: 'workflow.effect.notices', stationId: station.id, payload: { instanceId, version: rows[0]?.version ?? 0 } }));
    await worked();
    expect(await read(instanceId)).toEqual([]);
  });

  it('tells whom somebody handed a task on to', async () => {
    const { instanceId } = await begin('alarm', {});
    const { rows } = await world.test.owner.query<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1', [instanceId]);
    await world.runtime.delegateTask(callBy(station, 'duty-officer'), { taskId: rows[0]?.id ?? '', accountId: idOf('case-officer'), idempotencyKey: newId() });
    await worked();
    expect(await read(instanceId)).toContainEqual(expect.objectContaining({ kind: 'task.assigned', title: { 'zh-CN': '指派给您的任务：查看', en: 'A task for you: Look' }, accounts: [idOf('case-officer')] }));
  });

  it('is not told twice when the job runs again, and not for a task one took oneself or has done', async () => {
    const { instanceId } = await begin('alarm', {});
    await worked();
    await world.test.owner.query(`UPDATE outbox SET state = 'pending', finished_at = NULL, next_run = now(), wake_at = now() WHERE scope_id = $1`, [station.id]);
    world.jobs.outbox.wake((await world.test.owner.query<{ id: Id }>('SELECT id FROM outbox WHERE scope_id = $1', [station.id])).rows.map(({ id }) => id));
    await worked();
    expect(await read(instanceId)).toHaveLength(2);
    expect(sent).toHaveLength(1);

    const mine = await begin('note-case', { kind: 'x' });
    const { rows } = await world.test.owner.query<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1', [mine.instanceId]);
    await world.runtime.assignTask(callBy(station, 'chief'), { taskId: rows[0]?.id ?? '', accountId: idOf('chief'), idempotencyKey: newId() });
    await worked();
    expect(await read(mine.instanceId)).toEqual([]);
    expect(world.errors).toEqual([]);
  });
});
