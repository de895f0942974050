import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { IsNull } from 'typeorm';
import * as deeds from '../audit-actions.js';
import { forbidden } from '../guard/require.js';
import { covers, findRole, type Role } from '../permissions/roles.js';
import type { PermissionRegistry } from '../permissions/permission.js';
import type { RequestContext } from '../request/context.js';
import { Account, Membership } from './entities.js';
import { refuseTaken } from './names.js';
import { requirePost, requireTeam, requireWorking } from './units.js';

/** Roles that answer for or watch over a station: the bureau appoints them, so that nobody picks their own watcher. */
const APPOINTED: ReadonlySet<string> = new Set(['chief', 'auditor', 'analyst']);

export interface StationGrant {
  readonly stationId: Id;
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly role: string;
  readonly teamId?: Id | undefined;
  readonly postId?: Id | undefined;
}

/** The permission that giving or taking a station's role asks for. */
export function permissionToGrant(role: string): string {
  return APPOINTED.has(role) ? 'member.appoint' : 'member.grant';
}

/**
 * Refuses a grant to oneself that would add to what one already may do or see; every other bound is the scope itself:
 * a station's role through a permission at that station, a bureau's role through one at that bureau.
 */
export function refuseSelfElevation(request: RequestContext, registry: PermissionRegistry, grant: { accountId: Id; role: string; stationId?: Id }): void {
  if (grant.accountId !== request.account.id) return;
  const { abilities } = request;
  const { stationId } = grant;
  const unit = stationId === undefined ? { bureauId: request.account.bureauId } : { stationId };
  const gainsNothing = registry.ofRole(grant.role).every((permission) => abilities.may(permission.id, unit));
  const seesNoMore = stationId !== undefined && covers(abilities.levelAt(stationId), findRole(grant.role)?.dataClass ?? 'P3');
  if (gainsNothing && seesNoMore) return;
  throw new StationhouseError('FORBIDDEN', text('不能给自己授予更大的权限，请由其他管理员办理。', 'You cannot give yourself more than you have. Ask another administrator.'));
}

/** @throws StationhouseError BAD_INPUT for a role of people outside: they are invited, with an account of their own */
export function refuseOutside(role: string): void {
  if (findRole(role)?.external === true) throw badInput('role', text('该角色属于外部人员，请在“外部人员”中邀请。', 'This role is for people outside: invite them under “People outside”.'));
}

/**
 * Gives an account a role at a station. The account may be any active one of the bureau.
 * @throws StationhouseError BAD_INPUT for a role of another scope, NOT_FOUND, CONFLICT when it is held already, STATION_CLOSED
 */
export async function grantRole(tenant: Tenant, grant: StationGrant): Promise<Membership> {
  await requireGrantable(tenant, grant);
  return insertMembership(tenant, { ...grant, teamId: grant.teamId ?? null, postId: grant.postId ?? null });
}

/** Refuses a role that cannot be held there at all. @throws StationhouseError BAD_INPUT for a role of another scope, NOT_FOUND for a team or post of another station */
export async function requireGrantable(tenant: Tenant, grant: Omit<StationGrant, 'bureauId' | 'accountId'>): Promise<void> {
  const role = roleOfScope(grant.role, (found) => found.scope !== 'BUREAU');
  if (role.scope === 'TEAM' && grant.teamId === undefined) throw badInput('teamId', text(`授予“${role.title['zh-CN']}”须指明队。`, `The role ${role.title.en} needs a team.`));
  if (role.scope === 'POST' && grant.postId === undefined) throw badInput('postId', text(`授予“${role.title['zh-CN']}”须指明岗位。`, `The role ${role.title.en} needs a post.`));
  if (grant.teamId !== undefined) await requireTeam(tenant, grant.stationId, grant.teamId);
  if (grant.postId !== undefined) await requirePost(tenant, grant.stationId, grant.postId);
}

/** Gives an account a role at the bureau. @throws StationhouseError BAD_INPUT, NOT_FOUND, CONFLICT */
export async function grantBureauRole(tenant: Tenant, grant: { bureauId: Id; accountId: Id; role: string }): Promise<Membership> {
  roleOfScope(grant.role, (found) => found.scope === 'BUREAU');
  return insertMembership(tenant, { ...grant, stationId: null, teamId: null, postId: null });
}

/** Takes a role at a station. @throws StationhouseError NOT_FOUND; FORBIDDEN from `mayTake` */
export async function revokeRole(tenant: Tenant, stationId: Id, membershipId: Id, mayTake: (role: string) => boolean): Promise<void> {
  const held = await tenant.repository(Membership).findOneBy({ stationId, id: membershipId });
  if (held === null || held.endedAt !== null) throw notFound(text('角色授予', 'Membership'));
  if (!mayTake(held.role)) throw forbidden();
  await endMembership(tenant, held);
}

/**
 * Takes a role at the bureau.
 * @throws StationhouseError NOT_FOUND; CONFLICT for the last administrator who can sign in
 */
