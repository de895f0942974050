import { added, aggregatesOf, Parameters, tested } from '../statement.js';
import { MOST_TOGETHER, type Family } from './kept.js';

/** Local days of a station, the second not included; `-infinity` and `infinity` go as far as there are rows. */
export interface Span {
  readonly first: string;
  readonly past: string;
  /** The moment from which what is counted of it counts as known; the present when absent. */
  readonly known?: Date;
}

/** Clocks are put back and forward by less: an index finds rows by moments this much wider, their local date then decides. */
const MARGIN = `interval '3 hours'`;

const moment = (day: string, zone: string, widened: '-' | '+') => `(${day}::timestamp AT TIME ZONE ${zone}) ${widened} ${MARGIN}`;

/** The moments that the days from `first` to `past` lie within, for {@link within}. */
export function momentsOf(row: string): string {
  return `${moment(`${row}.first`, `${row}.zone`, '-')} AS since, ${moment(`${row}.past`, `${row}.zone`, '+')} AS until`;
}

/**
 * Rows whose local date lies in a span `s`, which has its zone and its moments (`since`, `until`) with it, as columns of something that is read and not merged into the statement:
 * under row-level security an index is searched for what stands there, and for nothing that is worked out on the way, since that could tell of rows out of reach.
 */
export function within(time: string): string {
  const date = `(${time} AT TIME ZONE s.zone)::date`;
  return `${time} >= s.since AND ${time} < s.until AND ${date} >= s.first AND ${date} < s.past`;
}

/** The columns of kept cells, in the order of their tables. */
export const CELLS = 'd0, d1, d2, counts, numerators, denominators';

/**
 * The beginning of a statement that counts the days of a station anew: `spans`, then `cells` (cube, day, d0, d1, d2, count, numerator, denominator), all cubes of a family in one
 * pass over its rows. `sql` holds the station in $1, its zone in $2, first, past and known of the spans in $3 to $5, and what they lie within in $6 and $7.
 */
export function counting({ from, station, time, kept }: Family, sql: Parameters): string {
  const dimensions = new Map(kept.flatMap(({ resolved, cubes }) => cubes.flatMap((cube) => cube.dimensions.map((name) => [name, resolved.dimensions.get(name)?.sql ?? ''] as const))));
  const names = [...dimensions.keys()];
  const columns = [...dimensions.values()];
  const day = `(${time} AT TIME ZONE s.zone)::date`;
  /** What GROUPING answers for the rows of a set of dimensions: a bit for each that is not in it. */
  const mask = (set: readonly string[]) => names.reduce((bits, name) => bits * 2 + (set.includes(name) ? 0 : 1), 0);
  const sets = [...new Map(kept.flatMap(({ cubes }) => cubes).map((cube) => [mask(cube.dimensions), cube.dimensions])).entries()];
  const measured = kept.map(({ resolved }, index) => {
    const rows = resolved.where.map((condition) => tested(condition, sql));
    const { numerator, denominator } = aggregatesOf(resolved, sql);
    const of = (aggregate: typeof numerator) => added({ of: aggregate.of, when: [...rows, ...aggregate.when] });
    return `${added({ of: 'count(*)', when: rows })} AS count${index}, (${of(numerator)})::numeric AS numerator${index}, ${denominator === undefined ? 'NULL::bigint' : of(denominator)} AS denominator${index}`;
  });
  const values = Array.from({ length: MOST_TOGETHER }, (_, place) => {
    const cases = sets.flatMap(([bits, set]) => (set[place] === undefined ? [] : [`WHEN ${bits} THEN x${names.indexOf(set[place])}`]));
    return `${cases.length === 0 ? 'NULL::text' : `CASE c.bits ${cases.join(' ')} END`} AS d${place}`;
  });
  const metrics = kept.map(({ cubes }, index) => `(CASE c.bits ${cubes.map(({ id, dimensions: set }) => `WHEN ${mask(set)} THEN '${id}'::uuid`).join(' ')} END, c.count${index}, c.numerator${index}, c.denominator${index})`);
  return `WITH spans AS MATERIALIZED (SELECT s.*, ${momentsOf('s')} FROM (SELECT $2::text AS zone, u.* FROM unnest($3::date[], $4::date[], $5::timestamptz[]) AS u (first, past, known)) s),
  counted AS (
    SELECT ${[`${day} AS day`, `${columns.length === 0 ? '0' : `GROUPING(${columns.join(', ')})`} AS bits`, ...columns.map((column, index) => `${column} AS x${index}`), ...measured].join(', ')}
      FROM spans s, ${from} WHERE ${station} = $1 AND ${time} >= ${moment('$6::date', '$2', '-')} AND ${time} < ${moment('$7::date', '$2', '+')} AND ${within(time)}
     GROUP BY GROUPING SETS (${sets.map(([, set]) => `(${[day, ...set.map((name) => dimensions.get(name))].join(', ')})`).join(', ')})
  ),
  cells AS (
    SELECT v.cube, c.day, ${values.join(', ')}, v.count, v.numerator, v.denominator
      FROM counted c CROSS JOIN LATERAL (VALUES ${metrics.join(', ')}) AS v (cube, count, numerator, denominator) WHERE v.cube IS NOT NULL AND v.count > 0
  )`;
}

/** Cells of one cube and day as one row of arrays; an array that says nothing is null. */
export function packed(cells: string): string {
  const together = (column: string, when: string) => `CASE WHEN bool_or(${when}) THEN array_agg(${column} ORDER BY d0, d1, d2) END`;
  return `SELECT cube, day, ${['d0', 'd1', 'd2'].map((column) => `${together(column, `${column} IS NOT NULL`)} AS ${column}`).join(', ')}, array_agg(count::bigint ORDER BY d0, d1, d2) AS counts,
    ${together('numerator', 'numerator <> count')} AS numerators, ${together('denominator::bigint', 'denominator IS NOT NULL')} AS denominators FROM ${cells} GROUP BY cube, day`;
}
