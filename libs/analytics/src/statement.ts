import type { Id } from '@stationhouse/kernel';
import type { Column } from './columns.js';
import { addsUp } from './metric.js';
import type { Bounds, Cut } from './periods.js';
import { MOST_POINTS, type AskedMetric, type FigureSight } from './query.js';
import { wanted, type Condition, type ResolvedMetric } from './resolve.js';

/** A station with its clock. */
export interface MeasuredStation extends Bounds {
  readonly id: Id;
  readonly name: string;
  readonly zone: string;
}

/** A statement and what fills its placeholders. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** One group of rows, as the statement answers it: `d0`, `d1` … are the values of the dimensions. */
export interface Group {
  readonly period: string | null;
  readonly count: number;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly [dimension: `d${number}`]: string | null;
}

/** What stands for values that are not shown by themselves. */
export const WITHHELD = 'withheld';

/** What rows of one period have in common, and how that is told: a text per group, and not per row. */
interface PeriodSql {
  readonly of: (time: string) => string;
  readonly key: (period: string) => string;
}

/** How rows are told apart by period; undefined without granularity. */
export function periodSql({ granularity, weekStart }: Cut): PeriodSql | undefined {
  if (granularity === 'NONE') return undefined;
  if (granularity === 'HOUR') return { of: (time) => `date_trunc('hour', ${time}, s.zone)`, key: (period) => `to_char(${period} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` };
  const key = (period: string) => `to_char(${period}, 'YYYY-MM-DD')`;
  const days = weekStart - 1;
  if (granularity === 'WEEK' && days > 0) return { of: (time) => `date_trunc('week', ${time} AT TIME ZONE s.zone - interval '${days} days') + interval '${days} days'`, key };
  return { of: (time) => `date_trunc('${granularity.toLowerCase()}', ${time} AT TIME ZONE s.zone)`, key };
}

/**
 * The one statement of a metric: a group per period and combination of values, counted by the stations' own clocks. Every value of a query or a
 * declaration is a parameter; names come from the declarations checked at the start. Rows are counted by what stands in them, and what is shown of it is told of the groups:
 * so the planner knows how many there will be, and nothing is worked out per row that need not be. What cannot be added up again is counted by what is shown.
 * @param most groups; one more is answered where there are more
 */
export function statementOf(asked: AskedMetric, cut: Cut, stations: readonly MeasuredStation[], now: Date, sight: FigureSight, most = MOST_POINTS): Statement {
  const { resolved, dimensions } = asked;
  const sql = new Parameters([]);
  const time = resolved.time.sql;
  const period = periodSql(cut);
  const adds = addsUp(resolved.metric.measure);
  const { from, where } = rowsSql(asked, [...resolved.measured, ...resolved.part.map(({ column }) => column), ...dimensions.map(([, column]) => column)], stations, now, sql);
  const inner = dimensions.map(([, column], index) => `${adds ? column.sql : shown(column, sql, sight)} AS v${index}`);
  const values = dimensions.map(([, column], index) => `${adds ? shown({ ...column, sql: `g.v${index}` }, sql, sight) : `g.v${index}`} AS d${index}`);
  const { numerator, denominator } = aggregatesOf(resolved, sql);
  // By place: a column of a plugin's own table may be called as we call ours.
  const grouped = [...(period === undefined ? [] : [1]), ...dimensions.map((_, index) => index + 2)];
  const by = grouped.length === 0 ? '()' : grouped.join(', ');
  return {
    sql: `SELECT ${[`${period === undefined ? 'NULL::text' : period.key('g.period')} AS period`, ...values, 'coalesce(sum(g.count), 0)::float8 AS count', 'coalesce(sum(g.numerator), 0)::float8 AS numerator', `${denominator === undefined ? 'NULL' : 'coalesce(sum(g.denominator), 0)'}::float8 AS denominator`].join(', ')}
  FROM (SELECT ${[`${period === undefined ? 'NULL::text' : period.of(time)} AS period`, ...inner, 'count(*) AS count', `${added(numerator)} AS numerator`, `${denominator === undefined ? 'NULL::bigint' : added(denominator)} AS denominator`].join(', ')}
  FROM ${from}
 WHERE ${where.join(' AND ')} GROUP BY ${by}) g
 GROUP BY ${by} LIMIT ${most + 1}`,
    parameters: sql.values,
  };
}

/** Where values of a statement go: each behind a placeholder of its type. */
export interface Values {
  add(value: unknown, type: string): string;
}

/**
 * The rows that a metric is made of, as SQL: `s` is the clock of their station, the other aliases are those of the source.
 * @param read columns that are looked at besides those that decide which rows count
 */
export function rowsSql({ resolved, filter, without }: Omit<AskedMetric, 'dimensions'>, read: readonly Column[], stations: readonly MeasuredStation[], now: Date, sql: Values): { readonly from: string; readonly where: readonly string[] } {
  const { clocks, ofStations } = clocksOf(stations, now, sql);
  const time = resolved.time.sql;
  const where = [
    `${ofStations(resolved.station)} AND ${time} >= s.begins AND ${time} < s.ends`,
    ...resolved.where.map((condition) => tested(condition, sql)),
    ...filter.map(({ column, values: some }) => `${asText(column)} = ANY (${sql.add(some, 'text[]')})`),
    ...without.map((column) => `(${column.sql}) IS NOT TRUE`),
  ];
  const data = [resolved.time, ...resolved.where.map(({ column }) => column), ...filter.map(({ column }) => column), ...without, ...read].some((column) => column.data === true);
  return { from: `${clocks} s,\n       ${resolved.from}${data ? DATA : ''}`, where };
}

