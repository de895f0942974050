import type { Overlay } from '../overlay/grammar.js';
import type { Json, JsonObject } from '../types.js';
import { isObject, own } from './tree.js';

/** An overlay as a keyed tree: questions and steps by their names, so that two people may each add one. Without empty parts. */
export function overlayTree(overlay: Overlay): JsonObject {
  const forms = Object.entries(overlay.forms ?? {}).map(([form, { add, ...rest }]) => [form, { ...rest, add: Object.fromEntries(add.map((field) => [field.key, field])) }]);
  const steps = (overlay.steps ?? []).map((step) => ['off' in step ? `off ${step.off}` : 'keep' in step ? `keep ${step.keep}` : step.task.key, step]);
  const locks = Object.entries(overlay.tasks ?? {}).map(([ref, { locked, ...rest }]) => [ref, { ...rest, locked: Object.fromEntries((locked ?? []).map((part) => [part, true])) }]);
  const tree = { ...overlay, tasks: Object.fromEntries(locks) as unknown, forms: Object.fromEntries(forms) as unknown, steps: Object.fromEntries(steps) as unknown };
  return withoutEmpty(JSON.parse(JSON.stringify(tree)) as JsonObject);
}

/** The overlay a keyed tree stands for. */
export function treeOverlay(tree: JsonObject): Overlay {
  const { tasks, forms, steps, ...rest } = withoutEmpty(tree) as JsonObject & { tasks?: JsonObject; forms?: JsonObject; steps?: JsonObject };
  const made: Record<string, unknown> = { ...rest };
  if (tasks !== undefined) made['tasks'] = mapped(tasks, (task) => (isObject(task['locked']) ? { ...task, locked: Object.keys(task['locked']) } : task));
  if (forms !== undefined) made['forms'] = mapped(forms, (form) => ({ ...form, add: Object.values(isObject(form['add']) ? form['add'] : {}) }));
  if (steps !== undefined) made['steps'] = Object.values(steps);
  return made as unknown as Overlay;
}

/** Parts that hold settings and are none themselves, from the outside in: `*` is any name. */
const HOLDERS = [['parameters'], ['parameters', '*'], ['tasks'], ['tasks', '*'], ['tasks', '*', 'locked'], ['forms'], ['forms', '*'], ['forms', '*', 'add'], ['steps']];

/** A base with every part that both sides have begun since, empty: what each put there is then merged by itself. */
export function withHolders(base: JsonObject, mine: JsonObject, theirs: JsonObject): JsonObject {
  return HOLDERS.reduce((tree, path) => withHolder(tree, mine, theirs, path), base);
}

function withHolder(base: JsonObject, mine: JsonObject, theirs: JsonObject, [first = '', ...rest]: readonly string[]): JsonObject {
  const keys = first === '*' ? Object.keys(mine) : [first];
  const held = keys.flatMap((key) => {
    const [b, m, t] = [own(base, key), own(mine, key), own(theirs, key)];
    if (!isObject(m) || !isObject(t) || (b !== undefined && !isObject(b))) return [];
    return [[key, rest.length === 0 ? (b ?? {}) : withHolder(b ?? {}, m, t, rest)] as const];
  });
  return { ...base, ...Object.fromEntries(held) };
}

function mapped(tree: JsonObject, change: (value: JsonObject) => JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, isObject(value) ? change(value) : value]));
}

/** Two overlays that say the same differ in no empty part. */
function withoutEmpty(tree: JsonObject): JsonObject {
  const inner = Object.entries(tree).map(([key, value]): [string, Json] => [key, isObject(value) ? withoutEmpty(value) : value]);
  return Object.fromEntries(inner.filter(([, value]) => !isObject(value) || Object.keys(value).length > 0));
}
