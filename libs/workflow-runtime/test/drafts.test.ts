import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

interface DraftAnswer {
  readonly version: number;
  readonly overlay: string;
  readonly changes: readonly { readonly zhCN: string }[];
}
interface Answer {
  readonly saveDraft: { readonly draft: DraftAnswer | null; readonly merged: readonly { readonly zhCN: string }[]; readonly conflicts: readonly { readonly place: string; readonly text: { readonly zhCN: string } }[] };
  readonly workflowDraft: DraftAnswer | null;
  readonly commentDraft: { readonly id: Id };
  readonly workflowBase: unknown;
}

const SCOPE = '$bureauId: ID!, $stationId: ID';
const ARGS = 'bureauId: $bureauId, stationId: $stationId, workflow: "visit-case"';
const DRAFT = 'version overlay onRevision template stale savedBy mayReview reviewNeeded changes { zhCN } problems { code line path } review { state version current note askedBy decidedBy } scheduled { at share version by } comments(resolved: false) { id place text madeBy resolved resolvedBy }';
const SAVE = `mutation (${SCOPE}, $overlay: String!, $base: Int!, $onRevision: Int, $choices: [ConflictDecision!], $key: String!) {
  saveDraft(${ARGS}, overlay: $overlay, base: $base, onRevision: $onRevision, choices: $choices, idempotencyKey: $key) { draft { ${DRAFT} } merged { zhCN } conflicts { place text { zhCN } base mine theirs } } }`;
const READ = `query (${SCOPE}) { workflowDraft(${ARGS}) { ${DRAFT} } }`;
const DISCARD = `mutation (${SCOPE}, $version: Int!, $key: String!) { discardDraft(${ARGS}, version: $version, idempotencyKey: $key) }`;
const own = (body: string) => overlayText('station', body);

describe('drafts of overlays', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;
  beforeAll(async () => {
    world = await openGraphql<Answer>([visitPlugin()], false, ({ station, bureauOf }) => ({ bureauId: station.bureauId, stationId: bureauOf === undefined ? station.id : undefined, key: newId() }));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2, { staff: ['chief', 'instructor', 'duty-officer', 'bureau-admin'] })) as [TestStation, TestStation];
  });
  const as = (role: string, station = here): Asker => ({ station, officer: station.officer(role), bureauOf: role === 'bureau-admin' ? [here, there] : undefined });
  const answer: GraphqlWorld<Answer>['answer'] = (...asked) => world.answer(...asked);
  const refusal: GraphqlWorld<Answer>['refusal'] = (...asked) => world.refusal(...asked);

  it('is saved, shown with what it changes and what is wrong with it, and merged with what a colleague did meanwhile', async () => {
    const chief = as('chief');
    const admin: Asker = { station: here, officer: here.officer('instructor') };
    expect(await answer(chief, READ)).toEqual({ workflowDraft: null });
    const first = await answer(chief, SAVE, { overlay: own('parameters: { visitSoon: P2D }'), base: 0 });
    expect(first.saveDraft).toMatchObject({ draft: { version: 1, onRevision: 0, stale: false, savedBy: 'chief S1', mayReview: false, reviewNeeded: false, changes: [{ zhCN: '首次回访 3 天 → 2 天' }], problems: [] }, merged: [], conflicts: [] });
    expect(await refusal(admin, SAVE, { overlay: own(''), base: 1 })).toBe('FORBIDDEN');
  });
});
