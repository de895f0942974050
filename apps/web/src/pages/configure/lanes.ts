/** A line beside the cards, from one height to another. */
export interface Beside {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** Where a line beside the cards runs, and where along it its words stand. */
export interface Lane {
  /** px from the cards. */
  readonly offset: number;
  /** The height of its words. */
  readonly words: number;
}

const NEAREST = 14;
const APART = 14;
/** Words need so much room, px. */
const WIDE = 26;
const TALL = 18;
/** Where words may stand along a line, the best first. */
const SHARES = [0.5, 0.38, 0.62, 0.26, 0.74, 0.14, 0.86];

/** Gives lines that run past each other lanes of their own, the longer the further out, and their words room. @param room px at the side */
export function lanesOf(lines: readonly Beside[], room: number): ReadonlyMap<string, Lane> {
  const bounds = (line: Beside) => ({ high: Math.min(line.from, line.to), low: Math.max(line.from, line.to) });
  const inOrder = [...lines].sort((left, right) => Math.abs(left.to - left.from) - Math.abs(right.to - right.from));
  const lanes: Beside[][] = [];
  const numbers = new Map<string, number>();
  for (const line of inOrder) {
    const { high, low } = bounds(line);
    const meets = (other: Beside) => bounds(other).high < low && bounds(other).low > high;
    const free = lanes.findIndex((lane) => !lane.some(meets));
    const number = free < 0 ? lanes.length : free;
    (lanes[number] ??= []).push(line);
    numbers.set(line.id, number);
  }
  const step = Math.min(APART, Math.max(0, room - NEAREST - 10) / Math.max(1, lanes.length - 1));
  const placed: { readonly offset: number; readonly words: number }[] = [];
  return new Map(inOrder.map((line) => {
    const offset = NEAREST + (numbers.get(line.id) ?? 0) * step;
    const at = SHARES.map((share) => line.from + (line.to - line.from) * share);
    const words = at.find((height) => placed.every((one) => Math.abs(one.words - height) >= TALL || Math.abs(one.offset - offset) >= WIDE)) ?? at[0] ?? line.from;
    const lane = { offset, words };
    placed.push(lane);
    return [line.id, lane];
  }));
}
