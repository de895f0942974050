import { endOfLocalDate, localDate, momentOfLocal } from '@stationhouse/kernel';
import chineseDays from 'chinese-days';
import type { HolidayNotice } from './notices.js';

/** When a station's shift runs, every week alike, in the station's time zone. */
export interface ShiftHours {
  /** ISO weekdays, 1 Monday … 7 Sunday, or every official working day. */
  readonly days: readonly number[] | 'workingDays';
  /** `08:30`. */
  readonly from: string;
  /** `17:30`; not after `from`: on the next day, so that `08:00`–`08:00` is a shift of 24 hours. */
  readonly to: string;
}

/** What a station's clocks count by, beside natural time. */
export interface Calendars {
  /** Yearly notices beyond the built-in years; a notice here replaces the built-in one of its year. */
  readonly notices?: readonly HolidayNotice[];
  /** Close of business, `17:30`: where a working day ends for clocks. The end of the day when absent. */
  readonly closes?: string;
  /** The station's own shifts. A clock on shifts is undetermined without any. */
  readonly shifts?: readonly ShiftHours[];
}

/** Why a moment cannot be computed: nothing is guessed. */
export type Gap = { readonly missing: 'notice'; readonly year: number } | { readonly missing: 'shifts' };

export const BUILT_IN: Calendars = {};

/**
 * Whether a local date is a working day under China's official calendar with adjusted holidays; undefined when the yearly
 * notice for that year is not known. (chinese-days calls every weekday of an unknown year a working day, 1 January too.)
 */
export function isWorkingDay(date: string, calendars: Calendars = BUILT_IN): boolean | undefined {
  const { years, off } = noticesOf(calendars);
  const named = off.get(date);
  if (named !== undefined) return !named;
  return years.has(Number(date.slice(0, 4))) ? !isWeekend(date) : isBuiltInWorkingDay(date);
}

interface Table {
  readonly years: ReadonlySet<number>;
  /** Dates a notice names: whether they are off. */
  readonly off: ReadonlyMap<string, boolean>;
}

const tables = new WeakMap<Calendars, Table>();

function noticesOf(calendars: Calendars): Table {
  const known = tables.get(calendars);
  if (known !== undefined) return known;
  const notices = calendars.notices ?? [];
  const made = { years: new Set(notices.map(({ year }) => year)), off: new Map(notices.flatMap(({ days }) => days.map((day) => [day.date, day.isOffDay] as const))) };
  tables.set(calendars, made);
  return made;
}

const builtInDays = new Map<string, boolean>();
const builtInYears = new Map<number, boolean>();

function isBuiltInWorkingDay(date: string): boolean | undefined {
  const year = Number(date.slice(0, 4));
  // Every published year has at least 1 January off.
  const covered = builtInYears.get(year) ?? chineseDays.getHolidaysInRange(`${year}-01-01`, `${year}-12-31`, false).length > 0;
  builtInYears.set(year, covered);
  if (!covered) return undefined;
  const known = builtInDays.get(date) ?? chineseDays.isWorkday(date);
  builtInDays.set(date, known);
  return known;
}

/** The answer of a working-day computation. */
export interface WorkingDue {
  /** Close of business of the last working day; without office hours its end, as the first instant of the next local day. */
  readonly at: Date;
  /** Weekdays on the way that were holidays, local dates. */
  readonly holidays: readonly string[];
  /** Weekend days on the way that were worked (调休), local dates. */
  readonly adjusted: readonly string[];
}

/** The end of the n-th working day after the local date of a moment; that date itself is not counted. */
export function addWorkingDays(from: Date, days: number, timeZone: string, calendars: Calendars): WorkingDue | Gap {
  const counted = nthWorkingDay(localDate(from, timeZone), days, calendars);
  if ('missing' in counted) return counted;
  // No working day at all: the rest of this one, whenever business closed.
  const at = calendars.closes === undefined || days === 0 ? endOfLocalDate(local(counted.date, '12:00', timeZone), timeZone) : local(counted.date, calendars.closes, timeZone);
  return { at, holidays: counted.holidays, adjusted: counted.adjusted };
}

