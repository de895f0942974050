import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requireBuild } from '../start/build.mjs';
import { startEmbedded } from '../../libs/database/dist/index.js';
import { findChromium } from './chromium.mjs';

/**
 * `npm run browser`: journeys in a real Chromium against the built server with the demo bureau and test clocks. Three run side by
 * side, since a journey waits as much as it computes, each against a server of its own: it may move the clock. The demo bureau is
 * loaded once and its database copied. Arguments go to Playwright.
 */
const root = path.resolve(import.meta.dirname, '../..');
requireBuild(root);
const chromium = await findChromium();
const parameters = process.argv.slice(2);
const sides = parameters.some((parameter) => parameter.includes('.spec')) ? 1 : 3;

const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-browser-'));
// As root the database runs as another user, who must be able to reach the folder.
chmodSync(folder, 0o711);
const postgres = await startEmbedded({ folder, throwAway: true });
/** The servers that run: they are stopped whatever happens. */
const houses = [];
let code;
try {
  const loader = await open(await postgres.database('demo'), path.join(folder, 'demo'));
  await ready(loader);
  await close(loader);
  houses.length = 0;
  for (let side = 0; side < sides; side += 1) {
    const files = path.join(folder, `side-${side}`);
    cpSync(path.join(folder, 'demo'), files, { recursive: true });
    await open(await postgres.database(`side_${side}`, 'demo'), files);
  }
  await Promise.all(houses.map(ready));
  code = await playwright();
} finally {
  await Promise.all(houses.map(close));
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(postgres.home.folder, { recursive: true, force: true });
}
process.exitCode = code ?? 1;

/** @param urls of its database: a journey may need what no user can bring about, such as a job that failed for good */
async function open(urls, files) {
  const [port, externalPort] = [await freePort(), await freePort()];
  const server = spawn(process.execPath, ['apps/api/dist/main.js', '--role', 'all'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'test', PORT: String(port), EXTERNAL_PORT: String(externalPort), DATABASE_URL: urls.app, DATABASE_OWNER_URL: urls.owner, STATIONHOUSE_FOLDER: files, STATIONHOUSE_DEMO: '1', STATIONHOUSE_TEST_CLOCK: '1', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = new Promise((resolve) => server.once('exit', (exit) => resolve(exit ?? 1)));
  const house = { urls, address: `http://127.0.0.1:${port}`, external: `http://127.0.0.1:${externalPort}`, server, gone };
  houses.push(house);
  return house;
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

async function close({ server, gone }) {
  server.kill('SIGTERM');
  await gone;
}

function playwright() {
  const child = spawn(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', '--config', 'apps/web/e2e/playwright.config.ts', '--workers', String(sides), ...parameters], {
    cwd: root,
    env: { ...process.env, STATIONHOUSE_ADDRESSES: houses.map(({ address }) => address).join(' '), STATIONHOUSE_EXTERNAL_ADDRESSES: houses.map(({ external }) => external).join(' '), STATIONHOUSE_TEST_DATABASES: houses.map(({ urls }) => urls.owner).join(' '), CHROMIUM_PATH: chromium },
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
