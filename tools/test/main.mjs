import { spawn } from 'node:child_process';
import path from 'node:path';
import { checkNode, installWhenStale } from '../start/install.mjs';

/**
 * `npm test`: everything that must pass, on a fresh clone too. `npm test -- lint types` runs the named parts only.
 * Each part prints its duration; the first failure ends the run with its output above.
 */
const root = path.resolve(import.meta.dirname, '../..');
process.chdir(root);
const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false', FORCE_COLOR: '0' };

const PARTS = {
  lint: () => npm('lint'),
  types: async () => {
    await npm('typecheck');
    await run('npx', ['tsc', '-p', 'tsconfig.tests.json']);
  },
  repository: () => npm('check:repository'),
  licences: () => npm('check:licences'),
  jest: () => npm('jest'),
  build: async () => {
    await npm('build');
    await npm('size');
  },
  browser: () => npm('browser'),
};

try {
  checkNode(root);
  installWhenStale(root);
} catch (refusal) {
  console.error(refusal.message);
  process.exit(1);
}
const wanted = process.argv.slice(2).filter((name) => name in PARTS);
const began = Date.now();
for (const name of wanted.length > 0 ? wanted : Object.keys(PARTS)) {
  const start = Date.now();
  console.log(`\n== ${name}`);
  await PARTS[name]();
  console.log(`== ${name}: passed in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
console.log(`\nEverything passed in ${((Date.now() - began) / 1000).toFixed(0)} s.`);

function npm(script) {
  return run('npm', ['run', '--silent', script]);
}

function run(command, parameters) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { stdio: 'inherit', env, shell: process.platform === 'win32' });
    child.once('exit', (code) => {
      if (code === 0) return resolve();
      console.error(`\n${[command, ...parameters].join(' ')} failed (exit ${code}).`);
      process.exit(1);
    });
  });
}
