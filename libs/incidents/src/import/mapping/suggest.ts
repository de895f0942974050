import { comparable, ID_SYNONYMS, IMPORT_FIELDS, IMPORT_FIELD_NAMES, STATION_SYNONYMS } from './fields.js';
import type { FieldMapping } from './mapping.js';
import { MomentReader, type MomentFormat } from './moments.js';

/** A first guess at a mapping, for a person to correct: source, time zone, value tables and stations are theirs. */
export interface SuggestedMapping {
  readonly fields: Record<string, FieldMapping>;
  readonly routing?: { readonly column: string };
  readonly idColumn?: string;
  readonly attributes: 'rest';
}

/**
 * Guesses from column names in both languages, and from the first rows how times are written.
 * @param preview the first rows of the table
 */
export function suggestMapping(columns: readonly string[], preview: readonly (readonly string[])[]): SuggestedMapping {
  const names = columns.map(comparable);
  const taken = new Set<number>();
  const take = (synonyms: readonly string[]): number | undefined => {
    const index = synonyms.map((synonym) => names.indexOf(synonym)).find((found) => found >= 0 && !taken.has(found));
    if (index !== undefined) taken.add(index);
    return index;
  };
  const idAt = take(ID_SYNONYMS);
  const stationAt = take(STATION_SYNONYMS);
  const fields: Record<string, FieldMapping> = {};
  for (const field of IMPORT_FIELD_NAMES) {
    const at = take(IMPORT_FIELDS[field].synonyms);
    if (at === undefined) continue;
    const column = columns[at] as string;
    fields[field] = IMPORT_FIELDS[field].kind === 'moment' ? momentMapping(columns, at, preview) : { column };
  }
  const id = idAt === undefined ? undefined : columns[idAt];
  const station = stationAt === undefined ? undefined : columns[stationAt];
  return { fields, ...(station === undefined ? {} : { routing: { column: station } }), ...(id === undefined ? {} : { idColumn: id }), attributes: 'rest' };
}

function momentMapping(columns: readonly string[], at: number, preview: readonly (readonly string[])[]): FieldMapping {
  const column = columns[at] as string;
  const seen = preview.map((row) => row[at]?.trim() ?? '').filter((value) => value !== '');
  const timeColumn = seen.every((value) => !value.includes(':')) ? timeOfDayColumn(columns, column, preview) : undefined;
  const format = formatOf(seen);
  return { column, ...(timeColumn === undefined ? {} : { timeColumn }), ...(format === undefined ? {} : { format }) };
}

/** `TFS_Alarm_Date` goes with `TFS_Alarm_Time` when that holds nothing but times of day. */
function timeOfDayColumn(columns: readonly string[], dateColumn: string, preview: readonly (readonly string[])[]): string | undefined {
  const wanted = [/date$/i, /日期$/].flatMap((ending, index) => (ending.test(dateColumn) ? [comparable(dateColumn.replace(ending, index === 0 ? 'time' : '时间'))] : []));
  const at = columns.findIndex((column) => wanted.includes(comparable(column)));
  return at >= 0 && preview.every((row) => /^$|^\d{1,2}:\d{2}(:\d{2})?$/.test(row[at]?.trim() ?? '')) ? columns[at] : undefined;
}

function formatOf(seen: readonly string[]): MomentFormat | undefined {
  const reader = new MomentReader('UTC');
  const fits = (format?: MomentFormat) => seen.every((value) => reader.read(value, format) !== undefined);
  if (seen.length === 0 || fits()) return undefined;
  return (['mdy', 'dmy', 'unixMilliseconds', 'unix'] as const).find(fits);
}
