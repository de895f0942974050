import type { Id } from '@stationhouse/kernel';
import type { Conflict, DefinitionProblem, Extension, MigrationDecisions, MigrationPlan, Overlay, Rehearsal } from '@stationhouse/workflow';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type Level = 'bureau' | 'station';

/** Why an overlay could not follow what is above it. Until somebody decides, what was holds on. */
export interface OverlayConflicts {
  /** The template it could not be brought to. */
  readonly template: number;
  /** The bureau's revision it stands under, where it is a station's. */
  readonly bureauRevision: number | null;
  /** Places that both sides changed: decide each. */
  readonly conflicts: readonly Conflict[];
  /** What is not allowed, whatever is decided. */
  readonly problems: readonly DefinitionProblem[];
}

/** A bureau's or station's overlay of a workflow: which revision holds, and how far it has got. */
@Entity('overlay')
export class OverlayRow {
  /** The bureau or station. */
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('text') workflow!: string;
  @Column('text') level!: Level;
  @Column('uuid') bureauId!: Id;
  /** The revision that holds; every publication adds one. */
  @Column('integer') revision!: number;
  /** The template that revision is written for. */
  @Column('integer') template!: number;
  /** What other plugins added to that template when the revision was put on it, in their order. */
  @Column('jsonb') extensions!: readonly Extension[];
  /** Of a bureau's: the version that stations without an overlay of their own start instances on. */
  @Column('text', { nullable: true }) hash!: string | null;
  @Column('jsonb', { nullable: true }) conflicts!: OverlayConflicts | null;
  @Column('timestamptz', { nullable: true }) conflictsSince!: Date | null;
  /** Of a bureau's: how many stations its revision is brought to; null before that has begun. */
  @Column('integer', { nullable: true }) stationsTotal!: number | null;
  @Column('integer') stationsDone!: number;
  /** Stations that keep the version they had, because their own overlay conflicts. */
  @Column('integer') stationsKept!: number;
  @Column('timestamptz') changedAt!: Date;
}

/** `campaign`: handed down to some stations, while another revision stands. */
export type RevisionOrigin = 'published' | 'restored' | 'rebased' | 'campaign';

/** A published overlay, kept for ever. */
@Entity('overlay_revision')
export class OverlayRevisionRow {
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('text') workflow!: string;
  /** 1, 2, 3, … */
  @PrimaryColumn('integer') revision!: number;
  @Column('integer') template!: number;
  @Column('json') content!: Overlay;
  /** As somebody wrote it; null for what was brought onto a new template. */
  @Column('text', { nullable: true }) source!: string | null;
  /** SHA-256 of the content. */
  @Column('text') hash!: string;
  @Column('text') because!: string;
  @Column('text') origin!: RevisionOrigin;
  /** The earlier revision this one brings back. */
  @Column('integer', { nullable: true }) restored!: number | null;
  /** Null where the house brought it onto a new template by itself. */
  @Column('uuid', { nullable: true }) publishedBy!: Id | null;
  @Column('timestamptz') publishedAt!: Date;
}

/**
 * What new instances of a workflow start on at a station with an overlay of its own, or one that works with other plugins on it than its
 * bureau's version counts on, or that holds a campaign's revision, and the layers it is made of; without a row the bureau's version holds, else the plugin's.
 */
@Entity('station_version')
export class StationVersionRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') workflow!: string;
  /** Of the frozen definition. */
  @Column('text') hash!: string;
  @Column('integer') template!: number;
  /** What other plugins add to it, in their order. */
  @Column('jsonb') extensions!: readonly Extension[];
  @Column('integer', { nullable: true }) bureauRevision!: number | null;
  @Column('integer', { nullable: true }) stationRevision!: number | null;
  /** Names the composed overlays; two stations with the same changes have the same. */
  @Column('text') settings!: string;
  /** Places in which the station's own overlay changes what the bureau gives it. */
  @Column('integer') changes!: number;
  @Column('timestamptz') since!: Date;
}

/** The first answer of a command about configuration, by the key its sender chose. */
@Entity('configuration_command')
export class ConfigurationCommandRow {
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('uuid') accountId!: Id;
  @PrimaryColumn('text') key!: string;
  /** Fingerprint of the command. */
  @Column('text') command!: string;
  @Column('jsonb', { nullable: true }) answer!: unknown;
  @Column('timestamptz') at!: Date;
}

export type BatchPhase = 'rehearsal' | 'run' | 'undo';

/** Running instances of a workflow on their way to the versions their stations work with now. */
@Entity('migration_batch')
export class MigrationBatchRow {
  /** The bureau, or the one station, it belongs to. */
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') level!: Level;
  @Column('text') workflow!: string;
  @Column('uuid', { array: true }) stationIds!: Id[];
  @Column('jsonb') decisions!: MigrationDecisions;
  @Column('text') because!: string;
  @Column('text') phase!: BatchPhase;
  @Column('boolean') suspended!: boolean;
  @Column('uuid') createdBy!: Id;
  @Column('timestamptz') createdAt!: Date;
  @Column('uuid', { nullable: true }) startedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) startedAt!: Date | null;
}

/** How instances of one version move to another, frozen with its batch. */
@Entity('migration_plan')
export class MigrationPlanRow {
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('uuid') batchId!: Id;
  @PrimaryColumn('text') source!: string;
  @PrimaryColumn('text') target!: string;
  @Column('jsonb') plan!: MigrationPlan;
}

/** What a rehearsal found in all: where instances go, what becomes of tasks and timers. */
export type RehearsalReport = Partial<Pick<Rehearsal, 'states' | 'tasks' | 'timers'>>;

/** A station's part of a batch. */
@Entity('migration_part')
export class MigrationPartRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') batchId!: Id;
  /** The version its instances go to. */
  @Column('text') target!: string;
  /** The last instance that was rehearsed. */
  @Column('uuid', { nullable: true }) reached!: Id | null;
  @Column('timestamptz', { nullable: true }) rehearsedAt!: Date | null;
  @Column('jsonb') report!: RehearsalReport;
}

/** `ready` to move, `stuck` where it is, `moved`, `undone`, or `kept` because it has gone on since. */
export type ItemStatus = 'ready' | 'stuck' | 'moved' | 'undone' | 'kept';

/** One instance of a batch. */
@Entity('migration_item')
export class MigrationItemRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') batchId!: Id;
  @PrimaryColumn('uuid') instanceId!: Id;
  @Column('text') source!: string;
  @Column('text') target!: string;
  @Column('text') status!: ItemStatus;
  /** Why it is stuck, or was kept. */
  @Column('text', { nullable: true }) code!: string | null;
  /** The state that is to blame, where one is. */
  @Column('text', { nullable: true }) state!: string | null;
  @Column('jsonb', { nullable: true }) text!: { readonly 'zh-CN': string; readonly en: string } | null;
  /** The instance's version that the move, or its taking back, led to. */
  @Column('integer', { nullable: true }) version!: number | null;
  @Column('jsonb') clocks!: Rehearsal['clocks'];
}
