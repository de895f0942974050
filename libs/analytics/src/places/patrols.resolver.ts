import { Account, accountIn, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import type { LocalDate as Day } from '../dates.js';
import { LocalDate } from '@stationhouse/access';
import { planPatrols, readPatrols } from '../permissions.js';
import { gridOf } from './grid.js';
import { changePlan, makePlan, patrolPlans, withdrawPlan, type PatrolPlanRow } from './plans.js';
import { PatrolBasisInput, PatrolPlan, PatrolPlanInput } from './types.js';

const STATION = { type: () => ID };
const PLAN = { type: () => ID };
const VERSION = { type: () => Int, description: 'The version the change was decided on.' };

/** A plan as it is shown, with what was written down. */
class PlanView extends PatrolPlan {
  row!: PatrolPlanRow;
}

/** Patrol plans: what people made of a recommendation. */
@Resolver(() => PatrolPlan)
export class PatrolsResolver {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => [PatrolPlan], { description: 'The station’s patrol plans, the latest week first; at most 50.' })
  @Requires(readPatrols)
  async patrolPlans(@Args('stationId', STATION) stationId: Id): Promise<PatrolPlan[]> {
    return (await this.gate.inStation(stationId, (tenant) => patrolPlans(tenant, stationId))).map(view);
  }

  @Mutation(() => PatrolPlan, { description: 'Makes a patrol plan: what somebody decided, whether it was recommended or not. BAD_INPUT, STATION_CLOSED.' })
  @Requires(planPatrols)
  async makePatrolPlan(
    @Args('stationId', STATION) stationId: Id,
    @Args('startsOn', { type: () => LocalDate, description: 'The first of its seven days.' }) startsOn: Day,
    @Args('basis', { type: () => PatrolBasisInput }) basis: PatrolBasisInput,
    @Args('input', { type: () => PatrolPlanInput }) input: PatrolPlanInput,
    @Args('idempotencyKey', { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' }) idempotencyKey: string,
  ): Promise<PatrolPlan> {
    return view(await this.gate.inStation(stationId, (tenant) => makePlan(tenant, stationId, startsOn, basis, input, idempotencyKey)));
  }

  @Mutation(() => PatrolPlan, { description: 'Changes a patrol plan. STALE_VERSION, BAD_INPUT, NOT_FOUND.' })
  @Requires(planPatrols)
  async changePatrolPlan(@Args('stationId', STATION) stationId: Id, @Args('planId', PLAN) planId: Id, @Args('input', { type: () => PatrolPlanInput }) input: PatrolPlanInput, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<PatrolPlan> {
    return view(await this.gate.inStation(stationId, (tenant) => changePlan(tenant, stationId, parseId(planId, 'planId'), input, expectedVersion)));
  }

  @Mutation(() => Boolean, { description: 'Takes a patrol plan back; it stays in the record. STALE_VERSION, NOT_FOUND.' })
  @Requires(planPatrols)
  async withdrawPatrolPlan(@Args('stationId', STATION) stationId: Id, @Args('planId', PLAN) planId: Id, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<boolean> {
    await this.gate.inStation(stationId, (tenant) => withdrawPlan(tenant, stationId, parseId(planId, 'planId'), expectedVersion));
    return true;
  }

  @ResolveField(() => Account, { description: 'Who decided it last.' })
  changedBy(@Parent() { row }: PlanView): Promise<Account> {
    return accountIn(this.gate, { stationId: row.stationId }, row.changedBy);
  }
}

function view(row: PatrolPlanRow): PlanView {
  const grid = gridOf(row.basis.grid);
  const { id, version, startsOn, note, changedAt, basis } = row;
  return Object.assign(new PlanView(), { row, id, version, startsOn, note, changedAt, grid: basis.grid, categories: basis.categories, stints: row.stints.map((stint) => ({ ...stint, outline: grid.outlineOf(stint.cell) })) });
}
