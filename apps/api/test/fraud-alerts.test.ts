import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Id } from '@stationhouse/kernel';
import { describeDrill } from './fraud-alerts/drill.js';
import { describeFigures } from './fraud-alerts/figures.js';
import { describeInputs } from './fraud-alerts/inputs.js';
import { describeNight } from './fraud-alerts/night.js';
import { describeScenarios } from './fraud-alerts/scenarios.js';
import { openFraudWorld, phones, type FraudWorld } from './fraud-alerts/world.js';

describe('a fraud alert in the whole house', () => {
  let world: FraudWorld;
  beforeAll(async () => {
    world = await openFraudWorld('Alerts');
  }, 120_000);
  afterAll(() => world?.close());

  // First: it looks at every figure before and after.
  describeNight(() => world);
  describeDrill(() => world);
  describeScenarios(() => world);
  describeInputs(() => world);

  it('finds at signing what frauds the person has reported, and nothing else they called about', async () => {
    const [phone, stranger] = [phones(), phones()];
    const here = await world.as('duty-officer');
    const report = (category: string, reporterPhone: string) => world.ask<{ id: Id }>(here, 'mutation ($s: ID!, $i: NewIncident!, $k: String!) { createIncident(stationId: $s, input: $i, idempotencyKey: $k) { id } }', { s: world.station(), i: { channel: 'WALK_IN', category, narrative: '来电', reporterPhone }, k: `${category} ${reporterPhone}` });
    const { id: fraud } = await report('criminal.telecomFraud', `+86 ${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`);
    await report('dispute', phone);
    await report('criminal.telecomFraud', stranger);
    const { instanceId } = await world.alert({ person: { phone } });
    await world.does('duty-officer', instanceId, 'sign', 'signed');
    expect(await world.dataOf(instanceId)).toMatchObject({ victimReports: 1, victimReport: fraud, contactsBefore: 0 });
  });

  it('is one per person, wherever it comes from, and known to be elsewhere too by the station’s name alone', async () => {
    const phone = phones();
    const first = await world.alert({ person: { phone }, grade: 'medium' });
    const again = await world.alert({ person: { phone: `0086 ${phone}`, name: '测试甲' }, source: 'telecom', grade: 'low' });
    expect([first.started, again]).toEqual([true, { instanceId: first.instanceId, started: false }]);
    const other = await world.alert({ person: { phone } }, 1);
    expect(other.started).toBe(true);
    await world.settle();
    expect(await world.dataOf(first.instanceId)).toMatchObject({ grade: 'medium', reports: [{ source: 'bank' }, { source: 'telecom' }], elsewhere: 'Alerts station 1' });
    expect(await world.dataOf(other.instanceId)).toMatchObject({ elsewhere: 'Alerts station 0' });
    // Nobody says so by hand.
    expect(await world.codeOf(world.send('duty-officer', first.instanceId, 'alsoElsewhere', { station: 'x' }))).toBe('EVENT_NOT_ACCEPTED');
  });

  // Last: days go by.
  describeFigures(() => world);
});
