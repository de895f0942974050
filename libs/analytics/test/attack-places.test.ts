import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsMigrations } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { notifyMigrations } from '@stationhouse/notify';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { workflowMigrations } from '@stationhouse/workflow-runtime';
import { analyticsMigrations, Figures, gridOf, MetricRegistry, type FigureQuery, type FigureSight } from '../src/index.js';
import { Elimination, tightened, type Equation } from './attacker.js';

const BUREAU: FigureSight = { persons: false, fine: false };
const OFFICER: FigureSight = { persons: true, fine: true };
const [STATIONS, MONTHS, SPOTS] = [3, 4, 16];
const CATEGORIES = ['criminal.theft', 'criminal.sexual', 'publicOrder.fight', 'publicOrder.domesticViolence', 'dispute.noise', 'dispute', 'assistance.missingPerson', 'assistance.personInDistress'];
const SENSITIVE = [1, 3, 6, 7];
const COUNTS = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 8, 11, 17];
const PER_SPOT = SPOTS * CATEGORIES.length;
const range = (length: number) => Array.from({ length }, (_, index) => index);
const first = (month: number) => `2026-0${month + 1}-01`;
const months = (from: number, to: number) => ({ from: first(from), to: first(to), weekStart: 1, compare: 'NONE' as const });

/** Two places in each square of a kilometre, and communities that lie across the squares: neither cut is made of the other. */
const GRID = gridOf({ kind: 'SQUARE', size: 1_000 });
const spotOf = (station: number, spot: number) => ({ longitude: 114.3 + station * 0.2 + Math.floor(spot / 2) * 0.0105, latitude: 30.6005 + (spot % 2) * 0.003 });
const communityOf = (spot: number) => Math.floor((spot + 1) / 3);

