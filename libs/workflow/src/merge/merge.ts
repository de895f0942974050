import { text, type Bilingual } from '@stationhouse/kernel';
import type { Definition } from '../grammar.js';
import { checkOverlay, type Template } from '../overlay/check.js';
import type { Overlay } from '../overlay/grammar.js';
import { draftOf, findTask } from '../overlay/places.js';
import { settingsOf, type Setting, type Settings } from '../overlay/settings.js';
import type { DefinitionProblem, Json, JsonObject } from '../types.js';
import { compareValues } from '../validate.js';
import { overlayTree, treeOverlay, withHolders } from './overlay-tree.js';
import { mergeTrees, same, type Choice, type TreeConflict } from './tree.js';
import { both, Words } from './words.js';

/** A place that two sides changed differently: what stood there, what each made of it, and in words. */
export interface Conflict {
  /** Key for a choice. */
  readonly place: string;
  readonly base?: Json;
  readonly mine?: Json;
  readonly theirs?: Json;
  readonly text: Bilingual;
}

/** A merge, or what a person must decide first; pass the decisions as `choices` by place. */
export type Merge<T> = { readonly ok: true; readonly merged: T } | { readonly ok: false; readonly conflicts: readonly Conflict[] };

type Choices = Readonly<Record<string, Choice>>;

/**
 * Merges two changed definitions three ways. Everything both sides changed differently is a conflict, and so is a
 * parameter whose merged value lies beyond its merged bounds. Validate the result: a way may lead to a state that the other side removed.
 */
export function mergeDefinitions(base: Definition, mine: Definition, theirs: Definition, choices: Choices = {}): Merge<Definition> {
  const words = new Words(base);
  const [b, m, t] = [base, mine, theirs].map((one) => one as unknown as JsonObject);
  const { merged, conflicts } = mergeTrees(b, m, t, choices);
  const definition = merged as unknown as Definition;
  const beyond = conflicts.length > 0 ? [] : beyondBounds(definition, [base, mine, theirs], choices);
  const all = [...conflicts, ...beyond];
  return all.length === 0 ? { ok: true, merged: definition } : { ok: false, conflicts: all.map((conflict) => conflictOf(conflict, words)) };
}

/** Values and bounds that fit on each side, but not together. */
function beyondBounds(merged: Definition, [base, mine, theirs]: readonly Definition[], choices: Choices): TreeConflict[] {
  return Object.entries(merged.parameters ?? {}).flatMap(([name, parameter]) => {
    const path = ['parameters', name];
    const said = [base, mine, theirs].map((one) => one?.parameters?.[name] as unknown as Json | undefined);
    const fits = (['min', 'max'] as const).every((side) => {
      const written = parameter[side];
      const limit = typeof written === 'string' && written.startsWith('$') ? merged.parameters?.[written.slice(1)]?.default : written;
      const order = limit === undefined ? 0 : (compareValues(parameter.default, limit) ?? 0);
      return side === 'max' ? order <= 0 : order >= 0;
    });
    // Where a side is the merged one unchanged, the slip is its own and the validator's to tell.
    if (fits || said.some((one) => same(one, parameter as unknown as Json)) || choices[path.join('.')] !== undefined) return [];
    const [b, m, t] = said;
    return [{ path, ...(b === undefined ? {} : { base: b }), ...(m === undefined ? {} : { mine: m }), ...(t === undefined ? {} : { theirs: t }) }];
  });
}

/**
 * Merges two changed overlays three ways, place by place.
 * @param on the definition the overlays are of, where two people changed one overlay: its titles name the places, and `theirs` is the other person
 */
export function mergeOverlays(base: Overlay, mine: Overlay, theirs: Overlay, choices: Choices = {}, on?: Definition): Merge<Overlay> {
  const [left, right] = [overlayTree(mine), overlayTree(theirs)];
  const { merged, conflicts } = mergeTrees(withHolders(overlayTree(base), left, right), left, right, choices);
  if (conflicts.length === 0) return { ok: true, merged: treeOverlay(merged as JsonObject) };
  return { ok: false, conflicts: conflicts.map((conflict) => (on === undefined ? conflictOf(conflict, undefined) : conflictOf(conflict, new Words(on), undefined, BY_PEOPLE))) };
}

/** An overlay brought onto a new template, or what stands in the way: decisions to be made, and what the new one does not allow. */
export type Rebase = { readonly ok: true; readonly merged: Overlay } | { readonly ok: false; readonly merged: Overlay; readonly conflicts: readonly Conflict[]; readonly problems: readonly DefinitionProblem[] };

/**
 * Brings an overlay from one template to the next. Where the template changed what the overlay changes too, a person
 * decides: `mine` keeps the overlay's setting, `theirs` drops it in favour of the new template's, `base` likewise keeps the
 * old template's value. What the new template no longer allows is a problem whatever was decided.
 * @param above the overlays above on the new template
 */
