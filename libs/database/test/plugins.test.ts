import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@stationhouse/kernel';
import { asPlugin, createDatabase, databaseMigrations, Database, migrate, pendingMigrations, pluginNames, pluginSchema, pluginTable, rollBackPlugin, ROLES, secureTable, type Migration, type PluginStorage, type PluginTenant, type PublishedView, type RollBackOptions } from '@stationhouse/database';
import { openTestDatabase, testServer, type TestDatabase } from '@stationhouse/testing';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const ID = 'tool-lending';
const { schema, role, migrator } = pluginNames(ID);

@Entity('loan', { schema: pluginSchema(ID) })
class Loan {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') item!: string;
  @Column('timestamptz', { nullable: true }) returnedAt!: Date | null;
}

/** A migration of a plugin from its statements. */
const brought = (name: string, up: readonly string[], down: readonly string[] = []): Migration =>
  class implements MigrationInterface {
    readonly name = name;
    async up(runner: QueryRunner): Promise<void> {
      for (const statement of up) await runner.query(statement);
    }
    async down(runner: QueryRunner): Promise<void> {
      for (const statement of down) await runner.query(statement);
    }
  };

const Loans = brought('Loans1700000000001', ['CREATE TABLE loan (station_id uuid NOT NULL, id uuid NOT NULL, item text NOT NULL, PRIMARY KEY (station_id, id))', ...pluginTable(ID, 'loan', 'station')], ['DROP TABLE loan']);
const Returns = brought('Returns1700000000002', ['ALTER TABLE loan ADD returned_at timestamptz', `UPDATE loan SET returned_at = app.now() WHERE item = 'long gone'`], ['ALTER TABLE loan DROP returned_at']);

/** Two tables of the platform, the one with a view that plugins may read. */
const Platform = brought('Platform1700000000100', [
  ...['known', 'secret'].flatMap((table) => [`CREATE TABLE ${table} (station_id uuid NOT NULL, id uuid NOT NULL, body text NOT NULL, name text, PRIMARY KEY (station_id, id))`, ...secureTable(table, 'station')]),
  'CREATE SCHEMA platform',
  'CREATE VIEW platform.known WITH (security_invoker = true) AS SELECT station_id, id, body FROM known',
  'CREATE VIEW platform.other WITH (security_invoker = true) AS SELECT station_id, id, body FROM secret',
]);
const KNOWN: PublishedView = { name: 'platform.known', table: 'public.known', columns: ['station_id', 'id', 'body'] };
const migrations = [...databaseMigrations, Platform];
const lending: PluginStorage = { id: ID, migrations: [Returns, Loans], reads: [KNOWN] };

