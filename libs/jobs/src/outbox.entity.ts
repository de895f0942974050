import type { Bilingual } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JobPayload } from './job.js';

/** Whose work a job is: it runs scoped to that station or bureau. */
export type JobScope = 'station' | 'bureau';

export type JobState = 'pending' | 'done' | 'dead';

/** A row of the outbox is the job itself; whatever travels through a queue only wakes a worker. */
@Entity('outbox')
export class OutboxRow {
  @PrimaryColumn('uuid') scopeId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') scope!: JobScope;
  @Column('text') topic!: string;
  /** Ids and small facts only, never personal data. */
  @Column('jsonb') payload!: JobPayload;
  @Column('text') state!: JobState;
  /** Claims so far; a process killed in the middle counts too, so that a poisonous job ends as `dead`. */
  @Column('integer') attempts!: number;
  /** Nobody claims the row before this moment (real time); a claim moves it to the end of its lease. */
  @Column('timestamptz') nextRun!: Date;
  /** When the sweeper rebuilds the wake-up (real time). */
  @Column('timestamptz') wakeAt!: Date;
  @Column('uuid', { nullable: true }) claimedBy!: string | null;
  /** Stable code of the last failure: one of ours, else `INTERNAL`. */
  @Column('text', { nullable: true }) code!: string | null;
  /** What went wrong, in words that quote no data; see `faultOf`. */
  @Column('jsonb', { nullable: true }) error!: Bilingual | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}
