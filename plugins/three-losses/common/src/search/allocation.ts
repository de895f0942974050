import { numberWithin } from './numbers.js';

/** A segment as far as dividing effort goes. */
export interface Searchable {
  readonly id: string;
  /** Probability of area, 0 to 1. */
  readonly poa: number;
  /** Coverage that one hour of effort adds: square metres swept in it over square metres there are. */
  readonly coveragePerHour: number;
}

export interface Allocation {
  /** Hours by segment id; the sum is what was to be divided. */
  readonly hours: ReadonlyMap<string, number>;
  /** Expected probability of success. */
  readonly success: number;
  /** What a further hour would add, per hour; equal over every segment that has some. */
  readonly marginal: number;
}

/**
 * The best division of effort that can be poured like water, for random search (`1 − exp(−coverage)`): every hour goes where it adds most until all add the same
 * (B. O. Koopman 1957; A. Charnes & W. W. Cooper, The theory of search: optimum distribution of search effort, Management Science 5 (1958) 44–50;
 * L. D. Stone, Theory of Optimal Search, 1975). Exact, in closed form: nobody travels here; `suggest` counts that.
 * @param hours to divide, all searchers together
 * @throws StationhouseError BAD_INPUT for hours or shares that are none
 */
export function bestDivision(segments: readonly Searchable[], hours: number): Allocation {
  numberWithin(hours, 'hours', 0, 1e6);
  const ranked = segments
    .map(({ id, poa, coveragePerHour }) => ({ id, poa: numberWithin(poa, 'poa', 0, 1), rate: numberWithin(coveragePerHour, 'coveragePerHour', 0, 1e6) }))
    .filter(({ poa, rate }) => poa * rate > 0)
    .toSorted((left, right) => right.poa * right.rate - left.poa * left.rate);
  // With the best k segments under water, ln λ = (Σ ln(pᵣ)/r − hours) / Σ 1/r; the next one joins when its own first hour is worth more.
  let [sumLogs, sumInverse, level] = [0, 0, Infinity];
  let count = 0;
  for (const { poa, rate } of ranked) {
    const first = Math.log(poa * rate);
    if (count > 0 && first <= level) break;
    [sumLogs, sumInverse, count] = [sumLogs + first / rate, sumInverse + 1 / rate, count + 1];
    level = (sumLogs - hours) / sumInverse;
  }
  const given = new Map(ranked.slice(0, count).map(({ id, poa, rate }) => [id, Math.max(0, (Math.log(poa * rate) - level) / rate)]));
  return { hours: new Map(segments.map(({ id }) => [id, given.get(id) ?? 0])), success: successOf(segments, given), marginal: count === 0 ? 0 : Math.exp(level) };
}

/** Expected probability of success of any division of effort. */
export function successOf(segments: readonly Searchable[], hours: ReadonlyMap<string, number>): number {
  return segments.reduce((sum, { id, poa, coveragePerHour }) => sum + poa * -Math.expm1(-coveragePerHour * (hours.get(id) ?? 0)), 0);
}
