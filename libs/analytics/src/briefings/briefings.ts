import { requireWorking } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, localDate, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { addDays, type LocalDate } from '../dates.js';
import { composeFigures, type BriefingSources } from './compose.js';
import { NO_TEXTS, TEXT_NAMES, type BriefingFigures, type BriefingTexts, type BriefingWeek } from './contents.js';
import { briefingChanged, briefingComposed, briefingRefreshed } from './permissions.js';
import { seenBriefings } from './seen.js';

const LONGEST_TEXT = 4_000;
const LONGEST_KEY = 200;
const MOST_LISTED = 110;
export const WEEK_DAYS = 7;

/** Whom a briefing was sent to. */
export interface BriefingRecipients {
  readonly roles: readonly string[];
  readonly accountIds: readonly Id[];
  readonly bureau: boolean;
}

/** A briefing as it is kept. Moments are domain time. */
export interface BriefingRow {
  readonly stationId: Id;
  readonly id: Id;
  /** The first of its seven days, by the station’s calendar. */
  readonly from: LocalDate;
  /** The day after the last. */
  readonly to: LocalDate;
  /** From 1; a correction of what went out is the next. */
  readonly edition: number;
  readonly state: 'DRAFT' | 'SENT';
  readonly version: number;
  readonly figures: BriefingFigures;
  readonly texts: BriefingTexts;
  /** Null for the schedule. */
  readonly madeBy: Id | null;
  readonly changedBy: Id | null;
  readonly changedAt: Date;
  readonly sentAt: Date | null;
  readonly sentBy: Id | null;
  readonly sentKey: string | null;
  readonly recipients: BriefingRecipients | null;
  /** As they went out. */
  readonly files: BriefingFiles | null;
  /** True where something that it named is not shown any more. */
  readonly withheld: boolean;
}

/** The files of a copy, by their content. */
export interface CopyFiles {
  readonly word: string;
  /** Null where the PDF's font lacks a sign. */
  readonly pdf: string | null;
}

/** The copies that were sent: the bureau's, where it gets one, lists no records. */
export interface BriefingFiles {
  readonly station: CopyFiles;
  readonly bureau: CopyFiles | null;
}

/** How far somebody sees: readers of the bureau see what was sent to it, and no records in it. */
export interface BriefingSight {
  readonly ofStation: boolean;
}

const COLUMNS = `station_id AS "stationId", id, from_date::text AS "from", to_date::text AS "to", edition, state, version, figures, texts, made_by AS "madeBy", changed_by AS "changedBy", changed_at AS "changedAt",
  sent_at AS "sentAt", sent_by AS "sentBy", sent_key AS "sentKey", recipients, files`;
const SEEN = `station_id = $1 AND ($2 OR (state = 'SENT' AND to_bureau))`;

/** The briefings of a station, the latest week first; at most two years of them. */
export async function listBriefings(tenant: Tenant, stationId: Id, sight: BriefingSight): Promise<BriefingRow[]> {
  const rows = await tenant.sql<BriefingRow>(`SELECT ${COLUMNS} FROM briefing WHERE ${SEEN} ORDER BY from_date DESC, edition DESC LIMIT ${MOST_LISTED}`, [stationId, sight.ofStation]);
  return seenBriefings(tenant, stationId, rows, sight);
}

/** @throws StationhouseError NOT_FOUND */
export async function readBriefing(tenant: Tenant, stationId: Id, id: Id, sight: BriefingSight): Promise<BriefingRow> {
  const rows = await tenant.sql<BriefingRow>(`SELECT ${COLUMNS} FROM briefing WHERE ${SEEN} AND id = $3`, [stationId, sight.ofStation, id]);
  const [row] = await seenBriefings(tenant, stationId, rows, sight);
  if (row === undefined) throw notFound(text('警情分析周报', 'Weekly briefing'));
  return row;
}

