import type { Database, DomainClock } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { knownBy, refusalError, step, type CompiledTask, type CompiledWorkflow, type StepContext, type StepDone, type StepResult, type WorkflowEvent } from '@stationhouse/workflow';
import * as deeds from './audit-actions.js';
import { requireOfStation } from './bureau-tasks/tasks.js';
import { CalendarBook } from './calendars/calendar-book.js';
import { clockEvent, editorsOf, requireEditor, type AnswerClockEdit, type EditClock } from './calendars/edits.js';
import { DutyBook, personOf, requireAssign, requireMayClaim, requireMayComplete, requireOpen, requireTake, type Actor } from './candidates.js';
import type { WorkflowCatalog } from './catalog/catalog.js';
import type { Also, Call, CommandAnswer, CompleteTask, Keyed, OnInstance, OnTask, SendEvent, StartAnswer, StartInstance, SystemCall } from './commands.js';
import type { TaskDeed } from './entities.js';
import type { IncidentReference } from './incident-reference.js';
import type { EncryptedFields, SealedIn } from './encrypted/encrypted-fields.js';
import { keptOf } from './encrypted/kept.js';
import { clockOf, requireRunning, stopped } from './exercises/stage.js';
import { lookedUp, ofInstance } from './lookups/asking.js';
import type { Lookups } from './lookups/lookups.js';
import type { MatterKeys } from './matters/keys.js';
import { PluginDoor } from './plugins/takeover.js';
import { requireUnits } from './outside-units.js';
import { Screens } from './screens/screens.js';
import { requireSignatureImages } from './signing/images.js';
import { InstanceStarts, type Link, type StartingPoint } from './starting.js';
import { accepted } from './steps/accepted.js';
import { Attempts, type Compute } from './steps/attempts.js';
import { fingerprint } from './steps/fingerprint.js';
import { instanceOn, requireVersion, taskOn, type Cast, type Stage, type StagedInstance, type StagedTask } from './steps/stage.js';
import type { Room } from './steps/step-door.js';
import { auditOf, booksOf, instanceOf, jobsOf, NO_BOOKS, noticesJob, type ChangedTask, type StepRecord } from './steps/step-record.js';
import { earliestTimer } from './timers/earliest.js';

export type * from './commands.js';
export { TIMERS_TOPIC } from './steps/attempts.js';

export interface RuntimeOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly jobs: Pick<Jobs, 'outbox' | 'live' | 'bus'>;
  readonly clock: DomainClock;
  readonly incidents?: Pick<IncidentReference, 'exists'> | undefined;
  /** By what matters are known; a definition that has one needs it. */
  readonly matterKeys?: MatterKeys | undefined;
  /** What steps read from outside; a definition that has look-ups needs it. */
  readonly lookups?: Lookups | undefined;
  /** What seals the encrypted fields of definitions; one that has any needs it. */
  readonly encrypted?: EncryptedFields | undefined;
}

/** What a step is computed in, and the name of its calendar. */
export type Surroundings = StepContext & { readonly calendar?: string | undefined };

/** A step before it is written: the record without what every step of a call has in common. */
export type Computed = Omit<StepRecord, 'stationId' | 'at'>;

const NOTHING_ELSE: Also = () => ({});

const KEY_LENGTH = 200;
/** The commands of the workflow: each is read, computed by the pure engine, and written as one durable step. */
export class WorkflowRuntime {
  private readonly attempts: Attempts;
  private readonly duty: DutyBook;
  private readonly starting: InstanceStarts;
  private readonly plugins: PluginDoor;
  private readonly calendars = new CalendarBook();
  /** What must never be written down, by workflow. */
  readonly screens: Screens;
  /** Fires an inject, which is a timer of its exercise; set by `Injects`. */
  inject: ((stationId: Id, injectId: Id) => Promise<void>) | undefined;

  constructor(private readonly options: RuntimeOptions) {
    this.attempts = new Attempts(options);
    this.screens = new Screens(options.catalog);
    this.duty = new DutyBook(options.database);
    this.plugins = new PluginDoor(options.database, options.catalog);
    this.starting = new InstanceStarts({ ...options, runtime: this, attempts: this.attempts, plugins: this.plugins });
  }

