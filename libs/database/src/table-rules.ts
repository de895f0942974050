import type { DataSource } from 'typeorm';
import type { Queries } from './plugins/storage.js';
import { ROLES } from './roles.js';

/** What is known of a table that does not follow the rules of its own accord; every exception says why. */
export interface TableNote {
  /** No entity maps it, because … */
  readonly sqlOnly?: string;
  /** Its key begins with another column than `station_id` or `bureau_id`, because … */
  readonly key?: { readonly column: string; readonly because: string };
  /** It holds nothing of a tenant and needs no row-level security, because … */
  readonly open?: string;
}

/** Notes by table, `public.incident`; `bullmq.*` speaks for a whole schema. */
export type TableNotes = Readonly<Record<string, TableNote>>;

interface Table {
  readonly name: string;
  readonly schema: string;
  readonly forced: boolean;
  readonly policies: readonly (string | null)[];
  /** Scope columns that are never null. */
  readonly scopes: readonly string[];
  /** Any scope column at all. */
  readonly scoped: boolean;
  readonly firstKey: string | null;
  readonly reachable: boolean;
}

const TABLES = `
  SELECT n.nspname || '.' || c.relname AS name, n.nspname AS schema, c.relrowsecurity AND c.relforcerowsecurity AS forced,
         ARRAY(SELECT pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('*', 'r')) AS policies,
         ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('station_id', 'bureau_id') AND a.attnotnull) AS scopes,
         EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('station_id', 'bureau_id') AND NOT a.attisdropped) AS scoped,
         (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] WHERE i.indrelid = c.oid AND i.indisprimary) AS "firstKey",
         EXISTS (SELECT FROM pg_roles r WHERE r.rolname IN ('${ROLES.app}', n.nspname)
                  AND (has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE'))) AS reachable
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND NOT pg_is_other_temp_schema(n.oid)
   ORDER BY 1`;

/**
 * Whatever the application role, or a plugin's role that it may become, owns, may create in, or is a member of. Becoming a plugin's role is
 * the one membership there is: it gives no right until the role is taken.
 */
const HOLDINGS = `
  WITH held AS (
    SELECT '${ROLES.app}'::regrole AS role
    UNION SELECT roleid::regrole FROM pg_auth_members
     WHERE member = '${ROLES.app}'::regrole AND set_option AND NOT inherit_option AND NOT admin_option AND roleid::regrole::text ~ '^plugin_[a-z0-9]+(_[a-z0-9]+)*$'
  )
  SELECT role || ': owns ' || oid::regclass AS what FROM held JOIN pg_class ON relowner = role
  UNION ALL SELECT role || ': owns ' || oid::regprocedure FROM held JOIN pg_proc ON proowner = role
  UNION ALL SELECT role || ': owns the schema ' || nspname FROM held JOIN pg_namespace ON nspowner = role
  UNION ALL SELECT role || ': may create in the schema ' || nspname FROM held CROSS JOIN pg_namespace n WHERE has_schema_privilege(role, n.oid, 'CREATE') AND nspname !~ '^pg_(toast_)?temp_'
  UNION ALL SELECT role || ': is a member of ' || roleid::regrole FROM held JOIN pg_auth_members ON member = role
   WHERE NOT (member = '${ROLES.app}'::regrole AND roleid IN (SELECT role FROM held))
  UNION ALL SELECT role || ': passes row-level security' FROM held JOIN pg_roles r ON r.oid = role WHERE rolbypassrls OR rolsuper
  UNION ALL SELECT role || ': may sign in' FROM held JOIN pg_roles r ON r.oid = role WHERE rolcanlogin AND role <> '${ROLES.app}'::regrole
  ORDER BY 1`;

/** The rules every table keeps, over the live database: one line per breach. See docs/adr/0002-tenancy.md. */
export async function tableDrift(dataSource: DataSource, notes: TableNotes): Promise<string[]> {
  const tables = (await dataSource.query(TABLES)) as Table[];
  const mapped = new Set(dataSource.entityMetadatas.map((entity) => `${entity.schema ?? 'public'}.${entity.tableName}`));
  const breaches = tables.flatMap((table) => breachesOf(table, notes[table.name] ?? notes[`${table.schema}.*`] ?? {}, mapped.has(table.name)));
  const names = new Set(tables.flatMap(({ name, schema }) => [name, `${schema}.*`]));
  const stale = Object.keys(notes).filter((name) => !names.has(name)).map((name) => `${name}: noted, but there is no such table`);
  const held = (await dataSource.query(HOLDINGS)) as { what: string }[];
  return [...breaches, ...stale, ...held.map(({ what }) => what)];
}

/** The rules that a table of one schema keeps by itself, no note taken: one line per breach. */
export async function tableBreaches(queries: Queries, schema: string): Promise<string[]> {
  const tables = (await queries.query(TABLES)) as Table[];
  return tables.filter((table) => table.schema === schema).flatMap((table) => ruleBreaches(table, {}));
}

function breachesOf(table: Table, note: TableNote, mapped: boolean): string[] {
  const breach = (broken: boolean, words: string) => (broken ? [`${table.name}: ${words}`] : []);
  return [
    ...breach(!mapped && note.sqlOnly === undefined, 'neither an entity maps it nor a note says why not'),
    ...breach(mapped && note.sqlOnly !== undefined, 'noted as SQL only, but an entity maps it'),
    ...ruleBreaches(table, note),
  ];
}

function ruleBreaches(table: Table, note: TableNote): string[] {
  const breach = (broken: boolean, words: string) => (broken ? [`${table.name}: ${words}`] : []);
  const expected = note.key?.column ?? (table.scopes.includes('station_id') ? 'station_id' : table.scopes[0]);
  return [
    ...breach(note.open !== undefined && table.scoped, 'noted as nobody’s, but it names a station or bureau'),
    ...(note.open !== undefined
      ? []
      : [
          ...breach(!table.forced, 'row-level security is not forced'),
          ...breach(table.forced && table.reachable && table.policies.length === 0, 'it has no policy'),
          ...breach(table.policies.some((policy) => policy === null || policy === 'true'), 'a policy lets every row through'),
          ...breach(expected === undefined, 'it has neither station_id nor bureau_id, and no note says why'),
          ...breach(expected !== undefined && table.firstKey !== expected, `its primary key begins with ${table.firstKey ?? 'nothing'} instead of ${expected ?? ''}`),
        ]),
  ];
}
