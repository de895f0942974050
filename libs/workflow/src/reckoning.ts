import { addDuration, durationInWords, durationMilliseconds, text, type Bilingual, type Locale } from '@stationhouse/kernel';
import { addShiftTime, addWorkingDays, isWeekend, isWorkingDay, nthWorkingDay, shiftTimeBetween, workingDaysBetween, type Calendars, type Gap, type ShiftHours } from './calendar.js';
import { adjustedInWords, dueInWords, holidaysInWords, lastDay, momentInWords, startInWords } from './due-words.js';
import { wholeDays, type Span } from './time-values.js';
import type { CalendarKind, Due } from './types.js';

/** A due moment with how it was found, before it is put into one sentence. Without `at` it cannot be computed. */
export interface Reckoned {
  readonly at?: Date;
  /** Where the count began; years are said where they differ from its own. */
  readonly from: Date;
  /** What is missing where it cannot be computed. */
  readonly missing?: Gap;
  /** True for natural days, weeks, months: whether it falls on a holiday is then worth a word. */
  readonly byDays?: boolean;
  /** Reasons in the order they apply. */
  readonly why: readonly Bilingual[];
}

/** Where a station's time is counted. */
export interface Where {
  readonly timeZone: string;
  readonly calendars: Calendars;
}

/**
 * When a span after a moment is over. Natural spans count from the moment and are unmoved by holidays; working-day spans end
 * with the last working day, the first day not counted; shift spans count only while a shift of the station runs.
 */
export function reckon(start: Date, span: Span, where: Where): Reckoned {
  if (span.calendar === 'workingDays') return reckonWorkingDays(start, wholeDays(span.iso), where);
  if (span.calendar === 'shifts') return reckonShifts(start, durationMilliseconds(span.iso), where, (from) => countedFrom(span.iso, from));
  const at = addDuration(start, span.iso, where.timeZone);
  return { at, from: start, byDays: /\d[YMWD]/.test(span.iso.split('T')[0] ?? ''), why: [countedFrom(span.iso, startInWords(start, where.timeZone, at))] };
}

function countedFrom(iso: string, from: Bilingual): Bilingual {
  return text(`自 ${from['zh-CN']} 起 ${durationInWords(iso, 'zh-CN')}`, `${durationInWords(iso, 'en')} from ${from.en}`);
}

function reckonWorkingDays(start: Date, days: number, where: Where): Reckoned {
  const { timeZone, calendars } = where;
  const answer = addWorkingDays(start, days, timeZone, calendars);
  if ('missing' in answer) return unknown(start, answer, text(`${days} 个工作日的期限`, `${days} working day${days === 1 ? '' : 's'}`));
  const from = momentInWords(start, timeZone, answer.at);
  const closes = calendars.closes !== undefined && days > 0;
  const counted = text(
    `自 ${from['zh-CN']} 起 ${days} 个工作日，当日不计${closes ? '，至下班时间' : ''}`,
    `${days} working day${days === 1 ? '' : 's'} from ${from.en}, the first day not counted${closes ? ', until close of business' : ''}`,
  );
  const off = answer.holidays.length === 0 ? [] : [holidaysInWords(answer.holidays)];
  const worked = answer.adjusted.length === 0 ? [] : [adjustedInWords(answer.adjusted)];
  return { at: answer.at, from: start, why: [counted, ...off, ...worked] };
}

function reckonShifts(start: Date, amount: number, where: Where, counted: (from: Bilingual) => Bilingual): Reckoned {
  const at = addShiftTime(start, amount, where.timeZone, where.calendars);
  if ('missing' in at) return unknown(start, at, text('期限', 'this clock'));
  const hours = shiftsInWords(where.calendars.shifts ?? []);
  return { at, from: start, why: [counted(startInWords(start, where.timeZone, at)), text(`只计本所班次时间（${hours['zh-CN']}）`, `counted only during the station's shifts (${hours.en})`)] };
}

function unknown(from: Date, gap: Gap, what: Bilingual): Reckoned {
  const why =
    gap.missing === 'notice'
      ? text(`${gap.year} 年放假安排尚未导入，${what['zh-CN']}暂无法确定`, `The holiday notice for ${gap.year} is not imported yet, so ${what.en} cannot be counted`)
      : text(`本所尚未设置班次，${what['zh-CN']}暂无法确定`, `The station has no shifts set, so ${what.en} cannot be counted`);
  return { from, missing: gap, why: [why] };
}

