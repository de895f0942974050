import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import { definitionDraft, type Draft } from '../drafts/rows.js';
import type { AuthoredEditionRow, AuthoredWorkflowRow } from './entities.js';

/** What a draft of a definition holds: its text. */
export interface DraftedText {
  readonly source: string;
}

/** The draft of a bureau's own workflow. */
export type AuthoredDraft = Draft<DraftedText>;

/** A bureau's own workflow, as lists show it. */
export interface ListedAuthored extends AuthoredWorkflowRow {
  readonly draftVersion: number | null;
  readonly draftSavedAt: Date | null;
  readonly draftSource: string | null;
}

const WORKFLOW = `w.bureau_id AS "bureauId", w.workflow, w.edition, w.hash, w.version, w.created_by AS "createdBy", w.created_at AS "createdAt", w.changed_at AS "changedAt", w.retired_at AS "retiredAt", w.retired_by AS "retiredBy", w.retired_because AS "retiredBecause"`;
const EDITION = `e.bureau_id AS "bureauId", e.workflow, e.edition, e.hash, e.source, e.terms, e.because, e.published_by AS "publishedBy", e.published_at AS "publishedAt"`;

/** The workflows a bureau writes itself, by id; with the drafts of which lists tell. */
export function listAuthored(tenant: Tenant, bureauId: Id, workflow?: string): Promise<ListedAuthored[]> {
  return tenant.sql<ListedAuthored>(
    `SELECT ${WORKFLOW}, d.version AS "draftVersion", d.saved_at AS "draftSavedAt", d.content->>'source' AS "draftSource" FROM authored_workflow w
       LEFT JOIN LATERAL (SELECT d.version, d.saved_at, d.content FROM overlay_draft d WHERE d.scope_id = w.bureau_id AND d.workflow = $2::text || w.workflow ORDER BY d.version DESC LIMIT 1) d ON d.content IS NOT NULL
      WHERE w.bureau_id = $1 AND ($3::text IS NULL OR w.workflow = $3) ORDER BY w.workflow`,
    [bureauId, definitionDraft(''), workflow ?? null],
  );
}

/** @throws StationhouseError NOT_FOUND */
export async function readAuthored(tenant: Tenant, bureauId: Id, workflow: string): Promise<AuthoredWorkflowRow> {
  const [row] = await tenant.sql<AuthoredWorkflowRow>(`SELECT ${WORKFLOW} FROM authored_workflow w WHERE w.bureau_id = $1 AND w.workflow = $2`, [bureauId, workflow]);
  if (row === undefined) throw notFound(text('自建流程', 'Workflow of the bureau'));
  return row;
}

/** The editions in force, by workflow. */
export async function editionsInForce(tenant: Tenant, bureauId: Id): Promise<ReadonlyMap<string, AuthoredEditionRow>> {
  const rows = await tenant.sql<AuthoredEditionRow>(`SELECT ${EDITION} FROM authored_workflow w JOIN authored_edition e ON e.bureau_id = w.bureau_id AND e.workflow = w.workflow AND e.edition = w.edition WHERE w.bureau_id = $1`, [bureauId]);
  return new Map(rows.map((row) => [row.workflow, row]));
}

/** A published edition; undefined for one that never was. */
export async function findEdition(tenant: Tenant, bureauId: Id, workflow: string, edition: number): Promise<AuthoredEditionRow | undefined> {
  const [row] = await tenant.sql<AuthoredEditionRow>(`SELECT ${EDITION} FROM authored_edition e WHERE e.bureau_id = $1 AND e.workflow = $2 AND e.edition = $3`, [bureauId, workflow, edition]);
  return row;
}

/** The editions of a workflow, newest first. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
export async function listEditions(tenant: Tenant, bureauId: Id, workflow: string, first: number, after: string | null | undefined): Promise<Page<AuthoredEditionRow>> {
  const most = parseFirst(first);
  const [last] = decodeCursor(after, ['number']) ?? [];
  const rows = await tenant.sql<AuthoredEditionRow>(`SELECT ${EDITION} FROM authored_edition e WHERE e.bureau_id = $1 AND e.workflow = $2 AND ($3::int IS NULL OR e.edition < $3) ORDER BY e.edition DESC LIMIT $4`, [bureauId, workflow, last ?? null, most + 1]);
  return pageOf(rows, most, (row) => [row.edition]);
}
