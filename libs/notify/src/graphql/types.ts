import { DateTime, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { InboxNotice } from '../inbox.js';

export enum UrgencyName {
  NORMAL = 'NORMAL',
  URGENT = 'URGENT',
}
registerEnumType(UrgencyName, { name: 'Urgency' });

export enum NoticeStage {
  ADDRESSED = 'ADDRESSED',
  COMMANDER = 'COMMANDER',
  BUREAU = 'BUREAU',
}
registerEnumType(NoticeStage, { name: 'NoticeStage', description: 'How far an urgent notice has climbed: those it was addressed to, the duty commander, the bureau.' });

export enum NoticeOver {
  SIGNED = 'SIGNED',
  HALTED = 'HALTED',
  UNNEEDED = 'UNNEEDED',
}
registerEnumType(NoticeOver, { name: 'NoticeOver', description: 'How a notice stopped ringing: signed, its exercise stopped, or what it asked for is no longer needed.' });

export enum NoticeSignature {
  NOTICE = 'NOTICE',
  TASK = 'TASK',
  TAKE_ON = 'TAKE_ON',
}
registerEnumType(NoticeSignature, {
  name: 'NoticeSignature',
  description: 'What signing does: NOTICE settles the notice for all; TASK completes the task it rings for, too; TAKE_ON takes it on at the bureau, while the station rings until it signs.',
});

@ObjectType({ description: 'Somebody who was told.' })
export class NoticeReader {
  @Field(() => String, { description: '– for somebody out of sight.' }) name!: string;
  @Field(() => Boolean, { description: 'True for somebody who reads it at the bureau.' }) atBureau!: boolean;
}

@ObjectType({ description: 'Where a notice leads.' })
export class NoticeRecord {
  @Field(() => String, { description: 'instance, incident, import.' }) kind!: string;
  @Field(() => ID) id!: Id;
  @Field(() => String, { nullable: true, description: 'As people know it.' }) number!: string | null;
}

/** A notice with what its fields are computed from. */
@ObjectType({ description: 'Something the signed-in account was told; nothing personal.' })
export class Notice {
  readonly row!: InboxNotice;
  @Field(() => ID) id!: Id;
  @Field(() => String, { description: 'task.assigned, task.reminder, task.escalated, task.unreached, workflow.notice.' }) kind!: string;
  @Field(() => UrgencyName) urgency!: UrgencyName;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { nullable: true }) body!: Bilingual | null;
  @Field(() => ID, { nullable: true, description: 'Null for a notice of the bureau itself.' }) stationId!: Id | null;
  @Field(() => NoticeRecord, { nullable: true }) record!: NoticeRecord | null;
  @Field(() => Boolean, { description: 'True for an exercise: nothing of it left the system.' }) exercise!: boolean;
  @Field(() => DateTime, { description: 'Domain time, as all moments here.' }) createdAt!: Date;
  @Field(() => DateTime, { description: 'When it came to this account: an urgent one may have climbed here.' }) toldAt!: Date;
  @Field(() => DateTime, { nullable: true }) readAt!: Date | null;
  @Field(() => NoticeStage) stage!: NoticeStage;
  @Field(() => DateTime, { nullable: true, description: 'When it climbs unless somebody signs.' }) climbsAt!: Date | null;
  @Field(() => Boolean, { description: 'True for an urgent one that nobody has signed; for somebody of the bureau, none that the bureau has taken on.' }) ringing!: boolean;
  @Field(() => DateTime, { nullable: true, description: 'When it stopped ringing for all: signed by one of those told, or as over says.' }) signedAt!: Date | null;
  @Field(() => NoticeOver, { nullable: true, description: 'How it stopped ringing; null while it rings, and for an ordinary one.' }) over!: NoticeOver | null;
  @Field(() => Int, { description: '1 rings before 2 before 3; 2 where nothing is said.' }) priority!: number;
  @Field(() => NoticeSignature, { description: 'What my signature does.' }) signature!: NoticeSignature;
  @Field(() => Boolean, { description: 'True once it has climbed because no device of those told was heard from.' }) silent!: boolean;
  @Field(() => DateTime, { nullable: true, description: 'When somebody of the bureau took it on.' }) takenAt!: Date | null;
}

@ObjectType({ description: 'What a covered screen may tell: that something rings, and how urgently.' })
export class CoveredRinging {
  @Field(() => Int, { description: 'Real ones.' }) ringing!: number;
  @Field(() => Int, { description: 'Those of exercises.' }) exerciseRinging!: number;
  @Field(() => Int, { nullable: true, description: 'Of the one to turn to first: 1 before 2 before 3; null where nothing rings.' }) priority!: number | null;
}

@ObjectType({ description: 'A ringing notice that no device of those told was heard from.' })
export class SilentNotice {
  readonly unitId!: Id;
  @Field(() => ID) id!: Id;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { nullable: true, description: 'The number of the record it is about.' }) recordNumber!: string | null;
  @Field(() => ID, { nullable: true, description: 'Null for a notice of the bureau itself.' }) stationId!: Id | null;
  @Field(() => Int) priority!: number;
  @Field(() => Boolean) exercise!: boolean;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => NoticeStage) stage!: NoticeStage;
  @Field(() => DateTime, { nullable: true, description: 'When a device was heard from after all.' }) heardAt!: Date | null;
}

@ObjectType()
export class NoticeEdge {
  @Field(() => String) cursor!: string;
  @Field(() => Notice) node!: Notice;
}

@ObjectType()
export class NoticeConnection {
  readonly count!: () => Promise<number>;
  @Field(() => [NoticeEdge]) edges!: NoticeEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: 'What the bell shows.' })
export class NoticeCounts {
  @Field(() => Int, { description: 'Real ones.' }) unread!: number;
  @Field(() => Int, { description: 'Urgent ones that nobody has signed; real ones.' }) ringing!: number;
  @Field(() => Int, { description: 'Those of exercises, counted apart: they are neither work nor hide it.' }) exerciseUnread!: number;
  @Field(() => Int, { description: 'Urgent ones of exercises that nobody has signed.' }) exerciseRinging!: number;
}

@ObjectType({ description: 'An SMS or push message that its gateway did not take. The inbox has the notice all the same.' })
export class FailedNoticeDelivery {
  @Field(() => ID) id!: Id;
  @Field(() => String, { description: 'sms or push.' }) channel!: string;
  @Field(() => String, { nullable: true, description: 'The number of the record it was about.' }) recordNumber!: string | null;
  @Field(() => Int, { description: 'How many people it was for.' }) recipients!: number;
  @Field(() => Int, { description: 'Six at most; while fewer, another follows.' }) attempts!: number;
  @Field(() => String, { nullable: true, description: 'Why, in the gateway’s or the network’s words.' }) error!: string | null;
  @Field(() => DateTime) createdAt!: Date;
}

@InputType()
export class NoticeFilter {
  @Field(() => Boolean, { nullable: true }) unread?: boolean | null;
  @Field(() => Boolean, { nullable: true }) urgent?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Urgent and signed by nobody.' }) ringing?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Those of exercises alone, or real ones alone; both when absent.' }) exercise?: boolean | null;
}
