import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import { parseName } from '../organisation/names.js';
import { requireWorking } from '../organisation/units.js';

const LONGEST_PLACE = 120;
const LONGEST_PRINT = 300;
const LONGEST_REASON = 200;
const MOST_OFFICERS = 5;

/** What hangs there. */
export interface BoardWords {
  /** Where it hangs; at most 120 characters. */
  readonly place: string;
  /** What is printed on it: names, telephone numbers; at most 300 characters. */
  readonly printed: string;
  /** Whom it names: 1 to 5 people of the station. */
  readonly officerIds: readonly Id[];
  /** Since which local day it hangs as it is. */
  readonly since: string;
}

/** 联系牌: a board in public that tells people whom to call. */
export interface ContactBoardRow extends BoardWords {
  readonly stationId: Id;
  readonly id: Id;
  readonly version: number;
  /** Those of `officerIds` who hold no role at the station any more. */
  readonly goneIds: readonly Id[];
  /** Since when it is out of date: somebody said so, or an officer left; null for one that is right. */
  readonly flaggedAt: Date | null;
  /** What somebody said; null where an officer left. */
  readonly flagReason: string | null;
  readonly replacedAt: Date | null;
}

/** People who hold a role at the board's station now. */
const PRESENT = 'SELECT FROM membership m JOIN account a ON a.id = m.account_id WHERE m.station_id = b.station_id AND m.account_id = o.id AND m.ended_at IS NULL AND a.active';
/** A board is out of date by what holds now: nobody has to remember to flag it, whichever way its officer left. */
const BOARDS = `SELECT b.station_id AS "stationId", b.id, b.version, b.place, b.printed, b.officer_ids AS "officerIds", b.since::text, b.flag_reason AS "flagReason", b.replaced_at AS "replacedAt", gone.ids AS "goneIds",
    CASE WHEN cardinality(gone.ids) > 0 THEN least(b.flagged_at, coalesce(gone.since, b.made_at)) ELSE b.flagged_at END AS "flaggedAt"
  FROM contact_board b CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(o.id), '{}') AS ids, min(e.ended_at) AS since FROM unnest(b.officer_ids) AS o (id)
      LEFT JOIN LATERAL (SELECT max(m.ended_at) AS ended_at FROM membership m WHERE m.station_id = b.station_id AND m.account_id = o.id) e ON true
     WHERE NOT EXISTS (${PRESENT})) gone
 WHERE b.removed_at IS NULL`;

/** The boards of a station, those out of date first, the longest first; at most 500. @param flagged only those, or only the others */
export function contactBoards(tenant: Tenant, stationId: Id, flagged?: boolean): Promise<ContactBoardRow[]> {
  return tenant.sql<ContactBoardRow>(`SELECT * FROM (${BOARDS} AND b.station_id = $1) b WHERE $2::boolean IS NULL OR (b."flaggedAt" IS NOT NULL) = $2 ORDER BY b."flaggedAt" NULLS LAST, b.place, b.id LIMIT 500`, [stationId, flagged ?? null]);
}

/** The boards at these stations that name somebody. */
export function boardsNaming(tenant: Tenant, stationIds: readonly Id[], accountId: Id): Promise<ContactBoardRow[]> {
  return tenant.sql<ContactBoardRow>(`${BOARDS} AND b.station_id = ANY ($1) AND $2 = ANY (b.officer_ids) ORDER BY b.place, b.id`, [[...stationIds], accountId]);
}

/** Writes down a board that hangs somewhere; the same key again answers with the first. @throws StationhouseError BAD_INPUT, NOT_FOUND for somebody who is not of the station */
export async function putUpBoard(tenant: Tenant, stationId: Id, words: BoardWords, idempotencyKey: string): Promise<ContactBoardRow> {
  const key = parseName(idempotencyKey, 'idempotencyKey', 200);
  await requireWorking(tenant, stationId);
  const checked = await checkWords(tenant, stationId, words);
  const id = newId();
  const [made] = await tenant.sql<{ id: Id }>(
    `INSERT INTO contact_board (station_id, id, place, printed, officer_ids, since, made_by, made_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (station_id, made_by, made_key) DO NOTHING RETURNING id`,
    [stationId, id, checked.place, checked.printed, [...checked.officerIds], checked.since, tenant.context.accountId, key],
  );
  if (made !== undefined) {
    await recorded(tenant, deeds.contactBoardPutUp, stationId, id, checked);
    return board(tenant, stationId, id);
  }
  const [known] = await tenant.sql<{ id: Id }>('SELECT id FROM contact_board WHERE station_id = $1 AND made_by = $2 AND made_key = $3', [stationId, tenant.context.accountId, key]);
  return board(tenant, stationId, known?.id ?? id);
}

