import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { parseDefinition, type Json, type JsonObject } from '@stationhouse/workflow';
import { prepareSchema as interpreted } from '../src/schema-engine.browser.js';
import { prepareSchema as compiled } from '../src/schema-engine.js';

const WORKFLOWS = new URL('../../../plugins/dispute-mediation/workflows/', import.meta.url);
const definitions = readdirSync(WORKFLOWS).map((name) => parseDefinition(readFileSync(new URL(name, WORKFLOWS), 'utf8'), name).definition);

/** Titles say nothing to a checker; unknown fields are refused, as `compileSchema` has it. */
function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'title' && key !== 'description').map(([key, part]) => [key, plain(part)]));
  return 'properties' in inner ? { ...inner, additionalProperties: false } : inner;
}
const schemas: readonly JsonObject[] = definitions.flatMap(({ data, forms = {} }) => [data, ...Object.values(forms).map(({ schema }) => schema)]).map((schema) => plain(schema as JsonObject) as JsonObject);

const odd = fc.constantFrom<Json>(null, '', 'x', 'neighbour', '2024-03-01', '2024-03-01T08:00Z', '2024-02-30T08:00:00Z', -1, 1.5, 20_000, true, [], ['a', 'a'], [{ name: 'x' }], {}, { longitude: 500, latitude: 3 });
/** Something for a schema: what it asks for in most places, and something odd in others. */
function valueFor(schema: JsonObject): fc.Arbitrary<Json> {
  const choices = schema['oneOf'] as readonly JsonObject[] | undefined;
  const right = choices !== undefined ? fc.constantFrom(...choices.map((choice) => choice['const'] ?? null)) : typed(schema);
  return fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: odd });
}
function typed(schema: JsonObject): fc.Arbitrary<Json> {
  if (schema['type'] === 'array') return fc.array(valueFor((schema['items'] ?? {}) as JsonObject), { maxLength: 3 });
  if (schema['type'] === 'boolean') return fc.boolean();
  if (schema['type'] === 'integer' || schema['type'] === 'number') return fc.integer({ min: -5, max: 200 });
  if (schema['type'] !== 'object') return fc.oneof(fc.string({ maxLength: 30 }), fc.constant('2024-03-01T08:00:00Z'));
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonObject>).map(([key, inner]) => [key, valueFor(inner)] as const);
  return fc.record({ ...Object.fromEntries(properties), 'un/known ~1': odd }, { requiredKeys: [] }) as fc.Arbitrary<Json>;
}

describe('a schema interpreted in the browser', () => {
  it('finds what the compiled one finds, and fills in the same defaults', () => {
    const pairs = schemas.map((schema) => ({ schema, one: compiled(schema), other: interpreted(schema) }));
    const cases = fc.constantFrom(...pairs).chain((pair) => valueFor(pair.schema).map((value) => ({ ...pair, value })));
    let wrong = 0;
    fc.assert(
      fc.property(cases, ({ one, other, value }) => {
        const [left, right] = [structuredClone(value), structuredClone(value)];
        const [theirs, ours] = [one(left), other(right)];
        wrong += Math.sign(theirs.length);
        expect(sorted(ours)).toEqual(sorted(theirs));
        expect(right).toEqual(left);
      }),
      { numRuns: 300 },
    );
    expect(wrong).toBeGreaterThan(50);
  });

  it('follows references, conditions and schemas of other fields', () => {
    const schema: JsonObject = {
      type: 'object',
      $defs: { short: { type: 'string', maxLength: 2 } },
      properties: { kind: { type: 'string', default: 'a' }, name: { $ref: '#/$defs/short' }, tags: { type: 'object', additionalProperties: { type: 'string' } } },
      if: { properties: { kind: { const: 'a' } } },
      then: { required: ['name'] },
    };
    for (const value of [{}, { name: 'abc' }, { kind: 'b' }, { kind: 'b', tags: { 'a b/c': 1 } }, { name: 'a', tags: {} }] as JsonObject[]) {
      const [left, right] = [structuredClone(value), structuredClone(value)];
      expect(sorted(interpreted(schema)(right))).toEqual(sorted(compiled(schema)(left)));
      expect(right).toEqual(left);
    }
  });
});

function sorted(errors: readonly object[]): string[] {
  return [...new Set(errors.map((error) => JSON.stringify(error, Object.keys(error).sort())))].sort();
}
