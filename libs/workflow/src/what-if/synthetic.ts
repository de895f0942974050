import type { Signing } from '../signing.js';
import type { Json, JsonObject } from '../types.js';

/** How deep a made-up value goes. */
const MOST_DEPTH = 8;

/**
 * A made-up answer to a form: the fields it requires and those asked for, each with something its schema allows. Nobody's data: for
 * trying a workflow out. Deterministic.
 * @param fields asked for beyond the schema's own `required`; all of them when `'all'`
 * @param now for moments and dates
 * @param sample what texts say
 */
export function syntheticAnswer(schema: JsonObject, fields: readonly string[] | 'all', now: Date, sample = '示例'): JsonObject {
  const making: Making = { now, sample, all: fields === 'all' };
  const properties = objectOf(schema['properties']);
  const required = Array.isArray(schema['required']) ? (schema['required'] as readonly string[]) : [];
  const wanted = fields === 'all' ? Object.keys(properties) : [...new Set([...required, ...fields])];
  return Object.fromEntries(wanted.flatMap((key) => (properties[key] === undefined ? [] : [[key, valueOf(objectOf(properties[key]), making, 0)]])));
}

/**
 * Everybody who is asked signs: by a fingerprint on paper that a witness saw, so that no picture is needed. For trying a workflow out.
 * @param sample the name of the witness, and of whoever read the text out
 */
export function syntheticSignatures({ signers, sha256 }: Signing, now: Date, sample = '示例'): JsonObject[] {
  const at = now.toISOString();
  return signers.map(({ key, name, role }) => ({ signer: key, name, role: role['zh-CN'], way: 'fingerprint', witness: sample, at, text: sha256, readBy: sample, readAt: at }));
}

interface Making {
  readonly now: Date;
  readonly sample: string;
  /** Fields that are not required are filled in as well. */
  readonly all: boolean;
}

function valueOf(schema: JsonObject, making: Making, depth: number): Json {
  if (schema['default'] !== undefined) return schema['default'];
  if (schema['const'] !== undefined) return schema['const'];
  const [choice] = [schema['oneOf'], schema['anyOf'], schema['enum']].flatMap((list) => (Array.isArray(list) ? [(list as readonly Json[])[0]] : []));
  if (choice !== undefined) return typeof choice === 'object' && choice !== null && !Array.isArray(choice) ? valueOf(choice as JsonObject, making, depth + 1) : choice;
  if (depth > MOST_DEPTH) return null;
  switch (Array.isArray(schema['type']) ? schema['type'][0] : schema['type']) {
    case 'object':
      return filled(schema, making, depth);
    case 'array': {
      const least = Math.max(numberOf(schema['minItems'], 0), making.all ? 1 : 0);
      return Array.from({ length: least }, () => valueOf(objectOf(schema['items']), making, depth + 1));
    }
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return numberOf(schema['minimum'], Math.min(1, numberOf(schema['maximum'], 1)));
    default:
      return textOf(schema, making);
  }
}

function filled(schema: JsonObject, making: Making, depth: number): JsonObject {
  const properties = objectOf(schema['properties']);
  const required = Array.isArray(schema['required']) ? (schema['required'] as readonly string[]) : [];
  const keys = making.all ? Object.keys(properties) : required;
  return Object.fromEntries(keys.map((key) => [key, valueOf(objectOf(properties[key]), making, depth + 1)]));
}

function textOf(schema: JsonObject, { now, sample }: Making): string {
  if (schema['format'] === 'date-time') return now.toISOString();
  if (schema['format'] === 'date') return now.toISOString().slice(0, 10);
  if (schema['format'] === 'uuid') return '00000000-0000-4000-8000-000000000000';
  const least = numberOf(schema['minLength'], 1);
  return sample.slice(0, numberOf(schema['maxLength'], sample.length)).padEnd(least, sample);
}

function numberOf(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
