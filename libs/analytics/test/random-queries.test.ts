import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsMigrations } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { notifyMigrations } from '@stationhouse/notify';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { workflowMigrations } from '@stationhouse/workflow-runtime';
import fc from 'fast-check';
import { analyticsMigrations, COMPARISONS, Figures, GRANULARITIES, MetricRegistry, type FigureQuery, type Granularity } from '../src/index.js';

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin'];
const CATEGORIES = ['dispute', 'dispute.noise', 'criminal.theft', 'criminal.sexual', 'traffic.accident', 'assistance.missingPerson'];
const CHANNELS = ['PHONE_110', 'WALK_IN'];
const OUTCOMES = ['mediated', 'falseAlarm'];
const RUNS = 500;

/** What a metric counts of an incident, in plain SQL: which rows, what above and what below the line. */
const PLAIN: Readonly<Record<string, { readonly where: string; readonly numerator: string; readonly denominator: string; readonly dimensions: readonly string[] }>> = {
  'incident.received': { where: 'true', numerator: 'count(*)', denominator: 'NULL', dimensions: ['category', 'channel', 'status', 'outcome'] },
  'incident.answeredInTime': { where: 'arrived_at IS NOT NULL', numerator: `count(*) FILTER (WHERE arrived_at >= received_at AND arrived_at <= received_at + interval '10 minutes')`, denominator: 'count(*)', dimensions: ['category', 'channel'] },
  'incident.responseTime': { where: 'true', numerator: 'coalesce(sum(extract(epoch FROM arrived_at - received_at)) FILTER (WHERE arrived_at >= received_at), 0)', denominator: 'count(*) FILTER (WHERE arrived_at >= received_at)', dimensions: ['category', 'channel'] },
};
const DIMENSIONS: Readonly<Record<string, string>> = { station: 'station_id', hour: 'extract(hour FROM local)', weekday: 'extract(isodow FROM local)', month: 'extract(month FROM local)', category: 'category', channel: 'channel', status: 'status', outcome: 'outcome' };

function periodOf(granularity: Granularity, weekStart: number): string {
  if (granularity === 'NONE') return 'NULL';
  if (granularity === 'HOUR') return `to_char(date_trunc('hour', received_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')`;
  if (granularity === 'WEEK') return `(local::date - (extract(isodow FROM local)::int - ${weekStart} + 7) % 7)::text`;
  return `date_trunc('${granularity}', local)::date::text`;
}

type Asked = Pick<FigureQuery, 'from' | 'to' | 'granularity' | 'weekStart' | 'dimensions' | 'filter'>;
type Figure = readonly [count: number, numerator: number, denominator: number | null];

