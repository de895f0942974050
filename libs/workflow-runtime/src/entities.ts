import type { Bilingual, Id } from '@stationhouse/kernel';
import type { Calendars, Effect, HolidayNotice, JsonObject, MigrationPlan, ShiftHours, Snapshot, StartEvent, WorkflowEvent } from '@stationhouse/workflow';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AttachmentKind } from './attachments/kinds.js';

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
  /** Which edition of its workflow a plugin's definition is, from 1; null for what overlays made. */
  @Column('integer', { nullable: true }) template!: number | null;
  /** What overlays made it of, the first time; null for a plugin's own. */
  @Column('jsonb', { nullable: true }) madeOf!: MadeOf | null;
}

/** The edition of the plugin's definition, the plugins that add to it, and the revisions of the overlays upon it; null where there is none. */
export interface MadeOf {
  readonly template: number;
  /** Ids of plugins, in the order in which they were put in. */
  readonly extensions: readonly string[];
  readonly bureauRevision: number | null;
  readonly stationRevision: number | null;
}

/** Whether a station works with a plugin; without a row the plugin's own default holds. */
@Entity('plugin_enablement')
export class PluginEnablement {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') pluginId!: string;
  /** What holds; null: the plugin's default. */
  @Column('boolean', { nullable: true }) enabled!: boolean | null;
  /** The station's own word; null while it has said nothing. */
  @Column('boolean', { nullable: true }) own!: boolean | null;
  /** The bureau's policy, where it leaves the station no choice. */
  @Column('text', { nullable: true }) policy!: 'mandated' | 'forbidden' | null;
  /** Goes up with every change. */
  @Column('integer') version!: number;
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
  /** The exercise it is part of, by whose clock it runs; null for one that is an exercise by itself. */
  @Column('uuid', { nullable: true }) exerciseId!: Id | null;
  @Column('uuid', { nullable: true }) incidentId!: Id | null;
  /** The instance that started it (`startLinked`). */
  @Column('uuid', { nullable: true }) parentId!: Id | null;
  /** Paths of the active states, outer before inner. */
  @Column('text', { array: true }) states!: string[];
  @Column('jsonb') snapshot!: Snapshot;
  @Column('timestamptz') startedAt!: Date;
  @Column('uuid', { nullable: true }) startedBy!: Id | null;
  @Column('timestamptz') changedAt!: Date;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
  /** Sealed since (治安管理处罚法 136): nobody reads it but the deed that lifts the seal. */
  @Column('timestamptz', { nullable: true, select: false }) sealedAt?: Date | null;
  /** Who sees it and nobody else; null for one that is not restricted. */
  @Column('uuid', { array: true, nullable: true, select: false }) team?: Id[] | null;
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
  @Column('boolean') exercise!: boolean;
}

export type ClockState = 'running' | 'paused' | 'met' | 'breached' | 'undetermined' | 'cancelled';

@Entity('clock')
export class ClockRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') instanceId!: Id;
  @Column('integer') serial!: number;
  @Column('text') ref!: string;
  /** Paths of the states whose tasks it limits. */
  @Column('text', { array: true }) around!: string[];
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
  @Column('uuid', { nullable: true }) exerciseId!: Id | null;
  /** When it is due by the clock of its exercise; `dueAt` is derived from it. */
  @Column('timestamptz', { nullable: true }) runDueAt!: Date | null;
}

export type HistoryKind = RecordedStep['type'];

/** What a step of an instance was. */
export type RecordedStep = StartEvent | WorkflowEvent | Deed | MigrationDeed;

/** The instance moved to another version, with the part of the plan it needed; or its last move was taken back. */
export type MigrationDeed = { readonly type: 'migrate'; readonly plan: MigrationPlan; readonly batchId: Id } | { readonly type: 'undo-migration'; readonly batchId: Id };

/** What happened to a task without moving the workflow. */
export interface TaskDeed {
  readonly type: 'claim-task' | 'release-task' | 'assign-task';
  readonly task: string;
  readonly serial: number;
  /** Whom it was assigned to. */
  readonly accountId?: Id;
  /** The staff move whose handover it was. */
  readonly moveId?: Id;
}

/** A file that came to an instance or went. Its name is personal and stands with the attachment alone. */
export interface FileDeed {
  readonly type: 'attach-file' | 'remove-file';
  readonly attachment: Id;
  /** Of its bytes: what the history vouches for. */
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly kind?: AttachmentKind;
}

/** Personal data whose time was over were erased, by which rules and how many values. What came before no longer plays again. */
export interface EraseDeed {
  readonly type: 'erase';
  readonly fields: readonly { readonly field: string; readonly keep: string; readonly count: number }[];
}

/** What leaves the workflow where it is, and still is part of its history. */
export type Deed = TaskDeed | FileDeed | EraseDeed;

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
  @Column('jsonb', { nullable: true }) event!: RecordedStep;
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

export { RepairItemRow, RepairRow } from './operations/entities.js';
/**
 * - `waiting`: an attempt is queued (`nextAt` null) or planned for `nextAt`; `running`: the handler is at work.
 * - `failed`: every attempt failed; where the workflow does not hear of it, somebody must repair it.
 * - `skipped`: somebody gave the result by hand, or there was nothing to make good; `abandoned`: nobody waits for it any more.
 */
