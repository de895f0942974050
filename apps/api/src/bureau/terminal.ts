import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Bilingual } from '@stationhouse/kernel';
import type { Answers } from './questions.js';

/** The process's own standard input and output as {@link Answers}. */
export function terminal(say: (line: Bilingual) => void): Answers {
  const interactive = process.stdin.isTTY === true;
  return {
    interactive,
    say,
    ask: (question) => typed(`${question['zh-CN']}  ${question.en}: `, true),
    askSecret: (question) => (interactive ? typed(`${question['zh-CN']}  ${question.en}: `, false) : firstLine()),
  };
}

/** One line a person types; with `shown` false the terminal does not repeat it. Ctrl-C or the end of input ends the command. */
async function typed(prompt: string, shown: boolean): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (!shown) process.stderr.write(prompt);
  const lines = createInterface({ input: process.stdin, output: shown ? process.stderr : silence, terminal: true });
  const leave = () => {
    process.stderr.write('\n已停止，什么都没有创建。  Stopped; nothing was created.\n');
    process.exit(130);
  };
  lines.once('close', leave);
  const line = await lines.question(shown ? prompt : '');
  lines.off('close', leave).close();
  if (!shown) process.stderr.write('\n');
  return line;
}

async function firstLine(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)[0] ?? '';
}
