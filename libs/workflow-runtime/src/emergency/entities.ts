import type { Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why a card was open to somebody. */
export type EmergencyReason = 'task' | 'candidate' | 'notice' | 'bureau';

/** One opening of an emergency card; what it showed is in the instance. */
@Entity('emergency_view')
export class EmergencyViewRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') instanceId!: Id;
  /** 1, 2, 3, … within the instance, in the order they were written. */
  @Column('int') serial!: number;
  @Column('uuid') accountId!: Id;
  @Column('text') reason!: EmergencyReason;
  /** The role it was opened in. */
  @Column('text') role!: string;
  /** Paths in the data of the instance. */
  @Column('text', { array: true }) fields!: string[];
  /** Attachments of the instance. */
  @Column('uuid', { array: true }) photos!: Id[];
  @Column('timestamptz') seenAt!: Date;
}

/** What a reviewer made of the openings of an instance's card. */
@Entity('emergency_review')
export class EmergencyReviewRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') instanceId!: Id;
  /** Serial of the last opening it looked at. */
  @Column('int') through!: number;
  @Column('text') verdict!: 'clear' | 'question';
  @Column('text', { nullable: true }) remark!: string | null;
  /** The opening that is questioned, and whose it was. */
  @Column('uuid', { nullable: true }) viewId!: Id | null;
  @Column('uuid', { nullable: true }) askedId!: Id | null;
  @Column('uuid') reviewedBy!: Id;
  @Column('timestamptz') reviewedAt!: Date;
  @Column('text', { nullable: true }) answer!: string | null;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
}
