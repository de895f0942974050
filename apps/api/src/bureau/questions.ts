import { parseArgs } from 'node:util';
import { parseCode, parseLogin, parseName, parseNewPassword, parseTimeZone } from '@stationhouse/access';
import { badInput, isStationhouseError, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { BureauWanted } from './create.js';

/** Whoever types the answers: a person at a terminal, or a script that pipes the password in. */
export interface Answers {
  /** True for a person, who can be asked again. */
  readonly interactive: boolean;
  ask(question: Bilingual): Promise<string>;
  /** Asks without showing what is typed; from a script, its next line. */
  askSecret(question: Bilingual): Promise<string>;
  say(line: Bilingual): void;
}

/** One fact: its flag, how it is asked for, and how it is checked. */
interface Question {
  readonly flag: string;
  readonly words: Bilingual;
  readonly check: (value: string) => string;
}

const QUESTIONS = {
  name: { flag: 'name', words: text('分局名称', 'Name of the bureau'), check: (value) => parseName(value, 'name') },
  code: { flag: 'code', words: text('分局代码（大写字母、数字、连字符）', 'Code of the bureau (capital letters, digits, hyphens)'), check: (value) => parseCode(value, 'code') },
  timeZone: { flag: 'time-zone', words: text('时区，例如 Asia/Shanghai', 'Time zone, such as Asia/Shanghai'), check: parseTimeZone },
  login: { flag: 'login', words: text('首位管理员的登录名', 'Login of the first administrator'), check: parseLogin },
  displayName: { flag: 'display-name', words: text('首位管理员的姓名', 'Name of the first administrator'), check: (value) => parseName(value, 'displayName', 60) },
} as const satisfies Record<keyof Omit<BureauWanted, 'password'>, Question>;

/** How the command is called. */
export const USAGE = text(
  'npm run bureau:create [-- --name 名称 --code 代码 --time-zone Asia/Shanghai --login 登录名 --display-name 姓名]，未给出的逐项询问；密码只在提示处输入，或由标准输入第一行给出。',
  'npm run bureau:create [-- --name NAME --code CODE --time-zone Asia/Shanghai --login LOGIN --display-name NAME]; what is left out is asked for. The password is typed at a prompt, or the first line of standard input.',
);

/**
 * Collects what a new bureau needs from flags and answers. A person is asked again after a wrong answer; a wrong flag, and
 * anything wrong in a script, is refused.
 * @throws StationhouseError BAD_INPUT
 */
export async function askForBureau(parameters: readonly string[], answers: Answers): Promise<BureauWanted> {
  const given = readFlags(parameters);
  const missing = Object.values(QUESTIONS).filter(({ flag }) => given[flag] === undefined);
  if (missing.length > 0 && !answers.interactive) {
    const flags = missing.map(({ flag }) => `--${flag}`).join(' ');
    throw badInput('parameters', text(`缺少 ${flags}。${USAGE['zh-CN']}`, `${flags} missing. ${USAGE.en}`));
  }
  // One after the other: a terminal shows one question at a time.
  const facts: Partial<Record<keyof typeof QUESTIONS, string>> = {};
  for (const [key, { flag, words, check }] of Object.entries(QUESTIONS) as [keyof typeof QUESTIONS, Question][]) {
    const value = given[flag];
    facts[key] = value === undefined ? await untilRight(answers, () => answers.ask(words), check) : check(value);
  }
  const wanted = facts as Record<keyof typeof QUESTIONS, string>;
  return { ...wanted, password: await askPassword(wanted.login, answers) };
}

function readFlags(parameters: readonly string[]): Record<string, string | undefined> {
  const options = Object.fromEntries(Object.values(QUESTIONS).map(({ flag }) => [flag, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...parameters], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    throw new StationhouseError('BAD_INPUT', text(`参数有误。${USAGE['zh-CN']}`, `Not how this command is called. ${USAGE.en}`), undefined, { cause });
  }
}

function askPassword(login: string, answers: Answers): Promise<string> {
  const once = () => answers.askSecret(text('管理员的密码（至少 10 个字符，输入时不显示）', 'Password of the administrator (at least 10 characters, not shown)'));
  const twice = async () => {
    const password = await once();
    if (!answers.interactive) return password;
    const again = await answers.askSecret(text('再输入一次密码', 'The password again'));
    if (again !== password) throw badInput('password', text('两次输入的密码不一致。', 'The two passwords differ.'));
    return password;
  };
  return untilRight(answers, twice, (password) => parseNewPassword(password, login, undefined));
}

async function untilRight(answers: Answers, ask: () => Promise<string>, check: (value: string) => string): Promise<string> {
  for (;;) {
    try {
      return check(await ask());
    } catch (error) {
      if (!answers.interactive || !isStationhouseError(error)) throw error;
      answers.say(error.text);
    }
  }
}
