import type pg from 'pg';
import { databaseStatements, ROLES, roleStatements } from './roles.js';
import { Connection } from './connections.js';

/** The connection strings of one database of ours. */
export interface ClusterUrls {
  /** For migrations only. */
  readonly owner: string;
  /** For everything else. */
  readonly app: string;
}

/**
 * Creates the three roles on a cluster, or sets their passwords again.
 * @param superuserUrl `postgres://…` of a superuser
 */
export async function prepareCluster(superuserUrl: string, passwords: { owner: string; app: string }): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    for (const statement of roleStatements(passwords, (value) => client.escapeLiteral(value))) await client.query(statement);
  });
}

/**
 * Creates a database of ours if it is missing, empty or as a copy of a template.
 * @returns the connection strings of its owner and of the application
 */
export async function createDatabase(
  superuserUrl: string,
  name: string,
  passwords: { owner: string; app: string },
  template?: string,
): Promise<ClusterUrls> {
  await withClient(superuserUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      const copied = template === undefined ? '' : ` TEMPLATE ${client.escapeIdentifier(template)} STRATEGY file_copy`;
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} OWNER ${ROLES.owner}${copied}`);
    }
  });
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  if (template === undefined) {
    await withClient(url.href, async (client) => {
      for (const statement of databaseStatements()) await client.query(statement);
    });
  }
  return { owner: withUser(url, ROLES.owner, passwords.owner), app: withUser(url, ROLES.app, passwords.app) };
}

function withUser(url: URL, user: string, password: string): string {
  const own = new URL(url);
  own.username = user;
  own.password = password;
  return own.href;
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new Connection({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
