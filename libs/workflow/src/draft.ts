import { addDuration } from '@stationhouse/kernel';
import { toJson } from './cel-types.js';
import { computeDue, momentOf } from './due.js';
import type { Place } from './expand.js';
import type { Evaluation, Expression } from './expressions.js';
import { linksToStart } from './links.js';
import type { ActionPlan } from './plan-actions.js';
import type { ClockPlan, PlacePlan, TaskPlan } from './plan.js';
import { bySerial, stoppedAs } from './restore.js';
import { dueAfterPause, type Span } from './time-values.js';
import type { AnswerRule, Books, ClockRef, Due, Effect, IsoMoment, JsonObject, Link, OpenTask, PendingCall, PendingTimer, RunningClock, StatePath, StepContext, TaskAnswer, TaskRef, TimerId } from './types.js';

/** The books of one step: what is open, pending and running, and the effects that say how that changed. */
export class Draft {
  readonly effects: Effect[] = [];
  readonly left: StatePath[] = [];
  readonly entered: StatePath[] = [];
  private readonly tasks: Record<TaskRef, OpenTask>;
  private readonly timers: Record<TimerId, PendingTimer>;
  private readonly clocks: Record<ClockRef, RunningClock>;
  private readonly enteredAt: Record<StatePath, IsoMoment>;
  private readonly calls: Record<number, PendingCall>;
  private readonly links: Record<number, Link>;
  private serial: number;
  readonly now: IsoMoment;

  constructor(
    private readonly plans: ReadonlyMap<StatePath, PlacePlan>,
    before: Books,
    private readonly context: StepContext,
    private readonly compensations: ReadonlyMap<string, ActionPlan> = new Map(),
  ) {
    this.tasks = { ...before.tasks };
    this.timers = { ...before.timers };
    this.clocks = { ...before.clocks };
    this.enteredAt = { ...before.entered };
    this.calls = { ...before.calls };
    this.links = { ...before.links };
    this.serial = before.serial;
    this.now = context.now.toISOString();
  }

  /** The books as they stand after the step. */
  books(): Books {
    const { tasks, timers, clocks, calls, links, serial } = this;
    const filled = (record: object) => Object.keys(record).length > 0;
    return { tasks, timers, clocks, entered: this.enteredAt, ...(filled(calls) ? { calls } : {}), ...(filled(links) ? { links } : {}), serial };
  }

  /** A state is entered: its clock starts, clocks around it pause, its tasks open. The wait's timer follows by XState's own sign. */
  enter(path: StatePath, data: JsonObject): void {
    const plan = this.planOf(path);
    this.entered.push(path);
    this.enteredAt[path] = this.now;
    if (plan.clock !== undefined) this.startClock(plan.clock, data);
    for (const clock of plan.pauses) this.pauseClock(clock, path);
    for (const task of plan.tasks) this.openTask(task, data);
    for (const { name, due } of plan.timeouts) {
      const { at } = this.due(due, data);
      if (at !== undefined) this.setTimer(`${path}@after.${name}`, at);
    }
    // A region that has come to its end stays active until its neighbours have; its clock has nothing left to measure.
    if (plan.final) this.stopClock(path.slice(0, Math.max(path.lastIndexOf('.'), 0)));
  }

  /** A state is left: whatever it opened closes, and nobody waits for what it called. */
  leave(path: StatePath, data: JsonObject): void {
    const plan = this.planOf(path);
    this.left.push(path);
    this.abandonCalls(data, ({ state }) => state === path);
    for (const { task } of plan.tasks) this.closeTask(task.ref, 'cancelled');
    for (const { name } of plan.timeouts) this.cancelTimer(`${path}@after.${name}`);
    for (const clock of plan.pauses) this.resumeClock(clock);
    if (plan.clock !== undefined) this.stopClock(plan.clock.clock.ref);
  }

  /** Sets the timer of a state's wait. */
  setWait(path: StatePath, data: JsonObject): void {
    const until = this.planOf(path).until;
    if (until?.at === undefined) throw new Error(`"${path}" does not wait`);
    this.setTimer(`${path}@until`, momentOf(until.at, this.evaluation(data)).date.toISOString());
  }

  cancelWait(path: StatePath): void {
    this.cancelTimer(`${path}@until`);
  }

  /** Takes a timer that fired out of the books. No effect: whoever fired it has consumed it. */
  consumeTimer(timer: TimerId): void {
    delete this.timers[timer];
  }

  /** One of several answers; the task closes once they settle it. */
  answer(ref: TaskRef, open: OpenTask, rule: AnswerRule, by: string, answers: readonly TaskAnswer[], settled: string | undefined): void {
    this.tasks[ref] = { ...open, answers };
    const own = answers.find((answer) => answer.by === by);
    const role = own?.role === undefined ? {} : { role: own.role };
    this.effects.push({ type: 'answer-task', task: ref, serial: open.serial, by, ...role, outcome: own?.outcome ?? '', given: answers.length, need: rule.need, ...(rule.of === undefined ? {} : { of: rule.of }) });
    if (settled !== undefined) this.closeTask(ref, 'done', settled);
  }

