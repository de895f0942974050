import type { SearchTallyQuery } from '../gql/search.js';

export type Question = SearchTallyQuery['postQuestions']['edges'][number]['node'];
export type VideoAsked = SearchTallyQuery['videoRequests']['edges'][number]['node'];

/** How a question or a request stands: what was answered, or `waiting`. */
export const answerOf = ({ instance }: Pick<Question, 'instance'>): string => (instance.closed ? (instance.outcome ?? 'notNeeded') : 'waiting');

/** How many were asked, how many have answered, and what. Those that were called off unanswered count as asked alone. */
export interface Tally {
  readonly asked: number;
  readonly answered: number;
  /** By answer; `waiting` and `noAnswer` have not answered. */
  readonly by: Readonly<Record<string, number>>;
}

const SILENT: ReadonlySet<string> = new Set(['waiting', 'noAnswer', 'notNeeded']);

export function tallyOf(rows: readonly Pick<Question, 'instance'>[]): Tally {
  const by: Record<string, number> = {};
  for (const row of rows) by[answerOf(row)] = (by[answerOf(row)] ?? 0) + 1;
  return { asked: rows.length, answered: rows.filter((row) => !SILENT.has(answerOf(row))).length, by };
}

/** Whoever has them, then who has seen something, then who has not answered – the one asked first on top –, then the rest. */
const ORDER = ['withUs', 'seen', 'waiting', 'noAnswer', 'notSeen', 'noVideo', 'notNeeded'];

export function inOrder<Row extends Pick<Question, 'instance'>>(rows: readonly Row[]): readonly Row[] {
  const rank = (row: Row) => ORDER.indexOf(answerOf(row));
  return [...rows].sort((left, right) => rank(left) - rank(right) || left.instance.startedAt.localeCompare(right.instance.startedAt));
}

/** The units that were asked last time, so that each has one line: the latest question to each counts. */
export function latestOfEach(rows: readonly Question[]): readonly Question[] {
  const latest = new Map<string, Question>();
  for (const row of rows) {
    const key = row.item ?? row.id;
    const before = latest.get(key);
    // What a post has said stays, until it says something else.
    if (before === undefined || (before.instance.startedAt < row.instance.startedAt && (SILENT.has(answerOf(before)) || !SILENT.has(answerOf(row))))) latest.set(key, row);
  }
  return [...latest.values()];
}
