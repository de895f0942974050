import type { Tenant } from '@stationhouse/database';
import { addDuration, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { KeepsPersonal } from '../retention/retention.js';

/** How long a station that was asked keeps what it answered: long enough to say afterwards what it did. */
const KEEP: IsoDuration = 'P90D';

/** Whom an instance asked goes with it; what a station answered another goes by itself. The audit lines stay at both. */
export class ShareRetention implements KeepsPersonal {
  async eraseOf(tenant: Tenant, stationId: Id, instanceId: Id): Promise<number> {
    const gone = await tenant.sql(
      `WITH gone AS (DELETE FROM share_request WHERE station_id = $1 AND instance_id = $2 AND direction = 'out' RETURNING id),
            answers AS (DELETE FROM share_answer a USING gone WHERE a.station_id = $1 AND a.request_id = gone.id) SELECT id FROM gone`,
      [stationId, instanceId],
    );
    return gone.length;
  }

  async eraseDue(tenant: Tenant, stationId: Id, most: number): Promise<number> {
    const gone = await tenant.sql(
      `WITH due AS (SELECT id FROM share_request WHERE station_id = $1 AND direction = 'in' AND ended_at <= $2 ORDER BY id LIMIT $3),
            answers AS (DELETE FROM share_answer a USING due WHERE a.station_id = $1 AND a.request_id = due.id)
       DELETE FROM share_request r USING due WHERE r.station_id = $1 AND r.id = due.id RETURNING r.id`,
      [stationId, addDuration(tenant.now, KEEP, 'UTC', -1), most],
    );
    return gone.length;
  }
}
