import { Account, DateTime } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';
import { RecurrenceInput, ScheduleRecurrence } from '@stationhouse/workflow-runtime';
import type { DeliveryRow } from './deliveries.js';

export enum DashboardFormat {
  PDF = 'PDF',
  XLSX = 'XLSX',
}
registerEnumType(DashboardFormat, { name: 'DashboardFormat', description: 'The file a dashboard is sent as: its tiles as tables.' });

@ObjectType({ description: 'To whom a dashboard goes, and when. Each receiver gets what they may see at that moment.' })
export class DashboardDelivery {
  @Field(() => ID) id!: Id;
  @Field(() => Int, { description: 'Grows by one with every change.' }) version!: number;
  @Field(() => ID, { nullable: true, description: 'Whose figures, and by whose clock; null for all stations that a receiver reads, by the bureau’s clock.' }) atStationId!: Id | null;
  @Field(() => ScheduleRecurrence) recurrence!: ScheduleRecurrence;
  @Field(() => DashboardFormat) format!: DashboardFormat;
  @Field(() => DateTime, { nullable: true, description: 'When next; domain time. Null once stopped.' }) nextAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'The last moment it was due; domain time.' }) lastAt!: Date | null;
  @Field(() => Int, { description: 'How many receivers could not be given it the last time: they may not see it any more, or have left.' }) lastRefused!: number;
  row!: DeliveryRow;
}

@InputType({ description: 'To whom a dashboard is to go, and when.' })
export class DashboardDeliveryInput {
  @Field(() => ID, { nullable: true, description: 'Whose figures, and by whose clock; for a role of the bureau null: all stations that a receiver reads. Stays as it was planned.' }) atStationId!: Id | null | undefined;
  @Field(() => RecurrenceInput, { description: 'Every day, or on days of the week.' }) recurrence!: RecurrenceInput;
  @Field(() => DashboardFormat, { defaultValue: DashboardFormat.PDF }) format!: DashboardFormat;
  @Field(() => [ID], { description: '1 to 100 accounts of those that dashboardReceivers names.' }) receiverIds!: Id[];
}

@ObjectType({ description: 'A file that the reader was sent.' })
export class DashboardIssue {
  @Field(() => ID) id!: Id;
  @Field(() => String) title!: string;
  @Field(() => DashboardFormat) format!: DashboardFormat;
  @Field(() => DateTime, { description: 'Domain time.' }) madeAt!: Date;
}

@ObjectType({ description: 'Somebody a dashboard may be sent to.' })
export class DashboardReceiver implements Pick<Account, 'id' | 'displayName'> {
  @Field(() => ID) id!: Id;
  @Field(() => String) displayName!: string;
}
