import { Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { badInput, parseId, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { InstanceSummary, readInstances } from '@stationhouse/workflow-runtime';
import { readMetrics } from '../../permissions.js';
import { PROCESS_MAP } from '../../studies/asked.js';
import { AnalystQuestions, PURPOSE } from '../../studies/asking.js';
import type { Passed } from '../paths/path.js';
import { FEWEST_LENGTHS, inSteps, inTwentieths, stepped } from './told.js';
import { ProcessMaps, type ProcessMapView } from './process-maps.js';
import { ProcessClock, ProcessMap, ProcessPart, ProcessCases, ProcessPlaceKind, ProcessTask, ProcessWorkflow, type ProcessOutcome, type ProcessVariantStep } from './types.js';

/** At most this many stations in one map. */
const MOST_STATIONS = 200;
/** A place that took less of a clock is not told. */
const LEAST = 0.005;

/** What really happened, against what is written. */
@Resolver(() => ProcessMap)
export class ProcessMapsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly maps: ProcessMaps,
    private readonly questions: AnalystQuestions,
  ) {}

  @Query(() => [ProcessWorkflow], { description: 'The workflows that instances of the stations began on: what a map can be asked of. In the order of the installation. Errors: NOT_FOUND, BAD_INPUT.' })
  @Requires(readMetrics)
  processWorkflows(@Args('stationIds', { type: () => [ID] }) stationIds: Id[]): Promise<ProcessWorkflow[]> {
    bounds(stationIds);
    return this.gate.inStations(stationIds, (tenant) => this.maps.workflows(tenant, stationIds));
  }

  @Query(() => ProcessMap, { description: 'The map of what happened to instances of a workflow, over stations. Readers of aggregates (P0) ask for whole months; what they are told is rounded. Errors: BUDGET_SPENT, TOO_MANY_REQUESTS, NOT_FOUND, BAD_INPUT, FIGURE_TOO_FINE, QUERY_TOO_COSTLY.' })
  @Requires(readMetrics)
  async processMap(@Args('stationIds', { type: () => [ID] }) stationIds: Id[], @Args('query', { type: () => ProcessCases }) query: ProcessCases, @Args('purpose', PURPOSE) purpose?: string | null): Promise<ProcessMap> {
    bounds(stationIds);
    const exact = stationIds.every((id) => this.gate.mayRead(id, 'P1'));
    const view = await this.questions.askFigures([PROCESS_MAP], stationIds, purpose, async () => {
      const answer = await this.gate.inStations(stationIds, (tenant) => this.maps.read(tenant, stationIds, asked(query), exact), 'long');
      return { answer, points: answer.places.length + answer.moves.length };
    });
    return shown(view, stationIds, exact);
  }

  @ResolveField(() => [ProcessClock], { description: 'Which places took the time of clocks, of those that were not kept beside those that were.' })
  async clocks(@Parent() { view, stationIds, exact }: ProcessMap): Promise<ProcessClock[]> {
    const shares = await this.gate.inStations(stationIds, (tenant) => this.maps.clockShares(tenant, view), 'long');
    return shares.filter(({ clocks }) => exact || clocks >= FEWEST_LENGTHS).map(({ clock, breached, clocks, seconds, places }) => ({
      clock, breached,
      clocks: exact ? clocks : null,
      title: titleIn(view, ({ clocks: all }) => all[clock]?.title, clock),
      meanSeconds: exact ? Math.round(seconds / clocks) : (inSteps(seconds / clocks) ?? 0),
      places: places.map((place) => ({ path: place.path, share: seconds === 0 ? 0 : exact ? place.seconds / seconds : inTwentieths(place.seconds / seconds) })).filter(({ share }) => share >= LEAST),
    }));
  }

  @ResolveField(() => [ProcessTask], { description: 'How long tasks waited for somebody, and were worked on.' })
  async tasks(@Parent() { view, stationIds, exact }: ProcessMap): Promise<ProcessTask[]> {
    const times = await this.gate.inStations(stationIds, (tenant) => this.maps.taskTimes(tenant, view), 'long');
    return times.filter(({ done }) => exact || done >= FEWEST_LENGTHS).map((one) => ({ ...one, ...(exact ? {} : { done: null, waited: stepped(one.waited, one.done), worked: stepped(one.worked, one.done) }), path: one.task.split('#', 1)[0] ?? one.task, title: titleIn(view, ({ tasks }) => tasks[one.task]?.title, one.task) }));
  }

  @Query(() => [InstanceSummary], { description: 'The instances behind a place, a way or a variant of a station’s map, as the reader may see them now, newest first. Errors: NOT_FOUND, BAD_INPUT.' })
  @Requires(readInstances)
  processInstances(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('query', { type: () => ProcessCases }) query: ProcessCases,
    @Args('part', { type: () => ProcessPart }) { place, to, variantId }: ProcessPart,
    @Args('first', { type: () => Int, defaultValue: 50, description: 'At most 200.' }) first: number,
    @Args('after', { type: () => ID, nullable: true, description: 'The id of the last one of the page before.' }) after: Id | null | undefined,
  ): Promise<InstanceSummary[]> {
    const part = { place: place ?? null, went: to ?? null, variant: variantId ?? null };
    return this.gate.inStation(stationId, (tenant) => this.maps.behind(tenant, stationId, asked(query), part, first, after === undefined || after === null ? null : parseId(after, 'after')));
  }
}

