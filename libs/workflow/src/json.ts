import type { Json, JsonObject } from './types.js';

/** How named rules read plain JSON, in the browser too: what is not of the kind asked for is empty, and never an error. A door of its own, so that a page which needs a rule does not load the engine. */

/** A value as an object; what is none is empty. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** A value as a list; what is none is empty. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The objects of a list. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}

/** The texts of a list. */
export function wordsOf(value: Json | undefined): readonly string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

/** A text without space around it; what is none is empty. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** What was filled in: what is empty says nothing about what is known. */
export function given(answer: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== '' && value !== null && value !== undefined));
}

/** The digits of a phone number, without the country's prefix: by them two reports are known to speak of one phone. Empty for a text that is none. */
export function phoneDigits(number: Json | undefined): string {
  return textOf(number).normalize('NFKC').replace(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
