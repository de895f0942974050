import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsMigrations } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { notifyMigrations } from '@stationhouse/notify';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { workflowMigrations } from '@stationhouse/workflow-runtime';
import { analyticsMigrations, gridOf, MetricRegistry, Places, type HotSpotQuery } from '../../src/index.js';
import { changePlan, makePlan, patrolPlans, withdrawPlan } from '../../src/places/plans.js';

const OFFICER = { persons: true, fine: true };
const AGGREGATE = { persons: false, fine: false };
/** A station of ten by ten kilometres. */
const AREA = { type: 'Polygon', coordinates: [[[112.6, 29.9], [112.7, 29.9], [112.7, 30], [112.6, 30], [112.6, 29.9]]] };
const MARKET = { longitude: 112.641, latitude: 29.941 };
const QUERY: HotSpotQuery = { from: '2026-05-01', to: '2026-06-01', categories: [], grid: { kind: 'SQUARE', size: 1_000 }, compare: 'PREVIOUS_PERIOD' };

interface Call {
  readonly at: string;
  readonly category?: string;
  readonly channel?: string;
  readonly longitude?: number | null;
  readonly latitude?: number | null;
  readonly erased?: boolean;
}

describe('maps of what happened', () => {
  let test: TestDatabase;
  let bureauId: Id;
  const places = new Places(new MetricRegistry([]));
  beforeAll(async () => {
    test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
    await test.owner.query(`UPDATE app.test_clock SET "offset" = '2026-07-01T03:00:00Z'::timestamptz - now()`);
    bureauId = newId();
    await test.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '分局', 'B', 'Asia/Shanghai')`, [bureauId]);
  });
  afterAll(() => test.close());

  async function station(calls: readonly Call[], area: unknown = AREA): Promise<Id> {
    const id = newId();
    await test.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone, area) VALUES ($1, $2, '所', $3, 'town', 'Asia/Shanghai', $4)`, [bureauId, id, id.slice(-8), area]);
    const rows = calls.map((call, index) => ({ station: id, number: `N${index}`, channel: 'PHONE_110', category: 'publicOrder.theft', ...MARKET, erased: false, ...call }));
    await test.owner.query(
      `INSERT INTO incident (station_id, id, number, channel, intake_category, category, status, received_at, longitude, latitude, narrative, units, source, source_key, recorded_at, erased_at)
       SELECT station, gen_random_uuid(), number, channel, category, category, 'OPEN', at, longitude, latitude, '', '{}', station::text, number, at, CASE WHEN erased THEN at END
         FROM jsonb_to_recordset($1) AS r (station uuid, number text, channel text, category text, at timestamptz, longitude float8, latitude float8, erased boolean)`,
      [JSON.stringify(rows)],
    );
    return id;
  }
  const ask = (ids: readonly Id[], query: Partial<HotSpotQuery> = {}, sight = OFFICER, reach = ids) => test.database.inTenant({ stationIds: reach, bureauIds: [] }, (tenant) => places.hotSpots(tenant, ids, { ...QUERY, ...query }, sight));
  const many = (count: number, call: Call): Call[] => Array.from({ length: count }, () => call);

  it('count what lies in a cell in a period, by the station’s clock, beside the period before', async () => {
    const id = await station([
      ...many(12, { at: '2026-05-10T04:00:00Z' }),
      ...many(7, { at: '2026-04-10T04:00:00Z' }),
      // In Shanghai it is the first of May, and of June.
      { at: '2026-04-30T17:00:00Z' }, { at: '2026-05-31T17:00:00Z' },
      ...many(3, { at: '2026-05-10T04:00:00Z', longitude: null, latitude: null }),
      ...many(2, { at: '2026-05-10T04:00:00Z', erased: true }),
    ]);
    const map = await ask([id]);
    const grid = gridOf(QUERY.grid);
    expect(map.cells).toHaveLength(1);
    expect(map.cells[0]).toMatchObject({ cell: grid.cellOf(MARKET), amount: { value: 13 }, previous: { value: 7 }, outline: grid.outlineOf(grid.cellOf(MARKET)) });
    // Seven in thirty days are 7.2 in thirty-one.
    expect(map.cells[0]?.change?.difference).toBeCloseTo(13 - (7 * 31) / 30, 6);
    expect(map).toMatchObject({ withoutPlace: 5, comparedRange: { from: '2026-04-01', to: '2026-05-01' } });
    expect(map.cellsInArea).toBeGreaterThan(80);
    expect((await ask([id], { grid: { kind: 'HEXAGON', size: 8 }, compare: 'NONE' })).cells[0]).toMatchObject({ amount: { value: 13 }, previous: null, change: null });
    // Nothing of a station that is not in reach, whoever names it.
    const other = await station(many(9, { at: '2026-05-10T04:00:00Z' }));
    expect((await ask([id, other], {}, OFFICER, [id])).cells[0]?.amount.value).toBe(13);
    expect((await ask([id, other])).cells[0]?.amount.value).toBe(22);
  });

  it('never show what says something of one person, and refuse to be asked for it', async () => {
    const sensitive = ['criminal.sexual', 'publicOrder.domesticViolence', 'assistance.missingPerson', 'assistance.personInDistress'];
    const id = await station([...sensitive.flatMap((category) => many(8, { at: '2026-05-10T04:00:00Z', category })), ...many(6, { at: '2026-05-10T04:00:00Z', category: 'publicOrder.fight' })]);
    expect((await ask([id])).cells.map(({ amount }) => amount.value)).toEqual([6]);
    expect((await ask([id], { categories: ['publicOrder', 'criminal'] })).cells.map(({ amount }) => amount.value)).toEqual([6]);
    for (const category of sensitive) await expect(ask([id], { categories: [category] })).rejects.toMatchObject({ code: 'PERSONAL_DATA_MASKED' });
    await expect(ask([id], { categories: ['weather'] })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(ask([id], { to: '2026-05-01' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(ask([id], { grid: { kind: 'SQUARE', size: 20 } })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('tell a reader of aggregates bands and ranks, made of months, and nothing from which an exact count could be had', async () => {
    const id = await station([...many(13, { at: '2026-05-10T04:00:00Z' }), ...many(23, { at: '2026-05-10T04:00:00Z', latitude: 29.971 }), ...many(3, { at: '2026-05-10T04:00:00Z', latitude: 29.911 })]);
    const map = await ask([id], {}, AGGREGATE);
    expect(map.cells.map(({ amount: { value, count, numerator, disclosure } }) => [value, count, numerator, disclosure.atLeast, disclosure.atMost, disclosure.rank])).toEqual([[null, null, null, 20, 49, 1], [null, null, null, 10, 19, 2]]);
    expect(map).toMatchObject({ withoutPlace: null });
    expect(map.cells.every(({ change }) => change === null)).toBe(true);
    // One more, and another that is too few to be told of: nothing of the answer moves, scores neither.
    const more = await station([...many(14, { at: '2026-05-10T04:00:00Z' }), ...many(25, { at: '2026-05-10T04:00:00Z', latitude: 29.971 }), { at: '2026-05-10T04:00:00Z', latitude: 29.95 }]);
    expect(await ask([more], {}, AGGREGATE)).toEqual(map);
    await expect(ask([id], { grid: { kind: 'SQUARE', size: 250 } }, AGGREGATE)).rejects.toMatchObject({ code: 'FIGURE_TOO_FINE' });
    await expect(ask([id], { to: '2026-05-15' }, AGGREGATE)).rejects.toMatchObject({ code: 'FIGURE_TOO_FINE' });
  });

  it('recommend from places, times and categories before today, without what patrols found or what no patrol meets', async () => {
    const weekly = Array.from({ length: 10 }, (_, week): Call => ({ at: new Date(Date.parse('2026-04-18T13:20:00Z') + week * 7 * 86_400_000).toISOString() }));
    const elsewhere = (more: Partial<Call>): Call[] => weekly.map(({ at }) => ({ at, latitude: 29.98, ...more }));
    const id = await station([...weekly, ...elsewhere({ channel: 'PATROL' }), ...elsewhere({ category: 'policeActivity' }), ...elsewhere({ category: 'criminal.telecomFraud' }), ...elsewhere({ category: 'publicOrder.domesticViolence' }), ...many(50, { at: '2026-07-01T02:00:00Z', latitude: 29.98 })]);
    const query = { from: '2026-07-02', categories: [], grid: { kind: 'SQUARE', size: 500 } as const, hours: 1 };
    const past = await test.database.inTenant({ stationIds: [id], bureauIds: [] }, (tenant) => places.patrolPast(tenant, id, query));
    expect(past.incidents).toHaveLength(10);
    expect(Object.keys(past.incidents[0] ?? {}).sort()).toEqual(['category', 'cell', 'day', 'hour']);
    const { stints, measured } = await places.patrol(past);
    // Saturdays at nine in the evening, in Shanghai.
    expect(stints).toMatchObject([{ cell: gridOf(query.grid).cellOf(MARKET), day: Date.parse('2026-07-04') / 86_400_000, hour: 21, hours: 1, before: 10 }]);
    expect(measured?.weeks.measuredOn).toHaveLength(4);
    const asked = (more: object) => test.database.inTenant({ stationIds: [id], bureauIds: [] }, (tenant) => places.patrolPast(tenant, id, { ...query, ...more }));
    await expect(asked({ hours: 0 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(asked({ from: '2026-09-01' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(asked({ categories: ['criminal.telecomFraud'] })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(asked({ categories: ['publicOrder.domesticViolence'] })).rejects.toMatchObject({ code: 'PERSONAL_DATA_MASKED' });
  });

  it('keep a plan as somebody decided it: once per intention, by versions, and withdrawn', async () => {
    const id = await station([]);
    const accountId = newId();
    const at = <Result>(work: Parameters<typeof test.database.inTenant<Result>>[1]) => test.database.inTenant({ stationIds: [id], bureauIds: [], accountId }, work);
    const basis = { grid: { kind: 'SQUARE', size: 500 } as const, categories: ['traffic'] };
    const cell = gridOf(basis.grid).cellOf(MARKET);
    const stint = { cell, place: ' 东门市场北口 ', date: '2026-07-04', hour: 20, hours: 2, recommended: true };
    const words = { note: '', stints: [{ ...stint, date: '2026-07-05' }, stint] };
    const made = await at((tenant) => makePlan(tenant, id, '2026-07-02', basis, words, 'once'));
    expect(made).toMatchObject({ version: 1, startsOn: '2026-07-02', basis, changedBy: accountId });
    expect(made.stints.map(({ date, place }) => [date, place])).toEqual([['2026-07-04', '东门市场北口'], ['2026-07-05', '东门市场北口']]);
    expect((await at((tenant) => makePlan(tenant, id, '2026-07-02', basis, words, 'once'))).id).toBe(made.id);
    for (const wrong of [{ cell: '500:1' }, { date: '2026-07-09' }, { date: '2026-07-01' }, { hour: 23 }, { hours: 0 }]) await expect(at((tenant) => makePlan(tenant, id, '2026-07-02', basis, { note: '', stints: [{ ...stint, ...wrong }] }, newId()))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(at((tenant) => makePlan(tenant, id, '2026-07-02', basis, { note: '', stints: [] }, newId()))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await at((tenant) => changePlan(tenant, id, made.id, { note: '雨天推迟', stints: [{ ...stint, recommended: false }] }, 1))).toMatchObject({ version: 2, note: '雨天推迟' });
    await expect(at((tenant) => changePlan(tenant, id, made.id, words, 1))).rejects.toMatchObject({ code: 'STALE_VERSION' });
    await at((tenant) => withdrawPlan(tenant, id, made.id, 2));
    expect(await at((tenant) => patrolPlans(tenant, id))).toEqual([]);
    await expect(at((tenant) => withdrawPlan(tenant, id, made.id, 3))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const deeds = (await test.owner.query<{ action: string }>('SELECT action FROM audit_entry WHERE unit_id = $1 ORDER BY id', [id])).rows.map(({ action }) => action);
    expect(deeds).toEqual(['patrol.plan', 'patrol.change', 'patrol.withdraw']);
  });
});
