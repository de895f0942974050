import { DateTime, Json, PageInfo, Text, type Reader } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { CalendarKind, CompiledTask, CompiledWorkflow } from '@stationhouse/workflow';
import type { ClockState, InstanceRow } from '../entities.js';
import type { ListedTask } from '../reads/tasks.js';
import { ExerciseClock } from './exercise-types.js';
import { FieldFilter } from '../typed/inputs.js';
import { ClockChange, ProposedClockEdit } from './clock-types.js';

export enum TaskStatusName {
  WAITING = 'WAITING',
  OPEN = 'OPEN',
  CLAIMED = 'CLAIMED',
  DONE = 'DONE',
  CANCELLED = 'CANCELLED',
}
registerEnumType(TaskStatusName, { name: 'TaskStatus' });

export enum ChangeKindName {
  INSTANCE = 'INSTANCE',
  TASK = 'TASK',
  INCIDENT = 'INCIDENT',
  IMPORT = 'IMPORT',
  NOTICE = 'NOTICE',
  EXERCISE = 'EXERCISE',
  WHAT_IF = 'WHAT_IF',
  BUREAU_TASK = 'BUREAU_TASK',
  DRAFT = 'DRAFT',
  READY = 'READY',
}
registerEnumType(ChangeKindName, {
  name: 'ChangeKind',
  valuesMap: { DRAFT: { description: 'A draft of a workflow’s configuration, or who has it open; the id is that of its station or bureau.' }, READY: { description: 'No change of a record: the server listens from now on, so read again what was read before. Comes first on every subscription, whatever kinds it asks for, and again whenever changes may have been missed.' } },
});

@ObjectType()
export class TaskOutcome {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => [String], { description: 'Fields of the form that this outcome needs.' }) requires!: readonly string[];
}

@ObjectType({ description: 'A task a workflow may ask for.' })
export class WorkflowTask {
  @Field(() => String) key!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => [TaskOutcome]) outcomes!: TaskOutcome[];
}

@ObjectType({ description: 'A named event: one that somebody may send now, or of a workflow as a whole.' })
export class AcceptedEvent {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { nullable: true, description: 'What whoever fills in the form should know.' }) help!: Bilingual | null;
  @Field(() => Json, { nullable: true, description: 'JSON Schema of its payload.' }) form!: unknown;
  @Field(() => Json, { nullable: true, description: 'Hints for the renderer.' }) uiSchema!: unknown;
}

@ObjectType({ description: 'A workflow in its present version, or in the version an instance runs on.' })
export class Workflow {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { nullable: true }) description!: Bilingual | undefined;
  @Field(() => String, { description: 'The plugin that brings it; of one that a bureau wrote itself, its own id.' }) pluginId!: string;
  @Field(() => Boolean, { description: 'A bureau wrote it itself: it has no pages of a plugin, and its data are read through `fields`.' }) authored!: boolean;
  @Field(() => String, { description: 'SHA-256 of the definition with its parameters: names this very version.' }) version!: string;
  @Field(() => Json, { description: 'The states and the ways between them, for drawing.' }) graph!: unknown;
  @Field(() => Json, { description: 'JSON Schema of the data; titles in both languages, x-personal classes kept.' }) dataSchema!: unknown;
  @Field(() => Json, { description: 'The form that starts an instance: { title, help, schema, ui }.' }) startForm!: unknown;
  @Field(() => Boolean, { description: 'False where only another workflow, an event or a schedule starts it: startInstance refuses it with STARTED_BY_OTHERS. Of what a station may start (`workflows`) also where its bureau retired it, or lets other roles than yours start it.' }) byHand!: boolean;
  @Field(() => [String], { description: 'The ids of its named events.' }) events!: string[];
  @Field(() => [AcceptedEvent], { description: 'Its named events with their forms, whenever they are accepted: for planning exercises.' }) eventForms!: AcceptedEvent[];
  @Field(() => [WorkflowTask], { description: 'Its tasks, one for each key.' }) taskKinds!: WorkflowTask[];
}

