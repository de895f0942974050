import { isStationhouseError, localDate, momentOfLocal, text, type Bilingual, type IsoDuration, type Locale } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { ExerciseObjective, InjectContent } from './entities.js';
import { checkPlan, type ExercisePlan } from './plan.js';

/**
 * A plan that a plugin offers (演练方案): who plans an exercise takes it, changes what they like, and saves it as the station's own. It is words and
 * numbers alone, in both languages, about invented people.
 */
export interface OfferedPlan extends Omit<ExercisePlan, 'title' | 'beginsAt' | 'directorId' | 'injects' | 'objectives'> {
  /** kebab-case, unique over all plugins: `fraud-night`. */
  readonly id: string;
  /** At most 100 characters, as every title in it. */
  readonly title: Bilingual;
  /** What is practised, by whom, and how long it takes. */
  readonly description: Bilingual;
  /** What a virtual clock shows at the start: a local time of the day on which it is taken, `02:00`; the moment of the start when absent. */
  readonly begins?: string | undefined;
  /** Workflows of other plugins that it plays, by key: at a station that works without one of them it is not offered. */
  readonly needs?: readonly string[] | undefined;
  readonly injects: readonly OfferedInject[];
  readonly objectives: readonly (Omit<ExerciseObjective, 'title'> & { readonly title: Bilingual })[];
}

export interface OfferedInject {
  readonly title: Bilingual;
  /** Since the start, by the clock of the exercise. */
  readonly after: IsoDuration;
  readonly content: OfferedContent;
}

type Message = Extract<InjectContent, { readonly kind: 'message' }>;
export type OfferedContent = Exclude<InjectContent, Message> | (Omit<Message, 'text'> & { readonly text: Bilingual });

/** Declares a plan for a plugin's `exercises`. */
export function defineExercisePlan(plan: OfferedPlan): OfferedPlan {
  return Object.freeze(plan);
}

/** What of a plugin offers plans. */
export interface PlansOfPlugin {
  readonly id: string;
  readonly exercises?: readonly OfferedPlan[] | undefined;
}

/**
 * What is wrong with a plan that a plugin offers: what would be refused of it at a station without settings of its own.
 * @param ownOf a workflow of the plugin @param compiledOf any workflow of the composition; where one that the plan needs is not there, the plan waits for it
 */
export function planProblems(plan: OfferedPlan, ownOf: (workflow: string) => CompiledWorkflow | undefined, compiledOf = ownOf): Bilingual[] {
  const problems: Bilingual[] = [];
  const note = (zhCN: string, en: string) => problems.push(text(`演练方案 ${plan.id}：${zhCN}`, `The exercise plan ${plan.id}: ${en}`));
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(plan.id)) note('编号须为 kebab-case。', 'write the id in kebab-case.');
  if (plan.begins !== undefined && (plan.clock === 'real' || !/^([01]\d|2[0-3]):[0-5]\d$/.test(plan.begins))) note('begins 只用于虚拟时钟，写作 02:00。', 'begins is of a virtual clock alone, written as 02:00.');
  const { needs = [] } = plan;
  const strange = workflowsOf(plan).filter((workflow) => ownOf(workflow) === undefined && !needs.includes(workflow));
  if (strange.length > 0) note(`流程“${strange.join('、')}”不在本插件中，其他插件的流程须写入 needs。`, `the workflow "${strange.join('", "')}" is not of this plugin. One of another plugin is named in needs.`);
  else if (problems.length === 0 && workflowsOf(plan).every((workflow) => compiledOf(workflow) !== undefined)) for (const locale of ['zh-CN', 'en'] as const) noteRefusal(plan, locale, (workflow) => compiledOf(workflow) as CompiledWorkflow, note);
  return problems;
}

/** The workflows a plan starts. */
function workflowsOf({ injects }: Pick<OfferedPlan, 'injects'>): string[] {
  return [...new Set(injects.flatMap(({ content }) => (content.kind === 'start' ? [content.workflow] : [])))];
}

function noteRefusal(plan: OfferedPlan, locale: Locale, compiledOf: (workflow: string) => CompiledWorkflow, note: (zhCN: string, en: string) => void): void {
  try {
    checkPlan(spoken(plan, locale), compiledOf, { timeZone: 'UTC', now: new Date() });
  } catch (error) {
    if (!isStationhouseError(error)) throw error;
    const at = JSON.stringify(error.details ?? {});
    note(`${error.text['zh-CN']} ${at}`, `${error.text.en} ${at}`);
  }
}

/** A plan in one language, as somebody would have written it. */
function spoken({ title, clock, speed, roles, injects, objectives }: OfferedPlan, locale: Locale): ExercisePlan {
  return {
    title: title[locale], clock, speed, roles,
    injects: injects.map(({ title: name, after, content }) => ({ title: name[locale], after, content: content.kind === 'message' ? { ...content, text: content.text[locale] } : content })),
    objectives: objectives.map((objective) => ({ ...objective, title: objective.title[locale] })),
  };
}

/** What a virtual clock shows at the start of a plan that is taken now; undefined for the moment of the start. */
export function beginningOf({ begins }: Pick<OfferedPlan, 'begins'>, now: Date, timeZone: string): Date | undefined {
  return begins === undefined ? undefined : momentOfLocal(`${localDate(now, timeZone)}T${begins}`, timeZone);
}

/** The plans of a composition. */
export class PlanBook {
  constructor(private readonly plugins: readonly PlansOfPlugin[]) {}

  /** Those of some plugins that need no other, in the order in which these declare them. @param pluginOf whose a workflow is */
  of(enabled: ReadonlySet<string>, pluginOf: (workflow: string) => string): readonly OfferedPlan[] {
    return this.plugins.flatMap(({ id, exercises = [] }) => (enabled.has(id) ? exercises.filter(({ needs = [] }) => needs.every((workflow) => enabled.has(pluginOf(workflow)))) : []));
  }
}
