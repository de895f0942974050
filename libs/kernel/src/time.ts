import { Temporal } from 'temporal-polyfill';
import { text, type Locale } from './bilingual.js';
import { badInput } from './errors.js';
import { fastAdd, fastEndOfLocalDate, fastMomentOfLocal, localDateOf, localMilliseconds, type DurationParts } from './local-time.js';

/** Where "now" comes from. Injected everywhere, so that a test of a three-month clock never sleeps. */
export interface Clock {
  /** The present moment, UTC, millisecond precision. */
  now(): Date;
}

/** The computer's own clock: for sign-in, tokens and rate limits, which always run on real time. */
export const systemClock: Clock = { now: () => new Date() };

/** An ISO 8601 duration as written in definitions: `P3D`, `PT30M`, `P3M`, `P1DT12H`. */
export type IsoDuration = string;

const DURATION = /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,3})?S)?)?$/;

/** True for a positive ISO 8601 duration with whole parts (fractions only in seconds). */
export function isDuration(value: unknown): value is IsoDuration {
  return typeof value === 'string' && value.length <= 40 && DURATION.test(value);
}

/** @throws StationhouseError BAD_INPUT naming the field */
export function parseDuration(value: unknown, field: string): IsoDuration {
  if (isDuration(value)) return value;
  throw badInput(field, text(`“${field}”不是有效的时长，例如 P3D（3 天）、PT30M（30 分钟）。`, `"${field}" is not a duration. Write it like P3D (3 days) or PT30M (30 minutes).`));
}

/** True when the time zone is known to the runtime, for example `Asia/Shanghai`. */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value === '') return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * Adds a duration to a moment in the calendar of a time zone: days and months are natural ones, unmoved by holidays;
 * a day that the month does not have becomes the month's last (01-31 + P1M = 02-28 or 29).
 * @param sign −1 subtracts
 */
export function addDuration(moment: Date, duration: IsoDuration, timeZone: string, sign: 1 | -1 = 1): Date {
  const fast = fastAdd(moment.getTime(), durationParts(duration), sign, timeZone);
  if (fast !== undefined) return new Date(fast);
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
  const amount = Temporal.Duration.from(duration);
  return new Date((sign === 1 ? zoned.add(amount) : zoned.subtract(amount)).epochMilliseconds);
}

const knownParts = new Map<IsoDuration, DurationParts>();

function durationParts(duration: IsoDuration): DurationParts {
  const known = knownParts.get(duration);
  if (known !== undefined) return known;
  const parts = Temporal.Duration.from(duration);
  const exact = Temporal.Duration.from({ hours: parts.hours, minutes: parts.minutes, seconds: parts.seconds, milliseconds: parts.milliseconds });
  const made = { months: parts.years * 12 + parts.months, days: parts.weeks * 7 + parts.days, milliseconds: exact.total('millisecond') };
  if (knownParts.size >= 1000) knownParts.clear();
  knownParts.set(duration, made);
  return made;
}

/**
 * The end of the local date of a moment, as the first instant of the next local day: what people write as 24:00.
 * Something due then is on time while `now < endOfLocalDate(…)`.
 */
export function endOfLocalDate(moment: Date, timeZone: string): Date {
  const fast = fastEndOfLocalDate(moment.getTime(), timeZone);
  if (fast !== undefined) return new Date(fast);
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(zoned.add({ days: 1 }).startOfDay().epochMilliseconds);
}

/** The local calendar date of a moment, `2024-03-04`. */
export function localDate(moment: Date, timeZone: string): string {
  return localDateOf(moment.getTime(), timeZone);
}

/** The local date and time of a moment, `2024-03-04T16:00:00.000`. */
export function localDateTime(moment: Date, timeZone: string): string {
  return new Date(localMilliseconds(moment.getTime(), timeZone)).toISOString().slice(0, -1);
}

/** The moment of a local date and time (`2015-12-10 17:40:00`, `2018-02-25T02:12:00`) in a time zone; undefined when there is no such time. */
export function momentOfLocal(dateTime: string, timeZone: string): Date | undefined {
  const written = dateTime.trim().replace(' ', 'T');
  const fast = PLAIN_DATE_TIME.test(written) ? localOf(written) : undefined;
  const moment = fast === undefined ? undefined : fastMomentOfLocal(fast, timeZone);
  if (moment !== undefined) return new Date(moment);
  try {
    const plain = Temporal.PlainDateTime.from(written);
    return new Date(plain.toZonedDateTime(timeZone).epochMilliseconds);
  } catch {
    return undefined;
  }
}

const PLAIN_DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/;

/** A local date and time as if it were UTC; undefined where there is no such date or time: 30 February, 24:00. */
function localOf(written: string): number | undefined {
  const read = new Date(`${written}Z`);
  return Number.isNaN(read.getTime()) || !read.toISOString().startsWith(written) ? undefined : read.getTime();
}

/** Milliseconds of a duration without calendar parts beyond days (a day counts 24 h). */
export function durationMilliseconds(duration: IsoDuration): number {
  return Temporal.Duration.from(duration).total({ unit: 'millisecond', relativeTo: '2001-01-01' });
}

/** How people here write a due moment: an end of day is `2024-03-04 24:00`, not the next day's 00:00. */
export function formatDue(moment: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  if (zoned.hour === 0 && zoned.minute === 0 && zoned.second === 0 && zoned.millisecond === 0) {
    return `${zoned.subtract({ days: 1 }).toPlainDate().toString()} 24:00`;
  }
  return `${zoned.toPlainDate().toString()} ${two(zoned.hour)}:${two(zoned.minute)}`;
}

/** A duration in words: `3 个工作日` is the caller's; this says `3 天`, `30 分钟`, `3 个月`. */
export function durationInWords(duration: IsoDuration, locale: Locale): string {
  const key = `${locale} ${duration}`;
  const known = knownWords.get(key);
  if (known !== undefined) return known;
  if (knownWords.size >= 1000) knownWords.clear();
  const words = sayDuration(duration, locale);
  knownWords.set(key, words);
  return words;
}

const knownWords = new Map<string, string>();

function sayDuration(duration: IsoDuration, locale: Locale): string {
  const parts = Temporal.Duration.from(duration);
  const units: [number, string, string][] = [
    [parts.years, ' 年', 'year'],
    [parts.months, ' 个月', 'month'],
    [parts.weeks, ' 周', 'week'],
    [parts.days, ' 天', 'day'],
    [parts.hours, ' 小时', 'hour'],
    [parts.minutes, ' 分钟', 'minute'],
    [parts.seconds, ' 秒', 'second'],
  ];
  const said = units.filter(([amount]) => amount !== 0);
  if (locale === 'en') return said.map(([amount, , unit]) => `${amount} ${unit}${amount === 1 ? '' : 's'}`).join(' ');
  return said.map(([amount, unit]) => `${amount}${unit}`).join(' ');
}
