import type { Tenant } from '@stationhouse/database';
import { badInput, isStationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { parseCode, parseName, parseTimeZone } from './names.js';
import type { NewStation } from './units.js';

/** A station as a row of a table says it: every cell as it was written. */
export interface StationRow {
  /** Its line in the table, from 1; problems name it. */
  readonly row: number;
  readonly name: string;
  readonly code: string;
  readonly kind: string;
  readonly timeZone: string;
  /** A whole number, or blank where nobody knows. */
  readonly population: string;
  /** Whether it collects rows that an import could not route. */
  readonly unrouted?: boolean | null | undefined;
}

/** The cells of a row. */
export type StationColumn = Exclude<keyof StationRow, 'row' | 'unrouted'>;

/** What is wrong with a cell. */
export interface StationRowProblem {
  readonly row: number;
  readonly column: StationColumn;
  readonly code: string;
  /** What is wrong and what to do. */
  readonly text: Bilingual;
}

/** The most stations that one table founds. */
export const MOST_STATION_ROWS = 200;
const MOST_PEOPLE = 100_000_000;

/**
 * Reads the rows of a table as stations to be created, and finds everything that is wrong with them: in a cell, between rows, and with the
 * stations that the bureau has.
 * @returns a station for each row, or problems
 * @throws StationhouseError BAD_INPUT for no rows, or for more than 200
 */
export async function readStationRows(tenant: Tenant, bureauId: Id, rows: readonly StationRow[]): Promise<{ readonly stations: readonly NewStation[]; readonly problems: readonly StationRowProblem[] }> {
  if (rows.length === 0) throw badInput('stations', text('表格中没有派出所。', 'There is no station in the table.'));
  if (rows.length > MOST_STATION_ROWS) throw badInput('stations', text(`一次最多新建 ${MOST_STATION_ROWS} 个派出所，请分成几个表格。`, `At most ${MOST_STATION_ROWS} stations at a time. Split the table.`));
  const problems: StationRowProblem[] = [];
  const stations = rows.map((row) => readRow(row, problems));
  const existing = await tenant.sql<{ code: string; name: string }>(
    'SELECT c.code, s.name FROM station s CROSS JOIN LATERAL unnest(s.code || s.former_codes) AS c (code) WHERE s.bureau_id = $1 AND c.code = ANY ($2)', [bureauId, stations.map(({ code }) => code)]);
  const taken = new Map(existing.map(({ code, name }) => [code, name]));
  const first = new Map<string, number>();
  for (const [index, { code }] of stations.entries()) {
    const row = rows[index]?.row ?? 0;
    const [owner, earlier] = [taken.get(code), first.get(code)];
    if (owner !== undefined) problems.push({ row, column: 'code', code: 'TAKEN', text: text(`代码 ${code} 已由“${owner}”使用，请换一个。`, `The code ${code} is that of “${owner}”. Choose another.`) });
    if (earlier !== undefined && code !== '') problems.push({ row, column: 'code', code: 'DOUBLED', text: text(`代码 ${code} 与第 ${earlier} 行重复，请换一个。`, `The code ${code} is in row ${earlier} already. Choose another.`) });
    if (earlier === undefined) first.set(code, row);
  }
  return { stations, problems: [...problems].sort((left, right) => left.row - right.row) };
}

/** A row as a station; a cell that cannot be read is noted and stays blank. */
function readRow({ row, unrouted, ...cells }: StationRow, problems: StationRowProblem[]): NewStation {
  const cell = <Value>(column: StationColumn, none: Value, read: (value: string) => Value): Value => {
    const value = cells[column].trim();
    try {
      if (value === '' && column !== 'population') throw badInput(column, text('不能为空，请填写。', 'Must not be empty. Fill it in.'));
      return read(value);
    } catch (error) {
      if (!isStationhouseError(error)) throw error;
      problems.push({ row, column, code: error.code, text: error.text });
      return none;
    }
  };
  return {
    name: cell('name', '', (value) => parseName(value, 'name')),
    code: cell('code', '', (value) => parseCode(value.normalize('NFKC').toUpperCase(), 'code')),
    kind: cell('kind', '', (value) => parseName(value, 'kind', 40)),
    timeZone: cell('timeZone', '', parseTimeZone),
    population: cell('population', null, parsePopulation),
    unrouted,
  };
}

/** A whole number, its digits grouped or full-width as spreadsheets and people write them. */
function parsePopulation(written: string): number | null {
  if (written === '') return null;
  const digits = written.normalize('NFKC').replace(/(?<=\d)[,\s](?=\d{3}(?!\d))/g, '');
  if (/^\d{1,9}$/.test(digits) && Number(digits) <= MOST_PEOPLE) return Number(digits);
  throw badInput('population', text('人口须为整数，例如 52300；不知道时留空。', 'A population is a whole number like 52300. Leave it empty if nobody knows.'));
}
