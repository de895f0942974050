import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, getVariableValues, parse, type OperationDefinitionNode } from 'graphql';
import { defaultsInto, hasInnerVariables } from '../src/graphql/input-defaults.js';

const schema = buildSchema(`
  enum Step { DAY WEEK }
  input Bound { from: String = "2024-01-01", days: Int }
  input Asked { metrics: [String!]!, step: Step = WEEK, weekStart: Int! = 1, zones: [String!] = ["Asia/Shanghai"], bounds: [Bound!], bound: Bound }
  input Plain { name: String }
  type Query { series(asked: Asked!, plain: Plain): Int, many(asked: [Asked!]): Int }
`);
const operationOf = (text: string) => getOperationAST(parse(text)) as OperationDefinitionNode;

describe('defaults of input fields', () => {
  it.each([
    { asked: { metrics: ['a'] } },
    { asked: { metrics: ['a'], step: 'DAY', weekStart: 3, zones: null, bounds: [{ days: 2 }, { from: null }] } },
    { asked: { metrics: ['a'], bounds: { days: 1 }, bound: {} } },
    { asked: { metrics: ['a'], bound: null }, plain: {} },
  ])('stand in variables as graphql-js puts them: %j', (variables) => {
    const operation = operationOf('query($asked: Asked!, $plain: Plain) { series(asked: $asked, plain: $plain) }');
    const filled = defaultsInto(schema, operation)(variables);
    const coerced = (values: Record<string, unknown>) => JSON.parse(JSON.stringify(getVariableValues(schema, operation.variableDefinitions ?? [], values).coerced)) as unknown;
    // What is filled in changes nothing for whoever would fill it in as well, and nothing is left to fill in.
    expect(coerced(filled)).toEqual(coerced(variables));
    const lists = (value: unknown) => JSON.stringify(value).replace('"bounds":{"days":1,"from":"2024-01-01"}', '"bounds":[{"days":1,"from":"2024-01-01"}]');
    const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.map(sorted) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).sort().map(([key, one]) => [key, sorted(one)])) : value);
    expect(JSON.parse(lists(sorted(filled)))).toEqual(sorted(coerced(variables)));
  });

  it.each([{}, { first: 3, step: null }])('stand in variables that have some of their own: %j', (variables) => {
    const operation = operationOf('query($first: Int! = 50, $step: Step = DAY, $asked: Asked = { metrics: ["a"] }) { many(asked: [$asked]) }');
    const filled = defaultsInto(schema, operation)(variables);
    expect(getVariableValues(schema, operation.variableDefinitions ?? [], { ...filled }).coerced).toEqual(getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced);
    expect(Object.keys(filled).sort()).toEqual(['asked', 'first', 'step']);
  });

  it('leave variables alone where there are none', () => {
    const variables = { plain: { name: 'x' } };
    expect(defaultsInto(schema, operationOf('query($plain: Plain) { series(asked: { metrics: [] }, plain: $plain) }'))(variables)).toBe(variables);
  });

  it('are not known of a variable inside of a value', () => {
    expect(hasInnerVariables(parse('query($week: Int) { series(asked: { metrics: [], weekStart: $week }) }'))).toBe(true);
    expect(hasInnerVariables(parse('query($asked: Asked!) { series(asked: $asked) }'))).toBe(false);
  });
});
