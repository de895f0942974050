/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { linkOf } from '../src/notices/links.js';
import type { Me } from '../src/session/me.js';

const station = (id: string, ...permissions: string[]) => ({ station: { id, name: id, timeZone: 'Asia/Shanghai', closedAt: null }, roles: [], permissions });
const somebody = (over: object) => ({ account: { id: 'a' }, bureau: { id: 'b', name: 'b', timeZone: 'Asia/Shanghai' }, memberships: [], stations: [], bureauPermissions: [], ...over }) as unknown as Me;
const MAY = ['instance.read', 'configuration.read', 'instance.migrate', 'plugin.manage', 'accessGrant.read', 'member.read'];
const chief = somebody({ memberships: [{ stationId: 's' }], stations: [station('s', ...MAY)] });
const officer = somebody({ memberships: [{ stationId: 's' }], stations: [station('s', 'instance.read')] });
const admin = somebody({ memberships: [{ stationId: null }], stations: [station('s', 'configuration.read', 'accessGrant.read')], bureauPermissions: ['configuration.read', 'instance.migrate', 'plugin.read', 'accessGrant.read', 'bureauMember.read'] });
const about = (kind: string, number: string | null = null, stationId: string | null = 's', what = `${kind}.any`) => ({ kind: what, stationId, record: { kind, id: 'r', number } });

describe('where a notice leads', () => {
  it('whoever works at the station is led to its page', () => {
    expect(linkOf(chief, about('configuration', 'dispute-mediation'))).toBe('/s/s/workflows/dispute-mediation');
    expect(linkOf(chief, about('migration', 'dispute-mediation'))).toBe('/s/s/workflows/dispute-mediation/migrations/r');
    expect(linkOf(chief, about('plugin'))).toBe('/s/s/plugins');
    expect(linkOf(chief, about('accessGrant'))).toBe('/s/s/access');
    expect(linkOf(officer, about('apiKey'))).toBe('/account/keys');
    expect(linkOf(chief, about('instance'))).toBe('/s/s/instances/r/open');
    expect(linkOf(chief, about('staffMove', null, 's', 'staffMove.successor'))).toBe('/s/s/tasks');
  });

  it('the bureau sees a station’s matter among all stations, and its own where it is kept', () => {
    expect(linkOf(admin, about('configuration', 'dispute-mediation'))).toBe('/bureau/overview?show=care');
    expect(linkOf(admin, about('configuration', 'dispute-mediation', null))).toBe('/bureau/workflows/dispute-mediation');
    expect(linkOf(admin, about('migration', 'dispute-mediation', null))).toBe('/bureau/workflows/dispute-mediation/migrations/r');
    expect(linkOf(admin, about('plugin'))).toBe('/bureau/plugins');
    expect(linkOf(admin, about('accessGrant'))).toBe('/bureau/access');
    expect(linkOf(admin, about('staffMove', null, null))).toBe('/bureau/members?tab=moves');
    expect(linkOf(admin, about('station'))).toBe('/bureau/stations');
  });

  it('whoever is rung from the bureau is led to what its emergency card shows, and questions and reviews to theirs', () => {
    const leader = somebody({ memberships: [{ stationId: null }], stations: [station('s', 'emergency.open', 'emergency.views')], bureauPermissions: ['emergency.open'] });
    expect(linkOf(leader, { ...about('instance'), emergencyCard: true })).toBe('/s/s/emergency/r');
    expect(linkOf(leader, { ...about('instance'), emergencyCard: false })).toBeUndefined();
    expect(linkOf(chief, { ...about('instance'), emergencyCard: true })).toBe('/s/s/instances/r/open');
    expect(linkOf(leader, about('emergencyCard'))).toBe('/s/s/emergency/r');
    expect(linkOf(leader, about('emergencyReview'))).toBe('/s/s/emergency?instance=r');
    expect(linkOf(officer, about('emergencyReview'))).toBeUndefined();
  });

  it('what is not theirs to open is no link', () => {
    expect(linkOf(officer, about('configuration', 'dispute-mediation'))).toBeUndefined();
    expect(linkOf(officer, about('plugin'))).toBeUndefined();
    expect(linkOf(officer, about('instance', null, 'elsewhere'))).toBeUndefined();
    expect(linkOf(admin, about('instance'))).toBeUndefined();
    expect(linkOf(chief, about('unheardOf'))).toBeUndefined();
    expect(linkOf(chief, { kind: 'any', stationId: 's', record: null })).toBeUndefined();
  });
});
