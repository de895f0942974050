import { text } from '@stationhouse/kernel';
import { ExpressionFailure, identifiers, type Expression, type Expressions } from './expressions.js';
import type { Definition } from './grammar.js';
import { neverHolds } from './guard-hold.js';
import type { Problems } from './problems.js';
import type { JsonObject } from './types.js';
import { schemaAt } from './values.js';

/** What such a condition does not read: it holds by what is known of the instance, not by what time it is. */
const BESIDE_DATA = ['now', 'linked'];

/** A condition that is worked out of the data alone: whenever it is asked, the same data say the same. */
export function conditionOfData(definition: Definition, source: string, at: readonly (string | number)[], expressions: Expressions, problems: Problems): Expression | undefined {
  const data = definition.data as JsonObject;
  const when = expressions.compile(source, { place: undefined, scope: { args: new Map() }, at, withState: false, expected: ['bool'], strict: true });
  if (when === undefined) return undefined;
  const beside = identifiers(when.ast).find((name) => BESIDE_DATA.includes(name));
  if (beside !== undefined) problems.add('BESIDE_DATA', at, text(`此处的条件只能使用 data 和 parameters，不能使用“${beside}”。`, `This condition reads data and parameters alone, not "${beside}".`));
  if (neverHolds(when.ast, ([root, ...path]) => (root === 'data' ? schemaAt(data, path) : undefined))) {
    problems.add('GUARD_NEVER_HOLDS', at, text(`条件“${when.source}”永远不成立，不会开启：请核对取值。`, `The condition "${when.source}" can never hold, so it would never open: check its values.`));
  }
  return when;
}

/** Whether such a condition holds. What cannot be told opens nothing. */
export function holdsForData(when: Expression, data: JsonObject, timeZone: string): boolean {
  try {
    return when.evaluate({ data, event: {}, now: new Date(0), timeZone, enteredAt: () => new Date(0) }) === true;
  } catch (error) {
    if (error instanceof ExpressionFailure) return false;
    throw error;
  }
}
