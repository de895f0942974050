import { momentOfLocal } from '@stationhouse/kernel';

/**
 * The order of a date's parts where it is written with numbers alone. Left out: year first (`2018-02-25 02:12`,
 * `2018年2月25日 2时12分`), ISO 8601 with an offset, and Excel's serial days are told apart by their look.
 */
export const MOMENT_FORMATS = ['ymd', 'mdy', 'dmy', 'excel', 'unix', 'unixMilliseconds'] as const;
export type MomentFormat = (typeof MOMENT_FORMATS)[number];

const TIME = String.raw`(?:[T ,]+(\d{1,2})[:时時点](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?)?[分秒]?\s*([AaPp][Mm])?\s*(Z|[+-]\d{2}:?\d{2})?)?$`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?${TIME}`);
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})${TIME}`);
const SERIAL = /^\d{5}(\.\d+)?$/;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Excel's day 0, counting its leap day of 1900 that never was. */
const EXCEL_EPOCH = Date.UTC(1899, 11, 30);
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
const MOST_CACHED_HOURS = 200_000;

/**
 * Reads local dates and times of one source as moments. Offsets are remembered per local hour: asking the time-zone
 * database for each of a million rows would cost more than everything else together.
 */
export class MomentReader {
  private readonly offsets = new Map<number, number | undefined>();

  constructor(private readonly timeZone: string) {}

  /**
   * @param value a date and time, or a date alone (midnight), local unless it states an offset
   * @returns milliseconds since 1970 UTC; undefined when it is no such moment (32 January; before 1900; after 2199)
   */
  read(value: string, format?: MomentFormat): number | undefined {
    const moment = this.parse(value.trim(), format);
    return moment !== undefined && moment >= EARLIEST && moment < LATEST ? moment : undefined;
  }

  private parse(value: string, format: MomentFormat | undefined): number | undefined {
    if (format === 'unix' || format === 'unixMilliseconds') {
      return /^\d{1,15}(\.\d+)?$/.test(value) ? Math.round(Number(value) * (format === 'unix' ? 1000 : 1)) : undefined;
    }
    if (format === 'excel' || (format === undefined && SERIAL.test(value))) {
      return /^\d{1,6}(\.\d+)?$/.test(value) ? this.toUtc(Math.round(EXCEL_EPOCH + Number(value) * DAY)) : undefined;
    }
    const yearFirst = YEAR_FIRST.exec(value);
    if (yearFirst !== null) return this.fromParts(yearFirst, 1, 2, 3);
    if (format !== 'mdy' && format !== 'dmy') return undefined;
    const yearLast = YEAR_LAST.exec(value);
    if (yearLast === null) return undefined;
    return format === 'mdy' ? this.fromParts(yearLast, 3, 1, 2) : this.fromParts(yearLast, 3, 2, 1);
  }

  private fromParts(match: RegExpExecArray, yearAt: number, monthAt: number, dayAt: number): number | undefined {
    const [year, month, day] = [Number(match[yearAt]), Number(match[monthAt]), Number(match[dayAt])];
    const half = match[8]?.toLowerCase();
    const hour = hourOfDay(Number(match[4] ?? 0), half);
    const [minute, second] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
    if (hour === undefined || minute > 59 || second > 59) return undefined;
    const date = Date.UTC(year, month - 1, day);
    const check = new Date(date);
    if (check.getUTCDate() !== day || check.getUTCMonth() !== month - 1) return undefined;
    const milliseconds = match[7] === undefined ? 0 : Math.trunc(Number(`0.${match[7]}`) * 1000);
    const local = date + hour * HOUR + minute * 60_000 + second * 1000 + milliseconds;
    return match[9] === undefined ? this.toUtc(local) : local - statedOffset(match[9]);
  }

  /** Local wall time, given as if it were UTC, to UTC. A time that a clock change skips moves on by the change. */
  private toUtc(local: number): number | undefined {
    const hour = Math.floor(local / HOUR);
    if (!this.offsets.has(hour)) {
      if (this.offsets.size > MOST_CACHED_HOURS) this.offsets.clear();
      this.offsets.set(hour, this.offsetOfHour(hour * HOUR));
    }
    const offset = this.offsets.get(hour) ?? this.offsetAt(local);
    return offset === undefined ? undefined : local - offset;
  }

  /** The offset of a whole local hour; undefined when it changes within. */
  private offsetOfHour(start: number): number | undefined {
    const first = this.offsetAt(start);
    return first === this.offsetAt(start + HOUR - 1) ? first : undefined;
  }

  private offsetAt(local: number): number | undefined {
    const moment = momentOfLocal(new Date(local).toISOString().slice(0, -1), this.timeZone);
    return moment === undefined ? undefined : local - moment.getTime();
  }
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour > 23 ? undefined : hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

function statedOffset(offset: string): number {
  if (offset === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  return sign * (Number(offset.slice(1, 3)) * HOUR + Number(offset.slice(-2)) * 60_000);
}
