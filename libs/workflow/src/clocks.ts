import { addDuration, isDuration, text, type IsoDuration } from '@stationhouse/kernel';
import type { ClockPlan } from './clock-plan.js';
import { momentOf, reckonDue, whereOf } from './due.js';
import { dueInWords } from './due-words.js';
import { ExpressionFailure, type Evaluation, type Expression } from './expressions.js';
import type { ActionPlan } from './plan-actions.js';
import { dueOf, putOff, reckon, type Reckoned } from './reckoning.js';
import { editRefusals as no } from './refusals.js';
import { bySerial, stoppedAs } from './restore.js';
import type { ByHand, ClockCause, ClockReading, ClockRef, Due, Effect, IsoMoment, JsonObject, PendingTimer, RunningClock, SetByHand, StatePath, StepContext, TimerId } from './types.js';

/** What the books of a step lend to their parts. */
export interface Desk {
  readonly effects: Effect[];
  readonly context: StepContext;
  /** The moment of the step. */
  readonly now: IsoMoment;
  next(): number;
  setTimer(timer: TimerId, dueAt: IsoMoment): void;
  cancelTimer(timer: TimerId): void;
  pendingTimer(timer: TimerId): PendingTimer | undefined;
  /** @param now what `now` says in it; the moment of the step when absent */
  evaluation(data: JsonObject, now?: IsoMoment): Evaluation;
  act(plan: ActionPlan, data: JsonObject, event: JsonObject): void;
  /** Remembers on which data something was computed. */
  computedOn(what: string, data: JsonObject): void;
  /** True when the data have changed since something was computed; it is then taken as computed on these. */
  outdated(what: string, data: JsonObject): boolean;
}

/** The clocks of one step: they start, pause, warn, breach, stop, follow late facts and are changed by people. */
export class ClockBook {
  /** Named events that breaches of this step raise, in order. */
  readonly raised: string[] = [];
  private readonly hasRaised = new Set<ClockRef>();

  constructor(
    private readonly desk: Desk,
    private readonly plans: ReadonlyMap<ClockRef, ClockPlan>,
    /** Changed in place. */
    private readonly clocks: Record<ClockRef, RunningClock>,
  ) {}

  start(ref: ClockRef, data: JsonObject): void {
    const plan = this.planOf(ref);
    const { now } = this.desk;
    const serial = this.desk.next();
    const from = this.anchor(plan, data, now);
    const begun: RunningClock = { serial, state: 'running', startedAt: now, ...(from === undefined ? {} : { from }) };
    const due = this.due(plan, begun, data);
    const times = this.times(plan, due);
    this.clocks[ref] = { ...begun, state: due.at === undefined ? 'undetermined' : 'running', ...times };
    this.desk.computedOn(`clock ${ref}`, data);
    this.desk.effects.push({ type: 'start-clock', clock: ref, serial, startedAt: now, ...(from === undefined ? {} : { from }), due, ...warning(times) });
    if (due.at !== undefined && due.at <= now) this.breach(ref, data);
    else this.setTimers(ref, plan, due.at, 'all');
  }

  /** @param state the state that pauses it, where there is one */
  pause(ref: ClockRef, state: StatePath | undefined): void {
    const clock = this.clocks[ref];
    if (clock?.state !== 'running' && clock?.state !== 'undetermined') return;
    this.clocks[ref] = { ...clock, state: 'paused', pausedAt: this.desk.now };
    this.desk.effects.push({ type: 'pause-clock', clock: ref, serial: clock.serial, at: this.desk.now, ...(state === undefined ? {} : { state }) });
    this.cancelTimers(ref);
  }

  resume(ref: ClockRef, data: JsonObject): void {
    const clock = this.clocks[ref];
    if (clock?.state !== 'paused' || clock.pausedAt === undefined) return;
    const plan = this.planOf(ref);
    const { pausedAt, dueAt: _due, warnAt: _warn, ...rest } = clock;
    const to = this.pausedUntil(plan, clock, pausedAt, data);
    const over: RunningClock = { ...rest, ...(to === pausedAt ? {} : { pauses: [...(clock.pauses ?? []), { from: pausedAt, to }] }) };
    const due = this.due(plan, over, data);
    const times = this.times(plan, due);
    this.clocks[ref] = { ...over, state: due.at === undefined ? 'undetermined' : 'running', ...times };
    this.desk.effects.push({ type: 'resume-clock', clock: ref, serial: clock.serial, at: this.desk.now, due, ...warning(times) });
    // Where time has run since the pause was over in fact, so may a warning have come due.
    this.setTimers(ref, plan, due.at, to === this.desk.now ? 'none' : 'all');
  }

