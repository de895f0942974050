import type { Grid } from './grid.js';

/** What happened in one cell, as far as it may be told. */
export interface CellCount {
  readonly cell: string;
  readonly now: number;
  /** In the period before, scaled by nothing; undefined where nothing is compared. */
  readonly before: number | undefined;
}

/** How a cell stands out: of the cells called hot, about one in twenty (very hot: one in a hundred) is so by chance. */
export type Heat = 'VERY_HOT' | 'HOT' | 'NONE' | 'COLD';

/** A cell, and how its neighbourhood stands out. */
export interface HotSpot extends CellCount {
  /** Getis-Ord Gi*, in standard deviations; null where the cells are too few to say. */
  readonly score: number | null;
  readonly heat: Heat;
  readonly change: Change | undefined;
}

/** A difference with its 95 % bounds, in incidents of the later period’s length. */
export interface Change {
  readonly difference: number;
  readonly atLeast: number;
  readonly atMost: number;
  /** Whether the bounds leave out zero. */
  readonly clear: boolean;
}

/** With fewer cells the score is no normal deviate. */
const LEAST_CELLS = 30;
const [RARE, RARER] = [0.05, 0.01];
const Z = 1.959964;

/**
 * How the counts of an area stand out by place: Getis-Ord Gi* over each cell and those that touch it, every one with the same weight, against all cells of the
 * area, the empty ones too. Which are hot is decided over all cells together, by the false discovery rate (Benjamini and Hochberg).
 * @param counts of the cells in which something happened
 * @param area the cells that are looked at; those of `counts` are looked at as well
 * @param lengths of both periods in days: what was before is scaled to the length of now
 */
export function hotSpots(counts: readonly CellCount[], area: Iterable<string>, grid: Grid, lengths: { readonly now: number; readonly before: number }): HotSpot[] {
  const known = new Map(counts.map((count) => [count.cell, count]));
  const cells = [...new Set([...area, ...known.keys()])];
  const scores = cells.length < LEAST_CELLS ? undefined : giStar(cells, (cell) => known.get(cell)?.now ?? 0, grid);
  const compared = counts.some(({ before }) => before !== undefined);
  const hot = scores === undefined ? [] : discovered(scores.map(upperTail));
  const cold = scores === undefined ? [] : discovered(scores.map((score) => upperTail(-score)));
  return cells.map((cell, index): HotSpot => {
    const { now, before } = known.get(cell) ?? { now: 0, before: compared ? 0 : undefined };
    const heat = (hot[index] ?? 1) <= RARER ? 'VERY_HOT' : (hot[index] ?? 1) <= RARE ? 'HOT' : (cold[index] ?? 1) <= RARE ? 'COLD' : 'NONE';
    return { cell, now, before, score: scores?.[index] ?? null, heat, change: before === undefined ? undefined : changeOf(now, before, lengths.now / lengths.before) };
  });
}

/** Gi* of every cell. @see Getis and Ord 1992, Ord and Getis 1995 (with the cell itself in its neighbourhood) */
function giStar(cells: readonly string[], countOf: (cell: string) => number, grid: Grid): number[] {
  const inArea = new Set(cells);
  const values = cells.map(countOf);
  const count = cells.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const deviation = Math.sqrt(Math.max(0, values.reduce((sum, value) => sum + value * value, 0) / count - mean * mean));
  return cells.map((cell) => {
    const near = [cell, ...grid.around(cell).filter((other) => inArea.has(other))];
    const sum = near.reduce((total, other) => total + countOf(other), 0);
    const spread = deviation * Math.sqrt((count * near.length - near.length ** 2) / (count - 1));
    return spread === 0 ? 0 : (sum - mean * near.length) / spread;
  });
}

/** Of each chance, the smallest false discovery rate at which it counts (Benjamini and Hochberg 1995). */
function discovered(chances: readonly number[]): number[] {
  const order = chances.map((chance, index) => ({ chance, index })).sort((left, right) => right.chance - left.chance);
  const rates = new Array<number>(chances.length).fill(1);
  let least = 1;
  order.forEach(({ chance, index }, place) => {
    least = Math.min(least, (chance * chances.length) / (chances.length - place));
    rates[index] = least;
  });
  return rates;
}

/** The chance that a normal deviate is larger (Abramowitz and Stegun 26.2.17: within 10⁻⁷). */
function upperTail(score: number): number {
  const at = Math.abs(score);
  const t = 1 / (1 + 0.2316419 * at);
  const tail = (Math.exp((-at * at) / 2) / Math.sqrt(2 * Math.PI)) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return score >= 0 ? tail : 1 - tail;
}

/**
 * The difference of two counts of rare events, with bounds made from the score interval of each (the method of variance estimates recovery, Zou and Donner 2008):
 * right also where one of them is zero.
 * @param ratio what a day of the later period stands for of the earlier one: their lengths, later over earlier
 */
export function changeOf(now: number, before: number, ratio: number): Change {
  const scaled = before * ratio;
  const [low, high] = boundsOf(now);
  const [lowBefore, highBefore] = boundsOf(before).map((bound) => bound * ratio) as [number, number];
  const difference = now - scaled;
  const atLeast = difference - Math.hypot(now - low, highBefore - scaled);
  const atMost = difference + Math.hypot(high - now, scaled - lowBefore);
  return { difference, atLeast, atMost, clear: atLeast > 0 || atMost < 0 };
}

/** Between which means a count lies, in 95 cases of 100: score bounds of a Poisson mean. */
function boundsOf(count: number): [number, number] {
  const [middle, half] = [count + (Z * Z) / 2, Z * Math.sqrt(count + (Z * Z) / 4)];
  return [middle - half, middle + half];
}
