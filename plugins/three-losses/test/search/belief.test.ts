import { describe, expect, it } from '@jest/globals';
import { clueFactors, corrected, cumulativePod, elapsedS, lastKnown, LOST_PERSONS, pictureOf, picturesAfter, priorOf, randomSearch, reachAt, requireFoundAfter, sweepPod, sweepWidthM, watchedPod, type Belief, type Clue, type Pass } from '@stationhouse/three-losses-common/search';
import fc from 'fast-check';
import { box, GATE, off } from './world.js';

const SEEN = new Date('2026-05-01T08:00:00Z');
const after = (hours: number) => new Date(SEEN.getTime() + hours * 3_600_000);
const problem = (name: string) => expect.objectContaining({ code: 'BAD_INPUT', details: expect.objectContaining({ problem: name }) });

describe('the last-known point', () => {
  it('says how long ago, and how far on foot', () => {
    const report = lastKnown(GATE, SEEN, 20);
    const reach = reachAt(report, 'child4to6', 'urban', after(0.5));
    expect(reach.elapsedS).toBe(1_800);
    expect(reach.farthestM).toBeCloseTo(20 + 1_800 * 1.02, 6);
    expect(reach.distances).toEqual([97, 483, 966, 3380]);
  });

  it('corrected, computes everything anew; corrected to the same, changes nothing', () => {
    const first = lastKnown(GATE, SEEN);
    const reports = corrected([first], lastKnown(off(GATE, 400, 0), after(1)));
    expect(reports).toHaveLength(2);
    expect(elapsedS(reports[1] ?? first, after(3))).toBe(2 * 3_600);
    expect(corrected(reports, lastKnown(off(GATE, 400, 0), after(1)))).toBe(reports);
    expect(corrected(reports, first)).toHaveLength(3);
  });

  it('refuses what cannot be', () => {
    expect(() => elapsedS(lastKnown(GATE, after(1)), SEEN)).toThrow(problem('seenInFuture'));
    expect(() => requireFoundAfter(lastKnown(GATE, after(1)), SEEN)).toThrow(problem('foundBeforeLost'));
    expect(() => requireFoundAfter(lastKnown(GATE, SEEN), new Date(Number.NaN))).toThrow(problem('foundBeforeLost'));
    expect(() => lastKnown([Number.NaN, 1], SEEN)).toThrow(problem('notAPlace'));
    expect(() => lastKnown(GATE, new Date('never'))).toThrow(problem('notAMoment'));
    expect(() => lastKnown(GATE, SEEN, -1)).toThrow(problem('outOfRange'));
  });

  it('has distances that grow for every kind', () => {
    for (const { distances, walkingMS } of Object.values(LOST_PERSONS)) {
      for (const rings of Object.values(distances)) expect([...rings].toSorted((left, right) => left - right)).toEqual(rings);
      expect(walkingMS).toBeGreaterThan(0.8);
    }
  });
});

