import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import { compile, definitionFromJson, type JsonObject } from '@stationhouse/workflow';
import { Retention, WorkflowCatalog, WorkflowRuntime, type Call } from '@stationhouse/workflow-runtime';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import exceljs from 'exceljs';
import { validateXML } from 'xmllint-wasm';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

interface Ocel {
  readonly events: readonly { readonly id: string; readonly type: string; readonly attributes: readonly { name: string; value: string }[]; readonly relationships: readonly { objectId: string; qualifier: string }[] }[];
  readonly objects: readonly { readonly id: string; readonly type: string; readonly attributes?: readonly { name: string; value: string }[]; readonly relationships?: readonly { objectId: string; qualifier: string }[] }[];
  readonly eventTypes: readonly { readonly name: string }[];
  readonly objectTypes: readonly { readonly name: string }[];
}

interface InstanceJson {
  readonly format: string;
  readonly dataClass: string;
  readonly exercise: boolean;
  readonly definition: { readonly hash: string; readonly definition: JsonObject };
  readonly history: readonly { readonly version: number; readonly event: { readonly type: string; readonly data?: JsonObject } }[];
}

/** What the file of an instance says beside its history. */
interface FullJson extends Omit<InstanceJson, 'history'> {
  readonly history: readonly { readonly version: number; readonly event: JsonObject; readonly effects: readonly JsonObject[]; readonly notices: readonly string[] }[];
  readonly clocks: readonly { readonly serial: number; readonly changes: readonly JsonObject[] }[];
  readonly tasks: readonly JsonObject[];
  readonly notices: readonly JsonObject[];
  readonly attachments: readonly { readonly name: string | null }[];
  readonly links: JsonObject;
}

const schema = (name: string) => readFileSync(path.resolve('apps/api/test/schemas', name), 'utf8');
/** More cases than the log reads at a time. */
const CASES = 230;
const SECRET = '涉密姓名';

