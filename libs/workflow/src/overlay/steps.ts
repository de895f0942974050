import { text } from '@stationhouse/kernel';
import { stateKeys, type Draft, type Mutable, type State, type Written } from './places.js';
import type { TaskDefinition } from '../grammar.js';
import type { ExtraTask } from './grammar.js';
import { addField } from './fields.js';

/** Where an extra step stands. */
export interface Point {
  readonly where: 'before' | 'after' | 'inside';
  readonly path: string;
}

/** Reads `before settled`. */
export function pointOf(at: string): Point {
  const [where = '', path = ''] = at.split(' ');
  return { where: where as Point['where'], path };
}

/**
 * Puts an extra step into a definition.
 * - `before X`: everything that led to X leads to the step, and the step to X.
 * - `after X`: the step stands on every way that is written on X itself, and leads on to where that way led. When there
 *   are several, each has a state of its own: `checkThenGraded`, `checkThenClosed`.
 * - `inside X`: of a parallel state, a region that must be over as well; of any other, a task that is open as long as X is.
 * Under a condition (`when`) a state of its own asks first, and leads past the step where it does not hold.
 */
export function addStep(draft: Draft, written: Written, where: Point['where'], extra: ExtraTask): void {
  const task = taskOf(draft, extra);
  if (where === 'inside') putInside(written.body, extra, task);
  else if (where === 'before') putBefore(draft, written, extra, task);
  else putAfter(draft, written, extra, task);
}

function taskOf(draft: Draft, extra: ExtraTask): TaskDefinition {
  const { key, fields, form: given, when: _, ...task } = extra;
  if (fields !== undefined) {
    draft.forms ??= {};
    draft.forms[key] = { title: extra.title, schema: { type: 'object', properties: {} } };
    for (const field of fields) addField(draft, key, field);
  }
  const form = fields === undefined ? given : key;
  return form === undefined ? task : { ...task, form };
}

function stateWith(extra: ExtraTask, task: TaskDefinition, to: string): State {
  return { title: extra.title, tasks: { [extra.key]: { ...task } as Mutable<TaskDefinition> }, on: { [`${extra.key}.done`]: [{ to }] } };
}

/** The states of a step: the one with its task and, under a condition, before it one that asks. The first of them is where ways lead. */
function statesOf(extra: ExtraTask, task: TaskDefinition, name: string, to: string, taken: ReadonlySet<string>): { readonly first: string; readonly states: Record<string, State> } {
  const open = { [name]: stateWith(extra, task, to) };
  if (extra.when === undefined) return { first: name, states: open };
  const gate = freeName(`${name}If`, taken);
  return { first: gate, states: { [gate]: asking(extra, extra.when, name, to), ...open } };
}

function asking({ title }: ExtraTask, when: string, to: string, otherwise: string): State {
  return { title: text(`是否需要“${title['zh-CN']}”`, `Whether “${title.en}” is needed`), choose: [{ to, when }, { to: otherwise }] };
}

function putInside(body: State, extra: ExtraTask, task: TaskDefinition): void {
  if (body.parallel === undefined) {
    body.tasks = { ...body.tasks, [extra.key]: { ...task } as Mutable<TaskDefinition> };
    body.on = { ...body.on, [`${extra.key}.done`]: [{}] };
    return;
  }
  const done: State = { title: text('已完成', 'Done'), final: true };
  const { first, states } = statesOf(extra, task, 'open', 'done', new Set());
  body.parallel[extra.key] = { title: extra.title, start: first, states: { ...states, done } };
}

function putBefore(draft: Draft, { key, beside, around }: Written, extra: ExtraTask, task: TaskDefinition): void {
  const { first, states } = statesOf(extra, task, extra.key, key, stateKeys(draft));
  for (const state of Object.values(beside)) retarget(state, beside, key, first, 0);
  const owner = around ?? draft;
  if (owner.start === key) owner.start = first;
  insertBeside(beside, key, 0, states);
}

