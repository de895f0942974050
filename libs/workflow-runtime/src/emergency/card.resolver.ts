import { accountIn, currentRequest, DateTime, loadStation, TenantGate } from '@stationhouse/access';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DomainClock } from '@stationhouse/database';
import { batched } from '../graphql/views.js';
import { readEmergencyViews, reviewEmergencyViews } from '../permissions.js';
import type { EmergencyReviewRow, EmergencyViewRow } from './entities.js';
import { reviewDue, reviewsOf, reviewStateOf, viewsOf } from './reads.js';
import { EmergencyCard, EmergencyReview, EmergencyReviewStateName, EmergencyView } from './types.js';
import { viewOpening, viewReview } from './views.js';

const STATES = { open: EmergencyReviewStateName.OPEN, waiting: EmergencyReviewStateName.WAITING, questioned: EmergencyReviewStateName.QUESTIONED, clear: EmergencyReviewStateName.CLEAR } as const;

/** What hangs on the cover of a card: who opened it, and what reviews made of that. */
@Resolver(() => EmergencyCard)
export class EmergencyCardResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly clock: DomainClock,
  ) {}

  @ResolveField(() => String, { description: 'The station it belongs to.' })
  async stationName(@Parent() { stationId }: EmergencyCard): Promise<string> {
    return (await loadStation(this.gate, stationId))?.name ?? '';
  }

  @ResolveField(() => [EmergencyView], { nullable: true, description: 'Who opened it, in order; null for whoever does not read that.' })
  async views(@Parent() card: EmergencyCard): Promise<EmergencyView[] | undefined> {
    return this.maySeeViews(card) ? (await this.viewRows(card)).map((row) => viewOpening(row, card)) : undefined;
  }

  @ResolveField(() => [EmergencyReview], { nullable: true, description: 'In order; null for whoever does not read that.' })
  async reviews(@Parent() card: EmergencyCard): Promise<EmergencyReview[] | undefined> {
    return this.maySeeViews(card) ? (await this.reviewRows(card)).map(viewReview) : undefined;
  }

  @ResolveField(() => [EmergencyReview], { description: 'Questions about openings of whoever asks, answered ones among them.' })
  async questions(@Parent() card: EmergencyCard): Promise<EmergencyReview[]> {
    const { account } = currentRequest();
    return (await this.reviewRows(card)).filter(({ askedId }) => askedId === account.id).map(viewReview);
  }

  @ResolveField(() => EmergencyReviewStateName, { nullable: true, description: 'Null where nobody opened it, and for whoever does not read that.' })
  async reviewState(@Parent() card: EmergencyCard): Promise<EmergencyReviewStateName | undefined> {
    const state = this.maySeeViews(card) ? reviewStateOf(card.ended, await this.viewRows(card), await this.reviewRows(card)) : undefined;
    return state === undefined ? undefined : STATES[state];
  }

  @ResolveField(() => DateTime, { nullable: true, description: 'Until when openings are to be reviewed: three days after the instance has closed. Null while it runs.' })
  reviewDueAt(@Parent() { state }: EmergencyCard): Date | null {
    return reviewDue(state.row.closedAt);
  }

  @ResolveField(() => Boolean, { description: 'True where a review is late.' })
  async reviewOverdue(@Parent() card: EmergencyCard): Promise<boolean> {
    const due = reviewDue(card.state.row.closedAt);
    return due !== null && due < this.clock.now() && (await this.reviewState(card)) === EmergencyReviewStateName.WAITING;
  }

  @ResolveField(() => Boolean, { description: 'True where whoever asks may review it; not on openings of their own.' })
  async mayReview(@Parent() card: EmergencyCard): Promise<boolean> {
    const { account } = currentRequest();
    const [views, reviews] = [await this.viewRows(card), await this.reviewRows(card)];
    const unseen = views.filter(({ serial }) => serial > (reviews.at(-1)?.through ?? 0));
    return views.length > 0 && this.gate.may(reviewEmergencyViews.id, card) && (unseen.length === 0 ? views : unseen).every(({ accountId }) => accountId !== account.id);
  }

  private maySeeViews({ stationId }: EmergencyCard): boolean {
    return this.gate.may(readEmergencyViews.id, { stationId });
  }

  private viewRows({ stationId, instanceId }: EmergencyCard): Promise<EmergencyViewRow[]> {
    return batched('emergency views', this.gate, stationId, (tenant, ids) => viewsOf(tenant, stationId, ids), (view) => view.instanceId).load(instanceId);
  }

  private reviewRows({ stationId, instanceId }: EmergencyCard): Promise<EmergencyReviewRow[]> {
    return batched('emergency reviews', this.gate, stationId, (tenant, ids) => reviewsOf(tenant, stationId, ids), (review) => review.instanceId).load(instanceId);
  }
}

@Resolver(() => EmergencyView)
export class EmergencyViewResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { description: 'Who opened it.' })
  async by(@Parent() { row }: EmergencyView): Promise<string> {
    if (row.fromElsewhere !== null) return row.fromElsewhere;
    return (await accountIn(this.gate, { stationId: row.stationId }, row.accountId)).displayName;
  }
}

@Resolver(() => EmergencyReview)
export class EmergencyReviewResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { description: 'Who reviewed it.' })
  async by(@Parent() { row }: EmergencyReview): Promise<string> {
    return (await accountIn(this.gate, { stationId: row.stationId }, row.reviewedBy)).displayName;
  }

  @ResolveField(() => String, { nullable: true, description: 'Whose opening is questioned.' })
  async asked(@Parent() { row }: EmergencyReview): Promise<string | undefined> {
    return row.askedId === null ? undefined : (await accountIn(this.gate, { stationId: row.stationId }, row.askedId)).displayName;
  }
}
