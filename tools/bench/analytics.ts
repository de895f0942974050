import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createAccount, createBureau, grantBureauRole, grantRole, insertStation, Passwords } from '@stationhouse/access';
import { RollUps } from '@stationhouse/analytics';
import { migrations, pluginStorages, readSettings, startServer, type RunningServer } from '@stationhouse/api';
import { freePort } from '@stationhouse/database';
import { CATEGORIES } from '@stationhouse/incidents';
import { newId, type Id } from '@stationhouse/kernel';
import pg from 'pg';
import { signIn } from '../client/sign-in.js';
import { percentile } from './engine/drive.js';
import { median, report, type BenchResult } from './result.js';
import { withServer } from './server.js';

const STATIONS = 50;
const YEARS = 5;
const ZONE = 'Asia/Shanghai';
const PASSWORD = 'a bench of figures';
const ONE_MS = 10;
const ALL_MS = 50;
const RUNS = 3;
/** So long a sign-in is used. */
const SIGNED_IN_MS = 120_000;
/** What a careful hand gives a statement that goes over everything. */
const TUNED = `SET work_mem = '64MB'; SET max_parallel_workers_per_gather = 2; SET hash_mem_multiplier = 2; SET jit = off`;

interface World {
  readonly owner: pg.Client;
  readonly server: RunningServer;
  readonly stationIds: readonly Id[];
  readonly ask: (login: string, stationIds: readonly Id[], query: Record<string, unknown>) => Promise<readonly Point[]>;
}
interface Point {
  readonly period: string | null;
  readonly dimensions: readonly { readonly value: string | null }[];
  readonly numerator: number;
  readonly previous: { readonly numerator: number } | null;
}

const SERIES = 'query ($stations: [ID!]!, $query: MetricQuery!) { metricSeries(stationIds: $stations, query: $query) { points { period complete dimensions { value } count numerator value previous { numerator } difference } } }';

/**
 * Figures over 5,000,000 incidents of 50 stations and five years, asked through GraphQL and compared with plain SQL before they count: month by category with the year before, of
 * one station (its chief) and of all (the bureau); what no roll-up covers against tuned SQL of the tables' owner; and building all roll-ups against a bare CREATE TABLE AS of the same cells.
 * `--quick`: 200,000 incidents. `--rows N`.
 */
export async function benchAnalytics(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { quick: { type: 'boolean', default: false }, rows: { type: 'string' } } });
  const rows = Number(values.rows ?? (values.quick ? 200_000 : 5_000_000));
  return withWorld(rows, async (world) => {
    const rebuild = await rebuilding(world);
    const { from, to } = lastYear();
    const query = { metrics: ['incident.received'], from, to, granularity: 'MONTH', dimensions: ['category'], compare: 'SAME_PERIOD_LAST_YEAR' };
    const one = world.stationIds.slice(0, 1);
    await requireRight(world, await world.ask('chief', one, query), one, query);
    await requireRight(world, await world.ask('leader', world.stationIds, query), world.stationIds, query);
    const [metricOne, metricAll] = [await p95(() => world.ask('chief', one, query), 'one station'), await p95(() => world.ask('leader', world.stationIds, query), `${STATIONS} stations`)];
    const adHoc = await asking(world);
    return { ratios: { metric_one: ratio(ONE_MS, metricOne), metric_all: ratio(ALL_MS, metricAll), ad_hoc: adHoc, rebuild }, targets: { metric_one: 1, metric_all: 1, ad_hoc: 0.75, rebuild: 0.33 } };
  });
}

const ratio = (wanted: number, taken: number) => Number((wanted / taken).toFixed(3));

/** The twelve months that end with the present one. */
function lastYear(): { readonly from: string; readonly to: string } {
  const now = new Date();
  const month = (offset: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)).toISOString().slice(0, 10);
  return { from: month(-11), to: month(1) };
}

async function p95(work: () => Promise<unknown>, what: string): Promise<number> {
  const times: number[] = [];
  for (let run = -20; run < 100; run += 1) {
    const began = performance.now();
    await work();
    if (run >= 0) times.push(performance.now() - began);
  }
  report(`month × category, ${what}: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`);
  return percentile(times, 0.95);
}

