import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import type { PermissionRegistry } from '../permissions/permission.js';
import type { Abilities } from '../permissions/abilities.js';
import { Account } from '../organisation/entities.js';
import { permissionToGrant } from '../organisation/members.js';
import { grantMembers } from '../permissions/catalogue.js';

const LONGEST_REASON = 500;
const LONGEST_DAYS = 366;

/** A part of the administration given to an account. Times are real time. */
export interface DelegationRow {
  readonly bureauId: Id;
  readonly id: Id;
  readonly accountId: Id;
  readonly permissions: readonly string[];
  /** Empty: at the bureau. */
  readonly stationIds: readonly Id[];
  readonly reason: string;
  readonly givenBy: Id;
  readonly givenAt: Date;
  readonly endsAt: Date;
  readonly revokedBy: Id | null;
  readonly revokedAt: Date | null;
}

/** What is to be given. */
export interface DelegationWish {
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly permissions: readonly string[];
  readonly stationIds: readonly Id[];
  readonly reason: string;
  readonly endsAt: Date;
}

const COLUMNS = `bureau_id AS "bureauId", id, account_id AS "accountId", permissions, station_ids AS "stationIds", reason, given_by AS "givenBy", given_at AS "givenAt", ends_at AS "endsAt", revoked_by AS "revokedBy", revoked_at AS "revokedAt"`;

/**
 * Gives an account a part of what the giver administers.
 * @param at real time
 * @throws StationhouseError DELEGATION_EXCEEDS for what the giver does not hold by a role, or what is not given away; BAD_INPUT, NOT_FOUND
 */
export async function delegate(tenant: Tenant, registry: PermissionRegistry, giver: Abilities, wish: DelegationWish, at: Date): Promise<DelegationRow> {
  const reason = parseText(wish.reason, 'reason', LONGEST_REASON).trim();
  if (reason === '') throw badInput('reason', text('请写明委托事由。', 'Say what the delegation is for.'));
  if (wish.endsAt <= at || wish.endsAt.getTime() > at.getTime() + LONGEST_DAYS * 86_400_000) throw badInput('endsAt', text(`截止时间须在今后 ${LONGEST_DAYS} 天之内。`, `The end lies within the next ${LONGEST_DAYS} days.`));
  if (wish.permissions.length === 0) throw badInput('permissions', text('请选择要委托的权限。', 'Choose what to give.'));
  if (wish.accountId === tenant.context.accountId) throw new StationhouseError('DELEGATION_EXCEEDS', text('不能委托给自己。', 'You cannot delegate to yourself.'));
  for (const permission of new Set(wish.permissions)) refuseBeyond(registry, giver, wish, permission);
  await requireStations(tenant, wish);
  const account = await tenant.repository(Account).findOneBy({ bureauId: wish.bureauId, id: wish.accountId });
  if (account === null || account.surface !== 'internal' || !account.active) throw notFound(text('账号', 'Account'));
  const id = newId();
  await tenant.sql('INSERT INTO delegation (bureau_id, id, account_id, permissions, station_ids, reason, given_by, given_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    wish.bureauId, id, wish.accountId, [...new Set(wish.permissions)], [...new Set(wish.stationIds)], reason, tenant.context.accountId, at, wish.endsAt,
  ]);
  const details = { permissions: [...new Set(wish.permissions)], stationIds: [...wish.stationIds], endsAt: wish.endsAt.toISOString(), delegationId: id };
  await audit(tenant, { action: deeds.delegationGiven, bureauId: wish.bureauId, record: { kind: 'account', id: wish.accountId }, purpose: reason, details });
  return find(tenant, wish.bureauId, id);
}

/** Takes a part back, at once. Over already, it stays as it is. @param at real time */
export async function revokeDelegation(tenant: Tenant, bureauId: Id, id: Id, at: Date): Promise<DelegationRow> {
  const given = await find(tenant, bureauId, id);
  if (given.revokedAt !== null || given.endsAt <= at) return given;
  await tenant.sql('UPDATE delegation SET revoked_by = $3, revoked_at = $4 WHERE bureau_id = $1 AND id = $2 AND revoked_at IS NULL', [bureauId, id, tenant.context.accountId ?? null, at]);
  await audit(tenant, { action: deeds.delegationRevoked, bureauId, record: { kind: 'account', id: given.accountId }, details: { delegationId: id } });
  return find(tenant, bureauId, id);
}

