import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAccount, createBureau, createShift, grantBureauRole, grantRole, insertStation, Passwords } from '@stationhouse/access';
import type { BlobStorage } from '@stationhouse/files';
import { storageOf, type PluginDeclaration } from '@stationhouse/plugin-api';
import { newId, type Id } from '@stationhouse/kernel';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { entities, migrations, pluginStorages } from '../../src/composition.js';
import { createLogger } from '../../src/logging.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { readSettings, type Settings } from '../../src/settings.js';

export const PASSWORD = 'a long test password';
const COST = { memoryKibibytes: 8, passes: 1 };

/** A whole server on a database of its own, and somebody to sign in as. */
export interface House {
  readonly server: RunningServer;
  readonly test: TestDatabase;
  readonly folder: string;
  /** What the server logged as an error, one JSON line each. */
  readonly errors: readonly string[];
  /** Signs in and returns a client. */
  signIn(login: string): Promise<Client>;
  close(): Promise<void>;
}

/** One bureau of the test world with its stations. */
export interface TestBureau {
  readonly bureauId: Id;
  readonly stationIds: readonly Id[];
  /** Logins by role and station index: `chief-0`, `bureau-admin`. */
  readonly accountIds: ReadonlyMap<string, Id>;
  login(role: string, station?: number): string;
}

export interface GraphqlAnswer {
  readonly data?: Record<string, never> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } & Record<string, unknown> }[];
}

/** Somebody signed in. */
export interface Client {
  readonly accessToken: string;
  graphql(query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  rest(method: string, route: string, body?: unknown): Promise<Response>;
}

/**
 * Starts the server without the web app, on a free port, with a test clock and cheap password hashes.
 * @param storage where files are kept; in the house's own folder when absent
 * @param plugins beside those of the installation, with ids of their own
 * @param surface the internal one alone when absent
 */
export async function openHouse(environment: NodeJS.ProcessEnv = {}, storage?: (folder: string) => BlobStorage, plugins: readonly PluginDeclaration[] = [], surface: Settings['surface'] = 'internal'): Promise<House> {
  const test = await openTestDatabase({ entities: [...entities, ...plugins.flatMap((plugin) => plugin.entities ?? [])], migrations, plugins: [...pluginStorages, ...plugins.map(storageOf)] });
  const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-api-'));
  const settings = readSettings({ DATABASE_URL: test.urls.app, PORT: '1', STATIONHOUSE_FOLDER: folder, STATIONHOUSE_DEMO: '0', STATIONHOUSE_TEST_CLOCK: '1', ...environment });
  const errors: string[] = [];
  const logger = createLogger('error', { write: (line: string) => void errors.push(line) });
  const server = await startServer({ ...settings, port: 0, externalPort: 0 }, { role: 'all', surface, progress: () => undefined, web: false, logger, plugins, access: { passwordCost: COST, attemptsPerMinute: 10_000 }, ...(storage === undefined ? {} : { files: storage(path.join(folder, 'files')) }) });
  return {
    server,
    test,
    folder,
    errors,
    signIn: (login) => signIn(server.url, login),
    close: async () => {
      await server.close();
      await test.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Signs in over REST, as the web app does. */
export async function signIn(url: string, login: string, password = PASSWORD): Promise<Client> {
  const answer = await fetch(`${url}/auth/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-stationhouse': '1' }, body: JSON.stringify({ login, password }) });
  if (!answer.ok) throw new Error(`${login}: ${answer.status} ${await answer.text()}`);
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}`, 'x-stationhouse': '1', 'accept-language': 'en' };
  return {
    accessToken,
    graphql: async (query, variables = {}) => {
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
      return (await response.json()) as GraphqlAnswer;
    },
    rest: (method, route, body) =>
      fetch(`${url}${route}`, {
        method,
        headers: { ...headers, ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      }),
  };
}

const STATION_ROLES = ['chief', 'duty-officer', 'duty-commander', 'community-officer', 'case-officer', 'auxiliary', 'analyst', 'auditor'] as const;
const BUREAU_ROLES = ['bureau-admin', 'bureau-leader', 'bureau-legal', 'bureau-auditor'] as const;

/**
 * Builds a bureau with stations, one account per role, and a shift that is on now.
 * @param mark stands in every name, so that a leak shows whose it is
 */
export async function buildBureau(test: Pick<TestDatabase, 'database'>, mark: string, stations: number): Promise<TestBureau> {
  const bureauId = newId();
  const hash = await new Passwords(COST).hash(PASSWORD);
  const accountIds = new Map<string, Id>();
  const login = (role: string, station?: number) => `${mark.toLowerCase()}-${role}${station === undefined ? '' : `-${station}`}`;
  const scope = { stationIds: [] as Id[], bureauIds: [bureauId] };
  const stationIds = await test.database.inTenant(scope, async (tenant) => {
    await createBureau(tenant, { id: bureauId, name: `${mark} bureau`, code: mark.toUpperCase().slice(0, 8), timeZone: 'Asia/Shanghai' });
    const ids: Id[] = [];
    for (let index = 0; index < stations; index += 1) {
      ids.push((await insertStation(tenant, bureauId, { name: `${mark} station ${index}`, code: `${mark.toUpperCase().slice(0, 6)}${index}`, kind: 'oldTown', timeZone: 'Asia/Shanghai' })).id);
    }
    return ids;
  });
  await test.database.inTenant({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
    const add = async (role: string, station?: number) => {
      const account = await createAccount(tenant, bureauId, { login: login(role, station), displayName: `${mark} ${role} ${station ?? ''}`.trim(), passwordHash: hash, mustChangePassword: false });
      accountIds.set(login(role, station), account.id);
      const stationId = station === undefined ? undefined : stationIds[station];
      if (stationId === undefined) await grantBureauRole(tenant, { bureauId, accountId: account.id, role });
      else await grantRole(tenant, { stationId, bureauId, accountId: account.id, role });
    };
    for (const role of BUREAU_ROLES) await add(role);
    for (const index of stationIds.keys()) for (const role of STATION_ROLES) await add(role, index);
    for (const [index, stationId] of stationIds.entries()) {
      const id = (role: string) => accountIds.get(login(role, index)) as Id;
      await createShift(tenant, stationId, { startsAt: new Date(Date.now() - 3_600_000), endsAt: new Date(Date.now() + 6 * 24 * 3_600_000), officerIds: [id('duty-officer')], commanderId: id('duty-commander') });
    }
  });
  return { bureauId, stationIds, accountIds, login };
}
