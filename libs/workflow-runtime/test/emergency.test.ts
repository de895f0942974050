import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, untilJobsDone, type TestOfficer, type TestStation } from '@stationhouse/testing';
import { Retention } from '@stationhouse/workflow-runtime';
import { notePlugin } from './bench-workflow.js';
import { rescuePlugin } from './emergency-workflow.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';

interface Card {
  readonly open: boolean;
  readonly mayView: boolean;
  readonly ended: boolean;
  readonly reason: string | null;
  readonly reviewState: string | null;
  readonly reviewOverdue: boolean;
  readonly mayReview: boolean;
  readonly views: readonly { readonly id: Id; readonly by: string; readonly reason: string; readonly roleTitle: { readonly en: string }; readonly fields: readonly { readonly en: string }[] }[] | null;
  readonly reviews: readonly { readonly verdict: string; readonly remark: string | null; readonly by: string; readonly asked: string | null; readonly answer: string | null }[] | null;
  readonly questions: readonly { readonly id: Id; readonly remark: string }[];
}

interface Answer {
  readonly startInstance: { readonly instanceId: Id };
  readonly completeTask: unknown;
  readonly instance: { readonly emergencyCard: Card | null; readonly tasks: readonly { readonly id: Id }[] };
  readonly emergencyCard: Card;
  readonly openEmergencyCard: { readonly viewId: Id; readonly facts: readonly { readonly path: string; readonly value: string | null }[]; readonly card: Card };
  readonly emergencyReviews: { readonly waiting: number; readonly edges: readonly { readonly node: Card & { readonly instanceId: Id } }[] };
  readonly reviewEmergencyCard: Card;
  readonly answerEmergencyQuestion: Card;
  readonly advanceTestClock: string;
  readonly notices: { readonly edges: readonly { readonly node: unknown }[] };
}

const PERSON = { name: '钱某', phone: '13800001234', illness: '癫痫' };
const CARD = 'instanceId open mayView ended reason reviewState reviewOverdue mayReview views { id by reason roleTitle { en } fields { en } } reviews { verdict remark by asked answer } questions { id remark }';
const STAFF = ['chief', 'instructor', 'auditor', 'duty-officer', 'duty-commander', 'case-officer', 'auxiliary', 'analyst'];

