import { assumeFound } from '../lookups.js';
import { start, step } from '../step.js';
import type { Calendars } from '../calendar.js';
import type { CompiledWorkflow, FormProblem, Refusal, Snapshot, StepContext, StepResult, TaskRef, WorkflowEvent } from '../types.js';
import { firing, firings, inputsOf, openings, type PastInput, type PastInstance, type PastStep } from './past.js';
import { syntheticAnswer } from './synthetic.js';

/** So often somebody does what nobody did then; a way that leads round and round ends. */
const MOST_ASSUMED = 50;

/** One step of a life played again. */
export interface LivedStep extends PastStep {
  readonly left: readonly string[];
  readonly entered: readonly string[];
  /** True where it rests on what people would have done: the definition alone does not say it. */
  readonly assumed: boolean;
}

/** Something of the past that a version does not take: what, and why. */
export interface NotTaken {
  readonly event: WorkflowEvent['type'] | 'start';
  /** The task or event. */
  readonly of?: string;
  readonly refusal: Refusal;
}

/** A past instance as it would have gone under a version. */
export interface Life {
  readonly steps: readonly LivedStep[];
  /** Where the past could not be followed any further; the life ends there. */
  readonly notTaken?: NotTaken;
  /** True when somebody had to do something that nobody did then. */
  readonly assumed: boolean;
  /** True when a question that was not asked then had to be answered to go on. */
  readonly answered: boolean;
}

/** How long a task of these roles is taken to last, in milliseconds. */
export type Habit = (roles: readonly string[]) => number;

/** An input on its way: at a moment of its own where it could not come when it came. */
interface Scheduled {
  readonly at: number;
  readonly input: PastInput;
  readonly assumed: boolean;
}

/**
 * Plays a past instance under a version: its timers as the version sets them (one that is due when it was then fires as late as it did), what came from outside at the moment it came then. What the
 * version asks for and nobody did is done after as long as such tasks took (`habit`); what waits for that comes as long after its task
 * opened as it did then. Pure.
 * @param until the present: nothing is played beyond it
 */
export function relive(compiled: CompiledWorkflow, past: PastInstance, until: Date, habit: Habit): Life {
  return new Reliving(compiled, past, until.getTime(), habit).run();
}

class Reliving {
  private readonly steps: LivedStep[] = [];
  private readonly inputs: readonly PastInput[];
  private taken = 0;
  private readonly scheduled: Scheduled[] = [];
  private readonly deferred: PastInput[] = [];
  private readonly past: ReadonlyMap<TaskRef, number>;
  private readonly firings: ReadonlyMap<string, number>;
  /** When timers go off, by their serials; as long as they are due when they were. */
  private readonly goingOff = new Map<number, { readonly dueAt: string; readonly at: number }>();
  private readonly opened = new Map<TaskRef, number>();
  private readonly closed = new Map<TaskRef, number>();
  private readonly uncertain = { states: new Set<string>(), timers: new Set<number>(), tasks: new Set<number>() };
  private snapshot: Snapshot | undefined;
  private clock = 0;
  private calendars: Calendars | undefined;
  private assumed = false;
  private extra = 0;
  private answered = false;
  private notTaken: NotTaken | undefined;

  constructor(
    private readonly compiled: CompiledWorkflow,
    private readonly instance: PastInstance,
    private readonly until: number,
    private readonly habit: Habit,
  ) {
    this.inputs = inputsOf(instance);
    this.past = openings(instance);
    this.firings = firings(instance);
  }

  run(): Life {
    const [first] = this.instance.steps;
    if (first?.event.type !== 'start') throw new Error('A past instance begins with its start.');
    this.clock = Date.parse(first.at);
    this.calendars = first.calendars;
    const { event, assumed } = assumeFound(this.compiled, first.event);
    const begun = start(this.compiled, event, this.context());
    if (!begun.ok) this.notTaken = { event: 'start', refusal: begun.refusal };
    else this.take(event, begun, assumed.length > 0);
    while (this.notTaken === undefined && this.advance());
    const [left] = this.deferred;
    if (this.notTaken === undefined && left !== undefined && this.scheduled.length === 0) this.refuse(left, this.try(this.translated(left) ?? left.event));
    return { steps: this.steps, ...(this.notTaken === undefined ? {} : { notTaken: this.notTaken }), assumed: this.assumed, answered: this.answered };
  }

  private get present(): Snapshot {
    if (this.snapshot === undefined) throw new Error('nothing has begun');
    return this.snapshot;
  }

