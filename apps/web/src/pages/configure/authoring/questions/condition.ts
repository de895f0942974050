import type { JsonObject } from '@stationhouse/workflow';
import { fromCel, toCel, type ConditionField, type ConditionQuery, type ConditionRule } from '../../conditions.js';

/**
 * A condition on the other answers of a form, as the form's schema says it (`if`) and as the builder does (CEL on `data`). What is not filled in
 * fails every comparison in both.
 */

/** @param source what the builder wrote; undefined for none @returns undefined where nothing is said */
export function schemaOfCondition(source: string | undefined, fields: readonly ConditionField[]): JsonObject | undefined {
  const query = source === undefined ? undefined : fromCel(source);
  const rules = query?.rules.flatMap((rule) => ruleSchema(rule, fields) ?? []) ?? [];
  const [first] = rules;
  if (query === undefined || first === undefined) return undefined;
  if (rules.length === 1) return first;
  const fieldsAsked = new Set(rules.map(({ required: [field] }) => field));
  if (query.combinator === 'and' && fieldsAsked.size === rules.length) return { properties: Object.assign({}, ...rules.map(({ properties }) => properties)) as JsonObject, required: [...fieldsAsked] };
  return { [query.combinator === 'and' ? 'allOf' : 'anyOf']: rules as unknown as JsonObject[] };
}

/** @returns undefined for a condition that the builder does not say */
export function sourceOfCondition(schema: JsonObject, fields: readonly ConditionField[]): string | undefined {
  const query = queryOf(schema);
  return query === undefined ? undefined : toCel(query, fields);
}

type RuleSchema = { readonly properties: JsonObject; readonly required: readonly [string] };

function ruleSchema({ field: name, operator, value }: ConditionRule, fields: readonly ConditionField[]): RuleSchema | undefined {
  const field = fields.find((one) => one.name === name);
  if (field === undefined) return undefined;
  const typed = field.kind === 'boolean' ? value === 'true' : field.kind === 'number' ? Number(value) : value;
  const written: Readonly<Record<string, JsonObject>> = {
    notNull: {}, '=': { const: typed }, '!=': { not: { const: typed } }, '<': { exclusiveMaximum: typed }, '<=': { maximum: typed }, '>': { exclusiveMinimum: typed }, '>=': { minimum: typed },
  };
  return written[operator] === undefined ? undefined : { properties: { [name]: written[operator] }, required: [name] };
}

const KEYWORDS: Readonly<Record<string, string>> = { const: '=', exclusiveMaximum: '<', maximum: '<=', exclusiveMinimum: '>', minimum: '>=' };

function queryOf(schema: JsonObject): ConditionQuery | undefined {
  const keys = Object.keys(schema).join();
  if (keys === 'anyOf' || keys === 'allOf') {
    const parts = (schema[keys] as readonly JsonObject[]).map(queryOf);
    return parts.some((part) => part?.rules.length !== 1) ? undefined : { combinator: keys === 'anyOf' ? 'or' : 'and', rules: parts.flatMap((part) => part?.rules ?? []) };
  }
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonObject>);
  const required = (schema['required'] ?? []) as readonly string[];
  const known = ['properties', 'required'];
  if (Object.keys(schema).some((key) => !known.includes(key)) || required.length === 0 || properties.some(([name]) => !required.includes(name))) return undefined;
  const rules = required.flatMap((field): (ConditionRule | undefined)[] => {
    const asked = Object.entries(properties.find(([name]) => name === field)?.[1] ?? {});
    if (asked.length === 0) return [{ field, operator: 'notNull', value: '' }];
    return asked.map(([keyword, value]) => {
      if (keyword === 'not') return Object.keys(value as object).join() === 'const' ? { field, operator: '!=', value: String((value as JsonObject)['const']) } : undefined;
      const operator = KEYWORDS[keyword];
      return operator === undefined ? undefined : { field, operator, value: String(value) };
    });
  });
  return rules.includes(undefined) ? undefined : { combinator: 'and', rules: rules as readonly ConditionRule[] };
}
