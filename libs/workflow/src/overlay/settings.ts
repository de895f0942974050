import { compareValues } from '../validate.js';
import type { Json, JsonObject } from '../types.js';
import type { Extension, Level, Overlay } from './grammar.js';

/**
 * What an overlay says about one place. Places:
 * `parameters.NAME.value`, `.min`, `.max`, `.locked`; `tasks.REF.role`, `.due`, `.remind`, `.escalate`, each with `….locked`;
 * `forms.FORM.KEY` an extra field; `steps.KEY` an extra step; `optional.STATE` a step that is `off`, or that must `keep`.
 */
export interface Setting {
  readonly place: string;
  readonly kind: SettingKind;
  /** What the place is of: parameter, task reference, form, key of the step, state. */
  readonly of: string;
  /** The part: `value`, `max`, `due`, key of the field, extension point of the step. */
  readonly part: string;
  readonly value: Json;
  readonly by: Level;
  /** The id of the plugin, where one set it. */
  readonly plugin?: string;
  readonly because: string;
  /** Where it is written in its overlay. */
  readonly at: readonly (string | number)[];
}
export type SettingKind = 'parameter' | 'bound' | 'lock' | 'task' | 'field' | 'step' | 'optional';

/** What one overlay, or several composed, say: at most one setting per place, the upper overlay's first. */
export type Settings = readonly Setting[];

/** An overlay that changes nothing. */
export const NO_SETTINGS: Settings = [];

/** The settings of one overlay, a person's or a plugin's. */
export function settingsOf(layer: Overlay | Extension): Settings {
  // A plugin's says less; what it says is said the same way.
  const overlay: Omit<Overlay, 'overlay' | 'of'> = layer;
  const by = { by: layer.overlay, ...(layer.overlay === 'plugin' ? { plugin: layer.plugin } : {}) };
  const make = (kind: SettingKind, group: string, of: string, part: string, value: unknown, at: Setting['at'], because: string | undefined): Setting[] =>
    value === undefined ? [] : [{ place: [group, of, part].filter((word) => word !== '').join('.'), kind, of, part, value: value as Json, ...by, because: because ?? overlay.because, at }];
  const parameters = Object.entries(overlay.parameters ?? {}).flatMap(([name, setting]) => {
    const { value, min, max, locked, because }: ParameterSetting = setting;
    const at = ['parameters', name];
    return [
      ...make('parameter', 'parameters', name, 'value', value, at, because),
      ...make('bound', 'parameters', name, 'min', min, [...at, 'min'], because),
      ...make('bound', 'parameters', name, 'max', max, [...at, 'max'], because),
      ...make('lock', 'parameters', name, 'value.locked', locked, [...at, 'locked'], because),
    ];
  });
  const tasks = Object.entries(overlay.tasks ?? {}).flatMap(([ref, { locked, because, ...parts }]) => [
    ...Object.entries(parts).flatMap(([part, value]) => make('task', 'tasks', ref, part, value, ['tasks', ref, part], because)),
    ...(locked ?? []).flatMap((part, index) => make('lock', 'tasks', ref, `${part}.locked`, true, ['tasks', ref, 'locked', index], because)),
  ]);
  const forms = Object.entries(overlay.forms ?? {}).flatMap(([form, { add, because }]) => add.flatMap((field, index) => make('field', 'forms', form, field.key, field, ['forms', form, 'add', index], because)));
  const steps = (overlay.steps ?? []).flatMap((step, index) => {
    const at = ['steps', index];
    if ('off' in step) return make('optional', 'optional', step.off, '', 'off', [...at, 'off'], step.because);
    if ('keep' in step) return make('optional', 'optional', step.keep, '', 'keep', [...at, 'keep'], step.because);
    return make('step', 'steps', step.task.key, '', { at: step.at, task: step.task } as unknown as JsonObject, at, step.because);
  });
  return [...parameters, ...tasks, ...forms, ...steps];
}

type ParameterSetting = { readonly value?: unknown; readonly min?: unknown; readonly max?: unknown; readonly locked?: unknown; readonly because?: string | undefined };

/**
 * Two overlays as one, the upper (a bureau's) before the lower (a station's). Associative. Of two bounds the tighter holds,
 * a lock stays, what the upper one locked keeps the upper one's value; else the lower one's value counts. What was added
 * above stays as it was added. `checkOverlay` is what refuses a lower overlay that contradicts an upper one.
 */
export function composeOverlays(upper: Settings, lower: Settings): Settings {
  const above = new Map(upper.map((setting) => [setting.place, setting]));
  const below = new Map(lower.map((setting) => [setting.place, setting]));
  const kept = upper.map((setting) => {
    const other = below.get(setting.place);
    return other === undefined ? setting : joined(setting, other, above);
  });
  const added = lower.filter(({ place }) => !above.has(place) && !above.has(`${place}.locked`));
  return [...kept, ...added];
}

function joined(upper: Setting, lower: Setting, above: ReadonlyMap<string, Setting>): Setting {
  switch (upper.kind) {
    case 'parameter':
    case 'task':
      return above.has(`${upper.place}.locked`) ? upper : lower;
    case 'bound':
      return isTighter(lower, upper) ? lower : upper;
    default:
      return upper;
  }
}

/** True when one bound leaves less room than another of the same place. */
export function isTighter(bound: Pick<Setting, 'part' | 'value'>, than: Pick<Setting, 'value'>): boolean {
  const order = compareValues(bound.value as string | number, than.value as string | number) ?? 0;
  return bound.part === 'max' ? order < 0 : order > 0;
}
