/** What one answer says of some cells together. */
export interface Equation {
  readonly cells: readonly number[];
  /** What is told of their sum; of what is suppressed, nothing. */
  readonly told: number;
  readonly atLeast: number;
  readonly atMost: number;
}

/** A prime below 2²⁶: products of two remainders are exact numbers, and an elimination that is right by it is right in fractions but for one case in millions. */
const PRIME = 67_108_859;

/** Solves answers about sums for single cells, by elimination. */
export class Elimination {
  private readonly pivots = new Map<number, { readonly row: Float64Array; readonly right: number }>();

  constructor(private readonly size: number) {}

  get rank(): number {
    return this.pivots.size;
  }

  add({ cells, told }: Equation): void {
    if (this.rank === this.size) return;
    const row = new Float64Array(this.size);
    for (const cell of cells) row[cell] = 1;
    const right = this.reduce(row, told, new Set());
    const place = row.findIndex((value) => value !== 0);
    if (place < 0) return;
    const factor = inverse(row[place] ?? 1);
    this.pivots.set(place, { row: row.map((value) => (value * factor) % PRIME), right: (right * factor) % PRIME });
  }

  /** What single cells come to, where the answers settle them. */
  solved(): Map<number, number> {
    const found = new Map<number, number>();
    for (const [place, { row, right }] of [...this.pivots].sort(([left], [other]) => other - left)) {
      const rest = row.slice();
      rest[place] = 0;
      const value = this.reduce(rest, right, new Set([place]));
      if (rest.every((one) => one === 0)) found.set(place, value > PRIME / 2 ? value - PRIME : value);
    }
    return found;
  }

  /** Takes away what is known already. @returns the right side */
  private reduce(row: Float64Array, told: number, beside: ReadonlySet<number>): number {
    let right = told % PRIME;
    for (let place = 0; place < this.size; place++) {
      const factor = row[place] ?? 0;
      const pivot = this.pivots.get(place);
      if (factor === 0 || pivot === undefined || beside.has(place)) continue;
      for (let other = place; other < this.size; other++) row[other] = mod((row[other] ?? 0) - factor * (pivot.row[other] ?? 0));
      right = mod(right - factor * pivot.right);
    }
    return right;
  }
}

function mod(value: number): number {
  const rest = value % PRIME;
  // Never a negative nothing.
  return rest < 0 ? rest + PRIME : rest + 0;
}

/** By Fermat. */
function inverse(value: number): number {
  let [result, base] = [1, mod(value)];
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

/** The bounds of every cell that the bounds of all sums leave, tightened by one another until nothing moves. */
export function tightened(size: number, equations: readonly Equation[]): { readonly low: readonly number[]; readonly high: readonly number[] } {
  const low = Array.from({ length: size }, () => 0);
  const high = Array.from({ length: size }, () => Infinity);
  for (let moved = true; moved; ) {
    moved = false;
    for (const { cells, atLeast, atMost } of equations) {
      const lowest = cells.reduce((sum, cell) => sum + (low[cell] ?? 0), 0);
      const endless = cells.filter((cell) => high[cell] === Infinity).length;
      const highest = cells.reduce((sum, cell) => sum + (high[cell] === Infinity ? 0 : (high[cell] ?? 0)), 0);
      for (const cell of cells) {
        const [before, after] = [low[cell] ?? 0, high[cell] ?? 0];
        const most = atMost - (lowest - before);
        const others = endless - (after === Infinity ? 1 : 0) > 0 ? Infinity : highest - (after === Infinity ? 0 : after);
        const least = atLeast - others;
        if (most < after) [high[cell], moved] = [most, true];
        if (least > before) [low[cell], moved] = [least, true];
      }
    }
  }
  return { low, high };
}
