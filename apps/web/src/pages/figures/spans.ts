/** What the page counts over: whole weeks or whole months, so that every reader may ask for them. */
export const SPANS = ['weeks', 'months', 'year'] as const;
export type Span = (typeof SPANS)[number];

const WEEKS = 8;
const DAY = 86_400_000;

export interface SpanDates {
  readonly from: string;
  /** The day after the last one. */
  readonly to: string;
  readonly granularity: 'WEEK' | 'MONTH';
}

/** The dates of a span that is over: eight ISO weeks, six months, twelve months. @param today the local date, 2026-03-01 */
export function datesOf(span: Span, today: string): SpanDates {
  if (span === 'weeks') {
    const now = Date.parse(`${today}T00:00:00Z`);
    const monday = now - ((new Date(now).getUTCDay() + 6) % 7) * DAY;
    return { from: dateOf(monday - WEEKS * 7 * DAY), to: dateOf(monday), granularity: 'WEEK' };
  }
  const [year = 0, month = 1] = today.split('-').map(Number);
  const first = (back: number) => dateOf(Date.UTC(year, month - 1 - back, 1));
  return { from: first(span === 'year' ? 12 : 6), to: first(0), granularity: 'MONTH' };
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
