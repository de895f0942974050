/** Lines that both changed, and differently. */
export type MergedText = { readonly ok: true; readonly text: string } | { readonly ok: false };

/** A run of lines of the old text in the place of which stand others; `from` = `to` where lines are only added. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

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

/** How one text became another: Myers' shortest edit script, between what both begin and end with. */
export function hunks(before: readonly string[], after: readonly string[]): Hunk[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return joined(script(old, now), now).map(({ from, to, lines }) => ({ from: from + start, to: to + start, lines }));
}

/** Beyond this many changed lines the middle counts as one change. */
const MOST_EDITS = 2_000;

type Edit = { readonly at: number; readonly by: number; readonly kind: 'keep' | 'remove' | 'add' };

function script(old: readonly string[], now: readonly string[]): Edit[] {
  const [height, width] = [old.length, now.length];
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let depth = 0; depth <= Math.min(height + width, MOST_EDITS); depth++) {
    trace.push(new Map(reach));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const down = diagonal === -depth || (diagonal !== depth && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));
      let x = down ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0) + 1;
      while (x < height && x - diagonal < width && old[x] === now[x - diagonal]) x++;
      reach.set(diagonal, x);
      if (x >= height && x - diagonal >= width) return walkedBack(trace, height, width);
    }
    reach = new Map(reach);
  }
  return [...old.map((_, at): Edit => ({ at, by: 0, kind: 'remove' })), ...now.map((_, by): Edit => ({ at: height, by, kind: 'add' }))];
}

function walkedBack(trace: readonly ReadonlyMap<number, number>[], height: number, width: number): Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [height, width];
  for (let depth = trace.length - 1; depth > 0; depth--) {
    const reach = trace[depth] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = diagonal === -depth || (diagonal !== depth && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));
    const before = down ? diagonal + 1 : diagonal - 1;
    const [fromX, fromY] = [reach.get(before) ?? 0, (reach.get(before) ?? 0) - before];
    while (x > fromX + (down ? 0 : 1) && y > fromY + (down ? 1 : 0)) edits.push({ at: --x, by: --y, kind: 'keep' });
    if (down) edits.push({ at: x, by: --y, kind: 'add' });
    else edits.push({ at: --x, by: y, kind: 'remove' });
  }
  while (x > 0 && y > 0) edits.push({ at: --x, by: --y, kind: 'keep' });
  return edits.reverse();
}

/** Edits that follow one another as one hunk. */
function joined(edits: readonly Edit[], now: readonly string[]): Hunk[] {
  const all: { from: number; to: number; lines: string[] }[] = [];
  let open: { from: number; to: number; lines: string[] } | undefined;
  for (const { at, by, kind } of edits) {
    if (kind === 'keep') {
      open = undefined;
      continue;
    }
    if (open === undefined) all.push((open = { from: at, to: at, lines: [] }));
    if (kind === 'remove') open.to = at + 1;
    else open.lines.push(now[by] ?? '');
  }
  return all;
}