/** Says that the board itself has been replaced: it hangs as it is written down now. @throws StationhouseError NOT_FOUND, STALE_VERSION, BAD_INPUT */
export async function replaceBoard(tenant: Tenant, stationId: Id, id: Id, words: BoardWords, expectedVersion: number): Promise<ContactBoardRow> {
  await locked(tenant, stationId, id, expectedVersion);
  const checked = await checkWords(tenant, stationId, words);
  await tenant.sql(
    `UPDATE contact_board SET place = $3, printed = $4, officer_ids = $5, since = $6, flagged_at = NULL, flag_reason = NULL, flagged_by = NULL, replaced_at = app.now(), replaced_by = $7, version = version + 1 WHERE station_id = $1 AND id = $2`,
    [stationId, id, checked.place, checked.printed, [...checked.officerIds], checked.since, tenant.context.accountId],
  );
  await recorded(tenant, deeds.contactBoardReplaced, stationId, id, checked);
  return board(tenant, stationId, id);
}

/** Says that a board must be replaced, and why: damaged, a new number. @throws StationhouseError NOT_FOUND, STALE_VERSION, BAD_INPUT */
export async function flagBoard(tenant: Tenant, stationId: Id, id: Id, reason: string, expectedVersion: number): Promise<ContactBoardRow> {
  const before = await locked(tenant, stationId, id, expectedVersion);
  const why = parseName(reason, 'reason', LONGEST_REASON);
  await tenant.sql('UPDATE contact_board SET flagged_at = coalesce(flagged_at, app.now()), flag_reason = $3, flagged_by = $4, version = version + 1 WHERE station_id = $1 AND id = $2', [stationId, id, why, tenant.context.accountId]);
  await recorded(tenant, deeds.contactBoardFlagged, stationId, id, before);
  return board(tenant, stationId, id);
}

/** Says that a board hangs there no more; what was written down of it stays in the record. @throws StationhouseError NOT_FOUND, STALE_VERSION */
export async function removeBoard(tenant: Tenant, stationId: Id, id: Id, expectedVersion: number): Promise<void> {
  const before = await locked(tenant, stationId, id, expectedVersion);
  await tenant.sql('UPDATE contact_board SET removed_at = app.now(), removed_by = $3, version = version + 1 WHERE station_id = $1 AND id = $2', [stationId, id, tenant.context.accountId]);
  await recorded(tenant, deeds.contactBoardRemoved, stationId, id, before);
}

async function checkWords(tenant: Tenant, stationId: Id, { place, printed, officerIds, since }: BoardWords): Promise<BoardWords> {
  const named = [...new Set(officerIds)];
  if (named.length === 0 || named.length > MOST_OFFICERS) throw badInput('officerIds', text(`请选择联系牌上的民警，1 至 ${MOST_OFFICERS} 人。`, `Choose whom the board names: 1 to ${MOST_OFFICERS} people.`));
  const present = await tenant.sql('SELECT DISTINCT m.account_id FROM membership m JOIN account a ON a.id = m.account_id WHERE m.station_id = $1 AND m.account_id = ANY ($2) AND m.ended_at IS NULL AND a.active', [stationId, named]);
  if (present.length < named.length) throw notFound(text('本所人员', 'Member of this station'));
  return { place: parseName(place, 'place', LONGEST_PLACE), printed: parseText(printed, 'printed', LONGEST_PRINT).trim(), officerIds: named, since };
}

async function locked(tenant: Tenant, stationId: Id, id: Id, expectedVersion: number): Promise<ContactBoardRow> {
  await tenant.sql('SELECT FROM contact_board WHERE station_id = $1 AND id = $2 FOR UPDATE', [stationId, id]);
  const found = await board(tenant, stationId, id);
  if (found.version === expectedVersion) return found;
  throw new StationhouseError('STALE_VERSION', text('这块联系牌的登记已有变化，请刷新后核对。', 'What is written down of this board has changed. Reload and check.'), { expectedVersion, version: found.version });
}

async function board(tenant: Tenant, stationId: Id, id: Id): Promise<ContactBoardRow> {
  const [found] = await tenant.sql<ContactBoardRow>(`${BOARDS} AND b.station_id = $1 AND b.id = $2`, [stationId, id]);
  if (found === undefined) throw notFound(text('联系牌', 'Contact board'));
  return found;
}

async function recorded(tenant: Tenant, action: (typeof deeds)['contactBoardPutUp'], stationId: Id, id: Id, { officerIds, since }: BoardWords): Promise<void> {
  await audit(tenant, { action, stationId, record: { kind: 'contactBoard', id }, details: { officerIds: [...officerIds], since } });
}
