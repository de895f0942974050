import { asPlugin, type Tenant } from '@stationhouse/database';
import { badInput, text, type Id } from '@stationhouse/kernel';
import { bounded } from '@stationhouse/workflow-runtime';
import { comparedWith, type Compared } from './comparison.js';
import { boundsOf, isOver, periodCount, periodsOf, type DateRange, type Granularity, type Period } from './periods.js';
import { namesOf } from './names.js';
import { nothingOf, pointsOf, Titles, type Axis, type FigurePoint } from './points.js';
import { cellsOf, folded, MOST_CELLS, tellingBy, type ToldPoints } from './privacy/cells.js';
import { CellOffsets } from './privacy/keys.js';
import { refuseUnfinishedWeeks, wayOf, type Way } from './privacy/ways.js';
import { askedOf, checkQuery, MOST_POINTS, tooMany, type AskedMetric, type FigureQuery, type FigureSight } from './query.js';
import type { MetricRegistry } from './registry.js';
import type { ResolvedMetric } from './resolve.js';
import { checkKnown, planOf, readingOf, type Cutting } from './rollups/reading.js';
import type { RollUps } from './rollups/roll-ups.js';
import { statementOf, type Group, type MeasuredStation, type Statement } from './statement.js';

/** A period, and the key of the one it is compared with; null for none: 29 February, the 53rd week, what has not begun. */
export interface ComparedPeriod extends Period {
  readonly previous: string | null;
}

/** The answer for one metric. */
export interface FigureSeries {
  readonly resolved: ResolvedMetric;
  readonly granularity: Granularity;
  readonly timeZones: readonly string[];
  readonly periods: readonly ComparedPeriod[];
  /** The dates the earlier figures are counted over; null when nothing is compared. */
  readonly comparedRange: DateRange | null;
  readonly points: readonly FigurePoint[];
}

