import { accountIn, Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Choice, Extension, Level } from '@stationhouse/workflow';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import type { OverlayRevisionRow, OverlayRow } from '../configuration/entities.js';
import { readOverlay, type Scope } from '../configuration/overlays.js';
import { changedPlaces, conflictingOverlays, listRevisions, readStationDefinition, revisionChanges } from '../configuration/reads.js';
import { publishConfiguration, readConfiguration } from '../permissions.js';
import { ChangedPlace, ConfigurationLevel, ConflictDecision, OverlayCheck, OverlayOrigin, OverlayRevision, OverlayRevisionConnection, StationWorkflow, WorkflowExtension, WorkflowOverlay } from './configuration-types.js';
import { viewWorkflow } from './views.js';

export const BUREAU = { type: () => ID };
export const STATION = { type: () => ID, nullable: true, description: 'The station whose overlay is meant; the bureau’s without.' };
export const WORKFLOW = { type: () => String, description: 'The id of a workflow.' };
export const OVERLAY = { type: () => String, description: 'YAML or JSON, at most 200,000 characters.' };
const EXPECTED = { type: () => Int, description: 'The revision the change was made on; 0 for the first.' };
export const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };
const LONGEST = 200_000;

/** What bureaus and stations make of workflows. */
@Resolver(() => StationWorkflow)
export class ConfigurationResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly configuration: Configuration,
  ) {}

  @Query(() => StationWorkflow, { description: 'What new instances of a workflow start on at a station: the plugin’s definition with the bureau’s and the station’s changes. NOT_FOUND.' })
  @Requires(readConfiguration)
  async stationWorkflow(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', { type: () => ID }) stationId: Id, @Args('workflow', WORKFLOW) workflow: string): Promise<StationWorkflow> {
    return this.gate.inStation(stationId, async (tenant) => {
      const definition = await readStationDefinition(tenant, this.catalog, { stationId, bureauId }, workflow);
      const shown = viewWorkflow(await this.catalog.version(tenant, definition.hash), this.catalog.pluginIdOf(workflow));
      const { template, presentTemplate, since } = definition;
      return Object.assign(new StationWorkflow(), { definition, bureauId, stationId, workflow: shown, template, presentTemplate, since, extensions: definition.extensions.map((extension) => this.viewExtension(extension)), layers: definition.layers.map((row) => viewRevision(row, bureauId)), overlays: definition.overlays.map(viewOverlay) });
    });
  }

  @ResolveField(() => [ChangedPlace], { description: 'Every place that is not as the plugin brings it: who set it, why, and what stood there.' })
  async changes(@Parent() { definition, stationId, bureauId }: StationWorkflow): Promise<ChangedPlace[]> {
    const places = await this.gate.inStation(stationId, (tenant) => changedPlaces(tenant, this.configuration.versions, definition));
    return places.map(({ place, by, plugin, because, text: said, from, to, revision }) =>
      Object.assign(new ChangedPlace(), { bureauId, publishedBy: revision?.publishedBy ?? null, place, level: levelOf(by), plugin: plugin ?? null, pluginTitle: this.titleOf(plugin), because, text: said, from: from ?? null, to: to ?? null, revision: revision?.revision, at: revision?.publishedAt }),
    );
  }

  private viewExtension({ plugin, because, ...content }: Extension): WorkflowExtension {
    return Object.assign(new WorkflowExtension(), { plugin, pluginTitle: this.titleOf(plugin), because, content: { ...content, plugin, because } });
  }

  private titleOf(plugin: string | undefined): Bilingual | null {
    return plugin === undefined ? null : (this.catalog.plugin(plugin)?.title ?? null);
  }

  @Query(() => WorkflowOverlay, { nullable: true, description: 'The overlay of a bureau or station as it holds; null where it never had one.' })
  @Requires(readConfiguration)
  async workflowOverlay(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('workflow', WORKFLOW) workflow: string): Promise<WorkflowOverlay | undefined> {
    const scope = scopeOf(bureauId, stationId);
    const overlay = await this.within(scope, (tenant) => readOverlay(tenant, scope.scopeId, workflow));
    return overlay === undefined ? undefined : viewOverlay(overlay);
  }

  @Query(() => [WorkflowOverlay], { description: 'The overlays of some stations that could not follow a new template or the bureau’s overlay, by station.' })
  @Requires(readConfiguration)
  async overlayConflicts(@Args('stationIds', { type: () => [ID], description: 'At most 1000.' }) stationIds: Id[], @Args('workflow', { ...WORKFLOW, nullable: true }) workflow: string | null | undefined): Promise<WorkflowOverlay[]> {
    return (await this.gate.inStations(stationIds, (tenant) => conflictingOverlays(tenant, stationIds, workflow ?? undefined))).map(viewOverlay);
  }

  @Query(() => OverlayRevisionConnection, { description: 'Every published revision of an overlay, newest first. At most 200 a page.' })
  @Requires(readConfiguration)
  async overlayRevisions(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<OverlayRevisionConnection> {
    const scope = scopeOf(bureauId, stationId);
    const page = await this.within(scope, (tenant) => listRevisions(tenant, scope.scopeId, workflow, first, after));
    return { pageInfo: page.pageInfo, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: viewRevision(node, bureauId) })) };
  }

  @Query(() => OverlayCheck, { description: 'What publishing an overlay would come to; nothing is written. Problems name file, line and mend. NOT_FOUND.' })
  @Requires(publishConfiguration)
  async checkOverlay(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('workflow', WORKFLOW) workflow: string, @Args('overlay', OVERLAY) overlay: string): Promise<OverlayCheck> {
    const scope = scopeOf(bureauId, stationId);
    const { problems, changes } = await this.within(scope, (tenant) => this.configuration.check(tenant, scope, workflow, parseSource(overlay)));
    return Object.assign(new OverlayCheck(), { problems, changes: changes.map((change) => change.text) });
  }

  @Mutation(() => WorkflowOverlay, {
    description: 'Publishes an overlay, or brings an earlier revision back. New instances start on it at once; under a bureau’s, stations with an overlay of their own follow by a job. Instances that run keep their version. NOT_FOUND, STALE_VERSION, CONFLICT, DEFINITION_INVALID with file, line and mend.',
  })
  @Requires(publishConfiguration)
  async publishOverlay(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('overlay', { ...OVERLAY, nullable: true }) overlay: string | null | undefined,
    @Args('restore', { type: () => Int, nullable: true, description: 'The revision to bring back; exactly one of overlay and restore.' }) restore: number | null | undefined,
    @Args('expectedRevision', EXPECTED) expectedRevision: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<WorkflowOverlay> {
    if ((overlay ?? undefined) !== undefined && (restore ?? undefined) !== undefined) throw badInput('restore', text('“overlay”与“restore”只能提交其一。', 'Send either "overlay" or "restore".'));
    const scope = scopeOf(bureauId, stationId);
    return this.within(scope, async (tenant) => {
      await this.configuration.publish(tenant, scope, { workflow, overlay: overlay === null || overlay === undefined ? undefined : parseSource(overlay), restore: restore ?? undefined, expectedRevision, idempotencyKey });
      return this.standing(tenant, scope, workflow);
    });
  }

  @Mutation(() => WorkflowOverlay, { description: 'Decides the conflicts of an overlay, so that it follows the new template. NOT_FOUND, STALE_VERSION, CONFLICT with what is left to decide.' })
  @Requires(publishConfiguration)
  async decideOverlay(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('decisions', { type: () => [ConflictDecision] }) decisions: ConflictDecision[],
    @Args('expectedRevision', EXPECTED) expectedRevision: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<WorkflowOverlay> {
    const scope = scopeOf(bureauId, stationId);
    const choices = Object.fromEntries(decisions.map(({ place, choice }) => [place, choice.toLowerCase() as Choice]));
    return this.within(scope, async (tenant) => {
      await this.configuration.decide(tenant, scope, { workflow, choices, expectedRevision, idempotencyKey });
      return this.standing(tenant, scope, workflow);
    });
  }

  private async standing(tenant: Tenant, scope: Scope, workflow: string): Promise<WorkflowOverlay> {
    const overlay = await readOverlay(tenant, scope.scopeId, workflow);
    if (overlay === undefined) throw notFound(text('流程配置', 'Overlay'));
    return viewOverlay(overlay);
  }

  private within<Result>({ level, scopeId, bureauId }: Scope, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.gate.inScope({ stationIds: level === 'station' ? [scopeId] : [], bureauIds: [bureauId] }, work);
  }
}

/** Of a revision: who published it, and what it changed. */
@Resolver(() => OverlayRevision)
export class OverlayRevisionResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly configuration: Configuration,
  ) {}

  @ResolveField(() => String, { nullable: true, description: 'Null where it followed a new template by itself.' })
  publishedBy(@Parent() { row, bureauId }: OverlayRevision): Promise<string | undefined> {
    return nameOf(this.gate, bureauId, row.publishedBy);
  }

  @ResolveField(() => [Text], { description: 'What it changed against the revision before it, in words; the overlay by itself.' })
  async changes(@Parent() { row, bureauId, stationId }: OverlayRevision): Promise<readonly Bilingual[]> {
    const scope = stationId === undefined ? { stationIds: [], bureauIds: [bureauId] } : { stationIds: [stationId], bureauIds: [] };
    return this.gate.inScope(scope, (tenant) => revisionChanges(tenant, this.configuration.versions, row));
  }
}

