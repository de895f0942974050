import { BUILT_IN } from './calendar.js';
import type { Evaluation, Expression } from './expressions.js';
import { dueOf, reckon, type Reckoned, type Where } from './reckoning.js';
import { Moment, type Span } from './time-values.js';
import type { Due } from './types.js';

/** A span after a moment, or a moment an expression gives. */
export type DuePlan = { readonly after: Span } | { readonly at: Expression };

/** When a task or clock is due. @param from where a span begins; the moment of the step when absent */
export function reckonDue(due: DuePlan, evaluation: Evaluation, from = evaluation.now): Reckoned {
  return 'after' in due ? reckon(from, due.after, whereOf(evaluation)) : momentOf(due.at, evaluation).reckoned();
}

/** The same as a due moment that explains itself. */
export function computeDue(due: DuePlan, evaluation: Evaluation, from = evaluation.now): Due {
  return dueOf(reckonDue(due, evaluation, from), whereOf(evaluation));
}

/** The moment an expression gives. @throws ExpressionFailure when its data are missing */
export function momentOf(expression: Expression, evaluation: Evaluation): Moment {
  const value = expression.evaluate(evaluation);
  if (!(value instanceof Moment)) throw new Error(`"${expression.source}" is no moment`);
  return value;
}

export function whereOf({ timeZone, calendars }: Pick<Evaluation, 'timeZone' | 'calendars'>): Where {
  return { timeZone, calendars: calendars ?? BUILT_IN };
}
