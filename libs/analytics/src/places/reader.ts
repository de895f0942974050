import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, text, type Id } from '@stationhouse/kernel';
import { bounded } from '@stationhouse/workflow-runtime';
import { boundsOf, type Bounds, type DateRange } from '../periods.js';
import { areaOf, type Area } from './area.js';
import { OF_PATROLS } from './categories.js';
import type { Grid } from './grid.js';
import type { PlacedIncident } from './patrol/timed.js';

/** At most this many different places and parts of one answer. */
const MOST_ROWS = 250_000;

/** A station as far as its map goes. */
export interface MappedStation {
  readonly id: Id;
  readonly zone: string;
  readonly area: Area;
}

/** How many incidents were at one place in one month of one of the ranges. */
export interface PlaceCount {
  /** Null where no place is known, or not any more. */
  readonly longitude: number | null;
  readonly latitude: number | null;
  /** The range, by its place in the list. */
  readonly range: number;
  /** The local month, `2026-03`. */
  readonly month: string;
  readonly count: number;
}

/** The stations of a map, in the order of their codes. @throws StationhouseError NOT_FOUND */
export async function stationsOnMap(tenant: Tenant, stationIds: readonly Id[]): Promise<MappedStation[]> {
  const rows = await tenant.sql<{ id: Id; zone: string; area: unknown }>('SELECT id, time_zone AS zone, area FROM station WHERE id = ANY ($1) ORDER BY code', [[...stationIds]]);
  if (rows.length === 0) throw notFound(text('派出所', 'Station'));
  return rows.map(({ area, ...row }) => ({ ...row, area: areaOf(area) }));
}

/** Incidents by place over several ranges of local dates. @throws StationhouseError BAD_INPUT, QUERY_TOO_COSTLY */
export async function placeCounts(tenant: Tenant, stations: readonly MappedStation[], ranges: readonly DateRange[], categories: readonly string[]): Promise<PlaceCount[]> {
  const parts = stations.flatMap((station) => ranges.map((range, index) => ({ ...station, ...boundsAt(range, station.zone), index })));
  return read(tenant, () => tenant.sql<PlaceCount>(
    `SELECT p.longitude, p.latitude, s.range, to_char(p.received_at AT TIME ZONE s.zone, 'YYYY-MM') AS month, count(*)::int AS count
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::int[]) AS s (id, zone, begins, ends, range)
       JOIN fact.place p ON p.station_id = s.id AND p.received_at >= s.begins AND p.received_at < s.ends
      WHERE p.category = ANY ($6) GROUP BY 1, 2, 3, 4 LIMIT ${MOST_ROWS + 1}`,
    [parts.map(({ id }) => id), parts.map(({ zone }) => zone), parts.map(({ begins }) => begins), parts.map(({ ends }) => ends), parts.map(({ index }) => index), [...categories]],
  ));
}

/** Incidents of a station with a place, by cell, local day and hour, without those that patrols found themselves. @throws StationhouseError BAD_INPUT, QUERY_TOO_COSTLY */
export async function placedIncidents(tenant: Tenant, { id, zone }: MappedStation, range: DateRange, categories: readonly string[], grid: Grid): Promise<PlacedIncident[]> {
  const { begins, ends } = boundsAt(range, zone);
  const rows = await read(tenant, () => tenant.sql<{ longitude: number; latitude: number; day: number; hour: number; category: string }>(
    `SELECT p.longitude, p.latitude, p.category, (p.received_at AT TIME ZONE $2)::date - DATE '1970-01-01' AS day, extract(hour FROM p.received_at AT TIME ZONE $2)::int AS hour
       FROM fact.place p
      WHERE p.station_id = $1 AND p.received_at >= $3 AND p.received_at < $4 AND p.category = ANY ($5) AND p.channel <> $6 AND p.longitude IS NOT NULL AND p.latitude IS NOT NULL
      LIMIT ${MOST_ROWS + 1}`,
    [id, zone, begins, ends, [...categories], OF_PATROLS.channel],
  ));
  return rows.map(({ day, hour, category, ...position }) => ({ cell: grid.cellOf(position), day, hour, category }));
}

async function read<Row>(tenant: Tenant, rows: () => Promise<Row[]>): Promise<Row[]> {
  const found = await bounded(tenant, rows);
  if (found.length > MOST_ROWS) throw badInput('query.from', text(`不同地点超过 ${MOST_ROWS} 处，请缩短时间范围或减少派出所、类别。`, `That is more than ${MOST_ROWS} different places. Ask for a shorter range, fewer stations or fewer categories.`), { most: MOST_ROWS });
  return found;
}

function boundsAt(range: DateRange, zone: string): Bounds {
  const bounds = boundsOf(range, zone);
  if (bounds === undefined) throw badInput('query.from', text('日期无效，请核对。', 'There is no such date. Check the range.'));
  return bounds;
}
