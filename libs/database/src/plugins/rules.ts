import { tableBreaches } from '../table-rules.js';
import { migratorOf } from './names.js';
import type { Queries } from './storage.js';

/** What in a plugin's schema would show rows past row-level security, or to somebody else. */
const LOOPHOLES = `
  SELECT n.nspname || '.' || c.relname || ': a view reads past row-level security unless it is made WITH (security_invoker = true)' AS breach
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relkind = 'v' AND NOT EXISTS (SELECT FROM unnest(c.reloptions) o WHERE o ~ '^security_invoker=(true|on|yes|1)$')
  UNION ALL SELECT n.nspname || '.' || c.relname || ': a materialized view has no row-level security: use a table'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('m', 'f')
  UNION ALL SELECT n.nspname || '.' || p.proname || ': a function that is SECURITY DEFINER, or brings settings along, runs past the walls: leave that out'
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = $1 AND (p.prosecdef OR p.proconfig IS NOT NULL)
  UNION ALL SELECT n.nspname || '.' || c.relname || ': nobody but the plugin may be granted anything on it, and ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END || ' is'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL (
      SELECT (aclexplode(c.relacl)).grantee UNION SELECT (aclexplode(t.attacl)).grantee FROM pg_attribute t WHERE t.attrelid = c.oid
    ) a
   WHERE n.nspname = $1 AND a.grantee IS DISTINCT FROM to_regrole($2)::oid AND a.grantee IS DISTINCT FROM to_regrole($3)::oid
  ORDER BY 1`;

/** A plugin's schema against the rules of tables and the ways around them: one line per breach. */
export async function storageBreaches(queries: Queries, schema: string): Promise<string[]> {
  return [...(await tableBreaches(queries, schema)), ...(await loopholes(queries, schema))];
}

/** The ways around row-level security in the schemas of all plugins: one line each. */
export async function pluginLoopholes(queries: Queries): Promise<string[]> {
  const schemas = (await queries.query(`SELECT nspname AS schema FROM pg_namespace WHERE nspname ~ '^plugin_' ORDER BY 1`)) as { schema: string }[];
  const found: string[] = [];
  for (const { schema } of schemas) found.push(...(await loopholes(queries, schema)));
  return found;
}

async function loopholes(queries: Queries, schema: string): Promise<string[]> {
  const rows = (await queries.query(LOOPHOLES, [schema, schema, migratorOf(schema)])) as { breach: string }[];
  return rows.map(({ breach }) => breach);
}
