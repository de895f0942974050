import { requireWorking } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Overlay } from '@stationhouse/workflow';
import type { Scope } from '../configuration/overlays.js';
import type { OverlayDraftRow, PublicationRow } from './entities.js';

/** A draft as it stands: of an overlay, or of what else people write in turns. */
export type Draft<Content = Overlay> = OverlayDraftRow<Content> & { readonly content: Content };

const DEFINITION = 'definition:';

/** What the draft of the definition of a bureau's own workflow is called where that of an overlay has the workflow's id. */
export function definitionDraft(workflow: string): string {
  return `${DEFINITION}${workflow}`;
}

/** The workflow that a draft is about. */
export function draftedWorkflow(drafted: string): string {
  return drafted.startsWith(DEFINITION) ? drafted.slice(DEFINITION.length) : drafted;
}

const DRAFT = `scope_id AS "scopeId", workflow, version, bureau_id AS "bureauId", began, content, on_revision AS "onRevision", saved_by AS "savedBy", saved_at AS "savedAt"`;
const PUBLICATION = `scope_id AS "scopeId", workflow, bureau_id AS "bureauId", version, share, because, set_by AS "setBy", set_at AS "setAt", due_at AS "dueAt", try_at AS "tryAt"`;

/** Saves that are kept, so that a later one on any of them can be merged. */
const KEPT = 200;

/** The draft of a scope; undefined where there is none. */
export async function readDraft<Content = Overlay>(tenant: Tenant, scopeId: Id, workflow: string): Promise<Draft<Content> | undefined> {
  const last = await lastRow<Content>(tenant, scopeId, workflow);
  return last !== undefined && last.content !== null ? { ...last, content: last.content } : undefined;
}

/** @throws StationhouseError STALE_VERSION when the draft has another version by now, or is gone */
export async function requireDraft<Content = Overlay>(tenant: Tenant, { scopeId }: Pick<Scope, 'scopeId'>, workflow: string, version: number): Promise<Draft<Content>> {
  const draft = await readDraft<Content>(tenant, scopeId, workflow);
  if (draft?.version === version) return draft;
  throw staleDraft(version, draft?.version ?? null);
}

/** What was saved as a version of the present draft. @throws StationhouseError STALE_VERSION when it is kept no more */
export async function readSave<Content>(tenant: Tenant, draft: Draft<Content>, version: number): Promise<Content> {
  const [row] = await tenant.sql<{ content: Content | null }>('SELECT content FROM overlay_draft WHERE scope_id = $1 AND workflow = $2 AND version = $3 AND version >= $4', [draft.scopeId, draft.workflow, version, draft.began]);
  if (row?.content === undefined || row.content === null) throw staleDraft(version, draft.version);
  return row.content;
}

/** Writes the next save. Call it under the scope's lock. @param content null ends the draft @throws StationhouseError STATION_CLOSED; a draft that is there may be ended */
export async function addSave(tenant: Tenant, { scopeId, bureauId }: Scope, workflow: string, content: object | null, onRevision: number): Promise<void> {
  if (content !== null) await requireWorking(tenant, scopeId);
  const last = await lastRow(tenant, scopeId, workflow);
  const version = (last?.version ?? 0) + 1;
  const began = last !== undefined && last.content !== null ? last.began : version;
  await tenant.sql('INSERT INTO overlay_draft (scope_id, workflow, version, bureau_id, began, content, on_revision, saved_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
    scopeId, workflow, version, bureauId, began, content === null ? null : JSON.stringify(content), onRevision, accountOf(tenant),
  ]);
  await tenant.sql('DELETE FROM overlay_draft WHERE scope_id = $1 AND workflow = $2 AND version < $3', [scopeId, workflow, content === null ? version : version - KEPT]);
}

/** The publication a draft waits for; undefined for none. */
export async function readPublication(tenant: Tenant, scopeId: Id, workflow: string): Promise<PublicationRow | undefined> {
  const [row] = await tenant.sql<PublicationRow>(`SELECT ${PUBLICATION} FROM publication WHERE scope_id = $1 AND workflow = $2`, [scopeId, workflow]);
  return row;
}

/** @throws StationhouseError CONFLICT while a draft waits to be published: what was scheduled is what will be published */
export async function requireUnscheduled(tenant: Tenant, scopeId: Id, workflow: string): Promise<void> {
  const waiting = await readPublication(tenant, scopeId, workflow);
  if (waiting === undefined) return;
  throw new StationhouseError('CONFLICT', text('此草稿已排定发布时间，请先取消排定再修改。', 'This draft is scheduled to be published. Call that off first, then change it.'), { at: waiting.dueAt.toISOString() });
}

/** Whoever commands. */
export function accountOf({ context: { accountId } }: Tenant): Id {
  if (accountId === undefined) throw new Error('A command is somebody’s.');
  return accountId;
}

async function lastRow<Content = Overlay>(tenant: Tenant, scopeId: Id, workflow: string): Promise<OverlayDraftRow<Content> | undefined> {
  const [row] = await tenant.sql<OverlayDraftRow<Content>>(`SELECT ${DRAFT} FROM overlay_draft WHERE scope_id = $1 AND workflow = $2 ORDER BY version DESC LIMIT 1`, [scopeId, workflow]);
  return row;
}

function staleDraft(expected: number, version: number | null): StationhouseError {
  const said = version === null ? text('草稿已被发布或放弃，请刷新后重新开始。', 'The draft was published or discarded. Reload and begin anew.') : text('草稿在您打开之后已有改动，请刷新后核对再提交。', 'The draft has changed since you opened it. Reload, check, and submit again.');
  return new StationhouseError('STALE_VERSION', said, { expectedVersion: expected, version });
}
