import { describe, expect, it } from '@jest/globals';
import { clothingOf, dataOf, EMPTY, fromIncident, isWhole, lastAt, mayBegin } from '../web/src/report/draft.js';
import { at, compiled, reported, SHANGHAI } from './definition.js';

const NOW = at('2024-05-01T14:00').getTime();
const TAPPED = { ...EMPTY, group: 'child' as const, age: 5, sex: 'male' as const, clothing: [{ colour: '红色', piece: '上衣' }, { colour: '蓝色', piece: '短裤' }], place: '钟楼二楼', seen: 15, dangers: ['water' as const] };
const voice = { file: { name: 'note.webm' } as File, seconds: 12 };

describe('a report in taps', () => {
  it('is what the start form asks for: the search that it begins is graded as it was said while tapping', () => {
    const data = dataOf(TAPPED, NOW + 42_000);
    expect(data).toEqual({ person: { group: 'child', age: 5, sex: 'male', clothing: '红色上衣、蓝色短裤' }, lastSeenOn: at('2024-05-01T13:45').toISOString(), lastPlace: '钟楼二楼', risks: ['water'] });
    expect(reported(compiled(), data as never).snapshot.data).toMatchObject({ urgency: 'critical', urgencyReasons: ['child', 'water'] });
  });

  it('begins when who, where and when are there, or by a voice note, which leaves open what it leaves open', () => {
    expect([isWhole(EMPTY), mayBegin(EMPTY), isWhole(TAPPED), mayBegin({ ...EMPTY, voice })]).toEqual([false, false, true, true]);
    const data = dataOf({ ...EMPTY, voice }, NOW);
    expect(data).toEqual({ person: { group: 'unknown' }, lastSeenOn: at('2024-05-01T14:00').toISOString(), lastPlace: '待问清（见语音）', unasked: ['who', 'when', 'where'] });
    expect(reported(compiled(), data as never).snapshot.data).toMatchObject({ urgency: 'urgent', urgencyReasons: ['unknown'], unasked: ['who', 'when', 'where'] });
  });

  it('takes over from an incident what is not masked, and its place on the map', () => {
    const facts = { narrative: '带着妹妹', address: '钟楼', reporterPhone: '13900000001', longitude: 116.4, latitude: 39.9 };
    expect(fromIncident({ masked: false, ...facts })).toEqual({ place: '钟楼', phone: '13900000001', account: '带着妹妹', point: { longitude: 116.4, latitude: 39.9 } });
    expect(fromIncident({ masked: true, ...facts, longitude: null })).toEqual({ place: '', phone: '', account: '' });
  });

  it('reads a time as the last such moment at the station, and clothes as they are said', () => {
    expect([lastAt('13:50', new Date(NOW), SHANGHAI), lastAt('14:00', new Date(NOW), SHANGHAI), lastAt('23:10', new Date(NOW), SHANGHAI)]).toEqual([at('2024-05-01T13:50'), at('2024-05-01T14:00'), at('2024-04-30T23:10')].map((moment) => moment.toISOString()));
    expect(clothingOf({ ...EMPTY, clothing: [{ colour: '', piece: '帽子' }] })).toBe('帽子');
  });
});
