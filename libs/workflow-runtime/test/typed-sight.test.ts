/** The types of its workflow are made here, and elsewhere with other classes. @own-modules */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { compile, type JsonObject } from '@stationhouse/workflow';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { caseDefinition, casePlugin } from './typed-workflow.js';
import { writeInstances, type Written } from './typed-world.js';

interface Node {
  readonly id: Id;
  readonly risk: string | null;
  readonly summary: string | null;
  readonly fields: readonly { readonly key: string }[];
}

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly endCursor: string };
  readonly edges: readonly { readonly node: Node }[];
}

interface Answer {
  readonly caseFiles: Page;
  readonly caseFile: Node;
  readonly instances: Page;
  readonly startInstance: { readonly instanceId: Id; readonly instance: { readonly tasks: readonly { readonly id: Id }[] } };
}

const LIST = `query ($stations: [ID!]!, $filter: CaseFileFilter, $orderBy: CaseFileOrder, $first: Int! = 50, $after: String, $exercise: Boolean! = false, $purpose: String) {
  caseFiles(stationIds: $stations, filter: $filter, orderBy: $orderBy, first: $first, after: $after, exercise: $exercise, purpose: $purpose) { totalCount pageInfo { endCursor } edges { node { id risk summary fields { key } } } }
}`;
const BY_KEY = `query ($stationId: ID!, $filter: InstanceFilter) { instances(stationId: $stationId, filter: $filter) { totalCount edges { node { id } } } }`;
const VALUES = `fields { key title { en } value { __typename ... on TextValue { text } ... on NumberValue { number } ... on BooleanValue { boolean } ... on DateValue { date } ... on DateTimeValue { at } ... on ChoiceValue { choice title { en } } ... on JsonValue { json } } }`;

