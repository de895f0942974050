import { audit, type AuditRecord } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';

/** A request of one's bureau that nobody decided is over after this long. */
const WAITING_HOURS = 24;
const LONGEST_PURPOSE = 300;
const LONGEST_REFUSAL = 500;

/** Where an access grant stands. */
export type AccessGrantState = 'WAITING' | 'ACTIVE' | 'ENDED' | 'REFUSED' | 'LAPSED';

/** Access of one person of the bureau to a station, or to one of its records, for a purpose and a time. All times are real time. */
export interface AccessGrantRow {
  readonly stationId: Id;
  readonly id: Id;
  readonly bureauId: Id;
  /** Who asked, and who reads. */
  readonly accountId: Id;
  readonly recordKind: string | null;
  readonly recordId: Id | null;
  readonly recordNumber: string | null;
  readonly purpose: string;
  readonly hours: number;
  readonly askedAt: Date;
  readonly decidedBy: Id | null;
  readonly decidedAt: Date | null;
  readonly refusal: string | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  /** Who ended it before its time. */
  readonly endedBy: Id | null;
  readonly endedAt: Date | null;
}

/** What a bureau allows. */
export interface AccessGrantRule {
  /** The longest a grant may last; at most 168. */
  readonly mostHours: number;
  /** A second person decides also where only one record is opened. Access to a whole station is always decided. */
  readonly alwaysDecided: boolean;
}

/** What is asked for. */
export interface AccessGrantWish {
  readonly stationId: Id;
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly record: AuditRecord | undefined;
  readonly purpose: string;
  readonly hours: number;
}

const COLUMNS = `station_id AS "stationId", id, bureau_id AS "bureauId", account_id AS "accountId", record_kind AS "recordKind", record_id AS "recordId", record_number AS "recordNumber",
  purpose, hours, asked_at AS "askedAt", decided_by AS "decidedBy", decided_at AS "decidedAt", refusal, starts_at AS "startsAt", ends_at AS "endsAt", ended_by AS "endedBy", ended_at AS "endedAt"`;

/** Where a grant stands at a moment of real time. */
export function accessGrantState(grant: AccessGrantRow, at: Date): AccessGrantState {
  if (grant.refusal !== null) return 'REFUSED';
  if (grant.endedAt !== null || (grant.endsAt !== null && grant.endsAt <= at)) return 'ENDED';
  if (grant.startsAt !== null) return 'ACTIVE';
  return waitsUntil(grant) <= at ? 'LAPSED' : 'WAITING';
}

/** The rule of a bureau in scope. */
export async function accessGrantRule(tenant: Tenant, bureauId: Id): Promise<AccessGrantRule> {
  const [rule] = await tenant.sql<AccessGrantRule>('SELECT access_grant_hours AS "mostHours", access_grant_always_decided AS "alwaysDecided" FROM bureau WHERE id = $1', [bureauId]);
  if (rule === undefined) throw notFound(text('分局', 'Bureau'));
  return rule;
}

/** Changes the rule of a bureau; what was granted before stays as it was granted. @throws StationhouseError BAD_INPUT beyond 1 to 168 hours */
export async function setAccessGrantRule(tenant: Tenant, bureauId: Id, rule: AccessGrantRule): Promise<AccessGrantRule> {
  if (rule.mostHours < 1 || rule.mostHours > 168) throw badInput('mostHours', text('最长时限须为 1 至 168 小时。', 'The longest time is 1 to 168 hours.'));
  await tenant.sql('UPDATE bureau SET access_grant_hours = $2, access_grant_always_decided = $3 WHERE id = $1', [bureauId, rule.mostHours, rule.alwaysDecided]);
  await audit(tenant, { action: deeds.accessGrantRuleSet, bureauId, record: { kind: 'bureau', id: bureauId }, details: { ...rule } });
  return accessGrantRule(tenant, bureauId);
}

/**
 * Asks for access. Access to one record begins at once, unless the bureau wants it decided; access to a whole station waits for a second person.
 * @param at real time
 * @throws StationhouseError PURPOSE_REQUIRED, BEYOND_BOUND for too long, CONFLICT while the same is asked or open
 */
