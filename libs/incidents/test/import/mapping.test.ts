import { describe, expect, it } from '@jest/globals';
import { Occurrences } from '../../src/import/mapping/identity.js';
import { parseMapping, type Mapping } from '../../src/import/mapping/mapping.js';
import { MomentReader } from '../../src/import/mapping/moments.js';
import { compileMapping, type MappedRow } from '../../src/import/mapping/row-mapper.js';
import { suggestMapping } from '../../src/import/mapping/suggest.js';
import { compileValues } from '../../src/import/mapping/values.js';

const STATION = '018f0000-0000-7000-8000-000000000001';
const UNROUTED = '018f0000-0000-7000-8000-000000000002';

describe('moments of a source', () => {
  const shanghai = new MomentReader('Asia/Shanghai');
  const toronto = new MomentReader('America/Toronto');
  const iso = (moment: number | undefined) => (moment === undefined ? undefined : new Date(moment).toISOString());

  it.each([
    ['2018-02-25T02:12:00', undefined, '2018-02-24T18:12:00.000Z'],
    ['2015-12-10 17:40:00', undefined, '2015-12-10T09:40:00.000Z'],
    ['2015/1/2 3:04', undefined, '2015-01-01T19:04:00.000Z'],
    ['2024年3月1日 8时05分', undefined, '2024-03-01T00:05:00.000Z'],
    ['2024-03-01', undefined, '2024-02-29T16:00:00.000Z'],
    ['2024-03-01T08:00:00.250+02:00', undefined, '2024-03-01T06:00:00.250Z'],
    ['2024-03-01T08:00:00Z', undefined, '2024-03-01T08:00:00.000Z'],
    ['43156.091666666667', undefined, '2018-02-24T18:12:00.000Z'],
    ['02/25/2018 02:12:00 PM', 'mdy', '2018-02-25T06:12:00.000Z'],
    ['25.02.2018 12:00 am', 'dmy', '2018-02-24T16:00:00.000Z'],
    ['1519524720', 'unix', '2018-02-25T02:12:00.000Z'],
  ] as const)('reads %s', (value, format, expected) => {
    expect(iso(shanghai.read(value, format))).toBe(expected);
  });

  it.each(['', 'x', '2018-02-30', '2018-13-01', '2018-01-01 24:00', '2018-01-01 10:60', '25/02/2018', '1899-12-31', '9999-01-01', '1e999'])('refuses %j', (value) => {
    expect(shanghai.read(value)).toBeUndefined();
  });

  it('keeps clock changes: skipped times move on, others use the offset of their side', () => {
    expect(iso(toronto.read('2018-03-11T01:59:59'))).toBe('2018-03-11T06:59:59.000Z');
    expect(iso(toronto.read('2018-03-11T02:34:56'))).toBe('2018-03-11T07:34:56.000Z');
    expect(iso(toronto.read('2018-03-11T03:00:00'))).toBe('2018-03-11T07:00:00.000Z');
  });
});

it('translates values exactly, by the longest prefix, by default', () => {
  const table = compileValues({ 'EMS:*': 'assistance.medical', 'EMS: FALL*': 'assistance.rescue', 'Fire: ALARM': 'disaster.fireAlarm', '*': 'unclassified' });
  expect(['EMS: BACK PAIN', 'ems: fall VICTIM', 'Fire: ALARM ', 'Fire: X'].map(table)).toEqual(['assistance.medical', 'assistance.rescue', 'disaster.fireAlarm', 'unclassified']);
  expect(compileValues({ a: 'b' })('c')).toBeUndefined();
});

describe('a mapping', () => {
  const good = { source: '市 911', timeZone: 'Asia/Shanghai', fields: { receivedAt: { column: 't' } }, routing: { stationId: STATION } };

  it.each([
    [{ ...good, unknown: 1 }, ''],
    [{ ...good, source: '' }, 'source'],
    [{ ...good, source: 'intake' }, 'source'],
    [{ ...good, source: '\ud800' }, 'source'],
    [{ ...good, timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ ...good, fields: {} }, 'fields.receivedAt'],
    [{ ...good, fields: { ...good.fields, password: { column: 't' } } }, 'fields'],
    [{ ...good, fields: { ...good.fields, category: { column: 't', values: { a: 'nonsense' } } } }, 'fields.category.values'],
    [{ ...good, fields: { receivedAt: { column: 'missing' } } }, 'missing'],
    [{ ...good, routing: { column: 't', stations: { x: 'no id' }, unrouted: UNROUTED } }, 'routing.stations.x'],
    [JSON.parse(`{"source":"a","timeZone":"UTC","__proto__":{"x":1},"fields":{"receivedAt":{"column":"t"}},"routing":{"stationId":"${STATION}"}}`), ''],
    ['text', ''],
    [null, ''],
  ])('is refused with its place: %#', (input, place) => {
    expect(() => parseMapping(input, ['t'])).toThrow(expect.objectContaining({ code: 'IMPORT_MAPPING_INVALID', details: { place } }));
  });
});