/** Reads figures within the reader's reach, one statement per metric – from what is kept where that holds, else from the rows themselves – and tells of them what the reader may know. */
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
    const asked = [...new Set(query.metrics)].map((id) => {
      const resolved = this.registry.get(id);
      const way = wayOf(resolved, query, sight);
      return { way, one: askedOf(resolved, query, sight) };
    });
    const stations = await measuredStations(tenant, stationIds, query);
    const zones = [...new Set(stations.map(({ zone }) => zone))];
    const now = query.asOf ?? tenant.now;
    const periods = periodsOf(query, query, zones, now);
    if (periods.length > MOST_POINTS) throw tooMany();
    const axis: Axis = { periods, over: isOver(query, zones, now) };
    const compared = query.compare === 'NONE' ? undefined : comparedWith(query, query, query.compare, periods, now, zones, sight.fine);
    const then = compared === undefined ? [] : stations.map((station) => ({ ...station, ...(compared.boundsIn(station.zone) ?? NOTHING) }));
    const series: FigureSeries[] = [];
    for (const { way, one } of asked) {
      const told = await this.told(tenant, one, query, stations, sight, way);
      // What is compared with is told in the same way as by itself: a change tells no more than its two figures.
      if (compared !== undefined && way !== 'exact') wayOf(one.resolved, { ...query, ...compared.range }, sight);
      const earlier = compared === undefined ? undefined : { keys: compared.keys, parts: sight.fine, ...(await this.told(tenant, one, { ...query, ...compared.range }, then, sight, way)) };
      const titles = new Titles(await namesOf(tenant, one, stations, [...told.groups, ...(earlier?.groups ?? [])]));
      series.push({ resolved: one.resolved, granularity: query.granularity, timeZones: zones, periods: withCompared(periods, compared), comparedRange: compared?.range ?? null, points: pointsOf(one, told, earlier, axis, titles) });
    }
    return series;
  }

  /** The groups of a metric as its reader may know them: the one way from what is counted to what is told. */
  private async told(tenant: Tenant, asked: AskedMetric, query: FigureQuery, stations: readonly MeasuredStation[], sight: FigureSight, way: Way): Promise<ToldPoints> {
    if (way === 'exact') return { groups: await this.groups(tenant, asked, query, stations, sight), absent: nothingOf(asked.resolved.metric) };
    const zones = [...new Set(stations.map(({ zone }) => zone))];
    if (way === 'lattice') refuseUnfinishedWeeks(asked.resolved, query, zones, tenant.now);
    const cells = cellsOf(asked, way, query);
    if (periodCount(query, cells.cut.granularity) > MOST_POINTS) throw tooMany();
    const periods = periodsOf(query, cells.cut, zones, tenant.now).map(({ key }) => key);
    const offsets = way === 'lattice' ? await CellOffsets.of(tenant, asked.resolved.metric.id, stations.map(({ id }) => id)) : undefined;
    const groups = await this.groups(tenant, cells.asked, { ...cells.cut, asOf: query.asOf }, stations, sight, MOST_CELLS);
    return folded({ way, asked, granularity: query.granularity, cells, periods, stations, sight }, groups, tellingBy(way, offsets));
  }

  private async groups(tenant: Tenant, asked: AskedMetric, cut: Cutting, stations: readonly MeasuredStation[], sight: FigureSight, most = MOST_POINTS): Promise<readonly Group[]> {
    const { sql, parameters, overRows } = await this.statement(tenant, asked, cut, stations, sight, most);
    const { own, pluginId } = asked.resolved;
    const groups =
      own && pluginId !== undefined
        ? await asPlugin(tenant, { pluginId, statementTimeoutMs: this.pluginStatementMs }, (rows) => rows.sql<Group>(sql, parameters))
        : await bounded(tenant, async () => {
            if (overRows) await tenant.prepared(stations.length > 1 ? ROOM_TOGETHER : ROOM);
            return overRows ? tenant.sql<Group>(sql, parameters) : tenant.prepared<Group>(sql, parameters);
          });
    if (groups.length > most) throw tooMany();
    return groups;
  }

  /** From what is kept where a roll-up holds what is asked, else from the rows. */
  private async statement(tenant: Tenant, asked: AskedMetric, cut: Cutting, stations: readonly MeasuredStation[], sight: FigureSight, most: number): Promise<Statement & { readonly overRows: boolean }> {
    const asOf = cut.asOf ?? undefined;
    const counted = stations.filter(({ begins, ends }) => begins < ends);
    const plan = planOf(this.rollUps?.of(asked.resolved.metric.id), asked, cut, counted);
    if (asOf !== undefined) await checkKnown(tenant, asked.resolved.metric, plan, counted, asOf);
    return plan === undefined ? { ...statementOf(asked, cut, counted, tenant.now, sight, most), overRows: true } : { ...readingOf(plan, asked, { ...cut, asOf }, counted, sight, most), overRows: false };
  }
}

/** What a careful hand gives a statement that goes over all rows: to count in memory, in this transaction alone. */
const ROOM = `SELECT set_config('work_mem', '64MB', true)`;
/**
 * Of many stations the processors share the work as well. PostgreSQL takes a reader under row-level security to reach few rows, and their hand-over to cost more than
 * it does: it would read a million of them by one processor. Where one station is asked about, it does.
 */
const ROOM_TOGETHER = `SELECT set_config('work_mem', '64MB', true), set_config('parallel_setup_cost', '0', true), set_config('parallel_tuple_cost', '0', true)`;

const NOTHING = { begins: new Date(0), ends: new Date(0) };

function withCompared(periods: readonly Period[], compared: Compared | undefined): ComparedPeriod[] {
  const earlier = new Map([...(compared?.keys ?? [])].map(([then, now]) => [now, then]));
  return periods.map((period) => ({ ...period, previous: earlier.get(period.key) ?? null }));
}

/** Stations with the bounds of a range by their clocks. @throws StationhouseError BAD_INPUT for dates no clock shows */
export async function measuredStations(tenant: Tenant, stationIds: readonly Id[], range: DateRange): Promise<MeasuredStation[]> {
  const rows = await tenant.prepared<{ id: Id; name: string; zone: string }>('SELECT id, name, time_zone AS zone FROM station WHERE id = ANY ($1) ORDER BY code', [[...stationIds]]);
  return rows.map((row) => {
    const bounds = boundsOf(range, row.zone);
    if (bounds === undefined) throw badInput('query.from', text('日期无效，请核对。', 'There is no such date. Check the range.'));
    return { ...row, ...bounds };
  });
}

/** How many points an answer has. */
export function pointsIn(answer: readonly FigureSeries[]): number {
  return answer.reduce((sum, { points }) => sum + points.length, 0);
}
