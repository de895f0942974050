import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readHeads, verifyAudit } from '@stationhouse/audit';
import type { Id } from '@stationhouse/kernel';
import { auditHeadFile } from '../src/worker.js';
import { buildBureau, openHouse, type House } from './support/house.js';

/** Everything but the intervals by which a server does its chores: the test says when those come round. */
const REAL = ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const;

describe('sealing the audit record', () => {
  let house: House;
  beforeAll(async () => {
    jest.useFakeTimers({ doNotFake: [...REAL] });
    house = await openHouse();
  });
  afterAll(async () => {
    await house?.close();
    jest.useRealTimers();
  });

  const verified = () => verifyAudit({ read: async <Row>(statement: string, parameters: readonly unknown[]) => (await house.test.owner.query(statement, [...parameters])).rows as Row[], headFile: auditHeadFile(house.folder) });

  it('leaves no entry unsealed for a minute, in the database and beside it', async () => {
    const bureau = await buildBureau(house.test, 'Seal', 1);
    const officer = await house.signIn(bureau.login('duty-officer', 0));
    const record = () => officer.graphql('mutation($s: ID!, $k: String!) { createIncident(stationId: $s, input: {channel: PHONE_110, category: "dispute.noise", narrative: "n"}, idempotencyKey: $k) { id } }', { s: bureau.stationIds[0] as Id, k: crypto.randomUUID() });
    for (let minute = 1; minute <= 2; minute += 1) {
      expect((await record()).errors).toBeUndefined();
      const before = await verified();
      expect(before.unsealedEntries).toBeGreaterThan(0);
      jest.advanceTimersByTime(60_000);
      let after = await verified();
      while (after.sealedEntries < before.sealedEntries + before.unsealedEntries || (await readHeads(auditHeadFile(house.folder))).heads.length < after.batches) after = await verified();
      expect(after).toMatchObject({ unsealedEntries: 0, findings: [] });
    }
    expect(house.errors).toEqual([]);
  });
});
