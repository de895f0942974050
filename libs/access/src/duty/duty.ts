import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { In } from 'typeorm';
import * as deeds from '../audit-actions.js';
import { Account, Shift, ShiftOfficer } from '../organisation/entities.js';
import { accountsById } from '../organisation/accounts.js';
import { requireTeam, requireWorking } from '../organisation/units.js';
import { ROLES } from '../permissions/roles.js';

/** A shift lasts at most this long: 24 h every third day is the custom, and a week an emergency. */
const LONGEST_SHIFT_MILLISECONDS = 7 * 24 * 3_600_000;

/** Shifts of one answer at most. */
const MOST_SHIFTS = 500;

/** Who answers for a station at a moment. */
export interface OnDuty {
  readonly at: Date;
  /** The shift that is on; null when none is planned. */
  readonly shift: Shift | null;
  /** Who acts as "duty officer". Never empty unless the bureau has no leader either. */
  readonly officers: readonly Account[];
  readonly commander: Account | null;
  readonly backup: Account | null;
  /** Why it is not the shift's own officers who answer; null when it is. */
  readonly fallback: Bilingual | null;
}

/**
 * Who is on duty at a station: the officers of the shifts that cover the moment; when none is staffed, the shift's
 * commander, else its backup, else the station's duty commanders; when there is none either, the bureau's leaders
 * (DOMAIN §2, roster). Deactivated accounts and people who left the station count for nothing. For a closed station its successor's roster answers.
 * @param at domain time
 */
export async function whoIsOn(tenant: Tenant, stationId: Id, at: Date): Promise<OnDuty> {
  const shifts = await tenant
    .sql<{ id: Id; stationId: Id }>(
      `SELECT id, station_id AS "stationId" FROM shift WHERE station_id = (SELECT coalesce(s.successor_id, s.id) FROM station s WHERE s.id = $1) AND starts_at <= $2 AND ends_at > $2 AND starts_at > $3 ORDER BY starts_at DESC, id`,
      [stationId, at, new Date(at.getTime() - LONGEST_SHIFT_MILLISECONDS - 1)],
    )
    .then((rows) => shiftsById(tenant, rows[0]?.stationId ?? stationId, rows.map((row) => row.id)));
  const present = await presentAt(tenant, stationId);
  const planned = await officerIds(tenant, shifts[0]?.stationId ?? stationId, shifts.map((shift) => shift.id));
  const first = (ids: readonly (Id | null)[]) => ids.map((id) => present.get(id ?? '')).find((account) => account !== undefined) ?? null;
  const commander = first(shifts.map((shift) => shift.commanderId));
  const backup = first(shifts.map((shift) => shift.backupId));
  const base = { at, shift: shifts[0] ?? null, commander, backup };
  const officers = [...new Set(planned)].map((id) => present.get(id)).filter((account) => account !== undefined);
  if (officers.length > 0) return { ...base, officers, fallback: null };
  return { ...base, ...(await fallBack(tenant, stationId, commander ?? backup)) };
}

async function fallBack(tenant: Tenant, stationId: Id, inCharge: Account | null): Promise<Pick<OnDuty, 'officers' | 'fallback'>> {
  if (inCharge !== null) return { officers: [inCharge], fallback: text('当班无人值守，由带班领导负责。', 'The shift is unstaffed: its commander answers.') };
  const commanders = await holders(tenant, stationId, 'duty-commander');
  if (commanders.length > 0) return { officers: commanders, fallback: text('没有排班，由带班领导负责。', 'No shift is planned: the duty commanders answer.') };
  const leaders = await bureauHolders(tenant, stationId, 'bureau-leader');
  const why = leaders.length > 0 ? text('所内无人值守，由分局领导负责。', 'Nobody is on at the station: the bureau’s leaders answer.') : text('所内无人值守，分局也没有领导可以接手，请立即处理。', 'Nobody is on at the station and the bureau has no leader to answer. Act at once.');
  return { officers: leaders, fallback: why };
}

/** The shifts of a station that touch a stretch of time, earliest first; at most 500. */
export async function shiftsBetween(tenant: Tenant, stationId: Id, from: Date, to: Date): Promise<Shift[]> {
  if (from >= to) throw badInput('to', text('结束时间须晚于开始时间。', 'The end must come after the start.'));
  const rows = await tenant.sql<{ id: Id }>(`SELECT id FROM shift WHERE station_id = $1 AND starts_at < $3 AND ends_at > $2 ORDER BY starts_at, id LIMIT ${MOST_SHIFTS}`, [stationId, from, to]);
  return shiftsById(tenant, stationId, rows.map((row) => row.id));
}