/** A due moment after a pause: what was left when it began is left again when it ends. A pause after the due moment changes nothing. */
export function putOff(reckoned: Reckoned, pause: { readonly from: Date; readonly to: Date }, calendar: CalendarKind, where: Where): Reckoned {
  const { at } = reckoned;
  if (at === undefined || at <= pause.from) return reckoned;
  const moved = movedBy(at, pause, calendar, where);
  const [from, to] = [momentInWords(pause.from, where.timeZone, reckoned.from), momentInWords(pause.to, where.timeZone, reckoned.from)];
  if (moved.at === undefined) return moved;
  return { ...reckoned, at: moved.at, why: [...reckoned.why, text(`${from['zh-CN']} 至 ${to['zh-CN']} 暂停，顺延`, `paused from ${from.en} to ${to.en} and put off by as much`)] };
}

function movedBy(at: Date, pause: { readonly from: Date; readonly to: Date }, calendar: CalendarKind, where: Where): Reckoned {
  const { timeZone, calendars } = where;
  if (calendar === 'workingDays') {
    // Working days that passed meanwhile are given back; the time of day stays.
    const passed = workingDaysBetween(pause.from, pause.to, timeZone, calendars);
    const last = lastDay(at, timeZone);
    const moved = passed === undefined ? undefined : nthWorkingDay(last, passed, calendars);
    if (moved === undefined || 'missing' in moved) return unknown(pause.from, moved ?? { missing: 'notice', year: pause.to.getUTCFullYear() }, text('期限', 'this clock'));
    const days = (Date.parse(moved.date) - Date.parse(last)) / 86_400_000;
    return { at: addDuration(at, `P${days}D`, timeZone), from: pause.from, why: [] };
  }
  if (calendar === 'shifts') {
    const left = shiftTimeBetween(pause.from, at, timeZone, calendars);
    if (left !== undefined) return reckonShifts(pause.to, left, where, (from) => from);
  }
  return { at: new Date(pause.to.getTime() + at.getTime() - pause.from.getTime()), from: pause.from, why: [] };
}

/** The due moment in one sentence: `应于 3 月 7 日（周四）17:30 前完成：自 3 月 1 日（周五）16:00 起 3 个工作日，当日不计，至下班时间；…`. */
export function dueOf(reckoned: Reckoned, where: Where): Due {
  const { at, from } = reckoned;
  const why = at === undefined ? reckoned.why : [...reckoned.why, ...notMoved(reckoned, at, where)];
  const say = (locale: Locale) => why.map((reason) => reason[locale]).join(locale === 'en' ? '; ' : '；');
  if (at === undefined) return { ...(reckoned.missing === undefined ? {} : { missing: reckoned.missing }), explanation: text(say('zh-CN'), say('en')) };
  const end = dueInWords(at, where.timeZone, from);
  const colon = why.length === 0 ? text('', '') : text('：', ': ');
  return { at: at.toISOString(), explanation: text(`应于 ${end['zh-CN']} 前完成${colon['zh-CN']}${say('zh-CN')}`, `due ${end.en}${colon.en}${say('en')}`) };
}

/** Natural days that end on a day off say that they stay there. */
function notMoved({ byDays }: Reckoned, at: Date, { timeZone, calendars }: Where): Bilingual[] {
  const day = lastDay(at, timeZone);
  if (byDays !== true || isWorkingDay(day, calendars) !== false) return [];
  return isWeekend(day) ? [text('按自然日计，周末不顺延', 'natural days, not moved off the weekend')] : [text('按自然日计，节假日不顺延', 'natural days, not moved off the holiday')];
}

/** `周一至周五 08:30–17:30`, `Mon–Fri 08:30–17:30`. */
function shiftsInWords(shifts: readonly ShiftHours[]): Bilingual {
  const names = { 'zh-CN': ['周一', '周二', '周三', '周四', '周五', '周六', '周日'], en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] };
  const days = (shift: ShiftHours, locale: Locale) => {
    if (shift.days === 'workingDays') return locale === 'en' ? 'working days' : '工作日';
    if (shift.days.length === 7) return locale === 'en' ? 'daily' : '每日';
    const sorted = [...shift.days].sort((left, right) => left - right);
    const [first = 1, last = 7] = [sorted[0], sorted.at(-1)];
    const name = (day: number) => names[locale][day - 1] ?? '';
    if (sorted.length > 2 && last - first === sorted.length - 1) return `${name(first)}${locale === 'en' ? '–' : '至'}${name(last)}`;
    return sorted.map(name).join(locale === 'en' ? ', ' : '、');
  };
  const say = (locale: Locale) => shifts.map((shift) => `${days(shift, locale)} ${shift.from}–${shift.to}`).join(locale === 'en' ? ', ' : '、');
  return text(say('zh-CN'), say('en'));
}
