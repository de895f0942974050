import { existsSync } from 'node:fs';
import path from 'node:path';
import { StationhouseError, text } from '@stationhouse/kernel';
import { chooseHome } from './embedded/home.js';
import { runningServer, startEmbedded } from './embedded/server.js';
import { Connection } from './connections.js';

/** Runs one query and returns its rows. */
export type Read = <Row>(statement: string, parameters: readonly unknown[]) => Promise<Row[]>;

/** An external database by its owner's connection string, or the embedded one by its data folder. */
export type WholeDatabase = { readonly ownerUrl: string } | { readonly folder: string };

/**
 * Reads past row-level security, in one read-only transaction: for checks of everything, run by hand. The server never
 * does. A stopped embedded server is started for it.
 * @throws StationhouseError DATABASE_UNAVAILABLE
 */
export async function readWhole<Result>(database: WholeDatabase, work: (read: Read) => Promise<Result>): Promise<Result> {
  if ('ownerUrl' in database) return readFrom(database.ownerUrl, work);
  const home = chooseHome(path.resolve(database.folder));
  const running = runningServer(home);
  if (running !== undefined) return readFrom(inDatabase(running), work);
  if (!existsSync(path.join(home.folder, 'postgres', 'PG_VERSION'))) {
    throw new StationhouseError('DATABASE_UNAVAILABLE', text(`${database.folder} 中没有数据库。`, `There is no database in ${database.folder}.`), { folder: database.folder });
  }
  const server = await startEmbedded({ folder: database.folder });
  try {
    return await readFrom(inDatabase(server.superuserUrl), work);
  } finally {
    await server.stop();
  }
}

function inDatabase(superuserUrl: string): string {
  const url = new URL(superuserUrl);
  url.pathname = '/stationhouse';
  return url.href;
}

async function readFrom<Result>(url: string, work: (read: Read) => Promise<Result>): Promise<Result> {
  const client = new Connection({ connectionString: url, application_name: 'stationhouse-check' });
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await work(async (statement, parameters) => (await client.query(statement, [...parameters])).rows as never[]);
  } catch (cause) {
    throw (cause as { code?: unknown }).code === 'ECONNREFUSED' ? unreachable(cause) : cause;
  } finally {
    await client.end();
  }
}

function unreachable(cause: unknown): StationhouseError {
  return new StationhouseError('DATABASE_UNAVAILABLE', text('无法连接数据库，请检查连接串。', 'The database cannot be reached. Check the connection string.'), undefined, { cause });
}
