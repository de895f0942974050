import { localDate, momentOfLocal, type Bilingual } from '@stationhouse/kernel';
import { Environment } from '@marcbachmann/cel-js';
import { isBilingual } from './schema.js';
import { Moment, Period, WorkingPeriod } from './time-values.js';
import type { Json, JsonObject, Rules } from './types.js';

/** How one JSON Schema looks inside expressions: its CEL type, and how a JSON value becomes a value of that type. */
export interface CelType {
  readonly name: string;
  /** Of an object: its fields, and whether each may be missing. */
  readonly fields?: Readonly<Record<string, { readonly type: CelType; readonly optional: boolean }>>;
  convert(value: Json, timeZone: string): unknown;
}

/** Not a name, so that no field of a schema can collide with it. */
const PLAIN = Symbol('the JSON this object was made of');

/** An object inside expressions; rules of plugins get the plain JSON back. */
export abstract class CelObject {
  readonly [PLAIN]: JsonObject;
  constructor(json: JsonObject) {
    this[PLAIN] = json;
  }
}

const DYNAMIC: CelType = { name: 'dyn', convert: (value) => value };
const MAX_DEPTH = 12;

/** The environment every expression of a definition shares: moments, periods, the rules of the plugin. */
export function baseEnvironment(): Environment {
  return new Environment({ unlistedVariablesAreDyn: false, limits: { maxAstNodes: 500, maxDepth: 32 } })
    .registerType('Moment', { ctor: Moment, fields: {} })
    .registerType('Period', { ctor: Period, fields: {} })
    .registerType('WorkingPeriod', { ctor: WorkingPeriod, fields: {} })
    .registerOperator('Moment + Period', (moment: Moment, period: Period) => moment.shifted(period, 1))
    .registerOperator('Moment - Period', (moment: Moment, period: Period) => moment.shifted(period, -1))
    .registerOperator('Moment < Moment', (left: Moment, right: Moment) => left.date < right.date)
    .registerOperator('Moment <= Moment', (left: Moment, right: Moment) => left.date <= right.date)
    .registerOperator('Moment > Moment', (left: Moment, right: Moment) => left.date > right.date)
    .registerOperator('Moment >= Moment', (left: Moment, right: Moment) => left.date >= right.date)
    .registerFunction('endOfDay(Moment): Moment', (moment: Moment) => moment.endOfDay())
    .registerFunction('period(string): Period', (iso: string) => new Period(iso));
}

/** What every expression may call, beside the rules of its plugin; `active` in conditions of clocks alone. */
export const FUNCTIONS: readonly string[] = ['has', 'endOfDay', 'period', 'active', 'size', 'int', 'double', 'string', 'bool', 'matches', 'contains', 'startsWith', 'endsWith', 'exists', 'all', 'filter', 'map'];

/** Adds a plugin's named rules. `data` in a signature stands for the instance's data. */
export function registerRules(environment: Environment, rules: Rules): void {
  for (const [name, rule] of Object.entries(rules)) {
    const signature = `${name}${rule.signature.replace(/\bdata\b/g, 'Data')}`;
    const evaluate = rule.evaluate as (...values: unknown[]) => Json;
    environment.registerFunction(signature, (...values: unknown[]) => fromRule(evaluate(...values.map((value) => toJson(value)))));
  }
}

function fromRule(value: Json): unknown {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}

/** A value of an expression as JSON. Moments become ISO 8601 in UTC. */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Moment) return value.date.toISOString();
  if (value instanceof Period || value instanceof WorkingPeriod) return value.iso;
  if (value instanceof CelObject) return value[PLAIN];
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [String(key), toJson(inner)]));
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
  throw new Error(`an expression made a ${typeof value}, which JSON cannot hold`);
}

/** A moment as the JSON that a field of some format holds. */
export function momentToJson(moment: Moment, format: string | undefined): Json {
  return format === 'date' ? localDate(moment.date, moment.timeZone) : moment.date.toISOString();
}

/** Makes CEL types of JSON Schemas, registering a class for each object in the environment. */
export class CelTypes {
  private readonly environment: Environment;

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** The CEL type of a schema; `name` becomes the name of its object type: `Data`, `EventMediation`. */
  ofSchema(schema: JsonObject, name: string): CelType {
    return this.build(schema, name, schema, undefined, 0);
  }

