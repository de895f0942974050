import type { Migration } from '@stationhouse/database';
import { Facts1700000000710 } from './migrations/0710-facts.js';
import { RollUps1700000000730 } from './migrations/0730-roll-ups.js';
import { FigureKeys1700000000740 } from './migrations/0740-figure-keys.js';
import { Conformance1700000000800 } from './migrations/0800-conformance.js';
import { Places1700000000780 } from './migrations/0780-places.js';
import { SavedQueries1700000000760 } from './migrations/0760-saved-queries.js';
import { Studies1700000000750 } from './migrations/0750-studies.js';

export { defineMetric, UNITS, type FactName, type FactSource, type Measure, type MeasureKind, type Metric, type OwnColumn, type OwnSource, type Rows, type Test, type UnitId } from './metric.js';
export { Figures, type ComparedPeriod, type FigureSeries } from './figures.js';
export type { DimensionValue, FigureAmount, FigurePoint } from './points.js';
export { COMPARISONS, type Comparison } from './comparison.js';
export { MOST_METRICS, MOST_POINTS, type FigureFilter, type FigureQuery, type FigureSight } from './query.js';
export { GRANULARITIES, type Granularity, type Period } from './periods.js';
export { metricProblems, MetricRegistry, type MeasuredPlugin } from './registry.js';
export { CORE_METRICS } from './core-metrics.js';
export { analyticsPermissions, keepFigures, keepQueries, planPatrols, readMetrics, readPatrols } from './permissions.js';
export { ConformanceModule } from './conformance/conformance.module.js';
export { conformanceSchedule } from './conformance/nightly.js';
export { Places, type DirectedPatrol, type HotCell, type HotSpotMap, type HotSpotQuery, type PatrolQuery } from './places/places.js';
export { gridOf, type Grid, type GridKind, type GridShape, type Outline, type Position } from './places/grid.js';
export { changeOf, hotSpots, type CellCount, type Change, type Heat, type HotSpot } from './places/hot-spots.js';
export { placedIncidents, stationsOnMap, type MappedStation } from './places/reader.js';
export { recommend, SHARES, type Recommendation, type Stint } from './places/patrol/recommend.js';
export { accuracyIndex, hitRate, type Hits } from './places/patrol/measure.js';
export type { PlacedIncident } from './places/patrol/timed.js';
export { rebuildJob } from './rollups/rebuild.js';
export { RollUps } from './rollups/roll-ups.js';
export { AnalyticsModule } from './analytics.module.js';
export type { StudySettings } from './studies/providers.js';
export { FILE_FORMATS } from './studies/files/files.js';
export { Pseudonyms } from './studies/pseudonyms.js';
export { StudyRecords } from './studies/records.js';
export { RELEASE_FORMATS } from './studies/release.js';
export { rowsOf, stationsOf } from './studies/releases.js';

/** The migrations of this library; they come after those of every library whose rows are counted. */
export const analyticsMigrations: readonly Migration[] = [Facts1700000000710, RollUps1700000000730, FigureKeys1700000000740, Studies1700000000750, SavedQueries1700000000760, Places1700000000780, Conformance1700000000800];
