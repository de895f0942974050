import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import disputePlugin from '@stationhouse/dispute-mediation-server';
import { newId, type Id } from '@stationhouse/kernel';
import { checkPlugins } from '@stationhouse/plugin-api';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import type { JsonObject } from '@stationhouse/workflow';
import { canonical, replay, type HistoryRow, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
// The runtime's own test world: a whole runtime on a database of its own.
import { callBy, openRuntime, type RuntimeWorld } from '../../../libs/workflow-runtime/test/runtime-world.js';
import { AGREEMENT, at } from './definition.js';

describe('scenario 7 on the runtime, with the test clock', () => {
  let world: RuntimeWorld;
  let station: TestStation;

  beforeAll(async () => {
    const [checked] = checkPlugins([disputePlugin]);
    if (checked === undefined) throw new Error('no plugin');
    const plugin: WorkflowPlugin = { id: checked.declaration.id, version: checked.declaration.version, enabledByDefault: true, rules: checked.declaration.rules ?? {}, workflows: checked.definitions };
    world = await openRuntime([plugin]);
    station = (await createTestStations(world.test, 1))[0] as TestStation;
    await world.test.owner.query(`UPDATE app.test_clock SET "offset" = $1::timestamptz - now()`, [at('2024-02-29T09:00')]);
  });
  afterAll(() => world.close());

  const now = () => world.test.database.now();
  /** Moves to a local moment in Shanghai, firing what falls due on the way. */
  async function advanceTo(local: string): Promise<void> {
    const seconds = (at(local).getTime() - (await now()).getTime()) / 1000;
    await world.testClock.advance(`PT${seconds.toFixed(3)}S`);
  }
  const tasks = async (instanceId: Id) =>
    (await world.test.owner.query<{ id: Id; ref: string; status: string; opened_at: Date; due_at: Date; roles: string[] }>('SELECT * FROM task WHERE instance_id = $1 ORDER BY serial', [instanceId])).rows;
  async function complete(instanceId: Id, ref: string, outcome: string, form: JsonObject, role: string): Promise<void> {
    const task = (await tasks(instanceId)).find((one) => one.ref === ref && one.status === 'OPEN');
    await world.runtime.completeTask(callBy(station, role), { taskId: task?.id ?? '', outcome, form, idempotencyKey: newId() });
  }

  it('an agreement of 2024-03-01 is visited by the ends of 03-04, 03-31 and 06-01, each task opening ahead', async () => {
    const duty = callBy(station, 'duty-officer');
    const { instanceId } = await world.runtime.startInstance(duty, { workflow: 'dispute-mediation', data: { cause: 'noise', summary: '楼上深夜装修', parties: [{ name: '张三' }] }, idempotencyKey: newId() });
    await complete(instanceId, 'registered#grade', 'accepted', { risk: 'yellow', track: 'police' }, 'duty-officer');
    await advanceTo('2024-03-01T16:00');
    await complete(instanceId, 'mediating.first#mediate', 'agreed', AGREEMENT, 'community-officer');
    const timers = (await world.test.owner.query<{ timer: string; due_at: Date }>(`SELECT timer, due_at FROM timer WHERE instance_id = $1 AND timer LIKE '%@until' ORDER BY due_at`, [instanceId])).rows;
    expect(timers.map(({ timer, due_at: due }) => [timer, due])).toEqual([
      ['followingUp.soon.waiting@until', at('2024-03-03T15:20')],
      ['followingUp.later.waiting@until', at('2024-03-26T15:20')],
      ['followingUp.assess.waiting@until', at('2024-05-22T15:20')],
    ]);

    await advanceTo('2024-03-04T10:00');
    await complete(instanceId, 'followingUp.soon.open#visit', 'calm', { situation: '平稳' }, 'community-officer');
    await complete(instanceId, 'followingUp.performance.pending#confirm', 'performed', {}, 'community-officer');
    await expect(world.runtime.sendEvent(callBy(station, 'chief'), { instanceId, event: 'close', idempotencyKey: newId() })).rejects.toMatchObject({ code: 'EVENT_REFUSED', details: { reason: 'followUpNotFinished' } });
    await advanceTo('2024-04-01T03:00');
    const late = (await tasks(instanceId)).find((task) => task.ref === 'followingUp.later.open#visit');
    expect(late?.roles).toEqual(['community-officer', 'team-leader']);
    await complete(instanceId, 'followingUp.later.open#visit', 'calm', { situation: '平稳' }, 'community-officer');
    await advanceTo('2024-06-01T12:00');
    await complete(instanceId, 'followingUp.assess.open#visit', 'calm', { situation: '平稳' }, 'chief');

    const visits = (await tasks(instanceId)).filter((task) => task.ref.endsWith('open#visit'));
    expect(visits.map((visit) => visit.due_at)).toEqual([at('2024-03-05T00:00'), at('2024-04-01T00:00'), at('2024-06-02T00:00')]);
    const leads = [at('2024-03-03T15:20'), at('2024-03-26T15:20'), at('2024-05-22T15:20')];
    for (const [index, visit] of visits.entries()) expect(Math.abs(visit.opened_at.getTime() - (leads[index]?.getTime() ?? 0))).toBeLessThan(1_000);
    const { rows } = await world.test.owner.query('SELECT status, outcome, number, snapshot FROM instance WHERE id = $1', [instanceId]);
    expect(rows[0]).toMatchObject({ status: 'closed', outcome: 'settled', number: 'JF-S1-2024-00001' });
    expect((await world.test.owner.query('SELECT 1 FROM timer WHERE instance_id = $1', [instanceId])).rowCount).toBe(0);

    const history = (await world.test.owner.query<HistoryRow>('SELECT version, at, kind, definition, time_zone AS "timeZone", event, states_left AS "statesLeft", states_entered AS "statesEntered", effects FROM history WHERE instance_id = $1 ORDER BY version', [instanceId])).rows;
    const played = replay(history, () => world.catalog.get('dispute-mediation').compiled);
    expect(played).toMatchObject({ same: true });
    if (played.same) expect(canonical(played.snapshot)).toBe(canonical(rows[0].snapshot));
    expect(world.errors).toEqual([]);
  });

  it('reads its stored definition back to the very same version', async () => {
    const { compiled } = world.catalog.get('dispute-mediation');
    const { rows } = await world.test.owner.query<{ source: unknown }>('SELECT source FROM definition WHERE hash = $1', [compiled.hash]);
    const { definitionFromJson, definitionHash } = await import('@stationhouse/workflow');
    expect(definitionHash(definitionFromJson(rows[0]?.source), {})).toBe(compiled.hash);
  });
});
