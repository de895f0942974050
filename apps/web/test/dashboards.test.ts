import { describe, expect, it } from '@jest/globals';
import { TextDecoder, TextEncoder } from 'node:util';
import { barRows, boundsOf, isBanded, sheetOf, type Point, type Series } from '../src/pages/dashboards/sheet.js';
import { drawnAs, DRAWINGS, figureQuery, filteredRange, inputOf, isWhole, newTile, ofOneUnit, NO_FILTERS, screensOf, stationsOf, type Metric, type Tile } from '../src/pages/dashboards/tile.js';

// The router, which the house's colours come with, asks for these, and jsdom has none.
Object.assign(globalThis, { TextDecoder, TextEncoder });
const { changeWords } = await import('../src/pages/dashboards/words.js');
const { optionOf } = await import('../src/pages/dashboards/chart/option.js');

const text = (said: string) => ({ zhCN: said, en: said });
const METRIC: Metric = {
  id: 'incident.received', pluginId: null, measure: 'COUNT', personalData: 'EVENTS', workflow: null, records: 'INCIDENT', title: text('接报'), description: text(''), unit: { id: 'incidents', title: text('起') },
  dimensions: [{ id: 'category', nested: true, place: false, title: text('类别'), values: [{ value: 'theft', title: text('盗窃') }, { value: 'noise', title: text('噪音') }, { value: 'fire', title: text('火灾') }] }, { id: 'weekday', nested: false, place: false, title: text('星期'), values: [{ value: '1', title: text('周一') }, { value: '2', title: text('周二') }] }],
};
const EXACT = { suppressed: false, reason: null, atLeast: null, atMost: null, margin: null, rank: null, complete: true, difference: null, printedChange: null, previous: null };
const point = (period: string | null, values: readonly (string | null)[], rest: Partial<Point>): Point => ({ ...EXACT, value: null, count: null, period, dimensions: values.map((value) => ({ dimension: 'category', value, title: text(value ?? '无') })), ...rest });
const series = (points: readonly Point[], periods: readonly { key: string; complete: boolean }[] = []): Series => ({ metric: { id: METRIC.id }, periods, comparedRange: null, points });
const words = { textOf: (said: { zhCN: string }) => said.zhCN, period: (key: string) => key, periodHead: '周期', today: '2026-03-15' };
const tile = (rest: Partial<Tile>): Tile => ({ ...newTile(METRIC, 'a'), ...rest });
const MONTHS = [{ key: '2026-02-01', complete: true }, { key: '2026-03-01', complete: false }, { key: '2026-04-01', complete: false }];
const BAND = { reason: text('why'), atLeast: 10, atMost: 19 };
const chartWords = { label: '图', previous: '比较期', font: 'x', format: (_: string, value: number) => String(value), told: (row: string, column: string) => `${row} ${column}` };