  /** When a pause was over: when what it waited for came, which is known as a rule only after that. */
  private pausedUntil(plan: ClockPlan, clock: RunningClock, pausedAt: IsoMoment, data: JsonObject): IsoMoment {
    const { now } = this.desk;
    const until = plan.pausedUntil === undefined ? now : (this.fact(plan.pausedUntil, data, clock.startedAt) ?? now);
    return until > now ? now : until < pausedAt ? pausedAt : until;
  }

  stop(ref: ClockRef, as?: 'cancelled'): void {
    const clock = this.clocks[ref];
    if (clock === undefined) return;
    delete this.clocks[ref];
    this.desk.effects.push({ type: 'stop-clock', clock: ref, serial: clock.serial, at: this.desk.now, as: as ?? stoppedAs(clock, this.desk.now) });
    this.cancelTimers(ref);
  }

  private isOver(ref: ClockRef): boolean {
    const clock = this.clocks[ref];
    return clock !== undefined && stoppedAs(clock, this.desk.now) === 'breached';
  }

  /** The instance is called off. */
  stopAll(): void {
    for (const [ref] of bySerial(this.clocks)) this.stop(ref, 'cancelled');
  }

  /** A timer of a clock fired: `warn`, `warn.1`, `due`. */
  fire(ref: ClockRef, what: string, data: JsonObject): void {
    const clock = this.clocks[ref];
    if (clock === undefined) return;
    if (what === 'due') return this.breach(ref, data);
    const { warn } = this.planOf(ref);
    const lead = warn.length > 1 ? warn[Number(what.split('.')[1] ?? 0)]?.iso : undefined;
    this.desk.effects.push({ type: 'warn-clock', clock: ref, serial: clock.serial, at: this.desk.now, ...(lead === undefined ? {} : { lead }) });
  }

  /**
   * After the states have moved: those apart from states that no longer run stop, clocks follow corrected data, and those apart
   * from states start, pause and resume. One that no longer runs is judged by the datum as it was, one that `stops` by the new one. Where what a clock
   * waits for never came, though it had time left, it is neither met nor breached.
   */
  settle(activeNow: () => ReadonlySet<StatePath>, data: JsonObject, closed: boolean): void {
    const apart = apartOf(this.plans);
    const evaluation: Evaluation | undefined = apart.length === 0 ? undefined : { ...this.desk.evaluation(data), active: activeNow() };
    const holds = (condition: Expression | undefined) => condition !== undefined && evaluation !== undefined && condition.evaluate(evaluation) === true;
    const running = apart.filter(({ ref, conditions: { runs, stops } }) => {
      const runsOn = !closed && holds(runs);
      if (!runsOn) this.stop(ref, stops === undefined || holds(stops) || this.isOver(ref) ? undefined : 'cancelled');
      return runsOn;
    });
    for (const [ref] of bySerial(this.clocks)) this.follow(ref, data);
    for (const { ref, conditions: { stops, pauses } } of running) {
      if (holds(stops)) {
        this.stop(ref);
        continue;
      }
      if (this.clocks[ref] === undefined) this.start(ref, data);
      if (holds(pauses)) this.pause(ref, pauses?.states.find((path) => evaluation?.active?.has(path)));
      else this.resume(ref, data);
    }
  }

  /** Computes again what no calendar covered, and nothing else. */
  determine(data: JsonObject): void {
    for (const [ref, clock] of bySerial(this.clocks)) {
      if (clock.dueAt !== undefined) continue;
      const due = this.due(this.planOf(ref), clock, data);
      if (due.at !== undefined) this.change(ref, clock, due, 'calendar', data);
    }
  }

