import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { LiveEvents } from '@stationhouse/jobs';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { NewNotice, Notices } from '@stationhouse/notify';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import type { InstanceRow } from '../entities.js';
import type { EmergencyReviewRow } from './entities.js';
import { lockInstance, REVIEW_COLUMNS, reviewsOf, viewsOf } from './reads.js';

/** What somebody makes of the openings of an instance's card. */
export interface ReviewCard extends Keyed {
  readonly instanceId: Id;
  /** The opening that is questioned; all of them are found in order when absent. */
  readonly viewId?: Id | undefined;
  readonly remark?: string | null | undefined;
}

export interface AnswerQuestion extends Keyed {
  readonly questionId: Id;
  readonly answer: string;
}

const LONGEST = 500;

/** Reviews of who opened emergency cards: by the chief or whoever else may, never by somebody on openings of their own. */
export class EmergencyReviews {
  constructor(
    private readonly notices: Pick<Notices, 'notify'>,
    private readonly live: Pick<LiveEvents, 'publish'>,
  ) {}

  /**
   * Finds the openings in order, or questions one of them: whoever opened the card is told and may answer, the bureau's legal department is told.
   * @throws StationhouseError NOT_FOUND where nobody has opened the card, SECOND_PERSON_NEEDED for one's own openings, BAD_INPUT for a question without words
   */
  review(tenant: Tenant, stationId: Id, command: ReviewCard): Promise<{ readonly id: Id }> {
    return once(tenant, stationId, `review emergency card ${command.instanceId}`, command, async () => {
      const row = await lockInstance(tenant, stationId, command.instanceId);
      const [views, reviews] = [await viewsOf(tenant, stationId, [row.id]), await reviewsOf(tenant, stationId, [row.id])];
      const last = views.at(-1);
      if (last === undefined) throw notFound(text('应急卡查看记录', 'Opening of an emergency card'));
      const questioned = command.viewId === undefined ? undefined : (views.find(({ id }) => id === command.viewId) ?? missing());
      const remark = parseText(command.remark ?? '', 'remark', LONGEST).trim();
      if (questioned !== undefined && remark === '') throw badInput('remark', text('请写明疑问。', 'Say what you ask.'));
      const unseen = views.filter(({ serial }) => serial > (reviews.at(-1)?.through ?? 0));
      const me = tenant.context.accountId;
      if (questioned?.accountId === me || (questioned === undefined && (unseen.length === 0 ? views : unseen).some(({ accountId }) => accountId === me))) throw ownViews();
      const id = newId();
      await tenant.sql(
        'INSERT INTO emergency_review (station_id, id, instance_id, through, verdict, remark, view_id, asked_id, reviewed_by, reviewed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        [stationId, id, row.id, last.serial, questioned === undefined ? 'clear' : 'question', remark === '' ? null : remark, questioned?.id ?? null, questioned?.accountId ?? null, me, tenant.now],
      );
      await audit(tenant, { action: questioned === undefined ? deeds.emergencyCleared : deeds.emergencyQuestioned, stationId, record: recordOf(row), ...(remark === '' ? {} : { purpose: remark }), details: { reviewId: id, views: views.length, ...(questioned === undefined ? {} : { viewId: questioned.id, askedId: questioned.accountId }) } });
      if (questioned !== undefined) await this.told(tenant, row, id, questioned.accountId);
      this.publish(tenant, row);
      return { id };
    });
  }

  /** Answers a question about an opening of one's own, once. @throws StationhouseError NOT_FOUND for anybody else's, CONFLICT once answered, BAD_INPUT without words */
  answer(tenant: Tenant, stationId: Id, command: AnswerQuestion): Promise<{ readonly id: Id }> {
    return once(tenant, stationId, `answer emergency question ${command.questionId}`, command, async () => {
      const answer = parseText(command.answer, 'answer', LONGEST).trim();
      if (answer === '') throw badInput('answer', text('请填写说明。', 'Write an answer.'));
      const [question] = await tenant.sql<EmergencyReviewRow>(`SELECT ${REVIEW_COLUMNS} FROM emergency_review WHERE station_id = $1 AND id = $2 AND asked_id = $3 FOR UPDATE`, [stationId, command.questionId, tenant.context.accountId]);
      if (question === undefined) throw notFound(text('疑问', 'Question'));
      if (question.answeredAt !== null) throw new StationhouseError('CONFLICT', text('此疑问已说明，请刷新页面。', 'This question was answered. Reload the page.'));
      const row = await lockInstance(tenant, stationId, question.instanceId);
      await tenant.sql('UPDATE emergency_review SET answer = $3, answered_at = $4 WHERE station_id = $1 AND id = $2', [stationId, question.id, answer, tenant.now]);
      await audit(tenant, { action: deeds.emergencyAnswered, stationId, record: recordOf(row), details: { reviewId: question.id } });
      await this.notices.notify(tenant, { ...about(row, 'emergencyReview'), kind: 'emergency.answer', key: `${question.id}:answered`, title: text('应急卡查看疑问已有说明', 'A question about an emergency card was answered'), accountIds: [question.reviewedBy] });
      this.publish(tenant, row);
      return { id: question.id };
    });
  }

  private async told(tenant: Tenant, row: InstanceRow, id: Id, askedId: Id): Promise<void> {
    await this.notices.notify(tenant, { ...about(row, 'emergencyCard'), kind: 'emergency.question', key: `${id}:asked`, title: text('请说明您对应急卡的查看', 'Say why you opened an emergency card'), accountIds: [askedId] });
    await this.notices.notify(tenant, { ...about(row, 'emergencyReview'), kind: 'emergency.questioned', key: `${id}:legal`, title: text('应急卡查看被提出疑问', 'An opening of an emergency card was questioned'), roles: ['bureau-legal', 'bureau-auditor'] });
  }

  /** Open pages read it again. */
  private publish(tenant: Tenant, { id, stationId }: InstanceRow): void {
    tenant.afterCommit(() => this.live.publish({ kind: 'INSTANCE', id, stationId }));
  }
}

/** What a notice about the card of an instance is about; its place in the web is the card's own, or its review. */
export function about({ stationId, id, number, exercise }: Pick<InstanceRow, 'stationId' | 'id' | 'number' | 'exercise'>, kind: 'emergencyCard' | 'emergencyReview'): Pick<NewNotice, 'unit' | 'record' | 'exercise' | 'body'> {
  const body: Bilingual = text(`事项 ${number}`, `Instance ${number}`);
  return { unit: { stationId }, record: { kind, id, number }, exercise, body };
}

function recordOf({ id, number }: InstanceRow) {
  return { kind: 'instance', id, number };
}

function missing(): never {
  throw notFound(text('应急卡查看记录', 'Opening of an emergency card'));
}

function ownViews(): StationhouseError {
  return new StationhouseError('SECOND_PERSON_NEEDED', text('您本人查看过此应急卡，须由他人复核：教导员，或分局法制。', 'You opened this card yourself: somebody else reviews it, the instructor or the bureau’s legal department.'));
}
