import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

describe('the protocol', () => {
  let house: House;
  let bureau: TestBureau;
  let chief: Client;
  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Proto', 1);
    chief = await house.signIn(bureau.login('chief', 0));
  });
  afterAll(() => house?.close());

  const alive = async () => expect((await fetch(`${house.server.url}/health/live`)).status).toBe(200);
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${house.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${chief.accessToken}`, ...headers }, body });

  it('passes every MUST and SHOULD of GraphQL over HTTP', async () => {
    const authorised: typeof fetch = (input, init) => fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), authorization: `Bearer ${chief.accessToken}` } });
    const results = await auditServer({ url: `${house.server.url}/graphql`, fetchFn: authorised });
    const failed = results.filter(({ name, status }) => status !== 'ok' && !name.startsWith('MAY')).map(({ id, name }) => `${id} ${name}`);
    expect(failed).toEqual([]);
    expect(results.filter(({ status }) => status === 'ok').length).toBeGreaterThan(50);
  });

  it.each([
    ['a syntax error', '{"query":"{ me { "}', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query":"{ me { shoeSize } }"}', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown input field', '{"query":"mutation($s: ID!) { createTeam(stationId: $s, name: \\"x\\", colour: \\"red\\") { id } }","variables":{"s":"x"}}', 'GRAPHQL_VALIDATION_FAILED'],
    ['a wrong type', '{"query":"query($id: ID!) { station(stationId: $id) { id } }","variables":{"id":{"a":1}}}', 'BAD_USER_INPUT'],
    ['an id that is none', '{"query":"{ station(stationId: \\"1 OR 1=1\\") { id } }"}', 'BAD_INPUT'],
    ['a huge number', '{"query":"query($n: Int) { incidents(stationId: \\"019283a0-0000-7000-8000-000000000000\\", first: $n) { totalCount } }","variables":{"n":1e300}}', 'BAD_USER_INPUT'],
    ['too deep a document', JSON.stringify({ query: `{ __schema { types { ${'fields { type { '.repeat(6)} name ${'} } '.repeat(6)} } } }` }), 'GRAPHQL_VALIDATION_FAILED'],
    ['too many aliases', `{"query":"{ ${Array.from({ length: 60 }, (_, index) => `a${index}: me { idleLockMinutes }`).join(' ')} }"}`, 'GRAPHQL_VALIDATION_FAILED'],
    ['too dear a typed list', JSON.stringify({ query: `query($s: [ID!]!) { disputeMediations(stationIds: $s, first: 200) { edges { node { ${Array.from({ length: 20 }, (_, index) => `a${index}: fields { key title { zhCN en } value { __typename } }`).join(' ')} } } } }`, variables: { s: [] } }), 'QUERY_TOO_COSTLY'],
    ['a typed list of no station', '{"query":"{ disputeMediations(stationIds: []) { totalCount } }"}', 'BAD_INPUT'],
    ['a value that is none of the list', '{"query":"query($s: [ID!]!) { disputeMediations(stationIds: $s, filter: { risk: { in: [purple] } }) { totalCount } }","variables":{"s":[]}}', 'GRAPHQL_VALIDATION_FAILED'],
    ['too many tokens', `{"query":"{ me { ${'idleLockMinutes '.repeat(3000)} } }"}`, 'GRAPHQL_PARSE_FAILED'],
  ])('answers %s with a stable code', async (_, body, code) => {
    const answer = (await (await post(body)).json()) as { errors?: { extensions: { code: string; text: { zhCN: string; en: string } } }[] };
    expect(answer.errors?.[0]?.extensions.code).toBe(code);
    expect(answer.errors?.[0]?.extensions.text).toEqual({ zhCN: expect.stringMatching(/[一-鿿]/), en: expect.stringMatching(/\w/) });
    await alive();
  });

  it.each([
    ['broken JSON', '{"query":', 400],
    ['a body of the wrong kind', '[]', 400],
    ['five megabytes', JSON.stringify({ query: `{ me { idleLockMinutes } } #${'x'.repeat(5 * 1024 * 1024)}` }), 413],
  ])('refuses %s and lives', async (_, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toMatch(/at .*\.js:\d+/);
    await alive();
  });

  it.each([
    ['a lone surrogate', { name: 'team \ud800' }, 'TEXT_NOT_UNICODE'],
    ['a NUL', { name: 'team \u0000' }, 'TEXT_NOT_UNICODE'],
    ['an over-long text', { name: '队'.repeat(5_000) }, 'TEXT_TOO_LONG'],
  ])('refuses %s by name', async (_, variables, code) => {
    const answer = await chief.graphql('mutation($stationId: ID!, $name: String!) { createTeam(stationId: $stationId, name: $name) { id } }', { stationId: bureau.stationIds[0], ...variables });
    expect(answer.errors?.[0]?.extensions.code).toBe(code);
  });

  it('refuses prototype keys in JSON data', async () => {
    const body = `{"query":"mutation($s: ID!, $d: JSON!) { startInstance(stationId: $s, workflow: \\"dispute-mediation\\", data: $d, idempotencyKey: \\"proto\\") { instanceId } }","variables":{"s":"${bureau.stationIds[0]}","d":{"cause":"noise","summary":"x","__proto__":{"admin":true}}}}`;
    const answer = await post(body);
    expect(await answer.text()).toMatch(/BAD_INPUT|BAD_USER_INPUT|BAD_REQUEST/);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    await alive();
  });

  it('asks for signing in before anything else, and hides the schema from strangers', async () => {
    const codeOf = async (query: string) => ((await (await post(JSON.stringify({ query }), { authorization: '' })).json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;
    expect(await codeOf('{ me { idleLockMinutes } }')).toBe('UNAUTHENTICATED');
    expect(await codeOf('{ __schema { types { name } } }')).toBe('UNAUTHENTICATED');
  });

  it.each(['/elsewhere', '/graphql', '/'])('survives an upgrade to %s that is reset half-way', async (path) => {
    const { port } = new URL(house.server.url);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`);
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    await alive();
  });

  it('answers an upgrade to an unknown path with 404', async () => {
    const { port } = new URL(house.server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /elsewhere HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n');
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1\.1 404/);
    socket.destroy();
  });

  it('logs no refusal as an error: only what is wrong with the server', () => {
    expect(house.errors).toEqual([]);
  });
});
