import { compileSchema, syntheticAnswer, type Json, type JsonObject } from '@stationhouse/workflow';

/**
 * What a simulation begins with, taken from a past instance as its reader sees it. Masked texts stay masked where the form takes them;
 * what is required and missing, or no longer fits, is made up.
 * @param schema of the form it begins with
 * @param data of the past instance, masked
 * @param now for moments that are made up
 */
export function beginningOf(schema: JsonObject, data: JsonObject, now: Date): JsonObject {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  const kept = Object.entries(properties).filter(([key, field]) => fits(field, data[key])).map(([key]): [string, Json] => [key, data[key] ?? null]);
  return { ...syntheticAnswer(schema, [], now), ...Object.fromEntries(kept) };
}

function fits(field: JsonObject, value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  return !('problems' in compileSchema({ type: 'object', properties: { value: field } }).check({ value }));
}
