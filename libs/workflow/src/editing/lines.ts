import { diffArrays } from 'diff';

/** A run of lines of the old text in the place of which stand others; `from` = `to` where lines are only added. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** A line of two texts compared: in both, in the first alone, or in the second alone. */
export interface ComparedLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly line: string;
  /** Its number in the text it comes from (of `same`: in the second), from 1. */
  readonly number: number;
}

/** Beyond this many changed lines the texts count as rewritten: finding out more takes seconds. */
const MOST_EDITS = 2_000;

/** How one text became another, line by line. */
export function hunks(before: readonly string[], after: readonly string[]): Hunk[] {
  const parts = diffArrays([...before], [...after], { maxEditLength: MOST_EDITS });
  if (parts === undefined) return [{ from: 0, to: before.length, lines: after }];
  const all: Hunk[] = [];
  let at = 0;
  let open: { from: number; to: number; lines: string[] } | undefined;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      at += value.length;
      open = undefined;
      continue;
    }
    if (open === undefined) all.push((open = { from: at, to: at, lines: [] }));
    if (added) open.lines.push(...value);
    else open.to = at += value.length;
  }
  return all;
}

/** What differs between two texts, line by line. */
export function compareLines(before: string, after: string): readonly ComparedLine[] {
  const [left, right] = [before.split('\n'), after.split('\n')];
  const compared: ComparedLine[] = [];
  let [x, y] = [0, 0];
  const same = (until: number) => {
    for (; x < until; x++, y++) compared.push({ kind: 'same', line: right[y] ?? '', number: y + 1 });
  };
  for (const { from, to, lines } of hunks(left, right)) {
    same(from);
    for (; x < to; x++) compared.push({ kind: 'removed', line: left[x] ?? '', number: x + 1 });
    for (const line of lines) compared.push({ kind: 'added', line, number: ++y });
  }
  same(left.length);
  return compared;
}
