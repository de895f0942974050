import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { bucketSql } from './buckets.js';

/** Which instances a map is of: those that began in a range, at each station by its own clock. */
export interface MapCases {
  readonly stations: readonly { readonly id: Id; readonly zone: string; readonly begins: Date; readonly ends: Date }[];
  readonly workflow: string;
  /** Hash of the version they run on, or ended on. */
  readonly version: string | null;
  /** How they ended. */
  readonly outcome: string | null;
}

/** Stays in a state, by what came next beside it and by length. */
export interface StayGroup {
  readonly state: string;
  readonly went: string | null;
  /** Null of stays that go on, in instances that run or ended there. */
  readonly bucket: number | null;
  readonly count: number;
  /** Of those that go on: in instances that run. */
  readonly running: number;
}

/** Instances of one version that took one way to one end. */
export interface WayGroup {
  /** What they entered, in its order. */
  readonly states: readonly string[];
  readonly definition: string;
  readonly closed: boolean;
  /** Null while they run. */
  readonly outcome: string | null;
  /** Of the time from the start to the end. */
  readonly bucket: number | null;
  readonly count: number;
  /** Where these are told apart, for readers of aggregates. */
  readonly cell?: WayCell;
}

/** Whose way it was, when it began, and what of it goes on. */
export interface WayCell {
  readonly stationId: Id;
  /** The local month it began in, `2026-03`. */
  readonly month: string;
  /** What came next beside each state, in the order of `states`. */
  readonly went: readonly (string | null)[];
  /** Places in `states`, from 1, that are not left. */
  readonly open: readonly number[];
}

/** The instances of a map as `chosen`, from the first six parameters: {@link casesOf}. */
export const CHOSEN = `chosen AS MATERIALIZED (
  SELECT i.station_id, i.id, i.definition, i.status, i.outcome, i.started_at, extract(epoch FROM i.closed_at - i.started_at)::float8 AS seconds
    FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS s (id, begins, ends)
    JOIN fact.instance i ON i.station_id = s.id AND i.workflow = $4 AND i.started_at >= s.begins AND i.started_at < s.ends
   WHERE ($5::text IS NULL OR i.definition = $5) AND ($6::text IS NULL OR i.outcome = $6))`;

export function casesOf({ stations, workflow, version, outcome }: MapCases): unknown[] {
  return [stations.map(({ id }) => id), stations.map(({ begins }) => begins), stations.map(({ ends }) => ends), workflow, version, outcome];
}

/** Numbers in place of names: a million stays are grouped by two small integers. Stations, months and what goes on are told apart where $7 holds; $8 are the stations’ clocks. */
const MAP = `WITH ${CHOSEN},
  way AS MATERIALIZED (SELECT station_id, id, states, went, row_number() OVER ()::int AS n FROM instance_way w WHERE w.station_id = ANY ($1)),
  path AS MATERIALIZED (SELECT w.n, c.definition, c.status, c.outcome, c.seconds, p.buckets, CASE WHEN $7 THEN c.station_id END AS station, CASE WHEN $7 THEN to_char(c.started_at AT TIME ZONE z.zone, 'YYYY-MM') END AS month,
      CASE WHEN $7 THEN (SELECT jsonb_agg(u.at) FROM unnest(p.buckets) WITH ORDINALITY AS u (bucket, at) WHERE u.bucket IS NULL) END AS open
      FROM chosen c JOIN unnest($1, $8::text[]) AS z (id, zone) ON z.id = c.station_id JOIN instance_path p ON p.station_id = c.station_id AND p.instance_id = c.id JOIN way w ON w.station_id = p.station_id AND w.id = p.way_id),
  used AS (SELECT n, definition, status, outcome, ${bucketSql('seconds')} AS bucket, station, month, open, count(*)::int AS count FROM path GROUP BY 1, 2, 3, 4, 5, 6, 7, 8),
  place AS MATERIALIZED (SELECT n, array_agg(code ORDER BY at) AS codes FROM (
    SELECT w.n, e.at, dense_rank() OVER (ORDER BY e.state, e.went)::int AS code FROM way w CROSS JOIN LATERAL unnest(w.states, w.went) WITH ORDINALITY AS e (state, went, at) WHERE w.n IN (SELECT n FROM used)) x GROUP BY n),
  name AS (SELECT DISTINCT u.code, e.state, e.went FROM place CROSS JOIN LATERAL unnest(codes) WITH ORDINALITY AS u (code, at) JOIN way w ON w.n = place.n CROSS JOIN LATERAL (SELECT w.states[u.at] AS state, w.went[u.at] AS went) e),
  stay AS (SELECT code, bucket, count(*)::int AS count, (count(*) FILTER (WHERE bucket IS NULL AND status = 'running'))::int AS running
             FROM (SELECT p.status, unnest(place.codes) AS code, unnest(p.buckets) AS bucket FROM path p JOIN place ON place.n = p.n) u GROUP BY 1, 2)
  SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(name.state, name.went, stay.bucket, stay.count, stay.running)), '[]') FROM stay JOIN name USING (code)) AS stays,
         (SELECT coalesce(jsonb_agg(jsonb_build_array(n, definition, status = 'closed', outcome, bucket, count, station, month, open)), '[]') FROM used) AS used,
         (SELECT coalesce(jsonb_object_agg(n, jsonb_build_array(states, went)), '{}') FROM way WHERE n IN (SELECT n FROM used)) AS ways`;

interface MapRow {
  readonly stays: readonly (readonly [string, string | null, number | null, number, number])[];
  readonly used: readonly (readonly [number, string, boolean, string | null, number | null, number, Id | null, string | null, readonly number[] | null])[];
  readonly ways: Readonly<Record<string, readonly [readonly string[], readonly (string | null)[]]>>;
}

/** Everything a map is drawn of, counted by the database in one statement. @param apart whether ways are told apart by {@link WayCell} */
export async function readMap(tenant: Tenant, cases: MapCases, apart = false): Promise<{ readonly stays: StayGroup[]; readonly ways: WayGroup[] }> {
  // Sorts and groups of a map fit in there; without compiling, which takes longer than it saves.
  await tenant.sql(`SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`);
  const [row] = await tenant.sql<MapRow>(MAP, [...casesOf(cases), apart, cases.stations.map(({ zone }) => zone)]);
  const { stays, used, ways } = row ?? { stays: [], used: [], ways: {} };
  return {
    stays: stays.map(([state, went, bucket, count, running]) => ({ state, went, bucket, count, running })),
    ways: used.map(([n, definition, closed, outcome, bucket, count, stationId, month, open]) => {
      const [states, went] = ways[n] ?? [[], []];
      return { states, definition, closed, outcome, bucket, count, ...(stationId === null || month === null ? {} : { cell: { stationId, month, went, open: open ?? [] } }) };
    }),
  };
}
