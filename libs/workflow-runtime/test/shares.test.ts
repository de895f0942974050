import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, untilJobsDone, type TestOfficer, type TestStation } from '@stationhouse/testing';
import { adjoins, Retention } from '@stationhouse/workflow-runtime';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { searchPlugin } from './share-workflow.js';

interface Card {
  readonly id: Id;
  readonly fromStation: string;
  readonly answer: string | null;
  readonly endedAt: string | null;
  readonly mayAnswer: boolean;
  readonly answers: readonly { readonly answer: string; readonly place: string | null; readonly words: string | null }[];
}

interface Answer {
  readonly startInstance: { readonly instanceId: Id };
  readonly sharedCards: readonly Card[];
  readonly sharedCard: Card;
  readonly openSharedCard: { readonly viewId: Id; readonly facts: readonly { readonly path: string; readonly value: string | null }[] };
  readonly answerSharedCard: Card;
  readonly instance: { readonly data: Record<string, unknown>; readonly shares: readonly { readonly station: string; readonly answer: string | null; readonly endedAt: string | null; readonly dry: boolean; readonly answers: Card['answers'] }[]; readonly emergencyCard: { readonly views: readonly { readonly by: string; readonly reason: string }[] }; readonly timeline: readonly { readonly kind: string }[] };
  readonly instances: { readonly edges: readonly unknown[] };
  readonly stationNeighbours: readonly { readonly stationName: string; readonly neighbourIds: readonly Id[]; readonly suggestedIds: readonly Id[] }[];
}

const CARD = 'id fromStation answer endedAt mayAnswer answers { answer place words }';

