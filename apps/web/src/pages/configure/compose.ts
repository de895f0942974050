import {
  applySettings, checkOverlay, composeOverlays, describeFlow, NO_SETTINGS, settingsInWords, settingsOf, validateDefinition,
  type Change, type Definition, type DefinitionProblem, type Flow, type FlowCard, type Layer, type Overlay, type ParameterDefinition, type RoleTitles, type Rules, type Settings, type Template,
} from '@stationhouse/workflow';

/** What a draft stands on: the plugin's workflow, the overlays above, and what the plugin's guards call. */
export interface Ground {
  readonly template: Template;
  /** The overlays above, from the outside in, and what they say together. */
  readonly layers: readonly Layer[];
  readonly above: Settings;
  /** What holds without the overlay that is edited. */
  readonly held: Definition;
  /** What new instances start on now: all layers, the published one included. */
  readonly now: Settings;
  readonly rules: Rules;
  readonly roleTitle: RoleTitles;
}

/** A draft put in: what it comes to, what it changes, and what is wrong with it. */
export interface Composition {
  readonly overlay: Overlay;
  readonly definition: Definition;
  readonly flow: Flow;
  /** Against what holds now, in words: one per setting. */
  readonly changes: readonly Change[];
  readonly problems: readonly DefinitionProblem[];
}

/** The ground of a draft. @param published the overlay as it holds; undefined where there is none @param roleTitle what roles are called in words */
export function groundOf(template: Template, layers: readonly Layer[], published: Overlay | undefined, rules: Rules, roleTitle: RoleTitles): Ground {
  const above = layers.reduce((settings, { overlay }) => composeOverlays(settings, settingsOf(overlay)), NO_SETTINGS);
  const held = applySettings(template.definition, above).definition;
  const now = published === undefined ? above : composeOverlays(above, settingsOf(published));
  return { template, layers, above, held, now, rules, roleTitle };
}

/** Composes a draft. Settings that lead nowhere leave what held; the problems say which they are. */
export function compose(ground: Ground, overlay: Overlay): Composition {
  const { template, above, held, now, roleTitle } = ground;
  const settings = composeOverlays(above, settingsOf(overlay));
  const definition = putIn(template, settings) ?? held;
  const changes = settingsInWords(template.definition, now, settings, roleTitle);
  return { overlay, definition, flow: describeFlow(definition, { steps: stepsIn(settings) }), changes, problems: checkOverlay(template, above, { overlay }) };
}

/** What is wrong with the definition a draft makes, beyond the draft itself: dearer, so that it is asked once the hands rest. */
export function deepProblems({ rules }: Ground, { definition, problems }: Composition): readonly DefinitionProblem[] {
  return problems.length > 0 ? [] : validateDefinition(definition, { rules });
}

/** The keys of the steps that settings add. */
export function stepsIn(settings: Settings): ReadonlySet<string> {
  return new Set(settings.flatMap(({ kind, of }) => (kind === 'step' ? [of] : [])));
}

function putIn({ definition }: Template, settings: Settings): Definition | undefined {
  try {
    return applySettings(definition, settings).definition;
  } catch {
    // A place that the template does not have; `checkOverlay` names it.
    return undefined;
  }
}

/** Who locked something, and why. */
export interface Lock {
  readonly by: 'plugin' | 'bureau' | 'station';
  readonly because: string;
}

/** Why a parameter cannot be set here; undefined when it can. */
export function lockOfParameter({ above, held }: Ground, name: string): Lock | undefined {
  const parameter = held.parameters?.[name];
  if (parameter?.locked !== true) return undefined;
  const set = above.find(({ place }) => place === `parameters.${name}.value.locked`);
  return set === undefined ? { by: 'plugin', because: parameter.because ?? '' } : { by: set.by, because: set.because };
}

/** Why a part of a task cannot be set here. */
export function lockOfTask({ above }: Ground, ref: string, part: string): Lock | undefined {
  const set = above.find(({ place }) => place === `tasks.${ref}.${part}.locked`);
  return set === undefined ? undefined : { by: set.by, because: set.because };
}

/** Why an optional step cannot be switched here. */
export function lockOfStep({ above }: Ground, path: string): (Lock & { readonly to: 'off' | 'keep' }) | undefined {
  const set = above.find(({ place }) => place === `optional.${path}`);
  return set === undefined ? undefined : { by: set.by, because: set.because, to: set.value as 'off' | 'keep' };
}

