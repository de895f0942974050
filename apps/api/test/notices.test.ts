import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, text, type Id } from '@stationhouse/kernel';
import { Notices, type NewNotice } from '@stationhouse/notify';
import { untilJobsDone } from '@stationhouse/testing';
import { alertPlugin } from '@stationhouse/testing/fixtures';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

const INBOX = 'query ($stationId: ID, $filter: NoticeFilter) { notices(stationId: $stationId, filter: $filter) { totalCount edges { node { id title { en } urgency stationId exercise stage ringing climbsAt signedAt signedBy readAt record { kind id number } } } } }';
const SIGN = 'mutation ($id: ID!) { signNotice(id: $id) { ringing signedBy signedAt readAt } }';
const READ = 'mutation ($ids: [ID!]) { markNoticesRead(ids: $ids) { unread ringing exerciseUnread } }';
const COUNTS = '{ unreadNotices { unread ringing } }';

interface Inbox {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: { readonly id: Id } }[];
}

describe('the inbox over the API', () => {
  let house: House;
  let bureau: TestBureau;
  beforeAll(async () => {
    house = await openHouse({ NOTIFY_CLIMB_AFTER: 'PT2M' }, undefined, [alertPlugin]);
    bureau = await buildBureau(house.test, 'Beta', 2);
  }, 120_000);
  afterAll(() => house.close());

  const station = () => bureau.stationIds[0] as Id;
  /** Asks one thing. @returns its answer, of the shape the document asks for */
  const ask = async <Answer = unknown>(client: Client, query: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
    const { data, errors } = await client.graphql(query, variables);
    if (errors !== undefined) throw new Error(errors[0]?.extensions.code);
    return Object.values(data ?? {})[0] as Answer;
  };
  const notify = (notice: Partial<NewNotice> = {}) =>
    house.test.database.inTenant({ stationIds: [station()], bureauIds: [bureau.bureauId] }, (tenant) =>
      house.server.app.get(Notices).notify(tenant, { unit: { stationId: station() }, key: newId(), kind: 'test', title: text('请看', 'Look'), roles: ['duty-officer'], ...notice }),
    ) as Promise<Id>;

  it('is one’s own, of every place one works at; it is read, filtered and counted', async () => {
    const officer = await house.signIn(bureau.login('duty-officer', 0));
    const chief = await house.signIn(bureau.login('chief', 0));
    const one = await notify();
    const two = await notify({ exercise: true, record: { kind: 'instance', id: newId(), number: 'N-1' } });
    expect((await ask<Inbox>(officer, INBOX)).edges.map(({ node }) => node.id)).toEqual([two, one]);
    expect((await ask<Inbox>(officer, INBOX)).edges[0]?.node).toMatchObject({ exercise: true, urgency: 'NORMAL', stationId: station(), ringing: false, record: { number: 'N-1' } });
    expect(await ask(chief, INBOX)).toMatchObject({ totalCount: 0 });
    expect(await ask(officer, READ, { ids: [one] })).toEqual({ unread: 0, ringing: 0, exerciseUnread: 1 });
    expect(await ask(chief, READ, { ids: [two] })).toEqual({ unread: 0, ringing: 0, exerciseUnread: 0 });
    expect(await ask(officer, INBOX, { filter: { unread: true } })).toMatchObject({ totalCount: 1 });
    expect(await ask(officer, INBOX, { stationId: station() })).toMatchObject({ totalCount: 2 });
    await expect(ask(officer, INBOX, { stationId: bureau.stationIds[1] })).rejects.toThrow('NOT_FOUND');
    expect(await ask(officer, READ)).toEqual({ unread: 0, ringing: 0, exerciseUnread: 0 });
  });

  it('rings, climbs with the clock to the bureau, and is signed there for all – the first signature counts', async () => {
    const id = await notify({ urgency: 'urgent' });
    const officer = await house.signIn(bureau.login('duty-officer', 0));
    const leader = await house.signIn(bureau.login('bureau-leader'));
    expect(await ask(officer, COUNTS)).toEqual({ unread: 1, ringing: 1 });
    await expect(ask(leader, SIGN, { id })).rejects.toThrow('NOT_FOUND');
    await ask(officer, 'mutation { advanceTestClock(by: "PT5M") }');
    const [ringing] = (await ask<Inbox>(leader, INBOX, { filter: { ringing: true } })).edges;
    expect(ringing?.node).toMatchObject({ id, stage: 'BUREAU', ringing: true, climbsAt: null, stationId: station() });
    const signed = await ask<{ signedAt: string }>(leader, SIGN, { id });
    expect(signed).toMatchObject({ ringing: false, signedBy: 'Beta bureau-leader', readAt: expect.any(String) });
    expect(await ask(officer, SIGN, { id })).toMatchObject({ signedBy: 'Beta bureau-leader', signedAt: signed.signedAt });
    expect(await ask(officer, COUNTS)).toEqual({ unread: 1, ringing: 0 });
    const { rows } = await house.test.owner.query('SELECT action, unit_id FROM audit_entry WHERE record_id = $1 ORDER BY sequence', [id]);
    expect(rows).toEqual(['notice.climbed', 'notice.climbed', 'notice.signed'].map((action) => ({ action, unit_id: station() })));
  });

  describe('that rings for a task', () => {
    const RINGING = '{ ringingNotices { id priority signature silent takenBy record { id } told { name atBureau } } }';
    const PRESS = 'mutation ($id: ID!) { signNotice(id: $id) { ringing over signedBy takenBy signature } }';
    const STEP = 'query ($s: ID!, $id: ID!) { instance(stationId: $s, id: $id) { states { path status } } }';
    interface Ringing { readonly id: Id; readonly record: { readonly id: Id } }
    const begin = async () => {
      const officer = await house.signIn(bureau.login('duty-officer', 0));
      const started = await ask<{ instance: { id: Id } }>(officer, 'mutation ($s: ID!, $k: String!) { startInstance(stationId: $s, workflow: "alert", data: {}, idempotencyKey: $k) { instance { id } } }', { s: station(), k: newId() });
      await untilJobsDone(house.test, station());
      const instanceId = started.instance.id;
      const rung = async (client: Client) => (await ask<readonly Ringing[]>(client, RINGING)).find(({ record }) => record.id === instanceId);
      return { officer, instanceId, rung, id: (await rung(officer))?.id ?? '' };
    };
    const pressed = async (client: Client, id: Id) => {
      const { data, errors } = await client.graphql(PRESS, { id });
      return errors?.[0]?.extensions ?? Object.values(data ?? {})[0];
    };

    it('is signed and completed by one press; pressing again changes nothing, and who comes second is told who was first', async () => {
      const { officer, instanceId, rung, id } = await begin();
      expect(await rung(officer)).toMatchObject({ priority: 1, signature: 'TASK', silent: false, told: [{ name: 'Beta duty-officer 0', atBureau: false }] });
      await ask(officer, 'mutation { advanceTestClock(by: "PT20S") }');
      const commander = await house.signIn(bureau.login('duty-commander', 0));
      expect(await rung(commander)).toMatchObject({ silent: true, signature: 'TASK' });
      const answers = await Promise.all([pressed(officer, id), pressed(commander, id)]);
      const winners = answers.filter((answer) => answer?.['over'] === 'SIGNED');
      const losers = answers.filter((answer) => answer?.['code'] === 'NOTICE_SIGNED');
      expect([winners.length, losers.length]).toEqual([1, 1]);
      expect(losers[0]).toMatchObject({ details: { signedBy: winners[0]?.['signedBy'], signedAt: expect.any(String) } });
      expect([await rung(officer), await rung(commander)]).toEqual([undefined, undefined]);
      expect(await pressed(winners[0]?.['signedBy'] === 'Beta duty-officer 0' ? officer : commander, id)).toMatchObject({ over: 'SIGNED' });
      expect(await ask(officer, STEP, { s: station(), id: instanceId })).toMatchObject({ states: expect.arrayContaining([{ path: 'calling', status: 'current' }]) });
      const { rows } = await house.test.owner.query(`SELECT count(*)::int AS steps FROM history WHERE instance_id = $1 AND kind = 'complete-task'`, [instanceId]);
      expect(rows).toEqual([{ steps: 1 }]);
    });

    it('is taken on at the bureau, which then rings no longer, while the station rings and signs', async () => {
      const { officer, instanceId, rung, id } = await begin();
      await ask(officer, 'mutation { advanceTestClock(by: "PT5M") }');
      const leader = await house.signIn(bureau.login('bureau-leader'));
      expect(await rung(leader)).toMatchObject({ signature: 'TAKE_ON' });
      expect(await pressed(leader, id)).toMatchObject({ ringing: false, over: null, takenBy: 'Beta bureau-leader' });
      expect([await rung(leader), await rung(officer)]).toMatchObject([undefined, { takenBy: 'Beta bureau-leader' }]);
      expect(await ask(officer, STEP, { s: station(), id: instanceId })).toMatchObject({ states: expect.arrayContaining([{ path: 'signing', status: 'current' }]) });
      expect(await pressed(officer, id)).toMatchObject({ over: 'SIGNED', signedBy: 'Beta duty-officer 0' });
      const { rows } = await house.test.owner.query('SELECT action, unit_id FROM audit_entry WHERE record_id = $1 ORDER BY sequence', [id]);
      expect(rows).toEqual(['notice.climbed', 'notice.climbed', 'notice.taken'].map((action) => ({ action, unit_id: station() })));
    });

    it('is not asked for once nothing is left to sign, and never by who was not told', async () => {
      const { officer, instanceId, id } = await begin();
      const other = await house.signIn(bureau.login('case-officer', 0));
      expect(await pressed(other, id)).toMatchObject({ code: 'NOT_FOUND' });
      await ask(officer, 'mutation ($s: ID!, $id: ID!, $k: String!) { sendEvent(stationId: $s, instanceId: $id, event: "withdraw", idempotencyKey: $k) { version } }', { s: station(), id: instanceId, k: newId() });
      expect(await pressed(officer, id)).toMatchObject({ code: 'NOTICE_OVER' });
    });

    it('is told to a covered screen by number and grade alone; a locked session opens nothing else', async () => {
      const { officer, id } = await begin();
      await house.test.owner.query(`UPDATE session SET last_seen_at = now() - interval '2 hours' WHERE account_id = $1`, [bureau.accountIds.get(bureau.login('duty-officer', 0))]);
      const COVERED = 'mutation ($rings: Boolean!) { ringCovered(rings: $rings) { ringing exerciseRinging priority } }';
      await expect(ask(officer, RINGING)).rejects.toThrow('SESSION_LOCKED');
      expect(await ask(officer, COVERED, { rings: false })).toMatchObject({ exerciseRinging: 0, priority: 1 });
      const heard = async () => (await house.test.owner.query<{ heard: boolean }>('SELECT heard_at IS NOT NULL AS heard FROM notice WHERE id = $1', [id])).rows[0]?.heard;
      expect(await heard()).toBe(false);
      await ask(officer, COVERED, { rings: true });
      expect(await heard()).toBe(true);
      // One document with both: what is not for a covered screen stays refused.
      const { data, errors } = await officer.graphql('mutation ($id: ID!) { ringCovered(rings: false) { ringing } signNotice(id: $id) { id } }', { id });
      expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'SESSION_LOCKED']);
      const again = await house.signIn(bureau.login('duty-officer', 0));
      expect(await pressed(again, id)).toMatchObject({ over: 'SIGNED' });
    });

    it('says where no device is heard from, to those who look after that', async () => {
      const { officer, id } = await begin();
      const chief = await house.signIn(bureau.login('chief', 0));
      const SILENT = 'query ($b: ID!, $s: ID) { silentNotices(bureauId: $b, stationId: $s) { id stage recordNumber stationId heardAt } }';
      const silent = async (client: Client, at?: Id) => (await ask<readonly Ringing[]>(client, SILENT, { b: bureau.bureauId, s: at ?? null })).filter((one) => one.id === id);
      expect(await ask(officer, 'mutation ($ids: [ID!]!) { heardNotices(ids: $ids) }', { ids: [id, newId()] })).toBe(1);
      await ask(officer, 'mutation { advanceTestClock(by: "PT20S") }');
      expect(await silent(chief, station())).toEqual([]);
      const quiet = await begin();
      await ask(officer, 'mutation { advanceTestClock(by: "PT40S") }');
      expect((await ask<readonly Ringing[]>(chief, SILENT, { b: bureau.bureauId, s: station() })).find((one) => one.id === quiet.id)).toMatchObject({ stage: 'BUREAU', stationId: station(), heardAt: null });
      const leader = await house.signIn(bureau.login('bureau-leader'));
      expect((await ask<readonly Ringing[]>(leader, SILENT, { b: bureau.bureauId })).map((one) => one.id)).toContain(quiet.id);
      await expect(silent(officer, station())).rejects.toThrow('FORBIDDEN');
    });
  });

  it('tells open pages of the station and, once it came there, of the bureau', async () => {
    const officer = await house.signIn(bureau.login('duty-officer', 0));
    const leader = await house.signIn(bureau.login('bureau-leader'));
    const hears = (client: Client, query: string, variables: Record<string, unknown>) => {
      const socket = createClient({ url: `${house.server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { accessToken: client.accessToken }, retryAttempts: 0 });
      const events = socket.iterate<Record<string, { kind: string; id: Id }>>({ query, variables });
      const next = async (): Promise<{ kind: string; id: Id } | undefined> => {
        const answer = await events.next();
        return answer.done === true ? undefined : Object.values(answer.value.data ?? {})[0];
      };
      return { next, close: () => socket.dispose() };
    };
    const atStation = hears(officer, 'subscription ($stationId: ID!) { changes(stationId: $stationId, kinds: [NOTICE]) { kind id } }', { stationId: station() });
    const atBureau = hears(leader, 'subscription ($bureauId: ID!) { bureauChanges(bureauId: $bureauId, kinds: [NOTICE]) { kind id } }', { bureauId: bureau.bureauId });
    // From the first event on nothing is missed.
    expect(await atStation.next()).toMatchObject({ kind: 'READY', id: station() });
    expect(await atBureau.next()).toMatchObject({ kind: 'READY', id: bureau.bureauId });
    const ids = [await notify(), await notify({ roles: ['bureau-leader'] })];
    expect(await atStation.next()).toMatchObject({ kind: 'NOTICE', id: ids[0] });
    expect(await atBureau.next()).toMatchObject({ kind: 'NOTICE', id: ids[1] });
    await Promise.all([atStation.close(), atBureau.close()]);
  });
});
