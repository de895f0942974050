import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { CONFIGURE_TOPIC, MIGRATE_TOPIC, Retention, WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { deliverJobs } from './configuration-world.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { visitPlugin } from './visit-workflow.js';

/** A bureau's own workflow, as small as one with all that is special to it. */
const LOAN = readFileSync(new URL('../../workflow/test/fixtures/item-loan.yaml', import.meta.url), 'utf8');

interface Draft {
  readonly version: number;
  readonly source: string;
}
/** What the tests look into; the rest is compared whole. */
interface Answer {
  readonly createAuthored: { readonly workflow: string };
  readonly saveAuthoredDraft: { readonly draft: Draft | null; readonly merged: boolean; readonly conflicting: boolean; readonly theirs: string | null };
  readonly authoredWorkflow: { readonly revision: number; readonly edition: number };
  readonly authoredCopy: { readonly source: string; readonly notes: readonly { readonly kind: string; readonly path: string }[] };
  readonly startInstance: { readonly instanceId: Id };
  readonly instances: { readonly edges: readonly { readonly node: unknown }[] };
  readonly instance: { readonly tasks: readonly { readonly id: Id }[] };
  readonly rehearseMigration: { readonly id: Id };
  readonly migrationPlan: unknown;
  readonly workflows: readonly { readonly id: string; readonly byHand: boolean }[];
  readonly configurationFolder: readonly { readonly path: string; readonly content: string }[];
  readonly importConfiguration: unknown;
}

const OF = 'bureauId: $bureauId, workflow: $workflow';
const VARIABLES = '$bureauId: ID!, $workflow: String!';
const CHECK = 'check { problems { code line fileName } changes { zhCN } definition }';
const CREATE = `mutation ($bureauId: ID!, $name: String!, $source: String!, $key: String!) { createAuthored(bureauId: $bureauId, name: $name, source: $source, idempotencyKey: $key) { workflow name edition revision title { zhCN } draftVersion draft { version ${CHECK} } } }`;
const SAVE = `mutation (${VARIABLES}, $source: String!, $base: Int!, $onEdition: Int, $key: String!) { saveAuthoredDraft(${OF}, source: $source, base: $base, onEdition: $onEdition, idempotencyKey: $key) { draft { version source onEdition savedBy ${CHECK} } merged conflicting theirs theirsVersion } }`;
const PUBLISH = `mutation (${VARIABLES}, $version: Int!, $because: String!, $key: String!) { publishAuthored(${OF}, version: $version, because: $because, idempotencyKey: $key) { edition revision publishedBy draftVersion } }`;
const DISCARD = `mutation (${VARIABLES}, $version: Int!, $key: String!) { discardAuthoredDraft(${OF}, version: $version, idempotencyKey: $key) { edition } }`;
const RETIRE = `mutation (${VARIABLES}, $because: String!, $expected: Int!, $key: String!) { retireAuthored(${OF}, because: $because, expectedRevision: $expected, idempotencyKey: $key) { retiredBecause retiredBy } }`;
const REINSTATE = `mutation (${VARIABLES}, $expected: Int!, $key: String!) { reinstateAuthored(${OF}, expectedRevision: $expected, idempotencyKey: $key) { retiredBecause } }`;
const ONE = `query (${VARIABLES}) { authoredWorkflow(${OF}) { workflow name edition revision source because enabledAt running retiredAt draftVersion } }`;
const LIST = `query ($bureauId: ID!) { authoredWorkflows(bureauId: $bureauId) { name edition title { zhCN } } }`;
const EDITIONS = `query (${VARIABLES}) { authoredEditions(${OF}) { edges { node { edition because publishedBy changes { zhCN } } } } }`;
const ENABLE = `mutation ($stationId: ID!, $workflow: String!, $version: Int!, $key: String!) { enablePlugin(stationId: $stationId, pluginId: $workflow, expectedVersion: $version, idempotencyKey: $key) { enabled } }`;
const START = `mutation ($stationId: ID!, $workflow: String!, $data: JSON!, $key: String!) { startInstance(stationId: $stationId, workflow: $workflow, data: $data, idempotencyKey: $key) { instanceId } }`;
const COMPLETE = `mutation ($stationId: ID!, $taskId: ID!, $key: String!) { completeTask(stationId: $stationId, taskId: $taskId, outcome: "done", form: {}, idempotencyKey: $key) { instanceId } }`;
const INSTANCE = `query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { closedAt outcome workflow { id authored pluginId version } fields { key title { zhCN } value { __typename ... on TextValue { text } ... on NumberValue { number } } } tasks { id dueAt } } }`;
const FILTERED = `query ($stationId: ID!, $workflow: String!, $fields: [FieldFilter!]!) { instances(stationId: $stationId, filter: { workflow: $workflow, fields: $fields }) { totalCount edges { node { fields { key } } } } }`;
const OVERLAY = `mutation ($bureauId: ID!, $stationId: ID, $workflow: String!, $overlay: String, $expected: Int!, $key: String!) { publishOverlay(bureauId: $bureauId, stationId: $stationId, workflow: $workflow, overlay: $overlay, expectedRevision: $expected, idempotencyKey: $key) { revision template } }`;
const STATION = `query ($bureauId: ID!, $stationId: ID!, $workflow: String!) { stationWorkflow(bureauId: $bureauId, stationId: $stationId, workflow: $workflow) { template presentTemplate overlays { template conflicts { place } } changes { place text { zhCN } } } }`;
const DECIDE = `mutation ($bureauId: ID!, $stationId: ID!, $workflow: String!, $expected: Int!, $key: String!) { decideOverlay(bureauId: $bureauId, stationId: $stationId, workflow: $workflow, decisions: [{ place: "parameters.back.value", choice: MINE }], expectedRevision: $expected, idempotencyKey: $key) { template conflicts { place } } }`;
const WORKFLOWS = `query ($stationId: ID!) { workflows(stationId: $stationId) { id authored byHand pluginId } }`;
const GALLERY = `query ($stationId: ID!) { workflowGallery(stationId: $stationId) { standing template pluginTitle { zhCN } workflow { id } } }`;
const MATRIX = `query ($bureauId: ID!) { stationMatrix(bureauId: $bureauId) { workflows { workflow title { zhCN } template } edges { node { name cells { workflow enabled } } } } }`;
const REHEARSE = `mutation ($bureauId: ID!, $stationId: ID, $stations: [ID!]!, $workflow: String!, $key: String!) { rehearseMigration(bureauId: $bureauId, stationId: $stationId, stationIds: $stations, workflow: $workflow, because: "新版", idempotencyKey: $key) { id } }`;

const edited = (from: string, to: string, text = LOAN) => {
  if (!text.includes(from)) throw new Error(`The text has no "${from}".`);
  return text.replace(from, to);
};

describe('workflows that a bureau writes itself', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;
  let elsewhere: TestStation;
  let workflow: string;
  beforeAll(async () => {
    world = await openGraphql<Answer>([visitPlugin()], false, ({ station }) => ({ bureauId: station.bureauId, stationId: station.id, workflow, key: newId() }));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    const staff = ['chief', 'duty-officer', 'community-officer', 'bureau-admin', 'bureau-approver'];
    [here, there] = (await createTestStations(world.test, 2, { staff })) as [TestStation, TestStation];
    [elsewhere] = (await createTestStations(world.test, 1, { staff })) as [TestStation];
    workflow = '';
  });
  const as = (role: string, station = here): Asker => ({ station, officer: station.officer(role), bureauOf: role.startsWith('bureau-') ? (station === elsewhere ? [elsewhere] : [here, there]) : undefined });
  const colleague = (): Asker => ({ ...as('bureau-approver'), officer: { ...here.officer('bureau-approver'), roles: ['bureau-admin'] } });
  const answer: GraphqlWorld<Answer>['answer'] = (...asked) => world.answer(...asked);
  const refusal: GraphqlWorld<Answer>['refusal'] = (...asked) => world.refusal(...asked);
  const problemsOf = async (...asked: Parameters<typeof world.ask>) => ((await world.ask(...asked)).errors?.[0]?.originalError as { details?: { problems?: readonly unknown[] } } | undefined)?.details?.problems;
  const save = async (asker: Asker, source: string, base: number, more = {}) => (await answer(asker, SAVE, { source, base, ...more })).saveAuthoredDraft;
  const create = async (source = LOAN, asker = as('bureau-admin')) => {
    workflow = (await answer(asker, CREATE, { name: 'item-loan', source })).createAuthored.workflow;
  };
  const publish = async (source: string, because = '试行') => {
    const { draft } = await save(as('bureau-admin'), source, 0);
    return answer(as('bureau-admin'), PUBLISH, { version: draft?.version, because });
  };
  const bring = () => deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [here.bureauId]);
  const assess = () => world.test.owner.query(
    `INSERT INTO plugin_assessment (scope_id, id, level, plugin_id, plugin_version, fingerprint, items, document, summary, measures, assessor, made_by, made_at, valid_until)
     VALUES ($1, $2, 'bureau', $3, '1', 'x', '[{"field":"borrower","dataClass":"P2","purpose":"联系借用人","keep":"P1Y"}]', 'd', 's', 'm', 'a', $4, now(), now() + interval '1 year')`, [here.bureauId, newId(), workflow, here.officer('bureau-admin').accountId]);
  const enable = async (station = here) => answer(as('chief', station), ENABLE, { version: 0 });
  const begin = async (data: object, role = 'duty-officer', station = here) => (await answer(as(role, station), START, { data })).startInstance.instanceId;

  it('is written, published, enabled, set and run; a new edition meets the stations’ overlays and moves what runs; then it is retired', async () => {
    const admin = as('bureau-admin');
    expect(await answer(admin, CREATE, { name: 'item-loan', source: LOAN })).toMatchObject({ createAuthored: { name: 'item-loan', edition: 0, revision: 1, title: { zhCN: '物品借用' }, draftVersion: 1, draft: { check: { problems: [], changes: [], definition: { workflow: expect.stringMatching(/^item-loan\./) } } } } });
    expect(await refusal(admin, CREATE, { name: 'item-loan', source: LOAN })).toBe('CONFLICT');
    workflow = ((await world.test.owner.query<{ workflow: string }>('SELECT workflow FROM authored_workflow WHERE bureau_id = $1', [here.bureauId])).rows[0] as { workflow: string }).workflow;
    expect(await refusal(as('chief'), ENABLE, { version: 0 })).toBe('NOT_FOUND');
    expect(await answer(admin, PUBLISH, { version: 1, because: '统一物品借用' })).toEqual({ publishAuthored: { edition: 1, revision: 2, publishedBy: 'bureau-admin S1', draftVersion: null } });

    // Personal data of P2: not before it is assessed; then at the one station alone.
    expect(await refusal(as('chief'), ENABLE, { version: 0 })).toBe('ASSESSMENT_NEEDED');
    await assess();
    expect(await answer(as('chief'), GALLERY)).toMatchObject({ workflowGallery: [{ workflow: { id: 'visit-case' } }, { standing: 'AVAILABLE', template: 1, pluginTitle: { zhCN: '物品借用' }, workflow: { id: workflow } }] });
    expect(await refusal(as('duty-officer'), START, { data: { item: '对讲机' } })).toBe('PLUGIN_DISABLED');
    await enable();
    expect(await answer(as('duty-officer'), WORKFLOWS)).toMatchObject({ workflows: [{ id: 'visit-case', authored: false }, { id: workflow, authored: true, byHand: true, pluginId: workflow }] });
    expect((await answer(as('duty-officer', there), WORKFLOWS)).workflows.map(({ id }) => id)).toEqual(['visit-case']);
    expect((await answer(as('community-officer'), WORKFLOWS)).workflows.find(({ id }) => id === workflow)?.byHand).toBe(false);
    expect(await refusal(as('community-officer'), START, { data: { item: '对讲机' } })).toBe('FORBIDDEN');
    expect(await answer(admin, MATRIX)).toMatchObject({ stationMatrix: { workflows: [{ workflow: 'visit-case' }, { workflow, title: { zhCN: '物品借用' }, template: 1 }], edges: [{ node: { cells: [{}, { workflow, enabled: true }] } }, { node: { cells: [{}, { workflow, enabled: false }] } }] } });

    // Its data are read by key, and filtered by what is not masked.
    const first = await begin({ item: '对讲机', value: 800, borrower: '虚构人甲' });
    const second = await begin({ item: '钥匙', value: 5 }, 'chief');
    expect(await answer(as('duty-officer'), INSTANCE, { id: first })).toMatchObject({ instance: { workflow: { id: workflow, authored: true }, fields: [{ key: 'item', title: { zhCN: '物品' }, value: { __typename: 'TextValue', text: '对讲机' } }, { key: 'value', value: { __typename: 'NumberValue', number: 800 } }, { key: 'borrower', value: null }] } });
    expect(await answer(as('duty-officer'), FILTERED, { fields: [{ key: 'value', operator: 'FROM', value: 100 }] })).toMatchObject({ instances: { totalCount: 1 } });
    expect(await answer(as('duty-officer'), FILTERED, { fields: [{ key: 'item', operator: 'IN', value: ['钥匙', '对讲机'] }] })).toMatchObject({ instances: { totalCount: 2 } });
    expect(await refusal(as('duty-officer'), FILTERED, { fields: [{ key: 'borrower', operator: 'EQUALS', value: '虚构人甲' }] })).toBe('PERSONAL_DATA_MASKED');
    expect(await refusal(as('duty-officer'), FILTERED, { fields: [{ key: 'value', operator: 'STARTS_WITH', value: '8' }] })).toBe('BAD_INPUT');

    // A station sets it within its bounds; the next edition changes the same, and the chief decides.
    const overlay = (template: number, value: string) => `overlay: station\nof: { workflow: ${workflow}, template: ${template} }\nbecause: 借用频繁\nparameters: { back: ${value} }\n`;
    expect(await refusal(as('chief'), OVERLAY, { overlay: overlay(1, 'P20D'), expected: 0 })).toBe('DEFINITION_INVALID');
    expect(await answer(as('chief'), OVERLAY, { overlay: overlay(1, 'P2D'), expected: 0 })).toMatchObject({ publishOverlay: { revision: 1, template: 1 } });
    expect(await publish(edited('default: P3D', 'default: P5D', edited('已借出', '借出中')), '五天')).toMatchObject({ publishAuthored: { edition: 2 } });
    await bring();
    expect(await answer(as('chief'), STATION)).toMatchObject({ stationWorkflow: { template: 1, presentTemplate: 2, overlays: [{ template: 1, conflicts: [{ place: 'parameters.back.value' }] }] } });
    expect(await answer(as('chief'), DECIDE, { expected: 1 })).toMatchObject({ decideOverlay: { template: 2, conflicts: [] } });
    expect(await answer(as('chief'), STATION)).toMatchObject({ stationWorkflow: { template: 2, presentTemplate: 2, changes: [{ place: 'parameters.back.value' }] } });
    expect(await answer(admin, EDITIONS)).toMatchObject({ authoredEditions: { edges: [{ node: { edition: 2, because: '五天', publishedBy: 'bureau-admin S1', changes: expect.arrayContaining([{ zhCN: '归还时限 3 天 → 5 天' }]) } }, { node: { edition: 1, because: '统一物品借用', changes: [] } }] } });

    // What runs keeps its edition until it is moved.
    const versionOf = async (id: Id) => ((await answer(as('chief'), INSTANCE, { id })) as unknown as { instance: { workflow: { version: string } } }).instance.workflow.version;
    const before = await versionOf(first);
    const { rehearseMigration: { id: batchId } } = await answer(admin, REHEARSE, { stationId: undefined, stations: [here.id, there.id] });
    await deliverJobs(world.test, world.jobs, MIGRATE_TOPIC, [here.bureauId, here.id, there.id]);
    await answer(admin, `mutation ($bureauId: ID!, $batchId: ID!, $key: String!) { startMigration(bureauId: $bureauId, batchId: $batchId, idempotencyKey: $key) { id } }`, { batchId });
    await deliverJobs(world.test, world.jobs, MIGRATE_TOPIC, [here.bureauId, here.id, there.id]);
    expect(await versionOf(first)).not.toBe(before);

    // Retired: nothing new, the rest goes on to its end, and back again.
    const { authoredWorkflow: { revision } } = await answer(admin, ONE);
    expect(await answer(admin, ONE)).toMatchObject({ authoredWorkflow: { enabledAt: 1, running: 2 } });
    expect(await refusal(admin, RETIRE, { because: ' ', expected: revision })).toBe('BAD_INPUT');
    expect(await refusal(admin, RETIRE, { because: '不再借用', expected: revision - 1 })).toBe('STALE_VERSION');
    expect(await answer(admin, RETIRE, { because: '不再借用', expected: revision })).toEqual({ retireAuthored: { retiredBecause: '不再借用', retiredBy: 'bureau-admin S1' } });
    expect(await refusal(as('duty-officer'), START, { data: { item: '对讲机' } })).toBe('WORKFLOW_RETIRED');
    expect((await answer(as('duty-officer'), WORKFLOWS)).workflows.find(({ id }) => id === workflow)?.byHand).toBe(false);
    const [task] = (await answer(as('duty-officer'), INSTANCE, { id: second })).instance.tasks;
    await answer(as('duty-officer'), COMPLETE, { taskId: task?.id });
    expect(await answer(as('duty-officer'), INSTANCE, { id: second })).toMatchObject({ instance: { closedAt: expect.any(String), outcome: 'returned' } });
    expect(await answer(admin, REINSTATE, { expected: revision + 1 })).toEqual({ reinstateAuthored: { retiredBecause: null } });
    await begin({ item: '手电' });
  });

  it('two write one draft: what they changed apart is merged with its comments, the same lines are not guessed', async () => {
    const [admin, other] = [as('bureau-admin'), colleague()];
    await create();
    expect(await save(admin, edited('default: P3D', 'default: P2D'), 1)).toMatchObject({ draft: { version: 2 }, merged: false, conflicting: false });
    expect(await save(admin, edited('default: P3D', 'default: P2D'), 2)).toMatchObject({ draft: { version: 2 } });
    const merged = await save(other, edited('# Borrowed items: keys, radios.', '# Borrowed items: keys, radios, torches.'), 1);
    expect(merged).toMatchObject({ draft: { version: 3, savedBy: 'bureau-approver S1' }, merged: true, conflicting: false });
    expect(merged.draft?.source).toBe(edited('# Borrowed items: keys, radios.', '# Borrowed items: keys, radios, torches.', edited('default: P3D', 'default: P2D')));
    expect(await save(other, edited('default: P3D', 'default: P4D'), 1)).toMatchObject({ draft: { version: 3 }, conflicting: true, theirs: merged.draft?.source, theirsVersion: 3 });
    expect(await refusal(admin, SAVE, { source: LOAN, base: 77 })).toBe('STALE_VERSION');
    // Half a text is kept, with what is wrong at its line; nothing of it is published.
    const half = await save(admin, edited('role: duty-officer', 'role: night-watch', merged.draft?.source), 3);
    expect(half).toMatchObject({ draft: { version: 4, check: { problems: [{ code: 'UNKNOWN_ROLE', line: 27, fileName: 'item-loan.yaml' }] } } });
    expect(await problemsOf(admin, PUBLISH, { version: 4, because: '试' })).toMatchObject([{ code: 'UNKNOWN_ROLE', line: 27 }]);
    expect(await save(admin, 'workflow: [', 4)).toMatchObject({ draft: { version: 5, check: { problems: [{ code: 'SYNTAX' }], definition: null } } });
    expect(await refusal(admin, SAVE, { source: 'x'.repeat(500_001), base: 5 })).toBe('TEXT_TOO_LONG');
    expect(await refusal(as('chief'), SAVE, { source: LOAN, base: 5 })).toBe('FORBIDDEN');
    // One that was never published goes with its draft.
    expect(await refusal(admin, DISCARD, { version: 4 })).toBe('STALE_VERSION');
    expect(await answer(admin, DISCARD, { version: 5 })).toEqual({ discardAuthoredDraft: null });
    expect(await answer(admin, LIST)).toEqual({ authoredWorkflows: [] });
    expect(await refusal(admin, ONE)).toBe('NOT_FOUND');
  });

  it('publishing twice at once publishes once; a later edition meets a draft of the one before', async () => {
    const admin = as('bureau-admin');
    await create();
    const key = newId();
    expect(await Promise.all([answer(admin, PUBLISH, { version: 1, because: '试', key }), answer(admin, PUBLISH, { version: 1, because: '试', key })])).toMatchObject([{ publishAuthored: { edition: 1 } }, { publishAuthored: { edition: 1 } }]);
    expect(await refusal(admin, PUBLISH, { version: 1, because: '试' })).toBe('STALE_VERSION');
    const { draft } = await save(admin, edited('default: P3D', 'default: P2D'), 0);
    expect(await refusal(admin, PUBLISH, { version: draft?.version, because: '' })).toBe('BAD_INPUT');
    await answer(admin, PUBLISH, { version: draft?.version, because: '两天' });
    // Somebody who began on the first edition: what was published since is merged in, or shown.
    expect(await save(colleague(), edited('# Borrowed', '# Lent and borrowed'), 0, { onEdition: 1 })).toMatchObject({ merged: true, draft: { onEdition: 2, source: expect.stringContaining('default: P2D') } });
    expect(await save(colleague(), edited('default: P3D', 'default: P4D'), 0, { onEdition: 1 })).toMatchObject({ conflicting: true });
    // Back to the first: its text, as an edition of its own.
    const [last] = (await world.test.owner.query<{ version: number }>(`SELECT max(version) AS version FROM overlay_draft WHERE scope_id = $1`, [here.bureauId])).rows;
    await answer(admin, DISCARD, { version: last?.version });
    expect(await publish(LOAN, '恢复第一版')).toMatchObject({ publishAuthored: { edition: 3 } });
  });

  it('is reviewed by a second person where the bureau asks for it', async () => {
    const [admin, other] = [as('bureau-admin'), colleague()];
    await create();
    await answer(admin, `mutation ($bureauId: ID!, $key: String!) { setReviewRule(bureauId: $bureauId, needed: true, idempotencyKey: $key) { needed } }`);
    expect(await refusal(admin, PUBLISH, { version: 1, because: '试' })).toBe('REVIEW_NEEDED');
    const review = 'review { state version current askedBy decidedBy note } comments { text place } reviewNeeded mayReview';
    expect(await answer(admin, `mutation (${VARIABLES}, $key: String!) { askAuthoredReview(${OF}, version: 1, idempotencyKey: $key) { ${review} } }`)).toMatchObject({ askAuthoredReview: { review: { state: 'ASKED', askedBy: 'bureau-admin S1' }, reviewNeeded: true, mayReview: false } });
    expect(await answer(other, `mutation (${VARIABLES}, $key: String!) { commentAuthoredDraft(${OF}, place: "states.lent", text: "由谁收回？", idempotencyKey: $key) { madeBy place } }`)).toMatchObject({ commentAuthoredDraft: { madeBy: 'bureau-approver S1', place: 'states.lent' } });
    const decide = `mutation (${VARIABLES}, $approve: Boolean!, $note: String, $key: String!) { reviewAuthoredDraft(${OF}, version: 1, approve: $approve, note: $note, idempotencyKey: $key) { ${review} } }`;
    expect(await refusal(admin, decide, { approve: true })).toBe('SECOND_PERSON_NEEDED');
    expect(await answer(other, decide, { approve: true })).toMatchObject({ reviewAuthoredDraft: { review: { state: 'APPROVED', decidedBy: 'bureau-approver S1' }, comments: [{ text: '由谁收回？', place: 'states.lent' }] } });
    expect(await answer(admin, PUBLISH, { version: 1, because: '已复核' })).toMatchObject({ publishAuthored: { edition: 1 } });
  });

  it('another bureau sees nothing of it, and may have one of the same name', async () => {
    await create();
    await publish(LOAN);
    const [mine, stranger] = [workflow, as('bureau-admin', elsewhere)];
    expect(await answer(stranger, LIST)).toEqual({ authoredWorkflows: [] });
    for (const asked of [ONE, EDITIONS]) expect(await refusal(stranger, asked)).toBe('NOT_FOUND');
    expect(await refusal(stranger, SAVE, { source: LOAN, base: 0 })).toBe('NOT_FOUND');
    expect(await refusal(stranger, PUBLISH, { version: 1, because: '试' })).toBe('NOT_FOUND');
    expect(await refusal(stranger, `query ($bureauId: ID!, $workflow: String!) { authoredCopy(bureauId: $bureauId, of: $workflow) { source } }`)).toBe('NOT_FOUND');
    expect(await refusal(stranger, LIST, { bureauId: here.bureauId })).toBe('NOT_FOUND');
    expect(await refusal(as('chief', elsewhere), ENABLE, { version: 0 })).toBe('NOT_FOUND');
    expect(await refusal(as('duty-officer', elsewhere), START, { data: { item: 'x' } })).toBe('NOT_FOUND');
    expect(await refusal(as('chief', elsewhere), STATION)).toBe('NOT_FOUND');
    await create(LOAN, stranger);
    expect(workflow).not.toBe(mine);
    expect(await answer(stranger, LIST)).toMatchObject({ authoredWorkflows: [{ name: 'item-loan', edition: 0 }] });
    // A plugin's workflow, to begin with.
    const { authoredCopy: copy } = await answer(stranger, `query ($bureauId: ID!) { authoredCopy(bureauId: $bureauId, of: "visit-case") { source notes { kind path } } }`);
    expect(copy).toMatchObject({ source: expect.stringContaining('workflow: visit-case'), notes: [] });
    // What is to be looked at stands on the draft from its beginning.
    const begun = await answer(stranger, `mutation ($bureauId: ID!, $source: String!, $remarks: [AuthoredRemark!], $key: String!) { createAuthored(bureauId: $bureauId, name: "visit-case", source: $source, remarks: $remarks, idempotencyKey: $key) { draft { check { problems { code } } comments { place text resolved } } } }`, { source: copy.source, remarks: [{ place: 'states.visiting', text: '请核对由谁回访' }] });
    expect(begun).toMatchObject({ createAuthored: { draft: { check: { problems: [] }, comments: [{ place: 'states.visiting', text: '请核对由谁回访', resolved: false }] } } });
  });

  it('goes to another bureau as files, with what is set on it; a dry run keeps nothing', async () => {
    const admin = as('bureau-admin');
    await create();
    await publish(LOAN);
    const overlay = `overlay: bureau\nof: { workflow: ${workflow}, template: 1 }\nbecause: 统一\nparameters: { back: P2D }\n`;
    await answer(admin, OVERLAY, { stationId: undefined, overlay, expected: 0 });
    const { configurationFolder: files } = await answer(admin, `query ($bureauId: ID!) { configurationFolder(bureauId: $bureauId) { path content } }`);
    expect(files.map(({ path }) => path)).toEqual(['configuration.yaml', 'overlays/item-loan.own-bureau.yaml', 'workflows/item-loan.yaml']);
    expect(files.find(({ path }) => path.startsWith('workflows/'))?.content).toBe(LOAN);
    expect(JSON.stringify(files)).not.toContain(workflow);
    const bring = async (asker: Asker, brought: readonly unknown[], dryRun: boolean) =>
      (await answer(asker, `mutation ($bureauId: ID!, $files: [ConfigurationFileInput!]!, $dryRun: Boolean!, $key: String!) { importConfiguration(bureauId: $bureauId, files: $files, dryRun: $dryRun, idempotencyKey: $key) { applied unchanged problems { path line code } changes { path text { zhCN } } } }`, { files: brought, dryRun })).importConfiguration;
    expect(await bring(admin, files, false)).toMatchObject({ applied: true, changes: [], unchanged: ['workflows/item-loan.yaml', 'overlays/item-loan.own-bureau.yaml'] });
    const stranger = as('bureau-admin', elsewhere);
    const wrong = files.map((file) => ({ ...file, content: file.content.replace('role: duty-officer', 'role: night-watch') }));
    expect(await bring(stranger, wrong, false)).toMatchObject({ applied: false, problems: expect.arrayContaining([{ path: 'workflows/item-loan.yaml', line: 27, code: 'UNKNOWN_ROLE' }]) });
    expect(await bring(stranger, files, true)).toMatchObject({ applied: false, problems: [], changes: [{ path: 'workflows/item-loan.yaml' }, { path: 'overlays/item-loan.own-bureau.yaml', text: { zhCN: '归还时限 3 天 → 2 天' } }] });
    expect(await answer(stranger, LIST)).toEqual({ authoredWorkflows: [] });
    // What the dry run rolled back does not stand for what is brought in after it.
    const other = files.map((file) => ({ ...file, content: file.content.replace('default: P3D', 'default: P4D') }));
    expect(await bring(stranger, other, false)).toMatchObject({ applied: true, changes: [{}, { text: { zhCN: '归还时限 4 天 → 2 天' } }] });
    expect(await answer(stranger, LIST)).toMatchObject({ authoredWorkflows: [{ name: 'item-loan', edition: 1 }] });
  });

  it('what a bureau publishes another process knows at once; its personal data are kept as long as it says', async () => {
    await create();
    const other = new WorkflowCatalog();
    const seen = () => world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, async (tenant) => (await other.seen(tenant)).find(workflow)?.pluginVersion);
    expect(await seen()).toBeUndefined();
    await publish(LOAN);
    expect(await seen()).toBe('1');
    await publish(edited('keep: P1Y', 'keep: P2Y'));
    expect(await seen()).toBe('2');
    const rules = await world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, (tenant) => world.app.get(Retention).rules(tenant));
    expect(rules.filter((rule) => rule.workflow === workflow)).toEqual([{ workflow, field: 'borrower', keep: 'P2Y' }, { workflow, field: '*', keep: 'P2Y' }]);
  });
});
