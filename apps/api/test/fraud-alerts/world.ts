import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { Webhook } from 'standardwebhooks';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from '../support/house.js';

export type Data = Readonly<Record<string, unknown>>;

/** What a source is told about one event. */
export interface Receipt {
  readonly status: number;
  readonly events: readonly { readonly id: string | null; readonly status: string; readonly code?: string }[];
}

/** A house with a bureau of three stations, a source of alerts, and a gateway outside that counts what leaves. */
export interface FraudWorld {
  readonly house: House;
  readonly bureau: TestBureau;
  /** What arrived at the gateway for SMS. */
  readonly sent: readonly string[];
  station(index?: number): Id;
  as(role: string, station?: number): Promise<Client>;
  /** Asks one thing. @returns the answer of its first field @throws Error with the code first */
  ask<Answer>(client: Client, query: string, variables?: Data): Promise<Answer>;
  /** The code of the refusal; `none` where it was taken. */
  codeOf(asked: Promise<unknown>): Promise<string>;
  /** Records an alert at a station, as its duty officer. */
  alert(data?: Data, station?: number): Promise<{ readonly instanceId: Id; readonly started: boolean }>;
  /** Hands alerts over as the source does. */
  deliver(events: Data | readonly Data[], over?: { readonly secret?: string; readonly station?: string }): Promise<Receipt>;
  /** An event of the source about a person. */
  event(data?: Data, over?: Data): Data & { readonly id: string };
  /** The instance an event led to; undefined where it led to none. */
  ledTo(eventId: string): Promise<{ readonly state: string; readonly reason: string | null; readonly instanceId: Id | null } | undefined>;
  taskOf(instanceId: Id, key: string): Promise<Id>;
  /** Completes a task of an instance, as a role of its station. */
  does(role: string, instanceId: Id, key: string, outcome: string, form?: Data, station?: number): Promise<unknown>;
  send(role: string, instanceId: Id, event: string, payload?: Data, station?: number): Promise<unknown>;
  advance(by: string): Promise<void>;
  settle(): Promise<void>;
  rows<Row>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  dataOf(instanceId: Id): Promise<Data>;
  close(): Promise<void>;
}

export const ALERT = 'cn.stationhouse.fraud-alert.v1';
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** A phone number of nobody, another one each time. */
export const phones = (() => {
  let last = 700;
  return () => `1390000${String((last += 1)).padStart(4, '0')}`;
})();

/** Opens the world. @param mark stands in the names of its bureau, and is its code */
export async function openFraudWorld(mark: string): Promise<FraudWorld> {
  const sent: string[] = [];
  const gateway = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      sent.push(Buffer.concat(parts).toString());
      response.end();
    });
  });
  await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening));
  const house = await openHouse({ NOTIFY_SMS_URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/`, NOTIFY_SECRET: SECRET });
  const bureau = await buildBureau(house.test, mark, 3);
  const clients = new Map<string, Promise<Client>>();
  const station = (index = 0) => bureau.stationIds[index] as Id;
  const atBureau = (role: string) => role.startsWith('bureau-');
  const as = (role: string, at = 0): Promise<Client> => {
    const login = atBureau(role) ? bureau.login(role) : bureau.login(role, at);
    const known = clients.get(login) ?? house.signIn(login);
    clients.set(login, known);
    return known;
  };
  async function ask<Answer>(client: Client, query: string, variables: Data = {}): Promise<Answer> {
    const { data, errors } = await client.graphql(query, { ...variables });
    const [first] = errors ?? [];
    if (first !== undefined) throw Object.assign(new Error(`${first.extensions.code} ${first.message}`), { code: first.extensions.code, details: first.extensions['details'] });
    return Object.values(data ?? {})[0] as unknown as Answer;
  }
  const rows = async <Row>(statement: string, parameters: readonly unknown[] = []) => (await house.test.owner.query(statement, [...parameters])).rows as Row[];
  // What a step tells goes out once the step itself was told.
  const settle = async () => {
    for (let round = 0; round < 2; round += 1) await untilJobsDone(house.test, bureau.bureauId, ...bureau.stationIds);
  };
  const { source, secret } = await ask<{ secret: string; source: { id: Id; path: string } }>(await as('bureau-admin'), 'mutation ($b: ID!, $i: NewEventSource!) { createEventSource(bureauId: $b, input: $i) { secret source { id path } } }', {
    b: bureau.bureauId, i: { title: '演示反诈平台', stationId: null, types: [ALERT] },
  });
  const taskOf = async (instanceId: Id, key: string) => {
    const [task] = await rows<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND split_part(ref, '#', 2) = $2 AND status IN ('OPEN', 'CLAIMED') ORDER BY serial DESC LIMIT 1`, [instanceId, key]);
    if (task === undefined) throw new Error(`${instanceId} has no open task ${key}.`);
    return task.id;
  };
  return {
    house, bureau, sent, station, as, ask, rows, settle, taskOf,
    codeOf: (asked) => asked.then(() => 'none', ({ code, message }: { code?: string; message: string }) => code ?? message),
    alert: async (data = {}, at = 0) =>
      ask(await as('duty-officer', at), 'mutation ($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "fraud-alert", data: $d, idempotencyKey: $k) { instanceId started } }', { s: station(at), d: { grade: 'high', source: 'bank', person: { phone: phones() }, ...data }, k: newId() }),
    event: (data = {}, over = {}) => ({ specversion: '1.0', id: newId(), source: '/platform', type: ALERT, station: `${mark.toUpperCase().slice(0, 6)}0`, data: { grade: 'high', source: 'national', person: { phone: phones() }, ...data }, ...over }),
    deliver: async (events, over = {}) => {
      const [id, at, body] = [newId(), new Date(), JSON.stringify(events)];
      const type = Array.isArray(events) ? 'application/cloudevents-batch+json' : 'application/cloudevents+json';
      const headers = { 'content-type': type, 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(over.secret ?? secret).sign(id, at, body) };
      const answer = await fetch(`${house.server.url}${source.path}`, { method: 'POST', headers, body });
      return { status: answer.status, events: ((await answer.json()) as { events?: Receipt['events'] }).events ?? [] };
    },
    ledTo: async (eventId) => (await rows<{ state: string; reason: string | null; instanceId: Id | null }>('SELECT state, reason, instance_id AS "instanceId" FROM inbound_event WHERE event_id = $1', [eventId]))[0],
    does: async (role, instanceId, key, outcome, form = {}, at = 0) =>
      ask(await as(role, at), 'mutation ($s: ID!, $t: ID!, $o: String!, $f: JSON!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: $o, form: $f, idempotencyKey: $k) { version } }', { s: station(at), t: await taskOf(instanceId, key), o: outcome, f: form, k: newId() }),
    send: async (role, instanceId, event, payload, at = 0) =>
      ask(await as(role, at), 'mutation ($s: ID!, $i: ID!, $e: String!, $p: JSON, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: $e, payload: $p, idempotencyKey: $k) { version } }', { s: station(at), i: instanceId, e: event, p: payload ?? null, k: newId() }),
    advance: async (by) => {
      await ask(await as('duty-officer'), 'mutation ($by: String!) { advanceTestClock(by: $by) }', { by });
    },
    dataOf: async (instanceId) => (await rows<{ data: Data }>(`SELECT snapshot->'data' AS data FROM instance WHERE id = $1`, [instanceId]))[0]?.data ?? {},
    close: async () => {
      await house.close();
      await new Promise((closed) => gateway.close(closed));
    },
  };
}
