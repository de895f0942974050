import pg from 'pg';
import { served } from './served.js';

/** Runs a statement on the journeys' own database, as its owner: for what no user can bring about. */
export async function onDatabase(statement: string, parameters: readonly unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: served('TEST_DATABASES') });
  await client.connect();
  try {
    await client.query(statement, [...parameters]);
  } finally {
    await client.end();
  }
}
