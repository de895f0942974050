import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import plugin from '@stationhouse/three-losses-server';
import { newId } from '@stationhouse/kernel';
import { checkPlugins } from '@stationhouse/plugin-api';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import type { Call } from '@stationhouse/workflow-runtime';
// The runtime's own test world: a whole runtime on a database of its own.
import { callBy, openRuntime, type RuntimeWorld } from '../../../libs/workflow-runtime/test/runtime-world.js';
import { BOY } from './definition.js';

describe('three-losses on the runtime', () => {
  let world: RuntimeWorld;
  let station: TestStation;

  beforeAll(async () => {
    const [checked] = checkPlugins([plugin]);
    if (checked === undefined) throw new Error('no plugin');
    const { id, version, rules = {} } = checked.declaration;
    world = await openRuntime([{ id, version, enabledByDefault: true, rules, workflows: checked.definitions }]);
    [station] = (await createTestStations(world.test, 1)) as [TestStation];
  });
  afterAll(() => world?.close());

  it('tasks everybody at once when a child is missing, and rings', async () => {
    const data = { ...BOY, lastSeenOn: new Date(Date.now() - 600_000).toISOString() };
    const { instanceId } = await world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'missing-person', data, idempotencyKey: newId() });
    const { rows } = await world.test.owner.query<{ key: string }>('SELECT key FROM task WHERE instance_id = $1 ORDER BY key', [instanceId]);
    expect(rows.map(({ key }) => key)).toEqual(['ask', 'ask', 'dispatch', 'fly', 'request']);
    const [instance] = (await world.test.owner.query('SELECT number, status FROM instance WHERE id = $1', [instanceId])).rows;
    expect(instance).toEqual({ status: 'running', number: expect.stringMatching(/^XR-S1-\d{4}-00001$/) });
  });

  it('lets nobody keep what they took in themselves', async () => {
    const [taker, keeper] = (['case-officer', 'duty-officer'] as const).map((who) => callBy(station, { ...station.officer(who), roles: ['property-custodian'] })) as [Call, Call];
    const data = { kind: 'bag', notice: '黑色背包一个', foundOn: new Date(Date.now() - 600_000).toISOString() };
    const { instanceId } = await world.runtime.startInstance(taker, { workflow: 'found-property', data, idempotencyKey: newId() });
    const [task] = (await world.test.owner.query<{ id: string }>('SELECT id FROM task WHERE instance_id = $1', [instanceId])).rows;
    const store = { taskId: task?.id ?? '', outcome: 'stored', form: { shelf: 'A-3' } };
    await expect(world.runtime.completeTask(taker, { ...store, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'SEPARATE_DUTIES' });
    await world.runtime.completeTask(keeper, { ...store, idempotencyKey: newId() });
  });
});