describe('random questions', () => {
  let test: TestDatabase;
  let stations: Id[];
  beforeAll(async () => {
    test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
    // Everything asked about is over.
    await test.owner.query(`UPDATE app.test_clock SET "offset" = '2027-01-15T00:00:00Z'::timestamptz - now()`);
    const bureauId = newId();
    stations = ZONES.map(() => newId());
    await test.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '分局', 'B', 'Asia/Shanghai')`, [bureauId]);
    await test.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) SELECT $1, s.id, '所' || s.n, 'S' || s.n, 'town', s.zone FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS s (id, zone, n)`, [bureauId, stations, ZONES]);
    const of = (list: string, every: number) => `(${list}::text[])[1 + n * ${every} % cardinality(${list}::text[])]`;
    await test.owner.query(
      `INSERT INTO incident (station_id, number, channel, intake_category, category, status, outcome, received_at, arrived_at, narrative, units, source, source_key, recorded_at, sealed_at)
       SELECT ($1::uuid[])[1 + n % 3], 'N' || n, ${of('$3', 5)}, 'dispute', ${of('$2', 7)}, CASE WHEN n % 4 = 0 THEN 'OPEN' ELSE 'DISPOSED' END, CASE WHEN n % 4 > 1 THEN ${of('$4', 11)} END, at,
              CASE WHEN n % 5 > 0 THEN at + make_interval(secs => (n * 13) % 1500 - 60) END, '', '{}', 'x', n::text, at, CASE WHEN n % 17 = 0 THEN at END
         FROM (SELECT n, timestamptz '2025-01-01' + make_interval(secs => (n * 104729::bigint) % 63072000) AS at FROM generate_series(1, 2500) AS n) rows`,
      [stations, CATEGORIES, CHANNELS, OUTCOMES],
    );
  });
  afterAll(() => test.close());

  /** Counted over the raw rows, past every view and policy. */
  async function plain(metric: string, { from, to, granularity, weekStart, dimensions, filter }: Asked): Promise<Map<string, Figure>> {
    const { where, numerator, denominator } = PLAIN[metric] ?? PLAIN['incident.received']!;
    const parameters: unknown[] = [stations, from, to];
    const filters = filter.map(({ dimension, in: values }) => {
      parameters.push(values);
      const column = `(${DIMENSIONS[dimension]})::text`;
      return dimension === 'category' ? `EXISTS (SELECT FROM unnest($${parameters.length}::text[]) AS v WHERE category = v OR category LIKE v || '.%')` : `${column} = ANY ($${parameters.length}::text[])`;
    });
    const group = [periodOf(granularity, weekStart), ...dimensions.map((name) => `(${DIMENSIONS[name]})::text`)];
    const { rows } = await test.owner.query<{ group: (string | null)[]; figure: [number, number, number | null] }>(
      `SELECT jsonb_build_array(${group.join(', ')}) AS group, jsonb_build_array(count(*), ${numerator}, ${denominator}) AS figure
         FROM (SELECT i.*, i.received_at AT TIME ZONE s.time_zone AS local FROM incident i JOIN station s ON s.id = i.station_id WHERE i.sealed_at IS NULL) r
        WHERE station_id = ANY ($1) AND local >= $2::date AND local < $3::date AND ${[where, ...filters].join(' AND ')} GROUP BY 1`,
      parameters,
    );
    return new Map(rows.map((row) => [JSON.stringify(row.group), row.figure]));
  }

  const day = (number: number) => new Date(Date.UTC(2025, 0, 1 + number)).toISOString().slice(0, 10);
  const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });
  const question = fc.constantFrom(...Object.keys(PLAIN)).chain((metric) => {
    const own = PLAIN[metric]?.dimensions ?? [];
    return fc.record({
      metric: fc.constant(metric),
      granularity: fc.constantFrom(...GRANULARITIES),
      start: fc.integer({ min: 0, max: 700 }),
      days: fc.integer({ min: 1, max: 400 }),
      weekStart: fc.integer({ min: 1, max: 7 }),
      compare: fc.constantFrom(...COMPARISONS),
      dimensions: fc.shuffledSubarray(['station', 'hour', 'weekday', 'month', ...own], { maxLength: 3 }),
      categories: fc.option(some(['dispute', 'criminal', 'criminal.theft', 'assistance.missingPerson']), { freq: 2 }),
      channels: fc.option(some(CHANNELS), { freq: 2 }),
    });
  });

  it(`are answered as plain SQL over the raw rows, ${RUNS} of them: ranges, clocks, weeks, dimensions, filters and comparisons`, async () => {
    const figures = new Figures(new MetricRegistry([]), 2_000);
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(question, async ({ metric, granularity, start, days, weekStart, compare, dimensions, categories, channels }) => {
        const hours = granularity === 'HOUR';
        // Shorter where there would be more points than anybody reads.
        const length = hours ? Math.min(days, 3) : granularity === 'DAY' ? Math.min(days, 40) : days;
        const filter = [...(categories === null ? [] : [{ dimension: 'category', in: categories }]), ...(channels === null ? [] : [{ dimension: 'channel', in: channels }])];
        const asked: Asked = { from: day(start), to: day(Math.min(start + length, 730)), granularity, weekStart, dimensions, filter };
        const comparison = hours && compare === 'SAME_PERIOD_LAST_YEAR' ? 'PREVIOUS_PERIOD' : compare;
        const [series] = await test.database.inTenant({ stationIds: stations, bureauIds: [] }, (tenant) => figures.read(tenant, stations, { ...asked, metrics: [metric], compare: comparison }, { persons: true, fine: true }));
        const points = (series?.points ?? []).map((point) => ({ point, values: point.dimensions.map(({ value }) => value) }));
        const told = points.filter(({ point }) => (point.count ?? 0) > 0).map(({ point, values }) => [JSON.stringify([point.period, ...values]), [point.count, point.numerator, point.denominator]] as const);
        expect(Object.fromEntries(told)).toEqual(Object.fromEntries(await plain(metric, asked)));
        // The hour before the first lies on the day before.
        if (series?.comparedRange === undefined || series.comparedRange === null || hours) return;
        const earlier = await plain(metric, { ...asked, ...series.comparedRange });
        const before = new Map(series.periods.map(({ key, previous }) => [key, previous]));
        for (const { point, values } of points) {
          const key = point.period === null ? null : before.get(point.period);
          if (point.period !== null && key === null) continue;
          compared += 1;
          const [count, numerator] = earlier.get(JSON.stringify([key, ...values])) ?? [0, 0, 0];
          expect([point.previous?.count, point.previous?.numerator]).toEqual([count, numerator]);
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(1_000);
  }, 120_000);
});