  /** Changes a clock by hand, or proposes to where the definition wants a second person. @throws Refused */
  edit(ref: ClockRef, serial: number, set: SetByHand, { by, reason }: ByHand, data: JsonObject): void {
    const clock = this.running(ref, serial);
    const rule = this.planOf(ref).clock.edit ?? no.notEditable();
    if (clock.proposed !== undefined) no.pending();
    requireReason(reason);
    const { next, due } = this.checked(ref, clock, set, data);
    if (rule.approval === undefined) return this.change(ref, next, due, 'edit', data, { by, reason });
    const proposed = { by, at: this.desk.now, reason, set: setOf(set), dueAt: due.at };
    this.clocks[ref] = { ...clock, proposed };
    this.desk.effects.push({ type: 'propose-edit', of: ref, serial, ...(clock.dueAt === undefined ? {} : { before: clock.dueAt }), role: rule.approval, ...proposed });
  }

  /** A second person approves or rejects. @throws Refused */
  answer(ref: ClockRef, serial: number, approved: boolean, by: string, data: JsonObject): void {
    const { proposed, ...clock } = this.running(ref, serial);
    if (proposed === undefined) return no.noneProposed();
    if (!approved) {
      this.clocks[ref] = clock;
      return void this.desk.effects.push({ type: 'reject-edit', of: ref, serial, at: this.desk.now, by });
    }
    if (proposed.by === by) no.secondPerson();
    // Facts may have changed since it was proposed.
    const { next, due } = this.checked(ref, clock, proposed.set, data);
    this.change(ref, next, due, 'edit', data, { by: proposed.by, reason: proposed.reason, approvedBy: by });
  }

  private running(ref: ClockRef, serial: number): RunningClock {
    const clock = Object.hasOwn(this.clocks, ref) ? this.clocks[ref] : undefined;
    return clock?.serial === serial ? clock : no.notRunning();
  }

  /** The clock as it would be with a person's word in it. @throws Refused */
  private checked(ref: ClockRef, clock: RunningClock, set: SetByHand, data: JsonObject): { next: RunningClock; due: Due & { readonly at: IsoMoment } } {
    const plan = this.planOf(ref);
    if (set.dueAt !== undefined && Number.isNaN(Date.parse(set.dueAt))) no.invalid(text('到期时间不正确，请核对。', 'This is no moment. Check it.'));
    if (set.dueAt === undefined) requireBudget(plan, set.budget);
    const { pauses, ...rest } = clock;
    // A moment is meant as it stands: pauses before it are over and done with.
    const kept = set.dueAt === undefined ? (pauses === undefined ? {} : { pauses }) : clock.pausedAt === undefined ? {} : { pausedAt: this.desk.now };
    const next: RunningClock = { ...rest, ...kept, set: setOf(set) };
    const due = this.due(plan, next, data);
    if (due.at === undefined) return no.invalid(due.explanation);
    if (due.at <= this.desk.now) no.invalid(text('调整后的到期时间已过，请填写将来的时间。', 'The changed due moment has passed already. Choose one in the future.'));
    const latest = this.latest(plan, clock, data);
    if (latest?.at !== undefined && due.at > latest.at) {
      no.beyondBound(latest.at, dueInWords(new Date(latest.at), this.desk.context.timeZone, this.desk.context.now), plan.clock.because);
    }
    if (latest !== undefined && latest.at === undefined) no.invalid(latest.explanation);
    return { next, due: { ...due, at: due.at } };
  }

  /** The latest due moment its bound allows; undefined without a bound. */
  private latest(plan: ClockPlan, { set: _, ...clock }: RunningClock, data: JsonObject): Due | undefined {
    const { max } = plan.clock;
    return max === undefined || !('after' in plan.due) ? undefined : this.due(plan, { ...clock, set: { budget: max } }, data);
  }

  /** A late fact: a clock that counts from a datum is computed anew when that is corrected. */
  private follow(ref: ClockRef, data: JsonObject): void {
    const clock = this.clocks[ref];
    const plan = this.planOf(ref);
    const reads = plan.from?.readsData === true || ('at' in plan.due && plan.due.at.readsData);
    if (!this.desk.outdated(`clock ${ref}`, data) || !reads || clock === undefined) return;
    const from = this.anchor(plan, data, clock.startedAt);
    const { from: _, ...rest } = clock;
    let next: RunningClock = { ...rest, ...(from === undefined ? {} : { from }) };
    const latest = this.latest(plan, next, data)?.at;
    if (next.set?.dueAt !== undefined && latest !== undefined && next.set.dueAt > latest) next = { ...next, set: { dueAt: latest } };
    const due = this.due(plan, next, data);
    if (due.at !== clock.dueAt || from !== clock.from) this.change(ref, next, due, 'late-fact', data);
  }

