import { formatMoment, serverClock, type Words } from '@stationhouse/plugin-web';

/** What figures are counted by. */
export const GRANULARITIES = ['NONE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** How a period is called beside others, by its key. */
export function periodWords(granularity: Granularity, timeZone: string, say: Words['say']): (key: string) => string {
  return (key) => {
    switch (granularity) {
      case 'HOUR': return formatMoment(new Date(key), timeZone, serverClock.now());
      case 'MONTH': return key.slice(0, 7);
      case 'QUARTER': return say('{year} 年 {quarter} 季度', '{year} Q{quarter}', { year: key.slice(0, 4), quarter: String(Math.floor((Number(key.slice(5, 7)) - 1) / 3) + 1) });
      case 'YEAR': return key.slice(0, 4);
      case 'WEEK': return say('{day} 当周', 'week of {day}', { day: key.slice(5) });
      default: return key.slice(5);
    }
  };
}
