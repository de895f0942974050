import type { Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A revision of the bureau's overlay on its way to chosen stations (模板下发; docs/adr/0027). */
@Entity('campaign')
export class CampaignRow {
  @PrimaryColumn('uuid') bureauId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') workflow!: string;
  /** Of the bureau's overlay. */
  @Column('integer') revision!: number;
  @Column('text') because!: string;
  /** From the beginning of which day of the station's, `2026-11-25`; at once when null. */
  @Column('date', { nullable: true }) effectiveOn!: string | null;
  @Column('boolean') paused!: boolean;
  @Column('timestamptz', { nullable: true }) withdrawnAt!: Date | null;
  @Column('uuid') startedBy!: Id;
  @Column('timestamptz') startedAt!: Date;
}

/** A station's part of a campaign. Whether it has adopted the revision is read from its version. */
@Entity('campaign_station')
export class CampaignStationRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') campaignId!: Id;
  @Column('uuid') bureauId!: Id;
  @Column('timestamptz', { nullable: true }) carriedAt!: Date | null;
  /** The revision the station held before; null where that was the bureau's standing one. */
  @Column('integer', { nullable: true }) before!: number | null;
  @Column('timestamptz', { nullable: true }) takenBackAt!: Date | null;
}

/** Which revision of the bureau's overlay holds at a station, where it is not the standing one. */
@Entity('bureau_adoption')
export class BureauAdoptionRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('text') workflow!: string;
  @Column('integer') revision!: number;
}
