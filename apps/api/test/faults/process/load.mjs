import { randomUUID } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { Client, pause } from './client.mjs';

/**
 * The clients, and their own ledger: one line per command, written once it is acknowledged, before anything else happens.
 * Modes: `rounds` (from start to stop, again and again), `ticks` (at a steady rate, on instances that stay).
 */
const config = JSON.parse(process.argv[2]);
const ledger = openSync(config.ledger, 'a');
const clients = new Map(config.stations.map(({ id, login }) => [id, new Client(config.url, login, config.password)]));
let over = false;
let refused = 0;
const acknowledged = [];

const COMMANDS = {
  start: ['start', 'mutation ($s: ID!, $k: String!, $w: String!) { done: startInstance(stationId: $s, workflow: $w, data: {}, idempotencyKey: $k) { instanceId version } }'],
  tick: ['event', 'mutation ($s: ID!, $k: String!, $i: ID!) { done: sendEvent(stationId: $s, instanceId: $i, event: "tick", idempotencyKey: $k) { instanceId version } }'],
  stop: ['complete-task', 'mutation ($s: ID!, $k: String!, $t: ID!) { done: completeTask(stationId: $s, taskId: $t, outcome: "done", form: {}, idempotencyKey: $k) { instanceId version } }'],
};
const TASKS = 'query ($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { tasks { id status } } }';

process.on('disconnect', () => process.exit(1));
process.on('message', (said) => {
  if (said === 'stop') over = true;
});

async function command(station, type, variables) {
  const [kind, query] = COMMANDS[type];
  const key = randomUUID();
  const all = { s: station, k: key, ...variables };
  const sentAt = Date.now();
  const { data, refused: refusal, tries, why } = await clients.get(station).ask(query, all);
  const entry = { key, kind, station, sentAt, ackedAt: Date.now(), tries, ...(why === undefined ? {} : { why }), ...(refusal === undefined ? { instanceId: data.done.instanceId, version: data.done.version } : { refusal }) };
  writeSync(ledger, `${JSON.stringify(entry)}\n`);
  if (refusal !== undefined) {
    refused += 1;
    await pause(1_000);
    return undefined;
  }
  if (acknowledged.length < 2_000 || Math.random() < 0.01) acknowledged.push({ station, query, all, answer: JSON.stringify(data.done) });
  return entry;
}

async function stopOf(station, instanceId) {
  const { data } = await clients.get(station).ask(TASKS, { s: station, i: instanceId });
  const open = data?.instance.tasks.find(({ status }) => status === 'OPEN' || status === 'CLAIMED');
  if (open !== undefined) await command(station, 'stop', { t: open.id });
}

async function rounds(station) {
  while (!over) {
    const started = await command(station, 'start', { w: config.workflow ?? 'fault-round' });
    if (started === undefined) continue;
    const i = started.instanceId;
    for (let pair = 0; pair < 2; pair += 1) await Promise.all([command(station, 'tick', { i }), command(station, 'tick', { i })]);
    await stopOf(station, i);
  }
}

/** `rate` ticks a second, whatever becomes of the earlier ones, on `instances` of each station; then they are stopped. */
async function ticks() {
  const open = await Promise.all(
    config.stations.flatMap(({ id }) => Array.from({ length: config.instances }, async () => [id, (await command(id, 'start', { w: 'fault-round' }))?.instanceId])),
  );
  process.send({ open: open.map(([stationId, id]) => ({ stationId, id })) });
  const under = new Set();
  const began = performance.now();
  for (let sent = 0; !over; sent += 1) {
    await pause(Math.max(0, began + (sent * 1_000) / config.rate - performance.now()));
    const [station, i] = open[sent % open.length];
    const one = command(station, 'tick', { i }).finally(() => under.delete(one));
    under.add(one);
  }
  await Promise.all(under);
  process.send({ quiet: true });
  await new Promise((resolve) => process.once('message', resolve));
  await Promise.all(open.map(([station, i]) => stopOf(station, i)));
}

await Promise.all([...clients.values()].map((client) => client.signIn()));
process.send({ begun: true });
if (config.mode === 'ticks') await ticks();
else await Promise.all(Array.from({ length: config.clients }, (_, index) => rounds(config.stations[index % config.stations.length].id)));

// Every acknowledgement, asked for again, is the same.
let differing = 0;
const every = Math.max(1, Math.floor(acknowledged.length / 50));
for (const { station, query, all, answer } of acknowledged.filter((_, index) => index % every === 0)) {
  const { data } = await clients.get(station).ask(query, all);
  if (JSON.stringify(data?.done) !== answer) differing += 1;
}
const signIns = [...clients.values()].reduce((sum, client) => sum + client.signIns, 0);
process.send({ done: true, refused, differing, signIns }, () => process.exit(0));
