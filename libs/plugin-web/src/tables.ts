import { createContext, useContext } from 'react';

/** A table as the server reads it: cells as they were written. */
export interface SmallTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly line: number; readonly values: readonly string[] }[];
}

/** Reads a table – a workbook, or a text in whatever encoding; at most 1 MiB and 500 rows – as the server does for imports; nothing of it is kept. Set by the shell around pages of a station. */
export const TableReader = createContext<((stationId: string, file: File) => Promise<SmallTable>) | undefined>(undefined);

/** The reader of tables. @throws Error outside the shell */
export function useTableReader(): (stationId: string, file: File) => Promise<SmallTable> {
  const read = useContext(TableReader);
  if (read === undefined) throw new Error('useTableReader: no reader around this component');
  return read;
}

/** Words as people write them in a table: spaces, stars and the width of letters say nothing. */
export const plain = (words: string) => words.normalize('NFKC').replace(/[\s*＊]/g, '').toLowerCase();

/** Where each column stands in a table, found by its titles; below 0 where it is not there. */
export function placesOf<Column extends string>(titles: Readonly<Record<Column, readonly string[]>>, columns: readonly string[]): Readonly<Record<Column, number>> {
  const keys = Object.keys(titles) as Column[];
  return Object.fromEntries(keys.map((key) => [key, columns.findIndex((title) => titles[key].some((known) => plain(known) === plain(title)))])) as Record<Column, number>;
}

/** A table as CSV as spreadsheets open it, UTF-8 with a mark; a cell that a spreadsheet would compute is written as text. */
export function csv(rows: readonly (readonly string[])[]): Blob {
  const written = (cell: string) => `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
  return new Blob([`\uFEFF${rows.map((row) => `${row.map(written).join(',')}\r\n`).join('')}`], { type: 'text/csv;charset=utf-8' });
}

/** How long a browser may take to begin saving what was handed over. */
const SAVING_MS = 10_000;

/** Hands a file that lies in the page to the browser to save. */
export function handOver(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVING_MS);
}
