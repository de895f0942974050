import { BRANDS, COLOURS, IDLE, SAME } from './words.js';

/** A text as it is compared: one width, small letters, one word for one thing. */
export function folded(words: string): string {
  const small = words.normalize('NFKC').toLowerCase();
  return SAME.reduce((text, [one, ...others]) => longestFirst(others).reduce((said, other) => (one.includes(other) ? said : said.replaceAll(other, one)), text), small);
}

/** The colours that a text names, by their codes. */
export const coloursIn = (words: string): ReadonlySet<string> => codesIn(words.normalize('NFKC').toLowerCase(), COLOURS);

/** The makes that a text names, by their codes; of a text that names none of the list, the text itself. */
export function brandsIn(named: string, words = ''): ReadonlySet<string> {
  const own = folded(named).replace(/\s/g, '');
  const known = codesIn(`${own} ${folded(words)}`, BRANDS);
  return known.size > 0 || own === '' ? known : new Set([own]);
}

/**
 * The pairs of neighbouring characters of a text, without what says nothing: by them Chinese texts are compared without cutting them into words. Numbers and words in Latin letters
 * stand as a whole.
 */
export function pairsOf(words: string): ReadonlySet<string> {
  const runs = folded(words).replace(IDLE, ' ').match(/[a-z0-9]+|\p{Script=Han}+/gu) ?? [];
  return new Set(runs.flatMap((run) => (/^[a-z0-9]/.test(run) || run.length === 1 ? [run] : Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)))));
}

/** How much of two sets is common to both: 0 to 1 (Dice). */
export function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  const common = [...one].filter((item) => other.has(item)).length;
  return (2 * common) / (one.size + other.size);
}

/** Letters and digits of a number alone, in capitals: however somebody wrote it. */
export const bareNumber = (number: string): string => number.normalize('NFKC').toUpperCase().replace(/[^A-Z0-9]/g, '');

function codesIn(text: string, list: readonly (readonly [string, ...string[]])[]): ReadonlySet<string> {
  return new Set(list.filter(([code, ...words]) => [code, ...words].some((word) => says(text, word))).map(([code]) => code));
}

/** A word in Latin letters stands by itself: no "mate" in "automate". */
const says = (text: string, word: string) => (/^[a-z]/.test(word) ? new RegExp(`(?<![a-z])${word}(?![a-z])`).test(text) : text.includes(word));
const longestFirst = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length);
