import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Refusal } from './words.mjs';

const TETHER = fileURLToPath(new URL('./tether.mjs', import.meta.url));
const PATIENCE_MS = 30_000;

/** @throws Refusal when another program listens on the port */
export async function requireFreePort(port, host) {
  const server = createServer();
  const error = await new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
  if (error === undefined) return;
  if (error.code === 'EACCES') throw new Refusal(`没有权限使用端口 ${port}。请用 PORT=8080 npm start 换一个。`, `Port ${port} may not be used by this user. Choose another: PORT=8080 npm start.`);
  if (error.code !== 'EADDRINUSE') throw error;
  throw new Refusal(
    `端口 ${port} 已被其他程序占用。请关闭该程序，或换一个端口：PORT=${port + 1} npm start。`,
    `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start.`,
  );
}

/**
 * Runs the processes until all have ended. They live in groups of their own, so that Ctrl-C reaches them once and
 * through us; when one ends, the others are asked to end as well.
 * @param commands {name, parameters, env}[] for this Node.js
 * @returns the exit code: 0 after a wanted stop
 */
export async function runAll(root, commands) {
  let wanted = false;
  const children = commands.map(({ parameters, env }) =>
    spawn(process.execPath, ['--import', TETHER, ...parameters], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: process.platform !== 'win32',
    }),
  );
  const alive = () => children.filter((child) => child.exitCode === null && child.signalCode === null);
  const stop = () => {
    for (const child of alive()) child.kill('SIGTERM');
    setTimeout(() => alive().forEach((child) => child.kill('SIGKILL')), PATIENCE_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (wanted) return;
      wanted = true;
      stop();
    });
  }
  const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', (code) => { stop(); resolve(code ?? 1); }))));
  return wanted ? 0 : (codes.find((code) => code !== 0) ?? 0);
}
