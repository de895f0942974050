import { expect, it } from '@jest/globals';
import type { Id } from '@stationhouse/kernel';
import { phones, type FraudWorld } from './world.js';

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly details?: { readonly reason?: string };
}

/** What goes wrong at night: answered clearly, nothing lost. */
export function describeInputs(world: () => FraudWorld): void {
  const refusalOf = (asked: Promise<unknown>): Promise<Refused> =>
    asked.then(() => {
      throw new Error('It was taken.');
    }, (error: Refused) => error);
  /** A high alert that is signed. */
  const signed = async (data: Record<string, unknown> = {}) => {
    const { instanceId } = await world().alert(data);
    await world().does('duty-officer', instanceId, 'sign', 'signed');
    return instanceId;
  };
  const atHome = async (data: Record<string, unknown> = {}) => {
    const id = await signed(data);
    await world().does('duty-officer', id, 'call', 'doubtful');
    await world().does('duty-officer', id, 'locate', 'found', { whereabouts: '家中' });
    return id;
  };
  const reportsOf = async (id: Id) => (await world().dataOf(id))['reports'];

  it('sources that tell of the same person are one alert; the grade rises and rings anew', async () => {
    const { event, deliver, settle, ledTo, dataOf, does, rows } = world();
    const person = { phone: phones() };
    const [bank, platform] = [event({ person, grade: 'medium', source: 'bank', number: 'B-1' }), event({ person, grade: 'high', source: 'national', number: 'N-1' })];
    expect((await deliver([bank])).events.map(({ status }) => status)).toEqual(['accepted']);
    await settle();
    const id = (await ledTo(bank.id))?.instanceId as Id;
    await does('duty-officer', id, 'sign', 'signed');
    await deliver([platform]);
    await settle();
    expect(await ledTo(platform.id)).toMatchObject({ state: 'done', instanceId: id });
    expect(await dataOf(id)).toMatchObject({ grade: 'high', reports: [{ source: 'bank', grade: 'medium', number: 'B-1' }, { source: 'national', grade: 'high', number: 'N-1' }] });
    expect(await rows(`SELECT states FROM instance WHERE id = $1`, [id])).toEqual([{ states: ['waiting'] }]);
    expect(await rows(`SELECT priority FROM notice WHERE record_id = $1 AND urgency = 'urgent' ORDER BY created_at`, [id])).toEqual([{ priority: 2 }, { priority: 1 }]);
  });

  it('two officers who sign at once: one signs, the other hears who', async () => {
    const { as, ask, alert, settle, rows } = world();
    const { instanceId: id } = await alert();
    await settle();
    await world().advance('PT16S');
    const clients = [await as('duty-officer'), await as('duty-commander')];
    const [{ id: notice } = { id: '' }] = await rows<{ id: Id }>(`SELECT id FROM notice WHERE record_id = $1 AND urgency = 'urgent'`, [id]);
    const answers = await Promise.all(clients.map((client) => ask<{ signedBy: string }>(client, 'mutation ($id: ID!) { signNotice(id: $id) { signedBy } }', { id: notice }).catch((error: Refused & { details: { signedBy?: string } }) => error)));
    const [refused] = answers.filter((answer): answer is Refused & { details: object } => answer instanceof Error);
    const [signer] = answers.flatMap((answer) => ('signedBy' in answer ? [answer.signedBy] : []));
    expect(refused?.code).toBe('NOTICE_SIGNED');
    expect(refused?.message).toContain(signer);
    expect(await rows(`SELECT version, status FROM instance WHERE id = $1`, [id])).toEqual([{ version: 2, status: 'running' }]);
  });

  it('a signature that verifies but is a replay: the same event is one alert, with other data it is refused', async () => {
    const { event, deliver, settle, ledTo, rows, dataOf } = world();
    const one = event({ person: { phone: phones() } });
    const answers = await Promise.all([deliver(one), deliver(one), deliver(one)]);
    expect(answers.map(({ events }) => events[0]?.status).sort()).toEqual(['accepted', 'duplicate', 'duplicate']);
    const other = { ...one, data: { ...(one['data'] as object), person: { phone: phones() } } };
    expect(await deliver(other)).toMatchObject({ status: 422, events: [{ status: 'refused', code: 'EVENT_ID_REUSED' }] });
    expect((await deliver(one, { secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` })).status).toBe(401);
    await settle();
    const id = (await ledTo(one.id))?.instanceId as Id;
    expect(await reportsOf(id)).toHaveLength(1);
    expect((await dataOf(id))['person']).toEqual((one['data'] as { person: object }).person);
    expect(await rows('SELECT FROM inbound_event WHERE event_id = $1', [one.id])).toHaveLength(1);
  });

  it('an unknown station, no grade, a negative amount: each refused by its own code, and its neighbours are taken', async () => {
    const { event, deliver, settle, ledTo } = world();
    const [fine, nowhere, vague] = [event(), event({}, { station: 'NOWHERE' }), event({ grade: 'dire' })];
    expect((await deliver([nowhere, vague, fine])).events.map(({ status, code }) => [status, code])).toEqual([['refused', 'NOT_FOUND'], ['refused', 'EVENT_DATA_INVALID'], ['accepted', undefined]]);
    await settle();
    expect((await ledTo(fine.id))?.state).toBe('done');
    const id = await atHome();
    await world().does('duty-officer', id, 'meet', 'convinced');
    const report = (form: object) => refusalOf(world().does('duty-officer', id, 'report', 'partlyLost', { category: 'romance', ...form }));
    expect(await report({ amountAtRisk: -100, amountLost: 1 })).toMatchObject({ code: 'FORM_INVALID' });
    expect(await report({ amountAtRisk: 100, amountLost: 200 })).toMatchObject({ code: 'EVENT_REFUSED', message: expect.stringContaining('no more than the amount at risk') });
    expect(await report({ amountAtRisk: 100, amountLost: 20, lostAfterContact: 30 })).toMatchObject({ code: 'EVENT_REFUSED', message: expect.stringContaining('after the warning') });
    await world().does('duty-officer', id, 'report', 'partlyLost', { category: 'romance', amountAtRisk: 100, amountLost: 20, lostAfterContact: 5 });
    expect(await world().dataOf(id)).toMatchObject({ amountPrevented: 80, lostAfterContact: 5 });
  });

  it('times that contradict each other: a source that is ahead is noted, a meeting before the alert or yet to come is refused in words', async () => {
    const { event, deliver, settle, ledTo, does } = world();
    const ahead = event({ person: { phone: phones() }, alertedOn: new Date(Date.now() + 30 * 86_400_000).toISOString() });
    await deliver(ahead);
    await settle();
    expect(await reportsOf((await ledTo(ahead.id))?.instanceId as Id)).toMatchObject([{ ahead: true }]);
    const id = await atHome();
    const met = (metOn: Date) => refusalOf(does('duty-officer', id, 'meet', 'convinced', { metOn: metOn.toISOString() }));
    expect(await met(new Date('2020-01-01T00:00:00Z'))).toMatchObject({ code: 'EVENT_REFUSED', message: expect.stringContaining('before the alert') });
    expect(await met(new Date('2039-01-01T00:00:00Z'))).toMatchObject({ code: 'EVENT_REFUSED', message: expect.stringContaining('later than now') });
  });

  it('one phone in two stations: two alerts that know of each other', async () => {
    const person = { phone: phones() };
    const { event, deliver, settle, ledTo, dataOf } = world();
    const [here, there] = [event({ person }), event({ person }, { station: 'ALERTS1' })];
    await deliver([here, there]);
    await settle();
    const ids = await Promise.all([here, there].map(async ({ id }) => (await ledTo(id))?.instanceId as Id));
    expect(new Set(ids).size).toBe(2);
    expect(await Promise.all(ids.map(async (id) => (await dataOf(id))['elsewhere']))).toEqual(['Alerts station 1', 'Alerts station 0']);
  });

  it('a person who never existed: wrong number, found nowhere, ended by the duty commander, and nothing lost', async () => {
    const { does, rows, settle } = world();
    const id = await signed({ narrative: '号码为空号' });
    await does('duty-officer', id, 'call', 'wrongNumber');
    expect(await refusalOf(does('duty-officer', id, 'locate', 'notFound'))).toMatchObject({ code: 'FORM_INVALID' });
    await does('duty-officer', id, 'locate', 'notFound', { note: '查无此人' });
    expect(await refusalOf(does('duty-officer', id, 'decide', 'enough', { reason: '查无此人' }))).toMatchObject({ code: 'TASK_NOT_YOURS' });
    await does('duty-commander', id, 'decide', 'again');
    await does('community-officer', id, 'locate', 'notFound', { note: '走访后仍查无此人' });
    await does('duty-commander', id, 'decide', 'enough', { reason: '多方核查，查无此人' });
    await does('duty-officer', id, 'report', 'notReached', { note: '查无此人' });
    await does('duty-commander', id, 'check', 'agreed');
    await settle();
    expect(await rows(`SELECT status, outcome FROM instance WHERE id = $1`, [id])).toEqual([{ status: 'closed', outcome: 'notReached' }]);
  });

  it('a refusal is taken only once they were met, and stands in no other record', async () => {
    const { does, rows, settle } = world();
    const id = await signed();
    await does('duty-officer', id, 'call', 'declined');
    await does('duty-officer', id, 'locate', 'found', { whereabouts: '家中' });
    await does('duty-officer', id, 'meet', 'declined');
    await does('duty-officer', id, 'report', 'refused');
    await settle();
    expect(await rows('SELECT status, outcome FROM instance WHERE id = $1', [id])).toEqual([{ status: 'closed', outcome: 'refused' }]);
    expect(await rows('SELECT FROM instance WHERE parent_id = $1', [id])).toEqual([]);
  });
}
