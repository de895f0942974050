import type { JsonObject, Json } from '@stationhouse/workflow';
import type { Condition } from './conditions.js';
import { plural } from './names.js';
import type { TypedField, TypedShape } from './shape.js';
import { says } from './values.js';

/** Whether anything of a field is told where nobody must meet a person: numbers, yes and no, days, moments and values out of lists. Words that somebody typed are gone whatever their class, as is what has no type. */
export function isBare(field: TypedField): boolean {
  if (field.kind === 'object') return field.fields.some(isBare);
  return field.dataClass === 'P0' && field.kind !== 'text' && field.kind !== 'json';
}

/** Whether a condition looks at nothing but what {@link isBare} tells. */
export function looksAtBare(condition: Condition): boolean {
  if ('all' in condition) return condition.all.every(looksAtBare);
  if ('any' in condition) return condition.any.every(looksAtBare);
  if ('not' in condition) return looksAtBare(condition.not);
  if ('some' in condition) return looksAtBare(condition.where);
  return 'instance' in condition || isBare(condition.field);
}

/** Where nobody must meet a person, in a study: `StudyDisputeMediation`. Lists of values keep their names. */
const PREFIX = 'Study';

/** A shape without what is never told: a personal field is not masked there, it does not exist. */
export function bareShape(shape: TypedShape): TypedShape {
  const typeName = `${PREFIX}${shape.typeName}`;
  const one = `${PREFIX.toLowerCase()}${shape.typeName}`;
  return { ...shape, typeName, one, many: plural(one), fields: bareFields(shape.fields) };
}

function bareFields(fields: readonly TypedField[]): TypedField[] {
  return fields.filter(isBare).map((field) => (field.kind === 'object' ? { ...field, typeName: `${PREFIX}${field.typeName}`, fields: bareFields(field.fields) } : field));
}

/**
 * Data without what is never told: null in its place, whatever the data hold there.
 * @param fields of the version the data belong to
 * @param masked what `maskBySchema` left
 */
export function bareData(fields: readonly TypedField[], masked: JsonObject): JsonObject {
  return Object.fromEntries(fields.map((field) => [field.key, Object.hasOwn(masked, field.key) ? bareValue(field, masked[field.key] ?? null) : null]));
}

function bareValue(field: TypedField, value: Json): Json {
  if (value === null || !isBare(field)) return null;
  if (field.kind !== 'object') return says(field, value) ? value : null;
  if (field.list) return Array.isArray(value) ? (value as readonly Json[]).map((item) => bareObject(field, item)) : null;
  return bareObject(field, value);
}

function bareObject({ fields }: TypedField, value: Json): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? bareData(fields, value as JsonObject) : null;
}
