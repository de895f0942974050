import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { localDate, newId, type Id } from '@stationhouse/kernel';
import { ScheduleWorker } from '@stationhouse/workflow-runtime';
import { line, pdfPages, untilJobsDone, wordFile, wordsOf } from '@stationhouse/testing';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

const DOCUMENT = 'mediation-agreement';
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

interface Shown {
  readonly inForce: { readonly level: string; readonly version: number | null; readonly sha256: string };
  readonly above: { readonly level: string };
  readonly locked: boolean;
  readonly revision: number;
  readonly chosenBy: string | null;
  readonly tags: readonly { readonly key: string; readonly depth: number; readonly kind: string }[];
  readonly versions: readonly { readonly version: number; readonly name: string; readonly chosen: boolean; readonly uploadedBy: string; readonly warnings: readonly { readonly code: string }[] }[];
}
const FIELDS = 'inForce { level version sha256 } above { level } locked revision chosenBy tags { key depth kind } versions { version name chosen uploadedBy warnings { code } }';

/** What a reader of a weekly briefing reads. */
interface Briefing {
  readonly id: Id;
  readonly state: string;
  readonly from: string;
  readonly to: string;
  readonly edition: number;
  readonly version: number;
  readonly texts: { readonly overview: string };
  readonly followUps: { readonly total: number; readonly items: readonly { readonly number: string }[] };
  readonly recipients: { readonly roles: readonly string[]; readonly bureau: boolean } | null;
}
const BRIEFING = 'id state from to edition version texts { overview } followUps { total items { number } } recipients { roles bureau }';

