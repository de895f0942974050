import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { tableOf } from '../../src/dashboards/delivery/table.js';
import type { Tile } from '../../src/dashboards/tile.js';
import type { FigureSeries } from '../../src/figures.js';
import type { FigurePoint } from '../../src/points.js';
import { EXACT } from '../../src/privacy/disclosure.js';
import { MetricRegistry } from '../../src/registry.js';

const registry = new MetricRegistry([]);
const TODAY = '2026-03-05';
const TILE: Tile = { key: 'a', title: '', drawing: 'TABLE', width: 6, height: 2, metrics: ['incident.received'], dimensions: [], filter: [], range: { preset: 'THIS_YEAR', from: null, to: null }, granularity: 'NONE', compare: 'NONE', stationIds: [], grid: { kind: 'SQUARE', size: 500 }, categories: [] };

type Told = Partial<FigurePoint> & { readonly in?: readonly (readonly [dimension: string, value: string, title: string])[] };

function series(id: string, points: readonly Told[], rest: Partial<FigureSeries> = {}): FigureSeries {
  return {
    resolved: registry.get(id), granularity: 'NONE', timeZones: ['Asia/Shanghai'], periods: [], comparedRange: null, ...rest,
    points: points.map(({ in: named = [], ...point }) => ({ count: null, numerator: null, denominator: null, value: null, disclosure: EXACT, period: null, complete: true, previous: null, difference: null, change: null, ...point, dimensions: named.map(([dimension, value, title]) => ({ dimension, value, title: text(title, title) })) })),
  };
}

function month(key: string, complete = true) {
  return { key, complete, previous: null };
}

describe('the table of a tile', () => {
  it('has a row per metric where there is nothing else, ratios changing in points', () => {
    const before = { count: 10, numerator: null, denominator: null, value: 10, disclosure: EXACT };
    const compared = { comparedRange: { from: '2026-01-01', to: '2026-02-01' } };
    const told = tableOf({ ...TILE, drawing: 'FIGURE' }, [
      series('incident.received', [{ value: 12, previous: before, difference: 2, change: 0.2 }], compared),
      series('incident.answeredInTime', [{ value: 0.95, previous: { ...before, value: 0.98 }, difference: -0.03, change: -0.0306 }], compared),
    ], TODAY);
    expect(told).toEqual({ head: ['指标', '数值', '比较期', '增减'], labels: 1, rows: [['接报警情（起）', '12', '10', '+20.0 %'], ['到场及时率', '95.0%', '98.0%', '−3.0 个百分点']] });
  });

  it('names every period: none of a count is nothing, none of a ratio is not told, and what has not begun is neither', () => {
    const periods = [month('2026-01-01'), month('2026-02-01'), month('2026-03-01', false), month('2026-04-01', false)];
    const tile: Tile = { ...TILE, granularity: 'MONTH', metrics: ['incident.received', 'incident.answeredInTime'] };
    const told = tableOf(tile, [series('incident.received', [{ period: '2026-01-01', value: 4 }], { granularity: 'MONTH', periods }), series('incident.answeredInTime', [{ period: '2026-01-01', value: 1 }], { granularity: 'MONTH', periods })], TODAY);
    expect(told).toEqual({ head: ['周期', '接报警情（起）', '到场及时率'], labels: 1, rows: [['2026-01', '4', '100.0%'], ['2026-02', '0', '—'], ['2026-03（不完整）', '0', '—'], ['2026-04（不完整）', '—', '—']] });
  });

  it('lays the shorter of two sides across, all weekdays and hours of them', () => {
    const told = tableOf({ ...TILE, drawing: 'HEAT', dimensions: ['weekday', 'hour'] }, [series('incident.received', [{ value: 3, in: [['weekday', '1', '周一'], ['hour', '8', '8 时']] }])], TODAY);
    expect(told.head).toHaveLength(8);
    expect(told.head.slice(0, 2)).toEqual(['时段＼星期', '周一']);
    expect(told.rows).toHaveLength(24);
    expect(told.rows[8]).toEqual(['8 时', '3', '0', '0', '0', '0', '0', '0']);
  });

  it('tells no more than it may: ranges, rounded figures, and fewer than five', () => {
    const why = { ...EXACT, reason: text('因为', 'why') };
    const inexact = [{ value: null, disclosure: { ...why, atLeast: 10, atMost: 19 } }, { value: 215, disclosure: { ...why, margin: 4 } }, { value: null, disclosure: { ...why, suppressed: true, atLeast: 0, atMost: 4 } }];
    const told = tableOf({ ...TILE, dimensions: ['channel'] }, [series('incident.received', inexact.map((one, index) => ({ ...one, in: [['channel', `own${index}`, `渠道${index}`]] as const })))], TODAY);
    expect(told.rows).toEqual([['渠道0', '10–19'], ['渠道1', '约 215'], ['渠道2', '＜5']]);
  });
});