/** What a bureau has delegated, the latest first; at most 200. */
export function delegations(tenant: Tenant, bureauId: Id): Promise<DelegationRow[]> {
  return tenant.sql<DelegationRow>(`SELECT ${COLUMNS} FROM delegation WHERE bureau_id = $1 ORDER BY id DESC LIMIT 200`, [bureauId]);
}

/**
 * Which accounts hold roles at these stations and nowhere else, and none that the bureau appoints: those that somebody manages who was
 * given that for these stations – a new password of the chief's would be the chief's rights. Looks at the whole bureau, since a role
 * elsewhere is just what such a person does not see.
 */
export async function onlyAt(database: Database, bureauId: Id, accountIds: readonly Id[], mayAt: (stationId: Id) => boolean): Promise<Set<Id>> {
  const all = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1', [bureauId]));
  const held = await database.inTenant({ stationIds: all.map(({ id }) => id), bureauIds: [bureauId] }, (tenant) =>
    tenant.sql<{ accountId: Id; stationIds: (Id | null)[]; roles: string[] }>('SELECT account_id AS "accountId", array_agg(DISTINCT station_id) AS "stationIds", array_agg(DISTINCT role) AS roles FROM membership WHERE bureau_id = $1 AND account_id = ANY ($2) AND ended_at IS NULL GROUP BY 1', [bureauId, [...accountIds]]),
  );
  return new Set(held.filter(({ stationIds, roles }) => stationIds.every((stationId) => stationId !== null && mayAt(stationId)) && roles.every((role) => permissionToGrant(role) === grantMembers.id)).map(({ accountId }) => accountId));
}

/** The refusal of an account that is not only of the stations one was given. */
export function beyondPart(): StationhouseError {
  return new StationhouseError('FORBIDDEN', text('受托范围只含所列派出所的人员，不含分局任命的所长、审计员、分析员；此账号不在其中。', 'Your part covers people of the named stations, without chiefs, auditors and analysts, whom the bureau appoints. This account is not one of them.'));
}

function refuseBeyond(registry: PermissionRegistry, giver: Abilities, { bureauId, stationIds }: DelegationWish, id: string): void {
  const permission = registry.has(id) ? registry.get(id) : undefined;
  const title = permission?.title ?? text(id.slice(0, 60), id.slice(0, 60));
  if (permission?.delegable === undefined) throw new StationhouseError('DELEGATION_EXCEEDS', text(`“${title['zh-CN']}”不能委托。`, `“${title.en}” is not given away.`), { permission: title.en });
  if ((permission.delegable === 'stations') !== stationIds.length > 0) {
    throw badInput('stationIds', permission.delegable === 'stations' ? text(`“${title['zh-CN']}”须指明派出所。`, `“${title.en}” is given for named stations.`) : text(`“${title['zh-CN']}”属于分局，不按派出所委托。`, `“${title.en}” belongs to the bureau; it is not given by station.`));
  }
  const own = giver.holdingsAt({ bureauId }).some((held) => held.permission === id && held.through === 'role' && held.taken === undefined);
  if (!own) throw new StationhouseError('DELEGATION_EXCEEDS', text(`您自己没有“${title['zh-CN']}”，或它也是受托得来，不能再委托。`, `You do not hold “${title.en}” yourself, or were given it: it cannot be passed on.`), { permission: title.en });
}

async function requireStations(tenant: Tenant, { bureauId, stationIds }: DelegationWish): Promise<void> {
  const found = await tenant.sql('SELECT FROM station WHERE bureau_id = $1 AND id = ANY ($2)', [bureauId, [...stationIds]]);
  if (found.length !== new Set(stationIds).size) throw notFound(text('派出所', 'Station'));
}

async function find(tenant: Tenant, bureauId: Id, id: Id): Promise<DelegationRow> {
  const [given] = await tenant.sql<DelegationRow>(`SELECT ${COLUMNS} FROM delegation WHERE bureau_id = $1 AND id = $2`, [bureauId, id]);
  if (given === undefined) throw notFound(text('委托', 'Delegation'));
  return given;
}
