import { text, type Bilingual } from '@stationhouse/kernel';
import { internalsOf } from '../compile.js';
import { ExpressionFailure } from '../expressions.js';
import { contentHash } from '../hash.js';
import { MACHINE_ID } from '../machine.js';
import type { PlacePlan } from '../plan.js';
import { activeStates } from '../queries.js';
import { Refused } from '../refused.js';
import { bySerial, restore, stoppedAs } from '../restore.js';
import type { Books, ClockRef, CompiledWorkflow, Effect, JsonObject, Snapshot, StatePath, StepContext, StepDone, TaskRef } from '../types.js';
import { pinned, recounted, renamedBooks, type Renaming } from './books.js';
import { configurationOf, type Configuration } from './configuration.js';
import { checkedFor, emptied, openBooks, settle, type Plans } from './engine.js';
import { planFor, type MigrationPlan } from './plan.js';

/** A plan with the two versions it leads between. */
export interface Migration {
  readonly plan: MigrationPlan;
  readonly from: CompiledWorkflow;
  readonly to: CompiledWorkflow;
}

/** A row that goes on under another reference: it keeps its serial, and a task whoever holds it. */
export interface Moved<Ref extends string> {
  readonly serial: number;
  readonly from: Ref;
  readonly to: Ref;
}

export interface Migrated extends StepDone {
  /** Open tasks and clocks that go on in another place. Effects name them by their new references. */
  readonly moved: { readonly tasks: readonly Moved<TaskRef>[]; readonly clocks: readonly Moved<ClockRef>[] };
  /** The part of the plan that was needed: with it, the step can be played again. */
  readonly plan: MigrationPlan;
}

/** Why an instance cannot move. It stays where it is, on its old version. */
export interface Stuck {
  readonly ok: false;
  readonly code: 'STATE_OPEN' | 'STATES_CLASH' | 'DATA_INVALID' | 'EXPRESSION_FAILED' | 'CLOSED' | 'NOTHING_LEFT' | 'MOVED_ON';
  /** The state of the old version, where one is to blame. */
  readonly state?: StatePath;
  readonly text: Bilingual;
}

/**
 * Moves a running instance to another version. Pure. Open tasks keep their serial where the task goes on, else they close; tasks
 * that only the new version has open; clocks keep their start and what is consumed; timers keep their moment to the millisecond.
 * @throws Error when the snapshot, the plan and the versions do not belong together: a mistake of the caller's
 */
export function migrate({ plan, from, to }: Migration, snapshot: Snapshot, context: StepContext): Migrated | Stuck {
  if (plan.from !== from.hash || plan.to !== to.hash || snapshot.definition !== from.hash) throw new Error('the plan, the versions and the snapshot do not belong together');
  if (snapshot.status === 'closed') return stuck('CLOSED', undefined, text('事项已办结，无需迁移。', 'This instance is closed and stays on its version.'));
  // A database gives keys back in an order of its own; nothing here depends on it.
  const active = activeStates(snapshot).sort();
  const targets = targetsOf(plan, from, active);
  if ('ok' in targets) return targets;
  const placed = configurationOf(to, [...targets.leaves]);
  if ('clash' in placed) return stuck('STATES_CLASH', placed.clash, text(`“${placed.clash}”内只能有一处进行中，请为其中一个状态改选去向。`, `Only one part of "${placed.clash}" can be active. Choose another target for one of the states.`));
  const checked = checkedFor(to, without(snapshot.data, plan.drop));
  if ('fields' in checked) return stuck('DATA_INVALID', undefined, text(`数据不合新版：${checked.fields.join('、')}。请在方案中写明舍弃这些字段，或先补全。`, `The data do not fit the new version: ${checked.fields.join(', ')}. Let the plan drop these fields, or fill them in first.`));
  try {
    return new Move(plan, from, to, snapshot, context, checked.data, active, placed).run();
  } catch (error) {
    if (error instanceof ExpressionFailure) return stuck('EXPRESSION_FAILED', undefined, error.text);
    if (error instanceof Refused) return stuck('EXPRESSION_FAILED', undefined, error.refusal.text);
    throw error;
  }
}