describe('the prior', () => {
  const report = lastKnown(GATE, SEEN, 0);
  const everywhere = [{ id: 'all', ring: box(-20_000, -20_000, 40_000), weights: [] }];
  const segment = (id: string, eastM: number, widthM: number) => ({ id, ring: box(eastM, -widthM / 2, widthM), weights: [] });

  it('has a quarter of its mass within the first distance', () => {
    const reach = reachAt(report, 'dementia', 'urban', after(24));
    const side = reach.distances[0] * Math.sqrt(2);
    // The square within the first ring: 2/π of the ring's ground.
    const { belief } = priorOf(report, reach, [{ id: 'core', ring: box(-side / 2, -side / 2, side), weights: [] }], 0);
    expect(belief.segments.get('core')).toBeCloseTo((0.25 * 2) / Math.PI, 4);
  });

  it('sums to 1 with the rest of the world, and says what that is made of', () => {
    const { belief, rest } = priorOf(report, reachAt(report, 'adult', 'country', after(24)), [segment('a', 100, 400), segment('b', 600, 800)], 0.2);
    expect([...belief.segments.values()].reduce((sum, share) => sum + share, 0) + belief.rest).toBeCloseTo(1, 12);
    expect(rest.elsewhere).toBe(0.2);
    expect(rest.farther).toBeCloseTo(0.05 * 0.8, 6);
    expect(rest.notDrawn + rest.farther + rest.elsewhere).toBeCloseTo(belief.rest, 6);
  });

  it('is cut off where nobody can have walked to, without a jump', () => {
    const at = (hours: number) => priorOf(report, reachAt(report, 'adult', 'country', after(hours)), [segment('near', 0, 300), segment('far', 4_000, 300)], 0).belief.segments;
    expect(at(0.5).get('far')).toBeLessThan(1e-12);
    expect(at(3).get('far')).toBeGreaterThan(0);
    expect(at(0.1).get('near')).toBeGreaterThan(at(3).get('near') ?? 1);
    // 644 m, the first distance, is reached after 450 s.
    expect(Math.abs((at(0.1251).get('near') ?? 0) - (at(0.1249).get('near') ?? 1))).toBeLessThan(0.01);
    expect(priorOf(report, reachAt(report, 'adult', 'urban', SEEN), everywhere, 0).belief.segments.get('all')).toBeCloseTo(1, 9);
  });

  it('takes weights with their reasons, and no others', () => {
    const weighted = (factor: number, reason = '湖边') => priorOf(report, reachAt(report, 'adult', 'country', after(9)), [{ ...segment('a', 0, 500), weights: [{ kind: 'waterEdge', factor, reason }] }, segment('b', -500, 500)], 0).belief.segments;
    expect((weighted(3).get('a') ?? 0) / (weighted(3).get('b') ?? 1)).toBeCloseTo(3, 1);
    expect(() => weighted(3, ' ')).toThrow(problem('reasonMissing'));
    expect(() => weighted(99)).toThrow(problem('outOfRange'));
    expect(() => weighted(Number.NaN)).toThrow(problem('outOfRange'));
  });
});

describe('detection', () => {
  it('is Koopman’s random search', () => {
    expect(randomSearch(1)).toBeCloseTo(1 - Math.exp(-1), 12);
    // W = 50 m × 1.6 = 80 m; 4 searchers at 0.8 m/s for 2 h sweep 1.8432 km² of 1 km².
    expect(sweepPod({ searcher: 'foot', terrain: 'open', searchers: 4, hours: 2 }, 1e6)).toBeCloseTo(1 - Math.exp(-1.8432), 12);
    expect(sweepWidthM({ searcher: 'foot', terrain: 'woods', visibility: 'low', rangeM: 10 })).toBeCloseTo(11, 12);
    expect(sweepWidthM({ searcher: 'foot', terrain: 'open', night: true })).toBeCloseTo(32, 9);
    expect(watchedPod(0.6, 0.5)).toBeCloseTo(0.3, 12);
    expect(cumulativePod([0.5, 0.5])).toBeCloseTo(0.75, 12);
  });

  it('refuses no time, nobody and no ground, and is never sure', () => {
    const effort = { searcher: 'foot', terrain: 'open', searchers: 4, hours: 2 } as const;
    expect(() => sweepPod({ ...effort, hours: 0 }, 1e6)).toThrow(problem('outOfRange'));
    expect(() => sweepPod({ ...effort, searchers: 0 }, 1e6)).toThrow(problem('outOfRange'));
    expect(() => sweepPod(effort, 0)).toThrow(problem('outOfRange'));
    expect(() => sweepPod({ ...effort, rangeM: Number.NaN }, 1e6)).toThrow(problem('outOfRange'));
    expect(sweepPod({ ...effort, searchers: 10_000, hours: 240 }, 1)).toBeLessThan(1);
  });
});

const belief = (shares: Record<string, number>): Belief => ({ segments: new Map(Object.entries(shares)), rest: 1 - Object.values(shares).reduce((sum, share) => sum + share, 0) });