describe('rows', () => {
  const columns = ['id', 'date', 'clock', 'kind', 'lat', 'lng', 'twp', 'note', 'status', 'extra'];
  const mapping: Mapping = parseMapping(
    {
      source: 'county',
      timeZone: 'America/New_York',
      fields: {
        receivedAt: { column: 'date', timeColumn: 'clock' },
        category: { column: 'kind', values: { 'EMS:*': 'assistance.medical', 'Fire:*': 'disaster.fire' } },
        latitude: { column: 'lat' },
        longitude: { column: 'lng' },
        narrative: { column: 'note' },
        outcome: { column: 'status', values: { done: 'handled', running: '' } },
      },
      attributes: 'rest',
      routing: { column: 'twp', stations: { 'LOWER MERION': STATION }, unrouted: UNROUTED },
      idColumn: 'id',
    },
    columns,
  );
  const row = ['7', '2018-02-25', '02:04:29', 'EMS: FALL', '40.2', '-75.5', 'Lower Merion ', ' a\u0301 ', 'done', 'kept'];
  const changed = (changes: Record<string, string>) => columns.map((column, index) => changes[column] ?? (row[index] as string));
  const map = (values: readonly string[], on: Mapping = mapping) => compileMapping(on, columns, new Occurrences())({ line: 9, values });
  const mapped = (values: readonly string[]): MappedRow => {
    const result = map(values);
    if ('rejections' in result) throw new Error(JSON.stringify(result.rejections));
    return result.row;
  };

  it('become incidents', () => {
    expect(mapped(row)).toMatchObject({
      line: 9,
      stationId: STATION,
      unrouted: false,
      sourceKey: '7',
      sourceId: '7',
      sourceCategory: 'EMS: FALL',
      attributes: '{"extra":"kept"}',
      values: { receivedAt: '2018-02-25T07:04:29.000Z', category: 'assistance.medical', latitude: '40.2', longitude: '-75.5', narrative: '\u00e1', outcome: 'handled', address: null },
    });
    expect(mapped(changed({ twp: '' }))).toMatchObject({ stationId: UNROUTED, unrouted: true });
    expect(mapped(changed({ twp: 'ELSEWHERE', status: 'running', extra: '' }))).toMatchObject({ stationId: UNROUTED, attributes: null, values: { outcome: null } });
  });

  it.each([
    [{ id: '' }, 'id', 'REQUIRED'],
    [{ id: 'x'.repeat(201) }, 'id', 'TOO_LONG'],
    [{ date: '' }, 'date', 'REQUIRED'],
    [{ date: '2018-02-31' }, 'date', 'NOT_A_TIME'],
    [{ clock: '25:00' }, 'date', 'NOT_A_TIME'],
    [{ kind: 'Traffic: JAM' }, 'kind', 'NOT_MAPPED'],
    [{ status: 'lost' }, 'status', 'NOT_MAPPED'],
    [{ lat: '91' }, 'lat', 'OUT_OF_RANGE'],
    [{ lng: '1e400' }, 'lng', 'OUT_OF_RANGE'],
    [{ lng: '0x10' }, 'lng', 'NOT_A_NUMBER'],
    [{ note: 'x'.repeat(10_001) }, 'note', 'TOO_LONG'],
    [{ note: 'a\ud800' }, 'note', 'NOT_STORABLE'],
    [{ extra: 'a\0' }, 'extra', 'NOT_STORABLE'],
    [{ extra: 'a\uFFFD' }, 'extra', 'NOT_STORABLE'],
  ])('are refused with column, value and reason: %j', (changes, column, code) => {
    expect(map(changed(changes as Record<string, string>))).toMatchObject({ rejections: [{ line: 9, column, code }] });
  });

  it('without an id are told apart by content and occurrence', () => {
    const { idColumn: _, ...rest } = mapping;
    const first = compileMapping(rest, columns, new Occurrences());
    const again = compileMapping(rest, columns, new Occurrences());
    const keys = (with_: typeof first) =>
      [row, changed({ note: 'b' }), row, row].map((values) => {
        const result = with_({ line: 1, values });
        return 'row' in result ? result.row.sourceKey : '';
      });
    const once = keys(first);
    expect(new Set(once).size).toBe(4);
    expect(keys(again)).toEqual(once);
    expect(once[0]?.replace(/\.1$/, '.3')).toBe(once[3]);
  });
});

it('counts the occurrences of many rows', () => {
  const occurrences = new Occurrences();
  let first = 0;
  for (let index = 1n; index <= 300_000n; index += 1n) first += occurrences.next((index * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn);
  expect(first).toBe(300_000);
  expect(occurrences.distinct).toBe(300_000);
  expect(occurrences.next(0x9e3779b97f4a7c15n)).toBe(2);
  expect(occurrences.next(0x9e3779b97f4a7c15n)).toBe(3);
});

describe('suggestions', () => {
  it('know the usual column names in both languages', () => {
    expect(suggestMapping(['lat', 'lng', 'desc', 'zip', 'title', 'timeStamp', 'twp', 'addr', 'e'], [['', '', '', '', '', '2015-12-10 17:40:00', '', '', '']])).toEqual({
      fields: {
        receivedAt: { column: 'timeStamp' },
        category: { column: 'title' },
        address: { column: 'addr' },
        postcode: { column: 'zip' },
        longitude: { column: 'lng' },
        latitude: { column: 'lat' },
        narrative: { column: 'desc' },
      },
      routing: { column: 'twp' },
      attributes: 'rest',
    });
    expect(suggestMapping(['警情编号', '报警时间', '警情类别', '管辖单位', '报警人', '联系电话', '警情内容'], [['1', '03/25/2024 10:00', '', '', '', '', '']])).toMatchObject({
      idColumn: '警情编号',
      routing: { column: '管辖单位' },
      fields: { receivedAt: { column: '报警时间', format: 'mdy' }, reporterName: { column: '报警人' }, reporterPhone: { column: '联系电话' }, narrative: { column: '警情内容' } },
    });
  });

  it('join a date with the time of day beside it', () => {
    const columns = ['TFS_Alarm_Time', 'TFS_Arrival_Time', 'TFS_Alarm_Date'];
    expect(suggestMapping(columns, [['02:04:29', '2018-02-25T02:10:11', '2018-02-25']]).fields).toEqual({
      receivedAt: { column: 'TFS_Alarm_Date', timeColumn: 'TFS_Alarm_Time' },
      arrivedAt: { column: 'TFS_Arrival_Time' },
    });
  });
});