/** @throws Error when a point, or what it is compared with, is not what plain SQL counts */
async function requireRight({ owner }: World, points: readonly Point[], stationIds: readonly Id[], { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
  const { rows } = await owner.query<{ month: string; category: string; count: number }>(
    `SELECT to_char(date_trunc('month', received_at AT TIME ZONE '${ZONE}'), 'YYYY-MM-DD') AS month, category, count(*)::int AS count FROM incident
      WHERE station_id = ANY ($1) AND (received_at AT TIME ZONE '${ZONE}')::date >= $2 AND (received_at AT TIME ZONE '${ZONE}')::date < $3 GROUP BY 1, 2`,
    [stationIds, from, to],
  );
  const plain = new Map(rows.map(({ month, category, count }) => [`${month} ${category}`, count]));
  // Sensitive categories come together for the bureau.
  const shown = points.filter(({ dimensions, numerator }) => dimensions[0]?.value !== 'withheld' && numerator > 0);
  const wrong = shown.filter(({ period, dimensions, numerator }) => plain.get(`${period} ${dimensions[0]?.value}`) !== numerator);
  const total = (all: readonly number[]) => all.reduce((sum, value) => sum + value, 0);
  if (wrong.length > 0 || shown.length === 0 || total(points.map(({ numerator }) => numerator)) !== total([...plain.values()])) throw new Error(`The figures are not those of the rows: ${JSON.stringify(wrong.slice(0, 3))}`);
  if (!points.some(({ previous }) => previous !== null && previous.numerator > 0)) throw new Error('Nothing was compared with the year before.');
}

/** All roll-ups built from nothing, against a bare CREATE TABLE AS of the same cells by the tables' owner. */
async function rebuilding({ owner, server }: World): Promise<number> {
  const began = performance.now();
  await server.app.get(RollUps).buildMissing();
  const built = performance.now() - began;
  const bare = await timed(owner, `CREATE TABLE bare AS SELECT station_id, ${['day', 'month'].map((step) => `date_trunc('${step}', received_at AT TIME ZONE '${ZONE}') AS ${step}`).join(', ')}, category, channel, status, outcome, hour,
      count(*) AS received, count(*) FILTER (WHERE arrived_at IS NOT NULL) AS arrived, count(*) FILTER (WHERE arrived_at - received_at BETWEEN interval '0' AND interval '10 minutes') AS in_time, sum(extract(epoch FROM arrived_at - received_at)) AS seconds
    FROM (SELECT *, extract(hour FROM received_at AT TIME ZONE '${ZONE}') AS hour FROM incident) i
    GROUP BY station_id, GROUPING SETS (2, 3), GROUPING SETS ((), category, channel, status, outcome, hour)`);
  await owner.query('DROP TABLE bare');
  const { rows: [size] } = await owner.query<{ days: string; months: string; rows: string }>(`SELECT pg_size_pretty(pg_total_relation_size('figure_day')) AS days, pg_size_pretty(pg_total_relation_size('figure_month')) AS months, pg_size_pretty(pg_total_relation_size('incident')) AS rows`);
  report(`rebuild: ${(built / 1000).toFixed(1)} s, bare CREATE TABLE AS ${(bare / 1000).toFixed(1)} s; days ${size?.days}, months ${size?.months}, the rows ${size?.rows}`);
  await owner.query('VACUUM ANALYZE figure_day, figure_month, figure_mark, figure_cover');
  return ratio(bare, built);
}

/** What no roll-up covers, against tuned SQL; in turns. */
async function asking(world: World): Promise<number> {
  const { from, to } = lastYear();
  const query = { metrics: ['incident.received'], from: `${Number(from.slice(0, 4)) - YEARS}${from.slice(4)}`, to, granularity: 'NONE', dimensions: ['channel', 'outcome', 'weekday'] };
  const ratios: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const bare = await timed(world.owner, `SELECT channel, outcome, extract(isodow FROM received_at AT TIME ZONE '${ZONE}'), count(*) FROM incident WHERE received_at >= '${query.from}'::timestamp AT TIME ZONE '${ZONE}' AND received_at < '${to}'::timestamp AT TIME ZONE '${ZONE}' GROUP BY 1, 2, 3`);
    const began = performance.now();
    const points = await world.ask('officer', world.stationIds, query);
    const took = performance.now() - began;
    const { rows: [plain] } = await world.owner.query<{ count: number }>('SELECT count(*)::int AS count FROM incident');
    if (points.reduce((sum, { numerator }) => sum + numerator, 0) !== plain?.count) throw new Error('The figures are not those of the rows.');
    report(`channel × outcome × weekday: ${took.toFixed(0)} ms, tuned SQL ${bare.toFixed(0)} ms`);
    ratios.push(bare / took);
  }
  return Number(median(ratios).toFixed(3));
}

async function timed(owner: pg.Client, statement: string): Promise<number> {
  const began = performance.now();
  await owner.query(statement);
  return performance.now() - began;
}

