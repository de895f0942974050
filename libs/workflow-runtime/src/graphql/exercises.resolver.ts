import { accountIn, findRole, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { badInput, parseId, text, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import type { TimedExercise } from '../exercises/clock.js';
import type { ExerciseInjectRow, InjectContent } from '../exercises/entities.js';
import { Exercises } from '../exercises/exercises.js';
import { Injects } from '../exercises/injects.js';
import { measureObjectives } from '../exercises/objectives.js';
import type { ExercisePlan } from '../exercises/plan.js';
import { exerciseLines, listExercises, readExercise, readRecord } from '../exercises/reads.js';
import { directExercises, haltExercises, readInstances } from '../permissions.js';
import {
  Exercise, ExerciseClockKind, ExerciseEntry, ExerciseInject, ExercisePlanInput, MeasuredObjective, viewExerciseClock,
  type ExerciseInjectInput, type ExerciseStatusName, type InjectStatusName, type ObjectiveKindName, type ObjectiveResultName,
} from './exercise-types.js';
import { callAt, optionalId, parseObject } from './views.js';

const STATION = { type: () => ID };
const ONE = { type: () => ID };

/** Exercises: planned and directed by some, halted by anybody who takes part. */
@Resolver(() => Exercise)
export class ExercisesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly service: Exercises,
    private readonly injectsOf: Injects,
  ) {}

  @Query(() => [Exercise], { description: 'The station’s exercises, newest first, at most 200.' })
  @Requires(readInstances)
  async exercises(
    @Args('stationId', STATION) stationId: Id,
    @Args('live', { type: () => Boolean, nullable: true, description: 'True: running and paused ones; false: the others.' }) live: boolean | null | undefined,
    @Args('preparedBy', { type: () => ID, nullable: true, description: 'Only those that this instance, a drill, prepared.' }) preparedBy: Id | null | undefined,
  ): Promise<Exercise[]> {
    return this.gate.inStation(stationId, async (tenant) => (await listExercises(tenant, stationId, live ?? undefined, optionalId(preparedBy, 'preparedBy'))).map((row) => this.view(row, tenant.now)));
  }

  @Query(() => Exercise, { description: 'One exercise. NOT_FOUND.' })
  @Requires(readInstances)
  async exercise(@Args('stationId', STATION) stationId: Id, @Args('id', ONE) id: Id): Promise<Exercise> {
    return this.gate.inStation(stationId, async (tenant) => this.view(await readExercise(tenant, stationId, parseId(id, 'id')), tenant.now));
  }

  @Mutation(() => Exercise, { description: 'Writes a plan down; with an id, in the place of one that has not started. BAD_INPUT, FORM_INVALID, DATA_INVALID, NOT_FOUND, PLUGIN_DISABLED, EXERCISE_STATUS.' })
  @Requires(directExercises)
  async planExercise(@Args('stationId', STATION) stationId: Id, @Args('id', { type: () => ID, nullable: true }) id: Id | null | undefined, @Args('plan', { type: () => ExercisePlanInput }) plan: ExercisePlanInput): Promise<Exercise> {
    return this.exercise(stationId, await this.service.plan(callAt(stationId), planOf(plan), { id: optionalId(id, 'id') }));
  }

  @Mutation(() => Exercise, { description: 'Sets the clock going. NOT_FOUND, EXERCISE_STATUS.' })
  @Requires(directExercises)
  async startExercise(@Args('stationId', STATION) stationId: Id, @Args('id', ONE) id: Id): Promise<Exercise> {
    await this.service.start(callAt(stationId), parseId(id, 'id'));
    return this.exercise(stationId, id);
  }

  @Mutation(() => Exercise, { description: 'Stops the clock for a while: nothing is due, nothing can be done in it. NOT_FOUND, EXERCISE_STATUS.' })
  @Requires(directExercises)
  async pauseExercise(@Args('stationId', STATION) stationId: Id, @Args('id', ONE) id: Id): Promise<Exercise> {
    await this.service.pause(callAt(stationId), parseId(id, 'id'));
    return this.exercise(stationId, id);
  }

  @Mutation(() => Exercise, { description: 'Lets the clock go on: a virtual one from where it stood, a real one with the time of day. NOT_FOUND, EXERCISE_STATUS.' })
  @Requires(directExercises)
  async resumeExercise(@Args('stationId', STATION) stationId: Id, @Args('id', ONE) id: Id): Promise<Exercise> {
    await this.service.resume(callAt(stationId), parseId(id, 'id'));
    return this.exercise(stationId, id);
  }

  @Mutation(() => Exercise, { description: 'Sets the speed of a virtual clock. NOT_FOUND, BAD_INPUT, EXERCISE_STATUS.' })
  @Requires(directExercises)
  async setExerciseSpeed(@Args('stationId', STATION) stationId: Id, @Args('id', ONE) id: Id, @Args('speed', { type: () => Int, description: '1 to 60.' }) speed: number): Promise<Exercise> {
    await this.service.setSpeed(callAt(stationId), parseId(id, 'id'), speed);
    return this.exercise(stationId, id);
  }

  @Mutation(() => Exercise, { description: 'Fires an inject now, early or again after a failure. NOT_FOUND, EXERCISE_STATUS, EXERCISE_HALTED, EXERCISE_NOT_RUNNING, and whatever its workflow refuses.' })
  @Requires(directExercises)
  async fireInject(@Args('stationId', STATION) stationId: Id, @Args('exerciseId', ONE) exerciseId: Id, @Args('id', ONE) id: Id): Promise<Exercise> {
    await this.injectsOf.fireByHand(callAt(stationId), parseId(id, 'id'));
    return this.exercise(stationId, exerciseId);
  }

  @Mutation(() => Exercise, { description: 'Leaves an inject out. NOT_FOUND, EXERCISE_STATUS, EXERCISE_HALTED, EXERCISE_NOT_RUNNING.' })
  @Requires(directExercises)
  async skipInject(@Args('stationId', STATION) stationId: Id, @Args('exerciseId', ONE) exerciseId: Id, @Args('id', ONE) id: Id): Promise<Exercise> {
    await this.injectsOf.skip(callAt(stationId), parseId(id, 'id'));
    return this.exercise(stationId, exerciseId);
  }

  @Mutation(() => Exercise, { description: '停止演练·转实警: nothing of it moves any more, and everybody taking part is told by an urgent, real notice. Halted already, it stays so. NOT_FOUND, EXERCISE_STATUS.' })
  @Requires(haltExercises)
  async haltExercise(@Args('stationId', STATION) stationId: Id, @Args('id', ONE) id: Id): Promise<Exercise> {
    await this.service.halt(callAt(stationId), parseId(id, 'id'));
    return this.exercise(stationId, id);
  }

  @Mutation(() => Exercise, { description: 'Ends it as planned, or calls off one that has not started. NOT_FOUND, EXERCISE_STATUS.' })
  @Requires(directExercises)
  async endExercise(@Args('stationId', STATION) stationId: Id, @Args('id', ONE) id: Id): Promise<Exercise> {
    await this.service.end(callAt(stationId), parseId(id, 'id'));
    return this.exercise(stationId, id);
  }

  @ResolveField(() => String, { description: 'Who directs it.' })
  async director(@Parent() { row }: Exercise): Promise<string> {
    return this.nameOf(row.stationId, row.directorId);
  }

  @ResolveField(() => String, { nullable: true, description: 'Who halted or ended it.' })
  async stoppedBy(@Parent() { row }: Exercise): Promise<string | undefined> {
    return row.stoppedBy === null ? undefined : this.nameOf(row.stationId, row.stoppedBy);
  }

  @ResolveField(() => [ExerciseInject], { description: 'As planned; those that have yet to fire are shown to who directs exercises.' })
  async injects(@Parent() { row, mayDirect }: Exercise): Promise<ExerciseInject[]> {
    const { injects } = await this.gate.inStation(row.stationId, (tenant) => readRecord(tenant, row));
    return injects.filter(({ status }) => mayDirect || status === 'fired').map((inject) => viewInject(inject, injects, mayDirect));
  }

  @ResolveField(() => [MeasuredObjective], { description: 'As planned, measured by what has happened so far.' })
  async objectives(@Parent() { row }: Exercise): Promise<MeasuredObjective[]> {
    return this.gate.inStation(row.stationId, async (tenant) => {
      const measured = await measureObjectives(tenant, await readRecord(tenant, row), (definition) => this.catalog.version(tenant, definition));
      return measured.map(({ place, title, kind, inject, subject, outcome, result, targetSeconds, measuredSeconds }) =>
        Object.assign(new MeasuredObjective(), { place, title, kind: kind.toUpperCase() as ObjectiveKindName, inject, subject: subject ?? null, outcome: outcome ?? null, result: result as ObjectiveResultName, targetSeconds, measuredSeconds }),
      );
    });
  }

  @ResolveField(() => [ExerciseEntry], { description: 'What happened: deeds of its director, steps of its instances, signatures; oldest first.' })
  async timeline(@Parent() { row }: Exercise): Promise<ExerciseEntry[]> {
    const lines = await this.gate.inStation(row.stationId, async (tenant) => exerciseLines(tenant, this.catalog, await readRecord(tenant, row)));
    return lines.map(({ at, kind, title, detail, actorId, instanceId, number }) => Object.assign(new ExerciseEntry(), { stationId: row.stationId, actorId: actorId ?? null, at, kind, title, detail, instanceId, number }));
  }

  private view(row: TimedExercise, now: Date): Exercise {
    const { id, stationId, title, status, clock, beginsAt, roles, plannedAt, startedAt, stoppedAt, preparedBy } = row;
    const live = status === 'running' || status === 'paused';
    return Object.assign(new Exercise(), {
      row, id, stationId, title, beginsAt, plannedAt, startedAt, stoppedAt, roles, preparedBy,
      status: status.toUpperCase() as ExerciseStatusName,
      clockKind: clock === 'real' ? ExerciseClockKind.REAL : ExerciseClockKind.VIRTUAL,
      clock: viewExerciseClock(row, now),
      roleTitles: roles.map((role) => findRole(role)?.title ?? text(role, role)),
      mayDirect: this.gate.may(directExercises.id, { stationId }),
      mayHalt: live && this.gate.may(haltExercises.id, { stationId }),
    });
  }

  private async nameOf(stationId: Id, accountId: Id): Promise<string> {
    return (await accountIn(this.gate, { stationId }, accountId)).displayName;
  }
}

