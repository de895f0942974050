import { parseArgs } from 'node:util';
import type { Id } from '@stationhouse/kernel';
import { createClient, type Client } from 'graphql-ws';
import pg from 'pg';
import { WebSocket } from 'ws';
import { RawAlerts } from './alerts/raw.js';
import { alerts, AlertsWorld, type Alert } from './alerts/world.js';
import { drive, percentile } from './engine/drive.js';
import type { Seat } from './graphql/world.js';
import { median, report, type BenchResult } from './result.js';

/** Alerts of one request, as a source that replays sends them, and requests at a time. */
const BATCH = 25;
const REQUESTS = 4;
const REPEATS = 3;
/** What rings within a minute: so many alerts, and how many of them come at once. */
const RINGING = 200;
const AT_ONCE = 20;
const RING_ALLOWED = 2_000;
const TARGETS = { intake: 0.3, ring: 1 };

const CHANGES = 'subscription ($s: ID!) { changes(stationId: $s, kinds: [NOTICE]) { kind id } }';
const RINGS = '{ ringingNotices { priority createdAt } }';

/**
 * Fraud alerts of a source that replays, over forty stations: how many a second stand as an instance with its task, and how soon officers' open pages hear
 * of them. Every alert must be there once. `--quick`: fewer alerts, and those of the minute within twenty seconds.
 */
export async function benchAlerts(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
  const wanted = values.only?.split(',') ?? Object.keys(TARGETS);
  const ratios: Record<string, number> = {};
  await AlertsWorld.with(async (world) => {
    if (wanted.includes('intake')) ratios['intake'] = await intake(world, values.quick ? 500 : 2_000);
    if (wanted.includes('ring')) ratios['ring'] = await ring(world, values.quick ? 20_000 : 60_000);
  });
  return { ratios, targets: Object.fromEntries(Object.entries(TARGETS).filter(([key]) => wanted.includes(key))) };
}

/** Alerts a second from the first request until the last instance stands with its task, over the raw writing of the same rows; in turns. */
async function intake(world: AlertsWorld, count: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: world.superuserUrl, max: 8 });
  try {
    const raw = await RawAlerts.open(pool);
    const ratios: number[] = [];
    for (let run = 0; run <= REPEATS; run += 1) {
      const events = alerts(run === 0 ? Math.min(count, 500) : count);
      const batches = Array.from({ length: events.length / BATCH }, (_, index) => events.slice(index * BATCH, (index + 1) * BATCH));
      const began = performance.now();
      await drive(REQUESTS, batches, (batch) => world.send(batch));
      await stand(world, events);
      const [ours, standing] = [events.length / ((performance.now() - began) / 1_000), performance.now()];
      await world.settled();
      const after = performance.now() - standing;
      const ids = await judge(world, events);
      const rows = await raw.rowsOf(ids);
      await world.rest();
      const theirs = await raw.rate(rows);
      if (run === 0) continue; // both warm up
      report(`intake, run ${run}: ${ours.toFixed(0)} alerts/s, raw ${theirs.toFixed(0)}/s; everybody told ${(after / 1_000).toFixed(2)} s later`);
      ratios.push(ours / theirs);
    }
    return Number(median(ratios).toFixed(3));
  } finally {
    await pool.end();
  }
}

