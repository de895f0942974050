/** Translates a source's value: the exact value first, then the longest `prefix*`, then `*`. */
export type ValueTable = (value: string) => string | undefined;

const MOST_REMEMBERED = 10_000;

/** @param table `{"EMS:*": "assistance.medical", "*": "unclassified"}`; letters' case and outer blanks do not matter */
export function compileValues(table: Readonly<Record<string, string>>): ValueTable {
  const exact = new Map<string, string>();
  const prefixes: [string, string][] = [];
  for (const [from, to] of Object.entries(table)) {
    if (from.endsWith('*')) prefixes.push([normal(from.slice(0, -1)), to]);
    else exact.set(normal(from), to);
  }
  prefixes.sort(([left], [right]) => right.length - left.length);
  const remembered = new Map<string, string | undefined>();
  return (value) => {
    if (remembered.has(value)) return remembered.get(value);
    const key = normal(value);
    const found = exact.get(key) ?? prefixes.find(([prefix]) => key.startsWith(prefix))?.[1];
    if (remembered.size < MOST_REMEMBERED) remembered.set(value, found);
    return found;
  };
}

/** What two spellings of one value have in common. */
export function normal(value: string): string {
  return value.normalize('NFKC').trim().toLowerCase();
}
