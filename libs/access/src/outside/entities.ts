import type { Bilingual, Id } from '@stationhouse/kernel';
import { text } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The kinds of unit a station works with, in the order people expect them. */
export const UNIT_KINDS: Readonly<Record<string, Bilingual>> = {
  subDistrict: text('街道办', 'Sub-district office'),
  community: text('社区', 'Community'),
  mediationCommittee: text('人民调解委员会', "People's mediation committee"),
  property: text('物业', 'Property management'),
  legalAid: text('法律援助中心', 'Legal aid centre'),
  hospital: text('医院', 'Hospital'),
  school: text('学校', 'School'),
  volunteers: text('义警队', 'Volunteer patrol'),
  gate: text('门岗', 'Gate'),
  broadcast: text('广播室', 'Broadcast room'),
  post: text('岗位、警务站', 'Post'),
  other: text('其他', 'Other'),
};

/** 外部单位: a unit outside the police network that a station works with. */
@Entity('outside_unit')
export class OutsideUnitRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') name!: string;
  /** A key of {@link UNIT_KINDS}. */
  @Column('text') kind!: string;
  /** Whom to ask for there: P1. */
  @Column('text', { nullable: true }) contact!: string | null;
  /** P2. */
  @Column('text', { nullable: true }) phone!: string | null;
  /** False: nothing new is asked of it. */
  @Column('boolean') active!: boolean;
}

/** 外部人员: somebody of such a unit who signs in on the external surface. The id is the account's. */
@Entity('outside_person')
export class OutsidePersonRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') outsideUnitId!: Id;
  @Column('text') role!: string;
  /** P2. */
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('uuid', { nullable: true }) invitedBy!: Id | null;
  @Column('timestamptz') invitedAt!: Date;
}
