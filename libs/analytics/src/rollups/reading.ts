import type { Tenant } from '@stationhouse/database';
import { badInput, localDate, momentOfLocal, StationhouseError, text } from '@stationhouse/kernel';
import type { Column } from '../columns.js';
import type { Metric } from '../metric.js';
import type { Cut, Granularity } from '../periods.js';
import type { AskedMetric, FigureSight } from '../query.js';
import { added, aggregatesOf, asText, Parameters, shown, tested, type MeasuredStation, type Statement } from '../statement.js';
import { momentsOf, within } from './counting.js';
import type { Cube, KeptMetric } from './kept.js';

/** How a question is cut into periods, and as of when it is answered. */
export interface Cutting extends Cut {
  /** Answered as it was known at this moment; as it is when absent. */
  readonly asOf?: Date | null | undefined;
}

/** What is added up before values are told apart: the days, the weeks or the months of a range, or all of it. */
type Step = 'NONE' | 'DAY' | 'WEEK' | 'MONTH';

/** How a question is answered from what is kept. */
export interface Plan {
  readonly kept: KeptMetric;
  readonly cube: Cube;
  readonly step: Step;
  readonly byStation: boolean;
  /** Whole days of all stations, the second not included. */
  readonly since: string;
  readonly until: string;
  /** What stations have beyond those, up to a moment: the part of a day that a running one is compared with. */
  readonly tails: readonly Tail[];
}

interface Tail {
  readonly station: MeasuredStation;
  readonly past: string;
}

/** Told from the day alone: every cube has them. */
const OF_THE_DAY: Readonly<Record<string, string>> = { weekday: 'extract(isodow FROM k.period)::integer::text', month: 'extract(month FROM k.period)::integer::text' };

/** The smallest roll-up that holds everything a question names; undefined when none does, and the rows have to be counted. */
export function planOf(kept: KeptMetric | undefined, { dimensions, filter, without }: AskedMetric, { granularity }: Pick<Cutting, 'granularity'>, stations: readonly MeasuredStation[]): Plan | undefined {
  // Which rows are left out for a reader without sight of them is told from the rows.
  if (kept === undefined || granularity === 'HOUR' || without.length > 0) return undefined;
  const names = new Set([...dimensions.map(([name]) => name), ...filter.map(({ dimension }) => dimension)]);
  const told = [...names].filter((name) => name !== 'station' && OF_THE_DAY[name] === undefined);
  const [cube] = kept.cubes.filter((one) => told.every((name) => one.dimensions.includes(name))).sort((left, right) => left.dimensions.length - right.dimensions.length);
  const days = daysOf(stations);
  if (cube === undefined || days === undefined) return undefined;
  return { kept, cube, step: stepOf(granularity, names), byStation: names.has('station'), ...days };
}

/** Weeks cut months, and what is told from the day needs it. */
function stepOf(granularity: Granularity, names: ReadonlySet<string>): Step {
  if (names.has('weekday')) return 'DAY';
  if (granularity === 'DAY' || granularity === 'WEEK') return names.has('month') ? 'DAY' : granularity;
  return granularity === 'NONE' && !names.has('month') ? 'NONE' : 'MONTH';
}

/** The days of the stations' bounds; undefined when they begin otherwise than with one day. */
function daysOf(stations: readonly MeasuredStation[]): Pick<Plan, 'since' | 'until' | 'tails'> | undefined {
  const places = stations.map((station) => {
    const since = localDate(station.begins, station.zone);
    const until = localDate(station.ends, station.zone);
    return { station, since, until, begun: midnight(since, station.zone) === station.begins.getTime(), whole: midnight(until, station.zone) === station.ends.getTime() };
  });
  const [first] = places;
  if (first === undefined || places.some(({ since, begun }) => !begun || since !== first.since)) return undefined;
  const until = places.map((place) => place.until).reduce((least, one) => (one < least ? one : least));
  const tails = places.filter((place) => !place.whole || place.until > until).map(({ station }) => ({ station, past: localDate(new Date(station.ends.getTime() + 86_400_000), station.zone) }));
  return { since: first.since, until: until < first.since ? first.since : until, tails };
}

