import type { CompiledWorkflow, Effect, TaskRef } from '../types.js';
import type { LivedStep } from './relive.js';

/** A stretch of time in an instance that may run out: an open task, or a clock. Moments in milliseconds. */
export interface Stretch {
  readonly ref: string;
  readonly from: number;
  due?: number | undefined;
  /** When a task’s reminder is, or was, due. */
  reminder?: number | undefined;
  /** Undefined while it lasts. */
  to?: number;
  /** True where that it began, or when it is due, rests on what people would have done. */
  assumed: boolean;
  /** The same of its end. */
  endAssumed: boolean;
}

/** A task of a life. */
export interface TaskOfLife extends Stretch {
  readonly roles: readonly string[];
  done: boolean;
}

/** Something that went out: a reminder, an escalation, a warning, a breach, a notice. */
export interface Sent {
  readonly what: 'reminder' | 'escalation' | 'warning' | 'notice';
  /** The task, the clock, the action. */
  readonly ref: string;
  /** Of an escalation: to which role. */
  readonly role?: string;
  readonly at: number;
  /** How long before the due moment, in milliseconds, where there is one. */
  readonly before?: number | undefined;
  readonly assumed: boolean;
}

/** What an instance’s life came to. */
export interface Ledger {
  readonly tasks: readonly TaskOfLife[];
  readonly clocks: readonly Stretch[];
  readonly sent: readonly Sent[];
  /** How it ended; undefined while it runs. */
  readonly outcome?: { readonly id: string; readonly assumed: boolean };
}

/** Reads a life's effects into books. */
export function ledgerOf(steps: readonly Pick<LivedStep, 'at' | 'effects' | 'assumed'>[]): Ledger {
  const keeper = new Keeper();
  for (const { at, effects, assumed } of steps) {
    keeper.turn(Date.parse(at), assumed);
    for (const effect of effects) keeper.write(effect);
  }
  return keeper.ledger();
}

class Keeper {
  private readonly tasks = new Map<number, TaskOfLife>();
  private readonly clocks = new Map<number, Stretch>();
  private readonly sent: Sent[] = [];
  private readonly latest = new Map<TaskRef, TaskOfLife>();
  private outcome: Ledger['outcome'];
  private at = 0;
  private assumed = false;

  turn(at: number, assumed: boolean): void {
    this.at = at;
    this.assumed = assumed;
  }

  ledger(): Ledger {
    return { tasks: [...this.tasks.values()], clocks: [...this.clocks.values()], sent: this.sent, ...(this.outcome === undefined ? {} : { outcome: this.outcome }) };
  }

  write(effect: Effect): void {
    switch (effect.type) {
      case 'open-task': {
        const task: TaskOfLife = { ref: effect.task, from: this.at, due: momentOf(effect.due?.at), roles: effect.roles, done: false, assumed: this.assumed, endAssumed: this.assumed };
        this.tasks.set(effect.serial, task);
        this.latest.set(effect.task, task);
        return;
      }
      case 'close-task':
        return this.end(this.tasks.get(effect.serial), effect.as === 'done');
      case 'reopen-task':
        return this.reopen(this.tasks.get(effect.serial));
      case 'change-task':
        return this.change(this.tasks.get(effect.serial), { due: momentOf(effect.due.at) });
      case 'set-timer': {
        const [owner = '', what] = effect.timer.split('@');
        return what === 'remind' ? this.change(this.latest.get(owner), { reminder: Date.parse(effect.dueAt) }) : undefined;
      }
      case 'start-clock':
        return void this.clocks.set(effect.serial, { ref: effect.clock, from: this.at, due: momentOf(effect.due.at), assumed: this.assumed, endAssumed: this.assumed });
      case 'resume-clock':
      case 'change-clock':
        return this.change(this.clocks.get(effect.serial), { due: momentOf(effect.due.at) });
      case 'stop-clock':
        return this.end(this.clocks.get(effect.serial), false);
      case 'close-instance':
        this.outcome = { id: effect.outcome, assumed: this.assumed };
        return;
      default:
        this.send(effect);
    }
  }

  private send(effect: Effect): void {
    const { at, assumed } = this;
    if (effect.type === 'remind-task') {
      const due = this.tasks.get(effect.serial)?.due;
      this.sent.push({ what: 'reminder', ref: effect.task, at, before: due === undefined ? undefined : due - at, assumed });
    } else if (effect.type === 'escalate-task') this.sent.push({ what: 'escalation', ref: effect.task, role: effect.role, at, assumed });
    else if (effect.type === 'warn-clock') {
      const due = this.clocks.get(effect.serial)?.due;
      this.sent.push({ what: 'warning', ref: effect.clock, at, before: due === undefined ? undefined : due - at, assumed });
    } else if (effect.type === 'notify') this.sent.push({ what: 'notice', ref: effect.action, at, assumed });
  }

  private change<One extends Stretch>(one: One | undefined, change: Partial<One>): void {
    if (one !== undefined) Object.assign(one, change, { assumed: one.assumed || this.assumed });
  }

  private end(one: (Stretch & { done?: boolean }) | undefined, done: boolean): void {
    if (one === undefined) return;
    one.to = this.at;
    one.endAssumed ||= this.assumed;
    if (one.done !== undefined) one.done = done;
  }

  private reopen(task: TaskOfLife | undefined): void {
    if (task === undefined) return;
    delete task.to;
    task.done = false;
  }
}

/** The questions of a version's forms that another does not ask: by form, each with whether it is asked of everybody. */
export function newQuestions(before: CompiledWorkflow, after: CompiledWorkflow): ReadonlyMap<string, readonly { readonly field: string; readonly always: boolean }[]> {
  const all = (compiled: CompiledWorkflow, form: string) => questionsOf(compiled.forms[form]?.schema ?? {});
  return new Map(
    Object.keys(after.forms).map((form) => {
      const known = all(before, form);
      return [form, [...all(after, form)].filter(([field]) => !known.has(field)).map(([field, always]) => ({ field, always }))];
    }),
  );
}

function questionsOf(schema: Readonly<Record<string, unknown>>): ReadonlyMap<string, boolean> {
  const fields = new Map(Object.keys((schema['properties'] ?? {}) as object).map((field) => [field, true]));
  const conditions = Array.isArray(schema['allOf']) ? (schema['allOf'] as readonly { readonly then?: { readonly properties?: object } }[]) : [];
  for (const { then } of conditions) for (const field of Object.keys(then?.properties ?? {})) if (!fields.has(field)) fields.set(field, false);
  return fields;
}

function momentOf(at: string | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at);
}
