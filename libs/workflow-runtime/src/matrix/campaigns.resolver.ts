import { accountIn, LocalDate, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { badInput, isStationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Conflict, DefinitionProblem } from '@stationhouse/workflow';
import { WorkflowCatalog, type Workflows } from '../catalog/catalog.js';
import { parseSource } from '../graphql/configuration.resolver.js';
import { pushTemplates } from '../permissions.js';
import { campaignStations, listCampaigns, readCampaign, type CampaignAt, type CampaignStanding } from './campaign-reads.js';
import { Campaign, CampaignConnection, CampaignMeeting, CampaignStateName, CampaignStation, CampaignTrial } from './campaign-types.js';
import { Campaigns, type Meeting } from './campaigns.js';
import { withStations } from './matrix.js';

const BUREAU = { type: () => ID };
const CAMPAIGN = { type: () => ID };
const STATIONS = { type: () => [ID], description: 'Stations of the bureau, at most 1,000.' };
const WORKFLOW = { type: () => String, description: 'The id of a workflow.' };
const OVERLAY = { type: () => String, nullable: true, description: 'YAML or JSON of a bureau’s overlay, at most 200,000 characters; exactly one of overlay and revision.' };
const REVISION = { type: () => Int, nullable: true, description: 'An earlier revision of the bureau’s overlay.' };
const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };

