import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
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

const NAMES = CELLS.split(', ');
const column = (row: string) => NAMES.map((name) => `${row}.${name}`).join(', ');
const SET = NAMES.map((name) => `${name} = excluded.${name}`).join(', ');
/**
 * What was counted (`there`) where it is not what is kept (`before`), beside it; a day that nothing is counted for any more is kept without cells. A full join is hashed or merged,
 * never looped: however little is known of either side's size, it takes as long as they are.
 */
export const different = (more = '') => `SELECT cube, day, ${more}${NAMES.map((name) => (name === 'counts' ? `coalesce(t.counts, '{}') AS counts` : `t.${name}`)).join(', ')}, ${NAMES.map((name) => `b.${name} AS was_${name}`).join(', ')}
    FROM there t FULL JOIN before b USING (cube, day) WHERE (${column('t').replace('t.counts', `coalesce(t.counts, '{}')`)}) IS DISTINCT FROM (${column('b')})`;

/** The station with its clock, locked; undefined when somebody else is folding it. */
export async function tryStation(tenant: Tenant, stationId: Id): Promise<KeptStation | undefined> {
  const [lock] = await tenant.sql<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS mine', [`figures ${stationId}`]);
  return lock?.mine === true ? stationOf(tenant, stationId) : undefined;
}

/** The station with its clock, locked once whoever else is folding it has ended. @throws StationhouseError NOT_FOUND */
export async function lockStation(tenant: Tenant, stationId: Id): Promise<KeptStation> {
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`figures ${stationId}`]);
  const station = await stationOf(tenant, stationId);
  if (station === undefined) throw new StationhouseError('NOT_FOUND', text('派出所不存在或不在您的范围内。', 'There is no such station within your reach.'));
  return station;
}

async function stationOf(tenant: Tenant, stationId: Id): Promise<KeptStation | undefined> {
  const [row] = await tenant.sql<KeptStation>('SELECT id, time_zone AS zone FROM station WHERE id = $1', [stationId]);
  return row;
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
  // Compiling such a statement takes longer than carrying it out, and so does counting on disk.
  await tenant.sql(`SELECT set_config('jit', 'off', true), set_config('work_mem', '64MB', true)`);
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
  there AS MATERIALIZED (${packed('cells')}),
  before AS MATERIALIZED (SELECT k.* FROM figure_day k WHERE k.station_id = $1 AND k.cube = ANY (${sql.add(cubes, 'uuid[]')}) AND k.day >= $6 AND k.day < $7 AND EXISTS (SELECT FROM spans s WHERE k.day >= s.first AND k.day < s.past)),
  fresh AS MATERIALIZED (SELECT d.*, s.known FROM (${different('b.known_from, ')}) d JOIN spans s ON d.day >= s.first AND d.day < s.past),
  kept AS (INSERT INTO figure_day_was (station_id, cube, day, known_from, known_until, ${CELLS})
    SELECT $1, f.cube, f.day, f.known_from, f.known, ${NAMES.map((name) => `f.was_${name}`).join(', ')} FROM fresh f WHERE f.known > f.known_from AND f.known > ((f.day + 1)::timestamp AT TIME ZONE $2)),
  written AS (INSERT INTO figure_day (station_id, cube, day, known_from, ${CELLS}) SELECT $1, f.cube, f.day, greatest(f.known, f.known_from), ${column('f')} FROM fresh f
    ON CONFLICT (station_id, cube, day) DO UPDATE SET known_from = excluded.known_from, ${SET})
  SELECT DISTINCT date_trunc('month', day::timestamp)::date::text AS month FROM fresh`,
    sql.values,
  );
  return rows.map(({ month }) => month);
}

/** Adds the days of months up anew, as they are kept. */
export async function foldMonths(tenant: Tenant, stationId: Id, cubes: readonly string[], months: readonly string[]): Promise<void> {
  await tenant.sql(`${addedMonths()} INSERT INTO figure_month (station_id, cube, day, ${CELLS}) SELECT $1, f.cube, f.day, ${column('f')} FROM (${different()}) f ON CONFLICT (station_id, cube, day) DO UPDATE SET ${SET}`, [
    stationId, [...cubes], [...months].sort(),
  ]);
}

/** The beginning of a statement over months of a station, as their days make them (`there`) and as they are kept (`before`): the station in $1, cubes in $2, in $3 the months in their order. */
export function addedMonths(): string {
  return `WITH cells AS (${sumOfDays('k.cube = ANY ($2::uuid[])')}),
  there AS MATERIALIZED (${packed('cells')}),
  before AS MATERIALIZED (SELECT k.* FROM figure_month k WHERE k.station_id = $1 AND k.cube = ANY ($2::uuid[]) AND k.day = ANY ($3::date[]))`;
}

/** The cells of the months in `$3` as their days make them. */
function sumOfDays(cubes: string): string {
  const month = `date_trunc('month', k.day::timestamp)::date`;
  return `SELECT k.cube, ${month} AS day, c.d0, c.d1, c.d2, sum(c.count) AS count, sum(coalesce(c.numerator, c.count)) AS numerator, sum(c.denominator) AS denominator
    FROM figure_day k CROSS JOIN LATERAL ${unnested('k')} WHERE k.station_id = $1 AND ${cubes} AND k.day >= ($3::date[])[1] AND k.day < ($3::date[])[cardinality($3::date[])] + interval '1 month' AND ${month} = ANY ($3::date[]) GROUP BY 1, 2, 3, 4, 5`;
}

/** What {@link counting} finds in $1 to $7: the station, its clock, the spans, and the days all of them lie within. */
export function spansOf(tenant: Tenant, stationId: Id, zone: string, spans: readonly Span[]): Parameters {
  // In the order of time, with infinity at its end.
  const firsts = spans.map(({ first }) => first).sort(byTime);
  const pasts = spans.map(({ past }) => past).sort(byTime);
  return new Parameters([stationId, zone, spans.map(({ first }) => first), spans.map(({ past }) => past), spans.map(({ known }) => known ?? tenant.now), firsts[0], pasts.at(-1)]);
}

const order = (date: string) => (date === '-infinity' ? '' : date === 'infinity' ? '~' : date);
const byTime = (left: string, right: string) => (order(left) < order(right) ? -1 : 1);
