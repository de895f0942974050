import { accountIn, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { text, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Instance } from '../graphql/types.js';
import { standingInAt } from '../graphql/views.js';
import { assessPlugins, managePlugins, readInstances, readPlugins, setPluginPolicies } from '../permissions.js';
import { assessedBy, assessmentsAt, isCovered } from './assessments.js';
import { chosenOf, stationsOf } from './bureau-stations.js';
import { pluginOf } from './declared.js';
import type { PluginTakeoverRow, Policy } from './entities.js';
import { lossesWithout } from './losses.js';
import { exercisesWith, listOpenClocks, readRunning } from './running.js';
import { effective, policiesOf, standingsAt } from './standings.js';
import { PluginSwitch } from './switch.js';
import type { TakeoverWish } from './takeovers.js';
import { BureauPlugin, InstancePlugin, PluginAssessment, PluginAssessmentInput, PluginClockConnection, PluginPolicyEffect, PluginPolicyName, PluginRunning, PluginTakeover, StationPlugin, TakeoverInput } from './types.js';
import { viewAssessment, viewBureau, viewRunning, viewStations, viewTakeover } from './views.js';

const STATION = { type: () => ID };
const BUREAU = { type: () => ID };
const PLUGIN = { type: () => String, description: 'The id of a plugin: dispute-mediation.' };
const EXPECTED = { type: () => Int, description: 'The revision the change was made on.' };
const SEEN = { type: () => String, description: 'The version of the list of what runs that was looked at.' };
const REASON = { type: () => String, description: 'Kept in the audit record; at most 500 characters, nothing personal.' };
const TAKEOVERS = { type: () => [TakeoverInput], description: 'What becomes of what runs; may be empty where nothing does.' };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };
const CHOSEN = { type: () => [ID], nullable: true, description: 'Chosen stations of the bureau alone, at most 1,000: the others, and those founded later, stay under the policy for all. Without: all stations, and what was said of single ones ends.' };
const POLICY = { type: () => PluginPolicyName };

