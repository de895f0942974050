import { describe, expect, it } from '@jest/globals';
import { newCode, parseCode, spelledCode } from '../server/src/callback/code.js';
import { ACCOUNT_LIMIT, BUREAU_LIMIT, lockedUntil } from '../server/src/callback/guessing.js';
import { at } from './definition.js';
import { alerted } from './definition.js';

describe('a call-back code', () => {
  it('is eight digits, different each time, and read in two groups', () => {
    const codes = Array.from({ length: 200 }, newCode);
    expect(codes.filter((code) => !/^\d{8}$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBeGreaterThan(195);
    expect(spelledCode('00123456')).toBe('0012 3456');
  });

  it('is heard with blanks, dashes and full-width digits, and nothing else', () => {
    expect(['0012 3456', '0012-3456', '００１２３４５６', ' 00 12 34 56 '].map(parseCode)).toEqual(Array.from({ length: 4 }, () => '00123456'));
    for (const typed of ['', '1234567', '123456789', '1234567a', '٠٠١٢٣٤٥٦']) expect(() => parseCode(typed)).toThrow('BAD_INPUT');
  });
});

describe('guessing', () => {
  /** Wrong codes at these minutes after ten, the latest first. */
  const wrong = (...minutes: number[]) => minutes.map((minute) => new Date(at('2024-03-01T10:00').getTime() + minute * 60_000)).reverse();
  const locked = (minutes: number[], now: number) => lockedUntil(wrong(...minutes), ACCOUNT_LIMIT, wrong(now)[0] as Date);

  it('locks with the fifth wrong code in ten minutes, for ten minutes from it', () => {
    expect(locked([0, 1, 2, 3], 3)).toBeUndefined();
    expect(locked([0, 1, 2, 3, 9], 18)).toEqual(wrong(19)[0]);
    expect(locked([0, 1, 2, 3, 9], 19)).toBeUndefined();
    expect(locked([0, 3, 6, 9, 12], 12)).toBeUndefined();
    expect(lockedUntil(Array.from({ length: BUREAU_LIMIT.wrong }, () => at('2024-03-01T10:00')), BUREAU_LIMIT, at('2024-03-01T10:05'))).toEqual(at('2024-03-01T10:10'));
  });
});

describe('an alert', () => {
  const verified = { type: 'event', name: 'verified' } as const;

  it('keeps when the person called back first, whatever it does meanwhile', () => {
    const simulation = alerted();
    simulation.advanceTo(at('2024-03-01T10:02'));
    simulation.send(verified);
    simulation.complete('waiting#sign', 'signed');
    simulation.advanceTo(at('2024-03-01T10:05'));
    simulation.send(verified);
    expect(simulation.snapshot).toMatchObject({ value: { dissuading: {} }, data: { verifiedOn: at('2024-03-01T10:02').toISOString() } });
  });

  it('tells its station when its code is read back once more', () => {
    const simulation = alerted();
    const before = simulation.history.length;
    simulation.send({ type: 'event', name: 'verifiedAgain' });
    expect(simulation.history.slice(before).flatMap(({ effects }) => effects)).toMatchObject([{ type: 'notify', roles: ['duty-officer', 'duty-commander'] }]);
    expect(simulation.snapshot.data).not.toHaveProperty('verifiedOn');
  });
});
