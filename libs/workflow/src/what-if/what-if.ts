import { text, type Bilingual } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '../types.js';
import { entriesOf, formOf } from './entries.js';
import { ledgerOf, newQuestions } from './ledger.js';
import type { PastInstance } from './past.js';
import { relive, type Habit, type Life, type NotTaken } from './relive.js';
import { addTally, addTo, type Assumption, type MeasureKind, type Sum, type Tally } from './tally.js';
import { measureTitle } from './titles.js';

/** How long tasks of a role took, in milliseconds: the quickest and the slowest quarter. */
export interface Habits {
  readonly quick: Habit;
  readonly slow: Habit;
}

/** What is compared, and when. */
export interface WhatIfOptions {
  readonly now: CompiledWorkflow;
  readonly draft: CompiledWorkflow;
  /** The present: lives are played up to it. */
  readonly until: Date;
  readonly habits: Habits;
}

/** A number that is computed, or a range that rests on assumptions. */
export interface Amount {
  readonly least: number;
  readonly most: number;
  /** Median length in milliseconds: of a time limit, or how long before it something was sent. */
  readonly length?: number;
}

/** One line of the comparison. */
export interface Measure {
  readonly kind: MeasureKind;
  /** The task, clock, action, form and field, role or outcome. */
  readonly of: string;
  readonly role?: string;
  readonly title: Bilingual;
  readonly now: Amount;
  readonly draft: Amount;
  /** What the draft's amount rests on; empty: computed. */
  readonly assumptions: readonly Assumption[];
  /** Ids of the instances in which it is not as it was. */
  readonly differs: readonly string[];
}

/** Events of the past that the draft does not take: which, why, in which instances. */
export interface Refusals extends Pick<NotTaken, 'event' | 'of'> {
  readonly code: string;
  readonly title: Bilingual;
  readonly text: Bilingual;
  readonly instances: readonly string[];
}

/** How past instances would have gone under a draft. Nothing in it is anybody's data. */
export interface WhatIfResult {
  /** Instances that the figures are of. */
  readonly compared: number;
  /** Instances with any difference. */
  readonly differing: number;
  /** What is not as it was. */
  readonly measures: readonly Measure[];
  /** Where the draft does not take what happened; such instances are in no figure. */
  readonly refused: readonly Refusals[];
  /** Instances that the present version itself does not play to their end: begun on earlier ones. */
  readonly unplayable: number;
  /** Instances in which a question had to be answered that nobody was asked then. */
  readonly answered: number;
}

/** Sums of part of the instances; plain JSON, so that parts may be computed anywhere. */
export interface WhatIfPart {
  compared: number;
  unplayable: number;
  answered: number;
  readonly differing: string[];
  readonly tally: Tally;
  readonly refused: Record<string, { readonly notTaken: NotTaken; readonly instances: string[] }>;
}

/** Compares past instances under two versions of their workflow, one after the other. */
export class WhatIf {
  readonly part: WhatIfPart = { compared: 0, unplayable: 0, answered: 0, differing: [], tally: {}, refused: {} };
  private readonly questions: ReturnType<typeof newQuestions>;

  constructor(private readonly options: WhatIfOptions) {
    this.questions = newQuestions(options.now, options.draft);
  }

  /** @throws Error when the instance does not begin with its start */
  add(past: PastInstance): void {
    const { now, draft, until, habits } = this.options;
    const present = this.present(past);
    if (present.notTaken !== undefined) {
      this.part.unplayable += 1;
      return;
    }
    const quick = now.hash === draft.hash ? present : relive(draft, past, until, habits.quick);
    if (quick.notTaken !== undefined) return this.refuse(past.id, quick.notTaken);
    const slow = quick.assumed ? relive(draft, past, until, habits.slow) : quick;
    this.part.compared += 1;
    if (quick.answered) this.part.answered += 1;
    this.compare(past.id, present, quick, slow.notTaken === undefined ? slow : quick);
  }

  /** The instance under the present version: as it was, where it ran on that very version. */
  private present(past: PastInstance): Life {
    const { now, until, habits } = this.options;
    return past.definition === now.hash ? asItWas(past) : relive(now, past, until, habits.quick);
  }

  private compare(id: string, present: Life, quick: Life, slow: Life): void {
    const until = this.options.until.getTime();
    const [then, one] = [ledgerOf(present.steps), ledgerOf(quick.steps)];
    const form = formOf(this.options.draft);
    const before = entriesOf({ life: then, until }, new Map(), form);
    const fast = entriesOf({ life: one, against: then, until }, this.questions, form);
    const late = slow === quick ? fast : entriesOf({ life: ledgerOf(slow.steps), against: then, until }, this.questions, form);
    if (addTo(this.part.tally, id, before, fast, late)) this.part.differing.push(id);
  }

  private refuse(id: string, notTaken: NotTaken): void {
    const { event, of, refusal } = notTaken;
    const key = `${event} ${of ?? ''} ${refusal.code} ${String(refusal.details?.['reason'] ?? '')}`;
    (this.part.refused[key] ??= { notTaken: { event, ...(of === undefined ? {} : { of }), refusal: { code: refusal.code, text: refusal.text } }, instances: [] }).instances.push(id);
  }
}

/** Puts parts together. */
export function whatIfResult(options: Pick<WhatIfOptions, 'now' | 'draft'>, parts: readonly WhatIfPart[]): WhatIfResult {
  const tally: Tally = {};
  for (const part of parts) addTally(tally, part.tally);
  const total = (of: (part: WhatIfPart) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const measures = Object.values(tally).filter(({ differs }) => differs.length > 0).map((sum) => measureOf(options, sum));
  return { compared: total(({ compared }) => compared), differing: total(({ differing }) => differing.length), measures, refused: refusalsOf(options, parts), unplayable: total(({ unplayable }) => unplayable), answered: total(({ answered }) => answered) };
}

function refusalsOf({ draft }: Pick<WhatIfOptions, 'draft'>, parts: readonly WhatIfPart[]): Refusals[] {
  const merged = new Map<string, Refusals>();
  for (const [key, { notTaken, instances }] of parts.flatMap(({ refused }) => Object.entries(refused))) {
    const { event, of, refusal } = notTaken;
    const title = draft.tasks[of ?? '']?.title ?? draft.events[of ?? '']?.title ?? draft.clocks[of ?? '']?.title ?? (event === 'start' ? draft.startForm.title : text(of ?? event, of ?? event));
    merged.set(key, { event, ...(of === undefined ? {} : { of }), code: refusal.code, title, text: refusal.text, instances: [...(merged.get(key)?.instances ?? []), ...instances] });
  }
  return [...merged.values()];
}

function measureOf(options: Pick<WhatIfOptions, 'now' | 'draft'>, { kind, of, role, now, draft, lengths, assumptions, differs }: Sum): Measure {
  const amount = (counts: readonly number[], values: readonly number[]): Amount => {
    const length = median(values);
    return { least: Math.min(...counts), most: Math.max(...counts), ...(length === undefined ? {} : { length }) };
  };
  return { kind, of, ...(role === undefined ? {} : { role }), title: measureTitle(options, kind, of), now: amount([now], lengths.now), draft: amount(draft, lengths.draft), assumptions, differs };
}

/** @param values in any order */
function median(values: readonly number[]): number | undefined {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

/** Its history, read as a life. */
function asItWas({ steps }: PastInstance): Life {
  return { steps: steps.map((step) => ({ ...step, left: step.left ?? [], entered: step.entered ?? [], assumed: false })), assumed: false, answered: false };
}
