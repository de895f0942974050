import { asPlugin, type Tenant } from '@stationhouse/database';
import { badInput, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { bounded } from '@stationhouse/workflow-runtime';
import type { Column } from './columns.js';
import { measureKind } from './metric.js';
import { boundsOf, isOver, periodsOf, type Granularity, type Period } from './periods.js';
import { askedOf, checkQuery, MOST_POINTS, tooMany, type AskedMetric, type FigureQuery, type FigureSight } from './query.js';
import type { MetricRegistry } from './registry.js';
import type { ResolvedMetric } from './resolve.js';
import { checkKnown, planOf, readingOf } from './rollups/reading.js';
import type { RollUps } from './rollups/roll-ups.js';
import { statementOf, WITHHELD, type Group, type MeasuredStation, type Statement } from './statement.js';


/** The value of one dimension in a point. */
export interface DimensionValue {
  readonly dimension: string;
  /** Null for rows without one. */
  readonly value: string | null;
  readonly title: Bilingual;
}

/** What a metric is at one combination of period and values. */
export interface FigurePoint {
  /** The key of its period; null without granularity. */
  readonly period: string | null;
  readonly complete: boolean;
  readonly dimensions: readonly DimensionValue[];
  /** How many rows it is made of. */
  readonly count: number;
  readonly numerator: number;
  /** Of a ratio and a duration: what the numerator is divided by. */
  readonly denominator: number | null;
  /** Null where nothing can be divided. */
  readonly value: number | null;
}

/** The answer for one metric. */
export interface FigureSeries {
  readonly resolved: ResolvedMetric;
  readonly granularity: Granularity;
  readonly timeZones: readonly string[];
  readonly periods: readonly Period[];
  readonly points: readonly FigurePoint[];
}

/** Reads figures, exact, one statement per metric, within the reader's reach: from what is kept where that holds, else from the rows themselves. */
export class Figures {
  /**
   * @param pluginStatementMs how long one statement over a plugin's own tables may take
   * @param rollUps what is kept; absent, everything is counted from the rows
   */
  constructor(
    private readonly registry: MetricRegistry,
    private readonly pluginStatementMs: number,
    private readonly rollUps?: RollUps,
  ) {}

  /**
   * The figures of a query over stations, each by its own clock.
   * @throws StationhouseError METRIC_UNKNOWN, DIMENSION_UNKNOWN, BAD_INPUT, FIGURE_TOO_FINE, FIGURE_NOT_KEPT, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY, STATEMENT_TIMEOUT
   */
  async read(tenant: Tenant, stationIds: readonly Id[], query: FigureQuery, sight: FigureSight): Promise<FigureSeries[]> {
    checkQuery(query);
    const asked = [...new Set(query.metrics)].map((id) => askedOf(this.registry.get(id), query, sight));
    const stations = await stationsOf(tenant, stationIds, query);
    const zones = [...new Set(stations.map(({ zone }) => zone))];
    const now = query.asOf ?? tenant.now;
    const periods = periodsOf(query, query.granularity, zones, now);
    if (periods.length > MOST_POINTS) throw tooMany();
    const over = isOver(query, zones, now);
    const series: FigureSeries[] = [];
    for (const one of asked) {
      const groups = await this.groups(tenant, one, query, stations, sight);
      const titles = new Titles(stations, await teamsOf(tenant, one));
      series.push({ resolved: one.resolved, granularity: query.granularity, timeZones: zones, periods, points: pointsOf(one, groups, periods, over, titles) });
    }
    return series;
  }

  private async groups(tenant: Tenant, asked: AskedMetric, query: FigureQuery, stations: readonly MeasuredStation[], sight: FigureSight): Promise<readonly Group[]> {
    const { sql, parameters } = await this.statement(tenant, asked, query, stations, sight);
    const { own, pluginId } = asked.resolved;
    const groups =
      own && pluginId !== undefined
        ? await asPlugin(tenant, { pluginId, statementTimeoutMs: this.pluginStatementMs }, (rows) => rows.sql<Group>(sql, parameters))
        : await bounded(tenant, () => tenant.sql<Group>(sql, parameters));
    if (groups.length > MOST_POINTS) throw tooMany();
    return groups;
  }

  /** From what is kept where a roll-up holds what is asked, else from the rows. */
  private async statement(tenant: Tenant, asked: AskedMetric, query: FigureQuery, stations: readonly MeasuredStation[], sight: FigureSight): Promise<Statement> {
    const { granularity, asOf } = query;
    const cut = { granularity, weekStart: 1, asOf };
    const plan = planOf(this.rollUps?.of(asked.resolved.metric.id), asked, cut, stations);
    if (asOf !== undefined) await checkKnown(tenant, asked.resolved.metric, plan, stations, asOf);
    return plan === undefined ? statementOf(asked, granularity, stations, tenant.now, sight) : readingOf(plan, asked, cut, stations, sight);
  }
}

async function stationsOf(tenant: Tenant, stationIds: readonly Id[], range: FigureQuery): Promise<MeasuredStation[]> {
  const rows = await tenant.sql<{ id: Id; name: string; zone: string }>('SELECT id, name, time_zone AS zone FROM station WHERE id = ANY ($1) ORDER BY code', [[...stationIds]]);
  return rows.map((row) => {
    const bounds = boundsOf(range, row.zone);
    if (bounds === undefined) throw badInput('query.from', text('日期无效，请核对。', 'There is no such date. Check the range.'));
    return { ...row, ...bounds };
  });
}

/** Names of teams, where they are asked for. */
async function teamsOf(tenant: Tenant, { dimensions }: AskedMetric): Promise<ReadonlyMap<string, string>> {
  if (!dimensions.some(([name]) => name === 'team')) return new Map();
  const rows = await tenant.sql<{ id: string; name: string }>('SELECT id, name FROM team WHERE station_id = ANY ($1)', [[...tenant.context.stationIds]]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The titles of values that no list names. */
class Titles {
  private readonly stations: ReadonlyMap<string, string>;

  constructor(
    stations: readonly MeasuredStation[],
    private readonly teams: ReadonlyMap<string, string>,
  ) {
    this.stations = new Map(stations.map(({ id, name }) => [id, name]));
  }

  of(dimension: string, column: Column, value: string | null): Bilingual {
    if (value === null) return text('无', 'None');
    if (value === WITHHELD) return text('不单列', 'Not shown by itself');
    const listed = column.values.find((one) => one.value === value)?.title;
    const name = (dimension === 'station' ? this.stations : this.teams).get(value) ?? value;
    return listed ?? text(name, name);
  }
}

function pointsOf({ resolved: { metric }, dimensions }: AskedMetric, groups: readonly Group[], periods: readonly Period[], over: boolean, titles: Titles): FigurePoint[] {
  const places = new Map(periods.map(({ key, complete }, index) => [key, { index, complete }]));
  const divided = ['ratio', 'duration'].includes(measureKind(metric.measure));
  const points = groups.map((group) => {
    const values = dimensions.map(([dimension, column], index) => {
      const value = group[`d${index}`] ?? null;
      const rank = column.values.findIndex((one) => one.value === value);
      return { dimension, value, title: titles.of(dimension, column, value), rank: value === null ? Infinity : rank < 0 ? column.values.length : rank };
    });
    const { period, count, numerator, denominator } = group;
    const value = divided ? (denominator === null || denominator === 0 ? null : numerator / denominator) : numerator;
    const point: FigurePoint = { period, complete: period === null ? over : (places.get(period)?.complete ?? false), dimensions: values.map(({ dimension, value: one, title }) => ({ dimension, value: one, title })), count, numerator, denominator, value };
    return { point, order: [period === null ? 0 : (places.get(period)?.index ?? 0), ...values.map(({ rank }) => rank)] };
  });
  return points.sort((left, right) => compare(left.order, right.order) || names(left.point).localeCompare(names(right.point), 'zh-CN')).map(({ point }) => point);
}

/** Periods first, then values as their lists have them; those without one last. */
function compare(left: readonly number[], right: readonly number[]): number {
  const place = left.findIndex((value, index) => value !== right[index]);
  return place < 0 ? 0 : (left[place] ?? 0) < (right[place] ?? 0) ? -1 : 1;
}

function names({ dimensions }: FigurePoint): string {
  return dimensions.map(({ title, value }) => `${title['zh-CN']} ${value}`).join(' ');
}
