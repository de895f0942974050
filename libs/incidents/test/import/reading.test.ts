import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import exceljs from 'exceljs';
import iconv from 'iconv-lite';
import { READING_LIMITS } from '../../src/import/reading/limits.js';
import { inspectTable, readTable, type SourceRow } from '../../src/import/reading/table.js';
import { all, temporaryStore, zipOf } from './support.js';

const CSV = '编号,地址,接警时间\n1,"解放路 1 号,后门",2024-03-01 08:00:00\n2,"两行\n地址",2024-03-01 09:00:00\n';

describe('reading a table', () => {
  let files: Awaited<ReturnType<typeof temporaryStore>>;
  beforeAll(async () => {
    files = await temporaryStore();
  });
  afterAll(() => files.close());

  async function inspect(content: Buffer | string, limits = READING_LIMITS) {
    return inspectTable(files.store, await files.put(content), limits);
  }
  async function rows(content: Buffer | string): Promise<SourceRow[]> {
    const { shape } = await inspect(content);
    return all(readTable(files.store, shape));
  }
  const refusal = (code: string) => expect.objectContaining({ code });

  it('reads quoted commas and line breaks, and knows the line a row starts on', async () => {
    expect(await rows(`${CSV}\n3,x,y\n`)).toEqual([
      { line: 2, values: ['1', '解放路 1 号,后门', '2024-03-01 08:00:00'] },
      { line: 3, values: ['2', '两行\n地址', '2024-03-01 09:00:00'] },
      { line: 6, values: ['3', 'x', 'y'] },
    ]);
  });

  it.each([
    ['UTF-8', Buffer.from(CSV), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${CSV}`), 'utf-8'],
    ['GB18030', iconv.encode(CSV, 'gb18030'), 'gb18030'],
    ['UTF-16', Buffer.from(`\uFEFF${CSV}`, 'utf16le'), 'utf-16le'],
  ])('reads %s', async (_name, content, encoding) => {
    const { shape, preview } = await inspect(content);
    expect(shape).toMatchObject({ encoding, format: 'csv', columns: ['编号', '地址', '接警时间'] });
    expect(preview[0]).toEqual(['1', '解放路 1 号,后门', '2024-03-01 08:00:00']);
    expect(await rows(content)).toHaveLength(2);
  });

  it('finds GB18030 also when the first Chinese name comes late', async () => {
    const late = iconv.encode(`id,name\n${'1,plain ascii\n'.repeat(20_000)}2,东城派出所𠮷\n`, 'gb18030');
    expect((await inspect(late)).shape.encoding).toBe('gb18030');
    expect((await rows(late)).at(-1)?.values[1]).toBe('东城派出所𠮷');
  });

  it('marks bytes that are in no encoding instead of guessing', async () => {
    const damaged = Buffer.concat([Buffer.from(`id,name\n1,${'好'.repeat(500)}\n2,a`), Buffer.from([0xff]), Buffer.from('b\n')]);
    expect((await rows(damaged)).at(-1)?.values[1]).toBe('a\uFFFDb');
  });

  it('finds the delimiter', async () => {
    expect((await inspect('a\tb\n1,5\t2\n')).shape).toMatchObject({ format: 'tsv', delimiter: '\t', columns: ['a', 'b'] });
    expect((await inspect('a;b;c\n1,5;2,5;3\n')).shape).toMatchObject({ format: 'csv', delimiter: ';' });
    expect((await inspect('a|b\n1|2\n')).shape).toMatchObject({ delimiter: '|' });
  });

  it('names blank and repeated columns', async () => {
    expect((await inspect('a,,a,A\n1,2,3,4\n')).shape.columns).toEqual(['a', '#2', 'a (2)', 'A']);
  });

  it('marks rows that do not fit the header', async () => {
    expect(await rows('a,b\n1\n1,2,3\n1,2,\n1,2\n')).toEqual([
      { line: 2, values: ['1'], problem: 'TOO_FEW_COLUMNS' },
      { line: 3, values: ['1', '2', '3'], problem: 'TOO_MANY_COLUMNS' },
      { line: 4, values: ['1', '2'] },
      { line: 5, values: ['1', '2'] },
    ]);
  });

  it('says where a quote is never closed', async () => {
    expect(await rows('a,b\n1,2\n"3,4\n5,6\n')).toEqual([
      { line: 2, values: ['1', '2'] },
      { line: 3, values: [], problem: 'QUOTE_NOT_CLOSED' },
    ]);
    const endless = `a,b\n1,2\n"${'x,y\n'.repeat(1_000_000)}`;
    await expect(rows(endless)).rejects.toEqual(refusal('IMPORT_FILE_UNREADABLE'));
  });

  it('reads gz and zip', async () => {
    const zip = zipOf([
      { name: '__MACOSX/._a.csv', bytes: Buffer.from('x') },
      { name: 'READ ME.pdf', bytes: Buffer.from('%PDF-1.4') },
      { name: '警情.csv', bytes: deflateRawSync(CSV), deflatedFrom: Buffer.from(CSV) },
    ]);
    for (const packed of [gzipSync(CSV), zip, Buffer.concat([gzipSync(CSV.slice(0, 20)), gzipSync(CSV.slice(20))])]) {
      expect((await rows(packed)).map(({ line }) => line)).toEqual([2, 3]);
    }
    expect((await inspect(zip)).shape.container.packing).toEqual({ kind: 'zip', entry: '警情.csv' });
  });

  it('reads a workbook, plain and packed, its dates as local text', async () => {
    const workbook = await workbookOf();
    const deflated = deflateRawSync(workbook);
    for (const content of [workbook, gzipSync(workbook), zipOf([{ name: 'a.xlsx', bytes: deflated, deflatedFrom: workbook }])]) {
      const { shape } = await inspect(content);
      expect(shape).toMatchObject({ format: 'xlsx', columns: ['id', 'when', 'day', 'place', 'sum'] });
      expect(await all(readTable(files.store, shape))).toEqual([
        { line: 2, values: ['1', '2018-02-25 02:12:00', '2018-02-25', '解放路', '3'] },
        { line: 4, values: ['2', '', '', 'rich text', ''] },
      ]);
    }
  });

  it('refuses a zip bomb, also one that lies about its size', async () => {
    const zeros = Buffer.alloc(80 * 1024 * 1024, 'a,b\n');
    const bytes = deflateRawSync(zeros);
    await expect(inspect(zipOf([{ name: 'a.csv', bytes, deflatedFrom: zeros }]))).rejects.toEqual(refusal('IMPORT_ARCHIVE_UNSAFE'));
    await expect(inspect(gzipSync(zeros))).rejects.toEqual(refusal('IMPORT_ARCHIVE_UNSAFE'));
    const liar = zipOf([{ name: 'a.csv', bytes, deflatedFrom: Buffer.from('a,b\n'), claimedSize: 4 }]);
    await expect(inspect(liar)).rejects.toEqual(refusal('IMPORT_FILE_UNREADABLE'));
    const claims = zipOf([{ name: 'a.csv', bytes, deflatedFrom: zeros, claimedSize: 0xfffffff0 }]);
    await expect(inspect(claims, { ...READING_LIMITS, expandedBytes: 1_000_000_000 })).rejects.toEqual(refusal('IMPORT_ARCHIVE_UNSAFE'));
  });

  it('refuses nested, damaged and ambiguous archives', async () => {
    const inner = zipOf([{ name: 'a.csv', bytes: Buffer.from(CSV) }]);
    await expect(inspect(zipOf([{ name: 'b.zip', bytes: inner }]))).rejects.toEqual(refusal('IMPORT_ARCHIVE_UNSAFE'));
    await expect(inspect(gzipSync(gzipSync(CSV)))).rejects.toEqual(refusal('IMPORT_ARCHIVE_UNSAFE'));
    await expect(inspect(gzipSync(inner))).rejects.toEqual(refusal('IMPORT_ARCHIVE_UNSAFE'));
    const traversal = zipOf([{ name: '../../etc/a.csv', bytes: Buffer.from(CSV) }]);
    await expect(inspect(traversal)).rejects.toEqual(refusal('IMPORT_ARCHIVE_UNSAFE'));
    const long = CSV.repeat(5_000);
    await expect(inspect(gzipSync(long).subarray(0, 300))).rejects.toEqual(refusal('IMPORT_FILE_UNREADABLE'));
    await expect(inspect(inner.subarray(0, inner.length - 30))).rejects.toEqual(refusal('IMPORT_FILE_UNREADABLE'));
    await expect(inspect((await workbookOf()).subarray(0, 3_000))).rejects.toEqual(refusal('IMPORT_FILE_UNREADABLE'));
    const two = zipOf(['a.csv', 'b.csv'].map((name) => ({ name, bytes: Buffer.from(CSV) })));
    await expect(inspect(two)).rejects.toEqual(refusal('IMPORT_FILE_UNREADABLE'));
  });

  it('refuses 2,000 columns, empty files and what is no table', async () => {
    const wide = Array.from({ length: 2_000 }, (_, index) => `c${index}`).join(',');
    await expect(inspect(`${wide}\n${wide}\n`)).rejects.toEqual(refusal('IMPORT_TOO_MANY_COLUMNS'));
    for (const content of ['', 'a,b\n', Buffer.from('%PDF-1.7\n%âãÏÓ\n'), Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from(`id,x\n1,\0\n`), Buffer.alloc(5_000, 0xff)]) {
      await expect(inspect(content)).rejects.toEqual(refusal('IMPORT_FILE_UNREADABLE'));
    }
  });
});

async function workbookOf(): Promise<Buffer> {
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet('警情');
  sheet.addRow(['id', 'when', 'day', 'place', 'sum']);
  sheet.addRow([1, new Date('2018-02-25T02:12:00Z'), new Date('2018-02-25T00:00:00Z'), '解放路', { formula: '1+2', result: 3 }]);
  sheet.addRow([]);
  sheet.addRow([2, null, null, { richText: [{ text: 'rich ' }, { text: 'text' }] }]);
  sheet.getCell('B2').numFmt = 'yyyy-mm-dd hh:mm:ss';
  sheet.getCell('C2').numFmt = 'yyyy-mm-dd';
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
