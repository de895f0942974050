/**
 * `npm run configuration -- export|diff|import FOLDER [--station CODE] [--address URL] [--login NAME]`: a bureau's (or a station's)
 * configuration as a folder of files, through the API and under the rights of whoever signs in. `diff` says what `import`
 * would change and changes nothing. The password comes from STATIONHOUSE_PASSWORD, or is asked for. The last line is JSON.
 * Exit code 0: done, or nothing to change; 1: `diff` found changes; 2: refused.
 */
import { createInterface } from 'node:readline/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { inLocale, localeFromHeader, text, type Bilingual } from '@stationhouse/kernel';
import { House, Refused, type Imported } from './client.js';
import { readFolder, writeFolder } from './folder.js';

const locale = localeFromHeader((process.env['LC_ALL'] || process.env['LANG'] || 'zh').replace('_', '-'));
const say = (zhCN: string, en: string) => process.stdout.write(`${inLocale(text(zhCN, en), locale)}\n`);
const USAGE = 'npm run configuration -- export|diff|import FOLDER [--station CODE] [--address http://127.0.0.1:4300] --login NAME';

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  process.stderr.write(`${inLocale(error.text, locale)}\n`);
  process.stdout.write(`${JSON.stringify({ configuration: 'refused', code: error.code })}\n`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { command, folder, station, address, login } = argumentsGiven();
  const password = process.env['STATIONHOUSE_PASSWORD'] ?? (await ask(text('密码：', 'Password: '), true));
  const house = await House.open(address, login, password, () => ask(text('两步验证码：', 'Code of the second factor: '), false));
  const place = await house.place(station);
  if (command === 'export') {
    const files = await house.read(place);
    const { written, removed } = writeFolder(folder, files);
    say(`已导出 ${place.name}：${files.length} 个文件，改写 ${written.length} 个，删除 ${removed.length} 个。`, `Exported ${place.name}: ${files.length} files, ${written.length} written, ${removed.length} removed.`);
    return end({ configuration: 'exported', files: files.length, written, removed }, 0);
  }
  const imported = await house.write(place, readFolder(folder), command === 'diff');
  report(imported);
  if (imported.problems.length > 0) return end(summary('refused', imported), 2);
  if (command === 'diff') return end(summary('compared', imported), imported.changes.length > 0 ? 1 : 0);
  say(`已导入到 ${place.name}。`, `Brought into ${place.name}.`);
  return end(summary('imported', imported), 0);
}

function report({ changes, problems, unchanged }: Imported): void {
  const line = (mark: string, where: string, said: { readonly zhCN: string; readonly en: string }) => process.stdout.write(`${mark} ${where}: ${locale === 'zh-CN' ? said.zhCN : said.en}\n`);
  for (const { path: file, text: said } of changes) line('~', file, said);
  for (const { path: file, line: at, text: said } of problems) line('✗', at === null ? file : `${file}:${at}`, said);
  say(`改动 ${changes.length} 处，问题 ${problems.length} 处，${unchanged.length} 个文件无变化。`, `Changes: ${changes.length}. Problems: ${problems.length}. Files as they were: ${unchanged.length}.`);
}

function summary(configuration: string, { changes, problems, unchanged }: Imported): object {
  return { configuration, changes: changes.length, problems: problems.length, unchanged: unchanged.length };
}

function end(line: object, code: number): number {
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return code;
}

function argumentsGiven(): { readonly command: string; readonly folder: string; readonly station: string | undefined; readonly address: string; readonly login: string } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { station: { type: 'string' }, address: { type: 'string' }, login: { type: 'string' } } });
    const [command = '', folder] = positionals;
    const { station, address = 'http://127.0.0.1:4300', login } = values;
    if (!['export', 'diff', 'import'].includes(command) || folder === undefined || positionals.length > 2 || login === undefined || !URL.canParse(address)) throw new TypeError(USAGE);
    return { command, folder: path.resolve(process.env['INIT_CWD'] ?? '.', folder), station, address, login };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refused('USAGE', text(`用法：${USAGE}`, `Usage: ${USAGE}`));
  }
}

/** Asks at the terminal. @param hidden what is typed is not shown */
async function ask(question: Bilingual, hidden: boolean): Promise<string> {
  process.stderr.write(inLocale(question, locale));
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: hidden ? silent : process.stderr, terminal: process.stdin.isTTY === true });
  const over = new AbortController();
  terminal.once('close', () => over.abort());
  try {
    return await terminal.question('', { signal: over.signal });
  } catch (error) {
    // Nobody is there to answer: the end of a pipe, a job of a scheduler.
    if (!over.signal.aborted) throw error;
    throw new Refused('NOT_ANSWERED', text('此处无法输入。密码请由环境变量 STATIONHOUSE_PASSWORD 给出；需要两步验证码的账号请在终端中运行。', 'Nothing can be typed here. Give the password as STATIONHOUSE_PASSWORD; an account with a second factor needs a terminal.'));
  } finally {
    terminal.close();
    if (hidden) process.stderr.write('\n');
  }
}