/** The seven days that are over at a moment. */
export function weekBefore(now: Date, timeZone: string): BriefingWeek {
  const to = localDate(now, timeZone);
  return { from: addDays(to, -WEEK_DAYS), to };
}

/**
 * Composes the first edition of a week by the schedule, unless there is one.
 * @returns undefined where there was one
 */
export async function composeScheduled(tenant: Tenant, sources: BriefingSources, stationId: Id): Promise<BriefingRow | undefined> {
  const week = weekBefore(tenant.now, await zoneOf(tenant, stationId));
  const [known] = await tenant.sql('SELECT FROM briefing WHERE station_id = $1 AND from_date = $2', [stationId, week.from]);
  return known === undefined ? insert(tenant, stationId, week, { edition: 1, figures: await composeFigures(tenant, sources, stationId, week), texts: NO_TEXTS }) : undefined;
}

/**
 * Composes the first edition of the week that ended yesterday, or at a day before.
 * @param last its last day; yesterday when absent
 * @throws StationhouseError BAD_INPUT for a week that is not over, CONFLICT where it has one already
 */
export async function composeBriefing(tenant: Tenant, sources: BriefingSources, stationId: Id, last: LocalDate | undefined, idempotencyKey: string): Promise<BriefingRow> {
  await requireWorking(tenant, stationId);
  const over = weekBefore(tenant.now, await zoneOf(tenant, stationId));
  const to = last === undefined ? over.to : addDays(last, 1);
  if (to > over.to) throw badInput('last', text('这一周还没有结束，最后一天须早于今天。', 'That week is not over. Its last day is before today.'));
  const week = { from: addDays(to, -WEEK_DAYS), to };
  return once(tenant, stationId, idempotencyKey, async (key) => {
    const [known] = await tenant.sql('SELECT FROM briefing WHERE station_id = $1 AND from_date = $2', [stationId, week.from]);
    if (known !== undefined) throw taken();
    return insert(tenant, stationId, week, { edition: 1, figures: await composeFigures(tenant, sources, stationId, week), texts: NO_TEXTS, key });
  });
}

/**
 * Begins the next edition of what went out: the same week and texts, the figures as they are known now.
 * @throws StationhouseError NOT_FOUND, CONFLICT for a draft, and where a later edition is there
 */
export async function correctBriefing(tenant: Tenant, sources: BriefingSources, stationId: Id, id: Id, idempotencyKey: string): Promise<BriefingRow> {
  const sent = await readBriefing(tenant, stationId, id, { ofStation: true });
  if (sent.state !== 'SENT') throw new StationhouseError('CONFLICT', text('周报还没有发出，直接修改即可。', 'It has not gone out yet: change it as it is.'));
  const { from, to, edition, texts } = sent;
  return once(tenant, stationId, idempotencyKey, async (key) => {
    const [later] = await tenant.sql('SELECT FROM briefing WHERE station_id = $1 AND from_date = $2 AND edition > $3', [stationId, from, edition]);
    if (later !== undefined) throw taken();
    return insert(tenant, stationId, { from, to }, { edition: edition + 1, figures: await composeFigures(tenant, sources, stationId, { from, to }), texts, key });
  });
}

/** Writes the texts of a draft. @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT for what went out, TEXT_TOO_LONG */
export async function writeTexts(tenant: Tenant, stationId: Id, id: Id, texts: BriefingTexts, expectedVersion: number): Promise<BriefingRow> {
  await lockDraft(tenant, stationId, id, expectedVersion);
  const parsed = Object.fromEntries(TEXT_NAMES.map((name) => [name, parseText(texts[name], `texts.${name}`, LONGEST_TEXT).trim()]));
  await tenant.sql('UPDATE briefing SET texts = $3, changed_by = $4, changed_at = app.now(), version = version + 1 WHERE station_id = $1 AND id = $2', [stationId, id, JSON.stringify(parsed), tenant.context.accountId]);
  await audit(tenant, { action: briefingChanged, stationId, record: { kind: 'briefing', id }, details: { version: expectedVersion + 1 } });
  return readBriefing(tenant, stationId, id, { ofStation: true });
}

