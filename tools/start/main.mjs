/**
 * `npm start`: from a fresh clone to a running house with one command. Plain Node.js: nothing is installed yet.
 *   --watch       the developer's loop (npm run dev): server from source, web app by Vite
 *   --no-build    starts what was built before
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWhenStale, requireBuild } from './build.mjs';
import { checkNode, installWhenStale } from './install.mjs';
import { takeLock } from './lock.mjs';
import { requireFreePort, runAll } from './run.mjs';
import { Refusal } from './words.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const options = new Set(process.argv.slice(2));

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main() {
  checkNode(root);
  const port = Number(process.env.PORT || 4300);
  const giveBack = takeLock(path.resolve(root, process.env.STATIONHOUSE_FOLDER || '.stationhouse'), port);
  process.once('exit', giveBack);
  await requireFreePort(port, process.env.HOST || '127.0.0.1');
  installWhenStale(root);
  if (options.has('--watch')) return runAll(root, watching(port));
  if (options.has('--no-build')) requireBuild(root);
  else await buildWhenStale(root);
  return runAll(root, [{ parameters: ['--max-semi-space-size=32', 'apps/api/dist/main.js', '--role', 'all'], env: { NODE_ENV: process.env.NODE_ENV ?? 'development' } }]);
}

/** The server restarts when a file it imports changes; Vite serves the web app and hands the server's paths on to it. */
function watching(port) {
  const source = ['--watch', '--conditions=@stationhouse/source', '--import', './tools/register.mjs', 'apps/api/src/main.ts', '--role', 'all'];
  const vite = path.join('node_modules', 'vite', 'bin', 'vite.js');
  const commands = [{ parameters: source, env: { NODE_ENV: 'development' } }];
  if (existsSync(path.join(root, 'apps/web/vite.config.ts'))) commands.push({ parameters: [vite, 'apps/web'], env: { NODE_ENV: 'development', STATIONHOUSE_API: `http://127.0.0.1:${port}` } });
  return commands;
}
