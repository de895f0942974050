import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import exceljs from 'exceljs';
import { parquetReadObjects } from 'hyparquet';
import { FILE_FORMATS } from '../src/studies/files/files.js';
import type { ReleaseFormat } from '../src/studies/release.js';

const COLUMNS = [{ key: 'data.text', title: '文字' }, { key: 'data.none', title: '无' }];
const TEXT = '=1+2 <&> "引号", 换\n行';

async function fileOf(format: ReleaseFormat, pages: number, rows: number): Promise<Buffer> {
  async function* made() {
    for (let page = 0; page < pages; page += 1) yield Array.from({ length: rows }, (_, row) => [`${TEXT} ${page * rows + row}`, null]);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of FILE_FORMATS[format].write(COLUMNS, made())) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe('files of an export', () => {
  it('escapes in CSV what a spreadsheet would run', async () => {
    const csv = (await fileOf('csv', 2, 2)).toString('utf8');
    expect(csv.startsWith('\ufeff文字,无\r\n')).toBe(true);
    expect(csv).toContain(`"'=1+2 <&> ""引号"", 换\n行 3",\r\n`);
  });

  it.each(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])('lets no spreadsheet run what begins with %j, in CSV nor in a workbook, and leaves numbers alone', async (sign) => {
    const cells = [`${sign}cmd|' /C calc'!A0`, '-12.5', '-1+2', `${sign}1`];
    const written = async (format: ReleaseFormat) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of FILE_FORMATS[format].write(cells.map((_, index) => ({ key: `c${index}`, title: 'c' })), (async function* () { yield [cells]; })())) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    };
    const [row = []] = parse(await written('csv'), { bom: true, from_line: 2, record_delimiter: '\r\n' }) as string[][];
    expect(row).toEqual([`'${cells[0] ?? ''}`, '-12.5', "'-1+2", sign === '-' ? '-1' : `'${sign}1`]);
    const book = new exceljs.Workbook();
    await book.xlsx.load((await written('xlsx')) as unknown as ArrayBuffer);
    const types = cells.map((_, index) => book.worksheets[0]?.getRow(2).getCell(index + 1).type);
    expect(types).toEqual(cells.map(() => exceljs.ValueType.String));
  });

  it('writes a workbook whose cells are texts', async () => {
    const book = new exceljs.Workbook();
    await book.xlsx.load((await fileOf('xlsx', 3, 500)) as unknown as ArrayBuffer);
    const sheet = book.worksheets[0];
    expect(sheet?.rowCount).toBe(1501);
    expect(sheet?.getRow(1501).values).toEqual([undefined, `${TEXT} 1499`]);
  });

  it('leaves out of a workbook what XML cannot carry', async () => {
    const book = new exceljs.Workbook();
    const chunks: Uint8Array[] = [];
    for await (const chunk of FILE_FORMATS.xlsx.write([{ key: 'a', title: 'a' }], (async function* () { yield [['x\u0000\u0008y\ud800\uffff<z>']]; })())) chunks.push(Buffer.from(chunk));
    await book.xlsx.load(Buffer.concat(chunks) as unknown as ArrayBuffer);
    expect(book.worksheets[0]?.getRow(2).getCell(1).value).toBe('xy\ufffd<z>');
  });

  it.each(['csv', 'xlsx', 'parquet'] as const)('reads no further than somebody takes of a %s, and lets go of the rows who stops', async (format) => {
    let [read, ended] = [0, false];
    async function* endless() {
      try {
        for (;;) yield Array.from({ length: 1_000 }, () => [`${TEXT} ${read += 1}`, null]);
      } finally {
        ended = true;
      }
    }
    for await (const chunk of FILE_FORMATS[format].write(COLUMNS, endless())) if (chunk.length > 0 && read > 40_000) break;
    while (!ended) await new Promise((resolve) => setImmediate(resolve));
    expect(read).toBeLessThan(120_000);
  });

  it('writes Parquet over several row groups', async () => {
    const bytes = await fileOf('parquet', 5, 9_000);
    const rows = await parquetReadObjects({ file: { byteLength: bytes.length, slice: (start: number, end?: number) => Uint8Array.from(bytes.subarray(start, end)).buffer } });
    expect(rows).toHaveLength(45_000);
    expect(rows[44_999]).toEqual({ 'data.text': `${TEXT} 44999`, 'data.none': null });
  });

  it('writes nothing where nothing is', async () => {
    for (const format of ['csv', 'xlsx', 'parquet'] as const) expect((await fileOf(format, 0, 0)).length).toBeGreaterThan(10);
  });
});
