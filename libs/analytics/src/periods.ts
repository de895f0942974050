import { localDate, localDateTime, momentOfLocal } from '@stationhouse/kernel';
import { addDays, addMonths, daysBetween, weekdayOf, type LocalDate } from './dates.js';

/** How long the periods of a query are. */
export const GRANULARITIES = ['NONE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type Granularity = (typeof GRANULARITIES)[number];
/** Periods that begin and end with a local day. */
export type DatedGranularity = Exclude<Granularity, 'NONE' | 'HOUR'>;

/** Local dates, the second not included. */
export interface DateRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** How a range is cut into periods. */
export interface Cut {
  readonly granularity: Granularity;
  /** The day weeks begin on: 1, Monday (ISO 8601), to 7, Sunday. */
  readonly weekStart: number;
}

/** One period of a range. */
export interface Period {
  /** Its first local date, `2026-03-01`; of an hour the moment it begins, UTC. */
  readonly key: string;
  /** False while it goes on at any of the stations, and for one the range takes only a part of. */
  readonly complete: boolean;
}

/** Where a range begins and ends at a station: moments, the second not included. */
export interface Bounds {
  readonly begins: Date;
  readonly ends: Date;
}

const HALF_HOUR_MS = 1_800_000;
const MONTHS: Readonly<Partial<Record<Granularity, number>>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

/** The bounds of a range by the clock of a time zone; undefined for dates no clock shows. */
export function boundsOf({ from, to }: DateRange, zone: string): Bounds | undefined {
  const [begins, ends] = [momentOfLocal(`${from}T00:00:00`, zone), momentOfLocal(`${to}T00:00:00`, zone)];
  return begins === undefined || ends === undefined ? undefined : { begins, ends };
}

/** About how many periods a range has: known before any is made. */
export function periodCount({ from, to }: DateRange, granularity: Granularity): number {
  const days = daysBetween(from, to);
  return { NONE: 1, HOUR: days * 24, DAY: days, WEEK: days / 7, MONTH: days / 28, QUARTER: days / 90, YEAR: days / 365 }[granularity];
}

/** True when a range begins and ends with a month. */
export function isWholeMonths({ from, to }: DateRange): boolean {
  return from.endsWith('-01') && to.endsWith('-01');
}

/** True when a range begins and ends with an ISO week. */
export function isWholeWeeks({ from, to }: DateRange): boolean {
  return [from, to].every((date) => firstOf(date, 'WEEK', 1) === date);
}

/** The periods of a range in their order, over all time zones; none without a granularity. */
export function periodsOf(range: DateRange, { granularity, weekStart }: Cut, zones: readonly string[], now: Date): Period[] {
  if (granularity === 'NONE') return [];
  if (granularity === 'HOUR') return hoursOf(range, zones, now);
  const todays = zones.map((zone) => localDate(now, zone));
  const periods: Period[] = [];
  for (let start = firstOf(range.from, granularity, weekStart); start < range.to; ) {
    const next = nextOf(start, granularity);
    periods.push({ key: start, complete: start >= range.from && next <= range.to && todays.every((today) => next <= today) });
    start = next;
  }
  return periods;
}

/** Whether a whole range is over at every station. */
export function isOver({ to }: DateRange, zones: readonly string[], now: Date): boolean {
  return zones.every((zone) => to <= localDate(now, zone));
}

/** The first day of the period a date lies in. */
export function firstOf(date: LocalDate, granularity: DatedGranularity, weekStart: number): LocalDate {
  if (granularity === 'DAY') return date;
  if (granularity === 'WEEK') return addDays(date, -((weekdayOf(date) - weekStart + 7) % 7));
  const months = MONTHS[granularity] ?? 1;
  const month = Number(date.slice(5, 7)) - 1;
  return addMonths(`${date.slice(0, 7)}-01`, -(month % months));
}

/** The first day of the period after the one that begins with a date. */
export function nextOf(start: LocalDate, granularity: DatedGranularity): LocalDate {
  const months = MONTHS[granularity];
  if (months !== undefined) return addMonths(start, months);
  return addDays(start, granularity === 'DAY' ? 1 : 7);
}

/** Hours are moments: the hour that a clock shows twice is two. Half-hour steps find those of zones that move by half an hour. */
function hoursOf(range: DateRange, zones: readonly string[], now: Date): Period[] {
  const found = new Set<number>();
  for (const zone of zones) {
    const bounds = boundsOf(range, zone);
    if (bounds === undefined) continue;
    for (let at = bounds.begins.getTime(); at < bounds.ends.getTime(); at += HALF_HOUR_MS) found.add(hourOf(at, zone));
  }
  return [...found].sort((left, right) => left - right).map((start) => ({ key: new Date(start).toISOString(), complete: start + 2 * HALF_HOUR_MS <= now.getTime() }));
}

/** The beginning of the local hour of a moment, in milliseconds. */
function hourOf(moment: number, zone: string): number {
  const [, minutes = 0, seconds = 0] = (localDateTime(new Date(moment), zone).split('T')[1] ?? '').split(':').map(Number);
  return moment - minutes * 60_000 - Math.round(seconds * 1000);
}
