import { randomInt } from 'node:crypto';
import { badInput, text } from '@stationhouse/kernel';

const DIGITS = 8;

/** A new code: eight digits of the operating system's randomness. */
export function newCode(): string {
  return String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
}

/** As it is read out and shown: two groups of four. */
export function spelledCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}

/** A code as somebody typed what they heard: with blanks, dashes or full-width digits. @throws StationhouseError BAD_INPUT, which counts as no guess */
export function parseCode(typed: string): string {
  const code = typed.normalize('NFKC').replace(/[\s-]/g, '');
  if (!/^\d{8}$/.test(code)) throw badInput('code', text('回拨码是 8 位数字，请逐位核对后重新输入。', 'A call-back code has 8 digits. Check each of them, then enter it again.'));
  return code;
}
