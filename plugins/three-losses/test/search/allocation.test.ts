import { describe, expect, it } from '@jest/globals';
import { bestDivision, evenly, expected, fieldOf, nearestFirst, reasonInWords, notCountedInWords, successOf, suggest, type OpenSegment, type Searchable, type Team } from '@stationhouse/three-losses-common/search';
import fc from 'fast-check';
import { box, GATE, off, row } from './world.js';

describe('the best division of effort', () => {
  it('is the closed form for two segments', () => {
    // p = 0.6 and 0.3, both at 1 per hour, 2 h: the difference is ln 2.
    const { hours, success, marginal } = bestDivision([{ id: 'a', poa: 0.6, coveragePerHour: 1 }, { id: 'b', poa: 0.3, coveragePerHour: 1 }], 2);
    expect(hours.get('a')).toBeCloseTo(1 + Math.LN2 / 2, 12);
    expect(hours.get('b')).toBeCloseTo(1 - Math.LN2 / 2, 12);
    expect(marginal).toBeCloseTo(0.6 * Math.exp(-(1 + Math.LN2 / 2)), 12);
    expect(success).toBeCloseTo(0.9 - 2 * marginal, 12);
    // With less than ln 2 hours all of it goes where it is likelier.
    expect(bestDivision([{ id: 'a', poa: 0.6, coveragePerHour: 1 }, { id: 'b', poa: 0.3, coveragePerHour: 1 }], 0.69).hours.get('b')).toBe(0);
  });

  it('of nothing is nothing, and bad numbers are refused', () => {
    expect(bestDivision([], 3).success).toBe(0);
    expect(bestDivision([{ id: 'a', poa: 0.5, coveragePerHour: 1 }], 0).success).toBe(0);
    expect(bestDivision([{ id: 'a', poa: 0, coveragePerHour: 1 }], 2).hours.get('a')).toBe(0);
    expect(() => bestDivision([{ id: 'a', poa: Number.NaN, coveragePerHour: 1 }], 2)).toThrow('BAD_INPUT');
    expect(() => bestDivision([], -1)).toThrow('BAD_INPUT');
  });

  const field = fc.array(fc.record({ poa: fc.double({ min: 0, max: 0.1, noNaN: true }), coveragePerHour: fc.double({ min: 0.01, max: 5, noNaN: true }) }), { minLength: 1, maxLength: 10 }).map((segments): Searchable[] => segments.map((segment, index) => ({ id: `s${index}`, ...segment })));
  const effort = fc.double({ min: 0.1, max: 50, noNaN: true });

  it('spends everything, with the same marginal worth wherever it goes and less elsewhere', () => {
    fc.assert(fc.property(field, effort, (segments, total) => {
      fc.pre(segments.some(({ poa }) => poa > 1e-6));
      const { hours, marginal } = bestDivision(segments, total);
      expect([...hours.values()].reduce((sum, own) => sum + own, 0)).toBeCloseTo(total, 6);
      for (const { id, poa, coveragePerHour } of segments) {
        const worth = poa * coveragePerHour * Math.exp(-coveragePerHour * (hours.get(id) ?? 0));
        if ((hours.get(id) ?? 0) > 1e-9) expect(worth / marginal).toBeCloseTo(1, 6);
        else expect(worth).toBeLessThanOrEqual(marginal * (1 + 1e-9));
      }
    }));
  });

  it('is never worse than an even one, or any other', () => {
    fc.assert(fc.property(field, effort, fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }), (segments, total, weights) => {
      const best = bestDivision(segments, total).success;
      const sum = segments.reduce((all, _, index) => all + (weights[index] ?? 0), 0);
      const other = new Map(segments.map(({ id }, index) => [id, (total * (weights[index] ?? 0)) / sum]));
      expect(best).toBeGreaterThanOrEqual(successOf(segments, other) - 1e-12);
      expect(best).toBeGreaterThanOrEqual(successOf(segments, new Map(segments.map(({ id }) => [id, total / segments.length]))) - 1e-12);
    }));
  });
});

const TEAM: Team = { id: 't1', searcher: 'foot', searchers: 4, position: GATE, hours: 3 };
const open = (poas: readonly number[], widthM = 300): readonly OpenSegment[] => row(poas.length, widthM).map((segment, index) => ({ ...segment, terrain: 'woods', poa: poas[index] ?? 0, pod: 0 }));

