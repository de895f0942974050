import { setImmediate } from 'node:timers/promises';
import { forecast, type Around, type Parameters } from './forecast.js';
import { hitRate, lastWeek, longRun, measureWeek, together, type Hits, type Scoring } from './measure.js';
import type { Timed } from './timed.js';

/** Where the search for parameters begins, and what is used where there is too little past to search in. */
export const PLAIN: Parameters = { halfLife: 26, recent: 0, spread: 0.1, hours: 1, prior: 20, weekPrior: 100 };

/** What each parameter may be. Few values, far apart: with many, the search would learn the weeks by heart. */
const CHOICES: { readonly [Name in keyof Parameters]: readonly Parameters[Name][] } = {
  halfLife: [8, 26, Infinity],
  recent: [0, 0.2],
  spread: [0, 0.1, 0.3],
  hours: [0, 1, 3],
  prior: [5, 20, 80],
  weekPrior: [10, 100, 1_000],
};

/** At most so many weeks are measured, and as many before them searched. */
const MOST_WEEKS = 4;
const WEEK = 7;

/** The weeks a forecast is tried on: their first days, the latest first. None lies in both lists. */
export interface Weeks {
  /** Parameters are chosen on these. */
  readonly chosenOn: readonly number[];
  /** The forecast is measured on these, all of them later. */
  readonly measuredOn: readonly number[];
}

/** How well a way of choosing place-hours did on weeks that it did not know, beside the two simple ways. */
export interface Measured {
  readonly weeks: Weeks;
  readonly forecast: readonly Hits[];
  readonly lastWeek: readonly Hits[];
  readonly longRun: readonly Hits[];
}

/** The parameters for an area, and how well they did; nothing is measured where the past is shorter than three weeks. */
export interface Choice {
  readonly parameters: Parameters;
  readonly measured: Measured | undefined;
}

/**
 * Splits a past into what is learned from, what parameters are chosen on, and what is measured: whole weeks back from a day. At least one week stays to
 * learn from before the first of them.
 * @param from the first day known @param until the day after the last one known
 */
export function weeksOf(from: number, until: number): Weeks | undefined {
  const whole = Math.floor((until - from) / WEEK);
  const each = Math.min(MOST_WEEKS, Math.floor((whole - 1) / 2));
  if (each < 1) return undefined;
  const back = (count: number, skipped: number) => Array.from({ length: count }, (_, index) => until - WEEK * (index + 1 + skipped));
  return { measuredOn: back(each, 0), chosenOn: back(each, each) };
}

/**
 * Chooses parameters on earlier weeks, one after the other, by the hit rate at one share of place-hours, and measures them on the later ones. Between two
 * tries others get their turn.
 * @param until the day after the last one known
 */
export async function choose(data: Timed, around: Around, until: number, shares: readonly number[], aim: number): Promise<Choice> {
  const weeks = weeksOf(data.day[0] ?? until, until);
  if (weeks === undefined) return { parameters: PLAIN, measured: undefined };
  const over = async (days: readonly number[], scoring: Scoring, at: readonly number[]) => {
    const found: Hits[][] = [];
    for (const from of days) {
      found.push(measureWeek(data, from, scoring, at));
      await setImmediate();
    }
    return together(found);
  };
  const by = (parameters: Parameters): Scoring => (known, from) => forecast(known, around, from, parameters);
  const rate = async (parameters: Parameters) => (await over(weeks.chosenOn, by(parameters), [aim])).reduce((sum, hits) => sum + hitRate(hits), 0);

  let best = { parameters: PLAIN, rate: await rate(PLAIN) };
  for (const name of Object.keys(CHOICES) as (keyof Parameters)[]) {
    for (const value of CHOICES[name]) {
      if (value === best.parameters[name]) continue;
      const parameters = { ...best.parameters, [name]: value };
      const tried = await rate(parameters);
      if (tried > best.rate) best = { parameters, rate: tried };
    }
  }
  const { measuredOn } = weeks;
  return {
    parameters: best.parameters,
    measured: { weeks, forecast: await over(measuredOn, by(best.parameters), shares), lastWeek: await over(measuredOn, lastWeek, shares), longRun: await over(measuredOn, longRun, shares) },
  };
}
