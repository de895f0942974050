/** What is counted of past instances. */
export type MeasureKind = 'task' | 'load' | 'due' | 'overdue' | 'reminder' | 'escalation' | 'warning' | 'clock' | 'breach' | 'notice' | 'question' | 'outcome';

/** What an estimate rests on. */
export type Assumption =
  /** People finish at the same moment as they did, or as long before the due moment or after the reminder as they did. */
  | 'rhythm'
  /** Tasks that nobody had take as long as tasks of that role took, between the quickest and the slowest quarter; what waits for them comes as long after its own task opened as it did. */
  | 'extraTasks'
  /** A question that is asked under a condition: between nobody and everybody. */
  | 'condition';

/** How people may have behaved: those of {@link RHYTHMS} with quick extra tasks, then with slow ones. */
export const RHYTHMS = ['same', 'due', 'reminder'] as const;
export const VARIANTS = RHYTHMS.length * 2;

/** One countable thing of one life. */
export interface Entry {
  readonly kind: MeasureKind;
  /** The task, clock, action, form and field, role or outcome. */
  readonly of: string;
  readonly role?: string | undefined;
  /** 0 or 1, by rhythm, where that matters; 1 otherwise. */
  readonly counts?: readonly number[];
  /** A length of time in milliseconds, where the thing has one. */
  readonly length?: number | undefined;
  /** What tells it from the same thing in another life. */
  readonly mark: string;
  readonly assumptions: readonly Assumption[];
}

/** Figures of one thing over many instances. Plain JSON; two add up to one. */
export interface Sum {
  readonly kind: MeasureKind;
  readonly of: string;
  readonly role?: string | undefined;
  now: number;
  /** By variant. */
  readonly draft: number[];
  readonly lengths: { readonly now: number[]; readonly draft: number[] };
  readonly assumptions: Assumption[];
  /** Instances in which it is not as it was. */
  readonly differs: string[];
}

export type Tally = Record<string, Sum>;

/**
 * Adds one instance: its entries under the present version, and under the draft with quick and with slow extra tasks.
 * @returns whether anything of it is not as it was
 */
export function addTo(tally: Tally, id: string, now: readonly Entry[], quick: readonly Entry[], slow: readonly Entry[]): boolean {
  const own = new Map<string, { readonly sum: Sum; readonly mark: { readonly now: string[]; readonly draft: string[] } }>();
  const sumOf = (entry: Entry) => {
    const key = `${entry.kind} ${entry.of} ${entry.role ?? ''}`;
    const known = own.get(key);
    if (known !== undefined) return known;
    const sum = (tally[key] ??= { kind: entry.kind, of: entry.of, role: entry.role, now: 0, draft: Array<number>(VARIANTS).fill(0), lengths: { now: [], draft: [] }, assumptions: [], differs: [] });
    const made = { sum, mark: { now: [], draft: [] } };
    own.set(key, made);
    return made;
  };
  for (const entry of now) {
    const { sum, mark } = sumOf(entry);
    sum.now += entry.counts?.[0] ?? 1;
    mark.now.push(entry.mark);
    if (entry.length !== undefined) sum.lengths.now.push(entry.length);
  }
  for (const [pace, entries] of [quick, slow].entries()) {
    for (const entry of entries) {
      const { sum, mark } = sumOf(entry);
      for (const index of RHYTHMS.keys()) sum.draft[pace * RHYTHMS.length + index] = (sum.draft[pace * RHYTHMS.length + index] ?? 0) + (entry.counts?.[index] ?? 1);
      for (const assumption of entry.assumptions) if (!sum.assumptions.includes(assumption)) sum.assumptions.push(assumption);
      if (pace === 1) continue;
      mark.draft.push(entry.mark);
      if (entry.length !== undefined) sum.lengths.draft.push(entry.length);
    }
  }
  const differing = [...own.values()].filter(({ mark }) => !sameMarks(mark.now, mark.draft));
  for (const { sum } of differing) sum.differs.push(id);
  return differing.length > 0;
}

/** Whether both say the same, in whatever order. */
function sameMarks(left: string[], right: string[]): boolean {
  if (left.length !== right.length) return false;
  if (left.length < 2) return left[0] === right[0];
  right.sort();
  return left.sort().every((mark, index) => mark === right[index]);
}

/** Adds one tally to another. */
export function addTally(into: Tally, from: Tally): void {
  for (const [key, sum] of Object.entries(from)) {
    const known = into[key];
    if (known === undefined) {
      into[key] = structuredClone(sum);
      continue;
    }
    known.now += sum.now;
    for (const [index, count] of sum.draft.entries()) known.draft[index] = (known.draft[index] ?? 0) + count;
    known.lengths.now.push(...sum.lengths.now);
    known.lengths.draft.push(...sum.lengths.draft);
    known.differs.push(...sum.differs);
    for (const assumption of sum.assumptions) if (!known.assumptions.includes(assumption)) known.assumptions.push(assumption);
  }
}
