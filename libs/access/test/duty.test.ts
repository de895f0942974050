import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createShift, whoIsOn, type NewShift } from '@stationhouse/access';
import { Browser, BureauMaker, openHouse, signIn, type House } from './house.js';

const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour));

describe('who is on duty', () => {
  let house: House;
  let bureau: BureauMaker;
  let count = 0;

  beforeAll(async () => {
    house = await openHouse();
    bureau = await BureauMaker.make(house, 'B1');
  });
  afterAll(() => house.close());

  /** A station of its own with officers, as the test needs them. */
  async function station(...roles: string[]) {
    count += 1;
    const stationId = await bureau.station(`S${count}`);
    const people: string[] = [];
    for (const [index, role] of roles.entries()) people.push(await bureau.person(`${role}-${count}-${index}`, role, stationId));
    const inStation = <Result>(work: Parameters<typeof house.test.database.inTenant<Result>>[1]) => house.test.database.inTenant({ stationIds: [stationId], bureauIds: [] }, work);
    return {
      stationId,
      people,
      plan: (shift: Partial<NewShift>) => inStation((tenant) => createShift(tenant, stationId, { startsAt: at(8), endsAt: at(20), officerIds: [], ...shift })),
      on: async (hour: number) => {
        const duty = await inStation((tenant) => whoIsOn(tenant, stationId, at(hour)));
        return { officers: duty.officers.map((account) => account.id), commander: duty.commander?.id, backup: duty.backup?.id, fallback: duty.fallback?.en, shift: duty.shift?.id };
      },
    };
  }

  it('is the shift’s officers from its first moment until just before its last', async () => {
    const { people, plan, on } = await station('duty-officer', 'duty-officer', 'duty-commander', 'chief');
    const [first = '', second = '', commanderId = '', backupId = ''] = people;
    await plan({ officerIds: [first, second, first], commanderId, backupId });
    await plan({ startsAt: at(20), endsAt: at(23), officerIds: [second] });
    expect(await on(8)).toMatchObject({ commander: commanderId, backup: backupId, fallback: undefined });
    expect((await on(8)).officers.sort()).toEqual([first, second].sort());
    expect((await on(19)).officers).toHaveLength(2);
    expect((await on(20)).officers).toEqual([second]);
  });

  it('falls to the shift’s commander, then its backup, when the shift is unstaffed', async () => {
    const { people, plan, on } = await station('duty-officer', 'duty-commander', 'chief');
    const [officer = '', commanderId = '', backupId = ''] = people;
    await plan({ officerIds: [officer], commanderId, backupId });
    await house.test.owner.query('UPDATE account SET active = false WHERE id = $1', [officer]);
    expect(await on(9)).toMatchObject({ officers: [commanderId], fallback: expect.stringContaining('unstaffed') });
    await house.test.owner.query('UPDATE membership SET ended_at = now() WHERE account_id = $1', [commanderId]);
    expect(await on(9)).toMatchObject({ officers: [backupId], commander: undefined });
  });

  it('falls to the station’s duty commanders when no shift is planned', async () => {
    const { people, on } = await station('duty-commander', 'duty-officer');
    expect(await on(9)).toMatchObject({ officers: [people[0]], shift: undefined, fallback: expect.stringContaining('No shift') });
  });

  it('falls to the bureau’s leaders when nobody is left, and says so when there is none', async () => {
    const { on } = await station('community-officer');
    expect(await on(9)).toMatchObject({ officers: [], fallback: expect.stringContaining('Act at once') });
    const leader = await bureau.person('leader', 'bureau-leader');
    const foreign = await BureauMaker.make(house, 'B2');
    await foreign.person('foreign-leader', 'bureau-leader');
    expect(await on(9)).toMatchObject({ officers: [leader], fallback: expect.stringContaining('leaders') });
  });

  it('plans nobody who does not work at the station, and no impossible time', async () => {
    const here = await station('duty-officer', 'volunteer');
    const there = await station('duty-officer');
    const [officer = '', volunteer = ''] = here.people;
    const refused = (shift: Partial<NewShift>) => expect(here.plan(shift)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await refused({ officerIds: [officer, there.people[0] ?? ''] });
    await refused({ officerIds: [volunteer] });
    await refused({ commanderId: there.people[0] });
    await refused({ startsAt: at(9), endsAt: at(9) });
    await refused({ endsAt: at(24 * 9) });
    expect((await here.on(9)).shift).toBeUndefined();
  });

  it('answers over GraphQL, in the station’s own time', async () => {
    const { people, stationId } = await station('duty-officer', 'duty-commander', 'auxiliary');
    const commander = await signIn(house, `duty-commander-${count}-1`);
    const auxiliary = await signIn(house, `auxiliary-${count}-2`);
    const plan = (who: Browser) => who.graphql('mutation ($s: ID!, $i: NewShift!) { createShift(stationId: $s, input: $i) { officers { id } commander { id } backup { id } team { id } } }', { s: stationId, i: { startsAt: new Date(Date.now() - 3_600_000), endsAt: new Date(Date.now() + 3_600_000), officerIds: [people[0]], commanderId: people[1] } });
    expect((await plan(auxiliary)).code).toBe('FORBIDDEN');
    expect((await plan(commander)).data).toEqual({ createShift: { officers: [{ id: people[0] }], commander: { id: people[1] }, backup: null, team: null } });
    const { data } = await auxiliary.graphql('query ($s: ID!) { onDuty(stationId: $s) { officers { id displayName } commander { id } shift { endsAt } fallback { zhCN } } }', { s: stationId });
    expect(data).toMatchObject({ onDuty: { officers: [{ id: people[0] }], commander: { id: people[1] }, fallback: null } });
    const shifts = (from: string, to: string) => auxiliary.graphql('query ($s: ID!, $f: DateTime!, $t: DateTime!) { shifts(stationId: $s, from: $f, to: $t) { id officers { id } } }', { s: stationId, f: from, t: to });
    expect((await shifts(new Date(Date.now() - 60_000).toISOString(), new Date().toISOString())).data).toMatchObject({ shifts: [{ officers: [{ id: people[0] }] }] });
    expect((await shifts('2020-01-01T00:00:00Z', '2020-01-02T00:00:00Z')).data).toEqual({ shifts: [] });
    expect((await shifts('2020-01-02T00:00:00Z', '2020-01-01T00:00:00Z')).code).toBe('BAD_INPUT');
  });
});