describe('exports', () => {
  let house: House;
  let bureau: TestBureau;
  let chief: Client;
  let stationId: Id;
  let instanceId: Id;
  let exerciseId: Id;
  let fullId: Id;
  let noticeId: Id;
  const childId = newId();
  const sha256 = createHash('sha256').update(SECRET).digest('hex');
  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Mining', 2);
    stationId = bureau.stationIds[0] as Id;
    chief = await house.signIn(bureau.login('chief', 0));
    const runtime = house.server.app.get(WorkflowRuntime);
    const accountId = bureau.accountIds.get(bureau.login('chief', 0)) as Id;
    const call: Call = { stationId, actor: { accountId, roles: ['chief', 'duty-officer'] }, context: { stationIds: [stationId], bureauIds: [], accountId, requestId: 'test' } };
    const data = { cause: 'noise', summary: `${SECRET} "吵闹" <b>&\n`, parties: [{ name: SECRET, phone: '13900001234' }] };
    const started = await Promise.all(Array.from({ length: CASES }, () => runtime.startInstance(call, { workflow: 'dispute-mediation', data, idempotencyKey: newId() })));
    exerciseId = (await runtime.startInstance(call, { workflow: 'dispute-mediation', data, exercise: true, idempotencyKey: newId() })).instanceId;
    instanceId = started[0]?.instanceId as Id;
    const tasks = await house.test.owner.query<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1', [instanceId]);
    const taskId = tasks.rows[0]?.id as Id;
    await runtime.assignTask(call, { taskId, accountId, idempotencyKey: newId() });
    await runtime.completeTask(call, { taskId, outcome: 'accepted', form: { risk: 'yellow', track: 'police' }, idempotencyKey: newId() });
    fullId = started[1]?.instanceId as Id;
    await fill();
  }, 60_000);
  afterAll(() => house?.close());

  /** Gives an instance a file, and what steps of richer workflows leave behind: a corrected clock, a notice, links. */
  async function fill(): Promise<void> {
    const file = new FormData();
    file.append('idempotencyKey', newId());
    file.append('file', new Blob([SECRET]), `${SECRET}.txt`);
    expect((await chief.rest('POST', `/api/stations/${stationId}/instances/${fullId}/attachments`, file)).status).toBe(201);
    const change = { at: '2026-03-02T08:00:00.000Z', cause: 'late-fact', before: { from: '2026-03-01T08:00:00.000Z', dueAt: '2026-03-04T00:00:00.000Z' }, after: { from: '2026-03-01T06:15:00.000Z', dueAt: '2026-03-03T22:15:00.000Z' }, byHand: { by: newId(), reason: SECRET } };
    const effects = [
      { type: 'change-clock', clock: 'search', serial: 901, state: 'running', ...change, due: { at: change.after.dueAt, explanation: { 'zh-CN': '自 14:15 起', en: 'from 14:15' } } },
      { type: 'notify', action: 'check', serial: 902, roles: ['chief'], text: { 'zh-CN': '请核对', en: 'Check' } },
      { type: 'settle-link', action: 'child', serial: 903, as: 'open', instanceId: childId },
      { type: 'start-linked', action: 'other', serial: 904, workflow: 'dispute-mediation', data: { cause: 'noise', summary: SECRET } },
    ];
    const { owner, database } = house.test;
    await owner.query(
      `INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, event, states_left, states_entered, effects)
       SELECT station_id, instance_id, 3, at, 'event', definition, time_zone, '{"type":"event","name":"recurred"}', '{}', '{}', $2 FROM history WHERE instance_id = $1 AND version = 1`,
      [fullId, JSON.stringify(effects)],
    );
    await owner.query('UPDATE instance SET version = 3 WHERE id = $1', [fullId]);
    await owner.query(
      `INSERT INTO clock (station_id, id, instance_id, serial, ref, around, state, started_at, due_at, explanation, changes) VALUES ($1, $2, $3, 901, 'search', '{}', 'running', '2026-03-01T08:00:00Z', $4, '{"zh-CN":"","en":""}', $5)`,
      [stationId, newId(), fullId, change.after.dueAt, JSON.stringify([change])],
    );
    await owner.query(`INSERT INTO instance_child (station_id, id, parent_id, serial, action, workflow, status, asked_at) VALUES ($1, $2, $3, 903, 'child', 'elsewhere', 'open', now())`, [stationId, childId, fullId]);
    const seriesId = newId();
    for (const id of [fullId, instanceId]) await owner.query(`INSERT INTO instance_series (station_id, id, series_id, instance_id, reason) VALUES ($1, $2, $3, $4, $5)`, [stationId, newId(), seriesId, id, SECRET]);
    await owner.query(
      `INSERT INTO referral (station_id, id, direction, other_station_id, other_station_name, instance_id, workflow, number, title, data, exercise, reason, status, sent_at, answered_at) VALUES ($1, $2, 'in', $3, 'Elsewhere', $4, 'dispute-mediation', 'X-1', '{"zh-CN":"","en":""}', '{}', false, $5, 'accepted', now(), now())`,
      [stationId, newId(), newId(), fullId, SECRET],
    );
    const notices = house.server.app.get(Notices);
    const about = { unit: { stationId }, key: `${fullId}:3:notify:902`, kind: 'workflow.notice', title: { 'zh-CN': '请核对', en: 'Check' }, roles: ['chief'], record: { kind: 'instance', id: fullId } };
    noticeId = (await database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => notices.notify(tenant, about))) as Id;
  }

  const get = (route: string, client = chief, purpose?: string) =>
    fetch(`${house.server.url}/api/stations/${stationId}/${route}`, { headers: { authorization: `Bearer ${client.accessToken}`, 'accept-language': 'zh-CN', ...(purpose === undefined ? {} : { 'x-stationhouse-purpose': encodeURIComponent(purpose) }) } });
  const textOf = async (route: string, client = chief, purpose?: string): Promise<string> => {
    const answer = await get(route, client, purpose);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.text();
  };
  const log = (rest = '') => `event-log?workflow=dispute-mediation&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z${rest}`;

  /** Nobody can be read out of a log: no name, no login, no account. */
  function expectNobody(written: string): void {
    for (const secret of [SECRET, '13900001234', 'Mining chief', bureau.login('chief', 0), ...bureau.accountIds.values()]) expect(written).not.toContain(secret);
  }

  it('gives a definition as JSON that compiles to the same version, and as Mermaid', async () => {
    const answer = await get('workflows/dispute-mediation/export');
    const { hash, definition } = (await answer.json()) as InstanceJson['definition'];
    const { compiled, rules } = house.server.app.get(WorkflowCatalog).get('dispute-mediation');
    expect(compile(definitionFromJson(definition), { rules }).hash).toBe(compiled.hash);
    expect(hash).toBe(compiled.hash);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="dispute-mediation-${hash.slice(0, 8)}.json"`);
    expect(await textOf('workflows/dispute-mediation/export?format=mermaid')).toContain('stateDiagram-v2');
    expect(await textOf('workflows/dispute-mediation/export?format=mermaid')).toContain(`title: "矛盾纠纷调解 · 流程第 1 版 · ${hash.slice(0, 8)}"`);
    expect((await get('workflows/nowhere/export')).status).toBe(404);
    expect((await get('workflows/dispute-mediation/export?format=exe')).status).toBe(400);
  });

  it('gives what a station works with: bureau’s and station’s overlays applied and named, or any version it can see', async () => {
    const publish = async (who: Client, level: string, body: string, index?: number) => {
      const { errors } = await who.graphql('mutation($bureauId: ID!, $stationId: ID, $overlay: String!, $key: String!) { publishOverlay(bureauId: $bureauId, stationId: $stationId, workflow: "dispute-mediation", overlay: $overlay, expectedRevision: 0, idempotencyKey: $key) { revision } }', {
        bureauId: bureau.bureauId, stationId: index === undefined ? null : bureau.stationIds[index], key: newId(), overlay: `overlay: ${level}\nof: { workflow: dispute-mediation, template: 1 }\nbecause: reason\n${body}\n`,
      });
      expect(errors).toBeUndefined();
    };
    type Exported = InstanceJson['definition'] & { readonly madeOf: { readonly template: number; readonly plugin: { readonly id: string }; readonly overlays: readonly { readonly level: string; readonly revision: number; readonly hash: string }[] } };
    const exported = async (version = ''): Promise<Exported> => JSON.parse(await textOf(`workflows/dispute-mediation/export${version}`)) as Exported;
    const before = await exported();
    expect(before.madeOf).toMatchObject({ template: 1, plugin: { id: 'dispute-mediation' }, overlays: [] });
    await publish(await house.signIn(bureau.login('bureau-admin')), 'bureau', 'parameters: { visitSoon: P2D }');
    const ofBureau = await exported();
    expect(ofBureau.madeOf.overlays).toMatchObject([{ level: 'bureau', revision: 1 }]);
    await publish(chief, 'station', 'parameters: { visitSoon: P1D }', 0);
    const now = await exported();
    expect(now.madeOf.overlays).toEqual([...ofBureau.madeOf.overlays, { level: 'station', revision: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/), publishedAt: expect.any(String) }]);
    expect([before, ofBureau, now].map(({ definition }) => (definition['parameters'] as Record<string, { default: string }>)['visitSoon']?.default)).toEqual(['P3D', 'P2D', 'P1D']);
    const { rules } = house.server.app.get(WorkflowCatalog).get('dispute-mediation');
    expect(compile(definitionFromJson(now.definition), { rules }).hash).toBe(now.hash);
    expect(await exported('?version=plugin')).toEqual(before);
    expect(await exported(`?version=${ofBureau.hash}`)).toEqual(ofBureau);
    expect((await exported(`?version=${now.hash}`)).madeOf).toEqual(now.madeOf);
    expect(await textOf('workflows/dispute-mediation/export?format=mermaid')).toContain(`· 流程第 1 版 + 分局配置第 1 版 + 本所配置第 1 版 · ${now.hash.slice(0, 8)}"`);
    expect((await get('workflows/dispute-mediation/export?version=latest')).status).toBe(400);
    // Another station's version is nowhere to be found, however exactly it is named.
    const other = await house.signIn(bureau.login('chief', 1));
    const theirs = await fetch(`${house.server.url}/api/stations/${bureau.stationIds[1]}/workflows/dispute-mediation/export?version=${now.hash}`, { headers: { authorization: `Bearer ${other.accessToken}` } });
    expect(theirs.status).toBe(404);
  });

  it('gives an instance under its reader’s rights', async () => {
    const masked = await textOf(`instances/${instanceId}/export`);
    expect(masked).not.toContain(SECRET);
    expect(JSON.parse(masked)).toMatchObject({ format: 'stationhouse-instance/3', exercise: false, dataClass: 'P1', workflow: 'dispute-mediation', history: [{ version: 1, event: { type: 'start' } }, { version: 2, event: { type: 'assign-task' } }, { version: 3, event: { type: 'complete-task', outcome: 'accepted', form: { risk: 'yellow', track: 'police' } } }] });
    const full = JSON.parse(await textOf(`instances/${instanceId}/export`, chief, '移送')) as InstanceJson;
    expect(full.dataClass).toBe('P2');
    expect(JSON.stringify(full.history[0]?.event.data)).toContain(SECRET);
    expect((await get(`instances/${instanceId}/export`, chief, ' ')).status).toBe(403);
    const auxiliary = await house.signIn(bureau.login('auxiliary', 0));
    expect(await textOf(`instances/${instanceId}/export`, auxiliary, '移送')).not.toContain(SECRET);
    expect(await textOf(`instances/${instanceId}/export?format=mermaid`)).toMatch(/\n {2}class s_\w+ current\n$/);
    const { rows } = await house.test.owner.query<{ action: string }>(`SELECT action FROM audit_entry WHERE record_id = $1 AND action IN ('instance.exported', 'personal.read') ORDER BY action`, [instanceId]);
    expect(rows.map(({ action }) => action)).toEqual(['instance.exported', 'instance.exported', 'instance.exported', 'personal.read']);
  });

  it('gives all an instance has: effects whole, both values of a corrected clock, tasks, notices, attachments, links', async () => {
    const { rows: [row] } = await house.test.owner.query<{ version: number }>('SELECT version FROM instance WHERE id = $1', [fullId]);
    expect(row?.version).toBe(3);
    const masked = JSON.parse(await textOf(`instances/${fullId}/export`)) as FullJson;
    const [before, after] = ['2026-03-04T00:00:00.000Z', '2026-03-03T22:15:00.000Z'];
    const change = { at: '2026-03-02T08:00:00.000Z', cause: 'late-fact', before: { from: '2026-03-01T08:00:00.000Z', dueAt: before }, after: { from: '2026-03-01T06:15:00.000Z', dueAt: after } };
    expect(masked.history[2]).toMatchObject({ version: 3, kind: 'event', effects: [
      { type: 'change-clock', clock: 'search', serial: 901, ...change, due: { at: after, explanation: { 'zh-CN': '自 14:15 起', en: 'from 14:15' } } },
      { type: 'notify', text: { 'zh-CN': '请核对', en: 'Check' }, serial: 902 },
      { type: 'settle-link', as: 'open', instanceId: childId },
      { type: 'start-linked', serial: 904, workflow: 'dispute-mediation', data: { cause: 'noise', summary: null } },
    ], notices: [noticeId] });
    expect(masked.clocks.find(({ serial }) => serial === 901)).toMatchObject({ dueAt: after, changes: [change] });
    expect(masked.tasks).toMatchObject([{ serial: expect.any(Number), key: 'grade', status: 'OPEN', roles: ['duty-officer'] }]);
    expect(masked.notices).toMatchObject([{ id: noticeId, version: 3, kind: 'workflow.notice' }]);
    expect(masked.attachments).toMatchObject([{ version: 2, name: null, purpose: null, sha256 }]);
    expect(masked.history[1]?.event).toMatchObject({ type: 'attach-file', sha256 });
    expect(masked.links).toMatchObject({ parentId: null, children: [{ id: childId, serial: 903 }], series: [{ instanceId: fullId }, { instanceId }], referrals: [{ direction: 'in', reason: null }] });
    expect(JSON.stringify(masked)).not.toContain(SECRET);
    const full = JSON.parse(await textOf(`instances/${fullId}/export`, chief, '移送')) as FullJson;
    expect(full.attachments[0]?.name).toBe(`${SECRET}.txt`);
    expect(full.clocks.find(({ serial }) => serial === 901)?.changes[0]).toMatchObject({ byHand: { reason: SECRET } });
    const exercise = JSON.parse(await textOf(`instances/${exerciseId}/export`)) as FullJson;
    expect([masked.exercise, exercise.exercise]).toEqual([false, true]);
    expect(await textOf(`instances/${exerciseId}/export?format=mermaid`)).toMatch(/\ntitle: "矛盾纠纷调解 · 演练 · /);
    expect(await textOf(`instances/${fullId}/export?format=mermaid`)).not.toContain('演练');
    expect(await textOf(`instances/${instanceId}/export?format=mermaid`)).toMatch(/class (\w+,)*s_registered(,\w+)* been\n/);
  });

  it('tells the same in both logs', async () => {
    const xes = await textOf(log());
    const trace = xes.split('<trace>').find((one) => one.includes(`value="${sha256}"`)) ?? '';
    for (const said of ['key="before" value="2026-03-04T00:00:00.000Z"', 'key="after" value="2026-03-03T22:15:00.000Z"', 'key="cause" value="late-fact"', `key="notice" value="${noticeId}"`, `key="linked" value="${childId}"`, `key="children" value="${childId}"`, `key="series" value="${instanceId}"`, 'key="referrals"']) expect(trace).toContain(said);
    const ocel = JSON.parse(await textOf(log('&format=ocel'))) as Ocel;
    const object = (id: string) => ocel.objects.find((one) => one.id === id);
    expect(object(`${fullId}-clock-901`)?.attributes?.filter(({ name }) => name === 'dueAt').map(({ value }) => value)).toEqual(['2026-03-04T00:00:00.000Z', '2026-03-03T22:15:00.000Z']);
    expect(object(noticeId)).toMatchObject({ type: 'notice' });
    expect(object(childId)).toMatchObject({ type: 'linked' });
    expect(ocel.objects.find(({ type }) => type === 'attachment')?.attributes).toContainEqual(expect.objectContaining({ name: 'sha256', value: sha256 }));
    expect(object(fullId)?.relationships?.map(({ qualifier }) => qualifier)).toEqual(['started', 'same series', 'referral']);
    const told = ocel.events.filter(({ relationships }) => relationships.some(({ objectId }) => objectId === fullId)).flatMap(({ relationships }) => relationships.map(({ qualifier }) => qualifier));
    expect([...new Set(told)].sort()).toEqual(['attachment', 'case', 'clock', 'linked', 'notice', 'resource', 'task']);
  }, 60_000);

  it('gives an event log as XES that keeps to the standard', async () => {
    const xes = await textOf(log());
    const checked = await validateXML({ xml: [{ fileName: 'log.xes', contents: xes }], schema: [schema('xes.xsd')] });
    expect(checked.errors).toEqual([]);
    expect(xes.match(/<trace>/g)).toHaveLength(CASES);
    expectNobody(xes);
    const trace = xes.split('<trace>').find((one) => one.includes('value="assign"')) ?? '';
    const events = [...trace.matchAll(/<event>(.*)<\/event>/g)].map(([, inner = '']) => Object.fromEntries([...inner.matchAll(/key="([^"]+)" value="([^"]*)"/g)].map(([, key, value]) => [key, value])));
    expect(events.slice(0, 4)).toMatchObject([
      { 'concept:name': '发起', 'lifecycle:transition': 'complete', 'org:resource': expect.stringMatching(/^P-[0-9a-f]{12}$/) },
      { 'concept:name': '研判分级', 'lifecycle:transition': 'schedule', 'org:role': 'duty-officer' },
      { 'concept:name': '研判分级', 'lifecycle:transition': 'assign' },
      { 'concept:name': '研判分级', 'lifecycle:transition': 'complete' },
    ]);
    expect(new Set(events.flatMap((event) => event['org:resource'] ?? [])).size).toBe(1);
    // Another export calls the same person something else.
    expect(await textOf(log())).not.toContain(events[0]?.['org:resource'] ?? '');
  }, 60_000);

  it('gives it as OCEL 2.0 that keeps to the specification, with every reference resolved', async () => {
    const written = await textOf(log('&format=ocel'));
    expectNobody(written);
    const ocel = JSON.parse(written) as Ocel;
    const ajv = formats.default(new Ajv({ strict: false, allErrors: true }));
    const validate = ajv.compile(JSON.parse(schema('ocel.schema.json')) as JsonObject);
    expect(validate(ocel) ? [] : validate.errors).toEqual([]);
    const objects = new Map(ocel.objects.map((object) => [object.id, object]));
    expect(objects.size).toBe(ocel.objects.length);
    expect(new Set(ocel.events.map(({ id }) => id)).size).toBe(ocel.events.length);
    const related = [...ocel.events, ...ocel.objects].flatMap(({ relationships = [] }) => relationships.map(({ objectId }) => objectId));
    expect(related.filter((id) => !objects.has(id))).toEqual([]);
    expect(new Set(ocel.eventTypes.map(({ name }) => name))).toEqual(new Set(ocel.events.map(({ type }) => type)));
    expect(ocel.objects.filter(({ type }) => type === 'instance')).toHaveLength(CASES);
    expect(ocel.objects.filter(({ type }) => type === 'person')).toHaveLength(1);
    expect(ocel.events.filter(({ relationships }) => relationships.some(({ objectId }) => objectId === instanceId)).slice(0, 2).map(({ type, relationships }) => [type, relationships.map(({ qualifier }) => qualifier)])).toEqual([['发起', ['case', 'resource']], ['研判分级', ['case', 'task']]]);
  }, 60_000);

  it('leaves exercises out, and marks them where they are wanted', async () => {
    expect(await textOf(log())).not.toContain('<boolean key="exercise" value="true"/>');
    const all = await textOf(log('&exercises=1'));
    expect(all.match(/<boolean key="exercise" value="true"\/>/g)).toHaveLength(1);
    expect(all.match(/<trace>/g)).toHaveLength(CASES + 1);
    expect((await textOf('event-log?workflow=dispute-mediation&from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z')).match(/<trace>/g)).toBeNull();
  }, 60_000);

  it('is the chief’s alone, says what is wrong, and is audited', async () => {
    for (const role of ['duty-commander', 'analyst', 'auxiliary']) expect({ role, status: (await get(log(), await house.signIn(bureau.login(role, 0)))).status }).toEqual({ role, status: 403 });
    expect((await get(log(), await house.signIn(bureau.login('bureau-admin')))).status).toBe(403);
    expect((await get(log(), await house.signIn(bureau.login('chief', 1)))).status).toBe(404);
    for (const wrong of ['event-log?workflow=dispute-mediation', log('&format=csv'), 'event-log?workflow=dispute-mediation&from=2021-01-01T00:00:00Z&to=2020-01-01T00:00:00Z']) {
      expect(await (await get(wrong)).json()).toMatchObject({ error: { code: 'BAD_INPUT' } });
    }
    expect((await get(log().replace('dispute-mediation', 'nowhere'))).status).toBe(404);
    const { rows } = await house.test.owner.query<{ details: unknown }>(`SELECT details FROM audit_entry WHERE action = 'eventlog.exported' AND unit_id = $1 ORDER BY id LIMIT 1`, [stationId]);
    expect(rows).toMatchObject([{ details: { workflow: 'dispute-mediation', format: 'xes', exercises: false } }]);
  });

  it('of the bureau’s overview are tables that spreadsheets open, with no cell that they take for a formula', async () => {
    await house.test.owner.query(`UPDATE station SET name = '=HYPERLINK("x")' WHERE id = $1`, [bureau.stationIds[1]]);
    const admin = await house.signIn(bureau.login('bureau-admin'));
    const table = (query: string, by = admin) => by.rest('GET', `/api/bureaus/${bureau.bureauId}/matrix/export?${query}`);
    // A response’s text leaves the mark out.
    const csv = Buffer.from(await (await table('format=csv')).arrayBuffer()).toString('utf8');
    const lines = csv.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFFStation,Code,Workflow,Enabled,Template/);
    expect(lines).toHaveLength(1 + 2 * house.server.app.get(WorkflowCatalog).all().length);
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    const book = new exceljs.Workbook();
    await book.xlsx.load(await (await table('format=xlsx')).arrayBuffer());
    expect(book.worksheets[0]?.rowCount).toBe(lines.length);
    expect((await table('format=pdf')).status).toBe(400);
    expect((await table('', chief)).status).toBe(403);
  });

  it('still have all of an instance but what was erased of it', async () => {
    await house.test.owner.query(`UPDATE instance SET status = 'closed', closed_at = now() - interval '4 years' WHERE id = $1`, [fullId]);
    await house.server.app.get(Retention).eraseAll(stationId);
    const written = await textOf(`instances/${fullId}/export?format=json`, chief, '核对清除');
    const { links, ...file } = JSON.parse(written) as FullJson;
    expect(JSON.stringify(file)).not.toContain(SECRET);
    // Why another instance is of the same series is that one's to keep.
    expect(links).toMatchObject({ series: [{ instanceId: fullId, reason: '' }, { instanceId, reason: SECRET }], referrals: [{ reason: '' }] });
    expect(file).toMatchObject({ format: 'stationhouse-instance/3', dataClass: 'P2', attachments: [{ name: '' }] });
    expect(file.history.at(-1)?.event).toMatchObject({ type: 'erase', fields: expect.arrayContaining([expect.objectContaining({ field: 'summary', keep: 'P3Y' }), expect.objectContaining({ field: '*' })]) });
    const shown = await chief.graphql(
      'query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i, purpose: "核对清除") { data timeline { kind } attachments { id } erasures { field count } } disputeMediation(stationId: $s, id: $i) { summary cause parties { name } } }', { s: stationId, i: fullId });
    expect(shown.errors).toBeUndefined();
    expect(shown.data).toMatchObject({ instance: { data: { cause: 'noise' }, attachments: [] }, disputeMediation: { summary: null, cause: 'noise' } });
    expect(JSON.stringify(shown.data)).toContain('"erased"');
    for (const format of ['xes', 'ocel']) expect(await textOf(log(`&format=${format}`))).toContain(fullId);
  });
});
