import type { Bilingual } from '@stationhouse/kernel';
import type { StepDefinition, TaskDefinition } from '../grammar.js';
import type { StatePath, TaskRef } from '../types.js';
import { editText, type DocumentPath, type Draft } from './document.js';
import { namesFor } from './names.js';
import { placeOfState, reach, recordOf, targetText, writtenStates, writtenTargets, type WrittenTarget } from './states.js';

/**
 * What somebody does to the text of a workflow in its designer. Each function is pure: a text goes in, the text with that one change
 * comes out; the author's comments, order and spelling of everything else stay. A place that is not there leaves the text as it is.
 */

/** Sets what stands at a path of the document; undefined takes it away. */
export function setPart(text: string, path: DocumentPath, value: unknown): string {
  return editText(text, (draft) => draft.write(path, value));
}

/** Sets a part of a state; undefined takes it away. @param part keys below the state, like `['clock', 'budget']` */
export function setStatePart(text: string, state: StatePath, part: DocumentPath, value: unknown): string {
  return editText(text, (draft) => {
    const at = placeOfState(draft, state);
    if (at !== undefined) draft.write([...at, ...part], value);
  });
}

/** Sets parts of a task; undefined takes one away. */
export function setTaskParts(text: string, ref: TaskRef, parts: Partial<Record<keyof TaskDefinition, unknown>>): string {
  const [state = '', key = ''] = ref.split('#');
  return editText(text, (draft) => {
    const at = placeOfState(draft, state);
    if (at === undefined) return;
    for (const [part, value] of Object.entries(parts)) draft.write([...at, 'tasks', key, part], value);
  });
}

/** Moves an entry of a map or list up (-1) or down (1). */
export function movePart(text: string, path: DocumentPath, by: -1 | 1): string {
  return editText(text, (draft) => draft.move(path, by));
}

/** Moves a state up or down among its neighbours: the order in which people read them; where it leads stays. */
export function moveState(text: string, state: StatePath, by: -1 | 1): string {
  return editText(text, (draft) => {
    const at = placeOfState(draft, state);
    if (at !== undefined) draft.move(at, by);
  });
}

/** What a new state is. */
export type StateKind = 'step' | 'branch' | 'wait' | 'group' | 'parallel' | 'end';

/** A state that somebody adds. */
export interface NewState {
  readonly key: string;
  readonly kind: StateKind;
  readonly title: Bilingual;
}

/**
 * Adds a state behind another one. Where that one led to one state only, it leads to the new one, and the new one on to there; the new one
 * of a state with several ways on, or with none, leads to the next one that is written.
 */
export function addState(text: string, behind: StatePath, added: NewState): string {
  return editText(text, (draft) => {
    const at = placeOfState(draft, behind);
    if (at === undefined) return;
    const around = behind.split('.').slice(0, -1);
    const path = [...around, added.key].join('.');
    const neighbours = Object.keys(recordOf(draft.read(at.slice(0, -1))));
    const next = neighbours[neighbours.indexOf(String(at.at(-1))) + 1];
    const led = waysFrom(draft, behind);
    const [only] = new Set(led.map(({ to }) => to));
    const chained = only !== undefined && only !== behind && new Set(led.map(({ to }) => to)).size === 1 && added.kind !== 'end';
    const to = chained ? targetText(path, only) : (next ?? added.key);
    draft.insert(at.slice(0, -1), added.key, bodyOf(added, to), next);
    if (chained) for (const { written } of led) draft.write(written.at, targetText(written.from, path));
  });
}

/** Adds the first state inside of a stage, or another part of one that runs side by side. */
export function addInside(text: string, state: StatePath, added: NewState): string {
  return editText(text, (draft) => {
    const at = placeOfState(draft, state);
    const body = recordOf(at === undefined ? undefined : draft.read(at));
    if (at === undefined) return;
    if (body['parallel'] !== undefined) return draft.insert([...at, 'parallel'], added.key, stageOf(added), undefined);
    const [first] = Object.keys(recordOf(body['states']));
    draft.insert([...at, 'states'], added.key, bodyOf(added, first ?? added.key), first);
    if (added.kind !== 'end' && (body['start'] === first || first === undefined)) draft.write([...at, 'start'], added.key);
  });
}

