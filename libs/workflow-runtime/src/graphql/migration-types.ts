import { DateTime, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { MigrationBatchRow } from '../configuration/entities.js';
import { Workflow } from './types.js';

export enum MigrationStatus {
  REHEARSING = 'REHEARSING',
  REHEARSED = 'REHEARSED',
  RUNNING = 'RUNNING',
  SUSPENDED = 'SUSPENDED',
  DONE = 'DONE',
  UNDOING = 'UNDOING',
  UNDONE = 'UNDONE',
}
registerEnumType(MigrationStatus, { name: 'MigrationStatus' });

export enum MigrationItemStatus {
  READY = 'READY',
  STUCK = 'STUCK',
  MOVED = 'MOVED',
  UNDONE = 'UNDONE',
  KEPT = 'KEPT',
}
registerEnumType(MigrationItemStatus, { name: 'MigrationItemStatus', description: 'READY to move; STUCK where it is; MOVED; UNDONE: taken back; KEPT on the new version, because it has gone on since.' });

@InputType()
export class MigrationDecision {
  @Field(() => String, { description: 'Of the old version: a state mediating.first, a task registered#grade, a clock.' }) from!: string;
  @Field(() => String, { nullable: true, description: 'Of the new version; null gives it up.' }) to!: string | null | undefined;
}

@InputType({ description: 'What a person decides; the engine proposes the rest.' })
export class MigrationDecisionsInput {
  @Field(() => [MigrationDecision], { defaultValue: [] }) states!: MigrationDecision[];
  @Field(() => [MigrationDecision], { defaultValue: [] }) tasks!: MigrationDecision[];
  @Field(() => [MigrationDecision], { defaultValue: [] }) clocks!: MigrationDecision[];
  @Field(() => [String], { defaultValue: [], description: 'Fields of the data that are given up.' }) drop!: string[];
  @Field(() => Boolean, { defaultValue: false, description: 'False: running clocks keep their due moment. True: a changed budget counts from the old start.' }) recount!: boolean;
}

@ObjectType({ description: 'Where instances in a state would go.' })
export class MigrationStateWay {
  @Field(() => String, { description: 'Path in the old version.' }) from!: string;
  @Field(() => Text) fromTitle!: Bilingual;
  @Field(() => String, { nullable: true, description: 'Path in the new version; null while open, or where it is given up.' }) to!: string | null;
  @Field(() => Text, { nullable: true }) toTitle!: Bilingual | null;
  @Field(() => String, { nullable: true, description: 'How it was found: path, key, title, given. Null while somebody must decide.' }) how!: string | null;
  @Field(() => Int, { description: 'Running instances in it.' }) instances!: number;
}

@ObjectType({ description: 'Where a task or clock would go on.' })
export class MigrationReference {
  @Field(() => String) from!: string;
  @Field(() => String, { nullable: true, description: 'Null: an open task is closed, a running clock stops.' }) to!: string | null;
}

@ObjectType({ description: 'How the running instances of one version would get to another.' })
export class MigrationWay {
  @Field(() => Workflow) from!: Workflow;
  @Field(() => Workflow) to!: Workflow;
  @Field(() => [Text], { description: 'In what the two versions differ, in words.' }) changes!: Bilingual[];
  @Field(() => [ID]) stationIds!: readonly Id[];
  @Field(() => Int) instances!: number;
  @Field(() => [MigrationStateWay], { description: 'Every state in which an instance may be, those that somebody must decide about first.' }) states!: MigrationStateWay[];
  @Field(() => [MigrationReference]) tasks!: MigrationReference[];
  @Field(() => [MigrationReference]) clocks!: MigrationReference[];
}

@ObjectType({ description: 'How many instances go from which innermost states to which, as rehearsed.' })
export class RehearsedWay {
  @Field(() => [String]) from!: readonly string[];
  @Field(() => [Text]) fromTitles!: readonly Bilingual[];
  @Field(() => [String]) to!: readonly string[];
  @Field(() => [Text]) toTitles!: readonly Bilingual[];
  @Field(() => Int) count!: number;
}

@ObjectType({ description: 'What a rehearsal on all running instances found; counts over all stations of the batch.' })
export class RehearsalReport {
  @Field(() => [RehearsedWay], { description: 'Most frequent first.' }) states!: readonly RehearsedWay[];
  @Field(() => Int) tasksKept!: number;
  @Field(() => Int) tasksClosed!: number;
  @Field(() => Int) tasksOpened!: number;
  @Field(() => Int) timersKept!: number;
  @Field(() => Int) timersCancelled!: number;
  @Field(() => Int) timersSet!: number;
}

@ObjectType({ description: 'Instances of a batch by what became of them.' })
export class MigrationProgress {
  @Field(() => MigrationStatus) status!: MigrationStatus;
  @Field(() => Int, { description: 'Rehearsed and yet to move.' }) ready!: number;
  @Field(() => Int) stuck!: number;
  @Field(() => Int) moved!: number;
  @Field(() => Int) undone!: number;
  @Field(() => Int) kept!: number;
}

@ObjectType({ description: 'A clock that is not as it was.' })
export class MigrationClockChange {
  @Field(() => String) clock!: string;
  @Field(() => String, { description: 'due, stopped, started, paused, resumed.' }) change!: string;
  @Field(() => DateTime, { nullable: true, description: 'Due before.' }) before!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Due after.' }) after!: Date | null;
  @Field(() => Text) text!: Bilingual;
}

@ObjectType({ description: 'One instance of a batch; nothing personal.' })
export class MigrationItem {
  @Field(() => ID) stationId!: Id;
  @Field(() => ID) instanceId!: Id;
  @Field(() => String) number!: string;
  @Field(() => String, { description: 'Hash of the version it ran on when it was rehearsed.' }) from!: string;
  @Field(() => String, { description: 'Hash of the version it goes to.' }) to!: string;
  @Field(() => MigrationItemStatus) status!: MigrationItemStatus;
  @Field(() => String, { nullable: true, description: 'Why it is stuck or was kept: STATE_OPEN, STATES_CLASH, DATA_INVALID, EXPRESSION_FAILED, CLOSED, NOTHING_LEFT, MOVED_ON, …' }) code!: string | null;
  @Field(() => String, { nullable: true, description: 'The state that is to blame, where one is.' }) state!: string | null;
  @Field(() => Text, { nullable: true }) text!: Bilingual | null;
  @Field(() => [MigrationClockChange], { description: 'As rehearsed.' }) clocks!: MigrationClockChange[];
}

@ObjectType()
export class MigrationItemEdge {
  @Field(() => String) cursor!: string;
  @Field(() => MigrationItem) node!: MigrationItem;
}

@ObjectType()
export class MigrationItemConnection {
  @Field(() => [MigrationItemEdge]) edges!: MigrationItemEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: 'Running instances of a workflow on their way to the versions their stations work with.' })
export class MigrationBatch {
  readonly row!: MigrationBatchRow;
  readonly bureauId!: Id;
  @Field(() => ID) id!: Id;
  @Field(() => String, { description: 'The id of the workflow.' }) workflow!: string;
  @Field(() => [ID]) stationIds!: readonly Id[];
  @Field(() => String) because!: string;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => DateTime, { nullable: true }) startedAt!: Date | null;
}

@ObjectType()
export class MigrationBatchEdge {
  @Field(() => String) cursor!: string;
  @Field(() => MigrationBatch) node!: MigrationBatch;
}

@ObjectType()
export class MigrationBatchConnection {
  @Field(() => [MigrationBatchEdge]) edges!: MigrationBatchEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}
