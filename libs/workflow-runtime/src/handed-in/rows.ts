import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A link by which somebody without an account hands in photos for one instance. */
@Entity('hand_in_link')
export class HandInLinkRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') instanceId!: Id;
  @Column('text') tokenHash!: string;
  @Column('uuid') madeBy!: Id;
  /** Real time, as all moments of a link. */
  @Column('timestamptz') madeAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  /** Of the phone it serves: the first one that opened it. */
  @Column('text', { nullable: true }) phoneHash!: string | null;
  @Column('timestamptz', { nullable: true }) openedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
  /** How many photos came by it. */
  @Column('int') photos!: number;
}

/** Where a photo that was handed in stands. `lapsed`: nobody looked at it within a day. */
export type HandedPhotoState = 'waiting' | 'accepted' | 'refused' | 'lapsed';

/** A photo that was handed in. Its bytes lie in an area of the station's own until somebody has decided. */
@Entity('handed_photo')
export class HandedPhotoRow {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('uuid') linkId!: Id;
  @Column('uuid') instanceId!: Id;
  @Column('text') type!: string;
  @Column('text') mediaType!: string;
  @Column('bigint') bytes!: number;
  @Column('text') sha256!: string;
  @Column('timestamptz') handedAt!: Date;
  @Column('text') state!: HandedPhotoState;
  @Column('uuid', { nullable: true }) decidedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
  @Column('uuid', { nullable: true }) attachmentId!: Id | null;
}

export const LINK_COLUMNS = `station_id AS "stationId", id, instance_id AS "instanceId", token_hash AS "tokenHash", made_by AS "madeBy", made_at AS "madeAt", expires_at AS "expiresAt", phone_hash AS "phoneHash", opened_at AS "openedAt", revoked_at AS "revokedAt", photos`;
export const PHOTO_COLUMNS = `station_id AS "stationId", id, link_id AS "linkId", instance_id AS "instanceId", type, media_type AS "mediaType", bytes::float8 AS bytes, sha256, handed_at AS "handedAt", state, decided_by AS "decidedBy", decided_at AS "decidedAt", attachment_id AS "attachmentId"`;

/** The links of instances, in the order they were made. */
export function linksOf(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<HandInLinkRow[]> {
  return tenant.sql<HandInLinkRow>(`SELECT ${LINK_COLUMNS} FROM hand_in_link WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY id`, [stationId, [...instanceIds]]);
}

/** The photos handed in for instances, in the order they came. */
export function photosOf(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<HandedPhotoRow[]> {
  return tenant.sql<HandedPhotoRow>(`SELECT ${PHOTO_COLUMNS} FROM handed_photo WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY id`, [stationId, [...instanceIds]]);
}
