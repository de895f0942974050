import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { StationhouseError, text } from '@stationhouse/kernel';
import { createDatabase, prepareCluster, type ClusterUrls } from '../cluster.js';
import { chooseHome, type Home } from './home.js';
import { keepRunning } from './keep-running.js';
import { Connection } from '../connections.js';

export interface EmbeddedOptions {
  /** Where the data would like to live, for example `.stationhouse`; root in a private folder moves it (DESIGN §6). */
  readonly folder: string;
  /** A fixed loopback port; a free one when absent. */
  readonly port?: number;
  /** Trades durability for speed: throw-away test clusters only. */
  readonly throwAway?: boolean;
  /** Chosen from `folder` when absent; a restore prepares a cluster beside the present one and brings its own. */
  readonly home?: Home;
  /** Called with one line per step that takes noticeable time. */
  readonly onProgress?: (line: { 'zh-CN': string; en: string }) => void;
}

/** A running PostgreSQL from the npm package, on loopback. */
export interface EmbeddedServer {
  readonly superuserUrl: string;
  readonly passwords: { readonly owner: string; readonly app: string };
  readonly dataFolder: string;
  readonly home: Home;
  /** Creates (if missing) and names a database of ours. */
  database(name: string, template?: string): Promise<ClusterUrls>;
  /** Stops the server the fast way: open transactions roll back, everything committed stays. Closing connections may say good-bye first. */
  stop(): Promise<void>;
}

interface Secrets {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

/**
 * Starts PostgreSQL on the folder's data, creating them the first time. A server that a killed process left behind on
 * the same data is stopped first. One that ends without being asked to is started again, on the same port.
 * @throws StationhouseError DATABASE_UNAVAILABLE with what to do: broken data folder, another PostgreSQL major
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const wanted = path.resolve(options.folder);
  const home = options.home ?? chooseHome(wanted);
  if (options.home === undefined && home.folder !== wanted) options.onProgress?.(text(`数据库的程序与数据位于 ${home.folder}`, `Programs and data of the database lie in ${home.folder}`));
  const dataFolder = path.join(home.folder, 'postgres');
  const secrets = readSecrets(home);
  if (!existsSync(path.join(dataFolder, 'PG_VERSION'))) {
    options.onProgress?.(text('正在创建数据库……', 'Creating the database …'));
    await initialise(home, dataFolder, secrets);
  }
  refuseOtherMajor(home, dataFolder);
  await stopLeftover(dataFolder);
  const port = options.port ?? (await freePort());
  const server = await keepRunning(() => launch(home, dataFolder, port, options.throwAway === true), options.onProgress);
  const superuserUrl = superuserUrlOf(secrets, port);
  const passwords = { owner: secrets.owner, app: secrets.app };
  await prepareCluster(superuserUrl, passwords);
  return {
    superuserUrl,
    passwords,
    dataFolder,
    home,
    database: (name, template) => createDatabase(superuserUrl, name, passwords, template),
    stop: async () => {
      await untilDisconnected(superuserUrl);
      await server.stop(stop);
    },
  };
}

function readSecrets(home: Home): Secrets {
  const file = path.join(home.folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secret = () => randomBytes(24).toString('hex');
  const secrets: Secrets = { superuser: secret(), owner: secret(), app: secret() };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

async function initialise(home: Home, dataFolder: string, secrets: Secrets): Promise<void> {
  // A folder without PG_VERSION is the rest of an interrupted initdb: it never held anything.
  rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const passwordFile = path.join(home.folder, 'initdb-password');
  writeFileSync(passwordFile, secrets.superuser, { mode: 0o600 });
  if (home.runAs !== undefined) {
    chownSync(dataFolder, home.runAs.uid, home.runAs.gid);
    chownSync(passwordFile, home.runAs.uid, home.runAs.gid);
  }
  try {
    await run(home, 'initdb', [
      '--pgdata', dataFolder, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256',
      '--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--data-checksums',
    ]);
  } catch (cause) {
    rmSync(dataFolder, { recursive: true, force: true });
    throw cause;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function refuseOtherMajor(home: Home, dataFolder: string): void {
  const data = readFileSync(path.join(dataFolder, 'PG_VERSION'), 'utf8').trim();
  if (data === home.major) return;
  throw new StationhouseError(
    'DATABASE_UNAVAILABLE',
    text(
      `数据目录属于 PostgreSQL ${data}，本程序自带 ${home.major}。请用原版本执行 npm run backup -- --logical，再用本版本恢复；详见 docs/operations.md。`,
      `The data folder belongs to PostgreSQL ${data}; this program brings ${home.major}. Back up with the version that wrote it and restore with this one; see docs/operations.md.`,
    ),
    { dataFolder, data, program: home.major },
  );
}

/** A killed supervisor leaves its server running; the data folder is ours, so that server is ours to stop. */
async function stopLeftover(dataFolder: string): Promise<void> {
  const { pid } = readPostmaster(dataFolder) ?? {};
  if (pid === undefined) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 30_000 && isPostgres(pid, dataFolder); waited += 50) await pause(50);
}

