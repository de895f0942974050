import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAccount, createBureau, grantBureauRole, Passwords } from '@stationhouse/access';
import { readSettings, startServer, type RunningServer } from '@stationhouse/api';
import { freePort, type Tenant } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';
import { signIn } from '../client/sign-in.js';

/** Who sets up and imports, and who reads the stations' incidents: nobody may give themselves more than they have. */
const ADMINISTRATOR = 'verifier';
const OFFICER = 'reader';
const PASSWORD = 'real data, throw-away house';
const TOKEN_LIVES_MILLISECONDS = 240_000;

/** An import as the REST routes answer it, as far as it is looked at here. */
export interface ImportJson {
  readonly id: Id;
  readonly state: string;
  readonly columns: readonly string[];
  readonly rowsRead: number;
  readonly rowsAdded: number;
  readonly rowsRejected: number;
  readonly failure: { readonly en: string } | null;
}

/** A server of its own with one empty bureau and its administrator, in a folder that goes away; spoken to over HTTP only. */
export class House {
  private readonly tokens = new Map<string, { value: string; until: number }>();

  private constructor(
    private readonly server: RunningServer,
    private readonly folder: string,
    readonly bureauId: Id,
    readonly officerId: Id,
  ) {}

  static async open(): Promise<House> {
    const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-verify-'));
    const settings = readSettings({ STATIONHOUSE_FOLDER: folder, STATIONHOUSE_DEMO: '0', PORT: String(await freePort()), LOG_LEVEL: 'error' });
    const server = await startServer(settings, { role: 'all', web: false, progress: () => undefined });
    const bureauId = newId();
    const passwordHash = await new Passwords({ memoryKibibytes: 19_456, passes: 2 }).hash(PASSWORD);
    const officerId = await server.composition.parts.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
      await createBureau(tenant, { id: bureauId, name: 'Real data', code: 'REAL', timeZone: 'America/New_York' });
      const person = (login: string) => createAccount(tenant, bureauId, { login, displayName: login, passwordHash, mustChangePassword: false });
      await grantBureauRole(tenant, { bureauId, accountId: (await person(ADMINISTRATOR)).id, role: 'bureau-admin' });
      return (await person(OFFICER)).id;
    });
    return new House(server, folder, bureauId, officerId);
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A GraphQL answer's data. @throws Error with the answer's errors */
  async ask<Data>(query: string, variables: Record<string, unknown>, login = ADMINISTRATOR): Promise<Data> {
    const request = { headers: { 'content-type': 'application/json' }, method: 'POST', body: JSON.stringify({ query, variables }) };
    const { data, errors } = (await this.send('/graphql', request, login)) as { data: Data; errors?: unknown[] };
    if (errors !== undefined) throw new Error(JSON.stringify(errors).slice(0, 2_000));
    return data;
  }

  /** As {@link ask}, by an officer of every station: their figures are exact. */
  askAsOfficer<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
    return this.ask(query, variables, OFFICER);
  }

  /** Reads as the server does for somebody who reaches these stations. */
  reading<Result>(stationIds: readonly Id[], work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.server.composition.parts.database.inTenant({ stationIds, bureauIds: [] }, work);
  }

  /** Uploads a file as a browser does. */
  async upload(file: string): Promise<ImportJson> {
    const form = new FormData();
    form.append('file', await openAsBlob(file), path.basename(file));
    return (await this.send(`/api/bureaus/${this.bureauId}/imports`, { method: 'POST', body: form })) as ImportJson;
  }

  /** Runs an import to its end. @throws Error when it ends in any other way than DONE */
  async import(id: Id, mapping: unknown): Promise<ImportJson> {
    const place = `/api/bureaus/${this.bureauId}/imports/${id}`;
    let state = (await this.send(`${place}/start`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ mapping, dryRun: false }) })) as ImportJson;
    while (state.state === 'QUEUED' || state.state === 'RUNNING') {
      await new Promise((resolve) => setTimeout(resolve, 500));
      state = (await this.send(place, {})) as ImportJson;
    }
    if (state.state !== 'DONE') throw new Error(`The import ended as ${state.state}: ${state.failure?.en ?? ''}`);
    return state;
  }

  private async send(place: string, request: RequestInit, login = ADMINISTRATOR): Promise<unknown> {
    const answer = await fetch(this.server.url + place, { ...request, headers: { ...request.headers, 'x-stationhouse': '1', authorization: `Bearer ${await this.signIn(login)}` } });
    const body: unknown = await answer.json();
    if (!answer.ok && place !== '/graphql') throw new Error(`${place}: ${answer.status} ${JSON.stringify(body).slice(0, 1_000)}`);
    return body;
  }

  private async signIn(login: string): Promise<string> {
    const token = this.tokens.get(login);
    if (token !== undefined && token.until > Date.now()) return token.value;
    const accessToken = await signIn(this.server.url, login, PASSWORD);
    this.tokens.set(login, { value: accessToken, until: Date.now() + TOKEN_LIVES_MILLISECONDS });
    return accessToken;
  }
}
