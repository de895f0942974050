import { type Id } from '@stationhouse/kernel';
import { categoryOf, isChannel, isOutcome } from '../../register/vocabulary.js';
import { UNDECODABLE } from '../reading/encoding.js';
import type { SourceRow } from '../reading/table.js';
import { IMPORT_FIELDS, IMPORT_FIELD_NAMES, type FieldRule, type ImportField } from './fields.js';
import { contentKey, type Occurrences } from './identity.js';
import { columnsOf, type FieldMapping, type Mapping } from './mapping.js';
import { MomentReader } from './moments.js';
import { rejection, type ReasonCode, type Rejection } from './rejection.js';
import { compileValues, normal } from './values.js';

/** A value ready for its SQL column: a text in PostgreSQL's input form, or nothing. */
export type Value = string | null;

/** A row that may become an incident. */
export interface MappedRow {
  readonly line: number;
  readonly stationId: Id;
  /** True when the routing column's value is blank or has no station of its own. */
  readonly unrouted: boolean;
  readonly sourceKey: string;
  /** The source's own id; null when the key comes from the content. */
  readonly sourceId: Value;
  readonly sourceCategory: Value;
  /** JSON object of the columns kept as they came; null when there are none. */
  readonly attributes: Value;
  readonly values: Readonly<Record<ImportField, Value>>;
}

export type RowResult = { readonly row: MappedRow } | { readonly rejections: readonly Rejection[] };

type Read = { readonly value: Value } | { readonly code: ReasonCode };
type Reader = (raw: string, values: readonly string[]) => Read;

interface BoundField {
  readonly field: ImportField;
  readonly column: string;
  readonly at: number;
  readonly required: boolean;
  readonly read: Reader;
}

const NONE: Read = { value: null };
const ATTRIBUTE_CHARACTERS = 2_000;
const SOURCE_ID_CHARACTERS = 200;
const SOURCE_CATEGORY_CHARACTERS = 200;

/**
 * Compiles a checked mapping for a file's columns into a function from row to incident. Rows must come in file order,
 * every one exactly once, because equal rows are told apart by their occurrence.
 */
export function compileMapping(mapping: Mapping, columns: readonly string[], occurrences: Occurrences): (row: SourceRow) => RowResult {
  const at = new Map(columns.map((column, index) => [column, index]));
  const place = (column: string) => at.get(column) ?? -1;
  const fields = bindFields(mapping, place);
  const blank = Object.fromEntries(IMPORT_FIELD_NAMES.map((field) => [field, null])) as Record<ImportField, Value>;
  const route = compileRouting(mapping, place);
  const keep = attributeColumns(mapping, columns).map((column) => [JSON.stringify(column), place(column)] as const);
  const idAt = mapping.idColumn === undefined ? undefined : { column: mapping.idColumn, at: place(mapping.idColumn) };
  const category = mapping.fields.category === undefined ? undefined : { column: mapping.fields.category.column, at: place(mapping.fields.category.column) };

  return (source) => {
    const { line } = source;
    if (source.problem !== undefined) return { rejections: [rejection(line, '', source.values.join(','), source.problem)] };
    // Counted even when the row is then refused: the occurrence of its equals must not depend on the mapping.
    const ownKey = idAt === undefined ? contentKey(source.values, occurrences) : undefined;
    const rejections = unstorable(source, columns);
    const values = { ...blank };
    for (const { field, column, at: index, required, read } of fields) {
      const raw = (source.values[index] ?? '').trim();
      const result = read(raw, source.values);
      if ('code' in result) rejections.push(rejection(line, column, raw, result.code));
      else if (result.value === null && required) rejections.push(rejection(line, column, raw, 'REQUIRED'));
      else values[field] = result.value;
    }
    const sourceId = idAt === undefined ? null : (source.values[idAt.at] ?? '').trim();
    if (sourceId === '') rejections.push(rejection(line, idAt?.column ?? '', '', 'REQUIRED'));
    if (sourceId !== null && sourceId.length > SOURCE_ID_CHARACTERS) rejections.push(rejection(line, idAt?.column ?? '', sourceId, 'TOO_LONG'));
    const sourceCategory = category === undefined ? null : (source.values[category.at] ?? '').trim() || null;
    if ((sourceCategory?.length ?? 0) > SOURCE_CATEGORY_CHARACTERS) rejections.push(rejection(line, category?.column ?? '', sourceCategory ?? '', 'TOO_LONG'));
    const attributes = attributesOf(source, keep, columns, rejections);
    if (rejections.length > 0) return { rejections };
    return { row: { line, ...route(source.values), sourceKey: ownKey ?? sourceId ?? '', sourceId, sourceCategory, attributes, values } };
  };
}

function bindFields(mapping: Mapping, place: (column: string) => number): BoundField[] {
  const moments = new MomentReader(mapping.timeZone);
  return IMPORT_FIELD_NAMES.flatMap((field) => {
    const from = mapping.fields[field];
    if (from === undefined) return [];
    const rule: FieldRule = IMPORT_FIELDS[field];
    return [{ field, column: from.column, at: place(from.column), required: rule.required === true, read: readerOf(rule, from, moments, place) }];
  });
}

