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
import { analyticsMigrations, COMPARISONS, Figures, gridOf, GRANULARITIES, MetricRegistry, type FigureQuery, type Granularity } from '../src/index.js';

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin'];
const CATEGORIES = ['dispute', 'dispute.noise', 'criminal.theft', 'criminal.sexual', 'traffic.accident', 'assistance.missingPerson'];
const CHANNELS = ['PHONE_110', 'WALK_IN'];
const OUTCOMES = ['mediated', 'falseAlarm'];
const RUNS = 500;

/** What a metric counts of an incident, in plain SQL: which rows, what above and what below the line. */
const PLAIN: Readonly<Record<string, { readonly where: string; readonly numerator: string; readonly denominator: string; readonly dimensions: readonly string[] }>> = {
  'incident.received': { where: 'true', numerator: 'count(*)', denominator: 'NULL', dimensions: ['category', 'channel', 'status', 'outcome', 'team', 'cell', 'community', 'gridCell'] },
  'incident.answeredInTime': { where: 'arrived_at IS NOT NULL', numerator: `count(*) FILTER (WHERE arrived_at >= received_at AND arrived_at <= received_at + interval '10 minutes')`, denominator: 'count(*)', dimensions: ['category', 'channel', 'cell'] },
  'incident.responseTime': { where: 'true', numerator: 'coalesce(sum(extract(epoch FROM arrived_at - received_at)) FILTER (WHERE arrived_at >= received_at), 0)', denominator: 'count(*) FILTER (WHERE arrived_at >= received_at)', dimensions: ['category', 'channel', 'team'] },
};
/** What says something of one person happened nowhere, and what was erased there no more. */
function placed(column: string): string {
  return `CASE WHEN category NOT IN ('criminal.sexual', 'assistance.missingPerson') AND erased_at IS NULL THEN ${column} END`;
}
/** Codes are a bureau’s: each station has its own. */
const OF_STATION = (code: string) => `${code} || '-' || (array_position($1::uuid[], station_id) - 1)`;
const DIMENSIONS: Readonly<Record<string, string>> = { station: 'station_id', hour: 'extract(hour FROM local)', weekday: 'extract(isodow FROM local)', month: 'extract(month FROM local)', category: 'category', channel: 'channel', status: 'status', outcome: 'outcome', team: `(SELECT t.id FROM team t WHERE t.station_id = r.station_id AND disposed_by IS NOT NULL AND t.name = CASE WHEN disposed_at < '2026-01-01' THEN 'before' ELSE 'after' END)`, cell: placed('cell'), community: placed(OF_STATION('community')), gridCell: placed(OF_STATION('grid_cell')) };

function periodOf(granularity: Granularity, weekStart: number): string {
  if (granularity === 'NONE') return 'NULL';
  if (granularity === 'HOUR') return `to_char(date_trunc('hour', received_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')`;
  if (granularity === 'WEEK') return `(local::date - (extract(isodow FROM local)::int - ${weekStart} + 7) % 7)::text`;
  return `date_trunc('${granularity}', local)::date::text`;
}

type Asked = Pick<FigureQuery, 'from' | 'to' | 'granularity' | 'weekStart' | 'dimensions' | 'filter' | 'levels'>;