  /** The next thing: a timer before what comes at the same moment. @returns false when nothing is left until now */
  private advance(): boolean {
    const timer = this.present.status === 'closed' ? undefined : this.nextTimer();
    const input = this.inputs[this.taken];
    const moved = this.scheduled[0];
    const moments = [timer?.at ?? Infinity, input === undefined ? Infinity : Date.parse(input.at), moved?.at ?? Infinity] as const;
    const next = Math.min(...moments);
    if (next > this.until) return false;
    this.clock = Math.max(this.clock, next);
    if (timer !== undefined && moments[0] === next) this.fire(timer.timer, timer.serial);
    else if (input !== undefined && moments[1] === next) {
      this.taken += 1;
      this.calendars = input.calendars;
      this.receive(input, false);
    } else if (moved !== undefined) {
      this.scheduled.shift();
      this.receive(moved.input, moved.assumed);
    }
    return true;
  }

  /** The pending timer that goes off first; equal moments in the order they were set. */
  private nextTimer(): { readonly at: number; readonly timer: string; readonly serial: number } | undefined {
    let first: { readonly at: number; readonly timer: string; readonly serial: number } | undefined;
    for (const [timer, { serial, dueAt }] of Object.entries(this.present.timers)) {
      const known = this.goingOff.get(serial);
      const at = known?.dueAt === dueAt ? known.at : (this.firings.get(firing(timer, dueAt)) ?? Date.parse(dueAt));
      if (known?.dueAt !== dueAt) this.goingOff.set(serial, { dueAt, at });
      if (first === undefined || at < first.at || (at === first.at && serial < first.serial)) first = { at, timer, serial };
    }
    return first;
  }

  private fire(timer: string, serial: number): void {
    const result = this.try({ type: 'timer', timer, serial });
    if (result.ok) this.take({ type: 'timer', timer, serial }, result, this.uncertain.timers.has(serial));
    // A timer's way that the definition refuses or cannot compute: the life goes no further.
    else this.notTaken = { event: 'timer', of: timer, refusal: result.refusal };
  }

  private receive(input: PastInput, assumed: boolean): void {
    const translated = this.translated(input);
    if (translated === undefined) return;
    // What nobody looked up then is assumed.
    const { event, assumed: unseen } = assumeFound(this.compiled, translated);
    const result = this.tryFilled(event);
    if (result.ok) this.take(event, result, assumed || unseen.length > 0 || this.isUncertain(event));
    else if (!this.mayComeLater()) this.refuse(input, result);
    else this.deferred.push(input);
  }

  /** While somebody is still at a task that did not exist then, what cannot be done yet may be done afterwards. */
  private mayComeLater(): boolean {
    return this.scheduled.length > 0;
  }

  private refuse({ event }: PastInput, result: StepResult): void {
    if (result.ok) return;
    const of = 'task' in event ? event.task : 'name' in event ? event.name : 'clock' in event ? event.clock : undefined;
    this.notTaken = { event: event.type, ...(of === undefined ? {} : { of }), refusal: result.refusal };
  }

  /** The same event in this life: serials are its own. Undefined for what nobody is asked any more. */
  private translated({ event, action }: PastInput): Exclude<WorkflowEvent, { type: 'timer' }> | undefined {
    const { calls = {}, links = {}, clocks, timers } = this.present;
    switch (event.type) {
      case 'complete-task':
      case 'delegate-task':
      case 'recall-task': {
        if (this.compiled.tasks[event.task] === undefined) return undefined;
        if (event.type === 'recall-task') return { ...event, serial: this.closed.get(event.task) ?? 0 };
        const { serial: _, ...rest } = event;
        return rest;
      }
      case 'automation': {
        const call = Object.entries(calls).find(([, pending]) => pending.action === action);
        return call === undefined ? undefined : { ...event, serial: Number(call[0]) };
      }
      case 'linked': {
        const own = Object.entries(links).filter(([, one]) => one.action === action && one.status !== 'closed');
        // Its end may be told before its start.
        const link = own.find(([, one]) => one.instanceId === event.instanceId) ?? own.find(([, one]) => one.status === 'starting');
        return link === undefined ? undefined : { ...event, serial: Number(link[0]) };
      }
      case 'edit-clock':
        return clocks[event.clock] === undefined ? undefined : { ...event, serial: clocks[event.clock]?.serial ?? 0 };
      case 'edit-timer':
        return timers[event.timer] === undefined ? undefined : { ...event, serial: timers[event.timer]?.serial ?? 0 };
      case 'approve-edit':
      case 'reject-edit': {
        const serial = (clocks[event.of] ?? timers[event.of])?.serial;
        return serial === undefined ? undefined : { ...event, serial };
      }
      default:
        return event;
    }
  }

