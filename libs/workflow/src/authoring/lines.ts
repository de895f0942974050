/** A line of two texts compared: in both, in the first alone, or in the second alone. */
export interface ComparedLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly line: string;
  /** Its number in the text it comes from (of `same`: in the second), from 1. */
  readonly number: number;
}

/** What differs between two texts, line by line: the fewest lines taken out and put in (Myers 1986). */
export function compareLines(before: string, after: string): readonly ComparedLine[] {
  const [left, right] = [before.split('\n'), after.split('\n')];
  const compared: ComparedLine[] = [];
  let [x, y] = [0, 0];
  const same = (until: number) => {
    for (; x < until; x++, y++) compared.push({ kind: 'same', line: right[y] ?? '', number: y + 1 });
  };
  for (const [from, onto] of edits(left, right)) {
    if (onto === undefined) {
      same(from);
      compared.push({ kind: 'removed', line: left[x] ?? '', number: ++x });
    } else {
      same(from);
      compared.push({ kind: 'added', line: right[y] ?? '', number: ++y });
    }
  }
  same(left.length);
  return compared;
}

/** The edits in reading order: a line of the left taken out at `[x]`, or one of the right put in before `[x, y]`. */
function edits(left: readonly string[], right: readonly string[]): (readonly [number, number?])[] {
  const most = left.length + right.length;
  let reached = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let depth = 0; depth <= most; depth++) {
    trail.push(reached);
    const next = new Map(reached);
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const down = diagonal === -depth || (diagonal !== depth && (reached.get(diagonal - 1) ?? 0) < (reached.get(diagonal + 1) ?? 0));
      let x = down ? (reached.get(diagonal + 1) ?? 0) : (reached.get(diagonal - 1) ?? 0) + 1;
      while (x < left.length && x - diagonal < right.length && left[x] === right[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= left.length && x - diagonal >= right.length) return walkedBack(trail, left.length, right.length);
    }
    reached = next;
  }
  return [];
}

function walkedBack(trail: readonly ReadonlyMap<number, number>[], width: number, height: number): (readonly [number, number?])[] {
  const found: (readonly [number, number?])[] = [];
  let [x, y] = [width, height];
  for (let depth = trail.length - 1; depth > 0; depth--) {
    const reached = trail[depth] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = diagonal === -depth || (diagonal !== depth && (reached.get(diagonal - 1) ?? 0) < (reached.get(diagonal + 1) ?? 0));
    const before = down ? diagonal + 1 : diagonal - 1;
    x = reached.get(before) ?? 0;
    y = x - before;
    found.push(down ? [x, y] : [x]);
  }
  return found.reverse();
}