export interface NewShift {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly teamId?: Id | undefined;
  readonly officerIds: readonly Id[];
  readonly commanderId?: Id | undefined;
  readonly backupId?: Id | undefined;
}

/**
 * Plans a shift. Everybody named must hold a role at the station.
 * @throws StationhouseError BAD_INPUT, NOT_FOUND for a team of another station, STATION_CLOSED
 */
export async function createShift(tenant: Tenant, stationId: Id, wanted: NewShift): Promise<Shift> {
  const length = wanted.endsAt.getTime() - wanted.startsAt.getTime();
  if (length <= 0 || length > LONGEST_SHIFT_MILLISECONDS) throw badInput('endsAt', text('班次须晚于开始时间结束，且不超过 7 天。', 'A shift ends after it starts and lasts at most 7 days.'));
  await requireWorking(tenant, stationId);
  if (wanted.officerIds.length > 100) throw badInput('officerIds', text('一个班次最多 100 人。', 'A shift has at most 100 officers.'));
  if (wanted.teamId !== undefined) await requireTeam(tenant, stationId, wanted.teamId);
  const present = await presentAt(tenant, stationId);
  const named = { officerIds: wanted.officerIds, commanderId: [wanted.commanderId], backupId: [wanted.backupId] };
  for (const [field, ids] of Object.entries(named)) {
    if (ids.some((id) => id !== undefined && !present.has(id))) throw badInput(field, text('班次中有人不是本所在岗人员。', 'Somebody in the shift holds no role at this station.'));
  }
  const id = newId();
  await tenant.repository(Shift).insert({ stationId, id, startsAt: wanted.startsAt, endsAt: wanted.endsAt, teamId: wanted.teamId ?? null, commanderId: wanted.commanderId ?? null, backupId: wanted.backupId ?? null });
  const officers = [...new Set(wanted.officerIds)].map((accountId) => ({ stationId, shiftId: id, accountId }));
  if (officers.length > 0) await tenant.repository(ShiftOfficer).insert(officers);
  await audit(tenant, { action: deeds.shiftCreated, stationId, record: { kind: 'shift', id }, details: { officers: officers.length } });
  return tenant.repository(Shift).findOneByOrFail({ stationId, id });
}

/** The active accounts that hold a role at a station now; of a closed station, at its successor. */
export async function holders(tenant: Tenant, stationId: Id, role: string): Promise<Account[]> {
  return activeAccounts(tenant, `m.station_id = $1 AND m.role = $2`, [stationId, role]);
}

/** The active accounts that hold a role at a bureau now. @param unitId the bureau, or one of its stations */
export async function bureauHolders(tenant: Tenant, unitId: Id, role: string): Promise<Account[]> {
  return activeAccounts(tenant, 'm.station_id IS NULL AND m.role = $2 AND m.bureau_id = coalesce((SELECT s.bureau_id FROM station s WHERE s.id = $1), $1)', [unitId, role]);
}

/** The officers of shifts, in the order of the shifts. */
export async function officerIds(tenant: Tenant, stationId: Id, shiftIds: readonly Id[]): Promise<Id[]> {
  if (shiftIds.length === 0) return [];
  const rows = await tenant.sql<{ account_id: Id }>('SELECT account_id FROM shift_officer WHERE station_id = $1 AND shift_id = ANY ($2) ORDER BY array_position($2, shift_id), account_id', [stationId, [...shiftIds]]);
  return rows.map((row) => row.account_id);
}

/** Everybody with a role inside the police network at the station; volunteers and the like stand no duty. */
async function presentAt(tenant: Tenant, stationId: Id): Promise<Map<Id, Account>> {
  const internal = ROLES.filter((role) => !role.external).map((role) => role.id);
  const accounts = await activeAccounts(tenant, 'm.station_id = $1 AND m.role = ANY ($2)', [stationId, internal]);
  return new Map(accounts.map((account) => [account.id, account]));
}


async function activeAccounts(tenant: Tenant, which: string, parameters: readonly unknown[]): Promise<Account[]> {
  const rows = await tenant.sql<{ id: Id }>(`SELECT a.id FROM serving m JOIN account a ON a.id = m.account_id WHERE a.active AND ${which} GROUP BY a.id, a.display_name ORDER BY a.display_name, a.id`, parameters);
  return accountsById(tenant, rows.map((row) => row.id));
}

async function shiftsById(tenant: Tenant, stationId: Id, ids: readonly Id[]): Promise<Shift[]> {
  if (ids.length === 0) return [];
  const found = await tenant.repository(Shift).findBy({ stationId, id: In([...ids]) });
  return ids.map((id) => found.find((shift) => shift.id === id)).filter((shift) => shift !== undefined);
}
