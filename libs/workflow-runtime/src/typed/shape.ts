import { ANY_ITEM, classBySchema, type DataClass } from '@stationhouse/access';
import { text, type Bilingual } from '@stationhouse/kernel';
import { isBilingual, type Definition, type Json, type JsonObject } from '@stationhouse/workflow';
import { camelCase, isEnumValue, isFieldName, pascalCase, plural, RESERVED, singular } from './names.js';

/** What a field holds: `json` is whatever has no type of its own. */
export type FieldKind = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'moment' | 'choice' | 'object' | 'json';

/** One value a field may take, with its title. */
export interface Choice {
  readonly value: string | number;
  readonly title: Bilingual;
}

/** One property of a data schema, as GraphQL types it. */
export interface TypedField {
  readonly key: string;
  /** From the data's root; items of arrays stand as `*`. */
  readonly path: readonly string[];
  readonly kind: FieldKind;
  readonly list: boolean;
  readonly title: Bilingual;
  readonly description: Bilingual | undefined;
  readonly dataClass: DataClass;
  /** True where equal values of two instances mean the same person (`x-same: true`), so that they are matched without being shown. */
  readonly same: boolean;
  /** Of a field that lists its values; else empty. */
  readonly choices: readonly Choice[];
  /** Of an object: its properties; else empty. */
  readonly fields: readonly TypedField[];
  /** The GraphQL type of an object or a choice; of another kind, empty. */
  readonly typeName: string;
}

/** The data of a workflow as GraphQL types them. */
export interface TypedShape {
  readonly workflow: string;
  readonly title: Bilingual;
  readonly description: Bilingual | undefined;
  /** `DisputeMediation`. */
  readonly typeName: string;
  /** The query of one: `disputeMediation`. */
  readonly one: string;
  /** The query of several: `disputeMediations`. */
  readonly many: string;
  readonly fields: readonly TypedField[];
}

/** What stands in the way of a shape: where in the definition, and the mend. */
export interface ShapeProblem {
  readonly at: string;
  readonly text: Bilingual;
}

/** Objects that lie deeper are JSON: nobody filters by them, and a schema may refer to itself. */
const DEEPEST = 5;

/** What GraphQL's Int holds. */
const INT = 2 ** 31;

type Source = Pick<Definition, 'workflow' | 'title' | 'description'> & { readonly data: Definition['data'] | JsonObject };

/** The shape of a workflow's data, and what must be mended before it can be one. */
export function shapeOf(definition: Source): { readonly shape: TypedShape; readonly problems: readonly ShapeProblem[] } {
  const typeName = pascalCase(definition.workflow);
  const root = definition.data as JsonObject;
  const reading: Reading = { root, problems: [] };
  const fields = fieldsOf(reading, root, [], typeName);
  for (const { key } of fields) {
    if (RESERVED.has(key)) problem(reading, [key], `字段名“${key}”由平台使用，请改名。`, `the platform uses the name "${key}" itself. Rename the field.`);
  }
  const one = camelCase(definition.workflow);
  return { shape: { workflow: definition.workflow, title: definition.title, description: definition.description, typeName, one, many: plural(one), fields }, problems: reading.problems };
}

/** Every field of a shape, outer before inner. */
export function allFields(fields: readonly TypedField[]): TypedField[] {
  return fields.flatMap((field) => [field, ...allFields(field.fields)]);
}

/** The field that carries the titles of another one's value: `risk` → `riskTitle`. */
export function titleField({ key }: TypedField): string {
  return `${key}Title`;
}

interface Reading {
  readonly root: JsonObject;
  readonly problems: ShapeProblem[];
}

function problem({ problems }: Reading, path: readonly string[], zhCN: string, en: string): void {
  problems.push({ at: `data.${path.join('.')}`, text: text(zhCN, en) });
}

function fieldsOf(reading: Reading, schema: JsonObject, path: readonly string[], owner: string): TypedField[] {
  // What is encrypted is read in its record alone: it has no field here, nor has an object of nothing else.
  const properties = Object.entries(objectAt(schema, 'properties') ?? {}).filter((entry): entry is [string, JsonObject] => isObject(entry[1]) && entry[1]['x-encrypted'] !== true);
  const fields = properties.map(([key, inner]) => fieldOf(reading, inner, [...path, key], owner)).filter(({ kind, fields: inner }) => kind !== 'object' || inner.length > 0);
  const names = new Set(fields.map(({ key }) => key));
  for (const field of fields) {
    if (!isFieldName(field.key)) problem(reading, field.path, `“${field.key}”不能作字段名，请用 camelCase。`, `"${field.key}" cannot name a field. Write it in camelCase.`);
    if (field.choices.length > 0 && names.has(titleField(field))) problem(reading, [...path, titleField(field)], `“${titleField(field)}”用于“${field.key}”取值的名称，请改名。`, `"${titleField(field)}" stands for the titles of "${field.key}". Rename the field.`);
  }
  return fields;
}