  private change(ref: ClockRef, next: RunningClock, due: Due, cause: ClockCause, data: JsonObject, byHand?: ByHand): void {
    const plan = this.planOf(ref);
    const before = this.clocks[ref] ?? next;
    const times = this.times(plan, due);
    const { dueAt: _due, warnAt: _warn, proposed, ...rest } = next;
    const past = due.at !== undefined && due.at <= (next.pausedAt ?? this.desk.now);
    // A breach on a wrong fact is taken back; one that still stands is not told twice.
    const state = next.state === 'paused' ? 'paused' : past && before.state === 'breached' ? 'breached' : due.at === undefined ? 'undetermined' : 'running';
    this.clocks[ref] = { ...rest, state, ...times, ...(proposed === undefined || cause === 'edit' ? {} : { proposed }) };
    this.desk.effects.push({ type: 'change-clock', clock: ref, serial: next.serial, at: this.desk.now, state, cause, before: reading(before), after: reading(this.clocks[ref] ?? next), due, ...warning(times), ...(byHand === undefined ? {} : { byHand }) });
    if (past && state !== 'breached') this.breach(ref, data);
    else if (state === 'running') this.setTimers(ref, plan, due.at, 'pending');
    else this.cancelTimers(ref);
  }

  private breach(ref: ClockRef, data: JsonObject): void {
    const clock = this.clocks[ref];
    if (clock === undefined) return;
    const { pausedAt: _, ...rest } = clock;
    this.clocks[ref] = { ...rest, state: 'breached' };
    this.desk.effects.push({ type: 'breach-clock', clock: ref, serial: clock.serial, at: this.desk.now });
    this.cancelTimers(ref);
    const { actions, raise } = this.planOf(ref).breach;
    for (const action of actions) this.desk.act(action, data, {});
    // Once a step, so that an event that starts the clock anew in the past does not go round in a circle.
    if (raise !== undefined && !this.hasRaised.has(ref)) this.raised.push(raise);
    this.hasRaised.add(ref);
  }

  /** The moment a clock counts from, where its definition names one; undefined: from its start. */
  private anchor(plan: ClockPlan, data: JsonObject, startedAt: IsoMoment): IsoMoment | undefined {
    return plan.from === undefined ? undefined : this.fact(plan.from, data, startedAt);
  }

  private fact(moment: Expression, data: JsonObject, startedAt: IsoMoment): IsoMoment | undefined {
    try {
      return momentOf(moment, this.desk.evaluation(data, startedAt)).date.toISOString();
    } catch (error) {
      // The fact is not known yet: until it is, the clock counts from its start, and a pause lasts.
      if (error instanceof ExpressionFailure && error.missing) return undefined;
      throw error;
    }
  }

  private due(plan: ClockPlan, clock: RunningClock, data: JsonObject): Due {
    const evaluation = this.desk.evaluation(data, clock.startedAt);
    const where = whereOf(evaluation);
    const from = new Date(clock.from ?? clock.startedAt);
    let reckoned: Reckoned;
    if (clock.set?.dueAt !== undefined) reckoned = { at: new Date(clock.set.dueAt), from, why: [text('人工调整', 'set by hand')] };
    else if (clock.set !== undefined && 'after' in plan.due) reckoned = reckon(from, { ...plan.due.after, iso: clock.set.budget }, where);
    else reckoned = reckonDue(plan.due, evaluation, from);
    for (const pause of clock.pauses ?? []) {
      // What was paused before the moment the clock counts from took nothing of it.
      const began = new Date(clock.set?.dueAt === undefined && Date.parse(pause.from) < from.getTime() ? from : pause.from);
      if (began < new Date(pause.to)) reckoned = putOff(reckoned, { from: began, to: new Date(pause.to) }, plan.clock.calendar, where);
    }
    return dueOf(reckoned, where);
  }

  private times(plan: ClockPlan, due: Due): Pick<RunningClock, 'dueAt' | 'warnAt'> {
    if (due.at === undefined) return {};
    const [warnAt] = plan.warn.map((lead) => this.before(due.at ?? '', lead.iso)).sort();
    return { dueAt: due.at, ...(warnAt === undefined ? {} : { warnAt }) };
  }