/** A bound as it is in effect, and the parameter it follows. */
export interface Bound {
  readonly value: string | number;
  readonly follows?: string;
}

/** The bounds of a parameter under a draft. */
export function boundsOf(definition: Definition, name: string): { readonly min?: Bound; readonly max?: Bound } {
  const parameter = definition.parameters?.[name];
  const read = (written: ParameterDefinition['min']): Bound | undefined => {
    if (typeof written !== 'string' || !written.startsWith('$')) return written === undefined ? undefined : { value: written };
    const followed = definition.parameters?.[written.slice(1)]?.default;
    return typeof followed === 'string' || typeof followed === 'number' ? { value: followed, follows: written.slice(1) } : undefined;
  };
  const [min, max] = [read(parameter?.min), read(parameter?.max)];
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** The cards an overlay changes, with what its places concern. */
export function changedCards(flow: Flow, overlay: Overlay): ReadonlySet<string> {
  return new Set(settingsOf(overlay).flatMap(({ place }) => cardsOfPlace(flow, overlay, place).map(({ path }) => path)));
}

/** Every card that a place concerns: a parameter decides, and a form is filled in, on several. */
export function cardsOfPlace(flow: Flow, overlay: Overlay, place: string): readonly FlowCard[] {
  const [section = '', of = ''] = place.split('.');
  if (section === 'parameters') return flow.cards.filter(({ parameters }) => parameters.includes(of));
  if (section === 'forms') return flow.cards.filter(({ tasks }) => tasks.some(({ form }) => form === of));
  if (section === 'steps' && flow.cards.some(({ step }) => step === of)) return flow.cards.filter(({ step }) => step === of);
  const card = cardOfPlace(flow, overlay, place);
  return card === undefined ? [] : [card];
}

/**
 * The card where a place is set, the first of several: of a setting (`parameters.visitLater.value`, `tasks.REF.due`, `forms.homeVisit.KEY`), of a problem
 * (`steps.0.at`) or of a change (`states.registered.tasks.grade.due`).
 */
export function cardOfPlace({ cards }: Flow, overlay: Overlay, place: string): FlowCard | undefined {
  const [section = '', of = ''] = place.split('.');
  switch (section) {
    case 'parameters':
      return cards.find(({ parameters }) => parameters.includes(of));
    case 'tasks':
      return cards.find(({ tasks }) => tasks.some(({ ref }) => place === `tasks.${ref}` || place.startsWith(`tasks.${ref}.`)));
    case 'forms':
      return cards.find(({ tasks }) => tasks.some(({ form }) => form === of));
    case 'steps':
      return cardOfStep(cards, /^\d+$/.test(of) ? stepKey(overlay, Number(of)) : of);
    case 'optional':
    case 'states':
      return deepest(cards, place.slice(section.length + 1));
    default:
      return undefined;
  }
}

function stepKey({ steps }: Overlay, index: number): string {
  const step = steps?.[index];
  if (step === undefined) return '';
  return 'at' in step ? step.task.key : 'off' in step ? step.off : step.keep;
}

function cardOfStep(cards: readonly FlowCard[], key: string): FlowCard | undefined {
  const own = cards.filter(({ step }) => step === key);
  // What asks whether a step is needed stands before it.
  return own.at(-1) ?? cards.find(({ path, tasks }) => path === key || tasks.some((task) => task.key === key)) ?? deepest(cards, key);
}

function deepest(cards: readonly FlowCard[], path: string): FlowCard | undefined {
  const around = cards.flatMap((card) => [card.path, ...card.also].filter((one) => path === one || path.startsWith(`${one}.`)).map((one) => ({ card, length: one.length })));
  return around.sort((left, right) => right.length - left.length)[0]?.card;
}

/** The key of the extra step of this overlay that a card stands for; undefined for a card of the workflow itself, and of a step from above. */
export function extraStepOf({ steps }: Overlay, { step }: FlowCard): string | undefined {
  return step !== undefined && (steps ?? []).some((one) => 'at' in one && one.task.key === step) ? step : undefined;
}

/** The card of the address: by its path, or by the key of the step it stands for. */
export function cardAt({ flow: { cards } }: Pick<Composition, 'flow'>, path: string | undefined): FlowCard | undefined {
  if (path === undefined) return undefined;
  const key = path.split('.').at(-1);
  return cards.find((card) => card.path === path || card.also.includes(path)) ?? cards.findLast(({ step }) => step === key);
}
