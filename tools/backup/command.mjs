import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inWords, Refusal } from '../start/words.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The data folder, as the server's own settings name it: relative to the repository. */
export function dataFolder() {
  if (process.env.DATABASE_URL) {
    throw new Refusal(
      '当前使用外部数据库（DATABASE_URL），请用该数据库自己的备份工具；数据目录请另行复制。详见 docs/operations.md。',
      'An external database is in use (DATABASE_URL): back it up with its own tools, and copy the data folder beside it. See docs/operations.md.',
    );
  }
  return path.resolve(root, process.env.STATIONHOUSE_FOLDER || '.stationhouse');
}

/** A path as the person who typed it means it: npm changes to the repository first and says where it came from. */
export function fromCaller(name) {
  return path.resolve(process.env.INIT_CWD ?? process.cwd(), name);
}

/** The command line: known flags, and at most one name. */
export function parameters(known) {
  const given = process.argv.slice(2);
  const flags = new Set(given.filter((word) => word.startsWith('--')));
  const names = given.filter((word) => !word.startsWith('--'));
  const unknown = [...flags].find((flag) => !known.includes(flag));
  if (unknown !== undefined) throw new Refusal(`不认识的选项 ${unknown}。`, `Unknown option ${unknown}.`);
  if (names.length > 1) throw new Refusal('只能给出一个目录。', 'Give one folder only.');
  return { flags, names };
}

/** Runs a command to its end: a refusal is one clear line and exit code 1, anything else keeps its stack. */
export async function runCommand(work) {
  try {
    await work((line) => process.stdout.write(`${inWords(line['zh-CN'], line.en)}\n`));
  } catch (error) {
    const said = error instanceof Refusal ? error.message : error?.name === 'StationhouseError' ? inWords(error.text['zh-CN'], error.text.en) : undefined;
    if (said === undefined) throw error;
    process.stderr.write(`${said}\n`);
    process.exitCode = 1;
  }
}
