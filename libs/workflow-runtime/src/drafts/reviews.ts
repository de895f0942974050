import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { DraftReviewRow, ReviewRuleRow } from './entities.js';
import { accountOf, draftedWorkflow, type Draft } from './rows.js';

/** The rule for all workflows that have none of their own. */
export const EVERY_WORKFLOW = '*';

const REVIEW = `scope_id AS "scopeId", workflow, version, state, asked_by AS "askedBy", asked_at AS "askedAt", decided_by AS "decidedBy", decided_at AS "decidedAt", note`;

/** Whether the bureau asks for a second person before an overlay of a workflow is published; not unless it says so. */
export async function isReviewNeeded(tenant: Tenant, bureauId: Id, workflow: string): Promise<boolean> {
  const [rule] = await tenant.sql<{ needed: boolean }>('SELECT needed FROM review_rule WHERE bureau_id = $1 AND workflow IN ($2, $3) ORDER BY workflow = $3 LIMIT 1', [bureauId, workflow, EVERY_WORKFLOW]);
  return rule?.needed ?? false;
}

/** For what goes past a draft. @throws StationhouseError REVIEW_NEEDED */
export async function requireNoReview(tenant: Tenant, bureauId: Id, workflow: string): Promise<void> {
  if (await isReviewNeeded(tenant, bureauId, workflow)) throw reviewNeeded();
}

/** @throws StationhouseError REVIEW_NEEDED unless a second person approved this very version, where the bureau asks for it */
export async function requireReviewed(tenant: Tenant, draft: Draft<unknown>): Promise<void> {
  if (!(await isReviewNeeded(tenant, draft.bureauId, draftedWorkflow(draft.workflow)))) return;
  const review = await readReview(tenant, draft);
  if (review?.version !== draft.version || review.state !== 'approved') throw reviewNeeded();
}

/** The latest review of a draft, of whichever of its versions. */
export async function readReview(tenant: Tenant, { scopeId, workflow, began }: Draft<unknown>): Promise<DraftReviewRow | undefined> {
  const [row] = await tenant.sql<DraftReviewRow>(`SELECT ${REVIEW} FROM draft_review WHERE scope_id = $1 AND workflow = $2 AND version >= $3 ORDER BY version DESC LIMIT 1`, [scopeId, workflow, began]);
  return row;
}

/** Asks for a review of the draft as it stands; again after a refusal. */
export async function askReview(tenant: Tenant, { scopeId, workflow, version }: Draft<unknown>): Promise<void> {
  await tenant.sql(
    `INSERT INTO draft_review (scope_id, workflow, version, state, asked_by) VALUES ($1, $2, $3, 'asked', $4)
     ON CONFLICT (scope_id, workflow, version) DO UPDATE SET state = 'asked', decided_by = NULL, decided_at = NULL, note = NULL`,
    [scopeId, workflow, version, accountOf(tenant)],
  );
}

/**
 * Answers the review that was asked of the draft as it stands.
 * @throws StationhouseError SECOND_PERSON_NEEDED for whoever changed it last; CONFLICT when none is asked
 */
export async function decideReview(tenant: Tenant, draft: Draft<unknown>, approve: boolean, note: string | undefined): Promise<DraftReviewRow> {
  const account = accountOf(tenant);
  if (draft.savedBy === account) throw new StationhouseError('SECOND_PERSON_NEEDED', text('最后修改草稿的人不能复核，请由他人复核。', 'Whoever changed the draft last does not review it. Ask somebody else.'));
  const [row] = await tenant.sql<DraftReviewRow>(
    `WITH decided AS (UPDATE draft_review SET state = $4, decided_by = $5, decided_at = app.now(), note = $6 WHERE scope_id = $1 AND workflow = $2 AND version = $3 AND state = 'asked' RETURNING *)
     SELECT ${REVIEW} FROM decided`,
    [draft.scopeId, draft.workflow, draft.version, approve ? 'approved' : 'refused', account, note ?? null],
  );
  if (row === undefined) throw new StationhouseError('CONFLICT', text('此草稿没有待复核的提请，请刷新后核对。', 'No review of this draft is asked for. Reload and check.'));
  return row;
}

/** Says whether overlays of a workflow, or of all that have no rule of their own, need a review. */
export async function setReviewRule(tenant: Tenant, bureauId: Id, workflow: string, needed: boolean): Promise<void> {
  await tenant.sql(
    `INSERT INTO review_rule (bureau_id, workflow, needed, set_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (bureau_id, workflow) DO UPDATE SET needed = excluded.needed, set_by = excluded.set_by, set_at = app.now()`,
    [bureauId, workflow, needed, accountOf(tenant)],
  );
}

/** What a bureau says of reviews; the rule for all first. */
export function listReviewRules(tenant: Tenant, bureauId: Id): Promise<ReviewRuleRow[]> {
  return tenant.sql<ReviewRuleRow>(`SELECT bureau_id AS "bureauId", workflow, needed, set_by AS "setBy", set_at AS "setAt" FROM review_rule WHERE bureau_id = $1 ORDER BY workflow <> $2, workflow`, [bureauId, EVERY_WORKFLOW]);
}

function reviewNeeded(): StationhouseError {
  return new StationhouseError('REVIEW_NEEDED', text('分局要求配置发布前由第二人复核。请提请复核，复核同意后再发布；复核后又有改动的须重新复核。', 'The bureau asks for a second person’s review before an overlay is published. Ask for one; a change after the approval needs another.'));
}