/** The living server of a data folder, as its own pid file tells: process first, port on the fourth line. */
function readPostmaster(dataFolder: string): { pid: number; port: number } | undefined {
  const pidFile = path.join(dataFolder, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(pid) && pid > 1 && isPostgres(pid, dataFolder) ? { pid, port } : undefined;
}

/** The superuser's connection string of the server that runs on a home's data now; undefined when none does. */
export function runningServer(home: Home): string | undefined {
  const running = readPostmaster(path.join(home.folder, 'postgres'));
  return running === undefined ? undefined : superuserUrlOf(readSecrets(home), running.port);
}

/** The connection strings of a database of an embedded server that another process runs on the folder; undefined when none does. */
export async function runningDatabase(folder: string, name: string): Promise<ClusterUrls | undefined> {
  const home = chooseHome(path.resolve(folder));
  const superuserUrl = runningServer(home);
  return superuserUrl === undefined ? undefined : createDatabase(superuserUrl, name, readSecrets(home));
}

function superuserUrlOf(secrets: Secrets, port: number): string {
  return `postgres://postgres:${secrets.superuser}@127.0.0.1:${port}/postgres`;
}

function isPostgres(pid: number, dataFolder: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync('/proc/self') || (existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes(dataFolder));
}

/**
 * Runs PostgreSQL and stops it the fast way when standard input closes: asked to, or because this process died without
 * a chance to ask (kill -9). No orphan keeps a data folder busy: it is asked until it is gone, since one that has only just
 * been started does not listen yet.
 */
const KEEPER = 'exec 3<&0; "$@" 3<&- & server=$!; (read -r _ <&3; while kill -INT $server 2>/dev/null; do sleep 1; done) & waiter=$!; wait $server; code=$?; kill $waiter 2>/dev/null; exit $code';

async function launch(home: Home, dataFolder: string, port: number, throwAway: boolean): Promise<ChildProcess> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    // A statement in a log may carry personal data; errors keep their code and place only.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(throwAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const postgres = [path.join(home.binaries, 'postgres'), '-D', dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const [command, parameters] = process.platform === 'win32' ? [postgres[0] as string, postgres.slice(1)] : ['/bin/sh', ['-c', KEEPER, 'keeper', ...postgres]];
  const child = spawn(command, parameters, { ...spawnOptions(home), stdio: ['pipe', 'ignore', 'pipe'], detached: true });
  // A keeper that is gone breaks the pipe; its exit is what we act on.
  child.stdin?.on('error', () => undefined);
  const tail: string[] = [];
  const log = createWriteStream(path.join(home.folder, 'postgres.log'), { flags: 'a', mode: 0o600 });
  child.stderr?.on('data', (chunk: Buffer) => {
    log.write(chunk);
    tail.push(chunk.toString());
    if (tail.length > 40) tail.shift();
  });
  // Not at its exit: what it said last may still be under way.
  child.once('close', () => log.end());
  await untilReady(child, port, dataFolder, tail);
  return child;
}

async function untilReady(child: ChildProcess, port: number, dataFolder: string, tail: readonly string[]): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await answers(port)) return;
    await pause(50);
  }
  await stop(child);
  const reason = tail.join('').trim().split('\n').slice(-4).join(' | ');
  throw new StationhouseError(
    'DATABASE_UNAVAILABLE',
    text(
      `数据库未能启动，数据目录 ${dataFolder} 可能已损坏。请用 npm run restore 恢复备份，或移走该目录后重新开始。（${reason}）`,
      `PostgreSQL did not start; the data folder ${dataFolder} may be damaged. Restore a backup with npm run restore, or move the folder away to begin anew. (${reason})`,
    ),
  );
}

/** The server is ready when it answers an unknown user with an authentication error rather than "starting up". */
async function answers(port: number): Promise<boolean> {
  const client = new Connection({ host: '127.0.0.1', port, user: 'readiness', password: 'x', database: 'postgres', connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    return (error as { code?: string }).code?.startsWith('28') === true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * A pool's `end()` is done before the server knows: stopped at once, it would answer the good-bye with an error. Whoever stays connected
 * longer than a second is not waited for.
 */
async function untilDisconnected(superuserUrl: string): Promise<void> {
  const client = new Connection({ connectionString: superuserUrl, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    for (let waited = 0; waited < 1_000; waited += 20) {
      const { rowCount } = await client.query(`SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`);
      if (rowCount === 0) break;
      await pause(20);
    }
  } catch {
    // A server that does not answer any more is stopped all the same.
    return;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (process.platform === 'win32') child.kill('SIGINT');
  child.stdin?.end();
  await gone;
}

/** Runs one of PostgreSQL's programs to its end. @throws StationhouseError DATABASE_UNAVAILABLE with what it said */
export async function run(home: Home, program: string, parameters: readonly string[]): Promise<void> {
  const child = spawn(path.join(home.binaries, program), parameters, { ...spawnOptions(home), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code === 0) return;
  const reason = said.trim().split('\n').slice(-3).join(' | ');
  throw new StationhouseError('DATABASE_UNAVAILABLE', text(`${program} 失败：${reason}`, `${program} failed: ${reason}`));
}

function spawnOptions(home: Home): { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number } {
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: path.join(home.binaries, '..', 'lib') };
  return { cwd: '/', env, ...(home.runAs ?? {}) };
}

/** A loopback port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no loopback port');
  return address.port;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Makes a folder that only the owner may enter. */
export function privateFolder(folder: string, runAs?: { uid: number; gid: number }): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  if (runAs !== undefined) chownSync(folder, runAs.uid, runAs.gid);
}
