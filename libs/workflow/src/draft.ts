import { toJson } from './cel-types.js';
import type { ClockPlan } from './clock-plan.js';
import { ClockBook, type Desk } from './clocks.js';
import { Dates } from './dates.js';
import { computeDue, momentOf } from './due.js';
import type { Place } from './expand.js';
import type { Evaluation } from './expressions.js';
import type { ActionPlan, PlacePlan, TaskPlan } from './plan.js';
import type { ClockEvent, ClockRef, Effect, IsoMoment, JsonObject, OpenTask, PendingTimer, RunningClock, Snapshot, StatePath, StepContext, TaskRef, TimerId } from './types.js';

/** The books of one step: what is open, pending and running, and the effects that say how that changed. */
export class Draft implements Desk {
  readonly effects: Effect[] = [];
  readonly left: StatePath[] = [];
  readonly entered: StatePath[] = [];
  private readonly tasks: Record<TaskRef, OpenTask>;
  private readonly timers: Record<TimerId, PendingTimer>;
  private readonly clocks: Record<ClockRef, RunningClock>;
  private readonly enteredAt: Record<StatePath, IsoMoment>;
  private serial: number;
  readonly now: IsoMoment;
  /** The clocks' own pages of the books. */
  readonly clockBook: ClockBook;
  private readonly dates: Dates;
  /** On which data due moments were computed, where not on those before the step. */
  private readonly basis = new Map<string, JsonObject>();

  constructor(
    private readonly plans: ReadonlyMap<StatePath, PlacePlan>,
    clockPlans: ReadonlyMap<ClockRef, ClockPlan>,
    private readonly before: Pick<Snapshot, 'tasks' | 'timers' | 'clocks' | 'entered' | 'serial' | 'data'>,
    readonly context: StepContext,
  ) {
    this.tasks = { ...before.tasks };
    this.timers = { ...before.timers };
    this.clocks = { ...before.clocks };
    this.enteredAt = { ...before.entered };
    this.serial = before.serial;
    this.now = context.now.toISOString();
    this.clockBook = new ClockBook(this, clockPlans, this.clocks);
    this.dates = new Dates(this, plans, this.tasks, this.timers, this.enteredAt);
  }

  /** The books as they stand after the step. */
  books(): Pick<Snapshot, 'tasks' | 'timers' | 'clocks' | 'entered' | 'serial'> {
    return { tasks: this.tasks, timers: this.timers, clocks: this.clocks, entered: this.enteredAt, serial: this.serial };
  }

  /** A state is entered: its clock starts, clocks around it pause, its tasks open. The wait's timer follows by XState's own sign. */
  enter(path: StatePath, data: JsonObject): void {
    const plan = this.planOf(path);
    this.entered.push(path);
    this.enteredAt[path] = this.now;
    if (plan.clock !== undefined) this.clockBook.start(path, data);
    for (const clock of plan.pauses) this.clockBook.pause(clock, path);
    for (const task of plan.tasks) this.openTask(task, data);
    // A region that has come to its end stays active until its neighbours have; its clock has nothing left to measure.
    if (plan.final) this.clockBook.stop(path.slice(0, Math.max(path.lastIndexOf('.'), 0)));
  }

  /** A state is left: whatever it opened closes. */
  leave(path: StatePath, data: JsonObject): void {
    const plan = this.planOf(path);
    this.left.push(path);
    for (const { task } of plan.tasks) this.closeTask(task.ref, 'cancelled');
    for (const clock of plan.pauses) this.clockBook.resume(clock, data);
    if (plan.clock !== undefined) this.clockBook.stop(path);
  }

  /** Sets the timer of a state's wait. */
  setWait(path: StatePath, data: JsonObject): void {
    const until = this.planOf(path).until;
    if (until === undefined) throw new Error(`"${path}" does not wait`);
    this.computedOn(`wait ${path}@until`, data);
    this.setTimer(`${path}@until`, momentOf(until.at, this.evaluation(data)).date.toISOString());
  }

  cancelWait(path: StatePath): void {
    this.cancelTimer(`${path}@until`);
  }

  /** Takes a timer that fired out of the books. No effect: whoever fired it has consumed it. */
  consumeTimer(timer: TimerId): void {
    delete this.timers[timer];
  }

  closeTask(ref: TaskRef, as: 'done' | 'cancelled', outcome?: string): void {
    const open = this.tasks[ref];
    if (open === undefined) return;
    delete this.tasks[ref];
    this.effects.push({ type: 'close-task', task: ref, serial: open.serial, as, ...(outcome === undefined ? {} : { outcome }) });
    for (const timer of Object.keys(this.timers)) if (timer.startsWith(`${ref}@`)) this.cancelTimer(timer);
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
  act(plan: ActionPlan, data: JsonObject, event: JsonObject): void {
    const evaluation = this.evaluation(data, this.now, event);
    const input = () => Object.fromEntries(plan.input.map(([key, expression]) => [key, toJson(expression.evaluate(evaluation))]));
    const { definition, name: action } = plan;
    if ('automation' in definition) this.effects.push({ type: 'call-automation', action, automation: definition.automation, serial: this.next(), input: input() });
    else if ('notify' in definition) this.effects.push({ type: 'notify', action, serial: this.next(), roles: definition.notify.roles, text: definition.notify.text });
    else {
      const each = plan.forEach === undefined ? [undefined] : (toJson(plan.forEach.evaluate(evaluation)) as readonly JsonObject[string][]);
      for (const item of each) {
        this.effects.push({ type: 'start-linked', action, serial: this.next(), workflow: definition.startLinked.workflow, data: { ...input(), ...(item === undefined ? {} : { item }) } });
      }
    }
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
    return { data, event, now: now === this.now ? this.context.now : new Date(now), timeZone: this.context.timeZone, calendars: this.context.calendars, enteredAt };
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

