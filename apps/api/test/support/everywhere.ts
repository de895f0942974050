import type { TestDatabase } from '@stationhouse/testing';
import pg from 'pg';

/** The tables in which some words stand, anywhere in a row. Past every wall: the tables of plugins are closed to their neighbours, and to the owner too. */
export async function tablesHolding({ superuserUrl }: Pick<TestDatabase, 'superuserUrl'>, words: string): Promise<readonly string[]> {
  const superuser = new pg.Client({ connectionString: superuserUrl });
  await superuser.connect();
  try {
    const seen = async <Row>(statement: string, values: unknown[] = []) => (await superuser.query(statement, values)).rows as Row[];
    const tables = await seen<{ name: string }>(`SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')`);
    if (tables.length < 80) throw new Error(`Only ${tables.length} tables were found.`);
    const holding: string[] = [];
    for (const { name } of tables) {
      const [found] = await seen<{ n: number }>(`SELECT count(*)::int AS n FROM ${name} t WHERE t::text LIKE '%' || $1 || '%'`, [words]);
      if ((found?.n ?? 0) > 0) holding.push(name);
    }
    return holding;
  } finally {
    await superuser.end();
  }
}