export type CallStatus = 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'abandoned';

/** One call of an automation by an instance. */
@Entity('automation_call')
export class AutomationCallRow {
  @PrimaryColumn('uuid') stationId!: Id;
  /** Also the key by which an outside system knows a repeated call. */
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') instanceId!: Id;
  /** The engine's number of this call within its instance. */
  @Column('integer') serial!: number;
  @Column('text') automation!: string;
  @Column('text') action!: string;
  @Column('text') status!: CallStatus;
  /** Attempts that were begun, since the last repair. */
  @Column('integer') attempts!: number;
  /** When the next attempt is due, in domain time; null while one is queued or under way, and once it is over. */
  @Column('timestamptz', { nullable: true }) nextAt!: Date | null;
  /** May carry personal data: masked by the automation's input schema. */
  @Column('jsonb') input!: JsonObject;
  /** The definition's own: time limit, retry, the result in an exercise. */
  @Column('jsonb') settings!: CallSettings;
  /** The serial of the call that this one makes good. */
  @Column('integer', { nullable: true }) compensates!: number | null;
  /** Whether its instance still waits for it; a failure that the workflow has heard is settled there. */
  @Column('boolean') pending!: boolean;
  /** A code, and a static word where the handler gave one. */
  @Column('text', { nullable: true }) error!: string | null;
  @Column('boolean') exercise!: boolean;
  @Column('timestamptz') madeAt!: Date;
  /** Of the last attempt. */
  @Column('timestamptz', { nullable: true }) startedAt!: Date | null;
  /** When it was over: nothing runs any more. */
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}

/** What a definition says of a call. */
export type CallSettings = Pick<Extract<Effect, { type: 'call-automation' }>, 'timeout' | 'retry' | 'dry'>;

/** How an automation fares at a station; no row: never failed. All moments in domain time. */
@Entity('automation_breaker')
export class AutomationBreakerRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') automation!: string;
  /** Failures in a row. */
  @Column('integer') failures!: number;
  /** Since when it is open; null while closed. */
  @Column('timestamptz', { nullable: true }) openedAt!: Date | null;
  /** From when one call may try again, or until when such a trial has the word. */
  @Column('timestamptz', { nullable: true }) tryAt!: Date | null;
}

export type ChildStatus = 'starting' | 'open' | 'closed' | 'failed';

/** An instance that another one started, seen from that one. The id is that of the started instance. */
@Entity('instance_child')
export class InstanceChildRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') parentId!: Id;
  @Column('integer') serial!: number;
  @Column('text') action!: string;
  @Column('text') workflow!: string;
  @Column('text') status!: ChildStatus;
  @Column('text', { nullable: true }) outcome!: string | null;
  /** Why it could not be started: a code. */
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz') askedAt!: Date;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
  /** What its parent told it, by the serial of the telling: {@link LinkedTellings}. */
  @Column('jsonb') told!: Readonly<Record<string, { readonly heard: boolean; readonly title: Bilingual }>>;
}

/** 系列: an instance's place among several that belong together; ended rows are kept. */
@Entity('instance_series')
export class InstanceSeriesRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') seriesId!: Id;
  @Column('uuid') instanceId!: Id;
  @Column('uuid', { nullable: true }) linkedBy!: Id | null;
  @Column('timestamptz') linkedAt!: Date;
  @Column('text') reason!: string;
  @Column('uuid', { nullable: true }) endedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('text', { nullable: true }) endReason!: string | null;
}

/** `withdrawing`: at the referring station, until the other one is known not to have accepted first. */
export type ReferralStatus = 'sent' | 'withdrawing' | 'accepted' | 'declined' | 'withdrawn';

/** 移交: an instance handed to another station. Two rows with one id, one at each station; each knows of the other only what stands here. */
@Entity('referral')
export class ReferralRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') direction!: 'out' | 'in';
  @Column('uuid') otherStationId!: Id;
  @Column('text') otherStationName!: string;
  /** The station's own instance: the referred one, or the one that was started for it. */
  @Column('uuid', { nullable: true }) instanceId!: Id | null;
  @Column('text') workflow!: string;
  /** Number and title of the referred instance; nothing personal. */
  @Column('text') number!: string;
  @Column('jsonb') title!: Bilingual;
  /** What goes along: the fields of the start form that are not personal. */
  @Column('jsonb') data!: JsonObject;
  @Column('boolean') exercise!: boolean;
  /** Written for the other station. */
  @Column('text') reason!: string;
  @Column('text') status!: ReferralStatus;
  /** Why it was declined, or withdrawn. */
  @Column('text', { nullable: true }) answer!: string | null;
  /** The number it has at the other station, once accepted. */
  @Column('text', { nullable: true }) otherNumber!: string | null;
  @Column('uuid', { nullable: true }) sentBy!: Id | null;
  @Column('timestamptz') sentAt!: Date;
  @Column('uuid', { nullable: true }) answeredBy!: Id | null;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
}
