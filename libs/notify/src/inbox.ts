import { decodeCursor, pageOf, parseFirst, type Page, type Unit } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, text, type Id } from '@stationhouse/kernel';
import type { NoticeDeliveryRow, NoticeRow } from './entities.js';
import { idOf } from './recipients.js';

/** A notice as one account has it. */
export interface InboxNotice extends Omit<NoticeRow, 'key' | 'tryAt' | 'stageAt' | 'bureauRoles' | 'silentAfter' | 'silenceAt' | 'heardAt'> {
  readonly toldAt: Date;
  readonly readAt: Date | null;
  /** True where this account reads it as somebody of the bureau. */
  readonly toBureau: boolean;
}

/** Whether it rings for the account that has it: what the bureau has taken on rings at the station alone. */
export function isRinging({ urgency, signedAt, takenAt, toBureau }: Pick<InboxNotice, 'urgency' | 'signedAt' | 'takenAt' | 'toBureau'>): boolean {
  return urgency === 'urgent' && signedAt === null && !(toBureau && takenAt !== null);
}

/** Which notices of an inbox a list shows; all when empty. */
export interface InboxSelection {
  readonly unread?: boolean | undefined;
  readonly urgent?: boolean | undefined;
  /** Urgent ones that nobody has signed. */
  readonly ringing?: boolean | undefined;
  /** Those of exercises alone, or real ones alone. */
  readonly exercise?: boolean | undefined;
  readonly stationId?: Id | undefined;
}

/** What waits for somebody: an exercise must not look like work, nor hide it. */
export interface InboxCounts {
  /** Real ones. */
  readonly unread: number;
  readonly ringing: number;
  /** Those of exercises. */
  readonly exerciseUnread: number;
  readonly exerciseRinging: number;
}

/** Notices one call may mark as read. */
const MOST_MARKED = 500;

const COLUMNS = `n.unit_id AS "unitId", n.id, n.bureau_id AS "bureauId", n.at_bureau AS "atBureau", n.kind, n.urgency, n.title, n.body, n.record_kind AS "recordKind", n.record_id AS "recordId",
  n.record_number AS "recordNumber", n.exercise, n.created_at AS "createdAt", n.stage, n.climb_after AS "climbAfter", n.climb_at AS "climbAt", n.signed_by AS "signedBy", n.signed_at AS "signedAt",
  n.over_as AS "overAs", n.priority, n.task_serial AS "taskSerial", n.task_outcome AS "taskOutcome", n.silent, n.taken_by AS "takenBy", n.taken_at AS "takenAt", r.told_at AS "toldAt", r.read_at AS "readAt", r.at_bureau AS "toBureau"`;
const RINGING = `(n.urgency = 'urgent' AND n.signed_at IS NULL AND NOT (r.at_bureau AND n.taken_at IS NOT NULL))`;
const FROM = `FROM notice_recipient r JOIN notice n ON n.unit_id = r.unit_id AND n.id = r.notice_id
  WHERE r.account_id = $1 AND ($2::boolean IS NULL OR (r.read_at IS NULL) = $2) AND ($3::boolean IS NULL OR (n.urgency = 'urgent') = $3) AND ($4::boolean IS NULL OR ${RINGING} = $4)
    AND ($5::uuid IS NULL OR n.unit_id = $5) AND ($6::boolean IS NULL OR n.exercise = $6)`;

function parametersOf(accountId: Id, { unread, urgent, ringing, stationId, exercise }: InboxSelection): unknown[] {
  return [accountId, unread ?? null, urgent ?? null, ringing ?? null, stationId ?? null, exercise ?? null];
}

/** One page of an account's inbox within the transaction's reach, what it was told last first. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
export async function listInbox(tenant: Tenant, accountId: Id, selection: InboxSelection, first: number, after: string | null | undefined): Promise<Page<InboxNotice>> {
  const most = parseFirst(first);
  const key = decodeCursor(after, ['moment', 'id']);
  const rows = await tenant.sql<InboxNotice>(
    `SELECT ${COLUMNS} ${FROM} AND ($7::timestamptz IS NULL OR (r.told_at, r.notice_id) < ($7, $8::uuid)) ORDER BY r.told_at DESC, r.notice_id DESC LIMIT $9`,
    [...parametersOf(accountId, selection), key?.[0] ?? null, key?.[1] ?? null, most + 1],
  );
  return pageOf(rows, most, (row) => [row.toldAt.toISOString(), row.id]);
}

/** Ringing notices one page shows at most. */
const MOST_RINGING = 50;

/** What rings for an account, in the order somebody should turn to it: real ones first, then by priority, then what has rung longest. */
export function listRinging(tenant: Tenant, accountId: Id): Promise<InboxNotice[]> {
  return tenant.sql<InboxNotice>(
    `SELECT ${COLUMNS} FROM notice_recipient r JOIN notice n ON n.unit_id = r.unit_id AND n.id = r.notice_id WHERE r.account_id = $1 AND ${RINGING} ORDER BY n.exercise, n.priority, n.created_at, n.id LIMIT ${MOST_RINGING}`,
    [accountId],
  );
}

/** Who was told of notices, those of the bureau last. */
export function recipientsOfNotices(tenant: Tenant, ids: readonly Id[]): Promise<{ readonly noticeId: Id; readonly accountId: Id; readonly atBureau: boolean }[]> {
  return tenant.sql(`SELECT notice_id AS "noticeId", account_id AS "accountId", at_bureau AS "atBureau" FROM notice_recipient WHERE notice_id = ANY ($1) ORDER BY at_bureau, told_at, account_id`, [[...ids]]);
}

