import { describe, expect, it } from '@jest/globals';
import { boundsOf, cornersOf, middleOf } from '@stationhouse/plugin-web/map';
import { levelOf } from '../src/pages/places/map/cells.js';
import { csvOf } from '../src/pages/places/planning.js';
import { addDays, monthStart } from '../src/pages/places/days.js';
import { expectedWords, gridOf, hoursWords, percentWords, weekdayOf } from '../src/pages/places/words.js';

const SQUARE = { type: 'Polygon', coordinates: [[[112.6, 29.9], [112.7, 29.9], [112.7, 30], [112.6, 30], [112.6, 29.9]]] };

describe('the page of places', () => {
  it('knows the corners of polygons of any depth, and of nothing', () => {
    expect(cornersOf(SQUARE)).toHaveLength(5);
    expect(cornersOf({ type: 'MultiPolygon', coordinates: [SQUARE.coordinates] })).toHaveLength(5);
    expect(boundsOf([SQUARE, null, 'x'])).toEqual([[112.6, 29.9], [112.7, 30]]);
    expect(boundsOf([null])).toBeUndefined();
    expect(middleOf(SQUARE)?.map((degree) => degree.toFixed(3))).toEqual(['112.650', '29.950']);
  });

  it('fills from nothing to the largest, and something is never nothing', () => {
    expect([0, 0.01, 1, 2.6, 3.9, 4].map((value) => levelOf(value, 4))).toEqual([0, 1, 1, 3, 4, 4]);
    expect(levelOf(3, 0)).toBe(0);
  });

  it('writes a table that a spreadsheet opens and does not run', () => {
    expect(csvOf([['地点', '=1+1'], ['说"好"', '-3']])).toBe('\uFEFF"地点","\'=1+1"\r\n"说""好""","\'-3"\r\n');
  });

  it('speaks of days, hours and shares as people do', () => {
    expect([addDays('2026-02-27', 3), monthStart('2026-01-31', -3), monthStart('2026-11-23', 0)]).toEqual(['2026-03-02', '2025-10-01', '2026-11-01']);
    expect([hoursWords(9, 2), hoursWords(22, 2)]).toEqual(['09:00–11:00', '22:00–24:00']);
    expect([percentWords(0.437), percentWords(0.014), percentWords(0)]).toEqual(['44%', '1.4%', '0%']);
    expect([expectedWords(0.001), expectedWords(0.25), expectedWords(12.34)]).toEqual(['<0.01', '0.25', '12.3']);
    expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-29')]).toEqual([0, 6]);
    expect(gridOf('h8')).toMatchObject({ kind: 'HEXAGON', size: 8 });
    expect(gridOf('nothing')).toMatchObject({ kind: 'SQUARE', size: 500 });
  });
});
