import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@stationhouse/database';
import type { FastifyReply } from 'fastify';
import { WebSocket } from 'ws';
import { Traffic } from '../src/operations/traffic.js';
import { HealthController } from '../src/operations/operations.controller.js';
import { auditHeadFile } from '../src/worker.js';
import { buildBureau, openHouse, type House, type TestBureau } from './support/house.js';

const TOKEN = 'a token for Prometheus';

describe('what watches the server', () => {
  let house: House;
  let bureau: TestBureau;
  beforeAll(async () => {
    house = await openHouse({ METRICS_TOKEN: TOKEN, DRAIN_SECONDS: '3' });
    bureau = await buildBureau(house.test, 'Watch', 1);
  });
  afterAll(() => house?.close());

  const get = (place: string, headers: Record<string, string> = {}) => fetch(`${house.server.url}${place}`, { headers });

  it('says that it lives and is ready, and 503 while the database does not answer', async () => {
    expect([(await get('/health/live')).status, await (await get('/health/ready')).json()]).toEqual([200, { status: 'ready', database: true }]);
    let status = 0;
    const reply = { status: (code: number) => void (status = code) } as unknown as FastifyReply;
    const controller = new HealthController({ ping: async () => false } as unknown as Database, new Traffic());
    expect(await controller.ready(reply)).toEqual({ status: 'unready', database: false });
    expect(status).toBe(503);
  });

  it('shows figures without ids or people, to whoever has the token', async () => {
    const chief = await house.signIn(bureau.login('chief', 0));
    await chief.graphql('query($s: ID!) { station(stationId: $s) { name } }', { s: bureau.stationIds[0] });
    expect([(await get('/metrics')).status, (await get('/metrics', { authorization: 'Bearer wrong' })).status]).toEqual([404, 404]);
    const figures = await (await get('/metrics', { authorization: `Bearer ${TOKEN}` })).text();
    expect(figures).toMatch(/stationhouse_http_request_seconds_count\{route="\/auth\/sign-in",method="POST",status="2xx"\} 1/);
    expect(figures).toContain('stationhouse_graphql_operation_seconds_count{field="station"');
    expect(figures).toMatch(/stationhouse_timers_late \d+\n/);
    expect(figures).toMatch(/stationhouse_timer_lateness_seconds \d/);
    expect(figures).toContain('stationhouse_operations_readable 1');
    expect(figures).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7|watch-chief/);
  });

  it('logs a fault as one line of JSON with the request’s id, and nothing of what was asked', async () => {
    const chief = await house.signIn(bureau.login('chief', 0));
    await house.test.owner.query('ALTER TABLE incident RENAME TO incident_away');
    const answer = await chief.graphql('query($s: ID!) { incidents(stationId: $s, filter: { search: "张三丰 13812345678" }) { totalCount } }', { s: bureau.stationIds[0] });
    await house.test.owner.query('ALTER TABLE incident_away RENAME TO incident');
    const [error] = answer.errors ?? [];
    expect(error?.extensions).toMatchObject({ code: 'INTERNAL', requestId: expect.stringMatching(/^[\w-]{36}$/) });
    const lines = house.errors.map((line) => JSON.parse(line) as { level: string; requestId?: string });
    expect(lines).toEqual([expect.objectContaining({ level: 'error', requestId: error?.extensions['requestId'] })]);
    expect(house.errors.join()).not.toMatch(/张三|138123|Watch|watch-|incident\\?"/);
    expect(JSON.stringify(answer)).not.toMatch(/incident_away|relation/);
  });

  it('drains when it stops: says that it is not ready, serves on, keeps no connection, tells the sockets; and seals the record’s tail', async () => {
    const unsealed = async () => (await house.test.owner.query('SELECT count(*)::int AS n FROM audit_entry WHERE batch IS NULL')).rows[0].n as number;
    expect(await unsealed()).toBeGreaterThan(0);
    const chief = await house.signIn(bureau.login('chief', 0));
    const socket = new WebSocket(`${house.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { accessToken: chief.accessToken } }));
    await once(socket, 'message');
    const told = once(socket, 'close');
    const closing = house.server.close();
    const ready = await get('/health/ready');
    expect([ready.status, ready.headers.get('connection'), await ready.json()]).toEqual([503, 'close', { status: 'unready', database: true }]);
    expect((await chief.graphql('query($s: ID!) { station(stationId: $s) { name } }', { s: bureau.stationIds[0] })).errors).toBeUndefined();
    const late = new WebSocket(`${house.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    expect(String((await once(late, 'error'))[0])).toContain('503');
    await closing;
    expect((await told)[0]).toBe(1001);
    expect(await unsealed()).toBe(0);
    expect(readFileSync(auditHeadFile(path.resolve(house.folder)), 'utf8').trim()).not.toBe('');
  });
});
