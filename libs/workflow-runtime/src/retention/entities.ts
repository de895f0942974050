import type { Id, IsoDuration } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** 依法留存: nothing of an instance, or of an incident, is erased until somebody lifts it. */
@Entity('legal_hold')
export class LegalHoldRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  /** Null where an incident is held. */
  @Column('uuid', { nullable: true }) instanceId!: Id | null;
  @Column('uuid', { nullable: true }) incidentId!: Id | null;
  /** The number of what is held. */
  @Column('text') number!: string;
  @Column('text') reason!: string;
  /** When somebody is to look whether it is still needed. Its passing warns and lifts nothing. */
  @Column('timestamptz') reviewAt!: Date;
  @Column('uuid') placedBy!: Id;
  @Column('timestamptz') placedAt!: Date;
  @Column('uuid', { nullable: true }) liftedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) liftedAt!: Date | null;
  @Column('text', { nullable: true }) liftReason!: string | null;
  /** The review date whose passing somebody was told of. */
  @Column('timestamptz', { nullable: true }) warnedFor!: Date | null;
}

/** What was erased of an instance by one rule. */
@Entity('erasure')
export class ErasureRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') instanceId!: Id;
  /** A field of the data, or `*` for everything personal beside them. */
  @PrimaryColumn('text') field!: string;
  @Column('text') workflow!: string;
  /** The rule: how long it was kept. */
  @Column('text') keep!: IsoDuration;
  /** From when: the instance closed, or its exercise ended. */
  @Column('timestamptz') endedAt!: Date;
  @Column('timestamptz') erasedAt!: Date;
  /** Values that were removed. */
  @Column('integer') count!: number;
}
