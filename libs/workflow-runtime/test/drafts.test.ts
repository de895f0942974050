import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { CONFIGURE_TOPIC, PublicationWorker, TestClock } from '@stationhouse/workflow-runtime';
import { deliverJobs, noticesOf } from './configuration-world.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

interface DraftAnswer {
  readonly version: number;
  readonly overlay: string;
}
interface Side {
  readonly version: string;
  readonly instances: number;
  readonly overdue: number;
}
interface Answer {
  readonly saveDraft: { readonly draft: DraftAnswer | null; readonly merged: readonly { readonly zhCN: string }[]; readonly conflicts: readonly { readonly place: string; readonly text: { readonly zhCN: string } }[] };
  readonly workflowDraft: DraftAnswer | null;
  readonly commentDraft: { readonly id: Id };
  readonly publishDraft: { readonly overlay: { readonly revision: number } | null; readonly draft: DraftAnswer | null };
  readonly workflowCanary: { readonly share: number; readonly tried: Side; readonly before: Side } | null;
  readonly startInstance: { readonly instanceId: Id };
  readonly workflowGallery: readonly unknown[];
  readonly bureauGallery: readonly unknown[];
  readonly attendDraft: readonly { readonly name: string }[];
  readonly workflowBase: { readonly layers: readonly unknown[]; readonly roles: readonly { readonly id: string }[] };
}

const SCOPE = '$bureauId: ID!, $stationId: ID';
const ARGS = 'bureauId: $bureauId, stationId: $stationId, workflow: "visit-case"';
const DRAFT = 'version overlay onRevision template stale savedBy mayReview reviewNeeded changes { zhCN } problems { code line path } review { state version current note askedBy decidedBy } scheduled { at share version by } comments(resolved: false) { id place text madeBy resolved resolvedBy }';
const SAVE = `mutation (${SCOPE}, $overlay: String!, $base: Int!, $onRevision: Int, $choices: [ConflictDecision!], $key: String!) {
  saveDraft(${ARGS}, overlay: $overlay, base: $base, onRevision: $onRevision, choices: $choices, idempotencyKey: $key) { draft { ${DRAFT} } merged { zhCN } conflicts { place text { zhCN } base mine theirs } } }`;
const READ = `query (${SCOPE}) { workflowDraft(${ARGS}) { ${DRAFT} } }`;
const DISCARD = `mutation (${SCOPE}, $version: Int!, $key: String!) { discardDraft(${ARGS}, version: $version, idempotencyKey: $key) }`;
const PUBLISH = `mutation (${SCOPE}, $version: Int!, $at: DateTime, $share: Int, $because: String!, $key: String!) {
  publishDraft(${ARGS}, version: $version, at: $at, share: $share, because: $because, idempotencyKey: $key) { overlay { revision } draft { ${DRAFT} } } }`;
const CANCEL = `mutation (${SCOPE}, $key: String!) { cancelPublication(${ARGS}, idempotencyKey: $key) { version scheduled { at } } }`;
const ASK = `mutation (${SCOPE}, $version: Int!, $key: String!) { askReview(${ARGS}, version: $version, idempotencyKey: $key) { review { state } } }`;
const DECIDE = `mutation (${SCOPE}, $version: Int!, $approve: Boolean!, $note: String, $key: String!) { reviewDraft(${ARGS}, version: $version, approve: $approve, note: $note, idempotencyKey: $key) { ${DRAFT} } }`;
const RULE = `mutation ($bureauId: ID!, $workflow: String, $needed: Boolean!, $key: String!) { setReviewRule(bureauId: $bureauId, workflow: $workflow, needed: $needed, idempotencyKey: $key) { workflow needed } }`;
const OVERLAY = `mutation (${SCOPE}, $overlay: String, $restore: Int, $expected: Int!, $key: String!) { publishOverlay(${ARGS}, overlay: $overlay, restore: $restore, expectedRevision: $expected, idempotencyKey: $key) { revision } }`;
const HISTORY = `query (${SCOPE}) { overlayRevisions(${ARGS}) { edges { node { revision because publishedBy origin restored changes { zhCN } } } } }`;
const CANARY = `share since tried { version revision instances running overdue } before { version revision instances running overdue }`;
const SEE_CANARY = `query (${SCOPE}) { workflowCanary(${ARGS}) { ${CANARY} } }`;
const WIDEN = `mutation (${SCOPE}, $share: Int!, $key: String!) { widenCanary(${ARGS}, share: $share, idempotencyKey: $key) { ${CANARY} } }`;
const END = `mutation (${SCOPE}, $key: String!) { endCanary(${ARGS}, idempotencyKey: $key) { revision } }`;
const START = `mutation ($stationId: ID!, $key: String!) { startInstance(stationId: $stationId, workflow: "visit-case", data: { kind: "x" }, idempotencyKey: $key) { instanceId } }`;
const own = (body: string, because?: string) => overlayText('station', body, 1, because);

