import { entriesOf, type LoadEnd } from './load.js';
import { pause, type FaultHouse } from './house.js';

/** How long everything may take to be done once nothing disturbs it any more. */
const ALL_DONE_WITHIN = 60_000;

/** Numbers of a run, for its line of JSON. */
export type Summary = Record<string, number | string | Record<string, number>>;

interface Timers {
  readonly set: number;
  readonly fired: number;
  readonly twice: number;
  readonly never: number;
  readonly early: number;
  readonly late: number;
}

/** Every timer any step ever set, and what became of it. An own clock tells: none may fire before it is due by the database's time. */
const TIMERS = `
  WITH effect AS (SELECT h.instance_id, e FROM history h, jsonb_array_elements(h.effects) AS e),
  set AS (SELECT instance_id, (e->>'serial')::int AS serial, (e->>'dueAt')::timestamptz AS due FROM effect WHERE e->>'type' = 'set-timer'),
  cancelled AS (SELECT DISTINCT instance_id, (e->>'serial')::int AS serial FROM effect WHERE e->>'type' = 'cancel-timer'),
  fired AS (SELECT instance_id, (event->>'serial')::int AS serial, count(*) AS times, min(at) AS at FROM history WHERE kind = 'timer' GROUP BY 1, 2)
  SELECT count(*)::int AS set, count(fired.at)::int AS fired, count(*) FILTER (WHERE fired.times > 1)::int AS twice,
         count(*) FILTER (WHERE fired.at IS NULL AND cancelled.serial IS NULL)::int AS never,
         count(*) FILTER (WHERE fired.at < set.due)::int AS early, coalesce(max(extract(epoch FROM fired.at - set.due)), 0)::float8 AS late
    FROM set LEFT JOIN fired USING (instance_id, serial) LEFT JOIN cancelled USING (instance_id, serial)`;

/**
 * Waits until all is done, and compares the clients' ledger with the database.
 * @returns numbers of the run @throws Error that lists everything that does not agree
 */
export async function judge(house: FaultHouse, end: LoadEnd): Promise<Summary> {
  const problems: string[] = [];
  const must = (holds: boolean, problem: string) => void (holds || problems.push(problem));
  const began = performance.now();
  const left = await untilDone(house);
  must(left === undefined, `after 60 s without a disturbance there are still: ${left}`);
  const settled = (performance.now() - began) / 1000;

  const entries = entriesOf(...house.ledgers);
  const refusals = entries.filter(({ refusal }) => refusal !== undefined);
  must(refusals.length === 0, `${refusals.length} commands were refused, the first: ${refusals[0]?.refusal}`);
  must(end.differing === 0, `${end.differing} acknowledgements were others when asked for again`);
  const acknowledged = entries.filter(({ refusal }) => refusal === undefined);

  const steps = await house.sql<{ place: string; kind: string }>(`SELECT instance_id || ':' || version AS place, kind FROM history WHERE kind <> 'timer'`);
  const written = new Map(steps.map(({ place, kind }) => [place, kind]));
  const lost = acknowledged.filter(({ instanceId, version, kind }) => written.get(`${instanceId}:${version}`) !== kind).length;
  must(lost === 0, `${lost} acknowledged steps are not in the database`);
  // Every key is acknowledged, so that more steps than keys, or two keys with one step, are a doubled or a merged step.
  const doubled = steps.length - acknowledged.length;
  must(doubled === 0, `${doubled} steps more than acknowledgements`);
  must(new Set(acknowledged.map(({ instanceId, version }) => `${instanceId}:${version}`)).size === acknowledged.length, 'two acknowledgements name one step');

  const [timers] = await house.sql<Timers & { [key: string]: number }>(TIMERS);
  if (timers === undefined) throw new Error('The timers were not counted.');
  for (const fault of ['twice', 'never', 'early'] as const) must(timers[fault] === 0, `${timers[fault]} timers fired ${fault}`);
  for (const problem of await bookkeeping(house)) problems.push(problem);
  for (const seat of house.seats) problems.push(...seat.collapses.splice(0));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const again = acknowledged.filter(({ tries }) => tries > 1).length;
  return { acknowledged: acknowledged.length, sentAgain: again, lost, doubled, timers: timers.fired, early: timers.early, latestTimer: rounded(timers.late), settledWithin: rounded(settled) };
}

/** What each step must have left exactly once: its notice, its key, its audit line, the next number. */
async function bookkeeping(house: FaultHouse): Promise<string[]> {
  const [row] = await house.sql<Record<string, number>>(`
    SELECT (SELECT count(*)::int FROM (SELECT FROM history h WHERE h.effects @> '[{"type": "notify"}]' AND (SELECT count(*) FROM notice n WHERE n.key LIKE h.instance_id || ':' || h.version || ':%') <> 1) AS wrong) AS "steps without exactly one notice",
           (SELECT count(*)::int FROM outbox WHERE state <> 'done' AND (attempts > 0 OR next_run <= now())) AS "jobs that are not done",
           abs((SELECT count(*) FROM idempotency) - (SELECT count(*) FROM history WHERE kind <> 'timer'))::int AS "keys more or less than steps",
           abs((SELECT count(*) FROM audit_entry WHERE record_kind = 'instance') - (SELECT count(*) FROM history WHERE kind <> 'timer'))::int AS "audit lines more or less than steps",
           (SELECT count(*)::int FROM (SELECT FROM instance GROUP BY station_id, workflow, left(number, -6) HAVING max(right(number, 6)::int) <> count(*)) AS gap) AS "number series with a gap"`);
  return Object.entries(row ?? {}).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]));
}

/** @returns what is left when it takes too long */
async function untilDone(house: FaultHouse): Promise<string | undefined> {
  for (const until = performance.now() + ALL_DONE_WITHIN; ; await pause(200)) {
    const [row] = await house.sql<{ instances: number; timers: number; jobs: number }>(
      `SELECT (SELECT count(*)::int FROM instance WHERE status <> 'closed') AS instances, (SELECT count(*)::int FROM timer) AS timers, (SELECT count(*)::int FROM outbox WHERE state = 'pending') AS jobs`,
    );
    if (row !== undefined && row.instances + row.timers + row.jobs === 0) return undefined;
    if (performance.now() > until) return JSON.stringify(row);
  }
}

/** The longest time, in seconds, in which clients, timers and jobs stood still between two moments (milliseconds of the epoch). */
export async function standstills(house: FaultHouse, ledger: string, from: number, to: number): Promise<{ commands: number; timers: number; jobs: number }> {
  const between = 'BETWEEN to_timestamp($1) AND to_timestamp($2)';
  const moments = async (statement: string) => (await house.sql<{ at: Date }>(statement, [from / 1000, to / 1000])).map(({ at }) => at.getTime());
  const gap = (ats: readonly number[]) => {
    const marks = [from, ...ats.filter((at) => at >= from && at <= to).sort((left, right) => left - right), to];
    return rounded(Math.max(...marks.slice(1).map((at, index) => at - (marks[index] ?? at))) / 1000);
  };
  return {
    commands: gap(entriesOf(ledger).map(({ ackedAt }) => ackedAt)),
    timers: gap(await moments(`SELECT at FROM history WHERE kind = 'timer' AND at ${between}`)),
    jobs: gap(await moments(`SELECT finished_at AS at FROM outbox WHERE finished_at ${between}`)),
  };
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
