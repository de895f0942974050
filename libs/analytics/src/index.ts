import type { Migration } from '@stationhouse/database';
import { Facts1700000000710 } from './migrations/0710-facts.js';
import { FigureKeys1700000000740 } from './migrations/0740-figure-keys.js';
import { Dashboards1700000000770 } from './migrations/0770-dashboards.js';
import { Places1700000000780 } from './migrations/0780-places.js';

export { defineMetric, UNITS, type FactName, type FactSource, type Measure, type MeasureKind, type Metric, type OwnColumn, type OwnSource, type Rows, type Test, type UnitId } from './metric.js';
export { Figures, type ComparedPeriod, type FigureSeries } from './figures.js';
export type { DimensionValue, FigureAmount, FigurePoint } from './points.js';
export { COMPARISONS, type Comparison } from './comparison.js';
export { MOST_METRICS, MOST_POINTS, type FigureFilter, type FigureQuery, type FigureSight } from './query.js';
export { GRANULARITIES, type Granularity, type Period } from './periods.js';
export { metricProblems, MetricRegistry, type MeasuredPlugin } from './registry.js';
export { CORE_METRICS } from './core-metrics.js';
export { analyticsPermissions, makeDashboards, planPatrols, readMetrics, readPatrols, shareDashboards } from './permissions.js';
export { Places, type DirectedPatrol, type HotCell, type HotSpotMap, type HotSpotQuery, type PatrolQuery } from './places/places.js';
export { gridOf, type Grid, type GridKind, type GridShape, type Outline, type Position } from './places/grid.js';
export { changeOf, hotSpots, type CellCount, type Change, type Heat, type HotSpot } from './places/hot-spots.js';
export { placedIncidents, stationsOnMap, type MappedStation } from './places/reader.js';
export { recommend, SHARES, type Recommendation, type Stint } from './places/patrol/recommend.js';
export { accuracyIndex, hitRate, type Hits } from './places/patrol/measure.js';
export type { PlacedIncident } from './places/patrol/timed.js';
export { makeDashboard, type DashboardRow, type DashboardWish } from './dashboards/dashboards.js';
export { DeliveryWorker } from './dashboards/delivery/worker.js';
export { DRAWINGS, parseTiles, type Drawing, type Tile } from './dashboards/tile.js';
export { AnalyticsModule } from './analytics.module.js';

/** The migrations of this library; they come after those of every library whose rows are counted. */
export const analyticsMigrations: readonly Migration[] = [Facts1700000000710, FigureKeys1700000000740, Dashboards1700000000770, Places1700000000780];
