import { toJson } from './cel-types.js';
import type { ClockPlan } from './clock-plan.js';
import { ClockBook, type Desk } from './clocks.js';
import { Dates } from './dates.js';
import { computeDue, momentOf } from './due.js';
import type { Place } from './expand.js';
import type { Evaluation } from './expressions.js';
import { linksToStart, linksToTell } from './links.js';
import type { ActionPlan } from './plan-actions.js';
import type { PlacePlan, TaskPlan } from './plan.js';
import { bySerial } from './restore.js';
import type { Doers } from './separation.js';
import type { AnswerRule, Books, ClockEvent, ClockRef, Effect, Found, IsoMoment, JsonObject, Link, OpenTask, PendingCall, PendingTimer, RunningClock, StatePath, StepContext, TaskAnswer, TaskRef, TimerId } from './types.js';

/** The books of one step: what is open, pending and running, and the effects that say how that changed. */
export class Draft implements Desk {
  readonly effects: Effect[] = [];
  readonly left: StatePath[] = [];
  readonly entered: StatePath[] = [];
  private readonly tasks: Record<TaskRef, OpenTask>;
  private readonly timers: Record<TimerId, PendingTimer>;
  private readonly clocks: Record<ClockRef, RunningClock>;
  private readonly enteredAt: Record<StatePath, IsoMoment>;
  private readonly calls: Record<number, PendingCall>;
  private readonly links: Record<number, Link>;
  /** Who did what other tasks are kept apart from. */
  doers: Doers;
  private serial: number;
  readonly now: IsoMoment;
  /** The clocks' own pages of the books. */
  readonly clockBook: ClockBook;
  private readonly dates: Dates;
  /** What was looked up for the step. */
  found: Found = {};
  /** On which data due moments were computed, where not on those before the step. */
  private readonly basis = new Map<string, JsonObject>();

  /** @param before the books, and the data they were written on */
  constructor(
    private readonly plans: ReadonlyMap<StatePath, PlacePlan>,
    clockPlans: ReadonlyMap<ClockRef, ClockPlan>,
    private readonly before: Books & { readonly data: JsonObject },
    readonly context: StepContext,
    private readonly compensations: ReadonlyMap<string, ActionPlan> = new Map(),
  ) {
    this.tasks = { ...before.tasks };
    this.timers = { ...before.timers };
    this.clocks = { ...before.clocks };
    this.enteredAt = { ...before.entered };
    this.calls = { ...before.calls };
    this.links = { ...before.links };
    this.doers = before.doers ?? {};
    this.serial = before.serial;
    this.now = context.now.toISOString();
    this.clockBook = new ClockBook(this, clockPlans, this.clocks);
    this.dates = new Dates(this, plans, this.tasks, this.timers, this.enteredAt);
  }

  /** The books as they stand after the step. */
  books(): Books {
    const { tasks, timers, clocks, calls, links, doers, serial } = this;
    const filled = (record: object) => Object.keys(record).length > 0;
    return { tasks, timers, clocks, entered: this.enteredAt, ...(filled(calls) ? { calls } : {}), ...(filled(links) ? { links } : {}), ...(filled(doers) ? { doers } : {}), serial };
  }

  /** A state is entered: its clock starts, clocks around it pause, its tasks open. The wait's timer follows by XState's own sign. */
  enter(path: StatePath, data: JsonObject): void {
    const plan = this.planOf(path);
    this.entered.push(path);
    this.enteredAt[path] = this.now;
    if (plan.clock !== undefined) this.clockBook.start(path, data);
    for (const clock of plan.pauses) this.clockBook.pause(clock, path);
    for (const task of plan.tasks) this.openTask(task, data);
    for (const { name, due } of plan.timeouts) {
      const { at } = computeDue(due, this.evaluation(data));
      this.computedOn(`date ${path}@after.${name}`, data);
      if (at !== undefined) this.setTimer(`${path}@after.${name}`, at);
    }
    // A region that has come to its end stays active until its neighbours have; its clock has nothing left to measure.
    if (plan.final) this.clockBook.stop(path.slice(0, Math.max(path.lastIndexOf('.'), 0)));
  }

  /** A state is left: whatever it opened closes, and nobody waits for what it called. */
  leave(path: StatePath, data: JsonObject): void {
    const plan = this.planOf(path);
    this.left.push(path);
    this.abandonCalls(data, ({ state }) => state === path);
    for (const { task } of plan.tasks) this.closeTask(task.ref, 'cancelled');
    for (const { name } of plan.timeouts) this.cancelTimer(`${path}@after.${name}`);
    for (const clock of plan.pauses) this.clockBook.resume(clock, data);
    if (plan.clock !== undefined) this.clockBook.stop(path);
  }