@Resolver(() => ExerciseEntry)
export class ExerciseEntriesResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { nullable: true, description: 'Who did it.' })
  async by(@Parent() { stationId, actorId }: ExerciseEntry): Promise<string | undefined> {
    return actorId === null ? undefined : (await accountIn(this.gate, { stationId }, actorId)).displayName;
  }
}

function viewInject(row: ExerciseInjectRow, injects: readonly ExerciseInjectRow[], mayDirect: boolean): ExerciseInject {
  const { id, place, title, afterSeconds, content, status, runAt, error } = row;
  const { kind, ...planned } = content;
  const about = content.kind === 'event' ? injects.find((other) => other.place === content.target)?.instanceId : undefined;
  return Object.assign(new ExerciseInject(), { row, id, place, title, afterSeconds, kind, content: mayDirect ? planned : null, status: status.toUpperCase() as InjectStatusName, at: runAt, instanceId: row.instanceId ?? about ?? null, error });
}

/** A plan as somebody sent it. @throws StationhouseError BAD_INPUT for an inject that is not one of start, event and message */
export function planOf({ title, clock, beginsAt, speed, roles, directorId, injects, objectives }: ExercisePlanInput): ExercisePlan {
  return {
    title, speed, roles,
    clock: clock === ExerciseClockKind.REAL ? 'real' : 'virtual',
    beginsAt: beginsAt ?? undefined,
    directorId: optionalId(directorId, 'plan.directorId'),
    injects: injects.map((inject, index) => ({ title: inject.title, after: inject.after, content: contentOf(inject, index) })),
    objectives: objectives.map((objective) => ({ title: objective.title, kind: OBJECTIVE_KINDS[objective.kind], inject: objective.inject, subject: objective.subject ?? undefined, outcome: objective.outcome ?? undefined, within: objective.within })),
  };
}

const OBJECTIVE_KINDS = { TASK: 'task', STATE: 'state', NOTICE: 'notice' } as const;

function contentOf({ start, event, message }: ExerciseInjectInput, index: number): InjectContent {
  const written = [start, event, message].filter((part) => part !== null && part !== undefined);
  if (written.length !== 1) throw badInput(`injects.${index}`, text('每条导调须是发起事项、登记事件、发送通知之一。', 'Each inject is one of start, event and message.'));
  if (start) return { kind: 'start', workflow: start.workflow, data: parseObject(start.data, `injects.${index}.start.data`) };
  if (event) return { kind: 'event', target: event.target, event: event.event, payload: event.payload === null || event.payload === undefined ? undefined : parseObject(event.payload, `injects.${index}.event.payload`) };
  return { kind: 'message', text: message?.text ?? '', roles: message?.roles ?? [], urgent: message?.urgent ?? false };
}
