import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { compile, definitionFromJson, type JsonObject } from '@stationhouse/workflow';
import { WorkflowCatalog, WorkflowRuntime, type Call } from '@stationhouse/workflow-runtime';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
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
    await runtime.startInstance(call, { workflow: 'dispute-mediation', data, exercise: true, idempotencyKey: newId() });
    instanceId = started[0]?.instanceId as Id;
    const tasks = await house.test.owner.query<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1', [instanceId]);
    const taskId = tasks.rows[0]?.id as Id;
    await runtime.assignTask(call, { taskId, accountId, idempotencyKey: newId() });
    await runtime.completeTask(call, { taskId, outcome: 'accepted', form: { risk: 'yellow', track: 'police' }, idempotencyKey: newId() });
  }, 60_000);
  afterAll(() => house?.close());

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
    expect(JSON.parse(masked)).toMatchObject({ format: 'stationhouse-instance/2', exercise: false, dataClass: 'P1', workflow: 'dispute-mediation', history: [{ version: 1, event: { type: 'start' } }, { version: 2, event: { type: 'assign-task' } }, { version: 3, event: { type: 'complete-task', outcome: 'accepted', form: { risk: 'yellow', track: 'police' } } }] });
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
});
