import type { CompiledWorkflow } from '../types.js';
import { newQuestions, type Ledger, type Stretch, type TaskOfLife } from './ledger.js';
import { RHYTHMS, type Assumption, type Entry } from './tally.js';

const ONE = RHYTHMS.map(() => 1);
const EXTRA: readonly Assumption[] = ['extraTasks'];

/** What is compared of a life, with what it is compared to: the same instance under the present version. */
export interface Compared {
  readonly life: Ledger;
  /** Undefined for the present version itself. */
  readonly against?: Ledger | undefined;
  /** The present, in milliseconds: what is not over by then is still open. */
  readonly until: number;
}

/** Everything countable of a life. */
export function entriesOf({ life, against, until }: Compared, questions: ReturnType<typeof newQuestions>, formOf: (task: string) => string | undefined): Entry[] {
  const entries: Entry[] = life.tasks.flatMap((task) => taskEntries(task, questions.get(formOf(task.ref) ?? '') ?? []));
  const then = against === undefined ? undefined : { tasks: inTurn(against.tasks), clocks: inTurn(against.clocks) };
  for (const [key, task] of inTurn(life.tasks)) entries.push(...runningOut(task, then?.tasks.get(key), until, { due: 'due', over: 'overdue' }));
  for (const [key, clock] of inTurn(life.clocks)) entries.push(...runningOut(clock, then?.clocks.get(key), until, { due: 'clock', over: 'breach' }));
  for (const { what, ref, role, at, before, assumed } of life.sent) entries.push({ kind: what, of: ref, role, length: before, mark: String(at), assumptions: assumed ? EXTRA : [] });
  if (life.outcome !== undefined) entries.push({ kind: 'outcome', of: life.outcome.id, mark: '', assumptions: life.outcome.assumed ? EXTRA : [] });
  return entries;
}

function taskEntries({ ref, roles, done, assumed }: TaskOfLife, questions: readonly { readonly field: string; readonly always: boolean }[]): Entry[] {
  const assumptions = assumed ? EXTRA : [];
  const mark = roles.join();
  return [
    { kind: 'task', of: ref, mark, assumptions },
    ...roles.map((role): Entry => ({ kind: 'load', of: role, mark: ref, assumptions })),
    ...(done ? questions : []).map(({ field, always }): Entry => ({ kind: 'question', of: `${ref} ${field}`, mark: '', counts: always ? ONE : [1, 0, 0], assumptions: always ? assumptions : [...assumptions, 'condition'] })),
  ];
}

/** A due moment, and whether it was missed – by what people would have done, where it is not as it was. */
function runningOut(one: Stretch, then: Stretch | undefined, until: number, { due: dueKind, over }: { readonly due: 'due' | 'clock'; readonly over: 'overdue' | 'breach' }): Entry[] {
  if (one.due === undefined) return [];
  const { due } = one;
  const late = (to: number | undefined, at: number) => ((to ?? until) > at ? 1 : 0);
  const same = late(one.to, due);
  const moved = then?.due !== undefined && (then.due !== due || then.reminder !== one.reminder);
  const counts = moved ? [same, late(then.to, then.due ?? due), late(reminded(one, then), due)] : ONE.map(() => same);
  const assumptions: Assumption[] = [...(one.endAssumed ? EXTRA : []), ...(moved ? (['rhythm'] as const) : [])];
  return [
    { kind: dueKind, of: one.ref, length: due - one.from, mark: String(due), assumptions: one.assumed ? EXTRA : [] },
    // Its mark is whether it could be otherwise: an estimate that stays the same in every case is no difference.
    { kind: over, of: one.ref, counts, mark: counts.join(), assumptions },
  ];
}

/** When somebody would have finished who finishes as long after the reminder as then. */
function reminded(one: Stretch, then: Stretch): number | undefined {
  if (then.to === undefined || then.reminder === undefined || one.reminder === undefined || then.to <= then.reminder) return one.to;
  return Math.max(one.from, then.to + one.reminder - then.reminder);
}

/** Each by its reference and which opening of it it is. */
function inTurn<One extends Stretch>(list: readonly One[]): ReadonlyMap<string, One> {
  const counts = new Map<string, number>();
  return new Map(
    list.map((one) => {
      const count = (counts.get(one.ref) ?? 0) + 1;
      counts.set(one.ref, count);
      return [`${one.ref} ${count}`, one];
    }),
  );
}

/** The form of a task. */
export function formOf(compiled: CompiledWorkflow): (task: string) => string | undefined {
  return (task) => compiled.tasks[task]?.form;
}