export function rebaseOverlay(overlay: Overlay, from: Template, to: Template, above: Settings, choices: Choices = {}): Rebase {
  const words = new Words(from.definition);
  const tree = overlayTree({ ...overlay, of: { ...overlay.of, template: to.template } });
  const conflicts: Conflict[] = [];
  for (const setting of settingsOf(overlay)) {
    const [base, theirs] = [standing(from.definition, setting), standing(to.definition, setting)];
    if (same(base, theirs) || same(setting.value, theirs)) continue;
    const path = placeInTree(setting);
    const choice = choices[setting.place];
    if (choice === undefined) conflicts.push(conflictOf({ path: setting.place.split('.'), mine: setting.value, ...(base === undefined ? {} : { base }), ...(theirs === undefined ? {} : { theirs }) }, words, setting.place));
    else if (choice === 'theirs') put(tree, path, undefined);
    else if (choice === 'base') put(tree, path, base);
  }
  const merged = treeOverlay(tree);
  const problems = conflicts.length > 0 ? [] : checkOverlay(to, above, { overlay: merged });
  return conflicts.length === 0 && problems.length === 0 ? { ok: true, merged } : { ok: false, merged, conflicts, problems };
}

/** An overlay without what it says at some places of parameters and tasks: there, what stands above it counts. @param places as in `settingsOf` */
export function withoutSettings(overlay: Overlay, places: ReadonlySet<string>): Overlay {
  const tree = overlayTree(overlay);
  for (const setting of settingsOf(overlay)) if (places.has(setting.place)) put(tree, placeInTree(setting), undefined);
  return treeOverlay(tree);
}

/** What a definition says at the place of a setting; undefined where settings only add. */
function standing(definition: Definition, { kind, of, part }: Setting): Json | undefined {
  if (kind === 'parameter') return definition.parameters?.[of]?.default;
  if (kind === 'bound') return definition.parameters?.[of]?.[part as 'min' | 'max'];
  if (kind !== 'task') return undefined;
  const task = findTask(draftOf(definition), of)?.task as unknown as JsonObject | undefined;
  return task?.[part];
}

function placeInTree({ kind, of, part }: Setting): readonly string[] {
  return [kind === 'task' ? 'tasks' : 'parameters', of, part];
}

function put(tree: JsonObject, path: readonly string[], value: Json | undefined): void {
  const [key = '', ...rest] = path;
  const holder = tree as Record<string, Json>;
  if (rest.length > 0) put((holder[key] ??= {}) as JsonObject, rest, value);
  else if (value === undefined) Reflect.deleteProperty(holder, key);
  else holder[key] = value;
}

/** What a conflict calls its two sides. */
interface Sides {
  readonly mine: Bilingual;
  readonly theirs: Bilingual;
}
const BY_TEMPLATE: Sides = { mine: text('本处改为', 'here it is'), theirs: text('新版改为', 'in the new version') };
const BY_PEOPLE: Sides = { mine: text('您改为', 'you made it'), theirs: text('对方改为', 'somebody else made it') };

function conflictOf({ path, base, mine, theirs }: TreeConflict, words: Words | undefined, name?: string, sides: Sides = BY_TEMPLATE): Conflict {
  const place = name ?? path.join('.');
  const said = placeInWords(path, words) ?? text(place, place);
  const say = (value: Json | undefined): Bilingual => words?.value(value, path.at(-1)) ?? both(() => JSON.stringify(value) ?? '–');
  const [was, own, other] = [say(base), say(mine), say(theirs)];
  return {
    place,
    ...(base === undefined ? {} : { base }),
    ...(mine === undefined ? {} : { mine }),
    ...(theirs === undefined ? {} : { theirs }),
    text: text(
      `${said['zh-CN']}：原为 ${was['zh-CN']}，${sides.mine['zh-CN']} ${own['zh-CN']}，${sides.theirs['zh-CN']} ${other['zh-CN']}。请选择其一。`,
      `${said.en}: it was ${was.en}, ${sides.mine.en} ${own.en}, ${sides.theirs.en} ${other.en}. Choose one.`,
    ),
  };
}

/** `首次回访`, `待分级 · 研判分级 期限`. */
function placeInWords([section = '', of = '', ...rest]: readonly string[], words: Words | undefined): Bilingual | undefined {
  if (words === undefined) return undefined;
  const part = words.part(rest.at(-1) ?? '');
  const holder = section === 'parameters' || section === 'forms' || section === 'events' ? words.named(section, of) : section === 'tasks' ? taskIn([of, ...rest], words) : undefined;
  return holder === undefined ? undefined : both((locale) => `${holder[locale]}${part[locale] === '' ? '' : ` ${part[locale]}`}`);
}

function taskIn(parts: readonly string[], words: Words): Bilingual {
  const [path = '', key = ''] = parts.slice(0, -1).join('.').split('#');
  return words.task(path, key);
}
