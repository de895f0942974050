/** A day of the calendar, `2026-03-01`: no zone, no time. */
export type LocalDate = string;

const DAY_MS = 86_400_000;
const numberOf = (date: LocalDate) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const dateOf = (days: number) => new Date(days * DAY_MS).toISOString().slice(0, 10);

/** Days from one date to another; negative backwards. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return numberOf(to) - numberOf(from);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOf(numberOf(date) + days);
}

/** A day the month does not have becomes its last: 03-31 less one month is 02-28 or 29. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dateOf(Date.UTC(year, month - 1 + months, Math.min(day, last)) / DAY_MS);
}

/** Whole months from one first of a month to another. */
export function monthsBetween(from: LocalDate, to: LocalDate): number {
  const [[fromYear = 0, fromMonth = 0], [toYear = 0, toMonth = 0]] = [from, to].map((date) => date.split('-').map(Number)) as [number[], number[]];
  return (toYear - fromYear) * 12 + toMonth - fromMonth;
}

/** 1 is Monday, 7 Sunday. */
export function weekdayOf(date: LocalDate): number {
  // Day 0 was a Thursday.
  return ((((numberOf(date) + 3) % 7) + 7) % 7) + 1;
}

/** A week belongs to the year of its fourth day, and is the n-th of those (ISO 8601, for any first day). */
export function weekOf(start: LocalDate): { readonly year: number; readonly week: number } {
  const fourth = addDays(start, 3);
  const year = Number(fourth.slice(0, 4));
  return { year, week: Math.floor(daysBetween(`${fourth.slice(0, 4)}-01-01`, fourth) / 7) + 1 };
}

/** The first day of the n-th week of a year that begins on the weekday of another; undefined when the year has no such week. */
export function startOfWeek(year: number, week: number, weekday: number): LocalDate | undefined {
  const fourth = `${String(year).padStart(4, '0')}-01-04`;
  const start = addDays(fourth, -((weekdayOf(fourth) - weekday + 7) % 7) + (week - 1) * 7);
  const found = weekOf(start);
  return found.year === year && found.week === week ? start : undefined;
}
