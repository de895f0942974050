import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * `npm run test:redis`: the suites of the jobs and of the workflow runtime with JOBS_URL on a Redis server, which is
 * started for the run on a port of its own and stopped after it. Arguments go to Jest. REDIS_SERVER names another binary;
 * as root on a Debian-like system a missing one is installed. `--short`, as `.ci/run` has it, runs of the runtime's suites those
 * whose jobs a worker takes: no queue makes a difference to the others.
 */
/** Suites of the runtime in which a worker runs. */
const WORKED = 'libs/workflow-runtime/test/(automation-files|automations|links|notices|repairs)\\.';
const root = path.resolve(import.meta.dirname, '../..');
const binary = findRedis();
const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-redis-'));
const port = await freePort();
const server = spawn(binary, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--hz', '100', '--maxmemory-policy', 'noeviction', '--dir', folder, '--loglevel', 'warning'], { stdio: ['ignore', 'inherit', 'inherit'] });
const gone = new Promise((resolve) => server.once('exit', resolve));
let code;
try {
  await answers();
  code = await jest();
} finally {
  server.kill('SIGTERM');
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = code ?? 1;

function jest() {
  const short = process.argv.includes('--short');
  const wanted = process.argv.slice(2).filter((argument) => argument !== '--short');
  const child = spawn(
    'npm',
    ['run', '--silent', 'jest', '--', ...wanted, ...(wanted.some((argument) => argument.includes('/')) ? [] : ['libs/jobs', short ? WORKED : 'libs/workflow-runtime'])],
    { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', env: { ...process.env, STATIONHOUSE_TEST_REDIS: `redis://127.0.0.1:${port}/0`, REDIS_SERVER: binary } },
  );
  return new Promise((resolve) => child.once('exit', (exit) => resolve(exit ?? 1)));
}

function findRedis() {
  const wanted = process.env.REDIS_SERVER ?? 'redis-server';
  if (runs(wanted)) return wanted;
  if (process.env.REDIS_SERVER === undefined && process.getuid?.() === 0 && runs('apt-get')) {
    process.stderr.write('Installing redis-server (apt) …\n');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], { stdio: ['ignore', 'ignore', 'inherit'], env });
    if (runs(wanted)) return wanted;
  }
  throw new Error(`No Redis server found. Install one (Debian: sudo apt-get install -y redis-server; macOS: brew install redis) or set REDIS_SERVER.`);
}

function runs(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Waits until the server answers a PING, or says that it ended. */
async function answers() {
  const { Redis } = await import('ioredis');
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined); // refused until the server listens; the race below tells when it never will
  try {
    const ended = await Promise.race([client.ping().then(() => false), gone.then(() => true)]);
    if (ended) throw new Error('The Redis server ended at once; its reason stands above.');
  } finally {
    client.disconnect();
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
