import { addDays } from './days.js';
import type { useWords } from '@stationhouse/plugin-web';

type Say = ReturnType<typeof useWords>['say'];

/** Ways of cutting the map that people choose from; the API takes more. */
export const GRIDS = [
  { key: 's250', kind: 'SQUARE', size: 250 },
  { key: 's500', kind: 'SQUARE', size: 500 },
  { key: 's1000', kind: 'SQUARE', size: 1_000 },
  { key: 'h9', kind: 'HEXAGON', size: 9 },
  { key: 'h8', kind: 'HEXAGON', size: 8 },
] as const;
export type GridChoice = (typeof GRIDS)[number];

/** The grid of a key in the address bar; squares of 500 m for any other. */
export function gridOf(key: string): GridChoice {
  return GRIDS.find((grid) => grid.key === key) ?? GRIDS[1];
}

export function gridWords({ kind, size }: { kind: string; size: number }, say: Say): string {
  if (kind === 'SQUARE') return say('方格 {size} 米', 'Squares of {size} m', { size });
  return say('六边形（H3 {size} 级）', 'Hexagons (H3 resolution {size})', { size });
}

const WEEKDAYS = [['周一', 'Mon'], ['周二', 'Tue'], ['周三', 'Wed'], ['周四', 'Thu'], ['周五', 'Fri'], ['周六', 'Sat'], ['周日', 'Sun']] as const;

/** A day of the week, 0 for Monday. */
export function weekdayWords(weekday: number, say: Say): string {
  const [zhCN, en] = WEEKDAYS[weekday] ?? ['', ''];
  return say(zhCN, en);
}

/** `11-24 周二`. */
export function dateWords(date: string, say: Say): string {
  return `${date.slice(5)} ${weekdayWords(weekdayOf(date), say)}`;
}

/** 0 for Monday. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** `15:00–17:00`. */
export function hoursWords(hour: number, hours: number): string {
  const clock = (at: number) => `${String(at).padStart(2, '0')}:00`;
  return `${clock(hour)}–${clock(hour + hours)}`;
}

/** A share as people say it: `43.5%`. */
export function percentWords(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;
}

/** An expected number of incidents. */
export function expectedWords(expected: number): string {
  return expected < 0.01 ? '<0.01' : expected.toFixed(expected < 1 ? 2 : 1);
}

/** `11-24 – 11-30`, of seven days. */
export function weekWords(startsOn: string): string {
  return `${startsOn} – ${addDays(startsOn, 6).slice(5)}`;
}
