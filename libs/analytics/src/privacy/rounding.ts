/** What is told of a count to whoever must not know it exactly. */
export interface Told {
  readonly value: number;
  /** The count is at least, and at most, this many. */
  readonly atLeast: number;
  readonly atMost: number;
}

/** Counts below this are never told: what is told of persons are its multiples. */
export const STEP = 5;

/** What is told of a cell in which nothing happened, and of others with few. */
export const TOLD_OF_NOTHING: Told = { value: 0, atLeast: 0, atMost: STEP - 1 };

/**
 * A count as a multiple of five, by an offset that nobody knows and that belongs to the cell for good. Each of the offsets 0 … 4 is as likely as
 * another, so the mean of what is told is the count. What is told depends on the sum of count and offset alone: whoever sees it, also before and
 * after a change, cannot tell a count from one that is up to four larger or smaller.
 */
export function rounded(count: number, offset: number): Told {
  const value = Math.floor((count + offset) / STEP) * STEP;
  return { value, atLeast: Math.max(0, value - STEP + 1), atMost: value + STEP - 1 };
}

/**
 * How far a sum of rounded cells is from the true one, in nineteen cases of twenty. A cell with the remainder r has the variance r(5 − r): never
 * above 6, and never above four times its count.
 * @param value the sum as it is told
 * @param cells how many cells were added
 */
export function marginOf(value: number, cells: number): number {
  return Math.min((STEP - 1) * cells, Math.ceil(1.96 * Math.sqrt(Math.min(6 * cells, 4 * value))));
}

const BANDS = [0, 5, 10, 20, 50];

/** A count as the band it falls into: 0–4, 5–9, 10–19, 20–49, 50–99, 100–199, 200–499 and so on. */
export function banded(count: number): Told {
  const lowest = BANDS.findLast((start) => start <= count) ?? 0;
  if (count < 100) return { value: lowest, atLeast: lowest, atMost: (BANDS.find((start) => start > count) ?? 100) - 1 };
  const unit = 10 ** Math.floor(Math.log10(count));
  const [first, next] = count < 2 * unit ? [1, 2] : count < 5 * unit ? [2, 5] : [5, 10];
  return { value: first * unit, atLeast: first * unit, atMost: next * unit - 1 };
}
