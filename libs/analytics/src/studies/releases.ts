import type { Page } from '@stationhouse/access';
import { audit, type AuditAction } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import * as deeds from './permissions.js';
import type { StudyPseudonyms } from './pseudonyms.js';
import { cellsOf, FEW, fieldOf, FIXED_COLUMNS, type ReleaseColumn, type ReleasePreview, type ReleaseRow, type ReleaseStations, type ReleaseWish } from './release.js';
import type { RecordColumn, RecordSelection, StudyRecord, StudyRecords } from './records.js';
import type { StudyRow } from './study.js';

/** How long a preview may be confirmed, and what was confirmed or approved may be taken. */
const HOURS = { preview: 24, taking: 72 } as const;
const EXAMPLES = 5;
/** Rows that are read at once. */
const PAGE_ROWS = 2_000;
const MOST_COLUMNS = 60;
/** A sheet of XLSX has 1,048,576 rows, one of them the titles. */
const MOST_SHEET_ROWS = 1_000_000;

const GONE = text('个人信息或自由文本，研究中不提供', 'Personal, or free text: a study never shows it');
const NOT_PLAIN = text('不是单一取值，不能放入表格', 'No plain value: a table cannot hold it');
const NOT_CHOSEN = text('未选', 'Not chosen');

const COLUMNS = `bureau_id AS "bureauId", id, study_id AS "studyId", account_id AS "accountId", asked, preview, state, purpose, previewed_at AS "previewedAt", expires_at AS "expiresAt", decided_by AS "decidedBy", decided_at AS "decidedAt", refusal`;

/** What of a study leaves, in files: shown before it does, confirmed by whoever takes it, approved where it must be. */
export class Releases {
  constructor(private readonly records: StudyRecords) {}

  /**
   * Shows what would leave, and keeps it as it was shown. What is recorded later does not leave with it.
   * @param at real time
   * @throws StationhouseError BAD_INPUT for columns that there are not, PERSONAL_DATA_MASKED for one that never leaves
   */
  async preview(tenant: Tenant, study: StudyRow, wished: Omit<ReleaseWish, 'to'> & { readonly to: string | null }, names: StudyPseudonyms, at: Date): Promise<ReleaseRow> {
    const to = wished.to === null || new Date(wished.to) > tenant.now ? tenant.now.toISOString() : wished.to;
    const wish: ReleaseWish = { ...wished, to };
    const known = await this.records.columns(tenant, wish.subject);
    const columns = checkedColumns(wish, known);
    const selection = selectionOf(wish);
    const rows = await this.records.count(tenant, selection);
    if (wish.format === 'xlsx' && rows > MOST_SHEET_ROWS) throw badInput('format', text(`Excel 最多 ${MOST_SHEET_ROWS} 行，请改用 CSV 或 Parquet。`, `A sheet holds ${MOST_SHEET_ROWS} rows at most. Choose CSV or Parquet.`), { rows });
    const facts = wish.columns.flatMap((column) => FIXED_COLUMNS[column]?.fact ?? []);
    const groups = await this.records.groups(tenant, selection, { facts, fields: wish.columns.flatMap((column) => fieldOf(column) ?? []), unit: wish.times }, FEW);
    const stations = await stationsOf(tenant, wish.stationIds);
    const { edges } = await this.records.page(tenant, selection, names, EXAMPLES, null);
    const preview: ReleasePreview = { rows, columns, leftOut: leftOut(wish, known), ...groups, examples: edges.map(({ node }) => cellsOf(node, wish, stations)) };
    const id = newId();
    await tenant.sql(
      `INSERT INTO study_release (bureau_id, id, study_id, account_id, asked, preview, state, previewed_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, 'previewed', $7, $8)`,
      [study.bureauId, id, study.id, study.accountId, JSON.stringify(wish), JSON.stringify(preview), at, later(at, HOURS.preview)],
    );
    return recorded(tenant, deeds.releasePreviewed, await readRelease(tenant, study.bureauId, id));
  }

