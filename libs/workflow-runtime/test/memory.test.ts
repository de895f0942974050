import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { setStationCalendar } from '@stationhouse/workflow-runtime';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { notePlugin } from './bench-workflow.js';
import { callBy, openRuntime, runtimeOn, setPlugin, type RuntimeWorld } from './runtime-world.js';

// Two processes on one database: what one remembers the other may have changed.
describe('what a process remembers of its own steps', () => {
  let world: RuntimeWorld;
  let other: Awaited<ReturnType<typeof runtimeOn>>;
  let here: TestStation;
  let instanceId: Id;

  beforeAll(async () => {
    world = await openRuntime([notePlugin()]);
    other = await runtimeOn(world.test.database, [notePlugin()]);
    [here] = (await createTestStations(world.test, 1)) as [TestStation];
  });
  afterAll(async () => {
    await other.jobs.close();
    await world.close();
  });
  beforeEach(async () => {
    ({ instanceId } = await world.runtime.startInstance(callBy(here, 'chief'), { workflow: 'note-case', data: { kind: 'x' }, idempotencyKey: newId() }));
  });

  const again = (runtime: RuntimeWorld['runtime']) => runtime.sendEvent(callBy(here, 'chief'), { instanceId, event: 'again', idempotencyKey: newId() });
  const openTask = async () => {
    const { rows } = await world.test.owner.query<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND status = 'OPEN'`, [instanceId]);
    return rows[0]?.id ?? '';
  };

  it('spares the reading as long as nobody else acts', async () => {
    const atOnce = jest.spyOn(world.test.database, 'atOnce');
    const taskId = await openTask();
    await world.runtime.claimTask(callBy(here, 'duty-officer'), { taskId, idempotencyKey: newId() });
    await world.runtime.releaseTask(callBy(here, 'duty-officer'), { taskId, idempotencyKey: newId() }, false);
    await again(world.runtime);
    await world.runtime.completeTask(callBy(here, 'duty-officer'), { taskId: await openTask(), outcome: 'fine', form: {}, idempotencyKey: newId() });
    expect(atOnce.mock.calls.map(([name]) => name)).toEqual(['commit_steps', 'commit_steps', 'commit_steps', 'commit_steps']);
    atOnce.mockRestore();
  });

  it('gives way to what another process did: a step, a claim', async () => {
    expect((await again(other.runtime)).version).toBe(2);
    expect((await again(world.runtime)).version).toBe(3);
    const taskId = await openTask();
    await other.runtime.claimTask(callBy(here, 'duty-officer'), { taskId, idempotencyKey: newId() });
    const colleague = here.officer('chief');
    await expect(world.runtime.completeTask(callBy(here, colleague), { taskId, outcome: 'fine', form: {}, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    await other.runtime.releaseTask(callBy(here, 'duty-officer'), { taskId, idempotencyKey: newId() }, false);
    expect((await world.runtime.completeTask(callBy(here, 'duty-officer'), { taskId, outcome: 'fine', form: {}, idempotencyKey: newId() })).version).toBe(6);
  });

  it('refuses nobody: a refusal is looked into', async () => {
    const first = await openTask();
    await again(world.runtime);
    // The memory of this process knows the first task as cancelled; a repeated key is answered all the same.
    const key = newId();
    const task = await openTask();
    const complete = { taskId: task, outcome: 'fine', form: {}, idempotencyKey: key };
    const answer = await world.runtime.completeTask(callBy(here, 'duty-officer'), complete);
    expect(await world.runtime.completeTask(callBy(here, 'duty-officer'), complete)).toEqual(answer);
    await expect(world.runtime.claimTask(callBy(here, 'duty-officer'), { taskId: first, idempotencyKey: newId() })).rejects.toMatchObject({ code: 'TASK_NOT_OPEN' });
  });

  it('does not outlive a change of the station: plugins, calendars', async () => {
    const context = { stationIds: [here.id], bureauIds: [] };
    await setPlugin(world.test, here.id, 'note', false);
    await expect(again(world.runtime)).rejects.toMatchObject({ code: 'PLUGIN_DISABLED' });
    await setPlugin(world.test, here.id, 'note', true);
    await again(world.runtime);
    await world.test.database.inTenant(context, (tenant) => setStationCalendar(tenant, other.jobs, here.id, '16:40', []));
    await again(world.runtime);
    const { rows } = await world.test.owner.query<{ closes: string }>(`SELECT w.content->>'closes' AS closes FROM history h JOIN working_calendar w ON w.station_id = h.station_id AND w.hash = h.calendar WHERE h.instance_id = $1 ORDER BY h.version DESC LIMIT 1`, [instanceId]);
    expect(rows).toEqual([{ closes: '16:40' }]);
  });
});
