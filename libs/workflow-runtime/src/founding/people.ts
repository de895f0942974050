import { createTeam, endMembership, findRole, insertMembership, requireWorking, Team } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, text, type Id } from '@stationhouse/kernel';
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

/**
 * Moves people on: they get the roles they go to, and lose those they held. A team goes by its name.
 * @param held what ends; what is named by `people` begins at `to`
 * @throws StationhouseError STATION_CLOSED, NOT_FOUND
 */
export async function movePeople(tenant: Tenant, { to, people, held, ends }: { readonly to: Id | null; readonly people: readonly Going[]; readonly held: readonly Held[]; readonly ends: readonly Held[] }): Promise<void> {
  if (to !== null) {
    await requireWorking(tenant, to);
    const there = await heldAt(tenant, to);
    for (const going of people) {
      const [first] = held.filter(({ accountId }) => accountId === going.accountId);
      // Who has left meanwhile goes nowhere; who has the role there already keeps it.
      if (first === undefined || there.some(({ accountId, role }) => accountId === going.accountId && role === going.role)) continue;
      const teamId = findRole(going.role)?.scope === 'TEAM' ? await teamNamed(tenant, to, teamOf(held, going) ?? '') : null;
      await insertMembership(tenant, { bureauId: first.bureauId, accountId: going.accountId, role: going.role, stationId: to, teamId, postId: null });
    }
  }
  for (const one of ends) await endMembership(tenant, one);
}

function teamOf(held: readonly Held[], { accountId, role }: Going): string | null {
  return held.find((one) => one.accountId === accountId && one.role === role)?.team ?? held.find((one) => one.accountId === accountId && one.team !== null)?.team ?? null;
}

async function teamNamed(tenant: Tenant, stationId: Id, name: string): Promise<Id> {
  const known = await tenant.repository(Team).findOneBy({ stationId, name });
  return (known ?? (await createTeam(tenant, stationId, name))).id;
}
