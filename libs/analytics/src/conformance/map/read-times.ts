import type { Tenant } from '@stationhouse/database';
import { bucketSql, quantile } from './buckets.js';
import type { Lengths } from './draw.js';
import type { WorkState } from './places.js';
import { casesOf, CHOSEN, type MapCases } from './read-map.js';

/** Where the time of one clock went, of those that were kept or of those that were not. */
export interface ClockShare {
  readonly clock: string;
  readonly breached: boolean;
  readonly clocks: number;
  /** Seconds that they ran, pauses included. */
  readonly seconds: number;
  readonly places: readonly { readonly path: string; readonly seconds: number }[];
}

/** How long one task waited until somebody took it, and how long it was worked on after that. */
export interface TaskTimes {
  readonly task: string;
  readonly done: number;
  readonly waited: Lengths;
  readonly worked: Lengths;
}

const CLOCKS = `WITH ${CHOSEN},
  run AS MATERIALIZED (
    SELECT c.station_id, c.id, k.ref, k.state = 'breached' AS breached, extract(epoch FROM k.started_at - c.started_at)::float8 AS begins, extract(epoch FROM coalesce(k.stopped_at, $7) - c.started_at)::float8 AS ends
      FROM chosen c JOIN fact.clock k ON k.station_id = c.station_id AND k.instance_id = c.id AND k.state IN ('met', 'breached')),
  spent AS (
    SELECT r.ref, r.breached, o.place, sum(greatest(0, least(r.ends, e.begins + coalesce(e.lasts, r.ends)) - greatest(r.begins, e.begins))) AS seconds
      FROM run r JOIN instance_path p ON p.station_id = r.station_id AND p.instance_id = r.id JOIN instance_way w ON w.station_id = p.station_id AND w.id = p.way_id
      CROSS JOIN LATERAL unnest(w.states, p.begins, p.lasts) AS e (state, begins, lasts) JOIN unnest($8::text[], $9::text[]) AS o (state, place) ON o.state = e.state GROUP BY 1, 2, 3)
  SELECT r.ref AS clock, r.breached, count(*)::int AS clocks, sum(greatest(0, r.ends - r.begins)) AS seconds,
         coalesce((SELECT jsonb_agg(jsonb_build_object('path', s.place, 'seconds', s.seconds) ORDER BY s.seconds DESC, s.place) FROM spent s WHERE s.ref = r.ref AND s.breached = r.breached AND s.seconds > 0), '[]') AS places
    FROM run r GROUP BY 1, 2 ORDER BY 1, 2 DESC`;

/** Which places took the time of clocks. Places that lie side by side take it both. @param at the states whose time is somebody's */
export function readClockShares(tenant: Tenant, cases: MapCases, at: readonly WorkState[]): Promise<ClockShare[]> {
  return tenant.sql<ClockShare>(CLOCKS, [...casesOf(cases), tenant.now, at.map(({ state }) => state), at.map(({ place }) => place)]);
}

const TASKS = `WITH ${CHOSEN},
  taken AS MATERIALIZED (
    SELECT h.station_id, h.instance_id, (h.event->>'serial')::int AS serial, min(h.at) AS at
      FROM chosen c JOIN history h ON h.station_id = c.station_id AND h.instance_id = c.id WHERE h.kind IN ('claim-task', 'assign-task') GROUP BY 1, 2, 3),
  done AS (
    SELECT t.ref, extract(epoch FROM coalesce(k.at, t.completed_at) - t.opened_at)::float8 AS waited, extract(epoch FROM t.completed_at - k.at)::float8 AS worked
      FROM chosen c JOIN fact.task t ON t.station_id = c.station_id AND t.instance_id = c.id AND t.status = 'DONE'
      LEFT JOIN taken k ON k.station_id = t.station_id AND k.instance_id = t.instance_id AND k.serial = t.serial AND k.at <= t.completed_at)
  SELECT ref AS task, 'waited' AS what, ${bucketSql('waited')} AS bucket, count(*)::int AS count FROM done GROUP BY 1, 3
  UNION ALL SELECT ref, 'worked', ${bucketSql('worked')}, count(*)::int FROM done WHERE worked IS NOT NULL GROUP BY 1, 3`;

/** How long tasks waited, and were worked on. What was answered without being taken first waited all the time. */
export async function readTaskTimes(tenant: Tenant, cases: MapCases): Promise<TaskTimes[]> {
  const rows = await tenant.sql<{ task: string; what: 'waited' | 'worked'; bucket: number; count: number }>(TASKS, casesOf(cases));
  return [...new Set(rows.map(({ task }) => task))].sort().map((task) => {
    const of = (what: 'waited' | 'worked') => new Map(rows.filter((row) => row.task === task && row.what === what).map(({ bucket, count }) => [bucket, count]));
    const lengths = (buckets: ReadonlyMap<number, number>): Lengths => ({ median: quantile(buckets, 0.5), p90: quantile(buckets, 0.9) });
    return { task, done: [...of('waited').values()].reduce((all, count) => all + count, 0), waited: lengths(of('waited')), worked: lengths(of('worked')) };
  });
}
