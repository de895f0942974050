import { describe, expect, it } from '@jest/globals';
import { areaOf, cleanTrack, coverageOf, lengthOf, randomSearch, simplified, type CleanTrack, type TrackPoint } from '@stationhouse/three-losses-common/search';
import fc from 'fast-check';
import { box, GATE, off } from './world.js';

const START = Date.parse('2026-05-01T08:00:00Z');
const BOUNDS = { from: new Date(START), until: new Date(START + 6 * 3_600_000) };
/** So many metres north of the gate, so many seconds after the start. */
const point = (eastM: number, northM: number, seconds: number): TrackPoint => ({ position: off(GATE, eastM, northM), at: START + seconds * 1_000 });
const walk = (seconds: readonly number[]) => seconds.map((second) => point(0, second, second));
const line = (eastM: number, fromM: number, toM: number): CleanTrack => cleanTrack(Array.from({ length: 21 }, (_, step) => ({ position: off(GATE, eastM, fromM + ((toM - fromM) * step) / 20) })), BOUNDS);

describe('a track', () => {
  it('is measured', () => {
    const clean = cleanTrack(walk([0, 10, 20, 30]), BOUNDS);
    expect(clean).toMatchObject({ leftOut: { outOfOrder: 0, clockError: 0, jumps: 0, repeated: 0 }, movingS: 30 });
    expect(clean.lengthM).toBeCloseTo(30, 1);
    expect(clean.speedMS).toBeCloseTo(1, 2);
  });

  it('loses what cannot be, and says how much of it', () => {
    const clean = cleanTrack([point(0, 0, -86_400), ...walk([0, 10]), ...walk([10]), point(3_000, 0, 15), ...walk([20]), point(0, 12, 12), ...walk([30]), point(0, 40, 99 * 3_600), { ...point(0, 0, 0), at: Number.NaN }], BOUNDS);
    expect(clean.leftOut).toEqual({ outOfOrder: 1, clockError: 3, jumps: 1, repeated: 1 });
    expect(clean.stretches).toHaveLength(1);
    expect(clean.lengthM).toBeCloseTo(30, 1);
  });

  it('goes on elsewhere when the points there agree, and the way between is nobody’s', () => {
    const clean = cleanTrack([...walk([0, 10]), ...[20, 30, 40, 50].map((second) => point(5_000, second, second))], BOUNDS);
    expect(clean.leftOut.jumps).toBe(0);
    expect(clean.stretches.map((stretch) => stretch.length)).toEqual([2, 4]);
    expect(clean.lengthM).toBeCloseTo(40, 0);
    // Half an hour without a point, and a kilometre farther.
    expect(cleanTrack([...walk([0, 10]), point(0, 1_000, 1_800)], BOUNDS).stretches).toHaveLength(2);
  });

  it('without moments has a length and no speed; of nothing, nothing', () => {
    expect(line(0, 0, 400)).not.toHaveProperty('speedMS');
    expect(line(0, 0, 400).lengthM).toBeCloseTo(400, 0);
    expect(cleanTrack([], BOUNDS)).toEqual({ stretches: [], leftOut: { outOfOrder: 0, clockError: 0, jumps: 0, repeated: 0 }, lengthM: 0, movingS: 0 });
  });

  it('is made simpler without leaving its line', () => {
    const straight = Array.from({ length: 5_000 }, (_, index) => point(0, index, index));
    const fewer = simplified(straight, 1);
    expect(fewer.length).toBeLessThan(100);
    expect(cleanTrack(fewer, BOUNDS)).toMatchObject({ stretches: { length: 1 }, movingS: 4_999 });
    expect(fewer[0]).toBe(straight[0]);
    expect(fewer.at(-1)).toBe(straight.at(-1));
    expect(lengthOf(fewer)).toBeCloseTo(lengthOf(straight), 0);
    expect(simplified([], 1)).toEqual([]);
  });
});

describe('coverage', () => {
  const segment = box(0, 0, 400);

  it('is the share of the ground that lies within half a sweep width', () => {
    // One line through the middle, 40 m wide, of 400 m: a tenth.
    const { share, lengthM, pod } = coverageOf(segment, [line(200, -50, 450)], 40);
    expect(share).toBeCloseTo(0.1, 1);
    expect(lengthM).toBeCloseTo(400, -1);
    expect(pod).toBeCloseTo(share * (1 - Math.exp(-(lengthM * 40) / (share * areaOf(segment)))), 9);
    // Lines 40 m apart cover everything, and are random search on it.
    const all = coverageOf(segment, Array.from({ length: 10 }, (_, index) => line(20 + index * 40, 0, 400)), 41);
    expect(all.share).toBeGreaterThan(0.98);
    expect(all.pod).toBeCloseTo(1 - Math.exp(-1), 1);
  });

  it('of the same line twice is no more ground', () => {
    const [once, twice] = [coverageOf(segment, [line(200, 0, 400)], 40), coverageOf(segment, [line(200, 0, 400), line(200, 400, 0)], 40)];
    expect(twice.share).toBe(once.share);
    expect(twice.lengthM).toBeCloseTo(2 * once.lengthM, 3);
    expect(twice.pod).toBeLessThan(randomSearch((2 * 400 * 40) / areaOf(segment)));
  });

  it('elsewhere, or of nothing, is none', () => {
    expect(coverageOf(segment, [line(5_000, 0, 400)], 40)).toEqual({ share: 0, lengthM: 0, pod: 0 });
    expect(coverageOf(segment, [], 40)).toEqual({ share: 0, lengthM: 0, pod: 0 });
    expect(() => coverageOf(segment, [], Number.NaN)).toThrow('BAD_INPUT');
  });

  it('never falls by a further track, and never passes 1', () => {
    const tracks = fc.array(fc.array(fc.tuple(fc.integer({ min: -200, max: 600 }), fc.integer({ min: -200, max: 600 })), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(tracks, fc.integer({ min: 2, max: 200 }), (lines, widthM) => {
      const clean = lines.map((corners) => cleanTrack(corners.map(([east, north]) => ({ position: off(GATE, east, north) })), BOUNDS));
      const [fewer, all] = [coverageOf(segment, clean.slice(1), widthM), coverageOf(segment, clean, widthM)];
      for (const key of ['share', 'pod', 'lengthM'] as const) expect(all[key]).toBeGreaterThanOrEqual(fewer[key] - 1e-12);
      expect(all.share).toBeLessThanOrEqual(1);
      expect(all.pod).toBeLessThanOrEqual(randomSearch((all.lengthM * widthM) / areaOf(segment)) + 1e-9);
    }), { numRuns: 50 });
  });
});