/** Waits until every alert is an instance whose task stands. */
async function stand(world: AlertsWorld, events: readonly Alert[]): Promise<void> {
  const [{ before } = { before: 0 }] = await world.rows<{ before: number }>(`SELECT count(*)::int AS before FROM inbound_event e WHERE e.event_id = ANY ($1)`, [events.map(({ id }) => id)]);
  if (before !== events.length) throw new Error(`${before} of ${events.length} alerts were stored.`);
  for (;;) {
    const [row] = await world.rows<{ open: number }>(`SELECT count(*)::int AS open FROM inbound_event WHERE state = 'received'`);
    if (row?.open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Every alert is there once: an event that is done, its instance, its task, and one notice. @returns the ids of the stored events @throws Error */
async function judge(world: AlertsWorld, events: readonly Alert[]): Promise<Id[]> {
  const rows = await world.rows<{ id: Id; whole: boolean }>(
    `SELECT e.id, e.state = 'done' AND e.began AND e.instance_id = e.id AND (SELECT count(*) FROM task t WHERE t.station_id = e.station_id AND t.instance_id = e.id AND t.status = 'OPEN') = 1
            AND (SELECT count(*) FROM notice n WHERE n.unit_id = e.station_id AND n.record_id = e.id AND n.key LIKE e.id || ':1:%') = 1 AS whole
       FROM inbound_event e WHERE e.event_id = ANY ($1)`,
    [events.map(({ id }) => id)],
  );
  const broken = rows.filter(({ whole }) => !whole).length;
  if (rows.length !== events.length || broken > 0) throw new Error(`${rows.length} of ${events.length} alerts were stored, ${broken} of them are not whole.`);
  return rows.map(({ id }) => id);
}

/** Two seconds over the p99 from an accepted alert to an officer's page that hears of its notice, {@link AT_ONCE} alerts at a time within a minute. */
async function ring(world: AlertsWorld, within: number): Promise<number> {
  const heard = new Map<Id, number>();
  const pages = await Promise.all(world.officers.map((officer) => open(world, officer, heard)));
  const events = alerts(RINGING);
  const accepted = new Map<string, number>();
  const began = performance.now();
  for (let from = 0; from < events.length; from += AT_ONCE) {
    const burst = events.slice(from, from + AT_ONCE);
    await world.send(burst);
    for (const { id } of burst) accepted.set(id, performance.now());
    const next = began + (within * (from + AT_ONCE)) / events.length;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  await world.settled();
  await judge(world, events);
  const notices = await world.rows<{ id: Id; event: string }>('SELECT n.id, e.event_id AS event FROM inbound_event e JOIN notice n ON n.unit_id = e.station_id AND n.record_id = e.id WHERE e.event_id = ANY ($1)', [[...accepted.keys()]]);
  const waits = notices.map(({ id, event }) => Math.max(0, (heard.get(id) ?? Number.POSITIVE_INFINITY) - (accepted.get(event) ?? 0)));
  for (const page of pages) await page.dispose();
  await inOrder(world);
  const p99 = percentile(waits, 0.99);
  report(`ring: an open page hears of an accepted alert after ${percentile(waits, 0.5).toFixed(0)} ms (p50), ${p99.toFixed(0)} ms (p99)`);
  return Number((RING_ALLOWED / p99).toFixed(3));
}

/** An officer's page: notes when it hears of each notice. Open once the server says that it listens. */
async function open({ url }: AlertsWorld, { stationId, token }: Seat, heard: Map<Id, number>): Promise<Client> {
  const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { accessToken: token } });
  await new Promise<void>((resolve, reject) => {
    const next = ({ data }: { data?: Record<string, unknown> | null }) => {
      const change = data?.['changes'] as { kind: string; id: Id } | undefined;
      if (change?.kind === 'READY') resolve();
      else if (change !== undefined && !heard.has(change.id)) heard.set(change.id, performance.now());
    };
    client.subscribe({ query: CHANGES, variables: { s: stationId } }, { next, error: (error) => reject(error instanceof Error ? error : new Error(JSON.stringify(error))), complete: () => undefined });
  });
  return client;
}

/** What rings at each station comes by grade, and of one grade the longest first. @throws Error */
async function inOrder(world: AlertsWorld): Promise<void> {
  for (const { token } of world.officers) {
    const answer = await fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query: RINGS }) });
    const { data } = (await answer.json()) as { data?: { ringingNotices: { priority: number; createdAt: string }[] } };
    const order = (data?.ringingNotices ?? []).map(({ priority, createdAt }) => `${priority} ${createdAt}`);
    if (order.length === 0 || [...order].sort().join() !== order.join()) throw new Error(`A station's alerts do not ring by grade: ${order.join(', ')}`);
  }
}
