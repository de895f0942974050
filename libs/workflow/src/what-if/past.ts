import type { Calendars } from '../calendar.js';
import type { RecordedEvent } from '../recording.js';
import type { Effect, IsoMoment, TaskRef, TimerId, WorkflowEvent } from '../types.js';

/** One step of an instance as its history keeps it. */
export interface PastStep {
  readonly at: IsoMoment;
  readonly event: RecordedEvent;
  readonly effects: readonly Effect[];
  /** States left and entered, where the history keeps them. */
  readonly left?: readonly string[];
  readonly entered?: readonly string[];
  /** The station's calendars of that moment; the built-in ones when absent. */
  readonly calendars?: Calendars | undefined;
}

/** An instance of the past, from its start on. What people wrote in it is played with and never handed on. */
export interface PastInstance {
  readonly id: string;
  readonly timeZone: string;
  /** The version it ran on all its life; undefined once it moved from one to another. */
  readonly definition: string | undefined;
  readonly steps: readonly PastStep[];
}

/** Something from outside that happened to an instance: a person's deed, a result, a correction. */
export interface PastInput {
  readonly at: IsoMoment;
  readonly event: Exclude<WorkflowEvent, { type: 'timer' }>;
  /** Of a completed task: how long it had been open, in milliseconds. */
  readonly took?: number;
  /** Of a result: the action it answers; serials are other ones in another version. */
  readonly action?: string;
  readonly calendars: Calendars | undefined;
}

/** What came from outside in an instance's life; timers are left out, since another version sets its own. */
export function inputsOf({ steps }: PastInstance): PastInput[] {
  const opened = new Map<TaskRef, string>();
  const actions = new Map<number, string>();
  const inputs: PastInput[] = [];
  for (const { at, event, effects, calendars } of steps) {
    if (event.type !== 'start' && event.type !== 'timer' && event.type !== 'migrate' && event.type !== 'undo-migration') {
      const since = event.type === 'complete-task' ? opened.get(event.task) : undefined;
      const action = event.type === 'automation' || event.type === 'linked' ? actions.get(event.serial) : undefined;
      inputs.push({ at, event, calendars, ...(since === undefined ? {} : { took: Date.parse(at) - Date.parse(since) }), ...(action === undefined ? {} : { action }) });
    }
    for (const effect of effects) {
      if (effect.type === 'open-task') opened.set(effect.task, at);
      if (effect.type === 'call-automation' || effect.type === 'start-linked') actions.set(effect.serial, effect.action);
    }
  }
  return inputs;
}

/** How often each task was opened. */
export function openings({ steps }: PastInstance): ReadonlyMap<TaskRef, number> {
  const counts = new Map<TaskRef, number>();
  for (const { effects } of steps) {
    for (const effect of effects) if (effect.type === 'open-task') counts.set(effect.task, (counts.get(effect.task) ?? 0) + 1);
  }
  return counts;
}

/** When each timer fired that was due at a moment: a little later, after a standstill of the house much later. */
export function firings({ steps }: PastInstance): ReadonlyMap<string, number> {
  const due = new Map<number, IsoMoment>();
  const fired = new Map<string, number>();
  for (const { at, event, effects } of steps) {
    if (event.type === 'timer') fired.set(firing(event.timer, due.get(event.serial) ?? at), Date.parse(at));
    for (const effect of effects) {
      if (effect.type === 'set-timer') due.set(effect.serial, effect.dueAt);
      if (effect.type === 'change-timer') due.set(effect.serial, effect.after);
    }
  }
  return fired;
}

/** Names a timer's going off, in any version. */
export function firing(timer: TimerId, dueAt: IsoMoment): string {
  return `${timer} ${dueAt}`;
}