describe('a plugin’s storage', () => {
  let test: TestDatabase;
  const [here, there] = [newId(), newId()];
  const scope = { stationIds: [here], bureauIds: [] };
  const at = <Result>(work: (rows: PluginTenant) => Promise<Result>, statementTimeoutMs = 5_000) => test.database.inTenant(scope, (tenant) => asPlugin(tenant, { pluginId: ID, statementTimeoutMs }, work));
  const sql = (statement: string, parameters?: unknown[]) => at((rows) => rows.sql(statement, parameters));

  beforeAll(async () => {
    test = await openTestDatabase({ entities: [Loan], migrations: [Platform], plugins: [lending] });
    for (const station of [here, there]) {
      await test.owner.query('INSERT INTO known VALUES ($1, $2, $3, $4), ($1, $5, $3, $4)', [station, newId(), station === here ? 'ours' : 'theirs', '张三', newId()]);
      await test.owner.query('INSERT INTO secret VALUES ($1, $2, $3)', [station, newId(), 'hush']);
      await test.owner.query(`BEGIN; SET LOCAL ROLE ${migrator}; INSERT INTO ${schema}.loan VALUES ('${station}', '${newId()}', '${station === here ? 'ladder' : 'their drill'}'); COMMIT`);
    }
  });
  afterAll(() => test.close());

  it('lies in a schema of its own, whose tables keep the rules, and the application holds nothing of it', async () => {
    expect(await test.database.entityDrift()).toEqual([]);
    const notes = { 'public.known': { sqlOnly: 'x' }, 'public.secret': { sqlOnly: 'x' }, 'public.schema_migration': { sqlOnly: 'x', open: 'x' }, 'public.plugin_migration': { sqlOnly: 'x', open: 'x' }, 'app.test_clock': { sqlOnly: 'x', open: 'x' } };
    // Roles are the cluster's: a test of their rules, beside this one, makes bad ones.
    expect((await test.database.tableDrift(notes)).filter((line) => !line.includes('plugin_odd'))).toEqual([]);
    await expect(test.database.inTenant(scope, (tenant) => tenant.sql(`SELECT * FROM ${schema}.loan`))).rejects.toThrow(/permission denied/);
    expect(await pendingMigrations({ url: test.urls.app, migrations, plugins: [lending] })).toEqual([]);
  });

  it('shows and takes rows of the stations in reach, by repository and by SQL, as the plugin’s role', async () => {
    const id = newId();
    const seen = await at(async (rows) => {
      await rows.repository(Loan).save({ stationId: here, id, item: 'torch', returnedAt: null });
      await rows.repository(Loan).update({ stationId: here, id }, { returnedAt: rows.now });
      return { loans: await rows.repository(Loan).find({ order: { item: 'ASC' } }), who: await rows.sql('SELECT current_user AS name') };
    });
    expect(seen.loans.map(({ item }) => item)).toEqual(['ladder', 'torch']);
    expect(seen.loans[1]?.returnedAt).toBeInstanceOf(Date);
    expect(seen.who).toEqual([{ name: role }]);
    // A name without a schema is the plugin's own: its role is called as its schema is.
    expect(await sql('DELETE FROM loan WHERE id = $1 RETURNING item', [id])).toEqual([{ item: 'torch' }]);
  });

  it('reads what it declares of the platform, within reach, without the columns that are not published', async () => {
    expect(await sql('SELECT body FROM platform.known')).toEqual([{ body: 'ours' }, { body: 'ours' }]);
    await expect(sql('SELECT name FROM known')).rejects.toMatchObject({ code: 'PLUGIN_FAULT' });
  });

  it('gives the platform its role back, also after a failure that the platform goes on from', async () => {
    const after = await test.database.inTenant(scope, async (tenant) => {
      await asPlugin(tenant, { pluginId: ID, statementTimeoutMs: 5_000 }, (rows) => rows.sql('SELECT 1'));
      const failing = [() => Promise.reject(new Error('of its own')), (rows: PluginTenant) => rows.sql('SELECT 1 / 0'), (rows: PluginTenant) => rows.sql(`INSERT INTO ${schema}.loan VALUES ('${here}', '${newId()}', 'undone')`).then(() => Promise.reject(new Error('after writing')))];
      for (const work of failing) await expect(asPlugin(tenant, { pluginId: ID, statementTimeoutMs: 5_000 }, work)).rejects.toThrow();
      return tenant.sql(`SELECT current_user AS name, current_setting('statement_timeout') AS "limit", (SELECT count(*)::int FROM known) AS known`);
    });
    expect(after).toEqual([{ name: ROLES.app, limit: '0', known: 2 }]);
    expect(await sql(`SELECT item FROM ${schema}.loan`)).toEqual([{ item: 'ladder' }]);
  });

  it('lets nothing be written where it only reads, and the platform writes on afterwards', async () => {
    const left = await test.database.inTenant(scope, async (tenant) => {
      const reading = (statement: string) => asPlugin(tenant, { pluginId: ID, statementTimeoutMs: 5_000, readOnly: true }, (rows) => rows.sql(statement));
      expect(await reading(`SELECT item FROM ${schema}.loan`)).toEqual([{ item: 'ladder' }]);
      await expect(reading(`INSERT INTO ${schema}.loan VALUES ('${here}', '${newId()}', 'unread')`)).rejects.toMatchObject({ code: 'PLUGIN_FAULT' });
      await asPlugin(tenant, { pluginId: ID, statementTimeoutMs: 5_000 }, (rows) => rows.sql(`UPDATE ${schema}.loan SET item = item`));
      return tenant.sql('SELECT current_user AS name');
    });
    expect(left).toEqual([{ name: ROLES.app }]);
  });

  it('stops a statement that takes too long, and nothing of the work stays', async () => {
    const slow = at(async (rows) => {
      await rows.sql(`INSERT INTO ${schema}.loan VALUES ($1, $2, 'undone')`, [here, newId()]);
      await rows.sql('SELECT pg_sleep(60)');
    }, 50);
    await expect(slow).rejects.toMatchObject({ code: 'STATEMENT_TIMEOUT', text: { en: expect.stringContaining('0.05 s') } });
    expect(await sql(`SELECT item FROM ${schema}.loan`)).toEqual([{ item: 'ladder' }]);
  });

  describe('stops a hostile plugin that', () => {
    it.each<[string, string, string | RegExp]>([
      ['writes another station’s row', `INSERT INTO ${schema}.loan VALUES ('${there}', '${newId()}', 'planted')`, /row-level security policy for table "loan"/],
      ['moves a row to another station', `UPDATE ${schema}.loan SET station_id = '${there}'`, /row-level security/],
      ['reads a table it does not declare', 'SELECT * FROM secret', /permission denied for table secret/],
      ['reads a view it does not declare', 'SELECT * FROM platform.other', /permission denied for view other/],
      ['writes what it may only read', `UPDATE platform.known SET body = 'mine'`, /permission denied for view known/],
      ['writes a table of the platform', `DELETE FROM known`, /permission denied for table known/],
      ['calls what looks across stations', 'SELECT * FROM unscoped.claim_outbox(1)', /permission denied for schema unscoped/],
      ['becomes the platform again', 'RESET ROLE', /may not begin with "RESET"/],
      ['becomes the platform behind a comment', '/* a /* nested */ one */ -- and\n ( SET ROLE none', /may not begin with "SET"/],
      ['becomes the platform behind a semicolon', `SELECT 1; RESET ROLE; SELECT * FROM secret`, '42601'],
      ['becomes the platform by a function', `SELECT set_config('role', 'none', true)`, /permission denied for function set_config/],
      ['widens its reach', `SELECT set_config('app.station_ids', '${there}', true)`, /permission denied for function set_config/],
      ['sets something by the view of settings', `UPDATE pg_settings SET setting = '0' WHERE name = 'statement_timeout'`, /permission denied for function set_config/],
      ['widens its reach in a block', `DO $$ BEGIN SET LOCAL app.station_ids = '${there}'; END $$`, /may not begin with "DO"/],
      ['ends the transaction', 'COMMIT', /may not begin with "COMMIT"/],
      ['gives itself time', 'SET LOCAL statement_timeout = 0', /may not begin with "SET"/],
      ['makes tables at run time', 'CREATE TABLE loot (body text)', /may not begin with "CREATE"/],
      ['makes tables out of a query', `SELECT * INTO ${schema}.loot FROM platform.known`, /permission denied for schema/],
      ['copies out', 'COPY platform.known TO STDOUT', /may not begin with "COPY"/],
    ])('%s', async (_, statement, answer) => {
      const refused = sql(statement);
      await expect(refused).rejects.toMatchObject(typeof answer === 'string' ? { driverError: { code: answer } } : { code: 'PLUGIN_FAULT', message: expect.stringMatching(answer) });
      expect((await test.owner.query(`SELECT count(*)::int AS rows FROM known WHERE body = 'mine'`)).rows).toEqual([{ rows: 0 }]);
    });

    it('names another station: it sees no row of it', async () => {
      expect(await sql(`SELECT * FROM ${schema}.loan WHERE station_id = $1`, [there])).toEqual([]);
      expect(await sql('SELECT * FROM platform.known WHERE station_id = $1', [there])).toEqual([]);
      expect(await at((rows) => rows.repository(Loan).findBy({ stationId: there }))).toEqual([]);
    });

    it('goes around by another connection, or another transaction', async () => {
      const around = [
        (rows: PluginTenant) => (rows.repository(Loan) as never as { manager: { connection: { query(text: string): Promise<unknown> } } }).manager.connection.query('SELECT * FROM secret'),
        () => test.database.now(),
        () => test.database.inTenant(scope, (tenant) => tenant.sql('SELECT * FROM secret')),
      ];
      for (const work of around) await expect(at(work as () => Promise<unknown>)).rejects.toMatchObject({ code: 'PLUGIN_FAULT' });
    });

    it.each<[string, (rows: PluginTenant) => Promise<unknown>]>([
      ['by SQL', (rows) => rows.sql(`INSERT INTO loan VALUES ('${here}', '${newId()}', 'forgotten')`)],
      ['by a repository', (rows) => rows.repository(Loan).insert({ stationId: here, id: newId(), item: 'forgotten' })],
      ['and asks on', async (rows) => void ((await rows.sql('SELECT 1')) && (await rows.sql('SELECT 2')) && (await rows.repository(Loan).find()))],
      ['and fails', (rows) => rows.sql('SELECT 1 / 0')],
    ])('does not wait for a statement %s: the work fails, and no process ends', async (_, forgotten) => {
      await expect(at(async (rows) => void forgotten(rows))).rejects.toMatchObject({ code: 'PLUGIN_FAULT', message: expect.stringContaining('wait for every statement') });
      expect(await sql('SELECT item FROM loan')).toEqual([{ item: 'ladder' }]);
    });

    it('goes on after its work is done', async () => {
      const kept = await at((rows) => Promise.resolve({ rows, loans: rows.repository(Loan) }));
      await expect(kept.rows.sql('SELECT * FROM secret')).rejects.toMatchObject({ code: 'PLUGIN_FAULT' });
      await expect(kept.loans.find()).rejects.toMatchObject({ code: 'PLUGIN_FAULT' });
      let late: Promise<unknown> = Promise.resolve();
      await test.database.inTenant(scope, async (tenant) => {
        let go: () => void = () => undefined;
        const over = new Promise<void>((resolve) => (go = resolve));
        await asPlugin(tenant, { pluginId: ID, statementTimeoutMs: 5_000 }, async () => {
          late = over.then(() => tenant.sql('SELECT * FROM secret'));
        });
        go();
        await expect(late).rejects.toThrow(/after its work was done/);
      });
    });
  });
});

