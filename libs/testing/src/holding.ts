import pg from 'pg';
import type { TestDatabase } from './database.js';

/**
 * The tables in which some words stand, in whatever column: past every wall, since the tables of plugins are closed to their neighbours, and to
 * the owner too.
 * @param sought words of which none may be there
 * @param least tables there are at least: a look at an empty database would find nothing
 */
export async function tablesHolding({ superuserUrl }: Pick<TestDatabase, 'superuserUrl'>, sought: readonly string[], least = 80): Promise<string[]> {
  const superuser = new pg.Client({ connectionString: superuserUrl });
  await superuser.connect();
  try {
    const { rows: tables } = await superuser.query<{ name: string }>(`SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')`);
    if (tables.length < least) throw new Error(`There are ${tables.length} tables.`);
    const holding: string[] = [];
    for (const { name } of tables) {
      const { rows } = await superuser.query(`SELECT FROM ${name} t WHERE EXISTS (SELECT FROM unnest($1::text[]) AS w (said) WHERE t::text LIKE '%' || w.said || '%') LIMIT 1`, [sought]);
      if (rows.length > 0) holding.push(name);
    }
    return holding;
  } finally {
    await superuser.end();
  }
}
