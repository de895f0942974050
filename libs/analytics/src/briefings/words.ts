import { localDateTime, printedChange, text, type Bilingual } from '@stationhouse/kernel';
import { addDays, type LocalDate } from '../dates.js';
import type { ComparedCount, BriefingWeek } from './contents.js';

/** Both days are in it: 2026年3月2日至3月8日. */
export function weekInWords({ from, to }: BriefingWeek): Bilingual {
  const last = addDays(to, -1);
  const short = from.slice(0, 4) === last.slice(0, 4) ? dayInChinese(last).replace(/^\d+年/, '') : dayInChinese(last);
  return text(`${dayInChinese(from)}至${short}`, `${from} to ${last}`);
}

/** What the week was, in one sentence. */
export function headlineOf({ value, previous, change, lastYear, yearChange }: ComparedCount): Bilingual {
  const zh = (before: number, share: number | null) => (share === null ? (before === value ? '持平' : `增加 ${value - before} 起`) : share === 0 ? '持平' : printedChange(share));
  const en = (before: number, share: number | null) => (share === null ? (before === value ? 'no change' : `${value - before} more`) : share === 0 ? 'no change' : printedChange(share));
  return text(
    `本周接报警情 ${value} 起；上周 ${previous} 起，环比${spaced(zh(previous, change))}；去年同期 ${lastYear} 起，同比${spaced(zh(lastYear, yearChange))}。`,
    `${value} incidents this week; ${previous} the week before (${en(previous, change)}), ${lastYear} in the same days of last year (${en(lastYear, yearChange)}).`,
  );
}

/** A change as a paper prints it; a dash where there was nothing before. */
export function changeInWords(change: number | null): string {
  return change === null ? '—' : printedChange(change);
}

/** A moment by the station's clock, as a paper prints it: 3月2日 14:05. */
export function momentInChinese(moment: string, timeZone: string): string {
  const [date = '', time = ''] = localDateTime(new Date(moment), timeZone).split('T');
  return `${dayInChinese(date)} ${time.slice(0, 5)}`;
}

export function dayInChinese(date: LocalDate): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

function spaced(words: string): string {
  return /^[−+\d]/.test(words) ? ` ${words}` : words;
}
