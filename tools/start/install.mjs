import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Refusal, say } from './words.mjs';

/** Refuses a Node.js that is older than package.json's `engines` asks for. */
export function checkNode(root) {
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const floor = engines.node.replace(/[^\d.]/g, '').split('.').map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > floor[0] || (major === floor[0] && minor >= (floor[1] ?? 0))) return;
  throw new Refusal(
    `需要 Node.js ${floor.join('.')} 或更高版本，当前是 ${process.versions.node}。请从 https://nodejs.org 安装。`,
    `Node.js ${floor.join('.')} or newer is needed; this is ${process.versions.node}. Install it from https://nodejs.org.`,
  );
}

/** Installs the packages when they are missing or older than the lock file. */
export function installWhenStale(root) {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  if (existsSync(installed) && sameLock(lock, installed)) return;
  say('正在安装依赖（首次约一到两分钟）……', 'Installing packages (a minute or two the first time) …');
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status === 0) return;
  throw new Refusal(
    `安装依赖失败${error === undefined ? '' : `（${error.message}）`}，原因见上。请检查网络后重试。`,
    `Installing packages failed${error === undefined ? '' : ` (${error.message})`}; the reason stands above. Check the network and try again.`,
  );
}

/** A fresh checkout gives the lock file a new date without changing it: compare what the two lists say. */
function sameLock(lock, installed) {
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages;
  const found = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(([name, entry]) => name === '' || entry.optional || entry.devOptional || entry.link || !name.includes('node_modules') || found[name]?.version === entry.version);
}