  /**
   * Sets the timers of a clock, in the place of those pending. Of the warnings that lie in the past only the latest is given,
   * at once: at a start of all (`all`), later of those not given yet (`pending`), after a pause of none.
   */
  private setTimers(ref: ClockRef, plan: ClockPlan, dueAt: IsoMoment | undefined, late: 'all' | 'pending' | 'none'): void {
    if (dueAt === undefined) return this.cancelTimers(ref);
    const { now } = this.desk;
    const warnings = plan.warn.map((lead, index) => ({ timer: warnTimer(ref, index), at: this.before(dueAt, lead.iso) }));
    const passed = warnings.filter(({ timer, at }) => at < now && (late === 'all' || (late === 'pending' && this.desk.pendingTimer(timer) !== undefined)));
    const latest = passed.sort((left, right) => (left.at < right.at ? 1 : -1))[0]?.timer;
    for (const { timer, at } of warnings) this.resetTimer(timer, at >= now ? at : timer === latest ? now : undefined);
    this.resetTimer(`${ref}@due`, dueAt);
  }

  private resetTimer(timer: TimerId, dueAt: IsoMoment | undefined): void {
    if (dueAt !== undefined && this.desk.pendingTimer(timer)?.dueAt === dueAt) return;
    this.desk.cancelTimer(timer);
    if (dueAt !== undefined) this.desk.setTimer(timer, dueAt);
  }

  private cancelTimers(ref: ClockRef): void {
    this.planOf(ref).warn.forEach((_, index) => this.desk.cancelTimer(warnTimer(ref, index)));
    this.desk.cancelTimer(`${ref}@due`);
  }

  private before(moment: IsoMoment, lead: IsoDuration): IsoMoment {
    return addDuration(new Date(moment), lead, this.desk.context.timeZone, -1).toISOString();
  }

  private planOf(ref: ClockRef): ClockPlan {
    const plan = this.plans.get(ref);
    if (plan === undefined) throw new Error(`no clock "${ref}" in this definition`);
    return plan;
  }
}

interface Apart {
  readonly ref: ClockRef;
  readonly conditions: NonNullable<ClockPlan['conditions']>;
}

const known = new WeakMap<ReadonlyMap<ClockRef, ClockPlan>, readonly Apart[]>();

/** The clocks apart from states; every step asks for them. */
function apartOf(plans: ReadonlyMap<ClockRef, ClockPlan>): readonly Apart[] {
  const apart = known.get(plans) ?? [...plans].flatMap(([ref, { conditions }]) => (conditions === undefined ? [] : [{ ref, conditions }]));
  known.set(plans, apart);
  return apart;
}

/** The first warning keeps its name when others join it. */
const warnTimer = (ref: ClockRef, index: number): TimerId => (index === 0 ? `${ref}@warn` : `${ref}@warn.${index}`);

const warning = ({ warnAt }: Pick<RunningClock, 'warnAt'>) => (warnAt === undefined ? {} : { warnAt });

const setOf = (set: SetByHand): SetByHand => (set.dueAt === undefined ? { budget: set.budget } : { dueAt: new Date(set.dueAt).toISOString() });

function reading({ from, startedAt, dueAt }: RunningClock): ClockReading {
  return { from: from ?? startedAt, ...(dueAt === undefined ? {} : { dueAt }) };
}

const LONGEST_REASON = 500;

/** @throws Refused */
export function requireReason(reason: string): void {
  if (reason.trim() === '' || reason.length > LONGEST_REASON) no.invalid(text(`请填写调整原因，不超过 ${LONGEST_REASON} 字。`, `Give the reason for the change, in at most ${LONGEST_REASON} characters.`));
}

function requireBudget({ due, clock }: ClockPlan, budget: IsoDuration): void {
  if (!('after' in due)) no.invalid(text('此时限没有时长，请直接填写到期时间。', 'This clock has no budget. Give its due moment.'));
  const fits = clock.calendar === 'workingDays' ? /^P\d+D$/.test(budget) : clock.calendar === 'shifts' ? budget.startsWith('PT') : true;
  if (!isDuration(budget) || !fits) no.invalid(text('时长写法不对：自然时间如 P3D、PT2H，工作日如 P3D，班次如 PT8H。', 'Write the budget like P3D or PT2H; working days like P3D, shifts like PT8H.'));
}
