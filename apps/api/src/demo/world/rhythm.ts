import type { Random } from './random.js';

/** The kinds of place the six stations stand for. */
export type PlaceKind = 'oldTown' | 'marketTown' | 'university' | 'newEstates' | 'oldHousing' | 'riverPort';

/** When things of one sort happen. */
export type Pattern = 'day' | 'evening' | 'night' | 'commute' | 'market' | 'early';

/** Calls per hour of the local day, relative to each other. */
const HOURS: Readonly<Record<Pattern, readonly number[]>> = {
  day: [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 10, 10, 11, 11, 11, 10, 9, 8, 7, 6, 4, 3],
  evening: [4, 2, 1, 1, 1, 1, 2, 3, 5, 6, 6, 6, 7, 6, 6, 6, 7, 9, 12, 14, 14, 12, 9, 6],
  night: [12, 11, 9, 6, 4, 2, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 5, 7, 9, 11, 13, 14, 13],
  commute: [2, 1, 1, 1, 1, 2, 6, 14, 15, 9, 7, 7, 8, 7, 7, 8, 11, 16, 15, 9, 6, 5, 4, 3],
  market: [1, 1, 1, 2, 4, 8, 12, 14, 14, 13, 12, 10, 7, 6, 6, 6, 6, 5, 4, 3, 2, 2, 1, 1],
  early: [4, 5, 7, 8, 7, 6, 6, 6, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4],
};

/** Monday to Sunday. */
const WEEK: Readonly<Record<Pattern, readonly number[]>> = {
  day: [1.06, 1.03, 1.02, 1.02, 1.04, 0.94, 0.89],
  evening: [0.93, 0.93, 0.94, 0.97, 1.08, 1.12, 1.03],
  night: [0.82, 0.82, 0.85, 0.9, 1.2, 1.35, 1.06],
  commute: [1.12, 1.07, 1.06, 1.06, 1.1, 0.86, 0.73],
  market: [0.9, 0.92, 0.95, 0.95, 1.0, 1.12, 1.16],
  early: [1.02, 1, 1, 1, 1, 1, 0.98],
};

/** January to December. */
const YEAR: Readonly<Record<PlaceKind, readonly number[]>> = {
  oldTown: [0.9, 1.02, 0.93, 1.04, 1.16, 0.98, 1.08, 1.1, 0.95, 1.2, 0.87, 0.84],
  marketTown: [1.14, 1.06, 0.95, 0.96, 0.98, 0.97, 0.98, 0.98, 1.0, 1.0, 0.97, 1.06],
  university: [0.78, 0.6, 1.1, 1.1, 1.12, 1.1, 0.74, 0.68, 1.32, 1.15, 1.12, 1.12],
  newEstates: [0.98, 0.9, 0.98, 1.0, 1.02, 1.03, 1.08, 1.08, 1.0, 0.99, 0.97, 0.96],
  oldHousing: [1.06, 0.98, 0.96, 0.97, 0.98, 1.02, 1.08, 1.07, 0.97, 0.95, 0.97, 1.03],
  riverPort: [0.88, 0.8, 0.98, 1.04, 1.06, 1.06, 1.08, 1.08, 1.04, 1.04, 1.0, 0.96],
};

/** Calls grow fewer by this share a year: prevention first (A1), and a figure for the analyst to find. */
const YEARLY_DECLINE = 0.06;

/**
 * How busy a station is on one local day compared with its mean day.
 * @param daysAgo 0 is the last day of the story
 * @param weekday 1 Monday … 7 Sunday
 * @param month 1 … 12
 */
export function dayFactor(kind: PlaceKind, pattern: Pattern, day: { daysAgo: number; weekday: number; month: number }): number {
  const trend = (1 - YEARLY_DECLINE) ** (1 - day.daysAgo / 365);
  return trend * (WEEK[pattern][day.weekday - 1] ?? 1) * (YEAR[kind][day.month - 1] ?? 1);
}

/** A second of the local day, as likely as the pattern says. */
export function secondOfDay(pattern: Pattern, random: Random): number {
  return random.index(HOURS[pattern]) * 3600 + random.between(0, 3599);
}

/** The share of a pattern's calls that fall into an hour; for tests and for reading the figures. */
export function shareOfHour(pattern: Pattern, hour: number): number {
  const hours = HOURS[pattern];
  return (hours[hour] ?? 0) / hours.reduce((sum, weight) => sum + weight, 0);
}
