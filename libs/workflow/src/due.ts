import type { Evaluation, Expression } from './expressions.js';
import { dueAfter, Moment, type Span } from './time-values.js';
import type { Due } from './types.js';

/** When a task or clock is due: a span after the moment of the step, or a moment an expression gives. */
export function computeDue(due: { readonly after: Span } | { readonly at: Expression }, evaluation: Evaluation): Due {
  return 'after' in due ? dueAfter(evaluation.now, due.after, evaluation.timeZone) : momentOf(due.at, evaluation).due();
}

/** The moment an expression gives. @throws ExpressionFailure when its data are missing */
export function momentOf(expression: Expression, evaluation: Evaluation): Moment {
  const value = expression.evaluate(evaluation);
  if (!(value instanceof Moment)) throw new Error(`"${expression.source}" is no moment`);
  return value;
}
