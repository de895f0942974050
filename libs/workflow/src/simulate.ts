import type { Calendars } from './calendar.js';
import { assumeFound } from './lookups.js';
import { refusalError, start, step } from './step.js';
import type { CompiledLookup, CompiledWorkflow, Effect, JsonObject, PendingTimer, Person, Refusal, Snapshot, StartEvent, StepContext, TaskRef, TimerId, WorkflowEvent } from './types.js';

/** One thing that happened in a simulation. */
export interface SimulatedStep {
  readonly at: Date;
  readonly event: WorkflowEvent | StartEvent;
  readonly effects: readonly Effect[];
  /** Look-ups that nobody made: the step took what the definition assumes (`dry`). */
  readonly assumed: readonly CompiledLookup[];
}

/**
 * One instance on a virtual clock, in memory: timers fire when the clock is moved past them, in order of their due moments.
 * What a chief steps through before publishing, and what tests of a workflow drive.
 */
export class Simulation {
  readonly history: SimulatedStep[] = [];
  private current: Snapshot;
  private clock: Date;

  /** @throws StationhouseError when the first data are refused */
  constructor(
    readonly compiled: CompiledWorkflow,
    data: JsonObject,
    now: Date,
    readonly timeZone: string,
    /** Changed when a notice is imported on the way. */
    public calendars?: Calendars,
  ) {
    this.clock = now;
    const { event, assumed } = assumeFound<StartEvent>(compiled, { type: 'start', data });
    const result = start(compiled, event, this.context());
    if (!result.ok) throw refusalError(result.refusal);
    this.current = result.snapshot;
    this.history.push({ at: now, event, effects: result.effects, assumed });
  }

  get snapshot(): Snapshot {
    return this.current;
  }

  get now(): Date {
    return this.clock;
  }

  /** Sends an event at the present virtual moment; undefined when it was taken, else the refusal. */
  send(sent: WorkflowEvent): Refusal | undefined {
    const { event, assumed } = assumeFound(this.compiled, sent);
    const result = step(this.compiled, this.current, event, this.context());
    if (!result.ok) return result.refusal;
    this.current = result.snapshot;
    this.history.push({ at: this.clock, event, effects: result.effects, assumed });
    return undefined;
  }

  /** Completes a task. @throws StationhouseError when it is refused */
  complete(task: TaskRef, outcome: string, form: JsonObject = {}, by?: Person): void {
    const refusal = this.send({ type: 'complete-task', task, outcome, form, ...(by === undefined ? {} : { by }) });
    if (refusal !== undefined) throw refusalError(refusal);
  }

  /** Answers every pending automation that says what an exercise gets (`dry`), the first one first. @throws StationhouseError when a result is refused */
  answerCalls(): void {
    for (const effect of this.history.flatMap(({ effects }) => effects)) {
      if (effect.type !== 'call-automation' || effect.dry === undefined || this.current.calls?.[effect.serial] === undefined) continue;
      const refusal = this.send({ type: 'automation', serial: effect.serial, ok: true, output: effect.dry });
      if (refusal !== undefined) throw refusalError(refusal);
    }
  }

  /** Moves the clock forward, firing what becomes due on the way. */
  advanceTo(moment: Date): void {
    for (;;) {
      const next = this.nextTimer();
      if (next === undefined || Date.parse(next[1].dueAt) > moment.getTime()) break;
      const [timer, { serial, dueAt }] = next;
      if (Date.parse(dueAt) > this.clock.getTime()) this.clock = new Date(dueAt);
      const refusal = this.send({ type: 'timer', timer, serial });
      if (refusal !== undefined) throw refusalError(refusal);
    }
    if (moment > this.clock) this.clock = moment;
  }

  /** The pending timer that is due first; equal moments in the order they were set. */
  private nextTimer(): [TimerId, PendingTimer] | undefined {
    const pending = Object.entries(this.current.timers);
    pending.sort(([, left], [, right]) => (left.dueAt === right.dueAt ? left.serial - right.serial : left.dueAt < right.dueAt ? -1 : 1));
    return pending[0];
  }

  private context(): StepContext {
    return { now: this.clock, timeZone: this.timeZone, ...(this.calendars === undefined ? {} : { calendars: this.calendars }) };
  }
}
