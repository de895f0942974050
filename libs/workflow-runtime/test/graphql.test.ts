import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runAsRequest } from '@stationhouse/access';
import { newId } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import type { Change } from '@stationhouse/workflow-runtime';
import { parse, subscribe, type ExecutionResult } from 'graphql';
import { notePlugin } from './bench-workflow.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { searchPlugin } from './search-workflow.js';
import { signingPlugin } from './signing-workflow.js';

interface Page<Node> {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
}

interface SeenTask {
  readonly id: string;
  readonly key: string;
  readonly recallableUntil: string | null;
}

interface SeenClock {
  readonly key: string;
  readonly remainingSeconds: number;
  readonly proposed: unknown;
  readonly changes: unknown;
}

interface SeenInstance {
  readonly tasks: readonly SeenTask[];
  readonly clocks: readonly SeenClock[];
  readonly timeline: readonly { readonly kind: string; readonly future: boolean }[];
  readonly acceptedEvents: readonly unknown[];
}

interface SeenStep {
  readonly instanceId: string;
  readonly version: number;
  readonly instance: SeenInstance;
}

/** What the documents of this test ask for and look into; each asks for its own part. */
interface Answer {
  readonly workflows: readonly unknown[];
  readonly instance: SeenInstance;
  readonly instances: Page<{ readonly id: string; readonly clocks: readonly { readonly remainingSeconds: number }[] }>;
  readonly tasks: Page<{ readonly instance: { readonly id: string }; readonly dueAt: string | null; readonly dueExplanation: { readonly en: string } | null }>;
  readonly startInstance: SeenStep;
  readonly completeTask: SeenStep;
  readonly advanceTestClock: string;
  readonly undeterminedClocks: readonly unknown[];
  readonly importHolidayNotice: unknown;
  readonly planExercise: { readonly id: string };
  readonly exercise: {
    readonly injects: readonly { readonly status: string; readonly instanceId: string | null }[];
    readonly objectives: readonly unknown[];
    readonly timeline: readonly { readonly kind: string }[];
  };
}

const atBureau = (asker: Asker): Asker => ({ ...asker, bureauOf: [asker.station] });