/** The clocks of stations, with the bounds by each. Stations of one clock – all of a bureau, as a rule – are one condition, that the planner knows the weight of. */
function clocksOf(stations: readonly MeasuredStation[], now: Date, sql: Values): { readonly clocks: string; readonly ofStations: (station: string) => string } {
  const ids = sql.add(stations.map(({ id }) => id), 'uuid[]');
  const [first] = stations;
  const moment = (value: Date) => sql.add(value, 'timestamptz');
  const moments = (values: readonly Date[]) => sql.add(values, 'timestamptz[]');
  if (first !== undefined && stations.every(({ zone, begins, ends }) => zone === first.zone && begins.getTime() === first.begins.getTime() && ends.getTime() === first.ends.getTime())) {
    return { clocks: `(SELECT ${sql.add(first.zone, 'text')} AS zone, ${moment(first.begins)} AS begins, ${moment(first.ends)} AS ends, ${moment(now)} AS now)`, ofStations: (station) => `${station} = ANY (${ids})` };
  }
  const columns = [ids, sql.add(stations.map(({ zone }) => zone), 'text[]'), moments(stations.map(({ begins }) => begins)), moments(stations.map(({ ends }) => ends))];
  return { clocks: `(SELECT u.*, ${moment(now)} AS now FROM unnest(${columns.join(', ')}) AS u (id, zone, begins, ends))`, ofStations: (station) => `${station} = s.id` };
}

/** The data of an instance once, however many columns look into them: reading them out of a snapshot is what costs. */
const DATA = ` CROSS JOIN LATERAL (SELECT i.snapshot -> 'data' AS data OFFSET 0) d`;

/** Values of a statement, each behind a placeholder. */
export class Parameters implements Values {
  readonly values: unknown[];

  constructor(values: readonly unknown[]) {
    this.values = [...values];
  }

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

/** What is added up of the rows for which more holds: the two numbers a figure is made of. */
export interface Aggregate {
  readonly of: string;
  readonly when: readonly string[];
  /** Another aggregate over the same rows, by which it is multiplied: a median as the sum it would be, were every row the middle one. */
  readonly times?: string;
}

/** The numerator of a measure, and its denominator where it has one. */
export function aggregatesOf({ metric: { measure }, measured, part }: ResolvedMetric, sql: Values): { readonly numerator: Aggregate; readonly denominator?: Aggregate } {
  const [first = '', second = ''] = measured.map((column) => column.sql);
  const rows: Aggregate = { of: 'count(*)', when: [] };
  if (measure === 'count') return { numerator: rows };
  if ('distinct' in measure) return { numerator: { of: `count(DISTINCT ${first})`, when: [] } };
  if ('sum' in measure) return { numerator: { of: `sum(${first})`, when: [] } };
  if ('ratio' in measure) return { numerator: { of: 'count(*)', when: part.map((condition) => tested(condition, sql)) }, denominator: rows };
  const both = [`${second} >= ${first}`];
  if (measure.duration.median === true) return { numerator: { of: `percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ${second} - ${first}))`, when: both, times: 'count(*)' }, denominator: { of: 'count(*)', when: both } };
  return { numerator: { of: `sum(extract(epoch FROM ${second} - ${first}))`, when: both }, denominator: { of: 'count(*)', when: both } };
}

/** An aggregate over the rows it counts; nothing adds up to 0. */
export function added({ of, when, times }: Aggregate): string {
  const over = (aggregate: string) => `${aggregate}${when.length === 0 ? '' : ` FILTER (WHERE ${when.join(' AND ')})`}`;
  return `coalesce(${over(of)}${times === undefined ? '' : ` * ${over(times)}`}, 0)`;
}

export function tested({ column, test, of }: Condition, sql: Values): string {
  if (typeof test === 'boolean') return `${column.sql} IS ${test ? 'TRUE' : 'FALSE'}`;
  if (typeof test === 'object' && 'present' in test) return `(${column.sql}) IS ${test.present ? 'NOT NULL' : 'NULL'}`;
  if (typeof test === 'object' && 'atLeast' in test) return `${column.sql} >= ${sql.add(test.atLeast, 'numeric')}`;
  if (typeof test === 'object' && 'atMost' in test) return `${column.sql} <= ${sql.add(test.atMost, 'numeric')}`;
  if (typeof test === 'object' && 'within' in test) return `${column.sql} - ${of?.sql ?? ''} BETWEEN interval '0' AND ${sql.add(test.within, 'interval')}`;
  return `${column.sql} = ANY (${sql.add(wanted(test), 'text[]')})`;
}

/** A dimension's value as text: one of its list, or null. A sensitive one is shown together with the others of its kind. */
export function shown(column: Column, sql: Values, { persons }: FigureSight): string {
  if (column.type !== 'choice') return asText(column);
  const values = column.values.filter(({ sensitive }) => persons || sensitive !== true).map(({ value }) => value);
  const sensitive = column.values.map(({ value }) => value).filter((value) => !values.includes(value));
  const together = sensitive.length === 0 ? '' : `WHEN ${column.sql} = ANY (${sql.add(sensitive, 'text[]')}) THEN '${WITHHELD}' `;
  // What is shown together is taken out first: a level above holds what may be shown by itself, and nothing else.
  const levelled = column.level === undefined ? column.sql : `array_to_string((string_to_array(${column.sql}, '.'))[1:${column.level}], '.')`;
  return `CASE WHEN ${column.sql} = ANY (${sql.add(values, 'text[]')}) THEN ${levelled} ${together}END`;
}

export function asText({ sql, type }: Column): string {
  return type === 'boolean' ? `(${sql})::text` : sql;
}
