import { addDuration, durationInWords, endOfLocalDate, localDate, localDateTime, text, type Bilingual, type IsoDuration } from '@stationhouse/kernel';
import { addWorkingDays, dateInWords, workingDaysBetween } from './calendar.js';
import type { Due } from './types.js';

/** A duration of a definition with where it comes from. */
export interface Span {
  readonly iso: IsoDuration;
  readonly calendar: 'natural' | 'workingDays';
  readonly because?: string;
}

/** A natural duration inside an expression. Working-day durations are another type, without `+`, so that the type check refuses them. */
export class Period {
  readonly iso: IsoDuration;
  constructor(iso: IsoDuration) {
    this.iso = iso;
  }
}

/** A working-day duration inside an expression: carries no arithmetic. */
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

  /** This moment as a due moment, explained. */
  due(): Due {
    const end = dueInWords(this.date, this.timeZone, this.trace.base);
    const base = dateInWords(localDate(this.trace.base, this.timeZone), !sameYear(this.trace.base, this.date, this.timeZone));
    const label = this.trace.label ?? text('', '');
    const steps = (locale: 'zh-CN' | 'en') =>
      this.trace.steps
        .map(({ iso, sign }, index) => (sign === -1 ? (locale === 'en' ? ' − ' : '减 ') : index > 0 && locale === 'en' ? ' + ' : '') + durationInWords(iso, locale))
        .join('');
    const explanation =
      this.trace.steps.length === 0
        ? text(`${label['zh-CN']}：${end['zh-CN']} 到期`, `${label.en}: due ${end.en}`)
        : text(
            `${label['zh-CN']} ${base['zh-CN']}起 ${steps('zh-CN')}，${end['zh-CN']} 到期`.trim(),
            `${steps('en')} from ${label.en === '' ? '' : `"${label.en}", `}${base.en}: due ${end.en}`,
          );
    return { at: this.date.toISOString(), explanation };
  }
}

interface Trace {
  readonly label: Bilingual | undefined;
  readonly base: Date;
  readonly steps: readonly { readonly iso: IsoDuration; readonly sign: 1 | -1 }[];
}

/**
 * When a span that starts now is over, explained.
 * Natural spans count from the moment; working-day spans end with the last working day, the first day not counted.
 */
export function dueAfter(start: Date, span: Span, timeZone: string): Due {
  if (span.calendar === 'workingDays') return dueAfterWorkingDays(start, wholeDays(span.iso), timeZone);
  const at = addDuration(start, span.iso, timeZone);
  const from = momentInWords(start, timeZone, !sameYear(start, at, timeZone));
  const end = dueInWords(at, timeZone, start);
  return {
    at: at.toISOString(),
    explanation: text(
      `自 ${from['zh-CN']}起 ${durationInWords(span.iso, 'zh-CN')}，${end['zh-CN']} 到期`,
      `${durationInWords(span.iso, 'en')} from ${from.en}: due ${end.en}`,
    ),
  };
}

function dueAfterWorkingDays(start: Date, days: number, timeZone: string): Due {
  const answer = addWorkingDays(start, days, timeZone);
  if ('missingYear' in answer) {
    return {
      explanation: text(
        `${answer.missingYear} 年放假安排尚未导入，${days} 个工作日的期限暂无法确定`,
        `The holiday notice for ${answer.missingYear} is not imported yet, so ${days} working day(s) cannot be counted`,
      ),
    };
  }
  const from = dateInWords(localDate(start, timeZone), !sameYear(start, answer.at, timeZone));
  const end = dueInWords(answer.at, timeZone, start);
  const off = answer.holidays.length === 0 ? undefined : rangesInWords(answer.holidays);
  const worked = answer.adjusted.length === 0 ? undefined : rangesInWords(answer.adjusted);
  const chinese = [`首日不计`, off === undefined ? '' : `${off['zh-CN']}放假`, worked === undefined ? '' : `${worked['zh-CN']}调休上班`];
  const english = ['the first day not counted', off === undefined ? '' : `${off.en} off`, worked === undefined ? '' : `${worked.en} worked`];
  return {
    at: answer.at.toISOString(),
    explanation: text(
      `自 ${from['zh-CN']}起 ${days} 个工作日（${chinese.filter(Boolean).join('，')}），${end['zh-CN']} 到期`,
      `${days} working day${days === 1 ? '' : 's'} from ${from.en} (${english.filter(Boolean).join(', ')}): due ${end.en}`,
    ),
  };
}

