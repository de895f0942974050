import { createHash } from 'node:crypto';
import type { Database, DomainClock, Tenant, TenantContext } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { refusalError, start, step, type CompiledTask, type CompiledWorkflow, type JsonObject, type StepDone, type StepResult, type WorkflowEvent } from '@stationhouse/workflow';
import * as deeds from './audit-actions.js';
import { dutyFor, personOf, requireMayClaim, requireMayComplete, requireOpen, requireTake, type Actor } from './candidates.js';
import type { WorkflowCatalog } from './catalog/catalog.js';
import { pluginDisabled } from './catalog/plugin-gate.js';
import type { TaskDeed } from './entities.js';
import type { IncidentReference } from './incident-reference.js';
import { applySteps } from './steps/apply-steps.js';
import { numberSeries } from './steps/numbers.js';
import { instanceOn, readStage, requireVersion, taskOn, type Cast, type Stage, type StagedInstance, type StagedTask } from './steps/stage.js';
import { auditOf, booksOf, instanceOf, jobsOf, NO_BOOKS, noticesJob, type ChangedTask, type StepRecord } from './steps/step-record.js';

/** Who commands what where. The caller has checked the permission; the runtime checks the task. */
export interface Call {
  readonly context: TenantContext;
  readonly stationId: Id;
  readonly actor: Actor;
}

/** The answer of every command: the instance and the version this command led to. */
export interface CommandAnswer {
  readonly instanceId: Id;
  readonly version: number;
}

interface Keyed {
  /** Chosen by the sender, once per intention; a repeated command returns the first answer. At most 200 characters. */
  readonly idempotencyKey: string;
}

export interface StartInstance extends Keyed {
  readonly workflow: string;
  readonly data: JsonObject;
  readonly incidentId?: Id | undefined;
  readonly exercise?: boolean | undefined;
}

export interface CompleteTask extends Keyed {
  readonly taskId: Id;
  readonly outcome: string;
  readonly form: JsonObject;
  /** The instance's version the answer was made on. */
  readonly expectedVersion?: number | undefined;
}

export interface SendEvent extends Keyed {
  readonly instanceId: Id;
  readonly event: string;
  readonly payload?: JsonObject | undefined;
  readonly expectedVersion?: number | undefined;
}

export interface OnTask extends Keyed {
  readonly taskId: Id;
}

export interface RuntimeOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly jobs: Pick<Jobs, 'outbox' | 'live' | 'bus'>;
  readonly clock: DomainClock;
  readonly incidents?: IncidentReference | undefined;
}

/** A step before it is written: the record without what every step of a call has in common. */
type Computed = Omit<StepRecord, 'stationId' | 'at' | 'idempotency'>;

/** Says which timers were set, so that a worker asleep until later wakes in time. */
export const TIMERS_TOPIC = 'timers';

const KEY_LENGTH = 200;
/** A step that loses a race is computed again; nobody loses this often without a fault behind it. */
const ATTEMPTS = 20;

/** The commands of the workflow: each is read, computed by the pure engine, and written as one durable step. */
export class WorkflowRuntime {
  constructor(private readonly options: RuntimeOptions) {}

  /** @throws StationhouseError NOT_FOUND, PLUGIN_DISABLED, FORM_INVALID, DATA_INVALID, CONFLICT */
  async startInstance(call: Call, command: StartInstance): Promise<CommandAnswer> {
    const published = this.options.catalog.get(command.workflow);
    const { compiled } = published;
    return this.command(call, command, 'start', {}, async (tenant, stage) => {
      this.requireEnabled(stage, published.pluginId);
      await this.requireIncident(tenant, call.stationId, command.incidentId);
      const instanceId = newId();
      const exercise = command.exercise ?? false;
      const done = accepted(start(compiled, { data: command.data }, { now: tenant.now, timeZone: stage.station.timeZone }));
      return {
        ...this.moved(call.actor, compiled, done, { id: instanceId, version: 0, exercise, incidentId: command.incidentId ?? null }, tenant.now),
        series: numberSeries(compiled.number, tenant.now, stage.station, exercise),
        history: this.historyOf(call, stage, compiled, done, { type: 'start', data: command.data }),
        audit: auditOf(call.context, deeds.instanceStarted, { workflow: compiled.id, exercise, ...(command.incidentId === undefined ? {} : { incidentId: command.incidentId }) }),
      };
    });
  }

