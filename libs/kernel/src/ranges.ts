import { text, type Bilingual } from './bilingual.js';

/** Stretches of time that move with the day they are asked on. */
export const RANGE_PRESETS = ['TODAY', 'THIS_WEEK', 'LAST_WEEK', 'LAST_4_WEEKS', 'LAST_12_WEEKS', 'THIS_MONTH', 'LAST_MONTH', 'LAST_3_MONTHS', 'LAST_6_MONTHS', 'LAST_12_MONTHS', 'THIS_YEAR'] as const;
export type RangePreset = (typeof RANGE_PRESETS)[number];

const TITLES: Readonly<Record<RangePreset, Bilingual>> = {
  TODAY: text('今天', 'Today'),
  THIS_WEEK: text('本周', 'This week'),
  LAST_WEEK: text('上周', 'Last week'),
  LAST_4_WEEKS: text('近 4 周', 'Last 4 weeks'),
  LAST_12_WEEKS: text('近 12 周', 'Last 12 weeks'),
  THIS_MONTH: text('本月', 'This month'),
  LAST_MONTH: text('上月', 'Last month'),
  LAST_3_MONTHS: text('近 3 个月', 'Last 3 months'),
  LAST_6_MONTHS: text('近 6 个月', 'Last 6 months'),
  LAST_12_MONTHS: text('近 12 个月', 'Last 12 months'),
  THIS_YEAR: text('今年', 'This year'),
};

/** How a preset is called. "Last" weeks and months are whole ones that are over. */
export function rangeTitle(preset: RangePreset): Bilingual {
  return TITLES[preset];
}

/**
 * The local dates of a preset; the day `to` does not count. Weeks begin on Monday (ISO 8601).
 * @param today by the clock of the place, `2026-03-04`
 */
export function rangeOf(preset: RangePreset, today: string): { readonly from: string; readonly to: string } {
  const [week, month, tomorrow] = [moved(today, { days: -((weekday(today) + 6) % 7) }), `${today.slice(0, 7)}-01`, moved(today, { days: 1 })];
  const weeks = (many: number) => ({ from: moved(week, { days: -7 * many }), to: week });
  const months = (many: number) => ({ from: moved(month, { months: -many }), to: month });
  switch (preset) {
    case 'TODAY': return { from: today, to: tomorrow };
    case 'THIS_WEEK': return { from: week, to: moved(week, { days: 7 }) };
    case 'LAST_WEEK': return weeks(1);
    case 'LAST_4_WEEKS': return weeks(4);
    case 'LAST_12_WEEKS': return weeks(12);
    case 'THIS_MONTH': return { from: month, to: moved(month, { months: 1 }) };
    case 'LAST_MONTH': return months(1);
    case 'LAST_3_MONTHS': return months(3);
    case 'LAST_6_MONTHS': return months(6);
    case 'LAST_12_MONTHS': return months(12);
    case 'THIS_YEAR': return { from: `${today.slice(0, 4)}-01-01`, to: `${String(Number(today.slice(0, 4)) + 1).padStart(4, '0')}-01-01` };
  }
}

/** 0 is Sunday. */
function weekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** Months are counted from a first of the month. */
function moved(date: string, { days = 0, months = 0 }: { readonly days?: number; readonly months?: number }): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, day + days)).toISOString().slice(0, 10);
}
