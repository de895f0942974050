import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requireBuild } from '../start/build.mjs';
import { runningDatabase } from '../../libs/database/dist/index.js';
import { findChromium } from './chromium.mjs';

/**
 * `npm run browser`: journeys in a real Chromium against the built server with the demo bureau on throw-away data folders and
 * test clocks. Two run side by side, each against a server of its own: a test may move the clock. Arguments go to Playwright.
 */
const root = path.resolve(import.meta.dirname, '../..');
requireBuild(root);
const chromium = await findChromium();
const parameters = process.argv.slice(2);
const sides = parameters.some((parameter) => parameter.includes('.spec')) ? 1 : 2;

const houses = [];
let code;
try {
  for (let side = 0; side < sides; side += 1) houses.push(await open());
  await Promise.all(houses.map(ready));
  // A test may need what no user can bring about, such as a job that failed for good.
  const databases = await Promise.all(houses.map(async ({ folder }) => (await runningDatabase(folder, 'stationhouse'))?.owner));
  code = await playwright(databases);
} finally {
  await Promise.all(houses.map(close));
}
process.exitCode = code ?? 1;

async function open() {
  const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-browser-'));
  // As root the database runs as another user, who must be able to reach the folder.
  chmodSync(folder, 0o711);
  const port = await freePort();
  const server = spawn(process.execPath, ['apps/api/dist/main.js', '--role', 'all'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'test', PORT: String(port), STATIONHOUSE_FOLDER: folder, STATIONHOUSE_DEMO: '1', STATIONHOUSE_TEST_CLOCK: '1', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const gone = new Promise((resolve) => server.once('exit', (exit) => resolve(exit ?? 1)));
  return { folder, address: `http://127.0.0.1:${port}`, server, gone };
}

async function ready({ address, gone }) {
  for (const deadline = Date.now() + 180_000; Date.now() < deadline; ) {
    const stopped = await Promise.race([gone, new Promise((resolve) => setTimeout(() => resolve(undefined), 250))]);
    if (stopped !== undefined) throw new Error(`The server stopped with exit code ${stopped}; its reason stands above.`);
    const answer = await fetch(`${address}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error('The server was not ready within three minutes.');
}

async function close({ folder, server, gone }) {
  server.kill('SIGTERM');
  await gone;
  rmSync(folder, { recursive: true, force: true });
}

function playwright(databases) {
  const child = spawn(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', '--config', 'apps/web/e2e/playwright.config.ts', '--workers', String(sides), ...parameters], {
    cwd: root,
    env: { ...process.env, STATIONHOUSE_ADDRESSES: houses.map(({ address }) => address).join(' '), STATIONHOUSE_TEST_DATABASES: databases.join(' '), CHROMIUM_PATH: chromium },
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.once('exit', (exit) => resolve(exit ?? 1)));
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port: free } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return free;
}