  /** @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_YOURS, OUTCOME_UNKNOWN, FORM_INVALID, STALE_VERSION, PLUGIN_DISABLED, … */
  completeTask(call: Call, command: CompleteTask): Promise<CommandAnswer> {
    return this.command(call, command, 'complete', { taskId: command.taskId }, async (tenant, stage) => {
      const [instance, task] = [instanceOn(stage), taskOn(stage)];
      requireVersion(instance, command.expectedVersion);
      const duty = await dutyFor(tenant, call.stationId, task, call.actor);
      requireMayComplete(task, call.actor, duty);
      requireTake((await this.options.catalog.version(tenant, instance.definition)).tasks[task.ref], task, 'complete');
      const event: WorkflowEvent = { type: 'complete-task', task: task.ref, serial: task.serial, outcome: command.outcome, form: command.form, by: personOf(call.actor, duty) };
      return this.stepped(tenant, call, stage, instance, event, auditOf(call.context, deeds.taskCompleted, { task: task.ref, outcome: command.outcome }));
    });
  }

  /** Hands a task to a colleague (转办). @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_YOURS, DELEGATION_NOT_ALLOWED */
  delegateTask(call: Call, command: OnTask & { readonly accountId: Id }): Promise<CommandAnswer> {
    return this.command(call, command, 'delegate', { taskId: command.taskId }, async (tenant, stage) => {
      const [instance, task] = [instanceOn(stage), taskOn(stage)];
      const duty = await dutyFor(tenant, call.stationId, task, call.actor);
      requireMayComplete(task, call.actor, duty);
      await this.requireMember(tenant, call.stationId, command.accountId);
      const event: WorkflowEvent = { type: 'delegate-task', task: task.ref, serial: task.serial, by: personOf(call.actor, duty), to: command.accountId };
      return this.stepped(tenant, call, stage, instance, event, auditOf(call.context, deeds.taskDelegated, { task: task.ref, accountId: command.accountId }));
    });
  }

  /** Takes back what the actor completed (撤回), while nobody has done anything since. @throws StationhouseError NOT_FOUND, RECALL_REFUSED, INSTANCE_CLOSED */
  recallTask(call: Call, command: OnTask): Promise<CommandAnswer> {
    return this.command(call, command, 'recall', { taskId: command.taskId }, async (tenant, stage) => {
      const [instance, task] = [instanceOn(stage), taskOn(stage)];
      // The engine knows its own steps; that somebody has claimed what came after stands in the history alone.
      const [last] = await tenant.sql<{ kind: string }>('SELECT kind FROM history WHERE station_id = $1 AND instance_id = $2 AND version = $3', [call.stationId, instance.id, instance.version]);
      if (instance.snapshot.recall !== undefined && last?.kind !== 'complete-task') {
        throw new StationhouseError('RECALL_REFUSED', text('此后已有人办理，不能撤回。', 'Somebody has done something since, so this cannot be taken back.'), { reason: 'movedOn' });
      }
      const event: WorkflowEvent = { type: 'recall-task', task: task.ref, serial: task.serial, by: personOf(call.actor, await dutyFor(tenant, call.stationId, task, call.actor)) };
      return this.stepped(tenant, call, stage, instance, event, auditOf(call.context, deeds.taskRecalled, { task: task.ref }));
    });
  }

