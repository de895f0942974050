import { transition, type AnyMachineSnapshot } from 'xstate';
import { internalsOf } from '../compile.js';
import { Draft } from '../draft.js';
import { MACHINE_ID, type MachineEvent } from '../machine.js';
import type { PlacePlan } from '../plan.js';
import { finish, resolved, runOf } from '../step.js';
import type { Books, CompiledWorkflow, JsonObject, Snapshot, StatePath, StepContext, StepDone } from '../types.js';

/** All that a migration asks of the engine stands in this file. */

export type Plans = ReadonlyMap<StatePath, PlacePlan>;

/** The books of an instance, opened with some plans of its definition: with fewer of them, only part of a state is entered or left. */
export function openBooks(compiled: CompiledWorkflow, plans: Plans, books: Books, data: JsonObject, context: StepContext): Draft {
  const { clocks, compensations } = internalsOf(compiled);
  return new Draft(plans, clocks, { ...books, data }, context, compensations);
}

/** A state's plan with nothing in it. */
export function emptied(plan: PlacePlan): PlacePlan {
  const { clock: _, ...rest } = plan;
  return { ...rest, tasks: [], pauses: [], timeouts: [], final: false };
}

/**
 * Lets an instance that was put into a configuration come to rest: choices are taken, conditions are asked, states in which
 * everything is over are left.
 * @throws ExpressionFailure, Refused when that cannot be computed
 */
export function settle(compiled: CompiledWorkflow, placed: Pick<Snapshot, 'value' | 'history' | 'data' | 'links'>, active: readonly StatePath[], draft: Draft, context: StepContext): StepDone {
  const { machine, plans } = internalsOf(compiled);
  const run = runOf(context);
  const snapshot = placed as Snapshot;
  let after: AnyMachineSnapshot = resolved(machine, snapshot, { data: placed.data, links: placed.links ?? {}, run });
  const actions: unknown[] = [];
  // XState says that everything inside is over when the last part ends; one that was put there has said so already.
  const ended = [...active].reverse().filter((path) => (plans.get(path)?.done.length ?? 0) > 0 && plans.get(path)?.doneWaits !== true && isEnded(compiled, path, new Set(active)));
  for (const type of [...ended.map((path) => `xstate.done.state.${MACHINE_ID}.${path}`), 'migrate']) {
    if (after.status !== 'active') break;
    const [next, more] = transition(machine, after, { type } satisfies MachineEvent);
    after = next;
    actions.push(...more);
  }
  return finish(compiled, placed.data, after, actions, { type: 'start' }, draft, run);
}

function isEnded(compiled: CompiledWorkflow, path: StatePath, active: ReadonlySet<StatePath>): boolean {
  const inside = (compiled.states[path]?.children ?? []).flatMap((child) => compiled.states[child] ?? []).filter(({ kind }) => kind !== 'history');
  if (inside.length === 0) return false;
  if (compiled.states[path]?.kind === 'parallel') return inside.every((child) => child.kind === 'final' || isEnded(compiled, child.path, active));
  return inside.some((child) => child.kind === 'final' && active.has(child.path));
}

/** The data as the new version wants them, with its defaults; undefined with the fields that do not fit. */
export function checkedFor(compiled: CompiledWorkflow, data: JsonObject): { readonly data: JsonObject } | { readonly fields: readonly string[] } {
  const checked = internalsOf(compiled).checkData.check(data);
  return 'value' in checked ? { data: checked.value as JsonObject } : { fields: checked.problems.map(({ field }) => field) };
}