  /**
   * Starts an instance, or joins the one that runs for the same matter: that hears of it then.
   * @throws StationhouseError NOT_FOUND, STARTED_BY_OTHERS, STATION_CLOSED, FORBIDDEN for somebody whom the workflow does not let start it, WORKFLOW_RETIRED, PLUGIN_DISABLED, FORM_INVALID, DATA_INVALID, CONFLICT,
   * LOOKUP_FAILED, MATTER_RUNS where the one that runs does not hear of another start as it stands
   */
  startInstance(call: Call, command: StartInstance): Promise<StartAnswer> {
    return this.starting.byHand(call, command);
  }

  /**
   * What a new instance would start on now, for whoever tries a start out.
   * @throws StationhouseError NOT_FOUND, STARTED_BY_OTHERS, FORBIDDEN, WORKFLOW_RETIRED
   */
  startingPoint(call: Call, workflow: string): Promise<StartingPoint> {
    return this.starting.point(call, workflow);
  }

  /**
   * Starts an instance that another one, or an event from outside, asked for, under the id it was given then: once, however often it is asked. Or it joins the one that
   * runs for the same matter, once; where that has nothing to hear of it now, nothing else happens.
   * @returns undefined when it was started before
   * @throws StationhouseError as startInstance
   */
  startLinked(stationId: Id, link: Link, asked: Omit<StartInstance, keyof Keyed>): Promise<StartAnswer | undefined> {
    return this.starting.linked(stationId, link, asked);
  }

  /** @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_YOURS, OUTCOME_UNKNOWN, FORM_INVALID, LOOKUP_FAILED, STALE_VERSION, PLUGIN_DISABLED, … */
  completeTask(asked: Call, command: CompleteTask): Promise<CommandAnswer> {
    return this.command(asked, command, 'complete', { taskId: command.taskId }, async (stage, call) => {
      const [instance, task] = [instanceOn(stage), taskOn(stage)];
      requireVersion(instance, command.expectedVersion);
      const duty = await this.duty.consult(call, task, (on) => requireMayComplete(task, call.actor, on));
      // Whoever took over is named for every task.
      const compiled = await this.compiled(call, instance.definition);
      if (call.actor.standsIn !== true) requireTake(compiled.tasks[task.ref], task, 'complete');
      await requireSignatureImages(this.options.database, call, { instanceId: instance.id, compiled, task: task.ref }, command.form);
      const event: WorkflowEvent = { type: 'complete-task', task: task.ref, serial: task.serial, outcome: command.outcome, form: command.form, by: personOf(call.actor, duty) };
      return this.stepped(call, stage, instance, event, auditOf(call.context, deeds.taskCompleted, { task: task.ref, outcome: command.outcome }));
    });
  }

  /** Hands a task to a colleague (转办). @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_YOURS, DELEGATION_NOT_ALLOWED */
  delegateTask(asked: Call, command: OnTask & { readonly accountId: Id }): Promise<CommandAnswer> {
    return this.command(asked, command, 'delegate', { taskId: command.taskId }, async (stage, call) => {
      const [instance, task] = [instanceOn(stage), taskOn(stage)];
      const duty = await this.duty.consult(call, task, (on) => requireMayComplete(task, call.actor, on));
      requireOfStation(task);
      await this.requireMember(call, command.accountId);
      const event: WorkflowEvent = { type: 'delegate-task', task: task.ref, serial: task.serial, by: personOf(call.actor, duty), to: command.accountId };
      return this.stepped(call, stage, instance, event, auditOf(call.context, deeds.taskDelegated, { task: task.ref, accountId: command.accountId }));
    });
  }

  /** Takes back what the actor completed (撤回), while nobody has done anything since. @throws StationhouseError NOT_FOUND, RECALL_REFUSED, INSTANCE_CLOSED */
  recallTask(asked: Call, command: OnTask): Promise<CommandAnswer> {
    return this.command(asked, command, 'recall', { taskId: command.taskId }, async (stage, call) => {
      const [instance, task] = [instanceOn(stage), taskOn(stage)];
      // The engine knows its own steps; that somebody has claimed what came after stands in the history alone.
      const statement = 'SELECT kind FROM history WHERE station_id = $1 AND instance_id = $2 AND version = $3';
      const [last] = await this.options.database.inTenant(call.context, (tenant) => tenant.sql<{ kind: string }>(statement, [call.stationId, instance.id, instance.version]));
      if (instance.snapshot.recall !== undefined && last?.kind !== 'complete-task') {
        throw new StationhouseError('RECALL_REFUSED', text('此后已有人办理，不能撤回。', 'Somebody has done something since, so this cannot be taken back.'), { reason: 'movedOn' });
      }
      const event: WorkflowEvent = { type: 'recall-task', task: task.ref, serial: task.serial, by: personOf(call.actor, await this.duty.consult(call, task)) };
      return this.stepped(call, stage, instance, event, auditOf(call.context, deeds.taskRecalled, { task: task.ref }));
    });
  }