describe('the figures of a tile', () => {
  it('stand in rows and columns by periods and values; nothing counted is nothing, what has not begun is not', () => {
    const sheet = sheetOf(tile({ dimensions: ['category'] }), [series([point('2026-02-01', ['noise'], { value: 3 }), point('2026-03-01', ['theft'], { value: 2 })], MONTHS)], [METRIC], words);
    expect(sheet.columns.map(({ title }) => title)).toEqual(['盗窃', '噪音']);
    expect(sheet.rows.map(({ key }) => sheet.columns.map((column) => sheet.figure(key, column.key).value))).toEqual([[0, 3], [2, 0], [null, null]]);
  });

  it('are one figure without dimensions and periods, and side by side for several metrics', () => {
    const other = { ...METRIC, id: 'other', title: text('另一') };
    const sheet = sheetOf(tile({ drawing: 'FIGURE', granularity: 'NONE', metrics: [METRIC.id, 'other'] }), [series([point(null, [], { value: 7 })]), { ...series([point(null, [], { value: 8 })]), metric: { id: 'other' } }], [METRIC, other], words);
    expect(sheet.columns.map(({ key, title }) => [title, sheet.figure('', key).value])).toEqual([['接报', 7], ['另一', 8]]);
  });

  it('keep every weekday, and the largest bars first unless their order says something', () => {
    const byDay = sheetOf(tile({ drawing: 'BAR', granularity: 'NONE', dimensions: ['weekday'] }), [series([point(null, ['2'], { value: 5 })])], [METRIC], words);
    expect(barRows(byDay, true).rows.map(({ title }) => title)).toEqual(['周一', '周二']);
    const byCategory = sheetOf(tile({ drawing: 'BAR', granularity: 'NONE', dimensions: ['category'] }), [series([point(null, ['theft'], { value: 2 }), point(null, ['fire'], { value: 9 })])], [METRIC], words);
    expect(barRows(byCategory, false).rows.map(({ title }) => title)).toEqual(['火灾', '盗窃']);
  });

  it('are a range wherever they are not exact', () => {
    expect(boundsOf({ value: 4, suppressed: false })).toEqual({ low: 4, high: 4, exact: true });
    expect(boundsOf({ value: null, suppressed: false, ...BAND })).toEqual({ low: 10, high: 19, exact: false });
    expect(boundsOf({ value: null, suppressed: true, reason: text('few'), atLeast: 0, atMost: 4 })).toEqual({ low: 0, high: 4, exact: false });
    expect(boundsOf({ value: 20, suppressed: false, reason: text('rounded'), margin: 8, atLeast: 16, atMost: 24 })).toEqual({ low: 12, high: 28, exact: false });
    expect(boundsOf({ value: null, suppressed: false })).toBeUndefined();
  });

  it('carry what their records are found by, and say whether any is a band', () => {
    const sheet = sheetOf(tile({ dimensions: ['category'] }), [series([point('2026-02-01', ['noise'], { value: 3, count: 3 })], MONTHS)], [METRIC], words);
    expect(sheet.figure('2026-02-01', 'noise').point).toMatchObject({ count: 3, period: '2026-02-01', dimensions: [{ value: 'noise' }] });
    expect(sheet.figure('2026-03-01', 'noise').point).toBeUndefined();
    expect(isBanded(sheet)).toBe(false);
    const told = (figure: Partial<Point>) => isBanded(sheetOf(tile({}), [series([point('2026-02-01', [], figure)], MONTHS)], [METRIC], words));
    expect([told(BAND), told({ ...BAND, value: 15, margin: 4 }), told({ ...BAND, suppressed: true })]).toEqual([true, false, false]);
  });

  it('are never drawn as exact where they are not: a line becomes hatched ranges', () => {
    const exact = sheetOf(tile({}), [series([point('2026-02-01', [], { value: 3 }), point('2026-03-01', [], { value: 4 })], MONTHS)], [METRIC], words);
    const kinds = (option: ReturnType<typeof optionOf>) => (option['series'] as { type: string; data: unknown[]; lineStyle?: { type?: string } }[]);
    expect(kinds(optionOf(exact, 'LINE', chartWords, false, false)).map(({ type, data, lineStyle }) => [type, lineStyle?.type, data])).toEqual([['line', undefined, [3, null, null]], ['line', 'dotted', [3, 4, null]]]);
    const banded = sheetOf(tile({}), [series([point('2026-02-01', [], BAND)], MONTHS.slice(0, 1))], [METRIC], words);
    const [ground, range] = kinds(optionOf(banded, 'LINE', chartWords, false, false));
    expect([ground?.type, ground?.data]).toEqual(['bar', [10]]);
    expect(range?.data).toEqual([{ value: 9, itemStyle: { decal: expect.anything() } }]);
  });
});

