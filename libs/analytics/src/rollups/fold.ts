import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { localDays, unnested } from '../migrations/roll-up-reads.js';
import { Parameters } from '../statement.js';
import { CELLS, counting, packed, type Span } from './counting.js';
import type { Family } from './kept.js';

/** A station whose figures are being kept. */
export interface KeptStation {
  readonly id: Id;
  readonly zone: string;
}

/** Days that are counted anew in one transaction: some 60 take a station a few hundredths of a second. */
const MOST_DAYS = 62;

const column = (row: string) => CELLS.split(', ').map((name) => `${row}.${name}`).join(', ');
const SET = CELLS.split(', ').map((name) => `${name} = n.${name}`).join(', ');
const NOTHING = 'NULL::text[], NULL::text[], NULL::text[], NULL::bigint[], NULL::numeric[], NULL::bigint[]';
/** Rows of a table that nothing was counted for stand among the fresh ones with nothing, and go. */
const merge = (table: string, known: string) => `MERGE INTO ${table} k USING fresh n ON k.station_id = $1 AND k.cube = n.cube AND k.day = n.day
    WHEN MATCHED AND n.counts IS NULL THEN DELETE
    WHEN MATCHED AND (${column('k')}) IS DISTINCT FROM (${column('n')}) THEN UPDATE SET ${known === '' ? '' : 'known_from = greatest(n.known, k.known_from), '}${SET}
    WHEN NOT MATCHED THEN INSERT (station_id, cube, day, ${known}${CELLS}) VALUES ($1, n.cube, n.day, ${known === '' ? '' : 'n.known, '}${column('n')})`;

/** The station with its clock, locked; undefined when somebody else is folding it. */
export async function tryStation(tenant: Tenant, stationId: Id): Promise<KeptStation | undefined> {
  const [row] = await tenant.sql<KeptStation & { mine: boolean }>('SELECT id, time_zone AS zone, pg_try_advisory_xact_lock(hashtextextended($2, 0)) AS mine FROM station WHERE id = $1', [stationId, `figures ${stationId}`]);
  return row?.mine === true ? row : undefined;
}

/**
 * Takes marks of a station away: the days they stand for, each with the moment from which it was another one. What they marked is in every
 * snapshot from now on, so that it may be counted by later statements; what changes meanwhile leaves marks of its own.
 * @returns at most some sixty days; empty when there are no marks
 */
export async function takeMarks(tenant: Tenant, { id, zone }: KeptStation, source: string): Promise<Span[]> {
  return tenant.sql<{ first: string; past: string; known: Date }>(
    `WITH due AS (SELECT day FROM figure_mark WHERE station_id = $1 AND source = $3 GROUP BY day ORDER BY min(id) LIMIT ${MOST_DAYS}),
     taken AS (DELETE FROM figure_mark m USING due WHERE m.station_id = $1 AND m.source = $3 AND m.day = due.day RETURNING m.day, m.at)
     SELECT d.day::date::text AS first, (d.day::date + 1)::text AS past, min(t.at) AS known FROM taken t CROSS JOIN LATERAL ${localDays('t.day', '$2::text')} AS d (day) GROUP BY d.day ORDER BY d.day`,
    [id, zone, source],
  );
}

/** Counts days of a station anew and replaces what was kept of them, in the caller's transaction, which holds the station's lock. A day that was over keeps what it had been. */
export async function fold(tenant: Tenant, station: KeptStation, families: readonly Family[], spans: readonly Span[]): Promise<void> {
  if (spans.length === 0) return;
  // Compiling such a statement takes longer than carrying it out.
  await tenant.sql(`SELECT set_config('jit', 'off', true)`);
  for (const family of families) {
    const cubes = family.kept.flatMap((kept) => kept.cubes.map(({ id }) => id));
    const months = await foldDays(tenant, station, family, cubes, spans);
    if (months.length > 0) await foldMonths(tenant, station.id, cubes, months);
  }
}

async function foldDays(tenant: Tenant, { id, zone }: KeptStation, family: Family, cubes: readonly string[], spans: readonly Span[]): Promise<string[]> {
  const sql = spansOf(tenant, id, zone, spans);
  const rows = await tenant.sql<{ month: string }>(
    `${counting(family, sql)},
  there AS (${packed('cells')}),
  gone AS (SELECT k.cube, k.day FROM spans s JOIN figure_day k ON k.station_id = $1 AND k.cube = ANY (${sql.add(cubes, 'uuid[]')}) AND k.day >= s.first AND k.day < s.past
            WHERE NOT EXISTS (SELECT FROM there t WHERE t.cube = k.cube AND t.day = k.day)),
  fresh AS (SELECT f.*, s.known FROM (SELECT * FROM there UNION ALL SELECT cube, day, ${NOTHING} FROM gone) f JOIN spans s ON f.day >= s.first AND f.day < s.past),
  changed AS (${merge('figure_day', 'known_from, ')} RETURNING merge_action() AS deed, n.cube, n.day, greatest(n.known, old.known_from) AS known, old.known_from, ${column('old')}),
  kept AS (INSERT INTO figure_day_was (station_id, cube, day, known_from, known_until, ${CELLS})
    SELECT $1, c.cube, c.day, c.known_from, c.known, ${column('c')} FROM changed c WHERE c.deed <> 'INSERT' AND c.known > c.known_from AND c.known > ((c.day + 1)::timestamp AT TIME ZONE $2))
  SELECT DISTINCT date_trunc('month', day)::date::text AS month FROM changed`,
    sql.values,
  );
  return rows.map(({ month }) => month);
}

/** Adds the days of months up anew, as they are kept. */
export async function foldMonths(tenant: Tenant, stationId: Id, cubes: readonly string[], months: readonly string[]): Promise<void> {
  await tenant.sql(
    `WITH months AS (SELECT m AS day, (m + interval '1 month')::date AS past FROM unnest($3::date[]) AS u (m)),
  cells AS (${sumOfDays('k.cube = ANY ($2::uuid[])')}),
  there AS (${packed('cells')}),
  fresh AS (SELECT * FROM there UNION ALL
    SELECT k.cube, k.day, ${NOTHING} FROM figure_month k WHERE k.station_id = $1 AND k.cube = ANY ($2::uuid[]) AND k.day = ANY ($3::date[]) AND NOT EXISTS (SELECT FROM there t WHERE t.cube = k.cube AND t.day = k.day))
  ${merge('figure_month', '')}`,
    [stationId, [...cubes], [...months]],
  );
}

/** The cells of `months` as their days make them. */
export function sumOfDays(cubes: string): string {
  return `SELECT k.cube, m.day, c.d0, c.d1, c.d2, sum(c.count) AS count, sum(coalesce(c.numerator, c.count)) AS numerator, sum(c.denominator) AS denominator
    FROM months m JOIN figure_day k ON k.station_id = $1 AND ${cubes} AND k.day >= m.day AND k.day < m.past CROSS JOIN LATERAL ${unnested('k')} GROUP BY 1, 2, 3, 4, 5`;
}

/** What {@link counting} finds in $1 to $5. */
export function spansOf(tenant: Tenant, stationId: Id, zone: string, spans: readonly Span[]): Parameters {
  return new Parameters([stationId, zone, spans.map(({ first }) => first), spans.map(({ past }) => past), spans.map(({ known }) => known ?? tenant.now)]);
}
