import { createActor, type AnyActorScope, type AnyMachineSnapshot, type AnyStateMachine, type ExecutableActionsFrom } from 'xstate';
import type { MachineEvent } from './machine.js';

/** What a machine moves within: nothing of it is read or kept. One for each machine; XState's own `transition` works the initial state out anew for each step. */
const scopes = new WeakMap<AnyStateMachine, AnyActorScope>();

/** XState's `transition`: the snapshot after an event, and the actions on the way, unexecuted. */
export function transition(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, event: MachineEvent): [AnyMachineSnapshot, ExecutableActionsFrom<AnyStateMachine>[]] {
  const actions: ExecutableActionsFrom<AnyStateMachine>[] = [];
  const scope = scopeOf(machine);
  scope.actionExecutor = (action) => void actions.push(action as ExecutableActionsFrom<AnyStateMachine>);
  return [machine.transition(snapshot, event, scope), actions];
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
