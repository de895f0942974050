import { Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';
import { readMetrics, readPatrols } from '../permissions.js';
import { ShownAmount } from '../graphql/shown.js';
import { DIRECTED_PATROL, HOT_SPOTS } from '../studies/asked.js';
import { AnalystQuestions, PURPOSE } from '../studies/asking.js';
import { cellNames } from './localities.js';
import { PATROL_CAUTION } from './method.js';
import { accuracyIndex, hitRate, type Hits } from './patrol/measure.js';
import type { Measured } from './patrol/choose.js';
import { dayOf, Places, type DirectedPatrol as Recommended } from './places.js';
import { DirectedPatrol, PatrolQueryInput, HotSpotQueryInput, HotSpots, type PatrolHits, type PatrolMeasure } from './types.js';

/** Maps of hot spots, and patrols directed by them. */
@Resolver()
export class PlacesResolver {
  constructor(
    private readonly places: Places,
    private readonly gate: TenantGate,
    private readonly questions: AnalystQuestions,
  ) {}

  @Query(() => HotSpots, {
    description: 'Where incidents gather over the areas of stations: counts by cell, with a score, beside those of an earlier period. Exact for the station’s own people; readers of aggregates (P0) see squares of 1,000 m or hexagons of resolution 8, whole months, in bands. Errors: BUDGET_SPENT, TOO_MANY_REQUESTS, BAD_INPUT, FIGURE_TOO_FINE, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY.',
  })
  @Requires(readMetrics)
  async hotSpots(@Args('stationIds', { type: () => [ID] }) stationIds: Id[], @Args('query', { type: () => HotSpotQueryInput }) query: HotSpotQueryInput, @Args('purpose', PURPOSE) purpose?: string | null): Promise<HotSpots> {
    const sight = { persons: stationIds.every((id) => this.gate.mayRead(id, 'P2')), fine: stationIds.every((id) => this.gate.mayRead(id, 'P1')) };
    const map = await this.questions.askFigures([HOT_SPOTS], stationIds, purpose, async () => {
      const answer = await this.gate.inStations(stationIds, (tenant) => this.places.hotSpots(tenant, stationIds, query, sight), 'long');
      return { answer, points: answer.cells.length };
    });
    return { ...map, cells: map.cells.map(({ amount, previous, ...cell }) => ({ ...cell, amount: new ShownAmount(amount), previous: previous === null ? null : new ShownAmount(previous) })) };
  }

  @Query(() => DirectedPatrol, { description: 'Where and when a patrol is most likely to be of use in seven days (定点定向). A recommendation: nothing follows from it before somebody makes a plan. Errors: BUDGET_SPENT, TOO_MANY_REQUESTS, BAD_INPUT, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY.' })
  @Requires(readPatrols)
  async directedPatrol(@Args('stationId', { type: () => ID }) stationId: Id, @Args('query', { type: () => PatrolQueryInput }) query: PatrolQueryInput, @Args('purpose', PURPOSE) purpose?: string | null): Promise<DirectedPatrol> {
    const patrol = await this.questions.askFigures([DIRECTED_PATROL], [stationId], purpose, async () => {
      const past = await this.gate.inStation(stationId, (tenant) => this.places.patrolPast(tenant, stationId, query), { length: 'long' });
      const answer = await this.places.patrol(past);
      return { answer, points: answer.stints.length + answer.clock.length };
    });
    return shownPatrol(patrol, await this.gate.inStation(stationId, (tenant) => cellNames(tenant, [stationId], patrol.grid, patrol.stints.map(({ cell }) => cell))));
  }
}

function shownPatrol({ method, grid, categories, stints, clock, expected, incidents, measured }: Recommended, names: ReadonlyMap<string, string>): DirectedPatrol {
  return {
    method,
    caution: PATROL_CAUTION,
    grid: { ...grid.shape },
    categories: [...categories],
    stints: stints.map(({ day, ...stint }) => ({ ...stint, name: names.get(stint.cell) ?? null, date: dayOf(day), outline: grid.outlineOf(stint.cell) })),
    clock: [...clock],
    expected,
    incidents,
    measured: measured === undefined ? null : shownMeasure(measured),
  };
}

function shownMeasure({ weeks, forecast, lastWeek, longRun }: Measured): PatrolMeasure {
  return { weeks: weeks.measuredOn.map(dayOf), incidents: forecast[0]?.incidents ?? 0, recommendation: forecast.map(shownHits), lastWeek: lastWeek.map(shownHits), longRun: longRun.map(shownHits) };
}

function shownHits(hits: Hits): PatrolHits {
  return { share: hits.share, hitRate: hitRate(hits), accuracyIndex: accuracyIndex(hits) };
}
