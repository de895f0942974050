import { Temporal } from 'temporal-polyfill';
import { text, type Bilingual } from './bilingual.js';
import { badInput } from './errors.js';

/** Days of the week, Monday first. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * When something comes round, by the clock on the wall of a place: `at` is `HH:MM`.
 * A day of the month that a month does not have is its last.
 */
export type Recurrence =
  | { readonly every: 'day'; readonly at: string }
  | { readonly every: 'week'; readonly on: readonly Weekday[]; readonly at: string }
  | { readonly every: 'month'; readonly on: number | 'last'; readonly at: string };

const WALL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What is wrong with a recurrence; nothing when it can come round. */
export function recurrenceProblem(recurrence: Recurrence): Bilingual | undefined {
  if (!WALL_TIME.test(recurrence.at)) return text(`“${recurrence.at}”不是时刻，请写成 08:30。`, `"${recurrence.at}" is not a time of day. Write it like 08:30.`);
  if (recurrence.every === 'week') {
    if (recurrence.on.length === 0 || recurrence.on.some((day) => !WEEKDAYS.includes(day)) || new Set(recurrence.on).size < recurrence.on.length) return text('请选择一周中的一天或几天，每天一次。', 'Choose one or more days of the week, each once.');
  }
  if (recurrence.every === 'month' && recurrence.on !== 'last' && !(Number.isInteger(recurrence.on) && recurrence.on >= 1 && recurrence.on <= 31)) return text('每月日期须为 1 至 31，或“最后一天”。', 'A day of the month is 1 to 31, or the last one.');
  return undefined;
}

/** @throws StationhouseError BAD_INPUT naming the field */
export function requireRecurrence(recurrence: Recurrence, field: string): Recurrence {
  const problem = recurrenceProblem(recurrence);
  if (problem !== undefined) throw badInput(field, problem);
  return recurrence;
}

/**
 * The first moment after another at which something comes round. Where the clocks are put forward over it, it comes by as much
 * later; where they are put back, it comes once, the first time.
 * @param after not included
 * @param timeZone of the place: `Asia/Shanghai`
 */
export function nextOccurrence(recurrence: Recurrence, after: Date, timeZone: string): Date {
  const instant = Temporal.Instant.fromEpochMilliseconds(after.getTime());
  const time = Temporal.PlainTime.from(recurrence.at);
  // From the day before: a moment that the clocks carried over midnight still belongs to its own date.
  let date = instant.toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: 1 });
  for (;;) {
    const due = fitting(recurrence, date).toZonedDateTime({ timeZone, plainTime: time }).toInstant();
    if (Temporal.Instant.compare(due, instant) > 0) return new Date(due.epochMilliseconds);
    date = fitting(recurrence, date).add({ days: 1 });
  }
}

/** How often it came round after one moment, up to and with another. @param most where counting ends */
export function occurrencesBetween(recurrence: Recurrence, after: Date, until: Date, timeZone: string, most: number): number {
  let count = 0;
  for (let at = nextOccurrence(recurrence, after, timeZone); at <= until && count < most; at = nextOccurrence(recurrence, at, timeZone)) count += 1;
  return count;
}

/** The first day on or after a date. */
function fitting(recurrence: Recurrence, date: Temporal.PlainDate): Temporal.PlainDate {
  if (recurrence.every === 'day') return date;
  if (recurrence.every === 'week') {
    const ahead = recurrence.on.map((day) => (WEEKDAYS.indexOf(day) + 1 - date.dayOfWeek + 7) % 7);
    return date.add({ days: Math.min(...ahead) });
  }
  const inMonth = (month: Temporal.PlainYearMonth) => month.toPlainDate({ day: recurrence.on === 'last' ? month.daysInMonth : Math.min(recurrence.on, month.daysInMonth) });
  const month = date.toPlainYearMonth();
  const own = inMonth(month);
  return Temporal.PlainDate.compare(own, date) >= 0 ? own : inMonth(month.add({ months: 1 }));
}

const DAYS: Readonly<Record<Weekday, Bilingual>> = {
  monday: text('周一', 'Monday'), tuesday: text('周二', 'Tuesday'), wednesday: text('周三', 'Wednesday'), thursday: text('周四', 'Thursday'),
  friday: text('周五', 'Friday'), saturday: text('周六', 'Saturday'), sunday: text('周日', 'Sunday'),
};

/** A recurrence for people: `每周三 08:30`. */
export function recurrenceInWords(recurrence: Recurrence): Bilingual {
  const { at } = recurrence;
  if (recurrence.every === 'day') return text(`每天 ${at}`, `Every day at ${at}`);
  if (recurrence.every === 'month') return recurrence.on === 'last' ? text(`每月最后一天 ${at}`, `The last day of the month at ${at}`) : text(`每月 ${recurrence.on} 日 ${at}`, `Day ${recurrence.on} of the month at ${at}`);
  const days = WEEKDAYS.filter((day) => recurrence.on.includes(day)).map((day) => DAYS[day]);
  return text(`每${days.map((day) => day['zh-CN']).join('、')} ${at}`, `Every ${days.map((day) => day.en).join(', ')} at ${at}`);
}
