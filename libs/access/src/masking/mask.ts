import type { DataClass } from '../permissions/roles.js';
import { covers } from '../permissions/roles.js';

/** What a personal value is, which decides how much of it P1 keeps. */
export type PersonalKind = 'name' | 'phone' | 'idNumber' | 'address' | 'text';

/** Family names of two characters: without them 欧阳修 would be read as the family 欧. */
const DOUBLE_SURNAMES: ReadonlySet<string> = new Set(
  '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 百里 呼延 东郭 南门 西门 拓跋 轩辕'.split(' '),
);

const HAN = /^\p{Script=Han}/u;

/**
 * What a reader sees of one personal value (DOMAIN §4). A level that covers the value's class sees it as it is; P1 sees
 * surname + *, phone 3+4, ID last 4; everything else, and every value that is too short to hide its rest, is hidden.
 * @returns null where nothing may be seen
 */
export function maskText(value: string, kind: PersonalKind, dataClass: DataClass, level: DataClass): string | null {
  if (covers(level, dataClass)) return value;
  if (level !== 'P1' || dataClass === 'P3') return null;
  if (kind === 'name') return maskName(value);
  if (kind === 'phone') return maskPhone(value);
  if (kind === 'idNumber') return maskIdNumber(value);
  return null;
}

/** 张三丰 → 张*, 欧阳修 → 欧阳*; a name that is not written in Han characters, or is a single one, → *. */
function maskName(value: string): string {
  const characters = [...value.normalize('NFC').trim()];
  const double = characters.slice(0, 2).join('');
  if (!HAN.test(double) || characters.length < 2) return '*';
  return characters.length > 2 && DOUBLE_SURNAMES.has(double) ? `${double}*` : `${characters[0]}*`;
}

/** 13812345678 → 138****5678; shorter than a mobile number → ****. The number of stars tells nothing. */
function maskPhone(value: string): string {
  const digits = value.normalize('NFKC').replaceAll(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
  return digits.length < 11 ? '****' : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

/** 110101199003074578 → **************4578; shorter than an identity number → all hidden. */
function maskIdNumber(value: string): string {
  const characters = [...value.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]/gu, '')];
  return `${'*'.repeat(14)}${characters.length < 15 ? '****' : characters.slice(-4).join('')}`;
}
