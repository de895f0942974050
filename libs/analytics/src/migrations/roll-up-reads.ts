import { ROLES } from '@stationhouse/database';

/**
 * Reading what is kept, as functions whose plans are kept: planning it under row-level security takes longer than carrying it out. They run as whoever calls
 * them, and see the snapshot of the statement that calls them: what is kept and what is counted beside it fit together. Their cells are added up by hashing, as a planner
 * that knew how many there are would choose.
 */
const reading = (signature: string, returns: string, body: string, declared = '', rows = 20) =>
  `CREATE FUNCTION app.${signature} RETURNS TABLE (${returns}) LANGUAGE plpgsql STABLE ROWS ${rows} SET plan_cache_mode = 'force_generic_plan' SET enable_sort = off SET search_path = public, pg_catalog AS $reads$
#variable_conflict use_column
${declared} BEGIN RETURN QUERY ${body}; END $reads$`;

/** A day by UTC stands for the local days from the one it begins in to the one it ends in. */
export const localDays = (day: string, zone: string) =>
  `generate_series(((${day}::timestamp AT TIME ZONE 'UTC') AT TIME ZONE ${zone})::date, ((${day}::timestamp + interval '1 day' - interval '1 microsecond') AT TIME ZONE 'UTC' AT TIME ZONE ${zone})::date, interval '1 day')`;

const SCOPE = 'stations uuid[], zones text[], since date, until date';
const COVERED = `SELECT u.id, u.zone, c.covered_until FROM unnest(stations, zones) AS u (id, zone) LEFT JOIN figure_cover c ON c.station_id = u.id AND c.roll_up = of_roll_up AND c.zone = u.zone`;

const CELLS = ['d0', 'd1', 'd2', 'counts', 'numerators', 'denominators'];
const cellsOf = (row: string) => CELLS.map((column) => `${row}.${column}`).join(', ');
/** The values of a kept row, beside what was counted for each. */
export const unnested = (row: string) => `unnest(${cellsOf(row)}) AS c (d0, d1, d2, count, numerator, denominator)`;

/** Rows to be added up, each with the first day of the step of time it lies in: told per row, and not per cell. */
const piece = (table: string, where: string, sign = 1) => `SELECT CASE WHEN by_station THEN k.station_id END AS station_id,
            CASE step WHEN 'DAY' THEN k.day WHEN 'WEEK' THEN k.day - (extract(isodow FROM k.day)::integer - week_start + 7) % 7 WHEN 'MONTH' THEN date_trunc('month', k.day::timestamp)::date END AS period,
            ${cellsOf('k')}, ${sign} AS sign FROM s JOIN ${table} k ON k.station_id = s.id AND k.cube = of_cube AND k.day < s.covered_until AND ${where}`;
const UNMARKED = 'NOT EXISTS (SELECT FROM marked m WHERE m.station_id = k.station_id AND m.day = k.day)';

/** The pieces `p`, added up. */
const ADDED = `SELECT c.station_id, c.period, c.d0, c.d1, c.d2, sum(c.sign * c.count), 
            coalesce(sum(c.sign * c.numerator) FILTER (WHERE c.numerator IS NOT NULL), 0) + coalesce(sum(c.sign * c.count) FILTER (WHERE c.numerator IS NULL), 0), sum(c.sign * c.denominator)
       FROM (SELECT p.station_id, p.period, p.sign, unnest(p.d0) AS d0, unnest(p.d1) AS d1, unnest(p.d2) AS d2, unnest(p.counts) AS count, unnest(p.numerators) AS numerator, unnest(p.denominators) AS denominator FROM p) c
      GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.sign * c.count) <> 0`;
const ADDED_COLUMNS = 'station_id uuid, period date, d0 text, d1 text, d2 text, count numeric, numerator numeric, denominator numeric';
const BY = 'of_source text, of_roll_up text, of_cube uuid, step text, week_start integer, by_station boolean';

export const READING = [
  reading(
    `marked_days(${SCOPE}, of_source text, known timestamptz)`,
    'station_id uuid, day date',
    `SELECT DISTINCT s.id, d.day::date FROM unnest(stations, zones) AS s (id, zone) JOIN figure_mark m ON m.station_id = s.id AND m.source = of_source AND m.at <= known
       CROSS JOIN LATERAL ${localDays('m.day', 's.zone')} AS d (day) WHERE d.day >= since AND d.day < least(until, (known AT TIME ZONE s.zone)::date)`,
    '',
    // Mostly none, but ten thousands after an import: they are hashed, and never gone through for each day that is kept.
    5_000,
  ),
  // Days that are marked, and days not covered yet: what has to be counted from the rows.
  reading(
    `uncounted_days(${SCOPE}, of_source text, of_roll_up text, known timestamptz)`,
    'station_id uuid, zone text, first date, past date',
    `WITH s AS MATERIALIZED (${COVERED})
     SELECT s.id, s.zone, greatest(since, coalesce(s.covered_until, since)), until FROM s WHERE coalesce(s.covered_until, since) < until
     UNION ALL
     SELECT s.id, s.zone, m.day, m.day + 1 FROM app.marked_days(stations, zones, since, until, of_source, known) m JOIN s ON s.id = m.station_id AND m.day < s.covered_until`,
  ),
  // Whole months are read as such, less the days in them that are marked; the rest by days.
  reading(
    `kept_figures(${SCOPE}, ${BY})`,
    ADDED_COLUMNS,
    `WITH s AS MATERIALIZED (${COVERED}), marked AS MATERIALIZED (SELECT m.station_id, m.day FROM app.marked_days(stations, zones, since, until, of_source, 'infinity') m), p AS MATERIALIZED (
       ${piece('figure_month', 'k.day >= first_month AND k.day < last_month')}
       UNION ALL ${piece('figure_day', `k.day >= since AND k.day < least(first_month, until) AND ${UNMARKED}`)}
       UNION ALL ${piece('figure_day', `k.day >= last_month AND k.day < until AND ${UNMARKED}`)}
       UNION ALL ${piece('figure_day', 'k.day >= first_month AND k.day < last_month', -1)} JOIN marked m ON m.station_id = k.station_id AND m.day = k.day
     ) ${ADDED}`,
    `DECLARE
       months boolean := step IN ('NONE', 'MONTH');
       first_month date := CASE WHEN months THEN date_trunc('month', since + interval '1 month' - interval '1 day')::date ELSE since END;
       last_month date := CASE WHEN months THEN greatest(date_trunc('month', until)::date, first_month) ELSE since END;`,
  ),
  // Days that were over then, as they had been counted by then.
  reading(
    `known_figures(${SCOPE}, ${BY}, known timestamptz)`,
    ADDED_COLUMNS,
    `WITH s AS MATERIALIZED (${COVERED}), marked AS MATERIALIZED (SELECT m.station_id, m.day FROM app.marked_days(stations, zones, since, until, of_source, known) m), p AS MATERIALIZED (
       ${piece('figure_day', `k.day >= since AND k.day < least(until, (known AT TIME ZONE s.zone)::date) AND k.known_from <= known AND ${UNMARKED}`)}
       UNION ALL ${piece('figure_day_was', `k.day >= since AND k.day < least(until, (known AT TIME ZONE s.zone)::date) AND k.known_from <= known AND k.known_until > known AND ${UNMARKED}`)}
     ) ${ADDED}`,
  ),
  ...['marked_days', 'uncounted_days', 'kept_figures', 'known_figures'].map((name) => `GRANT EXECUTE ON FUNCTION app.${name} TO ${ROLES.app}`),
];
