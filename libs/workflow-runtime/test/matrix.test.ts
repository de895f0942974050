import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { CAMPAIGN_TOPIC, CONFIGURE_TOPIC } from '@stationhouse/workflow-runtime';
import { deliverJobs, noticesOf } from './configuration-world.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

interface Cell { readonly workflow: string; readonly enabled: boolean; readonly template: number; readonly bureauRevision: number | null; readonly stationRevision: number | null; readonly changes: number; readonly conflicts: number; readonly conflictsSince: string | null; readonly lack: string | null; readonly overdueClocks: number; readonly tasksDue: number; readonly lateRate: number | null; readonly changedBy: string | null }
interface Row { readonly id: Id; readonly name: string; readonly problems: number; readonly overdueClocks: number; readonly changes: number; readonly tasksDue: number; readonly lateRate: number | null; readonly lateTrend: number | null; readonly cells: readonly Cell[] }
interface Campaign { readonly id: Id; readonly planned: number; readonly adopted: number; readonly conflict: number; readonly superseded: number; readonly withdrawn: number; readonly outdated: boolean; readonly items: readonly { readonly stationId: Id; readonly state: string }[] }
interface Answer {
  readonly startCampaign: Campaign;
  readonly campaign: Campaign;
  readonly campaigns: { readonly edges: readonly { readonly node: Campaign }[] };
  readonly stationMatrix: { readonly stations: number; readonly wanting: number; readonly selected: number; readonly workflows: readonly unknown[]; readonly mostOverdue: readonly unknown[]; readonly edges: readonly { readonly cursor: string; readonly node: Row }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } };
}

const MATRIX = `query ($bureauId: ID!, $filter: MatrixFilter, $orderBy: MatrixOrder, $first: Int, $after: String) { stationMatrix(bureauId: $bureauId, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
  at stations wanting selected workflows { workflow policy template bureauRevision reviewNeeded } mostOverdue { workflow title { zhCN } count stations } pageInfo { hasNextPage endCursor }
  edges { cursor node { id name code kind problems overdueClocks changes tasksDue lateRate lateTrend cells { workflow enabled because template bureauRevision stationRevision changes conflicts conflictsSince lack lackSince overdueClocks tasksDue lateRate changedAt changedBy } } } } }`;
const CONFLICTS = `query ($bureauId: ID!, $stationId: ID!) { stationConflicts(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case") {
  revision bureauRevision because since bureauMayDecide conflicts { place } blocked { problem { code path } before { zhCN } now { zhCN } station { zhCN } } } }`;
const DAY = 86_400_000;

