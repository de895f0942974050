import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, openPool } from '@stationhouse/database';
import { openTestDatabase, startDyingServer, type TestDatabase } from '@stationhouse/testing';

describe('a connection whose server goes away', () => {
  let test: TestDatabase;
  let dying: Awaited<ReturnType<typeof startDyingServer>>;

  beforeAll(async () => {
    test = await openTestDatabase({ entities: [], migrations: [] });
    dying = await startDyingServer();
  });

  afterAll(async () => {
    await dying.stop();
    await test.close();
  });

  it('tells its borrower by the next statement, and the pool replaces it', async () => {
    const pool = openPool({ connectionString: test.urls.owner, max: 1 });
    const held = await pool.connect();
    const gone = new Promise((resolve) => held.once('end', resolve));
    const { rows } = await held.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await test.owner.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await gone;
    await expect(held.query('SELECT 1')).rejects.toThrow('not queryable');
    held.release();
    await expect(pool.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
    await pool.end();
  });

  it('ends no process between the pool and the borrower', async () => {
    const pool = openPool({ connectionString: dying.url });
    const client = await pool.connect();
    await expect(client.query('SELECT 1')).rejects.toThrow('not queryable');
    client.release();
    await pool.end();
  });

  it('ends no process while the application connects', async () => {
    await expect(Database.open({ url: dying.url, entities: [] })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});