  private build(schema: JsonObject, name: string, root: JsonObject, label: Bilingual | undefined, depth: number): CelType {
    if (depth > MAX_DEPTH) return DYNAMIC;
    const target = schema['$ref'];
    if (typeof target === 'string') return this.build(resolve(target, root) ?? {}, name, root, label, depth + 1);
    switch (schema['type'] ?? typeOfChoices(schema)) {
      case 'string':
        return isMomentFormat(schema['format']) ? momentType(schema['format'], label) : { name: 'string', convert: (value) => value };
      case 'integer':
        return { name: 'int', convert: (value) => (typeof value === 'number' ? BigInt(value) : value) };
      case 'number':
        return { name: 'double', convert: (value) => value };
      case 'boolean':
        return { name: 'bool', convert: (value) => value };
      case 'array': {
        const items = this.build(objectAt(schema, 'items') ?? {}, `${name}Item`, root, undefined, depth + 1);
        return { name: `list<${items.name}>`, convert: (value, zone) => (Array.isArray(value) ? (value as Json[]).map((item) => items.convert(item, zone)) : value) };
      }
      case 'object':
        return this.buildObject(schema, name, root, depth);
      default:
        return DYNAMIC;
    }
  }

  private buildObject(schema: JsonObject, name: string, root: JsonObject, depth: number): CelType {
    const properties = objectAt(schema, 'properties');
    if (properties === undefined) return { name: 'map<string, dyn>', convert: (value) => value };
    const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as readonly Json[]) : []);
    const fields: Record<string, { type: CelType; optional: boolean }> = {};
    for (const [key, property] of Object.entries(properties)) {
      const inner = property as JsonObject;
      const title = inner['title'];
      const type = this.build(inner, `${name}${key.charAt(0).toUpperCase()}${key.slice(1)}`, root, isBilingual(title) ? title : undefined, depth + 1);
      fields[key] = { type, optional: !required.has(key) && !('default' in inner) };
    }
    const Ctor = class extends CelObject {};
    this.environment.registerType(name, { ctor: Ctor, fields: Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.type.name])) });
    return {
      name,
      fields,
      convert(value, timeZone) {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
        const made = new Ctor(value as JsonObject) as CelObject & { [field: string]: unknown };
        for (const [key, inner] of Object.entries(value)) if (inner !== null) made[key] = fields[key]?.type.convert(inner as Json, timeZone) ?? inner;
        return made;
      },
    };
  }
}

function isMomentFormat(format: Json | undefined): format is 'date' | 'date-time' {
  return format === 'date' || format === 'date-time';
}

function momentType(format: 'date' | 'date-time', label: Bilingual | undefined): CelType {
  return {
    name: 'Moment',
    convert(value, timeZone) {
      if (typeof value !== 'string') return value;
      const date = format === 'date' ? momentOfLocal(`${value}T00:00`, timeZone) : new Date(value);
      return date === undefined ? value : new Moment(date, timeZone, label);
    },
  };
}

/** Choices without a type: the type of their constants. */
function typeOfChoices(schema: JsonObject): string | undefined {
  const choices = schema['enum'] ?? (schema['oneOf'] as readonly JsonObject[] | undefined)?.map((choice) => choice['const'] ?? null);
  if (!Array.isArray(choices) || choices.length === 0) return undefined;
  return choices.every((choice) => typeof choice === 'string') ? 'string' : undefined;
}

function objectAt(schema: JsonObject, key: string): JsonObject | undefined {
  const value = schema[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function resolve(pointer: string, root: JsonObject): JsonObject | undefined {
  if (!pointer.startsWith('#/')) return undefined;
  let node: Json | undefined = root;
  for (const part of pointer.slice(2).split('/')) node = typeof node === 'object' && node !== null ? (node as JsonObject)[part] : undefined;
  return typeof node === 'object' && node !== null ? (node as JsonObject) : undefined;
}

const MOMENTS: ReadonlySet<unknown> = new Set(['date', 'date-time']);

/** Whether a value of a CEL type may be one of a JSON Schema; what is known only at run time may. */
export function isOfType(cel: string, { type, format }: JsonObject): boolean {
  if (cel === 'dyn' || cel.includes('dyn>')) return true;
  switch (type) {
    case 'boolean':
      return cel === 'bool';
    case 'integer':
      return cel === 'int';
    case 'number':
      return cel === 'int' || cel === 'double';
    case 'array':
      return cel.startsWith('list<');
    case 'object':
      return !['string', 'bool', 'int', 'double', 'Moment'].includes(cel) && !cel.startsWith('list<');
    default:
      return MOMENTS.has(format) ? cel === 'Moment' || cel === 'string' : cel === 'string';
  }
}