describe('Bayes', () => {
  it('after a pass without a find, by hand', () => {
    const { segments, rest, success } = pictureOf(belief({ a: 0.6, b: 0.3 }), [{ segment: 'a', pod: 0.5 }]);
    // 0.3 : 0.3 : 0.1 of what is left, 0.7.
    expect(segments.map(({ poa }) => poa)).toEqual([expect.closeTo(3 / 7, 12), expect.closeTo(3 / 7, 12)]);
    expect(rest).toBeCloseTo(1 / 7, 12);
    expect(success).toBeCloseTo(0.3, 12);
    expect(picturesAfter(belief({ a: 0.6, b: 0.3 }), [{ segment: 'a', pod: 0.5 }, { segment: 'b', pod: 0.5 }]).map((picture) => picture.success)).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.45, 12)]);
  });

  it('after a clue, by hand; the same source counts once', () => {
    const clue: Clue = { segment: 'b', kind: 'sighting', sureness: 'likely', source: '摊主', ratio: 4 };
    expect(pictureOf(belief({ a: 0.6, b: 0.2 }), [], [clue]).segments[1]?.poa).toBeCloseTo(0.8 / 1.6, 12);
    expect(clueFactors([clue, { ...clue, ratio: 2 }]).get('b')).toBe(4);
    expect(clueFactors([clue, { ...clue, source: '保安' }]).get('b')).toBe(16);
    expect(() => pictureOf(belief({ a: 1 }), [], [clue])).toThrow(problem('segmentUnknown'));
    expect(() => clueFactors([{ ...clue, ratio: Number.NaN }])).toThrow(problem('outOfRange'));
  });

  const ids = ['a', 'b', 'c', 'd'];
  const shares = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }).map((raw) => {
    const sum = raw.reduce((total, share) => total + share, 0);
    return { segments: new Map(ids.map((id, index) => [id, (raw[index] ?? 0) / sum])), rest: (raw[4] ?? 0) / sum };
  });
  const passes = fc.array(fc.record({ segment: fc.constantFrom(...ids), pod: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 12 });
  const clues = fc.array(fc.record({ segment: fc.constantFrom(...ids), kind: fc.constantFrom('sighting' as const, 'footprint' as const), sureness: fc.constantFrom('sure' as const, 'possible' as const), source: fc.constantFrom('x', 'y') }), { maxLength: 4 });

  it('keeps the sum at 1', () => {
    fc.assert(fc.property(shares, passes, clues, (prior, searched, found) => {
      const { segments, rest } = pictureOf(prior, searched, found);
      expect(segments.reduce((sum, { poa }) => sum + poa, 0) + rest).toBeCloseTo(1, 9);
    }));
  });

  it('never raises a segment by its own pass, and success never falls', () => {
    fc.assert(fc.property(shares, passes, fc.constantFrom(...ids), fc.double({ min: 0, max: 1, noNaN: true }), (prior, searched, segment, pod) => {
      const [before, then] = [pictureOf(prior, searched), pictureOf(prior, [...searched, { segment, pod }])];
      const poa = (picture: typeof before) => picture.segments.find(({ id }) => id === segment)?.poa ?? 0;
      expect(poa(then)).toBeLessThanOrEqual(poa(before) + 1e-12);
      expect(then.success).toBeGreaterThanOrEqual(before.success - 1e-12);
      expect(then.success).toBeLessThanOrEqual(1);
    }));
  });

  it('does not care in which order passes and clues came', () => {
    fc.assert(fc.property(shares, passes, clues, fc.infiniteStream(fc.nat()), (prior, searched, found, stream) => {
      const shuffled = <T>(list: readonly T[]) => list.map((one) => ({ one, key: stream.next().value as number })).toSorted((left, right) => left.key - right.key).map(({ one }) => one);
      const [one, other] = [pictureOf(prior, searched, found), pictureOf(prior, shuffled<Pass>(searched), shuffled<Clue>(found))];
      one.segments.forEach(({ poa }, index) => expect(other.segments[index]?.poa).toBeCloseTo(poa, 9));
    }));
  });
});