function bounds(stationIds: readonly Id[]): void {
  if (stationIds.length === 0 || stationIds.length > MOST_STATIONS) throw badInput('stationIds', text(`请选择 1 至 ${MOST_STATIONS} 个派出所。`, `Name 1 to ${MOST_STATIONS} stations.`));
}

function asked({ version, outcome, ...query }: ProcessCases) {
  return { ...query, version: version ?? null, outcome: outcome ?? null };
}

function shown(view: ProcessMapView, stationIds: readonly Id[], exact: boolean): ProcessMap {
  const { workflow, title, instances, closed, behind, versions, places, moves, unused, variants, others } = view;
  const ended = (outcomes: readonly { outcome: string; count: number }[]): ProcessOutcome[] => outcomes.map(({ outcome, count }) => ({ outcome, title: view.outcomes.get(outcome) ?? text(outcome, outcome), instances: count }));
  const all = new Map([...view.outcomes.keys()].map((outcome) => [outcome, 0]));
  for (const { outcomes } of variants) for (const { outcome, count } of outcomes) all.set(outcome, (all.get(outcome) ?? 0) + count);
  return Object.assign(new ProcessMap(), {
    view, stationIds, exact, workflow, title, instances, closed, behind,
    versions: [...versions],
    outcomes: [...all].map(([outcome, count]) => ({ outcome, title: view.outcomes.get(outcome) ?? text(outcome, outcome), instances: count })),
    places: places.map((place) => ({ ...place, kind: ProcessPlaceKind[place.kind.toUpperCase() as keyof typeof ProcessPlaceKind] })),
    moves: [...moves],
    unused: [...unused],
    variants: variants.map(({ way, outcomes, ...variant }) => ({ ...variant, outcomes: ended(outcomes), steps: stepsOf(way, 0) })),
    otherVariants: others.variants,
    otherInstances: others.instances,
  });
}

function stepsOf(way: readonly Passed[], depth: number): ProcessVariantStep[] {
  return way.flatMap(({ state, inner }) => [{ path: state, depth }, ...stepsOf(inner, depth + 1)]);
}

/** What the version that is drawn calls it; else any that has it. */
function titleIn({ drawnBy, compiled }: ProcessMapView, look: (workflow: ProcessMapView['drawnBy']) => Bilingual | undefined, otherwise: string): Bilingual {
  for (const workflow of [drawnBy, ...compiled.values()]) {
    const title = look(workflow);
    if (title !== undefined) return title;
  }
  return text(otherwise, otherwise);
}
