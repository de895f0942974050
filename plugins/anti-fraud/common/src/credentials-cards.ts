/** From here to there, in a plain text. */
export type Span = readonly [from: number, to: number];

/** Digits in a row, and what may stand between the groups of one number: 6222 0212-3456.7890. */
const RUN = /\d(?:[ \t\u00a0.\-_·]{0,3}(?:\r?\n[ \t]*)?\d)*/gu;
const GROUP = /\d+/gu;
const CARD_LENGTHS: Span = [13, 19];
/** Lines that one number is broken over, at most; a column of figures is no card. */
const MOST_BREAKS = 2;

/** First digits and lengths of what banks issue: UnionPay and its forerunners, Visa, MasterCard, American Express, JCB, Diners, Discover. */
const ISSUED: readonly (readonly [first: RegExp, lengths: readonly number[]])[] = [
  [/^62/u, [16, 17, 18, 19]],
  [/^81[0-7]/u, [16, 17, 18, 19]],
  [/^(?:955\d|103\d)/u, [16, 19]],
  [/^4/u, [13, 16]],
  [/^5[1-5]/u, [16]],
  [/^2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)/u, [16]],
  [/^3[47]/u, [15]],
  [/^35(?:2[89]|[3-8])/u, [16]],
  [/^3(?:0[0-5]|[68])/u, [14]],
  [/^6(?:011|4[4-9]|5)/u, [16, 19]],
];

/** Says that the number which follows is a card's, so that a digit mistyped hides nothing. */
const SAYS_CARD = /(?:卡号|银行卡|储蓄卡|借记卡|信用卡|工资卡|card\s*(?:no\.?|number|#)?)[^\d\n。；;!?]{0,10}$/iu;
/** Says that it is the number of something else. */
const SAYS_OTHER = /(?:订单|单号|流水|交易号|编号|案号|凭证|快递|运单|发票|身份证|证件|手机|电话|尾号|条码|条形码|order|invoice|tracking|reference|serial)[^\d\n。；;!?，,卡]{0,8}$/iu;

/** Every card number of a plain text. */
export function findCards(text: string): Span[] {
  return [...text.matchAll(RUN)].flatMap((run) => cardsOf(text, run.index, run[0]));
}

function cardsOf(text: string, start: number, run: string): Span[] {
  const groups = [...run.matchAll(GROUP)].map((group): Span => [start + group.index, start + group.index + group[0].length]);
  const found: Span[] = [];
  for (let first = 0; first < groups.length; ) {
    const next = cardFrom(text, groups, first);
    if (next !== undefined) found.push([groups[first]![0], groups[next - 1]![1]]);
    first = next ?? first + 1;
  }
  return found;
}

/** The group after a card number that begins with `first`; undefined where none does. The longest wins. */
function cardFrom(text: string, groups: readonly Span[], first: number): number | undefined {
  const [from] = groups[first]!;
  // After a letter it is the number of a parcel or a case.
  if (/[a-z]$/iu.test(text.slice(0, from)) && !/(?:card|no|visa|number)$/iu.test(text.slice(0, from))) return undefined;
  let [digits, end]: [string, number | undefined] = ['', undefined];
  for (let next = first; next < groups.length && digits.length <= CARD_LENGTHS[1]; next += 1) {
    const [groupFrom, groupTo] = groups[next]!;
    digits += text.slice(groupFrom, groupTo);
    if (digits.length < CARD_LENGTHS[0] || digits.length > CARD_LENGTHS[1]) continue;
    if (isShapedAsCard(groups.slice(first, next + 1), text) && isCard(digits, text.slice(Math.max(0, from - 24), from), text.slice(groupTo, groupTo + 1))) end = next + 1;
  }
  return end;
}

/** One number in one piece, in groups of three and more of which the last may be short, or digit by digit. */
function isShapedAsCard(groups: readonly Span[], text: string): boolean {
  if (groups.length === 1) return true;
  const breaks = text.slice(groups[0]![0], groups.at(-1)![1]).split('\n').length - 1;
  const lengths = groups.map(([from, to]) => to - from);
  const alike = lengths.slice(0, -1).every((length) => length === lengths[0]) && lengths.at(-1)! <= lengths[0]!;
  return breaks <= MOST_BREAKS && (alike || lengths.slice(0, -1).every((length) => length >= 3));
}

function isCard(digits: string, before: string, after: string): boolean {
  if (isIdentityNumber(digits + (/x/iu.test(after) ? 'X' : ''))) return false;
  if (!ISSUED.some(([first, lengths]) => first.test(digits) && lengths.includes(digits.length))) return false;
  if (SAYS_OTHER.test(before)) return false;
  // Thirteen digits are a card’s of long ago, or what stands under a bar code.
  return (passesLuhn(digits) && digits.length > CARD_LENGTHS[0]) || (digits.length !== 14 && SAYS_CARD.test(before));
}

/** The check digit that the numbers of cards end with (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = place % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A citizen’s identity number: 18 characters with a date of birth and a check character (GB 11643), or 15 digits of before 1999. */
export function isIdentityNumber(written: string): boolean {
  const date = /^[1-8]\d{5}(?:((?:18|19|20)\d\d)(\d\d)(\d\d)\d{3}[\dX]|(\d\d)(\d\d)(\d\d)\d{3})$/u.exec(written);
  if (date === null) return false;
  const [month, day] = written.length === 15 ? [date[5], date[6]] : [date[2], date[3]];
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return false;
  if (written.length === 15) return true;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(written[place]), 0);
  return '10X98765432'[sum % 11] === written[17];
}
