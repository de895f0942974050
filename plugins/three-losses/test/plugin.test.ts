import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import plugin from '@stationhouse/three-losses-server';
import { newId } from '@stationhouse/kernel';
import { checkPlugins } from '@stationhouse/plugin-api';
import { createTestStations, type TestStation } from '@stationhouse/testing';
// The runtime's own test world: a whole runtime on a database of its own.
import { callBy, openRuntime, type RuntimeWorld } from '../../../libs/workflow-runtime/test/runtime-world.js';

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

  it('is numbered, given to the community officers, and closed', async () => {
    const duty = callBy(station, 'duty-officer');
    const { instanceId } = await world.runtime.startInstance(duty, { workflow: 'three-losses', data: { summary: '巷口路灯损坏' }, idempotencyKey: newId() });
    const tasks = (await world.test.owner.query<{ id: string; roles: string[] }>('SELECT id, roles FROM task WHERE instance_id = $1', [instanceId])).rows;
    expect(tasks).toMatchObject([{ roles: ['community-officer'] }]);
    await world.runtime.completeTask(callBy(station, 'community-officer'), { taskId: tasks[0]?.id ?? '', outcome: 'done', form: { result: '已修复' }, idempotencyKey: newId() });
    const [instance] = (await world.test.owner.query('SELECT status, outcome, number FROM instance WHERE id = $1', [instanceId])).rows;
    expect(instance).toEqual({ status: 'closed', outcome: 'closed', number: expect.stringMatching(/^XZ-S1-\d{4}-00001$/) });
  });
});
