import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { canonical, countTasks, dutyAt, listTasks, replay, type HistoryRow } from '@stationhouse/workflow-runtime';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';
import { signingPlugin } from './signing-workflow.js';

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
    world = await openRuntime([signingPlugin()]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [station] = (await createTestStations(world.test, 1)) as [TestStation];
  });
  afterEach(() => expect(world?.errors).toEqual([]));

  /** What waits for an officer at the station. */
  const mine = async (role: string) =>
    world.test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, async (tenant) => {
      const selection = { mine: { actor: callBy(station, role).actor, duty: await dutyAt(tenant, station.id) } };
      const [page, count] = [await listTasks(tenant, station.id, selection, 50, undefined), await countTasks(tenant, station.id, selection)];
      expect(count).toBe(page.edges.length);
      return page.edges.map(({ node }) => node.key);
    });
  const begin = async () => (await world.runtime.startInstance(callBy(station, 'community-officer'), { workflow: 'signing', data: {}, idempotencyKey: newId() })).instanceId;
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
    await complete(instanceId, 'write', 'community-officer');
    await expect(world.runtime.claimTask(callBy(station, 'chief'), { taskId: (await task(instanceId, 'sign')).id, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await expect(world.runtime.assignTask(callBy(station, 'chief'), { taskId: (await task(instanceId, 'sign')).id, accountId: station.officer('chief').accountId, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    expect(await mine('chief')).toEqual(['sign']);
    await complete(instanceId, 'sign', 'chief', 'agreed');
    expect(await mine('chief')).toEqual([]);
    expect(await task(instanceId, 'sign')).toMatchObject({ status: 'OPEN', assignee_id: null });
    await expect(complete(instanceId, 'sign', 'chief', 'agreed')).rejects.toMatchObject({ code: 'ALREADY_ANSWERED' });
    await expect(complete(instanceId, 'sign', 'community-officer', 'agreed')).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await complete(instanceId, 'sign', 'duty-officer', 'agreed');
    expect(await task(instanceId, 'sign')).toMatchObject({ status: 'DONE', outcome: 'agreed' });
    await expect(complete(instanceId, 'do', 'community-officer')).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await world.runtime.assignTask(callBy(station, 'chief'), { taskId: (await task(instanceId, 'do')).id, accountId: station.officer('community-officer').accountId, idempotencyKey: newId() });
    await complete(instanceId, 'do', 'community-officer');
  });

  it('are handed to a colleague, who alone may then complete them', async () => {
    const instanceId = await begin();
    const to = station.officer('chief').accountId;
    await world.runtime.delegateTask(callBy(station, 'community-officer'), { taskId: (await task(instanceId, 'write')).id, accountId: to, idempotencyKey: newId() });
    expect(await task(instanceId, 'write')).toMatchObject({ status: 'CLAIMED', assignee_id: to });
    await expect(complete(instanceId, 'write', 'community-officer')).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await complete(instanceId, 'write', 'chief');
  });

  it('are taken back: rows, clock and timers as they were; the history replays', async () => {
    const instanceId = await begin();
    const before = await timers(instanceId);
    await complete(instanceId, 'write', 'community-officer');
    expect(await timers(instanceId)).toEqual([]);
    const recall = async (who: string) => world.runtime.recallTask(callBy(station, who), { taskId: (await task(instanceId, 'write')).id, idempotencyKey: newId() });
    await expect(recall('chief')).rejects.toMatchObject({ code: 'RECALL_REFUSED', details: { reason: 'notYours' } });
    await recall('community-officer');
    expect((await tasks(instanceId)).map(({ key, status, completed_at, outcome }) => [key, status, completed_at === null, outcome])).toEqual([['write', 'CLAIMED', true, null], ['sign', 'CANCELLED', false, null]]);
    expect((await world.test.owner.query('SELECT ref, state, stopped_at FROM clock WHERE instance_id = $1', [instanceId])).rows).toEqual([{ ref: 'draft', state: 'running', stopped_at: null }]);
    expect(await timers(instanceId)).toEqual(before);
    await complete(instanceId, 'write', 'community-officer');
    await complete(instanceId, 'sign', 'chief', 'agreed');
    await expect(recall('community-officer')).rejects.toMatchObject({ code: 'RECALL_REFUSED', details: { reason: 'movedOn' } });

    const history = await world.test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, (tenant) =>
      tenant.sql<HistoryRow>('SELECT version, at, kind, definition, time_zone AS "timeZone", event, states_left AS "statesLeft", states_entered AS "statesEntered", effects FROM history WHERE instance_id = $1 ORDER BY version', [instanceId]),
    );
    const played = replay(history, () => world.catalog.get('signing').compiled);
    const { rows } = await world.test.owner.query('SELECT snapshot FROM instance WHERE id = $1', [instanceId]);
    expect(canonical(played)).toBe(canonical({ same: true, moves: [], snapshot: rows[0].snapshot }));
  });
});