describe('the emergency card of an instance', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;
  let bureau: Map<string, TestOfficer>;

  beforeAll(async () => {
    world = await openGraphql<Answer>([rescuePlugin(), notePlugin()], true, ({ station }) => ({ stationId: station.id, key: newId() }));
    await world.jobs.startWorker();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2, { staff: STAFF })) as [TestStation, TestStation];
    bureau = new Map();
    for (const role of ['bureau-leader', 'bureau-legal', 'anti-fraud-centre', 'bureau-admin', 'bureau-auditor']) {
      const accountId = newId();
      bureau.set(role, { accountId, roles: [role] });
      await world.test.owner.query('INSERT INTO account (bureau_id, id, login, display_name, must_change_password) VALUES ($1, $2, $3, $4, false)', [here.bureauId, accountId, accountId, role]);
      await world.test.owner.query('INSERT INTO membership (bureau_id, id, account_id, role) VALUES ($1, $2, $3, $4)', [here.bureauId, newId(), accountId, role]);
    }
  });

  const as = (role: string, station = here): Asker => (bureau.has(role) ? { station, officer: bureau.get(role) as TestOfficer, bureauOf: [here, there] } : { station, officer: station.officer(role) });
  const begin = async (grade = 'high') => (await world.answer(as('duty-officer'), 'mutation ($stationId: ID!, $key: String!, $data: JSON!) { startInstance(stationId: $stationId, workflow: "rescue", data: $data, idempotencyKey: $key) { instanceId } }', { data: { grade, person: PERSON } })).startInstance.instanceId;
  const OPEN = `mutation ($stationId: ID!, $id: ID!, $key: String!) { openEmergencyCard(stationId: $stationId, instanceId: $id, idempotencyKey: $key) { viewId facts { path value } card { ${CARD} } } }`;
  const open = async (role: string, id: Id, more: object = {}) => (await world.answer(as(role), OPEN, { id, ...more })).openEmergencyCard;
  const refused = (role: string, id: Id, station = here) => world.refusal(as(role, station), OPEN, { id });
  const cover = async (role: string, id: Id) => (await world.answer(as(role), `query ($stationId: ID!, $id: ID!) { emergencyCard(stationId: $stationId, instanceId: $id) { ${CARD} } }`, { id })).emergencyCard;
  const reviews = async (role: string, waiting = false) => (await world.answer(as(role), `query ($stationId: ID!, $waiting: Boolean!) { emergencyReviews(stationId: $stationId, waiting: $waiting) { waiting edges { node { ${CARD} } } } }`, { waiting })).emergencyReviews;
  const REVIEW = `mutation ($stationId: ID!, $id: ID!, $view: ID, $remark: String, $key: String!) { reviewEmergencyCard(stationId: $stationId, instanceId: $id, cardViewId: $view, remark: $remark, idempotencyKey: $key) { ${CARD} } }`;
  const taskOf = async (id: Id) => (await world.answer(as('duty-officer'), 'query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { tasks { id } } }', { id })).instance.tasks[0]?.id ?? '';
  const close = async (id: Id) => world.answer(as('duty-officer'), 'mutation ($stationId: ID!, $task: ID!, $key: String!) { completeTask(stationId: $stationId, taskId: $task, outcome: "done", form: {}, idempotencyKey: $key) { version } }', { task: await taskOf(id) });
  const advance = async (by: string) => {
    await world.answer(as('chief'), 'mutation ($by: String!) { advanceTestClock(by: $by) }', { by });
    await settled();
  };
  const settled = () => untilJobsDone(world.test, here.id);
  const told = async (id: Id) => (await world.test.owner.query<{ kind: string; logins: string[] }>(
    `SELECT n.kind, ARRAY(SELECT a.display_name FROM notice_recipient r JOIN account a ON a.id = r.account_id WHERE r.notice_id = n.id ORDER BY 1) AS logins FROM notice n WHERE n.record_id = $1 AND n.kind LIKE 'emergency.%' ORDER BY n.created_at, n.kind`, [id])).rows.map(({ kind, logins }) => [kind, ...logins]);

  it('is open without a purpose to whoever has a task of it or could take it, and to the bureau’s roles it names; to nobody else, and never elsewhere', async () => {
    const id = await begin();
    expect(await open('duty-officer', id)).toMatchObject({ facts: [{ path: 'person.name', value: '钱某' }, { path: 'person.phone', value: '13800001234' }, { path: 'grade', value: '高' }], card: { open: true, mayView: true, reason: 'CANDIDATE' } });
    expect((await open('anti-fraud-centre', id)).card).toMatchObject({ reason: 'BUREAU', views: null });
    // Those who read the station's instances learn that there is a card; others nothing at all.
    expect(await Promise.all(['chief', 'duty-commander', 'case-officer', 'auxiliary'].map((role) => refused(role, id)))).toEqual(Array(4).fill('NOT_CALLED_OUT'));
    expect(await Promise.all(['bureau-leader', 'bureau-legal'].map((role) => refused(role, id)))).toEqual(Array(2).fill('NOT_FOUND'));
    // One that is there and not theirs to know of answers to the letter as one that is not.
    const said = async (instanceId: Id) => (await world.ask(as('bureau-legal'), OPEN, { id: instanceId, key: newId() })).errors?.[0]?.message;
    expect(await said(id)).toBe(await said(newId()));
    for (const role of ['analyst', 'auditor', 'bureau-admin', 'bureau-auditor']) expect([role, ['FORBIDDEN', 'NOT_FOUND'].includes((await refused(role, id)) ?? '')]).toEqual([role, true]);
    for (const role of ['chief', 'duty-officer']) expect(await refused(role, id, there)).toBe('NOT_FOUND');
    expect(await world.refusal(as('chief', there), OPEN, { id, stationId: here.id })).toBe('NOT_FOUND');
    expect(await cover('chief', id)).toMatchObject({ open: true, mayView: false, reason: null });
  });

  it('goes with the task: a colleague it is handed to opens it, and whoever handed it on no more', async () => {
    const id = await begin();
    await world.answer(as('duty-officer'), 'mutation ($stationId: ID!, $task: ID!, $to: ID!, $key: String!) { delegateTask(stationId: $stationId, taskId: $task, accountId: $to, idempotencyKey: $key) { version } }', { task: await taskOf(id), to: here.officer('case-officer').accountId });
    expect((await open('case-officer', id)).card.reason).toBe('TASK');
    // What rang at the duty officer rang there all the same.
    await settled();
    expect((await open('duty-officer', id)).card.reason).toBe('NOTICE');
  });

  it('opens to whoever an urgent notice climbed to, who sees nothing else of the station', async () => {
    const id = await begin();
    await settled();
    const instance = (role: string) => world.refusal(as(role), 'query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { data } }', { id });
    expect([await refused('duty-commander', id), await refused('bureau-leader', id)]).toEqual(['NOT_CALLED_OUT', 'NOT_FOUND']);
    await advance('PT2M30S');
    expect((await open('duty-commander', id)).card.reason).toBe('NOTICE');
    expect((await open('bureau-leader', id)).facts.map(({ value }) => value)).toEqual(['钱某', '13800001234', '高']);
    expect(await instance('bureau-leader')).toBe('FORBIDDEN');
    const { notices } = await world.answer(as('bureau-leader'), '{ notices(filter: { urgent: true }) { edges { node { emergencyCard record { id } } } } }');
    expect(notices.edges.map(({ node }) => node)).toEqual([{ emergencyCard: true, record: { id } }]);
    expect(await refused('bureau-legal', id)).toBe('NOT_FOUND');
  });

  it('closes with the need: when the grade falls, and when the instance ends', async () => {
    const [fallen, ended, low] = [await begin(), await begin(), await begin('low')];
    expect(await refused('duty-officer', low)).toBe('EMERGENCY_CLOSED');
    await open('duty-officer', fallen);
    await world.answer(as('duty-officer'), 'mutation ($stationId: ID!, $id: ID!, $key: String!) { sendEvent(stationId: $stationId, instanceId: $id, event: "fallen", idempotencyKey: $key) { version } }', { id: fallen });
    expect(await refused('duty-officer', fallen)).toBe('EMERGENCY_CLOSED');
    expect(await cover('duty-officer', fallen)).toMatchObject({ open: false, mayView: false, ended: false });
    await open('anti-fraud-centre', ended);
    await close(ended);
    expect(await refused('anti-fraud-centre', ended)).toBe('EMERGENCY_CLOSED');
    expect(await cover('anti-fraud-centre', ended)).toMatchObject({ open: false, ended: true });
    await settled();
    expect(await told(fallen)).toEqual([]);
    expect(await told(ended)).toEqual([['emergency.review', 'chief S1']]);
  });

  it('writes each opening down once, with an audit line, and shows who looked to those who answer for it', async () => {
    const id = await begin();
    const key = newId();
    const first = await open('duty-officer', id, { key });
    expect((await open('duty-officer', id, { key })).viewId).toBe(first.viewId);
    await open('anti-fraud-centre', id);
    const { rows } = await world.test.owner.query<{ action: string; details: { reason: string; role: string; fields: string[] } }>(`SELECT action, details FROM audit_entry WHERE record_id = $1 AND action = 'emergency.opened' ORDER BY sequence`, [id]);
    expect(rows.map(({ details }) => details)).toMatchObject([{ reason: 'candidate', role: 'duty-officer', fields: ['person.name', 'person.phone', 'grade'] }, { reason: 'bureau', role: 'anti-fraud-centre' }]);
    expect(JSON.stringify(rows)).not.toContain('钱某');
    const seen = (await cover('chief', id)).views;
    expect(seen).toMatchObject([{ by: 'duty-officer S1', reason: 'CANDIDATE', roleTitle: { en: 'Duty officer' }, fields: [{ en: 'Name' }, { en: 'Phone' }, { en: 'Grade' }] }, { by: 'anti-fraud-centre', reason: 'BUREAU' }]);
    expect([(await cover('duty-officer', id)).views, (await cover('anti-fraud-centre', id)).views]).toEqual([null, null]);
    for (const role of ['chief', 'auditor', 'instructor', 'bureau-auditor', 'bureau-legal']) expect((await reviews(role)).edges[0]?.node.views).toHaveLength(2);
    expect(await world.refusal(as('chief', there), `query ($stationId: ID!) { emergencyReviews(stationId: $stationId) { waiting } }`, { stationId: here.id })).toBe('NOT_FOUND');
    expect((await reviews('chief')).waiting).toBe(0);
  });

  it('is reviewed afterwards: found in order or questioned and answered, late ones shown, never by whoever looked', async () => {
    const id = await begin();
    await open('duty-officer', id);
    await close(id);
    await settled();
    expect(await reviews('chief', true)).toMatchObject({ waiting: 1, edges: [{ node: { instanceId: id, reviewState: 'WAITING', reviewOverdue: false, mayReview: true } }] });
    await advance('P4D');
    const [late] = (await reviews('chief', true)).edges;
    expect(late?.node.reviewOverdue).toBe(true);
    const view = late?.node.views?.[0]?.id;
    expect(await world.refusal(as('chief'), REVIEW, { id, view, remark: ' ' })).toBe('BAD_INPUT');
    expect(await world.refusal(as('auditor'), REVIEW, { id })).toBe('FORBIDDEN');
    expect((await world.answer(as('chief'), REVIEW, { id, view, remark: '当时并未办理此事，请说明。' })).reviewEmergencyCard).toMatchObject({ reviewState: 'QUESTIONED', reviewOverdue: false });
    expect(await told(id)).toEqual([['emergency.review', 'chief S1'], ['emergency.question', 'duty-officer S1'], ['emergency.questioned', 'bureau-auditor', 'bureau-legal']]);
    const [question] = (await cover('duty-officer', id)).questions;
    const ANSWER = `mutation ($stationId: ID!, $id: ID!, $question: ID!, $answer: String!, $key: String!) { answerEmergencyQuestion(stationId: $stationId, instanceId: $id, questionId: $question, answer: $answer, idempotencyKey: $key) { ${CARD} } }`;
    expect(await world.refusal(as('case-officer'), ANSWER, { id, question: question?.id, answer: '不是我' })).toBe('NOT_FOUND');
    await world.answer(as('duty-officer'), ANSWER, { id, question: question?.id, answer: '签收前先联系当事人。' });
    expect(await world.refusal(as('duty-officer'), ANSWER, { id, question: question?.id, answer: '再说一次' })).toBe('CONFLICT');
    expect((await told(id)).at(-1)).toEqual(['emergency.answer', 'chief S1']);
    expect((await world.answer(as('chief'), REVIEW, { id, remark: '说明属实。' })).reviewEmergencyCard).toMatchObject({ reviewState: 'CLEAR', reviews: [{ verdict: 'QUESTION', asked: 'duty-officer S1', answer: '签收前先联系当事人。' }, { verdict: 'CLEAR', by: 'chief S1', remark: '说明属实。' }] });
    expect(await reviews('chief', true)).toMatchObject({ waiting: 0, edges: [] });
  });

  it('is reviewed by somebody else where the chief looked, and goes unseen while its instance is sealed, until it is erased', async () => {
    const id = await begin();
    await world.answer(as('duty-officer'), 'mutation ($stationId: ID!, $task: ID!, $to: ID!, $key: String!) { delegateTask(stationId: $stationId, taskId: $task, accountId: $to, idempotencyKey: $key) { version } }', { task: await taskOf(id), to: here.officer('chief').accountId });
    await open('chief', id);
    await world.answer(as('chief'), 'mutation ($stationId: ID!, $task: ID!, $key: String!) { completeTask(stationId: $stationId, taskId: $task, outcome: "done", form: {}, idempotencyKey: $key) { version } }', { task: await taskOf(id) });
    await settled();
    expect(await told(id)).toEqual([['emergency.review', 'bureau-legal', 'chief S1', 'instructor S1']]);
    expect((await reviews('chief')).edges[0]?.node.mayReview).toBe(false);
    expect(await world.refusal(as('chief'), REVIEW, { id })).toBe('SECOND_PERSON_NEEDED');
    expect((await world.answer(as('bureau-legal'), REVIEW, { id })).reviewEmergencyCard).toMatchObject({ reviewState: 'CLEAR' });
    await world.test.owner.query('UPDATE instance SET sealed_at = now() WHERE id = $1', [id]);
    expect((await reviews('chief')).edges).toEqual([]);
    expect(await refused('duty-officer', id)).toBe('NOT_FOUND');
    const left = async () => (await world.test.owner.query<{ left: number }>('SELECT (SELECT count(*) FROM emergency_view WHERE instance_id = $1)::int + (SELECT count(*) FROM emergency_review WHERE instance_id = $1)::int AS left', [id])).rows[0]?.left;
    expect(await left()).toBe(2);
    await advance('P3Y2D');
    await world.app.get(Retention).eraseAll(here.id);
    expect(await left()).toBe(0);
  });
});
