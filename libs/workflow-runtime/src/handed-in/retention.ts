import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { KeepsPersonal } from '../retention/retention.js';

/** Links and what came by them go with the instance; the bytes have gone long before. That a link was made stays in the audit record. */
export class HandedInRetention implements KeepsPersonal {
  async eraseOf(tenant: Tenant, stationId: Id, instanceId: Id): Promise<number> {
    const gone = await tenant.sql(
      `WITH photos AS (DELETE FROM handed_photo WHERE station_id = $1 AND instance_id = $2 RETURNING id), links AS (DELETE FROM hand_in_link WHERE station_id = $1 AND instance_id = $2 RETURNING id)
       SELECT id FROM photos UNION ALL SELECT id FROM links`,
      [stationId, instanceId],
    );
    return gone.length;
  }
}
