import type { DataSource } from 'typeorm';
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
         has_any_column_privilege('${ROLES.app}', c.oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege('${ROLES.app}', c.oid, 'DELETE, TRUNCATE') AS reachable
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND NOT pg_is_other_temp_schema(n.oid)
   ORDER BY 1`;

/** Whatever the application role owns, may create in, or is a member of. */
const HOLDINGS = `
  SELECT 'owns ' || oid::regclass AS what FROM pg_class WHERE relowner = '${ROLES.app}'::regrole
  UNION ALL SELECT 'owns ' || oid::regprocedure FROM pg_proc WHERE proowner = '${ROLES.app}'::regrole
  UNION ALL SELECT 'owns the schema ' || nspname FROM pg_namespace WHERE nspowner = '${ROLES.app}'::regrole
  UNION ALL SELECT 'may create in the schema ' || nspname FROM pg_namespace WHERE has_schema_privilege('${ROLES.app}', oid, 'CREATE') AND nspname !~ '^pg_(toast_)?temp_'
  UNION ALL SELECT 'is a member of ' || roleid::regrole FROM pg_auth_members WHERE member = '${ROLES.app}'::regrole
  UNION ALL SELECT 'passes row-level security' FROM pg_roles WHERE rolname = '${ROLES.app}' AND (rolbypassrls OR rolsuper)
  ORDER BY 1`;

/** The rules every table keeps, over the live database: one line per breach. See docs/adr/0002-tenancy.md. */
export async function tableDrift(dataSource: DataSource, notes: TableNotes): Promise<string[]> {
  const tables = (await dataSource.query(TABLES)) as Table[];
  const mapped = new Set(dataSource.entityMetadatas.map((entity) => `${entity.schema ?? 'public'}.${entity.tableName}`));
  const breaches = tables.flatMap((table) => breachesOf(table, notes[table.name] ?? notes[`${table.schema}.*`] ?? {}, mapped.has(table.name)));
  const names = new Set(tables.flatMap(({ name, schema }) => [name, `${schema}.*`]));
  const stale = Object.keys(notes).filter((name) => !names.has(name)).map((name) => `${name}: noted, but there is no such table`);
  const held = (await dataSource.query(HOLDINGS)) as { what: string }[];
  return [...breaches, ...stale, ...held.map(({ what }) => `${ROLES.app}: ${what}`)];
}

function breachesOf(table: Table, note: TableNote, mapped: boolean): string[] {
  const breach = (broken: boolean, words: string) => (broken ? [`${table.name}: ${words}`] : []);
  const expected = note.key?.column ?? (table.scopes.includes('station_id') ? 'station_id' : table.scopes[0]);
  return [
    ...breach(!mapped && note.sqlOnly === undefined, 'neither an entity maps it nor a note says why not'),
    ...breach(mapped && note.sqlOnly !== undefined, 'noted as SQL only, but an entity maps it'),
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