  /** @throws StationhouseError NOT_FOUND, EVENT_NOT_ACCEPTED, EVENT_REFUSED, FORM_INVALID, STALE_VERSION, INSTANCE_CLOSED, PLUGIN_DISABLED */
  sendEvent(call: Call, command: SendEvent): Promise<CommandAnswer> {
    return this.command(call, command, 'event', { instanceId: command.instanceId }, async (tenant, stage) => {
      const instance = instanceOn(stage);
      requireVersion(instance, command.expectedVersion);
      const event: WorkflowEvent = { type: 'event', name: command.event, ...(command.payload === undefined ? {} : { payload: command.payload }) };
      return this.stepped(tenant, call, stage, instance, event, auditOf(call.context, deeds.eventSent, { event: command.event }));
    });
  }

  /** Takes a task on; taking one's own again changes nothing. @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_YOURS */
  claimTask(call: Call, command: OnTask): Promise<CommandAnswer> {
    return this.onTask(call, command, 'claim-task', async (tenant, task, compiled) => {
      requireTake(compiled, task, 'claim');
      requireMayClaim(task, call.actor, await dutyFor(tenant, call.stationId, task, call.actor));
      return { change: { serial: task.serial, status: 'CLAIMED', assigneeId: call.actor.accountId }, deed: { type: 'claim-task', task: task.ref, serial: task.serial } };
    });
  }

  /** Gives a task back. @param mayAssign also somebody else's @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_YOURS */
  releaseTask(call: Call, command: OnTask, mayAssign: boolean): Promise<CommandAnswer> {
    return this.onTask(call, command, 'release-task', (_, task) => {
      requireOpen(task);
      if (task.assigneeId !== call.actor.accountId && !mayAssign) {
        throw new StationhouseError('TASK_NOT_YOURS', text('只有领取人或所长可以退回任务。', 'Only whoever took the task, or the chief, can release it.'));
      }
      return Promise.resolve({ change: { serial: task.serial, status: 'OPEN' }, deed: { type: 'release-task', task: task.ref, serial: task.serial } });
    });
  }

  /** Gives a task to somebody who holds a role at the station. The caller has checked that the actor may assign. @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN */
  assignTask(call: Call, command: OnTask & { readonly accountId: Id }): Promise<CommandAnswer> {
    return this.onTask(call, command, 'assign-task', async (tenant, task) => {
      requireOpen(task);
      await this.requireMember(tenant, call.stationId, command.accountId);
      return { change: { serial: task.serial, status: 'CLAIMED', assigneeId: command.accountId }, deed: { type: 'assign-task', task: task.ref, serial: task.serial, accountId: command.accountId } };
    });
  }

  /**
   * Fires one timer. Safe to call again: a timer that was cancelled or has fired does nothing.
   * @returns the answer, or undefined when there was nothing to fire (any more, or yet)
   */
  async fireTimer(stationId: Id, timerId: Id): Promise<CommandAnswer | undefined> {
    const call = { context: { stationIds: [stationId], bureauIds: [] }, stationId };
    return this.attempt(call, undefined, async (tenant) => {
      const stage = await readStage(tenant, stationId, { timerId });
      if (stage.timer === null || stage.instance === null || new Date(stage.timer.dueAt) > tenant.now) return undefined;
      const event: WorkflowEvent = { type: 'timer', timer: stage.timer.timer, serial: stage.timer.serial };
      const compiled = await this.options.catalog.version(tenant, stage.instance.definition);
      const result = step(compiled, stage.instance.snapshot, event, { now: tenant.now, timeZone: stage.station.timeZone });
      if (!result.ok) {
        if (result.refusal.code !== 'TIMER_NOT_SET' && result.refusal.code !== 'INSTANCE_CLOSED') throw refusalError(result.refusal);
        // Its row outlived it only if somebody wrote past apply_steps; without the row nobody tries again.
        await tenant.sql('DELETE FROM timer WHERE station_id = $1 AND id = $2', [stationId, timerId]);
        return undefined;
      }
      const moved = this.moved(undefined, compiled, result, stage.instance, tenant.now);
      return { ...moved, history: this.historyOf(call, stage, compiled, result, event), timersGone: [...moved.timersGone, stage.timer.serial] };
    });
  }