  /** @throws StationhouseError NOT_FOUND, EVENT_NOT_ACCEPTED, EVENT_REFUSED, FORM_INVALID, STALE_VERSION, INSTANCE_CLOSED, PLUGIN_DISABLED */
  sendEvent(call: Call, command: SendEvent): Promise<CommandAnswer> {
    const event: WorkflowEvent = { type: 'event', name: command.event, ...(command.payload === undefined ? {} : { payload: command.payload }) };
    return this.onInstance(call, command, 'event', { event, byHand: true, audit: auditOf(call.context, deeds.eventSent, { event: command.event }) });
  }

  /**
   * A person's command that is one event of an instance, for commands that live in files of their own.
   * @param name what a repeated idempotencyKey must stand for
   * @param deed the event, its audit line, and whatever else its step writes
   */
  onInstance<Command extends OnInstance>(asked: Call, command: Command, name: string, deed: { readonly event: WorkflowEvent; readonly audit: StepRecord['audit']; readonly byHand?: boolean; readonly also?: Also | undefined }): Promise<CommandAnswer> {
    return this.command(asked, command, name, { instanceId: command.instanceId }, async (stage, call) => {
      const instance = instanceOn(stage);
      requireVersion(instance, command.expectedVersion);
      if (deed.byHand === true) requireReportable(await this.compiled(call, instance.definition), deed.event);
      const computed = await this.stepped(call, stage, instance, deed.event, deed.audit);
      return { ...computed, ...deed.also?.(computed) };
    });
  }

  /** Takes a task on; taking one's own again changes nothing. @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_YOURS */
  claimTask(call: Call, command: OnTask): Promise<CommandAnswer> {
    return this.onTask(call, command, 'claim-task', async (admitted, task, compiled) => {
      requireTake(compiled, task, 'claim');
      await this.duty.consult(admitted, task, (duty) => requireMayClaim(task, admitted.actor, duty));
      return { change: { serial: task.serial, status: 'CLAIMED', assigneeId: call.actor.accountId }, deed: { type: 'claim-task', task: task.ref, serial: task.serial } };
    });
  }

  /** Gives a task back. @param mayAssign also somebody else's @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_YOURS */
  releaseTask(call: Call, command: OnTask, mayAssign: boolean): Promise<CommandAnswer> {
    return this.onTask(call, command, 'release-task', (_call, task) => {
      requireOpen(task);
      if (task.assigneeId !== call.actor.accountId) requireOfStation(task);
      if (task.assigneeId !== call.actor.accountId && !mayAssign) {
        throw new StationhouseError('TASK_NOT_YOURS', text('只有领取人或所长可以退回任务。', 'Only whoever took the task, or the chief, can release it.'));
      }
      return Promise.resolve({ change: { serial: task.serial, status: 'OPEN' }, deed: { type: 'release-task', task: task.ref, serial: task.serial } });
    });
  }

  /** Gives a task to somebody who holds a role at the station. The caller has checked that the actor may assign. @throws StationhouseError NOT_FOUND, TASK_NOT_OPEN, TASK_NOT_YOURS */
  assignTask(call: Call, command: OnTask & { readonly accountId: Id }): Promise<CommandAnswer> {
    return this.onTask(call, command, 'assign-task', async (_call, task, compiled) => {
      requireOpen(task);
      requireAssign(compiled);
      requireOfStation(task);
      await this.requireMember(call, command.accountId);
      return { change: { serial: task.serial, status: 'CLAIMED', assigneeId: command.accountId }, deed: { type: 'assign-task', task: task.ref, serial: task.serial, accountId: command.accountId } };
    });
  }

