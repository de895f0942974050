import type { Id } from '@stationhouse/kernel';
import type { Channel, Status } from './vocabulary.js';

/** An incident as the register answers it. Moments come as ISO 8601 text, as JSON carries them. */
export interface IncidentRecord {
  readonly id: Id;
  readonly stationId: Id;
  readonly number: string;
  readonly version: number;
  readonly channel: Channel;
  readonly categoryCode: string;
  readonly sourceCategory: string | null;
  readonly status: Status;
  readonly outcome: string | null;
  readonly disposition: string | null;
  readonly disposedAt: string | null;
  readonly disposedById: Id | null;
  readonly receivedAt: string;
  readonly occurredAt: string | null;
  readonly dispatchedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly arrivedAt: string | null;
  readonly underControlAt: string | null;
  readonly clearedAt: string | null;
  /** Received → arrived; null when either is missing or they are the wrong way round. */
  readonly responseSeconds: number | null;
  readonly address: string | null;
  readonly postcode: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly reporterName: string | null;
  readonly reporterPhone: string | null;
  readonly units: readonly string[];
  readonly source: string | null;
  readonly sourceId: string | null;
  readonly importId: Id | null;
  /** When what it says of people went because its time was over. */
  readonly erasedAt: string | null;
  /** Only read for one incident; a list leaves them out. */
  readonly narrative?: string;
  readonly attributes?: Record<string, string> | null;
}

const moment = (column: string) => `to_char(i.${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The columns of a list, over `incident i`, named as the record names them. */
export const LISTED_COLUMNS = `
  i.id, i.station_id AS "stationId", i.number, i.version, i.channel, i.category AS "categoryCode", i.source_category AS "sourceCategory",
  i.status, i.outcome, i.disposition, ${moment('disposed_at')} AS "disposedAt", i.disposed_by AS "disposedById",
  ${moment('received_at')} AS "receivedAt", ${moment('occurred_at')} AS "occurredAt", ${moment('dispatched_at')} AS "dispatchedAt",
  ${moment('acknowledged_at')} AS "acknowledgedAt", ${moment('arrived_at')} AS "arrivedAt", ${moment('under_control_at')} AS "underControlAt",
  ${moment('cleared_at')} AS "clearedAt",
  CASE WHEN i.arrived_at >= i.received_at THEN round(extract(epoch FROM i.arrived_at - i.received_at))::int END AS "responseSeconds",
  i.address, i.postcode, i.longitude, i.latitude, i.reporter_name AS "reporterName", i.reporter_phone AS "reporterPhone", i.units,
  nullif(i.source, 'intake') AS source, i.source_id AS "sourceId", i.import_id AS "importId", ${moment('erased_at')} AS "erasedAt"`;

/** The columns of one incident. */
export const ALL_COLUMNS = `${LISTED_COLUMNS}, i.narrative, i.attributes`;
