import type { Bilingual, Id, IsoDuration } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type Urgency = 'normal' | 'urgent';

/** How far an urgent notice has climbed: those it was addressed to, the duty commander, the bureau. */
export type Stage = 'addressed' | 'commander' | 'bureau';

/** How a notice stopped ringing: somebody signed, its exercise stopped, or what it asked for is no longer needed. */
export type Over = 'signed' | 'halted' | 'unneeded';

/** Something people should know. Its texts carry numbers and static words, never personal data. */
@Entity('notice')
export class NoticeRow {
  /** The station it belongs to or, for a notice of the bureau itself, the bureau. */
  @PrimaryColumn('uuid') unitId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') bureauId!: Id;
  /** True when it lies in inboxes of the bureau, too. */
  @Column('boolean') atBureau!: boolean;
  /** Chosen by the sender; the same key writes nothing a second time. */
  @Column('text') key!: string;
  @Column('text') kind!: string;
  @Column('text') urgency!: Urgency;
  /** 1 rings before 2 before 3. */
  @Column('smallint') priority!: number;
  @Column('jsonb') title!: Bilingual;
  @Column('jsonb', { nullable: true }) body!: Bilingual | null;
  @Column('text', { nullable: true }) recordKind!: string | null;
  @Column('uuid', { nullable: true }) recordId!: Id | null;
  @Column('text', { nullable: true }) recordNumber!: string | null;
  /** The task of the instance it leads to that a signature completes, and how; null where the notice alone is signed. */
  @Column('integer', { nullable: true }) taskSerial!: number | null;
  @Column('text', { nullable: true }) taskOutcome!: string | null;
  @Column('boolean') exercise!: boolean;
  /** Domain time, as every moment here. */
  @Column('timestamptz') createdAt!: Date;
  @Column('text') stage!: Stage;
  @Column('timestamptz') stageAt!: Date;
  /** Told with the bureau's leaders once it climbs there. */
  @Column('text', { array: true }) bureauRoles!: string[];
  @Column('text', { nullable: true }) climbAfter!: IsoDuration | null;
  @Column('text', { nullable: true }) silentAfter!: IsoDuration | null;
  /** When it climbs unless a page has said that it rings; null once one has. */
  @Column('timestamptz', { nullable: true }) silenceAt!: Date | null;
  /** True once it has climbed because no device was heard from. */
  @Column('boolean') silent!: boolean;
  /** When the first page said that it rings. Whose it was is not kept: nobody's presence is on record. */
  @Column('timestamptz', { nullable: true }) heardAt!: Date | null;
  @Column('timestamptz', { nullable: true }) climbAt!: Date | null;
  @Column('timestamptz', { nullable: true }) tryAt!: Date | null;
  /** Who at the bureau took the matter on while the station has not signed. */
  @Column('uuid', { nullable: true }) takenBy!: Id | null;
  @Column('timestamptz', { nullable: true }) takenAt!: Date | null;
  @Column('uuid', { nullable: true }) signedBy!: Id | null;
  /** When it stopped ringing, in whatever way. */
  @Column('timestamptz', { nullable: true }) signedAt!: Date | null;
  @Column('text', { nullable: true }) overAs!: Over | null;
}

/** Somebody who was told, and where they read it. */
@Entity('notice_recipient')
export class NoticeRecipientRow {
  @PrimaryColumn('uuid') unitId!: Id;
  @PrimaryColumn('uuid') noticeId!: Id;
  @PrimaryColumn('uuid') accountId!: Id;
  @Column('uuid') bureauId!: Id;
  /** True for somebody of the bureau, who need not reach the station. */
  @Column('boolean') atBureau!: boolean;
  @Column('timestamptz') toldAt!: Date;
  @Column('timestamptz', { nullable: true }) readAt!: Date | null;
}

export type DeliveryState = 'pending' | 'sent' | 'failed';

/** One message outside the system: one channel at one stage of a notice. */
@Entity('notice_delivery')
export class NoticeDeliveryRow {
  @PrimaryColumn('uuid') unitId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') noticeId!: Id;
  @Column('text') channel!: string;
  @Column('text') stage!: Stage;
  @Column('uuid', { array: true }) accountIds!: Id[];
  /** `failed` after a failed attempt; a later one may still turn it to `sent`. */
  @Column('text') state!: DeliveryState;
  @Column('integer') attempts!: number;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) settledAt!: Date | null;
}
