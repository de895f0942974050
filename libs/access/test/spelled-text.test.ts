import { describe, expect, it } from '@jest/globals';
import { literal, textOf } from '../src/graphql/spelling/text.js';

describe('a text that PostgreSQL puts together', () => {
  it('takes no more arguments than a function has, and keeps the order', () => {
    const sql = textOf(Array.from({ length: 500 }, (_, place) => (place % 2 === 0 ? literal(`"f${place}":`) : `v${place}`)));
    const calls = sql.match(/concat\([^()]*\)/g) ?? [];
    expect(calls.every((call) => call.split(', ').length <= 100)).toBe(true);
    expect(sql.match(/\d+/g)?.map(Number)).toEqual(Array.from({ length: 500 }, (_, place) => place));
  });

  it('puts what is always the same together', () => {
    expect(textOf([literal('{'), literal('"a":'), 'x', literal('}')])).toBe(`concat(E'{"a":', x, E'}')`);
  });

  it('writes no literal that ends its string', () => {
    expect(() => textOf([literal("'; DROP TABLE incident; --")])).toThrow();
    expect(() => textOf([literal('\\')])).toThrow();
  });
});
