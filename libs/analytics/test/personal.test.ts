import { describe, expect, it } from '@jest/globals';
import { refusePersonal } from '../src/saved-queries/personal.js';

const refused = (document: string, variables: unknown) => {
  try {
    refusePersonal(document, variables);
    return undefined;
  } catch (error) {
    return (error as { details?: { field?: string; kind?: string } }).details;
  }
};

describe('what a saved query keeps', () => {
  it.each([
    ['a mobile number', { search: '13812345678' }, 'input.variables.search'],
    ['a mobile number', { search: '+86 138-1234-5678' }, 'input.variables.search'],
    ['a mobile number', { filter: [{ value: 13812345678 }] }, 'input.variables.filter[0].value'],
    ['a telephone number', { q: '打 027-8765432 找人' }, 'input.variables.q'],
    ['an identity number', { a: { b: ['11010119900307457X'] } }, 'input.variables.a.b[0]'],
    ['a person’s name', { reporterName: '欧阳修远' }, 'input.variables.reporterName'],
    ['a person’s name', { name: '买买提·艾合买提' }, 'input.variables.name'],
    ['a person’s name', { 当事人: ['张三'] }, 'input.variables.当事人[0]'],
  ])('is never %s: %j', (kind, variables, field) => {
    expect(refused('{ metrics { id } }', variables)).toEqual({ kind, field });
  });

  it('is none of these in the text of the query either, and never shown in the refusal', () => {
    expect(refused('{ incidents(filter: { search: "13812345678" }) { totalCount } }', {})).toEqual({ kind: 'a mobile number', field: 'input.document' });
    expect(refused('{ x(reporterName: "王小明") { id } }', {})).toEqual({ kind: 'a person’s name', field: 'input.document' });
    expect(() => refusePersonal('{ a }', { p: '13812345678' })).toThrow(expect.not.objectContaining({ message: expect.stringContaining('13812345678') }));
  });

  it.each([
    { stations: ['01a2089b-8a70-7013-a03d-736c16a9443f'], from: '2026-05-01', to: '2026-11-01' },
    { category: 'dispute.noise', title: '每月警情', stationName: '东门所', first: 200, after: 'eyJpIjoiMDE5In0' },
    { receivedFrom: '2025-01-01T00:00:00+08:00', number: 'JQ-DM-2026-1234567890123' },
    {},
    null,
  ])('is what questions are made of: %j', (variables) => {
    expect(refused('query Q($s: [ID!]!) { metricSeries(stationIds: $s) { points { count } } }', variables)).toBeUndefined();
  });
});
