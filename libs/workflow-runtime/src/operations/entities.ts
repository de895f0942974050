import type { Bilingual, Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a bulk repair does to each of its items. */
export type RepairKind = 'fire-timers' | 'determine' | 'resend-jobs' | 'retry-calls';

export type RepairStatus = 'running' | 'suspended' | 'cancelled' | 'done';

/** A bulk repair of one station, and how far it has come. */
@Entity('repair')
export class RepairRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') kind!: RepairKind;
  /** The topic of jobs, or the automation, where it is narrowed to one. */
  @Column('text', { nullable: true }) onlyOf!: string | null;
  @Column('text') status!: RepairStatus;
  @Column('integer') total!: number;
  @Column('integer') done!: number;
  @Column('integer') failed!: number;
  @Column('uuid') startedBy!: Id;
  @Column('uuid', { nullable: true }) sessionId!: Id | null;
  @Column('text') idempotencyKey!: string;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}

/** One thing a repair mends: a timer, an instance, a job or a call. */
@Entity('repair_item')
export class RepairItemRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') repairId!: Id;
  @PrimaryColumn('uuid') itemId!: Id;
  @Column('uuid', { nullable: true }) instanceId!: Id | null;
  @Column('text') status!: 'waiting' | 'done' | 'failed';
  @Column('text', { nullable: true }) code!: string | null;
  /** What went wrong, in words that quote no data. */
  @Column('jsonb', { nullable: true }) error!: Bilingual | null;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}
