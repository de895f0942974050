import type { Locale } from '@stationhouse/kernel';
import { readText } from './errors.js';

/** A JSON Schema, or a part of one, as the API sends it. */
export type JsonSchema = Record<string, unknown>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same schema with its bilingual texts (titles, descriptions, the words of choices) in one language. */
export function schemaInLocale(schema: unknown, locale: Locale): unknown {
  if (Array.isArray(schema)) return schema.map((part) => schemaInLocale(part, locale));
  if (!isRecord(schema)) return schema;
  const text = Object.keys(schema).length === 2 ? readText(schema) : undefined;
  if (text) return locale === 'en' ? text.en : text.zhCN;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, schemaInLocale(value, locale)]));
}

/** Follows a `$ref` inside the document; one level at a time, so that a circle cannot hold us. */
export function resolveRef(schema: unknown, root: JsonSchema): JsonSchema {
  let found: unknown = schema;
  for (let depth = 0; depth < 8; depth += 1) {
    if (!isRecord(found) || typeof found['$ref'] !== 'string') break;
    const path = found['$ref'].replace(/^#\/?/, '').split('/').filter(Boolean);
    found = path.reduce<unknown>((part, key) => (isRecord(part) ? part[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), root);
  }
  return isRecord(found) ? found : {};
}

/** How a value of a schema reads: the title of its enum value, yes/no, or the value itself. */
export function valueInWords(value: unknown, schema: JsonSchema, words: { yes: string; no: string }): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map((part) => valueInWords(part, isRecord(schema['items']) ? schema['items'] : {}, words)).join('、');
  const options = Array.isArray(schema['oneOf']) ? schema['oneOf'].filter(isRecord) : [];
  const named = options.find((option) => option['const'] === value)?.['title'];
  if (typeof named === 'string') return named;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
