import { describe, expect, it } from '@jest/globals';
import { text, type Id, type StationhouseError } from '@stationhouse/kernel';
import fc from 'fast-check';
import { choice, plain, type Column } from '../src/columns.js';
import { defineMetric, type FigureQuery, type Metric } from '../src/index.js';
import { cellsOf, folded, tellingBy, type Telling } from '../src/privacy/cells.js';
import { latticeProblems, latticesOverSameRows } from '../src/privacy/declared.js';
import { banded, marginOf, rounded, STEP } from '../src/privacy/rounding.js';
import { wayOf } from '../src/privacy/ways.js';
import type { AskedMetric } from '../src/query.js';
import { resolveMetric, type ResolvedMetric } from '../src/resolve.js';
import type { Group, MeasuredStation } from '../src/statement.js';

const count = fc.integer({ min: 0, max: 5000 });
const offsets = [0, 1, 2, 3, 4];

describe('a rounded count', () => {
  it('is a multiple of five within its bounds, and right in the mean over the offsets', () => {
    fc.assert(
      fc.property(count, (n) => {
        const told = offsets.map((offset) => rounded(n, offset));
        for (const { value, atLeast, atMost } of told) {
          expect(value % STEP).toBe(0);
          expect(atLeast <= n && n <= atMost).toBe(true);
        }
        expect(told.reduce((sum, { value }) => sum + value, 0) / offsets.length).toBe(n);
        // Never above the bound that the margin is made from.
        const variance = told.reduce((sum, { value }) => sum + (value - n) ** 2, 0) / offsets.length;
        expect(variance).toBeLessThanOrEqual(Math.min(6, 4 * n));
      }),
    );
  });

  it('leaves every count possible that its bounds name, through any history of the cell', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 }), fc.constantFrom(...offsets), (history, offset) => {
        const told = history.map((n) => rounded(n, offset).value);
        const shifts = offsets.map((other) => offset - other).filter((shift) => history.every((n) => n + shift >= 0));
        for (const shift of shifts) expect(history.map((n) => rounded(n + shift, offset - shift).value)).toEqual(told);
        // Without a count that is known to be nothing, those are five.
        if (Math.min(...history) >= STEP - 1) expect(shifts).toHaveLength(STEP);
      }),
    );
  });
});

describe('a band', () => {
  it('holds its count, never tells nothing from few, and is one of a fixed row without gaps', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3_000_000 }), (n) => { const { atLeast, atMost } = banded(n); expect(atLeast <= n && n <= atMost).toBe(true); expect(banded(atLeast)).toEqual(banded(atMost)); }));
    const starts: number[] = [];
    for (let n = 0; n < 12_000; n = banded(n).atMost + 1) starts.push(n);
    expect(starts).toEqual([0, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]);
  });
});

const side = choice('x', text('身份', 'Side'), ['applicant', 'respondent'].map((value) => ({ value, title: text(value, value) })));
const people = defineMetric({ id: 'disputes.people', title: text('人', 'People'), description: text('人', 'People'), unit: 'personTimes', personalData: 'persons', source: { fact: 'item', workflow: 'disputes', list: 'parties' }, measure: 'count', time: 'startedAt', dimensions: ['item.side', 'data.cause'], lattice: ['item.side'] });
const cause = choice('y', text('原因', 'Cause'), ['noise', 'debt'].map((value) => ({ value, title: text(value, value) })));
const place: ResolvedMetric['dimensions'] = new Map([['station', { ...side, title: text('派出所', 'Station'), type: 'open', values: [] }], ['hour', side], ['side', side], ['cause', cause], ['square', { ...plain('open', 'z'), place: 'wide' }], ['block', { ...plain('open', 'z'), place: 'narrow' }], ['loose', plain('open', 'z', text('位置', 'Spot'))]]);
const resolved = (metric: Metric): ResolvedMetric => ({ metric, pluginId: 'disputes', own: false, from: '', station: '', time: side, where: [], measured: [], part: [], dimensions: place, protects: [], record: undefined });
const query = (more: Partial<FigureQuery> = {}): FigureQuery => ({ metrics: [people.id], from: '2026-01-05', to: '2026-02-02', granularity: 'WEEK', weekStart: 1, compare: 'NONE', dimensions: [], filter: [], ...more });

