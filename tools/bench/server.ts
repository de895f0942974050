import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate, startEmbedded, type ClusterUrls, type Migration, type PluginStorage } from '@stationhouse/database';

/** A durable PostgreSQL with one migrated database, in a temporary folder. */
export interface BenchServer {
  readonly urls: ClusterUrls;
  readonly superuserUrl: string;
  /** Removed with the server. */
  readonly folder: string;
}

/** Starts a server, runs `work` on it, and removes everything again. @param plugins what plugins keep, where the whole application runs on it */
export async function withServer<Result>(migrations: readonly Migration[], work: (server: BenchServer) => Promise<Result>, plugins: readonly PluginStorage[] = []): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-bench-'));
  const server = await startEmbedded({ folder: path.join(folder, 'data') });
  try {
    const urls = await server.database('bench');
    await migrate({ url: urls.owner, migrations, plugins });
    const superuserUrl = new URL(server.superuserUrl);
    superuserUrl.pathname = '/bench';
    return await work({ urls, superuserUrl: superuserUrl.href, folder });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(server.home.folder, { recursive: true, force: true });
  }
}
