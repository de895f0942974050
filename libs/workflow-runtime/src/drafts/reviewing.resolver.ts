import { findRole, Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { Configuration } from '../configuration/configuration.js';
import type { Scope } from '../configuration/overlays.js';
import { BUREAU, KEY, nameOf, scopeOf, STATION, WORKFLOW } from '../graphql/configuration.resolver.js';
import { publishConfiguration, readConfiguration, reviewConfiguration } from '../permissions.js';
import { VERSION, within } from './drafts.resolver.js';
import { Reviewing } from './reviewing.js';
import { EVERY_WORKFLOW, listReviewRules } from './reviews.js';
import { DraftComment, DraftReview, ReviewRule, ScheduledPublication, WorkflowDraft } from './types.js';
import { viewComment, viewDraft } from './views.js';

/** What others say of drafts, and when the bureau asks for it. */
@Resolver(() => DraftReview)
export class ReviewingResolver {
  constructor(
    readonly gate: TenantGate,
    readonly configuration: Configuration,
    private readonly reviewing: Reviewing,
  ) {}

  @Query(() => [ReviewRule], { description: 'What the bureau says of reviews, the rule for all workflows first; empty: none is needed.' })
  @Requires(readConfiguration)
  async reviewRules(@Args('bureauId', BUREAU) bureauId: Id): Promise<ReviewRule[]> {
    const rules = await this.gate.inBureau(bureauId, (tenant) => listReviewRules(tenant, bureauId));
    return rules.map(({ workflow, needed, setBy, setAt }) => Object.assign(new ReviewRule(), { bureauId, setById: setBy, workflow: workflow === EVERY_WORKFLOW ? null : workflow, needed, setAt }));
  }

  @Query(() => [Text], { description: 'The roles that may review overlays by default, those of stations and of bureaus; never whoever changed a draft last.' })
  @Requires(readConfiguration)
  reviewingRoles(@Args('bureauId', BUREAU) _bureauId: Id): Bilingual[] {
    return reviewConfiguration.defaultRoles.flatMap((role) => findRole(role)?.title ?? []);
  }

  @Mutation(() => [ReviewRule], { description: 'Says whether overlays need a second person’s review before they are published: of one workflow, or of all without a rule of their own. Holds for the bureau’s overlays and its stations’. NOT_FOUND.' })
  @Requires(publishConfiguration)
  async setReviewRule(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('workflow', { ...WORKFLOW, nullable: true, description: 'The id of a workflow; null: all without a rule of their own.' }) workflow: string | null | undefined,
    @Args('needed', { type: () => Boolean, nullable: true, description: 'Null takes the rule away: a workflow then follows the one for all, and all need none.' }) needed: boolean | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<ReviewRule[]> {
    await this.gate.inBureau(bureauId, (tenant) => this.reviewing.setRule(tenant, bureauId, { workflow: workflow ?? undefined, needed: needed ?? undefined, idempotencyKey }));
    return this.reviewRules(bureauId);
  }

  @Mutation(() => DraftComment, { description: 'Says something of a draft. STALE_VERSION when there is none, BAD_INPUT, TEXT_TOO_LONG beyond 2,000 characters.' })
  @Requires(reviewConfiguration)
  async commentDraft(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('place', { type: () => String, nullable: true, description: 'As DraftComment.place; null for the whole.' }) place: string | null | undefined,
    @Args('text', { type: () => String }) said: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<DraftComment> {
    const scope = scopeOf(bureauId, stationId);
    return within(this.gate, scope, async (tenant) => viewComment(await this.reviewing.comment(tenant, scope, { workflow, place: place ?? null, text: said, idempotencyKey }), bureauId));
  }

  @Mutation(() => DraftComment, { description: 'Notes that a comment is dealt with. NOT_FOUND, STALE_VERSION when there is no draft.' })
  @Requires(reviewConfiguration)
  async resolveComment(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('commentId', { type: () => ID }) commentId: Id,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<DraftComment> {
    const scope = scopeOf(bureauId, stationId);
    return within(this.gate, scope, async (tenant) => viewComment(await this.reviewing.resolve(tenant, scope, { workflow, commentId, idempotencyKey }), bureauId));
  }

  @Mutation(() => WorkflowDraft, { description: 'Asks whoever may review there for a word on the draft as it stands; they are told. STALE_VERSION.' })
  @Requires(publishConfiguration)
  async askReview(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('version', VERSION) version: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<WorkflowDraft> {
    const scope = scopeOf(bureauId, stationId);
    return this.after(scope, workflow, (tenant) => this.reviewing.ask(tenant, scope, { workflow, version, idempotencyKey }));
  }

  @Mutation(() => WorkflowDraft, { description: 'Approves or refuses the draft as it stands; its author is told. SECOND_PERSON_NEEDED for whoever changed it last, STALE_VERSION, CONFLICT when no review is asked, BAD_INPUT for a refusal without a note.' })
  @Requires(reviewConfiguration)
  async reviewDraft(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('version', VERSION) version: number,
    @Args('approve', { type: () => Boolean }) approve: boolean,
    @Args('note', { type: () => String, nullable: true, description: 'At most 500 characters; a must for a refusal.' }) note: string | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<WorkflowDraft> {
    const scope = scopeOf(bureauId, stationId);
    return this.after(scope, workflow, (tenant) => this.reviewing.decide(tenant, scope, { workflow, version, approve, note: note ?? undefined, idempotencyKey }));
  }

  @ResolveField(() => String)
  async askedBy(@Parent() { row, bureauId }: DraftReview): Promise<string> {
    return (await nameOf(this.gate, bureauId, row.askedBy)) ?? '–';
  }

  @ResolveField(() => String, { nullable: true })
  decidedBy(@Parent() { row, bureauId }: DraftReview): Promise<string | undefined> {
    return nameOf(this.gate, bureauId, row.decidedBy);
  }

  private after(scope: Scope, workflow: string, command: (tenant: Tenant) => Promise<void>): Promise<WorkflowDraft> {
    return within(this.gate, scope, async (tenant) => {
      await command(tenant);
      const draft = await viewDraft(tenant, this, scope, workflow);
      if (draft === undefined) throw notFound(text('草稿', 'Draft'));
      return draft;
    });
  }
}

/** Of a comment: who made it, and who dealt with it. */
@Resolver(() => DraftComment)
export class DraftCommentResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String)
  async madeBy(@Parent() { row, bureauId }: DraftComment): Promise<string> {
    return (await nameOf(this.gate, bureauId, row.madeBy)) ?? '–';
  }

  @ResolveField(() => String, { nullable: true })
  resolvedBy(@Parent() { row, bureauId }: DraftComment): Promise<string | undefined> {
    return nameOf(this.gate, bureauId, row.resolvedBy);
  }
}

/** Of a publication to come: who set its date. */
@Resolver(() => ScheduledPublication)
export class ScheduledPublicationResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String)
  async by(@Parent() { row }: ScheduledPublication): Promise<string> {
    return (await nameOf(this.gate, row.bureauId, row.setBy)) ?? '–';
  }
}

/** Of a review rule: who set it. */
@Resolver(() => ReviewRule)
export class ReviewRuleResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String)
  async setBy(@Parent() { bureauId, setById }: ReviewRule): Promise<string> {
    return (await nameOf(this.gate, bureauId, setById)) ?? '–';
  }
}
