import { accountIn, DateTime, Json, Requires, TenantGate } from '@stationhouse/access';
import { Args, Field, ID, Int, Mutation, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { managePlugins, readPlugins, setPluginPolicies } from '../../permissions.js';
import { PluginAbout } from '../types.js';
import { PluginSettings, type SettingsStanding } from './settings.js';

@ObjectType('PluginSettings', { description: 'The settings of a plugin as they stand at a station, or at a bureau for all its stations.' })
export class PluginSettingsView {
  readonly place!: { readonly stationId: Id } | { readonly bureauId: Id };
  readonly changedById!: Id | null;
  @Field(() => ID, { description: 'The plugin and the place: for caches.' }) id!: string;
  @Field(() => String) pluginId!: string;
  @Field(() => Json, { description: 'JSON Schema 2020-12 of the settings; titles in both languages.' }) schema!: JsonObject;
  @Field(() => Json, { description: 'Hints for the form (uiSchema).' }) ui!: JsonObject;
  @Field(() => Json, { description: 'What holds, by name.' }) values!: JsonObject;
  @Field(() => Json, { description: 'What would hold if nothing were set here.' }) inherited!: JsonObject;
  @Field(() => [String], { description: 'What is set here.' }) own!: readonly string[];
  @Field(() => [String], { description: 'What the bureau keeps its stations from changing.' }) locked!: readonly string[];
  @Field(() => Int, { description: 'For expectedVersion; 0 before the first change.' }) revision!: number;
  @Field(() => DateTime, { nullable: true }) changedAt!: Date | null;
}

const STATION = { type: () => ID };
const BUREAU = { type: () => ID };
const PLUGIN = { type: () => String, description: 'The id of a plugin: dispute-mediation.' };
const VALUES = { type: () => Json, description: 'The settings by name; what is left out is as inherited.' };
const EXPECTED = { type: () => Int, description: 'The revision the change was made on.' };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

/** What stations and bureaus set of plugins. */
@Resolver(() => PluginSettingsView)
export class PluginSettingsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly settings: PluginSettings,
  ) {}

  @Query(() => PluginSettingsView, { description: 'The settings of a plugin at a station. NOT_FOUND for a plugin without any.' })
  @Requires(readPlugins)
  pluginSettings(@Args('stationId', STATION) stationId: Id, @Args('pluginId', PLUGIN) pluginId: string): Promise<PluginSettingsView> {
    return this.gate.inStation(stationId, async (tenant) => viewOf({ stationId }, pluginId, await this.settings.ofStation(tenant, stationId, pluginId)));
  }

  @Query(() => PluginSettingsView, { description: 'What a bureau sets of a plugin for all its stations. NOT_FOUND for a plugin without settings.' })
  @Requires(setPluginPolicies)
  bureauPluginSettings(@Args('bureauId', BUREAU) bureauId: Id, @Args('pluginId', PLUGIN) pluginId: string): Promise<PluginSettingsView> {
    return this.gate.inScope({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => viewOf({ bureauId }, pluginId, await this.settings.ofBureau(tenant, bureauId, pluginId)));
  }

  @Mutation(() => PluginSettingsView, { description: 'Sets a plugin at a station; holds from the next step on. NOT_FOUND, BAD_INPUT with the place (also for what the bureau has locked), STALE_VERSION, CONFLICT.' })
  @Requires(managePlugins)
  setPluginSettings(
    @Args('stationId', STATION) stationId: Id,
    @Args('pluginId', PLUGIN) pluginId: string,
    @Args('values', VALUES) values: unknown,
    @Args('expectedVersion', EXPECTED) expectedVersion: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<PluginSettingsView> {
    return this.gate.inStation(stationId, async (tenant) => {
      await this.settings.setAtStation(tenant, stationId, { pluginId, values: asObject(values), expectedVersion, idempotencyKey });
      return viewOf({ stationId }, pluginId, await this.settings.ofStation(tenant, stationId, pluginId));
    });
  }

  @Mutation(() => PluginSettingsView, { description: 'Sets a plugin for every station of a bureau, and says what stations may not change. What a station set of it itself waits until it is unlocked. NOT_FOUND, BAD_INPUT with the place, STALE_VERSION, CONFLICT.' })
  @Requires(setPluginPolicies)
  setBureauPluginSettings(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('pluginId', PLUGIN) pluginId: string,
    @Args('values', VALUES) values: unknown,
    @Args('locked', { type: () => [String], description: 'Names of settings.' }) locked: string[],
    @Args('expectedVersion', EXPECTED) expectedVersion: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<PluginSettingsView> {
    return this.gate.inScope({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
      await this.settings.setAtBureau(tenant, bureauId, { pluginId, values: asObject(values), locked, expectedVersion, idempotencyKey });
      return viewOf({ bureauId }, pluginId, await this.settings.ofBureau(tenant, bureauId, pluginId));
    });
  }

  @ResolveField(() => String, { nullable: true, description: 'Who changed them last here; null for nobody yet.' })
  @Requires(readPlugins)
  async changedBy(@Parent() { place, changedById }: PluginSettingsView): Promise<string | null> {
    return changedById === null ? null : (await accountIn(this.gate, place, changedById)).displayName;
  }
}

/** Of a plugin: whether there is anything to set. */
@Resolver(() => PluginAbout)
export class PluginAboutSettingsResolver {
  constructor(private readonly settings: PluginSettings) {}

  @ResolveField(() => Boolean, { description: 'True when stations and bureaus may set something of it.' })
  @Requires(readPlugins)
  hasSettings(@Parent() { id }: PluginAbout): boolean {
    return this.settings.has(id);
  }
}

/** What is no object is told by the schema like every other mistake. */
function asObject(values: unknown): JsonObject {
  return (typeof values === 'object' && values !== null && !Array.isArray(values) ? values : { '': null }) as JsonObject;
}

function viewOf(place: PluginSettingsView['place'], pluginId: string, { declaration, version, changedBy, ...standing }: SettingsStanding): PluginSettingsView {
  const { values, inherited, own, locked, changedAt } = standing;
  const at = 'stationId' in place ? place.stationId : place.bureauId;
  return Object.assign(new PluginSettingsView(), { id: `${pluginId}@${at}`, place, pluginId, schema: declaration.schema, ui: declaration.ui ?? {}, values, inherited, own, locked, revision: version, changedById: changedBy, changedAt });
}
