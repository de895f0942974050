/** What a step of an instance did to its states, as the history keeps it. */
export interface LoggedStep {
  readonly at: Date;
  readonly kind: string;
  /** Of a task that was completed or taken back. */
  readonly task: string | null;
  readonly serial: string | null;
  readonly left: readonly string[];
  readonly entered: readonly string[];
}

/** One stay in a state. */
export interface Stay {
  readonly state: string;
  /** The state beside it that came next, within the same stay in the state around both; null where the stay around ended, or none has come yet. */
  readonly went: string | null;
  /** Whole seconds after the instance began. */
  readonly begins: number;
  /** Whole seconds; null while it goes on. What was never left, as the state an instance ended in, goes on. */
  readonly lasts: number | null;
}

/** A state that was passed through, with what was passed through inside of it. */
export interface Passed {
  readonly state: string;
  readonly inner: readonly Passed[];
}

/** Steps that move an instance to another version: what they bring about was not come into by work. */
const CARRIED: ReadonlySet<string> = new Set(['migrate', 'undo-migration']);

interface OpenStay {
  readonly state: string;
  went: string | null;
  readonly begins: number;
  lasts: number | null;
}

/**
 * The stays of an instance, in the order they began, from its history in the order of versions. What was taken back never happened: a recalled answer
 * and its recall are left out together. A move to another version ends stays and begins others, and is no way from one to the other.
 */
export function staysOf(steps: readonly LoggedStep[], startedAt: Date): Stay[] {
  const stays: OpenStay[] = [];
  const open = new Map<string, OpenStay>();
  /** By the state around: the last stay within its present one. */
  const latest = new Map<string, OpenStay>();
  for (const { at, kind, left, entered } of thatHappened(steps)) {
    const moment = Math.max(0, Math.floor((at.getTime() - startedAt.getTime()) / 1000));
    const carried = CARRIED.has(kind);
    const stands = (state: string) => carried && open.has(state) && left.includes(state) && entered.includes(state);
    const before = new Set(open.keys());
    for (const state of left) if (!entered.includes(state)) close(open, state, moment);
    for (const state of entered) {
      if (stands(state)) continue;
      close(open, state, moment);
      const around = outsideOf(state);
      const beside = latest.get(around);
      // What goes on beside it, in a branch of its own, is not where it came from.
      if (beside !== undefined && !carried && (open.get(beside.state) !== beside || left.includes(beside.state))) beside.went = state;
      const stay: OpenStay = { state, went: null, begins: moment, lasts: null };
      for (const inside of [...latest.keys()]) if (inside === state || inside.startsWith(`${state}.`)) latest.delete(inside);
      latest.set(around, stay);
      open.set(state, stay);
      stays.push(stay);
    }
    // What was left more often than it was there and entered together was passed through.
    for (const state of new Set(entered)) if (count(entered, state) + (before.has(state) ? 1 : 0) - count(left, state) <= 0) close(open, state, moment);
  }
  return stays;
}

function count(all: readonly string[], one: string): number {
  return all.filter((other) => other === one).length;
}

function close(open: Map<string, OpenStay>, state: string, moment: number): void {
  const stay = open.get(state);
  if (stay === undefined) return;
  stay.lasts = moment - stay.begins;
  open.delete(state);
}

function thatHappened(steps: readonly LoggedStep[]): LoggedStep[] {
  const recalls = steps.flatMap((step, index) => (step.kind === 'recall-task' ? [{ ...step, index }] : []));
  return steps.filter(({ kind, task, serial }, index) => kind !== 'recall-task' && !(kind === 'complete-task' && recalls.some((recall) => recall.index > index && recall.task === task && recall.serial === serial)));
}

/** The path around a state; '' of an outermost one. */
export function outsideOf(state: string): string {
  return state.slice(0, Math.max(0, state.lastIndexOf('.')));
}

/**
 * What was passed through, each state within the stay around it: two instances that did the same in parallel branches took one way, whichever branch
 * was quicker.
 * @param states in the order they were entered; what lies around one may be missing
 */
export function wayOf(states: readonly string[]): Passed[] {
  const way: Passed[] = [];
  const around = new Map<string, Passed & { inner: Passed[] }>();
  for (const state of states) {
    const passed: Passed & { inner: Passed[] } = { state, inner: [] };
    let outside = outsideOf(state);
    while (outside !== '' && !around.has(outside)) outside = outsideOf(outside);
    (around.get(outside)?.inner ?? way).push(passed);
    for (const inside of [...around.keys()]) if (inside.startsWith(`${state}.`)) around.delete(inside);
    around.set(state, passed);
  }
  return way;
}

/** A way as one text: the same for instances that took the same. */
export function wayKey(way: readonly Passed[]): string {
  return way.map(({ state, inner }) => (inner.length === 0 ? state : `${state}(${wayKey(inner)})`)).join(' ');
}

/** Every entry of a state beyond its first. */
export function entriesAgain(states: readonly string[]): string[] {
  return states.filter((state, index) => states.indexOf(state) < index);
}
