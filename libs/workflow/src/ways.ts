import { text, type Bilingual } from '@stationhouse/kernel';
import type { Calendars } from './calendar.js';
import { internalsOf } from './compile.js';
import { ExpressionFailure } from './expressions.js';
import { eventOf, type GraphEdge } from './graph.js';
import { fieldsRead, guardInWords } from './guard-words.js';
import type { PlacePlan, StepPlan } from './plan.js';
import { activeStates } from './queries.js';
import { refusalInWords } from './refusals.js';
import type { CompiledWorkflow, Snapshot, StatePath } from './types.js';

/** A way out of where an instance stands, and what holds it. */
export interface Way {
  /** The active state it leads out of. */
  readonly from: StatePath;
  readonly kind: GraphEdge['kind'];
  /** What has to happen: `同意调解`, `到时`. */
  readonly title: Bilingual;
  /** Where it leads; absent when it stays there. */
  readonly to?: StatePath;
  readonly guard?: {
    /** CEL. */
    readonly source: string;
    /** The same in words; absent when it has none. */
    readonly words?: Bilingual;
    /** The clause or rule behind it. */
    readonly because?: string;
    /** Whether it holds on the present data; absent when it also asks about the answer that is yet to come. */
    readonly holds?: boolean;
    /** The fields of the data it reads, `*` for all of them: whoever may not see them may not be told whether it holds. */
    readonly reads: readonly string[];
  };
  /** The workflow refuses it as things stand, and says why. */
  readonly refusal?: Bilingual;
}

/** What would move an instance on from where it stands, and what the workflow refuses as things stand. The inner states first. */
export function waysOn(compiled: CompiledWorkflow, snapshot: Snapshot, surroundings: { readonly now: Date; readonly timeZone: string; readonly calendars?: Calendars | undefined }): Way[] {
  if (snapshot.status === 'closed') return [];
  const { plans } = internalsOf(compiled);
  return activeStates(snapshot).reverse().flatMap((path) => {
    const plan = plans.get(path);
    return plan === undefined ? [] : stepsOf(compiled, plan).flatMap((found) => {
          const way = wayOf(compiled, snapshot, path, found, surroundings);
          // A refusal that does not hold now, or only for some answers, holds nothing up.
          return way.refusal !== undefined && way.guard !== undefined && way.guard.holds !== true ? [] : [way];
        });
  });
}

interface Found {
  readonly kind: GraphEdge['kind'];
  readonly title: Bilingual;
  readonly form?: string | undefined;
  readonly step: StepPlan;
}

function stepsOf(compiled: CompiledWorkflow, plan: PlacePlan): Found[] {
  const events = [...plan.on].flatMap(([event, steps]) => {
    const { kind, title } = eventOf(compiled, plan, event);
    const [sort = '', name = ''] = event.split(':');
    const form = sort === 'event' ? compiled.events[name]?.form : sort === 'task' ? compiled.tasks[name]?.form : undefined;
    return steps.map((step): Found => ({ kind, title, form, step }));
  });
  const wait = plan.until === undefined ? [] : [{ kind: 'wait' as const, title: plan.until.at === undefined ? text('条件满足', 'When it holds') : text('等待期满', 'When the wait is over'), step: plan.until.step }];
  return [
    ...events,
    ...plan.choose.map((step): Found => ({ kind: 'automatic', title: text('自动', 'Automatic'), step })),
    ...wait,
    ...plan.done.map((step): Found => ({ kind: 'done', title: text('内部各环节全部完成', 'When everything inside is over'), step })),
  ];
}

function wayOf(compiled: CompiledWorkflow, snapshot: Snapshot, from: StatePath, { kind, title, form, step }: Found, surroundings: Parameters<typeof waysOn>[2]): Way {
  const refusal = step.refuse === undefined ? undefined : refusalInWords(internalsOf(compiled).definition.refusals?.[step.refuse], {}, surroundings.now);
  const base = { from, kind, title, ...(step.to === undefined ? {} : { to: step.to.path }), ...(refusal === undefined ? {} : { refusal }) };
  const { when } = step;
  if (when === undefined) return base;
  const words = guardInWords(when.ast, compiled, form);
  const holds = holdsNow(when, snapshot, surroundings);
  const { because } = step.source;
  return { ...base, guard: { source: when.source, ...(words === undefined ? {} : { words }), ...(because === undefined ? {} : { because }), ...(holds === undefined ? {} : { holds }), reads: fieldsRead(when.ast) } };
}

/** Undefined where the guard asks about an answer that is yet to come, or about data nobody has entered. */
function holdsNow(when: NonNullable<StepPlan['when']>, snapshot: Snapshot, { now, timeZone, calendars }: Parameters<typeof waysOn>[2]): boolean | undefined {
  if (/\bevent\b/.test(when.source)) return undefined;
  try {
    return when.evaluate({ data: snapshot.data, event: {}, now, timeZone, calendars, links: snapshot.links, enteredAt: (place) => new Date(snapshot.entered[place.path] ?? now) }) === true;
  } catch (error) {
    if (error instanceof ExpressionFailure) return undefined;
    throw error;
  }
}
