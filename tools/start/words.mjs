/**
 * What the start command says before the product's own code can run: one short line per language.
 * A Chinese terminal reads Chinese, an English one English, any other one both.
 */
const wanted = (process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '').toLowerCase();
const languages = wanted.startsWith('zh') ? ['zh'] : wanted.startsWith('en') ? ['en'] : ['zh', 'en'];

/** Joins the lines for this terminal. */
export function inWords(zh, en) {
  return languages.map((language) => (language === 'zh' ? zh : en)).join('\n');
}

/** Says one thing that happens. */
export function say(zh, en) {
  process.stdout.write(`${inWords(zh, en)}\n`);
}

/** A reason to stop that a person can act on: printed as it is, without a stack. */
export class Refusal extends Error {
  constructor(zh, en) {
    super(inWords(zh, en));
  }
}
