import { describe, expect, it } from '@jest/globals';
import { ENOUGH, foundThing, likenessOf, lostThing, WEIGHTS, type Thing } from '@stationhouse/three-losses-common/property';
import fc from 'fast-check';

const NOON = Date.parse('2026-05-01T04:00:00Z');
const DAY = 86_400_000;
const PHONE: Thing = { kind: 'phone', words: '黑色华为手机，透明手机壳，右下角有裂纹', colours: [], brand: '', serial: '', place: '江城广场地铁站 B 口', at: NOON };
const codes = (lost: Thing, found: Thing) => likenessOf(lost, found)?.reasons.map(({ code }) => code);

const things: fc.Arbitrary<Thing> = fc.record({
  kind: fc.constantFrom('phone', 'bag', 'keys', 'other'),
  words: fc.array(fc.constantFrom('黑色', '双肩包', '华为', '钥匙扣', '裂纹', '内有水杯', 'iphone 15', '三把'), { maxLength: 5 }).map((words) => words.join('，')),
  colours: fc.uniqueArray(fc.constantFrom('black', 'red', 'blue'), { maxLength: 3 }),
  brand: fc.constantFrom('', '华为', 'iPhone', '无名牌'),
  serial: fc.constantFrom('', '0001', '86012345678900 1', '99'),
  place: fc.constantFrom('', '江城广场', '广场地铁站', '学府路菜场'),
  at: fc.integer({ min: -40, max: 400 }).map((days) => NOON + days * DAY),
});

describe('lost and found', () => {
  it('are proposed for one thing by what agrees, in whatever words it was written', () => {
    const found = foundThing({ kind: 'phone', notice: '手机一部', details: '华为 Mate，黑，带透明保护壳，屏幕右下角裂纹', foundOn: '2026-05-01T06:00:00Z', foundPlace: '江城广场地铁站' });
    const likeness = likenessOf(PHONE, found);
    expect(likeness?.score).toBeGreaterThan(2 * ENOUGH);
    expect(likeness?.reasons.map(({ code }) => code).sort()).toEqual(['BRAND', 'COLOURS', 'KIND', 'PLACE', 'TIME', 'WORDS']);
  });

  it('of a number alone are one; of another number hardly, whatever else agrees', () => {
    const card = { ...PHONE, kind: 'papers', words: '银行卡', place: '', serial: '6222 0000 0000 1234' };
    expect(codes(card, { ...card, serial: '1234' })).toContain('NUMBER_TAIL');
    expect(likenessOf(card, { ...card, serial: '１２３４', words: '', at: NOON + 20 * DAY })?.score).toBeGreaterThan(ENOUGH);
    expect(likenessOf({ ...PHONE, serial: '860000000000001' }, { ...PHONE, serial: '860000000000002' })?.score).toBeLessThan(ENOUGH);
    // An IMEI and the last digits of a card say nothing of each other, and two digits nothing of anything.
    expect(codes({ ...PHONE, serial: '860000000000001' }, { ...PHONE, serial: '7777' })).not.toContain('OTHER_NUMBER');
    expect(codes({ ...PHONE, serial: '01' }, { ...PHONE, serial: '01' })).not.toContain('NUMBER');
  });

  it('are not proposed by kind and time alone, nor where they cannot be one', () => {
    const bare = { ...PHONE, words: '', place: '' };
    expect(likenessOf(bare, bare)?.score).toBeLessThan(ENOUGH);
    expect(likenessOf(PHONE, { ...PHONE, kind: 'keys' })).toBeUndefined();
    expect(likenessOf(PHONE, { ...PHONE, at: NOON - DAY })).toBeUndefined();
    expect(likenessOf(PHONE, { ...PHONE, at: NOON - DAY / 4 })).toBeDefined();
    expect(likenessOf(PHONE, { ...PHONE, at: NOON + 367 * DAY })).toBeUndefined();
  });

  it('tell what speaks against it, too', () => {
    expect(codes(PHONE, { ...PHONE, words: '白色苹果手机' })).toEqual(expect.arrayContaining(['OTHER_BRAND', 'OTHER_COLOURS']));
    // A bank's card is not silver.
    expect(codes({ ...PHONE, words: '银行卡' }, { ...PHONE, words: '金色卡' })).not.toContain('OTHER_COLOURS');
  });

  it('are read from their instances as far as something was filled in', () => {
    expect(lostThing({ kind: 'keys', description: '三把', lostOn: '2026-05-01T04:00:00Z', colours: ['red'], lostPlace: null })).toEqual({ kind: 'keys', words: '三把', colours: ['red'], brand: '', serial: '', place: '', at: NOON });
  });

  it('weigh the same from either side', () => {
    fc.assert(fc.property(things, things, (one, other) => {
      const swapped = likenessOf({ ...other, at: one.at }, { ...one, at: other.at });
      expect(swapped?.score).toBe(likenessOf(one, other)?.score);
    }));
  });

  it('weigh no less when something more agrees, or less time lies between', () => {
    fc.assert(fc.property(things, things, fc.nat(20), (one, other, days) => {
      const before = likenessOf(one, other);
      fc.pre(before !== undefined);
      const score = before?.score ?? 0;
      const numbered = likenessOf({ ...one, serial: 'SN777777' }, { ...other, serial: 'SN777777' });
      expect(numbered?.score).toBeGreaterThanOrEqual(score);
      const named = likenessOf({ ...one, brand: '华为' }, { ...other, brand: '华为' });
      expect(named?.score).toBeGreaterThanOrEqual(score);
      const soon = likenessOf({ ...one, at: NOON }, { ...other, at: NOON + days * DAY });
      const late = likenessOf({ ...one, at: NOON }, { ...other, at: NOON + (days + 1) * DAY });
      expect(soon?.score).toBeGreaterThanOrEqual(late?.score ?? 0);
    }));
  });

  it('never weigh more than everything that can agree', () => {
    const most = Object.values(WEIGHTS).filter((weight) => weight > 0).reduce((sum, weight) => sum + weight, 0);
    fc.assert(fc.property(things, things, (one, other) => expect(likenessOf(one, other)?.score ?? 0).toBeLessThanOrEqual(most)));
  });
});
