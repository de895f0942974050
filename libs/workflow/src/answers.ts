import type { AnswerRule, Person, TaskAnswer } from './types.js';

/** What one more answer leads to. */
export type Answered =
  /** The answers with the new one; `settled` is the task's outcome once there is one. */
  | { readonly answers: readonly TaskAnswer[]; readonly settled?: string }
  | { readonly refused: 'ALREADY_ANSWERED' | 'TASK_NOT_YOURS' };

/**
 * Adds one person's answer to those given so far.
 * @returns the answers in their places and the outcome they settle, or why the person cannot answer
 */
export function answerTask(rule: AnswerRule, given: readonly TaskAnswer[], person: Person, outcome: string, at: string): Answered {
  if (given.some(({ by }) => by === person.accountId)) return { refused: 'ALREADY_ANSWERED' };
  const from = rule.from;
  const roles = from === undefined ? undefined : [...new Set(from)].filter((role) => person.roles.includes(role));
  const answer: TaskAnswer = { by: person.accountId, outcome, at, ...(roles === undefined ? {} : { roles }) };
  const answers = from === undefined ? [...given, answer] : seated(from, [...given, answer]);
  if (answers === undefined) return { refused: 'TASK_NOT_YOURS' };
  const settled = settledBy(rule, answers);
  return { answers, ...(settled === undefined ? {} : { settled }) };
}

/** The outcome that the answers settle, undefined while it is open. */
function settledBy(rule: AnswerRule, answers: readonly TaskAnswer[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { outcome } of answers) {
    if (rule.veto.includes(outcome)) return outcome;
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  if (most >= rule.need) return [...counts].find(([, count]) => count === most)?.[0];
  const left = placesOf(rule) - answers.length;
  return most + left < rule.need ? rule.otherwise : undefined;
}

/** How many may answer at most. */
export function placesOf(rule: Pick<AnswerRule, 'from' | 'of'>): number {
  return rule.from?.length ?? rule.of ?? Number.POSITIVE_INFINITY;
}

/**
 * True when the answers could be spread so that no outcome reaches what is needed.
 * @param choices how many outcomes people pick from, vetoes left out
 */
export function mayDisagree(rule: Pick<AnswerRule, 'from' | 'of' | 'need'>, choices: number): boolean {
  return placesOf(rule) <= choices * (rule.need - 1);
}

/**
 * Gives every answer a role, one each; somebody who holds two makes room for somebody who holds one (augmenting paths).
 * @returns undefined when the last answer finds no place
 */
function seated(from: readonly string[], answers: readonly TaskAnswer[]): TaskAnswer[] | undefined {
  const holder: (number | undefined)[] = from.map(() => undefined);
  const place = (answer: number, tried: Set<number>): boolean =>
    from.some((role, seat) => {
      if (tried.has(seat) || answers[answer]?.roles?.includes(role) !== true) return false;
      tried.add(seat);
      const sitting = holder[seat];
      if (sitting !== undefined && !place(sitting, tried)) return false;
      holder[seat] = answer;
      return true;
    });
  if (!answers.every((_, index) => place(index, new Set()))) return undefined;
  return answers.map((answer, index) => ({ ...answer, role: from[holder.indexOf(index)] ?? '' }));
}
