import { describe, expect, it } from '@jest/globals';
import { pressed, yuanOf, type PadKey } from '../web/src/money.js';

const typed = (...keys: PadKey[]) => keys.reduce(pressed, '');

describe('an amount on the pad', () => {
  it('is digits, and ten thousands by one key', () => {
    expect(typed('1', '2', '万')).toBe('120000');
    expect(typed('5', '0', '0', '⌫')).toBe('50');
    expect(typed('0', '7')).toBe('7');
  });

  it('stays as it is where a key would make it too much', () => {
    expect(typed('9', '万', '万', '万')).toBe('900000000');
    expect(typed('万')).toBe('');
  });

  it.each([['120000', 120_000], ['1,200.50', 1200.5], ['１２０', 120], ['0', 0], ['-5', undefined], ['12.345', undefined], ['一万', undefined], ['', undefined], ['10000000001', undefined]])('%s is read as %s', (written, yuan) => {
    expect(yuanOf(written)).toBe(yuan);
  });
});
