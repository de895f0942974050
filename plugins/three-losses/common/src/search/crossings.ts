import { orient2d } from 'robust-predicates';
import type { Position } from './position.js';

export interface Crossing {
  readonly at: Position;
  /** The two edges; edge n leads from corner n to the next. */
  readonly edges: readonly [number, number];
}

/** Told to a person: the first ones lead to the rest. */
const MOST_TOLD = 10;

/**
 * Where a closed outline meets itself: edges that cross, touch, or run back over each other. Exact (Shewchuk's predicates), so that
 * corners that are nearly in line are not called a crossing and a real one is not missed.
 * @param corners not closed, no corner twice in a row
 */
export function crossingsOf(corners: readonly Position[]): readonly Crossing[] {
  const found: Crossing[] = [];
  const corner = (index: number) => corners[index % corners.length] as Position;
  for (let first = 0; first < corners.length && found.length < MOST_TOLD; first += 1) {
    if (runsBack(corner(first), corner(first + 1), corner(first + 2))) found.push({ at: corner(first + 1), edges: [first, (first + 1) % corners.length] });
    for (let second = first + 2; second < corners.length && found.length < MOST_TOLD; second += 1) {
      if (first === 0 && second === corners.length - 1) continue;
      const at = meeting(corner(first), corner(first + 1), corner(second), corner(second + 1));
      if (at !== undefined) found.push({ at, edges: [first, second] });
    }
  }
  return found;
}

function side([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position): number {
  return Math.sign(orient2d(ax, ay, bx, by, cx, cy));
}

/** Two edges in a row that lie upon each other. */
function runsBack(a: Position, b: Position, c: Position): boolean {
  return side(a, b, c) === 0 && (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0;
}

/** Where two lines that share no end meet. */
function meeting(a: Position, b: Position, c: Position, d: Position): Position | undefined {
  const [ofC, ofD, ofA, ofB] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (ofC * ofD < 0 && ofA * ofB < 0) {
    const along = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / ((b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]));
    return [a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])];
  }
  if (ofC === 0 && between(a, b, c)) return c;
  if (ofD === 0 && between(a, b, d)) return d;
  if (ofA === 0 && between(c, d, a)) return a;
  if (ofB === 0 && between(c, d, b)) return b;
  return undefined;
}

/** Of a place in line with two others: whether it lies between them. */
function between(a: Position, b: Position, place: Position): boolean {
  return [0, 1].every((axis) => {
    const [from, to, here] = [a, b, place].map((position) => position[axis] as number) as [number, number, number];
    return here >= Math.min(from, to) && here <= Math.max(from, to);
  });
}
