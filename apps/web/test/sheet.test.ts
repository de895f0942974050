import { describe, expect, it } from '@jest/globals';
import { readSheet } from '../src/pages/stations/sheet.js';

describe('a spreadsheet of new stations', () => {
  it('finds columns by what people call them, in any order, and kinds in either language', () => {
    const table = { columns: ['＊ 人口', '派出所名称', '备注', 'CODE', '类型'], rows: [{ line: 2, values: ['52,300', ' 东湖派出所 ', '', 'ｄｈ', '老城与景区'] }, { line: 5, values: ['', '西湖派出所', 'x', 'XH', 'Market town'] }, { line: 6, values: ['', '南湖', '', 'NH', '开发区'] }] };
    expect(readSheet(table, 'Asia/Urumqi')).toEqual({
      missing: [],
      rows: [
        { row: 2, name: '东湖派出所', code: 'DH', kind: 'oldTown', population: '52,300', timeZone: 'Asia/Urumqi' },
        { row: 5, name: '西湖派出所', code: 'XH', kind: 'marketTown', population: '', timeZone: 'Asia/Urumqi' },
        { row: 6, name: '南湖', code: 'NH', kind: '开发区', population: '', timeZone: 'Asia/Urumqi' },
      ],
    });
  });

  it('says which columns are not there', () => {
    expect(readSheet({ columns: ['名称', '时区'], rows: [{ line: 2, values: ['甲', 'Asia/Shanghai'] }] }, 'Asia/Urumqi').missing).toEqual(['code', 'kind']);
  });
});
