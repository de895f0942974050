import { firstFrom, knownCells, lowerBound, SLOTS, type Timed } from './timed.js';

/** Of the place-hours that a way of choosing puts first, how many of the next week's incidents fell into them. */
export interface Hits {
  /** The share of all place-hours that is chosen, 0 to 1. */
  readonly share: number;
  /** Incidents in those chosen; place-hours that stand equal at the edge count by the share of them that would be chosen. */
  readonly hits: number;
  readonly incidents: number;
}

/** Scores of place-hours for the week that begins with a day, from what was before it. */
export type Scoring = (data: Timed, from: number) => Float32Array;

/**
 * Chooses the best shares of place-hours for a week and counts what happened in them. Places are those where anything had happened before; what happens
 * elsewhere is missed.
 */
export function measureWeek(data: Timed, from: number, scoring: Scoring, shares: readonly number[]): Hits[] {
  const { cell, day, slot } = data;
  const first = firstFrom(day, from);
  const scores = scoring(data, from).subarray(0, knownCells(cell, first) * SLOTS);
  const sorted = scores.slice().sort();
  const week = { from: first, to: firstFrom(day, from + 7) };
  return shares.map((share) => {
    const chosen = Math.round(share * scores.length);
    if (chosen === 0) return { share, hits: 0, incidents: week.to - week.from };
    const edge = sorted[sorted.length - chosen] ?? 0;
    const [below, upTo] = [lowerBound(sorted, edge), upperBound(sorted, edge)];
    const above = sorted.length - upTo;
    const ofEqual = (chosen - above) / (upTo - below);
    let hits = 0;
    for (let index = week.from; index < week.to; index += 1) {
      const at = (cell[index] ?? 0) * SLOTS + (slot[index] ?? 0);
      const score = at < scores.length ? (scores[at] ?? 0) : -1;
      hits += score > edge ? 1 : score === edge ? ofEqual : 0;
    }
    return { share, hits, incidents: week.to - week.from };
  });
}

/** Several weeks as one. */
export function together(weeks: readonly (readonly Hits[])[]): Hits[] {
  const [first = []] = weeks;
  return first.map(({ share }, index) => ({
    share,
    hits: weeks.reduce((sum, week) => sum + (week[index]?.hits ?? 0), 0),
    incidents: weeks.reduce((sum, week) => sum + (week[index]?.incidents ?? 0), 0),
  }));
}

/** The share of incidents that fell into what was chosen. */
export function hitRate({ hits, incidents }: Hits): number {
  return incidents === 0 ? 0 : hits / incidents;
}

/** Prediction accuracy index: how many times as dense incidents were there as everywhere. */
export function accuracyIndex(hits: Hits): number {
  return hitRate(hits) / hits.share;
}

/** The first baseline: how many there were in each place and hour of the week before. */
export const lastWeek: Scoring = (data, from) => counted(data, from - 7, from);

/** The second: how many there were in each place and hour of the week, ever. */
export const longRun: Scoring = (data, from) => counted(data, -Infinity, from);

function counted({ cells, cell, day, slot }: Timed, from: number, to: number): Float32Array {
  const counts = new Float32Array(cells.length * SLOTS);
  for (let index = firstFrom(day, from); index < firstFrom(day, to); index += 1) {
    const at = (cell[index] ?? 0) * SLOTS + (slot[index] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

function upperBound(sorted: Float32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
