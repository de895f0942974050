import { DateTime, PageInfo, Text } from '@stationhouse/access';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { TimelineEntry } from '../graphql/types.js';

export enum StuckRuleName {
  NOTHING_PENDING = 'nothing-pending',
  TIMER_LATE = 'timer-late',
  TASK_UNATTENDED = 'task-unattended',
  CALL_FAILED = 'call-failed',
  NOT_DETERMINED = 'not-determined',
  DEFINITION_LOST = 'definition-lost',
}
registerEnumType(StuckRuleName, {
  name: 'StuckRule',
  description: 'Why an instance is called stuck. Exercises are left out.',
  valuesMap: {
    NOTHING_PENDING: { description: 'It runs, and no task, timer, call or linked instance could move it.' },
    TIMER_LATE: { description: 'A timer is past due by more than a minute.' },
    TASK_UNATTENDED: { description: 'Nobody holds a role of an open task, or is on duty for it, or its holder has left.' },
    CALL_FAILED: { description: 'An automation it waits for failed for good, or an instance it started could not be started.' },
    NOT_DETERMINED: { description: 'A clock or task has no due moment, because a calendar is missing.' },
    DEFINITION_LOST: { description: 'The version it runs on no longer loads.' },
  },
});

export enum RepairKindName {
  FIRE_TIMERS = 'fire-timers',
  DETERMINE = 'determine',
  RESEND_JOBS = 'resend-jobs',
  RETRY_CALLS = 'retry-calls',
}
registerEnumType(RepairKindName, {
  name: 'RepairKind',
  valuesMap: {
    FIRE_TIMERS: { description: 'Fires timers that are due.' },
    DETERMINE: { description: 'Determines clocks and tasks that waited for a calendar.' },
    RESEND_JOBS: { description: 'Runs parked jobs again.' },
    RETRY_CALLS: { description: 'Tries failed automations again; asks for automation.repair as well.' },
  },
});

export enum RepairStatusName {
  RUNNING = 'running',
  SUSPENDED = 'suspended',
  CANCELLED = 'cancelled',
  DONE = 'done',
}
registerEnumType(RepairStatusName, { name: 'RepairStatus' });

export enum JobStandingName {
  WAITING = 'waiting',
  RUNNING = 'running',
  RETRYING = 'retrying',
  PARKED = 'parked',
}
registerEnumType(JobStandingName, {
  name: 'JobStanding',
  valuesMap: {
    WAITING: { description: 'No worker has taken it yet.' },
    RUNNING: { description: 'A worker has it.' },
    RETRYING: { description: 'It failed and is tried again by itself.' },
    PARKED: { description: 'It failed for good and waits for a person.' },
  },
});

export enum QueueBackend {
  POSTGRES = 'postgres',
  REDIS = 'redis',
}
registerEnumType(QueueBackend, { name: 'QueueBackend' });

@ObjectType({ description: 'How many running instances of a version stand in a state; exercises are not counted.' })
export class InstanceCount {
  @Field(() => String) workflow!: string;
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => String, { description: 'Hash of the version.' }) definition!: string;
  @Field(() => String, { nullable: true, description: 'Version of the plugin that brought it.' }) pluginVersion!: string | null;
  @Field(() => DateTime, { nullable: true }) publishedAt!: Date | null;
  @Field(() => Boolean, { description: 'True for the version new instances start on.' }) present!: boolean;
  @Field(() => String, { description: 'Path of the state; pass it as InstanceFilter.state.' }) state!: string;
  @Field(() => Text) stateTitle!: Bilingual;
  @Field(() => Int) count!: number;
  @Field(() => DateTime, { description: 'When the one that has run longest was started.' }) oldestStartedAt!: Date;
  @Field(() => Int, { description: 'Clocks past their due moment that have not stopped.' }) overdueClocks!: number;
}

@ObjectType()
export class StuckCount {
  @Field(() => StuckRuleName) rule!: StuckRuleName;
  @Field(() => Int) count!: number;
}

