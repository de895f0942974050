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
    expect(opened.fields.map(({ key }) => key)).toEqual(['urgency', 'amount', 'account', 'paidOn', 'requestedOn']);
    expect(opened.fields.find(({ key }) => key === 'account')?.value).toEqual(ACCOUNT);
    const { rows } = await house.test.owner.query<{ purpose: string; details: object }>(`SELECT purpose, details FROM audit_entry WHERE action = 'bureauTask.opened' AND record_id = $1`, [id]);
    expect(rows).toEqual([{ purpose: expect.stringContaining('决定止付') as unknown, details: expect.objectContaining({ taskId, role: 'anti-fraud-centre', level: 'P3', fields: ['urgency', 'amount', 'account', 'paidOn', 'requestedOn'] }) as unknown }]);
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
});
