import { internalsOf } from './compile.js';
import type { CompiledHandIn, CompiledWorkflow } from './compiled-types.js';
import { conditionOfData, holdsForData } from './data-condition.js';
import type { Expression, Expressions } from './expressions.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import type { Snapshot } from './types.js';

/** Handing in, made ready. */
export interface HandInPlan {
  readonly handIn: CompiledHandIn;
  readonly when?: Expression;
}

/** Plans how photos are handed in, noting what does not fit; undefined for a workflow that takes none. */
export function planHandIn(definition: Definition, expressions: Expressions, problems: Problems): HandInPlan | undefined {
  const { handIn } = definition;
  if (handIn === undefined) return undefined;
  const { title, request, consent, likeness = false } = handIn;
  const when = handIn.when === undefined ? undefined : conditionOfData(definition, handIn.when, ['handIn', 'when'], expressions, problems);
  return { handIn: { title, request, consent, likeness }, ...(when === undefined ? {} : { when }) };
}

/** Whether photos may be handed in now: the instance runs and the condition holds. False for a workflow that takes none. */
export function handInOpen(compiled: CompiledWorkflow, snapshot: Pick<Snapshot, 'status' | 'data'>, timeZone: string): boolean {
  const plan = internalsOf(compiled).handIn;
  return plan !== undefined && snapshot.status === 'running' && (plan.when === undefined || holdsForData(plan.when, snapshot.data, timeZone));
}
