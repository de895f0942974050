import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Notices, tellOfEndingKeys } from '@stationhouse/notify';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

interface Example {
  readonly id: string;
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

describe('the query workbench', () => {
  let house: House;
  let bureau: TestBureau;
  const people = new Map<string, Client>();
  const by = (role: string) => people.get(role) as Client;

  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Bench', 2);
    for (const [role, station] of [['chief', 0], ['analyst', 0], ['analyst', 1], ['auditor', 0], ['auxiliary', 0], ['bureau-admin', undefined]] as const) people.set(station === 1 ? `${role} elsewhere` : role, await house.signIn(bureau.login(role, station)));
  }, 60_000);
  afterAll(() => house?.close());

  const ask = async <Answer>(role: string, query: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
    const answer = await by(role).graphql(query, variables);
    if (answer.errors !== undefined) throw new Error(`${query}: ${JSON.stringify(answer.errors)}`);
    return Object.values(answer.data ?? {})[0] as Answer;
  };
  const codeOf = async (role: string, query: string, variables: Record<string, unknown> = {}) => (await by(role).graphql(query, variables)).errors?.[0]?.extensions.code;
  const examplesOf = (role: string, stationIds: readonly string[]) => ask<Example[]>(role, 'query ($s: [ID!]!) { queryExamples(stationIds: $s) { id document variables title { zhCN } } }', { s: stationIds });

  it('answers every example of its gallery, to each role that is shown it, at a cost that was told before', async () => {
    const shown = new Map<string, number>();
    for (const [role, stationIds] of [['chief', [bureau.stationIds[0]]], ['analyst', [bureau.stationIds[0]]], ['auditor', [bureau.stationIds[0]]], ['bureau-admin', bureau.stationIds]] as const) {
      const examples = await examplesOf(role, stationIds as string[]);
      shown.set(role, examples.length);
      for (const { id, document, variables } of examples) {
        const answer = await by(role).graphql(document, variables);
        expect({ role, id, errors: answer.errors }).toEqual({ role, id, errors: undefined });
        const told = await ask<{ runs: boolean; cost: number }>(role, 'query ($d: String!, $v: JSON) { queryCost(document: $d, variables: $v) { runs cost } }', { d: document, v: variables });
        expect({ id, runs: told.runs, free: told.cost === 0 }).toEqual({ id, runs: true, free: false });
      }
    }
    expect(shown.get('chief')).toBeGreaterThanOrEqual(14);
    expect(shown.get('bureau-admin')).toBeGreaterThanOrEqual(7);
    expect(await codeOf('auxiliary', 'query ($s: [ID!]!) { queryExamples(stationIds: $s) { id } }', { s: [bureau.stationIds[0]] })).toBe('FORBIDDEN');
  });

  it('tells the cost that decides, and why a query would be refused', async () => {
    const document = 'query Dear($s: ID!, $n: Int!) { me { idleLockMinutes } incidents(stationId: $s, first: $n) { edges { node { id number instances { id number } } } } }';
    const cost = (variables: object, said = document) => ask<{ cost: number | null; limit: number; runs: boolean; parts: { field: string; cost: number }[]; problems: { message: string; line: number | null }[] }>('analyst', 'query ($d: String!, $v: JSON) { queryCost(document: $d, variables: $v) { cost limit runs parts { field cost } problems { message line } } }', { d: said, v: variables });
    const cheap = await cost({ s: bureau.stationIds[0], n: 10 });
    expect(cheap).toMatchObject({ runs: true, limit: 20_000, problems: [], parts: [{ field: 'incidents' }, { field: 'me', cost: 2 }] });
    expect(cheap.cost).toBe(cheap.parts.reduce((sum, part) => sum + part.cost, 0));
    // What is told is what decides: one over the limit is refused with the same number.
    const dear = await cost({ s: bureau.stationIds[0], n: 5_000 });
    expect(dear.runs).toBe(false);
    const refused = await by('analyst').graphql(document, { s: bureau.stationIds[0], n: 5_000 });
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COSTLY', details: { complexity: dear.cost, max: dear.limit } });
    expect(await cost({}, '{ me { ')).toMatchObject({ cost: null, runs: false, problems: [{ line: 1 }] });
    expect(await cost({}, '{ me { shoeSize } }')).toMatchObject({ runs: false, problems: [{ message: expect.stringContaining('shoeSize') }] });
    expect(await cost({}, `{ ${Array.from({ length: 60 }, (_, index) => `a${index}: me { idleLockMinutes }`).join(' ')} }`)).toMatchObject({ runs: false });
    expect(await cost({ s: 'x', n: 'many' })).toMatchObject({ runs: false, problems: [{ message: expect.stringContaining('many') }] });
    expect(await cost({ s: 'x', n: 1 }, `${document} query Other { me { idleLockMinutes } }`)).toMatchObject({ runs: false });
  });

