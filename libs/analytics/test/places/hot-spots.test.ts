import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areaOf, isInside } from '../../src/places/area.js';
import { gridOf, type GridShape } from '../../src/places/grid.js';
import { changeOf, hotSpots } from '../../src/places/hot-spots.js';
import { tellingOf } from '../../src/places/sight.js';
import { cellAt, randomOf } from './synthetic-city.js';

const SHAPES: readonly GridShape[] = [{ kind: 'SQUARE', size: 250 }, { kind: 'SQUARE', size: 1_000 }, { kind: 'HEXAGON', size: 8 }, { kind: 'HEXAGON', size: 9 }];
const place = fc.record({ longitude: fc.double({ min: 73, max: 135, noNaN: true }), latitude: fc.double({ min: 4, max: 53, noNaN: true }) });
const square = (west: number, south: number, side: number) => ({ type: 'Polygon', coordinates: [[[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]] });

describe('the grid of a map', () => {
  it.each(SHAPES)('puts every place in the cell whose outline holds it: $kind $size', (shape) => {
    const grid = gridOf(shape);
    fc.assert(fc.property(place, (position) => {
      const cell = grid.cellOf(position);
      expect(grid.has(cell)).toBe(true);
      const outline = grid.outlineOf(cell);
      const ring = outline.coordinates[0] ?? [];
      expect(ring.at(-1)).toEqual(ring[0]);
      // Borders are rounded to a decimetre.
      const [longitudes, latitudes] = [ring.map(([longitude]) => longitude), ring.map(([, latitude]) => latitude)];
      expect(position.longitude).toBeGreaterThanOrEqual(Math.min(...longitudes) - 2e-6);
      expect(position.longitude).toBeLessThanOrEqual(Math.max(...longitudes) + 2e-6);
      expect(position.latitude).toBeGreaterThanOrEqual(Math.min(...latitudes) - 2e-6);
      expect(position.latitude).toBeLessThanOrEqual(Math.max(...latitudes) + 2e-6);
      const around = grid.around(cell);
      expect(around).not.toContain(cell);
      expect(around.length).toBeGreaterThanOrEqual(shape.kind === 'HEXAGON' ? 5 : 7);
      for (const other of around.slice(0, 2)) expect(grid.around(other)).toContain(cell);
    }), { numRuns: 60 });
  });

  it.each(SHAPES)('covers an area with cells of the size it says: $kind $size', (shape) => {
    const grid = gridOf(shape);
    const side = 0.1;
    const cells = grid.within(areaOf(square(112.6, 29.9, side)));
    const squareKilometres = (side * 111.32) ** 2 * Math.cos((29.95 * Math.PI) / 180);
    expect(cells.length * grid.cellArea).toBeGreaterThan(squareKilometres * 0.85);
    expect(cells.length * grid.cellArea).toBeLessThan(squareKilometres * 1.15);
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('leaves holes out, and refuses sizes and keys that are none of it', () => {
    const hole = { type: 'Polygon', coordinates: [square(112.6, 29.9, 0.1).coordinates[0], square(112.63, 29.93, 0.04).coordinates[0]] };
    expect(isInside({ longitude: 112.61, latitude: 29.91 }, areaOf(hole))).toBe(true);
    expect(isInside({ longitude: 112.65, latitude: 29.95 }, areaOf(hole))).toBe(false);
    expect(() => gridOf({ kind: 'SQUARE', size: 50 })).toThrow(/100/);
    expect(() => gridOf({ kind: 'HEXAGON', size: 12 })).toThrow(/10/);
    expect(gridOf({ kind: 'SQUARE', size: 500 }).has('250:1:1')).toBe(false);
    expect(gridOf({ kind: 'HEXAGON', size: 8 }).has('no cell')).toBe(false);
    expect(areaOf('nothing')).toEqual([]);
  });
});

describe('hot spots', () => {
  const GRID = gridOf({ kind: 'SQUARE', size: 500 });
  const area = Array.from({ length: 400 }, (_, index) => cellAt(Math.floor(index / 20), index % 20));

  it('is Gi* as published: a small case by hand', () => {
    // 400 cells, nine around a middle with 10 each, nothing elsewhere.
    const hot = [-1, 0, 1].flatMap((row) => [-1, 0, 1].map((column) => cellAt(10 + row, 10 + column)));
    const spots = hotSpots(hot.map((cell) => ({ cell, now: 10, before: undefined })), area, GRID, { now: 30, before: 1 });
    const mean = 90 / 400;
    const deviation = Math.sqrt(900 / 400 - mean ** 2);
    const score = (90 - mean * 9) / (deviation * Math.sqrt((400 * 9 - 81) / 399));
    const middle = spots.find(({ cell }) => cell === cellAt(10, 10));
    expect(middle?.score).toBeCloseTo(score, 9);
    expect(middle).toMatchObject({ heat: 'VERY_HOT', now: 10, change: undefined });
    expect(spots.find(({ cell }) => cell === cellAt(2, 2))?.heat).toBe('NONE');
    expect(spots).toHaveLength(400);
  });

  it('calls hardly anything hot where nothing is, and finds a hot spot where one is', () => {
    const random = randomOf(5);
    let called = 0;
    for (let trial = 0; trial < 30; trial += 1) {
      const counts = area.map((cell) => ({ cell, now: Math.floor(random() * 6), before: undefined }));
      if (hotSpots(counts, area, GRID, { now: 30, before: 1 }).some(({ heat }) => heat !== 'NONE')) called += 1;
    }
    // A false discovery rate of one in twenty, at each side: so many of thirty maps without any hot spot.
    expect(called).toBeLessThanOrEqual(7);
    const counts = area.map((cell, index) => ({ cell, now: Math.floor(random() * 6) + (Math.floor(index / 20) < 3 && index % 20 < 3 ? 6 : 0), before: undefined }));
    const hot = hotSpots(counts, area, GRID, { now: 30, before: 1 }).filter(({ heat }) => heat === 'VERY_HOT' || heat === 'HOT').map(({ cell }) => cell);
    expect(hot).toContain(cellAt(1, 1));
    expect(hot.every((cell) => [0, 1, 2, 3, 4].some((row) => [0, 1, 2, 3, 4].some((column) => cell === cellAt(row, column))))).toBe(true);
  });

  it('says nothing of the heat of fewer than thirty cells', () => {
    const few = hotSpots([{ cell: cellAt(1, 1), now: 50, before: 3 }], [cellAt(1, 2)], GRID, { now: 7, before: 7 });
    expect(few).toEqual([expect.objectContaining({ cell: cellAt(1, 2), score: null, heat: 'NONE', before: 0 }), expect.objectContaining({ cell: cellAt(1, 1), score: null, heat: 'NONE' })]);
  });

  it('bounds a change so that the truth lies within them in about 95 cases of 100', () => {
    const random = randomOf(17);
    const draw = (mean: number) => { let [count, product] = [0, random()]; while (product > Math.exp(-mean)) { count += 1; product *= random(); } return count; };
    for (const [now, before, ratio] of [[8, 8, 1], [3, 1, 1], [20, 12, 0.5], [0.5, 2, 2]] as const) {
      const trials = 2_000;
      let held = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        const { atLeast, atMost } = changeOf(draw(now), draw(before), ratio);
        const truth = now - before * ratio;
        if (atLeast <= truth && truth <= atMost) held += 1;
      }
      expect(held / trials).toBeGreaterThan(0.93);
    }
    expect(changeOf(0, 0, 1)).toMatchObject({ difference: 0, clear: false });
    expect(changeOf(30, 5, 1).clear).toBe(true);
    expect(changeOf(6, 5, 1).clear).toBe(false);
  });

  it('tells a reader of aggregates bands of fixed cells and whole months, and nothing finer', () => {
    const range = { from: '2026-01-01', to: '2026-03-01' };
    const aggregate = { persons: false, fine: false };
    const tell = tellingOf(aggregate, { kind: 'SQUARE', size: 1_000 }, [range], ['traffic']);
    expect(tell([7, 12])).toEqual({ value: 15, atLeast: 15, atMost: 28 });
    expect(tell([4])).toEqual({ value: 0, atLeast: 0, atMost: 4 });
    expect(tellingOf({ persons: false, fine: true }, { kind: 'SQUARE', size: 100 }, [{ from: '2026-01-03', to: '2026-01-05' }], ['a', 'b'])([7, 12]).value).toBe(19);
    for (const refused of [
      () => tellingOf(aggregate, { kind: 'SQUARE', size: 500 }, [range], []),
      () => tellingOf(aggregate, { kind: 'HEXAGON', size: 9 }, [range], []),
      () => tellingOf(aggregate, { kind: 'HEXAGON', size: 8 }, [range, { from: '2026-01-05', to: '2026-01-12' }], []),
      () => tellingOf(aggregate, { kind: 'HEXAGON', size: 8 }, [range], ['traffic', 'dispute']),
    ]) expect(refused).toThrow(/1,000 m|resolution 8|1000/);
  });
});
