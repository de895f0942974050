import { same } from '../merge/tree.js';
import type { Json, StatePath, TaskRef } from '../types.js';
import type { ExtraField, ExtraTask, Overlay } from './grammar.js';
import type { Template } from './check.js';

/**
 * What a person does to an overlay in the designer. Each function is pure and returns the smallest overlay that says so: a setting
 * that says what would hold without it is left out, and nothing empty stays behind. Undoing is going back to the earlier value.
 */

/** What an overlay may say of a parameter. */
export interface ParameterParts {
  readonly value: string | number | boolean;
  readonly min: string | number;
  readonly max: string | number;
  readonly locked: true;
  readonly because: string;
}
type Tasks = NonNullable<Overlay['tasks']>;
export type ParameterPart = keyof ParameterParts;
export type TaskPart = 'role' | 'due' | 'remind' | 'escalate' | 'because';
type Change<Setting, Part extends keyof Setting> = NonNullable<Setting[Part]> | undefined;
type Step = NonNullable<Overlay['steps']>[number];
type ExtraStep = Extract<Step, { at: string }>;

/** An overlay that changes nothing yet. @param because why, for everything below that gives no reason of its own */
export function newOverlay(level: Overlay['overlay'], { definition, template }: Template, because: string): Overlay {
  return { overlay: level, of: { workflow: definition.workflow, template }, because };
}

/** True when an overlay says nothing but its head. */
export function changesNothing(overlay: Overlay): boolean {
  return [overlay.parameters, overlay.tasks, overlay.forms, overlay.steps].every((part) => part === undefined || Object.keys(part).length === 0);
}

/**
 * Sets one part of a parameter; undefined takes the setting back.
 * @param held what holds there without this overlay
 */
export function setParameter<Part extends ParameterPart>(overlay: Overlay, name: string, part: Part, value: ParameterParts[Part] | undefined, held?: Json): Overlay {
  return withSection(overlay, 'parameters', withEntry(overlay.parameters, name, withPart(overlay.parameters?.[name], part, value, held)));
}

/** Sets one part of a task; undefined takes the setting back. @param held what holds there without this overlay */
export function setTask<Part extends TaskPart>(overlay: Overlay, ref: TaskRef, part: Part, value: Change<Tasks[string], Part>, held?: Json): Overlay {
  return withSection(overlay, 'tasks', withEntry(overlay.tasks, ref, withPart(overlay.tasks?.[ref], part, value, held)));
}

/** Locks a part of a task for the overlays below, or frees it. */
export function lockTask(overlay: Overlay, ref: TaskRef, part: Exclude<TaskPart, 'because'>, locked: boolean): Overlay {
  const others = (overlay.tasks?.[ref]?.locked ?? []).filter((one) => one !== part);
  const list = locked ? [...others, part] : others;
  return withSection(overlay, 'tasks', withEntry(overlay.tasks, ref, withPart(overlay.tasks?.[ref], 'locked', list.length === 0 ? undefined : list)));
}

/** Where a question is asked: in a form of the workflow, or in an extra step of this overlay. */
export type QuestionHost = { readonly form: string } | { readonly step: string };

/** The questions this overlay asks there. */
export function questionsOf(overlay: Overlay, host: QuestionHost): readonly ExtraField[] {
  return ('form' in host ? overlay.forms?.[host.form]?.add : stepOf(overlay, host.step)?.task.fields) ?? [];
}

/** Adds a question at the end, or puts it in the place of the one called `replaces`. */
export function putQuestion(overlay: Overlay, host: QuestionHost, question: ExtraField, replaces: string = question.key): Overlay {
  const asked = questionsOf(overlay, host);
  const known = asked.some(({ key }) => key === replaces);
  return withQuestions(overlay, host, known ? asked.map((one) => (one.key === replaces ? question : one)) : [...asked, question]);
}

/** Asks a question no more. */
export function removeQuestion(overlay: Overlay, host: QuestionHost, key: string): Overlay {
  return withQuestions(overlay, host, questionsOf(overlay, host).filter((one) => one.key !== key));
}

