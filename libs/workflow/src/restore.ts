import { activeStates } from './queries.js';
import { internalsOf } from './compile.js';
import type { ClockRef, CompiledWorkflow, Effect, PendingCall, PendingTimer, RunningClock, Snapshot, StatePath, StepContext, StepDone, TimerId } from './types.js';

/**
 * Brings an earlier state of an instance back, as a step forward: state, data, tasks and clocks are as they were, timers fire
 * when they would have (to the millisecond). Facts of the outside world stay: linked instances are those of `current`, and an
 * automation that has answered since is not waited for again.
 *
 * Undoes a recalled task and a migration alike; `current` may run on another definition.
 * @param compiled the definition of `earlier`
 * @throws Error when `earlier` belongs to another definition, or when the instance is closed: mistakes of the caller's
 */
export function restore(compiled: CompiledWorkflow, current: Snapshot, earlier: Snapshot, context: StepContext): StepDone {
  if (earlier.definition !== compiled.hash) throw new Error(`the snapshot to restore runs on definition ${earlier.definition}, not on ${compiled.hash}`);
  if (current.status === 'closed' || earlier.status === 'closed') throw new Error('a closed instance cannot be restored');
  const at = context.now.toISOString();
  const effects: Effect[] = [];
  const calls = restoreCalls(current, earlier, effects);
  restoreTasks(current, earlier, effects);
  restoreClocks(compiled, current, earlier, at, effects);
  const { timers, serial } = restoreTimers(current, earlier, effects);
  const { calls: _calls, links: _links, recall: _recall, ...kept } = earlier;
  const snapshot: Snapshot = { ...kept, timers, ...(calls === undefined ? {} : { calls }), ...(current.links === undefined ? {} : { links: current.links }), serial };
  const [before, after] = [activeStates(current), activeStates(earlier)];
  return { ok: true, snapshot, effects, left: before.filter((path) => !after.includes(path)).sort().reverse(), entered: after.filter((path) => !before.includes(path)).sort() };
}

function restoreCalls(current: Snapshot, earlier: Snapshot, effects: Effect[]): Record<number, PendingCall> | undefined {
  const kept: Record<number, PendingCall> = {};
  for (const [key, call] of Object.entries(current.calls ?? {})) {
    const serial = Number(key);
    if (earlier.calls?.[serial] !== undefined) kept[serial] = call;
    else effects.push({ type: 'settle-call', action: call.action, serial, as: 'abandoned' });
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function restoreTasks(current: Snapshot, earlier: Snapshot, effects: Effect[]): void {
  for (const [task, { serial }] of bySerial(current.tasks)) {
    if (earlier.tasks[task]?.serial !== serial) effects.push({ type: 'close-task', task, serial, as: 'cancelled' });
  }
  for (const [task, open] of bySerial(earlier.tasks)) {
    if (!same(current.tasks[task], open)) effects.push({ type: 'reopen-task', task, serial: open.serial });
  }
}

function restoreClocks(compiled: CompiledWorkflow, current: Snapshot, earlier: Snapshot, at: string, effects: Effect[]): void {
  for (const [clock, running] of bySerial(current.clocks)) {
    if (earlier.clocks[clock]?.serial !== running.serial) effects.push({ type: 'stop-clock', clock, serial: running.serial, at, as: 'cancelled' });
  }
  for (const [clock, running] of bySerial(earlier.clocks)) {
    if (same(current.clocks[clock], running)) continue;
    const state = running.state === 'paused' ? pausedBy(compiled, clock, earlier) : undefined;
    effects.push({ type: 'restore-clock', clock, serial: running.serial, at, running, ...(state === undefined ? {} : { state }) });
  }
}

/** The active state that pauses a clock. */
function pausedBy(compiled: CompiledWorkflow, clock: ClockRef, { value }: Snapshot): StatePath | undefined {
  const { plans, clocks } = internalsOf(compiled);
  const named = clocks.get(clock)?.conditions?.pauses?.states ?? [];
  return activeStates({ value }).find((path) => named.includes(path) || plans.get(path)?.pauses.includes(clock));
}

/** Timers that are gone come back under new serials, so that one that was cancelled or has fired never fires again. */
function restoreTimers(current: Snapshot, earlier: Snapshot, effects: Effect[]): { timers: Record<TimerId, PendingTimer>; serial: number } {
  let serial = Math.max(current.serial, earlier.serial);
  for (const [timer, pending] of bySerial(current.timers)) {
    if (!same(earlier.timers[timer], pending)) effects.push({ type: 'cancel-timer', timer, serial: pending.serial });
  }
  const timers = Object.fromEntries(
    bySerial(earlier.timers).map(([timer, pending]) => {
      if (same(current.timers[timer], pending)) return [timer, pending];
      serial += 1;
      effects.push({ type: 'set-timer', timer, serial, dueAt: pending.dueAt });
      return [timer, { ...pending, serial }];
    }),
  );
  return { timers, serial };
}

/** In the order they came to be: a database gives the keys of an object back in an order of its own. */
export function bySerial<Entry extends { readonly serial: number }>(entries: Readonly<Record<string, Entry>>): [string, Entry][] {
  return Object.entries(entries).sort(([, left], [, right]) => left.serial - right.serial);
}

/** How a clock ends at a moment. */
export function stoppedAs(clock: RunningClock, at: string): 'met' | 'breached' | 'undetermined' {
  const overdue = clock.state === 'breached' || (clock.state !== 'paused' && clock.dueAt !== undefined && clock.dueAt <= at);
  return overdue ? 'breached' : clock.dueAt === undefined ? 'undetermined' : 'met';
}

/** Both are the same plain JSON, whatever the order of keys. */
function same(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const [entries, others] = [Object.entries(left), Object.entries(right)];
  return entries.length === others.length && entries.every(([key, value]) => same(value, (right as Record<string, unknown>)[key]));
}