/** A ringing notice that no device of those told was heard from. */
export type SilentNotice = Pick<NoticeRow, 'unitId' | 'bureauId' | 'id' | 'title' | 'recordNumber' | 'priority' | 'exercise' | 'createdAt' | 'stage' | 'heardAt'>;

/** What rings at terminals that do not answer, the oldest first. @param unitId everything within reach when absent */
export function silentNotices(tenant: Tenant, unitId: Id | undefined, first: number): Promise<SilentNotice[]> {
  return tenant.sql<SilentNotice>(
    `SELECT unit_id AS "unitId", bureau_id AS "bureauId", id, title, record_number AS "recordNumber", priority, exercise, created_at AS "createdAt", stage, heard_at AS "heardAt"
       FROM notice WHERE ($1::uuid IS NULL OR unit_id = $1) AND silent AND signed_at IS NULL ORDER BY created_at, id LIMIT $2`,
    [unitId ?? null, parseFirst(first)],
  );
}

/** How many notices a list has in all. */
export async function countInbox(tenant: Tenant, accountId: Id, selection: InboxSelection): Promise<number> {
  const [row] = await tenant.sql<{ count: number }>(`SELECT count(*)::int AS count ${FROM}`, parametersOf(accountId, selection));
  return row?.count ?? 0;
}

/** What the bell shows. */
export async function inboxCounts(tenant: Tenant, accountId: Id): Promise<InboxCounts> {
  const [row] = await tenant.sql<InboxCounts>(
    `SELECT count(*) FILTER (WHERE r.read_at IS NULL AND NOT n.exercise)::int AS unread, count(*) FILTER (WHERE ${RINGING} AND NOT n.exercise)::int AS ringing,
            count(*) FILTER (WHERE r.read_at IS NULL AND n.exercise)::int AS "exerciseUnread", count(*) FILTER (WHERE ${RINGING} AND n.exercise)::int AS "exerciseRinging"
       FROM notice_recipient r JOIN notice n ON n.unit_id = r.unit_id AND n.id = r.notice_id WHERE r.account_id = $1 AND (r.read_at IS NULL OR ${RINGING})`,
    [accountId],
  );
  return row ?? { unread: 0, ringing: 0, exerciseUnread: 0, exerciseRinging: 0 };
}

/** One notice of an account's inbox. @throws StationhouseError NOT_FOUND, also for a notice that others were told */
export async function readNotice(tenant: Tenant, accountId: Id, id: Id): Promise<InboxNotice> {
  const [row] = await tenant.sql<InboxNotice>(`SELECT ${COLUMNS} FROM notice_recipient r JOIN notice n ON n.unit_id = r.unit_id AND n.id = r.notice_id WHERE r.account_id = $1 AND n.id = $2`, [accountId, id]);
  if (row === undefined) throw notFound(text('通知', 'Notice'));
  return row;
}

/**
 * Marks notices of an account as read; those read already, and other people's, are left alone.
 * @param ids at most 500; every unread one when absent
 * @returns how many there were to mark
 */
export async function markRead(tenant: Tenant, accountId: Id, ids: readonly Id[] | undefined): Promise<number> {
  if (ids !== undefined && ids.length > MOST_MARKED) throw badInput('ids', text(`一次最多标记 ${MOST_MARKED} 条通知。`, `At most ${MOST_MARKED} notices at a time.`));
  const rows = await tenant.sql('UPDATE notice_recipient SET read_at = app.now() WHERE account_id = $1 AND read_at IS NULL AND ($2::uuid[] IS NULL OR notice_id = ANY ($2)) RETURNING 1', [accountId, ids === undefined ? null : [...ids]]);
  return rows.length;
}

/** A message that a channel did not take, with what it was about. */
export interface FailedDelivery extends Pick<NoticeDeliveryRow, 'unitId' | 'id' | 'noticeId' | 'channel' | 'stage' | 'attempts' | 'error' | 'createdAt'> {
  readonly recordNumber: string | null;
  readonly recipients: number;
}

/** Messages a unit's channels did not take, newest first. */
export function failedDeliveries(tenant: Tenant, unitId: Id, first: number): Promise<FailedDelivery[]> {
  return tenant.sql<FailedDelivery>(
    `SELECT d.unit_id AS "unitId", d.id, d.notice_id AS "noticeId", d.channel, d.stage, d.attempts, d.error, d.created_at AS "createdAt", n.record_number AS "recordNumber", cardinality(d.account_ids) AS recipients
       FROM notice_delivery d JOIN notice n ON n.unit_id = d.unit_id AND n.id = d.notice_id WHERE d.unit_id = $1 AND d.state = 'failed' ORDER BY d.created_at DESC, d.id DESC LIMIT $2`,
    [unitId, parseFirst(first)],
  );
}

/** A notice as the record it leads to has it, whoever was told. */
export type RecordNotice = Pick<NoticeRow, 'id' | 'key' | 'kind' | 'urgency' | 'title' | 'exercise' | 'createdAt' | 'stage' | 'signedBy' | 'signedAt'> & { readonly recordId: Id };

/** The notices of a unit that lead to some records, oldest first; none that the retention has removed. */
export function noticesAbout(tenant: Tenant, unit: Unit, recordIds: readonly Id[]): Promise<RecordNotice[]> {
  return tenant.sql<RecordNotice>(
    `SELECT id, key, kind, urgency, title, exercise, created_at AS "createdAt", stage, signed_by AS "signedBy", signed_at AS "signedAt", record_id AS "recordId" FROM notice WHERE unit_id = $1 AND record_id = ANY ($2) ORDER BY created_at, id`,
    [idOf(unit), [...recordIds]],
  );
}
