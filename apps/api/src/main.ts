import { parseArgs } from 'node:util';
import { isStationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { DEMO_PASSWORD, holdsDemo, signInsToShow } from './demo/index.js';
import { readSettings } from './settings.js';
import { startServer, type Role, type RunningServer } from './server.js';

/** The server's process: `node apps/api/dist/main.js --role all|api|worker`. */
const say = (line: Bilingual) => process.stderr.write(`${line['zh-CN']}  ${line.en}\n`);

function readRole(): Role {
  const { values } = parseArgs({ options: { role: { type: 'string', default: 'all' } } });
  if (values.role === 'all' || values.role === 'api' || values.role === 'worker') return values.role;
  process.stderr.write(`--role: all | api | worker，而不是“${values.role}”。 --role is all, api or worker, not "${values.role}".\n`);
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
async function greet({ url, composition: { parts } }: RunningServer): Promise<void> {
  say(text(`\n所务台已就绪：${url}`, `\nStationhouse is ready: ${url}`));
  if (!parts.settings.demo || !(await holdsDemo(parts.database))) return;
  const signIns = signInsToShow().map(({ login, title }) => `  ${login.padEnd(28)} ${title['zh-CN']} ${title.en}`);
  process.stderr.write(`${['', `演示账号（密码均为 ${DEMO_PASSWORD}）  Demo sign-ins (password ${DEMO_PASSWORD}):`, ...signIns, ''].join('\n')}\n`);
}

function fail(error: unknown): never {
  if (isStationhouseError(error)) say(error.text);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

try {
  const role = readRole();
  const server = await startServer(readSettings(process.env), { role, progress: say });
  stopOnSignal(server);
  await greet(server);
} catch (error) {
  fail(error);
}