  /**
   * Fires one timer, after those of its instance, or of its exercise, that were due before it. Safe to call again: a timer that was cancelled
   * or has fired does nothing.
   * @returns the answer, or undefined when there was nothing to fire (any more, or yet)
   */
  async fireTimer(stationId: Id, timerId: Id): Promise<CommandAnswer | undefined> {
    for (;;) {
      const found: { earlier?: boolean; first?: Id | null; inject?: boolean } = {};
      const answer = await this.attempt({ context: { stationIds: [stationId], bureauIds: [] }, stationId }, { stationId, timerId }, async (stage) => {
        if (stage.timer === null || new Date(stage.timer.dueAt) > clockOf(stage)) return undefined;
        if (stage.exercise !== null && stage.exercise.next !== timerId) found.first = stage.exercise.next;
        else if (stage.instance === null) found.inject = true;
        if (stage.instance === null || found.first) return undefined;
        const soonest = earliestTimer(stage.instance.snapshot, stage.timer);
        found.earlier = soonest.serial !== stage.timer.serial;
        return this.fired(stage, stage.instance, timerId, { type: 'timer', ...soonest });
      });
      if (found.inject) await this.inject?.(stationId, timerId);
      if (found.first) await this.fireTimer(stationId, found.first);
      else if (!found.earlier) return answer;
    }
  }

  /** Reads ahead what soon-due timers will be computed on; see StageMemory. */
  async foresee(timers: readonly Pick<Cast, 'stationId' | 'timerId'>[]): Promise<void> {
    await this.attempts.foresee(timers);
  }

  private async fired(stage: Stage, instance: StagedInstance, timerId: Id, event: WorkflowEvent & { type: 'timer' }): Promise<Computed | undefined> {
    const context = { stationIds: [stage.stationId], bureauIds: [] };
    const compiled = await this.compiled({ context }, instance.definition);
    const surroundings = await this.surroundings({ context }, stage);
    const result = step(compiled, instance.snapshot, event, surroundings);
    if (!result.ok) {
      if (result.refusal.code !== 'TIMER_NOT_SET' && result.refusal.code !== 'INSTANCE_CLOSED') throw refusalError(result.refusal);
      if (stage.remembered === true) return undefined;
      // Its row outlived it only if somebody wrote past apply_steps; without the row nobody tries again.
      await this.options.database.inTenant(context, (tenant) => tenant.sql('DELETE FROM timer WHERE station_id = $1 AND id = $2', [stage.stationId, timerId]));
      return undefined;
    }
    const moved = this.moved(undefined, compiled, result, instance, stage);
    return { ...moved, history: this.historyOf({ context }, surroundings, compiled, result, event), timersGone: [...moved.timersGone, event.serial] };
  }

  private async stepped(call: Call, stage: Stage, instance: StagedInstance, sent: WorkflowEvent, audit: StepRecord['audit']): Promise<Computed> {
    const compiled = await this.compiled(call, instance.definition);
    await requireUnits(this.options.database, call, compiled, sent);
    const surroundings = await this.surroundings(call, stage);
    const asked = await lookedUp(this.options, stage, ofInstance(compiled, instance, call), sent, (assumed) => step(compiled, instance.snapshot, assumed, surroundings));
    const { event, result } = keptOf(this.options, compiled, { stationId: stage.stationId, instanceId: instance.id }, asked, (one) => step(compiled, instance.snapshot, one, surroundings));
    const done = accepted(result);
    return { ...this.moved(call.actor, compiled, done, instance, stage), history: this.historyOf(call, surroundings, compiled, done, event), audit };
  }

  /**
   * Changes a running clock, or a wait, by hand; where the definition says so the change waits for a second person.
   * @throws StationhouseError NOT_FOUND, FORBIDDEN, CLOCK_NOT_RUNNING, NOT_EDITABLE, EDIT_INVALID, EDIT_PENDING, BEYOND_BOUND, STALE_VERSION, PLUGIN_DISABLED
   */
  editClock(call: Call, command: EditClock): Promise<CommandAnswer> {
    return this.onClock(call, command, 'edit-clock', auditOf(call.context, deeds.clockEdited, { clock: command.clock }));
  }

  /** Approves or rejects a change somebody else proposed. @throws StationhouseError as editClock, NO_EDIT_PENDING, SECOND_PERSON_NEEDED */
  answerClockEdit(call: Call, command: AnswerClockEdit): Promise<CommandAnswer> {
    return this.onClock(call, command, 'answer-edit', auditOf(call.context, deeds.clockEditAnswered, { clock: command.clock, approved: command.approve }));
  }

  /**
   * Determines what waited for a calendar in one instance. Safe to call again.
   * @returns the answer, or undefined when nothing could be determined
   */
  determine(stationId: Id, instanceId: Id): Promise<CommandAnswer | undefined> {
    return this.happen(stationId, instanceId, { type: 'determine' }, (result, { snapshot }) => (snapshot.status === 'closed' || accepted(result).effects.length === 0 ? undefined : NOTHING_ELSE));
  }

