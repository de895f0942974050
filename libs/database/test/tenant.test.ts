import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@stationhouse/kernel';
import { ROLES, secureTable, UNSCOPED_FUNCTIONS } from '@stationhouse/database';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';

class Notes1700000000100 implements MigrationInterface {
  readonly name = 'Notes1700000000100';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (station_id uuid NOT NULL, id uuid NOT NULL, body text NOT NULL, PRIMARY KEY (station_id, id))');
    for (const statement of secureTable('note', 'station')) await runner.query(statement);
  }
  async down(): Promise<void> {}
}

describe('the tenant transaction', () => {
  let test: TestDatabase;
  const [here, there] = [newId(), newId()];
  const scope = (...stationIds: string[]) => ({ stationIds, bureauIds: [] });

  beforeAll(async () => {
    test = await openTestDatabase({ entities: [], migrations: [Notes1700000000100] });
    await test.owner.query('INSERT INTO note VALUES ($1, $2, $3), ($4, $5, $6)', [here, newId(), 'here', there, newId(), 'there']);
  });
  afterAll(() => test.close());

  it('runs as a role that owns nothing and cannot bypass row-level security', async () => {
    const [row] = await test.database.inTenant(scope(), (tenant) =>
      tenant.sql(`SELECT current_user AS name, rolbypassrls AS bypass, (SELECT count(*)::int FROM pg_class WHERE relowner = pg_roles.oid) AS owned
                    FROM pg_roles WHERE rolname = current_user`),
    );
    expect(row).toEqual({ name: ROLES.app, bypass: false, owned: 0 });
  });

  it('lets statements that go on at once come one after the other, and goes on after one that failed', async () => {
    const seen = await test.database.inTenant(scope(here), (tenant) =>
      Promise.all([
        tenant.sql(`SELECT pg_sleep(0.02), set_config('app.line', 'first', true)`),
        tenant.sql(`SELECT current_setting('app.line', true) AS line`),
        tenant.prepared('SELECT $1::text AS line', ['prepared']),
      ]),
    );
    expect(seen.slice(1)).toEqual([[{ line: 'first' }], [{ line: 'prepared' }]]);
    const ended = await test.database.inTenant(scope(here), (tenant) => Promise.allSettled([tenant.sql('SELECT 1/0'), tenant.sql('SELECT 1')])).catch((error: unknown) => error);
    expect(ended).toMatchObject([{ status: 'rejected', reason: { message: expect.stringContaining('division') } }, { status: 'rejected', reason: { message: expect.stringContaining('aborted') } }]);
  });

  it('shows the rows of its stations only, and none without a station', async () => {
    const read = (...stations: string[]) => test.database.inTenant(scope(...stations), (tenant) => tenant.sql<{ body: string }>('SELECT body FROM note ORDER BY body'));
    expect(await read(here)).toEqual([{ body: 'here' }]);
    expect(await read(here, there)).toEqual([{ body: 'here' }, { body: 'there' }]);
    expect(await read()).toEqual([]);
  });

  it('refuses to write another station’s row', async () => {
    const write = test.database.inTenant(scope(here), (tenant) => tenant.sql('INSERT INTO note VALUES ($1, $2, $3)', [there, newId(), 'planted']));
    await expect(write).rejects.toThrow(/row-level security/);
  });

  it('leaks nothing through a pooled connection under concurrent load', async () => {
    const reads = Array.from({ length: 400 }, (_, index) => {
      const station = index % 2 === 0 ? here : there;
      return test.database.inTenant(scope(station), (tenant) => tenant.sql<{ station_id: string }>('SELECT station_id FROM note')).then((rows) => rows.every((row) => row.station_id === station));
    });
    expect((await Promise.all(reads)).every(Boolean)).toBe(true);
  });

  it('shows a prepared statement each scope’s own rows, whichever connection it was planned on', async () => {
    const reads = Array.from({ length: 200 }, (_, index) => {
      const station = index % 3 === 0 ? there : here;
      return test.database.inTenant(scope(station), (tenant) => tenant.prepared<{ station_id: string }>('SELECT station_id FROM note WHERE body = ANY ($1)', [['here', 'there']])).then((rows) => rows.length === 1 && rows[0]?.station_id === station);
    });
    expect((await Promise.all(reads)).every(Boolean)).toBe(true);
    expect(await test.database.inTenant(scope(), (tenant) => tenant.prepared('SELECT station_id FROM note WHERE body = ANY ($1)', [['here', 'there']]))).toEqual([]);
  });

  it('leaves nothing of a scope on the connection, also of one that could not be set', async () => {
    const forged = `${here}', true), set_config('app.station_ids', '${there}`;
    await expect(test.database.inTenant(scope(forged), (tenant) => tenant.sql('SELECT body FROM note'))).rejects.toThrow(/uuid/);
    // U+0000 is in no text of PostgreSQL's: the scope itself is refused.
    await expect(test.database.inTenant(scope('\u0000'), async () => undefined)).rejects.toThrow();
    const { rows } = await test.owner.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`);
    expect(rows).toEqual([]);
    expect(await test.database.inTenant(scope(here), (tenant) => tenant.sql('SELECT body FROM note'))).toEqual([{ body: 'here' }]);
  });

  it('joins an outer transaction within reach and refuses a wider scope', async () => {
    await test.database.inTenant(scope(here), async (outer) => {
      await test.database.inTenant(scope(here), async (inner) => expect(inner).toBe(outer));
      await expect(test.database.inTenant(scope(there), async () => undefined)).rejects.toMatchObject({ code: 'INTERNAL' });
    });
  });

  it('runs what waits for the commit after it, and not at all after a roll-back', async () => {
    const seen: string[] = [];
    await test.database.inTenant(scope(here), async (tenant) => tenant.afterCommit(() => seen.push('committed')));
    await test.database
      .inTenant(scope(here), async (tenant) => {
        tenant.afterCommit(() => seen.push('never'));
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect(seen).toEqual(['committed']);
  });

  it('has no security-definer function outside the closed list', async () => {
    const { rows } = await test.owner.query<{ name: string }>(`SELECT nspname || '.' || proname AS name FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE prosecdef`);
    const known = new Set<string>(UNSCOPED_FUNCTIONS.map((name) => `unscoped.${name}`));
    expect(rows.map((row) => row.name).filter((name) => !known.has(name))).toEqual([]);
  });
});