function readerOf(rule: FieldRule, from: FieldMapping, moments: MomentReader, place: (column: string) => number): Reader {
  switch (rule.kind) {
    case 'moment':
      return momentReader(from, moments, place);
    case 'number':
      return (raw) => readNumber(raw, rule.range ?? [-Infinity, Infinity]);
    case 'channel':
      return vocabularyReader(from, isChannel);
    case 'category':
      return vocabularyReader(from, (value) => categoryOf(value) !== undefined);
    case 'outcome':
      return vocabularyReader(from, isOutcome);
    case 'units':
      return (raw) => (raw === '' ? NONE : checkedText(raw.split(/[,;、，；|]/).map((unit) => unit.trim()).filter(Boolean).join('\u001f'), 2_000));
    case 'text':
      return textReader(from, rule.max ?? 1_000);
  }
}

function momentReader(from: FieldMapping, moments: MomentReader, place: (column: string) => number): Reader {
  const timeAt = from.timeColumn === undefined ? undefined : place(from.timeColumn);
  return (raw, values) => {
    if (raw === '') return NONE;
    const time = timeAt === undefined ? '' : (values[timeAt] ?? '').trim();
    // A date column of a workbook may carry a midnight of its own.
    const written = time === '' ? raw : `${raw.replace(/[T ]0?0:00(:00(\.0+)?)?$/, '')} ${time}`;
    const moment = moments.read(written, from.format);
    return moment === undefined ? { code: 'NOT_A_TIME' } : { value: new Date(moment).toISOString() };
  };
}

function readNumber(raw: string, [least, most]: readonly [number, number]): Read {
  if (raw === '') return NONE;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(raw)) return { code: 'NOT_A_NUMBER' };
  const number = Number(raw);
  return number >= least && number <= most ? { value: String(number) } : { code: 'OUT_OF_RANGE' };
}

function vocabularyReader(from: FieldMapping, known: (value: string) => boolean): Reader {
  const translate = from.values === undefined ? undefined : compileValues(from.values);
  return (raw) => {
    if (raw === '' && translate === undefined) return NONE;
    const target = translate === undefined ? raw : translate(raw);
    if (target === '' || (target === undefined && raw === '')) return NONE;
    return target !== undefined && known(target) ? { value: target } : { code: 'NOT_MAPPED' };
  };
}

function textReader(from: FieldMapping, max: number): Reader {
  const translate = from.values === undefined ? undefined : compileValues(from.values);
  return (raw) => {
    const translated = translate === undefined ? raw : (translate(raw) ?? raw);
    return translated === '' ? NONE : checkedText(translated, max);
  };
}

function checkedText(value: string, max: number): Read {
  return value.length > max ? { code: 'TOO_LONG' } : { value: value.normalize('NFC') };
}

/** Values that PostgreSQL cannot hold, or that the decoder could not read, in whatever column. */
function unstorable(source: SourceRow, columns: readonly string[]): Rejection[] {
  const found: Rejection[] = [];
  source.values.forEach((value, index) => {
    if (value.includes(UNDECODABLE) || value.includes('\0') || !value.isWellFormed()) found.push(rejection(source.line, columns[index] ?? '', value, 'NOT_STORABLE'));
  });
  return found;
}

function compileRouting(mapping: Mapping, place: (column: string) => number): (values: readonly string[]) => Pick<MappedRow, 'stationId' | 'unrouted'> {
  const { routing } = mapping;
  if ('stationId' in routing) {
    const only = { stationId: routing.stationId, unrouted: false };
    return () => only;
  }
  const stations = new Map(Object.entries(routing.stations).map(([value, stationId]) => [normal(value), { stationId, unrouted: false }]));
  const unrouted = { stationId: routing.unrouted, unrouted: true };
  const at = place(routing.column);
  return (values) => stations.get(normal(values[at] ?? '')) ?? unrouted;
}

function attributeColumns(mapping: Mapping, columns: readonly string[]): readonly string[] {
  if (mapping.attributes === undefined) return [];
  if (mapping.attributes !== 'rest') return mapping.attributes;
  const used = columnsOf(mapping);
  return columns.filter((column) => !used.has(column));
}

function attributesOf(source: SourceRow, keep: readonly (readonly [string, number])[], columns: readonly string[], rejections: Rejection[]): Value {
  let json = '';
  for (const [key, at] of keep) {
    const value = (source.values[at] ?? '').trim();
    if (value === '') continue;
    if (value.length > ATTRIBUTE_CHARACTERS) rejections.push(rejection(source.line, columns[at] ?? '', value, 'TOO_LONG'));
    json += `${json === '' ? '{' : ','}${key}:${JSON.stringify(value)}`;
  }
  return json === '' ? null : `${json}}`;
}
