import type { Tenant } from '@stationhouse/database';
import { addDuration, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { KeepsPersonal } from '../retention/retention.js';

/** How long what was published is kept after the last who hears of it has: long enough to answer where a started instance came from. */
const KEEP: IsoDuration = 'P90D';

/** Published events hold ids and codes, nothing personal; they go all the same once they have done their work. What is still to be delivered stays. */
export class PublishedRetention implements KeepsPersonal {
  async eraseDue(tenant: Tenant, stationId: Id, most: number): Promise<number> {
    const gone = await tenant.sql(
      `WITH due AS (
         SELECT e.id FROM plugin_event e WHERE e.station_id = $1 AND e.at <= $2
            AND NOT EXISTS (SELECT FROM plugin_event_delivery d WHERE d.station_id = e.station_id AND d.event_id = e.id AND (d.state IN ('waiting', 'held') OR d.handled_at > $2))
          ORDER BY e.id LIMIT $3
       ), told AS (DELETE FROM plugin_event_delivery d USING due WHERE d.station_id = $1 AND d.event_id = due.id)
       DELETE FROM plugin_event e USING due WHERE e.station_id = $1 AND e.id = due.id RETURNING e.id`,
      [stationId, addDuration(tenant.now, KEEP, 'UTC', -1), most],
    );
    return gone.length;
  }
}
