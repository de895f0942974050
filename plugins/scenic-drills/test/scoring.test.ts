import { describe, expect, it } from '@jest/globals';
import { CHECKLIST, score, WEIGHTS, type Objective, type Rating } from '@stationhouse/scenic-drills-common';
import fc from 'fast-check';

const objectives: fc.Arbitrary<Objective> = fc.record({
  place: fc.integer({ min: 1, max: 50 }),
  result: fc.constantFrom('MET', 'NOT_MET', 'NOT_YET', 'NOT_MEASURABLE'),
  targetSeconds: fc.integer({ min: 1, max: 86_400 }),
  measuredSeconds: fc.option(fc.integer({ min: 0, max: 864_000 })),
});
const ratings: fc.Arbitrary<Rating> = fc.record({
  item: fc.constantFrom(...CHECKLIST.map(({ id }) => id)),
  score: fc.integer({ min: 0, max: 5 }),
  by: fc.constantFrom('a', 'b', 'c', 'd'),
  played: fc.boolean(),
});
const drills = fc.tuple(fc.array(objectives, { maxLength: 12 }), fc.array(ratings, { maxLength: 40 }));
const of = (result: Objective['result'], targetSeconds = 60, measuredSeconds: number | null = null): Objective => ({ place: 1, result, targetSeconds, measuredSeconds });

describe('the score of a drill', () => {
  it('is reckoned as it is written down: six parts measured, four rated, a late objective half and less', () => {
    const rated = CHECKLIST.map(({ id }): Rating => ({ item: id, score: 4, by: 'a', played: false }));
    expect(score([of('MET', 60, 30), of('NOT_MET', 60, 120), of('NOT_MET')], rated)).toMatchObject({ measured: 41.7, rated: 80, total: 57 });
    expect(WEIGHTS).toEqual({ measured: 60, rated: 40 });
    expect(score([of('NOT_MET', 60, 61)], []).objectives[0]?.points).toBeCloseTo(0.4918, 3);
    // Safety and care count double: low there costs more than low anywhere else.
    const low = (item: string) => score([], rated.map((one) => (one.item === item ? { ...one, score: 0 } : one))).rated ?? 0;
    expect(low('safety')).toBeLessThan(low('radio'));
  });

  it('takes the last word of each rater, and the mean of them', () => {
    const said = (by: string, value: number): Rating => ({ item: 'radio', score: value, by, played: false });
    expect(score([], [said('a', 1), said('a', 5), said('b', 2)]).items.find(({ item }) => item === 'radio')).toEqual({ item: 'radio', weight: 1, mean: 3.5, raters: 2, left: 0 });
  });

  it('stays between 0 and 100, and is none where nothing was assessed', () => {
    fc.assert(fc.property(drills, ([measured, rated]) => {
      const { total, measured: by, rated: of_ } = score(measured, rated);
      for (const value of [total, by, of_]) if (value !== null) expect(value >= 0 && value <= 100).toBe(true);
      const assessed = measured.some(({ result }) => result === 'MET' || result === 'NOT_MET') || score([], rated).rated !== null;
      expect(total !== null).toBe(assessed);
    }));
    expect(score([of('NOT_YET'), of('NOT_MEASURABLE')], [])).toMatchObject({ measured: null, rated: null, total: null });
  });

  it('hears nobody on their own play, however they rate', () => {
    fc.assert(fc.property(drills, fc.array(ratings, { maxLength: 10 }), ([measured, rated], own) => {
      const others = rated.filter(({ played }) => !played);
      const players = own.map((one) => ({ ...one, by: 'player', played: true }));
      const { items, ...rest } = score(measured, [...others, ...players]);
      const { items: without, ...expected } = score(measured, others);
      expect(rest).toEqual(expected);
      expect(items.map(({ left, ...item }) => item)).toEqual(without.map(({ left, ...item }) => item));
    }));
  });

  it('is moved by nothing that was not assessed', () => {
    fc.assert(fc.property(drills, fc.constantFrom('NOT_YET', 'NOT_MEASURABLE'), ([measured, rated], result) => {
      expect(score([...measured, of(result)], rated).total).toBe(score(measured, rated).total);
    }));
  });

  it('never falls when somebody rates higher, nor rises when an objective is missed', () => {
    fc.assert(fc.property(drills, fc.nat(), ([measured, rated], pick) => {
      const before = score(measured, rated).total ?? 0;
      if (rated.length > 0) {
        const at = pick % rated.length;
        const higher = score(measured, rated.map((one, index) => (index === at ? { ...one, score: 5 } : one))).total ?? 0;
        expect(higher).toBeGreaterThanOrEqual(before);
      }
      if (measured.length > 0) {
        const at = pick % measured.length;
        const known = measured.map((one, index) => (index === at ? { ...one, result: 'MET' as const } : one));
        const missed = measured.map((one, index) => (index === at ? { ...one, result: 'NOT_MET' as const, measuredSeconds: null } : one));
        expect(score(missed, rated).total ?? 0).toBeLessThanOrEqual(score(known, rated).total ?? 0);
      }
    }));
  });

  it('is the same whatever order objectives and raters come in', () => {
    fc.assert(fc.property(drills, ([measured, rated]) => {
      const once = [...new Map(rated.map((one) => [`${one.by} ${one.item}`, one])).values()];
      expect(score([...measured].reverse(), [...once].reverse()).total).toBe(score(measured, once).total);
    }));
  });
});
