import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findCredentials, type Credential } from '@stationhouse/anti-fraud-common';
import { HARMLESS, HELD_HARMLESS, HELD_TOLD, TOLD } from './credential-lines.js';
import * as tuning from './narratives-tuning.js';
import * as held from './narratives-test.js';

/** The digit that makes a number a card’s. */
function withCheck(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => total + (place % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)]! : Number(digit)), 0);
  return digits + String((10 - (sum % 10)) % 10);
}
const withIdentityCheck = (digits: string) => digits + '10X98765432'[[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0) % 11]!;
/** The last digit changed: no card has this number. */
const broken = (digits: string) => digits.slice(0, -1) + String((Number(digits.at(-1)) + 5) % 10);

const NUMBERS: Readonly<Record<string, string>> = {
  union: withCheck('622202330145678'), union19: withCheck('621799330001234567'), visa: withCheck('401288888888188'), master: withCheck('510510510510510'), amex: withCheck('37828224631000'),
  odd: broken(withCheck('401288888888188')), typo: broken(withCheck('622202330145678')), id: withIdentityCheck('32010119880212331'), gansu: withIdentityCheck('62010219900307123'), phone: '13800001111', case: 'YJ-DM-2024-00012',
};
const inGroups = (digits: string, lengths: readonly number[], between: string) => {
  const groups: string[] = [];
  for (let at = 0, turn = 0; at < digits.length; turn += 1) groups.push(digits.slice(at, (at += lengths[turn % lengths.length]!)));
  return groups.join(between);
};
const wide = (written: string) => written.replaceAll(/\d/gu, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
const SHAPES: Readonly<Record<string, (digits: string) => string>> = {
  4: (digits) => inGroups(digits, [4], ' '), '4-': (digits) => inGroups(digits, [4], '-'), 1: (digits) => [...digits].join(' '), 465: (digits) => inGroups(digits, [4, 6, 5], ' '), 613: (digits) => inGroups(digits, [6, 13], ' '),
  wide, lines: (digits) => `${digits.slice(0, 8)}\n${digits.slice(8)}`, '.': (digits) => inGroups(digits, [4], '.'), '-': (digits) => inGroups(digits, [4], '—'), tab: (digits) => inGroups(digits, [4], '\t'), nbsp: (digits) => inGroups(digits, [4], '\u00a0'),
  zero: (digits) => inGroups(digits, [4], '\u200b'), spelled: (digits) => [...digits].map((digit) => '〇一二三四五六七八九'[Number(digit)]).join(''),
};
const filled = (line: string) => line.replaceAll(/\{(\w+)(?:\|([^}]+))?\}/gu, (_, name: string, shape: string | undefined) => (shape === undefined ? NUMBERS[name]! : SHAPES[shape]!(NUMBERS[name]!)));
const kinds = (line: string) => findCredentials(line).map(({ kind }) => kind);

