import { hunks } from '../authored/merge-text.js';

/** A line of two texts compared: in both, in the first alone, or in the second alone. */
export interface ComparedLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly line: string;
  /** Its number in the text it comes from (of `same`: in the second), from 1. */
  readonly number: number;
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
