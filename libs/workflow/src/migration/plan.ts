import type { CompiledState, CompiledWorkflow, ClockRef, Snapshot, StatePath, TaskRef } from '../types.js';
import { activeStates } from '../queries.js';
import { internalsOf } from '../compile.js';

/** Where the instances in one state go, and how that was found: the same place, the same key, the same title, or a person's decision. */
export interface StateMapping {
  /** null: what lies there falls away; the instance goes on in its other parallel parts. */
  readonly to: StatePath | null;
  readonly how: 'path' | 'key' | 'title' | 'given';
}

/** How running instances of one version move to another. Plain JSON. */
export interface MigrationPlan {
  /** Hashes of the two versions. */
  readonly from: string;
  readonly to: string;
  readonly states: Readonly<Record<StatePath, StateMapping>>;
  /** States of the old version that somebody must decide about; an instance that is in one of them would stick. */
  readonly open: readonly StatePath[];
  /** null: an open task of this kind is closed. */
  readonly tasks: Readonly<Record<TaskRef, TaskRef | null>>;
  /** null: a running clock of this kind is stopped. */
  readonly clocks: Readonly<Record<ClockRef, ClockRef | null>>;
  /** Fields of the data that are given up; without this an instance that has them sticks. */
  readonly drop: readonly string[];
  /** False: a running clock keeps its due moment. True: one whose budget changed counts the new one from its old start, what is consumed stays consumed. */
  readonly recount: boolean;
}

/** What a person decides about a migration. */
export interface MigrationDecisions {
  readonly states?: Readonly<Record<StatePath, StatePath | null>>;
  readonly tasks?: Readonly<Record<TaskRef, TaskRef | null>>;
  readonly clocks?: Readonly<Record<ClockRef, ClockRef | null>>;
  readonly drop?: readonly string[];
  readonly recount?: boolean;
}

/**
 * Proposes how instances of one version move to another: each state to the same place, else to the only new state with the
 * same key, else with the same title; the rest is listed as `open` for a person to decide. Tasks and clocks follow their state.
 */
export function planMigration(from: CompiledWorkflow, to: CompiledWorkflow, decisions: MigrationDecisions = {}): MigrationPlan {
  const states: Record<StatePath, StateMapping> = {};
  const open: StatePath[] = [];
  for (const state of Object.values(from.states).filter(rests)) {
    const mapping = proposed(state, from, to, decisions);
    if (mapping !== undefined) states[state.path] = mapping;
    else if (state.children.length === 0 || carries(from, state)) open.push(state.path);
  }
  return { from: from.hash, to: to.hash, states, open, ...references(from, to, states, decisions), drop: decisions.drop ?? [], recount: decisions.recount ?? false };
}

/** An instance is never found in a choice, nor in the memory of a state. */
function rests({ kind }: CompiledState): boolean {
  return kind !== 'choose' && kind !== 'history';
}

function carries(compiled: CompiledWorkflow, state: CompiledState): boolean {
  return state.tasks.length > 0 || state.clock !== undefined || (internalsOf(compiled).plans.get(state.path)?.timeouts.length ?? 0) > 0;
}

function proposed(state: CompiledState, from: CompiledWorkflow, to: CompiledWorkflow, decisions: MigrationDecisions): StateMapping | undefined {
  const given = decisions.states?.[state.path];
  if (given !== undefined) return { to: given, how: 'given' };
  const fits = (other: CompiledState) => other.kind !== 'history' && (other.outcome === undefined || state.kind === 'final') && (state.children.length === 0 || other.children.length > 0);
  const same = to.states[state.path];
  if (same !== undefined && fits(same)) return { to: same.path, how: 'path' };
  // A place that both versions have is taken by the state that is there already.
  const free = Object.values(to.states).filter((other) => from.states[other.path] === undefined && fits(other));
  const key = keyOf(state.path);
  const named = free.filter((other) => keyOf(other.path) === key);
  if (named.length === 1 && named[0] !== undefined) return { to: named[0].path, how: 'key' };
  const titled = free.filter((other) => other.title.en === state.title.en && other.title['zh-CN'] === state.title['zh-CN']);
  return titled.length === 1 && titled[0] !== undefined ? { to: titled[0].path, how: 'title' } : undefined;
}

function references(from: CompiledWorkflow, to: CompiledWorkflow, states: MigrationPlan['states'], decisions: MigrationDecisions): Pick<MigrationPlan, 'tasks' | 'clocks'> {
  const tasks: Record<TaskRef, TaskRef | null> = {};
  const clocks: Record<ClockRef, ClockRef | null> = {};
  for (const { ref, key, state, title } of Object.values(from.tasks)) {
    const there = to.states[states[state]?.to ?? '']?.tasks.flatMap((other) => to.tasks[other] ?? []) ?? [];
    const titled = there.filter((other) => other.title.en === title.en && other.title['zh-CN'] === title['zh-CN'] && from.tasks[`${state}#${other.key}`] === undefined);
    const found = there.find((other) => other.key === key) ?? (titled.length === 1 ? titled[0] : undefined);
    const given = decisions.tasks?.[ref];
    tasks[ref] = given === undefined ? (found?.ref ?? null) : given;
  }
  for (const ref of Object.keys(from.clocks)) {
    const given = decisions.clocks?.[ref];
    const place = from.states[ref];
    // A clock of a state goes with its state; one apart from states keeps its name. One that left its state is known by its title.
    const found = (place === undefined ? to.clocks[ref]?.ref : to.states[states[ref]?.to ?? '']?.clock) ?? apartAs(from, to, ref);
    clocks[ref] = given === undefined ? (found ?? null) : given;
  }
  return { tasks, clocks };
}

/** The only clock apart from states that the new version has under the title of an old one. */
function apartAs(from: CompiledWorkflow, to: CompiledWorkflow, ref: ClockRef): ClockRef | undefined {
  const title = from.clocks[ref]?.title;
  const titled = Object.values(to.clocks).filter((other) => to.states[other.ref] === undefined && from.clocks[other.ref] === undefined && other.title.en === title?.en && other.title['zh-CN'] === title['zh-CN']);
  return titled.length === 1 ? titled[0]?.ref : undefined;
}

/** The part of a plan that one instance needs: what its history keeps, so that a replay does not depend on anything else. */
export function planFor(plan: MigrationPlan, snapshot: Snapshot): MigrationPlan {
  const places = new Set([...activeStates(snapshot), ...Object.keys(snapshot.entered)]);
  const only = <T>(record: Readonly<Record<string, T>>, keep: (key: string) => boolean) => Object.fromEntries(Object.entries(record).filter(([key]) => keep(key)));
  const stateOf = (ref: string) => ref.split('#')[0] ?? '';
  return {
    ...plan,
    states: only(plan.states, (path) => places.has(path)),
    open: plan.open.filter((path) => places.has(path)),
    tasks: only(plan.tasks, (ref) => places.has(stateOf(ref))),
    clocks: only(plan.clocks, (ref) => ref in snapshot.clocks || places.has(ref)),
  };
}

export function keyOf(path: StatePath): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
