import { createTeam, findRole, requireWorking, Team, type MoveRole, type StaffMoveWish } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, text, type Id } from '@stationhouse/kernel';
import type { StaffMoves } from '../moves/staff-moves.js';
import type { Going } from './entities.js';

/** A role inside the police network that somebody holds at a station. */
export interface Held {
  readonly id: Id;
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly role: string;
  readonly stationId: Id;
  readonly teamId: Id | null;
  readonly postId: Id | null;
  readonly team: string | null;
}

/** Every role that officers hold at a station; people outside keep theirs, to finish what they have in hand. */
export function heldAt(tenant: Tenant, stationId: Id): Promise<Held[]> {
  return tenant.sql<Held>(
    `SELECT m.id, m.bureau_id AS "bureauId", m.account_id AS "accountId", m.role, m.station_id AS "stationId", m.team_id AS "teamId", m.post_id AS "postId", t.name AS team
       FROM membership m JOIN account a ON a.bureau_id = m.bureau_id AND a.id = m.account_id LEFT JOIN team t ON t.station_id = m.station_id AND t.id = m.team_id
      WHERE m.station_id = $1 AND m.ended_at IS NULL AND a.active AND a.surface = 'internal' ORDER BY m.id`,
    [stationId],
  );
}

/** @throws StationhouseError BAD_INPUT for somebody who does not work there, for a role that cannot be given, or for oneself */
export function requireGoing(held: readonly Held[], people: readonly Going[], by: Id | undefined): void {
  for (const { accountId, role } of people) {
    const found = findRole(role);
    if (!held.some((one) => one.accountId === accountId)) throw badInput('people', text('名单中有人不在本所任职，请刷新后重选。', 'Somebody named does not work at the station. Reload and choose again.'), { accountId });
    if (found === undefined || found.external || found.scope === 'BUREAU') throw badInput('people', text('此处不能授予该角色。', 'This role cannot be granted here.'), { role: role.slice(0, 60) });
    if (found.scope === 'TEAM' && teamOf(held, { accountId, role }) === null) throw badInput('people', text(`“${found.title['zh-CN']}”须属于某个队：此人在本所未任该队职务。`, `The role ${found.title.en} needs a team: this person has none there.`), { accountId, role });
    if (accountId === by) throw badInput('people', text('不能调动自己，请由其他管理员办理。', 'You cannot move yourself. Ask another administrator.'), { accountId });
  }
}

/** Officers of a station with a move of their own ahead, by name: it stands, and they keep their roles until it comes. */
export function movingAway(tenant: Tenant, bureauId: Id, held: readonly Held[]): Promise<{ accountId: Id; displayName: string }[]> {
  return tenant.sql(
    `SELECT a.id AS "accountId", a.display_name AS "displayName" FROM staff_move m JOIN account a ON a.bureau_id = m.bureau_id AND a.id = m.account_id
      WHERE m.bureau_id = $1 AND m.state = 'waiting' AND m.account_id = ANY ($2) ORDER BY a.display_name, a.id`,
    [bureauId, [...new Set(held.map(({ accountId }) => accountId))]],
  );
}

/** As many characters as a move says why. */
const MOST_OF_REASON = 300;

export interface PeopleOn {
  readonly bureauId: Id;
  readonly from: Id;
  readonly to: Id;
  readonly people: readonly Going[];
  readonly held: readonly Held[];
  readonly because: string;
  readonly reorganisationId: Id;
}

/**
 * Plans a staff move at once for everybody who goes: roles, tasks, shifts and boards follow as in any other. A team goes by its name; who has left
 * meanwhile goes nowhere.
 * @returns what was planned
 * @throws StationhouseError STATION_CLOSED, NOT_FOUND, BAD_INPUT
 */
export async function movePeople(tenant: Tenant, moves: Pick<StaffMoves, 'move'>, { bureauId, from, to, people, held, because, reorganisationId }: PeopleOn): Promise<StaffMoveWish[]> {
  await requireWorking(tenant, to);
  const wishes: StaffMoveWish[] = [];
  for (const accountId of new Set(people.map((going) => going.accountId))) {
    if (!held.some((one) => one.accountId === accountId)) continue;
    const roles: MoveRole[] = [];
    for (const going of people.filter((one) => one.accountId === accountId)) {
      roles.push({ role: going.role, ...(findRole(going.role)?.scope === 'TEAM' ? { teamId: await teamNamed(tenant, to, teamOf(held, going) ?? '') } : {}) });
    }
    const wish: StaffMoveWish = { accountId, kind: 'transfer', fromStationId: from, toStationId: to, roles, handovers: [], reason: [...because].slice(0, MOST_OF_REASON).join(''), reorganisationId };
    await moves.move(tenant, bureauId, wish);
    wishes.push(wish);
  }
  return wishes;
}

function teamOf(held: readonly Held[], { accountId, role }: Going): string | null {
  return held.find((one) => one.accountId === accountId && one.role === role)?.team ?? held.find((one) => one.accountId === accountId && one.team !== null)?.team ?? null;
}

async function teamNamed(tenant: Tenant, stationId: Id, name: string): Promise<Id> {
  const known = await tenant.repository(Team).findOneBy({ stationId, name });
  return (known ?? (await createTeam(tenant, stationId, name))).id;
}