  /**
   * Whoever asked says that this is to leave. Where groups are small, or the study says so, a second person decides.
   * @throws StationhouseError NOT_FOUND, CONFLICT when it was confirmed or lapsed, PURPOSE_REQUIRED
   */
  async confirm(tenant: Tenant, study: StudyRow, id: Id, purpose: string, at: Date): Promise<ReleaseRow> {
    const release = await locked(tenant, study.bureauId, id);
    if (release.studyId !== study.id || release.accountId !== study.accountId) throw noRelease();
    const said = parseText(purpose, 'purpose', 300).trim();
    if (said === '') throw new StationhouseError('PURPOSE_REQUIRED', text('请写明这批数据的用途。', 'Say what these data are for.'));
    if (release.state !== 'previewed' || release.expiresAt <= at) throw new StationhouseError('CONFLICT', text('该预览已确认或已过期，请重新预览。', 'This preview was confirmed or has lapsed. Make another one.'));
    const state = needsDecision(study, release.preview) ? 'waiting' : 'ready';
    await tenant.sql('UPDATE study_release SET state = $3, purpose = $4, expires_at = $5 WHERE bureau_id = $1 AND id = $2', [study.bureauId, id, state, said, state === 'waiting' ? study.endsAt : later(at, HOURS.taking)]);
    return recorded(tenant, deeds.releaseConfirmed, await readRelease(tenant, study.bureauId, id));
  }

  /**
   * Decides a release that waits: approved, it may be taken for three days.
   * @param refusal why not; undefined approves it
   * @throws StationhouseError SECOND_PERSON_NEEDED, CONFLICT, BAD_INPUT
   */
  async decide(tenant: Tenant, bureauId: Id, id: Id, refusal: string | undefined, at: Date): Promise<ReleaseRow> {
    const release = await locked(tenant, bureauId, id);
    const decider = tenant.context.accountId;
    if (decider === release.accountId) throw new StationhouseError('SECOND_PERSON_NEEDED', text('不能审批自己的数据导出，请由另一人办理。', 'Your own export is decided by somebody else.'));
    if (release.state !== 'waiting' || release.expiresAt <= at) throw new StationhouseError('CONFLICT', text('该导出已有结论或已过期，请刷新。', 'This export was decided or has lapsed. Reload.'));
    const why = refusal === undefined ? null : parseText(refusal, 'refusal', 500).trim();
    if (why === '') throw badInput('refusal', text('请写明不同意的理由。', 'Say why not.'));
    await tenant.sql('UPDATE study_release SET state = $3, decided_by = $4, decided_at = $5, refusal = $6, expires_at = $7 WHERE bureau_id = $1 AND id = $2', [bureauId, id, why === null ? 'ready' : 'refused', decider, at, why, later(at, HOURS.taking)]);
    return recorded(tenant, why === null ? deeds.releaseApproved : deeds.releaseRefused, await readRelease(tenant, bureauId, id));
  }
}

/** Whether a second person decides about what would leave. */
export function needsDecision({ releasesDecided }: StudyRow, { smallest, rows }: ReleasePreview): boolean {
  return releasesDecided || (rows > 0 && smallest < FEW);
}

/** One release. @throws StationhouseError NOT_FOUND */
export async function readRelease(tenant: Tenant, bureauId: Id, id: Id): Promise<ReleaseRow> {
  const [release] = await tenant.sql<ReleaseRow>(`SELECT ${COLUMNS} FROM study_release WHERE bureau_id = $1 AND id = $2`, [bureauId, id]);
  if (release === undefined) throw noRelease();
  return release;
}

/** Releases of a bureau, the latest first; at most 200. Previews that nobody confirmed are nobody else's. @param accountId of one analyst; everybody's when undefined */
export function listReleases(tenant: Tenant, bureauId: Id, accountId: Id | undefined): Promise<ReleaseRow[]> {
  return tenant.sql<ReleaseRow>(`SELECT ${COLUMNS} FROM study_release WHERE bureau_id = $1 AND state <> 'previewed' AND ($2::uuid IS NULL OR account_id = $2) ORDER BY id DESC LIMIT 200`, [bureauId, accountId ?? null]);
}

/** A release that is taken now. @throws StationhouseError NOT_FOUND for somebody else's, CONFLICT when it may not be taken */
export async function takeRelease(tenant: Tenant, bureauId: Id, id: Id, accountId: Id, at: Date): Promise<ReleaseRow> {
  const release = await readRelease(tenant, bureauId, id);
  if (release.accountId !== accountId) throw noRelease();
  if (release.state !== 'ready' || release.expiresAt <= at) throw new StationhouseError('CONFLICT', text('该导出尚未确认、未获批或已过期，不能下载。', 'This export is not confirmed, not approved, or over: it cannot be taken.'));
  return recorded(tenant, deeds.releaseTaken, release);
}

