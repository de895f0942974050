import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsMigrations } from '@stationhouse/jobs';
import { newId, text, type Id } from '@stationhouse/kernel';
import { notifyMigrations } from '@stationhouse/notify';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { compile, parseDefinition } from '@stationhouse/workflow';
import { WorkflowCatalog, workflowMigrations } from '@stationhouse/workflow-runtime';
import fc from 'fast-check';
import { analyticsMigrations, COMPARISONS, defineMetric, FigureOrigins, Figures, GRANULARITIES, MetricRegistry, type FactName, type FigurePoint, type FigureQuery, type FigureSight, type Granularity, type Metric } from '../src/index.js';

const { definition } = parseDefinition(`
workflow: inspection
title: { zh-CN: 检查, en: Inspection }
number: "JC-{station}-{yyyy}-{00000}"
startForm: start
data:
  type: object
  properties:
    risk: { title: { zh-CN: 风险, en: Risk }, oneOf: [{ const: red, title: { zh-CN: 红, en: Red } }, { const: blue, title: { zh-CN: 蓝, en: Blue } }] }
    urgent: { type: boolean, title: { zh-CN: 紧急, en: Urgent } }
    fine: { type: number, title: { zh-CN: 罚款, en: Fine } }
    decidedOn: { type: string, format: date-time, title: { zh-CN: 决定, en: Decided } }
start: open
states:
  open:
    title: { zh-CN: 待办, en: Open }
    tasks: { look: { title: { zh-CN: 检查, en: Look }, role: duty-officer, outcomes: { done: { title: { zh-CN: 完成, en: Done } } } } }
    on: { look.done: closed }
  closed: { title: { zh-CN: 办结, en: Closed }, final: true, outcome: done }
forms:
  start: { title: { zh-CN: 登记, en: Register }, schema: { type: object, properties: {} } }
`, 'inspection.yaml');

const of = (fact: FactName) => ({ fact, workflow: 'inspection' });
const metric = (name: string, rest: Omit<Metric, 'id' | 'title' | 'description' | 'personalData'>, personalData: Metric['personalData'] = 'events') =>
  defineMetric({ id: `checks.${name}`, title: text(name, name), description: text(name, name), personalData, ...rest });
const METRICS = [
  metric('begun', { unit: 'cases', source: of('instance'), measure: 'count', time: 'startedAt', dimensions: ['data.risk', 'data.urgent', 'outcome'] }),
  metric('decided', { unit: 'cases', source: of('instance'), measure: 'count', time: 'data.decidedOn', where: { 'data.risk': ['red'] } }),
  metric('fines', { unit: 'yuan', source: of('instance'), measure: { sum: 'data.fine' }, time: 'startedAt', dimensions: ['data.risk'] }),
  metric('length', { unit: 'seconds', source: of('instance'), measure: { duration: { from: 'startedAt', to: 'closedAt' } }, time: 'closedAt' }),
  metric('middle', { unit: 'seconds', source: of('instance'), measure: { duration: { from: 'startedAt', to: 'closedAt', median: true } }, time: 'startedAt', dimensions: ['data.risk'] }),
  metric('onTime', { unit: 'ratio', source: of('task'), measure: { ratio: { onTime: true } }, where: { task: 'look', onTime: { present: true } }, time: 'dueAt', dimensions: ['data.risk'], rollUp: 'never' }),
  metric('seen', { unit: 'cases', source: of('entry'), measure: { distinct: 'instance' }, where: { state: 'open' }, time: 'at' }),
  metric('people', { unit: 'persons', source: of('instance'), measure: 'count', time: 'startedAt' }, 'persons'),
];

const FULL: FigureSight = { persons: true, fine: true };
const ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe'];

/** One thing that happened, with everything the metrics look at. */
interface Happening {
  readonly station: number;
  readonly at: Date;
  readonly exercise: boolean;
  readonly risk: 'red' | 'blue' | 'violet' | null;
  readonly urgent: boolean | null;
  readonly fine: number;
  /** Hours after `at`; null: still open. */
  readonly closed: number | null;
  readonly decided: Date | null;
  readonly due: Date | null;
  /** The opening was taken back: it never happened. */
  readonly recalled: boolean;
}

