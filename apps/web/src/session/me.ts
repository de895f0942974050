import type { Scope } from '@stationhouse/plugin-web';
import { createContext, useContext } from 'react';
import type { MeQuery } from '../gql/session.js';
import { PERMISSIONS } from '../permissions.js';

export type Me = MeQuery['me'];

/** The signed-in account, set by the shell. */
export const MeContext = createContext<Me | undefined>(undefined);

/** The signed-in account. @throws Error before sign-in */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === undefined) throw new Error('useMe: nobody is signed in here');
  return me;
}

/** The stations the account may enter that take new work; the others are closed. */
export function workingStations(me: Me): Me['stations'] {
  return me.stations.filter(({ station }) => !station.closedAt);
}

/** What begins something new: a closed station refuses it, so nobody is offered it there. */
const BEGINS: ReadonlySet<string> = new Set([PERMISSIONS.startInstance, PERMISSIONS.createIncident, PERMISSIONS.planDuty, PERMISSIONS.grantRoles, PERMISSIONS.publishConfiguration, PERMISSIONS.directExercises]);

/** The scope of a station the account may enter; undefined for any other id, as if it did not exist. */
export function stationScope(me: Me, stationId: string): Scope | undefined {
  const access = me.stations.find(({ station }) => station.id === stationId);
  if (access === undefined) return undefined;
  const permissions = new Set(access.permissions.filter((permission) => !access.station.closedAt || !BEGINS.has(permission)));
  return {
    bureauId: me.bureau.id, bureauName: me.bureau.name, stationId, name: access.station.name,
    timeZone: access.station.timeZone, accountId: me.account.id, base: `/s/${stationId}`,
    may: (permission) => permissions.has(permission),
  };
}

/** The scope of the bureau; undefined when the account holds nothing there. */
export function bureauScope(me: Me): Scope | undefined {
  if (me.bureauPermissions.length === 0) return undefined;
  const permissions = new Set(me.bureauPermissions);
  return {
    bureauId: me.bureau.id, bureauName: me.bureau.name, stationId: undefined, name: me.bureau.name,
    timeZone: me.bureau.timeZone, accountId: me.account.id, base: '/bureau',
    may: (permission) => permissions.has(permission),
  };
}

const LAST_KEY = 'stationhouse.last';

/** Remembers where the reader worked, for the next sign-in. */
export function rememberBase(base: string): void {
  localStorage.setItem(LAST_KEY, base);
}

/** Where a reader starts: where they last were if that is still theirs, else the station they belong to, else the bureau. */
export function startBase(me: Me): string | undefined {
  const last = localStorage.getItem(LAST_KEY) ?? '';
  const stationId = /^\/s\/(.+)$/.exec(last)?.[1];
  if (stationId !== undefined && stationScope(me, stationId)) return last;
  if (last === '/bureau' && bureauScope(me)) return last;
  // A membership at a station says more about where one works than the mere right to enter it.
  const own = me.memberships.find((membership) => membership.stationId && stationScope(me, membership.stationId))?.stationId;
  if (own) return `/s/${own}`;
  const first = me.stations[0]?.station.id;
  return bureauScope(me)?.base ?? (first ? `/s/${first}` : undefined);
}
