import { randomInt } from 'node:crypto';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import { createAccount, resetPassword, setAccountActive } from '../organisation/accounts.js';
import { Account } from '../organisation/entities.js';
import { insertMembership } from '../organisation/members.js';
import { requireWorking } from '../organisation/units.js';
import { parseName, refuseTaken } from '../organisation/names.js';
import { ROLES } from '../permissions/roles.js';
import { OutsidePersonRow, OutsideUnitRow, UNIT_KINDS } from './entities.js';

/** How long the code of an invitation opens the account, in milliseconds of real time. */
const INVITATION = 72 * 3_600_000;
/** The longest an account may last before the station looks at it again, in milliseconds. */
const LONGEST = 2 * 366 * 86_400_000;
const CONTACT_LENGTH = 60;

/** The roles that people outside the police network hold. */
export const OUTSIDE_ROLES: readonly string[] = ROLES.filter((role) => role.external).map((role) => role.id);

/** A unit as the station writes it down. */
export interface UnitWords {
  readonly name: string;
  readonly kind: string;
  readonly contact?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly active: boolean;
}

/** Writes a unit down, or changes it. @throws StationhouseError BAD_INPUT, NOT_FOUND, CONFLICT for a taken name, STATION_CLOSED for a new one */
export async function saveUnit(tenant: Tenant, stationId: Id, id: Id | undefined, words: UnitWords): Promise<OutsideUnitRow> {
  if (!Object.hasOwn(UNIT_KINDS, words.kind)) throw badInput('kind', text('没有这一类单位。', 'There is no such kind of unit.'));
  const values = { name: parseName(words.name, 'name', 60), kind: words.kind, contact: optionalText(words.contact, 'contact'), phone: parsePhone(words.phone), active: words.active };
  const unitId = id ?? newId();
  if (id === undefined) await requireWorking(tenant, stationId);
  await refuseTaken(async () => {
    if (id === undefined) await tenant.repository(OutsideUnitRow).insert({ stationId, id: unitId, ...values });
    else if ((await tenant.repository(OutsideUnitRow).update({ stationId, id }, values)).affected !== 1) throw notFound(text('外部单位', 'Unit'));
  }, text('已有同名单位。', 'There is a unit of this name already.'));
  await audit(tenant, { action: deeds.outsideUnitSaved, stationId, record: { kind: 'outside-unit', id: unitId } });
  return requireUnit(tenant, stationId, unitId);
}

/** @throws StationhouseError NOT_FOUND */
export async function requireUnit(tenant: Tenant, stationId: Id, id: Id): Promise<OutsideUnitRow> {
  const unit = await tenant.repository(OutsideUnitRow).findOneBy({ stationId, id });
  if (unit === null) throw notFound(text('外部单位', 'Unit'));
  return unit;
}

/** Somebody to be invited; `expiresAt` in real time. */
export interface Invited {
  readonly bureauId: Id;
  readonly stationId: Id;
  readonly name: string;
  readonly role: string;
  readonly unitId: Id;
  readonly phone?: string | null | undefined;
  readonly expiresAt: Date;
  /** Of the one-time code. */
  readonly passwordHash: string;
}

/**
 * Makes an account of the external surface, with one role at one station. The one-time code is its first password, which
 * opens nothing but the choice of another.
 * @param at real time
 * @param invitedUntil null for an account whose password is known already: the demo
 * @throws StationhouseError BAD_INPUT, NOT_FOUND, STATION_CLOSED
 */
