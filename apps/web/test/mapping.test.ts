import { describe, expect, it } from '@jest/globals';
import { draftFrom, mappingOf, missingIn, suggestStations, valuesOf, withFallbacks } from '../src/pages/imports/mapping.js';

const columns = ['twp', 'timeStamp', 'title', 'id'];
const defaults = { source: 'calls', timeZone: 'Asia/Shanghai', stationId: '', unrouted: 's9' };
const stations = [
  { id: 's1', name: '东门派出所', code: 'DM', unrouted: false },
  { id: 's2', name: 'LOWER MERION', code: 'LM', unrouted: false },
  { id: 's9', name: '未分派', code: 'WFP', unrouted: true },
];

describe('mapping of an import', () => {
  it('starts from the server’s suggestion and says what is missing', () => {
    const draft = draftFrom({ fields: { category: { column: 'title' } }, routing: { column: 'twp' }, idColumn: 'id' }, columns, defaults);
    expect(draft).toMatchObject({ routeBy: 'column', column: 'twp', idColumn: 'id', unrouted: 's9', keepRest: true });
    expect(missingIn(draft)).toEqual(['receivedAt']);
  });

  it('drops the columns of a profile that this file does not have', () => {
    const draft = draftFrom({ source: 'old', fields: { receivedAt: { column: 'timeStamp', timeColumn: 'gone' }, address: { column: 'gone' } } }, columns, defaults);
    expect(draft.fields).toEqual({ receivedAt: { column: 'timeStamp' } });
    expect(draft.source).toBe('old');
  });

  it('becomes the mapping of the API', () => {
    const draft = draftFrom({ fields: { receivedAt: { column: 'timeStamp' } }, routing: { column: 'twp', stations: { X: 's1' }, unrouted: 's9' } }, columns, defaults);
    expect(mappingOf(draft)).toEqual({
      source: 'calls', timeZone: 'Asia/Shanghai', fields: { receivedAt: { column: 'timeStamp' } }, attributes: 'rest',
      routing: { column: 'twp', stations: { X: 's1' }, unrouted: 's9' },
    });
    expect(mappingOf({ ...draft, routeBy: 'station', stationId: 's1', keepRest: false })).toMatchObject({ routing: { stationId: 's1' }, attributes: [] });
  });

  it('suggests stations by name, code, and name without 派出所, and never guesses between two', () => {
    const found = suggestStations(['东门', 'lower merion', 'ELSEWHERE', ''], stations);
    expect(found['东门']).toBe('s1');
    expect(found['lower merion']).toBe('s2');
    expect(found['DM']).toBe('s1');
    expect(found['ELSEWHERE']).toBeUndefined();
    const twins = [...stations, { id: 's3', name: '东门所', code: 'D2', unrouted: false }];
    expect(suggestStations(['东门'], twins)['东门']).toBeUndefined();
  });

  it('lists the values of a column as the preview shows them', () => {
    expect(valuesOf('twp', columns, [['A', '', '', ''], ['B', '', '', ''], ['A', '', '', ''], ['', '', '', '']])).toEqual(['A', 'B']);
  });

  it('lets a foreign source’s categories through, and leaves the house’s own codes alone', () => {
    const lists = { category: [{ value: 'dispute.noise' }, { value: 'unclassified' }], channel: [], outcome: [] };
    const draft = draftFrom({ fields: { receivedAt: { column: 'timeStamp' }, category: { column: 'title' } } }, columns, defaults);
    const rows = (title: string) => [['X', '2024-01-01', title, '1']];
    expect(withFallbacks(draft, columns, rows('EMS: FALL VICTIM'), lists).fields['category']).toEqual({ column: 'title', values: { '*': 'unclassified' } });
    expect(withFallbacks(draft, columns, rows('dispute.noise'), lists).fields['category']).toEqual({ column: 'title' });
    const matched = { ...draft, fields: { ...draft.fields, category: { column: 'title', values: { 'EMS:*': 'assistance' } } } };
    expect(withFallbacks(matched, columns, rows('EMS: FALL VICTIM'), lists).fields['category']).toEqual(matched.fields['category']);
  });
});