describe('drafts of overlays', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;
  beforeAll(async () => {
    world = await openGraphql<Answer>([visitPlugin()], true, ({ station, bureauOf }) => ({ bureauId: station.bureauId, stationId: bureauOf === undefined ? station.id : undefined, key: newId() }));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2, { staff: ['chief', 'instructor', 'duty-officer', 'bureau-admin'] })) as [TestStation, TestStation];
    // Roles of the bureau are held there: a publication at a date looks at the memberships themselves.
    await world.test.owner.query(`UPDATE membership SET station_id = NULL WHERE role = 'bureau-admin' AND bureau_id = $1`, [here.bureauId]);
  });
  const as = (role: string, station = here): Asker => ({ station, officer: station.officer(role), bureauOf: role === 'bureau-admin' ? [here, there] : undefined });
  const second = (): Asker => ({ station: here, officer: { ...here.officer('instructor'), roles: ['chief'] } });
  const answer: GraphqlWorld<Answer>['answer'] = (...asked) => world.answer(...asked);
  const refusal: GraphqlWorld<Answer>['refusal'] = (...asked) => world.refusal(...asked);
  const save = async (asker: Asker, body: string, base: number, more = {}) => (await answer(asker, SAVE, { overlay: own(body), base, ...more })).saveDraft;
  const moment = async (days: number) => new Date((await world.test.database.now()).getTime() + days * 86_400_000).toISOString();

  it('shows what it changes and what is wrong with it; the later of two who save at once sees the other’s change, and decides where both changed', async () => {
    const [chief, colleague] = [as('chief'), second()];
    expect(await answer(chief, READ)).toEqual({ workflowDraft: null });
    expect(await answer(chief, `query (${SCOPE}) { workflowBase(${ARGS}) { template pluginId revision overlay layers timeZone calendars roles { id } definition } }`)).toMatchObject({ workflowBase: { template: 1, pluginId: 'visits', revision: 0, overlay: null, layers: [], timeZone: 'Asia/Shanghai', calendars: {}, definition: { workflow: 'visit-case' }, roles: expect.arrayContaining([{ id: 'duty-officer' }]) } });
    expect(await save(chief, 'parameters: { visitSoon: P2D }', 0)).toMatchObject({ draft: { version: 1, onRevision: 0, stale: false, savedBy: 'chief S1', mayReview: false, reviewNeeded: false, changes: [{ zhCN: '首次回访 3 天 → 2 天' }], problems: [] }, merged: [], conflicts: [] });
    // Saved again, with nothing new: the same version.
    expect(await save(chief, 'parameters: { visitSoon: P2D }', 1)).toMatchObject({ draft: { version: 1 } });
    expect(await save(colleague, 'parameters: { visitSoon: P2D, deadline: P40D }', 1)).toMatchObject({ draft: { version: 2, savedBy: 'instructor S1', changes: [], problems: [{ code: 'OUT_OF_BOUNDS', path: 'parameters.deadline', line: 8 }] } });
    // The chief still writes on version 1: what the colleague changed comes in, and is named.
    const merged = await save(chief, 'parameters: { visitSoon: P1D }', 1);
    expect(merged).toMatchObject({ draft: { version: 3 }, conflicts: [] });
    expect(merged.draft?.overlay).toContain('deadline: P40D');
    expect(await save(colleague, 'parameters: { visitSoon: P2D, deadline: P20D }', 3)).toMatchObject({ draft: { version: 4 }, merged: [] });
    const both = await save(chief, 'parameters: { visitSoon: P1D, deadline: P15D }', 3);
    expect(both).toMatchObject({ draft: { version: 4 }, conflicts: [{ place: 'parameters.deadline.value', base: 'P40D', mine: 'P15D', theirs: 'P20D', text: { zhCN: '办理时限：原为 40 天，您改为 15 天，对方改为 20 天。请选择其一。' } }] });
    expect(await save(chief, 'parameters: { visitSoon: P1D, deadline: P15D }', 3, { choices: [{ place: 'parameters.deadline.value', choice: 'MINE' }] })).toMatchObject({ draft: { version: 5, changes: expect.arrayContaining([{ zhCN: '办理时限 10 天 → 15 天' }]) }, merged: [{ zhCN: '首次回访 1 天 → 2 天' }, { zhCN: '办理时限 40 天 → 20 天' }] });
    expect(await refusal(chief, SAVE, { overlay: own('parameters: { visitSoon: P1D }'), base: 77 })).toBe('STALE_VERSION');
    // Somebody publishes past the draft: the next save brings it up.
    await answer(chief, OVERLAY, { overlay: own('parameters: { visitSoon: P4D, pause: P8D }'), expected: 0 });
    expect(await answer(chief, READ)).toMatchObject({ workflowDraft: { version: 5, onRevision: 0, stale: true } });
    expect(await refusal(chief, PUBLISH, { version: 5, because: '试' })).toBe('STALE_VERSION');
    const up = await save(chief, 'parameters: { visitSoon: P2D, deadline: P15D }', 5);
    expect(up).toMatchObject({ draft: { version: 5 }, conflicts: [{ place: 'parameters.visitSoon.value', mine: 'P2D', theirs: 'P4D' }] });
    expect(await save(chief, 'parameters: { visitSoon: P2D, deadline: P15D }', 5, { choices: [{ place: 'parameters.visitSoon.value', choice: 'THEIRS' }] })).toMatchObject({ draft: { version: 6, onRevision: 1, stale: false, changes: [{ zhCN: '办理时限 10 天 → 15 天' }] }, merged: [{ zhCN: '首次回访 3 天 → 4 天' }, { zhCN: '等待 6 天 → 8 天' }] });
    expect(await refusal(chief, DISCARD, { version: 5 })).toBe('STALE_VERSION');
    expect(await answer(chief, DISCARD, { version: 6 })).toEqual({ discardDraft: true });
    expect(await answer(chief, READ)).toEqual({ workflowDraft: null });
    expect(await refusal(chief, SAVE, { overlay: own('parameters: { visitSoon: P1D }'), base: 6 })).toBe('STALE_VERSION');
    // A first save that was made of an older revision than the present one.
    expect(await save(chief, 'parameters: { deadline: P12D }', 0, { onRevision: 0 })).toMatchObject({ draft: { version: 8, onRevision: 1, changes: [{ zhCN: '办理时限 10 天 → 12 天' }] }, merged: [{ zhCN: '首次回访 3 天 → 4 天' }, { zhCN: '等待 6 天 → 8 天' }] });
  });

  it('says who else has it open, until they leave or say nothing more; what a command answered is kept for 30 days', async () => {
    const ATTEND = `mutation (${SCOPE}, $leaving: Boolean) { attendDraft(${ARGS}, leaving: $leaving) { name } }`;
    const others = async (asker: Asker, leaving = false) => (await answer(asker, ATTEND, { leaving })).attendDraft.map(({ name }) => name);
    const [chief, colleague] = [as('chief'), second()];
    expect(await others(chief)).toEqual([]);
    expect(await others(colleague)).toEqual(['chief S1']);
    expect(await others(chief)).toEqual(['instructor S1']);
    expect(await others(as('chief', there))).toEqual([]);
    expect(await others(colleague, true)).toEqual(['chief S1']);
    expect(await others(chief)).toEqual([]);
    expect(await refusal(as('duty-officer'), ATTEND)).toBe('FORBIDDEN');
    expect(await others(colleague)).toEqual(['chief S1']);
    const kept = async () => (await world.test.owner.query<{ key: string }>('SELECT key FROM configuration_command WHERE scope_id = $1', [here.id])).rows.length;
    const key = newId();
    await save(chief, 'parameters: { visitSoon: P2D }', 0, { key });
    await world.app.get(TestClock).advance('P29D');
    // Nobody said anything for 29 days; the command is still known.
    expect(await others(chief)).toEqual([]);
    expect(await save(chief, 'parameters: { visitSoon: P2D }', 0, { key })).toMatchObject({ draft: { version: 1 } });
    expect(await kept()).toBe(1);
    await world.app.get(TestClock).advance('P2D');
    await save(chief, 'parameters: { visitSoon: P1D }', 1);
    expect(await kept()).toBe(1);
  });

  it('refuses what does not read as an overlay, naming the line, and what is not one’s own', async () => {
    const chief = as('chief');
    const problem = async (overlay: string) => ((await world.ask(chief, SAVE, { overlay, base: 0 })).errors?.[0]?.originalError as { details?: { problems?: readonly unknown[] } } | undefined)?.details?.problems;
    expect(await problem(own('parameters:\n  visitSoon: P2D\n  visitSoon: P3D'))).toMatchObject([{ code: 'DUPLICATE_KEY', line: 6, fileName: 'visit-case.station.yaml' }]);
    expect(await problem(own('params: {}'))).toMatchObject([{ code: 'UNKNOWN_KEY', line: 4 }]);
    expect(await problem(own('').replace('template: 1', 'template: 7'))).toMatchObject([{ code: 'OTHER_TEMPLATE', line: 2 }]);
    expect(await problem(own('').replace('visit-case', 'other-case'))).toMatchObject([{ code: 'OTHER_WORKFLOW', line: 2 }]);
    expect(await problem(overlayText('bureau', ''))).toMatchObject([{ code: 'OTHER_LEVEL', line: 1 }]);
    expect(await problem(own(`tasks: { x: &a [${'1,'.repeat(9)}1] }\nforms: { ${Array.from({ length: 120 }, (_, index) => `f${index}: *a`).join(', ')} }`))).toMatchObject([{ code: 'ALIASES' }]);
    expect(await refusal(chief, SAVE, { overlay: 'x'.repeat(200_001), base: 0 })).toBe('BAD_INPUT');
    expect(await answer(chief, READ)).toEqual({ workflowDraft: null });
    // A parameter below its bound is kept as a draft, shown with its line, and not published.
    const low = await save(chief, 'parameters: { visitSoon: PT1H }', 0);
    expect(low).toMatchObject({ draft: { version: 1, problems: [{ code: 'OUT_OF_BOUNDS', path: 'parameters.visitSoon', line: 7 }] } });
    expect(await refusal(chief, PUBLISH, { version: 1, because: '试' })).toBe('DEFINITION_INVALID');
    expect(await refusal(chief, PUBLISH, { version: 1, because: '试', at: await moment(1) })).toBe('DEFINITION_INVALID');
    expect(await answer(chief, HISTORY)).toEqual({ overlayRevisions: { edges: [] } });
    expect(await refusal(as('duty-officer'), SAVE, { overlay: own(''), base: 1 })).toBe('FORBIDDEN');
    expect(await refusal(chief, SAVE, { overlay: own(''), base: 0, stationId: there.id })).toBe('NOT_FOUND');
    expect(await refusal(as('chief', there), READ, { stationId: here.id })).toBe('NOT_FOUND');
    expect(await refusal(chief, READ, { stationId: null })).toBe('FORBIDDEN');
  });

  it('is published by one who may, once a second person approved it where the bureau asks for that; twice at once publishes once', async () => {
    const [chief, admin, instructor] = [as('chief'), as('bureau-admin'), as('instructor')];
    expect(await answer(admin, RULE, { workflow: null, needed: true })).toEqual({ setReviewRule: [{ workflow: null, needed: true }] });
    expect(await refusal(chief, RULE, { workflow: null, needed: false })).toBe('FORBIDDEN');
    expect(await refusal(chief, OVERLAY, { overlay: own('parameters: { visitSoon: P2D }'), expected: 0 })).toBe('REVIEW_NEEDED');
    await save(chief, 'parameters: { visitSoon: P2D }', 0);
    expect(await refusal(chief, PUBLISH, { version: 1, because: '提前走访' })).toBe('REVIEW_NEEDED');
    expect(await refusal(instructor, DECIDE, { version: 1, approve: true })).toBe('CONFLICT');
    await answer(chief, ASK, { version: 1 });
    expect((await noticesOf(world.test, here.id, 'configuration.review')).map(({ title, told }) => [title['zh-CN'], [...told].sort()])).toEqual([['流程配置待复核：走访办理', [here.officer('chief').accountId, here.officer('instructor').accountId].sort()]]);
    expect(await refusal(chief, DECIDE, { version: 1, approve: true })).toBe('SECOND_PERSON_NEEDED');
    expect(await refusal(as('duty-officer'), DECIDE, { version: 1, approve: true })).toBe('FORBIDDEN');
    expect(await refusal(instructor, DECIDE, { version: 1, approve: false, note: ' ' })).toBe('BAD_INPUT');
    const { commentDraft } = await answer(instructor, `mutation (${SCOPE}, $key: String!) { commentDraft(${ARGS}, place: "parameters.visitSoon", text: "两天人手够吗？", idempotencyKey: $key) { id madeBy place } }`);
    expect(commentDraft).toMatchObject({ madeBy: 'instructor S1', place: 'parameters.visitSoon' });
    expect(await answer(instructor, DECIDE, { version: 1, approve: false, note: '见批注' })).toMatchObject({ reviewDraft: { review: { state: 'REFUSED', note: '见批注', decidedBy: 'instructor S1' }, comments: [{ text: '两天人手够吗？' }], mayReview: true } });
    expect(await answer(chief, `mutation (${SCOPE}, $commentId: ID!, $key: String!) { resolveComment(${ARGS}, commentId: $commentId, idempotencyKey: $key) { resolved resolvedBy } }`, { commentId: commentDraft.id })).toMatchObject({ resolveComment: { resolved: true, resolvedBy: 'chief S1' } });
    await answer(chief, ASK, { version: 1 });
    // The bureau's administrator may review at the stations, and publishes nothing there.
    expect(await answer(admin, DECIDE, { stationId: here.id, version: 1, approve: true })).toMatchObject({ reviewDraft: { review: { state: 'APPROVED', current: true } } });
    expect(await refusal(admin, PUBLISH, { stationId: here.id, version: 1, because: 'x' })).toBe('FORBIDDEN');
    // A change after the approval needs another.
    await save(chief, 'parameters: { visitSoon: P2D, deadline: P15D }', 1);
    expect(await answer(chief, READ)).toMatchObject({ workflowDraft: { version: 2, review: { state: 'APPROVED', version: 1, current: false }, comments: [] } });
    expect(await refusal(chief, PUBLISH, { version: 2, because: '提前走访' })).toBe('REVIEW_NEEDED');
    expect(await refusal(chief, PUBLISH, { version: 1, because: '提前走访' })).toBe('STALE_VERSION');
    await answer(chief, ASK, { version: 2 });
    await answer(instructor, DECIDE, { version: 2, approve: true });
    const at = await Promise.all([chief, second()].map((asker) => world.ask(asker, PUBLISH, { version: 2, because: '提前走访' })));
    expect(at.map(({ errors }) => (errors?.[0]?.originalError as { code?: string } | undefined)?.code).sort()).toEqual(['STALE_VERSION', undefined].sort());
    expect(await answer(chief, HISTORY)).toMatchObject({ overlayRevisions: { edges: [{ node: { revision: 1, because: '提前走访', origin: 'PUBLISHED', changes: [{ zhCN: '首次回访 3 天 → 2 天' }, { zhCN: '办理时限 10 天 → 15 天' }] } }] } });
    expect(await answer(chief, READ)).toEqual({ workflowDraft: null });
    // The same command again, much later: the first answer. One rule for a workflow goes before the rule for all; bringing back stays open.
    const key = newId();
    await answer(admin, RULE, { workflow: 'visit-case', needed: false });
    await save(chief, 'parameters: { visitSoon: P1D }', 0);
    expect(await answer(chief, PUBLISH, { version: 4, because: '再提前', key })).toMatchObject({ publishDraft: { overlay: { revision: 2 } } });
    expect(await answer(chief, PUBLISH, { version: 4, because: '再提前', key })).toMatchObject({ publishDraft: { overlay: { revision: 2 } } });
    await answer(admin, RULE, { workflow: 'visit-case', needed: true });
    expect(await answer(chief, OVERLAY, { restore: 1, expected: 2 })).toEqual({ publishOverlay: { revision: 3 } });
    const { rows } = await world.test.owner.query<{ action: string }>(`SELECT DISTINCT action FROM audit_entry WHERE unit_id = ANY ($1) AND action LIKE ANY (ARRAY ['draft.%', 'configuration.%']) ORDER BY 1`, [[here.id, here.bureauId]]);
    expect(rows.map(({ action }) => action)).toEqual(['configuration.published', 'draft.commentResolved', 'draft.commented', 'draft.reviewAsked', 'draft.reviewRule', 'draft.reviewed', 'draft.saved']);
  });

  it('is published at its date through any restart, or not at all, with word to those who must know', async () => {
    const [chief, admin] = [as('chief'), as('bureau-admin')];
    const advance = (by: 'P1D' | 'P2D') => world.app.get(TestClock).advance(by);
    await save(chief, 'parameters: { visitSoon: P2D }', 0);
    expect(await refusal(chief, PUBLISH, { version: 1, because: '试', at: await moment(-1) })).toBe('BAD_INPUT');
    expect(await refusal(chief, PUBLISH, { version: 1, because: '试', share: 0 })).toBe('BAD_INPUT');
    expect(await answer(chief, PUBLISH, { version: 1, because: '下月起', at: await moment(2) })).toMatchObject({ publishDraft: { overlay: null, draft: { version: 1, scheduled: { share: 100, version: 1, by: 'chief S1' } } } });
    expect(await refusal(chief, SAVE, { overlay: own('parameters: { visitSoon: P1D }'), base: 1 })).toBe('CONFLICT');
    expect(await refusal(chief, DISCARD, { version: 1 })).toBe('CONFLICT');
    expect(await refusal(chief, PUBLISH, { version: 1, because: '试' })).toBe('CONFLICT');
    expect(await answer(chief, CANCEL)).toEqual({ cancelPublication: { version: 1, scheduled: null } });
    expect(await refusal(chief, CANCEL)).toBe('CONFLICT');
    await answer(chief, PUBLISH, { version: 1, because: '下月起', at: await moment(2) });
    await advance('P1D');
    expect(await answer(chief, HISTORY)).toEqual({ overlayRevisions: { edges: [] } });
    await advance('P2D');
    expect(await answer(chief, HISTORY)).toMatchObject({ overlayRevisions: { edges: [{ node: { revision: 1, because: '下月起', publishedBy: 'chief S1' } }] } });
    expect(await noticesOf(world.test, here.id, 'configuration.published')).toMatchObject([{ told: [here.officer('chief').accountId] }]);
    expect(await world.app.get(PublicationWorker).nextDue()).toBeUndefined();
    // What does not stand when its moment comes is not published: here the bureau has narrowed a bound meanwhile.
    await save(chief, 'parameters: { visitSoon: P5D }', 0);
    await answer(chief, PUBLISH, { version: 3, because: '放宽', at: await moment(1) });
    await answer(admin, OVERLAY, { overlay: overlayText('bureau', 'parameters: { visitSoon: { max: P3D } }'), expected: 0 });
    await advance('P2D');
    expect(await answer(chief, READ)).toMatchObject({ workflowDraft: { version: 3, scheduled: null, problems: [{ code: 'OUT_OF_BOUNDS' }] } });
    expect(await answer(chief, HISTORY)).toMatchObject({ overlayRevisions: { edges: [{ node: { revision: 1 } }] } });
    const [failed] = await noticesOf(world.test, here.id, 'configuration.failed');
    expect(failed).toMatchObject({ title: { 'zh-CN': '流程配置未能按时发布：走访办理' }, body: { 'zh-CN': expect.stringContaining('visitSoon') }, told: [here.officer('chief').accountId] });
    // Nor does what somebody scheduled who has left since.
    await save(chief, 'parameters: { visitSoon: P1D }', 3);
    await answer(chief, PUBLISH, { version: 4, because: '收紧', at: await moment(1) });
    await world.test.owner.query('UPDATE membership SET ended_at = now() WHERE account_id = $1', [here.officer('chief').accountId]);
    await advance('P2D');
    expect(await answer(second(), READ)).toMatchObject({ workflowDraft: { version: 4, scheduled: null } });
    expect(await answer(second(), HISTORY)).toMatchObject({ overlayRevisions: { edges: [{ node: { revision: 1 } }] } });
  });

  it('shows a chief every workflow at a glance: how it stands, its clocks, who does what, and how it did', async () => {
    const [chief, officer] = [as('chief'), as('duty-officer')];
    const GALLERY = `query ($stationId: ID!) { workflowGallery(stationId: $stationId) { workflow { id version graph } pluginTitle { zhCN } standing policyReason template presentTemplate revision bureauRevision conflicting changedAt changes { zhCN }
      clocks { key title { zhCN } budget { zhCN en } because } roles { role title { zhCN } tasks { zhCN } } figures { started finished overdue overdueShare } draftVersion canaryShare } }`;
    for (let count = 0; count < 4; count++) await answer(officer, START, { stationId: here.id });
    await answer(as('bureau-admin'), OVERLAY, { overlay: overlayText('bureau', 'parameters: { deadline: P8D }'), expected: 0 });
    await answer(chief, OVERLAY, { overlay: own('parameters: { visitSoon: P2D }'), expected: 0 });
    await save(chief, 'parameters: { visitSoon: P1D }', 0);
    await world.app.get(TestClock).advance('P11D');
    await answer(officer, START, { stationId: here.id });
    expect((await answer(chief, GALLERY, { stationId: here.id })).workflowGallery).toEqual([
      {
        workflow: { id: 'visit-case', version: expect.any(String), graph: expect.objectContaining({ start: 'registered' }) },
        pluginTitle: { zhCN: 'visits' }, standing: 'ENABLED', policyReason: null, template: 1, presentTemplate: 1, revision: 1, bureauRevision: 1, conflicting: false, changedAt: expect.anything(),
        changes: [{ zhCN: '首次回访 3 天 → 2 天' }, { zhCN: '办理时限 10 天 → 8 天' }],
        clocks: [{ key: 'visiting', title: { zhCN: '回访时限' }, budget: { zhCN: '2 天', en: '2 days' }, because: '分局规定' }, { key: 'whole', title: { zhCN: '全程' }, budget: { zhCN: '8 天', en: '8 days' }, because: null }],
        roles: [{ role: 'duty-officer', title: { zhCN: '值班民警' }, tasks: [{ zhCN: '核对' }] }, { role: 'community-officer', title: { zhCN: '社区民警' }, tasks: [{ zhCN: '回访' }] }],
        figures: { started: 5, finished: 0, overdue: 4, overdueShare: 0.8 }, draftVersion: 1, canaryShare: null,
      },
    ]);
    expect(await refusal(as('chief', there), GALLERY, { stationId: here.id })).toBe('NOT_FOUND');
    // The bureau sees its own word, and its stations together.
    await answer(as('chief', there), START, { stationId: there.id });
    const ABOVE = 'query ($bureauId: ID!) { bureauGallery(bureauId: $bureauId) { workflow { id } standing enabledStations stations revision bureauRevision changes { zhCN } clocks { key budget { zhCN } } figures { started overdue } draftVersion } }';
    expect((await answer(as('bureau-admin'), ABOVE)).bureauGallery).toEqual([
      {
        workflow: { id: 'visit-case' }, standing: 'ENABLED', enabledStations: 2, stations: 2, revision: 1, bureauRevision: 0, changes: [{ zhCN: '办理时限 10 天 → 8 天' }],
        clocks: [{ key: 'visiting', budget: { zhCN: '3 天' } }, { key: 'whole', budget: { zhCN: '8 天' } }], figures: { started: 6, overdue: 4 }, draftVersion: null,
      },
    ]);
    expect(await refusal(chief, ABOVE)).toBe('FORBIDDEN');
  });

  it('is tried on a share of new instances, widened, or taken back in one go', async () => {
    const [chief, officer, admin] = [as('chief'), as('duty-officer'), as('bureau-admin')];
    const starts = async (count: number, asker = officer) => Promise.all(Array.from({ length: count }, () => answer(asker, START, { stationId: asker.station.id })));
    await save(chief, 'parameters: { visitSoon: P2D }', 0);
    expect(await answer(chief, SEE_CANARY)).toEqual({ workflowCanary: null });
    await answer(chief, PUBLISH, { version: 1, because: '先试行', share: 50 });
    const started = await starts(40);
    const { workflowCanary } = await answer(chief, SEE_CANARY);
    const share = started.filter(({ startInstance: { instanceId } }) => Number.parseInt(instanceId.slice(-8), 16) % 100 < 50).length;
    expect(workflowCanary).toMatchObject({ share: 50, tried: { revision: 1, instances: share, running: share, overdue: 0 }, before: { revision: 0, instances: 40 - share } });
    expect(share).toBeGreaterThan(5);
    expect(share).toBeLessThan(35);
    expect(await refusal(chief, WIDEN, { share: 50 })).toBe('BAD_INPUT');
    await save(chief, 'parameters: { visitSoon: P1D }', 0);
    expect(await refusal(chief, PUBLISH, { version: 3, because: '再试', share: 10 })).toBe('CONFLICT');
    expect(await answer(chief, WIDEN, { share: 90 })).toMatchObject({ widenCanary: { share: 90 } });
    // A bureau's overlay meets both sides of a station's trial.
    await answer(admin, OVERLAY, { overlay: overlayText('bureau', 'parameters: { deadline: P7D }'), expected: 0 });
    await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [here.bureauId]);
    const moved = (await answer(chief, SEE_CANARY)).workflowCanary;
    expect([moved?.tried.version, moved?.before.version]).not.toContain(workflowCanary?.before.version);
    expect(moved?.tried.version).not.toBe(moved?.before.version);
    expect(await answer(chief, END)).toEqual({ endCanary: { revision: 2 } });
    expect(await refusal(chief, END)).toBe('CONFLICT');
    expect(await answer(chief, `query (${SCOPE}) { workflowOverlay(${ARGS}) { revision } overlayRevisions(${ARGS}) { edges { node { revision because changes { zhCN } } } } }`)).toMatchObject({ workflowOverlay: { revision: 2 }, overlayRevisions: { edges: [{ node: { because: '试行结束，恢复到没有改动时', changes: [{ zhCN: '首次回访 2 天 → 3 天' }] } }, {}] } });
    // The bureau tries one at its stations without an overlay of their own.
    const bureau = { stationId: null };
    await answer(admin, SAVE, { ...bureau, overlay: overlayText('bureau', 'parameters: { deadline: P6D }'), base: 0 });
    await answer(admin, PUBLISH, { ...bureau, version: 1, because: '分局试行', share: 50 });
    await starts(20, as('duty-officer', there));
    const tried = (await answer(admin, SEE_CANARY, bureau)).workflowCanary;
    expect(tried).toMatchObject({ share: 50, tried: { revision: 2 }, before: { revision: 1 } });
    expect((tried?.tried.instances ?? 0) + (tried?.before.instances ?? 0)).toBe(20);
    expect(await answer(admin, WIDEN, { ...bureau, share: 100 })).toEqual({ widenCanary: null });
    const version = async (station: TestStation) => answer(as('chief', station), `query ($bureauId: ID!, $stationId: ID!) { stationWorkflow(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case") { changes { place to } } }`);
    await deliverJobs(world.test, world.jobs, CONFIGURE_TOPIC, [here.bureauId]);
    expect([await version(here), await version(there)]).toMatchObject([{ stationWorkflow: { changes: [{ to: 'P6D' }] } }, { stationWorkflow: { changes: [{ to: 'P6D' }] } }]);
  });
});
