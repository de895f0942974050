import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { costOf } from '../src/graphql/cost.js';
import { KnownCosts } from '../src/graphql/known-costs.js';

describe('known costs', () => {
  const schema = buildSchema('input Size { first: Int } type Row { name: String } type Query { rows(first: Int, after: String, size: Size): [Row!]! one(id: ID!): Row }');
  const document = parse('query A($first: Int, $after: String) { rows(first: $first, after: $after) { name } } query B($id: ID!) { one(id: $id) { name } }');
  const question = (variables: Record<string, unknown>, operationName = 'A') => ({ schema, document, variables, operationName });

  it('are those of the estimate, whatever came before', () => {
    const costs = new KnownCosts();
    for (let time = 0; time < 2; time += 1) {
      for (const asked of [question({}), question({ first: 5, after: 'x' }), question({ first: 5, after: 'y' }), question({ first: 50 }), question({ first: 5, after: null }), question({ id: 'z' }, 'B'), question({ first: 5, more: 1 })]) {
        expect(costs.of('hash', asked)).toBe(costOf(asked));
      }
    }
  });

  it('let no value of a wrong type pass that had a right one before', () => {
    const costs = new KnownCosts();
    costs.of('hash', question({ first: 5, after: 'x' }));
    costs.of('hash', question({ id: 'x' }, 'B'));
    for (const wrong of [question({ first: 5, after: 7 }), question({ first: '5', after: 'x' }), question({ id: 1.5 }, 'B'), question({ id: null }, 'B'), question({}, 'B')]) {
      expect(() => costOf(wrong)).toThrow();
      expect(() => costs.of('hash', wrong)).toThrow();
    }
  });
});
