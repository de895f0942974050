import { describe, expect, it } from '@jest/globals';
import { isStationhouseError, newId, rangeOf, RANGE_PRESETS } from '@stationhouse/kernel';
import { MetricRegistry, parseTiles, type Tile } from '../../src/index.js';

const TILE: Tile = { key: 'a', title: '', drawing: 'LINE', width: 6, height: 2, metrics: ['incident.received'], dimensions: [], filter: [], range: { preset: 'LAST_MONTH', from: null, to: null }, granularity: 'DAY', compare: 'NONE', stationIds: [], grid: { kind: 'SQUARE', size: 500 }, categories: [] };
const registry = new MetricRegistry([]);

/** The code and field of a refusal; `taken` where there is none. */
function outcome(...tiles: readonly Partial<Tile>[]): string {
  try {
    parseTiles(tiles.map((tile) => ({ ...TILE, ...tile })), registry);
    return 'taken';
  } catch (error) {
    if (!isStationhouseError(error)) throw error;
    return [error.code, error.details?.['field']].filter(Boolean).join(' ');
  }
}

describe('the tiles of a dashboard', () => {
  it('are taken in every drawing with what it needs', () => {
    expect([
      outcome({}, { key: 'b', drawing: 'FIGURE', granularity: 'NONE' }, { key: 'c', drawing: 'BAR', granularity: 'NONE', dimensions: ['category'] }),
      outcome({ drawing: 'STACKED', granularity: 'WEEK', dimensions: ['channel'] }, { key: 'b', drawing: 'HEAT', granularity: 'NONE', dimensions: ['weekday', 'hour'] }),
      outcome({ drawing: 'TABLE', metrics: ['incident.received', 'incident.responseTime'], dimensions: ['category'] }),
      outcome({ drawing: 'MAP', metrics: [], granularity: 'NONE', grid: { kind: 'HEXAGON', size: 8 } }),
      outcome({ range: { preset: null, from: '2026-01-01', to: '2026-02-01' }, filter: [{ dimension: 'category', in: ['dispute'] }], stationIds: [newId()] }),
    ]).toEqual(Array.from({ length: 5 }, () => 'taken'));
  });

  it('are refused, naming the place, for whatever nobody could draw', () => {
    expect(outcome({ metrics: ['no.such'] })).toBe('METRIC_UNKNOWN');
    expect(outcome({ dimensions: ['mood'] })).toBe('DIMENSION_UNKNOWN');
    expect(outcome({ filter: [{ dimension: 'category', in: ['no-such'] }] })).toContain('BAD_INPUT');
    expect(outcome({ drawing: 'LINE', granularity: 'NONE' })).toBe('BAD_INPUT input.tiles[0].drawing');
    expect(outcome({ drawing: 'FIGURE' })).toBe('BAD_INPUT input.tiles[0].drawing');
    expect(outcome({ drawing: 'HEAT', granularity: 'NONE', dimensions: ['hour'] })).toBe('BAD_INPUT input.tiles[0].drawing');
    expect(outcome({ metrics: ['incident.received', 'incident.responseTime'] })).toBe('BAD_INPUT input.tiles[0].metrics');
    expect(outcome({ metrics: [] })).toBe('BAD_INPUT input.tiles[0].metrics');
    expect(outcome({}, {})).toBe('BAD_INPUT input.tiles');
    expect(outcome({ key: '<b>' })).toBe('BAD_INPUT input.tiles[0].key');
    expect(outcome({ width: 13 })).toBe('BAD_INPUT input.tiles[0].width');
    expect(outcome({ height: 0.5 })).toBe('BAD_INPUT input.tiles[0].height');
    expect(outcome({ title: '长'.repeat(61) })).toContain('input.tiles[0].title');
    expect(outcome({ range: { preset: null, from: '2026-02-01', to: '2026-02-01' } })).toBe('BAD_INPUT input.tiles[0].range');
    expect(outcome({ drawing: 'MAP', grid: { kind: 'SQUARE', size: 7 } })).toContain('BAD_INPUT');
    expect(outcome(...Array.from({ length: 25 }, (_, index) => ({ key: `t${index}` })))).toBe('BAD_INPUT input.tiles');
  });

  it('keep nothing beside what a tile is', () => {
    const [tile] = parseTiles([{ ...TILE, secret: 'x', range: { ...TILE.range, secret: 'x' } } as Tile], registry);
    expect(JSON.stringify(tile)).not.toContain('secret');
  });

  it('ask for ranges that move with the day, whole weeks and months where they say last', () => {
    // A Wednesday.
    expect(Object.fromEntries(RANGE_PRESETS.map((preset) => [preset, Object.values(rangeOf(preset, '2026-03-04')).join(' ')]))).toEqual({
      TODAY: '2026-03-04 2026-03-05', THIS_WEEK: '2026-03-02 2026-03-09', LAST_WEEK: '2026-02-23 2026-03-02', LAST_4_WEEKS: '2026-02-02 2026-03-02', LAST_12_WEEKS: '2025-12-08 2026-03-02',
      THIS_MONTH: '2026-03-01 2026-04-01', LAST_MONTH: '2026-02-01 2026-03-01', LAST_3_MONTHS: '2025-12-01 2026-03-01', LAST_6_MONTHS: '2025-09-01 2026-03-01', LAST_12_MONTHS: '2025-03-01 2026-03-01', THIS_YEAR: '2026-01-01 2027-01-01',
    });
    expect(rangeOf('THIS_WEEK', '2026-03-08')).toEqual({ from: '2026-03-02', to: '2026-03-09' });
  });
});