describe('neighbours that are asked to help', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let near: TestStation;
  let far: TestStation;
  let foreign: TestStation;
  let leader: TestOfficer;
  let admin: TestOfficer;

  beforeAll(async () => {
    world = await openGraphql<Answer>([searchPlugin()], true, ({ station }) => ({ stationId: station.id, bureauId: station.bureauId, key: newId() }));
    await world.jobs.startWorker();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, near, far] = (await createTestStations(world.test, 3, { staff: ['chief', 'duty-officer', 'case-officer', 'analyst'] })) as [TestStation, TestStation, TestStation];
    [foreign] = (await createTestStations(world.test, 1, { staff: ['chief', 'duty-officer'] })) as [TestStation];
    [leader, admin] = await Promise.all(['bureau-leader', 'bureau-admin'].map(async (role) => {
      const accountId = newId();
      await world.test.owner.query('INSERT INTO account (bureau_id, id, login, display_name, must_change_password) VALUES ($1, $2, $3, $4, false)', [here.bureauId, accountId, accountId, role]);
      await world.test.owner.query('INSERT INTO membership (bureau_id, id, account_id, role) VALUES ($1, $2, $3, $4)', [here.bureauId, newId(), accountId, role]);
      return { accountId, roles: [role] };
    })) as unknown as [TestOfficer, TestOfficer];
    await world.answer(asAdmin(), 'mutation ($bureauId: ID!, $of: ID!, $near: [ID!]!) { setStationNeighbours(bureauId: $bureauId, stationId: $of, neighbourIds: $near) { stationId } }', { of: here.id, near: [near.id] });
  });

  const asAdmin = (): Asker => ({ station: here, officer: admin, bureauOf: [here, near, far] });
  const as = (role: string, station = here): Asker => ({ station, officer: station.officer(role) });
  const settled = () => untilJobsDone(world.test, here.id, near.id, far.id);
  const begin = async (more: object = {}, exercise = false) => (await world.answer(as('duty-officer'), 'mutation ($stationId: ID!, $key: String!, $data: JSON!, $exercise: Boolean!) { startInstance(stationId: $stationId, workflow: "search", data: $data, exercise: $exercise, idempotencyKey: $key) { instanceId } }', { data: { age: 5, clothing: '红色外套', secret: '东门街 1 号', ...more }, exercise })).startInstance.instanceId;
  const send = async (id: Id, event: string) => {
    await world.answer(as('duty-officer'), 'mutation ($stationId: ID!, $id: ID!, $event: String!, $key: String!) { sendEvent(stationId: $stationId, instanceId: $id, event: $event, idempotencyKey: $key) { version } }', { id, event });
    await settled();
  };
  const list = async (station: TestStation, role = 'duty-officer', open = true) => (await world.answer(as(role, station), `query ($stationId: ID!, $open: Boolean!) { sharedCards(stationId: $stationId, open: $open) { ${CARD} } }`, { open })).sharedCards;
  const OPEN = 'mutation ($stationId: ID!, $id: ID!, $key: String!) { openSharedCard(stationId: $stationId, sharedCardId: $id, idempotencyKey: $key) { viewId facts { path value } } }';
  const ANSWER = `mutation ($stationId: ID!, $id: ID!, $input: ShareAnswerInput!, $key: String!) { answerSharedCard(stationId: $stationId, sharedCardId: $id, input: $input, idempotencyKey: $key) { ${CARD} } }`;
  const shares = async (id: Id, purpose?: string) => (await world.answer(as('chief'), 'query ($stationId: ID!, $id: ID!, $purpose: String) { instance(stationId: $stationId, id: $id, purpose: $purpose) { data shares { station answer endedAt dry answers { answer place words } } emergencyCard { views { by reason } } timeline { kind } } }', { id, purpose })).instance;
  const notices = async (unit: Id) => (await world.test.owner.query<{ kind: string; title: { 'zh-CN': string }; over: string | null; told: string[] }>(`SELECT n.kind, n.title, n.over_as AS over, ARRAY(SELECT a.display_name FROM notice_recipient r JOIN account a ON a.id = r.account_id WHERE r.notice_id = n.id ORDER BY 1) AS told FROM notice n WHERE n.unit_id = $1 ORDER BY n.created_at, n.kind`, [unit])).rows;
  const deeds = async (unit: Id) => (await world.test.owner.query<{ action: string }>(`SELECT action FROM audit_entry WHERE unit_id = $1 AND (action LIKE 'share.%' OR action = 'emergency.opened') ORDER BY sequence`, [unit])).rows.map(({ action }) => action);

  it('are rung by one press, open the card without approval, and answer; the answer comes back to the instance', async () => {
    const id = await begin();
    await send(id, 'askNeighbours');
    expect(await notices(near.id)).toMatchObject([{ kind: 'share.asked', title: { 'zh-CN': expect.stringMatching(/请求协查：走失儿童$/) }, over: null, told: [expect.stringContaining('duty-officer')] }]);
    expect(await notices(far.id)).toEqual([]);
    expect(await notices(here.id)).toMatchObject([{ kind: 'share.bureau', told: ['bureau-leader'] }]);
    const [card] = await list(near);
    expect(card).toMatchObject({ answer: null, endedAt: null, mayAnswer: true });
    const opened = (await world.answer(as('duty-officer', near), OPEN, { id: card?.id })).openSharedCard;
    expect(opened.facts.map(({ path, value }) => [path, value])).toEqual([['age', '5'], ['clothing', '红色外套']]);
    await world.answer(as('duty-officer', near), ANSWER, { id: card?.id, input: { answer: 'RECEIVED' } });
    expect((await notices(near.id)).map(({ over }) => over)).toEqual(['unneeded']);
    const key = newId();
    const clue = { id: card?.id, key, input: { answer: 'CLUE', place: '人民公园东门', words: '独自一人' } };
    expect((await world.answer(as('duty-officer', near), ANSWER, clue)).answerSharedCard).toMatchObject({ answer: 'CLUE' });
    await world.answer(as('duty-officer', near), ANSWER, clue);
    await settled();
    const { data, shares: asked, emergencyCard, timeline } = await shares(id, '查找');
    expect(data).toMatchObject({ answers: [expect.stringMatching(/:received$/), expect.stringMatching(/:clue$/)], clue: '人民公园东门' });
    expect(asked).toMatchObject([{ answer: 'CLUE', endedAt: null, dry: false, answers: [{ answer: 'RECEIVED', place: null }, { answer: 'CLUE', place: '人民公园东门', words: '独自一人' }] }]);
    // Without a purpose nobody reads what was seen.
    expect((await shares(id)).shares[0]?.answers[1]).not.toMatchObject({ place: '人民公园东门' });
    expect(emergencyCard.views).toEqual([{ by: expect.stringMatching(/^x（测试所 S2）$/), reason: 'SHARE' }]);
    expect(timeline.map(({ kind }) => kind)).toContain('share');
    expect([await deeds(here.id), await deeds(near.id)]).toEqual([['share.asked', 'emergency.opened'], ['share.received', 'share.opened', 'share.answered', 'share.answered']]);
  });

  it('see nothing but the card: no instance, nothing at stations that were not asked, at other bureaus, or for others of the station', async () => {
    const id = await begin();
    await send(id, 'askNeighbours');
    const [card] = await list(near);
    expect([await list(far), await list(foreign), await list(here)]).toEqual([[], [], []]);
    for (const station of [far, foreign]) {
      expect(await world.refusal(as('duty-officer', station), OPEN, { id: card?.id })).toBe('NOT_FOUND');
      expect(await world.refusal(as('duty-officer', station), ANSWER, { id: card?.id, input: { answer: 'RECEIVED' } })).toBe('NOT_FOUND');
      expect(await world.refusal(as('duty-officer', station), OPEN, { id: card?.id, stationId: near.id })).toBe('NOT_FOUND');
    }
    expect((await list(near, 'case-officer'))[0]).toMatchObject({ mayAnswer: false });
    expect(await world.refusal(as('case-officer', near), OPEN, { id: card?.id })).toBe('NOT_CALLED_OUT');
    expect(await world.refusal(as('analyst', near), OPEN, { id: card?.id })).toBe('FORBIDDEN');
    // By the card's own door it is not there: that one is for the station it belongs to.
    expect(await world.refusal(as('duty-officer', near), 'mutation ($stationId: ID!, $id: ID!, $key: String!) { openEmergencyCard(stationId: $stationId, instanceId: $id, idempotencyKey: $key) { viewId } }', { id })).toBe('NOT_FOUND');
    // The bureau's roles that it rings open it by that door.
    expect(await world.refusal({ station: here, officer: leader, bureauOf: [here, near, far] }, 'mutation ($stationId: ID!, $id: ID!, $key: String!) { openEmergencyCard(stationId: $stationId, instanceId: $id, idempotencyKey: $key) { viewId } }', { id })).toBeUndefined();
    expect((await world.answer(as('duty-officer', near), 'query ($stationId: ID!) { instances(stationId: $stationId) { edges { node { id } } } }')).instances.edges).toEqual([]);
    expect(await world.refusal(as('duty-officer'), 'mutation ($stationId: ID!, $id: ID!, $key: String!) { sendEvent(stationId: $stationId, instanceId: $id, event: "neighbourAnswered", payload: {station: "x", answer: "clue"}, idempotencyKey: $key) { version } }', { id })).toBe('EVENT_NOT_ACCEPTED');
    const written = JSON.stringify((await world.test.owner.query('SELECT to_jsonb(r) FROM share_request r WHERE station_id = $1 UNION ALL SELECT to_jsonb(n) FROM notice n WHERE unit_id = $1 UNION ALL SELECT to_jsonb(e) FROM audit_entry e WHERE unit_id = $1', [near.id])).rows);
    expect(written).not.toMatch(/红色外套|东门街|SX-/);
  });

  it.each(['letGo', 'found'])('are let go by %s: told, their card shut, and answers refused', async (event) => {
    const id = await begin();
    await send(id, 'askNeighbours');
    const [card] = await list(near);
    await send(id, event);
    expect(await list(near)).toEqual([]);
    expect(await list(near, 'duty-officer', false)).toMatchObject([{ endedAt: expect.any(String), mayAnswer: false }]);
    expect((await notices(near.id)).map(({ kind, over }) => [kind, over])).toEqual([['share.asked', 'unneeded'], ['share.ended', null]]);
    expect(await world.refusal(as('duty-officer', near), OPEN, { id: card?.id })).toBe('SHARE_ENDED');
    expect(await world.refusal(as('duty-officer', near), ANSWER, { id: card?.id, input: { answer: 'RECEIVED' } })).toBe('SHARE_ENDED');
    expect((await shares(id)).shares).toMatchObject([{ endedAt: expect.any(String) }]);
    // Asked again, they are rung again.
    if (event !== 'letGo') return;
    await send(id, 'askNeighbours');
    expect((await list(near)).map((one) => one.id)).not.toContain(card?.id);
  });

  it('are asked once however often it is pressed, and not at all where the definition says no, or in an exercise, which says so', async () => {
    const id = await begin();
    await send(id, 'askNeighbours');
    await send(id, 'askNeighbours');
    expect(await list(near)).toHaveLength(1);
    const grown = await begin({ age: 30 });
    await send(grown, 'askNeighbours');
    expect((await shares(grown)).shares).toEqual([]);
    const practised = await begin({}, true);
    await send(practised, 'askNeighbours');
    expect((await shares(practised)).shares).toMatchObject([{ dry: true, answer: null }]);
    expect(await list(near)).toHaveLength(1);
    expect((await notices(near.id)).map(({ kind }) => kind)).toEqual(['share.asked']);
  });

  it('adjoin each other as the bureau says; where it says nothing, every other station is asked', async () => {
    const read = async () => (await world.answer(asAdmin(), 'query ($bureauId: ID!) { stationNeighbours(bureauId: $bureauId) { stationName neighbourIds suggestedIds } }')).stationNeighbours.map(({ neighbourIds }) => neighbourIds);
    expect(await read()).toEqual([[near.id], [here.id], []]);
    const SET = 'mutation ($bureauId: ID!, $of: ID!, $near: [ID!]!) { setStationNeighbours(bureauId: $bureauId, stationId: $of, neighbourIds: $near) { stationId } }';
    expect([await world.refusal(asAdmin(), SET, { of: here.id, near: [here.id] }), await world.refusal(asAdmin(), SET, { of: here.id, near: [foreign.id] }), await world.refusal(as('chief'), SET, { of: here.id, near: [] })]).toEqual(['BAD_INPUT', 'NOT_FOUND', expect.stringMatching(/FORBIDDEN|NOT_FOUND/)]);
    await world.answer(asAdmin(), SET, { of: here.id, near: [] });
    const id = await begin();
    await send(id, 'askNeighbours');
    expect([await list(near), await list(far), await list(foreign)].map((cards) => cards.length)).toEqual([1, 1, 0]);
  });

  it('are forgotten with the instance, and after their own time where they were asked', async () => {
    const id = await begin();
    await send(id, 'askNeighbours');
    const [card] = await list(near);
    await world.answer(as('duty-officer', near), ANSWER, { id: card?.id, input: { answer: 'NOT_FOUND' } });
    await send(id, 'letGo');
    const left = async () => (await world.test.owner.query<{ left: number }>('SELECT (SELECT count(*) FROM share_request)::int + (SELECT count(*) FROM share_answer)::int AS left')).rows[0]?.left;
    const before = (await left()) ?? 0;
    await world.answer(as('chief'), 'mutation { advanceTestClock(by: "P91D") }');
    await world.app.get(Retention).eraseAll(near.id);
    expect(await left()).toBe(before - 2);
  });
});

describe('areas that adjoin', () => {
  const square = (east: number, north: number, size = 0.01) => ({ type: 'Polygon', coordinates: [[[east, north], [east + size, north], [east + size, north + size], [east, north + size], [east, north]]] });

  it('touch within a street’s breadth, also where no corner meets a corner', () => {
    const own = square(114, 30);
    expect([square(114.01, 30), square(114.0104, 30.003), { type: 'MultiPolygon', coordinates: [square(115, 31).coordinates, square(113.99, 29.995).coordinates] }].map((other) => adjoins(own, other))).toEqual([true, true, true]);
    expect([square(114.012, 30), square(114, 30.02), {}].map((other) => adjoins(own, other))).toEqual([false, false, false]);
  });
});
