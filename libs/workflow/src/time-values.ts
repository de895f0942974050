import { addDuration, durationInWords, endOfLocalDate, localDate, text, type Bilingual, type IsoDuration, type Locale } from '@stationhouse/kernel';
import { dayInWords } from './due-words.js';
import type { Reckoned } from './reckoning.js';
import type { CalendarKind } from './types.js';

/** A duration of a definition with where it comes from. */
export interface Span {
  readonly iso: IsoDuration;
  readonly calendar: CalendarKind;
  readonly because?: string;
  /** The bound its parameter may not exceed. */
  readonly max?: IsoDuration;
}

/** A natural duration inside an expression. Working-day durations are another type, without `+`, so that the type check refuses them. */
export class Period {
  readonly iso: IsoDuration;
  constructor(iso: IsoDuration) {
    this.iso = iso;
  }
}

/** A duration in working days or shifts inside an expression: carries no arithmetic. */
export class WorkingPeriod {
  readonly iso: IsoDuration;
  constructor(iso: IsoDuration) {
    this.iso = iso;
  }
}

/** A moment inside an expression, which remembers how it was made, so that a due moment can explain itself. */
export class Moment {
  readonly date: Date;
  readonly timeZone: string;
  private readonly trace: Trace;

  constructor(date: Date, timeZone: string, label: Bilingual | undefined, trace?: Trace) {
    this.date = date;
    this.timeZone = timeZone;
    this.trace = trace ?? { label, base: date, steps: [] };
  }

  /** Natural calendar arithmetic in the station's time zone; a day the month does not have becomes its last. */
  shifted(period: Period, sign: 1 | -1): Moment {
    const trace = { ...this.trace, steps: [...this.trace.steps, { iso: period.iso, sign }] };
    return new Moment(addDuration(this.date, period.iso, this.timeZone, sign), this.timeZone, undefined, trace);
  }

  /** The end of the local date: the first instant of the next one. */
  endOfDay(): Moment {
    return new Moment(endOfLocalDate(this.date, this.timeZone), this.timeZone, undefined, this.trace);
  }

  /** This moment as a due moment, with how it was made. */
  reckoned(): Reckoned {
    const { label, base, steps } = this.trace;
    const counted = { at: this.date, from: base, byDays: steps.some(({ iso }) => /\d[YMWD]/.test(iso.split('T')[0] ?? '')) };
    if (steps.length === 0) return { ...counted, why: label === undefined ? [] : [text(`以“${label['zh-CN']}”为准`, `as "${label.en}" says`)] };
    const day = dayInWords(localDate(base, this.timeZone), localDate(base, this.timeZone).slice(0, 4) !== localDate(this.date, this.timeZone).slice(0, 4));
    const from = label === undefined ? day : text(`“${label['zh-CN']}”（${withoutBrackets(day['zh-CN'])}）`, `"${label.en}", ${day.en}`);
    return { ...counted, why: [text(`自${label === undefined ? ' ' : ''}${from['zh-CN']}起 ${sumInWords(steps, 'zh-CN')}`, `${sumInWords(steps, 'en')} from ${from.en}`)] };
  }
}

interface Trace {
  readonly label: Bilingual | undefined;
  readonly base: Date;
  readonly steps: readonly { readonly iso: IsoDuration; readonly sign: 1 | -1 }[];
}

function sumInWords(steps: Trace['steps'], locale: Locale): string {
  const [plus, minus] = locale === 'en' ? [' + ', ' − '] : ['加 ', '减 '];
  return steps.map(({ iso, sign }, index) => (sign === -1 ? minus : index > 0 ? plus : '') + durationInWords(iso, locale)).join('');
}

/** `3 月 1 日（周五）` inside brackets of another kind: `3 月 1 日周五`. */
function withoutBrackets(day: string): string {
  return day.replace('（', '').replace('）', '');
}

/** Whole days of a working-day duration. `validate.ts` refuses anything else at publish. */
export function wholeDays(iso: IsoDuration): number {
  return Number(/^P(\d+)D$/.exec(iso)?.[1] ?? Number.NaN);
}