export async function askAccess(tenant: Tenant, wish: AccessGrantWish, at: Date): Promise<AccessGrantRow> {
  const purpose = parseText(wish.purpose, 'purpose', LONGEST_PURPOSE).trim();
  if (purpose === '') throw new StationhouseError('PURPOSE_REQUIRED', text('请写明授权查看的事由，派出所会看到。', 'Say what the access is for; the station will read it.'));
  const rule = await accessGrantRule(tenant, wish.bureauId);
  if (wish.hours < 1 || wish.hours > rule.mostHours) {
    throw new StationhouseError('BEYOND_BOUND', text(`授权查看最长 ${rule.mostHours} 小时，请缩短。`, `Access lasts 1 to ${rule.mostHours} hours. Ask for less.`), { field: 'hours', most: rule.mostHours });
  }
  // Two requests of one person at one station come one after the other.
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`access-grant ${wish.stationId} ${wish.accountId}`]);
  const asked = await tenant.sql<AccessGrantRow>(`SELECT ${COLUMNS} FROM access_grant WHERE station_id = $1 AND account_id = $2 AND record_id IS NOT DISTINCT FROM $3`, [wish.stationId, wish.accountId, wish.record?.id ?? null]);
  if (asked.some((grant) => ['WAITING', 'ACTIVE'].includes(accessGrantState(grant, at)))) {
    throw new StationhouseError('CONFLICT', text('已有同一范围的授权查看在审批或有效期内，请先结束它。', 'The same access is waiting or open already. End that one first.'));
  }
  const starts = wish.record !== undefined && !rule.alwaysDecided ? at : null;
  const id = newId();
  await tenant.sql(
    `INSERT INTO access_grant (station_id, id, bureau_id, account_id, record_kind, record_id, record_number, purpose, hours, asked_at, starts_at, ends_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11::timestamptz + make_interval(hours => $9))`,
    [wish.stationId, id, wish.bureauId, wish.accountId, wish.record?.kind ?? null, wish.record?.id ?? null, wish.record?.number ?? null, purpose, wish.hours, at, starts],
  );
  const grant = await accessGrant(tenant, wish.stationId, id);
  await recorded(tenant, deeds.accessGrantAsked, grant, purpose);
  if (starts !== null) await recorded(tenant, deeds.accessGrantStarted, grant, purpose);
  return grant;
}

/**
 * Decides a request that waits: granted, it begins now; refused, it is over.
 * @param refusal why not; undefined grants it
 * @param at real time
 * @throws StationhouseError SECOND_PERSON_NEEDED for one's own, CONFLICT when it no longer waits, BAD_INPUT for a refusal without words
 */
export async function decideAccess(tenant: Tenant, stationId: Id, id: Id, refusal: string | undefined, at: Date): Promise<AccessGrantRow> {
  const waiting = await locked(tenant, stationId, id);
  const decider = tenant.context.accountId;
  if (decider === waiting.accountId) throw new StationhouseError('SECOND_PERSON_NEEDED', text('不能审批自己的授权查看，请由另一人办理。', 'Your own request is decided by somebody else.'));
  if (accessGrantState(waiting, at) !== 'WAITING') throw new StationhouseError('CONFLICT', text('该申请已有结论或已过期，请刷新。', 'This request was decided or has lapsed. Reload.'));
  if (refusal !== undefined) {
    const words = parseText(refusal, 'refusal', LONGEST_REFUSAL).trim();
    if (words === '') throw badInput('refusal', text('请写明不同意的理由。', 'Say why not.'));
    await tenant.sql('UPDATE access_grant SET decided_by = $3, decided_at = $4, refusal = $5 WHERE station_id = $1 AND id = $2', [stationId, id, decider, at, words]);
  } else {
    await tenant.sql('UPDATE access_grant SET decided_by = $3, decided_at = $4, starts_at = $4, ends_at = $4::timestamptz + make_interval(hours => hours) WHERE station_id = $1 AND id = $2', [stationId, id, decider, at]);
  }
  const decided = await accessGrant(tenant, stationId, id);
  await recorded(tenant, refusal === undefined ? deeds.accessGrantStarted : deeds.accessGrantRefused, decided, waiting.purpose);
  return decided;
}

/**
 * Ends access, or takes a request back, before its time. Over already, it stays as it is.
 * @param at real time
 */
