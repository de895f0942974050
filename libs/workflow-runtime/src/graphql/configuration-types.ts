import { DateTime, Json, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { OverlayRevisionRow } from '../configuration/entities.js';
import type { StationDefinition } from '../configuration/reads.js';
import { Workflow } from './types.js';

export enum ConfigurationLevel {
  PLUGIN = 'PLUGIN',
  BUREAU = 'BUREAU',
  STATION = 'STATION',
}
registerEnumType(ConfigurationLevel, { name: 'ConfigurationLevel', description: 'Whose configuration: what another plugin adds, a bureau’s for all its stations, or one station’s.' });

export enum OverlayOrigin {
  PUBLISHED = 'PUBLISHED',
  RESTORED = 'RESTORED',
  REBASED = 'REBASED',
  CAMPAIGN = 'CAMPAIGN',
}
registerEnumType(OverlayOrigin, { name: 'OverlayOrigin', description: 'How a revision came about: somebody wrote it, brought an earlier one back, it followed a new template, or a campaign hands it down to some stations.' });

export enum ConflictChoice {
  MINE = 'MINE',
  THEIRS = 'THEIRS',
  BASE = 'BASE',
}
registerEnumType(ConflictChoice, { name: 'ConflictChoice', description: 'MINE keeps the overlay’s word, THEIRS takes the new template’s, BASE what the old template said.' });

@ObjectType({ description: 'Something that is wrong with an overlay or with the definition it makes, and the mend.' })
export class DefinitionProblem {
  @Field(() => String, { description: 'Stable: OUT_OF_BOUNDS, LOCKED, UNKNOWN_PLACE, …' }) code!: string;
  @Field(() => String, { description: 'Where it stands: parameters.visitLater.' }) path!: string;
  @Field(() => Text) text!: Bilingual;
  @Field(() => String, { nullable: true }) fileName!: string | undefined;
  @Field(() => Int, { nullable: true, description: 'From 1.' }) line!: number | undefined;
}

@ObjectType({ description: 'A place that the overlay and the new template both changed; somebody decides.' })
export class OverlayConflict {
  @Field(() => String, { description: 'Key for decideOverlay.' }) place!: string;
  @Field(() => Text) text!: Bilingual;
  @Field(() => Json, { nullable: true, description: 'What the old template says.' }) base!: unknown;
  @Field(() => Json, { nullable: true, description: 'What the overlay says.' }) mine!: unknown;
  @Field(() => Json, { nullable: true, description: 'What the new template says.' }) theirs!: unknown;
}

@ObjectType({ description: 'A published overlay; kept for ever.' })
export class OverlayRevision {
  readonly row!: OverlayRevisionRow;
  readonly bureauId!: Id;
  readonly stationId!: Id | undefined;
  @Field(() => ConfigurationLevel) level!: ConfigurationLevel;
  @Field(() => String, { description: 'The id of its workflow.' }) workflow!: string;
  @Field(() => Int, { description: '1, 2, 3, …' }) revision!: number;
  @Field(() => Int, { description: 'The plugin’s edition of the workflow it is written for.' }) template!: number;
  @Field(() => Json) content!: unknown;
  @Field(() => String, { nullable: true, description: 'YAML or JSON as it was written; null for what followed a new template.' }) source!: string | null;
  @Field(() => String, { description: 'SHA-256 of the content.' }) hash!: string;
  @Field(() => String) because!: string;
  @Field(() => OverlayOrigin) origin!: OverlayOrigin;
  @Field(() => Int, { nullable: true, description: 'The earlier revision it brings back.' }) restored!: number | null;
  @Field(() => DateTime) publishedAt!: Date;
}

@ObjectType()
export class OverlayRevisionEdge {
  @Field(() => String) cursor!: string;
  @Field(() => OverlayRevision) node!: OverlayRevision;
}

@ObjectType()
export class OverlayRevisionConnection {
  @Field(() => [OverlayRevisionEdge]) edges!: OverlayRevisionEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: 'A bureau’s or station’s overlay of a workflow as it holds.' })
