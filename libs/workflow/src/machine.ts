import { assign, createMachine, raise, type AnyStateMachine } from 'xstate';
import type { Calendars } from './calendar.js';
import { toJson, momentToJson } from './cel-types.js';
import type { Place } from './expand.js';
import { ExpressionFailure, type Evaluation } from './expressions.js';
import type { PlacePlan, StepPlan } from './plan.js';
import { Moment } from './time-values.js';
import type { Json, JsonObject, StatePath } from './types.js';

/** XState's context during one step. Only `data` outlives the step. */
export interface MachineContext {
  readonly data: JsonObject;
  readonly run: Run;
}

/** The surroundings of one step, and what failed in it. */
export interface Run {
  readonly now: Date;
  readonly timeZone: string;
  readonly calendars?: Calendars | undefined;
  /** XState swallows the cause of an error in a guard, so that failures are gathered here. */
  readonly failures: ExpressionFailure[];
}

/** XState's events carry their payload beside the type. */
export interface MachineEvent {
  readonly type: string;
  readonly payload?: JsonObject;
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

/** The statechart of a workflow. Tasks, clocks and timers hang on its `enter`, `leave` and `take` actions, which are data. */
export function buildMachine(plans: ReadonlyMap<StatePath, PlacePlan>, roots: readonly Place[], start: string, steps: StepPlan[]): AnyStateMachine {
  const number = (step: StepPlan) => steps.push(step) - 1;
  const states = (places: readonly Place[]): Record<string, unknown> => Object.fromEntries(places.map((place) => [place.key, stateOf(place)]));
  const transitions = (list: readonly StepPlan[]) => list.map((step) => transitionOf(step, number(step)));

  function stateOf(place: Place): Record<string, unknown> {
    const plan = plans.get(place.path);
    if (plan === undefined) throw new Error(`no plan for ${place.path}`);
    const shape = { final: { type: 'final' }, parallel: { type: 'parallel' }, compound: { initial: place.body.start } } as Record<string, object>;
    return {
      ...shape[place.kind],
      entry: [{ type: 'enter', params: { path: place.path } }],
      exit: [{ type: 'leave', params: { path: place.path } }],
      ...(place.children.length === 0 ? {} : { states: states(place.children) }),
      ...(plan.on.size === 0 ? {} : { on: Object.fromEntries([...plan.on].map(([event, list]) => [event, transitions(list)])) }),
      ...(plan.until === undefined ? {} : { after: { until: transitions([plan.until.step]) } }),
      ...(plan.choose.length === 0 ? {} : { always: transitions(plan.choose) }),
      ...(plan.done.length === 0 ? {} : { onDone: transitions(plan.done) }),
    };
  }

  const config = { id: MACHINE_ID, initial: start, context: ({ input }: { input: MachineContext }) => input, states: states(roots) };
  const implementations = {
    guards: {
      when: ({ context, event }: { context: MachineContext; event: MachineEvent }, { step }: { step: number }) => evaluateGuard(steps[step], context, event),
    },
    actions: {
      set: assign(({ context, event }: { context: MachineContext; event: MachineEvent }, { step }: { step: number }) => evaluateSet(steps[step], context, event)),
    },
    // The delay's length is ours to compute from the calendar; XState only names it.
    delays: { until: () => 1 },
  };
  // The configuration is made at run time, so that XState's inferred types have nothing to say about it.
  return createMachine(config as unknown as Parameters<typeof createMachine>[0], implementations as unknown as Parameters<typeof createMachine>[1]) as unknown as AnyStateMachine;
}

function transitionOf(step: StepPlan, number: number): Record<string, unknown> {
  const params = { step: number };
  return {
    // A transition that names a target always leaves and enters: no silent internal ones.
    ...(step.to === undefined ? {} : { target: `#${MACHINE_ID}.${step.to.path}`, reenter: true }),
    ...(step.when === undefined ? {} : { guard: { type: 'when', params } }),
    actions: [
      { type: 'take', params },
      ...(step.set.length === 0 ? [] : [{ type: 'set', params }]),
      ...(step.raise === undefined ? [] : [raise({ type: step.raise })]),
    ],
  };
}

function evaluationOf(context: MachineContext, event: MachineEvent): Evaluation {
  return {
    data: context.data,
    event: event.payload ?? {},
    now: context.run.now,
    timeZone: context.run.timeZone,
    calendars: context.run.calendars,
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

function evaluateSet(step: StepPlan | undefined, context: MachineContext, event: MachineEvent): Partial<MachineContext> {
  const data: Record<string, Json> = { ...context.data };
  for (const [field, expression, format] of step?.set ?? []) {
    try {
      const value = expression.evaluate(evaluationOf(context, event));
      data[field] = value instanceof Moment ? momentToJson(value, format) : toJson(value);
    } catch (error) {
      if (!(error instanceof ExpressionFailure)) throw error;
      // A field that was left empty on the form empties the field of the data.
      if (expression.plainField && error.missing) delete data[field];
      else context.run.failures.push(error);
    }
  }
  return { data };
}
