import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsMigrations, type JobPayload, type JobRun } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { notifyMigrations } from '@stationhouse/notify';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { workflowMigrations } from '@stationhouse/workflow-runtime';
import fc from 'fast-check';
import { analyticsMigrations, Figures, MetricRegistry, rebuildJob, RollUps, type FigureQuery } from '../src/index.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-06-30T03:00:00Z');
const ZONES = ['Asia/Shanghai', 'America/New_York', 'America/Havana', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
const CATEGORIES = ['dispute', 'dispute.noise', 'criminal.sexual', 'traffic', 'a category of long ago'];

/** One call, told by small numbers so that what fails is made small. */
interface Call {
  readonly station: number;
  /** Hours before the beginning of the test; some lie ahead. */
  readonly hours: number;
  readonly category: number;
  /** Minutes to the order and from it to the arrival; null: none. */
  readonly ordered: number | null;
  readonly arrived: number | null;
}
/** Something that happens: calls come in, one is disposed of, corrected or removed. */
type Deed = { readonly calls: readonly Call[] } | { readonly which: number; readonly now: 'disposed' | 'other category' | 'gone' | 'erased' | 'sealed' | 'unsealed' };
/** A while with its deeds, after which what changed may be counted anew, or something else looked after. */
interface While {
  readonly hours: number;
  readonly deeds: readonly Deed[];
  readonly then: 'nothing' | 'fold' | 'build' | 'another clock';
}

const call: fc.Arbitrary<Call> = fc.record({
  station: fc.integer({ min: 0, max: 1 }),
  // Many on the same days, and around the night the clocks change.
  hours: fc.oneof(fc.integer({ min: -30, max: 90 }), fc.integer({ min: 0, max: 200 * 24 }), fc.constantFrom(2_723, 2_724, 2_725, 2_859, 2_860)),
  category: fc.nat(CATEGORIES.length - 1),
  ordered: fc.option(fc.integer({ min: -5, max: 3_000 })),
  arrived: fc.option(fc.integer({ min: -5, max: 30 })),
});
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ calls: fc.array(call, { minLength: 1, maxLength: 6 }) }),
  fc.record({ which: fc.nat(40), now: fc.constantFrom('disposed' as const, 'other category' as const, 'gone' as const, 'erased' as const, 'sealed' as const, 'unsealed' as const) }),
);
const life: fc.Arbitrary<readonly While[]> = fc.array(fc.record({ hours: fc.integer({ min: 1, max: 60 }), deeds: fc.array(deed, { maxLength: 4 }), then: fc.constantFrom('nothing', 'fold', 'fold', 'fold', 'fold', 'fold', 'build', 'another clock') }), { minLength: 3, maxLength: 8 });

/** What is asked: everything a roll-up holds, and things it does not. */
const QUESTIONS: readonly Partial<FigureQuery>[] = [
  { granularity: 'MONTH', dimensions: ['category'] },
  { granularity: 'MONTH', dimensions: ['station', 'channel'], from: '2026-02-11', to: '2026-06-20' },
  { granularity: 'WEEK', dimensions: ['category'], filter: [{ dimension: 'category', in: ['dispute'] }] },
  { granularity: 'MONTH', dimensions: ['category'], levels: [{ dimension: 'category', level: 1 }] },
  { granularity: 'MONTH', dimensions: ['category', 'team', 'cell'], levels: [{ dimension: 'category', level: 1 }] },
  { granularity: 'DAY', from: '2026-03-01', to: '2026-07-10' },
  { granularity: 'NONE', dimensions: ['weekday', 'month'] },
  { granularity: 'QUARTER', dimensions: ['category'], compare: 'PREVIOUS_PERIOD', from: '2026-04-01' },
  { granularity: 'WEEK', weekStart: 4, compare: 'SAME_PERIOD_LAST_YEAR' },
  { granularity: 'NONE', from: '2026-06-11', to: '2026-06-21' },
  { granularity: 'WEEK', dimensions: ['month'], filter: [{ dimension: 'weekday', in: ['1', '7'] }] },
  { granularity: 'MONTH', dimensions: ['hour'], metrics: ['incident.received'] },
  { granularity: 'DAY', dimensions: ['status', 'weekday'], metrics: ['incident.received'], from: '2026-06-01', to: '2026-07-10' },
  { dimensions: ['outcome', 'station'], metrics: ['incident.received'] },
];
const ALL = ['incident.received', 'incident.answeredInTime', 'incident.acknowledgedInTime', 'incident.responseTime'];

