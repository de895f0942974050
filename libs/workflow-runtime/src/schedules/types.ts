import { DateTime, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { ScheduleRow } from './entities.js';

export enum RecurrenceEvery {
  DAY = 'DAY',
  WEEK = 'WEEK',
  MONTH = 'MONTH',
}
registerEnumType(RecurrenceEvery, { name: 'RecurrenceEvery', description: 'How often something comes round.', valuesMap: { DAY: { description: 'Every day.' }, WEEK: { description: 'On some days of the week.' }, MONTH: { description: 'On one day of the month.' } } });

export enum ScheduleRunStateName {
  STARTED = 'STARTED',
  QUEUED = 'QUEUED',
  SKIPPED = 'SKIPPED',
  FAILED = 'FAILED',
}
registerEnumType(ScheduleRunStateName, {
  name: 'ScheduleRunStateName',
  description: 'What came of a due moment.',
  valuesMap: { STARTED: { description: 'An instance was started.' }, QUEUED: { description: 'A job of the platform was set going.' }, SKIPPED: { description: 'Nothing ran; see the reason.' }, FAILED: { description: 'The workflow refused; see the reason. The chief was told.' } },
});

const WEEKDAYS = { description: 'Of a week: 1 Monday … 7 Sunday; empty otherwise.' };
const MONTHDAY = { nullable: true, description: 'Of a month: 1 … 31, a missing day becoming the month’s last; 0 for the last day; null otherwise.' };
const AT = { description: 'By the wall clock of the station: 08:30.' };

@ObjectType({ description: 'When something comes round, in the station’s time zone.' })
export class ScheduleRecurrence {
  @Field(() => RecurrenceEvery) every!: RecurrenceEvery;
  @Field(() => [Int], WEEKDAYS) weekdays!: number[];
  @Field(() => Int, MONTHDAY) monthday!: number | null;
  @Field(() => String, AT) at!: string;
  @Field(() => Text, { description: 'For people: 每周三 08:30.' }) words!: Bilingual;
}

@InputType({ description: 'When something is to come round, in the station’s time zone.' })
export class RecurrenceInput {
  @Field(() => RecurrenceEvery) every!: RecurrenceEvery;
  @Field(() => [Int], { ...WEEKDAYS, defaultValue: [] }) weekdays!: number[];
  @Field(() => Int, MONTHDAY) monthday?: number | null;
  @Field(() => String, AT) at!: string;
}

@ObjectType({ description: 'What came of one due moment.' })
export class ScheduleRun {
  @Field(() => DateTime) dueAt!: Date;
  @Field(() => DateTime) ranAt!: Date;
  @Field(() => Boolean, { description: 'True when it began more than five minutes after its moment.' }) late!: boolean;
  @Field(() => Int, { description: 'Further due moments that passed meanwhile and have no run of their own; counted to 1,000.' }) missed!: number;
  @Field(() => ScheduleRunStateName) state!: ScheduleRunStateName;
  @Field(() => Text, { nullable: true, description: 'Why nothing ran.' }) reason!: Bilingual | null;
  @Field(() => ID, { nullable: true, description: 'The instance it started.' }) instanceId!: Id | null;
}

@ObjectType({ description: 'What comes round at a station: of a plugin, or of the platform.' })
export class Schedule {
  row!: ScheduleRow;
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { nullable: true, description: 'Null for the platform’s own.' }) pluginId!: string | null;
  @Field(() => Text, { nullable: true, description: 'The workflow it starts; null for the platform’s own.' }) workflowTitle!: Bilingual | null;
  @Field(() => ScheduleRecurrence, { description: 'As it holds at the station.' }) recurrence!: ScheduleRecurrence;
  @Field(() => ScheduleRecurrence, { description: 'As it is declared.' }) declared!: ScheduleRecurrence;
  @Field(() => Boolean, { description: 'Whether the station has set its own time.' }) own!: boolean;
  @Field(() => Boolean, { description: 'Whether the station may set its own time.' }) mayChangeTime!: boolean;
  @Field(() => Boolean, { description: 'Whether the station may switch it off.' }) maySwitchOff!: boolean;
  @Field(() => Boolean, { description: 'Whether the station has switched it off.' }) off!: boolean;
  @Field(() => Boolean, { description: 'Whether it runs: not switched off, and its plugin enabled.' }) active!: boolean;
  @Field(() => [DateTime], { description: 'The next three due moments; empty while it does not run.' }) next!: Date[];
  @Field(() => [ScheduleRun], { description: 'The last five due moments, the latest first.' }) runs!: ScheduleRun[];
  @Field(() => Int, { description: 'Goes up with every change; expectedVersion of the next one.' }) revision!: number;
}
