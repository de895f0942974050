import { currentRequest, DateTime, Requires, TenantGate } from '@stationhouse/access';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import { Configuration } from '../configuration/configuration.js';
import { readOverlay, type Scope } from '../configuration/overlays.js';
import { WorkflowOverlay } from '../graphql/configuration-types.js';
import { BUREAU, KEY, scopeOf, STATION, viewOverlay, WORKFLOW } from '../graphql/configuration.resolver.js';
import { publishConfiguration, readConfiguration } from '../permissions.js';
import { Canaries } from './canaries.js';
import { stationsOf, viewCanary } from './canary-view.js';
import { VERSION, within } from './drafts.resolver.js';
import { Publishing } from './publishing.js';
import { EVERYBODY } from './trials.js';
import { Canary, DraftPublication, WorkflowDraft } from './types.js';
import { viewDraft } from './views.js';

const SHARE = 'Percent of new instances, 1 to 100: the same instance always falls on the same side.';

/** Publishing drafts: now or at a date, for everybody or for a share of new instances. */
@Resolver()
export class PublishingResolver {
  constructor(
    readonly gate: TenantGate,
    readonly configuration: Configuration,
    private readonly publishing: Publishing,
    private readonly canaries: Canaries,
  ) {}

  @Mutation(() => DraftPublication, {
    description: 'Publishes a draft as it was looked at, or schedules that: checked now and again at its moment; if it does not stand then, nothing is published and the author and the chief are told. Instances that run keep their version. NOT_FOUND, STALE_VERSION, REVIEW_NEEDED, DEFINITION_INVALID with line and mend, CONFLICT while a publication is scheduled or, for a share, while a version is tried; BAD_INPUT.',
  })
  @Requires(publishConfiguration)
  async publishDraft(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('version', VERSION) version: number,
    @Args('at', { type: () => DateTime, nullable: true, description: 'Within a year; now without.' }) at: Date | null | undefined,
    @Args('share', { type: () => Int, defaultValue: EVERYBODY, description: SHARE }) share: number,
    @Args('because', { type: () => String, description: 'For the history of versions, at most 500 characters.' }) because: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<DraftPublication> {
    const scope = scopeOf(bureauId, stationId);
    return within(this.gate, scope, async (tenant) => {
      const became = await this.publishing.publish(tenant, scope, { workflow, version, at: at ?? undefined, share, because, idempotencyKey });
      return Object.assign(new DraftPublication(), became === 'published' ? { overlay: await standing(tenant, scope, workflow), draft: null } : { overlay: null, draft: (await viewDraft(tenant, this, scope, workflow)) ?? null });
    });
  }

  @Mutation(() => WorkflowDraft, { description: 'Calls a scheduled publication off; the draft may be changed again. CONFLICT when none is scheduled.' })
  @Requires(publishConfiguration)
  async cancelPublication(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('workflow', WORKFLOW) workflow: string, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<WorkflowDraft> {
    const scope = scopeOf(bureauId, stationId);
    return within(this.gate, scope, async (tenant) => {
      await this.publishing.cancel(tenant, scope, { workflow, idempotencyKey });
      const draft = await viewDraft(tenant, this, scope, workflow);
      if (draft === undefined) throw notFound(text('草稿', 'Draft'));
      return draft;
    });
  }

  @Query(() => Canary, { nullable: true, description: 'The version that is tried on a share of new instances, and what became of both; null where none is.' })
  @Requires(readConfiguration)
  async workflowCanary(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('workflow', WORKFLOW) workflow: string): Promise<Canary | undefined> {
    return this.shown(scopeOf(bureauId, stationId), workflow, () => Promise.resolve());
  }

  @Mutation(() => Canary, { nullable: true, description: 'Widens the share; null once it is 100: the version is everybody’s, and a bureau’s stations with an overlay of their own follow. CONFLICT when nothing is tried, BAD_INPUT for a share that is not wider.' })
  @Requires(publishConfiguration)
  async widenCanary(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('share', { type: () => Int, description: SHARE }) share: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<Canary | undefined> {
    const scope = scopeOf(bureauId, stationId);
    return this.shown(scope, workflow, (tenant) => this.canaries.widen(tenant, scope, { workflow, share, idempotencyKey }));
  }

  @Mutation(() => WorkflowOverlay, { description: 'Takes back a version that is tried: the one before is published again, for everybody. Instances that run keep theirs. CONFLICT when nothing is tried.' })
  @Requires(publishConfiguration)
  async endCanary(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('workflow', WORKFLOW) workflow: string, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<WorkflowOverlay> {
    const scope = scopeOf(bureauId, stationId);
    return within(this.gate, scope, async (tenant) => {
      await this.canaries.end(tenant, scope, { workflow, locale: currentRequest().locale, idempotencyKey });
      return standing(tenant, scope, workflow);
    });
  }

  /** A bureau's trial is counted over all its stations, which its administrators see. */
  private shown(scope: Scope, workflow: string, command: (tenant: Tenant) => Promise<void>): Promise<Canary | undefined> {
    const inSight = scope.level === 'station' ? [scope.scopeId] : currentRequest().signedIn.bureauStationIds;
    return this.gate.inScope({ stationIds: inSight, bureauIds: [scope.bureauId] }, async (tenant) => {
      await command(tenant);
      return viewCanary(tenant, this.canaries, scope, workflow, await stationsOf(tenant, scope, workflow, inSight));
    });
  }
}

async function standing(tenant: Tenant, { scopeId }: Scope, workflow: string): Promise<WorkflowOverlay> {
  const overlay = await readOverlay(tenant, scopeId, workflow);
  if (overlay === undefined) throw notFound(text('流程配置', 'Overlay'));
  return viewOverlay(overlay);
}