function stuck(code: Stuck['code'], state: StatePath | undefined, message: Bilingual): Stuck {
  return { ok: false, code, ...(state === undefined ? {} : { state }), text: message };
}

function without(data: JsonObject, fields: readonly string[]): JsonObject {
  return fields.length === 0 ? data : Object.fromEntries(Object.entries(data).filter(([key]) => !fields.includes(key)));
}

/** Where the active states lead; the innermost ones decide. */
function targetsOf(plan: MigrationPlan, from: CompiledWorkflow, active: readonly StatePath[]): { readonly leaves: ReadonlySet<StatePath> } | Stuck {
  const leaves = new Set<StatePath>();
  for (const path of active) {
    const mapping = plan.states[path];
    const leaf = !active.some((other) => other.startsWith(`${path}.`));
    if (mapping === undefined && (leaf || plan.open.includes(path))) {
      const title = from.states[path]?.title ?? text(path, path);
      return stuck('STATE_OPEN', path, text(`新版中没有“${title['zh-CN']}”（${path}）对应的状态，请为它选择去向。`, `The new version has no state for "${title.en}" (${path}). Choose one.`));
    }
    if (leaf && typeof mapping?.to === 'string') leaves.add(mapping.to);
  }
  return leaves.size > 0 ? { leaves } : stuck('NOTHING_LEFT', undefined, text('方案舍弃了此事项的所有状态，请至少保留一个去向。', 'The plan drops every state this instance is in. Leave it at least one.'));
}

/** The path of no state. */
const NOWHERE = '';

/** One instance on its way. */
class Move {
  private readonly oldPlans: Plans;
  private readonly newPlans: Plans;
  private readonly names: Renaming;
  private readonly effects: Effect[] = [];
  /** New places that were somebody's old ones. */
  private readonly survivors: ReadonlyMap<StatePath, StatePath>;

  constructor(
    private readonly plan: MigrationPlan,
    private readonly from: CompiledWorkflow,
    private readonly to: CompiledWorkflow,
    private readonly snapshot: Snapshot,
    private readonly context: StepContext,
    private readonly data: JsonObject,
    private readonly active: readonly StatePath[],
    private readonly placed: Configuration,
  ) {
    this.oldPlans = internalsOf(from).plans;
    this.newPlans = internalsOf(to).plans;
    this.survivors = this.surviving();
    this.names = this.naming();
  }

  run(): Migrated {
    const left = this.leaveBehind(this.snapshot);
    const renamed = renamedBooks(left, this.to, this.names);
    this.effects.push(...renamed.effects);
    const counted = this.plan.recount ? recounted(renamed.books, this.from, this.to, this.names.clocks, this.data, this.context) : { books: pinned(renamed.books, this.from, this.to, this.names.clocks), effects: [] };
    this.effects.push(...counted.effects);
    const books = this.complete(counted.books);
    const draft = openBooks(this.to, this.newPlans, books, this.data, this.context);
    for (const path of this.placed.paths.filter((one) => !this.survivors.has(one))) {
      draft.enter(path, this.data);
      if (this.newPlans.get(path)?.until?.at !== undefined) draft.setWait(path, this.data);
    }
    const { links } = this.snapshot;
    const done = settle(this.to, { value: this.placed.value, history: this.history(), data: this.data, ...(links === undefined ? {} : { links }) }, this.placed.paths, draft, this.context);
    return this.answer(done);
  }

  /** New place → old place, the first old one where several lead to the same. */
  private surviving(): Map<StatePath, StatePath> {
    const survivors = new Map<StatePath, StatePath>();
    for (const path of this.active) {
      const target = this.plan.states[path]?.to;
      if (typeof target === 'string' && this.placed.paths.includes(target) && !survivors.has(target)) survivors.set(target, path);
    }
    return survivors;
  }