export async function endAccess(tenant: Tenant, stationId: Id, id: Id, at: Date): Promise<AccessGrantRow> {
  const grant = await locked(tenant, stationId, id);
  if (!['WAITING', 'ACTIVE'].includes(accessGrantState(grant, at))) return grant;
  await tenant.sql('UPDATE access_grant SET ended_by = $3, ended_at = $4 WHERE station_id = $1 AND id = $2', [stationId, id, tenant.context.accountId ?? null, at]);
  await recorded(tenant, deeds.accessGrantEnded, grant, grant.purpose);
  return accessGrant(tenant, stationId, id);
}

/** One grant. @throws StationhouseError NOT_FOUND */
export async function accessGrant(tenant: Tenant, stationId: Id, id: Id): Promise<AccessGrantRow> {
  const [grant] = await tenant.sql<AccessGrantRow>(`SELECT ${COLUMNS} FROM access_grant WHERE station_id = $1 AND id = $2`, [stationId, id]);
  if (grant === undefined) throw notFound(text('授权查看', 'Access grant'));
  return grant;
}

/** The grants of stations in scope, the latest first; at most 200. */
export function accessGrants(tenant: Tenant, stationIds: readonly Id[]): Promise<AccessGrantRow[]> {
  return tenant.sql<AccessGrantRow>(`SELECT ${COLUMNS} FROM access_grant WHERE station_id = ANY ($1) ORDER BY id DESC LIMIT 200`, [[...stationIds]]);
}

/** Something opened under a grant, as often as it was. */
export interface OpeningRow {
  readonly grantId: Id;
  readonly operation: string;
  readonly recordId: Id | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly times: number;
}

/** Personal data read in full under a grant. */
export interface PersonalReadRow {
  readonly grantId: Id;
  readonly at: Date;
  readonly recordKind: string;
  readonly recordId: Id;
  readonly recordNumber: string | null;
  readonly purpose: string;
}

/** What was opened under grants of a station, the latest first. */
export function openingsOf(tenant: Tenant, stationId: Id, grantIds: readonly Id[]): Promise<OpeningRow[]> {
  return tenant.sql<OpeningRow>(
    `SELECT grant_id AS "grantId", operation, record_id AS "recordId", first_at AS "firstAt", last_at AS "lastAt", times FROM access_grant_opening WHERE station_id = $1 AND grant_id = ANY ($2) ORDER BY last_at DESC, id`,
    [stationId, [...grantIds]],
  );
}

/** Whose personal data were read in full under grants of a station, with the purpose of each read, the latest first. At most 500 of each grant. */
export function personalReadsOf(tenant: Tenant, stationId: Id, grantIds: readonly Id[]): Promise<PersonalReadRow[]> {
  return tenant.sql<PersonalReadRow>(
    `SELECT g.id AS "grantId", e.* FROM access_grant g CROSS JOIN LATERAL (
       SELECT at, record_kind AS "recordKind", record_id AS "recordId", record_number AS "recordNumber", purpose FROM audit_entry
        WHERE unit_id = g.station_id AND actor_id = g.account_id AND action = $3 AND details ->> 'accessGrantId' IS NOT NULL AND details ->> 'accessGrantId' = g.id::text ORDER BY sequence DESC LIMIT 500
     ) AS e WHERE g.station_id = $1 AND g.id = ANY ($2)`,
    [stationId, [...grantIds], deeds.personalRead.id],
  );
}

async function locked(tenant: Tenant, stationId: Id, id: Id): Promise<AccessGrantRow> {
  await tenant.sql('SELECT FROM access_grant WHERE station_id = $1 AND id = $2 FOR UPDATE', [stationId, id]);
  return accessGrant(tenant, stationId, id);
}

function waitsUntil({ askedAt }: AccessGrantRow): Date {
  return new Date(askedAt.getTime() + WAITING_HOURS * 3_600_000);
}

async function recorded(tenant: Tenant, action: (typeof deeds)['accessGrantAsked'], grant: AccessGrantRow, purpose: string): Promise<void> {
  const details = { accountId: grant.accountId, recordKind: grant.recordKind, recordId: grant.recordId, hours: grant.hours, endsAt: grant.endsAt?.toISOString() ?? null };
  await audit(tenant, { action, stationId: grant.stationId, record: { kind: 'accessGrant', id: grant.id }, purpose, details });
}
