import { localDate, localDateTime, text, type Bilingual, type Locale } from '@stationhouse/kernel';
import { isoWeekday, nextDate } from './calendar.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const WEEKDAYS_ZH = '一二三四五六日';

/** `3 月 1 日（周五）`, `Fri 1 Mar`; with the year when asked. */
export function dayInWords(date: string, withYear: boolean): Bilingual {
  const key = withYear ? `${date} ` : date;
  const known = knownDays.get(key);
  if (known !== undefined) return known;
  const weekday = isoWeekday(date) - 1;
  const { chinese, english } = plainDate(date, withYear);
  const words = text(`${chinese}（周${WEEKDAYS_ZH[weekday]}）`, `${WEEKDAYS[weekday]} ${english}`);
  if (knownDays.size >= MOST_DAYS) knownDays.clear();
  knownDays.set(key, words);
  return words;
}

const knownDays = new Map<string, Bilingual>();
const MOST_DAYS = 10_000;

function plainDate(date: string, withYear: boolean): { chinese: string; english: string } {
  const [year = '', month = '', day = ''] = date.split('-');
  const english = `${Number(day)} ${MONTHS[Number(month) - 1]}`;
  const chinese = `${Number(month)} 月 ${Number(day)} 日`;
  return withYear ? { chinese: `${year} 年 ${chinese}`, english: `${english} ${year}` } : { chinese, english };
}

/** `3 月 1 日（周五）16:00`, `Fri 1 Mar 16:00`; with the year where it differs from that of another moment. */
export function momentInWords(moment: Date, timeZone: string, comparedWith: Date): Bilingual {
  return timed(dayInWords(localDate(moment, timeZone), !sameYear(moment, comparedWith, timeZone)), timeOfDay(moment, timeZone));
}

/** Where a count began: its time alone when it ends on the same day, `14:23`. */
export function startInWords(start: Date, timeZone: string, end: Date): Bilingual {
  const time = timeOfDay(start, timeZone);
  return localDate(start, timeZone) === lastDay(end, timeZone) ? text(time, time) : momentInWords(start, timeZone, end);
}

/** A due moment in words; midnight is the end of the day before, as people write it: `24:00`. */
export function dueInWords(moment: Date, timeZone: string, comparedWith: Date): Bilingual {
  const time = timeOfDay(moment, timeZone);
  if (time !== '00:00') return momentInWords(moment, timeZone, comparedWith);
  const day = lastDay(moment, timeZone);
  return timed(dayInWords(day, day.slice(0, 4) !== localDate(comparedWith, timeZone).slice(0, 4)), '24:00');
}

/** The local date on which something due at a moment ends; midnight belongs to the day before. */
export function lastDay(due: Date, timeZone: string): string {
  return localDate(new Date(due.getTime() - 1), timeZone);
}

/** Dates in a row become ranges: `10 月 1 日至 10 月 7 日为法定假日`. A weekend between two dates does not part them. */
export function holidaysInWords(dates: readonly string[]): Bilingual {
  const ranges = rangesOf(dates);
  const single = ranges.length === 1 && ranges[0]?.[0] === ranges[0]?.[1];
  return text(`${sayRanges(ranges, 'zh-CN')}为法定假日`, `${sayRanges(ranges, 'en')} ${single ? 'is a holiday' : 'are holidays'}`);
}

/** `9 月 29 日（周日）调休上班`. */
export function adjustedInWords(dates: readonly string[]): Bilingual {
  const ranges = rangesOf(dates);
  return text(`${sayRanges(ranges, 'zh-CN')}调休上班`, `${sayRanges(ranges, 'en')} ${dates.length === 1 ? 'is' : 'are'} worked`);
}

function rangesOf(dates: readonly string[]): [string, string][] {
  const ranges: [string, string][] = [];
  for (const date of dates) {
    const last = ranges.at(-1);
    if (last !== undefined && (Date.parse(date) - Date.parse(last[1])) / 86_400_000 <= 3) last[1] = date;
    else ranges.push([date, date]);
  }
  return ranges;
}

function sayRanges(ranges: readonly (readonly [string, string])[], locale: Locale): string {
  const say = ([first, last]: readonly [string, string]) => {
    if (first === last) return dayInWords(first, false)[locale];
    if (nextDate(first) === last && locale === 'zh-CN') return `${plainDate(first, false).chinese}、${plainDate(last, false).chinese}`;
    return locale === 'en' ? `${plainDate(first, false).english}–${plainDate(last, false).english}` : `${plainDate(first, false).chinese}至 ${plainDate(last, false).chinese}`;
  };
  return ranges.map(say).join(locale === 'en' ? ', ' : '、');
}

function timed(day: Bilingual, time: string): Bilingual {
  return text(`${day['zh-CN']}${time}`, `${day.en} ${time}`);
}

function sameYear(left: Date, right: Date, timeZone: string): boolean {
  return localDate(left, timeZone).slice(0, 4) === localDate(right, timeZone).slice(0, 4);
}

function timeOfDay(moment: Date, timeZone: string): string {
  return (localDateTime(moment, timeZone).split('T')[1] ?? '').slice(0, 5);
}