export class WorkflowOverlay {
  readonly bureauId!: Id;
  @Field(() => ID, { nullable: true, description: 'Null for the bureau’s.' }) stationId!: Id | null;
  @Field(() => ConfigurationLevel) level!: ConfigurationLevel;
  @Field(() => String, { description: 'The id of its workflow.' }) workflow!: string;
  @Field(() => Int, { description: 'Pass it as expectedRevision.' }) revision!: number;
  @Field(() => Int, { description: 'The plugin’s edition it is written for; behind the present one while it conflicts.' }) template!: number;
  @Field(() => [OverlayConflict], { description: 'What keeps it from following a new template until somebody decides; what was holds on.' }) conflicts!: readonly OverlayConflict[];
  @Field(() => [DefinitionProblem], { description: 'What is not allowed any more under the new template or the bureau’s overlay; what was holds on.' }) problems!: readonly DefinitionProblem[];
  @Field(() => Int, { nullable: true, description: 'Of a bureau’s: how many stations this revision is brought to; null before that has begun.' }) stationsTotal!: number | null;
  @Field(() => Int) stationsDone!: number;
  @Field(() => Int, { description: 'Stations among them that keep the version they had, because their own overlay conflicts.' }) stationsKept!: number;
  @Field(() => DateTime) changedAt!: Date;
}

@ObjectType({ description: 'A place that is not as the plugin brings it.' })
export class ChangedPlace {
  readonly bureauId!: Id;
  readonly publishedBy!: Id | null;
  @Field(() => String, { description: 'As in an overlay: parameters.visitLater.value.' }) place!: string;
  @Field(() => ConfigurationLevel) level!: ConfigurationLevel;
  @Field(() => String, { nullable: true, description: 'The id of the plugin that adds it; null for what a bureau or station set.' }) plugin!: string | null;
  @Field(() => Text, { nullable: true, description: 'The name of that plugin; null also where it is not installed any more.' }) pluginTitle!: Bilingual | null;
  @Field(() => String, { description: 'Why.' }) because!: string;
  @Field(() => Text, { description: 'What it comes to: 上门走访 30 天 → 28 天.' }) text!: Bilingual;
  @Field(() => Json, { nullable: true, description: 'What stood there before.' }) from!: unknown;
  @Field(() => Json, { nullable: true }) to!: unknown;
  @Field(() => Int, { nullable: true, description: 'The revision that set it so.' }) revision!: number | undefined;
  @Field(() => DateTime, { nullable: true }) at!: Date | undefined;
}

@ObjectType({ description: 'What another plugin, enabled at the station, adds to a workflow.' })
export class WorkflowExtension {
  @Field(() => String, { description: 'The id of the plugin.' }) plugin!: string;
  @Field(() => Text, { nullable: true, description: 'Its name; null where it is not installed any more.' }) pluginTitle!: Bilingual | null;
  @Field(() => String) because!: string;
  @Field(() => Json, { description: 'Its overlay, as compileLayers takes it as a layer.' }) content!: unknown;
}

@ObjectType({ description: 'What new instances of a workflow start on at a station, and how it came about.' })
export class StationWorkflow {
  readonly definition!: StationDefinition;
  readonly bureauId!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => Workflow) workflow!: Workflow;
  @Field(() => Int, { description: 'The plugin’s edition it is made of.' }) template!: number;
  @Field(() => Int, { description: 'The edition the plugin brings now; a newer one than the template waits for conflicts to be decided.' }) presentTemplate!: number;
  @Field(() => DateTime, { nullable: true, description: 'Null where it is as the plugin brings it.' }) since!: Date | undefined;
  @Field(() => [WorkflowExtension], { description: 'What other plugins add to the template, in the order in which it is put in: the layers before those of the bureau and the station.' }) extensions!: WorkflowExtension[];
  @Field(() => [OverlayRevision], { description: 'The overlays it is made of, the bureau’s first.' }) layers!: OverlayRevision[];
  @Field(() => [WorkflowOverlay], { description: 'The overlays that hold, the bureau’s first: newer than the layers while one conflicts or a job brings it.' }) overlays!: WorkflowOverlay[];
}

@ObjectType({ description: 'What publishing an overlay would come to.' })
export class OverlayCheck {
  @Field(() => [DefinitionProblem], { description: 'Empty when it may be published.' }) problems!: readonly DefinitionProblem[];
  @Field(() => [Text], { description: 'Against what holds now, in words; empty while there are problems.' }) changes!: Bilingual[];
}

@InputType()
export class ConflictDecision {
  @Field(() => String, { description: 'OverlayConflict.place.' }) place!: string;
  @Field(() => ConflictChoice) choice!: ConflictChoice;
}
