import { and, assign, createMachine, raise, type AnyMachineSnapshot, type AnyStateMachine, type stateIn } from 'xstate';
import type { Calendars } from './calendar.js';
import { toJson, momentToJson } from './cel-types.js';
import type { Place } from './expand.js';
import { ExpressionFailure, type Evaluation } from './expressions.js';
import { linksToStart, type Links } from './links.js';
import type { PlacePlan, StepPlan } from './plan.js';
import { Moment } from './time-values.js';
import type { Found, Json, JsonObject, StatePath, StateValue } from './types.js';

/** XState's context during one step. Only `data` outlives the step; `links` are those of the books and what this step starts, for guards. */
export interface MachineContext {
  readonly data: JsonObject;
  readonly links: Links;
  readonly run: Run;
}

/** The surroundings of one step, and what failed in it. */
export interface Run {
  readonly now: Date;
  readonly timeZone: string;
  readonly calendars?: Calendars | undefined;
  /** What was looked up for the step. */
  readonly found: Found;
  /** XState swallows the cause of an error in a guard, so that failures are gathered here. */
  readonly failures: ExpressionFailure[];
}

/** XState's events carry their payload beside the type. */
export interface MachineEvent {
  readonly type: string;
  readonly payload?: JsonObject;
  /** It may pass by without any transition: the world's doing, not a person's. */
  readonly unheard?: true;
  /** The form the payload answers. */
  readonly form?: string | undefined;
}

export const MACHINE_ID = 'w';
/** XState's event type of a wait that is over; STACK: named by the place, never by its value. */
export const waitEvent = (path: StatePath) => `xstate.after.until.${MACHINE_ID}.${path}`;
/** The path of the state whose wait has this XState id. */
export const waitPath = (id: string): StatePath => id.slice(`xstate.after.until.${MACHINE_ID}.`.length);

/** What the engine reads off XState's actions after a transition. */
export type Sign =
  | { readonly type: 'enter' | 'leave'; readonly params: { readonly path: StatePath } }
  | { readonly type: 'take'; readonly params: { readonly step: number } }
  | { readonly type: 'xstate.raise'; readonly params: { readonly id?: string } }
  | { readonly type: 'xstate.cancel'; readonly params: { readonly sendId: string } };

/** The statechart of a workflow. Tasks, clocks and timers hang on its `enter`, `leave` and `take` actions, which are data. XState makes its own of it when something first runs on it: much is only shown. */
export function buildMachine(plans: ReadonlyMap<StatePath, PlacePlan>, roots: readonly Place[], start: string, steps: StepPlan[]): () => AnyStateMachine {
  const number = (step: StepPlan) => steps.push(step) - 1;
  const states = (places: readonly Place[]): Record<string, unknown> => Object.fromEntries(places.map((place) => [place.key, stateOf(place)]));
  const transitions = (list: readonly StepPlan[], ended?: Guard) => list.map((step) => transitionOf(step, number(step), ended));

  function stateOf(place: Place): Record<string, unknown> {
    const plan = plans.get(place.path);
    if (plan === undefined) throw new Error(`no plan for ${place.path}`);
    if (place.kind === 'history') return { type: 'history', history: place.body.history, ...(place.body.default === undefined ? {} : { target: place.body.default }) };
    const shape = { final: { type: 'final' }, parallel: { type: 'parallel' }, compound: { initial: place.body.start } } as Record<string, object>;
    const always = plan.until !== undefined && plan.until.at === undefined ? [plan.until.step] : plan.choose;
    return {
      ...shape[place.kind],
      entry: [{ type: 'enter', params: { path: place.path } }],
      exit: [{ type: 'leave', params: { path: place.path } }],
      ...(place.children.length === 0 ? {} : { states: states(place.children) }),
      ...(plan.on.size === 0 ? {} : { on: Object.fromEntries([...plan.on].map(([event, list]) => [event, transitions(list)])) }),
      ...(plan.until?.at === undefined ? {} : { after: { until: transitions([plan.until.step]) } }),
      ...(always.length === 0 ? {} : { always: transitions(always) }),
      // XState asks the guards of onDone once; those that may wait are asked after every event.
      ...(plan.doneWaits ? { always: transitions(plan.done, endedInside(place)) } : {}),
      ...(plan.done.length === 0 || plan.doneWaits ? {} : { onDone: transitions(plan.done) }),
    };
  }

  const config = { id: MACHINE_ID, initial: start, context: ({ input }: { input: MachineContext }) => input, states: states(roots) };
  const implementations = {
    guards: {
      when: ({ context, event }: { context: MachineContext; event: MachineEvent }, { step }: { step: number }) => evaluateGuard(steps[step], context, event),
    },
    actions: {
      link: assign(({ context, event }: { context: MachineContext; event: MachineEvent }, { step }: { step: number }) => evaluateLinks(steps[step], context, event)),
      set: assign(({ context, event }: { context: MachineContext; event: MachineEvent }, { step }: { step: number }) => evaluateSet(steps[step], context, event)),
    },
    // The delay's length is ours to compute from the calendar; XState only names it.
    delays: { until: () => 1 },
  };
  // The configuration is made at run time, so that XState's inferred types have nothing to say about it.
  let made: AnyStateMachine | undefined;
  return () => (made ??= createMachine(config as unknown as Parameters<typeof createMachine>[0], implementations as unknown as Parameters<typeof createMachine>[1]) as unknown as AnyStateMachine);
}

