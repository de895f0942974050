import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { accessEntities, createAccount, createBureau, grantRole, insertStation, Passwords } from '@stationhouse/access';
import { auditEntities } from '@stationhouse/audit';
import { Database, freePort } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';
import pg from 'pg';
import { signIn } from '../../client/sign-in.js';
import { report } from '../result.js';
import { withServer, type BenchServer } from '../server.js';
import { fill } from './fill.js';

const STATIONS = 50;
const PASSWORD = 'a long bench password';

/** A station, and the token of an officer of it who is signed in. */
export interface Seat {
  readonly stationId: Id;
  readonly token: string;
}

/** A server of the product over a full register; the first station has as many incidents as a deep page needs. */
export interface ListsWorld {
  readonly server: BenchServer;
  readonly url: string;
  readonly owner: pg.Client;
  readonly seats: readonly Seat[];
  /** Analysts of the same stations. */
  readonly analysts: readonly Seat[];
  /** Memory of the product's process in bytes. */
  resident(): Promise<number>;
}

/** Starts a durable PostgreSQL and the product on it as a process of its own, fills it, runs `work`, and removes everything again. */
export function withLists<Result>(incidents: number, large: number, work: (world: ListsWorld) => Promise<Result>): Promise<Result> {
  return withServer([], async (server) => {
    const { child, url } = await startProduct(server, 'api');
    const owner = new pg.Client({ connectionString: server.urls.owner });
    await owner.connect();
    try {
      const { stationIds, officers, analysts } = await organisation(server.urls.app);
      const began = performance.now();
      await fill(owner, stationIds, incidents, large);
      report(`${incidents} incidents with an instance and three tasks each, in ${Math.round((performance.now() - began) / 1000)} s`);
      const seated = async (logins: readonly string[]) => {
        const seats: Seat[] = [];
        for (const [index, login] of logins.entries()) seats.push({ stationId: stationIds[index] ?? '', token: await signIn(url, login, PASSWORD) });
        return seats;
      };
      return await work({ server, url, owner, seats: await seated(officers), analysts: await seated(analysts), resident: () => residentOf(child.pid ?? 0) });
    } finally {
      await owner.end();
      await stopProcess(child);
    }
  });
}

/** The product over a server's database as a process of its own, once it is ready. */
export async function startProduct(server: BenchServer, role: 'api' | 'all'): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = { DATABASE_URL: server.urls.app, DATABASE_OWNER_URL: server.urls.owner, PORT: String(port), STATIONHOUSE_FOLDER: path.join(server.folder, 'house'), STATIONHOUSE_DEMO: '0', ACCESS_TOKEN_MINUTES: '60', LOG_LEVEL: 'error' };
  const child = await startProcess(process.execPath, ['--max-semi-space-size=32', '--conditions=@stationhouse/source', '--import', './tools/register.mjs', 'tools/bench/graphql/product-server.ts', role], environment, `${url}/health/ready`);
  return { child, url };
}

/** A process that serves HTTP, once it answers. @param asked how, where that is no GET */
export async function startProcess(command: string, parameters: readonly string[], environment: NodeJS.ProcessEnv, ready: string, asked: RequestInit = {}): Promise<ChildProcess> {
  const child = spawn(command, parameters, { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', ...environment }, stdio: ['ignore', 'inherit', 'inherit'] });
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null || tries > 600) throw new Error(`${command} did not come up.`);
    const answer = await fetch(ready, asked).catch(() => undefined);
    if (answer?.ok === true) return child;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function residentOf(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const [, pages = '0'] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ');
  return Number(pages) * 4_096;
}

/** A bureau with its stations, and a duty officer and an analyst at the first eight. */
async function organisation(url: string): Promise<{ stationIds: Id[]; officers: string[]; analysts: string[] }> {
  const database = await Database.open({ url, entities: [...auditEntities, ...accessEntities] });
  try {
    const bureauId = newId();
    const stationIds = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
      await createBureau(tenant, { id: bureauId, name: 'Bench', code: 'BENCH', timeZone: 'Asia/Shanghai' });
      const ids: Id[] = [];
      for (let index = 0; index < STATIONS; index += 1) ids.push((await insertStation(tenant, bureauId, { name: `Station ${index}`, code: `B${index}`, kind: 'oldTown', timeZone: 'Asia/Shanghai' })).id);
      return ids;
    });
    const passwordHash = await new Passwords({ memoryKibibytes: 8, passes: 1 }).hash(PASSWORD);
    const peopled = (role: string, called: string) => database.inTenant({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      const made: string[] = [];
      for (const [index, stationId] of stationIds.slice(0, 8).entries()) {
        const account = await createAccount(tenant, bureauId, { login: `${called}-${index}`, displayName: `${called} ${index}`, passwordHash, mustChangePassword: false });
        await grantRole(tenant, { stationId, bureauId, accountId: account.id, role });
        made.push(account.login);
      }
      return made;
    });
    return { stationIds, officers: await peopled('duty-officer', 'officer'), analysts: await peopled('analyst', 'analyst') };
  } finally {
    await database.close();
  }
}
