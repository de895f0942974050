import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@stationhouse/database';
import { signIn } from '../client/sign-in.js';

/** A house of its own for the tour: a temporary data folder with the demo bureau, on a free port. */
export interface TourHouse {
  readonly url: string;
  /** A GraphQL answer's data, as one account. */
  ask<Data>(login: string, query: string, variables?: Record<string, unknown>): Promise<Data>;
  stop(): Promise<void>;
}

/** Starts the built server and waits until it is ready. @throws Error when it ends before */
export async function openHouse(root: string, password: string): Promise<TourHouse> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-tour-'));
  // As root PostgreSQL runs as another user, who must be able to pass; otherwise the data would move elsewhere.
  chmodSync(folder, 0o711);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(process.execPath, ['apps/api/dist/main.js', '--role', 'all'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', STATIONHOUSE_FOLDER: folder, STATIONHOUSE_DEMO: '1', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await untilReady(server, url);
  const tokens = new Map<string, string>();
  return {
    url,
    ask: async <Data>(login: string, query: string, variables: Record<string, unknown> = {}) => {
      if (!tokens.has(login)) tokens.set(login, await signIn(url, login, password));
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(login) ?? ''}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await answer.json()) as { data: Data; errors?: unknown[] };
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
    stop: async () => {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks until the server answers; the demo takes its half a minute. */
async function untilReady(server: ChildProcess, url: string): Promise<void> {
  for (let waited = 0; waited < 300; waited++) {
    if (server.exitCode !== null) throw new Error('The server ended; its reason stands above. Build first: npm run build.');
    const ready = await fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false);
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  throw new Error('The server was not ready after five minutes.');
}
