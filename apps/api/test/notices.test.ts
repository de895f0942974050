import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, text, type Id } from '@stationhouse/kernel';
import { Notices, type NewNotice } from '@stationhouse/notify';
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
    house = await openHouse({ NOTIFY_CLIMB_AFTER: 'PT2M' });
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
