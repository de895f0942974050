import type { Id, Recurrence } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A schedule at a station, and when it is due next. */
@Entity('schedule')
export class ScheduleRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') scheduleId!: string;
  /** By the station's word; null: as it is declared. */
  @Column('jsonb', { nullable: true }) own!: Recurrence | null;
  @Column('boolean') off!: boolean;
  /** Of the declaration it was planned by. */
  @Column('text') print!: string;
  @Column('text') timeZone!: string;
  @Column('boolean') quiet!: boolean;
  /** Null once its plugin has left the installation. */
  @Column('timestamptz', { nullable: true }) dueAt!: Date | null;
  /** `dueAt` at first; a claim moves it to the end of its lease. */
  @Column('timestamptz', { nullable: true }) tryAt!: Date | null;
  @Column('integer') version!: number;
  @Column('uuid', { nullable: true }) changedBy!: Id | null;
  @Column('timestamptz') changedAt!: Date;
}

/** `queued`: handed to a job of the platform; `skipped`, `failed`: see `reason`. */
export type ScheduleRunState = 'started' | 'queued' | 'skipped' | 'failed';

/** What came of a due moment. */
@Entity('schedule_run')
export class ScheduleRunRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') scheduleId!: string;
  @PrimaryColumn('timestamptz') dueAt!: Date;
  @Column('timestamptz') ranAt!: Date;
  @Column('boolean') late!: boolean;
  /** Further due moments that passed meanwhile and have no run of their own; counted to 1,000. */
  @Column('integer') missed!: number;
  @Column('text') state!: ScheduleRunState;
  /** A code: `PLUGIN_DISABLED`, `off`, `late`, or why it failed. */
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('uuid', { nullable: true }) instanceId!: Id | null;
}
