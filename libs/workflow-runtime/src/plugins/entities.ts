import type { Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PersonalItem } from './declared.js';

/** What a bureau decides about a plugin: every station works with it (统一启用), none does, or each decides. */
export type Policy = 'mandated' | 'forbidden' | 'free';

/** A bureau's policy on a plugin; without a row each station decides. */
@Entity('plugin_policy')
export class PluginPolicyRow {
  @PrimaryColumn('uuid') bureauId!: Id;
  @PrimaryColumn('text') pluginId!: string;
  @Column('text') policy!: Policy;
  @Column('text') reason!: string;
  /** How long an assessment holds at most, ISO 8601. */
  @Column('text') longest!: string;
  /** Goes up with every change. */
  @Column('integer') version!: number;
  @Column('uuid', { nullable: true }) setBy!: Id | null;
  @Column('timestamptz') since!: Date;
}

/** The bureau's word about a plugin at one station, where it is another than the policy for all. */
@Entity('plugin_station_policy')
export class PluginStationPolicyRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') pluginId!: string;
  @Column('text') policy!: Policy;
  @Column('text') reason!: string;
  @Column('uuid', { nullable: true }) setBy!: Id | null;
  @Column('timestamptz') since!: Date;
}

/** Who finishes the running instances of one workflow of a disabled plugin, or why they are called off. */
@Entity('plugin_takeover')
export class PluginTakeoverRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') pluginId!: string;
  @PrimaryColumn('text') workflow!: string;
  @Column('text') how!: 'finish' | 'cancel';
  @Column('uuid', { array: true }) accountIds!: Id[];
  @Column('text', { array: true }) roles!: string[];
  /** Why they are called off; for what is finished, a word to whoever takes over. */
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('uuid', { nullable: true }) madeBy!: Id | null;
  @Column('timestamptz') madeAt!: Date;
}

/** A personal-data impact assessment (个人信息保护影响评估); never changed, never removed. */
@Entity('plugin_assessment')
export class PluginAssessmentRow {
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') level!: 'bureau' | 'station';
  @Column('text') pluginId!: string;
  @Column('text') pluginVersion!: string;
  /** Names the set of fields it covers. */
  @Column('text') fingerprint!: string;
  @Column('jsonb') items!: readonly PersonalItem[];
  /** Where the full assessment is kept: number of the document. */
  @Column('text') document!: string;
  @Column('text') summary!: string;
  @Column('text') measures!: string;
  /** Who assessed, as the document names them. */
  @Column('text') assessor!: string;
  /** Who recorded it here. */
  @Column('uuid') madeBy!: Id;
  @Column('timestamptz') madeAt!: Date;
  @Column('timestamptz') validUntil!: Date;
}

/** When the assessment of a plugin at a station is to be looked at next. */
@Entity('plugin_watch')
export class PluginWatchRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') pluginId!: string;
  @Column('text') fingerprint!: string;
  /** As it was found last: {@link AssessmentState}. */
  @Column('text') state!: string;
  /** Since when it is so. */
  @Column('timestamptz') since!: Date;
  @Column('timestamptz', { nullable: true }) dueAt!: Date | null;
  /** `dueAt` at first; a claim moves it to the end of its lease. */
  @Column('timestamptz', { nullable: true }) tryAt!: Date | null;
}
