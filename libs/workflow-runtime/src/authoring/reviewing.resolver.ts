import { Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { Scope } from '../configuration/overlays.js';
import { VERSION } from '../drafts/drafts.resolver.js';
import { Reviewing } from '../drafts/reviewing.js';
import { definitionDraft } from '../drafts/rows.js';
import { DraftComment } from '../drafts/types.js';
import { viewComment } from '../drafts/views.js';
import { BUREAU, KEY, scopeOf } from '../graphql/configuration.resolver.js';
import { authorWorkflows, reviewConfiguration } from '../permissions.js';
import { AUTHORED } from './authoring.resolver.js';
import { Authoring } from './authoring.js';
import { readAuthored } from './rows.js';
import { AuthoredDraft } from './types.js';
import { viewAuthoredDraft } from './views.js';

/** What others say of drafts of a bureau's own workflows: as of drafts of overlays. */
@Resolver(() => AuthoredDraft)
export class AuthoredReviewingResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly authoring: Authoring,
    private readonly reviewing: Reviewing,
  ) {}

  @Mutation(() => DraftComment, { description: 'Says something of a draft. NOT_FOUND, STALE_VERSION when there is none, BAD_INPUT, TEXT_TOO_LONG beyond 2,000 characters.' })
  @Requires(reviewConfiguration)
  async commentAuthoredDraft(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('workflow', AUTHORED) workflow: string,
    @Args('place', { type: () => String, nullable: true, description: 'A path in the definition; null for the whole.' }) place: string | null | undefined,
    @Args('text', { type: () => String }) said: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<DraftComment> {
    return this.within(bureauId, workflow, async (tenant, scope) => viewComment(await this.reviewing.comment(tenant, scope, { workflow: definitionDraft(workflow), place: place ?? null, text: said, idempotencyKey }), bureauId));
  }

  @Mutation(() => DraftComment, { description: 'Notes that a comment is dealt with. NOT_FOUND, STALE_VERSION when there is no draft.' })
  @Requires(reviewConfiguration)
  async resolveAuthoredComment(@Args('bureauId', BUREAU) bureauId: Id, @Args('workflow', AUTHORED) workflow: string, @Args('commentId', { type: () => ID }) commentId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<DraftComment> {
    return this.within(bureauId, workflow, async (tenant, scope) => viewComment(await this.reviewing.resolve(tenant, scope, { workflow: definitionDraft(workflow), commentId, idempotencyKey }), bureauId));
  }

  @Mutation(() => AuthoredDraft, { description: 'Asks whoever may review in the bureau for a word on the draft as it stands; they are told. NOT_FOUND, STALE_VERSION.' })
  @Requires(authorWorkflows)
  async askAuthoredReview(@Args('bureauId', BUREAU) bureauId: Id, @Args('workflow', AUTHORED) workflow: string, @Args('version', VERSION) version: number, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<AuthoredDraft> {
    return this.within(bureauId, workflow, async (tenant, scope) => {
      await this.reviewing.ask(tenant, scope, { workflow: definitionDraft(workflow), version, idempotencyKey });
      return this.draft(tenant, bureauId, workflow);
    });
  }

  @Mutation(() => AuthoredDraft, { description: 'Approves or refuses the draft as it stands; its author is told. NOT_FOUND, SECOND_PERSON_NEEDED for whoever changed it last, STALE_VERSION, CONFLICT when no review is asked, BAD_INPUT for a refusal without a note.' })
  @Requires(reviewConfiguration)
  async reviewAuthoredDraft(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('workflow', AUTHORED) workflow: string,
    @Args('version', VERSION) version: number,
    @Args('approve', { type: () => Boolean }) approve: boolean,
    @Args('note', { type: () => String, nullable: true, description: 'At most 500 characters; a must for a refusal.' }) note: string | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<AuthoredDraft> {
    return this.within(bureauId, workflow, async (tenant, scope) => {
      await this.reviewing.decide(tenant, scope, { workflow: definitionDraft(workflow), version, approve, note: note ?? undefined, idempotencyKey });
      return this.draft(tenant, bureauId, workflow);
    });
  }

  private async draft(tenant: Tenant, bureauId: Id, workflow: string): Promise<AuthoredDraft> {
    const draft = await viewAuthoredDraft(tenant, this.authoring, this.gate, bureauId, workflow);
    if (draft === undefined) throw notFound(text('草稿', 'Draft'));
    return draft;
  }

  private within<Result>(bureauId: Id, workflow: string, work: (tenant: Tenant, scope: Scope) => Promise<Result>): Promise<Result> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      await readAuthored(tenant, bureauId, workflow);
      return work(tenant, scopeOf(bureauId, null));
    });
  }
}
