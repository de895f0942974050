import type { Span } from './credentials-cards.js';

/** What stands between a word and its value: 密码：…, 密码是…, 密码改成了“…. */
const QUOTE = '[“”"\'‘’「」『』【】《》()（）<>\\[\\]]';
const CODE_WORD = '(?:短信)?(?:验证码|校验码|动态码|动态密码|动态口令|确认码|授权码|口令码|一次性密码|短信码|提款码)|\\bO\\.?T\\.?P\\b|one[- ]time[- ]?(?:code|pass(?:code|word)|pin)|(?:verification|auth(?:entication|orization)?|confirmation|login|sms|2fa)[- ]?(?:code|pin)';
const PASSWORD_WORD = '(?:密码|口令|密碼)|U盾|K宝|\\bU[- ]?key\\b|\\b(?:pwd|pass(?:word|code|wd|phrase)|pin(?:[- ]?(?:code|number))?)\\b';
const SECRET_WORD = '\\b(?:CVV2?|CVC2?|CVN2?)(?:码|码是)?|安全码|(?:卡|信用卡)?背面(?:的)?(?:签名栏)?(?:的)?(?:后|末|最后)?(?:三|3)位(?:数字?|码)?|security code';
const EXPIRY_WORD = '有效期(?:限)?|到期日|exp(?:iry|iration)?\\.?(?: date)?|valid (?:thru|until|through)';

/** A figure that says how much, when or how often, and no secret. */
const UNIT_AFTER = /^\s?(?:%|元|块|万|千|百|亿|年|月|日|号(?!码)|点|时|分|秒|天|周|次|遍|条|个|位|笔|人|名|岁|级|层|栋|室|楼|号楼|公里|米|折|倍|期|:\d|\/\d|yuan|rmb|cny|usd|dollars?|times?|minutes?|mins?|seconds?|hours?|days?|digits?|people)/iu;
const MONEY_BEFORE = /[¥￥$€]\s?$/u;
/** Numbers that everybody is told to dial. */
const SERVICE = /^(?:9[56]\d{3}|1(?:00|20|21|23)\d{2}|12345|12321|12381|110|119|120|122)$/u;
/** What says that the figure belongs to something else. */
const ELSEWHERE = /[转汇付扣刷损骗]|余额|金额|卡内|尾号|末四位|后四位|拨打|致电|来电|打了|电话|手机|工号|警号|单号|编号|账户|账号|call|dial|lost|paid|transfer/iu;

const DIGITS = '\\d(?:[ \\-]{0,2}\\d){3,7}';
const AFTER_WORD = new RegExp(`(?:${CODE_WORD})([^\\d。；;!！?？\\n]{0,16}?)(${DIGITS})(?!\\d|[ \\-]?\\d{4})`, 'giu');
const BEFORE_WORD = new RegExp(`(?<![\\d-])(${DIGITS})${QUOTE}?\\s*(?:[,，]?\\s*(?:这|那)(?:个|是|就是)?|就?是|为|is|was|as)?\\s*(?:my|your|the|his|her|本次|此次|我的|他的|她的|你的|您的|收到的)?\\s*[^\\d\\s，。；,;]{0,4}?(?:${CODE_WORD})`, 'giu');

const LINK = `(?:[:：=]|就?是|为|成了?|作|叫|改|设|输入?了?|填了?|号|分别|\\bis\\b|\\bwas\\b|\\bto\\b|\\bas\\b)`;
const VALUE = '[\\w!@#$%^&*+.~?-]{0,40}[\\w!@#$%^&*+~]';
const SAID = new RegExp(`(${PASSWORD_WORD})\\s*${QUOTE}?([^\\w。；;!！?？，,\\n]{0,8}?)(${LINK}+)\\s*([^\\w。；;!！?？，,\\n:：]{0,10}?)\\s*[:：]?\\s*(${VALUE})`, 'giu');
const BESIDE = new RegExp(`(${PASSWORD_WORD})\\s*${QUOTE}?\\s*(${VALUE})`, 'giu');
const NAMED_AFTER = new RegExp(`(?<![\\w.-])(${VALUE})${QUOTE}?\\s*(?:这|那)?(?:就?是|作为?|当作?|设为|设成|为|is|as)(?:我|他|她|其|对方|您|你|群众|事主|当事人|银行|的|了|卡|登录|支付|取款|网银|手机|交易|my|the|his|her|your|bank|login|\\s){0,6}(?:${PASSWORD_WORD})`, 'giu');
const SECRET = new RegExp(`(?:${SECRET_WORD})[^\\d。；;!！?？\\n]{0,8}?(?<!\\d)(\\d(?:[ -]?\\d){2,3})(?!\\d)`, 'giu');
const SECRET_BEFORE = new RegExp(`(?<!\\d)(\\d(?:[ -]?\\d){2,3})\\s*(?:就?是|为|is)\\s*(?:我的|他的|卡的|the|my)?\\s*(?:CVV2?|CVC2?|CVN2?|安全码|security code)`, 'giu');
const EXPIRY = new RegExp(`(?:${EXPIRY_WORD})\\s*(?:至|到|是|为|:|：)?\\s*((?:0[1-9]|1[0-2])\\s?[/\\-年]?\\s?(?:20)?[2-4]\\d)(?!\\d|[/\\-]\\d)`, 'giu');
/** A period of validity says nothing by itself; beside a card it opens the account. */
const BESIDE_CARD = /卡|cvv|cvc|card|visa|安全码/iu;
const NEAR = 40;

