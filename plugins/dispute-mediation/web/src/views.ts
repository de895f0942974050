import { addDuration, endOfLocalDate } from '@stationhouse/kernel';
import type { DisputesQueryVariables } from './gql/disputes.js';

type Filter = DisputesQueryVariables['filter'];

/** What of the disputes is shown; its word stands in the address. */
export const VIEWS = ['open', 'due', 'overdue', 'units', 'repeat', 'closed'] as const;
export type DisputeView = (typeof VIEWS)[number];

/** The key of every follow-up visit's task in the definition. */
export const VISIT = 'visit';
const MONDAY_FIRST = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The end of the station's week, Sunday 24:00. */
export function endOfWeek(now: Date, timeZone: string): Date {
  const day = MONDAY_FIRST.indexOf(new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(now));
  return endOfLocalDate(addDuration(now, `P${6 - day}D`, timeZone), timeZone);
}

/** The filter of a view, on a moment that is the same until the next minute: a list that asked anew at every look would never stand still. */
export function filterOf(view: DisputeView, now: Date, timeZone: string): Filter {
  const open = { closed: false };
  switch (view) {
    case 'open':
      return { instance: open };
    case 'due':
      // A visit due at Sunday 24:00 is this week's.
      return { instance: { ...open, openTask: { key: VISIT, dueBefore: new Date(endOfWeek(now, timeZone).getTime() + 1).toISOString() } } };
    case 'overdue':
      return { instance: { ...open, openTask: { key: VISIT, dueBefore: new Date(Math.floor(now.getTime() / 60_000) * 60_000).toISOString() } } };
    case 'units':
      return { instance: { ...open, openLinked: 'unit-answer' } };
    case 'repeat':
      return { instance: { ...open, repeats: true } };
    case 'closed':
      return { instance: { closed: true } };
  }
}