/** Of a changed place: who set it. */
@Resolver(() => ChangedPlace)
export class ChangedPlaceResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { nullable: true, description: 'Who set it so.' })
  by(@Parent() { bureauId, publishedBy }: ChangedPlace): Promise<string | undefined> {
    return nameOf(this.gate, bureauId, publishedBy);
  }
}

/** What somebody is called; undefined for nobody. */
export async function nameOf(gate: TenantGate, bureauId: Id, accountId: Id | null): Promise<string | undefined> {
  return accountId === null ? undefined : (await accountIn(gate, { bureauId }, accountId)).displayName;
}

/** The bureau's scope, or its station's. */
export function scopeOf(bureauId: Id, stationId: Id | null | undefined): Scope {
  return stationId === null || stationId === undefined ? { level: 'bureau', scopeId: bureauId, bureauId } : { level: 'station', scopeId: stationId, bureauId };
}

function levelOf(level: Level): ConfigurationLevel {
  return ConfigurationLevel[level.toUpperCase() as keyof typeof ConfigurationLevel];
}

function viewRevision(row: OverlayRevisionRow, bureauId: Id): OverlayRevision {
  const { workflow, revision, template, content, source, hash, because, origin, restored, publishedAt } = row;
  const stationId = content.overlay === 'station' ? row.scopeId : undefined;
  return Object.assign(new OverlayRevision(), { row, bureauId, stationId, level: levelOf(content.overlay), workflow, revision, template, content, source, hash, because, origin: OverlayOrigin[origin.toUpperCase() as keyof typeof OverlayOrigin], restored, publishedAt });
}

/** An overlay as GraphQL shows it. */
export function viewOverlay({ scopeId, bureauId, level, workflow, revision, template, conflicts, stationsTotal, stationsDone, stationsKept, changedAt }: OverlayRow): WorkflowOverlay {
  const open = { conflicts: (conflicts?.conflicts ?? []).map(({ base, mine, theirs, ...rest }) => ({ ...rest, base: base ?? null, mine: mine ?? null, theirs: theirs ?? null })), problems: [...(conflicts?.problems ?? [])] };
  return Object.assign(new WorkflowOverlay(), { bureauId, stationId: level === 'station' ? scopeId : null, level: levelOf(level), workflow, revision, template, ...open, stationsTotal, stationsDone, stationsKept, changedAt });
}

/** @throws StationhouseError BAD_INPUT for more than an overlay ever is */
export function parseSource(written: string): string {
  if (written.length <= LONGEST) return written;
  throw badInput('overlay', text(`配置不能超过 ${LONGEST} 个字符。`, `An overlay has at most ${LONGEST} characters.`));
}