/** A year with two changes of every clock; the present lies in its middle. */
const moment = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2026-12-31T00:00:00Z'), noInvalidDate: true });
/** Around the hours that come twice or not at all. */
const odd = fc.constantFrom('2026-03-08T07:00:00Z', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z', '2026-03-29T01:00:00Z', '2026-10-25T00:15:00Z', '2026-10-25T01:15:00Z', '2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z', '2026-10-03T15:40:00Z', '2026-02-28T16:00:00Z', '2026-02-28T15:59:59.999Z').map((at) => new Date(at));
const happening = (stations: number): fc.Arbitrary<Happening> =>
  fc.record({
    station: fc.integer({ min: 0, max: stations - 1 }),
    at: fc.oneof(moment, odd),
    exercise: fc.boolean(),
    risk: fc.constantFrom('red', 'blue', 'violet', null),
    urgent: fc.constantFrom(true, false, null),
    fine: fc.integer({ min: 0, max: 500 }),
    closed: fc.option(fc.integer({ min: -1, max: 5000 })),
    decided: fc.option(fc.oneof(moment, odd)),
    due: fc.option(fc.oneof(moment, odd)),
    recalled: fc.boolean(),
  });

/** What a metric should count of one happening: when, by which values, and how much; undefined when it does not count. */
interface Counted {
  readonly at: Date | null;
  readonly values: Readonly<Record<string, string | null>>;
  readonly numerator: number;
  readonly denominator?: number;
}
const HOUR = 3_600_000;
const closedAt = ({ at, closed }: Happening) => (closed === null ? null : new Date(at.getTime() + closed * HOUR));
const listed = (risk: Happening['risk']) => (risk === 'violet' ? null : risk);
const REFERENCE: Readonly<Record<string, (one: Happening, now: Date) => Counted | undefined>> = {
  'checks.begun': (one) => ({ at: one.at, values: { risk: listed(one.risk), urgent: one.urgent === null ? null : String(one.urgent), outcome: one.closed === null ? null : 'done' }, numerator: 1 }),
  'checks.decided': (one) => (one.risk === 'red' ? { at: one.decided, values: {}, numerator: 1 } : undefined),
  'checks.fines': (one) => ({ at: one.at, values: { risk: listed(one.risk) }, numerator: one.fine / 4 }),
  'checks.length': (one) => {
    const seconds = (one.closed ?? 0) * 3600;
    return { at: closedAt(one), values: {}, numerator: seconds < 0 ? 0 : seconds, denominator: seconds < 0 ? 0 : 1 };
  },
  'checks.onTime': (one, now) => {
    const done = closedAt(one);
    if (one.due === null || (done === null && one.due > now)) return undefined;
    return { at: one.due, values: { risk: listed(one.risk) }, numerator: done !== null && done < one.due ? 1 : 0, denominator: 1 };
  },
  'checks.seen': (one) => (one.recalled ? undefined : { at: one.at, values: {}, numerator: 1 }),
};

/** A local date and the place within its hour, by the browser's own calendar. */
function local(at: Date, zone: string) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }).formatToParts(at).map(({ type, value }) => [type, value]));
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
  return { date, hour: Number(parts['hour']), intoHour: Number(parts['minute']) * 60_000 + Number(parts['second']) * 1000 + at.getUTCMilliseconds(), weekday: (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7 };
}

function keyOf(at: Date, zone: string, granularity: Granularity, weekStart: number): string | null {
  const { date, intoHour, weekday } = local(at, zone);
  if (granularity === 'NONE') return null;
  if (granularity === 'HOUR') return new Date(at.getTime() - intoHour).toISOString();
  if (granularity === 'DAY') return date;
  if (granularity === 'YEAR') return `${date.slice(0, 4)}-01-01`;
  if (granularity === 'QUARTER') return `${date.slice(0, 5)}${['01', '04', '07', '10'][Math.floor((Number(date.slice(5, 7)) - 1) / 3)]}-01`;
  if (granularity === 'MONTH') return `${date.slice(0, 7)}-01`;
  return new Date(Date.parse(`${date}T00:00:00Z`) - ((weekday + 8 - weekStart) % 7) * 24 * HOUR).toISOString().slice(0, 10);
}

