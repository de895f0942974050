import type { Definition, ParameterDefinition } from '../grammar.js';
import type { Json, JsonObject } from '../types.js';
import { addField } from './fields.js';
import type { ExtraField, ExtraTask, Level } from './grammar.js';
import { draftOf, findState, findTask, type Draft, type Mutable, type State } from './places.js';
import type { Setting, Settings } from './settings.js';
import { addStep, pointOf } from './steps.js';

/** Who changed a place, from what, and why. */
export interface Provenance {
  /** As `Setting.place`. */
  readonly place: string;
  readonly by: Level;
  /** The id of the plugin, where one changed it. */
  readonly plugin?: string;
  readonly because: string;
  /** What stood there before, where something did. */
  readonly from?: Json;
  readonly to: Json;
}

/** A definition with overlays put in. */
export interface EffectiveDefinition {
  readonly definition: Definition;
  readonly provenance: readonly Provenance[];
}

/**
 * Puts composed overlays into their base. Pure; the result is a plain definition, which `compile` takes like any other.
 * @param settings checked: `checkOverlay` found nothing wrong with any of its layers
 */
export function applySettings(base: Definition, settings: Settings): EffectiveDefinition {
  const draft = draftOf(base);
  const provenance: Provenance[] = [];
  const inOrder = [...settings].sort((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind));
  for (const setting of inOrder) {
    const from = APPLY[setting.kind](draft, setting);
    provenance.push({ place: setting.place, by: setting.by, ...(setting.plugin === undefined ? {} : { plugin: setting.plugin }), because: setting.because, ...(from === undefined ? {} : { from }), to: setting.value });
  }
  for (const name of new Set(settings.flatMap(({ kind, of }) => (kind === 'bound' ? [of] : [])))) {
    const reasons = (['max', 'min'] as const).flatMap((side) => whyBound(base.parameters?.[name], settings, name, side) ?? []);
    if (reasons.length > 0) parameterOf(draft, name)['because'] = [...new Set(reasons)].join('；');
  }
  return { definition: draft as unknown as Definition, provenance };
}

/** Why a bound of a parameter is as it is: the reason of whoever moved it, else the workflow's own – a bound set to what it is anyway is not moved. Undefined where there is no bound. @param written as the workflow has it */
export function whyBound(written: ParameterDefinition | undefined, settings: Settings, name: string, side: 'min' | 'max'): string | undefined {
  const set = settings.find(({ place }) => place === `parameters.${name}.${side}`);
  return set === undefined || set.value === written?.[side] ? (written?.[side] === undefined ? undefined : written.because) : set.because;
}

/** What a step leads on to depends on which steps are switched off, so that those come first. */
const ORDER: readonly Setting['kind'][] = ['parameter', 'bound', 'lock', 'task', 'field', 'optional', 'step'];

/** Puts one setting in and returns what stood there. */
const APPLY: Readonly<Record<Setting['kind'], (draft: Draft, setting: Setting) => Json | undefined>> = {
  parameter: (draft, { of, value }) => replaced(parameterOf(draft, of), 'default', value),
  bound: (draft, { of, part, value }) => replaced(parameterOf(draft, of), part, value),
  lock: (draft, { of, part, value, because }) => {
    // A task's lock binds the overlays below; a definition has no word for it.
    if (part !== 'value.locked') return undefined;
    const parameter = parameterOf(draft, of);
    parameter['because'] ??= because;
    return replaced(parameter, 'locked', value);
  },
  task: (draft, { of, part, value }) => {
    const found = findTask(draft, of, true);
    if (found === undefined) throw new Error(`no task "${of}"`);
    // A role said outright takes the place of one that is worked out.
    if (part === 'role') delete found.task.assign;
    return replaced(found.task as unknown as Record<string, Json>, part, value);
  },
  field: (draft, { of, value }) => {
    addField(draft, of, value as unknown as ExtraField);
    return undefined;
  },
  optional: (draft, { of, value }) => {
    if (value === 'off') switchOff(draft, of);
    return undefined;
  },
  step: (draft, { value }) => {
    const { at, task } = value as unknown as { at: string; task: ExtraTask };
    const { where, path } = pointOf(at);
    const written = findState(draft, path, true);
    if (written === undefined) throw new Error(`no state "${path}"`);
    addStep(draft, written, where, task);
    return undefined;
  },
};

function parameterOf(draft: Draft, name: string): Record<string, Json> {
  const parameter = draft.parameters?.[name];
  if (parameter === undefined) throw new Error(`no parameter "${name}"`);
  return parameter as unknown as Record<string, Json>;
}

function replaced(holder: Record<string, Json>, key: string, value: Json): Json | undefined {
  const before = holder[key];
  holder[key] = value;
  return before;
}

/** A step that is switched off keeps its place, and is passed through. */
function switchOff(draft: Draft, path: string): void {
  const written = findState(draft, path, true);
  const to = written?.state.optional;
  if (written === undefined || to === undefined) throw new Error(`"${path}" is not optional`);
  const title = written.state.title ?? written.body.title;
  const off: Mutable<State> = { ...(title === undefined ? {} : { title }), choose: [{ to }] };
  written.beside[written.key] = off;
}

/** The settings as JSON, for storing and hashing. */
export function settingsToJson(settings: Settings): JsonObject[] {
  return settings.map(({ place, kind, of, part, value, by, plugin, because, at }) => ({ place, kind, of, part, value, by, ...(plugin === undefined ? {} : { plugin }), because, at: [...at] }));
}
