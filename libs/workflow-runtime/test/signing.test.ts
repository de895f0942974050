import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { parseDefinition } from '@stationhouse/workflow';
import { canonical, replay, type HistoryRow } from '@stationhouse/workflow-runtime';
import { noRules } from './bench-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

const YAML = `
workflow: signing
title: { zh-CN: 会签, en: Signing }
number: "HQ-{station}-{yyyy}-{0000}"
startForm: begin
data: { type: object, properties: { note: { type: string } } }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: { note: { type: string } } } } }
start: draft
states:
  draft:
    title: { zh-CN: 起草, en: Draft }
    clock: { budget: P3D, warn: P1D }
    tasks: { write: { title: { zh-CN: 起草, en: Write }, role: mediator, due: P1D, remind: PT1H, delegate: true, recall: PT10M } }
    on: { write.done: signing }
  signing:
    title: { zh-CN: 会签, en: Signing }
    tasks: { sign: { title: { zh-CN: 会签, en: Sign }, answers: { from: [chief, duty-officer], need: all, otherwise: split }, outcomes: { agreed: { title: { zh-CN: 同意, en: Agreed } }, split: { title: { zh-CN: 分歧, en: Split }, automatic: true } } } }
    on: { sign.agreed: named, sign.split: draft }
  named:
    title: { zh-CN: 指派, en: Named }
    tasks: { do: { title: { zh-CN: 办理, en: Do }, role: mediator, take: assign } }
    on: { do.done: over }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
`;

interface TaskLine {
  readonly id: Id;
  readonly key: string;
  readonly serial: number;
  readonly status: string;
  readonly assignee_id: Id | null;
  readonly completed_at: Date | null;
  readonly outcome: string | null;
}

describe('tasks of several people', () => {
  let world: RuntimeWorld;
  let station: TestStation;

  beforeAll(async () => {
    world = await openRuntime([{ id: 'signing', version: '1.0.0', enabledByDefault: true, rules: noRules, workflows: [parseDefinition(YAML, 'signing.yaml').definition] }]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [station] = (await createTestStations(world.test, 1)) as [TestStation];
  });
  afterEach(() => expect(world?.errors).toEqual([]));

  const begin = async () => (await world.runtime.startInstance(callBy(station, 'mediator'), { workflow: 'signing', data: {}, idempotencyKey: newId() })).instanceId;
  const tasks = async (instanceId: Id) => (await world.test.owner.query<TaskLine>('SELECT * FROM task WHERE instance_id = $1 ORDER BY serial', [instanceId])).rows;
  const task = async (instanceId: Id, key: string) => {
    const found = (await tasks(instanceId)).findLast((one) => one.key === key);
    if (found === undefined) throw new Error(`no task ${key}`);
    return found;
  };
  const complete = async (instanceId: Id, key: string, who: string, outcome = 'done') =>
    world.runtime.completeTask(callBy(station, who), { taskId: (await task(instanceId, key)).id, outcome, form: {}, idempotencyKey: newId() });
  const timers = async (instanceId: Id) => (await world.test.owner.query<{ timer: string; due_at: Date }>('SELECT timer, due_at FROM timer WHERE instance_id = $1 ORDER BY timer', [instanceId])).rows.map(({ timer, due_at }) => [timer, due_at.toISOString()]);

  it('stay open until everybody has signed, the duty officer by the roster; nobody signs twice or takes them', async () => {
    const instanceId = await begin();
    await complete(instanceId, 'write', 'mediator');
    await expect(world.runtime.claimTask(callBy(station, 'chief'), { taskId: (await task(instanceId, 'sign')).id, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await complete(instanceId, 'sign', 'chief', 'agreed');
    expect(await task(instanceId, 'sign')).toMatchObject({ status: 'OPEN', assignee_id: null });
    await expect(complete(instanceId, 'sign', 'chief', 'agreed')).rejects.toMatchObject({ code: 'ALREADY_ANSWERED' });
    await expect(complete(instanceId, 'sign', 'mediator', 'agreed')).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await complete(instanceId, 'sign', 'duty-officer', 'agreed');
    expect(await task(instanceId, 'sign')).toMatchObject({ status: 'DONE', outcome: 'agreed' });
    await expect(complete(instanceId, 'do', 'mediator')).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await world.runtime.assignTask(callBy(station, 'chief'), { taskId: (await task(instanceId, 'do')).id, accountId: station.officer('mediator').accountId, idempotencyKey: newId() });
    await complete(instanceId, 'do', 'mediator');
  });

  it('are handed to a colleague, who alone may then complete them', async () => {
    const instanceId = await begin();
    const to = station.officer('chief').accountId;
    await world.runtime.delegateTask(callBy(station, 'mediator'), { taskId: (await task(instanceId, 'write')).id, accountId: to, idempotencyKey: newId() });
    expect(await task(instanceId, 'write')).toMatchObject({ status: 'CLAIMED', assignee_id: to });
    await expect(complete(instanceId, 'write', 'mediator')).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await complete(instanceId, 'write', 'chief');
  });

  it('are taken back: rows, clock and timers as they were; the history replays', async () => {
    const instanceId = await begin();
    const before = await timers(instanceId);
    await complete(instanceId, 'write', 'mediator');
    expect(await timers(instanceId)).toEqual([]);
    const recall = async (who: string) => world.runtime.recallTask(callBy(station, who), { taskId: (await task(instanceId, 'write')).id, idempotencyKey: newId() });
    await expect(recall('chief')).rejects.toMatchObject({ code: 'RECALL_REFUSED', details: { reason: 'notYours' } });
    await recall('mediator');
    expect((await tasks(instanceId)).map(({ key, status, completed_at, outcome }) => [key, status, completed_at === null, outcome])).toEqual([['write', 'CLAIMED', true, null], ['sign', 'CANCELLED', false, null]]);
    expect((await world.test.owner.query('SELECT ref, state, stopped_at FROM clock WHERE instance_id = $1', [instanceId])).rows).toEqual([{ ref: 'draft', state: 'running', stopped_at: null }]);
    expect(await timers(instanceId)).toEqual(before);
    await complete(instanceId, 'write', 'mediator');
    await complete(instanceId, 'sign', 'chief', 'agreed');
    await expect(recall('mediator')).rejects.toMatchObject({ code: 'RECALL_REFUSED', details: { reason: 'movedOn' } });

    const history = await world.test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, (tenant) =>
      tenant.sql<HistoryRow>('SELECT version, at, kind, definition, time_zone AS "timeZone", event, states_left AS "statesLeft", states_entered AS "statesEntered", effects FROM history WHERE instance_id = $1 ORDER BY version', [instanceId]),
    );
    const played = replay(history, () => world.catalog.get('signing').compiled);
    const { rows } = await world.test.owner.query('SELECT snapshot FROM instance WHERE id = $1', [instanceId]);
    expect(canonical(played)).toBe(canonical({ same: true, snapshot: rows[0].snapshot }));
  });
});
