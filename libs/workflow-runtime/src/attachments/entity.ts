import type { Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AttachmentKind } from './kinds.js';

/** 附件: a file attached to an instance. Its bytes lie in the station's area of the blob storage under their hash. */
@Entity('attachment')
export class AttachmentRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') instanceId!: Id;
  /** Of the history entry that tells of it. */
  @Column('integer') version!: number;
  /** As its sender called it: P2. */
  @Column('text') name!: string;
  /** What it is by its content: an id of FILE_TYPES. */
  @Column('text') type!: string;
  @Column('text') mediaType!: string;
  @Column('bigint') bytes!: number;
  @Column('text') sha256!: string;
  /** What it is for, in its sender's words: P2. */
  @Column('text', { nullable: true }) purpose!: string | null;
  /** Null for a file that is nothing but a file. */
  @Column('text', { nullable: true }) kind!: AttachmentKind | null;
  @Column('text') dataClass!: 'P2';
  /** Null for what an automation made. */
  @Column('uuid', { nullable: true }) addedBy!: Id | null;
  /** The automation's call that made it. */
  @Column('uuid', { nullable: true }) callId!: Id | null;
  @Column('timestamptz') addedAt!: Date;
  @Column('uuid', { nullable: true }) removedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) removedAt!: Date | null;
}

/** The columns of {@link AttachmentRow}, named as it names them. */
export const ATTACHMENT_COLUMNS = `station_id AS "stationId", id, instance_id AS "instanceId", version, name, type, media_type AS "mediaType", bytes::float8 AS bytes, sha256, purpose, kind,
  data_class AS "dataClass", added_by AS "addedBy", call_id AS "callId", added_at AS "addedAt", removed_by AS "removedBy", removed_at AS "removedAt"`;