/** A guard in XState's own words. */
type Guard = ReturnType<typeof stateIn>;

/** Holds when everything inside a state is over. Asked after every event, so that it reads the state's value itself, where XState's `stateIn` looks each end up by its id. */
function endedInside(place: Place): Guard {
  const check = ({ value }: AnyMachineSnapshot) => hasEnded(place, valueInside(value as StateValue, place.path));
  return Object.assign(() => false, { check }) as unknown as Guard;
}

function hasEnded(place: Place, value: StateValue | undefined): boolean {
  if (value === undefined) return false;
  if (place.kind === 'parallel') return typeof value !== 'string' && place.children.every((region) => region.kind === 'history' || hasEnded(region, value[region.key]));
  const active = typeof value === 'string' ? value : Object.keys(value)[0];
  return place.children.some(({ key, kind }) => key === active && kind === 'final');
}

/** What is active inside a state; undefined while it is not active itself. */
function valueInside(value: StateValue, path: StatePath): StateValue | undefined {
  return path.split('.').reduce<StateValue | undefined>((inner, key) => (typeof inner === 'object' ? inner[key] : undefined), value);
}

function transitionOf(step: StepPlan, number: number, ended: Guard | undefined): Record<string, unknown> {
  const params = { step: number };
  const when = step.when === undefined ? [] : [{ type: 'when', params }];
  const guards = [...(ended === undefined ? [] : [ended]), ...when];
  return {
    // A transition that names a target always leaves and enters: no silent internal ones.
    ...(step.to === undefined ? {} : { target: `#${MACHINE_ID}.${step.to.path}`, reenter: true }),
    ...(guards.length === 0 ? {} : { guard: guards.length === 1 ? guards[0] : and(guards as Guard[]) }),
    actions: [
      { type: 'take', params },
      ...(step.actions.some(({ definition }) => 'startLinked' in definition) ? [{ type: 'link', params }] : []),
      ...(step.set.length === 0 ? [] : [{ type: 'set', params }]),
      ...(step.raise === undefined ? [] : [raise({ type: step.raise })]),
    ],
  };
}

function evaluationOf(context: MachineContext, event: MachineEvent): Evaluation {
  return {
    data: context.data,
    event: event.payload ?? {},
    found: context.run.found,
    now: context.run.now,
    timeZone: context.run.timeZone,
    calendars: context.run.calendars,
    links: context.links,
    enteredAt: () => context.run.now,
  };
}

function evaluateGuard(step: StepPlan | undefined, context: MachineContext, event: MachineEvent): boolean {
  try {
    return step?.when?.evaluate(evaluationOf(context, event)) === true;
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error;
    context.run.failures.push(error);
    return false;
  }
}

/** The links a step starts, as the guards after it see them. Its serials are the draft's to give. */
function evaluateLinks(step: StepPlan | undefined, context: MachineContext, event: MachineEvent): Partial<MachineContext> {
  try {
    const started = (step?.actions ?? []).reduce<Links>((links, action) => {
      const places = Object.keys(links).length;
      return { ...links, ...Object.fromEntries(linksToStart(action, links, evaluationOf(context, event)).map((link, index) => [-1 - places - index, link])) };
    }, context.links);
    return { links: started };
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error;
    context.run.failures.push(error);
    return {};
  }
}

function evaluateSet(step: StepPlan | undefined, context: MachineContext, event: MachineEvent): Partial<MachineContext> {
  const data: Record<string, Json> = { ...context.data };
  const evaluation = evaluationOf(context, event);
  for (const [field, expression, format] of step?.set ?? []) {
    // A field that was left empty on the form empties the field of the data.
    if (expression.lacks(evaluation)) {
      delete data[field];
      continue;
    }
    try {
      const value = expression.evaluate(evaluation);
      data[field] = value instanceof Moment ? momentToJson(value, format) : toJson(value);
    } catch (error) {
      if (!(error instanceof ExpressionFailure)) throw error;
      if (expression.plainField && error.missing) delete data[field];
      else context.run.failures.push(error);
    }
  }
  return { data };
}
