/** A line of a text beside another: in both, only in the later, or only in the earlier. */
export interface Line {
  readonly mark: ' ' | '+' | '-';
  readonly text: string;
}

/** Beyond this many pairs of lines everything between the common beginning and end counts as rewritten. */
const MOST_PAIRS = 1_000_000;

/** What leads from one text to another, line by line, with the longest common run of lines kept. */
export function compareLines(before: string, after: string): readonly Line[] {
  const [was, is] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < was.length && start < is.length && was[start] === is[start]) start += 1;
  let end = 0;
  while (end < was.length - start && end < is.length - start && was[was.length - 1 - end] === is[is.length - 1 - end]) end += 1;
  const same = (lines: readonly string[]) => lines.map((text): Line => ({ mark: ' ', text }));
  return [...same(was.slice(0, start)), ...between(was.slice(start, was.length - end), is.slice(start, is.length - end)), ...same(was.slice(was.length - end))];
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function between(was: readonly string[], is: readonly string[]): Line[] {
  const gone = was.map((text): Line => ({ mark: '-', text }));
  const come = is.map((text): Line => ({ mark: '+', text }));
  if (was.length * is.length > MOST_PAIRS) return [...gone, ...come];
  // How many lines are common from here on.
  const common = Array.from({ length: was.length + 1 }, () => new Uint32Array(is.length + 1));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = was.length - 1; i >= 0; i -= 1) {
    for (let j = is.length - 1; j >= 0; j -= 1) (common[i] as Uint32Array)[j] = was[i] === is[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < was.length || j < is.length) {
    if (i < was.length && j < is.length && was[i] === is[j]) {
      lines.push({ mark: ' ', text: was[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < was.length && (j === is.length || at(i + 1, j) >= at(i, j + 1))) lines.push(gone[i++] as Line);
    else lines.push(come[j++] as Line);
  }
  return lines;
}