  private naming(): Renaming {
    const states = new Map<StatePath, StatePath>();
    // Of places that were left, the last moment is remembered where the new version has them.
    for (const [path, { to }] of Object.entries(this.plan.states)) if (to !== null && (!this.active.includes(path) || this.survivors.get(to) === path)) states.set(path, to);
    const goesOn = (place: StatePath) => this.survivors.has(place);
    const tasks = this.once(this.plan.tasks, this.snapshot.tasks, (to) => this.to.tasks[to] !== undefined && goesOn(to.split('#')[0] ?? ''));
    const clocks = this.once(this.plan.clocks, this.snapshot.clocks, (to) => this.to.clocks[to] !== undefined && (this.to.states[to] === undefined || goesOn(to)));
    return { states, tasks, clocks };
  }

  /** Open ones that go on; two never under the same reference. */
  private once(mapping: Readonly<Record<string, string | null>>, open: Readonly<Record<string, { readonly serial: number }>>, goesOn: (to: string) => boolean): Map<string, string> {
    const names = new Map<string, string>();
    const taken = new Set<string>();
    for (const [ref] of bySerial(open)) {
      const to = mapping[ref];
      if (typeof to !== 'string' || taken.has(to) || !goesOn(to)) continue;
      taken.add(to);
      names.set(ref, to);
    }
    return names;
  }

  /** Closes what does not go on, from the inside out, under the old version. */
  private leaveBehind(snapshot: Snapshot): Books {
    const survives = new Set(this.survivors.values());
    const plans = new Map(this.oldPlans);
    const draft = openBooks(this.from, plans, snapshot, snapshot.data, this.context);
    for (const [ref] of bySerial(snapshot.tasks)) if (!this.names.tasks.has(ref)) draft.closeTask(ref, 'cancelled');
    for (const path of [...this.active].reverse()) {
      const plan = this.oldPlans.get(path);
      if (plan === undefined || survives.has(path)) continue;
      plans.set(path, { ...emptied(plan), timeouts: plan.timeouts });
      draft.leave(path, snapshot.data);
      draft.cancelWait(path);
    }
    this.effects.push(...draft.effects);
    const books = draft.books();
    return { ...books, clocks: this.stopClocks(books.clocks) };
  }

  /** Stops clocks that do not go on, of a state or apart from states; their timers go with them when the books are renamed. */
  private stopClocks(clocks: Books['clocks']): Books['clocks'] {
    const at = this.context.now.toISOString();
    const kept = bySerial(clocks).filter(([ref, clock]) => {
      if (this.names.clocks.has(ref)) return true;
      this.effects.push({ type: 'stop-clock', clock: ref, serial: clock.serial, at, as: stoppedAs(clock, at) });
      return false;
    });
    return Object.fromEntries(kept);
  }

  /** What only the new version has in the states that go on: tasks, clocks, waits, timeouts, pauses. */
  private complete(books: Books): Books {
    const { calls, ...rest } = books;
    const plans = new Map<StatePath, PlacePlan>();
    const draft = openBooks(this.to, plans, rest, this.data, this.context);
    for (const [path, old] of this.survivors) this.completeState(path, old, books, plans, draft);
    this.resumeClocks(books, plans, draft);
    this.effects.push(...draft.effects);
    const done = draft.books();
    return { ...done, entered: { ...done.entered, ...books.entered }, ...(calls === undefined ? {} : { calls }) };
  }

  /** A clock that nothing pauses any more runs on: as if a state that paused it were left. */
  private resumeClocks(books: Books, plans: Map<StatePath, PlacePlan>, draft: ReturnType<typeof openBooks>): void {
    const pausing = new Set(this.placed.paths.flatMap((path) => this.newPlans.get(path)?.pauses ?? []));
    for (const [ref, { state }] of bySerial(books.clocks)) {
      const plan = this.newPlans.get(ref);
      if (state !== 'paused' || plan === undefined || pausing.has(ref)) continue;
      plans.set(ref, plan).set(NOWHERE, { ...emptied(plan), pauses: [ref] });
      draft.leave(NOWHERE, this.data);
    }
  }