/** Which plugins stations work with, what they process, and what runs of them. */
@Resolver(() => StationPlugin)
export class PluginsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly plugins: PluginSwitch,
  ) {}

  @Query(() => [StationPlugin], { name: 'plugins', description: 'Every plugin of the installation as it stands at a station.' })
  @Requires(readPlugins)
  async stationPlugins(@Args('stationId', STATION) stationId: Id): Promise<StationPlugin[]> {
    return this.gate.inStation(stationId, (tenant) => this.read(tenant, stationId));
  }

  @Query(() => PluginRunning, { description: 'What runs of a plugin at a station, to be looked at before it is disabled: counts. NOT_FOUND.' })
  @Requires(readPlugins)
  async pluginRunning(@Args('stationId', STATION) stationId: Id, @Args('pluginId', PLUGIN) pluginId: string): Promise<PluginRunning> {
    return this.gate.inStation(stationId, async (tenant) => {
      const plugin = await pluginOf(tenant, this.catalog, pluginId);
      const list = await readRunning(tenant, this.catalog, plugin, [stationId]);
      const enabled = new Set((await standingsAt(tenant, this.catalog, [stationId])).filter((standing) => standing.enabled).map((standing) => standing.plugin.id));
      const extended = lossesWithout(this.catalog, plugin).filter((loss) => enabled.has(loss.pluginId));
      return Object.assign(new PluginRunning(), { version: list.version, workflows: list.workflows.map(viewRunning), exercises: await exercisesWith(tenant, plugin, stationId), extended });
    });
  }

  @Query(() => PluginClockConnection, { description: 'The open clocks of a plugin’s running instances, the next due first. At most 200 a page. NOT_FOUND, BAD_CURSOR.' })
  @Requires(readInstances)
  async pluginClocks(
    @Args('stationId', STATION) stationId: Id,
    @Args('pluginId', PLUGIN) pluginId: string,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<PluginClockConnection> {
    return this.gate.inStation(stationId, async (tenant) => {
      const plugin = await pluginOf(tenant, this.catalog, pluginId);
      const page = await listOpenClocks(tenant, plugin, stationId, first, after);
      const hashes = [...new Set(page.edges.map(({ node }) => node.definition))];
      const titles = new Map(await Promise.all(hashes.map(async (hash) => [hash, (await this.catalog.loads(tenant, hash)) ? await this.catalog.version(tenant, hash) : undefined] as const)));
      const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: { ...node, title: titles.get(node.definition)?.clocks[node.ref]?.title ?? text(node.ref, node.ref) } }));
      return Object.assign(new PluginClockConnection(), { edges, pageInfo: page.pageInfo });
    });
  }

  @Mutation(() => StationPlugin, { description: 'Enables a plugin at a station: its operations answer again, and what was held for it is released. NOT_FOUND, PLUGIN_FORBIDDEN, ASSESSMENT_NEEDED, STALE_VERSION, CONFLICT.' })
  @Requires(managePlugins)
  async enablePlugin(@Args('stationId', STATION) stationId: Id, @Args('pluginId', PLUGIN) pluginId: string, @Args('expectedVersion', EXPECTED) expectedVersion: number, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<StationPlugin> {
    return this.changed(stationId, pluginId, (tenant) => this.plugins.enable(tenant, stationId, { pluginId, expectedVersion, idempotencyKey }));
  }

  @Mutation(() => StationPlugin, {
    description: 'Disables a plugin at a station, all at once. Its operations then answer PLUGIN_DISABLED, but for what was taken over; data stay, clocks go on. NOT_FOUND, PLUGIN_MANDATED, TAKEOVER_NEEDED with what is left, STALE_VERSION with what has changed, BAD_INPUT, CONFLICT.',
  })
  @Requires(managePlugins)
  async disablePlugin(
    @Args('stationId', STATION) stationId: Id,
    @Args('pluginId', PLUGIN) pluginId: string,
    @Args('reason', REASON) reason: string,
    @Args('seen', SEEN) seen: string,
    @Args('takeovers', TAKEOVERS) takeovers: TakeoverInput[],
    @Args('expectedVersion', EXPECTED) expectedVersion: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StationPlugin> {
    return this.changed(stationId, pluginId, (tenant) => this.plugins.disable(tenant, stationId, { pluginId, reason, seen, takeovers: takeovers.map(wishOf), expectedVersion, idempotencyKey }));
  }

  @Mutation(() => StationPlugin, { description: 'Names anew who finishes what runs of a disabled plugin. NOT_FOUND, CONFLICT while it is enabled, TAKEOVER_NEEDED, STALE_VERSION, BAD_INPUT.' })
  @Requires(managePlugins)
  async changePluginTakeover(
    @Args('stationId', STATION) stationId: Id,
    @Args('pluginId', PLUGIN) pluginId: string,
    @Args('takeovers', TAKEOVERS) takeovers: TakeoverInput[],
    @Args('expectedVersion', EXPECTED) expectedVersion: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StationPlugin> {
    return this.changed(stationId, pluginId, (tenant) => this.plugins.changeTakeover(tenant, stationId, { pluginId, takeovers: takeovers.map(wishOf), expectedVersion, idempotencyKey }));
  }

  @Mutation(() => PluginAssessment, { description: 'Records the personal-data assessment of a plugin: of a station, or of the bureau for all its stations. NOT_FOUND, BAD_INPUT, STALE_VERSION when the declaration has changed, CONFLICT.' })
  @Requires(assessPlugins)
  async recordPluginAssessment(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', { type: () => ID, nullable: true, description: 'The station it is for; all of the bureau’s without.' }) stationId: Id | null | undefined,
    @Args('pluginId', PLUGIN) pluginId: string,
    @Args('assessment', { type: () => PluginAssessmentInput }) assessment: PluginAssessmentInput,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<PluginAssessment> {
    const ofBureau = stationId === null || stationId === undefined;
    const stationIds = ofBureau ? await this.stationsOf(bureauId) : [stationId];
    const scope = ofBureau ? ({ level: 'bureau', scopeId: bureauId, bureauId } as const) : ({ level: 'station', scopeId: stationId, bureauId } as const);
    return this.gate.inScope({ stationIds, bureauIds: ofBureau ? [bureauId] : [] }, async (tenant) => {
      const id = await this.plugins.assess(tenant, scope, stationIds, pluginId, { ...assessment, validUntil: assessment.validUntil ?? undefined, idempotencyKey });
      const recorded = (await assessmentsAt(tenant, [scope.scopeId], [pluginId])).find((row) => row.id === id);
      if (recorded === undefined) throw new Error('What was recorded is there.');
      return viewAssessment(recorded);
    });
  }

  @ResolveField(() => String, { nullable: true, description: 'Who changed it last; null for nobody yet.' })
  async changedBy(@Parent() { stationId, changedById }: StationPlugin): Promise<string | undefined> {
    return changedById === undefined ? undefined : (await accountIn(this.gate, { stationId }, changedById)).displayName;
  }

  private changed(stationId: Id, pluginId: string, change: (tenant: Tenant) => Promise<void>): Promise<StationPlugin> {
    return this.gate.inStation(stationId, async (tenant) => {
      await change(tenant);
      const standing = (await this.read(tenant, stationId)).find(({ plugin }) => plugin.id === pluginId);
      if (standing === undefined) throw new Error('A plugin of the catalogue stands somehow.');
      return standing;
    });
  }

  private async read(tenant: Tenant, stationId: Id): Promise<StationPlugin[]> {
    const [station] = await tenant.sql<{ bureauId: Id }>('SELECT bureau_id AS "bureauId" FROM station WHERE id = $1', [stationId]);
    return viewStations(tenant, this.catalog, station?.bureauId ?? '', [stationId], await policiesOf(tenant, { bureauId: station?.bureauId ?? '' }));
  }

  private stationsOf(bureauId: Id): Promise<Id[]> {
    return stationsOf(this.gate, bureauId);
  }
}

/** A bureau's policies on plugins. */
@Resolver(() => BureauPlugin)
export class BureauPluginsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly plugins: PluginSwitch,
  ) {}

  @Query(() => [BureauPlugin], { description: 'Every plugin with the bureau’s policy, and how it stands at each station: counts only.' })
  @Requires(readPlugins)
  async bureauPlugins(@Args('bureauId', BUREAU) bureauId: Id): Promise<BureauPlugin[]> {
    const stationIds = await stationsOf(this.gate, bureauId);
    return this.gate.inScope({ stationIds, bureauIds: [bureauId] }, (tenant) => this.read(tenant, bureauId, stationIds));
  }

  @Query(() => PluginPolicyEffect, { description: 'What a policy would do to the bureau’s stations as they are now; nothing is written. NOT_FOUND.' })
  @Requires(setPluginPolicies)
  async pluginPolicyEffect(@Args('bureauId', BUREAU) bureauId: Id, @Args('pluginId', PLUGIN) pluginId: string, @Args('policy', POLICY) policy: PluginPolicyName, @Args('atStationIds', CHOSEN) chosen?: Id[] | null): Promise<PluginPolicyEffect> {
    const stationIds = await chosenOf(this.gate, bureauId, chosen);
    return this.gate.inScope({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      const plugin = await pluginOf(tenant, this.catalog, pluginId);
      const to = policyOf(policy) === 'free' ? undefined : (policyOf(policy) as 'mandated' | 'forbidden');
      const standings = (await standingsAt(tenant, this.catalog, stationIds)).filter((standing) => standing.plugin === plugin);
      const enables = standings.filter((standing) => !standing.enabled && effective(standing, to)).map(({ stationId }) => stationId);
      const disables = standings.filter((standing) => standing.enabled && !effective(standing, to)).map(({ stationId }) => stationId);
      const rows = await assessmentsAt(tenant, [...enables, bureauId], [pluginId]);
      const unassessed = enables.filter((stationId) => !isCovered(assessedBy(plugin, rows.filter(({ scopeId }) => scopeId === stationId || scopeId === bureauId), tenant.now)));
      const { version, workflows } = await readRunning(tenant, this.catalog, plugin, disables);
      return Object.assign(new PluginPolicyEffect(), { version, enables, unassessed, disables, workflows: workflows.map(viewRunning), extended: disables.length === 0 ? [] : lossesWithout(this.catalog, plugin) });
    });
  }

  @Mutation(() => BureauPlugin, {
    description: 'Mandates or forbids a plugin for all stations or for chosen ones, or leaves it to them; there at once. What a station said itself comes back once it is left to them. NOT_FOUND, ASSESSMENT_NEEDED and TAKEOVER_NEEDED with the stations, STALE_VERSION, BAD_INPUT, CONFLICT.',
  })
  @Requires(setPluginPolicies)
  async setPluginPolicy(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('pluginId', PLUGIN) pluginId: string,
    @Args('policy', POLICY) policy: PluginPolicyName,
    @Args('atStationIds', CHOSEN) chosen: Id[] | null | undefined,
    @Args('reason', REASON) reason: string,
    @Args('assessmentAtMost', { type: () => String, nullable: true, description: 'How long an assessment may hold from now on; ISO 8601, as before when absent.' }) longest: string | null | undefined,
    @Args('seen', SEEN) seen: string,
    @Args('takeovers', { ...TAKEOVERS, description: 'What becomes of what runs where it is disabled: roles, the same at every station.' }) takeovers: TakeoverInput[],
    @Args('expectedVersion', EXPECTED) expectedVersion: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<BureauPlugin> {
    const stationIds = await stationsOf(this.gate, bureauId);
    const named = await chosenOf(this.gate, bureauId, chosen);
    return this.gate.inScope({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      const given = Array.isArray(chosen) ? { chosen: true, stationIds: [...named].sort() } : {};
      await this.plugins.setPolicy(tenant, bureauId, named, { pluginId, policy: policyOf(policy), reason, longest: longest ?? undefined, seen, takeovers: takeovers.map(wishOf), expectedVersion, idempotencyKey, ...given });
      const changed = (await this.read(tenant, bureauId, stationIds)).find(({ plugin }) => plugin.id === pluginId);
      if (changed === undefined) throw new Error('A plugin of the catalogue stands somehow.');
      return changed;
    });
  }

  @ResolveField(() => String, { nullable: true, description: 'Who set the policy; null for nobody yet.' })
  async setBy(@Parent() { row }: BureauPlugin): Promise<string | undefined> {
    return row === undefined || row.setBy === null ? undefined : (await accountIn(this.gate, { bureauId: row.bureauId }, row.setBy)).displayName;
  }

  private async read(tenant: Tenant, bureauId: Id, stationIds: readonly Id[]): Promise<BureauPlugin[]> {
    const policies = await policiesOf(tenant, { bureauId });
    return viewBureau(tenant, this.catalog, bureauId, await viewStations(tenant, this.catalog, bureauId, stationIds, policies), policies);
  }
}

/** Of a takeover: who. */
@Resolver(() => PluginTakeover)
export class PluginTakeoverResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => [String], { description: 'The names of the people who finish it.' })
  people(@Parent() { stationId, accountIds }: PluginTakeover): Promise<string[]> {
    return Promise.all(accountIds.map(async (id) => (await accountIn(this.gate, { stationId }, id)).displayName));
  }
}

