import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import { ATTACHMENT_COLUMNS, type AttachmentRow } from '../attachments/entity.js';

/** The least that lets somebody be known: the last ones that were attached. */
const MOST = 3;

/** The photos that a card shows now: likenesses of its instance, the last one first. */
export function likenessesOf(tenant: Tenant, stationId: Id, instanceId: Id): Promise<AttachmentRow[]> {
  return tenant.sql<AttachmentRow>(`SELECT ${ATTACHMENT_COLUMNS} FROM attachment WHERE station_id = $1 AND instance_id = $2 AND kind = 'likeness' AND removed_at IS NULL ORDER BY id DESC LIMIT ${MOST}`, [stationId, instanceId]);
}

/**
 * A photo that an opening showed, to whoever opened it and nobody else.
 * @throws StationhouseError NOT_FOUND also where it has been removed since
 */
export async function photoOf(tenant: Tenant, stationId: Id, { viewId, photoId, accountId }: { readonly viewId: Id; readonly photoId: Id; readonly accountId: Id }): Promise<AttachmentRow> {
  const [row] = await tenant.sql<AttachmentRow>(
    `SELECT ${ATTACHMENT_COLUMNS} FROM attachment WHERE station_id = $1 AND id = $3 AND kind = 'likeness' AND removed_at IS NULL
        AND instance_id = (SELECT instance_id FROM emergency_view WHERE station_id = $1 AND id = $2 AND account_id = $4 AND $3 = ANY (photos))`,
    [stationId, viewId, photoId, accountId],
  );
  if (row === undefined) throw noPhoto();
  return row;
}

export function noPhoto() {
  return notFound(text('照片', 'Photo'));
}