@ObjectType({ description: 'What lists and links show of an instance; nothing personal.' })
export class InstanceSummary {
  readonly stationId!: Id;
  @Field(() => ID) id!: Id;
  @Field(() => String) number!: string;
  @Field(() => String, { description: 'The id of its workflow.' }) workflow!: string;
  @Field(() => String, { description: 'What names it, in the language of the request: 噪音扰民 · 红色.' }) title!: string;
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => String, { description: 'Path of the outermost active state.' }) state!: string;
  @Field(() => Text) stateTitle!: Bilingual;
  @Field(() => Boolean) closed!: boolean;
  @Field(() => Boolean, { description: 'True for an exercise.' }) exercise!: boolean;
  @Field(() => ExerciseClock, { nullable: true, description: 'The clock it runs by, as part of an exercise; null for what runs by the time of day.' }) exerciseClock!: ExerciseClock | null;
}

@ObjectType()
export class InstanceState {
  @Field(() => String, { description: 'Where it lies: mediating.first.' }) path!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { description: 'done (was left), current, ahead (never entered).' }) status!: string;
}

@ObjectType({ description: 'A clock of an instance.' })
export class Clock {
  @Field(() => String, { description: 'Path of the state that carries it, or its key under clocks.' }) key!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { description: 'running, paused, met, breached, undetermined, cancelled (what started it was taken back).' }) state!: ClockState;
  @Field(() => DateTime) startedAt!: Date;
  @Field(() => DateTime, { description: 'What it counts from: a fact, or its start.' }) from!: Date;
  @Field(() => DateTime, { nullable: true, description: 'Null while the working calendar does not cover it.' }) dueAt!: Date | null;
  @Field(() => DateTime, { nullable: true }) warnAt!: Date | null;
  @Field(() => DateTime, { nullable: true }) pausedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it runs. A breached clock that has ended was met late.' }) stoppedAt!: Date | null;
  @Field(() => Text, { nullable: true, description: 'The state that pauses it.' }) pausedBecause!: Bilingual | undefined;
  @Field(() => Text, { description: 'Why it is due then.' }) explanation!: Bilingual;
  @Field(() => String, { nullable: true, description: 'The clause or rule the budget comes from.' }) because!: string | undefined;
  @Field(() => Int, { nullable: true, description: 'Seconds left, negative when overdue; a pause holds them. Null once it stopped or while undetermined.' }) remainingSeconds!: number | null;
  @Field(() => String, { nullable: true, description: 'ISO 8601; what a person set, else what the definition says.' }) budget!: string | undefined;
  @Field(() => String, { description: 'natural (24×7), workingDays, shifts.' }) calendar!: CalendarKind;
  @Field(() => String, { nullable: true, description: 'The longest budget an edit may give.' }) max!: string | undefined;
  @Field(() => [ClockChange], { description: 'What was computed anew or set by hand, oldest first.' }) changes!: ClockChange[];
  @Field(() => ProposedClockEdit, { nullable: true }) proposed!: ProposedClockEdit | null;
  @Field(() => Boolean, { description: 'Whether one’s role may change it now.' }) mayEdit!: boolean;
  @Field(() => Text, { nullable: true, description: 'The role that must approve a change.' }) editApproval!: Bilingual | undefined;
}

@ObjectType({ description: 'One line of a timeline.' })
export class TimelineEntry {
  @Field(() => DateTime) at!: Date;
  @Field(() => String) kind!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { nullable: true }) detail!: Bilingual | undefined;
  @Field(() => String, { nullable: true, description: 'Who did it.' }) by!: string | undefined;
  @Field(() => Boolean, { description: 'True for what lies ahead.' }) future!: boolean;
  @Field(() => [String], { description: 'Paths of the states that were entered with it, outer before inner.' }) entered!: readonly string[];
}

