import { Requires, SignedIn, TenantGate } from '@stationhouse/access';
import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { parseText, printedChange, type Id } from '@stationhouse/kernel';
import { levelsOf, shortName } from '../columns.js';
import { Figures, type FigureSeries } from '../figures.js';
import { measureKind, rollUpOf, UNITS } from '../metric.js';
import { readMetrics } from '../permissions.js';
import type { FigureAmount, FigurePoint } from '../points.js';
import { MetricRegistry } from '../registry.js';
import type { ResolvedMetric } from '../resolve.js';
import { AnalystQuestions, asksAsAnalyst } from '../studies/asking.js';
import { Metric, type MetricAmount, MetricMeasure, MetricPersonalData, MetricPoint, MetricQuery, MetricRollUp, MetricSeries } from './types.js';

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
      'Figures of one or several metrics over stations, each station by its own clock; exercises are in none of them. Exact for the station’s own people; readers of aggregates (P0) see whole months, stations and one more dimension exactly, what is finer or told by place in bands, and figures about persons rounded, by their lattice. Errors: METRIC_UNKNOWN, DIMENSION_UNKNOWN, BAD_INPUT, FIGURE_TOO_FINE, FIGURE_NOT_KEPT, PERSONAL_DATA_MASKED, BUDGET_SPENT, QUERY_TOO_COSTLY, STATEMENT_TIMEOUT.',
  })
  @Requires(readMetrics)
  async metricSeries(
    @Args('stationIds', { type: () => [ID] }) stationIds: Id[],
    @Args('query', { type: () => MetricQuery }) query: MetricQuery,
    @Args('purpose', { type: () => String, nullable: true, description: 'What an analyst asks for; noted with the query. At most 200 characters, nothing personal.' }) purpose?: string | null,
  ): Promise<MetricSeries[]> {
    const sight = { persons: stationIds.every((id) => this.gate.mayRead(id, 'P2')), fine: stationIds.every((id) => this.gate.mayRead(id, 'P1')) };
    const read = async () => (await this.gate.inStations(stationIds, (tenant) => this.figures.read(tenant, stationIds, query, sight))).map(shownSeries);
    if (!asksAsAnalyst(stationIds)) return read();
    const asking = { kind: 'figures', studyId: null, subjects: query.metrics, stationIds, purpose: purpose === undefined || purpose === null ? null : parseText(purpose, 'purpose', 200), rows: 0 } as const;
    return this.questions.ask(asking, async () => ({ answer: await read(), rows: 0 }));
  }
}

function shownSeries({ resolved, points, ...series }: FigureSeries): MetricSeries {
  return { metric: shownMetric(resolved), ...series, points: points.map(shownPoint) };
}

/** Field by field: there are thousands in an answer, and spreading objects of many shapes takes longer than reading the figures. */
function shownPoint({ period, complete, dimensions, difference, change, previous, count, numerator, denominator, value, disclosure: { suppressed, reason, atLeast, atMost, margin, rank } }: FigurePoint): MetricPoint {
  return {
    period, complete, dimensions: dimensions as MetricPoint['dimensions'], difference, change, printedChange: change === null ? null : printedChange(change), previous: previous === null ? null : shownAmount(previous),
    count, numerator, denominator, value, suppressed, reason, atLeast, atMost, margin, rank,
  };
}

function shownAmount({ count, numerator, denominator, value, disclosure: { suppressed, reason, atLeast, atMost, margin, rank } }: FigureAmount): MetricAmount {
  return { count, numerator, denominator, value, suppressed, reason, atLeast, atMost, margin, rank };
}

function shownMetric({ metric, pluginId, dimensions }: ResolvedMetric): Metric {
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
    dimensions: [...dimensions].map(([name, column]) => ({ id: name, title: column.title, nested: column.nested ?? false, levels: levelsOf(column), place: column.place !== undefined, values: column.values.map(({ value, title: said, sensitive = false }) => ({ value, title: said, sensitive })) })),
  };
}

function upper<Name extends string>(name: Name): Uppercase<Name> {
  return name.toUpperCase() as Uppercase<Name>;
}
