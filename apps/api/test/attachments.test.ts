import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { replay, WorkflowCatalog, type HistoryRow } from '@stationhouse/workflow-runtime';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

interface Uploaded {
  readonly id: Id;
  readonly version: number;
  readonly sha256: string;
  readonly name: string;
}

/** A search of the bureau's own whose emergency card shows photos. */
const SEARCH = `
workflow: photo-search
title: { zh-CN: 走失查找, en: Search }
number: "ZS-{station}-{yyyy}-{0000}"
startForm: begin
starters: [duty-officer]
personal-data: {}
data: { type: object, required: [name], properties: { name: { type: string, title: { zh-CN: 姓名, en: Name } }, over: { type: boolean, default: false, title: { zh-CN: 已找到, en: Found } } } }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, required: [name], properties: { name: { type: string } } } } }
emergency: { when: '!data.over', fields: [name], likeness: true }
events: { found: { title: { zh-CN: 找到, en: Found } } }
start: open
states:
  open: { title: { zh-CN: 查找, en: Open }, tasks: { search: { title: { zh-CN: 查找, en: Search }, role: duty-officer } }, on: { found: { set: { over: 'true' } }, search.done: over } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
`;
/** How a voice note begins that a browser recorded: the head of a WebM. */
const NOTE = Buffer.concat([Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex'), Buffer.alloc(64)]);
/** A PNG with a word about its place. */
const PLACED = Buffer.concat([PNG.subarray(0, 33), Buffer.from('0000000a', 'hex'), Buffer.from('tEXtGPS 121.47'), Buffer.alloc(4), PNG.subarray(33)]);

interface Shown {
  readonly version: number;
  readonly attachments: readonly { readonly id: Id; readonly name: string | null; readonly purpose: string | null; readonly type: string; readonly bytes: number; readonly sha256: string; readonly addedBy: string; readonly mayRemove: boolean }[];
  readonly timeline: readonly { readonly kind: string; readonly detail: { readonly zhCN: string } | null }[];
}

describe('attachments', () => {
  let house: House;
  let bureau: TestBureau;
  let chief: Client;
  let officer: Client;
  let stationId: Id;
  let instanceId: Id;
  beforeAll(async () => {
    house = await openHouse({ ATTACHMENT_MEGABYTES: '1', ATTACHMENT_TYPES: 'pdf,png,txt,webm' });
    bureau = await buildBureau(house.test, 'Files', 2);
    stationId = bureau.stationIds[0] as Id;
    chief = await house.signIn(bureau.login('chief', 0));
    officer = await house.signIn(bureau.login('duty-officer', 0));
  });
  afterAll(() => house?.close());
  beforeEach(async () => {
    const started = await chief.graphql('mutation($s: ID!, $k: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: {cause: "noise", summary: "s", parties: [{name: "周敏"}]}, idempotencyKey: $k) { instanceId } }', { s: stationId, k: newId() });
    instanceId = (started.data as unknown as { startInstance: { instanceId: Id } }).startInstance.instanceId;
  });

  const route = (rest = '', station = stationId) => `/api/stations/${station}/instances/${instanceId}/attachments${rest}`;
  function upload(content: Buffer, name: string, { client = officer, key = newId(), purpose = '现场照片', kind }: { client?: Client; key?: string; purpose?: string; kind?: string } = {}): Promise<Response> {
    const form = new FormData();
    form.append('idempotencyKey', key);
    form.append('purpose', purpose);
    if (kind !== undefined) form.append('kind', kind);
    form.append('file', new Blob([new Uint8Array(content)]), name);
    return client.rest('POST', route(), form);
  }
  const uploaded = async (content = PNG, name = '现场（一）.png', options = {}): Promise<Uploaded> => {
    const answer = await upload(content, name, options);
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as Uploaded;
  };
  async function shown(client = officer, purpose?: string): Promise<Shown> {
    const query = 'query($s: ID!, $i: ID!, $p: String) { instance(stationId: $s, id: $i, purpose: $p) { version attachments { id name purpose type bytes sha256 addedBy mayRemove } timeline { kind detail { zhCN } } } }';
    const { data, errors } = await client.graphql(query, { s: stationId, i: instanceId, p: purpose });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (data as unknown as { instance: Shown }).instance;
  }
  const download = (id: Id, purpose?: string, client = officer) => fetch(`${house.server.url}${route(`/${id}`)}`, { headers: { authorization: `Bearer ${client.accessToken}`, ...(purpose === undefined ? {} : { 'x-stationhouse-purpose': encodeURIComponent(purpose) }) } });
  const remove = (id: Id, client: Client, key: string = newId()) => client.graphql('mutation($s: ID!, $a: ID!, $k: String!) { removeAttachment(stationId: $s, attachmentId: $a, idempotencyKey: $k) { version } }', { s: stationId, a: id, k: key });
  const stored = (content: Buffer) => existsSync(path.join(house.folder, 'files', 'attachments', stationId, sha256(content).slice(0, 2), sha256(content)));
  const history = async () => (await house.test.owner.query<HistoryRow>('SELECT version, at, kind, definition, time_zone AS "timeZone", event, effects, states_left AS "statesLeft", states_entered AS "statesEntered" FROM history WHERE instance_id = $1 ORDER BY version', [instanceId])).rows;

  it('is a deed in the history with its SHA-256, and replay passes over it', async () => {
    const file = await uploaded();
    expect(file).toMatchObject({ version: 2, sha256: sha256(PNG), name: '现场（一）.png' });
    const steps = await history();
    expect(steps.at(-1)).toMatchObject({ version: 2, kind: 'attach-file', event: { type: 'attach-file', attachment: file.id, sha256: sha256(PNG), bytes: PNG.length, mediaType: 'image/png' } });
    expect(JSON.stringify(steps.at(-1))).not.toContain('现场');
    const compiled = house.server.app.get(WorkflowCatalog).get('dispute-mediation').compiled;
    expect(replay(steps, () => compiled)).toMatchObject({ same: true });
    const seen = await shown();
    expect(seen.version).toBe(2);
    expect(seen.timeline.find(({ kind }) => kind === 'attach')?.detail?.zhCN).toContain(sha256(PNG).slice(0, 12));
    const { rows } = await house.test.owner.query<{ details: unknown }>(`SELECT details FROM audit_entry WHERE action = 'attachment.added' AND record_id = $1`, [instanceId]);
    expect(rows).toEqual([{ details: expect.objectContaining({ sha256: sha256(PNG), bytes: PNG.length, type: 'png' }) }]);
  });

  it('shows its name to who reads with a purpose, and gives its bytes out under the same rule, logged', async () => {
    const { id } = await uploaded();
    expect((await shown()).attachments).toEqual([{ id, name: null, purpose: null, type: 'png', bytes: PNG.length, sha256: sha256(PNG), addedBy: expect.stringContaining('duty-officer'), mayRemove: true }]);
    expect((await shown(officer, '复核')).attachments).toMatchObject([{ name: '现场（一）.png', purpose: '现场照片' }]);
    expect((await download(id)).status).toBe(403);
    expect(await (await download(id, ' ')).json()).toMatchObject({ error: { code: 'PURPOSE_REQUIRED' } });
    const auxiliary = await house.signIn(bureau.login('auxiliary', 0));
    expect(await (await download(id, '复核', auxiliary)).json()).toMatchObject({ error: { code: 'FORBIDDEN' } });
    const answer = await download(id, '复核');
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true);
    expect(Object.fromEntries(['content-type', 'content-disposition', 'x-content-type-options', 'content-security-policy', 'cache-control', 'content-length'].map((name) => [name, answer.headers.get(name)]))).toEqual({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('现场（一）.png')}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
      'content-length': String(PNG.length),
    });
    const { rows } = await house.test.owner.query(`SELECT purpose FROM audit_entry WHERE action = 'personal.read' AND record_kind = 'attachment' AND record_id = $1`, [id]);
    expect(rows).toEqual([{ purpose: '复核' }]);
  });

  it('opens the files and the changes of one record, and of no other, to somebody of the bureau with access to it; each is written down', async () => {
    const [other, { id: elsewhere }] = [instanceId, await uploaded()];
    const started = await chief.graphql('mutation($s: ID!, $k: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: {cause: "noise", summary: "s", parties: [{name: "周敏"}]}, idempotencyKey: $k) { instanceId instance { number } } }', { s: stationId, k: newId() });
    const granted = (started.data as unknown as { startInstance: { instanceId: Id; instance: { number: string } } }).startInstance;
    instanceId = granted.instanceId;
    const { id } = await uploaded();
    const leader = await house.signIn(bureau.login('bureau-leader'));
    expect((await download(id, '核查', leader)).status).toBe(403);
    const asked = await leader.graphql('mutation($s: ID!, $n: String) { askForAccess(stationId: $s, recordNumber: $n, purpose: "核查", hours: 1) { id state } }', { s: stationId, n: granted.instance.number });
    const { id: grantId, state } = (asked.data as unknown as { askForAccess: { id: Id; state: string } }).askForAccess;
    expect(state).toBe('ACTIVE');
    const answer = await download(id, '核查', leader);
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true);
    expect(await (await download(id, ' ', leader)).json()).toMatchObject({ error: { code: 'PURPOSE_REQUIRED' } });
    expect((await shown(leader, '核查')).attachments).toMatchObject([{ name: '现场（一）.png', mayRemove: false }]);
    expect((await upload(PNG, 'b.png', { client: leader })).status).toBe(403);
    // Neither a file of another record, nor that one under the name of this record.
    expect((await download(elsewhere, '核查', leader)).status).toBe(404);
    const listen = async (record: Id | undefined) => {
      const socket = createClient({ url: `${house.server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { accessToken: leader.accessToken }, retryAttempts: 0 });
      const changes = socket.iterate<{ changes: { kind: string; id: Id } }>({ query: 'subscription($s: ID!, $i: ID) { changes(stationId: $s, kinds: [INSTANCE, TASK], id: $i) { kind id } }', variables: { s: stationId, i: record } });
      return { socket, changes, first: await changes.next() };
    };
    for (const shut of [other, undefined]) {
      const { socket, first } = await listen(shut);
      expect((first.value as { errors?: unknown[] }).errors).toHaveLength(1);
      await socket.dispose();
    }
    const { socket, changes, first } = await listen(granted.instanceId);
    expect(first.value).toMatchObject({ data: { changes: { kind: 'READY' } } });
    await uploaded(PNG, 'again.png');
    expect((await changes.next()).value).toMatchObject({ data: { changes: { kind: 'INSTANCE', id: granted.instanceId } } });
    instanceId = other;
    expect((await download(elsewhere, '核查', leader)).status).toBe(403);
    const report = await chief.graphql('query($s: ID!) { accessGrants(stationId: $s) { id openings { operation recordId times } personalReads { recordKind recordId } } }', { s: stationId });
    const [mine] = (report.data as unknown as { accessGrants: { id: Id; openings: { operation: string; recordId: Id; times: number }[]; personalReads: { recordKind: string; recordId: Id }[] }[] }).accessGrants;
    expect(mine?.id).toBe(grantId);
    expect(mine?.openings).toEqual(expect.arrayContaining([expect.objectContaining({ operation: '/api/stations/:stationId/instances/:instanceId/attachments/:id', recordId: granted.instanceId }), { operation: 'changes', recordId: granted.instanceId, times: 1 }]));
    expect(mine?.personalReads).toContainEqual({ recordKind: 'attachment', recordId: id });
    await socket.dispose();
  });

  it('is a voice note where it is what a browser records, and is listened to with a purpose', async () => {
    const note = await uploaded(NOTE, '语音报告.webm', { kind: 'voice' });
    for (const [content, name, kind] of [[PNG, 'a.png', 'voice'], [PNG, 'a.webm', 'voice'], [NOTE, 'a.webm', 'song']] as const) expect((await upload(content, name, { kind })).status).toBeGreaterThanOrEqual(400);
    const { data } = await officer.graphql('query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { attachments { id voice likeness name } } }', { s: stationId, i: instanceId });
    expect(data).toEqual({ instance: { attachments: [{ id: note.id, voice: true, likeness: false, name: null }] } });
    expect([(await download(note.id)).status, Buffer.from(await (await download(note.id, '听取语音')).arrayBuffer()).equals(NOTE)]).toEqual([403, true]);
    expect((await history()).at(-1)?.event).toMatchObject({ kind: 'voice' });
  });

  it('stands on the emergency card where it is marked as a likeness: freed of where it was taken, to whoever opened the card, as long as that is open', async () => {
    const admin = await house.signIn(bureau.login('bureau-admin'));
    const ask = async <Answer>(client: Client, source: string, variables: object) => {
      const { data, errors } = await client.graphql(source, { b: bureau.bureauId, s: stationId, k: newId(), ...variables });
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return Object.values(data ?? {})[0] as Answer;
    };
    const { workflow } = await ask<{ workflow: string }>(admin, 'mutation($b: ID!, $k: String!, $y: String!) { createAuthored(bureauId: $b, name: "photo-search", source: $y, idempotencyKey: $k) { workflow } }', { y: SEARCH });
    await ask(admin, 'mutation($b: ID!, $k: String!, $w: String!) { publishAuthored(bureauId: $b, workflow: $w, version: 1, because: "试", idempotencyKey: $k) { edition } }', { w: workflow });
    await ask(chief, 'mutation($s: ID!, $k: String!, $w: String!) { enablePlugin(stationId: $s, pluginId: $w, expectedVersion: 0, idempotencyKey: $k) { enabled } }', { w: workflow });
    instanceId = (await ask<{ instanceId: Id }>(officer, 'mutation($s: ID!, $k: String!, $w: String!) { startInstance(stationId: $s, workflow: $w, data: { name: "周敏" }, idempotencyKey: $k) { instanceId } }', { w: workflow })).instanceId;
    expect(await (await upload(PNG, 'a.png', { kind: 'portrait' })).json()).toMatchObject({ error: { code: 'BAD_INPUT' } });
    expect(await (await upload(Buffer.from('text'), 'a.txt', { kind: 'likeness' })).json()).toMatchObject({ error: { code: 'FILE_TYPE_REFUSED' } });
    const likeness = await uploaded(PLACED, '家中合影.png', { kind: 'likeness' });
    const scene = await uploaded(PLACED, '现场.png');
    // What is kept of a likeness is the picture alone, and that is what the history vouches for; any other file is kept as it came.
    expect([likeness.sha256, scene.sha256]).toEqual([sha256(PNG), sha256(PLACED)]);

    const OPEN = 'mutation($s: ID!, $i: ID!, $k: String!) { openEmergencyCard(stationId: $s, instanceId: $i, idempotencyKey: $k) { viewId photos { id mediaType } card { fields { zhCN } views { fields { zhCN } } } } }';
    interface Opened { readonly viewId: Id; readonly photos: readonly { readonly id: Id }[]; readonly card: { readonly fields: readonly { readonly zhCN: string }[] } }
    const opened = await ask<Opened>(officer, OPEN, { i: instanceId });
    expect(opened).toMatchObject({ photos: [{ id: likeness.id, mediaType: 'image/png' }], card: { fields: [{ zhCN: '照片' }, { zhCN: '姓名' }] } });
    const photo = (client: Client, id: Id, viewId = opened.viewId) => client.rest('GET', `/api/stations/${stationId}/emergency-views/${viewId}/photos/${id}`);
    const answer = await photo(officer, likeness.id);
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true);
    expect(Object.fromEntries(['content-type', 'content-disposition', 'x-content-type-options', 'cache-control'].map((name) => [name, answer.headers.get(name)]))).toEqual({ 'content-type': 'image/png', 'content-disposition': 'inline', 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store' });
    const [view] = (await house.test.owner.query<{ photos: Id[]; details: { photos: Id[] } }>(`SELECT v.photos, a.details FROM emergency_view v JOIN audit_entry a ON a.action = 'emergency.opened' AND a.details->>'viewId' = v.id::text WHERE v.id = $1`, [opened.viewId])).rows;
    expect(view).toEqual({ photos: [likeness.id], details: expect.objectContaining({ photos: [likeness.id] }) });
    // Neither a file that no opening showed, nor to anybody else, nor for an opening that there is not.
    expect(await Promise.all([photo(officer, scene.id), photo(chief, likeness.id), photo(officer, likeness.id, newId())].map(async (one) => (await one).status))).toEqual([404, 404, 404]);
    // It ends with the card.
    await ask(officer, 'mutation($s: ID!, $i: ID!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "found", idempotencyKey: $k) { version } }', { i: instanceId });
    expect(await (await photo(officer, likeness.id)).json()).toMatchObject({ error: { code: 'EMERGENCY_CLOSED' } });
  });

  it('explains of a record, field by field, exactly what somebody is shown of it', async () => {
    await uploaded();
    const incident = await officer.graphql('mutation($s: ID!, $k: String!) { createIncident(stationId: $s, input: {channel: WALK_IN, category: "dispute", narrative: "吵闹", reporterName: "周敏", reporterPhone: "13900001111", address: "东门街 1 号"}, idempotencyKey: $k) { id number } }', { s: stationId, k: newId() });
    const { id: incidentId, number: incidentNumber } = (incident.data as unknown as { createIncident: { id: Id; number: string } }).createIncident;
    const number = ((await chief.graphql('query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { number } }', { s: stationId, i: instanceId })).data as unknown as { instance: { number: string } }).instance.number;
    interface Explained { readonly kind: string; readonly mayOpen: boolean; readonly level: string; readonly opens: { readonly through: string }[]; readonly readings: { readonly through: string; readonly role: string | null; readonly level: string }[]; readonly fields: { readonly path: string; readonly title: { readonly zhCN: string }; readonly plain: string; readonly plainSample: string | null; readonly withPurpose: string }[] }
    const admin = await house.signIn(bureau.login('bureau-admin'));
    const explain = async (role: string, recordNumber: string, station: number | null = 0) => {
      const { data, errors } = await admin.graphql('query($b: ID!, $s: ID!, $a: ID!, $n: String!) { explainRecord(bureauId: $b, stationId: $s, accountId: $a, recordNumber: $n) { kind mayOpen level opens { through } readings { through role level } fields { path title { zhCN } plain plainSample withPurpose } } }', { b: bureau.bureauId, s: stationId, a: bureau.accountIds.get(bureau.login(role, station ?? undefined)), n: recordNumber });
      if (errors !== undefined) throw new Error(errors[0]?.extensions.code);
      return (data as unknown as { explainRecord: Explained }).explainRecord;
    };
    const read = async (client: Client, purpose?: string): Promise<Record<string, unknown>> => {
      const instance = (await client.graphql('query($s: ID!, $i: ID!, $p: String) { instance(stationId: $s, id: $i, purpose: $p) { data attachments { name } } }', { s: stationId, i: instanceId, p: purpose })).data as unknown as { instance: { data: { parties: { name: string | null }[]; summary: string | null; cause: string }; attachments: { name: string | null }[] } } | null;
      const call = (await client.graphql('query($s: ID!, $i: ID!, $p: String) { incident(stationId: $s, id: $i, purpose: $p) { reporterName reporterPhone narrative number } }', { s: stationId, i: incidentId, p: purpose })).data as unknown as { incident: Record<string, unknown> } | null;
      return { 'data.parties.*.name': instance?.instance.data.parties[0]?.name, 'data.cause': instance?.instance.data.cause, attachments: instance?.instance.attachments[0]?.name, reporterName: call?.incident['reporterName'], reporterPhone: call?.incident['reporterPhone'], narrative: call?.incident['narrative'], number: call?.incident['number'] };
    };
    const WHOLE: Readonly<Record<string, string>> = { 'data.parties.*.name': '周敏', 'data.cause': 'noise', attachments: '现场（一）.png', reporterName: '周敏', reporterPhone: '13900001111', narrative: '吵闹', number: incidentNumber };
    const shownAs = (path: string, value: unknown) => (value === null || value === undefined ? 'HIDDEN' : value === WHOLE[path] ? 'FULL' : 'MASKED');
    const leader = await house.signIn(bureau.login('bureau-leader'));
    for (const [role, at] of [['chief', 0], ['auxiliary', 0], ['auditor', 0], ['chief', 1], ['bureau-leader', null]] as const) {
      const client = await house.signIn(bureau.login(role, at ?? undefined));
      const [plain, purposely] = [await read(client), await read(client, '复核')];
      const [ofInstance, ofIncident] = [await explain(role, number, at), await explain(role, incidentNumber, at)];
      for (const path of Object.keys(WHOLE)) {
        const field = (path.startsWith('data.') || path === 'attachments' ? ofInstance : ofIncident).fields.find((one) => one.path === path);
        expect({ role, at, path, plain: field?.plain, withPurpose: field?.withPurpose }).toEqual({ role, at, path, plain: shownAs(path, plain[path]), withPurpose: shownAs(path, purposely[path]) });
      }
    }
    expect(await explain('chief', number)).toMatchObject({ kind: 'instance', mayOpen: true, level: 'P2', opens: [{ through: 'ROLE' }], readings: [{ through: 'ROLE', role: 'chief', level: 'P2' }] });
    expect((await explain('chief', number)).fields.find(({ path }) => path === 'data.parties.*.name')).toMatchObject({ title: { zhCN: expect.stringContaining('姓名') as unknown }, plainSample: '张*' });
    // Access to the one record opens that one, and is what is named for it.
    await leader.graphql('mutation($s: ID!, $n: String) { askForAccess(stationId: $s, recordNumber: $n, purpose: "核查", hours: 1) { id } }', { s: stationId, n: incidentNumber });
    expect(await explain('bureau-leader', incidentNumber, null)).toMatchObject({ mayOpen: true, level: 'P2', opens: [{ through: 'ACCESS_GRANT' }], readings: [{ through: 'ACCESS_GRANT' }] });
    expect(await explain('bureau-leader', number, null)).toMatchObject({ mayOpen: false, level: 'P0', opens: [], readings: [] });
    await expect(explain('chief', 'JQ-NONE')).rejects.toThrow('NOT_FOUND');
    const { rows } = await house.test.owner.query(`SELECT FROM audit_entry WHERE action = 'rights.explained' AND details ->> 'recordId' = $1`, [incidentId]);
    expect(rows.length).toBeGreaterThan(5);
  });

  it.each<[string, () => Buffer, string, number, string]>([
    ['what is not what it claims', () => Buffer.concat([PNG, Buffer.from('1')]), 'a.pdf', 415, 'FILE_TYPE_REFUSED'],
    ['what the setting leaves out', () => Buffer.concat([PNG, Buffer.from('2')]), 'a.gif', 415, 'FILE_TYPE_REFUSED'],
    ['a page', () => Buffer.from('<script>1</script>'), 'a.html', 415, 'FILE_TYPE_REFUSED'],
    ['what announces too many bytes', () => Buffer.alloc(3_000_000, 'a'), 'a.txt', 413, 'FILE_TOO_LARGE'],
    ['what turns out too long', () => Buffer.alloc(1024 * 1024 + 1, 'a'), 'a.txt', 413, 'FILE_TOO_LARGE'],
  ])('refuses %s, and keeps nothing', async (_, content, name, status, code) => {
    const answer = await upload(content(), name);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code, message: { zhCN: expect.stringMatching(/[一-鿿]/), en: expect.stringMatching(/\w/) } } });
    expect(stored(content())).toBe(false);
    expect(readdirSync(path.join(house.folder, 'files', 'incoming'))).toEqual([]);
    expect(await history()).toHaveLength(1);
  });

  it('takes exactly the limit, and a repeated upload once', async () => {
    const most = Buffer.alloc(1024 * 1024, 'a');
    const first = await uploaded(most, 'a.txt', { key: 'once' });
    expect(await uploaded(most, 'a.txt', { key: 'once' })).toEqual(first);
    expect(await history()).toHaveLength(2);
    expect(await (await upload(PNG, 'a.png', { key: 'once' })).json()).toMatchObject({ error: { code: 'CONFLICT' } });
  });

  it('goes when it is removed, its history stays, and equal bytes of another attachment stay too', async () => {
    const words = Buffer.from(`笔录 ${newId()}`);
    const [one, other] = [await uploaded(words, 'a.txt'), await uploaded(words, 'b.txt', { client: chief })];
    expect((await remove(other.id, officer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await remove(one.id, officer, 'gone')).data).toEqual({ removeAttachment: { version: 4 } });
    expect((await remove(one.id, officer, 'gone')).data).toEqual({ removeAttachment: { version: 4 } });
    expect((await remove(one.id, officer)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await download(one.id, '复核')).status).toBe(404);
    expect((await shown()).attachments.map(({ id }) => id)).toEqual([other.id]);
    await untilJobsDone(house.test, stationId);
    expect(stored(words)).toBe(true);
    await remove(other.id, chief);
    await untilJobsDone(house.test, stationId);
    expect(stored(words)).toBe(false);
    expect((await history()).map(({ kind }) => kind)).toEqual(['start', 'attach-file', 'attach-file', 'remove-file', 'remove-file']);
  });

  it('is for running instances of one’s own station, and not for other sites', async () => {
    const { id } = await uploaded();
    const stranger = await house.signIn(bureau.login('chief', 1));
    expect((await upload(PNG, 'a.png', { client: stranger })).status).toBe(404);
    expect((await download(id, '复核', stranger)).status).toBe(404);
    const form = new FormData();
    form.append('file', new Blob([PNG]), 'a.png');
    const crossSite = await fetch(`${house.server.url}${route()}`, { method: 'POST', headers: { authorization: `Bearer ${officer.accessToken}` }, body: form });
    expect(await crossSite.json()).toMatchObject({ error: { code: 'CROSS_SITE_REFUSED' } });
    await house.test.owner.query(`UPDATE instance SET status = 'closed', snapshot = jsonb_set(snapshot, '{status}', '"closed"') WHERE id = $1`, [instanceId]);
    expect(await (await upload(PNG, 'a.png')).json()).toMatchObject({ error: { code: 'INSTANCE_CLOSED' } });
    expect((await remove(id, officer)).errors?.[0]?.extensions.code).toBe('INSTANCE_CLOSED');
  });
});
