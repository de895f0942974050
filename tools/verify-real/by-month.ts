import type { Id } from '@stationhouse/kernel';
import type { Source } from './sources.js';

/** The metric, by month, category and, where it is asked for, station. */
export const RECEIVED = 'query ($stationIds: [ID!]!, $query: MetricQuery!) { metricSeries(stationIds: $stationIds, query: $query) { points { period count previous { count } dimensions { value } } } }';

/** A call as its line in the file says it. */
export interface Line {
  readonly station: string;
  readonly category: string;
  /** 2016-01, by the clock of the file. */
  readonly month: string;
}

export interface Point {
  readonly period: string;
  readonly count: number;
  readonly previous: { readonly count: number } | null;
  readonly dimensions: readonly { readonly value: string }[];
}

/** The column of a source that its category is made of, and how. */
export function categoryIn({ mapping: { fields } }: Source): { readonly column: string; readonly of: (value: string) => string } {
  const { category } = fields;
  if (category === undefined || !('column' in category) || category.values === undefined) throw new Error('A source maps its category from a column.');
  const patterns = Object.entries(category.values);
  const fits = (value: string, pattern: string) => (pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern);
  return { column: category.column, of: (value) => patterns.find(([pattern]) => fits(value, pattern))?.[1] ?? '' };
}

/** How many calls the file has of each month, category and, where it is asked for, station. */
export function tally(lines: readonly Line[], stations: Readonly<Record<string, Id>> | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { month, category, station } of lines) {
    const key = keyOf(`${month}-01`, [category, ...(stations === undefined ? [] : [stations[station] ?? ''])]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** How many cells of the file the points tell as it does, less what they tell of others, or wrongly of the year before. */
export function equalCells(points: readonly Point[], counted: ReadonlyMap<string, number>): number {
  const yearBefore = (period: string) => `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`;
  const told = points.map(({ period, count, previous, dimensions }) => {
    const values = dimensions.map(({ value }) => value);
    const [now, then] = [period, yearBefore(period)].map((one) => counted.get(keyOf(one, values)) ?? 0);
    return { now, right: count === now && (previous?.count ?? 0) === then };
  });
  return told.filter(({ now, right }) => right && now !== 0).length - told.filter(({ right }) => !right).length;
}

function keyOf(period: string, values: readonly string[]): string {
  return [period, ...values].join(' ');
}
