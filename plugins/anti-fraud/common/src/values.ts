import type { Json, JsonObject } from '@stationhouse/workflow';

/** A value as an object; what is none is empty. */
export function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The objects of a list; what is none is empty. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one)) : [];
}

/** A text without space around it; what is none is empty. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Yuan as whole fen, so that sums and differences are exact. */
export function fenOf(value: Json | undefined): number {
  return typeof value === 'number' ? Math.round(value * 100) : 0;
}

/** What was filled in: what is empty says nothing about what is known. */
export function given(answer: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== '' && value !== null && value !== undefined));
}