@ObjectType({ description: 'How a station runs, in figures: nothing of a record or a person.' })
export class StationOperations {
  @Field(() => ID) stationId!: Id;
  @Field(() => Int, { description: 'Running instances; exercises are not counted.' }) running!: number;
  @Field(() => Int) overdueClocks!: number;
  @Field(() => [StuckCount], { description: 'Findings by rule; rules without any are left out.' }) stuck!: StuckCount[];
  @Field(() => Int) timersPending!: number;
  @Field(() => Int, { description: 'More than a minute past due.' }) timersLate!: number;
  @Field(() => Float, { description: 'How far the latest timer is past due, in seconds; 0 when none is.' }) timerLatenessSeconds!: number;
  @Field(() => Int) jobsWaiting!: number;
  @Field(() => Int) jobsParked!: number;
  @Field(() => Float, { description: 'How long the oldest job that could run has waited, in seconds.' }) jobLagSeconds!: number;
}

@ObjectType({ description: 'A rule in words.' })
export class StuckRuleWords {
  @Field(() => StuckRuleName) rule!: StuckRuleName;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { description: 'What can be done about it.' }) mend!: Bilingual;
  @Field(() => RepairKindName, { nullable: true, description: 'The repair that mends it; null where a person must act.' }) repair!: RepairKindName | null;
}

@ObjectType({ description: 'One reason why an instance is stuck.' })
export class StuckInstance {
  @Field(() => ID) stationId!: Id;
  @Field(() => ID) instanceId!: Id;
  @Field(() => String) number!: string;
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => StuckRuleName) rule!: StuckRuleName;
  @Field(() => Text, { description: 'What is wrong, by the titles of the workflow.' }) finding!: Bilingual;
  @Field(() => DateTime) since!: Date;
  @Field(() => ID, { description: 'The timer, task or clock it is about; the instance where there is none.' }) subjectId!: Id;
  @Field(() => ID, { nullable: true, description: 'What startRepair takes as an item; null where no repair mends it.' }) itemId!: Id | null;
  @Field(() => ID, { nullable: true, description: 'A task that may be assigned.' }) taskId!: Id | null;
}

@ObjectType()
export class StuckInstanceEdge {
  @Field(() => String) cursor!: string;
  @Field(() => StuckInstance) node!: StuckInstance;
}

@ObjectType()
export class StuckInstanceConnection {
  @Field(() => [StuckInstanceEdge]) edges!: StuckInstanceEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: 'One kind of job, over the stations and the bureau that were asked for.' })
export class QueueTopic {
  @Field(() => String) topic!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Boolean, { description: 'False when no part of this program runs such jobs: they wait for ever.' }) handled!: boolean;
  @Field(() => Int) waiting!: number;
  @Field(() => Int) running!: number;
  @Field(() => Int) retrying!: number;
  @Field(() => Int) parked!: number;
  @Field(() => Float, { description: 'How long the oldest job that could run has waited, in seconds.' }) lagSeconds!: number;
}

@ObjectType({ description: 'The queue of background jobs.' })
export class QueueState {
  @Field(() => QueueBackend) backend!: QueueBackend;
  @Field(() => Boolean, { description: 'False when the queue’s server does not answer within two seconds; jobs are then found by sweeping, more slowly.' }) connected!: boolean;
  @Field(() => [QueueTopic], { description: 'Kinds with anything open.' }) topics!: QueueTopic[];
}

@ObjectType({ description: 'A background job: ids and codes, nothing of a record.' })
export class Job {
  @Field(() => ID) id!: Id;
  @Field(() => ID, { nullable: true, description: 'Null for a job of the bureau.' }) stationId!: Id | null;
  @Field(() => String) topic!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => JobStandingName) standing!: JobStandingName;
  @Field(() => Int) attempts!: number;
  @Field(() => String, { nullable: true, description: 'Stable code of the last failure.' }) code!: string | null;
  @Field(() => Text, { nullable: true, description: 'The last failure in words that quote no data.' }) error!: Bilingual | null;
  @Field(() => ID, { nullable: true, description: 'The instance it is about.' }) instanceId!: Id | null;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it is tried again by itself.' }) nextRunAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was parked.' }) parkedAt!: Date | null;
}

@ObjectType()
export class JobEdge {
  @Field(() => String) cursor!: string;
  @Field(() => Job) node!: Job;
}

@ObjectType()
export class JobConnection {
  @Field(() => [JobEdge]) edges!: JobEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: 'An item a repair could not mend.' })
export class RepairFailure {
  @Field(() => ID) itemId!: Id;
  @Field(() => ID, { nullable: true }) instanceId!: Id | null;
  @Field(() => String) code!: string;
  @Field(() => Text) error!: Bilingual;
}