export async function invite(tenant: Tenant, person: Invited, at: Date, invitedUntil: Date | null = new Date(at.getTime() + INVITATION)): Promise<OutsidePersonRow> {
  const { bureauId, stationId, unitId, role } = person;
  await requireWorking(tenant, stationId);
  if (!OUTSIDE_ROLES.includes(role)) throw badInput('role', text('该角色不是外部人员的角色。', 'This is no role of people outside.'));
  const unit = await requireUnit(tenant, stationId, unitId);
  if (!unit.active) throw badInput('unitId', text('该单位已停用，请先启用。', 'This unit is closed. Open it again first.'));
  const expiresAt = parseExpiry(person.expiresAt, at);
  const account = await createAccount(tenant, bureauId, { login: freshLogin(), displayName: person.name, passwordHash: person.passwordHash, mustChangePassword: invitedUntil !== null, outside: { invitedUntil, expiresAt } });
  await insertMembership(tenant, { bureauId, accountId: account.id, role, stationId, teamId: null, postId: null });
  const row = { stationId, id: account.id, outsideUnitId: unitId, role, phone: parsePhone(person.phone), invitedBy: tenant.context.accountId ?? null, invitedAt: at };
  await tenant.repository(OutsidePersonRow).insert(row);
  await audit(tenant, { action: deeds.outsideInvited, stationId, record: { kind: 'account', id: account.id }, details: { role, unitId } });
  return Object.assign(new OutsidePersonRow(), row);
}

/** A new code for somebody who lost theirs, or came too late; what was open is closed. @param at real time */
export async function inviteAgain(tenant: Tenant, place: { bureauId: Id; stationId: Id; id: Id }, passwordHash: string, at: Date): Promise<Account> {
  await requirePerson(tenant, place.stationId, place.id);
  const account = await resetPassword(tenant, place.bureauId, place.id, passwordHash, at);
  await tenant.repository(Account).update({ bureauId: place.bureauId, id: place.id }, { invitedUntil: new Date(at.getTime() + INVITATION) });
  await audit(tenant, { action: deeds.outsideInvited, stationId: place.stationId, record: { kind: 'account', id: place.id } });
  return account;
}

/** Suspends an account, at once and with all its sessions, or lets it in again. @param at real time */
export async function suspend(tenant: Tenant, place: { bureauId: Id; stationId: Id; id: Id }, suspended: boolean, at: Date): Promise<OutsidePersonRow> {
  const person = await requirePerson(tenant, place.stationId, place.id);
  await setAccountActive(tenant, place.bureauId, place.id, !suspended, at);
  await audit(tenant, { action: suspended ? deeds.outsideSuspended : deeds.outsideResumed, stationId: place.stationId, record: { kind: 'account', id: place.id } });
  return person;
}

/** Sets until when an account lasts. @param at real time @throws StationhouseError BAD_INPUT, NOT_FOUND */
export async function setExpiry(tenant: Tenant, place: { bureauId: Id; stationId: Id; id: Id }, expiresAt: Date, at: Date): Promise<OutsidePersonRow> {
  const person = await requirePerson(tenant, place.stationId, place.id);
  await tenant.repository(Account).update({ bureauId: place.bureauId, id: place.id }, { expiresAt: parseExpiry(expiresAt, at) });
  await audit(tenant, { action: deeds.outsideExpirySet, stationId: place.stationId, record: { kind: 'account', id: place.id } });
  return person;
}

/** @throws StationhouseError NOT_FOUND */
export async function requirePerson(tenant: Tenant, stationId: Id, id: Id): Promise<OutsidePersonRow> {
  const person = await tenant.repository(OutsidePersonRow).findOneBy({ stationId, id });
  if (person === null) throw notFound(text('外部人员', 'Person outside'));
  return person;
}

/** A login that says nothing of the person: w and eight digits. The installation's unique key catches the one chance in many. */
function freshLogin(): string {
  return `w${String(randomInt(100_000_000)).padStart(8, '0')}`;
}

function parseExpiry(expiresAt: Date, at: Date): Date {
  const left = expiresAt.getTime() - at.getTime();
  if (left > 0 && left <= LONGEST) return expiresAt;
  throw new StationhouseError('BAD_INPUT', text('有效期须晚于现在，且不超过两年。', 'The account must expire later than now, within two years.'), { field: 'expiresAt' });
}

function parsePhone(phone: string | null | undefined): string | null {
  const given = optionalText(phone, 'phone');
  if (given === null || /^\+?[\d\s-]{5,20}$/.test(given)) return given;
  throw badInput('phone', text('电话号码只含数字、空格和连字符。', 'A phone number has digits, blanks and hyphens only.'));
}

function optionalText(value: string | null | undefined, field: string): string | null {
  return value === null || value === undefined ? null : parseText(value, field, CONTACT_LENGTH).trim() || null;
}