describe('what is kept of figures', () => {
  let test: TestDatabase;
  let rollUps: RollUps;
  let kept: Figures;
  let rows: Figures;
  beforeAll(async () => {
    test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
    const registry = new MetricRegistry([]);
    rollUps = new RollUps(test.database, registry.all());
    kept = new Figures(registry, 2_000, rollUps);
    rows = new Figures(registry, 2_000);
    await setClock(START);
  });
  afterAll(() => test.close());

  const setClock = (moment: number) => test.owner.query(`UPDATE app.test_clock SET "offset" = $1::timestamptz - now()`, [new Date(moment)]);

  async function stationsIn(zones: readonly string[]): Promise<Id[]> {
    const bureauId = newId();
    await test.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '分局', $2, 'Asia/Shanghai')`, [bureauId, bureauId.slice(-12)]);
    const ids = zones.map(() => newId());
    await test.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) SELECT $1, s.id, '所' || s.n, 'S' || s.n, 'town', s.zone FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS s (id, zone, n)`, [bureauId, ids, zones]);
    return ids;
  }

  const at = <Result>(stationIds: readonly Id[], work: Parameters<typeof test.database.inTenant<Result>>[1]) => test.database.inTenant({ stationIds, bureauIds: [] }, work);

  /** Takes calls in as an import does: one statement, within row-level security. */
  async function take(stations: readonly Id[], calls: readonly Call[]): Promise<void> {
    const said = calls.map(({ station, hours, category, ordered, arrived }) => {
      const received = START - hours * HOUR + 17_000;
      const moment = (minutes: number | null) => (minutes === null ? null : new Date(received + minutes * 60_000));
      return { station: stations[station], key: newId().toUpperCase(), category: CATEGORIES[category], channel: hours % 2 === 0 ? 'PHONE_110' : 'WALK_IN', received: new Date(received), ordered: moment(ordered), arrived: moment(ordered === null || arrived === null ? null : ordered + arrived) };
    });
    await at(stations, (tenant) =>
      tenant.sql(
        `INSERT INTO incident (station_id, number, channel, intake_category, category, status, received_at, dispatched_at, acknowledged_at, arrived_at, narrative, units, source, source_key, recorded_at)
         SELECT station, key, channel, category, category, 'OPEN', received, ordered, ordered + interval '20 seconds', arrived, '', '{}', 'test', key, app.now()
           FROM jsonb_to_recordset($1) AS t (station uuid, key text, channel text, category text, received timestamptz, ordered timestamptz, arrived timestamptz)`,
        [JSON.stringify(said)],
      ),
    );
  }

  async function carryOut(stations: readonly Id[], what: Deed): Promise<void> {
    if ('calls' in what) return take(stations, what.calls);
    const set = { disposed: `status = 'DISPOSED', outcome = 'RESOLVED_ON_SCENE', disposed_at = app.now()`, 'other category': `category = 'traffic'`, erased: `reporter_name = NULL, erased_at = app.now()`, sealed: 'sealed_at = app.now()', unsealed: 'sealed_at = NULL', gone: '' }[what.now];
    const one = `(SELECT id FROM incident WHERE station_id = ANY ($1) ORDER BY id OFFSET $2 % greatest((SELECT count(*)::int FROM incident WHERE station_id = ANY ($1)), 1) LIMIT 1)`;
    // Nobody but the owner removes an incident; even that is marked.
    await test.owner.query(what.now === 'gone' ? `DELETE FROM incident WHERE station_id = ANY ($1) AND id = ${one}` : `UPDATE incident SET ${set} WHERE station_id = ANY ($1) AND id = ${one}`, [stations, what.which]);
  }

  const ask = (figures: Figures, stations: readonly Id[], query: Partial<FigureQuery>) =>
    at(stations, async (tenant) => {
      const series = await figures.read(tenant, stations, { metrics: ALL, from: '2026-01-01', to: '2026-08-01', granularity: 'NONE', weekStart: 1, compare: 'NONE', dimensions: [], filter: [], ...query }, { persons: true, fine: true });
      return series.map(({ resolved, points }) => [resolved.metric.id, points.map(({ period, dimensions, count, numerator, denominator, previous }) => [period, ...dimensions.map(({ value }) => value), count, numerator, denominator, ...(previous === null ? [] : [previous.count, previous.numerator])].join(' '))]);
    });

  it('is the rows at every moment, before and after it is counted anew, and what it was is answered as of then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(fc.constantFrom(...ZONES), fc.constantFrom(...ZONES)), fc.boolean(), life, async (zones, early, whiles) => {
        const stations = await stationsIn(zones);
        const said: { readonly query: Partial<FigureQuery>; readonly answer: unknown }[] = [];
        let now = START;
        await setClock(now);
        if (early) await rollUps.buildMissing();
        for (const { hours, deeds, then } of whiles) {
          for (const one of deeds) {
            await setClock((now += (hours * HOUR) / deeds.length));
            await carryOut(stations, one);
          }
          if (then === 'another clock') {
            await test.owner.query('UPDATE station SET time_zone = $2 WHERE id = $1', [stations[0], ZONES[hours % ZONES.length]]);
            // What was said by another clock is not kept by this one.
            said.length = 0;
          }
          if (then === 'build') await rollUps.buildMissing();
          if (then === 'fold') await rollUps.foldMarked();
          for (const query of QUESTIONS.filter((_, place) => (place + whiles.length) % 2 === 0)) expect({ query, answer: await ask(kept, stations, query) }).toEqual({ query, answer: await ask(rows, stations, query) });
          const [{ settled } = { settled: false }] = (
            await test.owner.query(
              `SELECT NOT EXISTS (SELECT FROM figure_mark WHERE station_id = ANY ($1)) AND (SELECT count(*) FROM figure_cover c JOIN station s ON s.id = c.station_id AND s.time_zone = c.zone WHERE s.id = ANY ($1) AND covered_until = 'infinity') = 8 AS settled`,
              [stations],
            )
          ).rows;
          if (settled === true) {
            await setClock((now += HOUR));
            const over = { from: '2026-01-01', to: new Date(now - DAY).toISOString().slice(0, 10) };
            for (const query of QUESTIONS.slice(0, 4).map((one) => ({ ...one, ...over }))) {
              const asOf = new Date(now - HOUR / 2);
              const answer = await ask(rows, stations, query);
              expect({ query, answer: await ask(kept, stations, { ...query, asOf }) }).toEqual({ query, answer });
              said.push({ query: { ...query, asOf }, answer });
            }
          }
        }
        await rollUps.foldMarked();
        for (const { query, answer } of said) expect({ query, answer: await ask(kept, stations, query) }).toEqual({ query, answer });
      }),
      { numRuns: 5 },
    );
  }, 240_000);

  /** What was received on the days of a range at one station, by category. */
  const received = (stationId: Id, query: Partial<FigureQuery> = {}) => ask(kept, [stationId], { metrics: ['incident.received'], from: '2026-06-01', to: '2026-08-01', dimensions: ['category'], ...query }).then(([series]) => (series?.[1] as string[]).map((point) => point.trim()).sort());
  const of = (hours: number, category = 0): Call => ({ station: 0, hours, category, ordered: null, arrived: null });

  it('keeps what a day was that a late call or a correction changes, and nothing of the day that goes on', async () => {
    const [stationId = newId()] = await stationsIn(['Asia/Shanghai']);
    await setClock(START);
    await expect(received(stationId, { asOf: new Date(START) })).rejects.toMatchObject({ code: 'FIGURE_NOT_KEPT', details: { since: null } });
    await rollUps.buildMissing();
    await expect(received(stationId, { asOf: new Date(START - HOUR) })).rejects.toMatchObject({ code: 'FIGURE_NOT_KEPT', details: { since: expect.stringMatching(/^2026-06-30T03:00/) as unknown } });
    await expect(received(stationId, { asOf: new Date(START + HOUR) })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(received(stationId, { asOf: new Date(START), granularity: 'HOUR', from: '2026-06-30', to: '2026-07-01' })).rejects.toMatchObject({ code: 'FIGURE_NOT_KEPT' });
    // Two calls of the day that goes on, counted after each of them.
    for (const category of [0, 3]) {
      await take([stationId], [of(0, category)]);
      await rollUps.foldMarked();
    }
    await setClock(START + 3 * DAY);
    const published = new Date(START + 2 * DAY);
    expect(await received(stationId, { asOf: published })).toEqual(['dispute 1 1', 'traffic 1 1']);
    // A call that comes late, and another that was something else.
    await take([stationId], [of(1)]);
    await test.owner.query(`UPDATE incident SET category = 'dispute.noise' WHERE station_id = $1 AND category = 'traffic'`, [stationId]);
    for (const counted of [false, true]) {
      if (counted) await rollUps.foldMarked();
      expect(await received(stationId)).toEqual(['dispute 2 2', 'dispute.noise 1 1']);
      expect(await received(stationId, { asOf: published })).toEqual(['dispute 1 1', 'traffic 1 1']);
    }
    await setClock(START + 4 * DAY);
    await test.owner.query('DELETE FROM incident WHERE station_id = $1', [stationId]);
    await rollUps.foldMarked();
    expect(await received(stationId)).toEqual([]);
    expect(await received(stationId, { asOf: published })).toEqual(['dispute 1 1', 'traffic 1 1']);
    expect(await received(stationId, { asOf: new Date(START + 3 * DAY + HOUR) })).toEqual(['dispute 2 2', 'dispute.noise 1 1']);
    const { rows: was } = await test.owner.query(`SELECT DISTINCT known_until FROM figure_day_was WHERE station_id = $1 ORDER BY 1`, [stationId]);
    expect(was.map(({ known_until: until }) => Math.round((until as Date).getTime() / HOUR))).toEqual([START + 3 * DAY, START + 4 * DAY].map((moment) => Math.round(moment / HOUR)));
  });

  it('finds what is kept otherwise than the rows count, says which cell, and mends it', async () => {
    const [stationId = newId()] = await stationsIn(['America/Havana']);
    await setClock(START);
    await take([stationId], [of(30), of(30, 3), { ...of(800), ordered: 1, arrived: 5 }]);
    await rollUps.foldMarked();
    await rollUps.buildMissing();
    expect(await rollUps.verify(stationId)).toEqual([]);
    const asked = { metrics: ['incident.received', 'incident.answeredInTime'], from: '2026-05-01', dimensions: ['category'], granularity: 'MONTH' } as const;
    const right = await ask(rows, [stationId], asked);
    // A day of somebody's imagination, one that was lost, and a month that does not fit its days.
    await test.owner.query(`UPDATE figure_day SET counts = counts || '{7}', d0 = d0 || '{traffic}' WHERE station_id = $1 AND d0 = '{dispute}'`, [stationId]);
    await test.owner.query(`DELETE FROM figure_day WHERE station_id = $1 AND numerators IS NOT NULL`, [stationId]);
    await test.owner.query(`UPDATE figure_month SET counts = '{40,2}' WHERE station_id = $1 AND d0 = '{dispute,traffic}'`, [stationId]);
    // What is marked is read from the rows: it is not wrong.
    await take([stationId], [of(1)]);
    expect(await ask(kept, [stationId], asked)).not.toEqual(right);
    const faults = await rollUps.verify(stationId);
    expect(faults).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ dimensions: ['category'], step: 'day', value: ['traffic'], kept: { count: 7, numerator: 7, denominator: null }, counted: null }),
        expect.objectContaining({ dimensions: ['category'], step: 'month', day: '2026-06-01', value: ['dispute'], kept: { count: 40, numerator: 40, denominator: null }, counted: { count: 1, numerator: 1, denominator: null } }),
        expect.objectContaining({ rollUp: expect.stringMatching(/^incident\.responseTime#/) as unknown, dimensions: [], step: 'day', kept: null, counted: { count: 1, numerator: 360, denominator: 1 } }),
      ]),
    );
    const { rows: noted } = await test.owner.query('SELECT count(*)::int AS count FROM figure_fault WHERE station_id = $1', [stationId]);
    expect(noted).toEqual([{ count: faults.length }]);
    expect(await rollUps.verify(stationId)).toEqual([]);
    await rollUps.foldMarked();
    expect(await ask(kept, [stationId], asked)).toEqual(await ask(rows, [stationId], asked));
    // Every station has its turn once a day, and none twice.
    expect((await rollUps.verifyDue(new Date(START + DAY + HOUR))).size).toBe(0);
    const { rows: verified } = await test.owner.query('SELECT count(*)::int AS count FROM figure_cover WHERE station_id = $1 AND verified_at IS NOT NULL', [stationId]);
    expect(verified).toEqual([{ count: 4 }]);
  });

  it('counts everything anew when asked to, from where it was stopped, and no more once it is cancelled', async () => {
    const stations = await stationsIn(['Asia/Shanghai', 'Asia/Kathmandu']);
    const { rows: [bureau] } = await test.owner.query<{ id: Id }>('SELECT bureau_id AS id FROM station WHERE id = $1', [stations[0]]);
    const bureauId = bureau?.id ?? newId();
    await setClock(START);
    // 26 months of the first station, two of the other.
    await take(stations, [of(10), of(9_000, 3), of(18_500), { ...of(200, 1), station: 1 }, { ...of(900, 2), station: 1 }]);
    await rollUps.foldMarked();
    await rollUps.buildMissing();
    const asked = { metrics: ['incident.received'], from: '2024-01-01', dimensions: ['category', 'station'], granularity: 'MONTH' } as const;
    const right = await ask(rows, stations, asked);
    await test.owner.query(`UPDATE figure_day SET counts = counts || '{7}', d0 = d0 || '{traffic}' WHERE station_id = ANY ($1) AND d0 IS NOT NULL`, [stations]);
    await test.owner.query(`UPDATE figure_month SET counts = counts || '{7}', d0 = d0 || '{traffic}' WHERE station_id = ANY ($1) AND d0 IS NOT NULL`, [stations]);
    expect(await ask(kept, stations, asked)).not.toEqual(right);

    const rebuildId = newId();
    const stands = async () => (await test.owner.query<{ done: number; total: number; status: string }>('SELECT done, total, status FROM figure_rebuild WHERE id = $1', [rebuildId])).rows[0];
    await test.owner.query('INSERT INTO figure_rebuild (bureau_id, id, started_at) VALUES ($1, $2, app.now())', [bureauId, rebuildId]);
    const run = (signal: AbortSignal) => rebuildJob(test.database, rollUps).handle({ payload: { rebuildId }, scopeId: bureauId, signal } as unknown as JobRun<JobPayload>);
    // The process ends after the first year of the first station.
    let looks = 0;
    await expect(run({ throwIfAborted: () => { if ((looks += 1) > 1) throw new Error('the process ends'); } } as AbortSignal)).rejects.toThrow('the process ends');
    expect(await stands()).toEqual({ done: 12, total: 28, status: 'running' });
    expect(await ask(kept, stations, asked)).not.toEqual(right);
    await run(new AbortController().signal);
    expect(await stands()).toEqual({ done: 28, total: 28, status: 'done' });
    expect(await ask(kept, stations, asked)).toEqual(right);
    expect(await Promise.all(stations.map((stationId) => rollUps.verify(stationId)))).toEqual([[], []]);

    await test.owner.query(`UPDATE figure_rebuild SET status = 'cancelled', done = 0 WHERE id = $1`, [rebuildId]);
    await run(new AbortController().signal);
    expect(await stands()).toEqual({ done: 0, total: 28, status: 'cancelled' });
  });
});
