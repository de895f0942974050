import { parseArgs } from 'node:util';
import { isStationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { DEMO_PASSWORD, holdsDemo, signInsToShow } from './demo/index.js';
import { readSettings, type Settings } from './settings.js';
import { startServer, type Role, type RunningServer } from './server.js';

/** The server's process: `node apps/api/dist/main.js --role all|api|worker`. */
const say = (line: Bilingual) => process.stderr.write(`${line['zh-CN']}  ${line.en}\n`);

const ROLES: readonly Role[] = ['all', 'api', 'worker'];
const SURFACES: readonly Settings['surface'][] = ['all', 'internal', 'external'];

/** What the command line asks for; the settings say which surface when it does not. */
function readOptions(settings: Settings): { role: Role; surface: Settings['surface'] } {
  const { values } = parseArgs({ options: { role: { type: 'string', default: 'all' }, surface: { type: 'string', default: settings.surface } } });
  return { role: oneOf(ROLES, 'role', values.role), surface: oneOf(SURFACES, 'surface', values.surface) };
}

function oneOf<Value extends string>(values: readonly Value[], option: string, given: string): Value {
  const found = values.find((value) => value === given);
  if (found !== undefined) return found;
  process.stderr.write(`--${option}: ${values.join(' | ')}，而不是“${given}”。 --${option} is ${values.join(', ')}, not "${given}".\n`);
  process.exit(2);
}

function stopOnSignal(server: RunningServer): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** Where to go, and where the demo is, how to get in. */
async function greet({ url, external, composition: { parts } }: RunningServer): Promise<void> {
  if (url !== '') say(text(`\n所务台已就绪：${url}`, `\nStationhouse is ready: ${url}`));
  if (external !== undefined) say(text(`外部协作（调解员、联动单位）：${external.url}`, `External surface (mediators, linked units): ${external.url}`));
  if (!parts.settings.demo || !(await holdsDemo(parts.database))) return;
  const signIns = (outside: boolean) => signInsToShow(outside).map(({ login, title }) => `  ${login.padEnd(28)} ${title['zh-CN']} ${title.en}`);
  const outer = external === undefined ? [] : ['外部协作界面：  On the external surface:', ...signIns(true)];
  process.stderr.write(`${['', `演示账号（密码均为 ${DEMO_PASSWORD}）  Demo sign-ins (password ${DEMO_PASSWORD}):`, ...signIns(false), ...outer, ''].join('\n')}\n`);
}

function fail(error: unknown): never {
  if (isStationhouseError(error)) say(error.text);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

try {
  const settings = readSettings(process.env);
  const server = await startServer(settings, { ...readOptions(settings), progress: say });
  stopOnSignal(server);
  await greet(server);
} catch (error) {
  fail(error);
}
