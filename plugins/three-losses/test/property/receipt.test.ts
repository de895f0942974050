import { describe, expect, it } from '@jest/globals';
import { receiptData } from '../../server/src/property/receipt.js';

const WHERE = { number: 'SD-S1-2026-00007', station: { name: '测试派出所', timeZone: 'Asia/Shanghai' }, now: new Date('2026-05-03T02:00:00Z') };
const BAG = { kind: 'bag', details: '内有蓝色水杯', foundOn: '2026-05-01T04:00:00Z', shelf: 'A-3', claimant: { name: '测试失主', phone: '13900000001', proof: 'details' } };

describe('the receipt for found property', () => {
  it('says what was given to whom and by what proof, in the station’s time', () => {
    expect(receiptData(BAG, WHERE)).toEqual({
      number: 'SD-S1-2026-00007', station: '测试派出所', kind: '箱包', details: '内有蓝色水杯', foundOn: '2026年5月1日 12:00', shelf: 'A-3', claimant: '测试失主', phone: '13900000001', proof: '说出未公告的特征', madeOn: '2026年5月3日',
    });
  });

  it('leaves out what nobody wrote down', () => {
    expect(Object.keys(receiptData({ kind: 'keys', details: '', foundOn: BAG.foundOn, claimant: { name: '测试失主', proof: 'papers' } }, WHERE)).sort()).toEqual(['claimant', 'foundOn', 'kind', 'madeOn', 'number', 'proof', 'station']);
  });
});
