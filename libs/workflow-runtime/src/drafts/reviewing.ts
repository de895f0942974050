import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, parseText, text, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import { unitOf } from '../configuration/configuration.js';
import { once } from '../configuration/once.js';
import { lockScope, type Scope } from '../configuration/overlays.js';
import { addComment, readComment, resolveComment } from './comments.js';
import type { DraftCommentRow } from './entities.js';
import type { DraftPresence } from './presence.js';
import { askReview, decideReview, EVERY_WORKFLOW, setReviewRule } from './reviews.js';
import { draftedWorkflow, readDraft, requireDraft, type Draft } from './rows.js';
import type { DraftWord } from './word.js';

interface OnDraft extends Keyed {
  /** What is drafted: a workflow's overlay, or the definition of a bureau's own (`definitionDraft`). */
  readonly workflow: string;
}

const LONGEST_NOTE = 500;

/** What others say of a draft: comments, and a second person's review. The caller has checked the permission. */
export class Reviewing {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly word: DraftWord,
    private readonly presence: Pick<DraftPresence, 'changed'>,
  ) {}

  /** @throws StationhouseError STALE_VERSION when there is no draft, BAD_INPUT */
  async comment(tenant: Tenant, scope: Scope, command: OnDraft & { readonly place: string | null; readonly text: string }): Promise<DraftCommentRow> {
    const draft = await this.draft(tenant, scope, command.workflow);
    const id = await once(tenant, scope.scopeId, `comment ${scope.level}`, command, async () => {
      const { id: made } = await addComment(tenant, draft, command.place, command.text);
      this.presence.changed(tenant, scope);
      await audit(tenant, { action: deeds.draftCommented, ...unitOf(scope), details: { workflow: draftedWorkflow(command.workflow), place: command.place } });
      return made;
    });
    return readComment(tenant, draft, id);
  }

  /** @throws StationhouseError NOT_FOUND, STALE_VERSION when there is no draft */
  async resolve(tenant: Tenant, scope: Scope, command: OnDraft & { readonly commentId: Id }): Promise<DraftCommentRow> {
    const draft = await this.draft(tenant, scope, command.workflow);
    await once(tenant, scope.scopeId, `resolve ${scope.level}`, command, async () => {
      await resolveComment(tenant, draft, command.commentId);
      this.presence.changed(tenant, scope);
      await audit(tenant, { action: deeds.commentResolved, ...unitOf(scope), details: { workflow: draftedWorkflow(command.workflow) } });
      return true;
    });
    return readComment(tenant, draft, command.commentId);
  }

  /** Asks whoever may review for a word on the draft as it stands. @throws StationhouseError STALE_VERSION */
  async ask(tenant: Tenant, scope: Scope, command: OnDraft & { readonly version: number }): Promise<void> {
    await once(tenant, scope.scopeId, `review ${scope.level}`, command, async () => {
      const { workflow, version } = command;
      await lockScope(tenant, scope.scopeId, workflow);
      const draft = await requireDraft<unknown>(tenant, scope, workflow, version);
      await askReview(tenant, draft);
      this.presence.changed(tenant, scope);
      await audit(tenant, { action: deeds.reviewAsked, ...unitOf(scope), details: { workflow: draftedWorkflow(workflow), version } });
      await this.word.reviewAsked(tenant, scope, draft);
      return true;
    });
  }

  /** @throws StationhouseError STALE_VERSION, SECOND_PERSON_NEEDED, CONFLICT when no review is asked, BAD_INPUT for a refusal without a note */
  async decide(tenant: Tenant, scope: Scope, command: OnDraft & { readonly version: number; readonly approve: boolean; readonly note: string | undefined }): Promise<void> {
    await once(tenant, scope.scopeId, `reviewed ${scope.level}`, command, async () => {
      const { workflow, version, approve } = command;
      const note = parseText(command.note ?? '', 'note', LONGEST_NOTE).trim();
      if (!approve && note === '') throw badInput('note', text('退回须说明理由。', 'Say why it is refused.'));
      await lockScope(tenant, scope.scopeId, workflow);
      const draft = await requireDraft<unknown>(tenant, scope, workflow, version);
      const review = await decideReview(tenant, draft, approve, note === '' ? undefined : note);
      this.presence.changed(tenant, scope);
      await audit(tenant, { action: deeds.reviewDecided, ...unitOf(scope), details: { workflow: draftedWorkflow(workflow), version, approved: approve } });
      await this.word.reviewDecided(tenant, scope, draft, review);
      return true;
    });
  }

  /** Says whether overlays need a review: of one workflow, or of all without a rule of their own. @param command.needed undefined takes the rule away @throws StationhouseError NOT_FOUND */
  async setRule(tenant: Tenant, bureauId: Id, command: Keyed & { readonly workflow: string | undefined; readonly needed: boolean | undefined }): Promise<void> {
    await once(tenant, bureauId, 'review rule', command, async () => {
      const workflow = command.workflow === undefined ? EVERY_WORKFLOW : (await this.catalog.seen(tenant)).get(command.workflow).compiled.id;
      await setReviewRule(tenant, bureauId, workflow, command.needed);
      await audit(tenant, { action: deeds.reviewRuleSet, bureauId, details: { workflow, needed: command.needed ?? null } });
      return true;
    });
  }

  private async draft(tenant: Tenant, scope: Scope, workflow: string): Promise<Draft<unknown>> {
    return (await readDraft<unknown>(tenant, scope.scopeId, workflow)) ?? requireDraft<unknown>(tenant, scope, workflow, 0);
  }
}