describe('the workflow part of the API', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;

  beforeAll(async () => {
    world = await openGraphql<Answer>([notePlugin(), searchPlugin(), signingPlugin()], true, ({ station }) => ({ stationId: station.id }));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2)) as [TestStation, TestStation];
  });

  const as = (station: TestStation, role: string): Asker => ({ station, officer: station.officer(role) });
  const answer: GraphqlWorld<Answer>['answer'] = (...asked) => world.answer(...asked);
  const refusal: GraphqlWorld<Answer>['refusal'] = (...asked) => world.refusal(...asked);

  const START = `mutation ($stationId: ID!, $key: String!, $data: JSON!) { startInstance(stationId: $stationId, workflow: "note-case", data: $data, idempotencyKey: $key) { instanceId version instance { number title masked data } } }`;
  const begin = async (asker = as(here, 'duty-officer'), data: object = { kind: 'x', secret: '内情' }) => (await answer(asker, START, { key: newId(), data })).startInstance;
  const INSTANCE = `query ($stationId: ID!, $id: ID!, $purpose: String) { instance(stationId: $stationId, id: $id, purpose: $purpose) {
    id number version title masked data closed stateTitle { zhCN } states { path status } workflow { id version pluginId events } startedBy
    tasks { id key status mayClaim mayComplete mayAssign role roleTitle { zhCN } dueAt overdue form outcomes { id } assignee { displayName } completedBy version }
    clocks { key state explanation { zhCN } } timeline { kind title { zhCN } by future } acceptedEvents { id } } }`;

  it('lists workflows, starts one, and shows it masked', async () => {
    const { workflows } = await answer(as(here, 'chief'), `query ($stationId: ID!) { workflows(stationId: $stationId) { id title { zhCN en } startForm graph dataSchema events } }`);
    expect(workflows).toMatchObject([{ id: 'note-case', title: { zhCN: '记录办理', en: 'Note case' }, events: ['again', 'stop', 'forbidden'] }, { id: 'search-case' }, { id: 'signing' }]);
    const started = await begin();
    expect(started).toMatchObject({ version: 1, instance: { title: 'x', masked: true, data: { kind: 'x', secret: null, rounds: 0 } } });
    const { instance } = await answer(as(here, 'duty-officer'), INSTANCE, { id: started.instanceId });
    expect(instance).toMatchObject({
      masked: true,
      data: { secret: null },
      stateTitle: { zhCN: '第一步' },
      startedBy: 'duty-officer S1',
      workflow: { id: 'note-case', pluginId: 'note' },
      tasks: [{ key: 'check', status: 'OPEN', mayClaim: true, mayComplete: true, mayAssign: false, roleTitle: { zhCN: '值班民警' }, overdue: false, outcomes: [{ id: 'fine' }, { id: 'wrong' }], version: 1 }],
      clocks: [{ key: 'first', state: 'running' }],
      acceptedEvents: [{ id: 'again' }],
    });
    expect(instance.timeline.map((line) => [line.kind, line.future])).toEqual([['start', false], ['taskDue', true], ['clockDue', true]]);
  });

  it('shows personal data for a purpose, and records the read', async () => {
    const { instanceId } = await begin();
    const { instance } = await answer(as(here, 'chief'), INSTANCE, { id: instanceId, purpose: '复核' });
    expect(instance).toMatchObject({ masked: false, data: { secret: '内情' } });
    const { rows } = await world.test.owner.query(`SELECT purpose, record_id FROM audit_entry WHERE action = 'personal.read' AND record_id = $1`, [instanceId]);
    expect(rows).toEqual([{ purpose: '复核', record_id: instanceId }]);
    expect(await refusal(as(here, 'chief'), INSTANCE, { id: instanceId, purpose: ' ' })).toBe('PURPOSE_REQUIRED');
  });

  it('hides other stations’ instances and tasks', async () => {
    const { instanceId } = await begin();
    expect(await refusal(as(there, 'chief'), INSTANCE, { id: instanceId })).toBe('NOT_FOUND');
    expect(await refusal(as(there, 'chief'), INSTANCE, { id: instanceId, stationId: here.id })).toBe('NOT_FOUND');
    const { instances } = await answer(as(there, 'chief'), `query ($stationId: ID!) { instances(stationId: $stationId) { totalCount edges { node { id } } } }`);
    expect(instances).toEqual({ totalCount: 0, edges: [] });
  });

  it('pages through instances and tasks in their order', async () => {
    const started: string[] = [];
    for (let count = 0; count < 5; count++) started.push((await begin()).instanceId);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { instances }: Answer = await answer(as(here, 'chief'), `query ($stationId: ID!, $after: String) { instances(stationId: $stationId, first: 2, after: $after, filter: { workflow: "note-case", closed: false, state: "first" }) { totalCount pageInfo { endCursor hasNextPage } edges { node { id clocks { key } tasks { key } } } } }`, { after });
      expect(instances.totalCount).toBe(5);
      seen.push(...instances.edges.map((edge) => edge.node.id));
      after = instances.pageInfo.hasNextPage ? instances.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual([...started].reverse());
    const TASKS = `query ($stationId: ID!, $filter: TaskFilter, $after: String) { tasks(stationId: $stationId, filter: $filter, first: 3, after: $after) { totalCount pageInfo { endCursor hasNextPage } edges { node { id dueAt instance { id number stateTitle { en } } } } } }`;
    const first = (await answer(as(here, 'duty-officer'), TASKS, { filter: { mine: true } })).tasks;
    const second = (await answer(as(here, 'duty-officer'), TASKS, { filter: { mine: true }, after: first.pageInfo.endCursor })).tasks;
    expect([first.edges.length, first.totalCount, second.edges.length, second.pageInfo.hasNextPage]).toEqual([3, 5, 2, false]);
    expect([...first.edges, ...second.edges].map((edge) => edge.node.instance.id)).toEqual(started);
    expect((await answer(as(here, 'community-officer'), TASKS, { filter: { mine: true } })).tasks.totalCount).toBe(0);
    expect(await refusal(as(here, 'chief'), TASKS, { after: 'x' })).toBe('BAD_CURSOR');
  });

  it('claims, assigns, completes and answers refusals with their codes', async () => {
    const { instanceId } = await begin();
    const { instance } = await answer(as(here, 'chief'), INSTANCE, { id: instanceId });
    const taskId = instance.tasks[0]?.id;
    const claim = `mutation ($stationId: ID!, $taskId: ID!, $key: String!) { claimTask(stationId: $stationId, taskId: $taskId, idempotencyKey: $key) { version instance { tasks { status assignee { displayName } } } } }`;
    expect(await refusal(as(here, 'community-officer'), claim, { taskId, key: newId() })).toBe('TASK_NOT_YOURS');
    expect(await answer(as(here, 'duty-officer'), claim, { taskId, key: newId() })).toEqual({ claimTask: { version: 2, instance: { tasks: [{ status: 'CLAIMED', assignee: { displayName: 'duty-officer S1' } }] } } });
    const assign = `mutation ($stationId: ID!, $taskId: ID!, $to: ID!, $key: String!) { assignTask(stationId: $stationId, taskId: $taskId, accountId: $to, idempotencyKey: $key) { version } }`;
    expect(await refusal(as(here, 'duty-officer'), assign, { taskId, to: here.officer('chief').accountId, key: newId() })).toBe('FORBIDDEN');
    await answer(as(here, 'chief'), assign, { taskId, to: here.officer('chief').accountId, key: newId() });
    const complete = `mutation ($stationId: ID!, $taskId: ID!, $form: JSON!, $expected: Int, $key: String!) { completeTask(stationId: $stationId, taskId: $taskId, outcome: "fine", form: $form, expectedVersion: $expected, idempotencyKey: $key) { version instance { closed tasks { completedBy outcome } timeline { kind } } } }`;
    expect(await refusal(as(here, 'chief'), complete, { taskId, form: { note: 1 }, key: newId() })).toBe('FORM_INVALID');
    expect(await refusal(as(here, 'chief'), complete, { taskId, form: [], key: newId() })).toBe('BAD_INPUT');
    expect(await refusal(as(here, 'chief'), complete, { taskId, form: {}, expected: 1, key: newId() })).toBe('STALE_VERSION');
    const done = await answer(as(here, 'chief'), complete, { taskId, form: { note: 'ok' }, expected: 3, key: newId() });
    expect(done.completeTask).toMatchObject({ version: 4, instance: { tasks: [{ completedBy: 'chief S1', outcome: 'fine' }] } });
    expect(done.completeTask.instance.timeline.map((line) => line.kind)).toEqual(['start', 'claim', 'assign', 'task']);
    const { advanceTestClock } = await answer(as(here, 'chief'), `mutation { advanceTestClock(by: "PT6H") }`);
    expect(new Date(advanceTestClock).getTime()).toBeGreaterThan(Date.now());
    expect((await answer(as(here, 'chief'), INSTANCE, { id: instanceId })).instance).toMatchObject({ closed: true });
  });

  it('shows a clock with its explanation, and changes it with a second person', async () => {
    const asker = as(here, 'duty-officer');
    const begun = (await answer(asker, `mutation ($stationId: ID!, $key: String!) { startInstance(stationId: $stationId, workflow: "search-case", data: {}, idempotencyKey: $key) { instanceId } }`, { key: newId() })).startInstance;
    const CLOCKS = `query ($stationId: ID!, $id: ID!, $purpose: String) { instance(stationId: $stationId, id: $id, purpose: $purpose) { timeline { kind detail { zhCN } } clocks {
      key state calendar budget max because remainingSeconds mayEdit editApproval { zhCN } explanation { zhCN en } proposed { by reason mayApprove mayReject role { zhCN } } changes { cause reason by approvedBy } } } }`;
    const read = async (who: Asker, purpose?: string) => (await answer(who, CLOCKS, { id: begun.instanceId, purpose })).instance;
    const search = async (who: Asker, purpose?: string) => (await read(who, purpose)).clocks.find(({ key }) => key === 'search');
    expect(await search(asker)).toMatchObject({ state: 'running', calendar: 'natural', budget: 'PT4H', max: 'PT24H', because: '某法第 9 条', mayEdit: true, editApproval: { zhCN: '所长' }, proposed: null, changes: [] });
    expect((await search(asker))?.remainingSeconds).toBeGreaterThan(4 * 3600 - 60);
    expect((await read(asker)).clocks.find(({ key }) => key === 'review')).toMatchObject({ state: 'undetermined', remainingSeconds: null, mayEdit: false, explanation: { zhCN: expect.stringContaining('放假安排尚未导入') } });
    const edit = `mutation ($stationId: ID!, $id: ID!, $budget: String, $key: String!) { editClock(stationId: $stationId, instanceId: $id, clock: "search", budget: $budget, reason: "家属电话 13800000000", idempotencyKey: $key) { version } }`;
    const approve = `mutation ($stationId: ID!, $id: ID!, $approve: Boolean!, $key: String!) { approveClockEdit(stationId: $stationId, instanceId: $id, clock: "search", approve: $approve, idempotencyKey: $key) { version } }`;
    expect(await refusal(asker, edit, { id: begun.instanceId, budget: 'PT30H', key: newId() })).toBe('BEYOND_BOUND');
    expect(await refusal(as(there, 'duty-officer'), edit, { id: begun.instanceId, budget: 'PT6H', key: newId() })).toBe('NOT_FOUND');
    await answer(asker, edit, { id: begun.instanceId, budget: 'PT6H', key: newId() });
    expect((await search(asker))?.proposed).toMatchObject({ by: 'duty-officer S1', reason: '家属电话 13800000000', mayApprove: false, mayReject: true });
    expect((await search(as(here, 'community-officer')))?.proposed).toMatchObject({ reason: null, mayApprove: false, mayReject: false });
    expect((await search(as(here, 'chief')))?.proposed).toMatchObject({ reason: '家属电话 13800000000', mayApprove: true, role: { zhCN: '所长' } });
    expect(await refusal(asker, approve, { id: begun.instanceId, approve: true, key: newId() })).toBe('SECOND_PERSON_NEEDED');
    await answer(as(here, 'chief'), approve, { id: begun.instanceId, approve: true, key: newId() });
    expect(await search(as(here, 'chief'))).toMatchObject({ budget: 'PT6H', proposed: null, changes: [{ cause: 'EDIT', reason: null, by: 'duty-officer S1', approvedBy: 'chief S1' }] });
    expect((await search(as(here, 'chief'), '复核'))?.changes).toMatchObject([{ reason: '家属电话 13800000000' }]);
    const { timeline } = await read(asker);
    expect(timeline.filter(({ kind }) => kind === 'clockEdited')).toHaveLength(2);
    expect(JSON.stringify(timeline)).not.toContain('13800000000');
  });

  it('takes in notices from the bureau’s administrator alone, and counts what waits', async () => {
    const admin: Asker = { station: here, officer: { accountId: here.officer('chief').accountId, roles: ['bureau-admin'] } };
    const WAITING = `query ($ids: [ID!]!) { undeterminedClocks(stationIds: $ids) { stationId clocks tasks } }`;
    const IMPORT = `mutation ($bureauId: ID!, $notice: String!) { importHolidayNotice(bureauId: $bureauId, notice: $notice) { year finishedAt days { date isOffDay } } }`;
    await answer(as(here, 'duty-officer'), `mutation ($stationId: ID!, $key: String!) { startInstance(stationId: $stationId, workflow: "search-case", data: {}, idempotencyKey: $key) { instanceId } }`, { key: newId() });
    expect(await refusal(as(here, 'chief'), WAITING, { ids: [here.id] })).toBe('FORBIDDEN');
    expect((await answer(atBureau(admin), WAITING, { ids: [here.id] })).undeterminedClocks).toEqual([{ stationId: here.id, clocks: 2, tasks: 0 }]);
    expect(await refusal(as(here, 'chief'), IMPORT, { bureauId: here.bureauId, notice: '2040-01-01,元旦,休' })).toBe('FORBIDDEN');
    expect(await refusal(atBureau(admin), IMPORT, { bureauId: here.bureauId, notice: '2040' })).toBe('BAD_INPUT');
    expect((await answer(atBureau(admin), IMPORT, { bureauId: here.bureauId, notice: '2040-01-01,元旦,休' })).importHolidayNotice).toEqual({ year: 2040, finishedAt: null, days: [{ date: '2040-01-01', isOffDay: true }] });
  });

  describe('of tasks that several people answer', () => {
    const FIELDS = 'id key status mayClaim mayComplete delegable recallableUntil help { en } dueAt dueExplanation { en } answers { given need of mine signed { by outcome { en } roleTitle { zhCN } } missing { zhCN } }';
    const seen = async (asker: Asker, id: string, key: string) => {
      const { instance } = await answer(asker, `query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { acceptedEvents { id help { en } form uiSchema } timeline { kind title { zhCN en } by detail { zhCN } } tasks { ${FIELDS} } } }`, { id });
      return { ...instance.tasks.findLast((task) => task.key === key), events: instance.acceptedEvents, timeline: instance.timeline };
    };
    const launch = async () => (await answer(as(here, 'community-officer'), `mutation ($stationId: ID!, $key: String!) { startInstance(stationId: $stationId, workflow: "signing", data: {}, idempotencyKey: $key) { instanceId } }`, { key: newId() })).startInstance.instanceId as string;
    const complete = async (asker: Asker, instanceId: string, key: string, outcome = 'done') =>
      answer(asker, `mutation ($stationId: ID!, $taskId: ID!, $outcome: String!, $key: String!) { completeTask(stationId: $stationId, taskId: $taskId, outcome: $outcome, form: {}, idempotencyKey: $key) { version } }`, { taskId: (await seen(asker, instanceId, key)).id, outcome, key: newId() });

    it('tells what a form asks, who has signed, whose word is missing and until when it may be taken back', async () => {
      const id = await launch();
      expect(await seen(as(here, 'community-officer'), id, 'write')).toMatchObject({ help: { en: 'Say why.' }, delegable: true, answers: null, events: [{ id: 'amend', help: { en: 'Say why.' }, uiSchema: {} }] });
      await answer(as(here, 'community-officer'), `mutation ($stationId: ID!, $taskId: ID!, $to: ID!, $key: String!) { delegateTask(stationId: $stationId, taskId: $taskId, accountId: $to, idempotencyKey: $key) { version } }`, { taskId: (await seen(as(here, 'community-officer'), id, 'write')).id, to: here.officer('chief').accountId, key: newId() });
      await complete(as(here, 'chief'), id, 'write');
      expect((await seen(as(here, 'chief'), id, 'write')).recallableUntil).not.toBeNull();
      expect((await seen(as(here, 'community-officer'), id, 'write')).recallableUntil).toBeNull();
      const none = { given: 0, need: 2, of: 2, mine: false, signed: [], missing: [{ zhCN: '所长' }, { zhCN: '值班民警' }] };
      expect(await seen(as(here, 'chief'), id, 'sign')).toMatchObject({ mayClaim: false, mayComplete: true, delegable: false, answers: none });
      await complete(as(here, 'chief'), id, 'sign', 'agreed');
      const one = { given: 1, need: 2, of: 2, mine: true, signed: [{ by: 'chief S1', outcome: { en: 'Agreed' }, roleTitle: { zhCN: '所长' } }], missing: [{ zhCN: '值班民警' }] };
      const after = await seen(as(here, 'chief'), id, 'sign');
      expect(after).toMatchObject({ mayComplete: false, answers: one });
      expect(after.timeline).toMatchObject([{ kind: 'start' }, { kind: 'delegate', detail: { zhCN: '交chief S1办理' } }, { kind: 'task' }, { kind: 'task', title: { zhCN: '会签：同意' }, by: 'chief S1' }, { kind: 'answer', title: { zhCN: '会签：已签 1/2', en: 'Sign: Signed by 1 of 2' } }]);
      await complete(as(here, 'duty-officer'), id, 'sign', 'agreed');
      expect(await seen(as(here, 'community-officer'), id, 'do')).toMatchObject({ mayClaim: false, mayComplete: false });
    });

    it('takes the due moment of the clock around a task that has none, in its order and its filters', async () => {
      const [named, drafted, signing] = [await launch(), await launch(), await launch()];
      for (const id of [named, signing]) await complete(as(here, 'community-officer'), id, 'write');
      for (const who of ['chief', 'duty-officer']) await complete(as(here, who), named, 'sign', 'agreed');
      const order: unknown[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { tasks }: Answer = await answer(as(here, 'chief'), `query ($stationId: ID!, $after: String) { tasks(stationId: $stationId, filter: { workflow: "signing" }, first: 1, after: $after) { edges { node { instance { id } dueAt dueExplanation { en } } } pageInfo { endCursor hasNextPage } } }`, { after });
        order.push(...tasks.edges.map(({ node }) => [node.instance.id, node.dueAt !== null, node.dueExplanation?.en.startsWith('Time to do it: ') ?? false]));
        [after, more] = [tasks.pageInfo.endCursor, tasks.pageInfo.hasNextPage];
      }
      expect(order).toEqual([[drafted, true, false], [named, true, true], [signing, false, false]]);
      const overdue = async () => (await answer(as(here, 'chief'), `query ($stationId: ID!) { tasks(stationId: $stationId, filter: { workflow: "signing", overdue: true }) { totalCount edges { node { instance { id } overdue } } } }`)).tasks;
      expect(await overdue()).toEqual({ totalCount: 0, edges: [] });
      await answer(as(here, 'chief'), `mutation { advanceTestClock(by: "P2D") }`);
      expect(await overdue()).toMatchObject({ totalCount: 2, edges: [{ node: { instance: { id: drafted }, overdue: true } }, { node: { instance: { id: named }, overdue: true } }] });
    });
  });

  it('keeps a custodian to reading and everybody without a role out', async () => {
    const custodian: Asker = { station: here, officer: { accountId: here.officer('chief').accountId, roles: ['property-custodian'] } };
    expect(await refusal(custodian, START, { key: newId(), data: { kind: 'x' } })).toBe('FORBIDDEN');
    const nobody: Asker = { station: here, officer: { accountId: newId(), roles: [] } };
    expect(await refusal(nobody, START, { key: newId(), data: { kind: 'x' } })).toBe('NOT_FOUND');
  });

  it('tells a subscriber what changed, in ids only, and refuses what it may not read', async () => {
    const { schema } = world;
    const open = (asker: Asker, kinds: string) =>
      runAsRequest(world.requestOf(asker), () => subscribe({ schema, document: parse(`subscription ($stationId: ID!) { changes(stationId: $stationId, kinds: ${kinds}) { kind id stationId version } }`), variableValues: { stationId: here.id }, contextValue: { req: {} } }));
    expect((await open(as(here, 'chief'), '[INCIDENT]')) as ExecutionResult).toHaveProperty('errors');
    expect((await open(as(there, 'chief'), '[INSTANCE]')) as ExecutionResult).toHaveProperty('errors');
    const events = (await open(as(here, 'chief'), '[INSTANCE]')) as AsyncIterableIterator<ExecutionResult<{ changes: Change }>>;
    expect((await events.next()).value.data.changes).toEqual({ kind: 'READY', id: here.id, stationId: here.id, version: null });
    const next = events.next();
    const { instanceId } = await begin();
    expect((await next).value.data.changes).toEqual({ kind: 'INSTANCE', id: instanceId, stationId: here.id, version: 1 });
    await events.return?.();
  });

  describe('exercises', () => {
    const PLAN = `mutation ($stationId: ID!, $plan: ExercisePlanInput!) { planExercise(stationId: $stationId, plan: $plan) { id status clock { now } mayDirect mayHalt } }`;
    const plan = { title: '演练', clock: 'VIRTUAL', beginsAt: '2026-03-02T08:00:00.000Z', speed: 60, roles: ['duty-officer', 'chief'], injects: [{ title: '报警', after: 'PT0S', start: { workflow: 'note-case', data: { kind: 'x' } } }, { title: '再来', after: 'PT30M', event: { target: 1, event: 'again' } }], objectives: [{ title: '核对', kind: 'TASK', inject: 1, subject: 'check', within: 'PT10M' }] };
    const READ = `query ($stationId: ID!, $id: ID!) { exercise(stationId: $stationId, id: $id) { status director stoppedBy clock { status speed now asOf } injects { place status content instanceId } objectives { result targetSeconds measuredSeconds } timeline { kind by number } mayHalt } }`;
    const act = (name: string, more = '') => `mutation ($stationId: ID!, $id: ID!) { ${name}(stationId: $stationId, id: $id${more}) { id status } }`;
    const chief = () => as(here, 'chief');
    const begun = async () => {
      const { id } = (await answer(chief(), PLAN, { plan })).planExercise;
      await answer(chief(), act('startExercise'), { id });
      await answer(chief(), 'mutation { advanceTestClock(by: "PT1S") }');
      return id;
    };

    it('are directed by the chief alone, whose injects nobody else sees before they come', async () => {
      expect(await refusal(as(here, 'duty-officer'), PLAN, { plan })).toBe('FORBIDDEN');
      const id = await begun();
      for (const name of ['pauseExercise', 'endExercise', 'startExercise']) expect(await refusal(as(here, 'community-officer'), act(name), { id })).toBe('FORBIDDEN');
      const [directed, taken] = [(await answer(chief(), READ, { id })).exercise, (await answer(as(here, 'community-officer'), READ, { id })).exercise];
      expect(directed.injects.map(({ status }) => status)).toEqual(['FIRED', 'PLANNED']);
      expect(taken.injects).toEqual([{ place: 1, status: 'FIRED', content: null, instanceId: directed.injects[0]?.instanceId }]);
      expect(directed.objectives).toEqual([{ result: 'NOT_YET', targetSeconds: 600, measuredSeconds: null }]);
      expect(directed.timeline.map(({ kind }) => kind)).toEqual(['exercise.started', 'exercise.fired', 'start']);
    });

    it('mark their instances and tasks, which lists show only when asked, with time left by their clock', async () => {
      const id = await begun();
      const lists = `query ($stationId: ID!, $exercise: Boolean) { instances(stationId: $stationId, filter: { exercise: $exercise }) { totalCount edges { node { exercise exerciseId number clocks { remainingSeconds } acceptedEvents { id } } } }
        tasks(stationId: $stationId, filter: { exercise: $exercise }) { totalCount edges { node { overdue instance { exercise exerciseClock { exerciseId status speed } } mayClaim } } } }`;
      expect(await answer(as(here, 'duty-officer'), lists)).toMatchObject({ instances: { totalCount: 0 }, tasks: { totalCount: 0 } });
      const asked = await answer(as(here, 'duty-officer'), lists, { exercise: true });
      expect(asked).toMatchObject({
        instances: { totalCount: 1, edges: [{ node: { exercise: true, exerciseId: id, number: expect.stringMatching(/^YL-/) } }] },
        tasks: { totalCount: 1, edges: [{ node: { overdue: false, mayClaim: true, instance: { exercise: true, exerciseClock: { exerciseId: id, status: 'RUNNING', speed: 60 } } } }] },
      });
      expect(asked.instances.edges[0]?.node.clocks[0]?.remainingSeconds).toBeLessThanOrEqual(7200);
      expect(asked.instances.edges[0]?.node.clocks[0]?.remainingSeconds).toBeGreaterThan(3600);
      await answer(chief(), act('pauseExercise'), { id });
      expect(await answer(as(here, 'duty-officer'), lists, { exercise: true })).toMatchObject({ instances: { edges: [{ node: { acceptedEvents: [] } }] }, tasks: { edges: [{ node: { mayClaim: false } }] } });
    });

    it('are halted by anybody who takes part, and nobody from elsewhere', async () => {
      const id = await begun();
      expect(await refusal(as(there, 'chief'), READ, { id })).toBe('NOT_FOUND');
      expect(await refusal(as(there, 'chief'), act('haltExercise'), { id })).toBe('NOT_FOUND');
      expect(await answer(as(here, 'community-officer'), act('haltExercise'), { id })).toEqual({ haltExercise: { id, status: 'HALTED' } });
      expect((await answer(chief(), READ, { id })).exercise).toMatchObject({ status: 'HALTED', stoppedBy: expect.stringContaining('community-officer'), mayHalt: false });
    });

    it('refuse an inject that is none or two things, in words', async () => {
      for (const inject of [{ title: '一', after: 'PT0S' }, { title: '一', after: 'PT0S', start: { workflow: 'note-case', data: {} }, event: { target: 1, event: 'again' } }]) expect(await refusal(chief(), PLAN, { plan: { ...plan, injects: [inject] } })).toBe('BAD_INPUT');
    });
  });
});