  private async stepped(tenant: Tenant, call: Call, stage: Stage, instance: StagedInstance, event: WorkflowEvent, audit: StepRecord['audit']): Promise<Computed> {
    this.requireEnabled(stage, this.options.catalog.find(instance.workflow)?.pluginId);
    const compiled = await this.options.catalog.version(tenant, instance.definition);
    const done = accepted(step(compiled, instance.snapshot, event, { now: tenant.now, timeZone: stage.station.timeZone }));
    return { ...this.moved(call.actor, compiled, done, instance, tenant.now), history: this.historyOf(call, stage, compiled, done, event), audit };
  }

  /** What a step of the engine writes, but for its history and audit. */
  private moved(actor: Actor | undefined, compiled: CompiledWorkflow, done: StepDone, before: Pick<StagedInstance, 'id' | 'version' | 'exercise' | 'incidentId'>, now: Date): Omit<Computed, 'history'> {
    return {
      instanceId: before.id,
      expected: before.version,
      instance: instanceOf(compiled, done, { exercise: before.exercise, incidentId: before.incidentId ?? undefined }),
      ...booksOf(compiled, done.effects, now.toISOString(), actor?.accountId),
      jobs: jobsOf(done.effects, before.id, before.version + 1),
    };
  }

  private historyOf(call: Pick<Call, 'context'>, stage: Stage, compiled: CompiledWorkflow, done: StepDone, event: StepRecord['history']['event']): StepRecord['history'] {
    const { accountId: actorId, sessionId } = call.context;
    return { kind: event.type, definition: compiled.hash, timeZone: stage.station.timeZone, event, actorId, sessionId, left: done.left, entered: done.entered, effects: done.effects };
  }

  /** A deed on a task that leaves the workflow where it is. */
  private onTask(call: Call, command: OnTask, name: TaskDeed['type'], decide: (tenant: Tenant, task: StagedTask, compiled: CompiledTask | undefined) => Promise<{ change: ChangedTask; deed: TaskDeed }>): Promise<CommandAnswer> {
    const action = { 'claim-task': deeds.taskClaimed, 'release-task': deeds.taskReleased, 'assign-task': deeds.taskAssigned }[name];
    return this.command(call, command, name, { taskId: command.taskId }, async (tenant, stage) => {
      const [instance, task] = [instanceOn(stage), taskOn(stage)];
      this.requireEnabled(stage, this.options.catalog.find(instance.workflow)?.pluginId);
      const { change, deed } = await decide(tenant, task, (await this.options.catalog.version(tenant, instance.definition)).tasks[task.ref]);
      const { accountId: actorId, sessionId } = call.context;
      return {
        instanceId: instance.id,
        expected: instance.version,
        ...NO_BOOKS,
        tasksChanged: [change],
        jobs: deed.type === 'assign-task' ? [noticesJob(instance.id, instance.version + 1)] : [],
        history: { kind: name, definition: instance.definition, timeZone: stage.station.timeZone, event: deed, actorId, sessionId, left: [], entered: [], effects: [] },
        audit: auditOf(call.context, action, { task: task.ref, ...(deed.accountId === undefined ? {} : { accountId: deed.accountId }) }),
      };
    });
  }

  /** One command of a person: known keys answer at once, new ones compute and write a step. */
  private async command(call: Call, command: Keyed, name: string, cast: Omit<Cast, 'key'>, compute: (tenant: Tenant, stage: Stage) => Promise<Computed>): Promise<CommandAnswer> {
    const key = parseText(command.idempotencyKey, 'idempotencyKey', KEY_LENGTH);
    if (key === '') throw new StationhouseError('BAD_INPUT', text('“idempotencyKey”不能为空，请为每次操作生成一个唯一值。', '"idempotencyKey" must not be empty: make a unique value for each intention.'), { field: 'idempotencyKey' });
    const idempotency = { accountId: call.actor.accountId, key, command: fingerprint(name, command) };
    let known: CommandAnswer | undefined;
    const answer = await this.attempt(call, idempotency, async (tenant) => {
      const stage = await readStage(tenant, call.stationId, { ...cast, key: idempotency });
      if (stage.known === null) return compute(tenant, stage);
      if (stage.known.command !== idempotency.command) {
        throw new StationhouseError('CONFLICT', text('该 idempotencyKey 已用于另一操作，请换一个。', 'This idempotencyKey was used for another command. Make a new one.'), { field: 'idempotencyKey' });
      }
      known = stage.known.answer;
      return undefined;
    });
    if (known !== undefined) return known;
    if (answer === undefined) throw new Error(`The command "${name}" was neither applied nor known.`);
    return answer;
  }