  closeTask(ref: TaskRef, as: 'done' | 'cancelled', outcome?: string): void {
    const open = this.tasks[ref];
    if (open === undefined) return;
    delete this.tasks[ref];
    this.effects.push({ type: 'close-task', task: ref, serial: open.serial, as, ...(outcome === undefined ? {} : { outcome }) });
    for (const [timer] of bySerial(this.timers)) if (timer.startsWith(`${ref}@`)) this.cancelTimer(timer);
  }

  /** A timer that belongs to a task or a clock fired: `remind`, `escalate.0`, `warn`, `due`. */
  fire(owner: string, what: string): void {
    const task = this.tasks[owner];
    const clock = this.clocks[owner];
    if (task !== undefined && what === 'remind') this.effects.push({ type: 'remind-task', task: owner, serial: task.serial });
    if (task !== undefined && what.startsWith('escalate.')) {
      const rung = Number(what.slice('escalate.'.length));
      const plan = this.taskPlan(owner);
      const role = plan?.escalate[rung]?.to;
      if (role !== undefined) this.effects.push({ type: 'escalate-task', task: owner, serial: task.serial, rung, role });
    }
    if (clock !== undefined && what === 'warn') this.effects.push({ type: 'warn-clock', clock: owner, serial: clock.serial, at: this.now });
    if (clock !== undefined && what === 'due') {
      this.clocks[owner] = { ...clock, state: 'breached' };
      this.effects.push({ type: 'breach-clock', clock: owner, serial: clock.serial, at: this.now });
    }
  }

  /** An action of a transition: effects for others to carry out. */
  act(plan: ActionPlan, data: JsonObject, event: JsonObject, compensates?: number): void {
    const evaluation = this.evaluation(data, event);
    const input = () => Object.fromEntries(plan.input.map(([key, expression]) => [key, toJson(expression.evaluate(evaluation))]));
    const { definition, name: action } = plan;
    if ('automation' in definition) {
      const serial = this.next();
      const { state, ...settings } = plan.call ?? {};
      this.calls[serial] = { action, at: this.now, ...(state === undefined ? {} : { state }) };
      this.effects.push({ type: 'call-automation', action, automation: definition.automation, serial, input: input(), ...settings, ...(compensates === undefined ? {} : { compensates }) });
    } else if ('notify' in definition) {
      const { text, urgent } = definition.notify;
      const { roles = [], climbAfter } = plan;
      this.effects.push({ type: 'notify', action, serial: this.next(), roles, text, ...(urgent === undefined ? {} : { urgent }), ...(climbAfter === undefined ? {} : { climbAfter }) });
    } else {
      for (const link of linksToStart(plan, this.links, evaluation)) {
        const serial = this.next();
        this.links[serial] = link;
        this.effects.push({ type: 'start-linked', action, serial, workflow: link.workflow, data: { ...input(), ...(link.item === undefined ? {} : { item: link.item }) } });
      }
    }
  }

  /** The result of a call is in. */
  settleCall(serial: number, as: 'succeeded' | 'failed'): void {
    const action = this.calls[serial]?.action ?? '';
    delete this.calls[serial];
    this.effects.push({ type: 'settle-call', action, serial, as });
  }

  /** Nobody waits for these calls any more: what they did is made good, the last one first. */
  abandonCalls(data: JsonObject, which: (call: PendingCall) => boolean): void {
    for (const [serial, call] of Object.entries(this.calls).reverse()) {
      if (!which(call)) continue;
      delete this.calls[Number(serial)];
      this.effects.push({ type: 'settle-call', action: call.action, serial: Number(serial), as: 'abandoned' });
      const compensation = this.compensations.get(call.action);
      if (compensation !== undefined) this.act(compensation, data, {}, Number(serial));
    }
  }

  /** What became of a linked instance. */
  settleLink(serial: number, link: Link & { readonly instanceId: string }): void {
    const { action, status, instanceId, outcome } = link;
    this.links[serial] = link;
    this.effects.push({ type: 'settle-link', action, serial, as: status === 'closed' ? 'closed' : 'open', instanceId, ...(outcome === undefined ? {} : { outcome }) });
  }

  private openTask(plan: TaskPlan, data: JsonObject): void {
    const { ref } = plan.task;
    const serial = this.next();
    const roles = 'evaluate' in plan.roles ? (toJson(plan.roles.evaluate(this.evaluation(data))) as readonly string[]) : plan.roles;
    const due = plan.due === undefined ? undefined : this.due(plan.due, data);
    this.tasks[ref] = { serial, openedAt: this.now, ...(due?.at === undefined ? {} : { dueAt: due.at }) };
    this.effects.push({ type: 'open-task', task: ref, serial, roles, ...(due === undefined ? {} : { due }) });
    if (due?.at === undefined) return;
    const remindAt = plan.remind === undefined ? undefined : this.shift(due.at, plan.remind, -1);
    if (remindAt !== undefined && remindAt > this.now) this.setTimer(`${ref}@remind`, remindAt);
    for (const [rung, { after }] of plan.escalate.entries()) this.setTimer(`${ref}@escalate.${rung}`, this.shift(due.at, after, 1));
  }

