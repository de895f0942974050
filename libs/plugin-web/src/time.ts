import { createContext, useContext, useSyncExternalStore } from 'react';

/**
 * The server's time as the page knows it. A reader's own clock may be wrong by minutes, and "time left" is a promise:
 * the offset is learned from every answer. A moment told by the domain (`OnDuty.at`) outranks the `Date` header,
 * because on a house with a test clock the two differ.
 */
class ServerClock {
  #offset = 0;
  #fromDomain = false;
  readonly #listeners = new Set<() => void>();
  #minute = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** The present moment of the server. */
  now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  /** Learns from a `Date` response header (whole seconds). */
  learnFromHeader(header: string | null): void {
    if (header === null || this.#fromDomain) return;
    const told = Date.parse(header);
    // The header is cut to the second; half a second is the best guess. A second or two apart is only the network.
    if (!Number.isNaN(told)) this.#set(told + 500 - Date.now(), 2_000);
  }

  /** Learns from a moment that the domain has just told. */
  learnFromDomain(iso: string): void {
    const told = Date.parse(iso);
    if (Number.isNaN(told)) return;
    this.#fromDomain = true;
    this.#set(told - Date.now(), 1_000);
  }

  #set(offset: number, tolerance: number): void {
    if (Math.abs(offset - this.#offset) < tolerance) return;
    this.#offset = offset;
    this.#emit();
  }

  #emit(): void {
    this.#minute = this.now().getTime();
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#emit(), 15_000);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#timer === undefined) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  /** A value that changes only every 15 s, so that React can compare it. */
  snapshot = (): number => {
    if (this.#minute === 0 || Math.abs(this.now().getTime() - this.#minute) > 16_000) this.#minute = this.now().getTime();
    return this.#minute;
  };
}

/** The one clock of the pages: every time left and every "now" is by the server's time. */
export const serverClock = new ServerClock();

/** What an exercise's clock shows, in milliseconds, for what is inside it (`ExerciseTime`). */
export const ExerciseNow = createContext<number | undefined>(undefined);

/** The server's time in milliseconds, renewed every 15 seconds; inside an exercise, what its clock shows. */
export function useNow(): number {
  const now = useSyncExternalStore(serverClock.subscribe, serverClock.snapshot, serverClock.snapshot);
  return useContext(ExerciseNow) ?? now;
}

/** How a due moment stands against now. */
export interface TimeLeft {
  readonly overdue: boolean;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly tone: 'ok' | 'warn' | 'bad';
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The time left until `due`, in natural days, hours and minutes; what has passed when overdue.
 * The tone warns from `warn` on, and without one during the last day (a short clock: its last fifth).
 */
export function timeLeft(due: number, now: number, marks: { warn?: number; start?: number } = {}): TimeLeft {
  const left = due - now;
  const overdue = left <= 0;
  const size = Math.abs(left);
  const lastPart = marks.start === undefined ? DAY : Math.min(DAY, (due - marks.start) / 5);
  const warns = marks.warn === undefined ? left <= lastPart : now >= marks.warn;
  return {
    overdue,
    days: Math.floor(size / DAY),
    hours: Math.floor((size % DAY) / HOUR),
    minutes: Math.floor((size % HOUR) / MINUTE),
    tone: overdue ? 'bad' : warns ? 'warn' : 'ok',
  };
}

const two = (value: number) => String(value).padStart(2, '0');
// Not the kernel’s: calendar arithmetic would come with the first page.
const formats = new Map<string, Intl.DateTimeFormat>();

function partsIn(moment: Date, timeZone: string): Record<string, number> {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
}

/** `10-09 08:55`, or `2024-10-09 08:55` when the year is not that of `now`. */
export function formatMoment(moment: Date, timeZone: string, now: Date): string {
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = partsIn(moment, timeZone);
  const short = `${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
  return year === partsIn(now, timeZone)['year'] ? short : `${year}-${short}`;
}

/** A due moment, an end of day written as 24:00: `11-20 24:00`; with the year when it is not that of `now`. */
export function formatDueMoment(moment: Date, timeZone: string, now: Date): string {
  const { hour, minute } = partsIn(moment, timeZone);
  if (hour !== 0 || minute !== 0 || moment.getTime() % MINUTE !== 0) return formatMoment(moment, timeZone, now);
  // The minute before has the day that ends.
  const day = new Date(moment.getTime() - MINUTE);
  return `${formatMoment(day, timeZone, now).slice(0, -'23:59'.length)}24:00`;
}

/** The local date of a moment, `2024-03-04`. */
export function formatDate(moment: Date, timeZone: string): string {
  const { year, month = 0, day = 0 } = partsIn(moment, timeZone);
  return `${year}-${two(month)}-${two(day)}`;
}
