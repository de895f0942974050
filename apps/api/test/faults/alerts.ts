import { newId, type Id } from '@stationhouse/kernel';
import { Webhook } from 'standardwebhooks';
import { signIn } from '../support/house.js';
import { pause, type FaultHouse } from './house.js';
import { rounded, type Summary } from './verdict.js';

const TYPE = 'cn.stationhouse.fraud-alert.v1';
const GRADES = ['high', 'medium', 'low'];
/** Alerts of one request. */
const BATCH = 3;
/** As many alerts of one person come, from one source after the other. */
const OF_ONE_PERSON = 2;
/** How long everything may take once nothing disturbs it: a killed worker's jobs are free again after half a minute, a process starts meanwhile. */
const PATIENCE = 120_000;

interface Source {
  readonly path: string;
  readonly secret: string;
}

type Alert = ReturnType<typeof alertOf>;

/** Nobody's telephone; a person's alerts are for one station. */
function alertOf(number: number, stations: number) {
  const person = Math.floor(number / OF_ONE_PERSON);
  return { specversion: '1.0', id: newId(), source: '/national', type: TYPE, station: `FAULT${person % stations}`, data: { grade: GRADES[person % GRADES.length], source: number % OF_ONE_PERSON === 0 ? 'national' : 'bank', number: `N-${number}`, person: { phone: `000${String(person).padStart(8, '0')}` } } };
}

/**
 * A source that sends each alert until it is acknowledged, whatever is killed meanwhile. In the end every alert must be there once: as the report that begins an
 * instance or as one more of that instance, with one task to sign and one notice that says so.
 */
export class Alerts {
  private constructor(
    private readonly house: FaultHouse,
    private readonly sending: Promise<number>,
    private readonly all: readonly Alert[],
  ) {}

  /** Begins to send, evenly spread. @param milliseconds how long it takes where nothing disturbs it */
  static async start(house: FaultHouse, count: number, milliseconds: number): Promise<Alerts> {
    const source = await register(house);
    const all = Array.from({ length: count }, (_, number) => alertOf(number, house.stations.length));
    const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH));
    const sent = batches.map(async (batch, index) => {
      await pause((milliseconds * index) / batches.length);
      return (await send(house, source, batch)) - 1;
    });
    const sending = Promise.all(sent).then((again) => again.reduce((sum, one) => sum + one, 0));
    sending.catch(() => undefined); // Told to whoever waits for the end.
    return new Alerts(house, sending, all);
  }

  /** Waits until all are acknowledged and handled, judges them, and takes them out of the house: they would stay open. @throws Error that says what does not agree */
  async end(): Promise<Summary> {
    const again = await this.sending;
    const summary = await judge(this.house, this.all);
    for (const statement of FORGET) await this.house.sql(statement);
    return { ...summary, alertsSentAgain: again };
  }
}

async function register(house: FaultHouse): Promise<Source> {
  const admin = await signIn(house.proxy.url, 'fault-bureau-admin');
  const [{ bureauId } = { bureauId: '' }] = await house.sql<{ bureauId: Id }>('SELECT id AS "bureauId" FROM bureau');
  const { data } = await admin.graphql('mutation ($b: ID!, $i: NewEventSource!) { createEventSource(bureauId: $b, input: $i) { secret source { path } } }', { b: bureauId, i: { title: 'National platform', stationId: null, types: [TYPE] } });
  const made = data?.['createEventSource'] as unknown as { secret: string; source: { path: string } };
  return { path: made.source.path, secret: made.secret };
}

/** Sends a batch until all of it is acknowledged. @returns how often */
async function send(house: FaultHouse, { path, secret }: Source, batch: readonly Alert[]): Promise<number> {
  const body = JSON.stringify(batch);
  for (let tries = 1; ; tries += 1) {
    const [id, at] = [newId(), new Date()];
    const headers = { 'content-type': 'application/cloudevents-batch+json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(secret).sign(id, at, body) };
    const answer = await fetch(`${house.proxy.url}${path}`, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
    if (answer?.status === 202) return tries;
    if (answer !== undefined && answer.status < 500) throw new Error(`Alerts were refused: ${answer.status} ${await answer.text()}`);
    await pause(200);
  }
}

/** What became of each alert. */
const VERDICT = `
  WITH stored AS (SELECT * FROM inbound_event WHERE event_id = ANY ($1))
  SELECT count(*)::int AS stored, count(*) FILTER (WHERE state = 'done')::int AS done, count(*) FILTER (WHERE began)::int AS began,
         (SELECT count(*)::int FROM instance i WHERE i.workflow = 'fraud-alert') AS instances,
         (SELECT coalesce(sum(jsonb_array_length(i.snapshot->'data'->'reports')), 0)::int FROM instance i WHERE i.workflow = 'fraud-alert') AS reports,
         (SELECT count(DISTINCT r->>'number')::int FROM instance i, jsonb_array_elements(i.snapshot->'data'->'reports') r WHERE i.workflow = 'fraud-alert') AS numbers,
         (SELECT count(*)::int FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id WHERE i.workflow = 'fraud-alert' AND t.status = 'OPEN') AS tasks,
         (SELECT count(*)::int FROM notice n JOIN instance i ON i.station_id = n.unit_id AND i.id = n.record_id WHERE i.workflow = 'fraud-alert' AND n.key LIKE i.id || ':1:notify:%') AS notices,
         (SELECT count(*)::int FROM outbox WHERE topic = 'inbound.event' AND state = 'done') AS jobs
    FROM stored`;

const OURS = `(SELECT id FROM instance WHERE workflow = 'fraud-alert')`;
const FORGET = [
  `DELETE FROM idempotency WHERE account_id IN (SELECT id FROM inbound_event)`,
  `DELETE FROM notice_recipient r USING notice n WHERE n.unit_id = r.unit_id AND n.id = r.notice_id AND n.record_id IN ${OURS}`,
  `DELETE FROM notice WHERE record_id IN ${OURS}`,
  `DELETE FROM audit_entry WHERE record_id IN ${OURS}`,
  ...['history', 'task', 'clock', 'timer', 'matter'].map((table) => `DELETE FROM ${table} WHERE instance_id IN ${OURS}`),
  `DELETE FROM outbox WHERE (payload->>'instanceId')::uuid IN ${OURS}`,
  `DELETE FROM instance WHERE workflow = 'fraud-alert'`,
];

async function judge(house: FaultHouse, all: readonly Alert[]): Promise<Summary> {
  const began = performance.now();
  const [count, persons] = [all.length, new Set(all.map(({ data }) => data.person.phone)).size];
  const wanted = { stored: count, done: count, began: persons, instances: persons, reports: count, numbers: count, tasks: persons, notices: persons, jobs: count };
  for (;;) {
    const [found] = await house.sql<typeof wanted>(VERDICT, [all.map(({ id }) => id)]);
    const wrong = Object.entries(wanted).filter(([what, number]) => found?.[what as keyof typeof wanted] !== number);
    if (wrong.length === 0) return { alerts: count, persons, alertsSettledWithin: rounded((performance.now() - began) / 1_000) };
    if (performance.now() - began > PATIENCE) throw new Error(`of ${count} alerts about ${persons} persons: ${JSON.stringify(found)}`);
    await pause(200);
  }
}