describe('the migrations of a plugin', () => {
  const databases: { name: string; database?: Database }[] = [];
  const server = testServer();

  /** A fresh database with the platform's tables. */
  async function fresh(): Promise<{ url: string; app: string }> {
    const name = `plugins_${newId().replaceAll('-', '')}`;
    databases.push({ name });
    const urls = await createDatabase(server.superuserUrl, name, server.passwords);
    await migrate({ url: urls.owner, migrations });
    return { url: urls.owner, app: urls.app };
  }
  /** Runs statements as the owner. */
  async function ask<Row>(url: string, statement: string): Promise<Row[]> {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const answer = await client.query(statement);
      return (Array.isArray(answer) ? answer.at(-1) : answer).rows as Row[];
    } finally {
      await client.end();
    }
  }
  const applied = (url: string) => ask<{ name: string }>(url, 'SELECT name FROM plugin_migration ORDER BY name').then((rows) => rows.map(({ name }) => name));
  const withMore = (...more: Migration[]): PluginStorage => ({ ...lending, migrations: [Loans, ...more] });
  const recorded: unknown[] = [];
  const back = (url: string, options: Partial<RollBackOptions> = {}) => rollBackPlugin({ url, migrations, plugin: lending, mayLoseRows: false, record: async (_tenant, done) => recorded.push(done), ...options });
  const lend = (url: string, item: string) => ask(url, `BEGIN; SET LOCAL ROLE ${migrator}; INSERT INTO ${schema}.loan (station_id, id, item) VALUES ('${newId()}', '${newId()}', '${item}'); COMMIT`);

  afterEach(async () => {
    for (const { name } of databases.splice(0)) await ask(server.superuserUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });

  it('run in their own order, see all rows, and once', async () => {
    const { url, app } = await fresh();
    const seen: string[] = [];
    expect(await pendingMigrations({ url: app, migrations, plugins: [lending] })).toEqual([`${ID}/Loans1700000000001`, `${ID}/Returns1700000000002`]);
    await migrate({ url, migrations, plugins: [withMore()] });
    await lend(url, 'long gone');
    await migrate({ url, migrations, plugins: [lending], onApplied: (name) => seen.push(name) });
    await migrate({ url, migrations, plugins: [lending], onApplied: (name) => seen.push(name) });
    expect(seen).toEqual([`${ID}/Returns1700000000002`]);
    expect(await ask(url, `BEGIN; SET LOCAL ROLE ${migrator}; SELECT returned_at IS NOT NULL AS returned FROM ${schema}.loan`)).toEqual([{ returned: true }]);
  });

  it('make their roles once on a cluster, however many databases begin at once', async () => {
    const id = `race-${newId().slice(-12)}`;
    const together = await Promise.all(Array.from({ length: 4 }, fresh));
    await Promise.all(together.map(({ url }) => migrate({ url, migrations, plugins: [{ id, migrations: [], reads: [] }] })));
    for (const { app } of together) expect(await pendingMigrations({ url: app, migrations, plugins: [{ id, migrations: [], reads: [] }] })).toEqual([]);
  });

  it('what a plugin no longer declares to read it no longer reads', async () => {
    const { url, app } = await fresh();
    await migrate({ url, migrations, plugins: [lending] });
    const less = { ...lending, reads: [] };
    expect(await pendingMigrations({ url: app, migrations, plugins: [less] })).toEqual([`${ID}/rights`]);
    await migrate({ url, migrations, plugins: [less] });
    expect(await pendingMigrations({ url: app, migrations, plugins: [less] })).toEqual([]);
    expect(await ask(url, `SELECT has_any_column_privilege('${role}', 'known', 'SELECT') AS may`)).toEqual([{ may: false }]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['drops a table of the platform', ['DROP TABLE public.known'], /must be owner of table known/],
    ['changes a table of the platform', ['ALTER TABLE public.known ADD mine text'], /must be owner of table known/],
    ['reads a table of the platform', ['CREATE TABLE loot AS SELECT * FROM public.secret'], /permission denied for table secret/],
    ['makes a table elsewhere', ['CREATE TABLE public.loot (station_id uuid)'], /permission denied for schema public/],
    ['makes a schema', ['CREATE SCHEMA loot'], /permission denied for database/],
    ['mistakes a name', ['DROP TABLE known'], /"known" does not exist/],
    ['ends the transaction', ['COMMIT'], /may not begin with "COMMIT"/],
    ['becomes the owner', ['RESET ROLE'], /may not begin with "RESET"/],
    ['forgets row-level security', ['CREATE TABLE bare (station_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (station_id, id))'], /tool_lending\.bare: row-level security is not forced/],
    ['forgets whose its rows are', ['CREATE TABLE bare (id uuid PRIMARY KEY)', ...pluginTable(ID, 'loan', 'station').slice(0, 2).map((statement) => statement.replace('.loan', '.bare'))], /it has neither station_id nor bureau_id/],
    ['makes a view past row-level security', ['CREATE VIEW every AS SELECT * FROM loan'], /every: a view reads past row-level security/],
    ['makes a function past row-level security', ['CREATE FUNCTION every() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$ SELECT count(*) FROM tool_lending $$'.replace('tool_lending', `${schema}.loan`)], /every: a function that is SECURITY DEFINER/],
    ['hands its table to others', [`GRANT SELECT ON loan TO PUBLIC`], /loan: nobody but the plugin may be granted anything on it, and PUBLIC is/],
  ])('one that %s is refused, and nothing of it stays', async (_, statements, reason) => {
    const { url } = await fresh();
    await migrate({ url, migrations, plugins: [withMore()] });
    const bad = brought('Bad1700000000009', ['CREATE TABLE half (station_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (station_id, id))', ...pluginTable(ID, 'half', 'station'), ...statements]);
    await expect(migrate({ url, migrations, plugins: [withMore(bad)] })).rejects.toMatchObject({ code: 'PLUGIN_INVALID', message: expect.stringMatching(reason) });
    expect(await applied(url)).toEqual(['Loans1700000000001']);
    expect(await ask(url, `SELECT oid::regclass::text AS name FROM pg_class WHERE relname IN ('half', 'known') AND relkind = 'r'`)).toEqual([{ name: 'known' }]);
  });

  it('tell of a statement, never of a row', async () => {
    const { url } = await fresh();
    const clash = brought('Clash1700000000009', [`INSERT INTO loan VALUES ('${newId()}', '${newId()}', '张三')`, 'ALTER TABLE loan ADD CONSTRAINT short CHECK (length(item) < 2)']);
    await expect(migrate({ url, migrations, plugins: [withMore(clash)] })).rejects.toMatchObject({ message: expect.stringMatching(/Clash1700000000009 failed.*SQLSTATE 23514/) });
  });

  it('of a newer version of the plugin are refused by name; of a plugin that is gone they stay, and are told', async () => {
    const { url, app } = await fresh();
    await migrate({ url, migrations, plugins: [lending] });
    for (const [start, as] of [[migrate, url], [pendingMigrations, app]] as const) {
      await expect(start({ url: as, migrations, plugins: [{ id: ID, migrations: [], reads: [], unused: true }] })).rejects.toMatchObject({ code: 'SCHEMA_NEWER' });
      await expect(start({ url: as, migrations, plugins: [withMore()] })).rejects.toMatchObject({ code: 'SCHEMA_NEWER', message: expect.stringContaining(`${ID}/Returns1700000000002`) });
      const alone: string[] = [];
      await start({ url: as, migrations, plugins: [], onLeftAlone: (id) => alone.push(id) });
      expect(alone).toEqual([ID]);
    }
    expect(await applied(url)).toHaveLength(2);
  });

  it('roll back to a name, and altogether, when no row is lost; and come again', async () => {
    const { url } = await fresh();
    await migrate({ url, migrations, plugins: [lending] });
    await lend(url, 'ladder');
    expect(await back(url, { to: 'Loans1700000000001' })).toEqual({ undone: ['Returns1700000000002'], lost: [] });
    expect(await applied(url)).toEqual(['Loans1700000000001']);
    expect(await back(url, { to: 'Loans1700000000001' })).toEqual({ undone: [], lost: [] });
    await ask(url, `BEGIN; SET LOCAL ROLE ${migrator}; DELETE FROM ${schema}.loan; COMMIT`);
    expect((await back(url)).undone).toEqual(['Loans1700000000001']);
    expect(await ask(url, `SELECT to_regnamespace('${schema}') AS there`)).toEqual([{ there: null }]);
    await migrate({ url, migrations, plugins: [lending] });
    expect(await applied(url)).toHaveLength(2);
  });

  it('say which rows a roll-back would lose, and lose them only when told to; what was done is recorded with it', async () => {
    const { url } = await fresh();
    await migrate({ url, migrations, plugins: [withMore()] });
    await lend(url, 'long gone');
    await migrate({ url, migrations, plugins: [lending] });
    await lend(url, 'ladder');
    await expect(back(url, { to: 'Loans1700000000001' })).rejects.toMatchObject({ code: 'CONFLICT', details: { lost: [{ what: 'loan.returned_at', rows: 1 }] } });
    await expect(back(url)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('loan 2') });
    expect(await applied(url)).toHaveLength(2);
    await expect(back(url, { mayLoseRows: true, record: () => Promise.reject(new Error('no room for the record')) })).rejects.toThrow(/no room/);
    expect(await applied(url)).toHaveLength(2);
    recorded.length = 0;
    const done = await back(url, { mayLoseRows: true });
    expect(done).toEqual({ undone: ['Returns1700000000002', 'Loans1700000000001'], lost: [{ what: 'loan', rows: 2 }] });
    expect(recorded).toEqual([done]);
  });

  it('are not rolled back beside a running server, to a name that never was, or by a program that does not know them all', async () => {
    const { url, app } = await fresh();
    await migrate({ url, migrations, plugins: [lending] });
    await expect(back(url, { to: 'Never1700000000001' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(back(url, { plugin: withMore() })).rejects.toMatchObject({ code: 'SCHEMA_NEWER' });
    const database = await Database.open({ url: app, entities: [] });
    try {
      await database.ping();
      await expect(back(url)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('is running') });
    } finally {
      await database.close();
    }
  });

  it('that leave something behind are refused as a whole', async () => {
    const { url } = await fresh();
    const leaving = { ...lending, migrations: [brought('Loans1700000000001', ['CREATE TABLE loan (station_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (station_id, id))', ...pluginTable(ID, 'loan', 'station')])] };
    await migrate({ url, migrations, plugins: [leaving] });
    await expect(back(url, { plugin: leaving })).rejects.toMatchObject({ code: 'PLUGIN_INVALID', message: expect.stringMatching(/leaves something behind/) });
    expect(await applied(url)).toEqual(['Loans1700000000001']);
  });
});
