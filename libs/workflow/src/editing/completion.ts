import type { Bilingual } from '@stationhouse/kernel';
import { parseDocument } from 'yaml';
import { authoredJsonSchema } from '../authored/grammar.js';
import { isBilingual } from '../schema.js';
import type { JsonObject } from '../types.js';
import { cursorAt, rangeOf, standingAt } from './cursor.js';
import { readerOf, type DocumentPath, type Reader } from './document.js';
import { definedAt, eventsHeard, nameKindAt, namesFor, type KnownName } from './names.js';
import { fieldSchema } from './field-schema.js';
import { recordOf } from './states.js';

/** One thing that may be written at a place. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'name' | 'function';
  /** What people call it. */
  readonly title?: Bilingual;
  /** What it is for. */
  readonly info?: string;
}

/** What the platform has beside what the text itself defines. */
export interface Surroundings {
  readonly locale: keyof Bilingual;
  readonly roles: readonly { readonly id: string; readonly title: Bilingual }[];
}

/** What may be written at an offset, and from where it is replaced; undefined where nothing is known. */
export function suggestionsAt(text: string, offset: number, surroundings: Surroundings): { readonly from: number; readonly options: readonly Suggestion[] } | undefined {
  const cursor = cursorAt(text, offset);
  if (cursor === undefined) return undefined;
  const reader = readerOf(cursor.document);
  const { path } = cursor;
  const keys = cursor.writing === 'key' ? keysAt(path, surroundings.locale, reader).filter(({ label }) => !cursor.beside.includes(label)) : [];
  const values = cursor.writing === 'value' || cursor.beside.length === 0 ? valuesAt(path, surroundings, reader) : [];
  const options = [...keys, ...values];
  return options.length === 0 ? undefined : { from: cursor.from, options: [...new Map(options.map((option) => [option.label, option])).values()] };
}

function keysAt(path: DocumentPath, locale: keyof Bilingual, reader: Reader): Suggestion[] {
  const known = schemasAt(path, locale).flatMap((schema) => Object.entries(recordOf(schema['properties'])).map(([label, property]): Suggestion => ({ label, kind: 'key', ...described(property) })));
  const last = path.at(-1);
  const named = last === 'on' ? eventsHeard(path, reader) : last === 'set' ? namesFor('field', path, reader) : last === 'ui' && path[0] === 'forms' ? namesFor('formField', ['forms', path[1] ?? '', 'outcomes'], reader) : [];
  return [...known, ...named.map((name) => nameSuggestion(name, reader))];
}

function valuesAt(path: DocumentPath, { locale, roles }: Surroundings, reader: Reader): Suggestion[] {
  const fixed = schemasAt(path, locale).flatMap((schema) => [...(Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : []), ...(schema['const'] === undefined ? [] : [schema['const']]), ...(schema['type'] === 'boolean' && schema['const'] === undefined ? [true, false] : [])]).map((value): Suggestion => ({ label: String(value), kind: 'value' }));
  const kind = nameKindAt(path);
  if (kind === undefined) return fixed;
  const named = namesFor(kind, path, reader).map((name) => nameSuggestion(name, reader));
  if (kind === 'role') return [...roles.map(({ id, title }): Suggestion => ({ label: id, kind: 'name', title })), ...named];
  if (kind === 'duration') return [...named, ...['PT2H', 'P1D', 'P3D', 'P7D', 'P30D'].map((label): Suggestion => ({ label, kind: 'value' }))];
  if (kind === 'expression') return [...named, ...FUNCTIONS.map(([label, info]): Suggestion => ({ label, kind: 'function', info: info[locale] }))];
  return [...fixed, ...named];
}

function nameSuggestion({ name, at }: KnownName, reader: Reader): Suggestion {
  const title = at === undefined ? undefined : recordOf(reader.read(at))['title'];
  return { label: name, kind: 'name', ...(isBilingual(title) ? { title } : {}) };
}

