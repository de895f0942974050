import { computeDue } from '../due.js';
import { internalsOf } from '../compile.js';
import { bySerial } from '../restore.js';
import type { Books, ClockRef, CompiledWorkflow, Effect, IsoMoment, JsonObject, PendingTimer, RunningClock, StatePath, StepContext, TaskRef, TimerId } from '../types.js';

/** What has a place in the new version: old reference → new one; what is missing has been closed before. */
export interface Renaming {
  readonly states: ReadonlyMap<StatePath, StatePath>;
  readonly tasks: ReadonlyMap<TaskRef, TaskRef>;
  readonly clocks: ReadonlyMap<ClockRef, ClockRef>;
}

/**
 * The books under the references of the new version. Tasks and clocks keep their serials; a timer whose reference changed is
 * set anew for the same moment, to the millisecond; one the new version has no place for is cancelled.
 */
export function renamedBooks(books: Books, to: CompiledWorkflow, { states, tasks, clocks }: Renaming): { readonly books: Books; readonly effects: readonly Effect[] } {
  const effects: Effect[] = [];
  let { serial } = books;
  const timers: Record<TimerId, PendingTimer> = {};
  for (const [timer, pending] of bySerial(books.timers)) {
    const split = timer.lastIndexOf('@');
    const [owner, what] = [timer.slice(0, split), timer.slice(split + 1)];
    const place = owner.includes('#') ? tasks.get(owner) : (what === 'due' || what.startsWith('warn') ? clocks : states).get(owner);
    const now = place === undefined || !hasTimer(to, place, what) ? undefined : `${place}@${what}`;
    if (now === timer) {
      timers[timer] = pending;
      continue;
    }
    effects.push({ type: 'cancel-timer', timer, serial: pending.serial });
    if (now === undefined) continue;
    serial += 1;
    timers[now] = { ...pending, serial };
    effects.push({ type: 'set-timer', timer: now, serial, dueAt: pending.dueAt });
  }
  const calls = Object.fromEntries(Object.entries(books.calls ?? {}).map(([key, call]) => [key, call.state === undefined ? call : { ...call, state: states.get(call.state) ?? call.state }]));
  return {
    effects,
    books: {
      ...books,
      serial,
      timers,
      tasks: renamed(books.tasks, tasks),
      clocks: renamed(books.clocks, clocks),
      entered: lastEntered(books.entered, states),
      ...(books.calls === undefined ? {} : { calls }),
    },
  };
}

/** Of several places that lead to the same, the one that was entered last: a database gives keys back in an order of its own. */
function lastEntered(entered: Books['entered'], names: ReadonlyMap<StatePath, StatePath>): Record<StatePath, IsoMoment> {
  const last: Record<StatePath, IsoMoment> = {};
  for (const [path, moment] of Object.entries(entered)) {
    const now = names.get(path);
    if (now !== undefined && (last[now] === undefined || last[now] < moment)) last[now] = moment;
  }
  return last;
}

function renamed<T>(record: Readonly<Record<string, T>>, names: ReadonlyMap<string, string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).flatMap(([name, value]) => {
    const now = names.get(name);
    return now === undefined ? [] : [[now, value]];
  }));
}

/** Whether the new version has such a timer at all. */
function hasTimer(to: CompiledWorkflow, place: string, what: string): boolean {
  const { plans } = internalsOf(to);
  const [path = ''] = place.split('#');
  const plan = plans.get(path);
  if (place.includes('#')) {
    const task = plan?.tasks.find((one) => one.task.ref === place);
    return what === 'remind' ? task?.remind !== undefined : task?.escalate[Number(what.slice('escalate.'.length))] !== undefined;
  }
  if (what === 'until') return plan?.until?.at !== undefined;
  if (what.startsWith('after.')) return plan?.timeouts.some(({ name }) => name === what.slice('after.'.length)) ?? false;
  return what === 'due' ? to.clocks[place] !== undefined : internalsOf(to).clocks.get(place)?.warn[Number(what.split('.')[1] ?? 0)] !== undefined;
}

