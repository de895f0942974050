import { text, type Bilingual } from '@stationhouse/kernel';

/** A value a dimension may take. */
export interface Value {
  readonly value: string;
  readonly title: Bilingual;
  /** Events of such a kind are not shown by themselves to readers without P2 at the station (DOMAIN: domestic violence, sexual offences, missing persons …). */
  readonly sensitive?: boolean;
}

/** What a column holds: `open` has values that no list names, such as teams; `id` can be counted and is never shown. */
export type ColumnType = 'moment' | 'number' | 'id' | 'boolean' | 'choice' | 'open';

/** A column of a source, ready for SQL. */
export interface Column {
  readonly type: ColumnType;
  /** Over the aliases of its source. */
  readonly sql: string;
  readonly title: Bilingual;
  /** Of a choice and a boolean; else empty. */
  readonly values: readonly Value[];
  /** Values are paths: one counts everything below it. */
  readonly nested?: boolean;
  /** Of a nested column that is asked for by a level of its tree: values below it are shown as what they lie in. 1 is the outermost. */
  readonly level?: number;
  /** Says where something happened: `wide` is about a square kilometre or a community, `narrow` is smaller. */
  readonly place?: 'wide' | 'narrow';
  /** Read from the data of an instance. */
  readonly data?: boolean;
  /** Where in the data of an instance it stands: keys, `*` for the entries of a list. */
  readonly path?: readonly string[];
  /** Changes as time goes by, without a row being written: nothing of it may be kept rolled up. */
  readonly drifts?: boolean;
}

export const YES_NO: readonly Value[] = [
  { value: 'true', title: text('是', 'Yes') },
  { value: 'false', title: text('否', 'No') },
];

/** A column without a list of values. */
export function plain(type: 'moment' | 'number' | 'id' | 'open', sql: string, title: Bilingual = text('', '')): Column {
  return { type, sql, title, values: [] };
}

/** A column with a finite list of values. */
export function choice(sql: string, title: Bilingual, values: readonly Value[]): Column {
  return { type: 'choice', sql, title, values };
}

/** A column that is true, false or missing. */
export function yesNo(sql: string, title: Bilingual): Column {
  return { type: 'boolean', sql, title, values: YES_NO };
}

/** Titles by value as a list of values. */
export function valuesOf(titles: Readonly<Record<string, Bilingual>>): Value[] {
  return Object.entries(titles).map(([value, title]) => ({ value, title }));
}

const numbers = (from: number, to: number, title: (value: number) => Bilingual): Value[] => Array.from({ length: to - from + 1 }, (_, index) => ({ value: String(from + index), title: title(from + index) }));
const WEEKDAYS = [text('周一', 'Monday'), text('周二', 'Tuesday'), text('周三', 'Wednesday'), text('周四', 'Thursday'), text('周五', 'Friday'), text('周六', 'Saturday'), text('周日', 'Sunday')];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** The dimensions that come with every metric: where, and when by the station's own clock. */
export function standingDimensions(station: string, time: string): Readonly<Record<string, Column>> {
  const local = `(${time} AT TIME ZONE s.zone)`;
  return {
    station: plain('open', `${station}::text`, text('派出所', 'Station')),
    hour: choice(`extract(hour FROM ${local})::int::text`, text('时段', 'Hour of the day'), numbers(0, 23, (hour) => text(`${hour} 时`, `${String(hour).padStart(2, '0')}:00`))),
    weekday: choice(`extract(isodow FROM ${local})::int::text`, text('星期', 'Day of the week'), numbers(1, 7, (day) => WEEKDAYS[day - 1] ?? text('', ''))),
    month: choice(`extract(month FROM ${local})::int::text`, text('月份', 'Month of the year'), numbers(1, 12, (month) => text(`${month} 月`, MONTHS[month - 1] ?? ''))),
  };
}

/** Whether every value a dimension may take is known without looking at the rows. */
export function isFinite({ type }: Column): boolean {
  return type === 'choice' || type === 'boolean';
}

/** How many levels the values of a column have: 1 where they are not nested. */
export function levelsOf({ nested, values }: Column): number {
  return nested === true ? Math.max(1, ...values.map(({ value }) => value.split('.').length)) : 1;
}

/** What a value is shown as at the level that a column is asked for by. */
export function atLevel({ level }: Column, value: string): string {
  return level === undefined ? value : value.split('.').slice(0, level).join('.');
}

/** Dimensions that every row has a value of. */
export const NEVER_MISSING: ReadonlySet<string> = new Set(['station', 'hour', 'weekday', 'month']);

/** Times of day: finer than a reader of aggregates is shown. */
export const FINE_DIMENSIONS: ReadonlySet<string> = new Set(['hour', 'weekday']);

/** `item.role` and `data.cause` are asked for as `role` and `cause`. */
export function shortName(column: string): string {
  return column.replace(/^(data|item)\./, '');
}
