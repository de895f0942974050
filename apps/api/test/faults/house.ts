import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Database, migrate, startEmbedded, type ClusterUrls, type EmbeddedServer } from '@stationhouse/database';
import { buildProject } from '@stationhouse/testing';
import pg from 'pg';
import { entities, migrations, pluginStorages } from '../../src/composition.js';
import { buildBureau, PASSWORD, type TestBureau } from '../support/house.js';
import { Seat, type Role } from './fleet.js';
import { Proxy } from './proxy.js';

export interface HouseOptions {
  readonly apis: number;
  readonly workers: number;
  /** Of every server process, beside the usual. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** One acknowledged command, as a client noted it. */
export interface LedgerEntry {
  readonly key: string;
  readonly kind: string;
  readonly station: string;
  readonly sentAt: number;
  readonly ackedAt: number;
  readonly tries: number;
  readonly why?: string;
  readonly instanceId?: string;
  readonly version?: number;
  readonly refusal?: string;
}

/** A durable PostgreSQL, server processes over it, a proxy in front of them, and clients with a ledger of their own. */
export class FaultHouse {
  readonly seats: Seat[] = [];
  /** What the clients noted, over all runs in this house. */
  readonly ledgers: string[] = [];
  readonly folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-faults-'));
  private readonly children = new Set<ChildProcess>();
  private readonly tokenKey = randomBytes(48).toString('base64url');
  private environment: NodeJS.ProcessEnv = {};
  private opening: Promise<void> | undefined;
  private closing = false;
  private server: EmbeddedServer | undefined;
  private parts: { readonly urls: ClusterUrls; readonly superuser: pg.Pool; readonly bureau: TestBureau; readonly proxy: Proxy } | undefined;

  /** Starts everything, with that many processes, and waits until all of them are ready. */
  open(options: HouseOptions): Promise<void> {
    this.opening = this.start(options);
    return this.opening;
  }

  private async start(options: HouseOptions): Promise<void> {
    buildProject('apps/api');
    // As root the database runs as another user, who must be able to reach the folder.
    chmodSync(this.folder, 0o711);
    this.environment = options.environment ?? {};
    this.server = await startEmbedded({ folder: path.join(this.folder, 'database') });
    const urls = await this.server.database('faults');
    await migrate({ url: urls.owner, migrations, plugins: pluginStorages });
    const database = await Database.open({ url: urls.app, entities });
    const bureau = await buildBureau({ database }, 'Fault', 3);
    await database.close();
    const address = new URL(this.server.superuserUrl);
    address.pathname = '/faults';
    const superuser = new pg.Pool({ connectionString: address.href, max: 3 });
    // The server is killed under it: the next query connects anew.
    superuser.on('error', () => undefined);
    this.parts = { urls, superuser, bureau, proxy: await Proxy.open() };
    for (let index = 1; index <= options.apis; index += 1) this.seat('api', index);
    for (let index = 1; index <= options.workers; index += 1) this.seat('worker', index);
    await this.ready();
  }

  private get opened(): NonNullable<FaultHouse['parts']> {
    if (this.parts === undefined) throw new Error('The house is not open.');
    return this.parts;
  }

  get urls(): ClusterUrls {
    return this.opened.urls;
  }

  get proxy(): Proxy {
    return this.opened.proxy;
  }

  /** One more process. */
  seat(role: Role, index: number | string, environment: NodeJS.ProcessEnv = {}): Seat {
    if (this.closing) throw new Error('The house is being closed.');
    const name = `${role}-${index}`;
    const url = new URL(this.urls.app);
    url.searchParams.set('application_name', name);
    const common = { DATABASE_URL: url.href, TOKEN_KEY: this.tokenKey, STATIONHOUSE_FOLDER: path.join(this.folder, 'data'), STATIONHOUSE_DEMO: '0', LOG_LEVEL: 'error', DATABASE_POOL: '6', ACCESS_TOKEN_MINUTES: '60', IDLE_LOCK_MINUTES: '720', DRAIN_SECONDS: '1' };
    const seat = new Seat(name, role, { ...common, ...this.environment, ...environment }, () => this.proxy.to(this.apis.flatMap(({ name: of, url: at }) => (at === undefined ? [] : [{ name: of, url: at }]))));
    this.seats.push(seat);
    return seat;
  }

  get apis(): Seat[] {
    return this.seats.filter(({ role }) => role === 'api');
  }

  get workers(): Seat[] {
    return this.seats.filter(({ role }) => role === 'worker');
  }

  /** Waits until every process is ready and the proxy knows. */
  async ready(): Promise<void> {
    await Promise.all(this.seats.map((seat) => seat.ready()));
    while (!this.closing && this.proxy.healthy < this.apis.length) await pause(50);
  }

  /** Who may do everything at each station. */
  get stations(): { readonly id: string; readonly login: string }[] {
    const { bureau } = this.opened;
    return bureau.stationIds.map((id, index) => ({ id, login: bureau.login('chief', index) }));
  }

  /** Runs one of the suite's client programs, with the address of the proxy and who to sign in as. */
  client(program: 'load' | 'pages', config: object): ChildProcess {
    const all = { url: this.proxy.url, stations: this.stations, password: PASSWORD, ...config };
    const child = fork(path.join(import.meta.dirname, `process/${program}.mjs`), [JSON.stringify(all)], { execArgv: [], env: { ...process.env, NODE_OPTIONS: '' } });
    this.brings(child);
    return child;
  }

  /** A program that is ended with the house. */
  brings(child: ChildProcess): void {
    this.children.add(child);
    child.once('exit', () => this.children.delete(child));
  }

  /** As many processes of each role, at least. */
  async fill(count: number): Promise<void> {
    for (const role of ['api', 'worker'] as const) for (let index = this.seats.filter((seat) => seat.role === role).length + 1; index <= count; index += 1) this.seat(role, index);
    await this.ready();
  }

  /** Takes processes out of the house for good. */
  async leave(...seats: readonly Seat[]): Promise<void> {
    for (const seat of seats) this.seats.splice(this.seats.indexOf(seat), 1);
    await Promise.all(seats.map((seat) => seat.close()));
  }

  /** A query past every wall, asked again while the server is not there. */
  async sql<Row extends pg.QueryResultRow>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    for (const until = performance.now() + 60_000; ; ) {
      try {
        return (await this.opened.superuser.query<Row>(statement, [...parameters])).rows;
      } catch (error) {
        const { code } = error as { code?: string };
        const gone = code === undefined || /^(08|57P)/.test(code) || code.startsWith('E');
        if (!gone || performance.now() > until) throw error;
        await pause(100);
      }
    }
  }

  /** The database server's own process. */
  postmaster(): number | undefined {
    try {
      return Number(readFileSync(path.join(this.server?.dataFolder ?? '', 'postmaster.pid'), 'utf8').split('\n')[0]) || undefined;
    } catch {
      return undefined; // It is being started again.
    }
  }

  /** Ends everything and leaves nothing behind. */
  async close(): Promise<void> {
    this.closing = true;
    for (const child of this.children) child.kill('SIGKILL');
    for (const seat of this.seats) seat.signal('SIGCONT');
    await Promise.all(this.seats.map((seat) => seat.close()));
    await this.opening?.catch(() => undefined); // Its failure was told to whoever opened it.
    await this.parts?.proxy.close();
    await this.parts?.superuser.end();
    await this.server?.stop();
    if (this.server !== undefined) rmSync(this.server.home.folder, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
