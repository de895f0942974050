import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { addDuration, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import { MOST_COUNTED, type ExpiringBeside, type KeepsPersonal } from '@stationhouse/workflow-runtime';
import { incidentsErased } from '../permissions.js';

/** Somebody still keeps what an instance linked to the incident knows: it has not been erased, or it is on hold. */
const KEPT_BY_INSTANCE = `SELECT FROM instance n WHERE n.station_id = i.station_id AND n.incident_id = i.id AND (
  NOT EXISTS (SELECT FROM erasure e WHERE e.station_id = n.station_id AND e.instance_id = n.id AND e.field = '*')
  OR EXISTS (SELECT FROM legal_hold h WHERE h.station_id = n.station_id AND h.instance_id = n.id AND h.lifted_at IS NULL))`;

/** Incidents `i` of a station ($1) whose time is over, counted from before a moment ($2). */
const DUE = `FROM incident i WHERE i.station_id = $1 AND i.erased_at IS NULL AND i.recorded_at <= $2 AND greatest(i.recorded_at, i.disposed_at) <= $2
  AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.station_id = i.station_id AND h.incident_id = i.id AND h.lifted_at IS NULL)
  AND NOT EXISTS (${KEPT_BY_INSTANCE})`;

/**
 * What the register says of people goes `keep` after an incident was taken into it or disposed of, whichever was later – live or
 * imported, disposed of or not; not before the last instance linked to it, and not while one of them or the incident is on hold.
 * What figures count stays: number, category, channel, moments, outcome, units, source; of the position about a kilometre.
 */
export class IncidentRetention implements KeepsPersonal {
  constructor(private readonly keep: IsoDuration) {}

  async eraseDue(tenant: Tenant, stationId: Id, most: number): Promise<number> {
    const gone = await tenant.sql(
      `WITH due AS (
         SELECT i.id ${DUE} ORDER BY i.recorded_at, i.id LIMIT $3 FOR UPDATE
       ), gone AS (
         UPDATE incident i SET narrative = '', disposition = NULL, reporter_name = NULL, reporter_phone = NULL, address = NULL, attributes = NULL,
                longitude = round(i.longitude::numeric, 2), latitude = round(i.latitude::numeric, 2), erased_at = $4, version = version + 1
           FROM due WHERE i.station_id = $1 AND i.id = due.id RETURNING i.id)
       SELECT id FROM gone`,
      [stationId, this.from(tenant.now), most, tenant.now],
    );
    if (gone.length > 0) await audit(tenant, { action: incidentsErased, stationId, details: { count: gone.length, keep: this.keep } });
    return gone.length;
  }

  async expiring(tenant: Tenant, stationId: Id, until: Date): Promise<ExpiringBeside | undefined> {
    const [found] = await tenant.sql<{ count: number; first: Date | null }>(
      `SELECT count(*)::int AS count, min(since) AS first FROM (SELECT greatest(i.recorded_at, i.disposed_at) AS since ${DUE} ORDER BY i.recorded_at LIMIT $3) due`,
      [stationId, this.from(until), MOST_COUNTED + 1],
    );
    if (found === undefined || found.first === null) return undefined;
    return { title: text('警情：报警人、内容、地址', 'Incidents: reporter, narrative, address'), keep: this.keep, count: found.count, firstDue: addDuration(found.first, this.keep, 'UTC') };
  }

  /** What was taken in or disposed of since is kept. */
  private from(now: Date): Date {
    return addDuration(now, this.keep, 'UTC', -1);
  }
}
