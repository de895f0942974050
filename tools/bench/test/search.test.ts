import { describe, expect, it } from '@jest/globals';
import { searched, WAYS } from '../search/searching.js';
import { caseOf } from '../search/terrain.js';

describe('searches that never were', () => {
  it('find more per searcher-hour when they are suggested, and the same each time', () => {
    const cases = Array.from({ length: 20 }, (_, index) => caseOf(500 + index, { astray: 0.25, otherwise: 'anywhere' }));
    const perHour = (name: keyof typeof WAYS) => {
      const outcomes = cases.map((one) => searched(one, WAYS[name]));
      return outcomes.filter(({ found }) => found).length / outcomes.reduce((sum, { searcherHours }) => sum + searcherHours, 0);
    };
    const allocator = perHour('allocator');
    expect(allocator).toBeGreaterThan(perHour('nearestFirst'));
    expect(allocator).toBeGreaterThan(Math.max(perHour('evenly'), perHour('inTurn')));
    expect(caseOf(7, { astray: 1, otherwise: 'opposite' })).toEqual(caseOf(7, { astray: 1, otherwise: 'opposite' }));
  });
});