function midnight(date: string, zone: string): number | undefined {
  return momentOfLocal(`${date}T00:00:00`, zone)?.getTime();
}

const SCOPE = '$1::uuid[], $2::text[], $3::date, $4::date';
const BY = '$5::text, $6::text, $7::uuid, $8::text, $9::integer, $10::boolean';

/**
 * The one statement of a plan: what is kept of the days nothing marks and, counted from the rows, those that are marked or not kept yet. All of it is one snapshot, so that the
 * figures are those of the rows at every moment. As of a moment: the days that were over then, as they had been counted by then.
 */
export function readingOf(plan: Plan, { dimensions, filter }: AskedMetric, { granularity, weekStart, asOf }: Cut & { readonly asOf: Date | undefined }, stations: readonly MeasuredStation[], sight: FigureSight, most: number): Statement {
  const { kept: { resolved, source, rollUp }, cube, step, byStation, since, until } = plan;
  const sql = new Parameters([stations.map(({ id }) => id), stations.map(({ zone }) => zone), since, until, source, rollUp, cube.id, step, weekStart, byStation, asOf ?? 'infinity']);
  const { numerator, denominator } = aggregatesOf(resolved, sql);
  const time = resolved.time.sql;
  const cells = [byStation ? resolved.station : 'NULL::uuid', firstDay(step, `(${time} AT TIME ZONE s.zone)::date`), ...[0, 1, 2].map((place) => rawOf(resolved.dimensions.get(cube.dimensions[place] ?? '')))];
  const rows = `SELECT ${cells.join(', ')}, count(*), (${added(numerator)})::numeric, ${denominator === undefined ? 'NULL::numeric' : added(denominator)}
     FROM (SELECT u.*, ${momentsOf('u')} FROM (${uncounted(plan, sql, asOf)}) u (id, zone, first, past, ends) OFFSET 0) s, ${resolved.from}
    WHERE ${[`${resolved.station} = s.id`, within(time), `${time} < s.ends`, ...resolved.where.map((condition) => tested(condition, sql))].join(' AND ')} GROUP BY 1, 2, 3, 4, 5`;
  const placed = (name: string, column: Column): Column => ({ ...column, type: column.type === 'boolean' ? 'open' : column.type, sql: name === 'station' ? 'k.station_id::text' : (OF_THE_DAY[name] ?? `k.d${cube.dimensions.indexOf(name)}`) });
  const values = dimensions.map(([name, column], index) => `${shown(placed(name, column), sql, sight)} AS d${index}`);
  const where = filter.map(({ dimension, column, values: some }) => `${asText(placed(dimension, column))} = ANY (${sql.add(some, 'text[]')})`);
  const grouped = [...(granularity === 'NONE' ? [] : [1]), ...dimensions.map((_, index) => index + 2)];
  return {
    sql: `SELECT ${[`${periodKey(granularity, step)} AS period`, ...values, 'coalesce(sum(k.count), 0)::float8 AS count', 'coalesce(sum(k.numerator), 0)::float8 AS numerator', `${denominator === undefined ? 'NULL' : 'coalesce(sum(k.denominator), 0)'}::float8 AS denominator`].join(', ')}
  FROM (SELECT * FROM ${asOf === undefined ? `app.kept_figures(${SCOPE}, ${BY})` : `app.known_figures(${SCOPE}, ${BY}, $11::timestamptz)`} UNION ALL ${rows}) AS k (station_id, period, d0, d1, d2, count, numerator, denominator)
 ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
 GROUP BY ${grouped.length === 0 ? '()' : grouped.join(', ')} LIMIT ${most + 1}`,
    parameters: sql.values,
  };
}