/** A row of numbers that is the same every time. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What the bureau’s own reader may learn of where things happened, and of categories that are not shown by themselves. */
describe('an attack on places and on levels of the category tree', () => {
  let test: TestDatabase;
  let figures: Figures;
  let stations: Id[];
  /** Incidents by station, month, spot and category. */
  const truth = range(STATIONS * MONTHS * PER_SPOT).map(() => 0);
  const at = (station: number, month: number, spot: number, category: number) => ((station * MONTHS + month) * SPOTS + spot) * CATEGORIES.length + category;
  const shownIn = (station: number, month: number, spots: readonly number[]) => spots.flatMap((spot) => range(CATEGORIES.length).filter((category) => !SENSITIVE.includes(category)).map((category) => at(station, month, spot, category)));
  const sum = (cells: readonly number[]) => cells.reduce((total, cell) => total + (truth[cell] ?? 0), 0);

  beforeAll(async () => {
    test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
    figures = new Figures(new MetricRegistry([]), 2_000);
    await test.owner.query(`UPDATE app.test_clock SET "offset" = '2026-09-01T03:00:00Z'::timestamptz - now()`);
    const bureauId = newId();
    stations = range(STATIONS).map(() => newId());
    await test.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '分局', 'B', 'Asia/Shanghai')`, [bureauId]);
    await test.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) SELECT $1, s.id, '所' || s.n, 'S' || s.n, 'town', 'Asia/Shanghai' FROM unnest($2::uuid[]) WITH ORDINALITY AS s (id, n)`, [bureauId, stations]);
    const around = ({ longitude, latitude }: { longitude: number; latitude: number }) => [[-0.001, -0.001], [0.001, -0.001], [0.001, 0.001], [-0.001, 0.001], [-0.001, -0.001]].map(([east = 0, north = 0]) => [longitude + east, latitude + north]);
    const localities = stations.flatMap((stationId, station) => [
      ...range(communityOf(SPOTS - 1) + 1).map((community) => ({ kind: 'community', code: `C${station}-${community}`, within: null, stationId, area: { type: 'MultiPolygon', coordinates: range(SPOTS).filter((spot) => communityOf(spot) === community).map((spot) => [around(spotOf(station, spot))]) } })),
      ...range(SPOTS).map((spot) => ({ kind: 'gridCell', code: `G${station}-${spot}`, within: `C${station}-${communityOf(spot)}`, stationId, area: { type: 'Polygon', coordinates: [around(spotOf(station, spot))] } })),
    ]);
    for (const { kind, code, within, stationId, area } of localities) await test.owner.query('INSERT INTO locality (bureau_id, id, station_id, kind, code, name, community_code, area) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)', [bureauId, newId(), stationId, kind, code, within, area]);
    const draw = seeded(17);
    const rows = range(truth.length).flatMap((cell) => {
      const category = cell % CATEGORIES.length;
      const [spot, month, station] = [Math.floor(cell / CATEGORIES.length) % SPOTS, Math.floor(cell / PER_SPOT) % MONTHS, Math.floor(cell / PER_SPOT / MONTHS)];
      // Mostly one category in a place, so that places are small.
      truth[cell] = draw(CATEGORIES.length) < 2 ? (COUNTS[draw(COUNTS.length)] ?? 0) : 0;
      return range(truth[cell] ?? 0).map((index) => ({ station: stations[station], category: CATEGORIES[category], at: `${first(month)}T0${index % 9}:00:00Z`, key: `${cell}-${index}`, ...spotOf(station, spot) }));
    });
    await test.owner.query(
      `INSERT INTO incident (station_id, number, channel, intake_category, category, status, received_at, narrative, units, source, source_key, recorded_at, longitude, latitude)
       SELECT station, key, 'PHONE_110', category, category, 'OPEN', at, '', '{}', 'x', key, at, longitude, latitude FROM jsonb_to_recordset($1) AS r (station uuid, category text, at timestamptz, key text, longitude float8, latitude float8)`,
      [JSON.stringify(rows)],
    );
  });
  afterAll(() => test.close());

  async function ask(query: Pick<FigureQuery, 'from' | 'to' | 'weekStart' | 'compare'> & Partial<FigureQuery>, sight: FigureSight, of = range(STATIONS)) {
    const ids = of.map((station) => stations[station] ?? '');
    const [series] = await test.database.inTenant({ stationIds: ids, bureauIds: [] }, (tenant) => figures.read(tenant, ids, { metrics: ['incident.received'], granularity: 'MONTH', dimensions: [], filter: [], ...query }, sight));
    return (series?.points ?? []).map(({ period, value, previous, disclosure, dimensions }) => ({ month: period === null ? null : Number(period.slice(5, 7)) - 1, value, previous, disclosure, values: dimensions.map((one) => one.value) }));
  }
  const stationAt = (value: string | null | undefined) => stations.indexOf(value as Id);

  it('tells of places in bands: no small place is pinned by totals, ranges, squares, communities and what they are compared with', async () => {
    const squares = (station: number) => [...new Set(range(SPOTS).map((spot) => GRID.cellOf(spotOf(station, spot))))];
    expect(range(STATIONS).map((station) => squares(station).length)).toEqual([8, 8, 8]);
    const spotsOf = { cell: (value: string | null, station: number) => range(SPOTS).filter((spot) => GRID.cellOf(spotOf(station, spot)) === value), community: (value: string | null, station: number) => range(SPOTS).filter((spot) => `C${station}-${communityOf(spot)}` === value) };
    const equations: Equation[] = [];
    const merged = (station: number, month: number, spots: readonly number[]) => spots.map((spot) => (station * MONTHS + month) * SPOTS + spot);
    const counts = range(STATIONS * MONTHS * SPOTS).map((place) => sum(shownIn(Math.floor(place / SPOTS / MONTHS), Math.floor(place / SPOTS) % MONTHS, [place % SPOTS])));
    for (const from of range(MONTHS)) {
      for (const to of range(MONTHS - from).map((more) => from + more + 1)) {
        for (const some of [[0], [1, 2], [0, 1, 2]]) {
          // What is left of a total when the categories that are told apart are taken off it.
          const categories = await ask({ ...months(from, to), granularity: 'NONE', dimensions: ['station', 'category'] }, BUREAU, some);
          for (const station of some) {
            const told = categories.filter(({ values: [id, category] }) => stationAt(id) === station && category !== 'withheld').reduce((total, { value }) => total + (value ?? NaN), 0);
            equations.push({ cells: range(to - from).flatMap((more) => merged(station, from + more, range(SPOTS))), told, atLeast: told, atMost: told });
          }
          for (const dimension of ['cell', 'community'] as const) {
            for (const compare of ['NONE', 'PREVIOUS_PERIOD'] as const) {
              for (const granularity of ['MONTH', 'NONE'] as const) {
                const points = await ask({ ...months(from, to), compare, granularity, dimensions: ['station', dimension] }, BUREAU, some);
                for (const station of some) {
                  const there = new Set(points.filter(({ values: [id] }) => stationAt(id) === station).map(({ values: [, value] }) => value));
                  // What is not there has few, or none, in each month.
                  for (const spots of range(SPOTS).filter((spot) => ![...there].some((value) => spotsOf[dimension](value ?? null, station).includes(spot))).map((spot) => [spot])) for (const month of range(to - from)) equations.push({ cells: merged(station, from + month, spots), told: 0, atLeast: 0, atMost: 4 });
                }
                for (const { month, values: [id, value], disclosure, previous, value: exact } of points) {
                  const station = stationAt(id);
                  const spots = spotsOf[dimension](value ?? null, station);
                  expect(exact).toBeNull();
                  const span = month === null ? range(to - from).map((more) => from + more) : [month];
                  const told = (by: { readonly atLeast: number | null; readonly atMost: number | null }, back: number) => equations.push({ cells: span.map((one) => one - back).filter((one) => one >= 0).flatMap((one) => merged(station, one, spots)), told: 0, atLeast: by.atLeast ?? NaN, atMost: by.atMost ?? NaN });
                  // What has no place is in no equation: how much that is, nobody knows but from what is left.
                  if (spots.length > 0) told(disclosure, 0);
                  if (spots.length > 0 && previous !== null) told(previous.disclosure, month === null ? to - from : 1);
                }
              }
            }
          }
        }
      }
    }
    const { low, high } = tightened(counts.length, equations);
    const small = range(counts.length).filter((place) => (counts[place] ?? 0) > 0 && (counts[place] ?? 0) < 5);
    for (const place of range(counts.length)) expect((low[place] ?? 0) <= (counts[place] ?? 0) && (counts[place] ?? 0) <= (high[place] ?? 0)).toBe(true);
    const narrowest = Math.min(...small.map((place) => (high[place] ?? 0) - (low[place] ?? 0) + 1));
    console.info(`${equations.length} answers about ${counts.length} places (${small.length} with 1 to 4 incidents): none is known; the narrowest interval of those holds ${narrowest} counts.`);
    expect(small.length).toBeGreaterThan(50);
    expect(narrowest).toBeGreaterThanOrEqual(5);
  }, 120_000);

  it('knows every place where figures are exact', async () => {
    for (const { month, values: [code], value } of await ask({ ...months(0, MONTHS), dimensions: ['gridCell'] }, OFFICER)) {
      const [station = 0, spot = 0] = (code ?? '').slice(1).split('-').map(Number);
      if (code !== null) expect(value).toBe(sum(shownIn(station, month ?? 0, [spot])));
    }
  });

  it.each<[string, Partial<FigureQuery>]>([
    ['days', { granularity: 'DAY', dimensions: ['station', 'cell'] }],
    ['weeks', { from: '2026-01-05', to: '2026-02-02', granularity: 'WEEK', dimensions: ['station', 'cell'] }],
    ['the hour', { dimensions: ['station', 'cell', 'hour'] }],
    ['the category', { dimensions: ['station', 'cell', 'category'] }],
    ['a filter of the category', { dimensions: ['station', 'cell'], filter: [{ dimension: 'category', in: ['dispute'] }] }],
    ['two cuts at once', { dimensions: ['station', 'cell', 'community'] }],
    ['grid cells', { dimensions: ['station', 'gridCell'] }],
    ['a filter of grid cells', { filter: [{ dimension: 'gridCell', in: ['G0-1'] }] }],
    ['all stations together', { dimensions: ['cell'] }],
    ['a share', { metrics: ['incident.answeredInTime'], dimensions: ['station', 'cell'] }],
  ])('is refused places by %s', async (_, more) => {
    await expect(ask({ ...months(0, 1), ...more }, BUREAU)).rejects.toMatchObject({ code: 'FIGURE_TOO_FINE' });
  });

  it('recovers no category that is not shown by itself, by levels, leaves, filters and totals', async () => {
    const cells = CATEGORIES.length * STATIONS * MONTHS;
    const cellOf = (station: number, month: number, category: number) => (station * MONTHS + month) * CATEGORIES.length + category;
    const counts = range(cells).map((cell) => range(SPOTS).reduce((total, spot) => total + (truth[at(Math.floor(cell / CATEGORIES.length / MONTHS), Math.floor(cell / CATEGORIES.length) % MONTHS, spot, cell % CATEGORIES.length)] ?? 0), 0));
    const below = (value: string | null, level: number | undefined) => range(CATEGORIES.length).filter((index) => (value === 'withheld' ? SENSITIVE.includes(index) : !SENSITIVE.includes(index) && (level === 1 ? CATEGORIES[index]?.split('.')[0] : CATEGORIES[index]) === value));
    const elimination = new Elimination(cells);
    let equations = 0;
    const learn = (station: number, month: number, categories: readonly number[], told: number) => {
      const about = categories.map((category) => cellOf(station, month, category));
      expect(about.reduce((total, cell) => total + (counts[cell] ?? 0), 0)).toBe(told);
      elimination.add({ cells: about, told, atLeast: told, atMost: told });
      equations += 1;
    };
    for (const level of [undefined, 1, 2, 3]) {
      for (const { month, values: [id, value], value: told } of await ask({ ...months(0, MONTHS), dimensions: ['station', 'category'], ...(level === undefined ? {} : { levels: [{ dimension: 'category', level }] }) }, BUREAU)) learn(stationAt(id), month ?? 0, below(value ?? null, level), told ?? NaN);
    }
    for (const root of ['criminal', 'publicOrder', 'dispute', 'assistance']) {
      for (const { month, values: [id], value: told } of await ask({ ...months(0, MONTHS), dimensions: ['station'], filter: [{ dimension: 'category', in: [root] }] }, BUREAU)) learn(stationAt(id), month ?? 0, below(root, 1), told ?? NaN);
    }
    for (const { month, values: [id], value: told } of await ask({ ...months(0, MONTHS), dimensions: ['station'] }, BUREAU)) learn(stationAt(id), month ?? 0, range(CATEGORIES.length), told ?? NaN);
    const known = [...elimination.solved().keys()].map((cell) => cell % CATEGORIES.length);
    expect(equations).toBeGreaterThan(100);
    expect(known.length).toBeGreaterThan(10);
    expect(known.filter((category) => SENSITIVE.includes(category))).toEqual([]);
  });
});
