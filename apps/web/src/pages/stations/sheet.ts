import { csv, placesOf, plain, type SmallTable, type Words } from '@stationhouse/plugin-web';
import { stationKinds } from './words.js';

/** A new station as a row says it; `row` is the line of the sheet. */
export interface SheetRow {
  readonly row: number;
  readonly name: string;
  readonly code: string;
  readonly kind: string;
  readonly timeZone: string;
  readonly population: string;
}

export type SheetColumn = Exclude<keyof SheetRow, 'row'>;

/** What the columns are called; the first two are what the template says, the others what people call them too. */
const TITLES: Readonly<Record<SheetColumn, readonly [string, string, ...string[]]>> = {
  name: ['名称', 'Name', '派出所', '派出所名称', '单位名称', 'station'],
  code: ['代码', 'Code', '派出所代码', '单位代码'],
  kind: ['辖区类型', 'Kind of place', '类型', 'kind'],
  population: ['辖区人口', 'Population', '人口', '人口数'],
  timeZone: ['时区', 'Time zone', 'timezone'],
};

/** The columns in the order of the template. */
export const SHEET_COLUMNS = Object.keys(TITLES) as readonly SheetColumn[];

export function titleOf(column: SheetColumn, say: Words['say']): string {
  const [zhCN, en] = TITLES[column];
  return say(zhCN, en);
}

/**
 * The stations of a table, its columns found by their titles in either language and in any order.
 * @param timeZone where a row says none
 * @returns the rows, and the columns that no station can do without and that are not there
 */
export function readSheet({ columns, rows }: SmallTable, timeZone: string): { readonly rows: readonly SheetRow[]; readonly missing: readonly SheetColumn[] } {
  const at = placesOf(TITLES, columns);
  const missing = (['name', 'code', 'kind'] as const).filter((column) => at[column] < 0);
  const kinds = new Map([...stationKinds((zhCN) => zhCN), ...stationKinds((_, en) => en)].map(({ value, label }) => [plain(label), value]));
  return {
    missing,
    rows: rows.map(({ line, values }) => {
      const cell = (column: SheetColumn) => (values[at[column]] ?? '').trim();
      return { row: line, name: cell('name'), code: cell('code').normalize('NFKC').toUpperCase(), kind: kinds.get(plain(cell('kind'))) ?? cell('kind'), population: cell('population'), timeZone: cell('timeZone') || timeZone };
    }),
  };
}

/** An empty table to be filled in. */
export function template(say: Words['say']): Blob {
  return csv([SHEET_COLUMNS.map((column) => titleOf(column, say))]);
}
