import { endOfLocalDate, localDate, momentOfLocal, text, type Bilingual } from '@stationhouse/kernel';
import chineseDays from 'chinese-days';

/**
 * Whether a local date is a working day under China's official calendar with adjusted holidays; undefined when the yearly
 * notice for that year is not known. (chinese-days calls every weekday of an unknown year a working day, 1 January too.)
 */
export function isWorkingDay(date: string): boolean | undefined {
  return isCoveredYear(Number(date.slice(0, 4))) ? chineseDays.isWorkday(date) : undefined;
}

const covered = new Map<number, boolean>();

/** True when the official holidays of a year are known: every published year has at least 1 January off. */
function isCoveredYear(year: number): boolean {
  const known = covered.get(year);
  if (known !== undefined) return known;
  const answer = chineseDays.getHolidaysInRange(`${year}-01-01`, `${year}-12-31`, false).length > 0;
  covered.set(year, answer);
  return answer;
}

/** The answer of a working-day computation. */
export interface WorkingDue {
  /** The end of the last working day, as the first instant of the next local day. */
  readonly at: Date;
  /** Weekdays on the way that were holidays, local dates. */
  readonly holidays: readonly string[];
  /** Weekend days on the way that were worked (调休), local dates. */
  readonly adjusted: readonly string[];
}

/**
 * The end of the n-th working day after the local date of a moment; that date itself is not counted.
 * @returns the year whose calendar is missing when the count cannot be finished: nothing is guessed
 */
export function addWorkingDays(from: Date, days: number, timeZone: string): WorkingDue | { readonly missingYear: number } {
  const holidays: string[] = [];
  const adjusted: string[] = [];
  let date = localDate(from, timeZone);
  for (let left = days; left > 0; ) {
    date = nextDate(date);
    const working = isWorkingDay(date);
    if (working === undefined) return { missingYear: Number(date.slice(0, 4)) };
    const weekend = isWeekend(date);
    if (working) left -= 1;
    if (working && weekend) adjusted.push(date);
    if (!working && !weekend) holidays.push(date);
  }
  return { at: endOfLocalDate(noonOf(date, timeZone), timeZone), holidays, adjusted };
}

/** Working days after the local date of `from` up to and including the last local date before `due`. Undefined when not covered. */
export function workingDaysBetween(from: Date, due: Date, timeZone: string): number | undefined {
  const last = localDate(new Date(due.getTime() - 1), timeZone);
  let count = 0;
  for (let date = nextDate(localDate(from, timeZone)); date <= last; date = nextDate(date)) {
    const working = isWorkingDay(date);
    if (working === undefined) return undefined;
    if (working) count += 1;
  }
  return count;
}

function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** Noon stays on its date through every daylight-saving change. */
function noonOf(date: string, timeZone: string): Date {
  const noon = momentOfLocal(`${date}T12:00`, timeZone);
  if (noon === undefined) throw new Error(`no noon on ${date} in ${timeZone}`);
  return noon;
}

function isWeekend(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** `10 月 1 日`, `1 Oct`; with the year when asked. */
export function dateInWords(date: string, withYear: boolean): Bilingual {
  const [year = '', month = '', day = ''] = date.split('-');
  const english = `${Number(day)} ${MONTHS[Number(month) - 1]}`;
  const chinese = `${Number(month)} 月 ${Number(day)} 日`;
  return withYear ? text(`${year} 年 ${chinese}`, `${english} ${year}`) : text(chinese, english);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
