import type { Bilingual, Id, IsoDuration } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type Urgency = 'normal' | 'urgent';

/** How far an urgent notice has climbed: those it was addressed to, the duty commander, the bureau. */
export type Stage = 'addressed' | 'commander' | 'bureau';

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
  @Column('jsonb') title!: Bilingual;
  @Column('jsonb', { nullable: true }) body!: Bilingual | null;
  @Column('text', { nullable: true }) recordKind!: string | null;
  @Column('uuid', { nullable: true }) recordId!: Id | null;
  @Column('text', { nullable: true }) recordNumber!: string | null;
  @Column('boolean') exercise!: boolean;
  /** Domain time, as every moment here. */
  @Column('timestamptz') createdAt!: Date;
  @Column('text') stage!: Stage;
  @Column('text', { nullable: true }) climbAfter!: IsoDuration | null;
  @Column('timestamptz', { nullable: true }) climbAt!: Date | null;
  @Column('timestamptz', { nullable: true }) tryAt!: Date | null;
  @Column('uuid', { nullable: true }) signedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) signedAt!: Date | null;
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