  /** Computes and writes a step, again and again while others come first. */
  private async attempt(call: Omit<Call, 'actor'>, idempotency: StepRecord['idempotency'], compute: (tenant: Tenant) => Promise<Computed | undefined>): Promise<CommandAnswer | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const outcome = await this.options.database.inTenant(call.context, async (tenant) => {
        const computed = await compute(tenant);
        if (computed === undefined) return { settled: true as const, answer: undefined };
        this.options.clock.observe(tenant.now);
        const record: StepRecord = { ...computed, stationId: call.stationId, at: tenant.now.toISOString(), idempotency };
        const [answer] = await applySteps(tenant, [record]);
        if (answer?.answer !== 'done') return { settled: false as const };
        tenant.afterCommit(() => this.announce(record, answer.version, answer.taskIds));
        return { settled: true as const, answer: { instanceId: record.instanceId, version: answer.version } };
      });
      if (outcome.settled) return outcome.answer;
    }
    throw new StationhouseError('CONFLICT', text('事项正被多人同时办理，请稍后重试。', 'Too many people work on this instance at once. Try again shortly.'));
  }

  /** After the commit: open pages, workers for the jobs, timers that are due soon. */
  private announce(record: StepRecord, version: number, taskIds: readonly Id[]): void {
    const { stationId, instanceId } = record;
    this.options.jobs.outbox.wake(record.jobs.map(({ id }) => id));
    const incidentId = record.expected === 0 ? record.instance?.incidentId : undefined;
    this.options.jobs.live.publish(
      { kind: 'INSTANCE', id: instanceId, stationId, version },
      ...taskIds.map((id) => ({ kind: 'TASK' as const, id, stationId, version })),
      ...(incidentId === undefined ? [] : [{ kind: 'INCIDENT' as const, id: incidentId, stationId }]),
    );
    const [soonest] = record.timersSet.map(({ dueAt }) => dueAt).sort();
    if (soonest !== undefined) this.options.jobs.bus.publish(TIMERS_TOPIC, soonest);
  }

  private requireEnabled(stage: Stage, pluginId: string | undefined): void {
    const plugin = pluginId === undefined ? undefined : this.options.catalog.plugin(pluginId);
    if (plugin !== undefined && (stage.plugins[plugin.id] ?? plugin.enabledByDefault)) return;
    throw pluginDisabled(pluginId);
  }

  private async requireMember(tenant: Tenant, stationId: Id, accountId: Id): Promise<void> {
    const [member] = await tenant.sql('SELECT 1 FROM membership m JOIN account a ON a.id = m.account_id WHERE m.station_id = $1 AND m.account_id = $2 AND m.ended_at IS NULL AND a.active LIMIT 1', [stationId, accountId]);
    if (member === undefined) throw notFound(text('本所人员', 'Member of this station'));
  }

  private async requireIncident(tenant: Tenant, stationId: Id, incidentId: Id | undefined): Promise<void> {
    if (incidentId === undefined) return;
    if ((await this.options.incidents?.exists(tenant, stationId, incidentId)) !== true) throw notFound(text('警情', 'Incident'));
  }
}

function accepted(result: StepResult): StepDone {
  if (result.ok) return result;
  throw refusalError(result.refusal);
}

/** Names a command by its content, so that a key cannot stand for two intentions. Holds nothing that could be read back. */
function fingerprint(name: string, command: Keyed): string {
  const { idempotencyKey: _, ...content } = command;
  return createHash('sha256').update(JSON.stringify([name, sorted(content)])).digest('base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
