import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Refusal, say } from './words.mjs';

const SOURCES = ['apps', 'libs', 'plugins', 'package-lock.json', 'tsconfig.base.json', 'nx.json', 'schema.graphql', 'schema.external.graphql'];
const OUTPUTS = ['apps/api/dist/main.js', 'apps/web/dist/index.html', 'apps/web/dist-external/external.html'];
const LEFT_OUT = new Set(['node_modules', 'dist', 'dist-external', 'test', '.nx', '.cache']);

/** Builds what the server and the web app need, unless nothing they are made of changed since the last time. */
export async function buildWhenStale(root) {
  const stampFile = path.join(root, '.cache', 'build-stamp');
  const stamp = stampOf(root);
  const complete = OUTPUTS.every((output) => existsSync(path.join(root, output)));
  if (complete && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  say('正在构建（首次约一分钟）……', 'Building (about a minute the first time) …');
  await runNx(root);
  requireBuild(root);
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** @throws Refusal when the server or the web app has not been built */
export function requireBuild(root) {
  const missing = OUTPUTS.filter((output) => !existsSync(path.join(root, output)));
  if (missing.length === 0) return;
  throw new Refusal(`缺少构建结果：${missing.join('、')}。请运行 npm run build。`, `The build is missing: ${missing.join(', ')}. Run npm run build.`);
}

async function runNx(root) {
  const { bin } = JSON.parse(readFileSync(path.join(root, 'node_modules/nx/package.json'), 'utf8'));
  const nx = spawn(process.execPath, [path.join('node_modules/nx', bin.nx), 'run-many', '-t', 'build', '-p', 'api,web', '--outputStyle=stream'], {
    cwd: root,
    env: { ...process.env, NX_TUI: 'false', NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const follow = (chunk) => {
    said += chunk;
    if (process.stdout.isTTY) process.stdout.write('.');
  };
  nx.stdout.on('data', follow);
  nx.stderr.on('data', follow);
  let stopped = false;
  const stop = () => {
    stopped = true;
    nx.kill('SIGTERM');
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const code = await new Promise((resolve) => nx.once('close', resolve));
  process.off('SIGINT', stop).off('SIGTERM', stop);
  if (process.stdout.isTTY) process.stdout.write('\n');
  if (stopped) throw new Refusal('已停止。', 'Stopped.');
  if (code === 0) return;
  process.stderr.write(`${reasonOf(said)}\n`);
  throw new Refusal('构建失败，原因见上。', 'The build failed; the reason stands above.');
}

/** What the failed projects said, without those that succeeded beside them. */
function reasonOf(said) {
  const lines = said.split('\n');
  const failed = [...said.matchAll(/^- ([\w-]+):build$/gm)].map(([, project]) => project);
  const own = lines.filter((line) => failed.some((project) => line.startsWith(`${project}: `)) && !line.includes('npm error'));
  return (own.length > 0 ? own : lines).slice(-40).join('\n');
}

/** One hash over name, size and date of every source file: a second or less, without asking Nx. */
function stampOf(root) {
  const hash = createHash('sha256');
  const walk = (name) => {
    const place = path.join(root, name);
    const facts = statSync(place, { throwIfNoEntry: false });
    if (facts === undefined) return;
    if (!facts.isDirectory()) hash.update(`${name}:${facts.size}:${facts.mtimeMs}\n`);
    else for (const entry of readdirSync(place).sort()) if (!LEFT_OUT.has(entry)) walk(path.join(name, entry));
  };
  SOURCES.forEach(walk);
  return hash.digest('hex');
}