  /** Sets the timer of a state's wait. */
  setWait(path: StatePath, data: JsonObject): void {
    const until = this.planOf(path).until;
    if (until?.at === undefined) throw new Error(`"${path}" does not wait`);
    this.computedOn(`date ${path}@until`, data);
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
  fire(owner: string, what: string, data: JsonObject): void {
    const task = this.tasks[owner];
    if (task !== undefined && what === 'remind') this.effects.push({ type: 'remind-task', task: owner, serial: task.serial });
    if (task !== undefined && what.startsWith('escalate.')) {
      const rung = Number(what.slice('escalate.'.length));
      const plan = this.taskPlan(owner);
      const role = plan?.escalate[rung]?.to;
      if (role !== undefined) this.effects.push({ type: 'escalate-task', task: owner, serial: task.serial, rung, role });
    }
    if (task === undefined) this.clockBook.fire(owner, what, data);
  }

  /** What is neither a task's nor a state's: a person changes a clock or timer, or a calendar has come. @throws Refused */
  handle(event: ClockEvent, data: JsonObject): void {
    switch (event.type) {
      case 'edit-clock':
        return this.clockBook.edit(event.clock, event.serial, event, event, data);
      case 'edit-timer':
        return this.dates.edit(event.timer, event.serial, event.dueAt, event);
      case 'approve-edit':
      case 'reject-edit': {
        const approved = event.type === 'approve-edit';
        return event.of.includes('@') ? this.dates.answer(event.of, event.serial, approved, event.by) : this.clockBook.answer(event.of, event.serial, approved, event.by, data);
      }
      case 'determine':
        this.clockBook.determine(data);
        return this.dates.determine(data);
    }
  }

  /** After the states have moved: what was computed on data that have been corrected since is computed anew, and clocks apart from states are seen to. */
  settle(active: () => ReadonlySet<StatePath>, data: JsonObject, closed: boolean): void {
    this.dates.follow(data);
    this.clockBook.settle(active, data, closed);
  }

  /** An action of a transition: effects for others to carry out. */
  act(plan: ActionPlan, data: JsonObject, event: JsonObject, compensates?: number): void {
    const evaluation = this.evaluation(data, this.now, event);
    const input = () => Object.fromEntries(plan.input.map(([key, expression]) => [key, toJson(expression.evaluate(evaluation))]));
    const { definition, name: action } = plan;
    if ('automation' in definition) {
      const serial = this.next();
      const { state, ...settings } = plan.call ?? {};
      this.calls[serial] = { action, at: this.now, ...(state === undefined ? {} : { state }), ...(compensates === undefined ? {} : { compensates }) };
      this.effects.push({ type: 'call-automation', action, automation: definition.automation, serial, input: input(), ...settings, ...(compensates === undefined ? {} : { compensates }) });
    } else if ('publish' in definition) {
      this.effects.push({ type: 'publish', action, serial: this.next(), event: definition.publish, version: definition.version, data: input() });
    } else if ('notify' in definition) {
      const { text, urgent } = definition.notify;
      const { roles = [], ringing } = plan;
      this.effects.push({ type: 'notify', action, serial: this.next(), roles, text, ...(urgent === undefined ? {} : { urgent }), ...ringing });
    } else if ('tellLinked' in definition) {
      const told = linksToTell(definition.tellLinked, this.links);
      if (told.length === 0) return;
      const workflows = [...new Set(told.map(([, workflow]) => workflow))];
      this.effects.push({ type: 'tell-linked', action, serial: this.next(), event: definition.tellLinked.event, data: input(), links: told.map(([serial]) => serial), workflows });
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
      if (call.compensates !== undefined || !which(call)) continue;
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
    const due = plan.due === undefined ? undefined : computeDue(plan.due, this.evaluation(data));
    this.computedOn(`task ${ref}`, data);
    this.tasks[ref] = { serial, openedAt: this.now, ...(due?.at === undefined ? {} : { dueAt: due.at }) };
    this.effects.push({ type: 'open-task', task: ref, serial, roles, ...(due === undefined ? {} : { due }) });
    if (due?.at !== undefined) this.dates.setTaskTimers(ref, plan, due.at, true);
  }

  setTimer(timer: TimerId, dueAt: IsoMoment): void {
    const serial = this.next();
    this.timers[timer] = { serial, dueAt };
    this.effects.push({ type: 'set-timer', timer, serial, dueAt });
  }

  cancelTimer(timer: TimerId): void {
    const pending = this.timers[timer];
    if (pending === undefined) return;
    delete this.timers[timer];
    this.effects.push({ type: 'cancel-timer', timer, serial: pending.serial });
  }

  pendingTimer(timer: TimerId): PendingTimer | undefined {
    return this.timers[timer];
  }

  computedOn(what: string, data: JsonObject): void {
    this.basis.set(what, data);
  }

  outdated(what: string, data: JsonObject): boolean {
    const changed = (this.basis.get(what) ?? this.before.data) !== data;
    this.basis.set(what, data);
    return changed;
  }

  /** What expressions read; `now` is the moment of the step unless another is given. */
  evaluation(data: JsonObject, now: IsoMoment = this.now, event: JsonObject = {}): Evaluation {
    const enteredAt = (place: Place) => new Date(this.enteredAt[place.path] ?? this.now);
    return { data, event, found: this.found, now: now === this.now ? this.context.now : new Date(now), timeZone: this.context.timeZone, calendars: this.context.calendars, links: this.links, enteredAt };
  }

  private planOf(path: StatePath): PlacePlan {
    const plan = this.plans.get(path);
    if (plan === undefined) throw new Error(`no state "${path}" in this definition`);
    return plan;
  }

  private taskPlan(ref: TaskRef): TaskPlan | undefined {
    return this.planOf(ref.split('#')[0] ?? '').tasks.find(({ task }) => task.ref === ref);
  }

  next(): number {
    this.serial += 1;
    return this.serial;
  }
}

