import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { incidentsOf, type DemoIncident, type Story } from './world/incidents.js';
import type { DemoStation } from './world/stations.js';

const BATCH_ROWS = 3_000;

/** What the rows are called in the register's `source`. */
export const DEMO_SOURCE = 'demo';

const COLUMNS = {
  channel: ['text', (call) => call.channel],
  category: ['text', (call) => call.category],
  outcome: ['text', (call) => call.outcome],
  disposition: ['text', (call) => call.disposition],
  disposed_at: ['timestamptz', (call) => call.disposedAt],
  received_at: ['timestamptz', (call) => call.receivedAt],
  occurred_at: ['timestamptz', (call) => call.occurredAt],
  dispatched_at: ['timestamptz', (call) => call.dispatchedAt],
  acknowledged_at: ['timestamptz', (call) => call.acknowledgedAt],
  arrived_at: ['timestamptz', (call) => call.arrivedAt],
  cleared_at: ['timestamptz', (call) => call.clearedAt],
  address: ['text', (call) => call.address],
  postcode: ['text', (call) => call.postcode],
  longitude: ['float8', (call) => call.longitude],
  latitude: ['float8', (call) => call.latitude],
  reporter_name: ['text', (call) => call.reporterName],
  reporter_phone: ['text', (call) => call.reporterPhone],
  narrative: ['text', (call) => call.narrative],
  units: ['text', (call) => call.units.join('\u001f')],
  source_id: ['text', (call) => call.sourceId],
} as const satisfies Record<string, readonly [string, (call: DemoIncident) => unknown]>;

const NAMES = Object.keys(COLUMNS).join(', ');

/** One batch of one station, oldest first: the series of each year moves on by as many, so numbers have no gaps. */
const ADD = `
  WITH arrived AS (
    SELECT ${NAMES}, place, extract(year FROM received_at AT TIME ZONE $2)::int AS year
      FROM unnest(${Object.values(COLUMNS).map(([type], index) => `$${index + 5}::${type}[]`).join(', ')}) WITH ORDINALITY AS rows(${NAMES}, place)),
  series AS (
    INSERT INTO incident_series AS series (station_id, year, last)
    SELECT $1::uuid, year, count(*)::int FROM arrived GROUP BY year
    ON CONFLICT (station_id, year) DO UPDATE SET last = series.last + excluded.last
    RETURNING year, last)
  INSERT INTO incident (station_id, number, channel, intake_category, category, status, outcome, disposition, disposed_at, disposed_by,
                        received_at, occurred_at, dispatched_at, acknowledged_at, arrived_at, cleared_at, address, postcode, longitude, latitude,
                        reporter_name, reporter_phone, narrative, units, source, source_key, source_id, recorded_at, recorded_by)
  SELECT $1::uuid, app.incident_number($3, year, (last + 1 - row_number() OVER (PARTITION BY year ORDER BY place DESC))::int),
         channel, category, category, CASE WHEN outcome IS NULL THEN 'OPEN' ELSE 'DISPOSED' END, outcome, disposition, disposed_at,
         CASE WHEN disposed_at IS NOT NULL THEN $4::uuid END,
         received_at, occurred_at, dispatched_at, acknowledged_at, arrived_at, cleared_at, address, postcode, longitude, latitude,
         reporter_name, reporter_phone, narrative, coalesce(string_to_array(nullif(units, ''), E'\\x1f'), '{}'), '${DEMO_SOURCE}', source_id, source_id, received_at, $4::uuid
    FROM arrived JOIN series USING (year)`;

/** Writes every call of a station. @returns how many */
export async function writeIncidents(tenant: Tenant, station: DemoStation, stationId: Id, officerId: Id, timeZone: string, story: Story): Promise<number> {
  let written = 0;
  let batch: DemoIncident[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const columns = Object.values(COLUMNS).map(([, read]) => batch.map((call) => read(call) ?? null));
    await tenant.sql(ADD, [stationId, timeZone, station.abbreviation, officerId, ...columns]);
    written += batch.length;
    batch = [];
  };
  for (const incident of incidentsOf(station, story)) {
    batch.push(incident);
    if (batch.length === BATCH_ROWS) await flush();
  }
  await flush();
  return written;
}
