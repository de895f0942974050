import { audit, type AuditAction } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import * as deeds from './permissions.js';
import { stateOf, type StudyRow } from './study.js';
import type { PseudonymKeys } from './pseudonyms.js';

const LONGEST = { title: 100, purpose: 500, refusal: 500 } as const;
const LONGEST_DAYS = 366;
const MOST_SUBJECTS = 50;
const DAY = 24 * 3_600_000;

/** What is asked for. */
export interface StudyWish {
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly title: string;
  readonly purpose: string;
  readonly stationIds: readonly Id[];
  readonly subjects: readonly string[];
  readonly endsAt: Date;
  readonly idempotencyKey: string;
}

const COLUMNS = `bureau_id AS "bureauId", id, account_id AS "accountId", title, purpose, station_ids AS "stationIds", subjects, releases_decided AS "releasesDecided", asked_at AS "askedAt", ends_at AS "endsAt",
  decided_by AS "decidedBy", decided_at AS "decidedAt", refusal, closed_by AS "closedBy", closed_at AS "closedAt"`;

/**
 * Asks for a study; a second person decides it. The same key of the same account answers with the study it asked for the first time.
 * @param at real time
 * @throws StationhouseError BAD_INPUT, TEXT_TOO_LONG, TEXT_NOT_UNICODE, PURPOSE_REQUIRED, BEYOND_BOUND beyond a year
 */
export async function askForStudy(tenant: Tenant, wish: StudyWish, at: Date): Promise<StudyRow> {
  const { bureauId, accountId, endsAt } = wish;
  const [title, purpose] = [parseText(wish.title, 'title', LONGEST.title).trim(), parseText(wish.purpose, 'purpose', LONGEST.purpose).trim()];
  if (title === '') throw badInput('title', text('请填写课题名称。', 'Give the study a title.'));
  if (purpose === '') throw new StationhouseError('PURPOSE_REQUIRED', text('请写明研究用途，审批人和审计员会看到。', 'Say what the study is for; whoever decides and whoever audits reads it.'));
  if (wish.subjects.length === 0 || wish.subjects.length > MOST_SUBJECTS) throw badInput('subjects', text(`请选择 1 至 ${MOST_SUBJECTS} 类记录。`, `Choose 1 to ${MOST_SUBJECTS} kinds of records.`));
  if (!(endsAt > at && endsAt.getTime() <= at.getTime() + LONGEST_DAYS * DAY)) {
    throw new StationhouseError('BEYOND_BOUND', text(`课题须在今后 ${LONGEST_DAYS} 天内结束，请调整结束日期。`, `A study ends within ${LONGEST_DAYS} days from now. Choose another day.`), { field: 'endsAt', most: LONGEST_DAYS });
  }
  const id = newId();
  const made = await tenant.sql(
    `INSERT INTO study (bureau_id, id, account_id, request_key, title, purpose, station_ids, subjects, releases_decided, asked_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $10)
     ON CONFLICT (bureau_id, account_id, request_key) DO NOTHING RETURNING id`,
    [bureauId, id, accountId, parseText(wish.idempotencyKey, 'idempotencyKey', 200), title, purpose, [...new Set(wish.stationIds)], [...new Set(wish.subjects)], at, endsAt],
  );
  const [study] = await tenant.sql<StudyRow>(`SELECT ${COLUMNS} FROM study WHERE bureau_id = $1 AND account_id = $2 AND request_key = $3`, [bureauId, accountId, wish.idempotencyKey]);
  if (study === undefined) throw new Error('A study that was just asked for is not there.');
  if (made.length > 0) await recorded(tenant, deeds.studyAsked, study);
  return study;
}

/**
 * Decides a study that waits: approved, it is open at once and has a key for its pseudonyms.
 * @param releasesDecided whether each of its exports waits for a second person
 * @param refusal why not; undefined approves it
 * @throws StationhouseError SECOND_PERSON_NEEDED for one's own, CONFLICT when it no longer waits, BAD_INPUT for a refusal without words
 */
export async function decideStudy(tenant: Tenant, keys: PseudonymKeys, bureauId: Id, id: Id, decision: { readonly releasesDecided: boolean; readonly refusal: string | undefined }, at: Date): Promise<StudyRow> {
  const waiting = await lockedStudy(tenant, bureauId, id);
  const decider = tenant.context.accountId;
  if (decider === waiting.accountId) throw new StationhouseError('SECOND_PERSON_NEEDED', text('不能审批自己的课题，请由另一人办理。', 'Your own study is decided by somebody else.'));
  if (stateOf(waiting, at) !== 'WAITING') throw new StationhouseError('CONFLICT', text('该课题已有结论或已到期，请刷新。', 'This study was decided or is over. Reload.'));
  const refusal = decision.refusal === undefined ? null : parseText(decision.refusal, 'refusal', LONGEST.refusal).trim();
  if (refusal === '') throw badInput('refusal', text('请写明不同意的理由。', 'Say why not.'));
  await tenant.sql('UPDATE study SET decided_by = $3, decided_at = $4, refusal = $5, releases_decided = $6 WHERE bureau_id = $1 AND id = $2', [bureauId, id, decider, at, refusal, decision.releasesDecided]);
  if (refusal === null) await keys.make(tenant, bureauId, id);
  const decided = await readStudy(tenant, bureauId, id);
  await recorded(tenant, refusal === null ? deeds.studyApproved : deeds.studyRefused, decided);
  return decided;
}

