import { DateTime, Json, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { TimedExercise } from '../exercises/clock.js';
import type { ExerciseInjectRow } from '../exercises/entities.js';

export enum ExerciseStatusName {
  PLANNED = 'PLANNED',
  RUNNING = 'RUNNING',
  PAUSED = 'PAUSED',
  HALTED = 'HALTED',
  ENDED = 'ENDED',
}
registerEnumType(ExerciseStatusName, { name: 'ExerciseStatus', valuesMap: { HALTED: { description: 'Stopped because it got real.' } } });

export enum ExerciseClockKind {
  REAL = 'REAL',
  VIRTUAL = 'VIRTUAL',
}
registerEnumType(ExerciseClockKind, { name: 'ExerciseClockKind', valuesMap: { REAL: { description: 'The time of day.' }, VIRTUAL: { description: 'Begins where the plan says, stands while paused, runs at a speed.' } } });

export enum InjectStatusName {
  PLANNED = 'PLANNED',
  FIRED = 'FIRED',
  SKIPPED = 'SKIPPED',
  FAILED = 'FAILED',
}
registerEnumType(InjectStatusName, { name: 'InjectStatus' });

export enum ObjectiveKindName {
  TASK = 'TASK',
  STATE = 'STATE',
  NOTICE = 'NOTICE',
}
registerEnumType(ObjectiveKindName, { name: 'ObjectiveKind', valuesMap: { TASK: { description: 'A task completed.' }, STATE: { description: 'A state entered.' }, NOTICE: { description: 'The urgent message of an inject signed.' } } });

export enum ObjectiveResultName {
  MET = 'MET',
  NOT_MET = 'NOT_MET',
  NOT_YET = 'NOT_YET',
  NOT_MEASURABLE = 'NOT_MEASURABLE',
}
registerEnumType(ObjectiveResultName, { name: 'ObjectiveResult', valuesMap: { NOT_YET: { description: 'Its inject has not fired, or its time still runs.' }, NOT_MEASURABLE: { description: 'The exercise stopped before its time was over.' } } });

@ObjectType({ description: 'What the clock of an exercise shows. Between readings: now + speed × (real time − asOf) while RUNNING, else now.' })
export class ExerciseClock {
  @Field(() => ID) exerciseId!: Id;
  @Field(() => ExerciseStatusName) status!: ExerciseStatusName;
  @Field(() => Int, { description: 'Seconds of the exercise per real second, 1 to 60.' }) speed!: number;
  @Field(() => DateTime, { nullable: true, description: 'What it shows: never later than the first timer or inject that has yet to fire. Null before the start.' }) now!: Date | null;
  @Field(() => DateTime, { description: 'Domain time of the reading.' }) asOf!: Date;
}

@ObjectType({ description: 'An inject (导调): what happens at a moment of the exercise. Those that have not fired are shown to who directs exercises.' })
export class ExerciseInject {
  readonly row!: ExerciseInjectRow;
  @Field(() => ID) id!: Id;
  @Field(() => Int, { description: 'From 1, as planned.' }) place!: number;
  @Field(() => String) title!: string;
  @Field(() => Int, { description: 'Planned moment: seconds since the start, by the clock of the exercise.' }) afterSeconds!: number;
  @Field(() => String, { description: 'start, event or message.' }) kind!: string;
  @Field(() => Json, { nullable: true, description: 'As planned: { workflow, data }, { target, event, payload } or { text, roles, urgent }; null but for who directs exercises.' }) content!: unknown;
  @Field(() => InjectStatusName) status!: InjectStatusName;
  @Field(() => DateTime, { nullable: true, description: 'When it fired or was skipped, by the clock of the exercise.' }) at!: Date | null;
  @Field(() => ID, { nullable: true, description: 'The instance it started or was about.' }) instanceId!: Id | null;
  @Field(() => String, { nullable: true, description: 'Code of the refusal that kept it from firing.' }) error!: string | null;
}

@ObjectType({ description: 'An objective and how far it was reached, computed from what happened.' })
export class MeasuredObjective {
  @Field(() => Int, { description: 'From 1, as planned.' }) place!: number;
  @Field(() => String) title!: string;
  @Field(() => ObjectiveKindName) kind!: ObjectiveKindName;
  @Field(() => Int, { description: 'Place of the inject it counts from.' }) inject!: number;
  @Field(() => String, { nullable: true, description: 'Key of the task, or path of the state.' }) subject!: string | null;
  @Field(() => String, { nullable: true, description: 'Of the task; any when null.' }) outcome!: string | null;
  @Field(() => ObjectiveResultName) result!: ObjectiveResultName;
  @Field(() => Int, { description: 'Seconds of the exercise.' }) targetSeconds!: number;
  @Field(() => Int, { nullable: true, description: 'Seconds of the exercise from the inject to what was asked for; null while it has not come.' }) measuredSeconds!: number | null;
}

@ObjectType({ description: 'One line of what happened in an exercise; nothing personal.' })
export class ExerciseEntry {
  readonly stationId!: Id;
  readonly actorId!: Id | null;
  @Field(() => DateTime, { description: 'By the clock of the exercise.' }) at!: Date;
  @Field(() => String, { description: 'exercise.* for a deed of its director, else as in TimelineEntry.' }) kind!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { nullable: true }) detail!: Bilingual | undefined;
  @Field(() => ID, { nullable: true }) instanceId!: Id | undefined;
  @Field(() => String, { nullable: true, description: 'Of the instance.' }) number!: string | undefined;
}

