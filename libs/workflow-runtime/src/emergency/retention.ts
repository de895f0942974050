import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { KeepsPersonal } from '../retention/retention.js';

/** Who opened a card, and the words of its reviews, go with the instance; that a card was opened stays in the audit record. */
export class EmergencyRetention implements KeepsPersonal {
  async eraseOf(tenant: Tenant, stationId: Id, instanceId: Id): Promise<number> {
    const gone = await tenant.sql(
      `WITH reviews AS (DELETE FROM emergency_review WHERE station_id = $1 AND instance_id = $2 RETURNING id), views AS (DELETE FROM emergency_view WHERE station_id = $1 AND instance_id = $2 RETURNING id)
       SELECT id FROM reviews UNION ALL SELECT id FROM views`,
      [stationId, instanceId],
    );
    return gone.length;
  }
}
