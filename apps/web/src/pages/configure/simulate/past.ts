import { compileSchema, syntheticAnswer, type Json, type JsonObject } from '@stationhouse/workflow';

/**
 * What a simulation begins with, taken from a past instance as its reader sees it. Masked texts stay masked where the form takes them;
 * what is required and missing, or no longer fits, is made up.
 * @param schema of the form it begins with
 * @param data of the past instance, masked
 * @param now for moments that are made up
 * @param sample for texts that are made up
 */
export function beginningOf(schema: JsonObject, data: JsonObject, now: Date, sample?: string): JsonObject {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  const kept = Object.entries(properties).flatMap(([key, field]): [string, Json][] => {
    const value = keptOf(field, data[key], now, sample);
    return value === undefined ? [] : [[key, value]];
  });
  return { ...syntheticAnswer(schema, [], now, sample), ...Object.fromEntries(kept) };
}

/** A value as it is, or, of a list or what holds several values, those that still fit. */
function keptOf(field: JsonObject, value: Json | undefined, now: Date, sample: string | undefined): Json | undefined {
  if (fits(field, value)) return value;
  const items = field['items'];
  const made = Array.isArray(value) && isObject(items) ? value.flatMap((one: Json) => keptOf(items, one, now, sample) ?? []) : isObject(value) && isObject(field['properties']) ? beginningOf(field, value, now, sample) : undefined;
  return fits(field, made) && !(Array.isArray(made) && made.length === 0) ? made : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fits(field: JsonObject, value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  return !('problems' in compileSchema({ type: 'object', properties: { value: field } }).check({ value }));
}