/** An instance with what its fields are computed from. */
@ObjectType({ description: 'One run of a workflow (事项).' })
export class Instance {
  readonly row!: InstanceRow;
  readonly compiled!: CompiledWorkflow;
  readonly reader!: Reader;
  /** For libs/incidents, which resolves `Instance.incident`. */
  readonly incidentId!: Id | null;
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => String, { description: 'Gapless per station, workflow and year.' }) number!: string;
  @Field(() => Int, { description: 'Grows by one with every step; pass it as expectedVersion.' }) version!: number;
  @Field(() => String, { description: 'What names it, in the language of the request.' }) title!: string;
  @Field(() => Text) stateTitle!: Bilingual;
  @Field(() => Boolean) closed!: boolean;
  @Field(() => String, { nullable: true, description: 'How it ended.' }) outcome!: string | null;
  @Field(() => Boolean, { description: 'True for an exercise: marked everywhere, silent to the outside, in no figure.' }) exercise!: boolean;
  @Field(() => ID, { nullable: true, description: 'The exercise it is part of.' }) exerciseId!: Id | null;
  @Field(() => Boolean, { description: 'True while personal data are masked.' }) masked!: boolean;
  @Field(() => DateTime) startedAt!: Date;
  @Field(() => DateTime, { nullable: true }) closedAt!: Date | null;
}

@ObjectType({ description: 'What one of several people answered.' })
export class TaskAnswer {
  readonly stationId!: Id;
  readonly accountId!: Id;
  @Field(() => DateTime) at!: Date;
  @Field(() => Text, { description: 'Title of the outcome.' }) outcome!: Bilingual;
  @Field(() => Text, { nullable: true, description: 'The role it stands for, where each role answers.' }) roleTitle!: Bilingual | null;
}

@ObjectType({ description: 'How far a task has come that several people answer.' })
export class TaskAnswers {
  @Field(() => Int, { description: 'How many have answered.' }) given!: number;
  @Field(() => Int, { description: 'How many must give the same outcome.' }) need!: number;
  @Field(() => Int, { nullable: true, description: 'How many answer at most; null where there is no limit.' }) of!: number | null;
  @Field(() => Boolean, { description: 'True when you have answered.' }) mine!: boolean;
  @Field(() => [TaskAnswer], { description: 'While it is open: who has answered, in order.' }) signed!: readonly TaskAnswer[];
  @Field(() => [Text], { description: 'While it is open, and where each role answers: the roles whose answer is missing.' }) missing!: readonly Bilingual[];
}

/** A task with what its fields are computed from. */
@ObjectType({ description: 'One opening of a task.' })
export class Task {
  readonly row!: ListedTask;
  /** What its definition says of it; absent when a newer version dropped it. */
  readonly compiled!: CompiledTask | undefined;
  /** True when nobody can do it: it belongs to an exercise whose clock stands. */
  readonly standing!: boolean;
  /** True when the reader did what it is kept apart from. */
  readonly separated!: boolean;
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => ID) instanceId!: Id;
  @Field(() => InstanceSummary) instance!: InstanceSummary;
  @Field(() => String) key!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => TaskStatusName) status!: TaskStatusName;
  @Field(() => Int, { description: 'The version of its instance; pass it as expectedVersion.' }) version!: number;
  @Field(() => String, { description: 'The first role it is for.' }) role!: string;
  @Field(() => Text) roleTitle!: Bilingual;
  @Field(() => [TaskOutcome]) outcomes!: TaskOutcome[];
  @Field(() => Text, { nullable: true, description: 'What whoever fills in the form should know.' }) help!: Bilingual | null;
  @Field(() => Json, { nullable: true, description: 'JSON Schema of its form; titles in both languages.' }) form!: unknown;
  @Field(() => Json, { nullable: true, description: 'Hints for the renderer.' }) uiSchema!: unknown;
  @Field(() => TaskAnswers, { nullable: true, description: 'Null where one person completes it.' }) answers!: TaskAnswers | null;
  @Field(() => Boolean, { description: 'True when its holder may hand it to a colleague (delegateTask).' }) delegable!: boolean;
  @Field(() => Boolean, { description: 'True when whoever answers it may take that back for a while.' }) recallable!: boolean;
  @Field(() => DateTime, { nullable: true, description: 'Until when you may take it back (recallTask); null when you may not.' }) recallableUntil!: Date | null;
  @Field(() => DateTime) openedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'Its own due moment; where it has none and is open, that of the nearest running clock of the states it lies in.' }) dueAt!: Date | null;
  @Field(() => Boolean, { description: 'True when it is open past its due moment.' }) overdue!: boolean;
  @Field(() => Text, { nullable: true }) dueExplanation!: Bilingual | null;
  @Field(() => DateTime, { nullable: true }) completedAt!: Date | null;
  @Field(() => String, { nullable: true }) outcome!: string | null;
}

