import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import { grantBureauMembers, manageAccounts, readAccounts, readBureauMembers, readStation } from '../permissions/catalogue.js';
import type { Permission, PermissionRegistry } from '../permissions/permission.js';
import { tightenRoles } from '../permissions/rights.js';
import { findRole, type Role } from '../permissions/roles.js';

const LONGEST_REASON = 500;

/** A permission that a bureau or a station took from a role. */
export interface TighteningRow {
  readonly id: Id;
  readonly stationId: Id | null;
  readonly role: string;
  readonly permission: string;
  readonly reason: string;
  readonly takenBy: Id | null;
  /** Real time. */
  readonly takenAt: Date;
}

/** Where a role is tightened: in the whole bureau, or at one of its stations. */
export interface TighteningPlace {
  readonly bureauId: Id;
  readonly stationId: Id | undefined;
}

/** Why a permission stays with a role: a named rule, in words. */
export interface Keeping {
  readonly rule: 'wayBack' | 'lastDuty';
  readonly words: Bilingual;
}

/** Whoever tightened too much must be able to undo it: nobody shuts himself or everybody out. */
const WAY_BACK: ReadonlySet<string> = new Set([readStation, tightenRoles, readBureauMembers, grantBureauMembers, readAccounts, manageAccounts].map(({ id }) => id));

/**
 * Why a permission may not be taken from a role; undefined when it may. Two rules: the bureau administrator keeps the way back, and the
 * last role that holds a lawful duty keeps it.
 * @param taken what is taken already, at the place itself and above it
 */
export function keeping(registry: PermissionRegistry, role: string, permission: Permission, taken: readonly Pick<TighteningRow, 'role' | 'permission'>[]): Keeping | undefined {
  if ((role === 'bureau-admin' && WAY_BACK.has(permission.id)) || (role === 'chief' && permission.id === tightenRoles.id)) {
    return { rule: 'wayBack', words: text('保留退路：设置的人须能撤销自己的设置，不能把自己或所有人挡在门外。', 'The way back: whoever tightens must be able to undo it, and shuts out neither himself nor everybody.') };
  }
  const left = permission.defaultRoles.filter((id) => id !== role && !taken.some((one) => one.role === id && one.permission === permission.id) && counts(registry, id));
  // A bureau's role does no duty of the station unless it reaches there; a station's role none of the bureau.
  const alike = left.filter((id) => permission.reachesStations === true || findRole(id)?.scope === findRole(role)?.scope || (findRole(id)?.scope !== 'BUREAU' && findRole(role)?.scope !== 'BUREAU'));
  if (permission.duty === undefined || alike.length > 0) return undefined;
  return { rule: 'lastDuty', words: text(`法定职责须有人承担：${permission.duty['zh-CN']}。这是最后一个持有此权限的角色。`, `Somebody must do this duty: ${permission.duty.en}. This is the last role that can.`) };
}

const COLUMNS = 'id, station_id AS "stationId", role, permission, reason, taken_by AS "takenBy", taken_at AS "takenAt"';

/** What is taken at a place and above it; in scope. */
export function tighteningsAt(tenant: Tenant, { bureauId, stationId }: TighteningPlace): Promise<TighteningRow[]> {
  return tenant.sql<TighteningRow>(
    `SELECT ${COLUMNS} FROM role_tightening
      WHERE bureau_id = $1 AND (station_id IS NULL OR station_id = $2) AND returned_at IS NULL ORDER BY id`,
    [bureauId, stationId ?? null],
  );
}

/** Everything that is taken in a bureau, the bureau's own and each station's, the latest first; in scope. */
export function tighteningsIn(tenant: Tenant, bureauId: Id): Promise<TighteningRow[]> {
  return tenant.sql<TighteningRow>(`SELECT ${COLUMNS} FROM role_tightening WHERE bureau_id = $1 AND returned_at IS NULL ORDER BY id DESC`, [bureauId]);
}

/**
 * Says whether a role holds a permission at a place: takes it away, or gives back what this very place took.
 * @param held false takes it
 * @param at real time
 * @throws StationhouseError ROLE_LOOSENS for anything beyond the default or what is above, ROLE_KEEPS with the rule that keeps it, BAD_INPUT
 */