describe('the bureau’s stations × workflows', () => {
  let world: GraphqlWorld<Answer>;
  let stations: TestStation[];
  let admin: Asker;

  beforeAll(async () => {
    world = await openGraphql<Answer>([visitPlugin()], false, () => ({ bureauId: stations[0]?.bureauId, key: newId() }));
    stations = await createTestStations(world.test, 6, { staff: ['chief', 'duty-officer', 'bureau-admin'] });
    admin = { station: at(0), officer: at(0).officer('bureau-admin'), bureauOf: stations };
  });
  afterAll(() => world.close());

  const at = (index: number) => stations[index] as TestStation;
  const matrix = async (variables: Readonly<Record<string, unknown>> = {}) => (await world.answer(admin, MATRIX, variables)).stationMatrix;
  const rowOf = async (index: number) => (await matrix()).edges.find(({ node }) => node.id === at(index).id)?.node as Row;
  const publish = (asker: Asker, stationId: Id | null, overlay: string, expected = 0) =>
    world.answer(asker, `mutation ($bureauId: ID!, $stationId: ID, $overlay: String!, $expected: Int!, $key: String!) { publishOverlay(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case", overlay: $overlay, expectedRevision: $expected, idempotencyKey: $key) { revision } }`, { stationId, overlay, expected });
  const chiefOf = (index: number): Asker => ({ station: at(index), officer: at(index).officer('chief') });

  /** An instance with one clock and one task, as rows. */
  async function instance(station: TestStation, one: { dueIn: number; stopped?: boolean; completedIn?: number; status?: 'OPEN' | 'DONE' | 'CANCELLED'; exercise?: boolean; closed?: boolean }): Promise<void> {
    const { dueIn, stopped = false, completedIn, status = 'OPEN', exercise = false, closed = false } = one;
    const id = newId();
    const moment = (days: number | undefined) => (days === undefined ? null : new Date(Date.now() + days * DAY));
    await world.test.owner.query(
      `INSERT INTO instance (station_id, id, workflow, definition, number, version, status, exercise, states, snapshot, started_at, changed_at) VALUES ($1, $2, 'visit-case', 'x', $3, 1, $4, $5, '{registered}', '{}', now(), now())`,
      [station.id, id, id, closed ? 'closed' : 'running', exercise],
    );
    await world.test.owner.query(
      `INSERT INTO clock (station_id, id, instance_id, serial, ref, state, started_at, due_at, explanation, stopped_at) VALUES ($1, $2, $3, 1, 'whole', $4, now() - interval '90 days', $5, '{}', $6)`,
      [station.id, newId(), id, stopped ? 'met' : 'running', moment(dueIn), stopped ? new Date() : null],
    );
    await world.test.owner.query(
      `INSERT INTO task (station_id, id, instance_id, serial, ref, key, status, roles, opened_at, due_at, completed_at, exercise) VALUES ($1, $2, $3, 1, 'registered#check', 'check', $4, '{duty-officer}', now() - interval '90 days', $5, $6, $7)`,
      [station.id, newId(), id, status, moment(dueIn), moment(completedIn), exercise],
    );
  }

  /** What the matrix says of a station, counted row by row. */
  async function counted(stationId: Id): Promise<Pick<Row, 'overdueClocks' | 'tasksDue' | 'lateRate' | 'lateTrend'>> {
    const { rows: clocks } = await world.test.owner.query('SELECT c.*, i.status, i.exercise FROM clock c JOIN instance i ON i.id = c.instance_id WHERE c.station_id = $1', [stationId]);
    const { rows: tasks } = await world.test.owner.query('SELECT * FROM task WHERE station_id = $1', [stationId]);
    const now = Date.now();
    const rate = (from: number, to: number) => {
      const due = tasks.filter((task) => !task.exercise && task.status !== 'CANCELLED' && task.due_at !== null && task.due_at.getTime() > now - from * DAY && task.due_at.getTime() <= now - to * DAY);
      const late = due.filter((task) => task.completed_at === null || task.completed_at >= task.due_at);
      return { due: due.length, rate: due.length === 0 ? null : late.length / due.length };
    };
    const [last, before] = [rate(30, 0), rate(60, 30)];
    return {
      overdueClocks: clocks.filter((clock) => clock.stopped_at === null && clock.due_at !== null && clock.due_at.getTime() <= now && clock.status === 'running' && !clock.exercise).length,
      tasksDue: last.due,
      lateRate: last.rate,
      lateTrend: last.rate === null || before.rate === null ? null : last.rate - before.rate,
    };
  }

  it('counts what is overdue and late as one would by hand, exercises and closed ones left out', async () => {
    const kinds = [
      { dueIn: -1 }, { dueIn: 1 }, { dueIn: -3, stopped: true, status: 'DONE', completedIn: -4 }, { dueIn: -3, stopped: true, status: 'DONE', completedIn: -2 }, { dueIn: -40, status: 'DONE', completedIn: -41 },
      { dueIn: -41, status: 'DONE', completedIn: -40 }, { dueIn: -45, status: 'DONE', completedIn: -46 }, { dueIn: -2, exercise: true }, { dueIn: -2, closed: true, status: 'CANCELLED' }, { dueIn: -70 },
    ] as const;
    for (const [index, station] of stations.entries()) for (const kind of kinds.slice(index)) await instance(station, kind);
    const { edges, stations: count, mostOverdue, wanting } = await matrix();
    expect(count).toBe(6);
    let overdue = 0;
    for (const { node } of edges) {
      const { overdueClocks, tasksDue, lateRate, lateTrend } = node;
      expect({ overdueClocks, tasksDue, lateRate, lateTrend }).toEqual(await counted(node.id));
      expect(node.cells[0]).toMatchObject({ overdueClocks, tasksDue, lateRate });
      expect(node.problems).toBe(overdueClocks > 0 ? 1 : 0);
      overdue += overdueClocks;
    }
    expect(overdue).toBeGreaterThan(6);
    const due = edges.reduce((sum, { node }) => sum + node.tasksDue, 0);
    const late = Math.round(edges.reduce((sum, { node }) => sum + node.tasksDue * (node.lateRate ?? 0), 0));
    expect(await world.answer(admin, 'query ($bureauId: ID!) { workflowLateness(bureauId: $bureauId) { workflow tasksDue tasksLate lateRate } }')).toEqual({ workflowLateness: [{ workflow: 'visit-case', tasksDue: due, tasksLate: late, lateRate: late / due }] });
    expect(wanting).toBe(6);
    expect(mostOverdue).toEqual([{ workflow: 'visit-case', title: { zhCN: '全程' }, count: overdue, stations: 6 }]);
  });

  it('shows versions, deviation and what waits, as the station’s own page does', async () => {
    await publish(chiefOf(1), at(1).id, overlayText('station', 'parameters: { visitSoon: P4D, deadline: P20D }'));
    await publish(chiefOf(2), at(2).id, overlayText('station', 'parameters: { visitSoon: P2D }'));
    await publish(admin, null, overlayText('bureau', 'parameters: { visitSoon: { max: P3D } }'));
    await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [at(0).bureauId]);
    expect((await matrix()).workflows).toEqual([{ workflow: 'visit-case', policy: 'FREE', template: 1, bureauRevision: 1, reviewNeeded: false }]);
    expect((await rowOf(0)).cells[0]).toMatchObject({ enabled: true, because: 'DEFAULT', template: 1, bureauRevision: 1, stationRevision: null, changes: 0, conflicts: 0, conflictsSince: null, changedBy: 'bureau-admin S1' });
    // What was holds on where the bureau's new bound stands against the station's value.
    expect((await rowOf(1)).cells[0]).toMatchObject({ bureauRevision: null, stationRevision: 1, changes: 2, conflicts: 1, conflictsSince: expect.stringContaining('T'), changedBy: 'chief S2' });
    expect(await world.answer(admin, CONFLICTS, { stationId: at(1).id })).toEqual({ stationConflicts: { revision: 1, bureauRevision: 1, because: '走访提前准备', since: expect.stringContaining('T'), bureauMayDecide: true, conflicts: [], blocked: [{ problem: { code: 'OUT_OF_BOUNDS', path: 'parameters.visitSoon' }, before: [], now: [{ zhCN: '首次回访 上限 5 天 → 3 天' }], station: [{ zhCN: '首次回访 3 天 → 4 天' }] }] } });
    expect(await world.answer(admin, CONFLICTS, { stationId: at(2).id })).toEqual({ stationConflicts: null });
    expect(await world.refusal(chiefOf(0), CONFLICTS, { stationId: at(1).id })).toBe('NOT_FOUND');
    expect((await rowOf(2)).cells[0]).toMatchObject({ bureauRevision: 1, stationRevision: 1, changes: 1, conflicts: 0 });
    await publish(chiefOf(1), at(1).id, overlayText('station', 'parameters: { visitSoon: P3D }'), 1);
    expect((await rowOf(1)).cells[0]).toMatchObject({ bureauRevision: 1, stationRevision: 2, changes: 1, conflicts: 0, conflictsSince: null });
  });

  it('filters, sorts and pages without losing or repeating a station', async () => {
    await world.test.owner.query('UPDATE clock SET stopped_at = now() WHERE station_id = $1', [at(5).id]);
    const { wanting, selected, edges } = await matrix({ filter: { wanting: true, workflow: 'visit-case' } });
    expect([wanting, selected, edges.length]).toEqual([5, 5, 5]);
    expect((await matrix({ filter: { search: 's3', kind: 'oldTown' } })).edges.map(({ node }) => node.id)).toEqual([at(2).id]);
    const figure: Readonly<Record<string, (row: Row) => number | string>> = { NAME: ({ name }) => name, PROBLEMS: ({ problems }) => -problems, OVERDUE: ({ overdueClocks }) => -overdueClocks, CHANGES: ({ changes }) => -changes, LATE_RATE: ({ lateRate }) => -(lateRate ?? -1), CHANGED_AT: () => 0 };
    for (const [orderBy, of] of Object.entries(figure)) {
      const seen: Row[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const page = await matrix({ orderBy, first: 4, after });
        seen.push(...page.edges.map(({ node }) => node));
        [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(6);
      const figures = seen.map(of);
      expect(figures).toEqual([...figures].sort((left, right) => (typeof left === 'number' ? left - Number(right) : left.localeCompare(String(right), 'zh-CN'))));
    }
    expect(await world.refusal(admin, MATRIX, { after: 'nonsense' })).toBe('BAD_CURSOR');
    expect(await world.refusal(admin, MATRIX, { first: 201 })).toBe('BAD_INPUT');
    expect(await world.refusal(chiefOf(0), MATRIX)).toBe('FORBIDDEN');
  });

  describe('campaigns', () => {
    const CAMPAIGN = `id workflow revision because effectiveOn paused outdated stations planned adopted conflict superseded withdrawn startedBy items { stationId state carriedAt conflicts { place } problems { code path } }`;
    const START = `mutation ($bureauId: ID!, $stationIds: [ID!]!, $overlay: String, $revision: Int, $draft: Int, $on: LocalDate, $because: String!, $key: String!) { startCampaign(bureauId: $bureauId, stationIds: $stationIds, workflow: "visit-case", overlay: $overlay, revision: $revision, draft: $draft, effectiveOn: $on, because: $because, idempotencyKey: $key) { ${CAMPAIGN} } }`;
    const TRY = `query ($bureauId: ID!, $stationIds: [ID!]!, $overlay: String, $draft: Int) { tryCampaign(bureauId: $bureauId, stationIds: $stationIds, workflow: "visit-case", overlay: $overlay, draft: $draft) { reviewLacks changes { zhCN } problems { code } meetings { stationId bureauMayDecide problems { code } conflicts { place } } } }`;
    const DECIDE = `mutation ($bureauId: ID!, $stationId: ID!, $revision: Int!, $key: String!) { decideForStation(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case", expectedRevision: $revision, idempotencyKey: $key) }`;
    const WITHDRAW = `mutation ($bureauId: ID!, $id: ID!, $key: String!) { withdrawCampaign(bureauId: $bureauId, campaignId: $id, idempotencyKey: $key) { ${CAMPAIGN} } }`;
    const PAUSE = `mutation ($bureauId: ID!, $id: ID!, $paused: Boolean!, $key: String!) { pauseCampaign(bureauId: $bureauId, campaignId: $id, paused: $paused, idempotencyKey: $key) { paused } }`;
    const STATION = `query ($bureauId: ID!, $stationId: ID!) { stationWorkflow(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case") { layers { level revision origin } changes { place to level } } }`;

    const carryOut = () => deliverJobs(world.test, world.jobs, CAMPAIGN_TOPIC, stations.map(({ id }) => id), 2);
    const read = async (id: Id) => (await world.answer(admin, `query ($bureauId: ID!, $id: ID!) { campaign(bureauId: $bureauId, campaignId: $id) { ${CAMPAIGN} } }`, { id })).campaign;
    const start = async (indexes: readonly number[], overlay: string, on?: string) => (await world.answer(admin, START, { stationIds: indexes.map((index) => at(index).id), overlay, on, because: '分局试点' })).startCampaign;
    const workflowAt = (index: number) => world.answer(admin, STATION, { stationId: at(index).id });
    /** What a start at the station would read: of the version's own name. */
    const hashAt = async (index: number) => (await world.test.owner.query('SELECT coalesce((SELECT hash FROM station_version WHERE station_id = $1), (SELECT hash FROM overlay WHERE scope_id = $2)) AS hash', [at(index).id, at(index).bureauId])).rows[0]?.hash;
    const tomorrow = new Date(Date.now() + 2 * DAY).toISOString().slice(0, 10);

    beforeEach(async () => {
      stations = await createTestStations(world.test, 4, { staff: ['chief', 'duty-officer', 'bureau-admin'] });
      admin = { station: at(0), officer: at(0).officer('bureau-admin'), bureauOf: stations };
      await publish(admin, null, overlayText('bureau', 'parameters: { deadline: P15D }'));
      await publish(chiefOf(1), at(1).id, overlayText('station', 'parameters: { visitSoon: P4D, pause: P5D }'));
      await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [at(0).bureauId]);
    });

    it('reaches the chosen stations alone, on its day; the rest and the bureau’s own revision stay', async () => {
      const before = [await hashAt(2), await hashAt(3)];
      const overlay = overlayText('bureau', 'parameters: { deadline: P12D, visitSoon: { max: P3D } }');
      expect(await world.answer(admin, TRY, { stationIds: stations.map(({ id }) => id), overlay })).toMatchObject({ tryCampaign: { changes: [{ zhCN: '首次回访 上限 5 天 → 3 天' }, { zhCN: '办理时限 15 天 → 12 天' }], problems: [], meetings: [{ stationId: at(1).id, bureauMayDecide: true, problems: [{ code: 'OUT_OF_BOUNDS' }] }] } });
      const { id } = await start([1, 2], overlay, tomorrow);
      await carryOut();
      expect(await read(id)).toMatchObject({ planned: 2, adopted: 0, conflict: 0, effectiveOn: tomorrow, startedBy: 'bureau-admin S1' });
      await world.test.owner.query('UPDATE campaign SET effective_on = current_date - 1 WHERE id = $1', [id]);
      await world.answer(admin, PAUSE, { id, paused: true });
      await carryOut();
      expect((await read(id)).planned).toBe(2);
      await world.answer(admin, PAUSE, { id, paused: false });
      await carryOut();
      expect(await read(id)).toMatchObject({ planned: 0, adopted: 1, conflict: 1, items: [{ stationId: at(1).id, state: 'CONFLICT', problems: [{ code: 'OUT_OF_BOUNDS', path: 'parameters.visitSoon' }] }, { stationId: at(2).id, state: 'ADOPTED' }] });
      expect(await workflowAt(2)).toMatchObject({ stationWorkflow: { layers: [{ level: 'BUREAU', revision: 2, origin: 'CAMPAIGN' }] } });
      expect(await workflowAt(1)).toMatchObject({ stationWorkflow: { layers: [{ level: 'BUREAU', revision: 1 }, { level: 'STATION', revision: 1 }] } });
      expect(await hashAt(2)).not.toBe(before[0]);
      expect(await hashAt(3)).toBe(before[1]);
      expect((await matrix()).workflows).toMatchObject([{ bureauRevision: 1 }]);
      expect((await rowOf(2)).cells[0]).toMatchObject({ bureauRevision: 2, changes: 0 });
      expect((await noticesOf(world.test, at(1).id, 'configuration.conflict')).map(({ told }) => told)).toEqual([[at(1).officer('chief').accountId]]);
      // Both chiefs know that it came, and why; the one who must decide reads it where he decides.
      for (const index of [1, 2]) expect(await noticesOf(world.test, at(index).id, 'configuration.campaign')).toMatchObject([{ title: { 'zh-CN': '分局下发了流程配置：走访办理' }, body: { 'zh-CN': '原因：分局试点' }, told: [at(index).officer('chief').accountId] }]);
      expect(await world.answer(chiefOf(1), CONFLICTS, { stationId: at(1).id })).toMatchObject({ stationConflicts: { because: '分局试点' } });
      // Nobody decides: the chief is reminded, then the bureau hears of it; once each.
      await world.test.owner.query(`UPDATE campaign_station SET carried_at = now() - interval '6 days' WHERE campaign_id = $1`, [id]);
      await world.test.owner.query(`UPDATE overlay SET conflicts_since = now() - interval '6 days' WHERE scope_id = $1`, [at(1).id]);
      await world.answer(admin, PAUSE, { id, paused: false });
      await carryOut();
      expect((await noticesOf(world.test, at(1).id, 'configuration.conflict')).map(({ told }) => told.length)).toEqual([1, 1, expect.any(Number)]);
      // The chief gives way, and the campaign has that station too.
      await publish(chiefOf(1), at(1).id, overlayText('station', 'parameters: { visitSoon: P2D }'), 1);
      expect(await read(id)).toMatchObject({ adopted: 2, conflict: 0 });
    });

    it('the bureau decides for a station where its own word is at stake, and nowhere else', async () => {
      const { id } = await start([1], overlayText('bureau', 'parameters: { visitSoon: { max: P3D } }'));
      await carryOut();
      const key = newId();
      expect(await world.refusal({ ...admin, officer: at(0).officer('chief'), bureauOf: undefined }, DECIDE, { revision: 1, stationId: at(0).id })).toBe('FORBIDDEN');
      expect(await world.refusal(admin, DECIDE, { revision: 9, stationId: at(1).id })).toBe('STALE_VERSION');
      expect(await world.answer(admin, DECIDE, { revision: 1, stationId: at(1).id, key })).toEqual({ decideForStation: true });
      expect(await world.answer(admin, DECIDE, { revision: 1, stationId: at(1).id, key })).toEqual({ decideForStation: true });
      expect(await read(id)).toMatchObject({ adopted: 1, conflict: 0 });
      // What the bureau says nothing of is as the chief set it.
      expect(await workflowAt(1)).toMatchObject({ stationWorkflow: { layers: [{ revision: 2 }, { level: 'STATION', revision: 2 }], changes: expect.arrayContaining([{ place: 'parameters.pause.value', to: 'P5D', level: 'STATION' }]) } });
      expect(await noticesOf(world.test, at(1).id, 'configuration.decided')).toHaveLength(1);
      expect(await world.refusal(admin, DECIDE, { revision: 2, stationId: at(1).id })).toBe('CONFLICT');
    });

    it('decides in the same way where the bureau published for all', async () => {
      await publish(admin, null, overlayText('bureau', 'parameters: { visitSoon: { max: P3D } }'), 1);
      await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [at(0).bureauId]);
      expect((await rowOf(1)).cells[0]).toMatchObject({ conflicts: 1, bureauRevision: 1 });
      expect(await world.answer(admin, DECIDE, { revision: 1, stationId: at(1).id })).toEqual({ decideForStation: true });
      expect((await rowOf(1)).cells[0]).toMatchObject({ conflicts: 0, bureauRevision: 2, stationRevision: 2, changes: 1 });
    });

    it('hands the bureau’s draft down as it stands, reviewed where the bureau asks for that, and publishes it to nobody else', async () => {
      const reviewer = { ...admin, officer: at(1).officer('bureau-admin') };
      const SCOPE = 'bureauId: $bureauId, workflow: "visit-case"';
      const save = (overlay: string, base: number) => world.answer(admin, `mutation ($bureauId: ID!, $overlay: String!, $base: Int!, $key: String!) { saveDraft(${SCOPE}, overlay: $overlay, base: $base, idempotencyKey: $key) { draft { version } } }`, { overlay, base });
      await save(overlayText('bureau', 'parameters: { deadline: P12D }'), 0);
      const given = { stationIds: [at(2).id], draft: 1, because: '先行试点' };
      await world.answer(admin, 'mutation ($bureauId: ID!, $key: String!) { setReviewRule(bureauId: $bureauId, workflow: "visit-case", needed: true, idempotencyKey: $key) { needed } }');
      expect((await matrix()).workflows).toMatchObject([{ reviewNeeded: true }]);
      expect(await world.answer(admin, TRY, given)).toMatchObject({ tryCampaign: { reviewLacks: true, problems: [], meetings: [], changes: [{ zhCN: '办理时限 15 天 → 12 天' }] } });
      expect(await world.refusal(admin, START, given)).toBe('REVIEW_NEEDED');
      expect(await world.refusal(admin, START, { ...given, draft: null, overlay: overlayText('bureau', 'parameters: { deadline: P12D }') })).toBe('REVIEW_NEEDED');
      await world.answer(admin, `mutation ($bureauId: ID!, $key: String!) { askReview(${SCOPE}, version: 1, idempotencyKey: $key) { version } }`);
      await world.answer(reviewer, `mutation ($bureauId: ID!, $key: String!) { reviewDraft(${SCOPE}, version: 1, approve: true, idempotencyKey: $key) { version } }`);
      expect(await world.refusal(admin, START, { ...given, draft: 2 })).toBe('STALE_VERSION');
      const { id } = (await world.answer(admin, START, given)).startCampaign;
      await carryOut();
      expect(await read(id)).toMatchObject({ adopted: 1, stations: 1 });
      expect((await rowOf(2)).cells[0]).toMatchObject({ bureauRevision: 2 });
      expect((await rowOf(3)).cells[0]).toMatchObject({ bureauRevision: 1 });
      expect(await world.answer(admin, `query ($bureauId: ID!) { workflowDraft(${SCOPE}) { version } }`)).toMatchObject({ workflowDraft: { version: 1 } });
      // Handed down once, it needs no other review to be handed down again.
      expect(await world.answer(admin, START, { stationIds: [at(3).id], revision: 2, because: '扩大试点' })).toMatchObject({ startCampaign: { stations: 1 } });
      await world.answer(admin, 'mutation ($bureauId: ID!, $key: String!) { setReviewRule(bureauId: $bureauId, workflow: "visit-case", needed: null, idempotencyKey: $key) { needed } }');
      expect((await matrix()).workflows).toMatchObject([{ reviewNeeded: false }]);
    });

    it('is taken back to what was before, and ends when the bureau publishes for all', async () => {
      const before = [await hashAt(1), await hashAt(2)];
      const first = await start([1, 2], overlayText('bureau', 'parameters: { deadline: P12D }'));
      await carryOut();
      expect(await read(first.id)).toMatchObject({ adopted: 2 });
      const held = await hashAt(2);
      const second = await start([2], overlayText('bureau', 'parameters: { deadline: P11D }'));
      await carryOut();
      expect([await read(first.id), await read(second.id)]).toMatchObject([{ adopted: 1, superseded: 1 }, { adopted: 1 }]);
      await world.answer(admin, WITHDRAW, { id: second.id });
      await carryOut();
      expect(await hashAt(2)).toBe(held);
      expect(await world.refusal(admin, WITHDRAW, { id: second.id })).toBe('CONFLICT');
      await world.answer(admin, WITHDRAW, { id: first.id });
      await carryOut();
      expect([await hashAt(1), await hashAt(2)]).toEqual(before);
      expect(await read(first.id)).toMatchObject({ withdrawn: 2 });
      const third = await start([2], overlayText('bureau', 'parameters: { deadline: P9D }'));
      await carryOut();
      await publish(admin, null, overlayText('bureau', 'parameters: { deadline: P8D }'), 1);
      await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [at(0).bureauId]);
      expect(await read(third.id)).toMatchObject({ superseded: 1 });
      expect(await hashAt(2)).toBe(await hashAt(3));
      expect((await rowOf(2)).cells[0]).toMatchObject({ bureauRevision: 5 });
      // A campaign's revision brought back for all is an ordinary publication.
      await world.answer(admin, `mutation ($bureauId: ID!, $key: String!) { publishOverlay(bureauId: $bureauId, workflow: "visit-case", restore: 4, expectedRevision: 5, idempotencyKey: $key) { revision } }`);
      expect((await matrix()).workflows).toMatchObject([{ bureauRevision: 6 }]);
    });

    it('refuses what cannot be handed down, and writes nothing then', async () => {
      const of = (variables: Readonly<Record<string, unknown>>) => world.refusal(admin, START, { stationIds: [at(1).id], overlay: overlayText('bureau', 'parameters: { deadline: P12D }'), because: '试点', ...variables });
      expect(await of({ because: ' ' })).toBe('BAD_INPUT');
      expect(await of({ on: '2020-01-01' })).toBe('BAD_INPUT');
      expect(await of({ revision: 1 })).toBe('BAD_INPUT');
      expect(await of({ overlay: overlayText('station', '') })).toBe('DEFINITION_INVALID');
      expect(await of({ overlay: overlayText('bureau', 'parameters: { deadline: P99D }') })).toBe('DEFINITION_INVALID');
      expect(await of({ stationIds: [newId()] })).toBe('NOT_FOUND');
      expect(await world.refusal(chiefOf(1), START, { stationIds: [at(1).id], overlay: overlayText('bureau', ''), because: 'x' })).toBe('FORBIDDEN');
      expect((await world.answer(admin, `query ($bureauId: ID!) { campaigns(bureauId: $bureauId) { edges { node { ${CAMPAIGN} } } } }`)).campaigns.edges).toEqual([]);
      expect((await world.test.owner.query('SELECT count(*)::int AS n FROM overlay_revision WHERE scope_id = $1', [at(0).bureauId])).rows).toEqual([{ n: 1 }]);
    });
  });
});