/** Computes the figures of a draft anew. @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT for what went out */
export async function refreshBriefing(tenant: Tenant, sources: BriefingSources, stationId: Id, id: Id, expectedVersion: number): Promise<BriefingRow> {
  const { from, to } = await lockDraft(tenant, stationId, id, expectedVersion);
  const figures = await composeFigures(tenant, sources, stationId, { from, to });
  await tenant.sql('UPDATE briefing SET figures = $3, changed_by = $4, changed_at = app.now(), version = version + 1 WHERE station_id = $1 AND id = $2', [stationId, id, JSON.stringify(figures), tenant.context.accountId]);
  await audit(tenant, { action: briefingRefreshed, stationId, record: { kind: 'briefing', id }, details: { version: expectedVersion + 1 } });
  return readBriefing(tenant, stationId, id, { ofStation: true });
}

/** A draft that nobody else changes until the transaction ends. @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT for what went out */
export async function lockDraft(tenant: Tenant, stationId: Id, id: Id, expectedVersion: number): Promise<BriefingRow> {
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`briefing ${id}`]);
  const row = await readBriefing(tenant, stationId, id, { ofStation: true });
  if (row.state === 'SENT') throw new StationhouseError('CONFLICT', text('周报已发出，不能再改。如需更正，请生成更正版。', 'It went out and does not change any more. Correct it by a new edition.'));
  if (row.version !== expectedVersion) throw new StationhouseError('STALE_VERSION', text('周报已被他人修改，请刷新后核对。', 'Somebody else changed the briefing. Reload and check.'), { expectedVersion, version: row.version });
  return row;
}

interface NewBriefing {
  readonly edition: number;
  readonly figures: BriefingFigures;
  readonly texts: BriefingTexts;
  /** Absent for the schedule. */
  readonly key?: string;
}

async function insert(tenant: Tenant, stationId: Id, { from, to }: BriefingWeek, { edition, figures, texts, key }: NewBriefing): Promise<BriefingRow> {
  const by = key === undefined ? null : (tenant.context.accountId ?? null);
  const [made] = await tenant.sql<{ id: Id }>(
    `INSERT INTO briefing (station_id, id, from_date, to_date, edition, figures, texts, made_by, made_key, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)
     ON CONFLICT (station_id, from_date, edition) DO NOTHING RETURNING id`,
    [stationId, newId(), from, to, edition, JSON.stringify(figures), JSON.stringify(texts), by, key ?? null],
  );
  if (made === undefined) throw taken();
  await audit(tenant, { action: briefingComposed, stationId, record: { kind: 'briefing', id: made.id }, details: { from, to, edition } });
  return readBriefing(tenant, stationId, made.id, { ofStation: true });
}

/** Sent again, a command that made a briefing is answered with it. */
async function once(tenant: Tenant, stationId: Id, idempotencyKey: string, make: (key: string) => Promise<BriefingRow>): Promise<BriefingRow> {
  const key = parseText(idempotencyKey, 'idempotencyKey', LONGEST_KEY);
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`briefings ${stationId}`]);
  const [known] = await tenant.sql<{ id: Id }>('SELECT id FROM briefing WHERE station_id = $1 AND made_by = $2 AND made_key = $3', [stationId, tenant.context.accountId, key]);
  return known === undefined ? make(key) : readBriefing(tenant, stationId, known.id, { ofStation: true });
}

function taken(): StationhouseError {
  return new StationhouseError('CONFLICT', text('这一周的周报已经有了，请在列表中打开。', 'That week has its briefing already. Open it from the list.'));
}

async function zoneOf(tenant: Tenant, stationId: Id): Promise<string> {
  const [station] = await tenant.sql<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM station WHERE id = $1', [stationId]);
  if (station === undefined) throw notFound(text('派出所', 'Station'));
  return station.timeZone;
}
