import type { StationChange, StationRow } from '@stationhouse/access';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `close`: the station ends, and what runs there with it. `merge`: its records are worked on by the successor's people. `split`: a new station is founded like it. */
export type ReorganisationKind = 'close' | 'merge' | 'split';

export type ReorganisationState = 'planned' | 'done' | 'cancelled' | 'failed';

/** Who goes to the successor, or to the new station, in which role. */
export interface Going {
  readonly accountId: Id;
  readonly role: string;
}

/** What is to happen at the moment, beside the station's end itself. */
export interface ReorganisationPlan {
  /** Workflows whose running instances are called off. */
  readonly ends: readonly string[];
  readonly people: readonly Going[];
  /** Of a split: the communities and grid cells that the new station polices. */
  readonly localities: readonly Id[];
  /** The new station of a split. */
  readonly founds: StationRow | null;
  /** Of a split: what the station keeps of its area and people; null for both as they are. */
  readonly stays: Share | null;
  /** Of a split: what the new station has of them. */
  readonly begins: Share | null;
}

/** One side's share of a divided station. */
export interface Share extends Pick<StationChange, 'population' | 'populationAsOf'> {
  /** GeoJSON polygon or multi-polygon, WGS-84. */
  readonly area?: object | null | undefined;
}

/** A station that is to be closed, merged or split (机构调整; docs/adr/0031). */
@Entity('reorganisation')
export class ReorganisationRow {
  @PrimaryColumn('uuid') bureauId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') kind!: ReorganisationKind;
  @Column('uuid') stationId!: Id;
  /** Of a merger. */
  @Column('uuid', { nullable: true }) successorId!: Id | null;
  @Column('jsonb') plan!: ReorganisationPlan;
  @Column('text') because!: string;
  @Column('uuid') setBy!: Id;
  @Column({ type: 'timestamptz', insert: false, update: false }) setAt!: Date;
  /** Domain time: the first moment of a day of the station's. */
  @Column('timestamptz') dueAt!: Date;
  @Column('timestamptz') tryAt!: Date;
  @Column('text') state!: ReorganisationState;
  @Column('uuid', { nullable: true }) endedBy!: Id | null;
  /** When it was carried out, cancelled, or found not to stand. */
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  /** Why it could not be carried out. */
  @Column('jsonb', { nullable: true }) failure!: Bilingual | null;
  /** The new station of a split. */
  @Column('uuid', { nullable: true }) foundedId!: Id | null;
}