export async function revokeBureauRole(tenant: Tenant, bureauId: Id, membershipId: Id): Promise<void> {
  await lockBureau(tenant, bureauId);
  const held = (await tenant.repository(Membership).findBy({ bureauId, id: membershipId })).find((found) => found.stationId === null && found.endedAt === null);
  if (held === undefined) throw notFound(text('角色授予', 'Membership'));
  if (held.role === 'bureau-admin') await refuseLastAdministrator(tenant, bureauId, held.accountId);
  await endMembership(tenant, held);
}

/** Bureau administrators are counted one change at a time, or two of them could remove each other. */
export async function lockBureau(tenant: Tenant, bureauId: Id): Promise<void> {
  await tenant.sql('SELECT id FROM bureau WHERE id = $1 FOR UPDATE', [bureauId]);
}

/** @throws StationhouseError CONFLICT when nobody but this account could administer the bureau; hold the bureau's lock */
export async function refuseLastAdministrator(tenant: Tenant, bureauId: Id, accountId: Id): Promise<void> {
  const others = await tenant.sql(
    `SELECT FROM membership m JOIN account a ON a.bureau_id = m.bureau_id AND a.id = m.account_id
      WHERE m.bureau_id = $1 AND m.role = 'bureau-admin' AND m.station_id IS NULL AND m.ended_at IS NULL AND a.active AND a.id <> $2 LIMIT 1`,
    [bureauId, accountId],
  );
  if (others.length > 0) return;
  throw new StationhouseError('CONFLICT', text('分局至少要保留一名管理员，请先任命另一名。', 'A bureau keeps at least one administrator. Appoint another one first.'));
}

function roleOfScope(id: string, fits: (role: Role) => boolean): Role {
  const role = findRole(id);
  if (role !== undefined && fits(role)) return role;
  throw badInput('role', text('此处不能授予该角色。', 'This role cannot be granted here.'), { role: id.slice(0, 60) });
}

type MembershipValues = Pick<Membership, 'bureauId' | 'accountId' | 'role' | 'stationId' | 'teamId' | 'postId'>;

/** @throws StationhouseError NOT_FOUND; BAD_INPUT for a role of the police network to somebody outside of it; CONFLICT when it is held already; STATION_CLOSED */
export async function insertMembership(tenant: Tenant, values: MembershipValues): Promise<Membership> {
  if (values.stationId !== null) await requireWorking(tenant, values.stationId);
  const account = await tenant.repository(Account).findOneBy({ bureauId: values.bureauId, id: values.accountId });
  if (account === null || !account.active) throw notFound(text('账号', 'Account'));
  if (account.surface === 'external' && findRole(values.role)?.external !== true) throw badInput('role', text('外部人员不能授予内部角色。', 'Somebody outside the police network holds no role inside.'));
  const id = newId();
  await refuseTaken(
    () => tenant.repository(Membership).insert({ id, ...pick(values), grantedBy: tenant.context.accountId ?? null, grantedAt: tenant.now, endedBy: null, endedAt: null }),
    text('该账号已有此角色。', 'The account already holds this role.'),
  );
  await recordRole(tenant, deeds.roleGranted, { ...values, id });
  return tenant.repository(Membership).findOneByOrFail({ bureauId: values.bureauId, id });
}

/** Takes every role an account holds at some stations, and at the bureau where that is said. @throws StationhouseError CONFLICT for the last administrator; hold the bureau's lock */
export async function endMemberships(tenant: Tenant, bureauId: Id, accountId: Id, { stationIds, atBureau }: { readonly stationIds: readonly Id[]; readonly atBureau: boolean }): Promise<number> {
  const held = (await tenant.repository(Membership).findBy({ bureauId, accountId, endedAt: IsNull() })).filter(({ stationId }) => (stationId === null ? atBureau : stationIds.includes(stationId)));
  if (held.some(({ role, stationId }) => stationId === null && role === 'bureau-admin')) await refuseLastAdministrator(tenant, bureauId, accountId);
  for (const one of held) await endMembership(tenant, one);
  return held.length;
}

/** Ends a role that is held. */
export async function endMembership(tenant: Tenant, held: MembershipValues & { readonly id: Id }): Promise<void> {
  await tenant.sql('UPDATE membership SET ended_at = $3, ended_by = $4 WHERE bureau_id = $1 AND id = $2', [held.bureauId, held.id, tenant.now, tenant.context.accountId ?? null]);
  await recordRole(tenant, deeds.roleRevoked, held);
}

function pick({ bureauId, accountId, role, stationId, teamId, postId }: MembershipValues): MembershipValues {
  return { bureauId, accountId, role, stationId, teamId, postId };
}

async function recordRole(tenant: Tenant, action: (typeof deeds)['roleGranted'], held: MembershipValues & { id: Id }): Promise<void> {
  const unit = held.stationId === null ? { bureauId: held.bureauId } : { stationId: held.stationId };
  await audit(tenant, { action, ...unit, record: { kind: 'account', id: held.accountId }, details: { role: held.role, membershipId: held.id, teamId: held.teamId, postId: held.postId } });
}
