import { DateTime, Json, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, parseText, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { assignTasks, editClocks, sendEvents, startInstances, workTasks } from '../permissions.js';
import { readInstance } from '../reads/instances.js';
import { WorkflowRuntime, type CommandAnswer } from '../runtime.js';
import { Instance, StepResult } from './types.js';
import { callAt, optionalId, parseObject, viewInstance } from './views.js';

const STATION = { type: () => ID };
const CLOCK = { type: () => String, description: 'The key of the clock, or the timer of a wait: followingUp.soon.waiting@until.' };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

/** The commands of the workflow. */
@Resolver(() => StepResult)
export class CommandsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly runtime: WorkflowRuntime,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @Mutation(() => StepResult, { description: 'Starts an instance, from an incident or by itself; or joins the one that runs for the same matter (`started` is false then), which hears of it. MATTER_RUNS with `instanceId` and `number` where that one cannot hear of it now; LOOKUP_FAILED, STARTED_BY_OTHERS for a workflow that only another one starts, FORM_INVALID, DATA_INVALID, BAD_INPUT, NOT_FOUND, PLUGIN_DISABLED.' })
  @Requires(startInstances)
  async startInstance(
    @Args('stationId', STATION) stationId: Id,
    @Args('workflow', { type: () => String }) workflow: string,
    @Args('data', { type: () => Json }) data: unknown,
    @Args('incidentId', { type: () => ID, nullable: true }) incidentId: Id | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
    @Args('exercise', { type: () => Boolean, defaultValue: false, description: 'True: for practice, by the time of day; marked, silent to the outside, numbered apart, in no figure. Not from an incident.' }) exercise: boolean,
  ): Promise<StepResult> {
    return this.answer(stationId, await this.runtime.startInstance(callAt(stationId), { workflow, data: parseObject(data, 'data'), incidentId: optionalId(incidentId, 'incidentId'), exercise, byHand: true, idempotencyKey }));
  }

  @Mutation(() => StepResult, { description: 'Takes a task. TASK_NOT_OPEN, TASK_NOT_YOURS.' })
  @Requires(workTasks)
  async claimTask(@Args('stationId', STATION) stationId: Id, @Args('taskId', { type: () => ID }) taskId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<StepResult> {
    return this.answer(stationId, await this.runtime.claimTask(callAt(stationId), { taskId: parseId(taskId, 'taskId'), idempotencyKey }));
  }

  @Mutation(() => StepResult, { description: 'Gives a task back; somebody else’s only with the right to assign. TASK_NOT_OPEN, TASK_NOT_YOURS.' })
  @Requires(workTasks)
  async releaseTask(@Args('stationId', STATION) stationId: Id, @Args('taskId', { type: () => ID }) taskId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<StepResult> {
    const mayAssign = this.gate.may(assignTasks.id, { stationId });
    return this.answer(stationId, await this.runtime.releaseTask(callAt(stationId), { taskId: parseId(taskId, 'taskId'), idempotencyKey }, mayAssign));
  }

  @Mutation(() => StepResult, { description: 'Gives a task to somebody of the station. TASK_NOT_OPEN, NOT_FOUND.' })
  @Requires(assignTasks)
  async assignTask(
    @Args('stationId', STATION) stationId: Id,
    @Args('taskId', { type: () => ID }) taskId: Id,
    @Args('accountId', { type: () => ID }) accountId: Id,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StepResult> {
    return this.answer(stationId, await this.runtime.assignTask(callAt(stationId), { taskId: parseId(taskId, 'taskId'), accountId: parseId(accountId, 'accountId'), idempotencyKey }));
  }

  @Mutation(() => StepResult, { description: 'Hands a task to a colleague, where its definition allows that (Task.delegable). TASK_NOT_OPEN, TASK_NOT_YOURS, DELEGATION_NOT_ALLOWED, NOT_FOUND.' })
  @Requires(workTasks)
  async delegateTask(
    @Args('stationId', STATION) stationId: Id,
    @Args('taskId', { type: () => ID }) taskId: Id,
    @Args('accountId', { type: () => ID }) accountId: Id,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StepResult> {
    return this.answer(stationId, await this.runtime.delegateTask(callAt(stationId), { taskId: parseId(taskId, 'taskId'), accountId: parseId(accountId, 'accountId'), idempotencyKey }));
  }

  @Mutation(() => StepResult, { description: 'Takes back what you completed (Task.recallableUntil). RECALL_REFUSED with reason notOffered, notYours, tooLate, movedOn or irreversible; INSTANCE_CLOSED.' })
  @Requires(workTasks)
  async recallTask(@Args('stationId', STATION) stationId: Id, @Args('taskId', { type: () => ID }) taskId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<StepResult> {
    return this.answer(stationId, await this.runtime.recallTask(callAt(stationId), { taskId: parseId(taskId, 'taskId'), idempotencyKey }));
  }

  @Mutation(() => StepResult, { description: 'Completes a task with one of its outcomes. FORM_INVALID, OUTCOME_UNKNOWN, TASK_NOT_OPEN, TASK_NOT_YOURS, EVENT_REFUSED, STALE_VERSION.' })
  @Requires(workTasks)
  async completeTask(
    @Args('stationId', STATION) stationId: Id,
    @Args('taskId', { type: () => ID }) taskId: Id,
    @Args('outcome', { type: () => String }) outcome: string,
    @Args('form', { type: () => Json }) form: unknown,
    @Args('expectedVersion', { type: () => Int, nullable: true, description: 'The version of the instance (Task.version) the answer was made on.' }) expectedVersion: number | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StepResult> {
    const command = { taskId: parseId(taskId, 'taskId'), outcome, form: parseObject(form, 'form'), expectedVersion: expectedVersion ?? undefined, idempotencyKey };
    return this.answer(stationId, await this.runtime.completeTask(callAt(stationId), command));
  }

  @Mutation(() => StepResult, { description: 'Reports an event. EVENT_NOT_ACCEPTED, EVENT_REFUSED, FORM_INVALID, INSTANCE_CLOSED, STALE_VERSION.' })
  @Requires(sendEvents)
  async sendEvent(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', { type: () => ID }) instanceId: Id,
    @Args('event', { type: () => String }) event: string,
    @Args('payload', { type: () => Json, nullable: true }) payload: unknown,
    @Args('expectedVersion', { type: () => Int, nullable: true }) expectedVersion: number | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StepResult> {
    const command = { instanceId: parseId(instanceId, 'instanceId'), event, payload: payload === null || payload === undefined ? undefined : parseObject(payload, 'payload'), expectedVersion: expectedVersion ?? undefined, idempotencyKey };
    return this.answer(stationId, await this.runtime.sendEvent(callAt(stationId), command));
  }

  @Mutation(() => StepResult, {
    description: 'Changes a running clock by hand: a due moment or a budget, with a reason. Where the workflow says so it waits for a second person. FORBIDDEN, CLOCK_NOT_RUNNING, NOT_EDITABLE, EDIT_INVALID, EDIT_PENDING, BEYOND_BOUND, STALE_VERSION.',
  })
  @Requires(editClocks)
  async editClock(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', { type: () => ID }) instanceId: Id,
    @Args('clock', CLOCK) clock: string,
    @Args('dueAt', { type: () => DateTime, nullable: true }) dueAt: Date | null | undefined,
    @Args('budget', { type: () => String, nullable: true, description: 'ISO 8601, in the clock’s own calendar.' }) budget: string | null | undefined,
    @Args('reason', { type: () => String, description: 'At most 500 characters.' }) reason: string,
    @Args('expectedVersion', { type: () => Int, nullable: true }) expectedVersion: number | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StepResult> {
    const set = { dueAt: dueAt?.toISOString(), budget: budget ?? undefined };
    const command = { instanceId: parseId(instanceId, 'instanceId'), clock, ...set, reason: parseText(reason, 'reason', 500), expectedVersion: expectedVersion ?? undefined, idempotencyKey };
    return this.answer(stationId, await this.runtime.editClock(callAt(stationId), command));
  }

  @Mutation(() => StepResult, { description: 'Approves or rejects a change somebody proposed; whoever proposed it may only withdraw it. FORBIDDEN, NO_EDIT_PENDING, SECOND_PERSON_NEEDED, BEYOND_BOUND, STALE_VERSION.' })
  @Requires(editClocks)
  async approveClockEdit(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', { type: () => ID }) instanceId: Id,
    @Args('clock', CLOCK) clock: string,
    @Args('approve', { type: () => Boolean, description: 'False rejects or withdraws.' }) approve: boolean,
    @Args('expectedVersion', { type: () => Int, nullable: true }) expectedVersion: number | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StepResult> {
    const command = { instanceId: parseId(instanceId, 'instanceId'), clock, approve, expectedVersion: expectedVersion ?? undefined, idempotencyKey };
    return this.answer(stationId, await this.runtime.answerClockEdit(callAt(stationId), command));
  }

  @ResolveField(() => Instance, { description: 'As it is now; personal data masked.' })
  async instance(@Parent() { stationId, instanceId }: StepResult): Promise<Instance> {
    return this.gate.inStation(stationId, async (tenant) => {
      const row = await readInstance(tenant, stationId, instanceId);
      return viewInstance(row, await this.catalog.version(tenant, row.definition), this.gate.reader(stationId));
    });
  }

  @ResolveField(() => Boolean, { description: 'True where the command began the instance; false where a start joined one that runs for the same matter, and of every other command.' })
  started(@Parent() { version }: StepResult): boolean {
    return version === 1;
  }

  private answer(stationId: Id, answer: CommandAnswer): StepResult {
    return Object.assign(new StepResult(), { stationId, ...answer });
  }
}
