import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { addDuration, badInput, localDate, momentOfLocal, newId, notFound, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import { setAccountActive } from '../organisation/accounts.js';
import { Account, Membership } from '../organisation/entities.js';
import { endMemberships, grantRole, lockBureau, refuseLastAdministrator, refuseOutside, requireGrantable } from '../organisation/members.js';
import { refuseTaken } from '../organisation/names.js';
import { endAccess } from '../rights/access-grants.js';
import { revokeDelegation } from '../rights/delegations.js';

/** Somebody changes station, leaves the service, or retires. */
export type StaffMoveKind = 'transfer' | 'leave' | 'retire';

/** A role at the new station. */
export interface MoveRole {
  readonly role: string;
  readonly teamId?: Id | undefined;
  readonly postId?: Id | undefined;
}

/** Who takes over what somebody leaves behind: `item` as the preview names it. */
export interface Handover {
  readonly item: string;
  readonly accountId: Id;
}

/** What is to happen. */
export interface StaffMoveWish {
  readonly accountId: Id;
  readonly kind: StaffMoveKind;
  /** Of a transfer: the station whose roles end; roles elsewhere stay. */
  readonly fromStationId?: Id | undefined;
  readonly toStationId?: Id | undefined;
  /** Of a transfer: at least one. */
  readonly roles: readonly MoveRole[];
  readonly handovers: readonly Handover[];
  /** From the beginning of this local day on; at once when absent. */
  readonly effectiveOn?: string | undefined;
  /** Those concerned read it; at most 300 characters. */
  readonly reason: string;
  /** What it is one move of: the chiefs hear of all of them at once. */
  readonly reorganisationId?: Id | undefined;
}

/** What came of a move: how many tasks went where, and what else changed hands. */
export interface StaffMoveOutcome {
  readonly handedOver: number;
  readonly pooled: number;
  readonly toInCharge: number;
  readonly boards: number;
  /** Things left without anybody who could take them. */
  readonly left: number;
}

export interface StaffMoveRow extends Required<Omit<StaffMoveWish, 'fromStationId' | 'toStationId' | 'effectiveOn' | 'reorganisationId'>> {
  readonly bureauId: Id;
  readonly id: Id;
  readonly version: number;
  readonly leftStationIds: readonly Id[];
  readonly toStationId: Id | null;
  /** The reorganisation of a station that it is part of; null for one of its own. */
  readonly reorganisationId: Id | null;
  readonly effectiveOn: string | null;
  /** Domain time. */
  readonly dueAt: Date;
  readonly state: 'waiting' | 'carried' | 'cancelled' | 'failed';
  /** Why it could not take effect. */
  readonly failure: Bilingual | null;
  readonly outcome: StaffMoveOutcome | null;
  readonly plannedBy: Id;
  readonly plannedAt: Date;
  readonly settledAt: Date | null;
}

const COLUMNS = `bureau_id AS "bureauId", id, version, account_id AS "accountId", kind, left_station_ids AS "leftStationIds", to_station_id AS "toStationId", reorganisation_id AS "reorganisationId", roles, handovers, reason,
  effective_on::text AS "effectiveOn", due_at AS "dueAt", state, failure, outcome, planned_by AS "plannedBy", planned_at AS "plannedAt", settled_at AS "settledAt"`;
const LONGEST_REASON = 300;
const MOST_ROLES = 10;
const MOST_HANDOVERS = 200;
const HORIZON = 'P1Y';

/** The stations where somebody holds roles now, of those in reach. */
export async function stationsOf(tenant: Tenant, bureauId: Id, accountId: Id): Promise<Id[]> {
  const rows = await tenant.sql<{ id: Id }>('SELECT DISTINCT station_id AS id FROM membership WHERE bureau_id = $1 AND account_id = $2 AND ended_at IS NULL AND station_id IS NOT NULL ORDER BY 1', [bureauId, accountId]);
  return rows.map(({ id }) => id);
}

/** Where somebody holds roles at all, whoever asks: what a part of the administration does not see is what it must not reach. */
export async function heldAnywhere(database: Database, bureauId: Id, accountId: Id): Promise<{ readonly stationIds: Id[]; readonly atBureau: boolean }> {
  const all = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1', [bureauId]));
  return database.inTenant({ stationIds: all.map(({ id }) => id), bureauIds: [bureauId] }, async (tenant) => ({
    stationIds: await stationsOf(tenant, bureauId, accountId),
    atBureau: (await tenant.sql('SELECT FROM membership WHERE bureau_id = $1 AND account_id = $2 AND station_id IS NULL AND ended_at IS NULL LIMIT 1', [bureauId, accountId])).length > 0,
  }));
}

/** The roles somebody holds at stations in reach. */
export function rolesHeld(tenant: Tenant, stationIds: readonly Id[], accountId: Id): Promise<{ stationId: Id; role: string }[]> {
  return tenant.sql('SELECT DISTINCT station_id AS "stationId", role FROM membership WHERE station_id = ANY ($1) AND account_id = $2 AND ended_at IS NULL ORDER BY 1, 2', [[...stationIds], accountId]);
}

/** Grows with every role given to or taken from somebody, and with every move of theirs: what a plan was made on. Compare it within one reach. */
export async function standingVersion(tenant: Tenant, bureauId: Id, accountId: Id): Promise<number> {
  const [row] = await tenant.sql<{ version: number }>(
    `SELECT ((SELECT count(*) + count(ended_at) FROM membership WHERE bureau_id = $1 AND account_id = $2) + (SELECT coalesce(sum(version), 0) FROM staff_move WHERE bureau_id = $1 AND account_id = $2))::int AS version`,
    [bureauId, accountId],
  );
  return row?.version ?? 0;
}

/** A wish as it can be carried out. */
export interface CheckedMove extends StaffMoveWish {
  readonly account: Account;
  readonly leftStationIds: readonly Id[];
  readonly dueAt: Date;
}

/**
 * Checks a wish; needs the stations left, the new one and the bureau in reach.
 * @throws StationhouseError BAD_INPUT, NOT_FOUND, CONFLICT for the last administrator and for somebody whose move waits already
 */
export async function checkMove(tenant: Tenant, bureauId: Id, wish: StaffMoveWish): Promise<CheckedMove> {
  const reason = parseText(wish.reason, 'reason', LONGEST_REASON).trim();
  const account = await tenant.repository(Account).findOneBy({ bureauId, id: wish.accountId });
  if (account === null || account.surface !== 'internal' || !account.active) throw notFound(text('账号', 'Account'));
  if (wish.handovers.length > MOST_HANDOVERS) throw badInput('handovers', text(`移交安排最多 ${MOST_HANDOVERS} 条。`, `At most ${MOST_HANDOVERS} handovers.`));
  const held = await stationsOf(tenant, bureauId, wish.accountId);
  const leftStationIds = wish.kind === 'transfer' ? await checkTransfer(tenant, wish, held) : held;
  if (wish.kind !== 'transfer') await checkLeaving(tenant, bureauId, wish);
  return { ...wish, reason, account, leftStationIds, dueAt: await dueOf(tenant, bureauId, wish.effectiveOn) };
}

async function checkTransfer(tenant: Tenant, { fromStationId, toStationId, roles }: StaffMoveWish, held: readonly Id[]): Promise<Id[]> {
  if (fromStationId === undefined || !held.includes(fromStationId)) throw badInput('fromStationId', text('此人在该所没有角色，请选择其现在所在的派出所。', 'This person holds no role at that station. Choose the one they work at.'));
  if (toStationId === undefined || toStationId === fromStationId) throw badInput('toStationId', text('请选择另一个派出所。', 'Choose another station.'));
  if (roles.length === 0 || roles.length > MOST_ROLES) throw badInput('roles', text(`请选择调入后的角色，1 至 ${MOST_ROLES} 个。`, `Choose 1 to ${MOST_ROLES} roles at the new station.`));
  for (const role of roles) {
    refuseOutside(role.role);
    await requireGrantable(tenant, { ...role, stationId: toStationId });
  }
  return [fromStationId];
}

async function checkLeaving(tenant: Tenant, bureauId: Id, { accountId, toStationId, roles }: StaffMoveWish): Promise<void> {
  if (toStationId !== undefined || roles.length > 0) throw badInput('roles', text('离职和退休不授予新角色。', 'Somebody who leaves gets no new role.'));
  if (tenant.context.accountId === accountId) throw new StationhouseError('CONFLICT', text('不能办理自己的离职，请由其他管理员办理。', 'You cannot take yourself out of the service. Ask another administrator.'));
  await lockBureau(tenant, bureauId);
  await refuseLastAdministrator(tenant, bureauId, accountId);
}

/** The beginning of a local day of the bureau's; now for today and for no day. */
async function dueOf(tenant: Tenant, bureauId: Id, effectiveOn: string | undefined): Promise<Date> {
  if (effectiveOn === undefined) return tenant.now;
  const [bureau] = await tenant.sql<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM bureau WHERE id = $1', [bureauId]);
  const zone = bureau?.timeZone ?? 'UTC';
  const begins = momentOfLocal(`${effectiveOn}T00:00:00`, zone);
  const today = localDate(tenant.now, zone);
  if (begins === undefined || effectiveOn < today || begins > addDuration(tenant.now, HORIZON, 'UTC')) throw badInput('effectiveOn', text('生效日须为今天或今后一年之内。', 'The day lies between today and a year from now.'));
  return effectiveOn === today ? tenant.now : begins;
}

/** Writes a checked move down; it waits for its moment. @throws StationhouseError CONFLICT while another one of the same person waits */
export async function planMove(tenant: Tenant, bureauId: Id, move: CheckedMove): Promise<StaffMoveRow> {
  const id = newId();
  await refuseTaken(
    () => tenant.sql(
      `INSERT INTO staff_move (bureau_id, id, account_id, kind, left_station_ids, to_station_id, reorganisation_id, roles, handovers, reason, effective_on, due_at, try_at, planned_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)`,
      [bureauId, id, move.accountId, move.kind, [...move.leftStationIds], move.toStationId ?? null, move.reorganisationId ?? null, JSON.stringify(move.roles), JSON.stringify(move.handovers), move.reason, move.effectiveOn ?? null, move.dueAt, tenant.context.accountId],
    ),
    text('此人已有待生效的调动，请先取消。', 'A move of this person waits already. Cancel it first.'),
  );
  const row = await staffMove(tenant, bureauId, id);
  await recorded(tenant, deeds.staffMovePlanned, row, { dueAt: row.dueAt.toISOString() });
  return row;
}

/**
 * Ends old roles and begins new ones, with what hangs on them: delegations over the station left fall, whoever leaves the service signs in no more.
 * Hold the bureau's lock; needs every station left, the new one and the bureau in reach.
 * @param leftStationIds where roles end now
 * @param at real time, for what sign-in goes by
 */
export async function carryRoles(tenant: Tenant, { bureauId, accountId, kind, toStationId, roles }: StaffMoveRow, leftStationIds: readonly Id[], at: Date): Promise<void> {
  const leaves = kind !== 'transfer';
  await endMemberships(tenant, bureauId, accountId, { stationIds: leftStationIds, atBureau: leaves });
  if (toStationId !== null) {
    const has = await tenant.repository(Membership).findBy({ bureauId, accountId, stationId: toStationId });
    for (const { role, teamId, postId } of roles) {
      if (has.some((one) => one.endedAt === null && one.role === role && one.teamId === (teamId ?? null) && one.postId === (postId ?? null))) continue;
      await grantRole(tenant, { stationId: toStationId, bureauId, accountId, role, teamId, postId });
    }
  }
  for (const { id } of await delegationsOver(tenant, bureauId, accountId, leaves ? undefined : leftStationIds)) await revokeDelegation(tenant, bureauId, id, at);
  if (!leaves) return;
  for (const { stationId, id } of await openAccess(tenant, accountId)) await endAccess(tenant, stationId, id, at);
  await setAccountActive(tenant, bureauId, accountId, false, at);
}

/** What was delegated to somebody and counts at these stations, or anywhere. */
export function delegationsOver(tenant: Tenant, bureauId: Id, accountId: Id, stationIds: readonly Id[] | undefined): Promise<{ id: Id; endsAt: Date }[]> {
  return tenant.sql('SELECT id, ends_at AS "endsAt" FROM delegation WHERE bureau_id = $1 AND account_id = $2 AND revoked_at IS NULL AND ends_at > clock_timestamp() AND ($3::uuid[] IS NULL OR station_ids && $3) ORDER BY id', [bureauId, accountId, stationIds === undefined ? null : [...stationIds]]);
}

/** Access somebody was granted or waits for, at stations in reach. */
export function openAccess(tenant: Tenant, accountId: Id): Promise<{ stationId: Id; id: Id }[]> {
  return tenant.sql('SELECT station_id AS "stationId", id FROM access_grant WHERE account_id = $1 AND ended_at IS NULL AND refusal IS NULL AND (ends_at IS NULL OR ends_at > clock_timestamp()) ORDER BY id', [accountId]);
}

/** Takes a move back before its moment. @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT once it took effect */
export async function cancelMove(tenant: Tenant, bureauId: Id, id: Id, expectedVersion: number): Promise<StaffMoveRow> {
  await lockMove(tenant, bureauId, id);
  const move = await staffMove(tenant, bureauId, id);
  if (move.version !== expectedVersion) throw new StationhouseError('STALE_VERSION', text('这次调动已有变化，请刷新后核对。', 'This move has changed. Reload and check.'), { expectedVersion, version: move.version });
  if (move.state !== 'waiting') throw new StationhouseError('CONFLICT', text('调动已生效或已取消，请刷新；如要恢复，请再调回。', 'It took effect, or was cancelled. Reload; to undo it, move the person back.'));
  await settleMove(tenant, move, { state: 'cancelled' });
  await recorded(tenant, deeds.staffMoveCancelled, move);
  return staffMove(tenant, bureauId, id);
}

/** Waits for whoever works on a move. */
export async function lockMove(tenant: Tenant, bureauId: Id, id: Id): Promise<void> {
  await tenant.sql('SELECT FROM staff_move WHERE bureau_id = $1 AND id = $2 FOR UPDATE', [bureauId, id]);
}

/** Says how a move ended. */
export async function settleMove(tenant: Tenant, { bureauId, id }: StaffMoveRow, { state, failure, outcome }: { readonly state: 'carried' | 'cancelled' | 'failed'; readonly failure?: Bilingual; readonly outcome?: StaffMoveOutcome }): Promise<void> {
  await tenant.sql('UPDATE staff_move SET state = $3, failure = $4, outcome = $5, version = version + 1, try_at = NULL, settled_by = $6, settled_at = app.now() WHERE bureau_id = $1 AND id = $2', [
    bureauId, id, state, failure === undefined ? null : JSON.stringify(failure), outcome === undefined ? null : JSON.stringify(outcome), tenant.context.accountId ?? null,
  ]);
}

/** One move. @throws StationhouseError NOT_FOUND */
export async function staffMove(tenant: Tenant, bureauId: Id, id: Id): Promise<StaffMoveRow> {
  const [move] = await tenant.sql<StaffMoveRow>(`SELECT ${COLUMNS} FROM staff_move WHERE bureau_id = $1 AND id = $2`, [bureauId, id]);
  if (move === undefined) throw notFound(text('人员调动', 'Staff move'));
  return move;
}

/** The moves in reach, those that wait first, then the latest; at most 200. @param stationId only those from or to it */
export function staffMoves(tenant: Tenant, bureauId: Id, stationId?: Id): Promise<StaffMoveRow[]> {
  return tenant.sql<StaffMoveRow>(`SELECT ${COLUMNS} FROM staff_move WHERE bureau_id = $1 AND ($2::uuid IS NULL OR to_station_id = $2 OR $2 = ANY (left_station_ids)) ORDER BY state <> 'waiting', coalesce(settled_at, due_at) DESC, id DESC LIMIT 200`, [bureauId, stationId ?? null]);
}

/** The moves of one reorganisation that are not cancelled, in the order they were planned in. */
export function movesOfReorganisation(tenant: Tenant, bureauId: Id, reorganisationId: Id): Promise<StaffMoveRow[]> {
  return tenant.sql<StaffMoveRow>(`SELECT ${COLUMNS} FROM staff_move WHERE bureau_id = $1 AND reorganisation_id = $2 AND state <> 'cancelled' ORDER BY id`, [bureauId, reorganisationId]);
}

/** Writes a deed about a move down at the bureau. */
export async function recorded(tenant: Tenant, action: (typeof deeds)['staffMovePlanned'], { bureauId, id, accountId, kind, leftStationIds, toStationId, roles, reason }: StaffMoveRow, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await audit(tenant, { action, bureauId, record: { kind: 'account', id: accountId }, purpose: reason === '' ? undefined : reason, details: { moveId: id, kind, leftStationIds: [...leftStationIds], toStationId, roles: roles.map(({ role }) => role), ...more } });
}
