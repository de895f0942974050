import type { Id, IsoDuration } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ExerciseStatus = 'planned' | 'running' | 'paused' | 'halted' | 'ended';

/** 演练: a run of workflows for practice, by a clock of its own. */
@Entity('exercise')
export class ExerciseRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') title!: string;
  /** `real` shows the time of day; `virtual` begins where the plan says and may run faster. */
  @Column('text') clock!: 'real' | 'virtual';
  @Column('timestamptz', { nullable: true }) beginsAt!: Date | null;
  /** Seconds of the exercise per real second, 1 to 60. */
  @Column('integer') speed!: number;
  /** Who takes part, beside the director. */
  @Column('text', { array: true }) roles!: string[];
  @Column('jsonb') objectives!: readonly ExerciseObjective[];
  @Column('uuid') directorId!: Id;
  @Column('text') status!: ExerciseStatus;
  @Column('integer') revision!: number;
  @Column('timestamptz', { nullable: true }) runAt!: Date | null;
  @Column('timestamptz', { nullable: true }) realAt!: Date | null;
  @Column('uuid', { nullable: true }) plannedBy!: Id | null;
  @Column('timestamptz') plannedAt!: Date;
  /** The instance that prepared it: the drill around it. */
  @Column('uuid', { nullable: true }) preparedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) stoppedAt!: Date | null;
  @Column('uuid', { nullable: true }) stoppedBy!: Id | null;
}

/** What an inject (导调) does when its moment comes. Moments in data and payload may be told from there: `@` is the moment it fires, `@-PT25M` so long before. */
export type InjectContent =
  | { readonly kind: 'start'; readonly workflow: string; readonly data: JsonObject }
  /** `target` is the place of the inject that started the instance. */
  | { readonly kind: 'event'; readonly target: number; readonly event: string; readonly payload?: JsonObject | undefined }
  | { readonly kind: 'message'; readonly text: string; readonly roles: readonly string[]; readonly urgent: boolean };

/** Something measurable that should be reached within a time after an inject. */
export interface ExerciseObjective {
  readonly title: string;
  /** `task`: completed; `state`: entered; `notice`: the urgent message of the inject signed. */
  readonly kind: 'task' | 'state' | 'notice';
  /** Place of the inject it counts from. */
  readonly inject: number;
  /** Key of the task, or path of the state. */
  readonly subject?: string | undefined;
  /** Of the task; any when absent. */
  readonly outcome?: string | undefined;
  /** Time of the exercise, natural. */
  readonly within: IsoDuration;
}

export type InjectStatus = 'planned' | 'fired' | 'skipped' | 'failed';

@Entity('exercise_inject')
export class ExerciseInjectRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') exerciseId!: Id;
  /** From 1, in the order of their moments. */
  @Column('integer') place!: number;
  @Column('text') title!: string;
  /** Since the start, by the clock of the exercise. */
  @Column('integer') afterSeconds!: number;
  @Column('jsonb') content!: InjectContent;
  @Column('text') status!: InjectStatus;
  @Column('timestamptz', { nullable: true }) runAt!: Date | null;
  @Column('timestamptz', { nullable: true }) realAt!: Date | null;
  @Column('uuid', { nullable: true }) by!: Id | null;
  @Column('uuid', { nullable: true }) instanceId!: Id | null;
  @Column('uuid', { nullable: true }) noticeId!: Id | null;
  /** Code of the refusal that kept it from firing. */
  @Column('text', { nullable: true }) error!: string | null;
}

export type ExerciseDeed = 'started' | 'paused' | 'resumed' | 'speed' | 'fired' | 'skipped' | 'failed' | 'halted' | 'ended';

/** What was done with an exercise, and what both clocks showed. */
@Entity('exercise_log')
export class ExerciseLogRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') exerciseId!: Id;
  @PrimaryColumn('integer') place!: number;
  @Column('text') kind!: ExerciseDeed;
  @Column('timestamptz') realAt!: Date;
  @Column('timestamptz') runAt!: Date;
  @Column('integer') rate!: number;
  @Column('uuid', { nullable: true }) actorId!: Id | null;
  @Column('uuid', { nullable: true }) injectId!: Id | null;
}