  /** Tries an event; questions that were not asked then are answered with something. */
  private tryFilled(event: WorkflowEvent): StepResult {
    const result = this.try(event);
    if (result.ok || event.type !== 'complete-task' || result.refusal.code !== 'FORM_INVALID') return result;
    const task = this.compiled.tasks[event.task];
    const schema = this.compiled.forms[task?.form ?? '']?.schema;
    const problems = (result.refusal.details?.['problems'] ?? []) as readonly FormProblem[];
    const missing = problems.map(({ field }) => field);
    // Only what an overlay added and nobody could have answered; an answer that does not fit is not touched.
    if (schema === undefined || missing.some((field) => field === '' || field.includes('.') || Object.hasOwn(event.form, field))) return result;
    const again = this.try({ ...event, form: { ...event.form, ...syntheticAnswer({ ...schema, required: [] }, missing, new Date(this.clock)) } });
    if (again.ok) this.answered = true;
    return again.ok ? again : result;
  }

  private isUncertain(event: WorkflowEvent): boolean {
    return event.type === 'complete-task' && this.uncertain.tasks.has(this.present.tasks[event.task]?.serial ?? 0);
  }

  private take(event: PastStep['event'], result: StepResult & { readonly ok: true }, assumed: boolean): void {
    const { effects, left, entered, snapshot } = result;
    const uncertain = assumed || left.some((state) => this.uncertain.states.has(state));
    this.snapshot = snapshot;
    this.assumed ||= uncertain;
    this.steps.push({ at: new Date(this.clock).toISOString(), event, effects, left, entered, assumed: uncertain });
    for (const state of entered) mark(this.uncertain.states, state, uncertain);
    for (const effect of effects) {
      if (effect.type === 'set-timer') mark(this.uncertain.timers, effect.serial, uncertain);
      if (effect.type === 'close-task') this.closed.set(effect.task, effect.serial);
      if (effect.type !== 'open-task') continue;
      mark(this.uncertain.tasks, effect.serial, uncertain);
      this.expect(effect.task, effect.roles);
    }
    this.wake();
  }

  /** A task that was not opened then, or not as often, gets done after as long as its like took. */
  private expect(task: TaskRef, roles: readonly string[]): void {
    const count = (this.opened.get(task) ?? 0) + 1;
    this.opened.set(task, count);
    if (count <= (this.past.get(task) ?? 0) || this.extra >= MOST_ASSUMED) return;
    const event = this.answerTo(task);
    if (event === undefined) return;
    this.extra += 1;
    this.schedule({ at: this.clock + this.habit(roles), input: { at: '', event, calendars: this.calendars }, assumed: true });
  }

  /** How somebody would complete it: its first outcome, with what the form needs. */
  private answerTo(ref: TaskRef): PastInput['event'] | undefined {
    const task = this.compiled.tasks[ref];
    const outcome = task?.outcomes.find(({ automatic }) => automatic !== true);
    if (task === undefined || outcome === undefined || task.answers !== undefined) return undefined;
    const schema = this.compiled.forms[task.form ?? '']?.schema;
    return { type: 'complete-task', task: ref, outcome: outcome.id, form: schema === undefined ? {} : syntheticAnswer(schema, outcome.requires, new Date(this.clock)) };
  }

  /** What waited for a task comes once it is open: as long afterwards as it did then. */
  private wake(): void {
    for (const input of [...this.deferred]) {
      const { event, took = 0 } = input;
      const ready = event.type === 'complete-task' ? this.present.tasks[event.task] !== undefined : this.try(this.translated(input) ?? event).ok;
      if (!ready) continue;
      this.deferred.splice(this.deferred.indexOf(input), 1);
      this.schedule({ at: this.clock + (event.type === 'complete-task' ? took : 0), input, assumed: true });
    }
  }

  private schedule(one: Scheduled): void {
    this.scheduled.push(one);
    this.scheduled.sort((left, right) => left.at - right.at);
  }

  private try(event: WorkflowEvent): StepResult {
    return step(this.compiled, this.present, assumeFound(this.compiled, event).event, this.context());
  }

  private context(): StepContext {
    return { now: new Date(this.clock), timeZone: this.instance.timeZone, ...(this.calendars === undefined ? {} : { calendars: this.calendars }) };
  }
}

function mark<Value>(set: Set<Value>, value: Value, uncertain: boolean): void {
  if (uncertain) set.add(value);
  else set.delete(value);
}
