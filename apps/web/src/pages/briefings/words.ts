import type { Words } from '@stationhouse/plugin-web';
import { addDays } from '../places/days.js';

type Say = Words['say'];

/** Both days are in it. */
export function weekWords({ from, to }: { readonly from: string; readonly to: string }, say: Say): string {
  return say('{from} 至 {last}', '{from} to {last}', { from, last: addDays(to, -1) });
}

/** A change as it is printed; a dash where there was nothing before. */
export function changeWords(change: string | null): string {
  return change ?? '—';
}

/** A span of time, to the second. */
export function spanWords(seconds: number, say: Say): string {
  if (seconds < 60) return say('{seconds} 秒', '{seconds} s', { seconds });
  return seconds % 60 === 0 ? say('{minutes} 分钟', '{minutes} min', { minutes: seconds / 60 }) : say('{minutes} 分 {seconds} 秒', '{minutes} min {seconds} s', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}

/** What a file of it is called. */
export function fileName({ from, edition }: { readonly from: string; readonly edition: number }, format: 'docx' | 'pdf'): string {
  return `警情分析周报 ${from}${edition === 1 ? '' : ` 更正${edition}`}.${format}`;
}
