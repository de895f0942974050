import type { Words } from '@stationhouse/plugin-web';
import type { ExercisePlanInput, ExerciseQuery, OfferedPlansQuery } from '../../gql/exercises.js';

export type InjectDraft = ExercisePlanInput['injects'][number];
export type ObjectiveDraft = ExercisePlanInput['objectives'][number];

export type OfferedPlan = OfferedPlansQuery['offeredPlans'][number];

/** What the plan form holds. */
export type PlanDraft = ExercisePlanInput;

export const EMPTY_PLAN: PlanDraft = { title: '', clock: 'VIRTUAL', beginsAt: null, speed: 10, roles: ['duty-officer', 'duty-commander'], injects: [], objectives: [] };

/** A length in minutes as ISO 8601, to the second. */
export const durationOf = (minutes: number): string => `PT${Math.round(minutes * 60)}S`;

/** The minutes of a duration that {@link durationOf} wrote. */
export const minutesIn = (duration: string): number => secondsIn(duration) / 60;

/** The seconds of a duration that {@link durationOf} wrote. */
export const secondsIn = (duration: string): number => Number(/^PT(\d+)S$/.exec(duration)?.[1] ?? 0);

/** A plan that was written before, to be changed. */
export function draftOf({ title, clockKind, beginsAt, clock, roles, injects, objectives }: ExerciseQuery['exercise']): PlanDraft {
  return {
    title, clock: clockKind, beginsAt: beginsAt ?? null, speed: clock.speed, roles: [...roles],
    injects: injects.map((inject) => ({ title: inject.title, after: `PT${inject.afterSeconds}S`, [inject.kind]: inject.content }) as unknown as InjectDraft),
    objectives: objectives.map(({ title: name, kind, inject, subject, outcome, targetSeconds }) => ({ title: name, kind, inject, subject, outcome, within: `PT${targetSeconds}S` })),
  };
}

/** A plan that a plugin offers, in the language of whoever takes it. */
export function draftOfOffer({ title, clockKind, beginsAt, speed, roles, injects, objectives }: OfferedPlan, textOf: Words['textOf']): PlanDraft {
  return {
    title: textOf(title), clock: clockKind, beginsAt: beginsAt ?? null, speed, roles: [...roles],
    injects: injects.map(({ title: name, afterSeconds, kind, content, text }) => ({ title: textOf(name), after: `PT${afterSeconds}S`, [kind]: text ? { ...(content as object), text: textOf(text) } : content }) as unknown as InjectDraft),
    objectives: objectives.map(({ title: name, kind, inject, subject, outcome, targetSeconds }) => ({ title: textOf(name), kind, inject, subject, outcome, within: `PT${targetSeconds}S` })),
  };
}

/** Takes an inject out; what referred to a later one follows it. @returns undefined when something still refers to it */
export function withoutInject(draft: PlanDraft, place: number): PlanDraft | undefined {
  const refers = draft.objectives.some(({ inject }) => inject === place) || draft.injects.some(({ event }) => event?.target === place);
  if (refers) return undefined;
  const moved = (at: number) => (at > place ? at - 1 : at);
  return {
    ...draft,
    injects: draft.injects.filter((_, index) => index + 1 !== place).map((inject) => (inject.event ? { ...inject, event: { ...inject.event, target: moved(inject.event.target) } } : inject)),
    objectives: draft.objectives.map((objective) => ({ ...objective, inject: moved(objective.inject) })),
  };
}

/** Puts a changed inject in the place of the old one. @returns undefined when an objective or a later event no longer fits it */
export function withInject(draft: PlanDraft, place: number, inject: InjectDraft): PlanDraft | undefined {
  const next = { ...draft, injects: draft.injects.map((old, index) => (index + 1 === place ? inject : old)) };
  const sameWorkflow = (at: number) => workflowOf(next, at) !== undefined && workflowOf(next, at) === workflowOf(draft, at);
  const fits = draft.objectives.every(({ kind, inject: at }) => (kind === 'NOTICE' ? next.injects[at - 1]?.message?.urgent === true : sameWorkflow(at)))
    && next.injects.every(({ event }, index) => event?.target !== place || sameWorkflow(index + 1));
  return fits ? next : undefined;
}

/** The workflow of the instance an inject is about. */
export function workflowOf(draft: Pick<PlanDraft, 'injects'>, place: number): string | undefined {
  const inject = draft.injects[place - 1];
  return inject?.start?.workflow ?? (inject?.event ? draft.injects[inject.event.target - 1]?.start?.workflow : undefined);
}