/** Of an instance: what the disabling of its plugin means for it. */
@Resolver(() => Instance)
export class InstancePluginResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @ResolveField(() => InstancePlugin, { description: 'Whether it is worked as ever, or by whoever took over.' })
  async plugin(@Parent() { stationId, row }: Instance): Promise<InstancePlugin> {
    const { takenOver, closed } = await standingInAt(this.gate, this.catalog, stationId);
    const disabled = takenOver.includes(row.workflow) || closed.includes(row.workflow);
    const [takeover] = disabled
      ? await this.gate.inStation(stationId, (tenant) => tenant.sql<PluginTakeoverRow>('SELECT station_id AS "stationId", workflow, how, account_ids AS "accountIds", roles, reason FROM plugin_takeover WHERE station_id = $1 AND workflow = $2', [stationId, row.workflow]))
      : [];
    return Object.assign(new InstancePlugin(), { enabled: !disabled, mayWork: !closed.includes(row.workflow), takeover: takeover === undefined ? null : viewTakeover(takeover) });
  }
}

const policyOf = (name: PluginPolicyName) => name.toLowerCase() as Policy;
const wishOf = ({ workflow, how, accountIds, roles, reason }: TakeoverInput): TakeoverWish => ({ workflow: workflow ?? undefined, how: how === 'FINISH' ? 'finish' : 'cancel', accountIds, roles, reason: reason ?? undefined });
