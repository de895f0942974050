import type { Migration } from '../migrate.js';
import { ROLES } from '../roles.js';
import { secureTableBy, tenantReach, type Scope } from '../sql.js';
import { pluginNames } from './names.js';

/** A view of the platform that plugins may declare to read. */
export interface PublishedView {
  /** `platform.task`. */
  readonly name: string;
  /** The table behind it, whose policies hold: `public.task`. */
  readonly table: string;
  /** The columns it shows. */
  readonly columns: readonly string[];
}

/** What a plugin keeps in the database: a schema of its own, made by its migrations, and what it reads of the platform. */
export interface PluginStorage {
  /** The plugin's id. */
  readonly id: string;
  readonly migrations: readonly Migration[];
  readonly reads: readonly PublishedView[];
  /** For a plugin without tables, reads and server half nothing is made; what a newer version of it made is known all the same. */
  readonly unused?: boolean;
}

/**
 * The statements that put a table of a plugin under forced row-level security and give the plugin its rights: a plugin's migration runs
 * them for each of its tables, as the platform's do with `secureTable`. Its key begins with `station_id` or `bureau_id`.
 * @param pluginId kebab-case: `lending`
 * @param table its bare name: `loan`
 * @param scope which column says whose a row is
 * @param grants what the plugin may do; column-level grants make facts immutable: `UPDATE (returned_at)`
 */
export function pluginTable(pluginId: string, table: string, scope: Scope, grants: readonly string[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']): string[] {
  const { schema, role } = pluginNames(pluginId);
  return secureTableBy(`${schema}.${table}`, tenantReach(scope), grants, role);
}

/** The name a migration is known by. */
export function migrationName(migration: Migration): string {
  return new migration().name ?? migration.name;
}

/** A migration of a plugin where names of several plugins and the platform's stand together: `lending/Loans1700000000001`. */
export function qualifiedName(pluginId: string, name: string): string {
  return `${pluginId}/${name}`;
}

/** What may run a query: a data source, or a runner inside a transaction. */
export interface Queries {
  query(statement: string, parameters?: unknown[]): Promise<unknown>;
}

/** The plugin's rights beyond its own schema, set anew: what it no longer declares it no longer has. */
export async function grantReads(runner: Queries, { id, reads }: PluginStorage): Promise<void> {
  const { role, migrator } = pluginNames(id);
  await runner.query(`GRANT USAGE ON SCHEMA app TO ${role}, ${migrator}`);
  await runner.query(`GRANT SELECT ON app.test_clock TO ${role}, ${migrator}`);
  const [row] = (await runner.query(`SELECT to_regnamespace('platform') IS NOT NULL AS published`)) as [{ published: boolean }];
  if (row.published) await runner.query(`REVOKE ALL ON ALL TABLES IN SCHEMA public, platform FROM ${role}`);
  if (reads.length > 0) await runner.query(`GRANT USAGE ON SCHEMA platform TO ${role}`);
  for (const { name, table, columns } of reads) {
    await runner.query(`GRANT SELECT (${columns.join(', ')}) ON ${table} TO ${role}`);
    await runner.query(`GRANT SELECT ON ${name} TO ${role}`);
  }
}

/** True when a plugin's schema and roles are there and it may read what it declares, no more and no less. */
export async function hasRights(runner: Queries, { id, reads }: PluginStorage): Promise<boolean> {
  const { schema, role } = pluginNames(id);
  const [row] = (await runner.query(
    `SELECT to_regnamespace($1) IS NOT NULL AND EXISTS (SELECT FROM pg_auth_members WHERE roleid = to_regrole($2) AND member = '${ROLES.app}'::regrole)
        AND ARRAY(SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = 'platform' AND c.relkind = 'v' AND has_table_privilege(to_regrole($2), c.oid, 'SELECT') ORDER BY 1) = $3::text[] AS ready`,
    [schema, role, reads.map(({ name }) => name).sort()],
  )) as [{ ready: boolean }];
  return row.ready;
}
