import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';

const START = 'mutation ($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "fraud-alert", data: $d, idempotencyKey: $k) { instanceId started } }';
/** Plainly fictional. */
const PHONE = '13900000321';

describe('a fraud alert in the whole house', () => {
  let house: House;
  let bureau: TestBureau;
  let [here, there]: Client[] = [];

  beforeAll(async () => {
    house = await openHouse();
    bureau = await buildBureau(house.test, 'Alerts', 2);
    [here, there] = [await house.signIn(bureau.login('duty-officer', 0)), await house.signIn(bureau.login('duty-officer', 1))];
  }, 120_000);
  afterAll(() => house?.close());

  const station = (index: number) => bureau.stationIds[index] as Id;
  async function ask<Answer>(client: Client | undefined, query: string, variables: Record<string, unknown>): Promise<Answer> {
    const { data, errors } = (await client?.graphql(query, variables)) ?? {};
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return Object.values(data ?? {})[0] as Answer;
  }
  const alert = (client: Client | undefined, index: number, data: Record<string, unknown> = {}) => ask<{ instanceId: Id; started: boolean }>(client, START, { s: station(index), d: { grade: 'high', source: 'bank', person: { phone: PHONE }, ...data }, k: newId() });
  const dataOf = async (instanceId: Id) => (await house.test.owner.query<{ data: Record<string, unknown> }>(`SELECT snapshot->'data' AS data FROM instance WHERE id = $1`, [instanceId])).rows[0]?.data ?? {};
  const jobsDone = () => untilJobsDone(house.test, bureau.bureauId, ...bureau.stationIds);

  it('finds at signing what frauds the person has reported, and nothing else they called about', async () => {
    const report = (category: string, reporterPhone: string) => ask<{ id: Id }>(here, 'mutation ($s: ID!, $i: NewIncident!, $k: String!) { createIncident(stationId: $s, input: $i, idempotencyKey: $k) { id } }', { s: station(0), i: { channel: 'WALK_IN', category, narrative: '来电', reporterPhone }, k: newId() });
    const { id: fraud } = await report('criminal.telecomFraud', '+86 139-0000-0321');
    await report('dispute', PHONE);
    await report('criminal.telecomFraud', '13900000999');
    const { instanceId } = await alert(here, 0);
    const { tasks } = await ask<{ tasks: { id: Id; key: string }[] }>(here, 'query ($s: ID!, $i: ID!) { instance(stationId: $s, id: $i) { tasks { id key status } } }', { s: station(0), i: instanceId });
    const task = tasks.find(({ key }) => key === 'sign')?.id;
    await ask(here, 'mutation ($s: ID!, $t: ID!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: "signed", form: {}, idempotencyKey: $k) { instance { id } } }', { s: station(0), t: task, k: newId() });
    expect(await dataOf(instanceId)).toMatchObject({ victimReports: 1, victimReport: fraud, contactsBefore: 0 });
  });

  it('is one per person, wherever it comes from, and known to be elsewhere too by the station’s name alone', async () => {
    const first = await alert(here, 0, { person: { phone: '13900000654' }, grade: 'medium' });
    const again = await alert(here, 0, { person: { phone: '0086 139 0000 0654', name: '测试甲' }, source: 'telecom', grade: 'low' });
    expect([first.started, again]).toEqual([true, { instanceId: first.instanceId, started: false }]);
    const other = await alert(there, 1, { person: { phone: '13900000654' } });
    expect(other.started).toBe(true);
    await jobsDone();
    expect(await dataOf(first.instanceId)).toMatchObject({ grade: 'medium', reports: [{ source: 'bank' }, { source: 'telecom' }], elsewhere: 'Alerts station 1' });
    expect(await dataOf(other.instanceId)).toMatchObject({ elsewhere: 'Alerts station 0' });
    // Nobody says so by hand.
    await expect(ask(here, 'mutation ($s: ID!, $i: ID!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "alsoElsewhere", payload: { station: "x" }, idempotencyKey: $k) { instance { id } } }', { s: station(0), i: first.instanceId, k: newId() })).rejects.toThrow('EVENT_NOT_ACCEPTED');
  });
});