@ObjectType({ description: 'An exercise (演练): workflows run for practice, by a clock of their own. Moments in its timeline, injects and instances are by that clock.' })
export class Exercise {
  readonly row!: TimedExercise;
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => String) title!: string;
  @Field(() => ExerciseStatusName) status!: ExerciseStatusName;
  @Field(() => ExerciseClockKind) clockKind!: ExerciseClockKind;
  @Field(() => DateTime, { nullable: true, description: 'What a virtual clock shows at the start; the moment of the start when null.' }) beginsAt!: Date | null;
  @Field(() => ExerciseClock) clock!: ExerciseClock;
  @Field(() => [String], { description: 'Ids of the roles that take part.' }) roles!: string[];
  @Field(() => [Text], { description: 'Titles of the roles that take part.' }) roleTitles!: Bilingual[];
  @Field(() => DateTime, { description: 'Domain time, as plannedAt and stoppedAt.' }) plannedAt!: Date;
  @Field(() => DateTime, { nullable: true }) startedAt!: Date | null;
  @Field(() => DateTime, { nullable: true }) stoppedAt!: Date | null;
  @Field(() => ID, { nullable: true, description: 'The instance that prepared it: the drill around it.' }) preparedBy!: Id | null;
  @Field(() => Boolean, { description: 'True when you may direct it.' }) mayDirect!: boolean;
  @Field(() => Boolean, { description: 'True when you may halt it now (停止演练·转实警).' }) mayHalt!: boolean;
}

@InputType({ description: 'Exactly one of start, event and message.' })
export class ExerciseInjectInput {
  @Field(() => String, { description: 'At most 100 characters.' }) title!: string;
  @Field(() => String, { description: 'Since the start, by the clock of the exercise: PT5M. At most 30 days.' }) after!: string;
  @Field(() => InjectStartInput, { nullable: true }) start?: InjectStartInput | null;
  @Field(() => InjectEventInput, { nullable: true }) event?: InjectEventInput | null;
  @Field(() => InjectMessageInput, { nullable: true }) message?: InjectMessageInput | null;
}

@InputType({ description: 'Starts an instance.' })
export class InjectStartInput {
  @Field(() => String) workflow!: string;
  @Field(() => Json, { description: 'The answer of its start form. Invented people only. A moment may be told from the firing: @ is then, @-PT25M so long before.' }) data!: unknown;
}

@InputType({ description: 'Sends an event to an instance of the exercise.' })
export class InjectEventInput {
  @Field(() => Int, { description: 'Place of the earlier inject that starts the instance.' }) target!: number;
  @Field(() => String) event!: string;
  @Field(() => Json, { nullable: true }) payload?: unknown;
}

@InputType({ description: 'A notice to roles.' })
export class InjectMessageInput {
  @Field(() => String, { description: 'At most 200 characters; no real personal data.' }) text!: string;
  @Field(() => [String]) roles!: string[];
  @Field(() => Boolean, { description: 'Rings until signed.' }) urgent!: boolean;
}

@InputType()
export class ExerciseObjectiveInput {
  @Field(() => String, { description: 'At most 100 characters.' }) title!: string;
  @Field(() => ObjectiveKindName) kind!: ObjectiveKindName;
  @Field(() => Int, { description: 'Place of the inject it counts from.' }) inject!: number;
  @Field(() => String, { nullable: true, description: 'Key of the task, or path of the state.' }) subject?: string | null;
  @Field(() => String, { nullable: true, description: 'Of the task; any when absent.' }) outcome?: string | null;
  @Field(() => String, { description: 'Natural time of the exercise: PT10M.' }) within!: string;
}

@InputType()
export class ExercisePlanInput {
  @Field(() => String, { description: 'At most 100 characters.' }) title!: string;
  @Field(() => ExerciseClockKind) clock!: ExerciseClockKind;
  @Field(() => DateTime, { nullable: true, description: 'What a virtual clock shows at the start; the moment of the start when absent.' }) beginsAt?: Date | null;
  @Field(() => Int, { description: '1 to 60; 1 with a real clock.' }) speed!: number;
  @Field(() => [String], { description: 'Ids of the roles that take part, at least one.' }) roles!: string[];
  @Field(() => ID, { nullable: true, description: 'Somebody of the station; you when absent.' }) directorId?: Id | null;
  @Field(() => [ExerciseInjectInput], { description: '1 to 100.' }) injects!: ExerciseInjectInput[];
  @Field(() => [ExerciseObjectiveInput], { description: 'At most 50.' }) objectives!: ExerciseObjectiveInput[];
}

/** The clock of an exercise as GraphQL shows it. */
export function viewExerciseClock({ id, status, speed, now }: TimedExercise, asOf: Date): ExerciseClock {
  return Object.assign(new ExerciseClock(), { exerciseId: id, status: status.toUpperCase() as ExerciseStatusName, speed, now, asOf });
}