function bodyOf({ kind, title, key }: NewState, to: string): Record<string, unknown> {
  switch (kind) {
    case 'step':
      return { title, tasks: { [key]: { title } }, on: { [`${key}.done`]: to } };
    case 'branch':
      return { title, choose: [{ to }] };
    case 'wait':
      return { title, until: { at: 'state.entered + period("P1D")', to } };
    case 'group':
      return { ...stageOf({ kind, title, key }), done: to };
    case 'parallel':
      return { title, parallel: { [`${key}One`]: stageOf({ kind, key: `${key}One`, title: numbered(title, 1) }), [`${key}Two`]: stageOf({ kind, key: `${key}Two`, title: numbered(title, 2) }) }, done: to };
    case 'end':
      return { title, final: true, outcome: key };
  }
}

const numbered = (title: Bilingual, number: number): Bilingual => ({ 'zh-CN': `${title['zh-CN']} ${number}`, en: `${title.en} ${number}` });

/** A state with one step and its end inside. */
function stageOf({ key, title }: NewState): Record<string, unknown> {
  const [step, over] = [`${key}Work`, `${key}Over`];
  return { title, start: step, states: { [step]: bodyOf({ kind: 'step', key: step, title }, over), [over]: { title: { 'zh-CN': '完成', en: 'Done' }, final: true } } };
}

/** The ways that lead on from a state or from inside of it to one outside, with where they are written. */
function waysFrom(draft: Draft, state: StatePath): { readonly to: StatePath; readonly written: WrittenTarget }[] {
  const known = new Set(writtenStates(draft).map(({ path }) => path));
  const within = (path: StatePath) => path === state || path.startsWith(`${state}.`);
  return writtenTargets(draft).flatMap((written) => {
    const to = written.kind !== 'target' || !within(written.from) ? undefined : reach(written, known);
    return to === undefined || within(to) ? [] : [{ to, written }];
  });
}

/** Where everything leads that leads to a state from outside of it. */
function waysTo(draft: Draft, state: StatePath): readonly WrittenTarget[] {
  const known = new Set(writtenStates(draft).map(({ path }) => path));
  const within = (path: StatePath | undefined) => path === state || path?.startsWith(`${state}.`) === true;
  return writtenTargets(draft).filter((written) => within(reach(written, known)) && !within(written.from));
}

/**
 * Takes a state out with everything inside. What led to it leads to where it led on to itself; where that is several places or none,
 * the ways that led to it go with it, and the checks name whatever is cut off then. The only state somewhere stays.
 */
export function removeState(text: string, state: StatePath): string {
  return editText(text, (draft) => {
    const at = placeOfState(draft, state);
    if (at === undefined || Object.keys(recordOf(draft.read(at.slice(0, -1)))).length === 1) return;
    const onward = new Set(waysFrom(draft, state).map(({ to }) => to));
    const [next] = onward.size === 1 ? onward : [];
    // From behind, so that what goes from a list moves nothing that is still to be looked at.
    const led = [...waysTo(draft, state)].reverse();
    for (const { at: place, from, kind } of led.filter(({ kind: one }) => one !== 'inside')) draft.write(kind === 'optional' || next !== undefined ? place : entryOf(place), next === undefined || from === next ? undefined : targetText(from, next));
    const beside = state.split('.').slice(0, -1).join('.');
    for (const { at: place, from } of led.filter(({ kind }) => kind === 'inside')) {
      const neighbours = Object.keys(recordOf(draft.read(at.slice(0, -1)))).filter((key) => key !== at.at(-1));
      const key = next !== undefined && next.split('.').slice(0, -1).join('.') === beside && from === beside ? next.split('.').at(-1) : neighbours[0];
      draft.write(place, key);
    }
    const points = draft.read(['extension-points']);
    if (Array.isArray(points)) draft.write(['extension-points'], emptied(points.filter((point) => typeof point !== 'string' || !pointNames(point, state))));
    draft.write(at, undefined);
  });
}