function fieldOf(reading: Reading, written: JsonObject, path: readonly string[], owner: string): TypedField {
  const outer = resolved(reading.root, written);
  const items = itemsOf(reading.root, outer);
  const schema = items ?? outer;
  const key = path.at(-1) ?? '';
  const place = items === undefined ? path : [...path, ANY_ITEM];
  const typeName = `${owner}${pascalCase(items === undefined ? key : singular(key))}`;
  const kind = kindOf(schema);
  const object = kind === 'object' && path.filter((step) => step !== ANY_ITEM).length <= DEEPEST;
  const choices = kind === 'choice' || kind === 'integer' ? choicesOf(schema) : [];
  for (const { value } of choices) {
    if (kind === 'choice' && !isEnumValue(String(value))) problem(reading, path, `选项值“${value}”不能作为枚举值，请用 camelCase。`, `"${value}" cannot be the value of an enum. Write it in camelCase.`);
  }
  return {
    key,
    path,
    kind: kind === 'object' && !object ? 'json' : kind,
    list: items !== undefined,
    title: bilingualAt(outer, 'title') ?? text(key, key),
    description: bilingualAt(outer, 'description'),
    dataClass: classBySchema(reading.root, place),
    same: outer['x-same'] === true,
    choices,
    fields: object ? fieldsOf(reading, schema, place, typeName) : [],
    typeName: object || kind === 'choice' ? typeName : '',
  };
}

/** Arrays of one kind of thing are lists; tuples and arrays of arrays are JSON. */
function itemsOf(root: JsonObject, schema: JsonObject): JsonObject | undefined {
  const items = typeOf(schema) === 'array' && schema['prefixItems'] === undefined ? objectAt(schema, 'items') : undefined;
  if (items === undefined) return undefined;
  const inner = resolved(root, items);
  const kind = kindOf(inner);
  return kind === 'json' ? undefined : inner;
}

function kindOf(schema: JsonObject): FieldKind {
  const choices = choicesOf(schema);
  if (choices.length > 0) return choices.every(({ value }) => typeof value === 'string') ? 'choice' : choices.every(({ value }) => Number.isInteger(value)) ? 'integer' : 'json';
  switch (typeOf(schema)) {
    case 'string':
      return schema['format'] === 'date' ? 'date' : schema['format'] === 'date-time' ? 'moment' : 'text';
    case 'integer':
      return beyondInt(schema) ? 'number' : 'integer';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object':
      return Object.keys(objectAt(schema, 'properties') ?? {}).length > 0 ? 'object' : 'json';
    default:
      return 'json';
  }
}

/** The one type a schema names, `null` aside. */
function typeOf(schema: JsonObject): string | undefined {
  const said = schema['type'];
  const types = (Array.isArray(said) ? (said as readonly Json[]) : [said]).filter((type) => type !== 'null');
  return types.length === 1 && typeof types[0] === 'string' ? types[0] : undefined;
}

/** `oneOf` of constants with their titles, or a bare `enum`; empty when the schema lists no values, or not these alone. */
function choicesOf(schema: JsonObject): Choice[] {
  const listed = Array.isArray(schema['oneOf']) ? (schema['oneOf'] as readonly Json[]) : Array.isArray(schema['enum']) ? (schema['enum'] as readonly Json[]).map((value) => ({ const: value })) : [];
  const choices = listed.flatMap((choice) => {
    const value = isObject(choice) ? choice['const'] : undefined;
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    return [{ value, title: (isObject(choice) ? bilingualAt(choice, 'title') : undefined) ?? text(String(value), String(value)) }];
  });
  return choices.length === listed.filter((choice) => !isObject(choice) || choice['const'] !== null).length ? choices : [];
}

function beyondInt(schema: JsonObject): boolean {
  return ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].some((key) => typeof schema[key] === 'number' && (schema[key] >= INT || schema[key] < -INT));
}

/** A schema with its reference followed, within the document; what stands beside the reference counts. */
function resolved(root: JsonObject, schema: JsonObject, depth = 0): JsonObject {
  const { $ref: reference, ...beside } = schema;
  if (typeof reference !== 'string' || !reference.startsWith('#/') || depth > DEEPEST) return schema;
  let place: Json | undefined = root;
  for (const step of reference.slice(2).split('/')) place = isObject(place) ? place[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  return isObject(place) ? { ...resolved(root, place, depth + 1), ...beside } : schema;
}

function objectAt(schema: JsonObject, key: string): JsonObject | undefined {
  const value = schema[key];
  return isObject(value) ? value : undefined;
}

function bilingualAt(schema: JsonObject, key: string): Bilingual | undefined {
  const value: unknown = schema[key];
  if (typeof value === 'string') return text(value, value);
  return isBilingual(value) ? value : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
