import { FORBIDDEN_KEYS, isStorableText, text, type Bilingual, type Locale } from '@stationhouse/kernel';
import { prepareSchema } from '#schema-engine';
import { encryptedPaths, isSealed } from './encrypted.js';
import type { SchemaError } from './schema-error.js';
import type { FormProblem, Json, JsonObject } from './types.js';
import { valueAt } from './values.js';

/** Longest text any field may carry when its schema names no limit. */
const MAX_TEXT = 10_000;
const MAX_DEPTH = 32;
const MAX_PROBLEMS = 50;

/** A schema made ready: checks a value, and fills in the schema's defaults on a copy. */
export interface Checker {
  /** The value with defaults filled in, or what is wrong with it. Never changes its argument. */
  check(value: Json): { readonly value: Json } | { readonly problems: readonly FormProblem[] };
}

/** Removes one language: a schema whose titles are plain strings, as JSON Schema tools expect them. */
export function localiseSchema(schema: JsonObject, locale: Locale): JsonObject {
  return localise(schema, locale) as JsonObject;
}

function localise(value: Json, locale: Locale): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => localise(item, locale));
  if (typeof value !== 'object' || value === null) return value;
  if (isBilingual(value)) return value[locale];
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, localise(inner, locale)]));
}

/** True for `{ zh-CN, en }`. */
export function isBilingual(value: unknown): value is Bilingual & JsonObject {
  if (typeof value !== 'object' || value === null) return false;
  const keys = Object.keys(value);
  return keys.length === 2 && typeof (value as JsonObject)['zh-CN'] === 'string' && typeof (value as JsonObject)['en'] === 'string';
}

/** Checkers by the text of their schema: versions of a definition, and stations with overlays, share most of theirs. */
const known = new Map<string, Checker>();
const MAX_KNOWN = 2000;

/**
 * Compiles a JSON Schema 2020-12. Objects that list their properties accept no others.
 * @throws Error with a message in English when the schema itself is wrong
 */
export function compileSchema(schema: JsonObject): Checker {
  const key = JSON.stringify(schema);
  const checker = known.get(key) ?? newChecker(schema);
  // What was asked for last leaves last.
  known.delete(key);
  known.set(key, checker);
  if (known.size > MAX_KNOWN) known.delete(known.keys().next().value ?? '');
  return checker;
}

function newChecker(schema: JsonObject): Checker {
  const plain = closed(localise(schema, 'en')) as JsonObject;
  const errorsIn = prepareSchema(plain);
  const encrypted = encryptedPaths(schema).map((path) => path.join('.'));
  // What is sealed was checked before: how long it is, and how it is written, says nothing of what it holds.
  const isOfSealed = ({ path }: SchemaError, value: Json) => encrypted.includes(path.join('.')) && isSealed(valueAt(value as JsonObject, path));
  return {
    check(value) {
      if (!isSafe(value, 0)) return { problems: unsafeParts(value, '', 0) };
      const copy = JSON.parse(JSON.stringify(value)) as Json;
      const found = errorsIn(copy);
      const errors = encrypted.length === 0 ? found : found.filter((error) => !isOfSealed(error, copy));
      if (errors.length === 0) return { value: copy };
      // Beside what a condition asks for stands that the condition failed: an echo.
      return { problems: errors.filter(({ keyword }) => keyword !== 'if').slice(0, MAX_PROBLEMS).map(problemOf) };
    },
  };
}

/** Unknown fields are refused wherever the author did not say otherwise. */
function closed(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  const composed = 'allOf' in inner || 'anyOf' in inner || 'if' in inner || '$ref' in inner;
  const listsProperties = inner['type'] === 'object' && typeof inner['properties'] === 'object';
  if (!listsProperties || composed || 'additionalProperties' in inner) return inner;
  return { ...inner, additionalProperties: false };
}

/** What JSON Schema does not look at: keys that reach a prototype, text that cannot be stored, bottomless nesting. */
function isSafe(value: Json, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === 'string') return value.length <= MAX_TEXT && isStorableText(value);
  if (typeof value !== 'object' || value === null) return true;
  for (const key of Object.keys(value)) if (FORBIDDEN_KEYS.has(key) || !isSafe((value as JsonObject)[key] as Json, depth + 1)) return false;
  return true;
}

/** The same, by name: nearly every value is safe, and names nothing. */
function unsafeParts(value: Json, field: string, depth: number): FormProblem[] {
  if (depth > MAX_DEPTH) return [{ field, text: text('嵌套过深，请简化。', 'Nested too deeply. Simplify it.') }];
  if (typeof value === 'string') {
    if (!isStorableText(value)) return [{ field, text: text('含有无法保存的字符，请删除后重试。', 'Contains characters that cannot be stored. Remove them and try again.') }];
    if (value.length > MAX_TEXT) return [{ field, text: text(`过长，最多 ${MAX_TEXT} 个字。`, `Too long: at most ${MAX_TEXT} characters.`) }];
    return [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const inner = field === '' ? key : `${field}.${key}`;
    if (FORBIDDEN_KEYS.has(key)) return [{ field: inner, text: text('不允许的字段名，请删除。', 'This field name is not allowed. Remove it.') }];
    return unsafeParts(part as Json, inner, depth + 1);
  });
}

function problemOf({ keyword, path, limit }: SchemaError): FormProblem {
  return { field: path.join('.'), text: messageOf(keyword, limit) };
}

function messageOf(keyword: string, limit: unknown): Bilingual {
  switch (keyword) {
    case 'required':
      return text('必填。', 'Required.');
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return text('没有这个字段，请删除。', 'There is no such field. Remove it.');
    case 'type':
      return text(`类型不对，应为 ${String(limit)}。`, `Wrong type: ${String(limit)} expected.`);
    case 'enum':
    case 'const':
    case 'oneOf':
    case 'anyOf':
      return text('不在可选范围内，请从选项中选择。', 'Not one of the choices. Pick one of them.');
    case 'maxLength':
      return text(`过长，最多 ${String(limit)} 个字。`, `Too long: at most ${String(limit)} characters.`);
    case 'minLength':
      return text(`过短，至少 ${String(limit)} 个字。`, `Too short: at least ${String(limit)} characters.`);
    case 'maxItems':
      return text(`过多，最多 ${String(limit)} 项。`, `Too many: at most ${String(limit)}.`);
    case 'minItems':
      return text(`过少，至少 ${String(limit)} 项。`, `Too few: at least ${String(limit)}.`);
    case 'minimum':
      return text(`不能小于 ${String(limit)}。`, `Must be at least ${String(limit)}.`);
    case 'maximum':
      return text(`不能大于 ${String(limit)}。`, `Must be at most ${String(limit)}.`);
    case 'format':
      return limit === 'date' ? text('日期不正确，例如 2024-03-01。', 'Not a date. Write it like 2024-03-01.') : text(`格式不正确（${String(limit)}）。`, `Wrong format (${String(limit)}).`);
    default:
      return text(`不符合要求（${keyword}）。`, `Not as required (${keyword}).`);
  }
}
