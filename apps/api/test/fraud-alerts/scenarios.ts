import { createAccount, grantBureauRole, Passwords } from '@stationhouse/access';
import { expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { tablesHolding } from '@stationhouse/testing';
import { PASSWORD, type Client } from '../support/house.js';
import { phones, type FraudWorld } from './world.js';

const RINGING = '{ ringingNotices { id priority stage silent signature record { id } } }';
const SIGN = 'mutation ($id: ID!) { signNotice(id: $id) { ringing signedBy } }';
const OPEN = 'mutation ($s: ID!, $i: ID!, $k: String!) { openEmergencyCard(stationId: $s, instanceId: $i, idempotencyKey: $k) { viewId facts { path value } } }';
const REVIEWS = 'query ($s: ID!) { emergencyReviews(stationId: $s, waiting: true) { edges { node { instanceId reviewState mayReview views { by reason } } } } }';

interface Ringing {
  readonly id: Id;
  readonly stage: string;
  readonly silent: boolean;
  readonly record: { readonly id: Id };
}

/** Scenarios 3 and 10: a scam that is stopped, and nobody who answers at three in the morning. */
export function describeScenarios(world: () => FraudWorld): void {
  const rungAt = async (client: Client, instanceId: Id) => (await world().ask<readonly Ringing[]>(client, RINGING)).find(({ record }) => record.id === instanceId);

  it('10:00 a high alert, signed within a minute, met at the bank, nothing paid: prevented, and visited again', async () => {
    const { as, ask, advance, event, deliver, ledTo, settle, does, dataOf, codeOf, rows, house } = world();
    const raised = event({ person: { phone: phones(), name: '测试甲', address: '江城市测试路1号' }, narrative: '正在柜台转账' });
    expect(await deliver(raised)).toMatchObject({ status: 202, events: [{ status: 'accepted' }] });
    await settle();
    const id = (await ledTo(raised.id))?.instanceId as Id;
    await advance('PT40S');
    const officer = await as('duty-officer');
    const rung = await rungAt(officer, id);
    expect(await ask(officer, SIGN, { id: rung?.id })).toMatchObject({ ringing: false, signedBy: 'Alerts duty-officer 0' });
    await advance('PT1M');
    // What nobody may ask of a citizen is not written down, whoever types it.
    const password = `nie-${newId().slice(-12)}`;
    expect(await codeOf(does('duty-officer', id, 'call', 'doubtful', { whereabouts: '测试路支行', note: `密码是 ${password}` }))).toBe('CREDENTIAL_TYPED');
    await does('duty-officer', id, 'call', 'doubtful', { whereabouts: '江城银行测试路支行' });
    await does('community-officer', id, 'locate', 'found', { whereabouts: '江城银行测试路支行', foundBy: 'bank' });
    await advance('PT10M');
    await does('auxiliary', id, 'meet', 'convinced', { place: 'bank' });
    await does('duty-officer', id, 'report', 'prevented', { category: 'fakeInvestment', amountAtRisk: 50_000 });
    const data = (await dataOf(id)) as Record<'gradedOn' | 'signedOn' | 'contactedOn' | 'metOn' | 'endedOn', string>;
    expect(data).toMatchObject({ ending: 'prevented', amountAtRisk: 50_000, amountLost: 0, amountPrevented: 50_000, contacts: [{ way: 'phone', result: 'doubtful' }, { way: 'inPerson', result: 'convinced' }] });
    const after = (moment: string) => Math.floor((Date.parse(moment) - Date.parse(data.gradedOn)) / 60_000);
    expect([data.signedOn, data.contactedOn, data.metOn].map(after)).toEqual([0, 1, 11]);
    expect(await rows<{ key: string; state: string }>(`SELECT ref AS key, state FROM clock WHERE instance_id = $1 ORDER BY 1`, [id])).toEqual(['contact', 'meet', 'sign'].map((key) => ({ key, state: 'met' })));
    // The revisit comes by itself, two days before it is due.
    const [visit] = await rows<{ ahead: number }>(`SELECT extract(epoch FROM due_at - app.now())::float8 / 86400 AS ahead FROM timer WHERE instance_id = $1`, [id]);
    expect(visit?.ahead).toBeCloseTo(5, 2);
    expect(await tablesHolding(house.test, [password])).toEqual([]);
    expect(house.errors.join('\n')).not.toContain(password);
  });

  it('3 a.m.: nobody answers for a minute; it rings on, climbs to the commander and to the bureau, and the chief sees who looked', async () => {
    const { as, ask, advance, alert, settle, does, codeOf, station, bureau } = world();
    await atBureau(world(), 'anti-fraud-centre');
    const [officer, commander, leader] = [await as('duty-officer'), await as('duty-commander'), await as('bureau-leader')];
    const centre = await world().house.signIn(bureau.login('anti-fraud-centre'));
    const person = { phone: phones(), name: '测试乙', address: '江城市测试路2号' };
    const { instanceId: id } = await alert({ person, source: 'national' });
    await settle();
    const [first, early] = [await rungAt(officer, id), await rungAt(commander, id)];
    expect([first?.stage, early]).toEqual(['ADDRESSED', undefined]);
    // A page rings, so that it is not silence; nobody presses.
    expect(await ask(officer, 'mutation ($ids: [ID!]!) { heardNotices(ids: $ids) }', { ids: [first?.id] })).toBe(1);
    await advance('PT45S');
    expect(await rungAt(commander, id)).toBeUndefined();
    await advance('PT20S');
    expect(await Promise.all([officer, commander, leader].map(async (client) => (await rungAt(client, id))?.stage))).toEqual(['COMMANDER', 'COMMANDER', undefined]);
    await advance('PT1M5S');
    expect(await Promise.all([officer, commander, leader, centre].map(async (client) => (await rungAt(client, id))?.stage))).toEqual(['BUREAU', 'BUREAU', 'BUREAU', 'BUREAU']);

    // The card: who is called out sees phone and address at once; nobody else, and no other station.
    const open = (client: Client) => ask<{ facts: readonly { path: string; value: string }[] }>(client, OPEN, { s: station(), i: id, k: newId() });
    for (const client of [commander, leader, centre]) expect((await open(client)).facts.map(({ path, value }) => [path, value])).toEqual([['person.name', person.name], ['person.phone', person.phone], ['person.address', person.address]]);
    expect(await codeOf(open(await as('duty-officer', 1)))).toBe('NOT_FOUND');
    expect(await codeOf(open(await as('analyst')))).not.toBe('none');
    // Whoever it climbed to signs for the station.
    expect(await ask(commander, SIGN, { id: (await rungAt(commander, id))?.id })).toMatchObject({ signedBy: 'Alerts duty-commander 0' });
    expect(await Promise.all([officer, leader, centre].map((client) => rungAt(client, id)))).toEqual([undefined, undefined, undefined]);
    await does('duty-commander', id, 'call', 'noFraud', { note: '转账给家人' });
    await does('duty-commander', id, 'report', 'falseAlert', { note: '正常转账' });
    await settle();
    // It is over, and the card with it; the chief reviews afterwards.
    expect(await codeOf(open(centre))).toBe('EMERGENCY_CLOSED');
    const { edges } = await ask<{ edges: readonly { node: { instanceId: Id; views: readonly { by: string; reason: string }[] } }[] }>(await as('chief'), REVIEWS, { s: station() });
    const card = edges.find(({ node }) => node.instanceId === id)?.node;
    expect(card).toMatchObject({ reviewState: 'WAITING', mayReview: true });
    expect(card?.views.map(({ by, reason }) => [by, reason]).sort()).toEqual([['Alerts anti-fraud-centre', 'NOTICE'], ['Alerts bureau-leader', 'NOTICE'], ['Alerts duty-commander 0', 'CANDIDATE']]);
    expect(await ask(await as('chief'), 'mutation ($s: ID!, $i: ID!, $k: String!) { reviewEmergencyCard(stationId: $s, instanceId: $i, idempotencyKey: $k) { reviewState } }', { s: station(), i: id, k: newId() })).toEqual({ reviewState: 'CLEAR' });
  });

  it('that no device is heard from climbs at once', async () => {
    const { as, advance, alert, settle } = world();
    const { instanceId: id } = await alert();
    await settle();
    await advance('PT16S');
    expect(await rungAt(await as('duty-commander'), id)).toMatchObject({ stage: 'COMMANDER', silent: true });
  });

  it('with money on its way asks for a payment stop at the press that signs it, and gives the centre the account alone', async () => {
    const { as, ask, alert, settle, does, rows, taskOf } = world();
    const { instanceId: id } = await alert({ paying: true });
    await does('duty-officer', id, 'sign', 'signed');
    await settle();
    const [stop] = await rows<{ id: Id; workflow: string }>('SELECT id, workflow FROM instance WHERE parent_id = $1', [id]);
    expect(stop?.workflow).toBe('payment-stop');
    const stopId = stop?.id as Id;
    await does('duty-officer', stopId, 'request', 'asked', { account: { number: '6200000000000000017', bank: '演示银行' }, amount: 8000 });
    await settle();
    // Asked for, not decided: nobody of the station may.
    expect(await ask<unknown>(await as('chief'), 'query ($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { tasks { key status } } }', { s: world().station(), i: stopId })).toMatchObject({ tasks: expect.arrayContaining([{ key: 'decide', status: 'OPEN' }]) });
    await expect(does('chief', stopId, 'decide', 'stopped', { stoppedOn: new Date().toISOString() })).rejects.toMatchObject({ code: 'TASK_NOT_YOURS' });
    expect(await taskOf(stopId, 'decide')).toEqual(expect.any(String));
  });
}

/** Somebody of a role at the bureau that its world does not have. */
async function atBureau({ house, bureau }: FraudWorld, role: string): Promise<void> {
  const hash = await new Passwords({ memoryKibibytes: 8, passes: 1 }).hash(PASSWORD);
  await house.test.database.inTenant({ stationIds: [], bureauIds: [bureau.bureauId] }, async (tenant) => {
    const { id } = await createAccount(tenant, bureau.bureauId, { login: bureau.login(role), displayName: `Alerts ${role}`, passwordHash: hash, mustChangePassword: false });
    await grantBureauRole(tenant, { bureauId: bureau.bureauId, accountId: id, role });
  });
}
