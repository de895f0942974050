import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId, type Id } from '@stationhouse/kernel';
import { Webhook } from 'standardwebhooks';
import { openWorld, type Data, type World } from '../support/world.js';

export type { Data };

/** What a source is told about one event. */
export interface Receipt {
  readonly status: number;
  readonly events: readonly { readonly id: string | null; readonly status: string; readonly code?: string }[];
}

/** A house with a bureau of three stations, a source of alerts, and a gateway outside that counts what leaves. */
export interface FraudWorld extends World {
  /** What arrived at the gateway for SMS. */
  readonly sent: readonly string[];
  /** Records an alert at a station, as its duty officer. */
  alert(data?: Data, station?: number): Promise<{ readonly instanceId: Id; readonly started: boolean }>;
  /** Hands alerts over as the source does. */
  deliver(events: Data | readonly Data[], over?: { readonly secret?: string; readonly station?: string }): Promise<Receipt>;
  /** An event of the source about a person. */
  event(data?: Data, over?: Data): Data & { readonly id: string };
  /** The instance an event led to; undefined where it led to none. */
  ledTo(eventId: string): Promise<{ readonly state: string; readonly reason: string | null; readonly instanceId: Id | null } | undefined>;
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
  const world = await openWorld(mark, 3, { NOTIFY_SMS_URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/`, NOTIFY_SECRET: SECRET });
  const { house, bureau, as, ask, rows } = world;
  const { source, secret } = await ask<{ secret: string; source: { id: Id; path: string } }>(await as('bureau-admin'), 'mutation ($b: ID!, $i: NewEventSource!) { createEventSource(bureauId: $b, input: $i) { secret source { id path } } }', {
    b: bureau.bureauId, i: { title: '演示反诈平台', stationId: null, types: [ALERT] },
  });
  return {
    ...world,
    sent,
    alert: (data = {}, at = 0) => world.start('fraud-alert', { grade: 'high', source: 'bank', person: { phone: phones() }, ...data }, at),
    event: (data = {}, over = {}) => ({ specversion: '1.0', id: newId(), source: '/platform', type: ALERT, station: `${mark.toUpperCase().slice(0, 6)}0`, data: { grade: 'high', source: 'national', person: { phone: phones() }, ...data }, ...over }),
    deliver: async (events, over = {}) => {
      const [id, at, body] = [newId(), new Date(), JSON.stringify(events)];
      const type = Array.isArray(events) ? 'application/cloudevents-batch+json' : 'application/cloudevents+json';
      const headers = { 'content-type': type, 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(over.secret ?? secret).sign(id, at, body) };
      const answer = await fetch(`${house.server.url}${source.path}`, { method: 'POST', headers, body });
      return { status: answer.status, events: ((await answer.json()) as { events?: Receipt['events'] }).events ?? [] };
    },
    ledTo: async (eventId) => (await rows<{ state: string; reason: string | null; instanceId: Id | null }>('SELECT state, reason, instance_id AS "instanceId" FROM inbound_event WHERE event_id = $1', [eventId]))[0],
    close: async () => {
      await world.close();
      await new Promise((closed) => gateway.close(closed));
    },
  };
}