@ObjectType()
export class InstanceEdge {
  @Field(() => String) cursor!: string;
  @Field(() => Instance) node!: Instance;
}

@ObjectType()
export class InstanceConnection {
  readonly count!: () => Promise<number>;
  @Field(() => [InstanceEdge]) edges!: InstanceEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType()
export class TaskEdge {
  @Field(() => String) cursor!: string;
  @Field(() => Task) node!: Task;
}

@ObjectType()
export class TaskConnection {
  readonly count!: () => Promise<number>;
  @Field(() => [TaskEdge]) edges!: TaskEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: 'What a command led to. Repeated with the same idempotencyKey it says the same version again; the instance is as it is now.' })
export class StepResult {
  readonly stationId!: Id;
  @Field(() => ID) instanceId!: Id;
  @Field(() => Int, { description: 'The version this command led to.' }) version!: number;
}

@ObjectType({ description: 'That something changed, in ids only: read it again.' })
export class Change {
  @Field(() => ChangeKindName) kind!: ChangeKindName;
  @Field(() => ID, { description: 'Of the record; of the station or bureau with READY.' }) id!: Id;
  @Field(() => ID, { nullable: true }) stationId!: Id | undefined;
  @Field(() => Int, { nullable: true }) version!: number | undefined;
}

@InputType()
export class InstanceFilter {
  @Field(() => String, { nullable: true }) workflow?: string | null;
  @Field(() => Boolean, { nullable: true }) closed?: boolean | null;
  @Field(() => String, { nullable: true, description: 'Path of an active state.' }) state?: string | null;
  @Field(() => String, { nullable: true, description: 'Hash of the version it runs on.' }) definition?: string | null;
  @Field(() => ID, { nullable: true }) incidentId?: Id | null;
  @Field(() => String, { nullable: true, description: 'A part of the number.' }) search?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'True: exercises alone; they are left out unless asked for.' }) exercise?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'The instances of this exercise.' }) exerciseId?: Id | null;
  @Field(() => [FieldFilter], { nullable: true, description: 'Fields of the data by their keys; with `workflow` only.' }) fields?: FieldFilter[] | null;
}

@InputType()
export class TaskFilter {
  @Field(() => Boolean, { nullable: true, description: 'Those I hold, and open ones I may take; without those I have signed already.' }) mine?: boolean | null;
  @Field(() => [TaskStatusName], { nullable: true, description: 'OPEN and CLAIMED when absent.' }) statuses?: TaskStatusName[] | null;
  @Field(() => String, { nullable: true }) workflow?: string | null;
  @Field(() => ID, { nullable: true }) instanceId?: Id | null;
  @Field(() => Boolean, { nullable: true }) overdue?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'True: those of exercises that have not stopped; they are left out unless asked for, or for one instance.' }) exercise?: boolean | null;
}