  it('describes the schema in the asker’s language, and answers the introspection of ordinary tools', async () => {
    const described = async (locale: string, query = getIntrospectionQuery()) =>
      (await (await fetch(`${house.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'accept-language': locale, authorization: `Bearer ${by('analyst').accessToken}` }, body: JSON.stringify({ query }) })).json()) as { data: IntrospectionQuery; errors?: unknown };
    const [chinese, english] = [await described('zh-CN'), await described('en')];
    expect([chinese.errors, english.errors]).toEqual([undefined, undefined]);
    const metrics = ({ data }: { data: IntrospectionQuery }) => buildClientSchema(data).getQueryType()?.getFields()['metricSeries']?.description;
    expect(metrics(chinese)).toMatch(/[一-鿿]/);
    expect(metrics(english)).toMatch(/^Figures of one or several metrics/);
    // The words of a workflow come in both languages; each reader gets its own.
    const cause = ({ data }: { data: IntrospectionQuery }) => (buildClientSchema(data).getType('DisputeMediation') as unknown as { getFields(): Record<string, { description: string }> }).getFields()['cause']?.description;
    expect([cause(chinese), cause(english)]).toEqual(['起因', 'Cause.']);
    // Whoever asks for data as well is answered as usual.
    expect((await described('zh-CN', '{ __schema { queryType { name } } me { idleLockMinutes } }')) as object).toMatchObject({ data: { me: { idleLockMinutes: 15 } } });
  });

  const SAVE = 'mutation ($b: ID!, $i: SavedQueryInput!, $k: String!) { saveQuery(bureauId: $b, input: $i, idempotencyKey: $k) { id version sharing mine } }';
  type Saved = { id: string; version: number };
  let saves = 0;
  const save = (role: string, input: object) => ask<Saved>(role, SAVE, { b: bureau.bureauId, k: `save ${(saves += 1)}`, i: { title: '每月警情', document: '{ metrics { id } }', ...input } });
  const titles = async (role: string) => (await ask<{ title: string }[]>(role, 'query ($b: ID!) { savedQueries(bureauId: $b) { title mine owner { displayName } station { id } } }', { b: bureau.bureauId })).map(({ title }) => title).sort();

  it('keeps queries with their versions, and shares them as far as their owner says', async () => {
    const mine = await save('analyst', { title: 'own' });
    await save('analyst', { title: 'of the station', sharing: 'STATION', withStationId: bureau.stationIds[0] });
    await save('analyst', { title: 'of the bureau', sharing: 'BUREAU' });
    expect(await titles('analyst')).toEqual(['of the bureau', 'of the station', 'own']);
    expect(await titles('auditor')).toEqual(['of the bureau', 'of the station']);
    expect(await titles('analyst elsewhere')).toEqual(['of the bureau']);
    expect(await codeOf('auxiliary', 'query ($b: ID!) { savedQueries(bureauId: $b) { id } }', { b: bureau.bureauId })).toBe('FORBIDDEN');
    const change = 'mutation ($b: ID!, $q: ID!, $i: SavedQueryInput!, $v: Int!) { changeSavedQuery(bureauId: $b, savedQueryId: $q, input: $i, expectedVersion: $v) { version } }';
    const input = { title: 'own', document: '{ me { idleLockMinutes } }', variables: { first: 10 } };
    expect(await ask('analyst', change, { b: bureau.bureauId, q: mine.id, i: input, v: 1 })).toEqual({ version: 2 });
    expect(await codeOf('analyst', change, { b: bureau.bureauId, q: mine.id, i: input, v: 1 })).toBe('STALE_VERSION');
    expect(await codeOf('auditor', change, { b: bureau.bureauId, q: mine.id, i: input, v: 2 })).toBe('NOT_FOUND');
    const one = 'query ($b: ID!, $q: ID!, $v: Int) { savedQuery(bureauId: $b, savedQueryId: $q, version: $v) { version document variables versions { version } } }';
    expect(await ask('analyst', one, { b: bureau.bureauId, q: mine.id })).toEqual({ version: 2, document: '{ me { idleLockMinutes } }', variables: { first: 10 }, versions: [{ version: 2 }, { version: 1 }] });
    expect(await ask('analyst', one, { b: bureau.bureauId, q: mine.id, v: 1 })).toMatchObject({ version: 1, document: '{ metrics { id } }' });
    expect(await codeOf('auditor', one, { b: bureau.bureauId, q: mine.id })).toBe('NOT_FOUND');
    const remove = 'mutation ($b: ID!, $q: ID!, $v: Int!) { removeSavedQuery(bureauId: $b, savedQueryId: $q, expectedVersion: $v) }';
    expect(await codeOf('auditor', remove, { b: bureau.bureauId, q: mine.id, v: 2 })).toBe('NOT_FOUND');
    expect(await ask('analyst', remove, { b: bureau.bureauId, q: mine.id, v: 2 })).toBe(true);
    expect(await titles('analyst')).not.toContain('own');
    // A repeated command keeps one.
    const repeated = { b: bureau.bureauId, k: 'once', i: { title: 'once', document: '{ metrics { id } }' } };
    expect((await ask<Saved>('analyst', SAVE, repeated)).id).toBe((await ask<Saved>('analyst', SAVE, repeated)).id);
    expect(await codeOf('analyst', SAVE, { b: bureau.bureauId, k: 'x', i: { title: 'x', document: '{ metrics { id' } })).toBe('BAD_INPUT');
    expect(await codeOf('analyst', SAVE, { b: bureau.bureauId, k: 'y', i: { title: 'x', document: '{ metrics { id } }', sharing: 'STATION', withStationId: bureau.stationIds[1] } })).toBe('NOT_FOUND');
  });

  it('is asked by a key over plain HTTP, as a program does it', async () => {
    const { secret } = await ask<{ secret: string }>('analyst', 'mutation ($s: [ID!]!, $i: ApiKeyInput!) { createApiKey(stationIds: $s, input: $i, idempotencyKey: "program") { secret } }', { s: [bureau.stationIds[0]], i: { title: 'notebook', purpose: 'weekly figures', permissions: ['metric.read', 'query.keep'], expiresAt: new Date(Date.now() + 86_400_000).toISOString() } });
    const program = async (query: string, variables: object) =>
      (await (await fetch(`${house.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` }, body: JSON.stringify({ query, variables }) })).json()) as { data?: object; errors?: { extensions: { code: string } }[] };
    const byMonth = (await examplesOf('analyst', [bureau.stationIds[0] as string])).find(({ id }) => id === 'byMonth') as Example;
    expect((await program(byMonth.document, byMonth.variables)).errors).toBeUndefined();
    expect((await program(byMonth.document, { ...byMonth.variables, stations: bureau.stationIds })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await program('mutation ($b: ID!) { saveQuery(bureauId: $b, input: { title: "x", document: "{ metrics { id } }" }, idempotencyKey: "k") { id } }', { b: bureau.bureauId })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('tells whoever holds a key a week and a day before it ends, once each, at their own station', async () => {
    const DAY = 86_400_000;
    const keyOf = (role: string, days: number) => ask<{ key: { id: string; ending: string } }>(role, 'mutation ($s: [ID!]!, $i: ApiKeyInput!, $k: String!) { createApiKey(stationIds: $s, input: $i, idempotencyKey: $k) { key { id ending } } }', { s: bureau.stationIds.slice(0, 1), k: `ends in ${days}`, i: { title: 'notebook', purpose: 'weekly figures', permissions: ['metric.read'], expiresAt: new Date(Date.now() + days * DAY).toISOString() } });
    const [{ key }, revoked, , admins] = [await keyOf('analyst', 30), await keyOf('analyst', 31), await keyOf('auditor', 5), await keyOf('bureau-admin', 32)];
    await ask('analyst', 'mutation ($k: ID!) { revokeApiKey(keyId: $k) { state } }', { k: revoked.key.id });
    const after = (days: number) => tellOfEndingKeys(house.test.database, house.server.app.get(Notices, { strict: false }), new Date(Date.now() + days * DAY));
    const inbox = async (role: string) => (await ask<{ edges: { node: { title: { zhCN: string; en: string }; body: { zhCN: string }; stationId: string; record: { kind: string; id: string } } }[] }>(role, '{ notices { edges { node { title { zhCN en } body { zhCN } stationId record { kind id } } } } }')).edges.map(({ node }) => node);
    // The auditor's lives no week: a day before is when it is told of. Keys of other tests end by then.
    await house.test.owner.query(`UPDATE api_key SET revoked_at = now() WHERE title <> 'notebook' OR expires_at < now() + interval '4 days'`);
    expect([await after(0), await after(22.9)]).toEqual([0, 0]);
    expect([await after(23.1), await after(23.2), await after(28)]).toEqual([1, 0, 1]);
    expect(await inbox('analyst')).toEqual([expect.objectContaining({ title: { zhCN: `接口密钥（尾号 ${key.ending}）7 天内到期`, en: expect.stringContaining(key.ending) as unknown }, body: { zhCN: expect.stringContaining('请新建密钥') as unknown }, stationId: bureau.stationIds[0], record: { kind: 'apiKey', id: key.id } })]);
    expect((await inbox('bureau-admin')).map(({ record }) => record.id)).toEqual([admins.key.id]);
    expect([await after(29.5), await after(29.6), await after(30.5)]).toEqual([1, 0, 0]);
    expect((await inbox('analyst')).map(({ title }) => title.zhCN)).toEqual([`接口密钥（尾号 ${key.ending}）一天内到期`, `接口密钥（尾号 ${key.ending}）7 天内到期`]);
    expect([await after(4.5), await inbox('auditor')]).toEqual([1, [expect.objectContaining({ title: expect.objectContaining({ zhCN: expect.stringContaining('一天内到期') as unknown }) as unknown })]]);
  });
});
