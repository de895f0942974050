import { currentRequest, Requires, SignedIn, TenantGate } from '@stationhouse/access';
import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { levelsOf, shortName } from '../columns.js';
import { Figures, pointsIn, type FigureSeries } from '../figures.js';
import { measureKind, rollUpOf, UNITS } from '../metric.js';
import { readMetrics } from '../permissions.js';
import { MOST_POINTS } from '../query.js';
import { MetricRegistry } from '../registry.js';
import type { ResolvedMetric } from '../resolve.js';
import { AnalystQuestions, asksAsAnalyst, PURPOSE } from '../studies/asking.js';
import { ShownPoint } from './shown.js';
import { FigureRecordKind, Metric, MetricMeasure, MetricPersonalData, MetricQuery, MetricRollUp, MetricSeries } from './types.js';

/** Points of all figures of one document, at most. */
const MOST_POINTS_TOGETHER = 2 * MOST_POINTS;

/** Figures, by metric. */
@Resolver(() => Metric)
export class MetricsResolver {
  constructor(
    private readonly registry: MetricRegistry,
    private readonly figures: Figures,
    private readonly gate: TenantGate,
    private readonly questions: AnalystQuestions,
  ) {}

  @Query(() => [Metric], { description: 'Everything that is counted here: the platform’s metrics and those of its plugins.' })
  @SignedIn({ byKey: true })
  metrics(): Metric[] {
    return this.registry.all().map(shownMetric);
  }

  @Query(() => [MetricSeries], {
    description:
      'Figures of one or several metrics over stations, each station by its own clock; exercises are in none of them. Exact for the station’s own people; readers of aggregates (P0) see whole months, stations and one more dimension exactly, what is finer or told by place in bands, and figures about persons rounded, by their lattice. Errors: METRIC_UNKNOWN, DIMENSION_UNKNOWN, BAD_INPUT, FIGURE_TOO_FINE, FIGURE_NOT_KEPT, PERSONAL_DATA_MASKED, BUDGET_SPENT, TOO_MANY_REQUESTS, QUERY_TOO_COSTLY, STATEMENT_TIMEOUT.',
  })
  @Requires(readMetrics)
  async metricSeries(
    @Args('stationIds', { type: () => [ID] }) stationIds: Id[],
    @Args('query', { type: () => MetricQuery }) query: MetricQuery,
    @Args('purpose', PURPOSE) purpose?: string | null,
  ): Promise<MetricSeries[]> {
    const sight = { persons: stationIds.every((id) => this.gate.mayRead(id, 'P2')), fine: stationIds.every((id) => this.gate.mayRead(id, 'P1')) };
    // A station's own board is read from what is kept for it: officers wait behind nobody's study.
    const length = stationIds.length > 1 || asksAsAnalyst(stationIds) ? 'long' : 'short';
    return this.questions.askFigures(query.metrics, stationIds, purpose, async () => {
      const answer = await this.gate.inStations(stationIds, (tenant) => this.figures.read(tenant, stationIds, query, sight), length);
      return { answer: answer.map(shownSeries), points: countPoints(answer) };
    });
  }
}

/** Counts the points of an answer, and with them those of the whole document. @throws StationhouseError QUERY_TOO_COSTLY */
function countPoints(answer: readonly FigureSeries[]): number {
  const points = pointsIn(answer);
  const document = currentRequest().once('points of figures', () => ({ points: 0 }));
  document.points += points;
  if (document.points > MOST_POINTS_TOGETHER) {
    throw new StationhouseError(
      'QUERY_TOO_COSTLY',
      text(`一次请求的各项统计合计最多 ${MOST_POINTS_TOGETHER} 个点，请分次查询、放粗粒度或减少维度。`, `The figures of one request have ${MOST_POINTS_TOGETHER} points together at most. Ask in several requests, by a coarser granularity or fewer dimensions.`),
      { most: MOST_POINTS_TOGETHER },
    );
  }
  return points;
}

function shownSeries({ resolved, points, ...series }: FigureSeries): MetricSeries {
  return { metric: shownMetric(resolved), ...series, points: points.map((point) => new ShownPoint(point)) };
}

function shownMetric({ metric, pluginId, dimensions, record }: ResolvedMetric): Metric {
  const { id, title, description, unit } = metric;
  return {
    id,
    title,
    description,
    pluginId: pluginId ?? null,
    unit: { id: unit, title: UNITS[unit].title },
    measure: MetricMeasure[upper(measureKind(metric.measure))],
    personalData: MetricPersonalData[upper(metric.personalData)],
    rollUp: MetricRollUp[upper(rollUpOf(metric))],
    lattice: metric.lattice?.map(shortName) ?? null,
    workflow: 'fact' in metric.source ? (metric.source.workflow ?? null) : null,
    records: record === undefined ? null : FigureRecordKind[upper(record.kind)],
    dimensions: [...dimensions].map(([name, column]) => ({ id: name, title: column.title, nested: column.nested ?? false, levels: levelsOf(column), place: column.place !== undefined, values: column.values.map(({ value, title: said, sensitive = false }) => ({ value, title: said, sensitive })) })),
  };
}

function upper<Name extends string>(name: Name): Uppercase<Name> {
  return name.toUpperCase() as Uppercase<Name>;
}
