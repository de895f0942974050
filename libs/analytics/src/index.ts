import type { Migration } from '@stationhouse/database';
import { Facts1700000000710 } from './migrations/0710-facts.js';
import { Conformance1700000000800 } from './migrations/0800-conformance.js';

export { defineMetric, UNITS, type FactName, type FactSource, type Measure, type MeasureKind, type Metric, type OwnColumn, type OwnSource, type Rows, type Test, type UnitId } from './metric.js';
export { Figures, type ComparedPeriod, type FigureSeries } from './figures.js';
export type { DimensionValue, FigureAmount, FigurePoint } from './points.js';
export { COMPARISONS, type Comparison } from './comparison.js';
export { MOST_METRICS, MOST_POINTS, type FigureFilter, type FigureQuery, type FigureSight } from './query.js';
export { GRANULARITIES, type Granularity, type Period } from './periods.js';
export { metricProblems, MetricRegistry, type MeasuredPlugin } from './registry.js';
export { CORE_METRICS } from './core-metrics.js';
export { analyticsPermissions, readMetrics } from './permissions.js';
export { ConformanceModule } from './conformance/conformance.module.js';
export { Paths } from './conformance/paths/paths.js';
export { readMap, type MapCases } from './conformance/map/read-map.js';
export { conformanceSchedule } from './conformance/nightly.js';
export { AnalyticsModule } from './analytics.module.js';

/** The migrations of this library; they come after those of every library whose rows are counted. */
export const analyticsMigrations: readonly Migration[] = [Facts1700000000710, Conformance1700000000800];
