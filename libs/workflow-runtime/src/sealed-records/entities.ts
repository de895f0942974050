import type { Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** 封存: the cover of a sealed instance or incident (治安管理处罚法 136). Its content is in no answer. */
@Entity('sealed_record')
export class SealedRecordRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  /** Null where an incident is sealed. */
  @Column('uuid', { nullable: true }) instanceId!: Id | null;
  @Column('uuid', { nullable: true }) incidentId!: Id | null;
  /** The number of what is sealed. */
  @Column('text') number!: string;
  /** The clause it rests on. */
  @Column('text') basis!: string;
  @Column('text') reason!: string;
  @Column('uuid') sealedBy!: Id;
  @Column('timestamptz') sealedAt!: Date;
  @Column('uuid', { nullable: true }) liftedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) liftedAt!: Date | null;
  @Column('text', { nullable: true }) liftReason!: string | null;
}
