import { ROLES, type RoleId } from '@stationhouse/access';
import { newId, type Id } from '@stationhouse/kernel';
import type { StationCode } from './world/map.js';
import { randomOf } from './world/random.js';
import { inventedName } from './world/slots.js';
import { STATIONS } from './world/stations.js';

/** An invented person of the demo bureau, with the roles that person holds. */
export interface DemoPerson {
  readonly id: Id;
  readonly login: string;
  readonly displayName: string;
  readonly role: RoleId;
  /** Stations the role is held at; empty for a role at the bureau. */
  readonly stations: readonly StationCode[];
  /** Which of the station's teams, by its name. */
  readonly team: string | undefined;
}

export const TEAMS = ['综合指挥室', '案件办理队', '社区警务队'] as const;

/** The one password of all demo accounts. It opens invented data only and is printed at the first start. */
export const DEMO_PASSWORD = 'jiangcheng-demo-110';

/** How many people of a role a station has; one where nothing is said. */
const STRENGTH: Partial<Record<RoleId, number>> = {
  'duty-commander': 2,
  'team-leader': 3,
  'duty-officer': 3,
  'command-room': 2,
  'community-officer': 3,
  'case-officer': 3,
  auxiliary: 3,
  'grid-worker': 2,
  mediator: 2,
};

const TEAM_OF: Partial<Record<RoleId, (typeof TEAMS)[number]>> = {
  'duty-officer': '综合指挥室',
  'command-room': '综合指挥室',
  'case-officer': '案件办理队',
  'property-custodian': '案件办理队',
  'community-officer': '社区警务队',
  'grid-worker': '社区警务队',
};

/** Roles of DOMAIN §4 that look across stations: one person holds them at every station. */
const EVERY_STATION: readonly string[] = ['analyst', 'auditor'];

/**
 * Everybody of the demo bureau: each role at each station it fits, each bureau role once. The first holder of a role
 * signs in as `chief-dongmen`, the second as `duty-officer-dongmen-2`.
 */
export function demoPeople(seed: string): DemoPerson[] {
  const random = randomOf(`${seed}/people`);
  const taken = new Set<string>();
  const name = () => {
    for (;;) {
      const invented = inventedName(random);
      if (!taken.has(invented)) {
        taken.add(invented);
        return invented;
      }
    }
  };
  const across = ROLES.filter((role) => role.scope === 'BUREAU' || EVERY_STATION.includes(role.id)).map((role) => ({
    id: newId(),
    login: role.id,
    displayName: name(),
    role: role.id,
    stations: EVERY_STATION.includes(role.id) ? STATIONS.map((station) => station.code) : [],
    team: undefined,
  }));
  const stationRoles = ROLES.filter((role) => role.scope !== 'BUREAU' && !EVERY_STATION.includes(role.id));
  const within = STATIONS.flatMap((station) => {
    // Names repeat between stations, as in life, but not within one.
    taken.clear();
    return stationRoles
      .filter((role) => role.id !== 'scenic-operator' || station.kind === 'oldTown')
      .flatMap((role) =>
        Array.from({ length: STRENGTH[role.id] ?? 1 }, (_, index) => ({
          id: newId(),
          login: `${role.id}-${station.code}${index === 0 ? '' : `-${index + 1}`}`,
          displayName: name(),
          role: role.id,
          stations: [station.code],
          team: role.id === 'team-leader' ? TEAMS[index % TEAMS.length] : TEAM_OF[role.id],
        })),
      );
  });
  return [...across, ...within];
}

/**
 * The sign-ins worth printing: one for each kind of person, all at the first station.
 * @param external those of the external surface, in place of the internal one
 */
export function signInsToShow(external = false): { login: string; title: { 'zh-CN': string; en: string } }[] {
  const first = STATIONS[0]?.code ?? 'dongmen';
  return ROLES.filter((role) => role.external === external).map((role) => ({
    login: role.scope === 'BUREAU' || EVERY_STATION.includes(role.id) ? role.id : `${role.id}-${first}`,
    title: role.title,
  }));
}
