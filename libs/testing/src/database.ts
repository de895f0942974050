import { createHash, randomUUID } from 'node:crypto';
import { createDatabase, Database, databaseMigrations, migrate, migrationName, type ClusterUrls, type Entities, type Migration, type PluginStorage } from '@stationhouse/database';
import pg from 'pg';

/** The throw-away cluster of one test run, as tools/test/database.mjs hands it to the tests. */
export interface TestServer {
  readonly superuserUrl: string;
  readonly passwords: { readonly owner: string; readonly app: string };
  readonly run: string;
}

/** A migrated database of a test file's own. */
export interface TestDatabase {
  /** As the application role: what the code under test uses. */
  readonly database: Database;
  readonly urls: ClusterUrls;
  /** As the owner, past row-level security: to look at what is really stored. */
  readonly owner: pg.Pool;
  /** As superuser in this database. */
  readonly superuserUrl: string;
  close(): Promise<void>;
}

/**
 * Clones a database from a template that holds the given migrations; the template is made once per run and list.
 * Open it in `beforeAll`, close it in `afterAll`. Plugins of tests have ids of their own: the template knows them by id and migrations.
 */
export async function openTestDatabase(brings: { entities: Entities; migrations: readonly Migration[]; plugins?: readonly PluginStorage[]; poolSize?: number }): Promise<TestDatabase> {
  const server = testServer();
  const all = [...new Set([...databaseMigrations, ...brings.migrations])];
  const plugins = brings.plugins ?? [];
  const template = `template_${hash(server.run + all.map((migration) => migration.name).sort().join() + plugins.map(fingerprint).sort().join())}`;
  await ensureTemplate(server, template, all, plugins);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const urls = await createDatabase(server.superuserUrl, name, server.passwords, template);
  const database = await Database.open({ url: urls.app, entities: brings.entities, poolSize: brings.poolSize ?? 10 });
  const owner = new pg.Pool({ connectionString: urls.owner, max: 2 });
  const superuserUrl = new URL(server.superuserUrl);
  superuserUrl.pathname = `/${name}`;
  return {
    database,
    urls,
    owner,
    superuserUrl: superuserUrl.href,
    close: async () => {
      await database.close();
      await owner.end();
      await asSuperuser(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/** The cluster of this run. */
export function testServer(): TestServer {
  const facts = process.env['STATIONHOUSE_TEST_SERVER'];
  if (facts === undefined) throw new Error('No test server: run tests through the root jest configuration.');
  return JSON.parse(facts) as TestServer;
}

/**
 * Where the jobs of a test's database travel: on PostgreSQL, or, under `npm run test:redis`, on the Redis of the run with
 * a prefix of the database's own.
 */
export function jobsUrlOf(databaseUrl: string): string {
  const redis = process.env['STATIONHOUSE_TEST_REDIS'];
  return redis === undefined ? databaseUrl : `${redis}?prefix=${new URL(databaseUrl).pathname.slice(1)}`;
}

async function ensureTemplate(server: TestServer, template: string, migrations: readonly Migration[], plugins: readonly PluginStorage[]): Promise<void> {
  await asSuperuser(server, async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [template]);
    if (rowCount !== 0) return;
    await client.query(`DROP DATABASE IF EXISTS ${template}`);
    const urls = await createDatabase(server.superuserUrl, template, server.passwords);
    await migrate({ url: urls.owner, migrations, plugins });
    await client.query(`ALTER DATABASE ${template} IS_TEMPLATE true`);
  });
}

async function asSuperuser(server: TestServer, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function fingerprint({ id, migrations, reads }: PluginStorage): string {
  return `${id}(${[...migrations.map(migrationName), ...reads.map(({ name }) => name)].join()})`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
