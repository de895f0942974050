import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { countByState, readInstance, readWhy, stationFigures, StuckFinder, type StuckRule } from '@stationhouse/workflow-runtime';
import { stuckPlugin } from './operating-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

describe('operations', () => {
  let world: RuntimeWorld;
  let finder: StuckFinder;
  let here: TestStation;
  let there: TestStation;

  beforeAll(async () => {
    world = await openRuntime([stuckPlugin()]);
    finder = new StuckFinder(world.catalog);
    expect(await world.test.database.entityDrift()).toEqual([]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2)) as [TestStation, TestStation];
  });

  const begin = async (station = here, data = {}) => (await world.runtime.startInstance(callBy(station, 'chief'), { workflow: 'stuck-case', data, idempotencyKey: newId() })).instanceId;
  const send = (instanceId: Id, event: string, station = here) => world.runtime.sendEvent(callBy(station, 'chief'), { instanceId, event, idempotencyKey: newId() });
  const inStation = <Answer>(station: TestStation, work: Parameters<typeof world.test.database.inTenant<Answer>>[1]) => world.test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, work);
  const stuck = async (station = here, rule?: StuckRule) => (await inStation(station, (tenant) => finder.list(tenant, [here.id, there.id], { rule }, 50, undefined))).edges.map(({ node }) => node);
  const late = (instanceId: Id, by = '5 minutes') => world.test.owner.query('UPDATE timer SET due_at = app.now() - $2::interval WHERE instance_id = $1', [instanceId, by]);
  const why = async (instanceId: Id) => inStation(here, async (tenant) => readWhy(tenant, world.catalog, await readInstance(tenant, here.id, instanceId), 'Asia/Shanghai'));

  describe('what is stuck', () => {
    it('nothing that waits for people, time, calls or linked instances', async () => {
      const waiting = await begin();
      expect(await stuck()).toEqual([]);
      await send(waiting, 'rest');
      for (const pending of [`{"calls": {"9": {"action": "print"}}}`, `{"links": {"9": {"status": "open"}}}`]) {
        await world.test.owner.query(`UPDATE instance SET snapshot = snapshot - 'calls' - 'links' || $2::jsonb WHERE id = $1`, [waiting, pending]);
        expect(await stuck()).toEqual([]);
      }
      await world.test.owner.query(`UPDATE instance SET snapshot = snapshot || '{"links": {"9": {"status": "closed"}}}' WHERE id = $1`, [waiting]);
      expect(await stuck()).toMatchObject([{ rule: 'nothing-pending', instanceId: waiting }]);
    });

    it('an instance that nothing can move, until it moves; an exercise is left to those who run it', async () => {
      const instanceId = await begin(here, { open: true });
      await send(instanceId, 'rest');
      expect(await stuck()).toMatchObject([{ rule: 'nothing-pending', instanceId, subject: instanceId, workflow: 'stuck-case', number: expect.stringMatching(/^ST-/) }]);
      await world.test.owner.query('UPDATE instance SET exercise = true WHERE id = $1', [instanceId]);
      expect(await stuck()).toEqual([]);
      await world.test.owner.query('UPDATE instance SET exercise = false WHERE id = $1', [instanceId]);
      await send(instanceId, 'reckon');
      expect(await stuck()).toEqual([]);
    });

    it('a timer past due by more than a minute', async () => {
      const instanceId = await begin();
      await late(instanceId, '50 seconds');
      expect(await stuck()).toEqual([]);
      await late(instanceId);
      expect(await stuck()).toMatchObject([{ rule: 'timer-late', instanceId, place: 'going#look@remind' }]);
    });

    it('a task for a role that nobody holds, and one whose holder has left', async () => {
      const [unheld, left] = [await begin(), await begin()];
      await send(unheld, 'hand');
      const { rows } = await world.test.owner.query<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1', [left]);
      await world.runtime.assignTask(callBy(here, 'chief'), { taskId: rows[0]?.id as Id, accountId: here.officer('case-officer').accountId, idempotencyKey: newId() });
      expect(await stuck()).toMatchObject([{ rule: 'task-unattended', instanceId: unheld, place: 'handed#value', roles: ['property-custodian'], holderLeft: false }]);
      await world.test.owner.query('UPDATE account SET active = false WHERE id = $1', [here.officer('case-officer').accountId]);
      expect(await stuck(here, 'task-unattended')).toEqual(expect.arrayContaining([expect.objectContaining({ instanceId: left, holderLeft: true })]));
    });

    it('a duty officer’s task, once neither a shift nor a duty commander answers', async () => {
      const instanceId = await begin();
      await world.test.owner.query('DELETE FROM shift WHERE station_id = $1', [here.id]);
      expect(await stuck()).toEqual([]);
      await world.test.owner.query(`UPDATE membership SET ended_at = now() WHERE station_id = $1 AND role = 'duty-commander'`, [here.id]);
      expect(await stuck()).toMatchObject([{ rule: 'task-unattended', instanceId, roles: ['duty-officer'] }]);
      // Whoever leads a shift answers for it, also without officers.
      await world.test.owner.query(`INSERT INTO shift (station_id, id, starts_at, ends_at, commander_id) VALUES ($1, gen_random_uuid(), now() - interval '1 hour', now() + interval '1 hour', $2)`, [here.id, here.officer('case-officer').accountId]);
      expect(await stuck()).toEqual([]);
    });

    it('a clock without a calendar', async () => {
      const instanceId = await begin();
      await send(instanceId, 'reckon');
      expect(await stuck()).toMatchObject([{ rule: 'not-determined', instanceId, place: 'reckoning' }]);
    });

    it('a version that no longer loads', async () => {
      const instanceId = await begin();
      await world.test.owner.query(`UPDATE instance SET definition = 'gone' WHERE id = $1`, [instanceId]);
      expect(await stuck()).toMatchObject([{ rule: 'definition-lost', instanceId, definition: 'gone' }]);
      const counts = await inStation(here, (tenant) => countByState(tenant, world.catalog, [here.id]));
      expect(counts).toMatchObject([{ workflow: 'stuck-case', workflowTitle: { 'zh-CN': '停滞事项' }, definition: 'gone', present: false, state: 'going', count: 1 }]);
      await expect(why(instanceId)).rejects.toMatchObject({ code: 'DEFINITION_LOST' });
    });

    it('page by page, longest stuck first, each finding once', async () => {
      const all = [];
      for (let index = 0; index < 5; index++) all.push(await begin());
      for (const [index, id] of all.entries()) await late(id, `${10 - index} minutes`);
      const seen: Id[] = [];
      let after: string | null | undefined;
      do {
        const page = await inStation(here, (tenant) => finder.list(tenant, [here.id], { rule: 'timer-late' }, 2, after));
        seen.push(...page.edges.map(({ node }) => node.instanceId));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
      } while (after !== undefined);
      expect(seen).toEqual(all);
      await expect(inStation(here, (tenant) => finder.list(tenant, [here.id], {}, 2, Buffer.from('["x","y"]').toString('base64url')))).rejects.toMatchObject({ code: expect.stringMatching(/BAD_/) });
    });

    it('nothing of a station out of reach, whichever is asked for', async () => {
      const foreign = await begin(there);
      await send(foreign, 'rest', there);
      expect(await stuck(here)).toEqual([]);
      expect(await inStation(here, (tenant) => finder.count(tenant, [here.id, there.id]))).toEqual([]);
      expect(await inStation(there, (tenant) => finder.count(tenant, [here.id, there.id]))).toEqual([{ stationId: there.id, rule: 'nothing-pending', count: 1 }]);
    });
  });

  describe('counts', () => {
    it('by workflow, version and state, of the stations in reach', async () => {
      const [first, second, foreign] = [await begin(), await begin(), await begin(there)];
      await begin();
      await send(second, 'rest');
      await world.test.owner.query(`UPDATE instance SET started_at = '2026-01-01T00:00:00Z' WHERE id = $1`, [first]);
      await world.test.owner.query(`UPDATE instance SET exercise = true WHERE id = $1`, [foreign]);
      const counted = (station: TestStation) => inStation(station, (tenant) => countByState(tenant, world.catalog, [here.id, there.id]));
      expect(await counted(here)).toMatchObject([
        { workflow: 'stuck-case', pluginVersion: '1.2.3', publishedAt: expect.any(Date), present: true, state: 'going', stateTitle: { 'zh-CN': '办理' }, count: 2, oldestStartedAt: new Date('2026-01-01T00:00:00Z'), overdueClocks: 0 },
        { state: 'resting', count: 1 },
      ]);
      expect(await counted(there)).toEqual([]);
    });

    it('figures of each station: overdue clocks and late timers', async () => {
      const instanceId = await begin();
      await send(instanceId, 'reckon');
      await world.test.owner.query(`UPDATE clock SET due_at = now() - interval '1 day', state = 'breached' WHERE instance_id = $1`, [instanceId]);
      await late(await begin());
      const figures = await inStation(here, (tenant) => stationFigures(tenant, [here.id, there.id]));
      expect(figures).toEqual([{ stationId: here.id, running: 2, overdueClocks: 1, timersPending: 1, timersLate: 1, timerLatenessSeconds: expect.any(Number) }]);
      expect(figures[0]?.timerLatenessSeconds).toBeGreaterThanOrEqual(300);
      const [count] = await inStation(here, (tenant) => countByState(tenant, world.catalog, [here.id])).then((all) => all.filter(({ state }) => state === 'reckoning'));
      expect(count?.overdueClocks).toBe(1);
    });
  });

  describe('why it is here', () => {
    it('names who may do the open task, the next timer, and what moves it on', async () => {
      const instanceId = await begin();
      const told = await why(instanceId);
      expect(told.summary['zh-CN']).toBe('等待办理任务：查看。');
      expect(told.tasks).toMatchObject([{ title: { 'zh-CN': '查看' }, people: ['duty-officer S1'] }]);
      expect(told.timers).toMatchObject([{ title: { 'zh-CN': '提醒办理“查看”' }, late: false }]);
      expect(told.ways.map(({ title }) => title.en)).toEqual(['Done', 'Rest', 'Reckon', 'Hand over']);
      expect(told.lastEvents.map(({ title }) => title['zh-CN'])).toEqual(['发起：停滞事项']);
      await late(instanceId);
      await world.test.owner.query(`UPDATE instance SET snapshot = jsonb_set(snapshot, '{timers,going#look@remind,dueAt}', '"2026-01-01T00:00:00.000Z"') WHERE id = $1`, [instanceId]);
      expect((await why(instanceId)).timers).toMatchObject([{ late: true }]);
    });

    it('says that nobody can do it, and that only a report moves it on', async () => {
      const instanceId = await begin();
      await send(instanceId, 'rest');
      expect((await why(instanceId)).summary['zh-CN']).toBe('没有任务和定时，只能由人员登记：恢复、计时。');
      const handed = await begin();
      await send(handed, 'hand');
      const told = await why(handed);
      expect(told.summary['zh-CN']).toBe('等待任务“估价”，但目前无人可办。');
      expect(told.lastEvents.map(({ title }) => title['zh-CN'])).toEqual(['移交', '发起：停滞事项']);
    });
  });
});
