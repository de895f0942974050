import type { Bilingual, Id } from '@stationhouse/kernel';
import type { Calendars, Effect, HolidayNotice, ShiftHours, Snapshot, StartEvent, WorkflowEvent } from '@stationhouse/workflow';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export { AttachmentRow } from './attachments/entity.js';

/** A frozen version of a workflow, named by its content. */
@Entity('definition')
export class DefinitionRow {
  /** A bureau or station; all zeros for the installation's own (what plugins bring). */
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('text') hash!: string;
  @Column('text') workflow!: string;
  @Column('text') pluginId!: string;
  @Column('text') pluginVersion!: string;
  @Column('json') source!: unknown;
  @Column('timestamptz') publishedAt!: Date;
}

/** Whether a station works with a plugin; without a row the plugin's own default holds. */
@Entity('plugin_enablement')
export class PluginEnablement {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') pluginId!: string;
  @Column('boolean') enabled!: boolean;
  @Column('uuid', { nullable: true }) changedBy!: Id | null;
  @Column('timestamptz') changedAt!: Date;
}

/** 事项: one run of a workflow. */
@Entity('instance')
export class InstanceRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') workflow!: string;
  /** Hash of the definition it runs on. */
  @Column('text') definition!: string;
  @Column('text') number!: string;
  /** 1 after the start; every step adds one. */
  @Column('integer') version!: number;
  @Column('text') status!: 'running' | 'closed';
  @Column('text', { nullable: true }) outcome!: string | null;
  @Column('boolean') exercise!: boolean;
  @Column('uuid', { nullable: true }) incidentId!: Id | null;
  /** Paths of the active states, outer before inner. */
  @Column('text', { array: true }) states!: string[];
  @Column('jsonb') snapshot!: Snapshot;
  @Column('timestamptz') startedAt!: Date;
  @Column('uuid', { nullable: true }) startedBy!: Id | null;
  @Column('timestamptz') changedAt!: Date;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
}

export type TaskStatus = 'OPEN' | 'CLAIMED' | 'DONE' | 'CANCELLED';

/** One opening of a task. */
@Entity('task')
export class TaskRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') instanceId!: Id;
  /** The engine's number of this opening within its instance. */
  @Column('integer') serial!: number;
  @Column('text') ref!: string;
  @Column('text') key!: string;
  @Column('text') status!: TaskStatus;
  /** Who may do it: the definition's roles, then those it escalated to. */
  @Column('text', { array: true }) roles!: string[];
  @Column('uuid', { nullable: true }) assigneeId!: Id | null;
  @Column('timestamptz') openedAt!: Date;
  @Column('timestamptz', { nullable: true }) dueAt!: Date | null;
  @Column('jsonb', { nullable: true }) dueExplanation!: Bilingual | null;
  @Column('timestamptz', { nullable: true }) remindedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) completedAt!: Date | null;
  @Column('uuid', { nullable: true }) completedBy!: Id | null;
  @Column('text', { nullable: true }) outcome!: string | null;
}

export type ClockState = 'running' | 'paused' | 'met' | 'breached' | 'undetermined';

@Entity('clock')
export class ClockRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') instanceId!: Id;
  @Column('integer') serial!: number;
  @Column('text') ref!: string;
  @Column('text') state!: ClockState;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz', { nullable: true }) dueAt!: Date | null;
  @Column('timestamptz', { nullable: true }) warnAt!: Date | null;
  @Column('jsonb') explanation!: Bilingual;
  @Column('timestamptz', { nullable: true }) pausedAt!: Date | null;
  /** The state whose entering paused it. */
  @Column('text', { nullable: true }) pausedState!: string | null;
  @Column('timestamptz', { nullable: true }) stoppedAt!: Date | null;
  /** What was computed anew or set by hand, oldest first. A reason is free text: P2. */
  @Column('jsonb') changes!: readonly ClockChanged[];
}

