import { badInput, text } from '@stationhouse/kernel';
import type { Grid } from '../grid.js';
import { choose, type Choice } from './choose.js';
import { forecast } from './forecast.js';
import { SLOTS, timed, weekdayNumber, type PlacedIncident, type Timed } from './timed.js';

/** Shares of place-hours that every recommendation is measured at. */
export const SHARES = [0.01, 0.02, 0.05, 0.1] as const;
/** The share that parameters are chosen for: as much as a station's patrols reach. */
const AIM = 0.05;
const MOST_CELLS = 2_000;
const DAY = 24;

/** One place and the hours of a day to be there. */
export interface Stint {
  readonly cell: string;
  /** The local day, counted from 1970-01-01. */
  readonly day: number;
  /** The local hour it begins with, 0 to 23, and how many hours it lasts; it ends with the day. */
  readonly hour: number;
  readonly hours: number;
  /** Incidents to be expected there in these hours. */
  readonly expected: number;
  /** Incidents in this cell at these hours of any day, in all that was looked at. */
  readonly before: number;
}

/** Where and when to go in the seven days from a day, the most promising first, and how far to trust it. */
export interface Recommendation extends Choice {
  readonly stints: readonly Stint[];
  /** Incidents to be expected by hour of the week, Monday 00:00 first, over all places. */
  readonly clock: readonly number[];
  /** Incidents it was made from, and the cells they lay in. */
  readonly incidents: number;
  readonly cells: number;
  /** Incidents to be expected in all places and hours of the week. */
  readonly expected: number;
}

/** What is recommended. */
export interface Wanted {
  /** The first of seven local days, counted from 1970-01-01. */
  readonly from: number;
  /** The day after the last one that is known in full. */
  readonly until: number;
  /** How many place-hours. */
  readonly count: number;
  /** The hours of the day that a patrol is for; all when absent. */
  readonly shift?: Shift | undefined;
}

/** Hours of the day: from an hour, 0 to 23, until another, 1 to 24; over midnight where the second is not later. */
export interface Shift {
  readonly from: number;
  readonly until: number;
}

/**
 * Recommends hot places at hot hours for seven days.
 * @param mostCells with more, a choice of parameters keeps others waiting
 * @throws StationhouseError BAD_INPUT for more cells
 */
export async function recommend(incidents: readonly PlacedIncident[], grid: Grid, { from, until, count, shift }: Wanted, mostCells = MOST_CELLS): Promise<Recommendation> {
  const data = timed(incidents.filter(({ day }) => day < until));
  if (data.cells.length > mostCells) throw badInput('query.grid', text(`发生过警情的网格超过 ${mostCells} 个，请用更大的网格或减少类别。`, `Incidents lie in more than ${mostCells} cells. Choose larger cells or fewer categories.`), { most: mostCells });
  const around = neighbours(data.cells, grid);
  const choice = await choose(data, around, until, SHARES, AIM);
  const scores = forecast(data, around, until, choice.parameters);
  const best = [...scores.keys()].filter((at) => (scores[at] ?? 0) > 0 && isWithin(at % DAY, shift)).sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0) || left - right).slice(0, count);
  const clock = new Float64Array(SLOTS);
  scores.forEach((score, at) => (clock[at % SLOTS] = (clock[at % SLOTS] ?? 0) + score));
  return { ...choice, stints: stintsOf(best, scores, data, from), clock: [...clock], incidents: data.cell.length, cells: data.cells.length, expected: clock.reduce((sum, hour) => sum + hour, 0) };
}

/** 168 hours are seven whole days: an hour of the week is one of the day. */
function isWithin(hour: number, shift: Shift | undefined): boolean {
  if (shift === undefined) return true;
  return shift.from < shift.until ? hour >= shift.from && hour < shift.until : hour >= shift.from || hour < shift.until;
}

/** Place-hours as stints: those that follow each other at one place on one day are one. */
function stintsOf(chosen: readonly number[], scores: Float32Array, { cells, cell, slot }: Timed, from: number): Stint[] {
  const byHour = new Int32Array(cells.length * DAY);
  cell.forEach((number, index) => {
    const at = number * DAY + ((slot[index] ?? 0) % DAY);
    byHour[at] = (byHour[at] ?? 0) + 1;
  });
  const stints: Stint[] = [];
  for (const at of [...chosen].sort((left, right) => left - right)) {
    const [place, weekSlot] = [Math.floor(at / SLOTS), at % SLOTS];
    const hour = weekSlot % DAY;
    const day = from + ((Math.floor(weekSlot / DAY) - weekdayNumber(from) + 7) % 7);
    const one: Stint = { cell: cells[place] ?? '', day, hour, hours: 1, expected: scores[at] ?? 0, before: byHour[place * DAY + hour] ?? 0 };
    const last = stints.at(-1);
    if (last !== undefined && last.cell === one.cell && last.day === day && last.hour + last.hours === hour) stints[stints.length - 1] = { ...last, hours: last.hours + 1, expected: last.expected + one.expected, before: last.before + one.before };
    else stints.push(one);
  }
  return stints.sort((left, right) => right.expected - left.expected);
}

/** The numbers of the cells around each, as far as anything ever happened there. */
export function neighbours(cells: readonly string[], grid: Grid): readonly (readonly number[])[] {
  const numbers = new Map(cells.map((cell, index) => [cell, index]));
  return cells.map((cell) => grid.around(cell).flatMap((other) => numbers.get(other) ?? []));
}
