import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, text, type Id } from '@stationhouse/kernel';
import { countInbox, inboxCounts, listInbox, listRinging, markRead, readNotice } from '@stationhouse/notify';
import { openNotify, type NotifyWorld } from './notify-world.js';

const MINUTE = 60_000;

describe('notices', () => {
  let world: NotifyWorld;
  let station: Awaited<ReturnType<NotifyWorld['station']>>;
  beforeAll(async () => {
    world = await openNotify();
    expect(await world.test.database.entityDrift()).toEqual([]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    station = await world.station();
  });

  const idOf = (role: string) => station.officer(role).accountId;
  const row = async (id: Id) => (await world.test.owner.query('SELECT * FROM notice WHERE id = $1', [id])).rows[0];
  const audited = async (id: Id) => (await world.test.owner.query<{ action: string; details: unknown; actor_id: Id | null }>('SELECT action, details, actor_id FROM audit_entry WHERE record_id = $1 ORDER BY sequence', [id])).rows;
  const sign = (id: Id, accountId: Id) => world.test.database.inTenant({ stationIds: [station.id], bureauIds: [], accountId }, (tenant) => world.notices.sign(tenant, { stationId: station.id }, id, accountId));

  describe('are written', () => {
    it('with the caller’s transaction: rolled back it tells nobody, committed it is announced in ids only', async () => {
      const heard = world.jobs.live.subscribe({ stationIds: [station.id] });
      expect((await heard.next()).value?.kind).toBe('READY');
      const rolledBack = newId();
      await world.at(station, async (tenant) => {
        await world.notices.notify(tenant, { unit: { stationId: station.id }, key: rolledBack, kind: 'test', title: text('一', 'One'), roles: ['chief'] });
        throw new Error('rolled back');
      }).catch(() => undefined);
      const id = await world.notify(station, { roles: ['chief'] });
      expect((await heard.next()).value).toEqual({ kind: 'NOTICE', id, stationId: station.id });
      await heard.return?.();
      expect((await world.test.owner.query('SELECT 1 FROM notice WHERE key = $1', [rolledBack])).rows).toEqual([]);
    });

    it('once per key', async () => {
      const notice = { unit: { stationId: station.id }, key: 'the same', kind: 'test', title: text('一', 'One'), roles: ['chief'] };
      const answers = await Promise.all([1, 2, 3].map(() => world.at(station, (tenant) => world.notices.notify(tenant, notice))));
      expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
      expect(await world.at(station, (tenant) => countInbox(tenant, idOf('chief'), {}))).toBe(1);
    });
  });

  describe('reach', () => {
    it('whoever is on duty, the holders of other roles, and accounts – each once', async () => {
      expect(await world.told(await world.notify(station, { roles: ['duty-officer'] }))).toEqual([idOf('duty-officer')]);
      expect(await world.told(await world.notify(station, { roles: ['chief', 'case-officer'], accountIds: [idOf('chief')] }))).toEqual([idOf('chief'), idOf('case-officer')].sort());
      expect(await world.told(await world.notify(station, { roles: ['bureau-leader'] }))).toEqual([station.leader]);
    });

    it('the duty commander when nobody is on, and the bureau when there is none', async () => {
      await world.test.owner.query('DELETE FROM shift WHERE station_id = $1', [station.id]);
      expect(await world.told(await world.notify(station))).toEqual([idOf('duty-commander')]);
      await world.test.owner.query('UPDATE account SET active = false WHERE id = $1', [idOf('duty-commander')]);
      expect(await world.told(await world.notify(station))).toEqual([station.leader]);
      expect(await world.told(await world.notify(station, { roles: ['legal-officer'] }))).toEqual([station.leader]);
      expect(await world.told(await world.notify(station, { roles: [], accountIds: [idOf('duty-commander')] }))).toEqual([station.leader]);
    });

    it('people outside who can read it, of the units it concerns; an officer where nobody outside is within reach', async () => {
      const units = [newId(), newId()];
      for (const unit of units) await world.test.owner.query(`INSERT INTO outside_unit (station_id, id, name, kind) VALUES ($1, $2, $3, 'property')`, [station.id, unit, unit]);
      const somebody = async (unit: Id | undefined, account: { mustChange?: boolean; expiresAt?: Date } = {}) => {
        const id = newId();
        await world.test.owner.query(`INSERT INTO account (bureau_id, id, login, display_name, surface, must_change_password, expires_at) VALUES ($1, $2, $3, 'outside', 'external', $4, $5)`, [station.bureauId, id, id, account.mustChange ?? false, account.expiresAt ?? null]);
        await world.test.owner.query(`INSERT INTO membership (bureau_id, id, account_id, role, station_id) VALUES ($1, $2, $3, 'linked-unit', $4)`, [station.bureauId, newId(), id, station.id]);
        await world.test.owner.query(`INSERT INTO outside_person (station_id, id, outside_unit_id, role, invited_at) VALUES ($1, $2, $3, 'linked-unit', now())`, [station.id, id, unit]);
        return id;
      };
      const told = async (notice: Parameters<typeof world.notify>[1]) => world.told(await world.notify(station, { roles: ['linked-unit'], ...notice }));
      expect(await told({})).toEqual([idOf('duty-commander')]);
      const [first, second] = [await somebody(units[0]), await somebody(units[1])];
      await somebody(units[0], { mustChange: true });
      await somebody(units[0], { expiresAt: new Date(Date.now() - MINUTE) });
      expect(await told({})).toEqual([first, second].sort());
      expect(await told({ outsideUnitIds: [units[1] as Id] })).toEqual([second]);
      expect(await told({ outsideUnitIds: [units[1] as Id], roles: ['linked-unit', 'chief'] })).toEqual([second, idOf('chief')].sort());
      expect(await told({ outsideUnitIds: [] })).toEqual([idOf('duty-commander')]);
      expect(await told({ exercise: true })).toEqual([idOf('duty-commander')]);
      await world.test.owner.query('UPDATE account SET active = false WHERE id = ANY ($1)', [[first, second]]);
      expect(await told({ accountIds: [first] })).toEqual([idOf('duty-commander')]);
    });

    it('the bureau’s own people with a notice of the bureau', async () => {
      const id = await world.notify(station, { unit: { bureauId: station.bureauId }, roles: ['bureau-leader'] });
      expect(await world.told(id)).toEqual([station.leader]);
      const seen = await world.test.database.inTenant({ stationIds: [], bureauIds: [station.bureauId] }, (tenant) => readNotice(tenant, station.leader, id));
      expect(seen).toMatchObject({ id, unitId: station.bureauId, atBureau: true });
    });

    it('whom a notice of the bureau names, also where they work at a station alone; its leaders once that account is closed', async () => {
      const named = () => world.test.database.inTenant({ stationIds: [], bureauIds: [station.bureauId] }, (tenant) => world.notices.notify(tenant, { unit: { bureauId: station.bureauId }, key: newId(), kind: 'test', title: text('请看', 'Look'), accountIds: [idOf('case-officer')] }));
      expect(await world.told((await named()) as Id)).toEqual([idOf('case-officer')]);
      await world.test.owner.query('UPDATE account SET active = false WHERE id = $1', [idOf('case-officer')]);
      expect(await world.told((await named()) as Id)).toEqual([station.leader]);
    });

    it('nobody of another station, and the bureau only with what came to it', async () => {
      const other = await world.station();
      const id = await world.notify(station, { roles: ['chief'] });
      const reads = (scope: { stationIds: Id[]; bureauIds: Id[] }) => world.test.database.inTenant(scope, async (tenant) => [...(await tenant.sql('SELECT id FROM notice')), ...(await tenant.sql('SELECT notice_id FROM notice_recipient'))]);
      expect(await reads({ stationIds: [other.id], bureauIds: [other.bureauId] })).toEqual([]);
      expect(await reads({ stationIds: [], bureauIds: [station.bureauId] })).toEqual([]);
      expect(await reads({ stationIds: [station.id], bureauIds: [] })).toHaveLength(2);
      await expect(world.at(station, (tenant) => readNotice(tenant, idOf('case-officer'), id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  it('of exercises are counted apart, and listed with the others or alone', async () => {
    const counts = () => world.at(station, (tenant) => inboxCounts(tenant, idOf('duty-officer')));
    const listed = async (exercise?: boolean) => (await world.at(station, (tenant) => listInbox(tenant, idOf('duty-officer'), { exercise }, 10, undefined))).edges.map(({ node }) => node.id);
    const practised = [await world.notify(station, { exercise: true, urgency: 'urgent' }), await world.notify(station, { exercise: true })];
    expect(await counts()).toEqual({ unread: 0, ringing: 0, exerciseUnread: 2, exerciseRinging: 1 });
    const real = await world.notify(station);
    expect(await counts()).toEqual({ unread: 1, ringing: 0, exerciseUnread: 2, exerciseRinging: 1 });
    expect([await listed(), await listed(true), await listed(false)].map((ids) => ids.toSorted())).toEqual([[...practised, real].toSorted(), practised.toSorted(), [real]]);
    await world.at(station, (tenant) => markRead(tenant, idOf('duty-officer'), undefined));
    expect(await counts()).toEqual({ unread: 0, ringing: 0, exerciseUnread: 0, exerciseRinging: 1 });
  });

  describe('urgent ones', () => {
    const urgent = (climbAfter?: string) => world.notify(station, { urgency: 'urgent', climbAfter, record: { kind: 'instance', id: newId(), number: 'N-1' } });

    it('ring until one has signed, for all; signing again changes nothing', async () => {
      const id = await urgent();
      expect(await world.at(station, (tenant) => inboxCounts(tenant, idOf('duty-officer')))).toEqual({ unread: 1, ringing: 1, exerciseUnread: 0, exerciseRinging: 0 });
      await world.at(station, (tenant) => markRead(tenant, idOf('duty-officer'), undefined));
      expect(await world.at(station, (tenant) => inboxCounts(tenant, idOf('duty-officer')))).toEqual({ unread: 0, ringing: 1, exerciseUnread: 0, exerciseRinging: 0 });
      await world.later(3 * MINUTE);
      await world.climbs.fireDue();
      expect(await world.told(id)).toEqual([idOf('duty-officer'), idOf('duty-commander')]);
      await sign(id, idOf('duty-commander'));
      const signed = await row(id);
      expect(signed).toMatchObject({ signed_by: idOf('duty-commander'), climb_at: null, try_at: null, stage: 'commander' });
      await sign(id, idOf('duty-officer'));
      expect(await row(id)).toEqual(signed);
      expect(await world.at(station, (tenant) => inboxCounts(tenant, idOf('duty-officer')))).toEqual({ unread: 0, ringing: 0, exerciseUnread: 0, exerciseRinging: 0 });
      expect(await audited(id)).toEqual([
        { action: 'notice.climbed', details: { stage: 'commander', told: 1 }, actor_id: null },
        { action: 'notice.signed', details: { stage: 'commander' }, actor_id: idOf('duty-commander') },
      ]);
      await world.later(60 * MINUTE);
      await world.climbs.fireDue();
      expect(await row(id)).toEqual(signed);
    });

    it('are signed by those who were told, and by nobody else; ordinary ones by nobody', async () => {
      const id = await urgent();
      await expect(sign(id, idOf('case-officer'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(sign(await world.notify(station), idOf('duty-officer'))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });

    it('climb to the duty commander, then to the bureau, each after its own time, and no further', async () => {
      const id = await urgent('PT1M');
      await world.later(MINUTE - 1_000);
      expect(await world.climbs.fireDue()).toBe(0);
      await world.later(1_000);
      await world.climbs.fireDue();
      expect(await world.told(id)).toEqual([idOf('duty-officer'), idOf('duty-commander')]);
      await world.later(MINUTE);
      await world.climbs.fireDue();
      expect(await world.told(id)).toEqual([idOf('duty-officer'), idOf('duty-commander'), station.leader]);
      expect(await row(id)).toMatchObject({ stage: 'bureau', at_bureau: true, climb_at: null });
      const atBureau = await world.test.database.inTenant({ stationIds: [], bureauIds: [station.bureauId] }, (tenant) => listInbox(tenant, station.leader, { ringing: true }, 10, null));
      expect(atBureau.edges.map(({ node }) => node.id)).toEqual([id]);
      expect((await audited(id)).map(({ details }) => details)).toEqual([{ stage: 'commander', told: 1 }, { stage: 'bureau', told: 1 }]);
    });

    it('pass over a stage that adds nobody', async () => {
      const id = await world.notify(station, { urgency: 'urgent', roles: ['duty-commander'] });
      await world.later(3 * MINUTE);
      await world.climbs.fireDue();
      expect(await world.told(id)).toEqual([idOf('duty-commander'), station.leader]);
      expect(await row(id)).toMatchObject({ stage: 'bureau' });
    });

    it('climb at once, marked silent, when no device of those told is heard from; once one is, by their own time', async () => {
      const silent = () => world.notify(station, { urgency: 'urgent', silentAfter: 'PT15S', climbAfter: 'PT1M' });
      const [quiet, rings] = [await silent(), await silent()];
      const hear = (accountId: Id) => world.at(station, (tenant) => world.notices.heard(tenant, accountId, [rings]));
      expect([await hear(idOf('case-officer')), await hear(idOf('duty-officer')), await hear(idOf('duty-officer'))]).toEqual([0, 1, 0]);
      await world.later(15_000);
      await world.climbs.fireDue();
      expect(await row(quiet)).toMatchObject({ stage: 'commander', silent: true, heard_at: null });
      expect(await row(rings)).toMatchObject({ stage: 'addressed', silent: false, silence_at: null });
      expect((await audited(quiet)).map(({ details }) => details)).toEqual([{ stage: 'commander', told: 1, silent: true }]);
      // The commander's device is heard from: from now on the time for a signature counts, from when it came there.
      await world.at(station, (tenant) => world.notices.heard(tenant, idOf('duty-commander'), [quiet]));
      await world.later(45_000);
      await world.climbs.fireDue();
      expect([(await row(quiet)).stage, (await row(rings)).stage, (await row(rings)).silent]).toEqual(['commander', 'commander', false]);
      await world.later(15_000);
      await world.climbs.fireDue();
      expect((await row(quiet)).stage).toBe('bureau');
    });

    it('climb stage by stage while every device is silent, and say to nobody whose was heard', async () => {
      const id = await world.notify(station, { urgency: 'urgent', silentAfter: 'PT15S', climbAfter: 'PT10M' });
      for (const stage of ['commander', 'bureau']) {
        await world.later(15_000);
        await world.climbs.fireDue();
        expect(await row(id)).toMatchObject({ stage, silent: true });
      }
      expect(await row(id)).toMatchObject({ climb_at: null, silence_at: null });
      const { rows } = await world.test.owner.query<{ column_name: string }>(`SELECT column_name FROM information_schema.columns WHERE table_name = 'notice_recipient'`);
      expect(rows.map(({ column_name: name }) => name).sort()).toEqual(['account_id', 'at_bureau', 'bureau_id', 'notice_id', 'read_at', 'told_at', 'unit_id']);
    });

    it('come to further roles of the bureau with its leaders, also where nobody of the station is left', async () => {
      const centre = newId();
      await world.test.owner.query('INSERT INTO account (bureau_id, id, login, display_name) VALUES ($1, $2, $3, $4)', [station.bureauId, centre, centre, 'centre']);
      await world.test.owner.query(`INSERT INTO membership (bureau_id, id, account_id, role) VALUES ($1, $2, $3, 'anti-fraud-centre')`, [station.bureauId, newId(), centre]);
      const ring = () => world.notify(station, { urgency: 'urgent', climbAfter: 'PT1M', bureauRoles: ['anti-fraud-centre'] });
      const id = await ring();
      for (let stage = 0; stage < 2; stage += 1) {
        await world.later(MINUTE);
        await world.climbs.fireDue();
      }
      expect((await world.told(id)).toSorted()).toEqual([idOf('duty-officer'), idOf('duty-commander'), station.leader, centre].toSorted());
      await world.test.owner.query('DELETE FROM shift WHERE station_id = $1', [station.id]);
      await world.test.owner.query('UPDATE account SET active = false WHERE id = $1', [idOf('duty-commander')]);
      expect((await world.told(await ring())).toSorted()).toEqual([station.leader, centre].toSorted());
    });

    it('of a task are taken on at the bureau: it rings there no longer, and at the station until that signs', async () => {
      const id = await world.notify(station, { urgency: 'urgent', roles: ['duty-officer', 'bureau-leader'], record: { kind: 'instance', id: newId(), number: 'N-2' }, completes: { serial: 1, outcome: 'signed' } });
      const take = (accountId: Id) => world.at(station, (tenant) => world.notices.take(tenant, { stationId: station.id }, id, accountId), true);
      const ringing = (accountId: Id) => world.at(station, async (tenant) => [(await listRinging(tenant, accountId)).map((one) => one.id), (await inboxCounts(tenant, accountId)).ringing], true);
      await take(idOf('duty-officer'));
      expect(await row(id)).toMatchObject({ taken_by: null });
      await take(station.leader);
      await take(station.leader);
      expect(await row(id)).toMatchObject({ taken_by: station.leader, signed_at: null, over_as: null, climb_at: expect.any(Date) });
      expect([await ringing(station.leader), await ringing(idOf('duty-officer'))]).toEqual([[[], 0], [[id], 1]]);
      expect((await audited(id)).map(({ action, actor_id: actor }) => [action, actor])).toEqual([['notice.taken', null]]);
    });

    it('ring in order: real before exercises, by priority, then the longest first', async () => {
      const ring = (priority: number | undefined, exercise = false) => world.notify(station, { urgency: 'urgent', priority, exercise });
      const [drill, low, first, high, second] = [await ring(1, true), await ring(3), await ring(undefined), await ring(1), await ring(2)];
      expect((await world.at(station, (tenant) => listRinging(tenant, idOf('duty-officer')))).map(({ id }) => id)).toEqual([high, first, second, low, drill]);
    });

    it('climb once among workers that find them at the same time, and by themselves while a worker runs', async () => {
      const id = await urgent();
      await world.later(3 * MINUTE);
      await Promise.all([world.climbs.fireDue(), world.climbs.fireDue(), world.notices.climb({ stationId: station.id }, id)]);
      expect(await audited(id)).toHaveLength(1);
      const heard = world.jobs.live.subscribe({ stationIds: [station.id] });
      world.climbs.start();
      const next = await urgent('PT0.2S');
      for (let changes = 0; changes < 2; ) if ((await heard.next()).value?.id === next) changes += 1;
      expect((await row(next)).stage).not.toBe('addressed');
      await heard.return?.();
      expect(world.errors).toEqual([]);
    });
  });

  it('are listed what came last first, page by page, and marked as read', async () => {
    const ids: Id[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(await world.notify(station, { roles: ['chief'], urgency: count === 2 ? 'urgent' : 'normal' }));
    const chief = idOf('chief');
    const page = (first: number, after?: string | null, selection = {}) => world.at(station, (tenant) => listInbox(tenant, chief, selection, first, after));
    const one = await page(3);
    const two = await page(3, one.pageInfo.endCursor);
    expect([...one.edges, ...two.edges].map(({ node }) => node.id)).toEqual(ids);
    expect(two.pageInfo.hasNextPage).toBe(false);
    await expect(page(3, 'nonsense')).rejects.toMatchObject({ code: 'BAD_CURSOR' });
    expect(await world.at(station, (tenant) => markRead(tenant, chief, ids.slice(0, 2)))).toBe(2);
    expect((await page(10, null, { unread: true })).edges.map(({ node }) => node.id)).toEqual(ids.slice(2));
    expect((await page(10, null, { urgent: true })).edges.map(({ node }) => node.id)).toEqual([ids[2]]);
    expect(await world.at(station, (tenant) => markRead(tenant, chief, undefined))).toBe(3);
  });
});
