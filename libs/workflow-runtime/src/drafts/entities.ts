import type { Id } from '@stationhouse/kernel';
import type { Overlay } from '@stationhouse/workflow';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One save of a draft: of an overlay, or of a bureau's own definition; the latest counts. */
@Entity('overlay_draft')
export class OverlayDraftRow<Content = Overlay> {
  /** The bureau or station. */
  @PrimaryColumn('uuid') scopeId!: Id;
  /** A workflow, for its overlay; for the definition of a bureau's own, `definition:` and the workflow. */
  @PrimaryColumn('text') workflow!: string;
  /** Grows with every save, and on from one draft to the next. */
  @PrimaryColumn('integer') version!: number;
  @Column('uuid') bureauId!: Id;
  /** The version its draft began with. */
  @Column('integer') began!: number;
  /** Null: the draft was published or discarded. */
  @Column('json', { nullable: true }) content!: Content | null;
  /** The published revision it is a change of; 0 for none. */
  @Column('integer') onRevision!: number;
  @Column('uuid') savedBy!: Id;
  @Column('timestamptz') savedAt!: Date;
}

/** What somebody says of a place of a draft, or of the whole. */
@Entity('draft_comment')
export class DraftCommentRow {
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') workflow!: string;
  /** `began` of the draft it is about. */
  @Column('integer') version!: number;
  @Column('text', { nullable: true }) place!: string | null;
  @Column('text') text!: string;
  @Column('uuid') madeBy!: Id;
  @Column('timestamptz') madeAt!: Date;
  @Column('uuid', { nullable: true }) resolvedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) resolvedAt!: Date | null;
}

export type ReviewState = 'asked' | 'approved' | 'refused';

/** What a second person says of one version of a draft. */
@Entity('draft_review')
export class DraftReviewRow {
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('text') workflow!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text') state!: ReviewState;
  @Column('uuid') askedBy!: Id;
  @Column('timestamptz') askedAt!: Date;
  @Column('uuid', { nullable: true }) decidedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
  @Column('text', { nullable: true }) note!: string | null;
}

/** Whether a bureau asks for a second person's review before an overlay is published. */
@Entity('review_rule')
export class ReviewRuleRow {
  @PrimaryColumn('uuid') bureauId!: Id;
  /** A workflow, or `*` for all that have no rule of their own. */
  @PrimaryColumn('text') workflow!: string;
  @Column('boolean') needed!: boolean;
  @Column('uuid') setBy!: Id;
  @Column('timestamptz') setAt!: Date;
}

/** A version of a draft that is to be published at a moment. */
@Entity('publication')
export class PublicationRow {
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('text') workflow!: string;
  @Column('uuid') bureauId!: Id;
  @Column('integer') version!: number;
  /** Of 100 new instances. */
  @Column('integer') share!: number;
  @Column('text') because!: string;
  @Column('uuid') setBy!: Id;
  @Column('timestamptz') setAt!: Date;
  @Column('timestamptz') dueAt!: Date;
  @Column('timestamptz') tryAt!: Date;
}

/** A version that is tried on a share of new instances; the others start on the one before. */
@Entity('canary')
export class CanaryRow {
  @PrimaryColumn('uuid') scopeId!: Id;
  @PrimaryColumn('text') workflow!: string;
  /** Of 100 new instances. */
  @Column('integer') share!: number;
  /** Hash of the version before. */
  @Column('text') before!: string;
  @Column('integer') revision!: number;
  /** 0 where there was no overlay. */
  @Column('integer') beforeRevision!: number;
  @Column('uuid') setBy!: Id;
  @Column('timestamptz') since!: Date;
}
