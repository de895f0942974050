import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModulesContainer } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { matrixMarkdown, PermissionRegistry, roleOperationMatrix } from '@stationhouse/access';
import { migrate, pendingMigrations, ROLES, secureTable } from '@stationhouse/database';
import { PUBLISHED_VIEWS } from '@stationhouse/plugin-api';
import { findBreakingChanges, buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import pg from 'pg';
import { migrations } from '../src/composition.js';
import { openHouse, type House } from './support/house.js';
import { TABLE_NOTES } from './support/tables.js';

/** What is committed must be what the code says: `npm run generate` writes all of it anew. */
describe('generated files and the live schema', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ STATIONHOUSE_TEST_CLOCK: '0' }, undefined, [], 'all');
  });
  afterAll(() => house?.close());

  it('schema.graphql is what the resolvers say', () => {
    const live = lexicographicSortSchema(house.server.app.get(GraphQLSchemaHost).schema);
    const committed = readFileSync('schema.graphql', 'utf8');
    expect(findBreakingChanges(buildSchema(committed), live)).toEqual([]);
    expect(`${printSchema(live)}\n`).toBe(committed);
  });

  it('schema.external.graphql is what the external surface offers', () => {
    const live = house.server.external?.app.get(GraphQLSchemaHost).schema;
    if (live === undefined) throw new Error('The external surface was not started.');
    expect(`${printSchema(lexicographicSortSchema(live))}\n`).toBe(readFileSync('schema.external.graphql', 'utf8'));
  });

  it('docs/role-operations.md names every operation and who may call it', () => {
    const rows = roleOperationMatrix(house.server.app.get(ModulesContainer), house.server.app.get(PermissionRegistry));
    expect(rows.filter(({ access }) => access === 'refused')).toEqual([]);
    expect(matrixMarkdown(rows)).toBe(readFileSync('docs/role-operations.md', 'utf8'));
  });

  it('entities and migrations agree', async () => {
    expect(await house.test.database.entityDrift()).toEqual([]);
  });

  it('every table is mapped or noted, belongs to a station or bureau, and is out of the application’s hands', async () => {
    expect(await house.test.database.tableDrift(TABLE_NOTES)).toEqual([]);
  });

  it('the published views show what the contract of plugins says, with the rights of whoever reads', async () => {
    const { rows } = await house.test.owner.query<{ name: string; columns: string[]; options: string[] }>(
      `SELECT 'platform.' || c.relname AS name, c.reloptions AS options, ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum) AS columns
         FROM pg_class c WHERE c.relnamespace = 'platform'::regnamespace ORDER BY 1`,
    );
    expect(rows).toEqual(Object.values(PUBLISHED_VIEWS).map(({ name, columns }) => ({ name, columns, options: ['security_invoker=true'] })).sort((a, b) => a.name.localeCompare(b.name)));
  });

  it('a schema of a newer version is refused by name', async () => {
    await house.test.owner.query(`INSERT INTO schema_migration (timestamp, name) VALUES (9, 'Future9999999999999')`);
    for (const start of [migrate, pendingMigrations]) await expect(start({ url: house.test.urls.owner, migrations })).rejects.toMatchObject({ code: 'SCHEMA_NEWER', message: expect.stringContaining('Future9999999999999') });
    await house.test.owner.query('DELETE FROM schema_migration WHERE timestamp = 9');
  });

  it('functions that look across tenants may be run by the application and nobody else', async () => {
    const { rows } = await house.test.owner.query(
      `SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'unscoped' AND (has_function_privilege('public', p.oid, 'EXECUTE') OR NOT has_function_privilege('${ROLES.app}', p.oid, 'EXECUTE') OR p.proowner <> '${ROLES.unscoped}'::regrole)`,
    );
    expect(rows).toEqual([]);
  });

  const secured = (name: string) => secureTable(name, 'station');
  it.each<[string, string[], string]>([
    ['nobody noted', [`CREATE TABLE odd (station_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (station_id, id))`, ...secured('odd')], 'neither an entity maps it nor a note says why not'],
    ['without row-level security', ['CREATE TABLE odd (station_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (station_id, id))'], 'row-level security is not forced'],
    ['whose owner passes row-level security', ['CREATE TABLE odd (station_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (station_id, id))', ...secured('odd'), 'ALTER TABLE odd NO FORCE ROW LEVEL SECURITY'], 'row-level security is not forced'],
    ['without a policy', ['CREATE TABLE odd (station_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (station_id, id))', ...secured('odd'), 'DROP POLICY tenant ON odd'], 'it has no policy'],
    ['with a policy for everyone', ['CREATE TABLE odd (station_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (station_id, id))', ...secured('odd'), 'CREATE POLICY more ON odd FOR SELECT USING (true)'], 'a policy lets every row through'],
    ['with the station second in its key', ['CREATE TABLE odd (id uuid NOT NULL, station_id uuid NOT NULL, PRIMARY KEY (id, station_id))', ...secured('odd')], 'its primary key begins with id instead of station_id'],
    ['without a key', ['CREATE TABLE odd (station_id uuid NOT NULL)', ...secured('odd')], 'its primary key begins with nothing instead of station_id'],
    ['of no tenant', ['CREATE TABLE odd (id uuid PRIMARY KEY)'], 'it has neither station_id nor bureau_id, and no note says why'],
    ['in a plugin’s schema', ['CREATE SCHEMA plugin_odd', 'CREATE TABLE plugin_odd.odd (id uuid PRIMARY KEY)'], 'plugin_odd.odd: row-level security is not forced'],
    ['of the application', ['CREATE TABLE odd (station_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (station_id, id))', ...secured('odd'), `ALTER TABLE odd OWNER TO ${ROLES.app}`], `${ROLES.app}: owns odd`],
    ['in a schema of the application', [`CREATE SCHEMA odd AUTHORIZATION ${ROLES.app}`], `${ROLES.app}: owns the schema odd`],
    ['beside a schema the application may create in', [`GRANT CREATE ON SCHEMA public TO ${ROLES.app}`], `${ROLES.app}: may create in the schema public`],
    ['in a plugin’s schema that others may read', ['CREATE SCHEMA plugin_odd', 'CREATE TABLE plugin_odd.odd (id uuid PRIMARY KEY)', `GRANT SELECT ON plugin_odd.odd TO ${ROLES.app}`], `plugin_odd.odd: nobody but the plugin may be granted anything on it, and ${ROLES.app} is`],
    ['in a schema of a plugin’s role', ['CREATE ROLE plugin_odd', `GRANT plugin_odd TO ${ROLES.app} WITH INHERIT FALSE, SET TRUE`, 'CREATE SCHEMA plugin_odd AUTHORIZATION plugin_odd'], 'plugin_odd: owns the schema plugin_odd'],
    ['beside a role the application inherits', ['CREATE ROLE plugin_odd', `GRANT plugin_odd TO ${ROLES.app}`], `${ROLES.app}: is a member of plugin_odd`],
    ['beside a role that passes row-level security', ['CREATE ROLE plugin_odd BYPASSRLS', `GRANT plugin_odd TO ${ROLES.app} WITH INHERIT FALSE, SET TRUE`], 'plugin_odd: passes row-level security'],
    ['beside a plugin’s owner that the application may become', ['CREATE ROLE plugin_odd__migrator', `GRANT plugin_odd__migrator TO ${ROLES.app} WITH INHERIT FALSE, SET TRUE`], `${ROLES.app}: is a member of plugin_odd__migrator`],
  ])('a table %s is found', async (_, statements, breach) => {
    const superuser = new pg.Client({ connectionString: house.test.superuserUrl });
    await superuser.connect();
    try {
      for (const statement of statements) await superuser.query(statement);
      expect(await house.test.database.tableDrift(TABLE_NOTES)).toContainEqual(expect.stringContaining(breach));
    } finally {
      await superuser.query(`DROP TABLE IF EXISTS odd; DROP SCHEMA IF EXISTS odd, plugin_odd CASCADE; DROP ROLE IF EXISTS plugin_odd, plugin_odd__migrator; REVOKE CREATE ON SCHEMA public FROM ${ROLES.app}`);
      await superuser.end();
    }
  });

  it('a note that is no longer true is found', async () => {
    const notes = { ...TABLE_NOTES, 'public.gone': { sqlOnly: 'x' }, 'public.task': { sqlOnly: 'x' }, 'public.incident': { sqlOnly: 'x', open: 'x' } };
    expect(await house.test.database.tableDrift(notes)).toEqual([
      'public.incident: noted as nobody’s, but it names a station or bureau',
      'public.task: noted as SQL only, but an entity maps it',
      'public.gone: noted, but there is no such table',
    ]);
  });
});
