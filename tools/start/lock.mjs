import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './words.mjs';

/**
 * Takes the data folder for this process; two servers on one folder would fight for its PostgreSQL.
 * The lock of a process that is gone (a killed one leaves it behind) is taken over.
 * @returns a function that gives the lock back
 */
export function takeLock(folder, port) {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const file = path.join(folder, 'start.lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = openSync(file, 'wx', 0o644);
      writeSync(handle, JSON.stringify({ pid: process.pid, port }));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = readHolder(file);
      if (holder !== undefined && isStart(holder.pid)) throw alreadyRunning(holder);
      rmSync(file, { force: true });
    }
  }
  throw new Refusal(`无法取得锁文件 ${file}。`, `The lock file ${file} cannot be taken.`);
}

function readHolder(file) {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return Number.isInteger(holder.pid) ? holder : undefined;
  } catch {
    return undefined; // half-written by a killed process
  }
}

/** True while the process lives and, where the system tells, is a start command and not a reused number. */
function isStart(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync('/proc/self') || (existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes('tools/start/main.mjs'));
}

function alreadyRunning({ pid, port }) {
  return new Refusal(
    `已在运行：http://localhost:${port}（进程 ${pid}）。在那个终端按 Ctrl-C 可停止。`,
    `Already running at http://localhost:${port} (process ${pid}). Press Ctrl-C in that terminal to stop it.`,
  );
}