/** One change of a clock, as its history tells it. */
export type ClockChanged = Pick<Extract<Effect, { type: 'change-clock' }>, 'at' | 'cause' | 'before' | 'after' | 'byHand'>;

/** A bureau's holiday notice of a year. */
@Entity('holiday_notice')
export class HolidayNoticeRow {
  @PrimaryColumn('uuid') bureauId!: Id;
  @PrimaryColumn('integer') year!: number;
  @Column('jsonb') days!: HolidayNotice['days'];
  @Column('integer') revision!: number;
  @Column('uuid', { nullable: true }) importedBy!: Id | null;
  @Column('timestamptz') importedAt!: Date;
  @Column('integer') stationsTotal!: number;
  @Column('integer') stationsDone!: number;
  @Column('integer') determined!: number;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}

/** A station's close of business and shifts. */
@Entity('station_calendar')
export class StationCalendarRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @Column('text', { nullable: true }) closes!: string | null;
  @Column('jsonb') shifts!: readonly ShiftHours[];
  @Column('integer') revision!: number;
  @Column('uuid', { nullable: true }) changedBy!: Id | null;
  @Column('timestamptz') changedAt!: Date;
}

/** A calendar that steps were computed on, named by its content. */
@Entity('working_calendar')
export class WorkingCalendarRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') hash!: string;
  @Column('jsonb') content!: Calendars;
}

/** A pending timer. */
@Entity('timer')
export class TimerRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') instanceId!: Id;
  @Column('integer') serial!: number;
  @Column('text') timer!: string;
  @Column('timestamptz') dueAt!: Date;
  @Column('timestamptz') tryAt!: Date;
}

export type HistoryKind = 'start' | WorkflowEvent['type'] | Deed['type'];

/** What happened to a task without moving the workflow. */
export interface TaskDeed {
  readonly type: 'claim-task' | 'release-task' | 'assign-task';
  readonly task: string;
  readonly serial: number;
  /** Whom it was assigned to. */
  readonly accountId?: Id;
}

/** A file that came to an instance or went. Its name is personal and stands with the attachment alone. */
export interface FileDeed {
  readonly type: 'attach-file' | 'remove-file';
  readonly attachment: Id;
  /** Of its bytes: what the history vouches for. */
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
}

/** What leaves the workflow where it is, and still is part of its history. */
export type Deed = TaskDeed | FileDeed;

/** One step as it happened: enough to replay the instance. Carries personal data; lists and timelines leave `event` out. */
@Entity('history')
export class HistoryRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') instanceId!: Id;
  /** The version the step led to. */
  @PrimaryColumn('integer') version!: number;
  @Column('timestamptz') at!: Date;
  @Column('text') kind!: HistoryKind;
  @Column('text') definition!: string;
  @Column('text') timeZone!: string;
  /** Name of the working calendar it was computed on; the built-in years when absent. */
  @Column('text', { nullable: true }) calendar!: string | null;
  @Column('jsonb', { nullable: true }) event!: StartEvent | WorkflowEvent | Deed;
  @Column('uuid', { nullable: true }) actorId!: Id | null;
  @Column('uuid', { nullable: true }) sessionId!: Id | null;
  @Column('text', { array: true }) statesLeft!: string[];
  @Column('text', { array: true }) statesEntered!: string[];
  @Column('jsonb') effects!: readonly Effect[];
}

/** The first answer of a command, by the key its sender chose. */
@Entity('idempotency')
export class IdempotencyRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') accountId!: Id;
  @PrimaryColumn('text') key!: string;
  /** Fingerprint of the command, so that a key used for another one is noticed. */
  @Column('text') command!: string;
  @Column('jsonb') answer!: unknown;
  @Column('timestamptz') at!: Date;
}

/** The last number given out: gapless per station, workflow and year; exercises count apart. */
@Entity('instance_number')
export class InstanceNumberRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') workflow!: string;
  @PrimaryColumn('integer') year!: number;
  @PrimaryColumn('boolean') exercise!: boolean;
  @Column('integer') last!: number;
}
