import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { createLogger } from '../src/logging.js';
import { startServer } from '../src/server.js';
import { readSettings } from '../src/settings.js';
import { describeHandingIn } from './external/handing-in.js';
import { documentFor, operationsOf } from './support/every-operation.js';
import { buildBureau, openHouse, PASSWORD, signIn, type Client, type House, type TestBureau } from './support/house.js';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const OWN = ['acceptCard', 'acknowledgeNotice', 'answerCard', 'card', 'cardSigning', 'cards', 'confirmMySecondFactor', 'enrolMySecondFactor', 'giveCardBack', 'myself', 'notices'];
const CARD = 'id state title { zhCN } fields { key value } moreOnceAccepted outcomes { id } photos { id name } form';

interface Invited {
  readonly id: Id;
  readonly login: string;
  readonly code: string;
}

interface Card {
  readonly id: Id;
  readonly state: string;
  readonly fields: readonly { readonly key: string; readonly value: unknown }[];
  readonly moreOnceAccepted: boolean;
  readonly photos: readonly { readonly name: string }[];
}

/** The external surface: its own accounts, its own schema, task cards and nothing else. */
describe('the external surface', () => {
  let house: House;
  let bureau: TestBureau;
  let outside: string;
  let here: Id;
  let there: Id;
  let chief: Client;
  let officer: Client;
  let unitIds: Id[];

  beforeAll(async () => {
    house = await openHouse({ EXTERNAL_PHOTO_MEGABYTES: '1' }, undefined, [], 'all');
    bureau = await buildBureau(house.test, 'Outer', 2);
    [here, there] = bureau.stationIds as [Id, Id];
    outside = house.server.external?.url ?? '';
    chief = await house.signIn(bureau.login('chief', 0));
    officer = await house.signIn(bureau.login('community-officer', 0));
    unitIds = await Promise.all(['东门街道办', '锦绣物业'].map((name) => newUnit(chief, here, name)));
  });
  afterAll(() => house?.close());

  async function answer<Data>(client: Client, query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors } = await client.graphql(query, variables);
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data as unknown as Data;
  }
  const refusal = async (client: Client, query: string, variables: Record<string, unknown> = {}) => (await client.graphql(query, variables)).errors?.[0]?.extensions.code;

  async function newUnit(client: Client, stationId: Id, name: string): Promise<Id> {
    const query = 'mutation($s: ID!, $n: String!) { saveOutsideUnit(stationId: $s, input: {name: $n, kind: "property", contact: "张主任", phone: "13900001234"}) { id } }';
    return (await answer<{ saveOutsideUnit: { id: Id } }>(client, query, { s: stationId, n: name })).saveOutsideUnit.id;
  }
  async function invite(role: string, unitId: Id, { client = chief, stationId = here, name = '李调' } = {}): Promise<Invited> {
    const query = 'mutation($s: ID!, $i: NewOutsidePerson!) { inviteOutsidePerson(stationId: $s, input: $i) { code person { id login state } } }';
    const input = { name, role, unitId, phone: '13800005678', expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString() };
    const { inviteOutsidePerson } = await answer<{ inviteOutsidePerson: { code: string; person: { id: Id; login: string } } }>(client, query, { s: stationId, i: input });
    return { ...inviteOutsidePerson.person, code: inviteOutsidePerson.code };
  }
  /** Invited, signed in by the code, with a password of one's own. */
  async function insider(role: string, unitId: Id, options = {}): Promise<Client> {
    const invited = await invite(role, unitId, options);
    const first = await signIn(outside, invited.login, invited.code);
    const changed = await first.rest('POST', '/auth/password', { currentPassword: invited.code, newPassword: PASSWORD });
    expect(changed.status).toBe(204);
    return signIn(outside, invited.login);
  }
  async function dispute(parameters: Record<string, unknown> = {}): Promise<Id> {
    const data = { cause: 'noise', summary: '夜间施工争执，王某推搡', place: '锦绣小区 3 栋', parties: [{ name: '王小明', phone: '13611112222', minor: true }, { name: '赵敏' }], ...parameters };
    const started = await answer<{ startInstance: { instanceId: Id } }>(chief, 'mutation($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: $d, idempotencyKey: $k) { instanceId } }', { s: here, d: data, k: newId() });
    const { instanceId } = started.startInstance;
    const duty = await house.signIn(bureau.login('duty-officer', 0));
    await complete(duty, (await taskOf(instanceId)).id, 'accepted', { risk: 'yellow', track: 'people' });
    return instanceId;
  }
  async function taskOf(instanceId: Id): Promise<{ id: Id; key: string }> {
    const { instance } = await answer<{ instance: { tasks: { id: Id; key: string; status: string }[] } }>(chief, 'query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { tasks { id key status } } }', { s: here, i: instanceId });
    const open = instance.tasks.find(({ status }) => status === 'OPEN' || status === 'CLAIMED');
    if (open === undefined) throw new Error('No open task.');
    return open;
  }
  const complete = (client: Client, id: Id, outcome: string, form: object) => answer(client, 'mutation($s: ID!, $t: ID!, $o: String!, $f: JSON!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: $o, form: $f, idempotencyKey: $k) { version } }', { s: here, t: id, o: outcome, f: form, k: newId() });
  const cards = async (client: Client, list = 'WAITING', stationId = here) => (await answer<{ cards: Card[] }>(client, 'query($s: ID!, $l: CardList!) { cards(stationId: $s, list: $l) { id state title { zhCN } } }', { s: stationId, l: list })).cards;
  const open = async (client: Client, id: Id) => (await answer<{ card: Card }>(client, `query($s: ID!, $i: ID!) { card(stationId: $s, id: $i) { ${CARD} } }`, { s: here, i: id })).card;
  const ANSWER = 'mutation($s: ID!, $i: ID!, $o: String!, $f: JSON!, $k: String!) { answerCard(stationId: $s, id: $i, outcome: $o, form: $f, idempotencyKey: $k) }';
  const asks = (id: Id, outcome: string, form: object, k: string = newId()) => ({ s: here, i: id, o: outcome, f: form, k });

  it('knows its own accounts only, and the code of an invitation opens nothing but the choice of a password', async () => {
    const invited = await invite('linked-unit', unitIds[0] as Id);
    await expect(signIn(house.server.url, invited.login, invited.code)).rejects.toThrow('SIGN_IN_FAILED');
    await expect(signIn(outside, bureau.login('chief', 0))).rejects.toThrow('SIGN_IN_FAILED');
    const first = await signIn(outside, invited.login, invited.code);
    expect((await answer<{ myself: object }>(first, '{ myself { name restriction stationId } }')).myself).toEqual({ name: '李调', restriction: 'passwordChange', stationId: null });
    expect(await refusal(first, 'query($s: ID!) { cards(stationId: $s) { id } }', { s: here })).toBe('PASSWORD_CHANGE_REQUIRED');
    await first.rest('POST', '/auth/password', { currentPassword: invited.code, newPassword: PASSWORD });
    await expect(signIn(outside, invited.login, invited.code)).rejects.toThrow('SIGN_IN_FAILED');
    const person = await signIn(outside, invited.login);
    expect((await answer<{ myself: object }>(person, '{ myself { unit restriction stationId station roleTitle { en } } }')).myself).toEqual({ unit: '东门街道办', restriction: null, stationId: here, station: 'Outer station 0', roleTitle: { en: 'Linked unit' } });
    // A token of one surface is none on the other.
    for (const [url, token] of [[house.server.url, person.accessToken], [outside, chief.accessToken]] as const) {
      const crossed = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-stationhouse': '1' }, body: JSON.stringify({ query: url === outside ? '{ myself { name } }' : '{ me { restriction } }' }) });
      expect(JSON.stringify(await crossed.json())).toContain('UNAUTHENTICATED');
    }
  });

  it('an invitation lapses, a suspension ends every session at once, and an account ends on its day', async () => {
    const late = await invite('volunteer', unitIds[0] as Id);
    await house.test.owner.query(`UPDATE account SET invited_until = now() - interval '1 minute' WHERE id = $1`, [late.id]);
    await expect(signIn(outside, late.login, late.code)).rejects.toThrow('INVITATION_EXPIRED');
    const { renewInvitation } = await answer<{ renewInvitation: { code: string } }>(chief, 'mutation($s: ID!, $p: ID!) { renewInvitation(stationId: $s, personId: $p) { code } }', { s: here, p: late.id });
    const person = await signIn(outside, late.login, renewInvitation.code);
    expect(await refusal(person, '{ myself { name } }')).toBeUndefined();
    const suspend = (suspended: boolean) => answer<{ suspendOutsidePerson: { state: string } }>(chief, 'mutation($s: ID!, $p: ID!, $x: Boolean!) { suspendOutsidePerson(stationId: $s, personId: $p, suspended: $x) { state } }', { s: here, p: late.id, x: suspended });
    expect((await suspend(true)).suspendOutsidePerson.state).toBe('SUSPENDED');
    expect(await refusal(person, '{ myself { name } }')).toBe('SESSION_EXPIRED');
    await expect(signIn(outside, late.login, renewInvitation.code)).rejects.toThrow('SIGN_IN_FAILED');
    await suspend(false);
    const again = await signIn(outside, late.login, renewInvitation.code);
    await house.test.owner.query(`UPDATE account SET expires_at = now() - interval '1 minute' WHERE id = $1`, [late.id]);
    expect(await refusal(again, '{ myself { name } }')).toBe('SESSION_EXPIRED');
    await expect(signIn(outside, late.login, renewInvitation.code)).rejects.toThrow('SIGN_IN_FAILED');
    // Who may do this, and what the list shows of a phone.
    expect(await refusal(officer, 'mutation($s: ID!, $p: ID!) { renewInvitation(stationId: $s, personId: $p) { code } }', { s: here, p: late.id })).toBe('FORBIDDEN');
    const { outsidePeople } = await answer<{ outsidePeople: { id: Id; state: string; phone: string }[] }>(officer, 'query($s: ID!) { outsidePeople(stationId: $s) { id state phone } }', { s: here });
    expect(outsidePeople.find(({ id }) => id === late.id)).toMatchObject({ state: 'EXPIRED', phone: '138****5678' });
  });

  it('offers its own operations and routes, and refuses every one of the inside', async () => {
    const inner = operationsOf(house.server.app.get(GraphQLSchemaHost).schema);
    const outer = operationsOf(house.server.external?.app.get(GraphQLSchemaHost).schema as never);
    expect(outer.map(({ name }) => name).sort()).toEqual(OWN);
    const person = await insider('linked-unit', unitIds[0] as Id);
    const values = (scalar: string): unknown => ({ ID: here, String: 'x', Int: 1, Float: 1, Boolean: true, DateTime: '2026-01-01T00:00:00.000Z', LocalDate: '2026-01-01', JSON: {} })[scalar];
    const answered: string[] = [];
    for (const operation of inner.filter(({ root }) => root !== 'subscription')) {
      const { query, variables } = documentFor(operation, values, false, 2);
      const { data, errors } = await person.graphql(query, variables);
      if (errors?.[0]?.extensions.code !== 'GRAPHQL_VALIDATION_FAILED' || (data ?? null) !== null) answered.push(operation.name);
    }
    expect(answered).toEqual([]);
    expect(inner.length).toBeGreaterThan(150);
    expect(await refusal(person, '{ __schema { queryType { name } } }')).toBe('GRAPHQL_VALIDATION_FAILED');
    // No route but its own is mounted; the web socket of live events is not there.
    const routes = house.server.external?.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }) ?? '';
    expect(routes).not.toMatch(/metrics|events|imports|attachments|eventlog/);
    for (const route of ['/metrics', `/api/stations/${here}/imports`, `/api/stations/${here}/instances/${here}/attachments/${here}`]) expect((await person.rest('GET', route)).status).toBe(404);
    expect((await fetch(`${outside}/health/live`)).status).toBe(200);
    expect((await fetch(`${outside}/auth/refresh`, { method: 'POST', headers: { 'x-stationhouse': '1', origin: house.server.url } })).status).toBe(403);
  });

  describeHandingIn(() => ({ house, outside, stationId: here, elsewhere: there, chief, officer }));

  it('is served apart by a process that opens no port to the inside', async () => {
    const settings = readSettings({ DATABASE_URL: house.test.urls.app, PORT: '1', STATIONHOUSE_FOLDER: house.folder, STATIONHOUSE_DEMO: '0' });
    const apart = await startServer({ ...settings, port: 0, externalPort: 0 }, { role: 'api', surface: 'external', progress: () => undefined, web: false, logger: createLogger('silent'), access: { passwordCost: { memoryKibibytes: 8, passes: 1 }, attemptsPerMinute: 10_000 } });
    try {
      expect([apart.url, apart.app.getHttpServer().listening]).toEqual(['', false]);
      const invited = await invite('linked-unit', unitIds[1] as Id);
      const person = await signIn(apart.external?.url ?? '', invited.login, invited.code);
      expect((await answer<{ myself: object }>(person, '{ myself { login } }')).myself).toEqual({ login: invited.login });
      await expect(signIn(apart.external?.url ?? '', bureau.login('chief', 0))).rejects.toThrow('SIGN_IN_FAILED');
    } finally {
      await apart.close();
    }
  });

  it('a mediator reads the parties once the card is accepted, never what is P3, and each look is recorded', async () => {
    const mediator = await insider('mediator', unitIds[0] as Id, { name: '孙和' });
    const other = await insider('mediator', unitIds[0] as Id, { name: '钱解' });
    const instanceId = await dispute();
    const { id } = await taskOf(instanceId);
    const before = await open(mediator, id);
    expect(before).toMatchObject({ state: 'OPEN', moreOnceAccepted: true });
    expect(before.fields.map(({ key }) => key)).toEqual(['cause', 'place', 'summary', 'parties']);
    expect(JSON.stringify(before)).not.toMatch(/王小明|13611112222|推搡/);
    const { acceptCard } = await answer<{ acceptCard: Card }>(mediator, `mutation($s: ID!, $i: ID!, $k: String!) { acceptCard(stationId: $s, id: $i, idempotencyKey: $k) { ${CARD} } }`, { s: here, i: id, k: newId() });
    expect(acceptCard.state).toBe('ACCEPTED');
    expect(acceptCard.fields.find(({ key }) => key === 'parties')?.value).toEqual([{ name: '王小明', phone: '13611112222', minor: null }, { name: '赵敏' }]);
    expect(await refusal(other, `query($s: ID!, $i: ID!) { card(stationId: $s, id: $i) { ${CARD} } }`, { s: here, i: id })).toBe('NOT_FOUND');
    expect((await cards(other)).map((card) => card.id)).not.toContain(id);
    expect(await refusal(mediator, ANSWER, asks(id, 'agreed', { agreedOn: '2026-01-01T10:00:00Z' }))).toBe('FORM_INVALID');
    await answer(mediator, ANSWER, asks(id, 'failed', { reason: '双方各执一词' }));
    expect((await cards(mediator, 'ANSWERED')).map((card) => card.id)).toContain(id);
    // What was seen in full is seen no more once the card is answered.
    expect(JSON.stringify(await open(mediator, id))).not.toContain('13611112222');
    const { rows } = await house.test.owner.query<{ count: string }>(`SELECT count(*) FROM audit_entry WHERE action = 'card.read' AND record_id = $1`, [id]);
    expect(Number(rows[0]?.count)).toBe(3);
  });

  it('a mediator has an agreement signed on the phone: the text opens once the card is accepted, and what is signed is that text', async () => {
    const mediator = await insider('mediator', unitIds[0] as Id, { name: '冯调' });
    const unit = await insider('linked-unit', unitIds[0] as Id, { name: '褚科员' });
    const accept = (id: Id) => answer(mediator, 'mutation($s: ID!, $i: ID!, $k: String!) { acceptCard(stationId: $s, id: $i, idempotencyKey: $k) { id } }', { s: here, i: id, k: newId() });
    const instanceId = await dispute({ parties: [{ name: '卫东', consent: true }, { name: '蒋梅', consent: true }] });
    const { id: talk } = await taskOf(instanceId);
    const SIGNING = 'query($s: ID!, $i: ID!) { cardSigning(stationId: $s, id: $i) { field text sha256 signers { key name } } }';
    await accept(talk);
    expect(await answer(mediator, SIGNING, { s: here, i: talk })).toEqual({ cardSigning: null });
    const now = await house.test.database.now();
    await answer(mediator, ANSWER, asks(talk, 'agreed', { agreedOn: new Date(now.getTime() - 60_000).toISOString(), performBy: new Date(now.getTime() + 9 * 86_400_000).toISOString().slice(0, 10), terms: '今后 22 时后不施工' }));
    await answer(officer, 'mutation($s: ID!, $i: ID!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "makeDocument", idempotencyKey: $k) { version } }', { s: here, i: instanceId, k: newId() });
    let id: Id | undefined;
    while (id === undefined) {
      await untilJobsDone(house.test, here);
      const { instance } = await answer<{ instance: { tasks: { id: Id; key: string }[] } }>(chief, 'query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { tasks { id key } } }', { s: here, i: instanceId });
      id = instance.tasks.find(({ key }) => key === 'sign')?.id;
    }

    expect((await answer<{ card: { outcomes: { id: string }[] } }>(mediator, 'query($s: ID!, $i: ID!) { card(stationId: $s, id: $i) { outcomes { id } } }', { s: here, i: id })).card.outcomes.map((outcome) => outcome.id)).toContain('signed');
    expect(await refusal(mediator, SIGNING, { s: here, i: id })).toBe('TASK_NOT_YOURS');
    expect(await refusal(unit, SIGNING, { s: here, i: id })).toBe('NOT_FOUND');
    const picture = (purpose: string | undefined, client = mediator) => {
      const form = new FormData();
      form.append('idempotencyKey', newId());
      if (purpose !== undefined) form.append('purpose', purpose);
      form.append('file', new Blob([new Uint8Array(PNG)]), '签名.png');
      return client.rest('POST', `/api/stations/${here}/cards/${id}/photos`, form);
    };
    expect((await picture('签名')).status).toBe(403);
    await accept(id);
    const { cardSigning } = await answer<{ cardSigning: { field: string; text: string; sha256: string; signers: { key: string; name: string }[] } }>(mediator, SIGNING, { s: here, i: id });
    expect(cardSigning).toMatchObject({ field: 'signatures', text: expect.stringContaining('今后 22 时后不施工'), signers: [{ key: 'party0', name: '卫东' }, { key: 'party1', name: '蒋梅' }, { key: 'host', name: '调解员' }] });
    const { rows } = await house.test.owner.query<{ details: object }>(`SELECT details FROM audit_entry WHERE action = 'card.read' AND record_id = $1 AND details ? 'signing'`, [id]);
    expect(rows).toEqual([{ details: { unitId: unitIds[0], signing: cardSigning.sha256 } }]);

    expect((await picture('存档')).status).toBe(400);
    expect((await picture('签名', unit)).status).toBe(404);
    const at = now.toISOString();
    const signed = async (text: string) => ({ consented: true, signatures: await Promise.all(cardSigning.signers.map(async ({ key, name }) => ({ signer: key, name, role: '当事人', way: 'finger', image: ((await (await picture('签名')).json()) as { id: Id }).id, at, text, readBy: '冯调', readAt: at }))) });
    expect(await refusal(mediator, ANSWER, asks(id, 'signed', await signed('0'.repeat(64))))).toBe('FORM_INVALID');
    const all = await signed(cardSigning.sha256);
    expect(await refusal(mediator, ANSWER, asks(id, 'signed', { ...all, signatures: all.signatures.slice(1) }))).toBe('EVENT_REFUSED');
    await answer(mediator, ANSWER, asks(id, 'signed', all));
    expect((await open(mediator, id)).photos).toEqual([]);
    expect(await refusal(mediator, SIGNING, { s: here, i: id })).toBe('ALREADY_ANSWERED');
    expect(JSON.stringify(await open(mediator, id))).not.toContain('卫东');
  });

  it('two units are asked, each request is approved by itself, and a unit sees its own alone', async () => {
    const [street, property] = unitIds as [Id, Id];
    const lead = await insider('building-lead', street, { name: '周楼长' });
    const colleague = await insider('linked-unit', street, { name: '吴科员' });
    const guard = await insider('post-operator', property, { name: '郑保安' });
    const chiefThere = await house.signIn(bureau.login('chief', 1));
    const stranger = await insider('linked-unit', await newUnit(chiefThere, there, '西门社区'), { client: chiefThere, stationId: there });
    const instanceId = await dispute({ parties: [{ name: '王小明', phone: '13611112222' }, { name: '赵敏' }] });
    await answer(officer, 'mutation($s: ID!, $i: ID!, $p: JSON!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "askUnits", payload: $p, idempotencyKey: $k) { version } }', { s: here, i: instanceId, p: { units: [street, property], unitRequest: '请协调施工时间' }, k: newId() });
    await untilJobsDone(house.test, here);
    const { tasks } = await answer<{ tasks: { edges: { node: { id: Id; instanceId: Id; key: string } }[] } }>(officer, 'query($s: ID!) { tasks(stationId: $s, filter: {workflow: "unit-answer"}) { edges { node { id instanceId key } } } }', { s: here });
    expect(tasks.edges.map(({ node }) => node.key)).toEqual(['approve', 'approve']);
    expect([...(await cards(lead)), ...(await cards(guard))]).toEqual([]);
    const instances = await Promise.all(tasks.edges.map(async ({ node }) => ({ ...node, ...(await answer<{ instance: { data: { item: Id } } }>(officer, 'query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { data } }', { s: here, i: node.instanceId })).instance })));
    const first = instances.find(({ data }) => data.item === street);
    if (first === undefined) throw new Error('No request to the first unit.');
    await complete(officer, first.id, 'approved', { request: '请街道协调施工时间，一周内答复' });

    const [card] = await cards(lead);
    const id = card?.id as Id;
    expect(await cards(guard)).toEqual([]);
    expect(await cards(colleague)).toHaveLength(1);
    const opened = await open(lead, id);
    expect(opened.fields).toEqual([{ key: 'request', value: '请街道协调施工时间，一周内答复' }, { key: 'place', value: '锦绣小区 3 栋' }]);
    expect(JSON.stringify(opened)).not.toMatch(/王小明|推搡|noise/);
    for (const client of [guard, stranger]) expect(await refusal(client, `query($s: ID!, $i: ID!) { card(stationId: $s, id: $i) { ${CARD} } }`, { s: here, i: id })).toBe('NOT_FOUND');
    expect(await refusal(guard, ANSWER, asks(id, 'answered', { answer: '越权' }))).toBe('NOT_FOUND');

    // A day before it is due the unit is reminded, and no other one; each of its people takes note of it.
    const notices = async (client: Client) => (await answer<{ notices: { id: Id; title: { en: string }; body: { en: string }; ringing: boolean; cardId: Id | null }[] }>(client, 'query($s: ID!) { notices(stationId: $s) { id title { en } body { en } ringing cardId } }', { s: here })).notices;
    const acknowledge = (noticeId: Id | undefined) => ['mutation($s: ID!, $i: ID!) { acknowledgeNotice(stationId: $s, id: $i) }', { s: here, i: noticeId }] as const;
    await answer(chief, 'mutation { advanceTestClock(by: "P6DT1H") }');
    await untilJobsDone(house.test, here);
    const [reminder] = await notices(lead);
    expect(reminder).toMatchObject({ title: { en: 'Due soon: Help to settle a dispute' }, body: { en: expect.stringMatching(/^Request to a linked unit LD-/) }, ringing: false, cardId: id });
    expect([(await notices(colleague)).map((notice) => notice.id), await notices(guard)]).toEqual([[reminder?.id], []]);
    expect(await refusal(guard, ...acknowledge(reminder?.id))).toBe('NOT_FOUND');
    for (let time = 0; time < 2; time += 1) await answer(lead, ...acknowledge(reminder?.id));
    expect([await notices(lead), (await notices(colleague)).length]).toEqual([[], 1]);
    expect(await refusal(stranger, 'query($s: ID!) { cards(stationId: $s) { id } }', { s: here })).toBe('NOT_FOUND');

    const upload = (content: Buffer, name: string, client = lead) => {
      const form = new FormData();
      form.append('idempotencyKey', newId());
      form.append('file', new Blob([new Uint8Array(content)]), name);
      return client.rest('POST', `/api/stations/${here}/cards/${id}/photos`, form);
    };
    const tooLarge = await upload(Buffer.concat([PNG, Buffer.alloc(2 * 1024 * 1024)]), '现场.png');
    expect([tooLarge.status, JSON.stringify(await tooLarge.json())]).toEqual([413, expect.stringContaining('FILE_TOO_LARGE')]);
    expect((await upload(Buffer.from('a film'), '现场.mp4')).status).toBe(415);
    expect((await upload(PNG, '现场.png')).status).toBe(201);
    expect((await upload(PNG, '越权.png', guard)).status).toBe(404);
    expect((await open(lead, id)).photos.map(({ name }) => name)).toEqual(['现场.png']);
    expect((await open(colleague, id)).photos).toEqual([]);

    const key = newId();
    expect(await refusal(lead, ANSWER, asks(id, 'answered', {}))).toBe('FORM_INVALID');
    await answer(lead, ANSWER, asks(id, 'answered', { answer: '已约定 22 时后停工' }, key));
    await answer(lead, ANSWER, asks(id, 'answered', { answer: '已约定 22 时后停工' }, key));
    const { errors } = await colleague.graphql(ANSWER, asks(id, 'answered', { answer: '改口' }));
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('周楼长'), extensions: { code: 'ALREADY_ANSWERED' } });

    const read = await answer<{ instance: { data: object; stateTitle: { en: string }; attachments: { addedBy: string }[] } }>(officer, 'query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { data stateTitle { en } attachments { addedBy } } }', { s: here, i: first.instanceId });
    expect(read.instance).toMatchObject({ data: { answer: '已约定 22 时后停工' }, attachments: [{ addedBy: '周楼长' }] });
    await complete(officer, (await taskOf(first.instanceId)).id, 'enough', {});
    expect((await answer<{ instance: object }>(officer, 'query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { closed outcome } }', { s: here, i: first.instanceId })).instance).toEqual({ closed: true, outcome: 'answered' });

    // It flares up again: the same units are asked once more, each request approved by itself; what was open stays open.
    await answer(chief, 'mutation { advanceTestClock(by: "P2D") }');
    const now = await house.test.database.now();
    await complete(officer, (await taskOf(instanceId)).id, 'agreed', { agreedOn: new Date(now.getTime() - 60_000).toISOString(), performBy: new Date(now.getTime() + 9 * 86_400_000).toISOString().slice(0, 10), terms: '今后 22 时后不施工' });
    await answer(chief, 'mutation { advanceTestClock(by: "P10D") }');
    await answer(officer, 'mutation($s: ID!, $i: ID!, $p: JSON!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "recurred", payload: $p, idempotencyKey: $k) { version } }', { s: here, i: instanceId, p: { situation: '夜间又施工，双方争吵，未动手' }, k: newId() });
    await untilJobsDone(house.test, here);
    const again = await answer<{ instances: { edges: { node: { id: Id; closed: boolean; data: { item: Id; request: string } } }[] } }>(officer, 'query($s: ID!) { instances(stationId: $s, filter: {workflow: "unit-answer"}) { edges { node { id closed data } } } }', { s: here });
    const of = (unit: Id) => again.instances.edges.filter(({ node }) => node.data.item === unit).map(({ node }) => [node.closed, node.data.request]).sort();
    expect(of(street)).toEqual([[false, '请协调施工时间'], [true, '请街道协调施工时间，一周内答复']]);
    expect(of(property)).toEqual([[false, '请协调施工时间'], [false, '请协调施工时间']]);
    expect((await cards(lead)).map((one) => one.id)).not.toContain(id);
    const anew = again.instances.edges.find(({ node }) => node.data.item === street && !node.closed)?.node.id as Id;
    await complete(officer, (await taskOf(anew)).id, 'approved', {});
    expect((await cards(lead)).map((one) => one.state)).toEqual(['OPEN']);

    // Nobody of the other unit can sign in any more: the officers on duty hear that its task has nobody to do it.
    await house.test.owner.query(`UPDATE account SET active = false WHERE display_name = '郑保安'`);
    const late = again.instances.edges.find(({ node }) => node.data.item === property)?.node.id as Id;
    await complete(officer, (await taskOf(late)).id, 'approved', {});
    await untilJobsDone(house.test, here);
    const unreached = await house.test.owner.query(`SELECT record_id, (SELECT count(*)::int FROM notice_recipient r JOIN account a ON a.id = r.account_id WHERE r.notice_id = n.id AND a.surface = 'internal') AS told FROM notice n WHERE kind = 'task.unreached' AND unit_id = $1`, [here]);
    expect(unreached.rows).toEqual([{ record_id: late, told: 1 }]);
  });
});
