import { addDuration, text, type IsoDuration } from '@stationhouse/kernel';
import { requireReason, type Desk } from './clocks.js';
import { computeDue, momentOf } from './due.js';
import type { Expression } from './expressions.js';
import type { PlacePlan, TaskPlan } from './plan.js';
import { editRefusals as no } from './refusals.js';
import { bySerial } from './restore.js';
import type { ByHand, ClockCause, EditRule, IsoMoment, JsonObject, OpenTask, PendingTimer, StatePath, TaskRef, TimerId } from './types.js';

/** Due moments of tasks and waits: they follow corrected data and late calendars, and people change waits by hand. */
export class Dates {
  constructor(
    private readonly desk: Desk,
    private readonly plans: ReadonlyMap<StatePath, PlacePlan>,
    /** Both changed in place. */
    private readonly tasks: Record<TaskRef, OpenTask>,
    private readonly timers: Record<TimerId, PendingTimer>,
    private readonly entered: Readonly<Record<StatePath, IsoMoment>>,
  ) {}

  /** The reminder and the escalations of a task that just opened, or is due at another moment now. */
  setTaskTimers(ref: TaskRef, plan: TaskPlan, dueAt: IsoMoment, opening: boolean): void {
    const shifted = (iso: IsoDuration, sign: 1 | -1) => addDuration(new Date(dueAt), iso, this.desk.context.timeZone, sign).toISOString();
    const reset = (timer: TimerId, at: IsoMoment, evenPast: boolean) => {
      const pending = this.timers[timer] !== undefined;
      if (pending) this.desk.cancelTimer(timer);
      if (at > this.desk.now || (evenPast && (opening || pending))) this.desk.setTimer(timer, at);
    };
    if (plan.remind !== undefined) reset(`${ref}@remind`, shifted(plan.remind.iso, -1), false);
    for (const [rung, { after }] of plan.escalate.entries()) reset(`${ref}@escalate.${rung}`, shifted(after.iso, 1), true);
  }

  /** Tasks, waits and timeouts that read data which were corrected in this step. */
  follow(data: JsonObject): void {
    for (const [ref, open] of bySerial(this.tasks)) {
      const plan = this.taskPlan(ref);
      if (plan?.due === undefined || !('at' in plan.due) || !plan.due.at.readsData || !this.desk.outdated(`task ${ref}`, data)) continue;
      this.moveTask(ref, open, plan, 'late-fact', data);
    }
    for (const [timer, pending] of bySerial(this.timers)) {
      const moment = this.momentOf(timer);
      if (moment?.readsData !== true || pending.byHand === true || !this.desk.outdated(`date ${timer}`, data)) continue;
      const after = momentOf(moment, this.desk.evaluation(data, this.entered[pathOf(timer)])).date.toISOString();
      if (after !== pending.dueAt) this.moveTimer(timer, pending, after, 'late-fact');
    }
  }

  /** Tasks whose due moment no calendar covered. */
  determine(data: JsonObject): void {
    for (const [ref, open] of bySerial(this.tasks)) {
      const plan = this.taskPlan(ref);
      if (plan?.due !== undefined && open.dueAt === undefined) this.moveTask(ref, open, plan, 'calendar', data);
    }
  }

  /** Changes the moment a wait is over, or proposes to. @throws Refused */
  edit(timer: TimerId, serial: number, dueAt: IsoMoment, { by, reason }: ByHand): void {
    const pending = this.pending(timer, serial);
    const rule: EditRule = this.waitOf(timer)?.edit ?? no.notEditable();
    if (pending.proposed !== undefined) no.pending();
    requireReason(reason);
    const after = this.future(dueAt);
    if (rule.approval === undefined) return this.moveTimer(timer, pending, after, 'edit', { by, reason });
    const proposed = { by, at: this.desk.now, reason, set: { dueAt: after }, dueAt: after };
    this.timers[timer] = { ...pending, proposed };
    this.desk.effects.push({ type: 'propose-edit', of: timer, serial, before: pending.dueAt, role: rule.approval, ...proposed });
  }

  /** A second person approves or rejects. @throws Refused */
  answer(timer: TimerId, serial: number, approved: boolean, by: string): void {
    const { proposed, ...pending } = this.pending(timer, serial);
    if (proposed === undefined) return no.noneProposed();
    if (!approved) {
      this.timers[timer] = pending;
      return void this.desk.effects.push({ type: 'reject-edit', of: timer, serial, at: this.desk.now, by });
    }
    if (proposed.by === by) no.secondPerson();
    this.moveTimer(timer, pending, this.future(proposed.dueAt), 'edit', { by: proposed.by, reason: proposed.reason, approvedBy: by });
  }

  private pending(timer: TimerId, serial: number): PendingTimer {
    const pending = Object.hasOwn(this.timers, timer) ? this.timers[timer] : undefined;
    return pending?.serial === serial ? pending : no.notRunning();
  }

  private future(dueAt: IsoMoment): IsoMoment {
    const moment = new Date(dueAt);
    if (Number.isNaN(moment.getTime()) || moment <= this.desk.context.now) no.invalid(text('请填写将来的时间。', 'Choose a moment in the future.'));
    return moment.toISOString();
  }

  private moveTask(ref: TaskRef, open: OpenTask, plan: TaskPlan, cause: ClockCause, data: JsonObject): void {
    if (plan.due === undefined) return;
    const due = computeDue(plan.due, this.desk.evaluation(data, open.openedAt));
    if (due.at === open.dueAt) return;
    const { dueAt: before, ...rest } = open;
    this.tasks[ref] = { ...rest, ...(due.at === undefined ? {} : { dueAt: due.at }) };
    this.desk.effects.push({ type: 'change-task', task: ref, serial: open.serial, at: this.desk.now, cause, ...(before === undefined ? {} : { before }), due });
    if (due.at !== undefined) this.setTaskTimers(ref, plan, due.at, before === undefined);
  }

  private moveTimer(timer: TimerId, pending: PendingTimer, after: IsoMoment, cause: ClockCause, byHand?: ByHand): void {
    this.desk.effects.push({ type: 'change-timer', timer, serial: pending.serial, at: this.desk.now, cause, before: pending.dueAt, after, ...(byHand === undefined ? {} : { byHand }) });
    this.desk.cancelTimer(timer);
    this.desk.setTimer(timer, after);
    const set = this.timers[timer];
    if (set !== undefined && cause === 'edit') this.timers[timer] = { ...set, byHand: true };
  }

  private waitOf(timer: TimerId): PlacePlan['until'] {
    return timer.endsWith('@until') ? this.plans.get(pathOf(timer))?.until : undefined;
  }

  /** What a wait or a timeout is over at, where an expression says so. */
  private momentOf(timer: TimerId): Expression | undefined {
    const name = /@after\.(.+)$/.exec(timer)?.[1];
    if (name === undefined) return this.waitOf(timer)?.at;
    const due = this.plans.get(pathOf(timer))?.timeouts.find((timeout) => timeout.name === name)?.due;
    return due !== undefined && 'at' in due ? due.at : undefined;
  }

  private taskPlan(ref: TaskRef): TaskPlan | undefined {
    return this.plans.get(ref.split('#')[0] ?? '')?.tasks.find(({ task }) => task.ref === ref);
  }
}

const pathOf = (timer: TimerId): StatePath => timer.slice(0, timer.lastIndexOf('@'));
