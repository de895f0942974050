import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { incidentMigrations } from '@stationhouse/incidents';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { demoMigrations, loadDemo, type DemoOptions } from '../../src/demo/index.js';

describe('the demo bureau', () => {
  let test: TestDatabase;
  let played = 0;
  const options = (): DemoOptions => ({
    database: test.database,
    hashPassword: async () => 'hash',
    onProgress: () => undefined,
    playDisputes: async () => {
      played += 1;
      if (played === 1) throw new Error('killed half-way');
    },
    density: 0.02,
  });
  const count = async (query: string) => Number((await test.owner.query<{ count: string }>(`SELECT count(*) FROM ${query}`)).rows[0]?.count);

  beforeAll(async () => {
    test = await openTestDatabase({ entities: [...auditEntities, ...accessEntities], migrations: [...auditMigrations, ...accessMigrations, ...incidentMigrations, ...demoMigrations] });
  });
  afterAll(() => test.close());

  it('is taken up again after a start that was killed half-way, and loaded once', async () => {
    await expect(loadDemo(options())).rejects.toThrow('killed half-way');
    const incidents = await count('incident');
    expect(incidents).toBeGreaterThan(300);
    expect(await loadDemo(options())).toBe(true);
    expect(await loadDemo(options())).toBe(false);
    expect(played).toBe(2);
    expect([await count('incident'), await count('bureau'), await count('station')]).toEqual([incidents, 1, 6]);
  });

  it('numbers each station’s calls without a gap', async () => {
    const { rows } = await test.owner.query(
      `SELECT s.code FROM incident i JOIN station s ON s.id = i.station_id
        GROUP BY s.id, s.code, split_part(number, '-', 3) HAVING max(split_part(number, '-', 4)::int) <> count(*)`,
    );
    expect(rows).toEqual([]);
  });

  it('has somebody on duty at every station now, and a sign-in for every role', async () => {
    expect(await count('shift WHERE now() >= starts_at AND now() < ends_at')).toBe(6);
    expect(await count('shift_officer o JOIN shift s ON s.id = o.shift_id WHERE now() >= starts_at AND now() < ends_at')).toBe(18);
    expect(await count('(SELECT DISTINCT role FROM membership) roles')).toBe(26);
    expect(await count('account a WHERE NOT EXISTS (SELECT FROM credential c WHERE c.account_id = a.id)')).toBe(0);
  });
});