describe('documents from templates', () => {
  let house: House;
  let bureau: TestBureau;
  let chief: Client;
  let neighbour: Client;
  let officer: Client;
  let admin: Client;
  let stationId: Id;
  let otherId: Id;
  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Papers', 2);
    [stationId, otherId] = bureau.stationIds as [Id, Id];
    chief = await house.signIn(bureau.login('chief', 0));
    neighbour = await house.signIn(bureau.login('chief', 1));
    officer = await house.signIn(bureau.login('duty-officer', 0));
    admin = await house.signIn(bureau.login('bureau-admin'));
  });
  afterAll(() => house?.close());

  const at = (station: Id | null) => `/api/${station === null ? `bureaus/${bureau.bureauId}` : `stations/${station}`}/documents/${DOCUMENT}`;
  function upload(client: Client, station: Id | null, content: Buffer, name = '协议.docx'): Promise<Response> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)]), name);
    return client.rest('POST', `${at(station)}/templates`, form);
  }
  const uploaded = async (client: Client, station: Id | null, content: Buffer) => ((await (await upload(client, station, content)).json()) as { version: number }).version;
  const get = (client: Client, station: Id | null, rest: string) => fetch(`${house.server.url}${at(station)}/${rest}`, { headers: { authorization: `Bearer ${client.accessToken}`, 'accept-language': 'zh-CN' } });
  async function shown(client: Client, station: Id | null): Promise<Shown> {
    const { data, errors } = await client.graphql(`query($b: ID!, $s: ID) { documentTemplates(bureauId: $b, stationId: $s) { ${FIELDS} } }`, { b: bureau.bureauId, s: station });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return (data as unknown as { documentTemplates: Shown[] }).documentTemplates[0] as Shown;
  }
  async function choose(client: Client, station: Id | null, version: number | null, { locked = false, revision }: { locked?: boolean; revision?: number } = {}): Promise<{ readonly code?: string | undefined }> {
    const expectedRevision = revision ?? (await shown(client, station)).revision;
    const { errors } = await client.graphql('mutation($b: ID!, $s: ID, $d: String!, $v: Int, $l: Boolean!, $r: Int!, $k: String!) { chooseDocumentTemplate(bureauId: $b, stationId: $s, document: $d, version: $v, locked: $l, expectedRevision: $r, idempotencyKey: $k) { revision } }', { b: bureau.bureauId, s: station, d: DOCUMENT, v: version, l: locked, r: expectedRevision, k: newId() });
    return { code: (errors?.[0] as { extensions?: { code?: string } } | undefined)?.extensions?.code };
  }
  const template = (words: string) => wordFile(`${line(words)}${line('{编号}，{#parties}{name}、{/parties}{#terms}{.}{/terms}')}`);
  /** A dispute that comes to an agreement, and its papers. */
  async function agreed(): Promise<{ names: string[]; word: Buffer; pdf: Buffer; madeFrom: { level: string; version: number | null; sha256: string } }> {
    const ask = async <Answer>(query: string, variables: Record<string, unknown>): Promise<Answer> => {
      const { data, errors } = await chief.graphql(query, { s: stationId, k: newId(), ...variables });
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return Object.values(data ?? {})[0] as Answer;
    };
    const { instanceId } = await ask<{ instanceId: Id }>('mutation($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: $d, idempotencyKey: $k) { instanceId } }', { d: { cause: 'noise', summary: '深夜装修', parties: [{ name: '张喆' }, { name: '李四' }] } });
    const shows = 'query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i, purpose: "核对文书") { tasks { id title { zhCN } status } attachments { id name type madeFrom { level version sha256 } } } }';
    const complete = async (title: string, outcome: string, form: object) => {
      const { tasks } = await ask<{ tasks: { id: Id; title: { zhCN: string }; status: string }[] }>(shows, { i: instanceId });
      const task = tasks.find((one) => one.status === 'OPEN' && one.title.zhCN.includes(title));
      await ask('mutation($s: ID!, $t: ID!, $a: ID!, $k: String!) { assignTask(stationId: $s, taskId: $t, accountId: $a, idempotencyKey: $k) { version } }', { t: task?.id, a: bureau.accountIds.get(bureau.login('chief', 0)) });
      await ask('mutation($s: ID!, $t: ID!, $o: String!, $f: JSON!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: $o, form: $f, idempotencyKey: $k) { version } }', { t: task?.id, o: outcome, f: form });
    };
    await complete('研判分级', 'accepted', { risk: 'yellow', track: 'onSite' });
    const now = await house.test.database.now();
    await complete('组织调解', 'agreed', { agreedOn: now.toISOString(), performBy: new Date(now.getTime() + 10 * 86_400_000).toISOString().slice(0, 10), terms: '互相道歉\n不再深夜施工', atOnce: false });
    await ask('mutation($s: ID!, $i: ID!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "makeDocument", idempotencyKey: $k) { version } }', { i: instanceId });
    await untilJobsDone(house.test, stationId);
    const { attachments } = await ask<{ attachments: { id: Id; name: string; type: string; madeFrom: { level: string; version: number | null; sha256: string } }[] }>(shows, { i: instanceId });
    const bytes = async (type: string) => {
      const path = `/api/stations/${stationId}/instances/${instanceId}/attachments/${attachments.find((one) => one.type === type)?.id}`;
      return Buffer.from(await (await fetch(`${house.server.url}${path}`, { headers: { authorization: `Bearer ${chief.accessToken}`, 'x-stationhouse-purpose': encodeURIComponent('核对') } })).arrayBuffer());
    };
    const [first] = attachments;
    for (const one of attachments) expect(one.madeFrom).toEqual(first?.madeFrom);
    return { names: attachments.map(({ name }) => name), word: await bytes('docx'), pdf: await bytes('pdf'), madeFrom: first?.madeFrom ?? { level: '', version: null, sha256: '' } };
  }

  it('a broken template is refused with every problem, kept nowhere, and by whoever may not', async () => {
    const answer = await upload(chief, stationId, wordFile(line('{telephone}') + line('{#parties}{name}')));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ error: { code: 'TEMPLATE_INVALID', details: { problems: [{ code: 'unclosedLoop', tag: 'parties', near: '{#parties}{name}', text: { 'zh-CN': expect.stringContaining('{/parties}'), en: expect.stringContaining('{/parties}') } }] } } });
    expect(await (await upload(chief, stationId, Buffer.from('no Word file'))).json()).toMatchObject({ error: { code: 'TEMPLATE_INVALID', details: { problems: [{ code: 'notWord' }] } } });
    expect((await upload(chief, stationId, Buffer.alloc(6 * 1024 * 1024))).status).toBe(413);
    expect((await upload(officer, stationId, template('甲'))).status).toBe(403);
    expect((await upload(neighbour, stationId, template('甲'))).status).toBe(404);
    expect((await upload(chief, null, template('甲'))).status).not.toBe(201);
    expect(await shown(officer, stationId)).toMatchObject({ inForce: { level: 'PLUGIN', version: null }, versions: [], revision: 0, chosenBy: null });
    expect((await shown(officer, stationId)).tags.filter(({ key }) => key === 'parties' || key === 'name')).toEqual([{ key: 'parties', depth: 0, kind: 'LIST' }, { key: 'name', depth: 1, kind: 'TEXT' }, { key: 'name', depth: 1, kind: 'TEXT' }]);
  });

  it('an uploaded template holds once it is chosen, at its station alone; what was made stays; an earlier one comes back', async () => {
    const [first, second] = [template('本所协议第一版'), template('本所协议第二版')];
    expect([await uploaded(chief, stationId, first), await uploaded(chief, stationId, second)]).toEqual([1, 2]);
    const plain = await agreed();
    expect(plain.madeFrom).toMatchObject({ level: 'PLUGIN', version: null });
    expect(pdfPages(plain.pdf).join('')).toContain('于');
    expect(await choose(chief, stationId, 2)).toEqual({});
    expect(await choose(chief, stationId, 1, { revision: 0 })).toEqual({ code: 'STALE_VERSION' });
    expect(await choose(officer, stationId, 1)).toEqual({ code: 'FORBIDDEN' });
    expect(await choose(chief, stationId, 7)).toEqual({ code: 'NOT_FOUND' });
    expect(await shown(chief, stationId)).toMatchObject({ inForce: { level: 'STATION', version: 2, sha256: sha256(second) }, above: { level: 'PLUGIN' }, revision: 1, chosenBy: expect.any(String), versions: [{ version: 2, chosen: true, name: '协议.docx', warnings: expect.arrayContaining([expect.objectContaining({ code: 'missingFact' })]) }, { version: 1, chosen: false }] });
    const made = await agreed();
    expect(made.names).toEqual([expect.stringMatching(/^现场调解协议书 .*\.docx$/), expect.stringMatching(/\.pdf$/)]);
    expect(made.madeFrom).toEqual({ level: 'STATION', version: 2, sha256: sha256(second) });
    for (const words of ['本所协议第二版', '张喆、李四、互相道歉不再深夜施工']) {
      expect(wordsOf(made.word).join('\n')).toContain(words);
      expect(pdfPages(made.pdf).join('')).toContain(words);
    }
    expect(await shown(neighbour, otherId)).toMatchObject({ inForce: { level: 'PLUGIN' }, versions: [] });
    expect(await choose(chief, stationId, 1)).toEqual({});
    expect((await shown(chief, stationId)).inForce).toMatchObject({ level: 'STATION', version: 1 });
    expect(await choose(chief, stationId, null)).toEqual({});
    expect((await shown(chief, stationId)).inForce.level).toBe('PLUGIN');
    const deeds = (await house.test.owner.query<{ action: string }>(`SELECT action FROM audit_entry WHERE action LIKE 'document.%'`)).rows.map(({ action }) => action);
    expect(deeds).toEqual(expect.arrayContaining(['document.templateUploaded', 'document.templateChosen']));
  });

  it('a bureau’s template serves its stations, who may have their own unless it is locked', async () => {
    const ours = template('分局统一协议');
    const version = await uploaded(admin, null, ours);
    expect(await choose(admin, null, version)).toEqual({});
    expect((await shown(neighbour, otherId)).inForce).toMatchObject({ level: 'BUREAU', version, sha256: sha256(ours) });
    expect(await choose(chief, stationId, 1)).toEqual({});
    expect((await shown(chief, stationId)).inForce.level).toBe('STATION');
    expect(await choose(admin, null, version, { locked: true })).toEqual({});
    expect(await shown(chief, stationId)).toMatchObject({ inForce: { level: 'BUREAU' }, locked: true });
    expect(await choose(chief, stationId, 2)).toEqual({ code: 'TEMPLATE_LOCKED' });
    expect(Buffer.from(await (await get(chief, stationId, `template?from=bureau&version=${version}`)).arrayBuffer()).equals(ours)).toBe(true);
    const preview = await get(officer, stationId, `preview?from=bureau&version=${version}&format=pdf`);
    expect(preview.headers.get('content-type')).toBe('application/pdf');
    expect(pdfPages(Buffer.from(await preview.arrayBuffer())).join('')).toContain('分局统一协议');
    expect(wordsOf(Buffer.from(await (await get(officer, stationId, 'preview?from=plugin')).arrayBuffer()))).toEqual(expect.arrayContaining(['治安调解协议书', '编号：JF-示例-00001']));
    for (const [client, station, rest, status] of [[neighbour, stationId, 'template', 404], [neighbour, otherId, 'template?from=station&version=1', 404], [officer, stationId, 'template?from=bureau&version=0', 400], [officer, stationId, 'preview?format=exe', 400]] as const) {
      expect((await get(client, station, rest)).status).toBe(status);
    }
  });

  it('goes with the configuration as files, beside how imports are mapped: to an empty bureau and back, the same', async () => {
    const [ours, empty] = [await buildBureau(house.test, 'Folder', 1), await buildBureau(house.test, 'Vacant', 1)];
    await house.test.owner.query('UPDATE station SET code = (SELECT code FROM station WHERE id = $2) WHERE id = $1', [empty.stationIds[0], ours.stationIds[0]]);
    const [here, there] = [await house.signIn(ours.login('bureau-admin')), await house.signIn(empty.login('bureau-admin'))];
    const ask = async <Answer>(client: Client, query: string, variables: Record<string, unknown>): Promise<Answer> => {
      const { data, errors } = await client.graphql(query, variables);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return Object.values(data ?? {})[0] as Answer;
    };
    interface File { readonly path: string; readonly content: string; readonly binary: boolean }
    const read = async (client: Client, { bureauId }: TestBureau) => (await ask<File[]>(client, 'query($b: ID!) { configurationFolder(bureauId: $b) { path content binary } }', { b: bureauId })).filter(({ path }) => path !== 'configuration.yaml');
    const bring = (client: Client, { bureauId }: TestBureau, given: readonly File[], dryRun = false) =>
      ask<{ applied: boolean; changes: { path: string }[]; problems: { path: string; code: string }[] }>(client, 'mutation($b: ID!, $f: [ConfigurationFileInput!]!, $d: Boolean!, $k: String!) { importConfiguration(bureauId: $b, files: $f, dryRun: $d, idempotencyKey: $k) { applied changes { path } problems { path code } } }', { b: bureauId, f: [{ path: 'configuration.yaml', content: 'format: 1\nlevel: bureau\n', binary: false }, ...given], d: dryRun, k: newId() });
    const word = template('分局统一的协议');
    const yaml = (locked: boolean, print = sha256(word)) => ({ path: `documents/${DOCUMENT}.yaml`, content: `name: 分局协议.docx\nfile: ${DOCUMENT}.docx\nsha256: ${print}\n${locked ? 'locked: true\n' : ''}`, binary: false });
    const docx = (bytes: Buffer) => ({ path: `documents/${DOCUMENT}.docx`, content: bytes.toString('base64'), binary: true });
    const profile = { timeZone: 'Asia/Shanghai', fields: { receivedAt: { column: '接警时间' } }, routing: { stationId: ours.stationIds[0] } };
    await ask(here, 'mutation($b: ID!, $m: JSON!) { saveImportProfile(bureauId: $b, mapping: $m) { id } }', { b: ours.bureauId, m: { source: '接警台账', ...profile } });
    expect(await bring(here, ours, [yaml(true), docx(word)])).toMatchObject({ applied: true, changes: [{ path: `documents/${DOCUMENT}.yaml` }] });
    const folder = await read(here, ours);
    expect(folder.map(({ path, binary }) => [path, binary])).toEqual([[`documents/${DOCUMENT}.docx`, true], [`documents/${DOCUMENT}.yaml`, false], ['import-profiles.yaml', false]]);
    expect(Buffer.from(folder[0]?.content ?? '', 'base64').equals(word)).toBe(true);

    const kept = async () => (await house.test.owner.query('SELECT (SELECT count(*)::int FROM document_template WHERE scope_id = $1) AS templates, (SELECT count(*)::int FROM import_profile WHERE bureau_id = $1) AS profiles', [empty.bureauId])).rows;
    expect(await bring(there, empty, folder, true)).toMatchObject({ applied: false, problems: [], changes: [{ path: `documents/${DOCUMENT}.yaml` }, { path: 'import-profiles.yaml' }] });
    for (const [files, code] of [
      [[yaml(false, 'f'.repeat(64)), docx(word)], 'HASH'], [[yaml(false)], 'NOT_FOUND'], [[docx(word)], 'NOT_NAMED'],
      [[yaml(false, sha256(Buffer.from('no Word file'))), docx(Buffer.from('no Word file'))], 'notWord'],
    ] as const) expect((await bring(there, empty, files)).problems.map((problem) => problem.code)).toEqual([code]);
    expect(await kept()).toEqual([{ templates: 0, profiles: 0 }]);
    expect(await bring(there, empty, folder)).toMatchObject({ applied: true });
    expect(await read(there, empty)).toEqual(folder);
    expect(await bring(there, empty, folder)).toMatchObject({ applied: true, changes: [] });
    const { rows } = await house.test.owner.query<{ mapping: { routing: unknown } }>('SELECT mapping FROM import_profile WHERE bureau_id = $1', [empty.bureauId]);
    expect(rows[0]?.mapping.routing).toEqual({ stationId: empty.stationIds[0] });
  });

  it('the weekly briefing comes at the station’s weekday and hour, is written, printed from the station’s template and sent; then it stays, but for what is sealed', async () => {
    const [weekly, schedules] = [await buildBureau(house.test, 'Weekly', 2), house.server.app.get(ScheduleWorker)];
    const [at, beside] = weekly.stationIds as [Id, Id];
    const [writer, reader, leader, other] = [await house.signIn(weekly.login('chief', 0)), await house.signIn(weekly.login('duty-officer', 0)), await house.signIn(weekly.login('bureau-leader')), await house.signIn(weekly.login('chief', 1))];
    const answer = async (client: Client, query: string, variables: Record<string, unknown> = {}) => {
      const { data, errors } = await client.graphql(query, { s: at, k: newId(), ...variables });
      return { value: Object.values(data ?? {})[0] as unknown, code: errors?.[0]?.extensions.code };
    };
    const ask = async <Answer>(client: Client, query: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
      const { value, code } = await answer(client, query, variables);
      if (code !== undefined) throw new Error(`${query}: ${code}`);
      return value as Answer;
    };
    const list = (client: Client, station = at) => ask<Briefing[]>(client, `query($s: ID!) { briefings(stationId: $s) { ${BRIEFING} } }`, { s: station });
    const file = async (client: Client, id: Id, format: 'docx' | 'pdf') => {
      const response = await client.rest('GET', `/api/stations/${at}/briefings/${id}/file?format=${format}`);
      return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
    };
    const words = async (client: Client, id: Id) => wordsOf((await file(client, id, 'docx')).bytes).join('\n');
    const told = async (client: Client) => (await ask<{ edges: { node: { kind: string; record: { id: Id } | null } }[] }>(client, 'query($s: ID!) { notices(stationId: $s, first: 50) { edges { node { kind record { id } } } } }')).edges.map(({ node }) => node).filter(({ kind }) => kind.startsWith('briefing.'));

    const { instanceId } = await ask<{ instanceId: Id }>(writer, 'mutation($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: $d, idempotencyKey: $k) { instanceId } }', { d: { cause: 'noise', summary: '深夜装修', parties: [{ name: '张喆' }, { name: '李四' }] } });
    const instance = () => ask<{ number: string; version: number }>(writer, 'query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { number version } }', { i: instanceId });
    const { number } = await instance();
    await ask(writer, 'mutation($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "dispute-mediation", data: $d, exercise: true, idempotencyKey: $k) { instanceId } }', { d: { cause: 'noise', summary: '演练', parties: [{ name: '甲' }, { name: '乙' }] } });

    await schedules.bringIn();
    const due = new Date((await house.test.database.now()).getTime() + 3 * 86_400_000);
    const weekday = due.getUTCDay() === 0 ? 7 : due.getUTCDay();
    await ask(writer, 'mutation($s: ID!, $r: RecurrenceInput, $k: String!) { changeSchedule(stationId: $s, scheduleId: "weekly-briefing", recurrence: $r, off: false, expectedVersion: 1, idempotencyKey: $k) { off } }', { r: { every: 'WEEK', weekdays: [weekday], at: '10:00' } });
    const { next } = (await ask<{ id: string; next: string[] }[]>(writer, 'query($s: ID!) { schedules(stationId: $s) { id next } }')).find(({ id }) => id === 'weekly-briefing') ?? { next: [] };
    const moment = new Date(next[0] ?? '');
    expect([moment.toISOString().slice(11, 16), moment.getUTCDay() || 7]).toEqual(['02:00', weekday]);
    const until = async (time: number) => ask(writer, 'mutation($by: String!) { advanceTestClock(by: $by) }', { by: `PT${((time - (await house.test.database.now()).getTime()) / 1000).toFixed(3)}S` });
    await until(moment.getTime() - 60_000);
    await schedules.fireDue();
    await untilJobsDone(house.test, at);
    expect(await list(writer)).toEqual([]);
    await until(moment.getTime() + 1_000);
    // The server's own worker may have claimed it.
    while ((await house.test.owner.query(`SELECT FROM schedule_run WHERE station_id = $1 AND schedule_id = 'weekly-briefing'`, [at])).rowCount === 0) await schedules.fireDue();
    await untilJobsDone(house.test, at);
    const [draft] = (await list(writer)) as [Briefing];
    const day = localDate(moment, 'Asia/Shanghai');
    expect(draft).toMatchObject({ state: 'DRAFT', to: day, edition: 1, version: 1, recipients: null });
    expect(Date.parse(draft.to) - Date.parse(draft.from)).toBe(7 * 86_400_000);
    // A drill is no work that is due.
    expect([draft.followUps.total, new Set(draft.followUps.items.map((item) => item.number))]).toEqual([draft.followUps.items.length, new Set([number])]);
    expect(await told(writer)).toEqual([{ kind: 'briefing.draft', record: { id: draft.id } }]);

    const WRITE = `mutation($s: ID!, $b: ID!, $t: BriefingTextsInput!, $v: Int!) { writeBriefing(stationId: $s, briefingId: $b, texts: $t, expectedVersion: $v) { ${BRIEFING} } }`;
    const texts = { overview: `${number} 须重点跟进，${number}-2 不是编号。`, incidents: '', map: '', clocks: '', followUps: '', drills: '', tasking: '' };
    expect((await answer(reader, WRITE, { b: draft.id, t: texts, v: 1 })).code).toBe('FORBIDDEN');
    expect((await answer(other, WRITE, { b: draft.id, t: texts, v: 1 })).code).toBe('NOT_FOUND');
    const written = await ask<Briefing>(writer, WRITE, { b: draft.id, t: texts, v: 1 });
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(wordFile(line('本所周报格式：{派出所}，{week}') + line('{headline}{overview}{#incidents}{category}{/incidents}') + line('{#followUps}{number}；{/followUps}{asOf}')))]), '周报.docx');
    expect((await writer.rest('POST', `/api/stations/${at}/documents/weekly-briefing/templates`, form)).status).toBe(201);
    const CHOOSE = 'mutation($b: ID!, $s: ID, $v: Int, $r: Int!, $k: String!) { chooseDocumentTemplate(bureauId: $b, stationId: $s, document: "weekly-briefing", version: $v, locked: false, expectedRevision: $r, idempotencyKey: $k) { revision } }';
    expect(await words(writer, draft.id)).toContain('警情分析周报');
    await ask(writer, CHOOSE, { b: weekly.bureauId, v: 1, r: 0 });
    expect(await words(writer, draft.id)).toContain('本所周报格式：Weekly station 0，');

    const SEND = `mutation($s: ID!, $b: ID!, $to: BriefingRecipientsInput!, $v: Int!, $k: String!) { sendBriefing(stationId: $s, briefingId: $b, recipients: $to, expectedVersion: $v, idempotencyKey: $k) { ${BRIEFING} } }`;
    const sending = { b: draft.id, to: { roles: ['duty-officer'], bureau: true }, v: written.version, k: 'send' };
    expect((await answer(reader, SEND, sending)).code).toBe('FORBIDDEN');
    expect(await list(leader)).toEqual([]);
    const sent = await ask<Briefing>(writer, SEND, sending);
    expect(sent).toMatchObject({ state: 'SENT', recipients: { roles: ['duty-officer'], bureau: true } });
    expect(await ask(writer, SEND, sending)).toEqual(sent);
    expect((await answer(writer, WRITE, { b: draft.id, t: texts, v: sent.version })).code).toBe('CONFLICT');
    expect(await told(reader)).toEqual([{ kind: 'briefing.sent', record: { id: draft.id } }]);
    const [word, pdf] = [await file(reader, draft.id, 'docx'), await file(reader, draft.id, 'pdf')];
    for (const page of [wordsOf(word.bytes).join('\n'), pdfPages(pdf.bytes).join('')]) expect(page).toContain('本所周报格式');
    // The bureau's leaders read how much is due, and no list of records.
    const [seen] = (await list(leader)) as [Briefing];
    expect(seen).toMatchObject({ id: draft.id, recipients: null, followUps: { total: draft.followUps.total, items: [] } });
    expect(await words(leader, draft.id)).not.toContain(`${number}；`);
    expect([await list(other, beside), (await file(other, draft.id, 'docx')).status]).toEqual([[], 404]);

    // Another template, and closing what it named, change nothing of what went out.
    await ask(writer, CHOOSE, { b: weekly.bureauId, v: null, r: 1 });
    await ask(writer, 'mutation($s: ID!, $i: ID!, $v: Int!, $k: String!) { cancelInstance(stationId: $s, instanceId: $i, reason: "重复登记", expectedVersion: $v, idempotencyKey: $k) { version } }', { i: instanceId, v: (await instance()).version });
    expect([sha256((await file(writer, draft.id, 'docx')).bytes), sha256((await file(writer, draft.id, 'pdf')).bytes)]).toEqual([sha256(word.bytes), sha256(pdf.bytes)]);
    const seal = await ask<{ id: Id }>(writer, 'mutation($s: ID!, $i: ID!, $k: String!) { sealRecord(stationId: $s, kind: INSTANCE, recordId: $i, basis: "治安管理处罚法第一百三十六条", reason: "依法封存", idempotencyKey: $k) { id } }', { i: instanceId });
    for (const client of [writer, reader, leader]) {
      const [hidden] = (await list(client)) as [Briefing];
      expect(hidden).toMatchObject({ texts: { overview: `（编号略） 须重点跟进，${number}-2 不是编号。` }, followUps: { total: draft.followUps.total, items: [] } });
      expect((await words(client, draft.id)).replaceAll(`${number}-2`, '')).not.toContain(number);
    }
    expect(pdfPages((await file(reader, draft.id, 'pdf')).bytes).join('').replaceAll(`${number}-2`, '')).not.toContain(number);
    const CORRECT = `mutation($s: ID!, $b: ID!, $k: String!) { correctBriefing(stationId: $s, briefingId: $b, idempotencyKey: $k) { ${BRIEFING} } }`;
    const corrected = await ask<Briefing>(writer, CORRECT, { b: draft.id });
    expect(corrected).toMatchObject({ state: 'DRAFT', edition: 2, from: draft.from, followUps: { total: 0 } });
    expect(corrected.texts.overview).toMatch(/^（编号略）/);
    await ask(await house.signIn(weekly.login('bureau-legal')), 'mutation($s: ID!, $id: ID!, $k: String!) { liftSeal(stationId: $s, sealId: $id, reason: "依法查询", idempotencyKey: $k) { id } }', { id: seal.id });
    expect(sha256((await file(writer, draft.id, 'docx')).bytes)).toBe(sha256(word.bytes));
    const { rows: deeds } = await house.test.owner.query<{ action: string; by: Id | null }>(`SELECT action, actor_id AS by FROM audit_entry WHERE unit_id = $1 AND action LIKE 'briefing.%' ORDER BY id`, [at]);
    const chiefId = weekly.accountIds.get(weekly.login('chief', 0));
    expect(deeds).toEqual([{ action: 'briefing.composed', by: null }, ...['changed', 'sent', 'composed'].map((deed) => ({ action: `briefing.${deed}`, by: chiefId }))]);
  }, 60_000);
});
