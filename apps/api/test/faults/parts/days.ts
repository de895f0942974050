import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { signIn, type Client } from '../../support/house.js';
import type { FaultHouse } from '../house.js';
import { pause } from '../house.js';
import { judge, type Summary } from '../verdict.js';

const DAYS = 90;
const MATTERS = 12;
/** When the filing tasks of half of the matters are done; those of the others run out. */
const FILED_ON = 65;
/** Domain time stands at each due moment while it fires; a worker that is killed with a timer holds it for its lease of ten seconds, or twice. */
const LATEST_SECONDS = 30;

const START = 'mutation ($s: ID!, $k: String!) { done: startInstance(stationId: $s, workflow: "follow-up", data: {}, idempotencyKey: $k) { instanceId version } }';
const TASKS = 'query ($s: ID!) { tasks(stationId: $s, first: 100, filter: { workflow: "follow-up" }) { edges { node { id instance { id } } } } }';
const FILE = 'mutation ($s: ID!, $k: String!, $t: ID!) { done: completeTask(stationId: $s, taskId: $t, outcome: "done", form: {}, idempotencyKey: $k) { instanceId version } }';

/** Ninety days of follow-ups on a test clock, while API and worker are killed and started again. */
export async function days(house: FaultHouse, { restarts }: { readonly restarts: number }): Promise<Summary> {
  const ledger = path.join(house.folder, `ledger-${house.ledgers.length}.jsonl`);
  house.ledgers.push(ledger);
  const command = async (kind: string, query: string, station: { id: string; login: string }, variables: object) => {
    const key = randomUUID();
    const sentAt = Date.now();
    const { instanceId, version } = await ask<{ done: { instanceId: string; version: number } }>(house, station.login, query, { s: station.id, k: key, ...variables }).then(({ done }) => done);
    appendFileSync(ledger, `${JSON.stringify({ key, kind, station: station.id, sentAt, ackedAt: Date.now(), tries: 1, instanceId, version })}\n`);
  };
  for (let matter = 0; matter < MATTERS; matter += 1) await command('start', START, house.stations[matter % house.stations.length] as { id: string; login: string }, {});
  const [{ began } = { began: new Date() }] = await house.sql<{ began: Date }>('SELECT app.now() AS began');
  let filed = false;
  for (let step = 1; step <= restarts; step += 1) {
    const day = (DAYS * step) / restarts;
    const victims = step % 2 === 0 ? house.apis : house.workers;
    // A worker dies in the middle of what falls due, an API process between two requests.
    const moving = moveTo(house, new Date(began.getTime() + day * 86_400_000));
    await pause(Math.random() * 200);
    if (step % 2 === 1) victims[0]?.kill();
    await moving;
    if (step % 2 === 0) victims[0]?.kill();
    if (!filed && day >= FILED_ON) {
      filed = true;
      for (const station of house.stations.slice(0, 2)) {
        const { tasks } = await ask<{ tasks: { edges: { node: { id: string } }[] } }>(house, station.login, TASKS, { s: station.id });
        for (const { node } of tasks.edges) await command('complete-task', FILE, station, { t: node.id });
      }
    }
  }
  await house.ready();
  await moveTo(house, new Date(began.getTime() + (DAYS + 1) * 86_400_000));
  const summary = await judge(house, { refused: 0, differing: 0, signIns: 0 });
  if (Number(summary['latestTimer']) > LATEST_SECONDS) throw new Error(`a timer fired ${String(summary['latestTimer'])} s after it was due`);
  return { days: DAYS, restarts, matters: MATTERS, ...summary };
}

/** Moves domain time to a moment; asked again when the process that does so is killed. */
async function moveTo(house: FaultHouse, target: Date): Promise<void> {
  const login = house.stations[0]?.login ?? '';
  for (;;) {
    const [{ now } = { now: target }] = await house.sql<{ now: Date }>('SELECT app.now() AS now');
    const left = Math.ceil((target.getTime() - now.getTime()) / 1000);
    if (left <= 0) return;
    await ask(house, login, 'mutation ($by: String!) { advanceTestClock(by: $by) }', { by: `PT${left}S` });
  }
}

const signedIn = new WeakMap<FaultHouse, Map<string, Client>>();

/** Asks until there is an answer; a refusal is thrown. */
async function ask<Data>(house: FaultHouse, login: string, query: string, variables: Record<string, unknown>): Promise<Data> {
  const clients = signedIn.get(house) ?? new Map<string, Client>();
  signedIn.set(house, clients);
  for (const until = performance.now() + 60_000; ; await pause(200)) {
    try {
      const client = clients.get(login) ?? (await signIn(house.proxy.url, login));
      clients.set(login, client);
      const { data, errors } = await client.graphql(query, variables);
      if (errors === undefined) return data as unknown as Data;
      if (!['INTERNAL', 'DATABASE_UNAVAILABLE', 'CONFLICT'].includes(errors[0]?.extensions.code ?? '')) throw Object.assign(new Error(JSON.stringify(errors[0])), { refused: true });
    } catch (error) {
      if ((error as { refused?: boolean }).refused === true || performance.now() > until) throw error;
    }
  }
}
