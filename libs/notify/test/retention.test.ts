import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Id } from '@stationhouse/kernel';
import { markRead, removeOldNotices } from '@stationhouse/notify';
import { openNotify, type NotifyWorld } from './notify-world.js';

const DAY = 24 * 3_600_000;

describe('how long notices stay', () => {
  let world: NotifyWorld;
  beforeAll(async () => {
    world = await openNotify();
  });
  afterAll(() => world.close());

  const left = async (unitIds: readonly Id[]) => (await world.test.owner.query<{ id: Id }>('SELECT id FROM notice WHERE unit_id = ANY ($1)', [unitIds])).rows.map(({ id }) => id);
  const remove = () => removeOldNotices(world.test.database, { read: 'P90D', all: 'P1Y' });

  it('ordinary ones until everybody has read them for long enough, urgent and unread ones as long as the audit needs them', async () => {
    const station = await world.station();
    const units = [station.id, station.bureauId];
    const [officer, chief] = ['duty-officer', 'chief'].map((role) => station.officer(role).accountId) as [Id, Id];
    const read = await world.notify(station, { roles: ['duty-officer', 'chief'] });
    const halfRead = await world.notify(station, { roles: ['duty-officer', 'chief'] });
    const unread = await world.notify(station);
    const ofBureau = await world.notify(station, { unit: { bureauId: station.bureauId }, roles: ['bureau-leader'] });
    const signed = await world.notify(station, { urgency: 'urgent' });
    const climbing = await world.notify(station, { urgency: 'urgent', climbAfter: 'P2Y' });
    await world.at(station, (tenant) => world.notices.sign(tenant, { stationId: station.id }, signed, officer));
    await world.at(station, (tenant) => markRead(tenant, officer, [read, halfRead]));
    await world.at(station, (tenant) => markRead(tenant, chief, [read]));
    await world.at(station, (tenant) => markRead(tenant, station.leader, [ofBureau]), true);
    await world.later(89 * DAY);
    expect(await remove()).toBe(0);
    await world.later(2 * DAY);
    expect(await remove()).toBe(2);
    expect((await left(units)).sort()).toEqual([halfRead, unread, signed, climbing].sort());
    expect((await world.test.owner.query('SELECT 1 FROM notice_recipient WHERE notice_id = ANY ($1)', [[read, ofBureau]])).rows).toEqual([]);
    // Read late, it stays as long after that.
    await world.at(station, (tenant) => markRead(tenant, chief, [halfRead]));
    expect(await remove()).toBe(0);
    await world.later(91 * DAY);
    expect(await remove()).toBe(1);
    await world.later(200 * DAY);
    expect(await remove()).toBe(2);
    expect(await left(units)).toEqual([climbing]);
    expect((await world.test.owner.query(`SELECT action FROM audit_entry WHERE record_id = $1`, [signed])).rows).toEqual([{ action: 'notice.signed' }]);
  });

  it('a page at a time, however many', async () => {
    const station = await world.station();
    await world.test.owner.query(
      `INSERT INTO notice (unit_id, id, bureau_id, at_bureau, key, kind, urgency, title, exercise) SELECT $1, gen_random_uuid(), $2, false, 'old ' || n, 'test', 'normal', '{}', false FROM generate_series(1, 1200) n`,
      [station.id, station.bureauId],
    );
    await world.later(91 * DAY);
    expect(await remove()).toBe(1200);
    expect(await left([station.id])).toEqual([]);
  });
});