describe('the way a figure is told', () => {
  const events = defineMetric({ ...people, id: 'disputes.held', personalData: 'events' });
  const MONTHS = { from: '2026-01-01', to: '2026-03-01', granularity: 'MONTH' };
  const [bureau, masked, officer] = [{ persons: false, fine: false }, { persons: false, fine: true }, { persons: true, fine: true }];
  it.each<[string, Metric, object, { persons: boolean; fine: boolean }, string]>([
    ['persons, to an officer, by hours', people, { granularity: 'HOUR', dimensions: ['cause'] }, officer, 'exact'],
    ['persons, to the bureau, by weeks', people, { dimensions: ['station', 'side'] }, bureau, 'lattice'],
    ['persons, to an analyst, by weeks', people, { granularity: 'NONE' }, masked, 'lattice'],
    ['persons by months', people, { from: '2026-01-01', to: '2026-02-01', granularity: 'MONTH' }, bureau, 'FIGURE_TOO_FINE'],
    ['persons by weeks that begin on a Tuesday', people, { from: '2026-01-06' }, bureau, 'FIGURE_TOO_FINE'],
    ['persons by weeks that begin on Sundays', people, { weekStart: 7 }, bureau, 'FIGURE_TOO_FINE'],
    ['persons by days', people, { granularity: 'DAY' }, masked, 'FIGURE_TOO_FINE'],
    ['persons by what is not of the lattice', people, { dimensions: ['cause'] }, masked, 'FIGURE_TOO_FINE'],
    ['persons filtered by what is not of the lattice', people, { filter: [{ dimension: 'cause', in: ['noise'] }] }, bureau, 'FIGURE_TOO_FINE'],
    ['persons without a lattice', { ...people, lattice: undefined } as unknown as Metric, {}, bureau, 'PERSONAL_DATA_MASKED'],
    ['events, to an analyst, by days', events, { granularity: 'DAY' }, masked, 'exact'],
    ['events by months and one dimension', events, { from: '2026-01-01', to: '2026-03-01', granularity: 'MONTH', dimensions: ['station', 'cause'] }, bureau, 'exact'],
    ['events by days', events, { granularity: 'DAY' }, bureau, 'bands'],
    ['events by months and two dimensions', events, { from: '2026-01-01', to: '2026-03-01', granularity: 'MONTH', dimensions: ['cause', 'side'] }, bureau, 'bands'],
    ['events by the hour of the day', events, { from: '2026-01-01', to: '2026-03-01', granularity: 'NONE', dimensions: ['hour'] }, bureau, 'bands'],
    ['events by parts of weeks', events, { from: '2026-01-06' }, bureau, 'FIGURE_TOO_FINE'],
    ['events by place and whole months', events, { ...MONTHS, dimensions: ['station', 'square'] }, bureau, 'bands'],
    ['events of places, by months', events, { ...MONTHS, granularity: 'NONE', filter: [{ dimension: 'square', in: ['1'] }] }, bureau, 'bands'],
    ['events by place, to an analyst, by days', events, { granularity: 'DAY', dimensions: ['block', 'cause'] }, masked, 'exact'],
    ['events by place and weeks', events, { dimensions: ['square'] }, bureau, 'FIGURE_TOO_FINE'],
    ['events by place and quarters', events, { ...MONTHS, granularity: 'QUARTER', dimensions: ['square'] }, bureau, 'FIGURE_TOO_FINE'],
    ['events by place and something else', events, { ...MONTHS, dimensions: ['square', 'cause'] }, bureau, 'FIGURE_TOO_FINE'],
    ['events by place, filtered by something else', events, { ...MONTHS, dimensions: ['square'], filter: [{ dimension: 'cause', in: ['noise'] }] }, bureau, 'FIGURE_TOO_FINE'],
    ['events of something else, filtered by place', events, { ...MONTHS, dimensions: ['cause'], filter: [{ dimension: 'square', in: ['1'] }] }, bureau, 'FIGURE_TOO_FINE'],
    ['events by two kinds of places', events, { ...MONTHS, dimensions: ['square', 'block'] }, bureau, 'FIGURE_TOO_FINE'],
    ['events by small places', events, { ...MONTHS, dimensions: ['block'] }, bureau, 'FIGURE_TOO_FINE'],
    ['a share by place', { ...events, measure: { ratio: {} } }, { ...MONTHS, dimensions: ['square'] }, bureau, 'FIGURE_TOO_FINE'],
    ['persons by place', people, { dimensions: ['square'] }, bureau, 'FIGURE_TOO_FINE'],
    ['a share by days', { ...events, measure: { ratio: {} } }, { granularity: 'DAY' }, bureau, 'FIGURE_TOO_FINE'],
  ])('%s', (_, metric, more, sight, way) => {
    const told = () => wayOf(resolved(metric), query(more), sight);
    if (way === way.toUpperCase()) expect(told).toThrow(expect.objectContaining({ code: way }));
    else expect(told()).toBe(way);
  });

  it.each<[string, Metric, object, { persons: boolean; fine: boolean }, readonly string[], readonly string[]]>([
    ['the lattice', people, { granularity: 'DAY' }, masked, ['“人”', '粒度“按周”或“不分周期”', '“派出所”、“身份”'], ['“People”', 'by week or without periods', '“Station”, “Side”']],
    ['no lattice', { ...people, lattice: undefined } as unknown as Metric, {}, bureau, ['“人”涉及个人情况'], ['“People” says something of persons']],
    ['what is no count', { ...events, measure: { ratio: {} } }, { granularity: 'DAY' }, bureau, ['“人”不是计数'], ['“People” is no count']],
    ['parts of weeks, by a place without a list', events, { ...MONTHS, granularity: 'WEEK', dimensions: ['loose'] }, bureau, ['按周须从周一到周一', '“位置”没有固定的取值'], ['from a Monday to a Monday', '“Spot” has no fixed list']],
    ['places', events, { dimensions: ['square'] }, bureau, ['“人”按地点', '粒度“按月”或“不分周期”'], ['“People” by place', 'by month, or without periods']],
  ])('a refusal speaks of %s as people call it, its ids stand beside', (_, metric, more, sight, zhCN, en) => {
    let refused: StationhouseError | undefined;
    try { wayOf(resolved(metric), query(more), sight); } catch (error) { refused = error as StationhouseError; }
    for (const part of zhCN) expect(refused?.text['zh-CN']).toContain(part);
    for (const part of en) expect(refused?.text.en).toContain(part);
    expect(`${refused?.text['zh-CN']} ${refused?.text.en}`).not.toMatch(/disputes\.|granularity|WEEK|NONE|\bside\b|\bsquare\b/);
    expect(refused?.details).toMatchObject({ metric: metric.id });
  });
});