/**
 * Clocks keep what they had: where the new version counts another budget, the old one stays with the clock as if a person had set it,
 * so that a pause or a late fact later on does not bring the new one in.
 */
export function pinned(books: Books, from: CompiledWorkflow, to: CompiledWorkflow, names: ReadonlyMap<ClockRef, ClockRef>): Books {
  const clocks = { ...books.clocks };
  for (const [old, ref] of names) {
    const [running, was, is] = [clocks[ref], from.clocks[old], to.clocks[ref]];
    if (running === undefined || running.set !== undefined || (was?.budget === is?.budget && was?.calendar === is?.calendar)) continue;
    const { pauses: _, ...rest } = running;
    if (was?.budget !== undefined && is?.budget !== undefined && was.calendar === is.calendar) clocks[ref] = { ...running, set: { budget: was.budget } };
    else if (running.dueAt !== undefined) clocks[ref] = { ...rest, set: { dueAt: running.dueAt } };
  }
  return { ...books, clocks };
}

/**
 * Clocks whose budget changed, counted anew from their old start: the due moment moves by as much as the budget grew or shrank,
 * pauses and what is consumed stay. Never earlier than now: what is overdue by the new budget is due at once.
 */
export function recounted(books: Books, from: CompiledWorkflow, to: CompiledWorkflow, names: ReadonlyMap<ClockRef, ClockRef>, data: JsonObject, context: StepContext): { readonly books: Books; readonly effects: readonly Effect[] } {
  const effects: Effect[] = [];
  const [clocks, timers] = [{ ...books.clocks }, { ...books.timers }];
  let { serial } = books;
  const now = context.now.toISOString();
  for (const [old, ref] of names) {
    const running = clocks[ref];
    const [before, after] = [budgetEnd(from, old, running, data, context), budgetEnd(to, ref, running, data, context)];
    if (running?.dueAt === undefined || running.state === 'breached' || before === undefined || after === undefined || before === after) continue;
    const shifted = (moment: IsoMoment) => new Date(Date.parse(moment) + Date.parse(after) - Date.parse(before)).toISOString();
    const dueAt = shifted(running.dueAt);
    const warnAt = running.warnAt === undefined ? undefined : shifted(running.warnAt);
    clocks[ref] = { ...running, dueAt, ...(warnAt === undefined ? {} : { warnAt }) };
    if (running.state === 'paused') continue;
    const explanation = { 'zh-CN': `时限改为 ${to.clocks[ref]?.budget ?? ''}，自原起点重新计算`, en: `The budget is now ${to.clocks[ref]?.budget ?? ''}, counted from the old start` };
    effects.push({ type: 'resume-clock', clock: ref, serial: running.serial, at: now, due: { at: dueAt, explanation }, ...(warnAt === undefined ? {} : { warnAt }) });
    for (const timer of Object.keys(timers).filter((one) => one === `${ref}@due` || one.startsWith(`${ref}@warn`))) {
      const pending = timers[timer];
      if (pending === undefined) continue;
      serial += 1;
      const moved = shifted(pending.dueAt);
      const at = moved < now ? now : moved;
      timers[timer] = { ...pending, serial, dueAt: at };
      effects.push({ type: 'cancel-timer', timer, serial: pending.serial }, { type: 'set-timer', timer, serial, dueAt: at });
    }
  }
  return { books: { ...books, clocks, timers, serial }, effects };
}

/** When a clock's budget would have ended without any pause; undefined when it has none, or its calendar does not reach so far. */
function budgetEnd(compiled: CompiledWorkflow, ref: ClockRef, running: RunningClock | undefined, data: JsonObject, context: StepContext): IsoMoment | undefined {
  const clock = compiled.clocks[ref];
  if (running === undefined || clock?.budget === undefined) return undefined;
  const now = new Date(running.from ?? running.startedAt);
  return computeDue({ after: { iso: clock.budget, calendar: clock.calendar } }, { data, event: {}, now, timeZone: context.timeZone, calendars: context.calendars, links: {}, enteredAt: () => now }).at;
}
