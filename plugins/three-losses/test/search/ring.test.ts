import { describe, expect, it } from '@jest/globals';
import { areaOf, intoWgs84, isInside, metresTo, overlapsOf, readRing, ringProblemInWords, samplesOf, type Position } from '@stationhouse/three-losses-common/search';
import fc from 'fast-check';
import { box, GATE, metresBetween, off, ringOf } from './world.js';

const codes = (value: unknown) => readRing(value).problems?.map(({ code }) => code);

describe('outlines', () => {
  it('are closed, turned counter-clockwise and measured', () => {
    const square = box(0, 0, 1_000);
    expect(square).toHaveLength(5);
    expect(square[0]).toEqual(square[4]);
    expect(areaOf(square)).toBeCloseTo(1e6, -3);
    expect(new Set(ringOf(square.slice(0, 4).toReversed()).map(String))).toEqual(new Set(square.map(String)));
    expect(areaOf(ringOf([...square, [114.305, 30.55, 99]].slice(0, 4) as Position[]))).toBeCloseTo(areaOf(square), 3);
  });

  it('tell each crossing with its place', () => {
    const [a, b, c, d] = [off(GATE, 0, 0), off(GATE, 100, 100), off(GATE, 100, 0), off(GATE, 0, 100)];
    const { problems = [] } = readRing([a, b, c, d]);
    expect(problems).toMatchObject([{ code: 'crossesItself', edges: [0, 2] }]);
    const [problem] = problems;
    if (problem?.code !== 'crossesItself') throw new Error('no crossing');
    expect(metresBetween(problem.at, off(GATE, 50, 50))).toBeLessThan(0.1);
    expect(ringProblemInWords(problem)['zh-CN']).toContain('自相交');
    // A corner that touches another edge, and a line that runs back over itself.
    expect(codes([off(GATE, 0, 0), off(GATE, 100, 0), off(GATE, 100, 100), GATE.map((degree) => degree) as unknown as Position, off(GATE, 0, 100)])).toContain('crossesItself');
    expect(codes([[114, 30], [114.2, 30], [114.1, 30], [114.1, 30.1]])).toContain('crossesItself');
  });

  it.each([
    ['nothing', undefined, ['notAnOutline']],
    ['an empty list', [], ['tooFewCorners']],
    ['one corner many times', [GATE, GATE, GATE, GATE], ['tooFewCorners']],
    ['a line', [[114, 30], [115, 30]], ['tooFewCorners']],
    ['NaN', [[114, Number.NaN], [115, 30], [115, 31]], ['notANumber']],
    ['infinity', [[114, 30], [Infinity, 30], [115, 31]], ['notANumber']],
    ['texts', [['114', '30'], [115, 30], [115, 31]], ['notANumber']],
    ['latitude and longitude swapped', [[30, 114], [30, 115], [31, 115]], ['outOfRange', 'outOfRange', 'outOfRange']],
    ['the antimeridian', [[179.9, 10], [-179.9, 10], [-179.9, 10.1], [179.9, 10.1]], ['crossesAntimeridian', 'crossesAntimeridian']],
    ['a pole', [[0, 89], [1, 89], [1, 89.5]], ['nearPole', 'nearPole', 'nearPole']],
    ['a point of a triangle', [[114, 30], [114.000001, 30], [114, 30.000001]], ['noArea']],
    ['a province', [[110, 29], [116, 29], [116, 33], [110, 33]], ['tooLarge']],
    ['a traced coast', Array.from({ length: 600 }, (_, index) => [114 + index / 1e4, 30 + (index % 2) / 1e4]), ['tooManyCorners']],
  ])('refuse %s', (_, value, expected) => {
    expect(codes(value)).toEqual(expected);
    for (const problem of readRing(value).problems ?? []) expect(ringProblemInWords(problem).en).toMatch(/\.$/);
  });

  it('never throw, whatever comes', () => {
    fc.assert(fc.property(fc.anything(), (value) => void readRing(value)), { numRuns: 200 });
    fc.assert(fc.property(fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 30 }), (value) => void readRing(value)), { numRuns: 300 });
  });

  it('know inside from outside, and how far it is', () => {
    const square = box(0, 0, 100);
    expect(isInside(off(GATE, 50, 50), square)).toBe(true);
    expect(isInside(GATE, square)).toBe(true);
    expect(metresTo(off(GATE, 50, 50), square)).toBe(0);
    expect(metresTo(off(GATE, 50, -30), square)).toBeCloseTo(30, 1);
    expect(metresTo(off(GATE, -30, -40), square)).toBeCloseTo(50, 1);
  });

  it('are sampled evenly, thin strips too', () => {
    expect(samplesOf(box(0, 0, 100), 400)).toHaveLength(400);
    expect(samplesOf(box(0, 0, 5_000, 2)).length).toBeGreaterThan(400);
    expect(samplesOf(box(0, 0, 100))).toEqual(samplesOf(box(0, 0, 100)));
  });
});

describe('segments', () => {
  it('that overlap are told, with how much and where; borders may touch', () => {
    const [left, right, over] = [{ id: 'a', ring: box(0, 0, 100) }, { id: 'b', ring: box(100, 0, 100) }, { id: 'c', ring: box(50, 0, 100) }];
    expect(overlapsOf([left, right])).toEqual([]);
    const found = overlapsOf([left, right, over]);
    expect(found.map(({ ids }) => ids.join()).toSorted()).toEqual(['a,c', 'b,c']);
    expect(found[0]?.areaM2).toBeCloseTo(5_000, -1);
    expect(found[0]?.share).toBeCloseTo(0.5, 2);
    expect(overlapsOf([left, { ...left, id: 'd' }])[0]?.share).toBeCloseTo(1, 6);
    expect(isInside(found[0]?.at ?? GATE, over.ring)).toBe(true);
  });
});

describe('coordinates from outside', () => {
  it('are converted once when declared, and refused when not', () => {
    expect(intoWgs84('WGS84')(GATE)).toEqual(GATE);
    const converted = intoWgs84('GCJ02')([116.397428, 39.90923]);
    // Tian'anmen: the published pair of systems lies about 500 m apart.
    expect(converted[0]).toBeCloseTo(116.391184, 4);
    expect(converted[1]).toBeCloseTo(39.907826, 4);
    expect(() => intoWgs84(undefined)).toThrow(expect.objectContaining({ code: 'BAD_INPUT', details: expect.objectContaining({ problem: 'coordinateSystemUndeclared' }) }));
    expect(() => intoWgs84('BD09')).toThrow('BAD_INPUT');
  });
});
