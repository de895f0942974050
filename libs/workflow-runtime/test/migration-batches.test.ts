import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import type { MigrationDecisions } from '@stationhouse/workflow';
import { MIGRATE_TOPIC, MigrationBatches, MigrationSteps, MigrationWork, replay, WorkflowCatalog, WorkflowRuntime, type BatchScope, type HistoryRow, type OnBatch } from '@stationhouse/workflow-runtime';
import { deliverJobs, noticesOf, openConfiguration, reach, stationScope, type ConfigurationWorld } from './configuration-world.js';
import { callBy } from './runtime-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

interface TimerLine {
  readonly instance_id: Id;
  readonly timer: string;
  readonly due_at: Date;
}

interface ClockLine {
  readonly instance_id: Id;
  readonly ref: string;
  readonly state: string;
  readonly due_at: Date;
  readonly started_at: Date;
  readonly paused_at: Date | null;
  readonly stopped_at: Date | null;
}

describe('moving running instances to a new version', () => {
  let world: ConfigurationWorld;
  /** The program after its plugin was updated: states, tasks and clocks have other names. */
  let batches: MigrationBatches;
  let work: MigrationWork;
  let catalog: WorkflowCatalog;
  let runtime: WorkflowRuntime;
  let here: TestStation;
  let there: TestStation;

  beforeAll(async () => {
    world = await openConfiguration([visitPlugin()]);
    catalog = new WorkflowCatalog();
    catalog.register(visitPlugin('renamed', '2.0.0'));
    await catalog.publish(world.test.database);
    runtime = new WorkflowRuntime({ database: world.test.database, catalog, jobs: world.jobs, clock: world.clock });
    batches = new MigrationBatches(catalog, world.jobs);
    work = new MigrationWork(world.test.database, catalog, new MigrationSteps(world.test.database, catalog, runtime), world.word);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2)) as [TestStation, TestStation];
  });
  afterEach(() => expect(world?.errors).toEqual([]));

  const query = async <Row extends object>(statement: string, parameters: readonly unknown[]) => (await world.test.owner.query<Row>(statement, [...parameters])).rows;
  const begin = async (station = here) => (await world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'visit-case', data: { kind: 'x' }, idempotencyKey: newId() })).instanceId;
  const openTask = async (instanceId: Id) => (await query<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND status IN ('OPEN', 'CLAIMED')`, [instanceId]))[0]?.id ?? '';
  const visiting = async (station = here) => {
    const instanceId = await begin(station);
    await world.runtime.completeTask(callBy(station, 'duty-officer'), { taskId: await openTask(instanceId), outcome: 'fine', form: {}, idempotencyKey: newId() });
    return instanceId;
  };
  const claimed = async (station = here) => {
    const instanceId = await visiting(station);
    await world.runtime.claimTask(callBy(station, 'community-officer'), { taskId: await openTask(instanceId), idempotencyKey: newId() });
    return instanceId;
  };
  const waiting = async (station = here) => {
    const instanceId = await begin(station);
    await world.runtime.sendEvent(callBy(station, 'chief'), { instanceId, event: 'hold', idempotencyKey: newId() });
    return instanceId;
  };
  const scope = (): BatchScope => ({ level: 'station', scopeId: here.id });
  const within = <Result>(workIn: Parameters<typeof world.test.database.inTenant<Result>>[1], stations = [here], bureau?: Id) => world.test.database.inTenant(reach(here.officer('chief'), stations, bureau), workIn);
  const rehearsed = async (decisions: MigrationDecisions = { states: { waiting: 'resting', visiting: 'following' }, tasks: { 'visiting#visit': 'following#call' }, clocks: { visiting: 'following' } }) => {
    const { batchId } = await within((tenant) => batches.rehearse(tenant, scope(), { workflow: 'visit-case', stationIds: [here.id], decisions, because: '流程更新', idempotencyKey: newId() }));
    await deliver();
    return batchId;
  };
  const deliver = (times = 1, from = work) => deliverJobs(world.test, world.jobs, MIGRATE_TOPIC, [here.id, there.id], times, from.job());
  const press = (what: 'start' | 'suspend' | 'resume' | 'undo', batchId: Id, idempotencyKey = newId()) => within((tenant) => (batches[what] as (...of: [typeof tenant, BatchScope, OnBatch]) => Promise<{ batchId: Id }>).call(batches, tenant, scope(), { batchId, idempotencyKey }));
  const progress = (batchId: Id) => within(async (tenant) => batches.progress(tenant, await batches.read(tenant, here.id, batchId)));
  const items = (batchId: Id, selection = {}) => within(async (tenant) => (await batches.items(tenant, await batches.read(tenant, here.id, batchId), selection, 200, undefined)).edges.map(({ node }) => node));
  const clocks = (station = here) => query<ClockLine>('SELECT instance_id, ref, state, due_at, started_at, paused_at, stopped_at FROM clock WHERE station_id = $1 ORDER BY instance_id, serial', [station.id]);
  const timers = (station = here) => query<TimerLine>('SELECT instance_id, timer, due_at FROM timer WHERE station_id = $1 ORDER BY instance_id, due_at, timer', [station.id]);
  const tasks = (instanceId: Id) => query<{ ref: string; key: string; status: string; assignee_id: Id | null; serial: number }>('SELECT ref, key, status, assignee_id, serial FROM task WHERE instance_id = $1 ORDER BY serial', [instanceId]);
  const renamed = (name: string) => name.replace('visiting#visit', 'following#call').replace('visiting', 'following').replace('waiting', 'resting');
  async function replays(instanceId: Id): Promise<void> {
    const history = await query<HistoryRow>('SELECT version, at, kind, definition, time_zone AS "timeZone", event, states_left AS "statesLeft", states_entered AS "statesEntered", effects FROM history WHERE instance_id = $1 ORDER BY version', [instanceId]);
    const versionOf = (hash: string) => world.catalog.loaded(hash) ?? catalog.get('visit-case').compiled;
    const [row] = await query<{ snapshot: object }>('SELECT snapshot FROM instance WHERE id = $1', [instanceId]);
    expect(replay(history, versionOf)).toMatchObject({ same: true, snapshot: row?.snapshot });
  }

  it('rehearses on all running instances, changes nothing, and says who would stick and whose clock would change', async () => {
    const [a, b, c] = [await begin(), await visiting(), await waiting()];
    const before = [await clocks(), await timers(), await query('SELECT * FROM instance WHERE station_id = $1 ORDER BY id', [here.id])];
    const batchId = await rehearsed({});
    expect([await clocks(), await timers(), await query('SELECT * FROM instance WHERE station_id = $1 ORDER BY id', [here.id])]).toEqual(before);
    expect(await progress(batchId)).toEqual({ status: 'REHEARSED', ready: 2, stuck: 1, moved: 0, undone: 0, kept: 0 });
    expect(await items(batchId)).toMatchObject([{ instanceId: a, status: 'ready' }, { instanceId: b, status: 'ready' }, { instanceId: c, status: 'stuck', code: 'STATE_OPEN', state: 'waiting' }]);
    const dropping = await rehearsed({ states: { waiting: 'registered', visiting: 'registered' } });
    expect(await progress(dropping)).toMatchObject({ ready: 3, stuck: 0 });
    const changed = await items(dropping, { clocksChange: true });
    expect(changed.map(({ instanceId, clocks: changes }) => [instanceId, changes.map(({ clock, change }) => [clock, change])])).toEqual([[b, [['visiting', 'stopped']]], [c, [['whole', 'resumed']]]]);
    const [part] = await within(async (tenant) => batches.parts(tenant, await batches.read(tenant, here.id, dropping)));
    expect(part?.report).toMatchObject({ states: [{ from: ['registered'], to: ['registered'], count: 1 }, { from: ['visiting'], to: ['registered'], count: 1 }, { from: ['waiting'], to: ['registered'], count: 1 }], tasks: { kept: 1, closed: 1, opened: 2 } });
    await expect(rehearsed({ states: { nowhere: 'registered' } })).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'decisions.states' } });
    await expect(rehearsed({ states: { waiting: 'nowhere' } })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('moves hundreds with their tasks, clocks and timers: none lost, remaining time kept to the millisecond, every history replays', async () => {
    const makers = [begin, visiting, claimed, waiting];
    const made = (await Promise.all(Array.from({ length: 300 }, (_, index) => (makers[index % makers.length] ?? begin)()))) as Id[];
    const [clocksBefore, timersBefore] = [await clocks(), await timers()];
    const batchId = await rehearsed();
    expect(await items(batchId, { clocksChange: true })).toEqual([]);
    await press('start', batchId);
    // Delivered three times at once: still one step each.
    await deliver(3);
    expect(await progress(batchId)).toEqual({ status: 'DONE', ready: 0, stuck: 0, moved: 300, undone: 0, kept: 0 });
    const target = catalog.get('visit-case').compiled.hash;
    expect(await query('SELECT definition, count(*)::int AS count FROM instance WHERE station_id = $1 GROUP BY 1', [here.id])).toEqual([{ definition: target, count: 300 }]);
    expect(await query(`SELECT kind, count(*)::int AS count FROM history WHERE station_id = $1 AND kind = 'migrate' GROUP BY 1`, [here.id])).toEqual([{ kind: 'migrate', count: 300 }]);
    expect(await clocks()).toEqual(clocksBefore.map((clock) => ({ ...clock, ref: clock.stopped_at === null ? renamed(clock.ref) : clock.ref })));
    const inOrder = (lines: readonly TimerLine[]) => [...lines].map(({ instance_id, timer, due_at }) => `${instance_id} ${due_at.toISOString()} ${timer}`).sort();
    expect(inOrder(await timers())).toEqual(inOrder(timersBefore.map((line) => ({ ...line, timer: renamed(line.timer) }))));
    expect(await tasks(made[2] ?? '')).toMatchObject([{ ref: 'registered#check', status: 'DONE' }, { ref: 'following#call', key: 'call', status: 'CLAIMED', assignee_id: here.officer('community-officer').accountId }]);
    expect(await query(`SELECT count(*)::int AS count FROM audit_entry WHERE unit_id = $1 AND action = 'instance.migrated' AND actor_id = $2`, [here.id, here.officer('chief').accountId])).toEqual([{ count: 300 }]);
    for (const instanceId of made.slice(0, 8)) await replays(instanceId);
    // What was moved goes on in the new version, its timers too.
    await runtime.completeTask(callBy(here, 'community-officer'), { taskId: await openTask(made[2] ?? ''), outcome: 'calm', form: {}, idempotencyKey: newId() });
    expect(await query('SELECT status FROM instance WHERE id = $1', [made[2]])).toEqual([{ status: 'closed' }]);
    await replays(made[2] ?? '');
  });

  it('takes back what has not gone on since, with tasks, holders, clocks and timers as they were, and lists the rest', async () => {
    const [a, b, c, d] = [await begin(), await claimed(), await waiting(), await visiting()];
    const before = { clocks: await clocks(), timers: await timers(), tasks: await Promise.all([a, b, c].map(tasks)) };
    const batchId = await rehearsed();
    await press('start', batchId);
    await deliver();
    await runtime.completeTask(callBy(here, 'community-officer'), { taskId: await openTask(d), outcome: 'calm', form: {}, idempotencyKey: newId() });
    await press('undo', batchId);
    await deliver(2);
    expect(await progress(batchId)).toEqual({ status: 'UNDONE', ready: 0, stuck: 0, moved: 0, undone: 3, kept: 1 });
    expect(await items(batchId, { status: 'kept' })).toMatchObject([{ instanceId: d, code: 'MOVED_ON' }]);
    const others = <Row extends { instance_id: Id }>(rows: readonly Row[]) => rows.filter(({ instance_id: id }) => id !== d);
    expect(others(await clocks())).toEqual(others(before.clocks));
    expect(others(await timers())).toEqual(others(before.timers));
    expect(await Promise.all([a, b, c].map(tasks))).toEqual(before.tasks);
    expect(await query('SELECT definition, version FROM instance WHERE id = ANY ($1) ORDER BY id', [[a, b, c]])).toEqual([3, 5, 4].map((version) => ({ definition: world.catalog.get('visit-case').compiled.hash, version })));
    for (const instanceId of [a, b, c, d]) await replays(instanceId);
    expect(await query(`SELECT kind FROM history WHERE instance_id = $1 ORDER BY version`, [b])).toEqual(['start', 'complete-task', 'claim-task', 'migrate', 'undo-migration'].map((kind) => ({ kind })));
    // And goes on where it was.
    await world.runtime.completeTask(callBy(here, 'community-officer'), { taskId: await openTask(b), outcome: 'calm', form: {}, idempotencyKey: newId() });
    await replays(b);
  });

  it('gives tasks that the move closed back to whoever held them: claimed, assigned or handed on', async () => {
    const [free, own, given, handed, released] = [await visiting(), await claimed(), await visiting(), await claimed(), await claimed()];
    const [chief, officer] = [callBy(here, 'chief'), callBy(here, 'community-officer')];
    await world.runtime.assignTask(chief, { taskId: await openTask(given), accountId: here.officer('case-officer').accountId, idempotencyKey: newId() });
    await world.runtime.delegateTask(officer, { taskId: await openTask(handed), accountId: here.officer('case-officer').accountId, idempotencyKey: newId() });
    await world.runtime.releaseTask(officer, { taskId: await openTask(released), idempotencyKey: newId() }, false);
    const all = [free, own, given, handed, released];
    const before = await Promise.all(all.map(tasks));
    const holder = (rows: readonly { status: string; assignee_id: Id | null }[]) => [rows.at(-1)?.status, rows.at(-1)?.assignee_id];
    const accountOf = (role: string) => here.officer(role).accountId;
    expect(before.map(holder)).toEqual([['OPEN', null], ['CLAIMED', accountOf('community-officer')], ['CLAIMED', accountOf('case-officer')], ['CLAIMED', accountOf('case-officer')], ['OPEN', null]]);
    // Back to the beginning: the visit is no longer asked for.
    const batchId = await rehearsed({ states: { waiting: 'registered', visiting: 'registered' } });
    await press('start', batchId);
    await deliver();
    for (const rows of await Promise.all(all.map(tasks))) expect(rows.map(({ status }) => status)).toEqual(['DONE', 'CANCELLED', 'OPEN']);
    await press('undo', batchId);
    await deliver(2);
    expect(await items(batchId, { status: 'kept' })).toEqual([]);
    expect(await progress(batchId)).toMatchObject({ status: 'UNDONE', undone: 5, kept: 0 });
    expect((await Promise.all(all.map(tasks))).map((rows) => rows.slice(0, 2))).toEqual(before);
    for (const instanceId of all) await replays(instanceId);
    await world.runtime.completeTask(callBy(here, 'case-officer'), { taskId: await openTask(given), outcome: 'calm', form: {}, idempotencyKey: newId() });
    await world.runtime.claimTask(officer, { taskId: await openTask(free), idempotencyKey: newId() });
  });

  it('a suspended batch goes no further until it is resumed', async () => {
    const made = await Promise.all(Array.from({ length: 150 }, () => begin()));
    const batchId = await rehearsed();
    await expect(press('suspend', batchId)).rejects.toMatchObject({ code: 'CONFLICT' });
    const key = newId();
    await Promise.all([press('start', batchId, key), press('start', batchId, key)]);
    await expect(press('start', batchId)).rejects.toMatchObject({ code: 'CONFLICT' });
    // Suspended while a page is under way: the first instance of it to move presses the button.
    const steps = new MigrationSteps(world.test.database, catalog, runtime);
    let pressed = false;
    const move = steps.move.bind(steps);
    steps.move = async (...given) => {
      if (!pressed) {
        pressed = true;
        await press('suspend', batchId);
      }
      return move(...given);
    };
    await deliver(1, new MigrationWork(world.test.database, catalog, steps, world.word));
    expect(await progress(batchId)).toMatchObject({ status: 'SUSPENDED', moved: 64, ready: 86 });
    await deliver();
    expect(await progress(batchId)).toMatchObject({ status: 'SUSPENDED', moved: 64 });
    await press('resume', batchId);
    expect(await progress(batchId)).toMatchObject({ status: 'RUNNING' });
    await deliver();
    expect(await progress(batchId)).toMatchObject({ status: 'DONE', moved: made.length });
    await expect(press('resume', batchId)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await query('SELECT action FROM audit_entry WHERE unit_id = $1 AND record_id IS NULL ORDER BY sequence', [here.id])).toEqual(['migration.rehearsed', 'migration.started', 'migration.suspended', 'migration.resumed'].map((action) => ({ action })));
  });

  it('a job that dies on the way is taken up where the rows say', async () => {
    await Promise.all(Array.from({ length: 100 }, () => begin()));
    const batchId = await rehearsed();
    await press('start', batchId);
    const steps = new MigrationSteps(world.test.database, catalog, runtime);
    let left = 80;
    const move = steps.move.bind(steps);
    steps.move = async (...given) => {
      if ((left -= 1) < 0) throw new Error('killed');
      return move(...given);
    };
    await expect(deliver(1, new MigrationWork(world.test.database, catalog, steps, world.word))).rejects.toThrow('killed');
    expect(await progress(batchId)).toMatchObject({ status: 'RUNNING' });
    await press('resume', batchId);
    await deliver(2);
    expect(await progress(batchId)).toMatchObject({ status: 'DONE', moved: 100, stuck: 0 });
    expect(await query(`SELECT count(*)::int AS moves, count(DISTINCT instance_id)::int AS instances FROM history WHERE station_id = $1 AND kind = 'migrate'`, [here.id])).toEqual([{ moves: 100, instances: 100 }]);
  });

  it('whoever started a batch hears when it is done, when it was taken back, and when it came to a halt by itself', async () => {
    await Promise.all([begin(), waiting()]);
    const batchId = await rehearsed({});
    const words = async () => (await noticesOf(world.test, here.id, 'migration.ended')).map(({ title, body, told }) => [title['zh-CN'], body['zh-CN'], told]);
    const chief = [here.officer('chief').accountId];
    await press('start', batchId);
    const steps = new MigrationSteps(world.test.database, catalog, runtime);
    steps.move = () => Promise.reject(new Error('fault'));
    const failing = new MigrationWork(world.test.database, catalog, steps, world.word).job();
    const handle = failing.handle.bind(failing);
    await expect(deliverJobs(world.test, world.jobs, MIGRATE_TOPIC, [here.id], 1, { ...failing, handle: (run) => handle({ ...run, attempt: 19 }) })).rejects.toThrow('fault');
    expect(await words()).toEqual([]);
    await press('resume', batchId);
    await expect(deliverJobs(world.test, world.jobs, MIGRATE_TOPIC, [here.id], 1, { ...failing, handle: (run) => handle({ ...run, attempt: 20 }) })).rejects.toThrow('fault');
    const broken = ['迁移批次出错中止：走访办理', expect.stringContaining('多次出错'), chief];
    expect(await words()).toEqual([broken]);
    await press('resume', batchId);
    await deliver(2);
    const done = ['迁移批次已完成：走访办理', '已迁移 1 件，未能迁移 1 件。', chief];
    expect(await words()).toEqual([broken, done]);
    await press('undo', batchId);
    await deliver();
    expect(await words()).toEqual([broken, done, ['迁移批次已撤回：走访办理', '已撤回 1 件，已有办理而保留 0 件。', chief]]);
  });

  it('somebody who acts meanwhile comes first: the instance moves from where they left it, or is listed', async () => {
    const [raced, closed] = [await visiting(), await visiting()];
    const batchId = await rehearsed();
    await press('start', batchId);
    const claim = async () => runtime.claimTask(callBy(here, 'community-officer'), { taskId: await openTask(raced), idempotencyKey: newId() });
    await world.runtime.completeTask(callBy(here, 'community-officer'), { taskId: await openTask(closed), outcome: 'calm', form: {}, idempotencyKey: newId() });
    // The step is written only after somebody's claim has come first.
    const attempt = runtime.attempt.bind(runtime);
    let first = true;
    runtime.attempt = (call, cast, compute, room) =>
      attempt(call, cast, async (stage) => {
        const computed = await compute(stage);
        if (cast.instanceId === raced && first) {
          first = false;
          await world.runtime.claimTask(callBy(here, 'community-officer'), { taskId: await openTask(raced), idempotencyKey: newId() });
        }
        return computed;
      }, room);
    await deliver();
    runtime.attempt = attempt;
    expect(await items(batchId)).toMatchObject([{ instanceId: raced, status: 'moved', version: 4 }, { instanceId: closed, status: 'stuck', code: 'CLOSED' }]);
    expect(await tasks(raced)).toMatchObject([{ status: 'DONE' }, { ref: 'following#call', status: 'CLAIMED' }]);
    await claim();
    await replays(raced);
  });

  it('a changed budget counts from the old start where the plan says so', async () => {
    const instanceId = await begin();
    const [was] = await clocks();
    await world.test.database.inTenant(reach(here.officer('chief'), [here], here.bureauId), (tenant) => world.configuration.publish(tenant, stationScope(here), { workflow: 'visit-case', overlay: overlayText('station', 'parameters: { deadline: P20D }'), expectedRevision: 0, idempotencyKey: newId() }));
    const run = async (recount: boolean) => {
      const { batchId } = await within((tenant) => world.batches.rehearse(tenant, scope(), { workflow: 'visit-case', stationIds: [here.id], decisions: { recount }, because: '放宽时限', idempotencyKey: newId() }));
      await world.deliver(MIGRATE_TOPIC, [here.id]);
      return batchId;
    };
    expect(await items(await run(false), { clocksChange: true })).toEqual([]);
    const batchId = await run(true);
    expect(await items(batchId, { clocksChange: true })).toMatchObject([{ instanceId, clocks: [{ clock: 'whole', change: 'due' }] }]);
    await within((tenant) => world.batches.start(tenant, scope(), { batchId, idempotencyKey: newId() }));
    await world.deliver(MIGRATE_TOPIC, [here.id], 2);
    const [is] = await clocks();
    expect((is?.due_at.getTime() ?? 0) - (was?.due_at.getTime() ?? 0)).toBe(10 * 86_400_000);
    expect((await timers()).find(({ timer }) => timer === 'whole@due')?.due_at).toEqual(is?.due_at);
    await within((tenant) => world.batches.undo(tenant, scope(), { batchId, idempotencyKey: newId() }));
    await world.deliver(MIGRATE_TOPIC, [here.id]);
    expect(await clocks()).toMatchObject([{ due_at: was?.due_at, state: 'running', stopped_at: null }]);
  });

  it('a bureau’s batch moves the stations it names and no others; nobody else sees it', async () => {
    const [mine, theirs] = [await begin(here), await begin(there)];
    const bureau = here.bureauId;
    const bureauScope: BatchScope = { level: 'bureau', scopeId: bureau };
    const both = [here, there];
    const { batchId } = await within((tenant) => batches.rehearse(tenant, bureauScope, { workflow: 'visit-case', stationIds: [there.id], decisions: {}, because: '流程更新', idempotencyKey: newId() }), both, bureau);
    await deliver();
    await within((tenant) => batches.start(tenant, bureauScope, { batchId, idempotencyKey: newId() }), both, bureau);
    await deliver();
    const done = await within(async (tenant) => batches.progress(tenant, await batches.read(tenant, bureau, batchId)), both, bureau);
    expect(done).toMatchObject({ status: 'DONE', moved: 1 });
    expect(await query('SELECT id, version FROM instance WHERE id = ANY ($1) ORDER BY id', [[mine, theirs]])).toEqual([{ id: mine, version: 1 }, { id: theirs, version: 2 }]);
    await expect(within((tenant) => batches.read(tenant, bureau, batchId))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await within((tenant) => tenant.sql('SELECT 1 FROM migration_item WHERE batch_id = $1 UNION ALL SELECT 1 FROM migration_part WHERE batch_id = $1 UNION ALL SELECT 1 FROM migration_plan WHERE batch_id = $1', [batchId]))).toEqual([]);
  });
});