/**
 * The rows of a release, the newest first, a page in memory: each in a transaction of its own, so that whoever reads slowly holds nothing.
 * @param read runs a statement within the reader's scope
 */
export async function* rowsOf(records: StudyRecords, read: <Result>(work: (tenant: Tenant) => Promise<Result>) => Promise<Result>, asked: ReleaseWish, names: StudyPseudonyms, stations: ReleaseStations): AsyncGenerator<(string | null)[][]> {
  let after: string | null = null;
  do {
    const from: string | null = after;
    const page: Page<StudyRecord> = await read((tenant) => records.page(tenant, selectionOf(asked), names, PAGE_ROWS, from));
    yield page.edges.map(({ node }) => cellsOf(node, asked, stations));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

/** The records of a release. */
function selectionOf({ subject, stationIds, from, to }: ReleaseWish): RecordSelection {
  return { subject, stationIds, from: from === null ? null : new Date(from), to: new Date(to) };
}

/** The stations of a release, as its file names them. */
export async function stationsOf(tenant: Tenant, stationIds: readonly Id[]): Promise<ReleaseStations> {
  const rows = await tenant.sql<{ id: Id; name: string; zone: string }>('SELECT id, name, time_zone AS zone FROM station WHERE id = ANY ($1)', [[...stationIds]]);
  return new Map(rows.map(({ id, ...station }) => [id, station]));
}

function checkedColumns({ columns }: ReleaseWish, known: readonly RecordColumn[]): ReleaseColumn[] {
  if (columns.length === 0 || columns.length > MOST_COLUMNS || new Set(columns).size < columns.length) throw badInput('columns', text(`请选择 1 至 ${MOST_COLUMNS} 列，不得重复。`, `Choose 1 to ${MOST_COLUMNS} columns, each once.`));
  return columns.map((column) => {
    const key = fieldOf(column);
    const field = known.find((one) => one.key === key);
    if (field?.gone === true) throw new StationhouseError('PERSONAL_DATA_MASKED', text(`“${field.title['zh-CN']}”涉及个人信息，不能导出。`, `"${field.title.en}" is personal: it never leaves.`), { column });
    const title = field?.plain === true ? field.title : FIXED_COLUMNS[column]?.title;
    if (title === undefined) throw badInput('columns', text('没有这一列，或它不能放入表格。', 'There is no such column, or a table cannot hold it.'), { value: column.slice(0, 60) });
    return { key: column, title };
  });
}

function leftOut({ columns }: ReleaseWish, known: readonly RecordColumn[]): ReleasePreview['leftOut'] {
  const fixed = Object.entries(FIXED_COLUMNS).filter(([key]) => !columns.includes(key)).map(([key, { title }]) => ({ key, title, reason: NOT_CHOSEN }));
  const fields = known.filter(({ key }) => !columns.includes(`data.${key}`)).map(({ key, title, gone, plain }) => ({ key: `data.${key}`, title, reason: gone ? GONE : plain ? NOT_CHOSEN : NOT_PLAIN }));
  return [...fixed, ...fields];
}

async function locked(tenant: Tenant, bureauId: Id, id: Id): Promise<ReleaseRow> {
  await tenant.sql('SELECT FROM study_release WHERE bureau_id = $1 AND id = $2 FOR UPDATE', [bureauId, id]);
  return readRelease(tenant, bureauId, id);
}

function later(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * 3_600_000);
}

function noRelease(): StationhouseError {
  return notFound(text('数据导出', 'Export'));
}

async function recorded(tenant: Tenant, action: AuditAction, release: ReleaseRow): Promise<ReleaseRow> {
  const { asked, preview, studyId } = release;
  await audit(tenant, { action, bureauId: release.bureauId, record: { kind: 'studyRelease', id: release.id }, ...(release.purpose === null ? {} : { purpose: release.purpose }), details: { studyId, subject: asked.subject, stationIds: [...asked.stationIds], columns: [...asked.columns], format: asked.format, rows: preview.rows, smallest: preview.smallest } });
  return release;
}
