import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { tablesHolding, untilJobsDone } from '@stationhouse/testing';
import { diaryPlugin } from '@stationhouse/testing/fixtures';
import { Webhook } from 'standardwebhooks';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

/** What is typed at every door below, and must be nowhere afterwards. */
const SECRET = '482913';
const MARK = `KEY-${SECRET}`;
const TYPED = `钥匙 ${MARK} 交给对方`;
const START = 'mutation($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "diary", data: $d, idempotencyKey: $k) { instanceId instance { version } } }';

describe('what must never be written down', () => {
  let house: House;
  let bureau: TestBureau;
  let stationId: Id;
  let chief: Client;
  let officer: Client;
  let admin: Client;
  let instanceId: Id;
  beforeAll(async () => {
    house = await openHouse({}, undefined, [diaryPlugin]);
    bureau = await buildBureau(house.test, 'Screens', 1);
    stationId = bureau.stationIds[0] as Id;
    [chief, officer, admin] = await Promise.all([house.signIn(bureau.login('chief', 0)), house.signIn(bureau.login('duty-officer', 0)), house.signIn(bureau.login('bureau-admin'))]);
    instanceId = await started({ words: '交接班' });
  });
  afterAll(() => house?.close());

  async function started(data: Record<string, unknown>): Promise<Id> {
    const { data: answer, errors } = await officer.graphql(START, { s: stationId, d: data, k: newId() });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (answer as unknown as { startInstance: { instanceId: Id } }).startInstance.instanceId;
  }
  const rows = async <Row>(statement: string, values: unknown[] = []): Promise<Row[]> => (await house.test.owner.query(statement, values)).rows as Row[];
  /** The fields that an answer refuses; what it says else holds nothing of what was typed. */
  async function refused(answer: Promise<unknown>): Promise<readonly string[]> {
    const said = JSON.stringify(await answer);
    expect(said).not.toContain(SECRET);
    const { errors } = JSON.parse(said) as { errors?: readonly { extensions: { code: string; details?: { problems: readonly { field: string; kind: string; text: object }[] } } }[] };
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CREDENTIAL_TYPED']);
    const problems = errors?.[0]?.extensions.details?.problems ?? [];
    expect(problems.map(({ kind }) => kind)).toEqual(problems.map(() => 'mark'));
    return problems.map(({ field }) => field);
  }
  async function openTask(): Promise<Id> {
    const [task] = await rows<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND status = 'OPEN'`, [instanceId]);
    return task?.id as Id;
  }

  it.each<[string, Record<string, unknown>, string[]]>([
    ['a text', { words: TYPED }, ['words']],
    ['an entry of a list', { words: 'x', list: ['无', TYPED] }, ['list.1']],
    ['the name of a field', { words: 'x', [MARK]: 1 }, ['']],
    ['the name and the words of an entry', { words: 'x', key: { [MARK]: { [`x ${MARK}`]: TYPED } } }, ['key', 'key', 'key']],
    ['two fields', { words: TYPED, key: { mark: '1', note: MARK } }, ['words', 'key.note']],
  ])('is refused in %s of a start', async (_where, data, fields) => {
    expect(await refused(officer.graphql(START, { s: stationId, d: data, k: newId() }))).toEqual(fields);
  });

  it('stands where it belongs', async () => {
    const id = await started({ words: '领用', key: { mark: 'KEY-100001' } });
    const [instance] = await rows<{ snapshot: { data: unknown } }>('SELECT snapshot FROM instance WHERE id = $1', [id]);
    expect(instance?.snapshot.data).toMatchObject({ key: { mark: 'KEY-100001' } });
  });

  it.each<[string, string, (task: Id) => Record<string, unknown>, string[]]>([
    ['the answer of a task', 'mutation($s: ID!, $t: ID!, $f: JSON!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: "done", form: $f, idempotencyKey: $k) { version } }', (t) => ({ t, f: { words: TYPED } }), ['words']],
    ['an event', 'mutation($s: ID!, $i: ID!, $f: JSON!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "said", payload: $f, idempotencyKey: $k) { version } }', () => ({ f: { words: TYPED } }), ['words']],
    ['an answer written into the document', `mutation($s: ID!, $t: ID!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: "done", form: { words: "${TYPED}" }, idempotencyKey: $k) { version } }`, (t) => ({ t }), ['words']],
    ['the reason of calling off', 'mutation($s: ID!, $i: ID!, $r: String!, $k: String!) { cancelInstance(stationId: $s, instanceId: $i, reason: $r, idempotencyKey: $k) { version } }', () => ({ r: TYPED }), ['reason']],
    ['the reason of a hold', 'mutation($s: ID!, $i: ID!, $r: String!, $k: String!) { placeLegalHold(stationId: $s, instanceId: $i, reason: $r, reviewAt: "2030-01-01T00:00:00Z", idempotencyKey: $k) { id } }', () => ({ r: TYPED }), ['reason']],
    ['a comment on a draft', `mutation($s: ID!, $r: String!, $k: String!) { commentDraft(bureauId: "${newId()}", stationId: $s, workflow: "diary", text: $r, idempotencyKey: $k) { id } }`, () => ({ r: TYPED }), ['text']],
    ['why somebody reads', 'query($s: ID!, $i: ID!, $r: String!) { instance(stationId: $s, id: $i, purpose: $r) { version } }', () => ({ r: TYPED }), ['purpose']],
  ])('is refused in %s', async (_door, document, values, fields) => {
    const given = { s: stationId, i: instanceId, k: newId(), ...values(await openTask()) };
    const used = Object.fromEntries(Object.entries(given).filter(([name]) => document.includes(`$${name}:`)));
    expect(await refused((document.includes('completeTask') ? officer : chief).graphql(document, used))).toEqual(fields);
  });

  it('is refused in the name and the purpose of a file, and in a purpose over REST', async () => {
    const upload = async (name: string, purpose: string) => {
      const form = new FormData();
      form.append('idempotencyKey', newId());
      form.append('purpose', purpose);
      form.append('file', new Blob(['记录']), name);
      const answer = await officer.rest('POST', `/api/stations/${stationId}/instances/${instanceId}/attachments`, form);
      return { status: answer.status, body: await answer.text() };
    };
    for (const { status, body } of [await upload(`${MARK}.txt`, '记录'), await upload('记录.txt', TYPED)]) {
      expect(status).toBe(400);
      expect(body).toContain('CREDENTIAL_TYPED');
      expect(body).not.toContain(SECRET);
    }
    const read = await fetch(`${house.server.url}/api/stations/${stationId}/instances/${instanceId}/attachments/${newId()}`, { headers: { authorization: `Bearer ${officer.accessToken}`, 'x-stationhouse-purpose': encodeURIComponent(TYPED) } });
    expect([read.status, await read.text()]).toEqual([400, expect.stringContaining('CREDENTIAL_TYPED')]);
  });

  it('is left out of what a machine sends, which is told so, and nothing else of it is lost', async () => {
    const made = await admin.graphql('mutation($b: ID!, $i: NewEventSource!) { createEventSource(bureauId: $b, input: $i) { secret source { id path } } }', { b: bureau.bureauId, i: { title: '来件', stationId, types: ['cn.stationhouse.diary-told.v1'] } });
    const { secret, source } = made.data?.['createEventSource'] as unknown as { secret: string; source: { path: string } };
    const send = async (event: Record<string, unknown>) => {
      const [id, body, at] = [newId(), JSON.stringify({ specversion: '1.0', source: '/told', type: 'cn.stationhouse.diary-told.v1', ...event }), new Date()];
      const headers = { 'content-type': 'application/cloudevents+json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(secret).sign(id, at, body) };
      const answer = await fetch(`${house.server.url}${source.path}`, { method: 'POST', headers, body });
      return { status: answer.status, body: await answer.text() };
    };
    const event = { id: newId(), subject: `关于 ${MARK}`, data: { words: `夜里来电，说 ${MARK} 丢了`, list: ['无', MARK] } };
    const [first, again] = [await send(event), await send(event)];
    expect(first.status).toBe(202);
    expect(JSON.parse(first.body)).toEqual({ events: [{ id: event.id, status: 'accepted', blanked: [{ field: 'subject', kind: 'mark' }, { field: 'words', kind: 'mark' }, { field: 'list.1', kind: 'mark' }] }] });
    expect(JSON.parse(again.body)).toMatchObject({ events: [{ status: 'duplicate' }] });
    const named = await send({ id: `told-${MARK}`, data: { words: '无' } });
    expect([named.status, named.body]).toEqual([422, expect.stringContaining('CREDENTIAL_TYPED')]);
    expect(named.body).not.toContain(SECRET);
    await untilJobsDone(house.test, bureau.bureauId, stationId);
    const [kept] = await rows<{ state: string; snapshot: { data: unknown } }>('SELECT e.state, i.snapshot FROM inbound_event e JOIN instance i ON i.id = e.instance_id WHERE e.event_id = $1', [event.id]);
    expect(kept).toMatchObject({ state: 'done', snapshot: { data: { words: '夜里来电，说 〔钥匙编号不予记录〕 丢了', list: ['无', '〔钥匙编号不予记录〕'] } } });
  });

  const SHEET = 'mutation($s: ID!, $r: [JSON!]!, $k: String!) { startInstances(stationId: $s, workflow: "diary", rows: $r, idempotencyKey: $k) { row status instanceId code text { zhCN en } problems { field text { zhCN } } } }';
  const CHECK = 'query($s: ID!, $r: [JSON!]!) { checkedRows(stationId: $s, workflow: "diary", rows: $r) { row status instanceId code problems { field } } }';
  interface Row { readonly row: number; readonly status: string; readonly instanceId: Id | null; readonly code: string | null; readonly problems: readonly { readonly field: string }[] }
  const sheet = async (given: readonly unknown[], key: string, client = officer) => {
    const { data, errors } = await client.graphql(SHEET, { s: stationId, r: given, k: key });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data?.['startInstances'] as unknown as readonly Row[];
  };
  const diaries = async () => (await rows<{ n: number }>('SELECT count(*)::int AS n FROM instance WHERE station_id = $1', [stationId]))[0]?.n ?? 0;

  it('is refused row by row of a sheet, whose other rows start', async () => {
    const given = [{ words: '第一行' }, { words: TYPED }, { list: ['无'] }, { words: '第四行', list: [MARK] }, { words: '第五行' }];
    const before = await diaries();
    const { data } = await officer.graphql(CHECK, { s: stationId, r: given });
    const expected = [['FINE', null, []], ['REFUSED', 'CREDENTIAL_TYPED', ['words']], ['REFUSED', 'FORM_INVALID', ['words']], ['REFUSED', 'CREDENTIAL_TYPED', ['list.0']], ['FINE', null, []]];
    const told = (receipts: readonly Row[]) => receipts.map(({ status, code, problems }) => [status, code, problems.map(({ field }) => field)]);
    expect(told(data?.['checkedRows'] as unknown as readonly Row[])).toEqual(expected);
    expect(await diaries()).toBe(before);

    const first = await sheet(given, 'sheet');
    expect(told(first)).toEqual(expected.map(([status, ...rest]) => [status === 'FINE' ? 'STARTED' : status, ...rest]));
    expect(await diaries()).toBe(before + 2);
    expect(JSON.stringify(first)).not.toContain(SECRET);
    // The same sheet again, corrected, in another order and in parts: nothing is started twice.
    const again = await sheet([{ words: '第五行' }, { words: '第二行，已删去' }, { words: '第一行' }, { words: '第一行' }], 'sheet');
    expect(again.map(({ instanceId: id }) => id)).toEqual([first[4]?.instanceId, expect.any(String), first[0]?.instanceId, first[0]?.instanceId]);
    expect(await diaries()).toBe(before + 3);
    expect((await sheet([{ words: '第一行' }], 'another sheet'))[0]?.instanceId).not.toBe(first[0]?.instanceId);
  });

  it('takes a sheet of five hundred rows, and no more', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ words: `第 ${index} 行` }));
    const receipts = await sheet(many, 'many');
    expect(new Set(receipts.map(({ status, instanceId: id }) => (status === 'STARTED' ? id : status))).size).toBe(500);
    const { errors } = await officer.graphql(SHEET, { s: stationId, r: [...many, { words: 'x' }], k: 'more' });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_INPUT', details: { most: 500 } } }]);
    const elsewhere = await officer.graphql(SHEET.replace('"diary"', '"no-such"'), { s: stationId, r: many, k: 'none' });
    expect(elsewhere.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  it('reads a table for the page, and keeps nothing of it', async () => {
    const form = new FormData();
    form.append('file', new Blob([`记事,清单\n${TYPED},无\n`]), '表.csv');
    const answer = await officer.rest('POST', `/api/stations/${stationId}/instances/table`, form);
    expect(await answer.json()).toEqual({ columns: ['记事', '清单'], rows: [{ line: 2, values: [TYPED, '无'] }] });
  });

  it('is nowhere in the database afterwards, and in no line of the log', async () => {
    expect(await tablesHolding(house.test, [SECRET])).toEqual([]);
    expect(house.errors.join('\n')).not.toContain(SECRET);
  });
});
