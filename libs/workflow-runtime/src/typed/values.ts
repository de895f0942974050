import { LocalDate, maskBySchema, type DataClass } from '@stationhouse/access';
import { text, type Bilingual } from '@stationhouse/kernel';
import type { Json, JsonObject } from '@stationhouse/workflow';
import { BooleanValue, ChoicesValue, ChoiceValue, DateTimeValue, DateValue, FieldValue, JsonValue, NumberValue, TextValue, type FieldContent } from './field-values.js';
import { titleField, type TypedField } from './shape.js';
import { topFields } from './versions.js';

/** What a typed field answers: dates as Date, choices as their value. Undefined for what does not fit its type. */
type Typed = unknown;

/**
 * Masked data as the fields of a typed object. What is masked, missing or does not fit the type is null; what does not fit is
 * among {@link fieldValues}.
 * @param masked what `maskBySchema` gave
 */
export function typedValues(fields: readonly TypedField[], masked: JsonObject): Record<string, Typed> {
  const values: Record<string, Typed> = {};
  for (const field of fields) {
    const raw = Object.hasOwn(masked, field.key) ? (masked[field.key] ?? null) : null;
    const value = typed(field, raw) ?? null;
    values[field.key] = value;
    if (field.choices.length > 0) values[titleField(field)] = Array.isArray(value) ? (value as Typed[]).map((one) => titleOf(field, one)) : titleOf(field, value);
  }
  return values;
}

/** The title of a value out of a field's list. */
function titleOf({ choices }: TypedField, value: unknown): Bilingual | null {
  return choices.find((choice) => choice.value === value)?.title ?? null;
}

function typed(field: TypedField, value: Json): Typed {
  if (value === null) return null;
  if (!field.list) return one(field, value);
  if (!Array.isArray(value)) return undefined;
  const items = (value as readonly Json[]).map((item) => (item === null && field.kind !== 'object' ? null : one(field, item)));
  return items.includes(undefined) ? undefined : items;
}

function one(field: TypedField, value: Json): Typed {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined;
    case 'number':
      return typeof value === 'number' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'date':
      return isDate(value) ? value : undefined;
    case 'moment':
      return momentOf(value);
    case 'choice':
      return field.choices.find((choice) => choice.value === value)?.value;
    case 'object':
      return isObject(value) ? typedValues(field.fields, value) : undefined;
    case 'json':
      return value;
  }
}

/** Whether a typed field says everything of a value, down to the innermost. */
export function says(field: TypedField, value: Json): boolean {
  if (value === null) return true;
  if (field.list) return Array.isArray(value) && (value as readonly Json[]).every((item) => (item === null ? field.kind !== 'object' : saysOne(field, item)));
  return saysOne(field, value);
}

function saysOne(field: TypedField, value: Json): boolean {
  if (field.kind !== 'object') return one(field, value) !== undefined;
  const known = new Map(field.fields.map((inner) => [inner.key, inner]));
  return isObject(value) && Object.entries(value).every(([key, item]) => {
    const inner = known.get(key);
    return inner !== undefined && says(inner, item);
  });
}

/**
 * What a typed object does not say of an instance's data: fields its type does not have, in the order of the version's schema, and
 * values that do not fit their type. All of it is decided on masked data: a masked value is like any other.
 * @param schema of the version the instance runs on
 * @param known the fields of its typed object; none for a workflow without one
 */
export function fieldValues(schema: JsonObject, data: JsonObject, level: DataClass, known: readonly TypedField[]): FieldValue[] {
  const masked = maskBySchema(schema, data, level) as JsonObject;
  const declared = new Map(declaredFields(schema).map((field) => [field.key, field]));
  const types = new Map(known.map((field) => [field.key, field]));
  const keys = [...new Set([...declared.keys(), ...Object.keys(masked)])];
  return keys.flatMap((key) => {
    const value = Object.hasOwn(masked, key) ? (masked[key] ?? null) : null;
    const type = types.get(key);
    if (type !== undefined && says(type, value)) return [];
    const field = declared.get(key);
    return [Object.assign(new FieldValue(), { key, title: field?.title ?? text(key, key), value: value === null ? null : contentOf(field, value) })];
  });
}

const read = new WeakMap<JsonObject, readonly TypedField[]>();

function declaredFields(schema: JsonObject): readonly TypedField[] {
  const fields = read.get(schema) ?? topFields(schema);
  read.set(schema, fields);
  return fields;
}

function contentOf(field: TypedField | undefined, value: Exclude<Json, null>): FieldContent {
  const fitting = field === undefined || !says(field, value) ? undefined : typed(field, value);
  if (field?.kind === 'choice' && fitting !== undefined) return field.list ? Object.assign(new ChoicesValue(), { choices: (fitting as (string | null)[]).flatMap((each) => (each === null ? [] : [choiceOf(field, each)])) }) : choiceOf(field, fitting as string);
  if (field?.kind === 'date' && typeof fitting === 'string') return Object.assign(new DateValue(), { date: fitting });
  if (fitting instanceof Date) return Object.assign(new DateTimeValue(), { at: fitting });
  if (typeof value === 'string') return Object.assign(new TextValue(), { text: value });
  if (typeof value === 'number') return Object.assign(new NumberValue(), { number: value });
  if (typeof value === 'boolean') return Object.assign(new BooleanValue(), { boolean: value });
  return Object.assign(new JsonValue(), { json: value });
}

function choiceOf(field: TypedField, value: string): ChoiceValue {
  return Object.assign(new ChoiceValue(), { choice: value, title: titleOf(field, value) ?? text(value, value) });
}

function isDate(value: Json): value is string {
  try {
    return typeof value === 'string' && LocalDate.serialize(value) === value;
  } catch {
    // What the scalar refuses is no date.
    return false;
  }
}

function momentOf(value: Json): Date | undefined {
  const moment = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/i.test(value) ? new Date(value) : undefined;
  return moment === undefined || Number.isNaN(moment.getTime()) ? undefined : moment;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