  private completeState(path: StatePath, old: StatePath, books: Books, plans: Map<StatePath, PlacePlan>, draft: ReturnType<typeof openBooks>): void {
    const [plan, before] = [this.newPlans.get(path), this.oldPlans.get(old)];
    if (plan === undefined || before === undefined) return;
    const known = new Set(before.tasks.map(({ task }) => this.plan.tasks[task.ref]));
    const tasks = plan.tasks.filter(({ task }) => !known.has(task.ref));
    const timeouts = plan.timeouts.filter(({ name }) => !before.timeouts.some((one) => one.name === name));
    const clock = plan.clock !== undefined && before.clock === undefined && books.clocks[path] === undefined ? { clock: plan.clock } : {};
    plans.set(path, { ...emptied(plan), tasks, timeouts, pauses: plan.pauses, ...clock, ...(plan.until === undefined ? {} : { until: plan.until }) });
    draft.enter(path, this.data);
    if (plan.until?.at !== undefined && before.until?.at === undefined) draft.setWait(path, this.data);
  }

  /** What XState remembers of states with a history, under their new names. */
  private history(): Snapshot['history'] {
    const prefix = `${MACHINE_ID}.`;
    const name = (id: string) => {
      const path = id.slice(prefix.length);
      const kept = this.to.states[path] !== undefined && this.plan.states[path] === undefined ? path : this.plan.states[path]?.to;
      return typeof kept === 'string' ? `${prefix}${kept}` : undefined;
    };
    return Object.fromEntries(Object.entries(this.snapshot.history).flatMap(([id, nodes]) => {
      const [memory, remembered] = [name(id), nodes.flatMap((node) => name(node) ?? [])];
      return memory === undefined || remembered.length !== nodes.length ? [] : [[memory, remembered]];
    }));
  }

  private answer(done: StepDone): Migrated {
    const after = activeStates(done.snapshot).sort();
    const moved = <Ref extends string>(names: ReadonlyMap<Ref, Ref>, serial: (ref: Ref) => number | undefined) =>
      [...names].flatMap(([from, to]) => {
        const of = serial(from);
        return from === to || of === undefined ? [] : [{ serial: of, from, to }];
      });
    return {
      ...done,
      effects: [...this.effects, ...done.effects],
      left: this.active.filter((path) => !after.includes(path)).reverse(),
      entered: after.filter((path) => !this.active.includes(path)),
      moved: { tasks: moved(this.names.tasks, (ref) => this.snapshot.tasks[ref]?.serial), clocks: moved(this.names.clocks, (ref) => this.snapshot.clocks[ref]?.serial) },
      plan: planFor(this.plan, this.snapshot),
    };
  }
}

/**
 * Takes a migration back, as a step forward: state, tasks and clocks are as they were, timers fire when they would have.
 * @param from the version before the migration
 * @param around the snapshots before and right after the migration
 * @returns stuck when the instance has moved on since: plan a migration the other way instead
 */
export function undoMigration(from: CompiledWorkflow, around: { readonly before: Snapshot; readonly after: Snapshot }, current: Snapshot, context: StepContext): Migrated | Stuck {
  const { before, after } = around;
  if (contentHash(current) !== contentHash(after) || current.status === 'closed') return stuck('MOVED_ON', undefined, text('迁移之后事项已有办理，不能直接撤回；请另做反向迁移方案。', 'The instance has moved on since. Plan a migration the other way instead.'));
  const done = restore(from, current, before, context);
  const refs = <T extends { readonly serial: number }>(left: Readonly<Record<string, T>>, right: Readonly<Record<string, T>>) =>
    Object.entries(left).flatMap(([ref, { serial }]) => Object.entries(right).flatMap(([to, other]) => (other.serial === serial && to !== ref ? [{ serial, from: ref, to }] : [])));
  return { ...done, moved: { tasks: refs(current.tasks, before.tasks), clocks: refs(current.clocks, before.clocks) }, plan: { from: current.definition, to: from.hash, states: {}, open: [], tasks: {}, clocks: {}, drop: [], recount: false } };
}
