import { text } from '@stationhouse/kernel';
import { internalsOf } from './compile.js';
import type { Expression, Expressions } from './expressions.js';
import type { Definition } from './grammar.js';
import { neverHolds } from './guard-hold.js';
import type { Problems } from './problems.js';
import { saidIn, sayNo, type SaidRefusal } from './refusals.js';
import type { CompiledWorkflow, JsonObject, StepContext } from './types.js';
import { schemaAt } from './values.js';

/** What a start is refused for, ready to be asked. */
export interface RefusedStart extends SaidRefusal {
  readonly when: Expression;
}

/** Plans what a start is refused for, noting what does not fit. */
export function planRefusedStarts(definition: Definition, expressions: Expressions, problems: Problems): readonly RefusedStart[] {
  return (definition.refuseStart ?? []).flatMap((one, index) => {
    const at = ['refuseStart', index];
    const ask = (source: string, place: readonly (string | number)[], expected: readonly string[], strict: boolean) => expressions.compile(source, { place: undefined, scope: { args: new Map() }, at: place, withState: false, strict, expected });
    const when = ask(one.when, [...at, 'when'], ['bool'], true);
    if (when !== undefined && neverHolds(when.ast, ([root, ...keys]) => (root === 'data' ? schemaAt(definition.data as JsonObject, keys) : undefined))) {
      problems.add('GUARD_NEVER_HOLDS', [...at, 'when'], text(`条件“${when.source}”永远不成立：请核对取值，或删除这一项。`, `The condition "${when.source}" can never hold: check its values, or remove this entry.`));
    }
    // Said only where the condition holds, which has asked for what may be missing.
    const say = saidIn(definition, one, at, problems, (source, place) => ask(source, place, ['Moment', 'string'], false));
    return when === undefined ? [] : [{ refuse: one.refuse, when, say }];
  });
}

/** Refuses data that no instance of the workflow may begin with, by the first condition that holds. @throws Refused EVENT_REFUSED with `reason` */
export function requireMayStart(compiled: CompiledWorkflow, data: JsonObject, { now, timeZone, calendars }: StepContext): void {
  const { refusedStarts, definition } = internalsOf(compiled);
  const evaluation = { data, event: {}, now, timeZone, calendars, enteredAt: () => now };
  const held = refusedStarts.find(({ when }) => when.evaluate(evaluation) === true);
  if (held !== undefined) sayNo(definition, held, evaluation);
}