@ObjectType({ description: 'A bulk repair of one station.' })
export class Repair {
  readonly startedById!: Id;
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => RepairKindName) kind!: RepairKindName;
  @Field(() => String, { nullable: true, description: 'The topic or automation it is narrowed to.' }) onlyOf!: string | null;
  @Field(() => RepairStatusName) status!: RepairStatusName;
  @Field(() => Int) total!: number;
  @Field(() => Int) done!: number;
  @Field(() => Int) failed!: number;
  @Field(() => DateTime) startedAt!: Date;
  @Field(() => DateTime, { nullable: true }) finishedAt!: Date | null;
}

@ObjectType({ description: 'An open task and who may do it now.' })
export class WaitingTask {
  @Field(() => ID) taskId!: Id;
  @Field(() => Text) title!: Bilingual;
  @Field(() => [Text], { description: 'The roles it is for.' }) roles!: Bilingual[];
  @Field(() => Boolean, { description: 'True when somebody has taken it.' }) claimed!: boolean;
  @Field(() => [String], { description: 'The people who may do it now: its holder, else everybody it is for; at most 10.' }) people!: string[];
  @Field(() => Int) peopleCount!: number;
  @Field(() => DateTime) since!: Date;
  @Field(() => DateTime, { nullable: true }) dueAt!: Date | null;
}

@ObjectType({ description: 'A timer and what it will do.' })
export class WaitingTimer {
  @Field(() => Text) title!: Bilingual;
  @Field(() => DateTime) dueAt!: Date;
  @Field(() => Boolean, { description: 'True when it is past due and has not fired.' }) late!: boolean;
}

@ObjectType({ description: 'An automation whose result is awaited.' })
export class WaitingCall {
  @Field(() => String, { description: 'The action as the workflow names it.' }) action!: string;
  @Field(() => DateTime) since!: Date;
}

@ObjectType({ description: 'A linked instance that is not closed.' })
export class WaitingLink {
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => Boolean, { description: 'True while it has yet to be started.' }) starting!: boolean;
  @Field(() => ID, { nullable: true }) instanceId!: Id | null;
  @Field(() => String, { nullable: true, description: 'Null where it lies with another station.' }) number!: string | null;
}

@ObjectType({ description: 'A way out of where an instance stands, and what holds it.' })
export class InstanceWay {
  @Field(() => String, { description: 'outcome, event, automatic, wait, timeout, done or result.' }) kind!: string;
  @Field(() => Text, { description: 'What has to happen.' }) title!: Bilingual;
  @Field(() => Text) fromTitle!: Bilingual;
  @Field(() => Text, { nullable: true, description: 'Where it leads; null when it stays there.' }) toTitle!: Bilingual | null;
  @Field(() => String, { nullable: true, description: 'The guard in CEL.' }) when!: string | null;
  @Field(() => Text, { nullable: true, description: 'The guard in words; null where it has none.' }) whenWords!: Bilingual | null;
  @Field(() => String, { nullable: true, description: 'The clause or rule behind the guard.' }) because!: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether the guard holds on the present data; null when it also asks about an answer yet to come.' }) holds!: boolean | null;
  @Field(() => Text, { nullable: true, description: 'Why the workflow refuses it as things stand.' }) refusal!: Bilingual | null;
}

@ObjectType({ description: 'Why an instance stands where it does (为何停在这里): nothing of its data.' })
export class InstanceWhy {
  @Field(() => Text, { description: 'One sentence: what it waits for.' }) summary!: Bilingual;
  @Field(() => [TimelineEntry], { description: 'The last that happened, newest first.' }) lastEvents!: TimelineEntry[];
  @Field(() => [WaitingTask]) tasks!: WaitingTask[];
  @Field(() => WaitingTimer, { nullable: true, description: 'The timer that fires next.' }) nextTimer!: WaitingTimer | null;
  @Field(() => Int, { description: 'Pending timers.' }) timers!: number;
  @Field(() => [WaitingCall]) calls!: WaitingCall[];
  @Field(() => [WaitingLink]) links!: WaitingLink[];
  @Field(() => [InstanceWay], { description: 'What would move it on, and what is refused as things stand; inner states first.' }) ways!: InstanceWay[];
  @Field(() => [StuckInstance], { description: 'The rules that call it stuck.' }) stuck!: StuckInstance[];
}
