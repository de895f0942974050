import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAccount, grantBureauRole, Passwords } from '@stationhouse/access';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { buildBureau, openHouse, PASSWORD, type Client, type GraphqlAnswer, type House, type TestBureau } from './support/house.js';

const TASK = 'id stationId stationName title { en } workflowTitle { en } number about { key value } state escalated overdue by answeredAt answer { en }';
const LIST = `query ($b: ID!, $l: CardList) { bureauTasks(bureauId: $b, list: $l) { ${TASK} } }`;
const OPEN = `mutation ($s: ID!, $i: ID!, $k: String!) { openBureauTask(stationId: $s, id: $i, idempotencyKey: $k) { task { ${TASK} } fields { key value } seen outcomes { id } form } }`;
const ANSWER = `mutation ($s: ID!, $i: ID!, $o: String!, $f: JSON!, $seen: String!, $k: String!) { answerBureauTask(stationId: $s, id: $i, outcome: $o, form: $f, seen: $seen, idempotencyKey: $k) { ${TASK} } }`;
/** Plainly fictional. */
const ACCOUNT = { number: '6200000000000000777', bank: '江城测试银行', holder: '测试丙' };

interface BureauTask {
  readonly id: Id;
  readonly title: { readonly en: string };
  readonly state: string;
  readonly number: string;
  readonly by: string | null;
}

interface Opened {
  readonly task: BureauTask;
  readonly fields: readonly { readonly key: string; readonly value: unknown }[];
  readonly seen: string;
}

