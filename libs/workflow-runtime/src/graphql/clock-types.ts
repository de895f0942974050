import { DateTime, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';

export enum ClockCauseName {
  LATE_FACT = 'LATE_FACT',
  CALENDAR = 'CALENDAR',
  EDIT = 'EDIT',
}
registerEnumType(ClockCauseName, {
  name: 'ClockCause',
  valuesMap: { LATE_FACT: { description: 'A datum it counts from was corrected.' }, CALENDAR: { description: 'The calendar it waited for came.' }, EDIT: { description: 'A person set it.' } },
});

@ObjectType({ description: 'One change of a clock, with both values.' })
export class ClockChange {
  @Field(() => DateTime) at!: Date;
  @Field(() => ClockCauseName) cause!: ClockCauseName;
  @Field(() => DateTime, { description: 'What it counted from before.' }) fromBefore!: Date;
  @Field(() => DateTime) fromAfter!: Date;
  @Field(() => DateTime, { nullable: true, description: 'Null while it was undetermined.' }) dueBefore!: Date | null;
  @Field(() => DateTime, { nullable: true }) dueAfter!: Date | null;
  @Field(() => String, { nullable: true, description: 'Of a change by hand; null to readers without P2.' }) reason!: string | null;
  @Field(() => String, { nullable: true }) by!: string | null;
  @Field(() => String, { nullable: true }) approvedBy!: string | null;
}

@ObjectType({ description: 'A change that waits for a second person.' })
export class ProposedClockEdit {
  @Field(() => DateTime) at!: Date;
  @Field(() => String) by!: string;
  @Field(() => DateTime, { description: 'When the clock would be due.' }) dueAt!: Date;
  @Field(() => String, { nullable: true, description: 'For whoever may answer, who proposed it, and readers with P2.' }) reason!: string | null;
  @Field(() => Text, { description: 'The role that answers.' }) role!: Bilingual;
  @Field(() => Boolean, { description: 'True for another person who holds that role.' }) mayApprove!: boolean;
  @Field(() => Boolean, { description: 'True for who may approve, and for whoever proposed it.' }) mayReject!: boolean;
}

@ObjectType()
export class HolidayNoticeDay {
  @Field(() => String, { description: 'Local date, 2027-01-01.' }) date!: string;
  @Field(() => String) name!: string;
  @Field(() => Boolean, { description: 'False: a weekend day that is worked.' }) isOffDay!: boolean;
}

@ObjectType({ description: 'A yearly holiday notice of a bureau, and how far the clocks that waited for it have come.' })
export class HolidayNotice {
  @Field(() => ID) bureauId!: Id;
  @Field(() => Int) year!: number;
  @Field(() => [HolidayNoticeDay], { description: 'Days that differ from the plain week.' }) days!: HolidayNoticeDay[];
  @Field(() => DateTime) importedAt!: Date;
  @Field(() => Int) stationsTotal!: number;
  @Field(() => Int) stationsDone!: number;
  @Field(() => Int, { description: 'Instances whose clocks or tasks have a due moment now.' }) determined!: number;
  @Field(() => DateTime, { nullable: true, description: 'Null while the job runs.' }) finishedAt!: Date | null;
}

@ObjectType({ description: 'Clocks and tasks of a station that have no due moment because a calendar is missing.' })
export class UndeterminedCount {
  @Field(() => ID) stationId!: Id;
  @Field(() => Int) clocks!: number;
  @Field(() => Int) tasks!: number;
}

@ObjectType({ description: 'A shift that runs every week alike.' })
export class ShiftPattern {
  @Field(() => [Int], { nullable: true, description: '1 Monday … 7 Sunday; null: official working days.' }) weekdays!: number[] | null;
  @Field(() => String, { description: '08:30' }) from!: string;
  @Field(() => String, { description: '17:30; not after from: on the next day.' }) to!: string;
}

@ObjectType({ description: 'What a station’s clocks count by beside natural time.' })
export class StationCalendar {
  @Field(() => ID) stationId!: Id;
  @Field(() => String, { nullable: true, description: 'Close of business, 17:30; null: working days end at 24:00.' }) closes!: string | null;
  @Field(() => [ShiftPattern]) shifts!: ShiftPattern[];
}

@InputType()
export class ShiftPatternInput {
  @Field(() => [Int], { nullable: true, description: '1 Monday … 7 Sunday; null: official working days.' }) weekdays?: number[] | null;
  @Field(() => String, { description: '08:30' }) from!: string;
  @Field(() => String, { description: '17:30; not after from: on the next day.' }) to!: string;
}
