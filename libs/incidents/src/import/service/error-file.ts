import { Readable } from 'node:stream';
import type { Database } from '@stationhouse/database';
import { type Id, type Locale } from '@stationhouse/kernel';
import { stringify } from 'csv-stringify';
import { REASONS, type ReasonCode } from '../mapping/rejection.js';

interface RefusedValue {
  readonly line: number;
  readonly ordinal: number;
  readonly column_name: string;
  readonly value: string;
  readonly code: ReasonCode;
}

const PAGE_ROWS = 5_000;
const HEADER: Readonly<Record<Locale, readonly string[]>> = {
  'zh-CN': ['行号', '列', '值', '原因代码', '原因'],
  en: ['line', 'column', 'value', 'code', 'reason'],
};

/**
 * The refused rows of an import as CSV (UTF-8 with a mark, so that spreadsheets read it), one line per wrong value,
 * streamed. Values that a spreadsheet would run as formulas are escaped. The caller has checked the reader's rights.
 */
export function errorFile(database: Database, bureauId: Id, importId: Id, locale: Locale): Readable {
  const csv = stringify({ bom: true, escape_formulas: true, record_delimiter: 'windows' });
  return Readable.from(lines(database, bureauId, importId, locale)).compose(csv) as unknown as Readable;
}

async function* lines(database: Database, bureauId: Id, importId: Id, locale: Locale): AsyncGenerator<readonly (string | number)[]> {
  yield HEADER[locale];
  let after: Pick<RefusedValue, 'line' | 'ordinal'> = { line: 0, ordinal: -1 };
  for (;;) {
    const page: RefusedValue[] = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) =>
      tenant.sql<RefusedValue>(
        `SELECT line, ordinal, column_name, value, code FROM import_rejection
          WHERE bureau_id = $1 AND import_id = $2 AND (line, ordinal) > ($3, $4) ORDER BY line, ordinal LIMIT ${PAGE_ROWS}`,
        [bureauId, importId, after.line, after.ordinal],
      ),
    );
    for (const { line, column_name: column, value, code } of page) yield [line, column, value, code, REASONS[code][locale]];
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) return;
    after = last;
  }
}