  /**
   * Lets something happen to an instance that nobody commands: a calendar has come, an automation has answered.
   * @param take seen what the engine makes of it: what the step writes otherwise, or undefined to leave the instance as it is
   * @returns undefined when the instance was left, or is not there
   * @throws StationhouseError EXERCISE_NOT_RUNNING in a paused exercise
   */
  happen(stationId: Id, instanceId: Id, sent: WorkflowEvent, take: (result: StepResult, instance: StagedInstance) => Also | undefined): Promise<CommandAnswer | undefined> {
    const call = { context: { stationIds: [stationId], bureauIds: [] }, stationId };
    return this.attempt(call, { stationId, instanceId }, async (stage) => {
      const { instance } = stage;
      // What happens in a paused exercise happens when it goes on; its job tries again.
      if (stage.exercise?.status === 'paused' && sent.type !== 'determine') throw stopped('paused');
      if (instance === null || (stage.exercise !== null && stage.exercise.status !== 'running')) return undefined;
      const compiled = await this.compiled(call, instance.definition);
      const surroundings = await this.surroundings(call, stage);
      const asked = await lookedUp(this.options, stage, ofInstance(compiled, instance, {}), this.screens.cleared(instance.workflow, sent), (assumed) => step(compiled, instance.snapshot, assumed, surroundings));
      const { event, result } = keptOf(this.options, compiled, { stationId, instanceId }, asked, (one) => step(compiled, instance.snapshot, one, surroundings));
      const also = take(result, instance);
      if (also === undefined) return undefined;
      const done = accepted(result);
      const moved = this.moved(undefined, compiled, done, instance, stage);
      return { ...moved, ...also(moved), history: this.historyOf(call, surroundings, compiled, done, event) };
    });
  }

  private onClock(asked: Call, command: EditClock | AnswerClockEdit, name: string, audit: StepRecord['audit']): Promise<CommandAnswer> {
    return this.command(asked, command, name, { instanceId: command.instanceId }, async (stage, call) => {
      const instance = instanceOn(stage);
      requireVersion(instance, command.expectedVersion);
      const editors = editorsOf(await this.compiled(call, instance.definition), instance.snapshot, command, call.actor);
      if (editors !== undefined) await this.duty.consult(call, editors, (duty) => requireEditor(editors, call.actor, duty));
      return this.stepped(call, stage, instance, clockEvent(instance.snapshot, command, call.actor.accountId), audit);
    });
  }

  async surroundings(call: Pick<Call, 'context'>, { stationId, now, station, calendarRevision }: Stage): Promise<Surroundings> {
    const remembered = this.calendars.remembered(stationId, calendarRevision);
    const { calendars, hash } = remembered ?? (await this.options.database.inTenant(call.context, (tenant) => this.calendars.read(tenant, stationId)));
    return { now, timeZone: station.timeZone, ...(calendars === undefined ? {} : { calendars }), calendar: hash };
  }

  /** What a step of the engine writes, but for its history and audit. */
  moved(actor: Actor | undefined, compiled: CompiledWorkflow, done: StepDone, before: Pick<StagedInstance, 'id' | 'version' | 'exercise' | 'incidentId' | 'parentId'>, { stationId, now }: Pick<Stage, 'stationId' | 'now'>): Omit<Computed, 'history'> {
    return {
      instanceId: before.id,
      expected: before.version,
      instance: instanceOf(compiled, done, { exercise: before.exercise, incidentId: before.incidentId ?? undefined, parentId: before.parentId ?? undefined }),
      matter: this.matterOf(compiled, done, { stationId, instanceId: before.id }, now),
      ...booksOf(compiled, done.effects, now.toISOString(), actor?.accountId),
      jobs: jobsOf(done.effects, before.id, before.version + 1, before.parentId, compiled.emergency !== undefined),
    };
  }

  /** By what the instance is known from this step on, as a keyed hash alone. */
  private matterOf(compiled: CompiledWorkflow, { snapshot: { data } }: StepDone, of: SealedIn, now: Date): StepRecord['matter'] {
    if (compiled.matter === undefined) return undefined;
    const known = knownBy(compiled, this.options.encrypted?.opened(compiled, data, of) ?? data, now);
    if (known === undefined) return undefined;
    const { matterKeys, catalog } = this.options;
    if (matterKeys === undefined) throw new Error(`"${compiled.id}" has a matter, but the installation has no key for it.`);
    return { key: matterKeys.of(catalog.pluginIdOf(compiled.id), known), workflow: compiled.id };
  }