  private startClock(plan: ClockPlan, data: JsonObject): void {
    const { ref } = plan.clock;
    const serial = this.next();
    const due = this.due(plan.due, data);
    const warnAt = due.at === undefined || plan.warn === undefined ? undefined : this.shift(due.at, plan.warn, -1);
    const times = { ...(due.at === undefined ? {} : { dueAt: due.at }), ...(warnAt === undefined ? {} : { warnAt }) };
    this.clocks[ref] = { serial, state: due.at === undefined ? 'undetermined' : 'running', startedAt: this.now, ...times };
    this.effects.push({ type: 'start-clock', clock: ref, serial, startedAt: this.now, due, ...(warnAt === undefined ? {} : { warnAt }) });
    this.setClockTimers(ref, due.at, warnAt);
  }

  private setClockTimers(ref: ClockRef, dueAt: IsoMoment | undefined, warnAt: IsoMoment | undefined): void {
    // A clock that starts inside its warning period warns at once.
    if (warnAt !== undefined) this.setTimer(`${ref}@warn`, warnAt < this.now ? this.now : warnAt);
    if (dueAt !== undefined) this.setTimer(`${ref}@due`, dueAt);
  }

  private pauseClock(ref: ClockRef, state: StatePath): void {
    const clock = this.clocks[ref];
    if (clock?.state !== 'running') return;
    this.clocks[ref] = { ...clock, state: 'paused', pausedAt: this.now };
    this.effects.push({ type: 'pause-clock', clock: ref, serial: clock.serial, at: this.now, state });
    this.cancelTimer(`${ref}@warn`);
    this.cancelTimer(`${ref}@due`);
  }

  private resumeClock(ref: ClockRef): void {
    const clock = this.clocks[ref];
    const plan = this.planOf(ref).clock;
    if (clock?.state !== 'paused' || clock.dueAt === undefined || clock.pausedAt === undefined || plan === undefined) return;
    const due = dueAfterPause(new Date(clock.dueAt), new Date(clock.pausedAt), this.context.now, plan.clock.calendar, this.context.timeZone);
    const warnAt = due.at === undefined || plan.warn === undefined ? undefined : this.shift(due.at, plan.warn, -1);
    const times = { ...(due.at === undefined ? {} : { dueAt: due.at }), ...(warnAt === undefined ? {} : { warnAt }) };
    this.clocks[ref] = { serial: clock.serial, state: due.at === undefined ? 'undetermined' : 'running', startedAt: clock.startedAt, ...times };
    this.effects.push({ type: 'resume-clock', clock: ref, serial: clock.serial, at: this.now, due, ...(warnAt === undefined ? {} : { warnAt }) });
    this.setClockTimers(ref, due.at, warnAt);
  }

  private stopClock(ref: ClockRef): void {
    const clock = this.clocks[ref];
    if (clock === undefined) return;
    delete this.clocks[ref];
    this.effects.push({ type: 'stop-clock', clock: ref, serial: clock.serial, at: this.now, as: stoppedAs(clock, this.now) });
    this.cancelTimer(`${ref}@warn`);
    this.cancelTimer(`${ref}@due`);
  }

  private setTimer(timer: TimerId, dueAt: IsoMoment): void {
    const serial = this.next();
    this.timers[timer] = { serial, dueAt };
    this.effects.push({ type: 'set-timer', timer, serial, dueAt });
  }

  private cancelTimer(timer: TimerId): void {
    const pending = this.timers[timer];
    if (pending === undefined) return;
    delete this.timers[timer];
    this.effects.push({ type: 'cancel-timer', timer, serial: pending.serial });
  }

  private due(due: { readonly after: Span } | { readonly at: Expression }, data: JsonObject): Due {
    return computeDue(due, this.evaluation(data));
  }

  private shift(moment: IsoMoment, span: Span, sign: 1 | -1): IsoMoment {
    return addDuration(new Date(moment), span.iso, this.context.timeZone, sign).toISOString();
  }

  private evaluation(data: JsonObject, event: JsonObject = {}): Evaluation {
    const enteredAt = (place: Place) => new Date(this.enteredAt[place.path] ?? this.now);
    return { data, event, now: this.context.now, timeZone: this.context.timeZone, links: this.links, enteredAt };
  }

  private planOf(path: StatePath): PlacePlan {
    const plan = this.plans.get(path);
    if (plan === undefined) throw new Error(`no state "${path}" in this definition`);
    return plan;
  }

  private taskPlan(ref: TaskRef): TaskPlan | undefined {
    return this.planOf(ref.split('#')[0] ?? '').tasks.find(({ task }) => task.ref === ref);
  }

  private next(): number {
    this.serial += 1;
    return this.serial;
  }
}