/** The new due moment of a clock that was paused: what was left at the pause is left again. */
export function dueAfterPause(due: Date, pausedAt: Date, resumedAt: Date, calendar: Span['calendar'], timeZone: string): Due {
  if (calendar === 'workingDays') {
    const left = workingDaysBetween(pausedAt, due, timeZone);
    if (left !== undefined && left > 0) return dueAfterWorkingDays(resumedAt, left, timeZone);
  }
  const at = new Date(resumedAt.getTime() + Math.max(0, due.getTime() - pausedAt.getTime()));
  const [paused, resumed, end] = [momentInWords(pausedAt, timeZone, false), momentInWords(resumedAt, timeZone, false), dueInWords(at, timeZone, resumedAt)];
  return {
    at: at.toISOString(),
    explanation: text(
      `${paused['zh-CN']}至 ${resumed['zh-CN']}暂停，期限顺延至 ${end['zh-CN']}`,
      `Paused from ${paused.en} to ${resumed.en}: due ${end.en}`,
    ),
  };
}

/** Whole days of a working-day duration. `validate.ts` refuses anything else at publish. */
export function wholeDays(iso: IsoDuration): number {
  return Number(/^P(\d+)D$/.exec(iso)?.[1] ?? Number.NaN);
}

function sameYear(left: Date, right: Date, timeZone: string): boolean {
  return localDate(left, timeZone).slice(0, 4) === localDate(right, timeZone).slice(0, 4);
}

function timeOfDay(moment: Date, timeZone: string): string {
  return (localDateTime(moment, timeZone).split('T')[1] ?? '').slice(0, 5);
}

function momentInWords(moment: Date, timeZone: string, withYear: boolean): Bilingual {
  const date = dateInWords(localDate(moment, timeZone), withYear);
  const time = timeOfDay(moment, timeZone);
  return text(`${date['zh-CN']} ${time} `, `${date.en} ${time}`);
}

/** A due moment in words; midnight is the end of the day before, as people write it. */
function dueInWords(moment: Date, timeZone: string, comparedWith: Date): Bilingual {
  const time = timeOfDay(moment, timeZone);
  const midnight = time === '00:00';
  const day = midnight ? new Date(moment.getTime() - 1) : moment;
  const date = dateInWords(localDate(day, timeZone), !sameYear(day, comparedWith, timeZone));
  const said = midnight ? '24:00' : time;
  return text(`${date['zh-CN']} ${said}`, `${date.en} ${said}`);
}

/** Dates in a row become ranges: `10 月 1 日至 10 月 7 日`. */
function rangesInWords(dates: readonly string[]): Bilingual {
  const ranges: [string, string][] = [];
  for (const date of dates) {
    const last = ranges.at(-1);
    if (last !== undefined && daysApart(last[1], date) <= 3) last[1] = date;
    else ranges.push([date, date]);
  }
  const say = (locale: 'zh-CN' | 'en') =>
    ranges
      .map(([first, last]) => {
        const [from, to] = [dateInWords(first, false)[locale], dateInWords(last, false)[locale]];
        return first === last ? from : locale === 'en' ? `${from}–${to}` : `${from}至 ${to}`;
      })
      .join(locale === 'en' ? ', ' : '、');
  return text(say('zh-CN'), say('en'));
}

function daysApart(left: string, right: string): number {
  return (Date.parse(right) - Date.parse(left)) / 86_400_000;
}