function putAfter(draft: Draft, { key, state, beside }: Written, extra: ExtraTask, task: TaskDefinition): void {
  const targets = new Map<string, string>();
  const exits = exitsOf(draft, state).filter(({ to }) => to !== key);
  const different = new Set(exits.map(({ to }) => to));
  const taken = stateKeys(draft);
  const added: Record<string, State> = {};
  for (const { to, set } of exits) {
    let led = targets.get(to);
    if (led === undefined) {
      const plain = to.replace(/^[\^$]/, '');
      const name = different.size === 1 ? extra.key : freeName(`${extra.key}Then${plain.charAt(0).toUpperCase()}${plain.slice(1)}`, taken);
      const { first, states } = statesOf(extra, task, name, to, taken);
      for (const key of Object.keys(states)) taken.add(key);
      targets.set(to, first);
      Object.assign(added, states);
      led = first;
    }
    set(led);
  }
  insertBeside(beside, key, 1, added);
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted.slice(0, 60) : `${wanted.slice(0, 57)}${number}`;
    if (!taken.has(name)) return name;
  }
}

interface Exit {
  readonly to: string;
  set(to: string): void;
}

/** Everything written on a state that may lead on. */
function stepsOf(state: State): { to?: string | undefined }[] {
  return [...Object.values(state.on ?? {}).flat(), ...(state.done ?? []), ...(state.choose ?? []), ...Object.values(state.after ?? {})];
}

/** The ways out that are written on a state itself: its transitions, or the targets it hands to its fragment. */
function exitsOf(draft: Draft, state: State): Exit[] {
  const exits: Exit[] = stepsOf(state).flatMap((step) => (step.to === undefined ? [] : [{ to: step.to, set: (to) => void (step.to = to) }]));
  const { until } = state;
  if (until !== undefined) exits.push({ to: until.to, set: (to) => void (state.until = { ...until, to }) });
  const declared = draft.fragments?.[state.use ?? '']?.parameters ?? {};
  for (const [name, value] of Object.entries(state.with ?? {})) {
    if (declared[name]?.type === 'target' && typeof value === 'string') exits.push({ to: value, set: (to) => void (state.with = { ...state.with, [name]: to }) });
  }
  return exits;
}

/** True when something can stand after a state: it has a way out of its own. */
export function hasExit(draft: Draft, { key, state }: Written): boolean {
  return exitsOf(draft, state).some(({ to }) => to !== key);
}

/** Lets what leads from a state, or from inside of it, to a neighbour called `from` lead to its neighbour `to` instead. */
function retarget(state: State, beside: Readonly<Record<string, State>>, from: string, to: string, depth: number): void {
  const meant = depth === 0 ? from : `^${from}`;
  for (const step of stepsOf(state)) if (step.to === meant) step.to = meant.replace(from, to);
  if (state.until?.to === meant) state.until = { ...state.until, to: meant.replace(from, to) };
  // What a fragment is handed is read where the fragment is used; a text that only looks like a target reads the same.
  for (const [name, value] of Object.entries(state.with ?? {})) if (value === meant) state.with = { ...state.with, [name]: meant.replace(from, to) };
  // A neighbour of that name is nearer to what lies inside.
  if (depth > 0 && Object.hasOwn(beside, from)) return;
  const inside = state.parallel ?? state.states ?? {};
  for (const inner of Object.values(inside)) retarget(inner, inside, from, to, depth + 1);
}

function insertBeside(beside: Record<string, State>, key: string, offset: 0 | 1, added: Readonly<Record<string, State>>): void {
  const entries = Object.entries(beside);
  entries.splice(entries.findIndex(([name]) => name === key) + offset, 0, ...Object.entries(added));
  for (const name of Object.keys(beside)) Reflect.deleteProperty(beside, name);
  Object.assign(beside, Object.fromEntries(entries));
}