/** Words that follow “password” where nobody tells one. */
const NO_VALUE = /^(?:and|or|the|a|an|my|your|his|her|is|was|to|of|for|on|in|at|by|with|that|has|had|been|not|no|none|n\/a|unknown|forgotten|forgot|lost|wrong|correct|changed|reset|required|asked|entered|given|leaked|stolen|protected|manager|field|page|box|sms|app|apps?|otp|pin|atm|ok|xxx+|\*+|face|faceid|touchid|wechat|alipay|qq|id|u|key|ukey)$/iu;

/** Every one-time code that a plain text tells. */
export function findCodes(text: string): Span[] {
  const after = matches(AFTER_WORD, text, 2).filter(({ match, span }) => {
    const [gap, written] = [match[1] ?? '', match[2] ?? ''];
    return !ELSEWHERE.test(gap) && isTold(gap) && isFigure(text, span, written);
  });
  const before = matches(BEFORE_WORD, text, 1).filter(({ match, span }) => isFigure(text, span, match[1] ?? '') && !ELSEWHERE.test(text.slice(Math.max(0, span[0] - 4), span[0])));
  return [...after, ...before].map(({ span }) => span);
}

/** Through a comma only what goes on about the code: 验证码告诉他了，是836125. */
function isTold(gap: string): boolean {
  const comma = gap.search(/[,，、]/u);
  return comma < 0 || /^[,，、]\s*(?:(?:号码|数字|码|内容|it|that|就)?\s*(?:是|为|is|:|：)?\s*)?[“"'(（【]?$/iu.test(gap.slice(comma));
}

function isFigure(text: string, [from, to]: Span, written: string): boolean {
  const digits = written.replaceAll(/[ -]/gu, '');
  if (/^(?:19|20)\d\d-(?:0?[1-9]|1[0-2])-?/u.test(written) || UNIT_AFTER.test(text.slice(to)) || MONEY_BEFORE.test(text.slice(0, from))) return false;
  return !SERVICE.test(digits) && !/^[.]\d|^,\d{3}/u.test(text.slice(to)) && !/\d[.,:/]$/u.test(text.slice(0, from));
}

/** Every password, PIN or word of a U-key that a plain text tells. */
export function findPasswords(text: string): Span[] {
  const said = matches(SAID, text, 5).filter(({ match, span }) => !ELSEWHERE.test((match[2] ?? '') + (match[4] ?? '')) && isPassword(text, span, match[5] ?? '', match[3] ?? ''));
  const beside = matches(BESIDE, text, 2).filter(({ match, span }) => /\d/u.test(match[2] ?? '') && !SERVICE.test(match[2] ?? '') && isPassword(text, span, match[2] ?? '', ''));
  const named = matches(NAMED_AFTER, text, 1).filter(({ match, span }) => /\d/u.test(match[1] ?? '') && isPassword(text, span, match[1] ?? '', ''));
  return [...said, ...beside, ...named].map(({ span }) => span);
}

function isPassword(text: string, [from, to]: Span, value: string, link: string): boolean {
  if (value.length < 4 || NO_VALUE.test(value)) return false;
  if (/^\d+$/u.test(value)) return !UNIT_AFTER.test(text.slice(to)) && !MONEY_BEFORE.test(text.slice(0, from)) && value.length <= 12;
  if (/^(?:19|20)\d\d-\d\d?-\d\d?$/u.test(value)) return false;
  // A plain English word after “is” tells something about the password; after a colon, or in Chinese, it is one.
  return /[\d!@#$%^&*+~]/u.test(value) || /[:：=是为成作叫]/u.test(link);
}

/** Every figure from the back of a card, and its last month. */
export function findCardSecrets(text: string): Span[] {
  const secrets = [...matches(SECRET, text, 1), ...matches(SECRET_BEFORE, text, 1)].filter(({ span: [, to] }) => !UNIT_AFTER.test(text.slice(to)));
  const expiries = matches(EXPIRY, text, 1).filter(({ match, span: [, to] }) => BESIDE_CARD.test(text.slice(Math.max(0, match.index - NEAR), to + NEAR)));
  return [...secrets, ...expiries].map(({ span }) => span);
}

function matches(pattern: RegExp, text: string, group: number): { readonly match: RegExpExecArray; readonly span: Span }[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = match[group];
    if (value === undefined) return [];
    const from = match.index + match[0].lastIndexOf(value);
    return [{ match, span: [from, from + value.length] as const }];
  });
}
