import { localDate, localDateTime, momentOfLocal } from '@stationhouse/kernel';
import { addDays, addMonths, daysBetween, monthsBetween, startOfWeek, weekdayOf, weekOf, type LocalDate } from './dates.js';
import { boundsOf, firstOf, isWholeMonths, nextOf, type Bounds, type Cut, type DatedGranularity, type DateRange, type Period } from './periods.js';

/** What a figure is compared with: 环比 the period before, 同比 the same period of the year before. */
export const COMPARISONS = ['NONE', 'PREVIOUS_PERIOD', 'SAME_PERIOD_LAST_YEAR'] as const;
export type Comparison = (typeof COMPARISONS)[number];

const HOUR_MS = 3_600_000;

/** What the periods of a query are compared with. */
export interface Compared {
  /** The dates the earlier figures are counted over. */
  readonly range: DateRange;
  /** By the key of the earlier period, the one it is shown beside; without a granularity there is one of each, `undefined` for none. */
  readonly keys: ReadonlyMap<string, string>;
  /** Of every earlier period: where its counting stops, when it is shown beside one that still goes on. */
  readonly boundsIn: (zone: string) => Bounds | undefined;
}

/**
 * The earlier range of a query and which period of it stands beside which. A period that the range takes a part of, or that still goes on, is
 * compared with the same part of the earlier one; what has not begun is compared with nothing.
 * @param elapsed false compares whole periods only: for readers who see no parts of months
 * @returns undefined where there is nothing to compare with: 29 February, the 53rd week, what has not begun
 */
export function comparedWith(range: DateRange, cut: Cut, comparison: Exclude<Comparison, 'NONE'>, periods: readonly Period[], now: Date, zones: readonly string[], elapsed: boolean): Compared | undefined {
  if (cut.granularity === 'HOUR') return hoursBefore(range, periods, now);
  const pairs = pairsOf(range, cut, comparison).filter(({ start }) => zones.some((zone) => start <= localDate(now, zone)));
  const [first] = pairs;
  const last = pairs.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const dates = { from: earlierDate(range.from > first.start ? range.from : first.start, first), to: earlierEnd(range.to < last.end ? range.to : last.end, last) };
  return {
    range: dates,
    keys: new Map(pairs.map(({ start, earlier }) => [earlier, start])),
    boundsIn: (zone) => {
      const bounds = boundsOf(dates, zone);
      const today = localDate(now, zone);
      if (bounds === undefined || !elapsed || today < last.start || today >= last.end || today >= range.to) return bounds;
      const then = earlierDate(today, last);
      // 30 March has the whole of February behind it.
      if (last.monthly && then.slice(8) !== today.slice(8)) return bounds;
      const stops = momentOfLocal(`${then}T${localDateTime(now, zone).split('T')[1] ?? '00:00:00'}`, zone);
      return stops === undefined || stops > bounds.ends ? bounds : { begins: bounds.begins, ends: stops };
    },
  };
}

/** A period, and the first days of the one it is compared with and of the one after that. */
interface Pair {
  readonly start: LocalDate;
  readonly end: LocalDate;
  readonly earlier: LocalDate;
  readonly earlierEnds: LocalDate;
  /** Counted in months, not in days. */
  readonly monthly: boolean;
}

function pairsOf(range: DateRange, { granularity, weekStart }: Cut, comparison: Exclude<Comparison, 'NONE'>): Pair[] {
  if (granularity === 'HOUR') return [];
  if (granularity === 'NONE') return [wholeRange(range, comparison)];
  const pairs: Pair[] = [];
  for (let start = firstOf(range.from, granularity, weekStart); start < range.to; start = nextOf(start, granularity)) {
    const earlier = earlierPeriod(start, granularity, comparison);
    if (earlier !== undefined) pairs.push({ start, end: nextOf(start, granularity), earlier, earlierEnds: nextOf(earlier, granularity), monthly: granularity !== 'DAY' && granularity !== 'WEEK' });
  }
  return pairs;
}

/** A range without periods: the year before, or as many months or days just before it. */
function wholeRange(range: DateRange, comparison: Exclude<Comparison, 'NONE'>): Pair {
  const { from, to } = range;
  if (comparison === 'SAME_PERIOD_LAST_YEAR') return { start: from, end: to, earlier: addMonths(from, -12), earlierEnds: addMonths(to, -12), monthly: true };
  const monthly = isWholeMonths(range);
  return { start: from, end: to, earlier: monthly ? addMonths(from, -monthsBetween(from, to)) : addDays(from, -daysBetween(from, to)), earlierEnds: from, monthly };
}

/** The first day of the period another is compared with; undefined when that year has none. */
function earlierPeriod(start: LocalDate, granularity: DatedGranularity, comparison: Exclude<Comparison, 'NONE'>): LocalDate | undefined {
  const monthly = { MONTH: 1, QUARTER: 3, YEAR: 12, DAY: undefined, WEEK: undefined }[granularity];
  if (monthly !== undefined) return addMonths(start, comparison === 'PREVIOUS_PERIOD' ? -monthly : -12);
  if (comparison === 'PREVIOUS_PERIOD') return addDays(start, granularity === 'DAY' ? -1 : -7);
  if (granularity === 'DAY') return start.endsWith('-02-29') ? undefined : addMonths(start, -12);
  const { year, week } = weekOf(start);
  return startOfWeek(year - 1, week, weekdayOf(start));
}

/** The same day of the earlier period: as many months and days after its start; a day it does not have is its end. */
function earlierDate(date: LocalDate, { start, earlier, earlierEnds, monthly }: Pair): LocalDate {
  const shifted = monthly ? addMonths(date, -monthsBetween(earlier, start)) : addDays(date, -daysBetween(earlier, start));
  return shifted > earlierEnds ? earlierEnds : shifted;
}

/** Where the earlier period ends when the range ends on a date: that date not included, so the day before decides. */
function earlierEnd(end: LocalDate, pair: Pair): LocalDate {
  if (end === pair.end) return pair.earlierEnds;
  const dayAfter = addDays(earlierDate(addDays(end, -1), pair), 1);
  return dayAfter > pair.earlierEnds ? pair.earlierEnds : dayAfter;
}

function hoursBefore(range: DateRange, periods: readonly Period[], now: Date): Compared | undefined {
  const keys = new Map(periods.filter(({ key }) => Date.parse(key) <= now.getTime()).map(({ key }) => [new Date(Date.parse(key) - HOUR_MS).toISOString(), key]));
  if (keys.size === 0) return undefined;
  return {
    range: { from: addDays(range.from, -1), to: range.to },
    keys,
    boundsIn: (zone) => {
      const bounds = boundsOf(range, zone);
      return bounds === undefined ? undefined : { begins: new Date(bounds.begins.getTime() - HOUR_MS), ends: new Date(Math.min(bounds.ends.getTime(), now.getTime()) - HOUR_MS) };
    },
  };
}
