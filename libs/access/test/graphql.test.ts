import { describe, expect, it } from '@jest/globals';
import { DateTime, decodeCursor, encodeCursor, Json, LocalDate, pageOf, parseFirst, parseJson } from '@stationhouse/access';
import fc from 'fast-check';
import { parseValue } from 'graphql';

const code = (run: () => unknown) => {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('cursors', () => {
  it('come back as they went', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (name, number) => expect(decodeCursor(encodeCursor([name, number, null]), ['string', 'number', 'string'])).toEqual([name, number, null])));
  });

  it('refuse everything else', () => {
    for (const cursor of ['', 'x', '%%%', 'W10', encodeCursor(['a', 'b']), encodeCursor([1]), `${encodeCursor(['a'])}=`, 'a'.repeat(10_000)]) expect(code(() => decodeCursor(cursor, ['string']))).toBe('BAD_CURSOR');
    const id = '01983e2c-7c1e-7b53-9a55-0c9e1d6c1a11';
    for (const written of [['2026-01-01', id], ['2026-13-01T00:00:00Z', id], ["2026-01-01T00:00:00Z' OR true", id], ['-infinity', id], ['2026-01-01T00:00:00Z', 'x']]) expect(code(() => decodeCursor(encodeCursor(written), ['moment', 'id']))).toBe('BAD_CURSOR');
    for (const written of [['2026-01-01T00:00:00Z', id], ['2026-01-01T00:00:00.123456+08:00', id], ['infinity', id], [null, id]]) expect(decodeCursor(encodeCursor(written), ['moment', 'id'])).toEqual(written);
    fc.assert(fc.property(fc.string(), (cursor) => expect([undefined, 'BAD_CURSOR']).toContain(code(() => decodeCursor(cursor, ['string'])))));
    expect(decodeCursor(null, ['string'])).toBeUndefined();
  });

  it('make pages that know whether more follow', () => {
    expect(pageOf(['a', 'b', 'c'], 2, (row) => [row])).toEqual({
      edges: [
        { cursor: encodeCursor(['a']), node: 'a' },
        { cursor: encodeCursor(['b']), node: 'b' },
      ],
      pageInfo: { endCursor: encodeCursor(['b']), hasNextPage: true },
    });
    expect(pageOf([], 2, () => []).pageInfo).toEqual({ endCursor: null, hasNextPage: false });
    for (const first of [0, -1, 201, 1.5, Number.NaN]) expect(code(() => parseFirst(first))).toBe('BAD_INPUT');
  });
});

describe('scalars', () => {
  it('take moments with a zone and dates that exist', () => {
    expect((DateTime.parseValue('2024-03-01T10:00:00+08:00') as Date).toISOString()).toBe('2024-03-01T02:00:00.000Z');
    expect(DateTime.serialize(new Date('2024-03-01T02:00:00Z'))).toBe('2024-03-01T02:00:00.000Z');
    for (const wrong of ['2024-03-01', '2024-02-30T10:00:00Z', '2024-03-01T25:00:00Z', '1024-03-01T10:00:00Z', 'now', '', 1, null, {}]) expect(code(() => DateTime.parseValue(wrong))).toBe('BAD_INPUT');
    expect(LocalDate.parseValue('2024-02-29')).toBe('2024-02-29');
    for (const wrong of ['2023-02-29', '2024-3-1', '2024-03-01T00:00:00Z', 20240301, null]) expect(code(() => LocalDate.parseValue(wrong))).toBe('BAD_INPUT');
  });

  it('take JSON without keys that reach a prototype, text that cannot be stored, huge numbers or depth', () => {
    const fine = { a: [1, 'ü', null, true, { b: -1.5 }] };
    expect(Json.parseValue(fine)).toEqual(fine);
    expect(code(() => parseJson(JSON.parse('{"a":{"__proto__":1}}'), 'x'))).toBe('BAD_INPUT');
    for (const key of ['constructor', 'prototype', '__caslSubjectType__']) expect(code(() => parseJson({ [key]: 1 }, 'x'))).toBe('BAD_INPUT');
    for (const bad of ['\ud800', 'a\u0000', { '\udc00': 1 }]) expect(code(() => parseJson(bad, 'x'))).toBe('TEXT_NOT_UNICODE');
    for (const bad of [1e300, Number.POSITIVE_INFINITY, Number.NaN, undefined, () => 1]) expect(code(() => parseJson({ bad }, 'x'))).toBe('BAD_INPUT');
    expect(code(() => parseJson(Array.from({ length: 40 }).reduce<unknown>((inner) => [inner], 1), 'x'))).toBe('BAD_INPUT');
    expect(code(() => parseJson(Array.from({ length: 30_000 }, () => 1), 'x'))).toBe('BAD_INPUT');
    expect(code(() => parseJson('x'.repeat(200_000), 'x'))).toBe('TEXT_TOO_LONG');
  });

  it('read JSON literals of a document the same way', () => {
    expect(Json.parseLiteral(parseValue('{ a: [1, 2.5, "x", true, null, E, $v] }'), { v: { w: 1 } })).toEqual({ a: [1, 2.5, 'x', true, null, 'E', { w: 1 }] });
    expect(code(() => Json.parseLiteral(parseValue('{ a: { __proto__: { x: 1 } } }'), {}))).toBe('BAD_INPUT');
    expect(({} as { x?: unknown }).x).toBeUndefined();
    expect(code(() => Json.parseLiteral(parseValue('1e999'), {}))).toBe('BAD_INPUT');
    expect(code(() => Json.parseLiteral(parseValue(`${'['.repeat(60)}1${']'.repeat(60)}`), {}))).toBe('BAD_INPUT');
  });
});