describe('credentials', () => {
  const linesOf = (lines: typeof TOLD) => (Object.keys(lines) as Credential[]).flatMap((kind) => lines[kind].map((line) => ({ kind, line: filled(line) })));
  const narrated = [...Object.values(tuning.NARRATIVES).flat(), ...Object.values(held.NARRATIVES).flat(), ...tuning.NO_FRAUD, ...held.NO_FRAUD];
  const measured = (name: string, told: ReturnType<typeof linesOf>, harmless: readonly string[]) => {
    const missed = told.filter(({ kind, line }) => !kinds(line).includes(kind));
    const wrong = harmless.filter((line) => kinds(line).length > 0);
    const found = told.length - missed.length;
    const [precision, recall] = [found / (found + wrong.length), found / told.length];
    process.stdout.write(`credentials, ${name}: ${told.length} told, ${harmless.length} harmless; precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}\n`);
    return { missed, wrong, precision, recall };
  };

  it('are found where they are told, and nowhere else', () => {
    expect(measured('lines known', linesOf(TOLD), [...HARMLESS.map(filled), ...narrated])).toMatchObject({ missed: [], wrong: [] });
  });

  it('are found in lines that nothing was tuned on', () => {
    const { precision, recall } = measured('lines held apart', linesOf(HELD_TOLD), HELD_HARMLESS.map(filled));
    expect(precision).toBeGreaterThanOrEqual(0.9);
    expect(recall).toBeGreaterThanOrEqual(0.85);
  });

  it('stand where they are said to stand', () => {
    const line = '他说验证码是　８３６ １２５，没有别的';
    const [found] = findCredentials(line);
    expect(line.slice(found?.from, found?.to)).toBe('８３６ １２５');
    expect(kinds(filled('卡号{union|4}，密码880212，验证码402918，CVV 836'))).toEqual(['card', 'password', 'code', 'cardSecret']);
  });

  const around = fc.array(fc.constantFrom(...HARMLESS.filter((line) => !/\d|卡|码|card|code|口令|password/iu.test(line)), '群众来所', '骗子', '随后'), { maxLength: 4 }).map((words) => words.join('，'));
  const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((each) => each.join(''));
  const issued = fc.constantFrom(['62', 16], ['62', 19], ['4', 16], ['53', 16], ['2221', 16], ['35', 16]).chain(([first, length]) => digits(Number(length) - String(first).length - 1).map((rest) => withCheck(`${first === '35' ? '356' : String(first)}${first === '35' ? rest.slice(1) : rest}`)));

  it('are found wherever a card stands in whatever shape', () => {
    fc.assert(fc.property(around, issued, fc.constantFrom(...Object.values(SHAPES).filter((shape) => shape !== SHAPES['465']), (plain: string) => plain), around, (before, card, shape, after) => {
      const line = `${before}。${shape(card)}。${after}`;
      expect(kinds(line)).toEqual(['card']);
    }), { seed: 7, numRuns: 400 });
  });

  it('are found wherever a code or a password is told', () => {
    const code = fc.integer({ min: 4, max: 8 }).chain(digits).filter((written) => !/^(?:9[56]|1[02])\d{3}$|^12345$/u.test(written));
    fc.assert(fc.property(around, fc.constantFrom('验证码是', '动态码：', 'OTP: ', 'verification code is '), code, fc.constantFrom(wide, (plain: string) => plain, (plain: string) => [...plain].join(' '), (plain: string) => `${plain.slice(0, 2)}-${plain.slice(2)}`), around, (before, word, written, shape, after) => {
      expect(kinds(`${before}。${word}${shape(written)}。${after}`)).toEqual(['code']);
    }), { seed: 7, numRuns: 400 });
    fc.assert(fc.property(around, fc.constantFrom('支付密码是', '密码：', '口令为', 'pwd: '), fc.stringMatching(/^[a-z]{2}[0-9A-Z]{2,10}$/u), around, (before, word, written, after) => {
      expect(kinds(`${before}。${word}${written}。${after}`)).toEqual(['password']);
    }), { seed: 7, numRuns: 400 });
  });

  it('are not telephone or identity numbers, nor numbers that no bank issues', () => {
    const day = fc.tuple(fc.integer({ min: 1930, max: 2020 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 })).map((date) => date.map((part) => String(part).padStart(2, '0')).join(''));
    const identity = fc.tuple(fc.integer({ min: 110101, max: 659001 }), day, digits(3)).map(([area, born, order]) => withIdentityCheck(`${area}${born}${order}`));
    const phone = fc.tuple(fc.integer({ min: 130, max: 199 }), digits(8)).map(([first, rest]) => `${first}${rest}`);
    fc.assert(fc.property(around, fc.oneof(identity, phone, issued.map(broken)), around, (before, number, after) => {
      expect(kinds(`${before}，${number}，${after}`)).toEqual([]);
    }), { seed: 7, numRuns: 600 });
  });

  it('are looked for in a moment, whatever is written', () => {
    const began = process.cpuUsage();
    for (const piece of ['密码', '!', '6', '6 ', '验证码 ', '是', 'password ', '有效期', 'a1']) findCredentials(piece.repeat(20_000 / piece.length));
    const { user } = process.cpuUsage(began);
    expect(user / 1000).toBeLessThan(5000);
  });
});