describe('a change', () => {
  const say = (zhCN: string, _: string, values: Readonly<Record<string, unknown>> = {}) => zhCN.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name]));
  const said = { say, textOf: (one: { zhCN?: string; 'zh-CN'?: string }) => one.zhCN ?? one['zh-CN'] ?? '' } as Parameters<typeof changeWords>[2];

  it('of a ratio is in points, and no surer than the figures it is of', () => {
    expect(changeWords({ ...EXACT, value: 0.95, difference: -0.03, printedChange: '−3.1 %' }, { unit: { id: 'ratio', title: text('占比') } }, said)).toBe('−3.0 个百分点');
    expect(changeWords({ ...EXACT, value: 12, difference: 2, printedChange: '+20.0 %' }, METRIC, said)).toBe('+20.0 %');
    expect(changeWords({ ...EXACT, value: 60, difference: 45, printedChange: '+300.0 %', previous: { ...EXACT, value: 15, reason: text('why') } }, METRIC, said)).toBe('约 +300.0 %');
    expect(changeWords({ ...EXACT, value: null }, METRIC, said)).toBeUndefined();
  });
});

describe('a tile', () => {
  it('draws metrics of one unit, and has room for what is drawn', () => {
    const ratio: Metric = { ...METRIC, id: 'incident.answeredInTime', measure: 'RATIO', unit: { id: 'ratio', title: text('占比') } };
    const both = tile({ drawing: 'FIGURE', height: 1, granularity: 'NONE', metrics: [METRIC.id, ratio.id] });
    expect(ofOneUnit(both, [METRIC, ratio]).metrics).toEqual([METRIC.id, ratio.id]);
    expect(drawnAs(ofOneUnit({ ...both, drawing: 'LINE' }, [METRIC, ratio]), 'LINE')).toMatchObject({ metrics: [METRIC.id], height: 2, granularity: 'MONTH' });
    expect(newTile(undefined, 'm', true).grid).toEqual({ kind: 'SQUARE', size: 1000 });
  });

  it('has what it needs however it is drawn, but for a choice that nobody can guess', () => {
    for (const from of DRAWINGS) for (const to of DRAWINGS) {
      const drawn = drawnAs(drawnAs(newTile(METRIC, 'a'), from), to);
      expect({ from, to, whole: isWhole(drawn) }).toEqual({ from, to, whole: to === 'MAP' || from !== 'MAP' });
    }
  });

  it('follows the filters of the address, as far as they mean something to it', () => {
    const filters = { ...NO_FILTERS, range: 'LAST_MONTH', category: 'theft' };
    expect(figureQuery(tile({}), filters, [METRIC], '2026-03-15')).toMatchObject({ from: '2026-02-01', to: '2026-03-01', filter: [{ dimension: 'category', in: ['theft'] }] });
    expect(figureQuery(tile({}), filters, [{ ...METRIC, dimensions: [] }], '2026-03-15').filter).toEqual([]);
    expect(filteredRange({ ...NO_FILTERS, from: '2026-03-01', to: '2026-03-31' }, '2026-03-15')).toEqual({ from: '2026-03-01', to: '2026-04-01' });
    expect(filteredRange({ ...NO_FILTERS, range: 'nonsense' }, '2026-03-15')).toBeUndefined();
    expect([stationsOf(tile({}), NO_FILTERS, ['here']), stationsOf(tile({ stationIds: ['own'] }), NO_FILTERS, ['here']), stationsOf(tile({ stationIds: ['own'] }), { ...NO_FILTERS, stations: 'x,y' }, ['here'])]).toEqual([['here'], ['own'], ['x', 'y']]);
  });

  it('is sent as the API takes it, whatever came with it', () => {
    expect(JSON.stringify(inputOf({ ...tile({}), __typename: 'DashboardTile', grid: { kind: 'SQUARE', size: 500, __typename: 'MapGrid' } } as Tile))).not.toContain('__typename');
  });

  it('stands on a wall with others as far as a screen goes', () => {
    const sized = (key: string, width: number, height: number) => tile({ key, width, height });
    const keys = (tiles: readonly Tile[]) => screensOf(tiles, 4).map((screen) => screen.map(({ key }) => key).join(''));
    expect(keys([sized('a', 6, 1), sized('b', 6, 2), sized('c', 12, 2), sized('d', 12, 1)])).toEqual(['abc', 'd']);
    expect(keys([sized('a', 12, 4), sized('b', 12, 4)])).toEqual(['a', 'b']);
    expect(keys([])).toEqual([]);
  });
});
