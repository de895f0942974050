import { Requires, TenantGate } from '@stationhouse/access';
import { Args, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { Choice } from '@stationhouse/workflow';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import type { Scope } from '../configuration/overlays.js';
import { ConflictDecision } from '../graphql/configuration-types.js';
import { BUREAU, KEY, nameOf, OVERLAY, parseSource, scopeOf, STATION, WORKFLOW } from '../graphql/configuration.resolver.js';
import { publishConfiguration, readConfiguration } from '../permissions.js';
import { Drafts } from './drafts.js';
import { DraftPresence } from './presence.js';
import { DraftColleague, DraftSave, WorkflowBase, WorkflowDraft, DraftComment } from './types.js';
import { viewBase, viewConflict, viewDraft } from './views.js';

export const VERSION = { type: () => Int, description: 'The version of the draft that was looked at.' };

/** Drafts of overlays, and what composes them in the browser. */
@Resolver(() => WorkflowDraft)
export class DraftsResolver {
  constructor(
    readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    readonly configuration: Configuration,
    readonly drafts: Drafts,
    private readonly presence: DraftPresence,
  ) {}

  @Query(() => WorkflowBase, { description: 'What composes and simulates a workflow of a bureau or station in the browser. NOT_FOUND.' })
  @Requires(readConfiguration)
  async workflowBase(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('workflow', WORKFLOW) workflow: string): Promise<WorkflowBase> {
    const scope = scopeOf(bureauId, stationId);
    return within(this.gate, scope, (tenant) => viewBase(tenant, this.catalog, this.configuration, scope, workflow));
  }

  @Query(() => WorkflowDraft, { nullable: true, description: 'The draft of a bureau’s or station’s overlay; null where there is none.' })
  @Requires(readConfiguration)
  async workflowDraft(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('workflow', WORKFLOW) workflow: string): Promise<WorkflowDraft | undefined> {
    const scope = scopeOf(bureauId, stationId);
    return within(this.gate, scope, (tenant) => viewDraft(tenant, this, scope, workflow));
  }

  @Mutation(() => DraftSave, {
    description: 'Saves a draft, as often as somebody types. What others saved or published since `base` is merged; what both changed is listed, and nothing saved until `choices` decide. DEFINITION_INVALID with file, line and mend where it does not read as an overlay; STALE_VERSION when the draft was published or discarded, or 200 saves lie between; CONFLICT while its publication is scheduled.',
  })
  @Requires(publishConfiguration)
  async saveDraft(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('overlay', OVERLAY) overlay: string,
    @Args('base', { type: () => Int, description: 'The version of the draft it was made of; 0 for the first save, made of what is published.' }) base: number,
    @Args('onRevision', { type: () => Int, nullable: true, description: 'With base 0: the published revision it was made of (WorkflowBase.revision); the present one without.' }) onRevision: number | null | undefined,
    @Args('choices', { type: () => [ConflictDecision], nullable: true, description: 'Of the conflicts that an earlier answer listed.' }) choices: ConflictDecision[] | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<DraftSave> {
    const scope = scopeOf(bureauId, stationId);
    const decided = Object.fromEntries((choices ?? []).map(({ place, choice }) => [place, choice.toLowerCase() as Choice]));
    return within(this.gate, scope, async (tenant) => {
      const { merged, conflicts } = await this.drafts.save(tenant, scope, { workflow, overlay: parseSource(overlay), base, onRevision: onRevision ?? undefined, choices: decided, idempotencyKey });
      return Object.assign(new DraftSave(), { draft: (await viewDraft(tenant, this, scope, workflow)) ?? null, merged, conflicts: conflicts.map(viewConflict) });
    });
  }

  @Mutation(() => Boolean, { description: 'Ends a draft without publishing it. STALE_VERSION when somebody has changed it since, CONFLICT while its publication is scheduled.' })
  @Requires(publishConfiguration)
  async discardDraft(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('version', VERSION) version: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<boolean> {
    const scope = scopeOf(bureauId, stationId);
    return within(this.gate, scope, (tenant) => this.drafts.discard(tenant, scope, { workflow, version, idempotencyKey }));
  }

  @Mutation(() => [DraftColleague], { description: 'Says that the caller has a draft open, again every 30 seconds, or has left it; answers who else has. Repeated, it says the same. Open pages hear DRAFT when somebody comes or goes.' })
  @Requires(publishConfiguration)
  async attendDraft(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('leaving', { type: () => Boolean, defaultValue: false }) leaving: boolean,
  ): Promise<DraftColleague[]> {
    const scope = scopeOf(bureauId, stationId);
    const others = await within(this.gate, scope, async (tenant) => {
      (await this.catalog.seen(tenant)).get(workflow);
      return this.presence.attend(tenant, scope, workflow, leaving);
    });
    return Promise.all(others.map(async ({ accountId, since }) => ({ accountId, since, name: (await nameOf(this.gate, bureauId, accountId)) ?? '–' })));
  }

  @ResolveField(() => String, { description: 'Who saved it last.' })
  async savedBy(@Parent() { row: { bureauId, savedBy } }: WorkflowDraft): Promise<string> {
    return (await nameOf(this.gate, bureauId, savedBy)) ?? '–';
  }

  @ResolveField(() => [DraftComment], { description: 'Oldest first, at most the last 500.' })
  comments(@Parent() { all }: WorkflowDraft, @Args('resolved', { type: () => Boolean, nullable: true, description: 'Only those that are (not) dealt with.' }) resolved: boolean | null | undefined): DraftComment[] {
    return all.filter((comment) => (resolved ?? comment.resolved) === comment.resolved);
  }
}

/** One transaction that reaches a scope and its bureau. */
export function within<Result>(gate: TenantGate, { level, scopeId, bureauId }: Scope, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
  return gate.inScope({ stationIds: level === 'station' ? [scopeId] : [], bureauIds: [bureauId] }, work);
}
