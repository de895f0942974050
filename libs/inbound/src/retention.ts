import type { Tenant } from '@stationhouse/database';
import { addDuration, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { KeepsPersonal } from '@stationhouse/workflow-runtime';

/** What goes of an event: what it says, whom it names, and the words of whoever saw to it. That it came, when, and what became of it stays. */
const BLANK = 'data = NULL, subject = NULL, note = NULL';

/**
 * What events from outside say of people. It goes with the instance they belong to, and at the latest `keep` after they came – waiting for a
 * person or not: whoever should have seen to it was told then. Nothing goes of events of an instance on legal hold.
 */
export class InboundRetention implements KeepsPersonal {
  constructor(private readonly keep: IsoDuration) {}

  async eraseOf(tenant: Tenant, stationId: Id, instanceId: Id): Promise<number> {
    const gone = await tenant.sql(`WITH gone AS (UPDATE inbound_event SET ${BLANK} WHERE station_id = $1 AND instance_id = $2 AND data IS NOT NULL RETURNING id) SELECT id FROM gone`, [stationId, instanceId]);
    return gone.length;
  }

  async eraseDue(tenant: Tenant, stationId: Id, most: number): Promise<number> {
    const gone = await tenant.sql(
      `WITH due AS (
         SELECT e.id FROM inbound_event e WHERE e.station_id = $1 AND e.data IS NOT NULL AND e.received_at <= $2
            AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.station_id = e.station_id AND h.instance_id = e.instance_id AND h.lifted_at IS NULL)
          ORDER BY e.id LIMIT $3 FOR UPDATE
       ), gone AS (UPDATE inbound_event e SET ${BLANK} FROM due WHERE e.station_id = $1 AND e.id = due.id RETURNING e.id)
       SELECT id FROM gone`,
      [stationId, addDuration(tenant.now, this.keep, 'UTC', -1), most],
    );
    return gone.length;
  }
}