/** Places of the rows, each with what lies around it: two grid cells of one community, one of them with a hole, a community without cells, and nothing. */
const PLACES = [
  { longitude: 114.301, latitude: 30.601, gridCell: 'G1', community: 'C1' },
  { longitude: 114.309, latitude: 30.602, gridCell: 'G2', community: 'C1' },
  // In the hole of G2, in the community all the same.
  { longitude: 114.3125, latitude: 30.6025, gridCell: null, community: 'C1' },
  { longitude: 114.352, latitude: 30.652, gridCell: null, community: 'C2' },
  { longitude: -75.3, latitude: 40.1, gridCell: null, community: null },
  null,
];
const box = (west: number, south: number, east: number, north: number) => [[west, south], [east, south], [east, north], [west, north], [west, south]];
const LOCALITIES = [
  { kind: 'community', code: 'C1', within: null, area: { type: 'Polygon', coordinates: [box(114.3, 30.6, 114.32, 30.61)] } },
  { kind: 'community', code: 'C2', within: null, area: { type: 'MultiPolygon', coordinates: [[box(114.35, 30.65, 114.36, 30.66)], [box(114.4, 30.65, 114.41, 30.66)]] } },
  { kind: 'community', code: 'C3', within: null, area: null },
  { kind: 'gridCell', code: 'G1', within: 'C1', area: { type: 'Polygon', coordinates: [box(114.3, 30.6, 114.305, 30.61)] } },
  { kind: 'gridCell', code: 'G2', within: 'C1', area: { type: 'Polygon', coordinates: [box(114.305, 30.6, 114.32, 30.61), box(114.312, 30.602, 114.313, 30.603)] } },
];
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
    const officer = newId();
    await test.owner.query(`INSERT INTO account (bureau_id, id, login, display_name) VALUES ($1, $2, 'officer', '民警')`, [bureauId, officer]);
    for (const stationId of stations) {
      // From one team to the other with the year.
      for (const [name, from, until] of [['before', '2020-01-01', '2026-01-01'], ['after', '2026-01-01', null]] as const) {
        const teamId = newId();
        await test.owner.query('INSERT INTO team (station_id, id, name) VALUES ($1, $2, $3)', [stationId, teamId, name]);
        await test.owner.query(`INSERT INTO membership (bureau_id, id, account_id, role, station_id, team_id, granted_at, ended_at) VALUES ($1, $2, $3, 'duty-officer', $4, $5, $6, $7)`, [bureauId, newId(), officer, stationId, teamId, from, until]);
      }
      const code = (plain: string) => `${plain}-${stations.indexOf(stationId)}`;
      for (const { kind, code: plain, within, area } of LOCALITIES) {
        await test.owner.query('INSERT INTO locality (bureau_id, id, station_id, kind, code, name, community_code, area) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)', [bureauId, newId(), stationId, kind, code(plain), within === null ? null : code(within), area]);
      }
    }
    const of = (list: string, every: number) => `(${list}::text[])[1 + n * ${every} % cardinality(${list}::text[])]`;
    await test.owner.query(
      `INSERT INTO incident (station_id, number, channel, intake_category, category, status, outcome, received_at, arrived_at, narrative, units, source, source_key, recorded_at, sealed_at, disposed_by, disposed_at, longitude, latitude, erased_at)
       SELECT ($1::uuid[])[1 + n % 3], 'N' || n, ${of('$3', 5)}, 'dispute', ${of('$2', 7)}, CASE WHEN n % 4 = 0 THEN 'OPEN' ELSE 'DISPOSED' END, CASE WHEN n % 4 > 1 THEN ${of('$4', 11)} END, at,
              CASE WHEN n % 5 > 0 THEN at + make_interval(secs => (n * 13) % 1500 - 60) END, '', '{}', 'x', n::text, at, CASE WHEN n % 17 = 0 THEN at END,
              CASE WHEN n % 4 > 0 THEN $5::uuid END, CASE WHEN n % 4 > 0 THEN at + interval '1 hour' END, p.longitude, p.latitude, CASE WHEN n % 23 = 0 THEN at END
         FROM (SELECT n, timestamptz '2025-01-01' + make_interval(secs => (n * 104729::bigint) % 63072000) AS at FROM generate_series(1, 2500) AS n) rows
         JOIN jsonb_to_recordset($6::jsonb) AS p (place integer, longitude float8, latitude float8) ON p.place = n % ${PLACES.length}`,
      [stations, CATEGORIES, CHANNELS, OUTCOMES, officer, JSON.stringify(PLACES.map((where, place) => ({ place, ...where })))],
    );
    // What the rows lie in, as it is known here and not worked out by the database.
    const grid = gridOf({ kind: 'SQUARE', size: 1_000 });
    await test.owner.query('CREATE TABLE place_known (longitude float8, latitude float8, cell text, grid_cell text, community text)');
    for (const where of PLACES) if (where !== null) await test.owner.query('INSERT INTO place_known VALUES ($1, $2, $3, $4, $5)', [where.longitude, where.latitude, grid.cellOf(where), where.gridCell, where.community]);
  });
  afterAll(() => test.close());

  /** Counted over the raw rows, past every view and policy. */
  async function plain(metric: string, { from, to, granularity, weekStart, dimensions, filter, levels = [] }: Asked): Promise<Map<string, Figure>> {
    const { where, numerator, denominator } = PLAIN[metric] ?? PLAIN['incident.received']!;
    const parameters: unknown[] = [stations, from, to];
    const filters = filter.map(({ dimension, in: values }) => {
      parameters.push(values);
      const column = `(${DIMENSIONS[dimension]})::text`;
      return dimension === 'category' ? `EXISTS (SELECT FROM unnest($${parameters.length}::text[]) AS v WHERE category = v OR category LIKE v || '.%')` : `${column} = ANY ($${parameters.length}::text[])`;
    });
    const shownAs = (name: string) => (levels.some(({ dimension, level }) => dimension === name && level === 1) ? `split_part(${DIMENSIONS[name]}, '.', 1)` : `(${DIMENSIONS[name]})::text`);
    const group = [periodOf(granularity, weekStart), ...dimensions.map(shownAs)];
    const { rows } = await test.owner.query<{ group: (string | null)[]; figure: [number, number, number | null] }>(
      `SELECT jsonb_build_array(${group.join(', ')}) AS group, jsonb_build_array(count(*), ${numerator}, ${denominator}) AS figure
         FROM (SELECT i.*, k.cell, k.grid_cell, k.community, i.received_at AT TIME ZONE s.time_zone AS local FROM incident i JOIN station s ON s.id = i.station_id LEFT JOIN place_known k USING (longitude, latitude) WHERE i.sealed_at IS NULL) r
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
      level: fc.constantFrom(undefined, 1, 2, 3),
      categories: fc.option(some(['dispute', 'criminal', 'criminal.theft', 'assistance.missingPerson']), { freq: 2 }),
      channels: fc.option(some(CHANNELS), { freq: 2 }),
    });
  });

  it(`are answered as plain SQL over the raw rows, ${RUNS} of them: ranges, clocks, weeks, dimensions, filters and comparisons`, async () => {
    const figures = new Figures(new MetricRegistry([]), 2_000);
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(question, async ({ metric, granularity, start, days, weekStart, compare, dimensions, level, categories, channels }) => {
        const hours = granularity === 'HOUR';
        // Shorter where there would be more points than anybody reads.
        const length = hours ? Math.min(days, 3) : granularity === 'DAY' ? Math.min(days, 40) : days;
        const filter = [...(categories === null ? [] : [{ dimension: 'category', in: categories }]), ...(channels === null ? [] : [{ dimension: 'channel', in: channels }])];
        const asked: Asked = { from: day(start), to: day(Math.min(start + length, 730)), granularity, weekStart, dimensions, filter, levels: level !== undefined && dimensions.includes('category') ? [{ dimension: 'category', level }] : [] };
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