/** What the platform's expressions know by themselves. */
const FUNCTIONS: readonly (readonly [string, Bilingual])[] = [
  ['has(data.)', { 'zh-CN': '该字段已填写', en: 'The field is filled in' }],
  ['now', { 'zh-CN': '这一步发生的时间', en: 'The moment of the step' }],
  ['state.entered', { 'zh-CN': '进入此状态的时间', en: 'When the state was entered' }],
  ['endOfDay()', { 'zh-CN': '当日结束（24:00）', en: 'The end of that day, 24:00' }],
  ['period("P1D")', { 'zh-CN': '一段时长', en: 'A duration' }],
  ['linked.open', { 'zh-CN': '未办结的关联事项数', en: 'How many linked instances are open' }],
  ['linked.closed', { 'zh-CN': '已办结的关联事项数', en: 'How many linked instances are closed' }],
  ['active("")', { 'zh-CN': '此状态正在进行（仅用于时限条件）', en: 'The state is active (in conditions of clocks)' }],
  ['size()', { 'zh-CN': '列表的项数', en: 'How many are in a list' }],
];

/** What stands at an offset: what it is for, and what it names. */
export interface Explanation {
  readonly range: readonly [number, number];
  readonly info: string | undefined;
  readonly title: Bilingual | undefined;
}

/** Explains the key or name at an offset; undefined where there is nothing to say. */
export function explanationAt(text: string, offset: number, { locale, roles }: Surroundings): Explanation | undefined {
  const document = parseDocument(text, { version: '1.2', merge: true, prettyErrors: false });
  const standing = standingAt(document, offset);
  if (standing === undefined) return undefined;
  const { path, part, range, value } = standing;
  const reader = readerOf(document);
  const role = part === 'value' && nameKindAt(path) === 'role' ? roles.find(({ id }) => id === value)?.title : undefined;
  const at = definedAt(path, part, value, reader);
  const title = role ?? (at === undefined ? undefined : recordOf(reader.read(at))['title']);
  const info = part === 'key' ? schemasAt(path.slice(0, -1), locale).map((schema) => recordOf(recordOf(schema['properties'])[String(value)])['description']).find((one) => typeof one === 'string') : undefined;
  if (info === undefined && !isBilingual(title)) return undefined;
  return { range, info: typeof info === 'string' ? info : undefined, title: isBilingual(title) ? title : undefined };
}

/** Where what is named at an offset is written; undefined for what is no name. */
export function definitionAt(text: string, offset: number): readonly [number, number] | undefined {
  const document = parseDocument(text, { version: '1.2', merge: true, prettyErrors: false });
  const standing = standingAt(document, offset);
  const at = standing === undefined ? undefined : definedAt(standing.path, standing.part, standing.value, readerOf(document));
  return at === undefined ? undefined : rangeOf(document, at);
}

/** The line, from 1, on which a path is written; of its nearest parent when it is not. */
export function lineOfPath(text: string, path: DocumentPath): number | undefined {
  const range = rangeOf(parseDocument(text, { version: '1.2', merge: true, prettyErrors: false }), path);
  return range === undefined ? undefined : text.slice(0, range[0]).split('\n').length;
}

const schemas = new Map<keyof Bilingual, JsonObject>();

/** The grammar with its words in a language; made once. */
function grammarIn(locale: keyof Bilingual): JsonObject {
  const known = schemas.get(locale) ?? authoredJsonSchema(locale);
  schemas.set(locale, known);
  return known;
}

function described(property: unknown): Pick<Suggestion, 'info'> {
  const description = recordOf(property)['description'];
  return typeof description === 'string' ? { info: description } : {};
}

/** Every schema that what stands at a path may follow. */
function schemasAt(path: DocumentPath, locale: keyof Bilingual): readonly Readonly<Record<string, unknown>>[] {
  const inFields = path[0] === 'data' ? 1 : path[0] === 'forms' && path[2] === 'schema' ? 3 : undefined;
  const root = inFields === undefined ? grammarIn(locale) : fieldSchema(locale);
  const open = (schema: unknown): Readonly<Record<string, unknown>>[] => {
    const one = recordOf(schema);
    if (typeof one['$ref'] === 'string') return open(one['$ref'].replace(/^#\/?/, '').split('/').filter(Boolean).reduce<unknown>((inner, key) => recordOf(inner)[key], root));
    return Array.isArray(one['anyOf']) ? one['anyOf'].flatMap(open) : [one];
  };
  return path.slice(inFields ?? 0).reduce<Readonly<Record<string, unknown>>[]>((found, part) => found.flatMap((schema) => {
    if (typeof part === 'number') return open(schema['items']);
    const property = recordOf(schema['properties'])[part];
    return open(property ?? schema['additionalProperties']);
  }), open(root));
}
