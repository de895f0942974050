import { columnsOf, momentText, type Want } from '@stationhouse/database';
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

const moment = (column: string) => momentText(`i.${column}`);

/** The columns of a list, over `incident i`, by the names the record gives them. */
export const LISTED = {
  id: 'i.id', stationId: 'i.station_id', number: 'i.number', version: 'i.version', channel: 'i.channel', categoryCode: 'i.category', sourceCategory: 'i.source_category',
  status: 'i.status', outcome: 'i.outcome', disposition: 'i.disposition', disposedAt: moment('disposed_at'), disposedById: 'i.disposed_by',
  receivedAt: moment('received_at'), occurredAt: moment('occurred_at'), dispatchedAt: moment('dispatched_at'), acknowledgedAt: moment('acknowledged_at'), arrivedAt: moment('arrived_at'),
  underControlAt: moment('under_control_at'), clearedAt: moment('cleared_at'),
  responseSeconds: 'CASE WHEN i.arrived_at >= i.received_at THEN round(extract(epoch FROM i.arrived_at - i.received_at))::int END',
  address: 'i.address', postcode: 'i.postcode', longitude: 'i.longitude', latitude: 'i.latitude', reporterName: 'i.reporter_name', reporterPhone: 'i.reporter_phone', units: 'i.units',
  source: "nullif(i.source, 'intake')", sourceId: 'i.source_id', importId: 'i.import_id', erasedAt: moment('erased_at'),
} as const;

/** Everything a list shows. */
export const LISTED_WANT: Want = { columns: new Set(Object.keys(LISTED)), relations: new Map() };

/** The columns of one incident. */
export const ALL_COLUMNS = `${columnsOf({ columns: LISTED }, LISTED_WANT)}, i.narrative, i.attributes`;