describe('what somebody may ask of typed instances', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;
  let template: Id;
  const as = (station: TestStation, role: string): Asker => ({ station, officer: station.officer(role) });
  const begin = async (station: TestStation, data: JsonObject = { risk: 'red' }, exercise = false) =>
    (await world.answer(as(station, 'chief'), `mutation ($stationId: ID!, $key: String!, $data: JSON!, $exercise: Boolean!) { startInstance(stationId: $stationId, workflow: "case-file", data: $data, exercise: $exercise, idempotencyKey: $key) { instanceId instance { tasks { id } } } }`, { key: newId(), data, exercise })).startInstance;
  const ids = ({ caseFiles }: Answer) => caseFiles.edges.map(({ node }) => node.id);
  const write = (...written: Written[]) => writeInstances(world, here, template, written);

  beforeAll(async () => {
    world = await openGraphql<Answer>([casePlugin()], true, ({ station }) => ({ stationId: station.id, stations: [station.id] }));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2, { staff: ['chief', 'duty-officer', 'property-custodian', 'auxiliary', 'community-officer'] })) as [TestStation, TestStation];
    template = (await begin(here)).instanceId;
  });

  const PERSONAL: readonly object[] = [
    { summary: { equals: '王某持刀' } }, { summary: { startsWith: '王' } }, { summary: { missing: true } }, { reporter: { in: ['张三丰'] } }, { site: { keeper: { equals: '李四' } } },
    { parties: { any: { name: { equals: '张三' } } } }, { not: { summary: { equals: 'x' } } }, { or: [{ risk: { in: ['red'] } }, { summary: { missing: false } }] }, { and: [{ not: { or: [{ site: { contact: { name: { equals: '李' } } } }] } }] },
    { fields: [{ key: 'summary', operator: 'EQUALS', value: '王某持刀' }] },
  ];

  it('a reader of masked data is refused every condition on them, whether it would match or not', async () => {
    await write({ data: { risk: 'red', summary: '王某持刀', reporter: '张三丰', site: { keeper: '李四' }, parties: [{ name: '张三' }] } });
    for (const role of ['property-custodian', 'auxiliary']) {
      for (const filter of PERSONAL) for (const purpose of [undefined, '核对']) expect(await world.refusal(as(here, role), LIST, { filter, purpose })).toBe('PERSONAL_DATA_MASKED');
    }
    expect(await world.refusal(as(here, 'property-custodian'), BY_KEY, { filter: { workflow: 'case-file', fields: [{ key: 'summary', operator: 'MISSING', value: true }] } })).toBe('PERSONAL_DATA_MASKED');
    expect(await world.refusal(as(here, 'chief'), BY_KEY, { filter: { workflow: 'case-file', fields: [{ key: 'illness', operator: 'EQUALS', value: 'x' }] } })).toBe('PERSONAL_DATA_MASKED');
  });

  it('an officer who reads them in full says why, and that is recorded; the list stays masked', async () => {
    const [wanted] = await write({ data: { risk: 'red', summary: '王某持刀' } }, { data: { risk: 'red', summary: '其他' } });
    const filter = { summary: { equals: '王某持刀' } };
    for (const each of PERSONAL) expect(await world.refusal(as(here, 'chief'), LIST, { filter: each })).toBe('PURPOSE_REQUIRED');
    expect(await world.refusal(as(here, 'chief'), LIST, { filter, purpose: ' ' })).toBe('PURPOSE_REQUIRED');
    const { caseFiles } = await world.answer(as(here, 'chief'), LIST, { filter, purpose: '核对同一当事人' });
    expect(caseFiles).toMatchObject({ totalCount: 1, edges: [{ node: { id: wanted, summary: null } }] });
    const { rows } = await world.test.owner.query<{ purpose: string }>(`SELECT purpose FROM audit_entry WHERE unit_id = $1 AND action = 'personal.read'`, [here.id]);
    expect(rows.map(({ purpose }) => purpose)).toEqual(['核对同一当事人']);
  });

  it('P3 cannot be asked for at all, nor can anything personal be sorted by', () => {
    const inputs = world.schema.getTypeMap();
    const said = (name: string) => JSON.stringify(inputs[name]?.toConfig(), (key, value: unknown) => (key === 'astNode' ? undefined : value));
    expect(said('CaseFileFilter')).not.toContain('illness');
    expect(said('CaseFilePartyFilter')).not.toContain('minor');
    for (const key of ['summary', 'reporter', 'illness']) expect(said('CaseFileOrderKey')).not.toContain(`"${key}"`);
  });

  it('a version that masks a field keeps it from filters, orders and cursors, as from what it shows', async () => {
    const strict = compile(caseDefinition((yaml) => yaml.replace('title: { zh-CN: 参考, en: Reference }', 'title: { zh-CN: 参考, en: Reference }, x-personal: P2')));
    await publish(strict);
    const [open, hidden] = await write({ data: { risk: 'red', reference: 'A' } }, { data: { risk: 'red', reference: 'A' }, definition: strict.hash });
    const asker = as(here, 'property-custodian');
    expect(ids(await world.answer(asker, LIST, { filter: { reference: { equals: 'A' } } }))).toEqual([open]);
    expect(ids(await world.answer(asker, LIST, { filter: { reference: { missing: true } } }))).toEqual([template, hidden]);
    // By its key a field is of the class of the newest version that declares it.
    expect(await world.refusal(asker, LIST, { filter: { fields: [{ key: 'reference', operator: 'EQUALS', value: 'A' }] } })).toBe('PERSONAL_DATA_MASKED');
    const order = { by: 'reference', direction: 'DESC' };
    const first = await world.answer(asker, LIST, { orderBy: order, first: 2 });
    expect(ids(first)).toEqual([open, hidden]);
    expect(Buffer.from(first.caseFiles.pageInfo.endCursor, 'base64url').toString()).toBe(JSON.stringify(['reference DESC', null, hidden]));
    expect(ids(await world.answer(asker, LIST, { orderBy: order, first: 2, after: first.caseFiles.pageInfo.endCursor }))).toEqual([template]);
  });

  it('what an older version allowed is among the fields, and null in its typed place', async () => {
    const older = compile(caseDefinition((yaml) => yaml.replaceAll('{ const: blue, title: { zh-CN: 蓝色, en: Blue } }', '{ const: blue, title: { zh-CN: 蓝色, en: Blue } }, { const: grey, title: { zh-CN: 灰色, en: Grey } }').replace('persons: { type: integer, minimum: 0, maximum: 100000,', 'persons: { type: string, maxLength: 20,')));
    await publish(older);
    const [id] = await write({ data: { risk: 'grey', persons: '约三人' }, definition: older.hash });
    const { caseFile } = await world.answer(as(here, 'property-custodian'), `query ($stationId: ID!, $id: ID!) { caseFile(stationId: $stationId, id: $id) { id risk persons ${VALUES} } }`, { id });
    expect(caseFile).toMatchObject({ risk: null, persons: null, fields: [{ key: 'risk', value: { choice: 'grey', title: { en: 'Grey' } } }, { key: 'persons', title: { en: 'Persons' }, value: { text: '约三人' } }] });
    expect(ids(await world.answer(as(here, 'property-custodian'), LIST, { filter: { persons: { from: 0 } } }))).toEqual([]);
  });

  it('reads fields an overlay adds by their keys, typed and masked, and filters by them', async () => {
    const chief = as(here, 'chief');
    const overlay = `overlay: station\nof: { workflow: case-file, template: 1 }\nbecause: 汛期\nforms:\n  look:\n    add:\n      - { key: weather, oneOf: [{ const: rain, title: { zh-CN: 雨, en: Rain } }, { const: sun, title: { zh-CN: 晴, en: Sun } }], type: string, title: { zh-CN: 天气, en: Weather }, x-personal: P0 }\n      - { key: depth, type: number, title: { zh-CN: 水深, en: Depth }, x-personal: P0 }\n      - { key: seenOn, type: string, format: date, title: { zh-CN: 查看日, en: Seen on }, x-personal: P0 }\n      - { key: helper, type: string, title: { zh-CN: 协助人, en: Helper }, x-personal: P2 }\n`;
    expect(await world.refusal(chief, `mutation ($stationId: ID!, $bureauId: ID!, $overlay: String!) { publishOverlay(bureauId: $bureauId, stationId: $stationId, workflow: "case-file", overlay: $overlay, expectedRevision: 0, idempotencyKey: "o") { revision } }`, { bureauId: here.bureauId, overlay })).toBeUndefined();
    const { instanceId, instance } = await begin(here);
    const form = { weather: 'rain', depth: 0.4, seenOn: '2026-07-01', helper: '张三', reference: 'R' };
    expect(await world.refusal(chief, `mutation ($stationId: ID!, $taskId: ID!, $form: JSON!) { completeTask(stationId: $stationId, taskId: $taskId, outcome: "done", form: $form, expectedVersion: 1, idempotencyKey: "c") { version } }`, { taskId: instance.tasks[0]?.id, form })).toBeUndefined();
    const LOOK = `query ($stationId: ID!, $id: ID!, $purpose: String) { caseFile(stationId: $stationId, id: $id, purpose: $purpose) { id ${VALUES} } }`;
    const fields = (helper: unknown) => [
      { key: 'weather', title: { en: 'Weather' }, value: { __typename: 'ChoiceValue', choice: 'rain', title: { en: 'Rain' } } },
      { key: 'depth', title: { en: 'Depth' }, value: { __typename: 'NumberValue', number: 0.4 } },
      { key: 'seenOn', title: { en: 'Seen on' }, value: { __typename: 'DateValue', date: '2026-07-01' } },
      { key: 'helper', title: { en: 'Helper' }, value: helper },
    ];
    expect(await world.answer(chief, LOOK, { id: instanceId, purpose: '核对' })).toEqual({ caseFile: { id: instanceId, fields: fields({ __typename: 'TextValue', text: '张三' }) } });
    expect(await world.answer(as(here, 'property-custodian'), LOOK, { id: instanceId })).toEqual({ caseFile: { id: instanceId, fields: fields(null) } });
    const asked: [string, string, unknown, boolean][] = [['weather', 'IN', ['rain'], true], ['weather', 'EQUALS', 'sun', false], ['depth', 'FROM', 0.4, true], ['depth', 'TO', 0.3, false], ['seenOn', 'TO', '2026-07-01', true], ['seenOn', 'FROM', '2026-07-02', false], ['weather', 'MISSING', false, true]];
    for (const [key, operator, value, met] of asked) {
      const filter = { fields: [{ key, operator, value }] };
      expect({ key, operator, found: ids(await world.answer(chief, LIST, { filter })) }).toEqual({ key, operator, found: met ? [instanceId] : [] });
      const { instances } = await world.answer(chief, BY_KEY, { filter: { workflow: 'case-file', ...filter } });
      expect(instances).toEqual({ totalCount: met ? 1 : 0, edges: met ? [{ node: { id: instanceId } }] : [] });
    }
    for (const bad of [{ key: 'nothing', operator: 'EQUALS', value: 1 }, { key: 'depth', operator: 'EQUALS', value: '1' }, { key: 'depth', operator: 'STARTS_WITH', value: '1' }, { key: 'seenOn', operator: 'FROM', value: 'tomorrow' }, { key: 'weather', operator: 'IN', value: 'rain' }, { key: 'parties', operator: 'EQUALS', value: {} }]) {
      expect(await world.refusal(chief, LIST, { filter: { fields: [bad] } })).toBe('BAD_INPUT');
    }
    expect(await world.refusal(chief, BY_KEY, { filter: { fields: [{ key: 'weather', operator: 'MISSING', value: true }] } })).toBe('BAD_INPUT');
  });

  it('sees the stations it names and no other, sorted as one list', async () => {
    const other = (await begin(there)).instanceId;
    const chief = as(here, 'chief');
    expect(await world.refusal(chief, LIST, { stations: [here.id, there.id] })).toBe('NOT_FOUND');
    const ONE = `query ($stationId: ID!, $id: ID, $number: String) { caseFile(stationId: $stationId, id: $id, number: $number) { id instance { number } } }`;
    expect(await world.refusal(chief, ONE, { id: other })).toBe('NOT_FOUND');
    expect(await world.refusal(chief, ONE, { stationId: there.id, id: other })).toBe('NOT_FOUND');
    expect(await world.refusal(chief, ONE, {})).toBe('BAD_INPUT');
    const { rows: [row] } = await world.test.owner.query<{ number: string }>('SELECT number FROM instance WHERE id = $1', [template]);
    expect(await world.answer(chief, ONE, { number: row?.number })).toEqual({ caseFile: { id: template, instance: { number: row?.number } } });
    const both: Asker = { ...chief, alsoAt: [there] };
    const page = await world.answer(both, LIST, { stations: [here.id, there.id, here.id], first: 1 });
    expect([page.caseFiles.totalCount, ids(page)]).toEqual([2, [other]]);
    expect(ids(await world.answer(both, LIST, { stations: [here.id, there.id], after: page.caseFiles.pageInfo.endCursor }))).toEqual([template]);
    expect(ids(await world.answer(both, LIST, { stations: [here.id] }))).toEqual([template]);
  });

  it('leaves exercises out unless they are asked for', async () => {
    const practised = (await begin(here, { risk: 'blue' }, true)).instanceId;
    expect(ids(await world.answer(as(here, 'chief'), LIST, {}))).toEqual([template]);
    expect(ids(await world.answer(as(here, 'chief'), LIST, { exercise: true }))).toEqual([practised]);
  });

  it('refuses filters that ask too much, and cursors of another list', async () => {
    const chief = as(here, 'chief');
    const nested = (depth: number): object => (depth === 0 ? { risk: { in: ['red'] } } : { not: nested(depth - 1) });
    expect(await world.refusal(chief, LIST, { filter: nested(5) })).toBeUndefined();
    expect(await world.refusal(chief, LIST, { filter: nested(6) })).toBe('BAD_INPUT');
    expect(await world.refusal(chief, LIST, { filter: { or: Array.from({ length: 51 }, () => nested(0)) } })).toBe('BAD_INPUT');
    expect(await world.refusal(chief, LIST, { filter: { reference: { in: Array.from({ length: 201 }, (_, index) => `${index}`) } } })).toBe('BAD_INPUT');
    expect(await world.refusal(chief, LIST, { filter: { reference: { equals: 'a\u0000b' } } })).toBe('TEXT_NOT_UNICODE');
    expect(await world.refusal(chief, LIST, { first: 201 })).toBe('BAD_INPUT');
    const cursor = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const bad = [cursor('risk ASC', '1', template), cursor('STARTED_AT DESC', 'yesterday', template), cursor('STARTED_AT DESC', "2026-01-01'; --", template), cursor('STARTED_AT DESC', '2026-01-01 00:00:00+00', 'x'), cursor('STARTED_AT DESC', null, template), 'x'];
    for (const after of bad) expect(await world.refusal(chief, LIST, { after })).toBe('BAD_CURSOR');
  });

  /** A version of the station's own, as an overlay of it would have left it. */
  async function publish(version: ReturnType<typeof compile>): Promise<void> {
    const { rows: [{ source }] } = (await world.test.owner.query<{ source: JsonObject }>('SELECT source FROM definition WHERE hash = (SELECT definition FROM instance WHERE id = $1)', [template])) as unknown as { rows: [{ source: JsonObject }] };
    await world.test.owner.query(`INSERT INTO definition (scope_id, hash, workflow, plugin_id, plugin_version, source) VALUES ($1, $2, 'case-file', 'cases', '1.0.0', $3)`, [here.id, version.hash, JSON.stringify({ ...source, data: version.dataSchema })]);
  }
});