/** What a bureau hands down to chosen stations. */
@Resolver(() => Campaign)
export class CampaignsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly campaigns: Campaigns,
  ) {}

  @Query(() => CampaignConnection, { name: 'campaigns', description: 'The bureau’s campaigns, newest first. At most 200 a page. BAD_INPUT, BAD_CURSOR.' })
  @Requires(pushTemplates)
  async list(@Args('bureauId', BUREAU) bureauId: Id, @Args('first', { type: () => Int, defaultValue: 20 }) first: number, @Args('after', { type: () => String, nullable: true }) after: string | null | undefined): Promise<CampaignConnection> {
    return withStations(this.gate, bureauId, async (tenant) => {
      const page = await listCampaigns(tenant, bureauId, first, after);
      const workflows = await this.catalog.seen(tenant);
      return { pageInfo: page.pageInfo, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: viewCampaign(workflows, node) })) };
    });
  }

  @Query(() => Campaign, { name: 'campaign', description: 'A campaign. NOT_FOUND.' })
  @Requires(pushTemplates)
  async one(@Args('bureauId', BUREAU) bureauId: Id, @Args('campaignId', CAMPAIGN) campaignId: Id): Promise<Campaign> {
    return withStations(this.gate, bureauId, async (tenant) => viewCampaign(await this.catalog.seen(tenant), await readCampaign(tenant, bureauId, campaignId)));
  }

  @Query(() => CampaignTrial, { description: 'What a campaign would come to at some stations; nothing is written. NOT_FOUND, BAD_INPUT, CONFLICT.' })
  @Requires(pushTemplates)
  async tryCampaign(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationIds', STATIONS) stationIds: Id[],
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('overlay', OVERLAY) overlay: string | null | undefined,
    @Args('revision', REVISION) revision: number | null | undefined,
  ): Promise<CampaignTrial> {
    const proposed = proposedOf(workflow, overlay, revision);
    return this.gate.inScope({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      try {
        const { changes, meetings } = await this.campaigns.try(tenant, bureauId, stationIds, proposed);
        return Object.assign(new CampaignTrial(), { changes, problems: [], meetings: meetings.map((meeting) => Object.assign(new CampaignMeeting(), meeting, waiting(meeting))) });
      } catch (error) {
        if (!isStationhouseError(error) || error.code !== 'DEFINITION_INVALID') throw error;
        return Object.assign(new CampaignTrial(), { changes: [], problems: (error.details?.['problems'] ?? []) as DefinitionProblem[], meetings: [] });
      }
    });
  }

  @Mutation(() => Campaign, { description: 'Hands a revision of the bureau’s overlay down to chosen stations; the others keep what they have. NOT_FOUND, BAD_INPUT, CONFLICT, DEFINITION_INVALID with file, line and mend.' })
  @Requires(pushTemplates)
  async startCampaign(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationIds', STATIONS) stationIds: Id[],
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('overlay', OVERLAY) overlay: string | null | undefined,
    @Args('revision', REVISION) revision: number | null | undefined,
    @Args('effectiveOn', { type: () => LocalDate, nullable: true, description: 'A day after today, in each station’s own days; at once without.' }) effectiveOn: string | null | undefined,
    @Args('because', { type: () => String, description: 'At most 500 characters.' }) because: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<Campaign> {
    this.gate.require(pushTemplates.id, { bureauId });
    const command = { ...proposedOf(workflow, overlay, revision), stationIds: [...new Set(stationIds)], because, effectiveOn: effectiveOn ?? undefined, idempotencyKey };
    const { id } = await this.gate.inScope({ stationIds: command.stationIds, bureauIds: [bureauId] }, (tenant) => this.campaigns.start(tenant, bureauId, command));
    return this.one(bureauId, id);
  }

  @Mutation(() => Campaign, { description: 'Stops the stations of a campaign that have not had their turn, or lets them go on. NOT_FOUND, CONFLICT.' })
  @Requires(pushTemplates)
  async pauseCampaign(@Args('bureauId', BUREAU) bureauId: Id, @Args('campaignId', CAMPAIGN) campaignId: Id, @Args('paused', { type: () => Boolean }) paused: boolean, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<Campaign> {
    const { id } = await withStations(this.gate, bureauId, (tenant) => this.campaigns.pause(tenant, bureauId, { campaignId, paused, idempotencyKey }));
    return this.one(bureauId, id);
  }

  @Mutation(() => Campaign, { description: 'Takes a campaign back: each station goes back to what it held before. Instances that run keep their version. NOT_FOUND, CONFLICT.' })
  @Requires(pushTemplates)
  async withdrawCampaign(@Args('bureauId', BUREAU) bureauId: Id, @Args('campaignId', CAMPAIGN) campaignId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<Campaign> {
    const { id } = await withStations(this.gate, bureauId, (tenant) => this.campaigns.withdraw(tenant, bureauId, { campaignId, idempotencyKey }));
    return this.one(bureauId, id);
  }

  @Mutation(() => Campaign, { description: 'Decides a station’s conflicts for it by the bureau’s own word: what the station sets there is taken out, the rest stays; its chief is told. NOT_FOUND, CONFLICT where the chief must decide.' })
  @Requires(pushTemplates)
  async decideCampaign(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', { type: () => ID }) stationId: Id, @Args('campaignId', CAMPAIGN) campaignId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<Campaign> {
    this.gate.require(pushTemplates.id, { bureauId });
    const { id } = await this.gate.inScope({ stationIds: [stationId], bureauIds: [bureauId] }, (tenant) => this.campaigns.decide(tenant, bureauId, { campaignId, stationId, idempotencyKey }));
    return this.one(bureauId, id);
  }

  @ResolveField(() => [CampaignStation], { description: 'Its stations, those that wait for a decision first.' })
  async items(@Parent() { row: { bureauId, id } }: Campaign): Promise<CampaignStation[]> {
    return (await withStations(this.gate, bureauId, (tenant) => campaignStations(tenant, bureauId, id))).map(viewStation);
  }

  @ResolveField(() => String, { description: 'Who started it.' })
  async startedBy(@Parent() { row: { bureauId, startedBy } }: Campaign): Promise<string> {
    return (await accountIn(this.gate, { bureauId }, startedBy)).displayName;
  }
}

function viewCampaign(workflows: Workflows, row: CampaignStanding): Campaign {
  const { bureauId: _, startedBy: __, stationIds, template, ...rest } = row;
  const published = workflows.find(row.workflow);
  return Object.assign(new Campaign(), rest, { row, title: published?.compiled.title ?? text(row.workflow, row.workflow), stations: stationIds.length, outdated: row.planned > 0 && published !== undefined && template !== workflows.templateOf(row.workflow) });
}

function proposedOf(workflow: string, overlay: string | null | undefined, revision: number | null | undefined) {
  if (typeof overlay === 'string' === (typeof revision === 'number')) throw badInput('revision', text('“overlay”与“revision”须提交其一。', 'Send either "overlay" or "revision".'));
  return { workflow, overlay: typeof overlay === 'string' ? parseSource(overlay) : undefined, revision: revision ?? undefined };
}

function viewStation({ stationId, name, state, carriedAt, conflicts }: CampaignAt): CampaignStation {
  return Object.assign(new CampaignStation(), { stationId, name, state: CampaignStateName[state.toUpperCase() as keyof typeof CampaignStateName], carriedAt, ...waiting(conflicts ?? { conflicts: [], problems: [] }) });
}

function waiting({ conflicts, problems }: Pick<Meeting, 'conflicts' | 'problems'>): { conflicts: unknown[]; problems: DefinitionProblem[] } {
  return { conflicts: conflicts.map(({ base, mine, theirs, ...rest }: Conflict) => ({ ...rest, base: base ?? null, mine: mine ?? null, theirs: theirs ?? null })), problems: [...problems] };
}
