import type { Bilingual } from '@stationhouse/kernel';
import type { Schema } from './declaration.js';
import type { PrintedSize } from './images.js';

/** What a tag says, as far as a template's author need know. */
export type TagKind = 'text' | 'choice' | 'list' | 'group' | 'image';

/** A tag that a template may use. */
export interface TagMeaning {
  /** Its key, within the list or group it stands in: `name`. */
  readonly key: string;
  /** Its title, which may stand in place of the key. */
  readonly title: Bilingual;
  readonly kind: TagKind;
  /** True when a template should show it. */
  readonly required: boolean;
  /** Tags inside of a list or group. */
  readonly inner: readonly TagMeaning[];
}

/** The tags that a schema allows, in its order. */
export function tagsOf(schema: Schema): TagMeaning[] {
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  return Object.entries(propertiesOf(schema)).map(([key, property]) => ({ key, title: titleOf(property, key), kind: kindOf(property), required: required.has(key), inner: tagsOf(innerOf(property)) }));
}

export function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
}

/** What stands inside of a list or group. */
export function innerOf(schema: Schema): Schema {
  return kindOf(schema) === 'list' ? ((schema['items'] ?? {}) as Schema) : schema;
}

export function kindOf(schema: Schema): TagKind {
  if (schema['contentEncoding'] === 'base64') return 'image';
  if (schema['type'] === 'array') return 'list';
  if (schema['type'] === 'object') return 'group';
  return schema['type'] === 'boolean' ? 'choice' : 'text';
}

/** The key that a tag names, by itself or by its Chinese title. */
export function keyOf(schema: Schema, name: string): string | undefined {
  const properties = propertiesOf(schema);
  if (Object.hasOwn(properties, name)) return name;
  return Object.entries(properties).find(([key, property]) => titleOf(property, key)['zh-CN'] === name)?.[0];
}

/** How large pictures are printed where the schema says so (`x-print`), by each name that a tag may have. */
export function printedSizes(schema: Schema): Map<string, PrintedSize> {
  return new Map(Object.entries(propertiesOf(schema)).flatMap(([key, property]): [string, PrintedSize][] => {
    const size = property['x-print'] as PrintedSize | undefined;
    return size === undefined ? [...printedSizes(innerOf(property))] : [[key, size], [titleOf(property, key)['zh-CN'], size]];
  }));
}

function titleOf(schema: Schema, key: string): Bilingual {
  const title = schema['title'];
  if (typeof title === 'object' && title !== null && 'zh-CN' in title && 'en' in title) return title as Bilingual;
  return { 'zh-CN': key, en: key };
}

/** Data as tags find it: under the keys and under the Chinese titles. Nothing that the schema does not name is there. */
export function underTitles(schema: Schema, data: unknown): unknown {
  if (kindOf(schema) === 'list') return Array.isArray(data) ? data.map((one) => underTitles(innerOf(schema), one)) : [];
  if (typeof data !== 'object' || data === null || kindOf(schema) !== 'group') return data;
  const given = data as Readonly<Record<string, unknown>>;
  const entries = Object.entries(propertiesOf(schema)).flatMap(([key, property]) => {
    if (!Object.hasOwn(given, key)) return [];
    const value = underTitles(property, given[key]);
    return [[titleOf(property, key)['zh-CN'], value], [key, value]];
  });
  return Object.fromEntries(entries) as unknown;
}

const SAMPLE_ROWS = 2;

/** Made-up data that fit a schema: its `examples`, and else the title in brackets. */
export function sampleOf(schema: Schema, key = ''): unknown {
  const examples = schema['examples'];
  if (Array.isArray(examples) && examples.length > 0) return examples[0] as unknown;
  if ('const' in schema) return schema['const'];
  const choices = schema['enum'] ?? (schema['oneOf'] as readonly Schema[] | undefined)?.map((one) => one['const']);
  if (Array.isArray(choices) && choices.length > 0) return choices[0] as unknown;
  switch (kindOf(schema)) {
    case 'image':
      return undefined;
    case 'choice':
      return true;
    case 'list':
      return Array.from({ length: SAMPLE_ROWS }, () => sampleOf(innerOf(schema), key));
    case 'group':
      return Object.fromEntries(Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
        const value = sampleOf(property, name);
        return value === undefined ? [] : [[name, value]];
      }));
    case 'text':
      return schema['type'] === 'integer' || schema['type'] === 'number' ? 1 : `〔${titleOf(schema, key)['zh-CN']}〕`;
  }
}
