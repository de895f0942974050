import { text, type Bilingual } from '@stationhouse/kernel';
import { internalsOf } from './compile.js';
import type { PlacePlan, StepPlan } from './plan.js';
import type { CalendarKind, CompiledClock, CompiledWorkflow, StateKind, StatePath, TaskRef } from './types.js';

/** A workflow as a drawing: plain JSON for the web's diagram. */
export interface WorkflowGraph {
  readonly id: string;
  readonly title: Bilingual;
  /** Path of the first state. */
  readonly start: StatePath;
  /** The outermost states with what lies inside them, in the order they are written. */
  readonly states: readonly GraphState[];
  readonly edges: readonly GraphEdge[];
  /** Clocks apart from states. */
  readonly clocks: readonly GraphClock[];
}

export interface GraphClock {
  readonly title: Bilingual;
  readonly budget?: string;
  readonly calendar: CalendarKind;
  readonly because?: string;
  /** Paths of the states it runs in; empty where its condition asks about none. */
  readonly around: readonly StatePath[];
  /** Paths of the states that hold it. */
  readonly pausedIn: readonly StatePath[];
}

export interface GraphState {
  readonly path: StatePath;
  readonly key: string;
  readonly title: Bilingual;
  readonly kind: StateKind;
  /** Of a compound state: where it begins. */
  readonly start?: StatePath;
  readonly tasks: readonly { readonly ref: TaskRef; readonly title: Bilingual; readonly roles: readonly string[]; readonly outcomes: readonly { readonly id: string; readonly title: Bilingual }[] }[];
  readonly clock?: Pick<GraphClock, 'title' | 'budget' | 'calendar' | 'because'>;
  readonly outcome?: string;
  readonly children: readonly GraphState[];
}

/** A way from one state to another, or (without `to`) something that happens inside a state. */
export interface GraphEdge {
  readonly id: string;
  readonly from: StatePath;
  readonly to?: StatePath;
  /** `outcome` of a task, named `event`, `automatic` choice, `wait` that is over, `timeout`, `done`: everything inside is over, `result` of an automation or a linked instance. */
  readonly kind: 'outcome' | 'event' | 'automatic' | 'wait' | 'timeout' | 'done' | 'result';
  readonly title: Bilingual;
  /** The guard in CEL, and the rule or clause behind it. */
  readonly when?: string;
  readonly because?: string;
  /** True when the event is answered with a refusal. */
  readonly refused?: true;
}

/** Describes a compiled workflow for drawing. */
export function describeGraph(compiled: CompiledWorkflow): WorkflowGraph {
  const { plans, definition, clocks } = internalsOf(compiled);
  const apart = [...clocks.values()].filter(({ conditions }) => conditions !== undefined);
  const roots = [...plans.values()].filter(({ place }) => place.parent === undefined);
  return {
    id: compiled.id,
    title: compiled.title,
    start: definition.start,
    states: roots.map((plan) => stateOf(compiled, plan, plans)),
    edges: [...plans.values()].flatMap((plan) => edgesOf(compiled, plan)),
    clocks: apart.map(({ clock, conditions }) => ({ ...clockOf(clock), around: clock.around.filter((path) => conditions?.pauses?.states.includes(path) !== true), pausedIn: conditions?.pauses?.states ?? [] })),
  };
}

function stateOf(compiled: CompiledWorkflow, plan: PlacePlan, plans: ReadonlyMap<StatePath, PlacePlan>): GraphState {
  const { place } = plan;
  const clock = plan.clock?.clock;
  return {
    path: place.path,
    key: place.key,
    title: place.title,
    kind: place.kind,
    ...(place.kind === 'compound' ? { start: `${place.path}.${place.body.start ?? ''}` } : {}),
    tasks: plan.tasks.map(({ task, roles }) => ({ ref: task.ref, title: task.title, roles: 'evaluate' in roles ? [] : roles, outcomes: task.outcomes.map(({ id, title }) => ({ id, title })) })),
    ...(clock === undefined ? {} : { clock: clockOf(clock) }),
    ...(compiled.states[place.path]?.outcome === undefined ? {} : { outcome: compiled.states[place.path]?.outcome ?? '' }),
    children: place.children.flatMap((child) => {
      const inner = plans.get(child.path);
      return inner === undefined ? [] : [stateOf(compiled, inner, plans)];
    }),
  };
}

function clockOf({ title, calendar, budget, because }: CompiledClock): Pick<GraphClock, 'title' | 'budget' | 'calendar' | 'because'> {
  return { title, calendar, ...(budget === undefined ? {} : { budget }), ...(because === undefined ? {} : { because }) };
}

function edgesOf(compiled: CompiledWorkflow, plan: PlacePlan): GraphEdge[] {
  const edges = new Map<string, GraphEdge>();
  const add = (kind: GraphEdge['kind'], title: Bilingual, steps: readonly StepPlan[], name: string) => {
    for (const [index, step] of steps.entries()) {
      const id = `${plan.place.path}:${name}:${index}`;
      edges.set(id, {
        id,
        from: plan.place.path,
        kind,
        title,
        ...(step.to === undefined ? {} : { to: step.to.path }),
        ...(step.when === undefined ? {} : { when: step.when.source }),
        ...(step.source.because === undefined ? {} : { because: step.source.because }),
        ...(step.refuse === undefined ? {} : { refused: true as const }),
      });
    }
  };
  for (const [event, steps] of plan.on) {
    const { kind, name, title } = eventOf(compiled, plan, event);
    add(kind, title, steps, name);
  }
  add('automatic', text('自动', 'Automatic'), plan.choose, 'choose');
  if (plan.until !== undefined) add('wait', plan.until.at === undefined ? text('条件满足', 'When it holds') : text('到时', 'When the time comes'), [plan.until.step], 'until');
  add('done', text('全部完成', 'All done'), plan.done, 'done');
  return [...edges.values()];
}

const RESULTS: Readonly<Record<string, Bilingual>> = {
  succeeded: text('自动步骤成功', 'Automation succeeded'),
  failed: text('自动步骤失败', 'Automation failed'),
  started: text('关联事项已发起', 'Linked instance started'),
  closed: text('关联事项已办结', 'Linked instance closed'),
};

/** What an event of XState is, for people; by `name` the same outcome of the same task key in several inner states is drawn once. */
export function eventOf(compiled: CompiledWorkflow, plan: PlacePlan, event: string): { kind: GraphEdge['kind']; name: string; title: Bilingual } {
  const [kind = '', rest = '', outcome = ''] = event.split(':');
  if (kind === 'after') return { kind: 'timeout', name: `after.${outcome}`, title: plan.timeouts.find(({ name }) => name === outcome)?.title ?? text('超时', 'Too late') };
  if (kind === 'event') return { kind: 'event', name: rest, title: compiled.events[rest]?.title ?? text(rest, rest) };
  if (kind === 'action') return { kind: 'result', name: `${rest}.${outcome}`, title: RESULTS[outcome] ?? text(outcome, outcome) };
  const task = compiled.tasks[rest];
  const title = task?.outcomes.find(({ id }) => id === outcome)?.title ?? text(outcome, outcome);
  return { kind: 'outcome', name: `${task?.key ?? ''}.${outcome}`, title };
}
