/** Rows from `first` up to, without, `last`. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** The height of each of many rows: as it was measured, or the middle of what was. */
export function heightsOf(count: number, measured: ReadonlyMap<number, number>, estimate: number): number[] {
  const known = [...measured].filter(([row]) => row < count);
  const guess = known.length === 0 ? estimate : known.reduce((sum, [, height]) => sum + height, 0) / known.length;
  return Array.from({ length: count }, (_, row) => measured.get(row) ?? guess);
}

/** The rows that a window onto them shows, and some around it. @param around how many more above and below */
export function windowOf(heights: readonly number[], top: number, height: number, around: number): Range {
  let [first, passed] = [0, 0];
  while (first < heights.length && passed + (heights[first] ?? 0) <= top) passed += heights[first++] ?? 0;
  let last = first;
  while (last < heights.length && passed < top + height) passed += heights[last++] ?? 0;
  return { first: Math.max(0, first - around), last: Math.min(heights.length, last + around) };
}

/** Where a key leads in a grid of cells; undefined for a key that leads nowhere. */
export function stepOf(event: { readonly key: string; readonly ctrlKey: boolean }, [row, column]: readonly [number, number], rows: number, columns: number): readonly [number, number] | undefined {
  const at = (nextRow: number, nextColumn: number) => [Math.min(rows - 1, Math.max(0, nextRow)), Math.min(columns - 1, Math.max(0, nextColumn))] as const;
  switch (event.key) {
    case 'ArrowDown':
      return at(row + 1, column);
    case 'ArrowUp':
      return at(row - 1, column);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'PageDown':
      return at(row + PAGE, column);
    case 'PageUp':
      return at(row - PAGE, column);
    case 'Home':
      return at(event.ctrlKey ? 0 : row, 0);
    case 'End':
      return at(event.ctrlKey ? rows : row, columns);
    default:
      return undefined;
  }
}

const PAGE = 10;
