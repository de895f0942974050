import { createActor, type AnyActorScope, type AnyMachineSnapshot, type AnyStateMachine, type ExecutableActionsFrom } from 'xstate';
import type { MachineContext, MachineEvent } from './machine.js';
import type { StateValue } from './types.js';

/** What a machine moves within: nothing of it is read or kept. One for each machine; XState's own `transition` works the initial state out anew for each step. */
const scopes = new WeakMap<AnyStateMachine, AnyActorScope>();

/** Machine snapshots by the value they stand for; their context is another each time. */
const resolved = new WeakMap<AnyStateMachine, Map<string, AnyMachineSnapshot>>();
const MOST_KNOWN = 1000;

/** XState's `resolveState`: a machine in a state it was in before. A life comes through the same few states as its neighbours, and which nodes they are is worked out once. */
export function resolveState(machine: AnyStateMachine, value: StateValue, context: MachineContext, historyValue: AnyMachineSnapshot['historyValue']): AnyMachineSnapshot {
  const values = resolved.get(machine) ?? new Map<string, AnyMachineSnapshot>();
  resolved.set(machine, values);
  // The order of its keys counts: regions are asked in it.
  const key = JSON.stringify(value);
  // Nobody's data stay behind with it.
  const snapshot = values.get(key) ?? machine.resolveState({ value, context: {}, historyValue: {} });
  if (values.size >= MOST_KNOWN) values.clear();
  values.set(key, snapshot);
  return { ...snapshot, context, historyValue } as AnyMachineSnapshot;
}

/** XState's `initialTransition`: the snapshot a machine begins with, and the actions on the way, unexecuted. */
export function begin(machine: AnyStateMachine, context: MachineContext): [AnyMachineSnapshot, ExecutableActionsFrom<AnyStateMachine>[]] {
  return performed(machine, (scope) => machine.getInitialSnapshot(scope, context) as AnyMachineSnapshot);
}

/** XState's `transition`: the snapshot after an event, and the actions on the way, unexecuted. */
export function transition(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: MachineEvent): [AnyMachineSnapshot, ExecutableActionsFrom<AnyStateMachine>[]] {
  return performed(machine, (scope) => machine.transition(snapshot, event, scope));
}

function performed(machine: AnyStateMachine, move: (scope: AnyActorScope) => AnyMachineSnapshot): [AnyMachineSnapshot, ExecutableActionsFrom<AnyStateMachine>[]] {
  const actions: ExecutableActionsFrom<AnyStateMachine>[] = [];
  const scope = scopeOf(machine);
  scope.actionExecutor = (action) => void actions.push(action as ExecutableActionsFrom<AnyStateMachine>);
  return [move(scope), actions];
}

function scopeOf(machine: AnyStateMachine): AnyActorScope {
  const known = scopes.get(machine);
  if (known !== undefined) return known;
  const self = createActor(machine);
  const nothing = () => undefined;
  const scope: AnyActorScope = { self, defer: nothing, id: '', logger: nothing, sessionId: '', stopChild: nothing, system: self.system, emit: nothing, actionExecutor: nothing };
  scopes.set(machine, scope);
  return scope;
}
