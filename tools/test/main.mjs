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
  lint: (output) => npm('lint', output),
  types: async (output) => {
    await npm('typecheck', output);
    await run('npx', ['tsc', '-p', 'tsconfig.tests.json'], output);
    await npm('check:api', output);
  },
  repository: (output) => npm('check:repository', output),
  licences: (output) => npm('check:licences', output),
  jest: () => npm('jest'),
  build: async (output) => {
    await npm('build', output);
    await npm('size', output);
  },
  // Sweeps over every page, and journeys whose ground others cover: `npm run browser` runs them too.
  browser: () => run('npm', ['run', '--silent', 'browser', '--', '--grep-invert', '@long']),
};
/** Lines run one after the other. In a line the columns run beside each other, each on a core of its own, and the parts of a column one after the other. */
const ORDER = [[['lint'], ['types', 'repository', 'licences', 'build']], [['jest']], [['browser']]];

try {
  checkNode(root);
  installWhenStale(root);
} catch (refusal) {
  console.error(refusal.message);
  process.exit(1);
}
const wanted = process.argv.slice(2).filter((name) => name in PARTS);
const began = Date.now();
for (const line of ORDER) {
  const columns = line.map((column) => column.filter((name) => wanted.length === 0 || wanted.includes(name))).filter((column) => column.length > 0);
  await Promise.all(columns.map(async (column) => {
    for (const name of column) await part(name, columns.length > 1 ? [] : undefined);
  }));
}
console.log(`\nEverything passed in ${((Date.now() - began) / 1000).toFixed(0)} s.`);

/** @param output where what it prints is gathered, to be shown when it has ended; shown as it comes when undefined */
async function part(name, output) {
  const start = Date.now();
  if (output === undefined) console.log(`\n== ${name}`);
  await PARTS[name](output);
  if (output !== undefined) process.stdout.write(`\n== ${name}\n${output.join('')}`);
  console.log(`== ${name}: passed in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

function npm(script, output) {
  return run('npm', ['run', '--silent', script], output);
}

function run(command, parameters, output) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { stdio: output === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'], env, shell: process.platform === 'win32' });
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (words) => output.push(words));
    // Not at the exit already: what was printed must all have come.
    child.once('close', (code) => {
      if (code === 0) return resolve();
      console.error(`${output === undefined ? '' : `\n${output.join('')}`}\n${[command, ...parameters].join(' ')} failed (exit ${code}).`);
      process.exit(1);
    });
  });
}
