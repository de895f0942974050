const CANDIDATES = [',', '\t', ';', '|'] as const;

export type Delimiter = (typeof CANDIDATES)[number];

/** Which character parts the columns: the one that gives the first rows the same number of columns, the more the better. */
export function detectDelimiter(sample: string): Delimiter {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of CANDIDATES) {
    const widths = columnCounts(sample, delimiter).slice(0, 50);
    const header = widths[0] ?? 1;
    const agreeing = widths.filter((width) => width === header).length / Math.max(widths.length, 1);
    const score = header > 1 ? agreeing * Math.min(header, 20) : 0;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Columns of each whole row, minding quotes; the last, perhaps cut-off row is left out when there are others. */
function columnCounts(sample: string, delimiter: string): number[] {
  const counts: number[] = [];
  let columns = 1;
  let quoted = false;
  for (const character of sample) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && character === delimiter) columns += 1;
    else if (!quoted && character === '\n') {
      counts.push(columns);
      columns = 1;
    }
  }
  if (counts.length === 0) counts.push(columns);
  return counts;
}