/** A way as a whole: `on.check.done`, not the `to` of it; an entry of a list by itself. */
function entryOf(place: DocumentPath): DocumentPath {
  return place.at(-1) === 'to' ? place.slice(0, -1) : place;
}

function pointNames(point: string, state: StatePath): boolean {
  const [where, path = ''] = point.split(' ');
  return where !== 'form' && (path === state || path.startsWith(`${state}.`));
}

const emptied = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** Gives a state another name, everywhere it is named: ways, starts, extension points, conditions of clocks. */
export function renameState(text: string, state: StatePath, key: string): string {
  return editText(text, (draft) => {
    const at = placeOfState(draft, state);
    const keys = state.split('.');
    const beside = recordOf(at === undefined ? undefined : draft.read(at.slice(0, -1)));
    if (at === undefined || Object.hasOwn(beside, key)) return;
    const known = new Set(writtenStates(draft).map(({ path }) => path));
    const renamed = (path: string) => (path === state || path.startsWith(`${state}.`) ? [...keys.slice(0, -1), key, ...path.split('.').slice(keys.length)].join('.') : path);
    for (const written of writtenTargets(draft)) {
      const to = reach(written, known);
      if (to === undefined || renamed(to) === to) continue;
      // The part of the target that is this state: as many keys from its end as the reached path is longer.
      const parts = written.target.replace(/^\^/, '').split('.');
      const index = parts.length - 1 - (to.split('.').length - keys.length);
      if (index < 0) continue;
      const named = parts.map((part, place) => (place === index ? key : part)).join('.');
      draft.write(written.at, written.target.startsWith('^') ? `^${named}` : named);
    }
    const points = draft.read(['extension-points']);
    if (Array.isArray(points)) draft.write(['extension-points'], points.map((point: unknown) => (typeof point === 'string' && !point.startsWith('form ') ? point.replace(/ .*/, (path) => ` ${renamed(path.trim())}`) : point)));
    for (const [name, clock] of Object.entries(recordOf(draft.read(['clocks'])))) {
      for (const [part, source] of Object.entries(recordOf(clock))) {
        if (typeof source === 'string' && source.includes('active(')) draft.write(['clocks', name, part], source.replace(/active\((["'])([^"']+)\1\)/g, (_, quote: string, path: string) => `active(${quote}${renamed(path)}${quote})`));
      }
    }
    draft.rename(at, key);
  });
}

/** Adds a task to a state; done, it leads to the next state that is written. */
export function addTask(text: string, state: StatePath, key: string, title: Bilingual): string {
  return editText(text, (draft) => {
    const at = placeOfState(draft, state);
    if (at === undefined) return;
    const [only] = waysFrom(draft, state).map(({ to }) => to);
    draft.insert([...at, 'tasks'], key, { title }, undefined);
    draft.write([...at, 'on', `${key}.done`], only === undefined ? {} : targetText(state, only));
  });
}

/** Takes a task out of a state, with the ways of its outcomes. */
export function removeTask(text: string, ref: TaskRef): string {
  return withTask(text, ref, (draft, at, key) => {
    for (const event of eventsOf(draft, at, key)) draft.write(event, undefined);
    if (isAlone(draft, at, key)) renameSeparated(draft, key, undefined);
    draft.write([...at, 'tasks', key], undefined);
  });
}

/** Gives a task another name, with the ways of its outcomes. */
export function renameTask(text: string, ref: TaskRef, to: string): string {
  return withTask(text, ref, (draft, at, key) => {
    if (Object.hasOwn(recordOf(draft.read([...at, 'tasks'])), to)) return;
    for (const event of eventsOf(draft, at, key)) draft.rename(event, String(event.at(-1)).replace(`${key}.`, `${to}.`));
    // A notice, and what is kept apart, name the task by its name alone: another task of that name keeps it.
    if (isAlone(draft, at, key)) {
      renameSeparated(draft, key, to);
      for (const name of Object.keys(recordOf(draft.read(['actions'])))) {
        const signedBy = draft.read(['actions', name, 'notify', 'signedBy']);
        if (typeof signedBy === 'string' && signedBy.startsWith(`${key}.`)) draft.write(['actions', name, 'notify', 'signedBy'], signedBy.replace(`${key}.`, `${to}.`));
      }
    }
    draft.rename([...at, 'tasks', key], to);
  });
}

/** True when no other task has this name. */
function isAlone(draft: Draft, at: DocumentPath, key: string): boolean {
  return !namesFor('outcome', [], draft).some(({ name, at: written }) => name.startsWith(`${key}.`) && written?.join() !== [...at, 'tasks', key].join());
}

/** Names a task otherwise where others are kept apart from it; no more when `to` is undefined. */
function renameSeparated(draft: Draft, key: string, to: string | undefined): void {
  for (const { at, body } of writtenStates(draft)) {
    for (const [name, task] of Object.entries(recordOf(body['tasks']))) {
      const { separateFrom } = recordOf(task);
      if (Array.isArray(separateFrom) && separateFrom.includes(key)) draft.write([...at, 'tasks', name, 'separateFrom'], emptied(separateFrom.flatMap((deed: unknown) => (deed !== key ? [deed] : to === undefined ? [] : [to]))));
    }
  }
}

/** Adds an outcome to a task; it leads to where the first one of the task leads. A task's first own outcome takes the place of `done`. */
export function addOutcome(text: string, ref: TaskRef, outcome: string, title: Bilingual): string {
  return withTask(text, ref, (draft, at, key) => {
    const known = Object.keys(recordOf(draft.read([...at, 'tasks', key, 'outcomes'])));
    const first = known[0] ?? 'done';
    const written = [...at, 'on', `${key}.${first}`];
    const leads = draft.read(written);
    draft.insert([...at, 'tasks', key, 'outcomes'], outcome, { title }, undefined);
    if (known.length === 0 && outcome !== 'done') draft.rename(written, `${key}.${outcome}`);
    else if (!known.includes(outcome) && leads !== undefined) draft.write([...at, 'on', `${key}.${outcome}`], leads);
  });
}

/** Takes an outcome out of a task, with its way. Without any of its own a task has `done` again. */
export function removeOutcome(text: string, ref: TaskRef, outcome: string): string {
  return withTask(text, ref, (draft, at, key) => {
    const known = Object.keys(recordOf(draft.read([...at, 'tasks', key, 'outcomes'])));
    const way = [...at, 'on', `${key}.${outcome}`];
    draft.write([...at, 'tasks', key, 'outcomes', outcome], undefined);
    if (known.length === 1 && outcome !== 'done') draft.rename(way, `${key}.done`);
    else draft.write(way, undefined);
  });
}

function withTask(text: string, ref: TaskRef, change: (draft: Draft, at: DocumentPath, key: string) => void): string {
  const [state = '', key = ''] = ref.split('#');
  return editText(text, (draft) => {
    const at = placeOfState(draft, state);
    if (at !== undefined && draft.read([...at, 'tasks', key]) !== undefined) change(draft, at, key);
  });
}

/** Where the outcomes of a task are heard: in its state and in those around. */
function eventsOf(draft: Draft, at: DocumentPath, key: string): DocumentPath[] {
  return writtenStates(draft).filter((state) => state.at.every((part, index) => at[index] === part)).flatMap((state) => Object.keys(recordOf(state.body['on'])).filter((event) => event.startsWith(`${key}.`)).map((event) => [...state.at, 'on', event]));
}

/** Where steps are written in a state: what an event leads to, what a branch chooses from, what follows when everything inside is over. */
export type WaysAt = readonly ['on', string] | readonly ['choose'] | readonly ['done'];

/** Writes the steps of an event, a branch or an end: one target alone as its name, several as a list of which the first whose guard holds is taken. */
export function setWays(text: string, state: StatePath, at: WaysAt, steps: readonly StepDefinition[]): string {
  const plain = steps.map((step) => Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined)));
  const [only] = plain;
  const short = only !== undefined && plain.length === 1 && at[0] !== 'choose' ? (Object.keys(only).join() === 'to' ? only['to'] : only) : plain.length === 0 ? undefined : plain;
  return setStatePart(text, state, at, short);
}
