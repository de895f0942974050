import { text, type Bilingual } from '@stationhouse/kernel';
import { isBilingual } from './schema.js';
import type { Json, JsonObject } from './types.js';

/** A value as people call it: the title of its choice, else the value itself. */
export function titleOfValue(schema: JsonObject, value: unknown): Bilingual {
  const choices = Array.isArray(schema['oneOf']) ? (schema['oneOf'] as readonly JsonObject[]) : [];
  const title = choices.find((choice) => choice['const'] === value)?.['title'];
  if (isBilingual(title)) return title;
  return text(String(value), String(value));
}

/** The schema of a field by its keys, the outermost first; undefined where the schema declares none. */
export function schemaAt(schema: JsonObject | undefined, keys: readonly string[]): JsonObject | undefined {
  return keys.reduce<JsonObject | undefined>((around, key) => {
    const properties = around?.['properties'] as JsonObject | undefined;
    return properties !== undefined && Object.hasOwn(properties, key) ? (properties[key] as JsonObject) : undefined;
  }, schema);
}

/** What data hold under some keys; undefined where they hold nothing. */
export function valueAt(data: JsonObject, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((around, key) => (typeof around === 'object' && around !== null && !Array.isArray(around) && Object.hasOwn(around, key) ? (around as JsonObject)[key] : undefined), data);
}