export async function setRolePermission(tenant: Tenant, registry: PermissionRegistry, place: TighteningPlace, wish: { role: string; permission: string; held: boolean; reason: string }, at: Date): Promise<void> {
  const role = roleAt(place, wish.role);
  if (!registry.has(wish.permission)) throw badInput('permission', text('权限不存在。', 'There is no such permission.'));
  const permission = registry.get(wish.permission);
  const reason = parseText(wish.reason, 'reason', LONGEST_REASON).trim();
  if (reason === '') throw badInput('reason', text('请写明理由，相关人员会看到。', 'Say why; those concerned will read it.'));
  // Two people who take the last two holders at once must not both succeed.
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`role-tightening ${place.bureauId}`]);
  const taken = await tighteningsAt(tenant, place);
  const standing = taken.filter((one) => one.role === role.id && one.permission === permission.id);
  if (wish.held) return giveBack(tenant, place, { role, permission, reason, at }, standing);
  if (!permission.defaultRoles.some((id) => id === role.id)) throw badInput('permission', text('该角色本来就没有这项权限。', 'The role does not hold this permission in the first place.'));
  if (standing.length > 0) return;
  await refuseKept(tenant, registry, place, role.id, permission, taken);
  const id = newId();
  await tenant.sql('INSERT INTO role_tightening (bureau_id, id, station_id, role, permission, reason, taken_by, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
    place.bureauId, id, place.stationId ?? null, role.id, permission.id, reason, tenant.context.accountId ?? null, at,
  ]);
  await recorded(tenant, deeds.roleTightened, place, { role: role.id, permission: permission.id, tighteningId: id }, reason);
}

async function giveBack(tenant: Tenant, place: TighteningPlace, { role, permission, reason, at }: { role: Role; permission: Permission; reason: string; at: Date }, standing: readonly TighteningRow[]): Promise<void> {
  if (!permission.defaultRoles.some((id) => id === role.id)) {
    throw new StationhouseError('ROLE_LOOSENS', text(`默认权限表里“${role.title['zh-CN']}”没有“${permission.title['zh-CN']}”。这里只能收紧，不能增加；需要时请改授其他角色。`, `By default ${role.title.en} does not hold “${permission.title.en}”. Here permissions are only taken, never added: give the person another role instead.`), { rule: 'default' });
  }
  const own = standing.find(({ stationId }) => stationId === (place.stationId ?? null));
  if (own === undefined && standing.length > 0) {
    throw new StationhouseError('ROLE_LOOSENS', text(`分局已收回此权限，派出所不能放开。分局的理由：${standing[0]?.reason ?? ''}`, `The bureau took this permission; a station cannot give it back. The bureau’s reason: ${standing[0]?.reason ?? ''}`), { rule: 'bureau' });
  }
  if (own === undefined) return;
  await tenant.sql('UPDATE role_tightening SET returned_by = $3, returned_at = $4, return_reason = $5 WHERE bureau_id = $1 AND id = $2', [place.bureauId, own.id, tenant.context.accountId ?? null, at, reason]);
  await recorded(tenant, deeds.roleReturned, place, { role: role.id, permission: permission.id, tighteningId: own.id }, reason);
}

/** What the whole bureau may spare, one of its stations may not: it has taken a part already. */
async function refuseKept(tenant: Tenant, registry: PermissionRegistry, place: TighteningPlace, role: string, permission: Permission, taken: readonly TighteningRow[]): Promise<void> {
  const atStations = place.stationId === undefined ? await tenant.sql<TighteningRow>('SELECT role, permission, station_id AS "stationId" FROM role_tightening WHERE bureau_id = $1 AND permission = $2 AND station_id IS NOT NULL AND returned_at IS NULL', [place.bureauId, permission.id]) : [];
  const stations = [undefined, ...new Set(atStations.map(({ stationId }) => stationId))];
  for (const stationId of stations) {
    const kept = keeping(registry, role, permission, [...taken, ...atStations.filter((one) => one.stationId === stationId)]);
    if (kept !== undefined) throw new StationhouseError('ROLE_KEEPS', kept.words, { rule: kept.rule });
  }
}

/** @throws StationhouseError BAD_INPUT for no role, a role of people outside, or a bureau's role at a station */
function roleAt(place: TighteningPlace, id: string): Role {
  const role = findRole(id);
  if (role === undefined) throw badInput('role', text('角色不存在。', 'There is no such role.'));
  if (role.external) throw badInput('role', text('外部人员的权限不在这里设置。', 'People outside are not arranged here.'));
  if (place.stationId !== undefined && role.scope === 'BUREAU') throw new StationhouseError('FORBIDDEN', text('派出所不能收紧分局的角色。', 'A station does not tighten the bureau’s roles.'));
  return role;
}

function counts(registry: PermissionRegistry, role: string): boolean {
  return findRole(role)?.external === (registry.surface === 'external');
}

async function recorded(tenant: Tenant, action: (typeof deeds)['roleTightened'], { bureauId, stationId }: TighteningPlace, details: Record<string, unknown>, purpose: string): Promise<void> {
  await audit(tenant, { action, ...(stationId === undefined ? { bureauId } : { stationId }), record: stationId === undefined ? { kind: 'bureau', id: bureauId } : { kind: 'station', id: stationId }, purpose, details });
}
