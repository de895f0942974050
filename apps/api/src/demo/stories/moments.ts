import { Temporal } from 'temporal-polyfill';
import { BUREAU } from '../world/stations.js';

/** When something happens in the demo's story: at a time of a local day back from the anchor, or so many seconds after that time; or minutes before the anchor. */
export type Moment = { readonly daysAgo: number; readonly clock: string; readonly after?: number } | { readonly minutesAgo: number };

/** The moment as a point in time; `shift` minutes keep the stations from doing everything at once. */
export function momentOf(moment: Moment, anchor: Date, shift: number): Date {
  if ('minutesAgo' in moment) return new Date(anchor.getTime() - (moment.minutesAgo + shift / 4) * 60_000);
  const date = localDateOf(anchor).subtract({ days: moment.daysAgo });
  const at = date.toZonedDateTime({ timeZone: BUREAU.timeZone, plainTime: Temporal.PlainTime.from(moment.clock) });
  return new Date(at.epochMilliseconds + shift * 60_000 + (moment.after ?? 0) * 1000);
}

/** The local calendar date some days after a moment, `2026-03-11`. */
export function dateAfter(moment: Date, days: number): string {
  return localDateOf(moment).add({ days }).toString();
}

function localDateOf(moment: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(BUREAU.timeZone).toPlainDate();
}
