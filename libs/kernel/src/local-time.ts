import { Temporal } from 'temporal-polyfill';

/**
 * Arithmetic on local dates where the zone's offset does not change on the way, which is nearly always: a hundred times
 * faster than zoned Temporal objects. Answers undefined when the offset does change; the caller then asks Temporal.
 */

/** A stretch of time over which a zone keeps one offset. Epoch milliseconds; `to` is exclusive. */
interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const DAY = 86_400_000;
const MAX_SPANS = 64;
const spans = new Map<string, OffsetSpan[]>();

/** The stretch a moment lies in. */
function spanAt(moment: number, timeZone: string): OffsetSpan {
  const known = spans.get(timeZone) ?? [];
  const found = known.find((span) => span.from <= moment && moment < span.to);
  if (found !== undefined) return found;
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone);
  const from = zoned.getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
  // At a transition itself "previous" is the one before it, and the moment starts a stretch of its own.
  const started = Temporal.Instant.fromEpochMilliseconds(moment - 1).toZonedDateTimeISO(timeZone).offsetNanoseconds === zoned.offsetNanoseconds;
  const to = zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  const made = { from: started ? from : moment, to, offset: zoned.offsetNanoseconds / 1e6 };
  spans.set(timeZone, [made, ...known].slice(0, MAX_SPANS));
  return made;
}

/** Whether a moment found with the stretch's offset is what its local time means. Where clocks were put back a stretch begins with local times that were there once already, and those mean the first time. */
function within(moment: number, span: OffsetSpan): boolean {
  return moment >= span.from + DAY && moment < span.to;
}

/** The local date and time of a moment as if it were UTC, in milliseconds. */
export function localMilliseconds(moment: number, timeZone: string): number {
  return moment + spanAt(moment, timeZone).offset;
}

/** The first instant of the next local day; undefined when the offset changes before it. */
export function fastEndOfLocalDate(moment: number, timeZone: string): number | undefined {
  const span = spanAt(moment, timeZone);
  const midnight = (Math.floor((moment + span.offset) / DAY) + 1) * DAY - span.offset;
  return within(midnight, span) ? midnight : undefined;
}

/** A duration in the units that behave differently. */
export interface DurationParts {
  readonly months: number;
  readonly days: number;
  /** Exact time: hours, minutes, seconds. */
  readonly milliseconds: number;
}

/** A moment moved by a duration, months first (a missing day becomes the month's last), then days, then exact time; undefined when the offset changes on the way. */
export function fastAdd(moment: number, parts: DurationParts, sign: 1 | -1, timeZone: string): number | undefined {
  const span = spanAt(moment, timeZone);
  const local = new Date(moment + span.offset);
  const time = local.getTime() - Math.floor(local.getTime() / DAY) * DAY;
  const month = local.getUTCFullYear() * 12 + local.getUTCMonth() + sign * parts.months;
  const [year, index] = [Math.floor(month / 12), ((month % 12) + 12) % 12];
  const day = Math.min(local.getUTCDate(), new Date(Date.UTC(year, index + 1, 0)).getUTCDate());
  const dated = Date.UTC(year, index, day) + sign * parts.days * DAY + time - span.offset;
  // Date.UTC reads the years 0–99 as 1900–1999.
  if (year < 100 || !within(dated, span)) return undefined;
  // Exact time runs on through any change of offset.
  return dated + sign * parts.milliseconds;
}
