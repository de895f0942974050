import type { Id } from '@stationhouse/kernel';
import type { AuthoredTerms } from '@stationhouse/workflow';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A workflow that a bureau writes itself. */
@Entity('authored_workflow')
export class AuthoredWorkflowRow {
  @PrimaryColumn('uuid') bureauId!: Id;
  /** Its id: the name in its file, and the bureau's mark. */
  @PrimaryColumn('text') workflow!: string;
  /** The edition in force; 0: it was never published. */
  @Column('integer') edition!: number;
  /** Of the definition in force. */
  @Column('text', { nullable: true }) hash!: string | null;
  /** Goes up with every publication, retirement and return. */
  @Column('integer') version!: number;
  @Column('uuid') createdBy!: Id;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') changedAt!: Date;
  @Column('timestamptz', { nullable: true }) retiredAt!: Date | null;
  @Column('uuid', { nullable: true }) retiredBy!: Id | null;
  @Column('text', { nullable: true }) retiredBecause!: string | null;
}

/** A published edition of a bureau's own workflow, kept for ever. */
@Entity('authored_edition')
export class AuthoredEditionRow {
  @PrimaryColumn('uuid') bureauId!: Id;
  @PrimaryColumn('text') workflow!: string;
  /** 1, 2, 3, … */
  @PrimaryColumn('integer') edition!: number;
  /** Of its definition. */
  @Column('text') hash!: string;
  /** As it was written. */
  @Column('text') source!: string;
  @Column('jsonb') terms!: AuthoredTerms;
  @Column('text') because!: string;
  @Column('uuid') publishedBy!: Id;
  @Column('timestamptz') publishedAt!: Date;
}
