import { once, type EventEmitter } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeCursor } from '@stationhouse/access';
import type { Id } from '@stationhouse/kernel';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { buildBureau, openHouse, type Client, type GraphqlAnswer, type House, type TestBureau } from './support/house.js';

/** What an analyst sends by mistake or to see what happens: each is refused in words, costs nothing that was not answered, and keeps nobody else waiting. */

const SERIES = 'query ($s: [ID!]!, $q: MetricQuery!) { metricSeries(stationIds: $s, query: $q) { points { count } } }';
const RECORDS = 'query ($study: ID!, $s: [ID!]!, $subject: String! = "incident", $first: Int! = 50, $after: String, $fields: [FieldFilter!]) { studyRecords(studyId: $study, stationIds: $s, subject: $subject, first: $first, after: $after, fields: $fields) { totalCount pageInfo { endCursor } left { cost rows } } }';
const INCIDENTS = 'query ($s: ID!, $first: Int, $after: String) { incidents(stationId: $s, first: $first, after: $after) { pageInfo { endCursor } edges { node { id } } } }';
/** A page of a hundred kilobytes that is still no long question. */
const WIDE = `query ($s: ID!) { incidents(stationId: $s, first: 200) { edges { node { id receivedAt ${Array.from({ length: 14 }, (_, index) => `a${index}: number`).join(' ')} } } } }`;
const YEAR = { metrics: ['incident.received'], from: '2026-01-01', to: '2027-01-01' };
/** More than sockets hold on their way: what is not taken is not read. */
const ROWS = 60_000;

interface Refusal { readonly code: string; readonly text: { readonly zhCN: string; readonly en: string }; readonly details?: Record<string, unknown> }
interface Spent { readonly cost: number; readonly rows: number }
type Variables = Record<string, unknown>;
const ANY_WORDS = /./;

