import { DateTime, Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, Field, Float, ID, Int, ObjectType, Parent, Query, registerEnumType, ResolveField, Resolver } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { budgetInWords, roleTasks } from '@stationhouse/workflow';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Workflow } from '../graphql/types.js';
import { viewWorkflow } from '../graphql/views.js';
import { readConfiguration } from '../permissions.js';
import { titleOf } from '../plugins/declared.js';
import { changesOfSettings } from '../configuration/overlay-words.js';
import { stationsOf } from '../plugins/bureau-stations.js';
import { roleTitle } from '../plugins/views.js';
import { galleryOf, galleryOfBureau, type GalleryEntry } from './gallery.js';

export enum WorkflowStandingName {
  ENABLED = 'ENABLED',
  AVAILABLE = 'AVAILABLE',
  MANDATED = 'MANDATED',
  FORBIDDEN = 'FORBIDDEN',
}
registerEnumType(WorkflowStandingName, {
  name: 'WorkflowStanding',
  description: 'Whether a station works with a workflow, by its plugin.',
  valuesMap: { ENABLED: { description: 'By its own choice, or the plugin’s default.' }, AVAILABLE: { description: 'Not; its chief may enable it.' }, MANDATED: { description: 'The bureau says so.' }, FORBIDDEN: { description: 'Not; the bureau says so.' } },
});

@ObjectType({ description: 'A clock of a workflow, for people.' })
export class ClockInWords {
  @Field(() => String, { description: 'As Clock.key.' }) key!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { description: '3 天, 5 个工作日, 班内 8 小时.' }) budget!: Bilingual;
  @Field(() => String, { nullable: true, description: 'The clause or rule it comes from.' }) because!: string | null;
}

@ObjectType({ description: 'What a role does in a workflow.' })
export class RoleInWorkflow {
  @Field(() => String) role!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => [Text], { description: 'Titles of its tasks.' }) tasks!: readonly Bilingual[];
}

@ObjectType({ description: 'How a workflow did at a station, or at a bureau’s stations together, over the instances started in the last 90 days; exercises left out.' })
export class WorkflowFigures {
  @Field(() => DateTime) since!: Date;
  @Field(() => Int) started!: number;
  @Field(() => Int, { description: 'Those among them that have ended.' }) finished!: number;
  @Field(() => Int, { description: 'Those among them with a clock that ran out, or is past its due moment.' }) overdue!: number;
  @Field(() => Float, { nullable: true, description: 'Overdue of started, 0 to 1; null while none was started.' }) overdueShare!: number | null;
}

@ObjectType({ description: 'A workflow as a station’s chief, or the bureau, finds it.' })
export class GalleryWorkflow {
  readonly entry!: GalleryEntry;
  @Field(() => Workflow, { description: 'What new instances start on: title, diagram, forms.' }) workflow!: Workflow;
  @Field(() => Text) pluginTitle!: Bilingual;
  @Field(() => WorkflowStandingName) standing!: WorkflowStandingName;
  @Field(() => String, { nullable: true, description: 'Why the bureau mandates or forbids it.' }) policyReason!: string | null;
  @Field(() => Int, { description: 'The plugin’s edition it is made of.' }) template!: number;
  @Field(() => Int, { description: 'The edition the plugin brings now.' }) presentTemplate!: number;
  @Field(() => Int, { description: 'The published revision of the overlay of whoever looks, the station or the bureau; 0 for none.' }) revision!: number;
  @Field(() => Int, { description: 'Of a station: the published revision of the bureau’s overlay; 0 for none.' }) bureauRevision!: number;
  @Field(() => Int, { description: 'At how many of the stations looked at its plugin is enabled.' }) enabledStations!: number;
  @Field(() => Int, { description: 'Stations looked at: 1, or all of the bureau.' }) stations!: number;
  @Field(() => Boolean, { description: 'The overlay waits for somebody to decide conflicts; what was holds on.' }) conflicting!: boolean;
  @Field(() => DateTime, { nullable: true, description: 'When the station or the bureau last changed it; null for never.' }) changedAt!: Date | null;
  @Field(() => WorkflowFigures) figures!: WorkflowFigures;
  @Field(() => Int, { nullable: true, description: 'Of the draft; null for none.' }) draftVersion!: number | null;
  @Field(() => DateTime, { nullable: true }) draftSavedAt!: Date | null;
  @Field(() => Int, { nullable: true, description: 'Percent of new instances that start on the last publication while it is tried; null where nothing is.' }) canaryShare!: number | null;
  @Field(() => Boolean, { description: 'Whether the bureau asks for a second person’s review before the station publishes.' }) reviewNeeded!: boolean;
}

