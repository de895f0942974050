import { hunks, type Hunk } from '../editing/lines.js';

/** Lines that both changed, and differently. */
export type MergedText = { readonly ok: true; readonly text: string } | { readonly ok: false };

/**
 * Merges two people's texts that began as one, line by line: what only one changed holds. Refused where both changed the same lines, or lines that
 * touch, differently: two halves that each read well need not read well together.
 */
export function mergeTexts(base: string, mine: string, theirs: string): MergedText {
  if (mine === theirs || theirs === base) return { ok: true, text: mine };
  if (mine === base) return { ok: true, text: theirs };
  const old = base.split('\n');
  const [left, right] = [hunks(old, mine.split('\n')), hunks(old, theirs.split('\n'))];
  const merged: Hunk[] = [];
  const rest = [...right];
  for (const hunk of left) {
    const met = rest.filter((other) => other.from <= hunk.to && hunk.from <= other.to);
    if (met.some((other) => !same(hunk, other))) return { ok: false };
    for (const other of met) rest.splice(rest.indexOf(other), 1);
    merged.push(hunk);
  }
  const all = [...merged, ...rest].sort((one, other) => one.from - other.from);
  const lines: string[] = [];
  let at = 0;
  for (const { from, to, lines: instead } of all) {
    lines.push(...old.slice(at, from), ...instead);
    at = to;
  }
  return { ok: true, text: [...lines, ...old.slice(at)].join('\n') };
}

const same = (one: Hunk, other: Hunk) => one.from === other.from && one.to === other.to && one.lines.join('\n') === other.lines.join('\n');