/** Money on its way: the station asks, the anti-fraud centre of its bureau executes. */
describe('payment stops', () => {
  let house: House;
  let ours: TestBureau;
  let theirs: TestBureau;
  let officer: Client;
  let neighbour: Client;
  let centre: Client;
  let colleague: Client;
  let foreign: Client;

  beforeAll(async () => {
    house = await openHouse();
    [ours, theirs] = [await buildBureau(house.test, 'Stops', 2), await buildBureau(house.test, 'Other', 1)];
    [officer, neighbour] = [await house.signIn(ours.login('duty-officer', 0)), await house.signIn(ours.login('duty-officer', 1))];
    [centre, colleague, foreign] = [await atCentre(ours, 'stops-centre'), await atCentre(ours, 'stops-colleague'), await atCentre(theirs, 'other-centre')];
  }, 120_000);
  afterAll(() => house?.close());

  async function atCentre({ bureauId }: TestBureau, login: string): Promise<Client> {
    const passwordHash = await new Passwords({ memoryKibibytes: 8, passes: 1 }).hash(PASSWORD);
    await house.test.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
      const { id: accountId } = await createAccount(tenant, bureauId, { login, displayName: login, passwordHash, mustChangePassword: false });
      await grantBureauRole(tenant, { bureauId, accountId, role: 'anti-fraud-centre' });
    });
    return house.signIn(login);
  }
  const station = (index: number) => ours.stationIds[index] as Id;
  async function ask<Answer>(client: Client, query: string, variables: Record<string, unknown>): Promise<Answer> {
    const { data, errors } = await client.graphql(query, { k: newId(), ...variables });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return Object.values(data ?? {})[0] as Answer;
  }
  const codeOf = ({ errors }: GraphqlAnswer) => errors?.[0]?.extensions.code ?? 'none';
  const jobsDone = () => untilJobsDone(house.test, ours.bureauId, ...ours.stationIds);
  const advance = (by: string) => ask(officer, 'mutation ($by: String!) { advanceTestClock(by: $by) }', { by });
  const now = async () => (await house.test.owner.query<{ at: Date }>('SELECT app.now() AS at')).rows[0]?.at.toISOString();
  const instance = async (id: Id) => (await house.test.owner.query<{ status: string; outcome: string | null; data: Record<string, unknown> }>(`SELECT status, outcome, snapshot->'data' AS data FROM instance WHERE id = $1`, [id])).rows[0];
  const complete = (client: Client, index: number, taskId: Id | undefined, outcome: string, form: object = {}) => ask(client, 'mutation ($s: ID!, $t: ID!, $o: String!, $f: JSON!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: $o, form: $f, idempotencyKey: $k) { version } }', { s: station(index), t: taskId, o: outcome, f: form });
  const tasksOf = async (client: Client, index: number, id: Id) => (await ask<{ tasks: { id: Id; key: string; status: string }[] }>(client, 'query ($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { tasks { id key status } } }', { s: station(index), i: id })).tasks.filter(({ status }) => status === 'OPEN');

  /** An alert of a person who pays right now, signed; and the payment stop that begins with it. */
  async function begun(client: Client, index: number, phone: string): Promise<Id> {
    const alert = await ask<{ instanceId: Id }>(client, 'mutation ($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "fraud-alert", data: $d, idempotencyKey: $k) { instanceId } }', { s: station(index), d: { grade: 'high', source: 'bank', person: { phone }, paying: true } });
    await complete(client, index, (await tasksOf(client, index, alert.instanceId)).find(({ key }) => key === 'sign')?.id, 'signed');
    await jobsDone();
    const { rows } = await house.test.owner.query<{ id: Id }>(`SELECT id FROM instance WHERE workflow = 'payment-stop' AND parent_id = $1`, [alert.instanceId]);
    return rows[0]?.id ?? '';
  }
  async function requested(client: Client, index: number, phone: string, account: object = ACCOUNT): Promise<Id> {
    const id = await begun(client, index, phone);
    await complete(client, index, (await tasksOf(client, index, id))[0]?.id, 'asked', { account, amount: 30_000, paidOn: await now() });
    await jobsDone();
    return id;
  }
  const waiting = (client = centre, bureau = ours) => ask<BureauTask[]>(client, LIST, { b: bureau.bureauId });
  async function find(title: string, id: Id): Promise<Id> {
    const { rows } = await house.test.owner.query<{ number: string }>('SELECT number FROM instance WHERE id = $1', [id]);
    return (await waiting()).find((task) => task.title.en === title && task.number === rows[0]?.number)?.id ?? '';
  }
  const open = (taskId: Id, index = 0, client = centre) => ask<Opened>(client, OPEN, { s: station(index), i: taskId });
  async function decide(taskId: Id, outcome: string, form: object, { index = 0, client = centre } = {}): Promise<GraphqlAnswer> {
    const { seen } = await open(taskId, index, client);
    return client.graphql(ANSWER, { s: station(index), i: taskId, o: outcome, f: form, seen, k: newId() });
  }

  it('are asked for by the station, seen by its centre on a card, and executed there; 48 hours later they are over', async () => {
    const id = await requested(officer, 0, '13900000401');
    const cards = await waiting();
    expect(cards).toEqual([
      expect.objectContaining({ title: { en: 'Decide on the stop' }, stationName: 'Stops station 0', workflowTitle: { en: 'Payment stop' }, about: [{ key: 'urgency', value: 'high' }, { key: 'amount', value: 30_000 }], state: 'OPEN', escalated: false, overdue: false, by: null }),
      expect.objectContaining({ title: { en: 'Obtain the account data' }, about: [{ key: 'urgency', value: 'high' }] }),
    ]);
    expect(JSON.stringify(cards)).not.toContain(ACCOUNT.number);
    const taskId = await find('Decide on the stop', id);
    const opened = await open(taskId);
    expect(opened.fields.map(({ key }) => key)).toEqual(['urgency', 'amount', 'account', 'stoppedBefore', 'paidOn', 'requestedOn']);
    expect(opened.fields.find(({ key }) => key === 'account')?.value).toEqual(ACCOUNT);
    const { rows } = await house.test.owner.query<{ purpose: string; details: object }>(`SELECT purpose, details FROM audit_entry WHERE action = 'bureauTask.opened' AND record_id = $1`, [id]);
    expect(rows).toEqual([{ purpose: expect.stringContaining('决定止付') as unknown, details: expect.objectContaining({ taskId, role: 'anti-fraud-centre', level: 'P3', fields: ['urgency', 'amount', 'account', 'stoppedBefore', 'paidOn', 'requestedOn'] }) as unknown }]);
    expect(JSON.stringify(rows)).not.toContain(ACCOUNT.number);

    // Taken by one, a colleague sees who has it, and the account no longer.
    expect(await ask(centre, `mutation ($s: ID!, $i: ID!, $k: String!) { takeBureauTask(stationId: $s, id: $i, idempotencyKey: $k) { state by } }`, { s: station(0), i: taskId })).toEqual({ state: 'ACCEPTED', by: 'stops-centre' });
    const beside = await open(taskId, 0, colleague);
    expect([beside.task.state, beside.task.by]).toEqual(['WITH_COLLEAGUE', 'stops-centre']);
    expect(JSON.stringify(beside)).not.toContain(ACCOUNT.number);
    expect(codeOf(await decide(taskId, 'stopped', { stoppedOn: await now() }, { client: colleague }))).toBe('TASK_NOT_YOURS');

    expect((await decide(taskId, 'stopped', { stoppedOn: await now(), amountHeld: 28_000 })).errors).toBeUndefined();
    expect(await instance(id)).toMatchObject({ status: 'running', data: { stops: 1, amountHeld: 28_000 } });
    expect(codeOf(await decide(taskId, 'stopped', { stoppedOn: await now() }))).toBe('ALREADY_ANSWERED');
    expect((await decide(await find('Obtain the account data', id), 'obtained', {})).errors).toBeUndefined();
    expect(await ask<BureauTask[]>(colleague, LIST, { b: ours.bureauId, l: 'ANSWERED' })).toEqual([expect.objectContaining({ answer: { en: 'Obtained' }, by: 'stops-centre' }), expect.objectContaining({ answer: { en: 'Stopped' }, state: 'ANSWERED' })]);

    await advance('PT42H');
    await jobsDone();
    expect((await waiting()).map(({ title }) => title.en)).toEqual(['Decide whether to stop again']);
    expect((await decide(await find('Decide whether to stop again', id), 'declined', {})).errors).toBeUndefined();
    await advance('PT6H');
    await jobsDone();
    expect(await instance(id)).toMatchObject({ status: 'closed', outcome: 'held', data: { stops: 1 } });
    expect(await waiting()).toEqual([]);
  });

  it('decide on what the card shows now: corrected since it was opened, the answer is not sent', async () => {
    const id = await requested(officer, 0, '13900000406', { number: '6200000000000000111' });
    const taskId = await find('Decide on the stop', id);
    const { seen } = await open(taskId);
    const correct = (account: object) => officer.graphql('mutation ($s: ID!, $i: ID!, $p: JSON, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "correct", payload: $p, idempotencyKey: $k) { version } }', { s: station(0), i: id, p: { account }, k: newId() });
    expect((await correct({ number: '6200000000000000222' })).errors).toBeUndefined();
    expect(codeOf(await centre.graphql(ANSWER, { s: station(0), i: taskId, o: 'stopped', f: { stoppedOn: await now() }, seen, k: newId() }))).toBe('STALE_VERSION');
    expect((await decide(taskId, 'stopped', { stoppedOn: await now() })).errors).toBeUndefined();
    expect(codeOf(await correct({ number: '6200000000000000333' }))).toBe('EVENT_REFUSED');
    await decide(await find('Obtain the account data', id), 'obtained', {});
  });

  it('are the centre’s alone: the station neither decides nor gives its tasks to anybody, and another bureau sees nothing', async () => {
    const id = await requested(officer, 0, '13900000407', { number: '6200000000000000444' });
    const taskId = await find('Decide on the stop', id);
    const chief = await house.signIn(ours.login('chief', 0));
    expect(codeOf(await officer.graphql('mutation ($s: ID!, $t: ID!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: "declined", form: { reason: "x" }, idempotencyKey: $k) { version } }', { s: station(0), t: taskId, k: newId() }))).toBe('TASK_NOT_YOURS');
    expect(codeOf(await chief.graphql('mutation ($s: ID!, $t: ID!, $a: ID!, $k: String!) { assignTask(stationId: $s, taskId: $t, accountId: $a, idempotencyKey: $k) { version } }', { s: station(0), t: taskId, a: ours.accountIds.get(ours.login('case-officer', 0)), k: newId() }))).toBe('TASK_NOT_YOURS');
    await ask(centre, 'mutation ($s: ID!, $i: ID!, $k: String!) { takeBureauTask(stationId: $s, id: $i, idempotencyKey: $k) { id } }', { s: station(0), i: taskId });
    expect(codeOf(await chief.graphql('mutation ($s: ID!, $t: ID!, $k: String!) { releaseTask(stationId: $s, taskId: $t, idempotencyKey: $k) { version } }', { s: station(0), t: taskId, k: newId() }))).toBe('TASK_NOT_YOURS');
    expect(await ask(centre, 'mutation ($s: ID!, $i: ID!, $k: String!) { giveBureauTaskBack(stationId: $s, id: $i, idempotencyKey: $k) { state } }', { s: station(0), i: taskId })).toEqual({ state: 'OPEN' });
    // Who may act stands at the instance.
    const { why } = await ask<{ why: { tasks: { people: string[] }[] } }>(officer, 'query ($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { why { tasks { people } } } }', { s: station(0), i: id });
    expect(why.tasks[0]?.people).toEqual(['stops-centre', 'stops-colleague']);

    // The centre sees its card, and nothing else of the instance or its station.
    expect(codeOf(await centre.graphql('query ($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { id } }', { s: station(0), i: id }))).toBe('FORBIDDEN');
    expect(codeOf(await centre.graphql('query ($s: ID!) { tasks(stationId: $s) { totalCount } }', { s: station(0) }))).toBe('FORBIDDEN');
    expect(await waiting(foreign, theirs)).toEqual([]);
    expect(codeOf(await foreign.graphql(LIST, { b: ours.bureauId }))).toBe('NOT_FOUND');
    expect(codeOf(await foreign.graphql(OPEN, { s: station(0), i: taskId, k: newId() }))).toBe('NOT_FOUND');
    expect(codeOf(await foreign.graphql(OPEN, { s: theirs.stationIds[0], i: taskId, k: newId() }))).toBe('NOT_FOUND');
    expect(codeOf(await officer.graphql(OPEN, { s: station(0), i: taskId, k: newId() }))).toBe('FORBIDDEN');

    // Other roles of the bureau see nothing of it, until it climbs to them.
    const leader = await house.signIn(ours.login('bureau-leader'));
    expect(await waiting(leader)).toEqual([]);
    expect(codeOf(await leader.graphql(OPEN, { s: station(0), i: taskId, k: newId() }))).toBe('NOT_FOUND');
    await advance('PT21M');
    await jobsDone();
    expect(await waiting(leader)).toEqual([expect.objectContaining({ id: taskId, escalated: true, overdue: true })]);
    expect((await decide(taskId, 'declined', { reason: '未见转出' }, { client: leader })).errors).toBeUndefined();
    await decide(await find('Obtain the account data', id), 'obtained', {});
    expect(await instance(id)).toMatchObject({ status: 'closed', outcome: 'notStopped' });
  });

  it('are two of an account at most, wherever in the bureau they were asked for, each a decision of its own', async () => {
    const account = { number: '6200 0000 0000 0000 888' };
    const first = await requested(officer, 0, '13900000402', account);
    expect((await decide(await find('Decide on the stop', first), 'stopped', { stoppedOn: await now() })).errors).toBeUndefined();
    // Another station asks for the same account, typed otherwise: the centre sees on the card that it was stopped once.
    const second = await requested(neighbour, 1, '13900000403', { number: '62000000-00000000-888' });
    expect(await instance(second)).toMatchObject({ data: { stoppedBefore: 1 } });
    const secondTask = await find('Decide on the stop', second);
    expect((await open(secondTask, 1)).fields).toContainEqual({ key: 'stoppedBefore', value: 1 });
    expect((await decide(secondTask, 'stopped', { stoppedOn: await now() }, { index: 1 })).errors).toBeUndefined();
    // Neither as a third request nor as the second decision of the first.
    const third = await requested(officer, 0, '13900000404', account);
    const refused = await decide(await find('Decide on the stop', third), 'stopped', { stoppedOn: await now() });
    expect([codeOf(refused), refused.errors?.[0]?.message]).toEqual(['EVENT_REFUSED', expect.stringContaining('at most twice')]);
    await advance('PT42H');
    await jobsDone();
    expect(codeOf(await decide(await find('Decide whether to stop again', first), 'stopped', { stoppedOn: await now(), reason: '仍在转账' }))).toBe('EVENT_REFUSED');
    expect((await decide(await find('Decide on the stop', third), 'declined', { reason: '已止付两次，依法办理冻结' })).errors).toBeUndefined();
    // What the count goes by holds nothing of the number.
    const { rows } = await house.test.owner.query<{ key: string }>(`SELECT key FROM matter WHERE workflow = 'payment-stop'`);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(4);
    for (const { key } of rows) expect(key).toMatch(/^[0-9a-f]{64}$/);
    await advance('PT6H');
    await jobsDone();
  });

  it('stop an account again by a decision of its own, for another 48 hours', async () => {
    const id = await requested(officer, 0, '13900000405', { number: '6200000000000000999' });
    expect((await decide(await find('Decide on the stop', id), 'stopped', { stoppedOn: await now() })).errors).toBeUndefined();
    await advance('PT43H');
    await jobsDone();
    expect(codeOf(await decide(await find('Decide whether to stop again', id), 'stopped', { stoppedOn: await now() }))).toBe('FORM_INVALID');
    expect((await decide(await find('Decide whether to stop again', id), 'stopped', { stoppedOn: await now(), reason: '资金仍在账户' })).errors).toBeUndefined();
    await advance('PT47H');
    expect(await instance(id)).toMatchObject({ status: 'running', data: { stops: 2 } });
    expect((await decide(await find('Obtain the account data', id), 'unobtainable', { note: '账户不存在' })).errors).toBeUndefined();
    await advance('PT1H');
    await jobsDone();
    expect(await instance(id)).toMatchObject({ status: 'closed', outcome: 'held' });
  });
});