describe('the cells behind an answer', () => {
  const stations = ['a', 'b'].map((id) => ({ id: id as Id, name: id, zone: 'Asia/Shanghai' })) as unknown as MeasuredStation[];
  const weeks = ['2026-01-05', '2026-01-12', '2026-01-19', '2026-01-26'];
  const group = (period: string, station: string, value: string | null, n: number): Group => ({ period, d0: station, d1: value, count: n, numerator: n, denominator: null });
  const groups = [group('2026-01-05', 'a', 'applicant', 3), group('2026-01-05', 'a', 'respondent', 12), group('2026-01-12', 'b', null, 4), group('2026-01-19', 'b', 'applicant', 9)];
  const tell: Telling = (_period, [, value], n) => rounded(n, value === 'applicant' ? 2 : 0);
  const ask = (dimensions: string[], granularity: 'WEEK' | 'NONE', filter: AskedMetric['filter'] = []) => {
    const asked: AskedMetric = { resolved: resolved(people), dimensions: dimensions.map((name) => [name, place.get(name) ?? side] as const), filter, without: [] };
    const cells = cellsOf(asked, 'lattice', query({ dimensions, granularity }));
    expect([cells.asked.dimensions.map(([name]) => name), cells.cut.granularity, cells.asked.filter]).toEqual([['station', 'side'], 'WEEK', []]);
    return folded({ way: 'lattice', asked, granularity, cells, periods: weeks, stations, sight: { persons: false, fine: false } }, groups, tell).groups;
  };

  it('are the same whatever is asked: every answer is the sum of what is told of them', () => {
    const all = ask(['station', 'side'], 'WEEK');
    expect(all).toHaveLength(4 * 2 * 3);
    const told = (from: typeof all) => from.reduce((sum, { count: n }) => sum + (n ?? 0), 0);
    // 3 + 2 → 5; 12 → 10; 4 → 0; 9 + 2 → 10.
    expect(told(all)).toBe(25);
    for (const [dimensions, granularity] of [[['station'], 'WEEK'], [['side'], 'NONE'], [[], 'NONE'], [['side', 'station'], 'NONE']] as [string[], 'WEEK' | 'NONE'][]) expect(told(ask(dimensions, granularity))).toBe(25);
    expect(told(ask([], 'NONE', [{ dimension: 'side', column: side, values: ['respondent'] }]))).toBe(10);
    const [total] = ask([], 'NONE');
    expect(total).toMatchObject({ count: 25, disclosure: { suppressed: false, atLeast: 1 + 6 + 6, atMost: 25 + 4 * 24, margin: marginOf(25, 24) } });
  });

  it('tell nothing from few', () => {
    const shown = (station: string, value: string | null, week: string) => ask(['station', 'side'], 'WEEK').find(({ d0, d1, period }) => d0 === station && d1 === value && period === week);
    expect(shown('b', null, '2026-01-12')).toEqual({ ...shown('a', null, '2026-01-12'), d0: 'b' });
    expect(shown('b', null, '2026-01-12')).toMatchObject({ count: null, numerator: null, disclosure: { suppressed: true, atLeast: 0, atMost: 4 } });
    expect(shown('a', 'applicant', '2026-01-05')).toMatchObject({ count: 5, disclosure: { suppressed: false, atLeast: 1, atMost: 9, margin: 4 } });
  });

  it('of bands rank by what is told, and equal ones share a place', () => {
    const events: AskedMetric = { resolved: resolved({ ...people, personalData: 'events' }), dimensions: [['side', side]], filter: [], without: [] };
    const cells = cellsOf(events, 'bands', query({ dimensions: ['side'], granularity: 'WEEK' }));
    const points = folded({ way: 'bands', asked: events, granularity: 'WEEK', cells, periods: weeks.slice(0, 1), stations: stations.slice(0, 1), sight: { persons: false, fine: false } }, groups, tellingBy('bands', undefined)).groups;
    expect(points.map(({ d0, count: n, disclosure: { atLeast, atMost, rank } }) => [d0, n, atLeast, atMost, rank])).toEqual([['applicant', null, 0, 4, 2], ['respondent', null, 10, 19, 1], [null, null, 0, 4, 2]]);
  });
});