/** The workflows of a station at a glance. */
@Resolver(() => GalleryWorkflow)
export class GalleryResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @Query(() => [GalleryWorkflow], { description: 'Every workflow of the installation as a station finds it, by plugin: enabled, available, mandated or forbidden. NOT_FOUND.' })
  @Requires(readConfiguration)
  async workflowGallery(@Args('stationId', { type: () => ID }) stationId: Id): Promise<GalleryWorkflow[]> {
    return (await this.gate.inStation(stationId, (tenant) => galleryOf(tenant, this.catalog, stationId))).map(viewEntry);
  }

  @Query(() => [GalleryWorkflow], { description: 'Every workflow of the installation as a bureau finds it, by plugin: its own overlay, and the figures of all its stations together. NOT_FOUND.' })
  @Requires(readConfiguration)
  async bureauGallery(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<GalleryWorkflow[]> {
    const stationIds = await stationsOf(this.gate, bureauId);
    const entries = await this.gate.inScope({ stationIds, bureauIds: [bureauId] }, (tenant) => galleryOfBureau(tenant, this.catalog, bureauId, stationIds));
    return entries.map(viewEntry);
  }

  @ResolveField(() => [Text], { description: 'What the bureau and the station made of it, against what the plugin brings, in words.' })
  changes(@Parent() { entry: { published, settings } }: GalleryWorkflow): Bilingual[] {
    return changesOfSettings(published.definition, settings.filter(({ by }) => by === 'plugin'), settings).map((change) => change.text);
  }

  @ResolveField(() => [ClockInWords], { description: 'In the order of the definition.' })
  clocks(@Parent() { entry: { compiled } }: GalleryWorkflow): ClockInWords[] {
    return Object.values(compiled.clocks).map((clock) => ({ key: clock.ref, title: clock.title, budget: budgetInWords(clock), because: clock.because ?? null }));
  }

  @ResolveField(() => [RoleInWorkflow], { description: 'Who does what, in the order of the definition.' })
  roles(@Parent() { entry: { compiled } }: GalleryWorkflow): RoleInWorkflow[] {
    return roleTasks(compiled).map(({ role, tasks }) => ({ role, title: roleTitle(role), tasks }));
  }
}

function viewEntry(entry: GalleryEntry): GalleryWorkflow {
  const { published, plugin, compiled, own, above, figures, draft, share, reviewNeeded, enabled, stations } = entry;
  const changed = [own, above].flatMap((layer) => layer?.changedAt ?? []).sort((left, right) => right.getTime() - left.getTime());
  return Object.assign(new GalleryWorkflow(), {
    entry, workflow: viewWorkflow(compiled, published.pluginId), pluginTitle: titleOf(plugin), standing: standingName(entry), policyReason: entry.policy === undefined ? null : (entry.policyReason ?? null), enabledStations: enabled, stations,
    template: own?.template ?? above?.template ?? entry.presentTemplate, presentTemplate: entry.presentTemplate, revision: own?.revision ?? 0, bureauRevision: above?.revision ?? 0,
    conflicting: own?.conflicting ?? false, changedAt: changed[0] ?? null, draftVersion: draft?.version ?? null, draftSavedAt: draft?.savedAt ?? null, canaryShare: share ?? null, reviewNeeded,
    figures: { ...figures, overdueShare: figures.started === 0 ? null : figures.overdue / figures.started },
  });
}

function standingName({ enabled, policy }: GalleryEntry): WorkflowStandingName {
  if (policy === 'mandated') return WorkflowStandingName.MANDATED;
  if (policy === 'forbidden') return WorkflowStandingName.FORBIDDEN;
  return enabled > 0 ? WorkflowStandingName.ENABLED : WorkflowStandingName.AVAILABLE;
}
