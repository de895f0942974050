import { describe, expect, it } from '@jest/globals';
import { heightsOf, stepOf, windowOf } from '../src/pages/matrix/window.js';

describe('the rows of a long table that are drawn', () => {
  it('are those in sight and some around them, whatever their heights', () => {
    const even = heightsOf(1_000, new Map(), 50);
    expect(windowOf(even, 0, 500, 5)).toEqual({ first: 0, last: 15 });
    expect(windowOf(even, 5_000, 500, 5)).toEqual({ first: 95, last: 115 });
    expect(windowOf(even, 49_900, 500, 5)).toEqual({ first: 993, last: 1_000 });
    // Measured rows count as they are, the others as the middle of those.
    const measured = heightsOf(10, new Map([[0, 100], [1, 60], [40, 999]]), 50);
    expect(measured.slice(0, 3)).toEqual([100, 60, 80]);
    expect(windowOf(measured, 110, 60, 0)).toEqual({ first: 1, last: 3 });
    expect(windowOf([], 0, 500, 5)).toEqual({ first: 0, last: 0 });
  });

  it('are reached by keys, to the edges and no further', () => {
    const step = (key: string, at: readonly [number, number], ctrlKey = false) => stepOf({ key, ctrlKey }, at, 100, 4);
    expect([step('ArrowDown', [3, 1]), step('ArrowUp', [0, 1]), step('ArrowRight', [3, 3]), step('ArrowLeft', [3, 1])]).toEqual([[4, 1], [0, 1], [3, 3], [3, 0]]);
    expect([step('PageDown', [95, 1]), step('PageUp', [5, 1]), step('Home', [5, 2]), step('End', [5, 0])]).toEqual([[99, 1], [0, 1], [5, 0], [5, 3]]);
    expect([step('Home', [5, 2], true), step('End', [5, 0], true), step('a', [5, 0])]).toEqual([[0, 0], [99, 3], undefined]);
  });
});