describe('places, which no list names', () => {
  const events: AskedMetric = { resolved: resolved({ ...people, personalData: 'events' }), dimensions: [], filter: [], without: [] };
  const [place1] = [{ ...plain('open', 'z'), place: 'wide' as const }];
  const months = ['2026-01-01', '2026-02-01'];
  const stations = ['a', 'b'].map((id) => ({ id: id as Id, name: id, zone: 'Asia/Shanghai' })) as unknown as MeasuredStation[];
  const found = (period: string, station: string, square: string | null, n: number): Group => ({ period, d0: station, d1: square, count: n, numerator: n, denominator: null });
  const groups = [found('2026-01-01', 'a', 'here', 14), found('2026-02-01', 'a', 'here', 2), found('2026-01-01', 'a', 'there', 4), found('2026-01-01', 'b', null, 60)];
  const ask = (dimensions: AskedMetric['dimensions'], of: MeasuredStation[], filter: AskedMetric['filter'] = []) => {
    const asked = { ...events, dimensions, filter };
    const cells = cellsOf(asked, 'bands', query({ from: '2026-01-01', to: '2026-03-01', granularity: 'MONTH' }));
    return folded({ way: 'bands', asked, granularity: 'MONTH', cells, periods: months, stations: of, sight: { persons: false, fine: false } }, groups, tellingBy('bands', undefined));
  };
  const station = ['station', { ...side, type: 'open', values: [] }] as const;

  it('are there in every period, or in none where nothing is told of them: few and none look alike', () => {
    const { groups: told, absent } = ask([station, ['square', place1]], stations);
    expect(told.map(({ period, d0, d1, disclosure: { atLeast, atMost, rank } }) => [period, d0, d1, atLeast, atMost, rank])).toEqual([
      ['2026-01-01', 'a', 'here', 10, 19, 2], ['2026-01-01', 'b', null, 50, 99, 1],
      ['2026-02-01', 'a', 'here', 0, 4, 1], ['2026-02-01', 'b', null, 0, 4, 1],
    ]);
    expect(absent).toMatchObject({ count: null, disclosure: { atLeast: 0, atMost: 4, rank: null } });
  });

  it('are all there where they are named', () => {
    const filter = [{ dimension: 'square', column: place1, values: ['there', 'nowhere'] }];
    expect(ask([['square', place1]], stations.slice(0, 1), filter).groups.map(({ d0, disclosure: { atLeast, atMost } }) => [d0, atLeast, atMost])).toEqual([['there', 0, 4], ['nowhere', 0, 4], ['there', 0, 4], ['nowhere', 0, 4]]);
  });

  it('of several stations are told station by station', () => {
    expect(() => ask([['square', place1]], stations)).toThrow(expect.objectContaining({ code: 'FIGURE_TOO_FINE' }));
  });
});

