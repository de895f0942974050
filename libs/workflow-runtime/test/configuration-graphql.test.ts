import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { CONFIGURE_TOPIC, MIGRATE_TOPIC } from '@stationhouse/workflow-runtime';
import { deliverJobs } from './configuration-world.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

/** What the tests look into; the rest is compared whole. */
interface Answer {
  readonly stationWorkflow: { readonly workflow: unknown };
  readonly workflows: readonly unknown[];
  readonly startInstance: { readonly instanceId: Id };
  readonly migrationPlan: readonly { readonly to: { readonly version: string } }[];
  readonly rehearseMigration: { readonly id: Id };
  readonly migrationBatch: { readonly progress: unknown };
  readonly migrationBatches: unknown;
  readonly instance: { readonly timeline: readonly unknown[] };
}

describe('configuration and migration in the API', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;

  beforeAll(async () => {
    world = await openGraphql<Answer>([visitPlugin()], false, () => ({ bureauId: here.bureauId, key: newId() }));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2, { staff: ['chief', 'duty-officer', 'bureau-admin'] })) as [TestStation, TestStation];
  });

  const as = (station: TestStation, role: string): Asker => ({ station, officer: station.officer(role), bureauOf: role === 'bureau-admin' ? [here, there] : undefined });
  const answer: GraphqlWorld<Answer>['answer'] = (...asked) => world.answer(...asked);
  const refusal: GraphqlWorld<Answer>['refusal'] = (...asked) => world.refusal(...asked);

  const PUBLISH = `mutation ($bureauId: ID!, $stationId: ID, $overlay: String, $restore: Int, $expected: Int!, $key: String!) {
    publishOverlay(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case", overlay: $overlay, restore: $restore, expectedRevision: $expected, idempotencyKey: $key) { stationId level revision template stationsTotal conflicts { place } problems { code } } }`;
  const STATION = `query ($bureauId: ID!, $stationId: ID!) { stationWorkflow(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case") {
    template presentTemplate workflow { id version } layers { level revision because publishedBy changes { zhCN } } overlays { level stationsTotal stationsDone stationsKept problems { code text { zhCN } } }
    changes { place level because text { zhCN } from to by revision } } }`;

  it('a chief and an administrator publish, each for their own; everybody sees who set what and why', async () => {
    const [chief, admin] = [as(here, 'chief'), as(here, 'bureau-admin')];
    expect(await answer(admin, PUBLISH, { overlay: overlayText('bureau', 'parameters: { deadline: { value: P15D, because: 分局 2026 年通知 } }'), expected: 0 })).toEqual({ publishOverlay: { stationId: null, level: 'BUREAU', revision: 1, template: 1, stationsTotal: null, conflicts: [], problems: [] } });
    await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [here.bureauId]);
    expect(await answer(chief, PUBLISH, { stationId: here.id, overlay: overlayText('station', 'parameters: { visitSoon: P2D }'), expected: 0 })).toMatchObject({ publishOverlay: { stationId: here.id, level: 'STATION', revision: 1 } });
    const { stationWorkflow } = await answer(as(here, 'duty-officer'), STATION, { stationId: here.id });
    expect(stationWorkflow).toMatchObject({
      template: 1,
      presentTemplate: 1,
      layers: [{ level: 'BUREAU', revision: 1, because: '走访提前准备', publishedBy: 'bureau-admin S1', changes: [{ zhCN: '办理时限 10 天 → 15 天' }] }, { level: 'STATION', publishedBy: 'chief S1', changes: [{ zhCN: '首次回访 3 天 → 2 天' }] }],
      overlays: [{ level: 'BUREAU', stationsTotal: 2, stationsDone: 2, stationsKept: 0 }, { level: 'STATION', problems: [] }],
      changes: [
        { place: 'parameters.deadline.value', level: 'BUREAU', because: '分局 2026 年通知', text: { zhCN: '办理时限 10 天 → 15 天' }, from: 'P10D', to: 'P15D', by: 'bureau-admin S1', revision: 1 },
        { place: 'parameters.visitSoon.value', level: 'STATION', text: { zhCN: '首次回访 3 天 → 2 天' }, by: 'chief S1' },
      ],
    });
    const { workflows } = await answer(as(here, 'duty-officer'), `query ($stationId: ID!) { workflows(stationId: $stationId) { id version } }`, { stationId: here.id });
    expect(workflows).toEqual([stationWorkflow.workflow]);
    const REVISIONS = `query ($bureauId: ID!, $stationId: ID) { overlayRevisions(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case", first: 1) { pageInfo { hasNextPage } edges { node { revision origin source hash content changes { zhCN } } } } }`;
    expect(await answer(chief, REVISIONS, { stationId: here.id })).toMatchObject({ overlayRevisions: { pageInfo: { hasNextPage: false }, edges: [{ node: { revision: 1, origin: 'PUBLISHED', source: expect.stringContaining('visitSoon') } }] } });
    expect(await answer(admin, REVISIONS)).toMatchObject({ overlayRevisions: { edges: [{ node: { revision: 1 } }] } });
    expect(await answer(chief, `query ($bureauId: ID!, $stationId: ID) { workflowOverlay(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case") { revision changedAt } }`, { stationId: here.id })).toMatchObject({ workflowOverlay: { revision: 1 } });
  });

  it('refuses what one may not publish, and shows nobody another station’s', async () => {
    const overlay = overlayText('station', 'parameters: { visitSoon: P2D }');
    expect(await refusal(as(here, 'duty-officer'), PUBLISH, { stationId: here.id, overlay, expected: 0 })).toBe('FORBIDDEN');
    expect(await refusal(as(here, 'chief'), PUBLISH, { overlay: overlayText('bureau', ''), expected: 0 })).toBe('FORBIDDEN');
    expect(await refusal(as(here, 'chief'), PUBLISH, { stationId: there.id, overlay, expected: 0 })).toBe('NOT_FOUND');
    expect(await refusal(as(here, 'chief'), STATION, { stationId: there.id })).toBe('NOT_FOUND');
    expect(await refusal(as(here, 'bureau-admin'), PUBLISH, { stationId: here.id, overlay, expected: 0 })).toBe('FORBIDDEN');
    expect(await refusal(as(here, 'chief'), PUBLISH, { stationId: here.id, overlay, restore: 1, expected: 0 })).toBe('BAD_INPUT');
    expect(await refusal(as(here, 'chief'), PUBLISH, { stationId: here.id, overlay, expected: 3 })).toBe('STALE_VERSION');
    expect(await refusal(as(here, 'chief'), PUBLISH, { stationId: here.id, overlay: 'x'.repeat(200_001), expected: 0 })).toBe('BAD_INPUT');
    const CHECK = `query ($bureauId: ID!, $stationId: ID, $overlay: String!) { checkOverlay(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case", overlay: $overlay) { problems { code path line text { zhCN en } } changes { zhCN } } }`;
    expect(await answer(as(here, 'chief'), CHECK, { stationId: here.id, overlay: overlayText('station', 'parameters:\n  visitSoon: P9D') })).toMatchObject({ checkOverlay: { problems: [{ code: 'OUT_OF_BOUNDS', path: 'parameters.visitSoon', line: 5 }], changes: [] } });
    expect(await answer(as(here, 'chief'), CHECK, { stationId: here.id, overlay })).toMatchObject({ checkOverlay: { problems: [], changes: [{ zhCN: '首次回访 3 天 → 2 天' }] } });
    // What a bureau narrows below a station's value is listed for the administrator, and decided by the chief.
    await answer(as(here, 'chief'), PUBLISH, { stationId: here.id, overlay: overlayText('station', 'parameters: { visitSoon: P4D }'), expected: 0 });
    await answer(as(here, 'bureau-admin'), PUBLISH, { overlay: overlayText('bureau', 'parameters: { visitSoon: { max: P3D } }'), expected: 0 });
    await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [here.bureauId]);
    expect(await answer(as(here, 'bureau-admin'), `query ($stationIds: [ID!]!) { overlayConflicts(stationIds: $stationIds) { stationId workflow problems { code } } }`, { stationIds: [here.id, there.id] })).toEqual({ overlayConflicts: [{ stationId: here.id, workflow: 'visit-case', problems: [{ code: 'OUT_OF_BOUNDS' }] }] });
    const DECIDE = `mutation ($bureauId: ID!, $stationId: ID, $key: String!) { decideOverlay(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case", decisions: [{ place: "parameters.visitSoon.value", choice: MINE }], expectedRevision: 1, idempotencyKey: $key) { revision } }`;
    expect(await refusal(as(here, 'chief'), DECIDE, { stationId: here.id })).toBe('CONFLICT');
  });

  it('plans, rehearses, runs and takes back a batch', async () => {
    const [chief, admin] = [as(here, 'chief'), as(here, 'bureau-admin')];
    const START = `mutation ($stationId: ID!, $key: String!) { startInstance(stationId: $stationId, workflow: "visit-case", data: { kind: "x" }, idempotencyKey: $key) { instanceId } }`;
    const ids: Id[] = [];
    for (let count = 0; count < 3; count++) ids.push((await answer(as(here, 'duty-officer'), START, { stationId: here.id })).startInstance.instanceId);
    await answer(chief, PUBLISH, { stationId: here.id, overlay: overlayText('station', 'parameters: { deadline: P20D }'), expected: 0 });
    const PLAN = `query ($stationIds: [ID!]!, $decisions: MigrationDecisionsInput) { migrationPlan(stationIds: $stationIds, workflow: "visit-case", decisions: $decisions) {
      instances stationIds changes { zhCN } from { version } to { version } states { from fromTitle { zhCN } to how instances } tasks { from to } clocks { from to } } }`;
    const { migrationPlan } = await answer(chief, PLAN, { stationIds: [here.id] });
    expect(migrationPlan).toMatchObject([{ instances: 3, stationIds: [here.id], changes: [{ zhCN: '办理时限 10 天 → 20 天' }], states: expect.arrayContaining([{ from: 'registered', fromTitle: { zhCN: '待核对' }, to: 'registered', how: 'path', instances: 3 }]), clocks: expect.arrayContaining([{ from: 'whole', to: 'whole' }]) }]);
    expect(await refusal(chief, PLAN, { stationIds: [here.id, there.id] })).toBe('NOT_FOUND');
    expect(await refusal(as(here, 'duty-officer'), PLAN, { stationIds: [here.id] })).toBe('FORBIDDEN');
    expect(await refusal(chief, PLAN, { stationIds: [here.id], decisions: { states: [{ from: 'registered', to: 'nowhere' }] } })).toBe('BAD_INPUT');

    const BATCH = `id workflow stationIds because createdBy startedBy progress { status ready stuck moved undone kept } report { states { from to count } tasksKept timersKept timersSet timersCancelled }`;
    const REHEARSE = `mutation ($bureauId: ID!, $stationId: ID, $stationIds: [ID!], $because: String!, $key: String!) { rehearseMigration(bureauId: $bureauId, stationId: $stationId, stationIds: $stationIds, workflow: "visit-case", decisions: { recount: true }, because: $because, idempotencyKey: $key) { ${BATCH} } }`;
    expect(await refusal(chief, REHEARSE, { stationIds: [here.id], because: '放宽' })).toBe('FORBIDDEN');
    expect(await refusal(chief, REHEARSE, { stationId: here.id, because: ' ' })).toBe('BAD_INPUT');
    const key = newId();
    const { rehearseMigration } = await answer(admin, REHEARSE, { stationIds: [here.id, there.id], because: '放宽时限', key });
    expect(rehearseMigration).toMatchObject({ workflow: 'visit-case', createdBy: 'bureau-admin S1', startedBy: null, progress: { status: 'REHEARSING' } });
    expect((await answer(admin, REHEARSE, { stationIds: [here.id, there.id], because: '放宽时限', key })).rehearseMigration.id).toBe(rehearseMigration.id);
    const batchId = rehearseMigration.id;
    const deliver = () => deliverJobs(world.test, world.jobs, MIGRATE_TOPIC, [here.id, there.id], 2);
    await deliver();
    const READ = `query ($bureauId: ID!, $stationId: ID, $batchId: ID!) { migrationBatch(bureauId: $bureauId, stationId: $stationId, batchId: $batchId) { ${BATCH}
      items(status: READY, clocksChange: true, first: 2) { pageInfo { hasNextPage endCursor } edges { node { stationId instanceId number status code clocks { clock change before after text { zhCN } } } } } } }`;
    const { migrationBatch } = await answer(admin, READ, { batchId });
    expect(migrationBatch).toMatchObject({ progress: { status: 'REHEARSED', ready: 3, stuck: 0 }, report: { states: [{ from: ['registered'], to: ['registered'], count: 3 }], tasksKept: 3 }, items: { pageInfo: { hasNextPage: true }, edges: [{ node: { instanceId: ids[0], clocks: [{ clock: 'whole', change: 'due', text: { zhCN: '全程：到期时刻改变' } }] } }, { node: { instanceId: ids[1] } }] } });
    expect(await refusal(chief, READ, { stationId: here.id, batchId })).toBe('NOT_FOUND');
    expect(await refusal(chief, READ, { batchId })).toBe('FORBIDDEN');

    const press = (name: string, asker = admin) => answer(asker, `mutation ($bureauId: ID!, $batchId: ID!, $key: String!) { ${name}(bureauId: $bureauId, batchId: $batchId, idempotencyKey: $key) { startedBy progress { status moved undone } } }`, { batchId });
    expect(await press('startMigration')).toEqual({ startMigration: { startedBy: 'bureau-admin S1', progress: { status: 'RUNNING', moved: 0, undone: 0 } } });
    expect(await press('suspendMigration')).toMatchObject({ suspendMigration: { progress: { status: 'SUSPENDED' } } });
    await deliver();
    expect(await press('resumeMigration')).toMatchObject({ resumeMigration: { progress: { status: 'RUNNING', moved: 0 } } });
    await deliver();
    const INSTANCE = `query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { workflow { version } timeline { kind title { zhCN } by } clocks { key budget } } }`;
    const { instance } = await answer(as(here, 'duty-officer'), INSTANCE, { stationId: here.id, id: ids[0] });
    expect(instance).toMatchObject({ workflow: { version: migrationPlan[0]?.to.version }, clocks: [{ key: 'whole', budget: 'P20D' }] });
    expect(instance.timeline).toContainEqual({ kind: 'migrated', title: { zhCN: '迁移到新版流程' }, by: 'bureau-admin S1' });
    expect(await answer(chief, PLAN, { stationIds: [here.id] })).toEqual({ migrationPlan: [] });
    expect(await press('undoMigration')).toMatchObject({ undoMigration: { progress: { status: 'UNDOING', moved: 3 } } });
    await deliver();
    expect((await answer(admin, READ, { batchId })).migrationBatch.progress).toEqual({ status: 'UNDONE', ready: 0, stuck: 0, moved: 0, undone: 3, kept: 0 });
    const { migrationBatches } = await answer(admin, `query ($bureauId: ID!) { migrationBatches(bureauId: $bureauId) { edges { node { id progress { status } } } } }`);
    expect(migrationBatches).toEqual({ edges: [{ node: { id: batchId, progress: { status: 'UNDONE' } } }] });
    // A chief moves the own station's instances.
    const own = await answer(chief, REHEARSE, { stationId: here.id, because: '放宽时限' });
    expect(own.rehearseMigration).toMatchObject({ stationIds: [here.id], createdBy: 'chief S1' });
  });
});