/** Spans of days that are read from the rows, each with the moment its counting stops. */
function uncounted({ until, tails }: Plan, sql: Parameters, asOf: Date | undefined): string {
  const days = `SELECT u.station_id, u.zone, u.first, u.past, 'infinity'::timestamptz FROM app.uncounted_days(${SCOPE}, $5::text, $6::text, $11::timestamptz) u`;
  if (tails.length === 0 || asOf !== undefined) return days;
  const columns = [sql.add(tails.map(({ station }) => station.id), 'uuid[]'), sql.add(tails.map(({ station }) => station.zone), 'text[]'), sql.add(tails.map(() => until), 'date[]'), sql.add(tails.map(({ past }) => past), 'date[]'), sql.add(tails.map(({ station }) => station.ends), 'timestamptz[]')];
  return `${days} UNION ALL SELECT * FROM unnest(${columns.join(', ')})`;
}

/** The first day of the step a date lies in; `$9` is the day weeks begin on. */
function firstDay(step: Step, date: string): string {
  if (step === 'NONE') return 'NULL::date';
  if (step === 'DAY') return date;
  return step === 'MONTH' ? `date_trunc('month', ${date})::date` : `${date} - (extract(isodow FROM ${date})::integer - $9::integer + 7) % 7`;
}

function periodKey(granularity: Granularity, step: Step): string {
  if (granularity === 'NONE') return 'NULL::text';
  if (granularity === step) return `to_char(k.period, 'YYYY-MM-DD')`;
  return `to_char(${granularity === 'WEEK' ? firstDay('WEEK', 'k.period') : `date_trunc('${granularity.toLowerCase()}', k.period)`}, 'YYYY-MM-DD')`;
}

/** A value as it is kept: whatever stands in the row, listed or not. */
function rawOf(column: Column | undefined): string {
  if (column === undefined) return 'NULL::text';
  return column.type === 'boolean' ? `(${column.sql})::text` : column.sql;
}

/** @throws StationhouseError FIGURE_NOT_KEPT, BAD_INPUT for a moment to come */
export async function checkKnown(tenant: Tenant, metric: Metric, plan: Plan | undefined, stations: readonly MeasuredStation[], asOf: Date): Promise<void> {
  if (asOf > tenant.now) throw badInput('query.asOf', text('“截至”时刻不能晚于当前时间。', 'What figures will be is not known yet. Ask as of a moment that has passed.'));
  if (plan === undefined) {
    throw new StationhouseError('FIGURE_NOT_KEPT', text(`指标“${metric.title['zh-CN']}”未按此维度或粒度留存当时数值，请去掉“截至”，或改用按日及以上粒度和已汇总的维度。`, `What the metric “${metric.title.en}” was is not kept for this question. Leave asOf out, or ask by days or coarser, and by dimensions that are rolled up.`), { metric: metric.id });
  }
  const [row] = await tenant.sql<{ since: Date | null }>(
    `SELECT CASE WHEN count(*) = cardinality($1::uuid[]) THEN max(c.kept_since) END AS since FROM unnest($1::uuid[], $2::text[]) AS u (id, zone)
       JOIN figure_cover c ON c.station_id = u.id AND c.zone = u.zone AND c.roll_up = $3 AND c.covered_until = 'infinity'`,
    [stations.map(({ id }) => id), stations.map(({ zone }) => zone), plan.kept.rollUp],
  );
  const since = row?.since ?? undefined;
  if (since !== undefined && since <= asOf) return;
  const said = since === undefined ? text(`指标“${metric.title['zh-CN']}”的汇总正在建立，请稍后再按“截至”查询。`, `What the metric “${metric.title.en}” was is being built up. Ask again later, or leave asOf out.`) : text(`指标“${metric.title['zh-CN']}”的当时数值自 ${since.toISOString()} 起留存，请选其后的时刻。`, `What the metric “${metric.title.en}” was is kept since ${since.toISOString()}. Ask as of a later moment.`);
  throw new StationhouseError('FIGURE_NOT_KEPT', said, { metric: metric.id, since: since?.toISOString() ?? null });
}