  historyOf(call: Pick<Call, 'context'>, { timeZone, calendar }: Surroundings, compiled: CompiledWorkflow, done: StepDone, event: StepRecord['history']['event']): StepRecord['history'] {
    const { accountId: actorId, sessionId } = call.context;
    return { kind: event.type, definition: compiled.hash, timeZone, calendar, event, actorId, sessionId, left: done.left, entered: done.entered, effects: done.effects };
  }

  /** A deed on a task that leaves the workflow where it is. */
  private onTask(asked: Call, command: OnTask, name: TaskDeed['type'], decide: (call: Call, task: StagedTask, compiled: CompiledTask | undefined) => Promise<{ change: ChangedTask; deed: TaskDeed }>): Promise<CommandAnswer> {
    const action = { 'claim-task': deeds.taskClaimed, 'release-task': deeds.taskReleased, 'assign-task': deeds.taskAssigned }[name];
    return this.command(asked, command, name, { taskId: command.taskId }, async (stage, call) => {
      const [instance, task] = [instanceOn(stage), taskOn(stage)];
      const { change, deed } = await decide(call, task, (await this.compiled(call, instance.definition)).tasks[task.ref]);
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

  /** One command of a person: known keys answer at once, new ones compute and write a step. The door for commands in files of their own. @param compute gets the call as it was admitted: where the plugin is disabled, of somebody who took over */
  async command(call: Call, command: Keyed, name: string, cast: Omit<Cast, 'key' | 'stationId'>, compute: (stage: Stage, call: Call) => Promise<Computed>): Promise<CommandAnswer> {
    const key = parseText(command.idempotencyKey, 'idempotencyKey', KEY_LENGTH);
    if (key === '') throw new StationhouseError('BAD_INPUT', text('“idempotencyKey”不能为空，请为每次操作生成一个唯一值。', '"idempotencyKey" must not be empty: make a unique value for each intention.'), { field: 'idempotencyKey' });
    const idempotency = { accountId: call.actor.accountId, key, command: this.print(name, command) };
    let known: CommandAnswer | undefined;
    const answer = await this.attempt(call, { ...cast, stationId: call.stationId, key: idempotency }, async (stage) => {
      if (stage.known === null) {
        requireRunning(stage);
        this.screens.requireCommand(stage.instance?.workflow ?? cast.workflow, command);
        return { ...(await compute(stage, await this.plugins.admit(call, stage))), idempotency };
      }
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

  /** What names a command by its content. */
  print(name: string, command: Keyed): string {
    const print = fingerprint(name, command);
    return this.options.encrypted?.print(print) ?? print;
  }

  /** Computes and writes a step, again and again while others come first: shared with other commands, or as part of the caller's own transaction. */
  attempt(call: SystemCall, cast: Cast, compute: Compute, room?: Room): Promise<CommandAnswer | undefined> {
    return this.attempts.run(call, cast, compute, room);
  }

  /** The version an instance runs on, from memory as a rule. */
  compiled(call: Pick<Call, 'context'>, hash: string): CompiledWorkflow | Promise<CompiledWorkflow> {
    return this.options.catalog.loaded(hash) ?? this.options.database.inTenant(call.context, (tenant) => this.options.catalog.version(tenant, hash));
  }

  private async requireMember({ context, stationId }: Call, accountId: Id): Promise<void> {
    const statement = 'SELECT 1 FROM serving m JOIN account a ON a.id = m.account_id WHERE m.station_id = $1 AND m.account_id = $2 AND a.active LIMIT 1';
    const [member] = await this.options.database.inTenant(context, (tenant) => tenant.sql(statement, [stationId, accountId]));
    if (member === undefined) throw notFound(text('本所人员', 'Member of this station'));
  }
}

/** @throws StationhouseError EVENT_NOT_ACCEPTED for an event that the plugin's server alone reports */
function requireReportable({ events }: CompiledWorkflow, event: WorkflowEvent): void {
  if (event.type !== 'event' || !Object.hasOwn(events, event.name) || events[event.name]?.from === undefined) return;
  throw new StationhouseError('EVENT_NOT_ACCEPTED', text('此事件由系统登记，不能手工登记。', 'The system reports this event; nobody does so by hand.'));
}