it('a metric of persons is refused with a place among its dimensions', () => {
  const declared = defineMetric({ ...people, id: 'incident.victims', source: { fact: 'incident' }, time: 'receivedAt', dimensions: ['channel', 'cell'], lattice: undefined } as unknown as Metric);
  const problems = (metric: Metric) => { const resolution = resolveMetric(metric, { pluginId: undefined, workflows: [] }); return 'problems' in resolution ? resolution.problems.map(({ en }) => en).join() : ''; };
  expect(problems(declared)).toContain('leave cell out of its dimensions');
  expect(problems({ ...declared, personalData: 'events', unit: 'incidents' })).toBe('');
});

describe('a level of a tree', () => {
  const tree = { ...choice('x', text('类别', 'Category'), ['theft', 'theft.bicycle', 'theft.phone', 'theft.harm', 'noise'].map((value) => ({ value, title: text(value, value), ...(value === 'theft.harm' ? { sensitive: true } : {}) }))), nested: true };
  const metric: ResolvedMetric = { ...resolved({ ...people, personalData: 'events' }), dimensions: new Map<string, Column>([['station', { ...side, type: 'open', values: [] }], ['tree', tree]]) };
  const stations = [{ id: 'a' as Id, name: 'a', zone: 'Asia/Shanghai' }] as unknown as MeasuredStation[];
  const told = (level: number | undefined) => {
    const asked: AskedMetric = { resolved: metric, dimensions: [['tree', level === undefined ? tree : { ...tree, level }]], filter: [], without: [] };
    const cells = cellsOf(asked, 'bands', query({ granularity: 'DAY' }));
    const groups = [['theft.bicycle', 7], ['theft.phone', 3], ['withheld', 20], ['theft', 12]].map(([value, n]) => ({ period: '2026-01-05', d0: 'a', d1: value as string, count: n as number, numerator: n as number, denominator: null }));
    return folded({ way: 'bands', asked, granularity: 'DAY', cells, periods: ['2026-01-05'], stations, sight: { persons: false, fine: false } }, groups, tellingBy('bands', undefined)).groups.map(({ d0, disclosure: { atLeast, atMost } }) => [d0, atLeast, atMost]);
  };

  it('adds up what is told below it, and nothing that is shown together', () => {
    expect(told(undefined)).toEqual([['theft', 10, 19], ['theft.bicycle', 5, 9], ['theft.phone', 0, 4], ['noise', 0, 4], ['withheld', 20, 49], [null, 0, 4]]);
    expect(told(1)).toEqual([['theft', 15, 32], ['noise', 0, 4], ['withheld', 20, 49], [null, 0, 4]]);
  });
});

describe('a lattice is refused', () => {
  it.each<[string, Partial<Metric>, string]>([
    ['for events', { personalData: 'events' }, 'metrics of persons'],
    ['for what is not a count', { measure: { sum: 'item.age' } }, 'for counts'],
    ['over a dimension that is none of the metric', { lattice: ['item.mood'] }, 'item.mood is none'],
    ['of too many dimensions', { lattice: ['item.side', 'data.cause', 'item.side', 'data.cause'] }, '3 dimensions at most'],
    ['where nobody says who is under special protection', { source: { table: 'victim', columns: {}, instance: null } }, 'source.protects'],
    ['over instances, whose people nobody knows', { source: { fact: 'instance', workflow: 'disputes' } }, 'fact: item'],
  ])('%s', (_, more, words) => {
    expect(latticeProblems({ ...people, ...more } as Metric, place).map(({ en }) => en).join()).toContain(words);
    expect(latticeProblems(people, place)).toEqual([]);
  });

  it('where another one counts the same people', () => {
    expect(latticesOverSameRows([people, { ...people, id: 'disputes.refused', where: { 'item.side': 'applicant' } }]).map(({ en }) => en).join()).toContain('disputes.people');
    expect(latticesOverSameRows([people, { ...people, id: 'disputes.units', source: { fact: 'item', workflow: 'disputes', list: 'units' } }])).toEqual([]);
  });
});
