import { Readable } from 'node:stream';
import { xmlText } from '@stationhouse/kernel';
import { stringify } from 'csv-stringify/sync';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { ZipFile } from 'yazl';
import type { ReleaseFormat } from '../release.js';

/** Rows of a table, a page at a time: nobody holds all of them. */
export type Pages = AsyncIterable<readonly (readonly (string | null)[])[]>;

/** A column: its name for programs, its title for people. */
export interface FileColumn {
  readonly key: string;
  readonly title: string;
}

/** A format of tables, written as the rows come. */
interface FileFormat {
  readonly type: string;
  readonly write: (columns: readonly FileColumn[], pages: Pages) => AsyncGenerator<Uint8Array>;
}

const CSV = { escape_formulas: true, record_delimiter: 'windows' } as const;
/** Rows of a Parquet row group: what is in memory at once. */
const GROUP_ROWS = 20_000;

/** The formats a table leaves in. Values that a spreadsheet would run as formulas are escaped in CSV; a sheet's cells are texts by themselves. */
export const FILE_FORMATS: Readonly<Record<ReleaseFormat, FileFormat>> = {
  csv: { type: 'text/csv; charset=utf-8', write: csv },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', write: xlsx },
  parquet: { type: 'application/vnd.apache.parquet', write: parquet },
};

/** UTF-8 with a mark, so that spreadsheets read it. */
async function* csv(columns: readonly FileColumn[], pages: Pages): AsyncGenerator<Uint8Array> {
  yield Buffer.from(stringify([columns.map(({ title }) => title)], { ...CSV, bom: true }));
  for await (const page of pages) yield Buffer.from(stringify(page.map((row) => row.map(bare)), CSV));
}

/** A number below zero is no formula: it stays one. */
function bare(cell: string | null): string | number | null {
  return cell !== null && /^-\d{1,15}(\.\d+)?$/.test(cell) ? Number(cell) : cell;
}

/** Every column a text; names are the keys, which a notebook reads. */
async function* parquet(columns: readonly FileColumn[], pages: Pages): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const taken = () => {
    const chunk = Uint8Array.from(bytes.getBytes());
    // Offsets count from the beginning of the file, the buffer from what was taken.
    bytes.index = 0;
    return chunk;
  };
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(({ key }) => ({ name: key, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }) as const)],
  });
  let rows: (readonly (string | null)[])[] = [];
  const group = async () => {
    await writer.write({ columnData: columns.map(({ key }, index) => ({ name: key, data: rows.map((row) => row[index] ?? null) })), rowGroupSize: GROUP_ROWS });
    rows = [];
    return taken();
  };
  for await (const page of pages) {
    rows = [...rows, ...page];
    if (rows.length >= GROUP_ROWS) yield await group();
  }
  if (rows.length > 0) yield await group();
  await writer.finish();
  yield taken();
}

/** The same rows are the same bytes. */
const DATED = { mtime: new Date(2000, 0, 1), forceDosTimestamp: true } as const;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/**
 * One sheet, its texts in its cells: a table of shared texts would have to be held back, and the writer of the workbook library waits for no slow reader.
 */
async function* xlsx(columns: readonly FileColumn[], pages: Pages): AsyncGenerator<Uint8Array> {
  const archive = new ZipFile();
  const rows = Readable.from(sheet(columns, pages), { objectMode: true, highWaterMark: 1 });
  const part = (path: string, xml: string) => archive.addBuffer(Buffer.from(`${XML}${xml}`), path, DATED);
  part('[Content_Types].xml', `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`);
  part('_rels/.rels', `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`);
  part('xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="records" sheetId="1" r:id="r1"/></sheets></workbook>`);
  part('xl/_rels/workbook.xml.rels', `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`);
  archive.addReadStream(rows, 'xl/worksheets/sheet1.xml', DATED);
  const output = archive.outputStream as Readable;
  archive.on('error', (error: Error) => output.destroy(error));
  archive.end();
  try {
    yield* output as AsyncIterable<Uint8Array>;
  } finally {
    // Whoever stops half-way lets go of the rows as well.
    rows.destroy();
  }
}

async function* sheet(columns: readonly FileColumn[], pages: Pages): AsyncGenerator<Uint8Array> {
  let line = 1;
  yield Buffer.from(`${XML}<worksheet xmlns="${MAIN}"><sheetData>${rowXml(columns.map(({ title }) => title), line)}`);
  for await (const page of pages) yield Buffer.from(page.map((row) => rowXml(row, (line += 1))).join(''));
  yield Buffer.from('</sheetData></worksheet>');
}

function rowXml(row: readonly (string | null)[], line: number): string {
  const cells = row.map((cell, index) => (cell === null ? '' : `<c r="${letters(index)}${line}" t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>`));
  return `<row r="${line}">${cells.join('')}</row>`;
}

/** A … Z, AA, AB … */
function letters(index: number): string {
  return `${index < 26 ? '' : letters(Math.floor(index / 26) - 1)}${String.fromCharCode(65 + (index % 26))}`;
}
