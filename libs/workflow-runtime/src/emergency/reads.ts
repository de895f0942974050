import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { addDuration, notFound, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { InstanceRow } from '../entities.js';
import { INSTANCE_COLUMNS } from '../reads/instances.js';
import type { EmergencyReviewRow, EmergencyViewRow } from './entities.js';

/** Openings are to be reviewed within this long after the instance has closed. */
export const REVIEW_WITHIN: IsoDuration = 'P3D';

export const VIEW_COLUMNS = 'station_id AS "stationId", id, instance_id AS "instanceId", serial, account_id AS "accountId", reason, role, fields, photos, seen_at AS "seenAt"';
export const REVIEW_COLUMNS = `station_id AS "stationId", id, instance_id AS "instanceId", through, verdict, remark, view_id AS "viewId", asked_id AS "askedId",
  reviewed_by AS "reviewedBy", reviewed_at AS "reviewedAt", answer, answered_at AS "answeredAt"`;

/** `open`: the instance runs. `waiting`: it has closed, and somebody opened the card whom no review has looked at. */
export type ReviewState = 'open' | 'waiting' | 'questioned' | 'clear';

/** How openings and reviews of an instance stand; undefined where nobody has opened its card. */
export function reviewStateOf(closed: boolean, views: readonly Pick<EmergencyViewRow, 'serial'>[], reviews: readonly Pick<EmergencyReviewRow, 'through' | 'verdict'>[]): ReviewState | undefined {
  const [last, review] = [views.at(-1), reviews.at(-1)];
  if (last === undefined) return undefined;
  if (review === undefined || review.through < last.serial) return closed ? 'waiting' : 'open';
  return review.verdict === 'question' ? 'questioned' : 'clear';
}

/** Until when the openings of a closed instance are to be reviewed. */
export function reviewDue(closedAt: Date | null): Date | null {
  return closedAt === null ? null : addDuration(closedAt, REVIEW_WITHIN, 'UTC');
}

/** The openings of cards of some instances, in their order. */
export function viewsOf(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<EmergencyViewRow[]> {
  return tenant.sql<EmergencyViewRow>(`SELECT ${VIEW_COLUMNS} FROM emergency_view WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY instance_id, serial`, [stationId, [...instanceIds]]);
}

/** The reviews of some instances, in their order. */
export function reviewsOf(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<EmergencyReviewRow[]> {
  return tenant.sql<EmergencyReviewRow>(`SELECT ${REVIEW_COLUMNS} FROM emergency_review WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY id`, [stationId, [...instanceIds]]);
}

/** The instance, which nobody moves or closes until the transaction ends. @throws StationhouseError NOT_FOUND */
export async function lockInstance(tenant: Tenant, stationId: Id, id: Id): Promise<InstanceRow> {
  const [row] = await tenant.sql<InstanceRow>(`SELECT ${INSTANCE_COLUMNS} FROM instance WHERE station_id = $1 AND id = $2 FOR NO KEY UPDATE`, [stationId, id]);
  if (row === undefined) throw notFound(text('事项', 'Instance'));
  return row;
}

const OPENED = 'EXISTS (SELECT FROM emergency_view v WHERE v.station_id = i.station_id AND v.instance_id = i.id)';
const WAITING = `(i.status = 'closed' AND EXISTS (SELECT FROM emergency_view v WHERE v.station_id = i.station_id AND v.instance_id = i.id
  AND v.serial > (SELECT coalesce(max(r.through), 0) FROM emergency_review r WHERE r.station_id = i.station_id AND r.instance_id = i.id)))`;

/**
 * The instances of a station whose card somebody opened, newest first; of sealed ones nothing is told.
 * @param waiting those alone that have closed and wait for a review
 * @throws StationhouseError BAD_CURSOR, BAD_INPUT
 */
export async function listOpened(tenant: Tenant, stationId: Id, waiting: boolean, first: number, after: string | null | undefined): Promise<Page<InstanceRow>> {
  const most = parseFirst(first);
  const [last] = decodeCursor(after, ['id']) ?? [];
  const rows = await tenant.sql<InstanceRow>(
    `SELECT ${INSTANCE_COLUMNS} FROM instance i WHERE i.station_id = $1 AND ${OPENED} AND (NOT $2::boolean OR ${WAITING}) AND ($3::uuid IS NULL OR i.id < $3) ORDER BY i.id DESC LIMIT $4`,
    [stationId, waiting, last ?? null, most + 1],
  );
  return pageOf(rows, most, (row) => [row.id]);
}

/** How many instances wait for a review. */
export async function countWaiting(tenant: Tenant, stationId: Id): Promise<number> {
  const [row] = await tenant.sql<{ count: number }>(`SELECT count(*)::int AS count FROM instance i WHERE i.station_id = $1 AND ${WAITING}`, [stationId]);
  return row?.count ?? 0;
}