describe('a suggestion', () => {
  it('sends where it is likeliest, and says why', () => {
    const { stays, compared, success, idle } = suggest([TEAM], open([0.05, 0.6, 0.1]));
    expect(stays[0]).toMatchObject({ team: 't1', segment: 's1' });
    expect(stays[0]?.reasons).toEqual([{ code: 'mostProbable', poa: 0.6 }, { code: 'notSearched' }, ...(stays[0]?.reasons ?? []).slice(2)]);
    expect(success).toBeGreaterThan(compared.evenly);
    expect(stays.reduce((sum, stay) => sum + stay.success, 0)).toBeCloseTo(success, 9);
    expect(idle).toEqual([]);
  });

  it('takes the nearer of two that are alike, and what is searched less', () => {
    expect(suggest([{ ...TEAM, hours: 0.6 }], open([0.3, 0.3])).stays[0]).toMatchObject({ segment: 's0', reasons: expect.arrayContaining([expect.objectContaining({ code: 'nearest' })]) });
    const [first, second] = open([0.3, 0.3]) as [OpenSegment, OpenSegment];
    const { stays } = suggest([{ ...TEAM, hours: 1 }], [{ ...first, poa: 0.1, pod: 0.7 }, { ...second, poa: 0.4, pod: 0.2 }]);
    expect(stays[0]).toMatchObject({ segment: 's1', reasons: expect.arrayContaining([{ code: 'leastSearched', pod: 0.2 }]) });
  });

  it('raises a segment in danger by its weight, and says so first', () => {
    const [first, second] = open([0.3, 0.15]) as [OpenSegment, OpenSegment];
    expect(suggest([{ ...TEAM, hours: 0.6 }], [first, second]).stays[0]?.segment).toBe('s0');
    const { stays, success } = suggest([{ ...TEAM, hours: 0.6 }], [first, { ...second, danger: { factor: 5, reason: '临水，幼儿' } }]);
    expect(stays[0]).toMatchObject({ segment: 's1' });
    expect(stays[0]?.reasons[0]).toEqual({ code: 'danger', factor: 5, reason: '临水，幼儿' });
    expect(success).toBeLessThan(0.15);
  });

  it('keeps to each team’s hours with the way counted, and to one place at a time', () => {
    const teams = [TEAM, { ...TEAM, id: 't2', position: off(GATE, 2_000, 900), hours: 1.3 }, { ...TEAM, id: 't3', searcher: 'dog', searchers: 1 } as const];
    const { stays } = suggest(teams, open([0.1, 0.2, 0.05, 0.2, 0.15, 0.02]));
    for (const { id, hours } of teams) {
      let free = 0;
      for (const stay of stays.filter(({ team }) => team === id)) {
        expect(stay.leavesH).toBeGreaterThanOrEqual(free - 1e-9);
        expect(stay.fromH).toBeGreaterThanOrEqual(stay.leavesH);
        expect(stay.toH).toBeGreaterThan(stay.fromH);
        free = stay.toH;
      }
      expect(free).toBeLessThanOrEqual(hours + 1e-9);
    }
  });

  it('leaves whoever reaches nothing idle, and says so; no time is no plan', () => {
    expect(suggest([{ ...TEAM, position: off(GATE, 60_000, 0) }], open([0.5]))).toMatchObject({ stays: [], idle: ['t1'], success: 0 });
    expect(suggest([{ ...TEAM, hours: 0 }], open([0.5])).stays).toEqual([]);
    expect(suggest([], open([0.5]))).toMatchObject({ stays: [], success: 0 });
    expect(suggest([TEAM], [])).toMatchObject({ stays: [], idle: ['t1'] });
    expect(() => suggest([{ ...TEAM, hours: Number.NaN }], open([0.5]))).toThrow('BAD_INPUT');
  });

  it('succeeds by the end at least as probably as an even division, and says how the plain ways would do', () => {
    const teams = fc.array(fc.record({ searcher: fc.constantFrom('foot' as const, 'dog' as const, 'drone' as const), searchers: fc.integer({ min: 1, max: 8 }), east: fc.integer({ min: -2_000, max: 2_000 }), hours: fc.double({ min: 0.2, max: 5, noNaN: true }) }), { minLength: 1, maxLength: 4 });
    const shares = fc.array(fc.double({ min: 0, max: 0.12, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(teams, shares, (drawn, poas) => {
      const sent = drawn.map(({ east, ...team }, index) => ({ ...team, id: `t${index}`, position: off(GATE, east, 0) }));
      const segments = open(poas);
      const { success, compared } = suggest(sent, segments);
      const field = fieldOf(sent, segments);
      expect(success).toBeGreaterThanOrEqual(compared.evenly - 1e-9);
      expect(compared).toEqual({ evenly: expected(field, evenly(field)).success, nearestFirst: expected(field, nearestFirst(field)).success });
    }), { numRuns: 40 });
  });

  it('has words for everything', () => {
    const [first, second] = open([0.3, 0.15]) as [OpenSegment, OpenSegment];
    const { stays, notCounted } = suggest([TEAM, { ...TEAM, id: 't2' }], [first, { ...second, pod: 0.5, danger: { factor: 2, reason: '临水' } }, { id: 'x', ring: box(0, 400, 200), terrain: 'open', poa: 0.2, pod: 0.1 }]);
    for (const reason of stays.flatMap(({ reasons }) => reasons)) for (const words of Object.values(reasonInWords(reason))) expect(words).not.toMatch(/undefined|NaN/);
    for (const what of notCounted) expect(notCountedInWords(what)['zh-CN']).not.toBe('');
  });
});
