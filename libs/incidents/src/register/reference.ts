import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { IncidentReference, type CallersIncident, type CallersRecord } from '@stationhouse/workflow-runtime';

/** Fewer digits are an extension or a slip, and would meet strangers. */
const FEWEST_DIGITS = 7;
/** A mobile number without the code of the country. */
const MOST_DIGITS = 11;

/** The digits by which a number is the same, in whatever way it is written. */
const dialled = (phone: string) => phone.normalize('NFKC').replaceAll(/[^0-9]/g, '').slice(-MOST_DIGITS);

/** Incidents `i` of the station $1 that somebody with the number $2 reported. */
const REPORTED = `incident i WHERE i.station_id = $1 AND i.reporter_phone IS NOT NULL AND right(regexp_replace(normalize(i.reporter_phone, NFKC), '[^0-9]', '', 'g'), ${MOST_DIGITS}) = $2`;
const LATEST = 'ORDER BY i.received_at DESC, i.id DESC';

/** What workflows may ask about incidents. */
export class RegisterReference extends IncidentReference {
  override async exists(tenant: Tenant, stationId: Id, incidentId: Id): Promise<boolean> {
    const found = await tenant.sql('SELECT 1 FROM incident WHERE station_id = $1 AND id = $2', [stationId, incidentId]);
    return found.length > 0;
  }

  override async byNumber(tenant: Tenant, stationId: Id, number: string): Promise<Id | undefined> {
    const [found] = await tenant.sql<{ id: Id }>('SELECT id FROM incident WHERE station_id = $1 AND number = $2', [stationId, number]);
    return found?.id;
  }

  override async ofCaller(tenant: Tenant, stationId: Id, phone: string, since: Date): Promise<readonly CallersIncident[]> {
    const digits = dialled(phone);
    if (digits.length < FEWEST_DIGITS) return [];
    return tenant.sql<CallersIncident>(`SELECT i.id AS "incidentId", i.category, i.received_at AS at FROM ${REPORTED} AND i.received_at >= $3 ${LATEST} LIMIT 20`, [stationId, digits, since]);
  }

  override async recordsOfCaller(tenant: Tenant, stationId: Id, phone: string, most: number): Promise<readonly CallersRecord[]> {
    const digits = dialled(phone);
    if (digits.length < FEWEST_DIGITS) return [];
    return tenant.sql<CallersRecord>(
      `SELECT i.id AS "incidentId", i.number, i.category, i.received_at AS at, i.address, i.longitude, i.latitude FROM ${REPORTED} ${LATEST} LIMIT $3`,
      [stationId, digits, most],
    );
  }

  override async seal(tenant: Tenant, stationId: Id, incidentId: Id, at: Date | null): Promise<string | undefined> {
    const [found] = await tenant.sql<{ number: string; status: string; sealed: boolean }>('SELECT number, status, sealed_at IS NOT NULL AS sealed FROM incident WHERE station_id = $1 AND id = $2 FOR UPDATE', [stationId, incidentId]);
    if (found === undefined) return undefined;
    if (at !== null && found.status !== 'DISPOSED') throw new StationhouseError('CONFLICT', text('警情尚未反馈处置结果，不能封存。', 'The incident has not been disposed of: it cannot be sealed.'));
    if (at !== null && found.sealed) throw new StationhouseError('CONFLICT', text('已封存。', 'It is sealed already.'));
    await tenant.sql('UPDATE incident SET sealed_at = $3 WHERE station_id = $1 AND id = $2', [stationId, incidentId, at]);
    return found.number;
  }
}
