import { localDate } from '@stationhouse/kernel';

/** Where an instance's number comes from: the counter of a year, and the text around it. */
export interface NumberSeries {
  readonly year: number;
  readonly prefix: string;
  readonly digits: number;
  readonly suffix: string;
}

/** Marks the number of an exercise, wherever it is written. */
const EXERCISE_MARK = 'YL-';

/**
 * Fills in a pattern like `JF-{station}-{yyyy}-{00000}` but for the counter, which the database gives out.
 * The year is the local one at the station.
 */
export function numberSeries(pattern: string, at: Date, station: { readonly code: string; readonly timeZone: string }, exercise: boolean): NumberSeries {
  const year = localDate(at, station.timeZone).slice(0, 4);
  const filled = pattern.replaceAll('{station}', station.code).replaceAll('{yyyy}', year);
  const counter = /\{(0+)\}/.exec(filled);
  if (counter === null) throw new Error(`The number pattern "${pattern}" has no counter.`);
  return {
    year: Number(year),
    prefix: (exercise ? EXERCISE_MARK : '') + filled.slice(0, counter.index),
    digits: counter[1]?.length ?? 1,
    suffix: filled.slice(counter.index + counter[0].length),
  };
}