/** Moves a question up (-1) or down (1) among those of this overlay; at the end of the list it stays. */
export function moveQuestion(overlay: Overlay, host: QuestionHost, key: string, by: -1 | 1): Overlay {
  const asked = [...questionsOf(overlay, host)];
  const index = asked.findIndex((one) => one.key === key);
  const [one, other] = [asked[index], asked[index + by]];
  if (one === undefined || other === undefined) return overlay;
  asked[index] = other;
  asked[index + by] = one;
  return withQuestions(overlay, host, asked);
}

/** The extra step of a name; undefined when this overlay adds none. */
export function stepOf(overlay: Overlay, key: string): ExtraStep | undefined {
  return overlay.steps?.find((step): step is ExtraStep => 'at' in step && step.task.key === key);
}

/** Adds an extra step at an extension point (`before settled`), or puts it in the place of the one called `replaces`. */
export function putStep(overlay: Overlay, at: string, task: ExtraTask, replaces: string = task.key): Overlay {
  const step: ExtraStep = { ...stepOf(overlay, replaces), at, task };
  const known = stepOf(overlay, replaces) !== undefined;
  const steps = overlay.steps ?? [];
  return withSteps(overlay, known ? steps.map((one) => ('at' in one && one.task.key === replaces ? step : one)) : [...steps, step]);
}

/** Takes an extra step out. */
export function removeStep(overlay: Overlay, key: string): Overlay {
  return withSteps(overlay, (overlay.steps ?? []).filter((step) => !('at' in step && step.task.key === key)));
}

/** Switches an optional step off, says that it must be kept, or (undefined) leaves it as it is without this overlay. */
export function switchStep(overlay: Overlay, path: StatePath, to: 'off' | 'keep' | undefined): Overlay {
  const others = (overlay.steps ?? []).filter((step) => !('off' in step && step.off === path) && !('keep' in step && step.keep === path));
  return withSteps(overlay, to === undefined ? others : [...others, to === 'off' ? { off: path } : { keep: path }]);
}

/** How this overlay switches an optional step. */
export function switchOf(overlay: Overlay, path: StatePath): 'off' | 'keep' | undefined {
  for (const step of overlay.steps ?? []) {
    if ('off' in step && step.off === path) return 'off';
    if ('keep' in step && step.keep === path) return 'keep';
  }
  return undefined;
}

function withQuestions(overlay: Overlay, host: QuestionHost, questions: readonly ExtraField[]): Overlay {
  if ('form' in host) {
    const form = questions.length === 0 ? undefined : { ...overlay.forms?.[host.form], add: [...questions] };
    return withSection(overlay, 'forms', withEntry(overlay.forms, host.form, form));
  }
  const step = stepOf(overlay, host.step);
  if (step === undefined) return overlay;
  const { fields: _, ...task } = step.task;
  return putStep(overlay, step.at, questions.length === 0 ? task : { ...task, fields: [...questions] });
}

function withSteps(overlay: Overlay, steps: readonly Step[]): Overlay {
  return withSection(overlay, 'steps', steps.length === 0 ? undefined : [...steps]);
}

function withSection<Key extends 'parameters' | 'tasks' | 'forms' | 'steps'>(overlay: Overlay, key: Key, section: Overlay[Key] | undefined): Overlay {
  const { [key]: _, ...others } = overlay;
  return section === undefined ? (others as Overlay) : { ...overlay, [key]: section };
}

function withEntry<Entry>(section: Readonly<Record<string, Entry>> | undefined, key: string, entry: Entry | undefined): Record<string, Entry> | undefined {
  if (entry !== undefined) return { ...section, [key]: entry };
  const left = Object.entries(section ?? {}).filter(([name]) => name !== key);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** A setting with a part changed; undefined when nothing is left in it but a reason. */
function withPart<Setting extends object>(setting: Setting | undefined, part: string, value: unknown, held?: Json): Setting | undefined {
  const { [part]: _, ...others } = (setting ?? {}) as Record<string, unknown>;
  const drop = value === undefined || same(value as Json, held);
  const kept = drop ? others : { ...setting, [part]: value };
  return Object.keys(kept).some((key) => key !== 'because') ? (kept as Setting) : undefined;
}
