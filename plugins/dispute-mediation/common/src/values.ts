import type { Json, JsonObject } from '@stationhouse/workflow';

/** A value as a list; what is none is empty. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The texts of a list. */
export function wordsOf(value: Json | undefined): readonly string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

/** The objects of a list. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one));
}
