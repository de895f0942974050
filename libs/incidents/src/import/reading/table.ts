import type { Readable } from 'node:stream';
import type { BlobStore } from '@stationhouse/files';
import { archiveError, findContainer, openText, type Container } from './container.js';
import { readDelimited } from './delimited.js';
import { detectDelimiter } from './delimiter.js';
import { detectEncoding, encodingOfMark, type Encoding } from './encoding.js';
import { READING_LIMITS, type ReadingLimits } from './limits.js';
import { emptyTable, tooManyColumns } from './refusals.js';
import { readWorkbook } from './workbook.js';

/** What was wrong with a row as a whole. */
export type RowProblem = 'QUOTE_NOT_CLOSED' | 'TOO_FEW_COLUMNS' | 'TOO_MANY_COLUMNS';

/** One row as it stands in the file. */
export interface SourceRow {
  /** The line of the file (of the sheet, in a workbook) it starts on, counted from 1; the header is line 1. */
  readonly line: number;
  readonly values: readonly string[];
  readonly problem?: RowProblem;
}

/** How to read a stored table again: kept with the import, so that a resumed run reads it the same way. */
export interface TableShape {
  readonly container: Container;
  readonly format: 'csv' | 'tsv' | 'xlsx';
  readonly encoding: Encoding;
  readonly delimiter: string;
  /** Unique column names in file order: blanks are named, repeats numbered. */
  readonly columns: readonly string[];
}

/** A table's shape and its first rows. */
export interface TableInspection {
  readonly shape: TableShape;
  readonly preview: readonly (readonly string[])[];
}

const PREVIEW_ROWS = 20;
const SAMPLE_BYTES = 64 * 1024;

/**
 * Looks at a stored upload: finds out by content how it is packed, encoded and delimited, reads it once to its end
 * where that proves it whole, and returns its columns and first rows.
 * @throws StationhouseError IMPORT_FILE_UNREADABLE, IMPORT_ARCHIVE_UNSAFE, IMPORT_TOO_MANY_COLUMNS
 */
export async function inspectTable(store: BlobStore, sha256: string, limits: ReadingLimits = READING_LIMITS): Promise<TableInspection> {
  const container = await findContainer(store, sha256, limits);
  const layout = container.content === 'workbook' ? WORKBOOK_LAYOUT : await textLayout(store, container, limits);
  const rows = rowsOf(store, { container, ...layout, columns: [] }, limits);
  let header: readonly string[] | undefined;
  const preview: (readonly string[])[] = [];
  for await (const row of rows) {
    if (header === undefined) header = row.values;
    else preview.push(row.values.slice(0, header.length));
    if (header.length > limits.columns) throw tooManyColumns(header.length, limits.columns);
    if (preview.length >= PREVIEW_ROWS) break;
  }
  if (header === undefined || preview.length === 0) throw emptyTable();
  return { shape: { container, ...layout, columns: uniqueNames(header) }, preview };
}

/**
 * The rows below the header, one by one. Rows that do not fit the header come with their `problem`; missing trailing
 * cells of a workbook are blanks, as spreadsheets leave them out.
 * @throws StationhouseError IMPORT_FILE_UNREADABLE when the file breaks off on the way
 */
export async function* readTable(store: BlobStore, shape: TableShape, limits: ReadingLimits = READING_LIMITS): AsyncGenerator<SourceRow> {
  const width = shape.columns.length;
  let header = true;
  for await (const row of rowsOf(store, shape, limits)) {
    if (header) header = false;
    else yield row.problem === undefined && row.values.length !== width ? fitted(row, width, shape.format) : row;
  }
}

function fitted(row: SourceRow, width: number, format: TableShape['format']): SourceRow {
  const { line, values } = row;
  if (values.length > width) {
    const surplus = values.slice(width).some((value) => value !== '');
    return surplus ? { line, values, problem: 'TOO_MANY_COLUMNS' } : { line, values: values.slice(0, width) };
  }
  if (format !== 'xlsx') return { line, values, problem: 'TOO_FEW_COLUMNS' };
  return { line, values: [...values, ...new Array<string>(width - values.length).fill('')] };
}

type Layout = Pick<TableShape, 'format' | 'encoding' | 'delimiter'>;

const WORKBOOK_LAYOUT: Layout = { format: 'xlsx', encoding: 'utf-8', delimiter: '' };

async function textLayout(store: BlobStore, container: Container, limits: ReadingLimits): Promise<Layout> {
  try {
    const encoding = await detectEncoding(() => openText(store, container, limits));
    const sample = await firstBytes(await openText(store, container, limits));
    const decoded = new TextDecoder(encodingOfMark(sample) ?? encoding).decode(sample, { stream: true });
    const delimiter = detectDelimiter(decoded);
    return { format: delimiter === '\t' ? 'tsv' : 'csv', encoding, delimiter };
  } catch (cause) {
    throw archiveError(cause);
  }
}

async function* rowsOf(store: BlobStore, shape: TableShape, limits: ReadingLimits): AsyncGenerator<SourceRow> {
  if (shape.format === 'xlsx') yield* readWorkbook(await store.open(shape.container.sha256), limits);
  else yield* readDelimited(await openText(store, shape.container, limits), shape, limits);
}

async function firstBytes(source: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes >= SAMPLE_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, SAMPLE_BYTES);
}

function uniqueNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  return header.map((raw, index) => {
    const name = raw.normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, 200) || `#${index + 1}`;
    let unique = name;
    for (let copy = 2; taken.has(unique); copy += 1) unique = `${name} (${copy})`;
    taken.add(unique);
    return unique;
  });
}