async function withWorld<Result>(rows: number, work: (world: World) => Promise<Result>): Promise<Result> {
  return withServer(migrations, async ({ urls }) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-bench-'));
    const server = await startServer(readSettings({ DATABASE_URL: urls.app, STATIONHOUSE_FOLDER: folder, STATIONHOUSE_DEMO: '0', PORT: String(await freePort()), LOG_LEVEL: 'error' }), { role: 'api', web: false, progress: () => undefined });
    const owner = new pg.Client({ connectionString: urls.owner });
    await owner.connect();
    try {
      const stationIds = await people(server);
      await fill(owner, stationIds, rows);
      const tokens = new Map<string, { readonly token: string; readonly at: number }>();
      // A build takes longer than a sign-in lasts.
      const tokenOf = async (login: string) => {
        const known = tokens.get(login);
        if (known !== undefined && performance.now() - known.at < SIGNED_IN_MS) return known.token;
        const token = await signIn(server.url, login, PASSWORD);
        tokens.set(login, { token, at: performance.now() });
        return token;
      };
      const ask = async (login: string, stations: readonly Id[], query: Record<string, unknown>) => {
        const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers: { authorization: `Bearer ${await tokenOf(login)}`, 'content-type': 'application/json' }, body: JSON.stringify({ query: SERIES, variables: { stations, query } }) });
        const { data, errors } = (await response.json()) as { data?: { metricSeries: [{ points: Point[] }] }; errors?: unknown };
        if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
        return data.metricSeries[0].points;
      };
      await owner.query(TUNED);
      return await work({ owner, server, stationIds, ask });
    } finally {
      await owner.end();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, pluginStorages);
}

/** A bureau with its stations; the chief of one, somebody of the bureau, and an officer of all stations. */
async function people(server: RunningServer): Promise<Id[]> {
  const bureauId = newId();
  const { database } = server.composition.parts;
  const passwordHash = await new Passwords({ memoryKibibytes: 19_456, passes: 2 }).hash(PASSWORD);
  const stationIds = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
    await createBureau(tenant, { id: bureauId, name: 'Bench', code: 'BENCH', timeZone: ZONE });
    const ids: Id[] = [];
    for (let index = 0; index < STATIONS; index += 1) ids.push((await insertStation(tenant, bureauId, { name: `Bench ${index}`, code: `B${index}`, kind: 'oldTown', timeZone: ZONE })).id);
    return ids;
  });
  await database.inTenant({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
    const person = async (login: string) => (await createAccount(tenant, bureauId, { login, displayName: login, passwordHash, mustChangePassword: false })).id;
    const [chief, leader, officer] = [await person('chief'), await person('leader'), await person('officer')];
    await grantBureauRole(tenant, { bureauId, accountId: leader, role: 'bureau-leader' });
    for (const [index, stationId] of stationIds.entries()) for (const accountId of index === 0 ? [chief, officer] : [officer]) await grantRole(tenant, { stationId, bureauId, accountId, role: 'chief' });
  });
  return stationIds;
}

/** Incidents as they come in: one after the other, over all stations. What figures never look at stays empty and without index. */
async function fill(owner: pg.Client, stationIds: readonly Id[], rows: number): Promise<void> {
  const began = performance.now();
  await owner.query('ALTER TABLE incident DISABLE TRIGGER USER');
  await owner.query('DROP INDEX incident_search, incident_source, incident_kept, incident_number');
  const codes = CATEGORIES.map(({ code }) => code);
  await owner.query(
    `INSERT INTO incident (station_id, number, channel, intake_category, category, status, outcome, received_at, dispatched_at, acknowledged_at, arrived_at, narrative, units, source, source_key, recorded_at)
     SELECT ($1::uuid[])[1 + n % $2::int], 'N' || n, ($3::text[])[1 + (n::bigint * 7919) % 5], 'unclassified', ($4::text[])[1 + floor(cardinality($4::text[]) * power(h, 3))::int], 'DISPOSED', ($5::text[])[1 + (n::bigint * 104729) % 6], t, t + interval '1 minute', t + interval '80 seconds', t + interval '20 minutes' * h, '', '{}', 'bench', n::text, t
       FROM (SELECT n, now() - n * (interval '${YEARS} years' / $6::int) AS t, (hashint4(n) & 65535) / 65536.0 AS h FROM generate_series(1, $6::int) n) x`,
    [stationIds, stationIds.length, ['PHONE_110', 'WALK_IN', 'PATROL', 'ONLINE', 'ALARM'], codes, ['handled', 'advised', 'mediated', 'caseAccepted', 'transferred', null], rows],
  );
  await owner.query('ALTER TABLE incident ENABLE TRIGGER USER');
  await owner.query('VACUUM ANALYZE');
  report(`${rows} incidents written in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