describe('strain', () => {
  let house: House;
  let bureau: TestBureau;
  let here: Id;
  let study: Id;
  let [analyst, chief, admin, auditor] = [] as unknown as [Client, Client, Client, Client];

  beforeAll(async () => {
    house = await openHouse({ STALLED_CLIENT: 'PT2S' });
    bureau = await buildBureau(house.test, 'Strain', 2);
    [here] = bureau.stationIds as [Id];
    [analyst, chief, admin, auditor] = (await Promise.all([bureau.login('analyst', 0), bureau.login('chief', 0), bureau.login('bureau-admin'), bureau.login('bureau-auditor')].map((login) => house.signIn(login)))) as [Client, Client, Client, Client];
    await house.test.owner.query(
      `INSERT INTO incident (station_id, number, channel, intake_category, category, status, received_at, narrative, units, source, source_key, recorded_at)
       SELECT $1, 'JQ-STRAIN-' || n, 'PHONE_110', 'traffic', 'traffic', 'DISPOSED', timestamptz '2026-03-01' + n * interval '1 second', '', '{}', 'strain', n::text, now() FROM generate_series(1, ${ROWS}) n`,
      [here],
    );
    const input = { title: 'strain', purpose: 'how much it bears', subjects: ['incident', 'dispute-mediation'], endsAt: new Date(Date.now() + 20 * 86_400_000).toISOString() };
    study = (await ask<{ id: Id }>(analyst, 'mutation ($b: ID!, $s: [ID!]!, $input: NewStudy!) { askForStudy(bureauId: $b, stationIds: $s, input: $input, idempotencyKey: "strain") { id } }', { b: bureau.bureauId, s: [here], input })).id;
    await ask(admin, 'mutation ($b: ID!, $i: ID!) { decideStudy(bureauId: $b, studyId: $i, releasesDecided: false) { state } }', { b: bureau.bureauId, i: study });
  }, 180_000);
  afterAll(() => house?.close());

  async function ask<Answer>(client: Client, query: string, variables: Variables = {}): Promise<Answer> {
    const answer = await client.graphql(query, variables);
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
    return Object.values(answer.data ?? {})[0] as Answer;
  }
  const post = (body: string | Buffer, headers: Record<string, string> = {}, token = analyst.accessToken) =>
    fetch(`${house.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers }, body: body as string });
  /** A request as it goes over the wire. */
  const written = (asked: object, token: string) => {
    const body = JSON.stringify(asked);
    return `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const refusalIn = (answer: GraphqlAnswer) => answer.errors?.[0]?.extensions as Refusal | undefined;
  const refusalOf = async (client: Client, query: string, variables: Variables = {}) => refusalIn(await client.graphql(query, variables));
  /** What of the day the analyst has spent. */
  const spent = async (): Promise<Spent> => (await house.test.owner.query<Spent>('SELECT coalesce(sum(cost), 0)::int AS cost, coalesce(sum(rows), 0)::int AS rows FROM study_spending WHERE account_id = $1', [bureau.accountIds.get(bureau.login('analyst', 0))])).rows[0] as Spent;
  /** Statements of the house that go on, and transactions that are left open. */
  const atWork = async () => (await house.test.owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'stationhouse%' AND state <> 'idle'`)).rows[0]?.n;
  async function until(what: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      if (await what()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('It did not come about.');
  }
  function expectWords(refusal: Refusal | undefined, code: string, allowed = ANY_WORDS): void {
    expect(refusal).toMatchObject({ code, text: { zhCN: expect.stringMatching(/[一-鿿]/), en: expect.stringMatching(/\w/) } });
    for (const said of [refusal?.text.zhCN, refusal?.text.en]) expect(said).toMatch(allowed);
  }

  it.each<[string, Variables, string, RegExp?]>([
    ['a range that ends before it begins', { from: '2026-06-01', to: '2026-01-01' }, 'BAD_INPUT'],
    ['the years 1 to 9999 by day', { from: '0001-01-01', to: '9999-12-31', granularity: 'DAY' }, 'BAD_INPUT', /2024-03-01|10000/],
    ['the years 1000 to 9999 by day', { from: '1000-01-01', to: '9999-12-31', granularity: 'DAY' }, 'BAD_INPUT', /10000/],
    ['a century by hour', { from: '1926-01-01', to: '2026-01-01', granularity: 'HOUR' }, 'BAD_INPUT', /10000/],
    ['a day that is none', { from: '2026-02-30' }, 'BAD_INPUT', /2024-03-01/],
    ['the year 12345', { to: '12345-01-01' }, 'BAD_INPUT', /2024-03-01/],
    ['a dimension twice', { dimensions: ['station', 'station'] }, 'BAD_INPUT', /5/],
    ['an unknown dimension', { dimensions: ['moonPhase'] }, 'DIMENSION_UNKNOWN', /类别（category）|\(category\)/],
    ['an unknown metric', { metrics: ['incident.dreamt'] }, 'METRIC_UNKNOWN', /[一-鿿]（incident\.received）|\w \(incident\.received\)/],
    ['no metric', { metrics: [] }, 'BAD_INPUT', /10/],
    ['eleven metrics', { metrics: Array.from({ length: 11 }, (_, index) => `incident.received${index}`) }, 'BAD_INPUT', /10/],
    ['an unknown granularity', { granularity: 'SECOND' }, 'BAD_USER_INPUT'],
    ['hours against the year before', { to: '2026-01-03', granularity: 'HOUR', compare: 'SAME_PERIOD_LAST_YEAR' }, 'BAD_INPUT'],
    ['a week that begins on day 9', { granularity: 'WEEK', weekStart: 9 }, 'BAD_INPUT', /7/],
    ['a week that begins on NaN', { granularity: 'WEEK', weekStart: Number.NaN }, 'BAD_USER_INPUT'],
    ['people by day', { metrics: ['dispute-mediation.parties'], granularity: 'DAY' }, 'FIGURE_TOO_FINE'],
    ['a value that is none', { filter: [{ dimension: 'category', in: ['nonsense'] }] }, 'BAD_INPUT', /[一-鿿]（traffic）|\w \(traffic\)/],
    ['ten thousand values', { filter: [{ dimension: 'category', in: Array.from({ length: 10_000 }, (_, index) => `v${index}`) }] }, 'BAD_INPUT', /200/],
    ['a filter of nothing', { filter: [{ dimension: 'category', in: [] }] }, 'BAD_INPUT', /200/],
    ['a sensitive value by itself', { filter: [{ dimension: 'category', in: ['assistance.missingPerson'] }] }, 'PERSONAL_DATA_MASKED'],
  ])('refuses figures of %s, in both languages and with what is allowed', async (_, query, code, allowed = ANY_WORDS) => {
    expectWords(await refusalOf(analyst, SERIES, { s: [here], q: { ...YEAR, ...query } }), code, allowed);
  });

  const fragments = (count: number) => Array.from({ length: count }, (_, index) => `fragment F${index} on Me { ...F${index + 1} ...F${index + 1} }`).join(' ');
  it.each<[string, string, string, RegExp?]>([
    ['a thousand aliases', `{ ${Array.from({ length: 1_000 }, (_, index) => `a${index}: me { idleLockMinutes }`).join(' ')} }`, 'GRAPHQL_PARSE_FAILED'],
    ['thirty aliases', `{ ${Array.from({ length: 30 }, (_, index) => `a${index}: me { idleLockMinutes }`).join(' ')} }`, 'GRAPHQL_VALIDATION_FAILED', /20/],
    ['a thousand fields of one name', `{ ${'me { idleLockMinutes } '.repeat(1_000)} }`, 'GRAPHQL_PARSE_FAILED', /2000/],
    ['a depth of a hundred', `{ ${'incidents(stationId: "x") { edges { node { station { '.repeat(25)} id ${'} } } } '.repeat(25)} }`, 'GRAPHQL_VALIDATION_FAILED', /10/],
    ['introspection that goes round', `{ __schema { types { ${'fields { type { '.repeat(8)} name ${'} } '.repeat(8)} } } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['a fragment of itself', '{ me { ...F } } fragment F on Me { idleLockMinutes ...F }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two fragments of each other', '{ me { ...F } } fragment F on Me { ...G } fragment G on Me { ... on Me { ...F } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['fragments that double thirty times', `{ me { ...F0 } } ${fragments(30)} fragment F30 on Me { idleLockMinutes }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['a hundred directives', `{ me { idleLockMinutes ${'@include(if: true) '.repeat(100)} } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['two operations and no name', 'query A { me { idleLockMinutes } } query B { me { idleLockMinutes } }', 'OPERATION_RESOLUTION_FAILURE'],
  ])('refuses a document of %s', async (_, query, code, allowed = ANY_WORDS) => {
    expectWords(await refusalOf(analyst, query), code, allowed);
  });

  it.each<[string, Variables, string, RegExp?]>([
    ['a page of nobody', { first: -1 }, 'BAD_INPUT', /200/],
    ['a page of 201', { first: 201 }, 'BAD_INPUT', /200/],
    ['a page of half a row', { first: 0.5 }, 'BAD_USER_INPUT'],
    ['a forged place', { after: 'bm9uc2Vuc2U' }, 'BAD_CURSOR'],
    ['a place with words in it', { after: encodeCursor(["2026-01-01' OR true --", 'x']) }, 'BAD_CURSOR'],
    ['a place of another shape', { after: encodeCursor([1, 2, 3]) }, 'BAD_CURSOR'],
    ['a place of two moments', { after: encodeCursor(['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z']) }, 'BAD_CURSOR'],
    ['a personal field', { fields: [{ key: 'reporterPhone', operator: 'EQUALS', value: '1' }] }, 'PERSONAL_DATA_MASKED'],
    ['an unknown field', { fields: [{ key: 'shoeSize', operator: 'EQUALS', value: '1' }] }, 'BAD_INPUT', /category/],
    ['more conditions than anybody reads', { fields: Array.from({ length: 500 }, () => ({ key: 'category', operator: 'EQUALS', value: 'traffic' })) }, 'BAD_INPUT', /50/],
    ['a list of ten thousand values', { fields: [{ key: 'category', operator: 'IN', value: Array.from({ length: 10_000 }, (_, index) => `v${index}`) }] }, 'BAD_INPUT'],
  ])('refuses records of a study by %s, and gives back what it had taken', async (_, variables, code, allowed = ANY_WORDS) => {
    const before = await spent();
    expectWords(await refusalOf(analyst, RECORDS, { study, s: [here], ...variables }), code, allowed);
    expect((await spent()).rows).toBe(before.rows);
  });

  it('takes the place of one list in no other', async () => {
    const { edges, pageInfo } = await ask<{ edges: readonly unknown[]; pageInfo: { endCursor: string } }>(chief, INCIDENTS, { s: here, first: 1 });
    expect(edges).toHaveLength(1);
    expectWords(await refusalOf(chief, 'query ($s: [ID!]!, $after: String) { disputeMediations(stationIds: $s, after: $after) { totalCount edges { cursor } } }', { s: [here], after: encodeCursor(['x']) }), 'BAD_CURSOR');
    expectWords(await refusalOf(analyst, RECORDS, { study, s: [here], subject: 'dispute-mediation', after: `${pageInfo.endCursor}AA` }), 'BAD_CURSOR');
  });

  it('lets no document cost more than it may, and no request tell more points than anybody reads', async () => {
    expectWords(await refusalOf(chief, INCIDENTS, { s: here, first: 20_000 }), 'QUERY_TOO_COSTLY', /20000/);
    const byHour = 'metricSeries(stationIds: $s, query: { metrics: ["incident.received"], from: "2026-01-01", to: "2027-01-01", granularity: HOUR, filter: [{ dimension: "category", in: ["traffic"] }], dimensions: ["channel"] }) { points { count } }';
    const answer = await chief.graphql(`query ($s: [ID!]!) { ${Array.from({ length: 3 }, (_, index) => `a${index}: ${byHour}`).join(' ')} }`, { s: [here] });
    // Hours in which something came: few; the document is answered.
    expect(answer.errors).toBeUndefined();
  });

  it.each<[string, () => Promise<Response>, number, string]>([
    ['a batch', () => post(JSON.stringify([{ query: '{ me { idleLockMinutes } }' }, { query: '{ me { idleLockMinutes } }' }])), 400, 'BAD_REQUEST'],
    ['a persisted query nobody has', () => post(JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } })), 200, 'PERSISTED_QUERY_NOT_SUPPORTED'],
    ['a persisted query of another text', () => post(JSON.stringify({ query: '{ me { idleLockMinutes } }', extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } })), 200, 'PERSISTED_QUERY_NOT_SUPPORTED'],
    ['variables that are a list', () => post(JSON.stringify({ query: '{ me { idleLockMinutes } }', variables: [1] })), 400, 'BAD_REQUEST'],
    ['five megabytes of variables', () => post(JSON.stringify({ query: SERIES, variables: { s: [here], q: 'x'.repeat(5 << 20) } })), 413, 'BAD_INPUT'],
    ['a small body that unpacks to a hundred megabytes', () => post(gzipSync(Buffer.alloc(100 << 20, ' ')), { 'content-encoding': 'gzip' }), 400, 'BAD_INPUT'],
    ['an address of forty kilobytes', () => fetch(`${house.server.url}/graphql?query=${'x'.repeat(40_000)}`), 431, ''],
    ['a mutation by GET', () => fetch(`${house.server.url}/graphql?query=${encodeURIComponent('mutation { __typename }')}`, { headers: { authorization: `Bearer ${analyst.accessToken}`, 'apollo-require-preflight': '1' } }), 405, 'BAD_REQUEST'],
  ])('refuses %s at the door', async (_, send, status, code) => {
    const answer = await send();
    const said = await answer.text();
    expect({ status: answer.status, said }).toEqual({ status, said: expect.stringContaining(code) });
    expect(said).not.toMatch(/at .*\.js:\d+/);
    if (code !== '') expectWords(refusalIn(JSON.parse(said) as GraphqlAnswer), code);
  });

  const keyFor = async (name: string, stations: readonly Id[] = [here]) =>
    ask<{ secret: string; key: { id: Id } }>(analyst, 'mutation ($s: [ID!]!, $i: ApiKeyInput!, $k: String!) { createApiKey(stationIds: $s, input: $i, idempotencyKey: $k) { secret key { id } } }', { s: stations, k: name, i: { title: name, purpose: 'strain', permissions: ['metric.read'], expiresAt: new Date(Date.now() + 86_400_000).toISOString() } });
  const byKey = async (secret: string, query = SERIES, variables: Variables = { s: [here], q: YEAR }) => refusalIn((await (await post(JSON.stringify({ query, variables }), {}, secret)).json()) as GraphqlAnswer);

  it('tells a key that has ended, was revoked, or goes too far from one that is nobody’s', async () => {
    const { secret, key } = await keyFor('a');
    expect(await byKey(secret)).toBeUndefined();
    expectWords(await byKey(secret, INCIDENTS, { s: here }), 'FORBIDDEN');
    expectWords(await byKey(secret, SERIES, { s: bureau.stationIds, q: YEAR }), 'NOT_FOUND');
    expectWords(await byKey(secret, RECORDS, { study, s: [here] }), 'FORBIDDEN');
    await ask(analyst, 'mutation ($k: ID!) { revokeApiKey(keyId: $k) { state } }', { k: key.id });
    expectWords(await byKey(secret), 'API_KEY_INVALID');
    const ended = await keyFor('b');
    await house.test.owner.query(`UPDATE api_key SET made_at = now() - interval '3 days', expires_at = now() - interval '1 day' WHERE id = $1`, [ended.key.id]);
    expectWords(await byKey(ended.secret), 'API_KEY_INVALID');
    expectWords(await byKey(`${secret.slice(0, -4)}AAAA`), 'API_KEY_INVALID');
  });

  it('answers a key that asks too often with when to come again', async () => {
    const { secret, key } = await keyFor('often');
    await house.test.owner.query(`UPDATE api_key SET minute_began_at = now(), minute_requests = 120 WHERE id = $1`, [key.id]);
    const answer = await post(JSON.stringify({ query: SERIES, variables: { s: [here], q: YEAR } }), {}, secret);
    expectWords(refusalIn((await answer.json()) as GraphqlAnswer), 'TOO_MANY_REQUESTS', /120/);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
  });

  describe('on a live connection', () => {
    const live = (token = analyst.accessToken) => createClient({ url: `${house.server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { accessToken: token } });
    const firstOf = (client: ReturnType<typeof live>, query: string, variables: Variables = {}) =>
      new Promise<Refusal | undefined>((resolve) => {
        client.subscribe({ query, variables }, {
          next: ({ errors }) => resolve(refusalIn({ errors } as GraphqlAnswer)),
          error: (cause) => resolve(Array.isArray(cause) ? refusalIn({ errors: cause as never }) : undefined),
          complete: () => resolve(undefined),
        });
      });

    it('takes subscriptions alone, within the limits of HTTP', async () => {
      const client = live();
      expectWords(await firstOf(client, '{ me { idleLockMinutes } }'), 'BAD_INPUT', /HTTP/);
      expectWords(await firstOf(client, `{ ${Array.from({ length: 1_000 }, (_, index) => `a${index}: me { idleLockMinutes }`).join(' ')} }`), 'GRAPHQL_PARSE_FAILED');
      expectWords(await firstOf(client, `subscription { ${Array.from({ length: 30 }, (_, index) => `a${index}: bureauChanges(bureauId: "x") { kind }`).join(' ')} }`), 'GRAPHQL_VALIDATION_FAILED');
      expectWords(await firstOf(client, 'subscription { ...F } fragment F on Subscription { ...F }'), 'GRAPHQL_VALIDATION_FAILED');
      await client.dispose();
    });

    it('holds fifty subscriptions, and an account thirty connections', async () => {
      const query = 'subscription ($s: ID!) { changes(stationId: $s) { kind } }';
      const client = live(chief.accessToken);
      const refusals: (Refusal | undefined)[] = [];
      for (let index = 0; index < 51; index += 1) client.subscribe({ query, variables: { s: here } }, { next: () => undefined, error: (cause) => refusals.push(Array.isArray(cause) ? refusalIn({ errors: cause as never }) : undefined), complete: () => undefined });
      await until(async () => refusals.length > 0);
      expect(refusals).toHaveLength(1);
      expectWords(refusals[0], 'TOO_MANY_REQUESTS', /50/);
      await client.dispose();
      const sockets = await Promise.all(Array.from({ length: 31 }, async () => {
        const socket = new WebSocket(`${house.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
        const ended = once(socket, 'close').then(([code]) => code as number);
        await once(socket, 'open');
        socket.send(JSON.stringify({ type: 'connection_init', payload: { accessToken: auditor.accessToken } }));
        return { socket, answered: Promise.race([ended, once(socket, 'message').then(() => 0)]) };
      }));
      const codes = await Promise.all(sockets.map(({ answered }) => answered));
      expect(codes.filter((code) => code !== 0)).toEqual([1013]);
      for (const { socket } of sockets) socket.terminate();
    });
  });

  it('refuses a flood of one sign-in before anything is read for it, while others are answered', async () => {
    const flood = await house.signIn(bureau.login('auditor', 0));
    const socket = connect({ port: Number(new URL(house.server.url).port), host: '127.0.0.1' });
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const count = (status: number) => said.split(`HTTP/1.1 ${status} `).length - 1;
    // All of them are there before the first is answered.
    socket.write(written({ query: '{ metrics { id } }' }, flood.accessToken).repeat(160));
    expect(await ask(chief, '{ me { idleLockMinutes } }')).toEqual({ idleLockMinutes: 15 });
    await until(async () => count(200) + count(429) === 160);
    expect(count(200)).toBeGreaterThanOrEqual(100);
    const [refused] = said.split('HTTP/1.1 ').filter((one) => one.startsWith('429 '));
    expect(refused).toMatch(/retry-after: 1\r\n/);
    expectWords(refusalIn(JSON.parse(refused?.split('\r\n\r\n')[1] ?? '') as GraphqlAnswer), 'TOO_MANY_REQUESTS', /100/);
    socket.destroy();
  });

  it('keeps a budget that is used up, for figures as for records, however many fields ask in one document', async () => {
    const SET = 'mutation ($b: ID!, $c: Int!, $r: Int!) { setStudyAllowance(bureauId: $b, costADay: $c, rowsADay: $r) { costADay } }';
    const { costADay, rowsADay } = await ask<{ costADay: number; rowsADay: number }>(auditor, 'query ($b: ID!) { studyAllowance(bureauId: $b) { costADay rowsADay } }', { b: bureau.bureauId });
    const figures = (count: number) => analyst.graphql(`query ($s: [ID!]!, $q: MetricQuery!) { ${Array.from({ length: count }, (_, index) => `a${index}: metricSeries(stationIds: $s, query: $q) { points { count } }`).join(' ')} }`, { s: [here], q: { ...YEAR, granularity: 'MONTH' } });
    const before = await spent();
    expect((await figures(1)).errors).toBeUndefined();
    // A document of three fields, and a point a month in which something came or might have.
    expect((await spent()).cost).toBeGreaterThan(before.cost + 3);
    const used = await spent();
    try {
      await ask(admin, SET, { b: bureau.bureauId, c: used.cost, r: rowsADay });
      for (const count of [1, 4]) {
        const answer = await figures(count);
        expect(answer.data ?? null).toBeNull();
        expectWords(refusalIn(answer), 'BUDGET_SPENT', /0/);
      }
      expectWords(await refusalOf(analyst, RECORDS, { study, s: [here] }), 'BUDGET_SPENT');
      expectWords(await refusalOf(analyst, 'query ($s: [ID!]!, $q: HotSpotQueryInput!) { hotSpots(stationIds: $s, query: $q) { cellArea } }', { s: [here], q: { from: '2026-01-01', to: '2026-02-01' } }), 'BUDGET_SPENT');
      expect(await spent()).toEqual(used);
      await ask(admin, SET, { b: bureau.bureauId, c: costADay, r: Math.max(1, used.rows) });
      if (used.rows > 0) expectWords(refusalIn(await figures(1)), 'BUDGET_SPENT');
    } finally {
      await ask(admin, SET, { b: bureau.bureauId, c: costADay, r: rowsADay });
    }
    expect((await figures(4)).errors).toBeUndefined();
  });

  async function releaseReady(format = 'CSV'): Promise<string> {
    const wish = { subject: 'incident', columns: ['key', 'station', 'started', 'data.category', 'data.channel', 'people'], from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', format };
    const { id } = await ask<{ id: Id }>(analyst, 'mutation ($study: ID!, $s: [ID!]!, $wish: StudyReleaseWish!) { previewStudyRelease(studyId: $study, stationIds: $s, wish: $wish) { id } }', { study, s: [here], wish });
    expect(await ask(analyst, 'mutation ($b: ID!, $i: ID!) { confirmStudyRelease(bureauId: $b, releaseId: $i, purpose: "strain") { state } }', { b: bureau.bureauId, i: id })).toEqual({ state: 'READY' });
    return `/api/bureaus/${bureau.bureauId}/study-releases/${id}/file`;
  }
  const lastExport = async () => (await house.test.owner.query<{ outcome: string; rows: number }>(`SELECT outcome, rows FROM study_query WHERE kind = 'export' ORDER BY id DESC LIMIT 1`)).rows[0];

  it('lets go of an export whose client went away, notes it, and gives back the rows that did not leave', async () => {
    const before = await spent();
    const route = await releaseReady();
    const sent = request(`${house.server.url}${route}`, { headers: { authorization: `Bearer ${analyst.accessToken}` } });
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    await once(answer, 'data');
    answer.destroy();
    await until(async () => (await lastExport())?.outcome === 'cancelled');
    const noted = await lastExport();
    expect(noted?.rows).toBeLessThan(ROWS);
    await until(async () => (await spent()).rows === before.rows + (noted?.rows ?? 0) + 5);
    await until(async () => (await atWork()) === 0);
  }, 60_000);

  it.each<[string, () => Promise<string>]>([
    ['exports', async () => `GET ${await releaseReady()} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${analyst.accessToken}\r\n\r\n`.repeat(4)],
    ['lists', () => Promise.resolve(written({ query: WIDE, variables: { s: here } }, chief.accessToken).repeat(80))],
  ])('holds nothing for a client that asks for %s and does not read, and ends its connection', async (_, said) => {
    const text = await said();
    const { port } = new URL(house.server.url);
    const met = once(house.server.app.getHttpServer() as EventEmitter, 'connection');
    const socket = connect({ port: Number(port), host: '127.0.0.1' });
    socket.on('error', () => undefined);
    const [theirs] = (await met) as [Socket];
    const ended = once(theirs, 'close');
    socket.pause();
    socket.write(text);
    const resident = process.memoryUsage().rss;
    await until(async () => (await atWork()) === 0);
    // Nothing is open for it, and others are answered meanwhile.
    expect(await ask(chief, '{ me { idleLockMinutes } }')).toEqual({ idleLockMinutes: 15 });
    expect((process.memoryUsage().rss - resident) / 2 ** 20).toBeLessThan(200);
    await ended;
    socket.destroy();
    await until(async () => (await lastExport())?.outcome !== 'begun');
  }, 60_000);

  it('says no word of a fault in all of this', () => {
    expect(house.errors).toEqual([]);
  });
});