function keyed({ period, dimensions, numerator }: FigurePoint): readonly [string, number] {
  return [JSON.stringify([period, ...dimensions.map(({ value }) => value)]), numerator ?? NaN];
}

describe('figures', () => {
  let test: TestDatabase;
  let registry: MetricRegistry;
  let figures: Figures;
  beforeAll(async () => {
    test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
    registry = new MetricRegistry([{ declaration: { id: 'checks', metrics: METRICS }, workflows: [compile(definition)] }]);
    figures = new Figures(registry, 2_000);
    await test.owner.query(`UPDATE app.test_clock SET "offset" = '2026-07-01T03:00:00Z'::timestamptz - now()`);
  });
  afterAll(() => test.close());

  async function stationsIn(zones: readonly string[]): Promise<Id[]> {
    const bureauId = newId();
    await test.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '分局', $2, 'Asia/Shanghai')`, [bureauId, bureauId.slice(-12)]);
    const ids = zones.map(() => newId());
    await test.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) SELECT $1, s.id, '所' || s.n, 'S' || s.n, 'town', s.zone FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS s (id, zone, n)`, [bureauId, ids, zones]);
    return ids;
  }

  /** Writes what happened as steps would have left it, and a call with each. */
  async function write(stations: readonly Id[], happenings: readonly Happening[]): Promise<void> {
    const rows = happenings.map((one, index) => {
      const data = { ...(one.risk === null ? {} : { risk: one.risk }), ...(one.urgent === null ? {} : { urgent: one.urgent }), fine: one.fine / 4, ...(one.decided === null ? {} : { decidedOn: one.decided.toISOString() }) };
      return { station: stations[one.station], id: newId(), number: `N${index}`, exercise: one.exercise, at: one.at, closed: closedAt(one), due: one.due, recalled: one.recalled, snapshot: { data }, category: one.risk === 'red' ? 'criminal.sexual' : one.risk === 'blue' ? 'dispute.noise' : 'dispute' };
    });
    const from = `FROM jsonb_to_recordset($1) AS r (station uuid, id uuid, number text, exercise boolean, at timestamptz, closed timestamptz, due timestamptz, recalled boolean, snapshot jsonb, category text)`;
    const said = JSON.stringify(rows);
    await test.owner.query(`INSERT INTO instance (station_id, id, workflow, definition, number, version, status, outcome, exercise, states, snapshot, started_at, changed_at, closed_at)
      SELECT station, id, 'inspection', 'x', number, 1, CASE WHEN closed IS NULL THEN 'running' ELSE 'closed' END, CASE WHEN closed IS NOT NULL THEN 'done' END, exercise, '{}', snapshot, at, at, closed ${from}`, [said]);
    await test.owner.query(`INSERT INTO task (station_id, id, instance_id, serial, ref, key, status, roles, opened_at, due_at, completed_at, exercise)
      SELECT station, gen_random_uuid(), id, 1, 'open#look', 'look', CASE WHEN closed IS NULL THEN 'OPEN' ELSE 'DONE' END, '{}', at, due, closed, exercise ${from}`, [said]);
    await test.owner.query(`INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, event, states_left, states_entered, effects)
      SELECT station, id, 1, at, 'complete-task', 'x', 'UTC', '{"task": "open#look", "serial": 1}'::jsonb, '{}'::text[], ARRAY['open'], '[]'::jsonb ${from}
      UNION ALL SELECT station, id, 2, at, 'recall-task', 'x', 'UTC', '{"task": "open#look", "serial": 1}', '{}', ARRAY['open'], '[]' ${from} WHERE recalled`, [said]);
    await test.owner.query(`INSERT INTO incident (station_id, id, number, channel, intake_category, category, status, received_at, arrived_at, narrative, units, source, source_key, recorded_at)
      SELECT station, id, number, 'PHONE_110', category, category, 'OPEN', at, closed, '', '{}', station::text, number, at ${from}`, [said]);
  }

  const ask = (stationIds: readonly Id[], query: Partial<FigureQuery> & Pick<FigureQuery, 'metrics'>, sight = FULL) =>
    test.database.inTenant({ stationIds, bureauIds: [] }, (tenant) => figures.read(tenant, stationIds, { from: '2026-01-01', to: '2027-01-01', granularity: 'NONE', weekStart: 1, compare: 'NONE', dimensions: [], filter: [], ...query }, sight));

  it('are what counting the same rows in plain JavaScript gives, whatever the period, the clock and the range', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 3 }).chain((zones) => fc.record({ zones: fc.constant(zones), happenings: fc.array(happening(zones.length), { maxLength: 25 }) })),
        fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 200 })),
        fc.integer({ min: 1, max: 7 }),
        async ({ zones, happenings }, [start, days], weekStart) => {
          const stations = await stationsIn(zones);
          await write(stations, happenings);
          const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);
          const range = { from: day(start), to: day(start + days) };
          const now = new Date('2026-07-01T03:00:00Z');
          for (const granularity of GRANULARITIES) {
            for (const { metric: { id, measure }, dimensions } of registry.all().filter((one) => REFERENCE[one.metric.id] !== undefined)) {
              const names = [...dimensions.keys()].filter((name) => ['risk', 'urgent', 'outcome', 'station'].includes(name));
              const [series] = await ask(stations, { metrics: [id], ...range, granularity, weekStart, dimensions: names });
              const expected = new Map<string, [number, number, number | null]>();
              for (const one of happenings.filter(({ exercise }) => !exercise)) {
                const counted = REFERENCE[id]?.(one, now);
                const zone = zones[one.station] ?? '';
                if (counted === undefined || counted.at === null) continue;
                const { date } = local(counted.at, zone);
                if (date < range.from || date >= range.to) continue;
                const key = JSON.stringify([keyOf(counted.at, zone, granularity, weekStart), ...names.map((name) => (name === 'station' ? stations[one.station] : (counted.values[name] ?? null)))]);
                const [count, numerator, denominator] = expected.get(key) ?? [0, 0, 0];
                expected.set(key, [count + 1, numerator + counted.numerator, (denominator ?? 0) + (counted.denominator ?? 0)]);
              }
              const divided = typeof measure === 'object' && ('ratio' in measure || 'duration' in measure);
              const points = series?.points.map(({ period, dimensions: values, count, numerator, denominator }) => [JSON.stringify([period, ...values.map(({ value }) => value)]), [count, numerator, denominator]]);
              expect(Object.fromEntries(points ?? [])).toEqual(Object.fromEntries([...expected].map(([key, [count, numerator, denominator]]) => [key, [count, numerator, divided ? denominator : null]])));
              const keys = series?.periods.map(({ key }) => key) ?? [];
              expect(keys).toEqual([...new Set(keys)].sort());
              for (const { period } of series?.points ?? []) if (period !== null) expect(keys).toContain(period);
            }
          }
        },
      ),
      // A counterexample is worth a minute of making it small, and no more.
      { numRuns: 8, interruptAfterTimeLimit: 60_000 },
    );
  }, 120_000);

  it('have a middle, which is of the rows that are shown together, and nothing where nothing has both moments', async () => {
    const stations = await stationsIn(['Asia/Shanghai', 'Asia/Shanghai']);
    const lasted = (station: number, risk: Happening['risk'], closed: number | null, exercise = false): Happening => ({ station, at: new Date('2026-07-01T00:00:00Z'), exercise, risk, urgent: null, fine: 0, closed, decided: null, due: null, recalled: false });
    await write(stations, [lasted(0, 'red', 1), lasted(0, 'red', 2), lasted(1, 'red', 40), lasted(1, 'red', null), lasted(0, 'red', 9, true), lasted(0, 'blue', 3), lasted(1, 'blue', 6), lasted(1, null, null)]);
    const middles = async (dimensions: string[]) => (await ask(stations, { metrics: ['checks.middle'], dimensions }))[0]?.points.map(({ count, denominator, value, dimensions: of }) => [of[0]?.value, count, denominator, value]);
    expect(await middles([])).toEqual([[undefined, 7, 5, 3 * 3600]]);
    expect(await middles(['risk'])).toEqual([['red', 4, 3, 2 * 3600], ['blue', 2, 2, 4.5 * 3600], [null, 1, 0, null]]);
  });

  it('lead to the very records they count: by every metric, period, dimension and reader, page by page', async () => {
    const stations = await stationsIn(ZONES);
    await write(stations, fc.sample(happening(ZONES.length), { numRuns: 60, seed: 7 }));
    const origins = new FigureOrigins(registry, new WorkflowCatalog());
    const within = <Result>(work: (tenant: Tenant) => Promise<Result>) => test.database.inTenant({ stationIds: stations, bureauIds: [] }, work);
    let checked = 0;
    for (const { metric: { id, measure }, dimensions, record } of registry.all()) {
      const asked = { metrics: [id], from: '2026-02-03', to: '2026-11-20', weekStart: 3, filter: dimensions.has('category') ? [{ dimension: 'category', in: ['dispute', 'criminal'] }] : [] };
      const cell = { ...asked, metric: id, counted: false };
      if (record === undefined) {
        await expect(within((tenant) => origins.count(tenant, stations, { ...cell, granularity: 'NONE', values: [] }, FULL))).rejects.toMatchObject({ code: id === 'checks.people' ? 'PERSONAL_DATA_MASKED' : 'BAD_INPUT' });
        continue;
      }
      for (const [granularity, dimension] of [['NONE', undefined], ['HOUR', undefined], ['WEEK', undefined], ...[...dimensions.keys()].map((name) => ['MONTH', name] as const)] as [Granularity, string | undefined][]) {
        const sight = { persons: checked % 2 === 0, fine: true };
        const [series] = await ask(stations, { ...asked, ...(granularity === 'HOUR' ? { from: '2026-10-24', to: '2026-11-03' } : {}), granularity, dimensions: dimension === undefined ? [] : [dimension] }, sight);
        for (const { period, dimensions: values, count, numerator, denominator } of series?.points.slice(0, 12) ?? []) {
          const point = { ...cell, ...(granularity === 'HOUR' ? { from: '2026-10-24', to: '2026-11-03' } : {}), granularity, period, values };
          if (values[0]?.value === 'withheld') {
            await expect(within((tenant) => origins.count(tenant, stations, point, sight))).rejects.toMatchObject({ code: 'PERSONAL_DATA_MASKED' });
            continue;
          }
          const [all, counted] = await within(async (tenant) => [await origins.count(tenant, stations, point, sight), await origins.count(tenant, stations, { ...point, counted: true }, sight)]);
          expect([id, point, all.rows]).toEqual([id, point, count]);
          expect(counted.rows).toBe(typeof measure === 'object' && 'ratio' in measure ? numerator : typeof measure === 'object' && 'duration' in measure ? denominator : count);
          if (typeof measure === 'object' && 'distinct' in measure) expect(all.records).toBe(numerator);
          checked += 1;
          if (record.kind !== 'incident') continue;
          const seen: string[] = [];
          let after: string | null = null;
          do {
            const page: Awaited<ReturnType<typeof origins.page>> = await within((tenant) => origins.page(tenant, stations, point, sight, 2, after));
            seen.push(...page.edges.map(({ node }) => node.id));
            after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
          } while (after !== null);
          expect([seen.length, new Set(seen).size]).toEqual([all.records, count]);
        }
      }
    }
    expect(checked).toBeGreaterThan(300);
    const cell = { metric: 'incident.received', from: '2026-02-03', to: '2026-11-20', granularity: 'MONTH' as const, weekStart: 1, filter: [], values: [], counted: false };
    for (const wrong of [{ period: null }, { period: '2026-03-02' }, { period: '2026-12-01' }, { period: 'x' }, { granularity: 'NONE' as const, period: '2026-03-01' }, { period: '2026-03-01', values: [{ dimension: 'category', value: 'nothing' }] }, { period: '2026-03-01', weekStart: 8 }, { period: '2026-03-01', filter: [{ dimension: 'category', in: [] }] }, { period: '2026-03-01', values: ['channel', 'channel'].map((dimension) => ({ dimension, value: 'PHONE_110' })) }]) {
      await expect(within((tenant) => origins.count(tenant, stations, { ...cell, ...wrong }, FULL))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    for (const after of ['x', Buffer.from('["2026-01-01","x"]').toString('base64url')]) await expect(within((tenant) => origins.page(tenant, stations, { ...cell, period: '2026-03-01' }, FULL, 2, after))).rejects.toMatchObject({ code: 'BAD_CURSOR' });
  }, 60_000);

  it('mark what is not over, and what the range cuts', async () => {
    const stations = await stationsIn(['Asia/Shanghai', 'America/New_York']);
    const complete = async (query: Partial<FigureQuery>) => (await ask(stations, { metrics: ['incident.received'], ...query }))[0]?.periods.map(({ key, complete: whole }) => [key, whole]);
    expect(await complete({ from: '2026-05-15', to: '2026-09-01', granularity: 'MONTH' })).toEqual([['2026-05-01', false], ['2026-06-01', false], ['2026-07-01', false], ['2026-08-01', false]]);
    // In Shanghai July has begun; in New York it is 23:00 of the last of June.
    expect(await complete({ from: '2026-06-29', to: '2026-07-02', granularity: 'DAY' })).toEqual([['2026-06-29', true], ['2026-06-30', false], ['2026-07-01', false]]);
    expect(await complete({ from: '2026-06-24', to: '2026-07-06', granularity: 'WEEK' })).toEqual([['2026-06-22', false], ['2026-06-29', false]]);
    expect((await complete({ from: '2026-06-22', to: '2026-06-29', granularity: 'WEEK' }))?.[0]).toEqual(['2026-06-22', true]);
    const [twice] = await ask(stations.slice(1), { metrics: ['incident.received'], from: '2026-11-01', to: '2026-11-02', granularity: 'HOUR' });
    expect(twice?.periods).toHaveLength(25);
  });

  it('stand beside what the same question answers for the earlier time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening(2), { maxLength: 60 }),
        fc.constantFrom(...GRANULARITIES.filter((granularity) => granularity !== 'HOUR')),
        fc.constantFrom(...COMPARISONS.filter((comparison) => comparison !== 'NONE')),
        fc.integer({ min: 1, max: 7 }),
        fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 60 })),
        async (happenings, granularity, compare, weekStart, [start, days]) => {
          const stations = await stationsIn(['Asia/Shanghai', 'Europe/Berlin']);
          // Over two years, so that the year before has something, too.
          await write(stations, happenings.map((one, index) => ({ ...one, at: new Date(one.at.getTime() - (index % 2) * 365 * 24 * HOUR) })));
          const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);
          const query = { metrics: ['checks.begun'], granularity, weekStart, dimensions: ['risk', 'station'], from: day(start), to: day(start + days) };
          const [series] = await ask(stations, { ...query, compare });
          const range = series?.comparedRange;
          if (range === undefined || range === null) return;
          const [then] = await ask(stations, { ...query, ...range });
          const now = new Map((await ask(stations, query))[0]?.points.map(keyed));
          const earlier = new Map(then?.points.map(keyed));
          const beside = new Map(series?.periods.map(({ key, previous }) => [key, previous]));
          for (const { period, dimensions, numerator, previous, change, difference } of series?.points ?? []) {
            const values = dimensions.map(({ value }) => value);
            expect(numerator).toBe(now.get(JSON.stringify([period, ...values])) ?? 0);
            const before = period === null ? null : beside.get(period);
            if (period !== null && before === null) {
              expect([previous, change]).toEqual([null, null]);
              continue;
            }
            const expected = earlier.get(JSON.stringify([before, ...values])) ?? 0;
            expect(previous?.value).toBe(expected);
            expect(difference).toBe((numerator ?? NaN) - expected);
            expect(change).toBe(expected === 0 ? null : ((numerator ?? NaN) - expected) / expected);
          }
          // Nothing of what was there then is left out, unless it stands beside no period.
          const besides = new Set(beside.values());
          for (const { period, numerator } of then?.points ?? []) if (period === null || besides.has(period)) expect((series?.points ?? []).some(({ previous }) => previous !== null && (previous.numerator ?? NaN) >= (numerator ?? NaN))).toBe(true);
        },
      ),
      { numRuns: 25, interruptAfterTimeLimit: 60_000 },
    );
  }, 120_000);

  it('compare what still goes on with as much of the time before', async () => {
    const stations = await stationsIn(['Asia/Shanghai']);
    const at = (moment: string): Happening => ({ station: 0, at: new Date(moment), exercise: false, risk: null, urgent: null, fine: 0, closed: null, decided: null, due: null, recalled: false });
    // It is 11:00 of 1 July 2026 there.
    await write(stations, ['2026-07-01T08:00:00+08:00', '2026-06-01T10:59:00+08:00', '2026-06-01T14:00:00+08:00', '2026-06-20T00:00:00+08:00', '2025-07-01T10:00:00+08:00', '2025-07-01T23:00:00+08:00', '2025-07-31T23:00:00+08:00'].map(at));
    const beside = async (query: Partial<FigureQuery>, sight = FULL) => (await ask(stations, { metrics: ['checks.begun'], ...query }, sight))[0]?.points.map(({ period, value, previous, change }) => [period, value, previous?.value ?? null, change]);
    const july = { from: '2026-07-01', to: '2026-08-01' };
    expect(await beside({ ...july, granularity: 'MONTH', compare: 'PREVIOUS_PERIOD' })).toEqual([['2026-07-01', 1, 1, 0]]);
    expect(await beside({ ...july, granularity: 'MONTH', compare: 'SAME_PERIOD_LAST_YEAR' })).toEqual([['2026-07-01', 1, 1, 0]]);
    expect(await beside({ ...july, compare: 'SAME_PERIOD_LAST_YEAR' })).toEqual([[null, 1, 1, 0]]);
    expect(await beside({ ...july, granularity: 'DAY', compare: 'SAME_PERIOD_LAST_YEAR' })).toEqual([['2026-07-01', 1, 1, 0]]);
    // A month that is over, whole; one that has not begun, with nothing.
    expect(await beside({ from: '2026-06-01', to: '2026-07-01', granularity: 'MONTH', compare: 'PREVIOUS_PERIOD' })).toEqual([['2026-06-01', 3, 0, null]]);
    expect(await beside({ from: '2026-09-01', to: '2026-10-01', compare: 'PREVIOUS_PERIOD' })).toEqual([[null, 0, null, null]]);
    // A reader of aggregates sees whole months only, so that no day of the month before can be told from two questions.
    expect(await beside({ ...july, granularity: 'MONTH', compare: 'SAME_PERIOD_LAST_YEAR' }, { persons: false, fine: false })).toEqual([['2026-07-01', 1, 3, null]]);
  });

  it('show a total without rows as nothing, and no share of nothing', async () => {
    const stations = await stationsIn(['Asia/Shanghai']);
    const totals = await ask(stations, { metrics: registry.all().map(({ metric: { id } }) => id).filter((id) => id.startsWith('checks')) });
    expect(totals.map(({ points }) => points.map(({ count, value }) => [count, value]))).toEqual([[[0, 0]], [[0, 0]], [[0, 0]], [[0, null]], [[0, null]], [[0, null]], [[0, 0]], [[0, 0]]]);
  });

  it('never show a sensitive category by itself to who may not see it, not even as a difference', async () => {
    const stations = await stationsIn(['Asia/Shanghai']);
    const happened = (risk: Happening['risk']): Happening => ({ station: 0, at: new Date('2026-03-10T00:00:00Z'), exercise: false, risk, urgent: null, fine: 0, closed: null, decided: null, due: null, recalled: false });
    await write(stations, [happened('red'), happened('blue'), happened('blue'), happened(null)]);
    const bureau: FigureSight = { persons: false, fine: false };
    const by = async (query: Partial<FigureQuery>, sight = bureau) => (await ask(stations, { metrics: ['incident.received'], ...query }, sight))[0]?.points.map(({ dimensions, value }) => [dimensions[0]?.value, value]);
    expect(await by({ dimensions: ['category'] })).toEqual([['dispute', 1], ['dispute.noise', 2], ['withheld', 1]]);
    expect(await by({ dimensions: ['category'] }, FULL)).toEqual([['criminal.sexual', 1], ['dispute', 1], ['dispute.noise', 2]]);
    // A category counts what is below it; without the sensitive ones for whoever does not see them.
    expect(await by({ filter: [{ dimension: 'category', in: ['dispute'] }] })).toEqual([[undefined, 3]]);
    expect(await by({ filter: [{ dimension: 'category', in: ['criminal'] }] })).toEqual([[undefined, 0]]);
    expect(await by({ filter: [{ dimension: 'category', in: ['criminal'] }] }, FULL)).toEqual([[undefined, 1]]);
    await expect(by({ filter: [{ dimension: 'category', in: ['criminal.sexual'] }] })).rejects.toMatchObject({ code: 'PERSONAL_DATA_MASKED' });
    await expect(ask(stations, { metrics: ['checks.people'] }, { persons: false, fine: true })).rejects.toMatchObject({ code: 'PERSONAL_DATA_MASKED' });
    for (const fine of [{ granularity: 'WEEK' }, { granularity: 'WEEK', from: '2026-01-05', weekStart: 7 }, { granularity: 'MONTH', to: '2026-03-02' }, { dimensions: ['category', 'channel', 'status', 'outcome'] }, { metrics: ['incident.responseTime'], dimensions: ['hour'] }] as Partial<FigureQuery>[]) {
      await expect(by(fine)).rejects.toMatchObject({ code: 'FIGURE_TOO_FINE' });
    }
    expect(await by({ granularity: 'MONTH', dimensions: ['station', 'channel'] })).toHaveLength(1);
  });

  it.each<[string, Partial<FigureQuery>, string]>([
    ['a metric that is not there', { metrics: ['checks.nothing'] }, 'METRIC_UNKNOWN'],
    ['a dimension that is not there', { dimensions: ['constructor'] }, 'DIMENSION_UNKNOWN'],
    ['a filter by a dimension that is not there', { filter: [{ dimension: 'name', in: ['x'] }] }, 'DIMENSION_UNKNOWN'],
    ['a value that is not there', { filter: [{ dimension: 'risk', in: ['violet'] }] }, 'BAD_INPUT'],
    ['a range upside down', { from: '2026-02-01', to: '2026-01-01' }, 'BAD_INPUT'],
    ['an empty range', { from: '2026-02-01', to: '2026-02-01' }, 'BAD_INPUT'],
    ['hours of a thousand years', { from: '1000-01-01', to: '2026-01-01', granularity: 'HOUR' }, 'BAD_INPUT'],
    ['a dimension twice', { dimensions: ['risk', 'risk'] }, 'BAD_INPUT'],
    ['hours beside those of the year before', { from: '2026-02-01', to: '2026-02-02', granularity: 'HOUR', compare: 'SAME_PERIOD_LAST_YEAR' }, 'BAD_INPUT'],
    ['a week that begins on no day', { granularity: 'WEEK', weekStart: 8 }, 'BAD_INPUT'],
    ['no metric', { metrics: [] }, 'BAD_INPUT'],
    ['an empty filter', { filter: [{ dimension: 'risk', in: [] }] }, 'BAD_INPUT'],
  ])('refuse %s', async (_, query, code) => {
    const stations = await stationsIn(['Asia/Shanghai']);
    await expect(ask(stations, { metrics: ['checks.begun'], ...query })).rejects.toMatchObject({ code });
  });
});
