import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';
import { accessGrantOpened } from '../audit-actions.js';
import { forbidden } from '../guard/require.js';

/** Something read because of an access grant. */
export interface Opening {
  readonly stationId: Id;
  readonly grantId: Id;
  /** The query or route. */
  readonly operation: string;
  readonly recordId: Id | undefined;
  /** Real time. */
  readonly at: Date;
}

/**
 * Writes down what an access grant is about to open, before it is read: what cannot be written down is not shown.
 * @throws StationhouseError FORBIDDEN when the grant has ended since the request began
 */
export async function noteOpening(tenant: Tenant, { stationId, grantId, operation, recordId, at }: Opening): Promise<void> {
  const [noted] = await tenant.sql<{ times: number }>(
    `INSERT INTO access_grant_opening (station_id, grant_id, id, operation, record_id, first_at, last_at, times)
     SELECT g.station_id, g.id, $3::uuid, $4::text, $5::uuid, $6::timestamptz, $6, 1 FROM access_grant g WHERE g.station_id = $1 AND g.id = $2 AND g.starts_at <= $6 AND g.ends_at > $6 AND g.ended_at IS NULL
     ON CONFLICT (station_id, grant_id, operation, record_id) DO UPDATE SET last_at = excluded.last_at, times = access_grant_opening.times + 1 RETURNING times`,
    [stationId, grantId, newId(), operation, recordId ?? null, at],
  );
  if (noted === undefined) throw forbidden();
  if (noted.times === 1) await audit(tenant, { action: accessGrantOpened, stationId, record: { kind: 'accessGrant', id: grantId }, details: { operation, recordId: recordId ?? null } });
}
