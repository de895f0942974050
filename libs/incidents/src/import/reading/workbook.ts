import type { Readable } from 'node:stream';
import { isStationhouseError } from '@stationhouse/kernel';
import exceljs from 'exceljs';
import type { ReadingLimits } from './limits.js';
import { damagedWorkbook, tooManyColumns } from './refusals.js';
import type { SourceRow } from './table.js';

/**
 * Rows of a workbook's first sheet, one by one. Shared strings are held in memory (the container check bounds them),
 * rows are not.
 */
export async function* readWorkbook(source: Readable, limits: ReadingLimits): AsyncGenerator<SourceRow> {
  const reader = new exceljs.stream.xlsx.WorkbookReader(source, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'emit',
  });
  try {
    for await (const sheet of reader) {
      for await (const row of sheet) {
        const cells = row.values as readonly exceljs.CellValue[];
        // exceljs counts cells from 1.
        if (cells.length - 1 > limits.columns) throw tooManyColumns(cells.length - 1, limits.columns);
        const values = Array.from({ length: Math.max(cells.length - 1, 0) }, (_, index) => cellText(cells[index + 1]));
        if (values.some((value) => value !== '')) yield { line: row.number, values };
      }
      return;
    }
  } catch (cause) {
    throw isStationhouseError(cause) ? cause : damagedWorkbook(cause);
  } finally {
    source.destroy();
  }
}

/** A cell as text: dates without a zone (`2018-02-25 02:12:00`), formulas as their last result. */
export function cellText(value: exceljs.CellValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value instanceof Date) return dateText(value);
  if ('richText' in value) return value.richText.map((part) => part.text).join('');
  if ('error' in value) return value.error;
  if ('result' in value) return cellText(value.result as exceljs.CellValue);
  if ('text' in value) return cellText(value.text as exceljs.CellValue);
  return '';
}

/** exceljs gives a cell's local date and time as if it were UTC; a time of day alone lies before 1900. */
function dateText(value: Date): string {
  const milliseconds = Math.round(value.getTime());
  if (Number.isNaN(milliseconds)) return '';
  const [date = '', time = ''] = new Date(milliseconds).toISOString().replace('.000', '').slice(0, -1).split('T');
  if (date < '1900-01-01') return time;
  return time === '00:00:00' ? date : `${date} ${time}`;
}
