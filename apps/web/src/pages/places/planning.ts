/** A place and the hours of a day, as it is being planned. */
export interface DraftStint {
  readonly cell: string;
  readonly outline: unknown;
  readonly place: string;
  readonly date: string;
  readonly hour: number;
  readonly hours: number;
  readonly recommended: boolean;
}

/** A plan that is being made or changed. */
export interface Draft {
  readonly startsOn: string;
  readonly grid: { readonly kind: 'SQUARE' | 'HEXAGON'; readonly size: number };
  readonly categories: readonly string[];
  readonly note: string;
  readonly stints: readonly DraftStint[];
  /** Of a plan that stands: which one, and the version it is changed from. */
  readonly changes?: { readonly id: string; readonly version: number };
}

/** A table as CSV text that a spreadsheet opens: with a byte-order mark, and nothing in it that a spreadsheet would run. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const cell = (value: string) => `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