/** The n-th working day after a local date, with what was odd on the way. */
export function nthWorkingDay(after: string, days: number, calendars: Calendars): { readonly date: string; readonly holidays: readonly string[]; readonly adjusted: readonly string[] } | Gap {
  const holidays: string[] = [];
  const adjusted: string[] = [];
  let date = after;
  for (let left = days; left > 0; ) {
    date = nextDate(date);
    const working = isWorkingDay(date, calendars);
    if (working === undefined) return { missing: 'notice', year: Number(date.slice(0, 4)) };
    const weekend = isWeekend(date);
    if (working) left -= 1;
    if (working && weekend) adjusted.push(date);
    if (!working && !weekend) holidays.push(date);
  }
  return { date, holidays, adjusted };
}

/** Working days after the local date of `from` up to and including the last local date before `due`. Undefined when not covered. */
export function workingDaysBetween(from: Date, due: Date, timeZone: string, calendars: Calendars): number | undefined {
  const last = localDate(new Date(due.getTime() - 1), timeZone);
  let count = 0;
  for (let date = nextDate(localDate(from, timeZone)); date <= last; date = nextDate(date)) {
    const working = isWorkingDay(date, calendars);
    if (working === undefined) return undefined;
    if (working) count += 1;
  }
  return count;
}

/** No clock on shifts looks further ahead than this. */
const FURTHEST_DAYS = 1500;

/** When an amount of shift time after a moment is used up. Milliseconds in. */
export function addShiftTime(from: Date, amount: number, timeZone: string, calendars: Calendars): Date | Gap {
  let left = amount;
  let until = from.getTime();
  for (const window of shiftWindows(from, timeZone, calendars)) {
    if ('missing' in window) return window;
    const begin = Math.max(until, window.from);
    if (window.to <= begin) continue;
    if (left <= window.to - begin) return new Date(begin + left);
    left -= window.to - begin;
    until = window.to;
  }
  return { missing: 'shifts' };
}

/** Shift time between two moments, in milliseconds. Undefined when not covered. */
export function shiftTimeBetween(from: Date, to: Date, timeZone: string, calendars: Calendars): number | undefined {
  let sum = 0;
  let until = from.getTime();
  for (const window of shiftWindows(from, timeZone, calendars)) {
    if ('missing' in window) return undefined;
    if (window.from >= to.getTime()) break;
    const end = Math.min(window.to, to.getTime());
    sum += Math.max(0, end - Math.max(until, window.from));
    until = Math.max(until, end);
  }
  return sum;
}

/** The shifts from the day before a moment on, by their beginning; a gap ends them. Epoch milliseconds. */
function* shiftWindows(from: Date, timeZone: string, calendars: Calendars): Generator<{ readonly from: number; readonly to: number } | Gap> {
  const shifts = calendars.shifts ?? [];
  if (shifts.length === 0) return;
  let date = localDate(new Date(from.getTime() - 86_400_000), timeZone);
  for (let day = 0; day < FURTHEST_DAYS; day++, date = nextDate(date)) {
    const running: ShiftHours[] = [];
    for (const shift of shifts) {
      const runs = shift.days === 'workingDays' ? isWorkingDay(date, calendars) : shift.days.includes(isoWeekday(date));
      if (runs === undefined) return void (yield { missing: 'notice', year: Number(date.slice(0, 4)) });
      if (runs) running.push(shift);
    }
    for (const shift of running.sort((left, right) => (left.from < right.from ? -1 : 1))) {
      yield { from: local(date, shift.from, timeZone).getTime(), to: local(shift.to <= shift.from ? nextDate(date) : date, shift.to, timeZone).getTime() };
    }
  }
}

/** A time of a local date; a time the date does not have (a change of offset) is the next there is. */
function local(date: string, time: string, timeZone: string): Date {
  const moment = momentOfLocal(`${date}T${time}`, timeZone);
  if (moment === undefined) throw new Error(`no ${time} on ${date} in ${timeZone}`);
  return moment;
}

export function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

export function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

export function isWeekend(date: string): boolean {
  return isoWeekday(date) > 5;
}