/** Ends a study, or takes the request back; its key is destroyed. Over already, it stays as it is. */
export async function closeStudy(tenant: Tenant, keys: PseudonymKeys, bureauId: Id, id: Id, at: Date): Promise<StudyRow> {
  const study = await lockedStudy(tenant, bureauId, id);
  await keys.destroy(tenant, bureauId, id);
  if (!['WAITING', 'ACTIVE'].includes(stateOf(study, at))) return study;
  await tenant.sql('UPDATE study SET closed_by = $3, closed_at = $4 WHERE bureau_id = $1 AND id = $2', [bureauId, id, tenant.context.accountId ?? null, at]);
  await recorded(tenant, deeds.studyClosed, study);
  return readStudy(tenant, bureauId, id);
}

/** One study. @throws StationhouseError NOT_FOUND */
export async function readStudy(tenant: Tenant, bureauId: Id, id: Id): Promise<StudyRow> {
  const [study] = await tenant.sql<StudyRow>(`SELECT ${COLUMNS} FROM study WHERE bureau_id = $1 AND id = $2`, [bureauId, id]);
  if (study === undefined) throw noStudy();
  return study;
}

/** Studies of a bureau, the latest first; at most 200. @param accountId those of one analyst; all of them when undefined */
export function listStudies(tenant: Tenant, bureauId: Id, accountId: Id | undefined): Promise<StudyRow[]> {
  return tenant.sql<StudyRow>(`SELECT ${COLUMNS} FROM study WHERE bureau_id = $1 AND ($2::uuid IS NULL OR account_id = $2) ORDER BY id DESC LIMIT 200`, [bureauId, accountId ?? null]);
}

/**
 * The study as whoever conducts it reads within it.
 * @throws StationhouseError NOT_FOUND for somebody else's, STUDY_CLOSED while it is not open, OUTSIDE_STUDY for a station or a kind of record beyond it
 */
export async function openStudy(tenant: Tenant, reading: { readonly bureauId: Id; readonly id: Id; readonly accountId: Id; readonly stationIds: readonly Id[]; readonly subject: string }, at: Date): Promise<StudyRow> {
  const study = await readStudy(tenant, reading.bureauId, reading.id);
  if (study.accountId !== reading.accountId) throw noStudy();
  if (stateOf(study, at) !== 'ACTIVE') throw new StationhouseError('STUDY_CLOSED', text('该课题尚未获批或已结束，不能查看记录。', 'This study is not approved yet, or it is over: it shows no records.'));
  const beyond = reading.stationIds.filter((stationId) => !study.stationIds.includes(stationId));
  if (beyond.length > 0 || !study.subjects.includes(reading.subject)) {
    throw new StationhouseError('OUTSIDE_STUDY', text('所选派出所或记录类别不在课题范围内；如需扩大范围，请另行申请课题。', 'These stations or records are not part of the study. Ask for another study to read them.'), { subjects: [...study.subjects], stationIds: [...study.stationIds] });
  }
  return study;
}

async function lockedStudy(tenant: Tenant, bureauId: Id, id: Id): Promise<StudyRow> {
  await tenant.sql('SELECT FROM study WHERE bureau_id = $1 AND id = $2 FOR UPDATE', [bureauId, id]);
  return readStudy(tenant, bureauId, id);
}

function noStudy(): StationhouseError {
  return notFound(text('研究课题', 'Study'));
}

async function recorded(tenant: Tenant, action: AuditAction, study: StudyRow): Promise<void> {
  await audit(tenant, { action, bureauId: study.bureauId, record: { kind: 'study', id: study.id }, purpose: study.purpose, details: { accountId: study.accountId, stationIds: [...study.stationIds], subjects: [...study.subjects], endsAt: study.endsAt.toISOString(), releasesDecided: study.releasesDecided } });
}

/** @throws StationhouseError NOT_FOUND for somebody else's */
export async function requireOwn(tenant: Tenant, bureauId: Id, id: Id, accountId: Id): Promise<void> {
  if ((await readStudy(tenant, bureauId, id)).accountId !== accountId) throw noStudy();
}
