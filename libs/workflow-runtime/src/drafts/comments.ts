import type { Tenant } from '@stationhouse/database';
import { newId, notFound, parseText, text, badInput, type Id } from '@stationhouse/kernel';
import type { DraftCommentRow } from './entities.js';
import { accountOf, type Draft } from './rows.js';

const COMMENT = `scope_id AS "scopeId", id, workflow, version, place, text, made_by AS "madeBy", made_at AS "madeAt", resolved_by AS "resolvedBy", resolved_at AS "resolvedAt"`;
const LONGEST_COMMENT = 2_000;
const LONGEST_PLACE = 300;
/** More than anybody reads of one draft. */
const MOST = 500;

/** The comments on a draft, oldest first; the last 500. */
export async function listComments(tenant: Tenant, { scopeId, workflow, began }: Draft<unknown>): Promise<DraftCommentRow[]> {
  const last = await tenant.sql<DraftCommentRow>(`SELECT ${COMMENT} FROM draft_comment WHERE scope_id = $1 AND workflow = $2 AND version = $3 ORDER BY id DESC LIMIT $4`, [scopeId, workflow, began, MOST]);
  return last.reverse();
}

/** @param place null for the whole @throws StationhouseError BAD_INPUT, TEXT_TOO_LONG */
export async function addComment(tenant: Tenant, draft: Draft<unknown>, place: string | null, said: string): Promise<DraftCommentRow> {
  const words = parseText(said, 'text', LONGEST_COMMENT).trim();
  if (words === '') throw badInput('text', text('请填写批注内容。', 'Say something.'));
  const id = newId();
  await tenant.sql('INSERT INTO draft_comment (scope_id, id, workflow, version, place, text, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    draft.scopeId, id, draft.workflow, draft.began, place === null ? null : parseText(place, 'place', LONGEST_PLACE), words, accountOf(tenant),
  ]);
  return readComment(tenant, draft, id);
}

/** Notes that a comment is dealt with; again without harm. @throws StationhouseError NOT_FOUND */
export async function resolveComment(tenant: Tenant, draft: Draft<unknown>, id: Id): Promise<DraftCommentRow> {
  await tenant.sql('UPDATE draft_comment SET resolved_by = $3, resolved_at = app.now() WHERE scope_id = $1 AND id = $2 AND resolved_at IS NULL', [draft.scopeId, id, accountOf(tenant)]);
  return readComment(tenant, draft, id);
}

/** @throws StationhouseError NOT_FOUND */
export async function readComment(tenant: Tenant, { scopeId, workflow, began }: Draft<unknown>, id: Id): Promise<DraftCommentRow> {
  const [row] = await tenant.sql<DraftCommentRow>(`SELECT ${COMMENT} FROM draft_comment WHERE scope_id = $1 AND id = $2 AND workflow = $3 AND version = $4`, [scopeId, id, workflow, began]);
  if (row === undefined) throw notFound(text('批注', 'Comment'));
  return row;
}
