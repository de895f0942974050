import { DateTime, Json, Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, Field, ID, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { PluginGate } from '../catalog/plugin-gate.js';
import { beginningOf, PlanBook, type OfferedInject, type OfferedPlan } from '../exercises/offered.js';
import { secondsOf } from '../exercises/plan.js';
import { directExercises } from '../permissions.js';
import { ExerciseClockKind, ObjectiveKindName } from './exercise-types.js';

@ObjectType('OfferedInject', { description: 'An inject of a plan that a plugin offers.' })
export class OfferedInjectView {
  @Field(() => Text) title!: Bilingual;
  @Field(() => Int, { description: 'Seconds since the start, by the clock of the exercise.' }) afterSeconds!: number;
  @Field(() => String, { description: 'start, event or message.' }) kind!: string;
  @Field(() => Json, { description: '{ workflow, data }, { target, event, payload } or { roles, urgent }.' }) content!: unknown;
  @Field(() => Text, { nullable: true, description: 'Of a message.' }) text!: Bilingual | null;
}

@ObjectType('OfferedObjective', { description: 'An objective of a plan that a plugin offers.' })
export class OfferedObjectiveView {
  @Field(() => Text) title!: Bilingual;
  @Field(() => ObjectiveKindName) kind!: ObjectiveKindName;
  @Field(() => Int, { description: 'Place of the inject it counts from, from 1.' }) inject!: number;
  @Field(() => String, { nullable: true, description: 'Key of the task, or path of the state.' }) subject!: string | null;
  @Field(() => String, { nullable: true, description: 'Of the task; any when null.' }) outcome!: string | null;
  @Field(() => Int, { description: 'Seconds of the exercise.' }) targetSeconds!: number;
}

@ObjectType('OfferedPlan', { description: 'A plan of an exercise that a plugin offers (演练方案), about invented people. It becomes the station’s own, changed or not, by planExercise.' })
export class OfferedPlanView {
  @Field(() => ID) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { description: 'What is practised, by whom, and how long it takes.' }) description!: Bilingual;
  @Field(() => ExerciseClockKind) clockKind!: ExerciseClockKind;
  @Field(() => DateTime, { nullable: true, description: 'What a virtual clock would show at the start, taken today; the moment of the start when null.' }) beginsAt!: Date | null;
  @Field(() => Int, { description: 'Seconds of the exercise per real second.' }) speed!: number;
  @Field(() => [String], { description: 'Ids of the roles that take part.' }) roles!: readonly string[];
  @Field(() => [OfferedInjectView]) injects!: readonly OfferedInjectView[];
  @Field(() => [OfferedObjectiveView]) objectives!: readonly OfferedObjectiveView[];
}

/** What whoever plans an exercise may begin with. */
@Resolver()
export class OfferedPlansResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly plugins: PluginGate,
    private readonly book: PlanBook,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @Query(() => [OfferedPlanView], { description: 'The plans that the plugins of the station offer. NOT_FOUND.' })
  @Requires(directExercises)
  async offeredPlans(@Args('stationId', { type: () => ID }) stationId: Id): Promise<OfferedPlanView[]> {
    return this.gate.inStation(stationId, async (tenant) => {
      const [station] = await tenant.sql<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM station WHERE id = $1', [stationId]);
      return this.book.of(await this.plugins.enabledAt(tenant, stationId), (workflow) => this.catalog.pluginIdOf(workflow)).map((plan) => viewPlan(plan, tenant.now, station?.timeZone ?? 'UTC'));
    });
  }
}

function viewPlan(plan: OfferedPlan, now: Date, timeZone: string): OfferedPlanView {
  const { id, title, description, clock, speed, roles, injects, objectives } = plan;
  return Object.assign(new OfferedPlanView(), {
    id, title, description, speed, roles,
    clockKind: clock === 'real' ? ExerciseClockKind.REAL : ExerciseClockKind.VIRTUAL,
    beginsAt: beginningOf(plan, now, timeZone) ?? null,
    injects: injects.map(viewInject),
    objectives: objectives.map(({ title: name, kind, inject, subject, outcome, within }) => ({ title: name, kind: kind.toUpperCase() as ObjectiveKindName, inject, subject: subject ?? null, outcome: outcome ?? null, targetSeconds: secondsOf(within) })),
  });
}

function viewInject({ title, after, content }: OfferedInject): OfferedInjectView {
  const { kind, ...planned } = content;
  const common = { title, afterSeconds: secondsOf(after), kind };
  if (!('text' in planned)) return { ...common, content: planned, text: null };
  const { text, ...message } = planned;
  return { ...common, content: message, text };
}
