import { badInput, recurrenceInWords, text, WEEKDAYS, type Recurrence } from '@stationhouse/kernel';
import { RecurrenceEvery, ScheduleRecurrence, type RecurrenceInput } from './types.js';

const EVERY = { day: RecurrenceEvery.DAY, week: RecurrenceEvery.WEEK, month: RecurrenceEvery.MONTH } as const;

/** A recurrence as GraphQL shows it. */
export function viewRecurrence(recurrence: Recurrence): ScheduleRecurrence {
  const weekdays = recurrence.every === 'week' ? recurrence.on.map((day) => WEEKDAYS.indexOf(day) + 1) : [];
  const monthday = recurrence.every !== 'month' ? null : recurrence.on === 'last' ? 0 : recurrence.on;
  return Object.assign(new ScheduleRecurrence(), { every: EVERY[recurrence.every], weekdays, monthday, at: recurrence.at, words: recurrenceInWords(recurrence) });
}

/** A recurrence as GraphQL takes it. @throws StationhouseError BAD_INPUT for a weekday that is none */
export function recurrenceOf({ every, weekdays, monthday, at }: RecurrenceInput): Recurrence {
  if (every === RecurrenceEvery.DAY) return { every: 'day', at };
  if (every === RecurrenceEvery.MONTH) return { every: 'month', on: monthday === 0 ? 'last' : (monthday ?? Number.NaN), at };
  const on = weekdays.map((day) => {
    const named = WEEKDAYS[day - 1];
    if (named === undefined) throw badInput('recurrence.weekdays', text('星期须为 1（周一）至 7（周日）。', 'Days of the week are 1 (Monday) to 7 (Sunday).'));
    return named;
  });
  return { every: 'week', on, at };
}
