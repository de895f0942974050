import { Readable } from 'node:stream';
import type { TenantGate } from '@stationhouse/access';
import type { Locale } from '@stationhouse/kernel';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import exceljs from 'exceljs';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { rateOf, readMatrix, withinBureau, type MatrixCell, type MatrixRow, type MatrixSelection, type MatrixWorkflow } from './matrix.js';

type Value = string | number | null;

const PAGE = 200;
const COLUMNS: readonly { readonly title: Bilingual; readonly of: (row: MatrixRow, cell: MatrixCell, workflow: MatrixWorkflow, locale: Locale) => Value }[] = [
  { title: text('派出所', 'Station'), of: ({ name }) => name },
  { title: text('代码', 'Code'), of: ({ code }) => code },
  { title: text('流程', 'Workflow'), of: (_, __, { title }, locale) => title[locale] },
  { title: text('启用', 'Enabled'), of: (_, { standing }, __, locale) => (standing.enabled ? text('是', 'yes') : text('否', 'no'))[locale] },
  { title: text('模板', 'Template'), of: (_, { template }) => template },
  { title: text('分局版本', 'Bureau revision'), of: (_, { bureauRevision }) => bureauRevision },
  { title: text('本所版本', 'Station revision'), of: (_, { stationRevision }) => stationRevision },
  { title: text('调整处数', 'Changed places'), of: (_, { changes }) => changes },
  { title: text('待处理冲突', 'Conflicts waiting'), of: (_, { waiting }) => waiting?.places ?? 0 },
  { title: text('超时时限', 'Overdue clocks'), of: (_, { overdueClocks }) => overdueClocks },
  { title: text('近 30 天到期任务', 'Tasks due in 30 days'), of: (_, { tasks }) => tasks.due },
  { title: text('近 30 天逾期任务', 'Late in 30 days'), of: (_, { tasks }) => tasks.late },
  { title: text('本所近 30 天到期任务', 'Station: tasks due in 30 days'), of: ({ punctuality }) => punctuality.due },
  { title: text('本所近 30 天逾期率', 'Station: late in 30 days'), of: ({ punctuality }) => rateOf(punctuality) ?? null },
];

/** The whole matrix under a selection as rows of a table, one per station and workflow; its head first. */
export async function matrixRows(gate: TenantGate, catalog: WorkflowCatalog, bureauId: Id, selection: Omit<MatrixSelection, 'first' | 'after'>, locale: Locale): Promise<Value[][]> {
  const rows: Value[][] = [COLUMNS.map(({ title }) => title[locale])];
  for (let after: string | null = null, more = true; more; ) {
    const { page, workflows } = await readMatrix(withinBureau(gate, bureauId), catalog, bureauId, { ...selection, first: PAGE, after });
    for (const { node } of page.edges) for (const [index, workflow] of workflows.entries()) rows.push(COLUMNS.map(({ of }) => of(node, node.cells[index] as MatrixCell, workflow, locale)));
    [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
  }
  return rows;
}

/** CSV as spreadsheets open it: UTF-8 with a mark, and no cell that they would take for a formula. */
export function asCsv(rows: readonly (readonly Value[])[]): Readable {
  const cell = (value: Value) => {
    const said = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '');
    return /[",\r\n]/.test(said) ? `"${said.replaceAll('"', '""')}"` : said;
  };
  return Readable.from(['\uFEFF', ...rows.map((row) => `${row.map(cell).join(',')}\r\n`)]);
}

export async function asWorkbook(rows: readonly (readonly Value[])[], name: string): Promise<Readable> {
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', xSplit: 1, ySplit: 1 }] });
  sheet.addRows(rows.map((row) => [...row]));
  sheet.getRow(1).font = { bold: true };
  return Readable.from(Buffer.from(await book.xlsx.writeBuffer()));
}
