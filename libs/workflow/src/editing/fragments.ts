import type { Bilingual } from '@stationhouse/kernel';
import type { ArgumentType, Definition, FragmentDefinition } from '../grammar.js';
import type { StatePath } from '../types.js';
import { editText, type DocumentPath, type Draft } from './document.js';
import { nameKindAt } from './names.js';
import { recordOf, writtenStates } from './states.js';

/** Where a fragment is used: the path of the state as it is written, `followingUp.soon`, or `@visit.later` inside of another one. */
export function usesOfFragment(definition: Definition, name: string): readonly StatePath[] {
  return writtenStates({ read: (path) => path.reduce<unknown>((inner, key) => recordOf(inner)[String(key)], definition) }).filter(({ body }) => body['use'] === name).map(({ path }) => path);
}

/** A fragment as a workflow of its own, for its drawing: one stage with what lies inside. @param title what it is called where nothing gives it a title */
export function fragmentAlone(definition: Definition, name: string, title: Bilingual): Definition | undefined {
  const fragment = definition.fragments?.[name];
  if (fragment === undefined) return undefined;
  const { parameters: _, ...body }: FragmentDefinition = fragment;
  return { ...definition, start: `@${name}`, states: { [`@${name}`]: { ...body, title: typeof body.title === 'object' ? body.title : title } } };
}

/** Adds a fragment with one step inside. */
export function addFragment(text: string, name: string, title: Bilingual): string {
  return editText(text, (draft) => draft.write(['fragments', name], {
    title, start: 'work',
    states: { work: { title, tasks: { work: { title, role: 'duty-officer' } }, on: { 'work.done': 'over' } }, over: { title: { 'zh-CN': '完成', en: 'Done' }, final: true } },
  }));
}

/** Gives a fragment another name, wherever it is used. */
export function renameFragment(text: string, name: string, to: string): string {
  return editText(text, (draft) => {
    if (draft.read(['fragments', name]) === undefined || draft.read(['fragments', to]) !== undefined) return;
    for (const { at, body } of writtenStates(draft)) if (body['use'] === name) draft.write([...at, 'use'], to);
    draft.rename(['fragments', name], to);
  });
}

/** What stands for a parameter where a state uses the fragment and nobody said more yet. */
const FIRST: Readonly<Record<ArgumentType, (draft: Draft, at: DocumentPath) => unknown>> = {
  duration: () => 'P3D',
  moment: () => 'state.entered',
  role: () => 'duty-officer',
  form: (draft) => Object.keys(recordOf(draft.read(['forms'])))[0],
  title: (draft, at) => draft.read([...at, 'title']) ?? { 'zh-CN': '步骤', en: 'Step' },
  // Where the state led before it became the fragment, else a neighbour.
  target: (draft, at) => leadsTo(draft.read(at)) ?? Object.keys(recordOf(draft.read(at.slice(0, -1)))).find((key) => key !== at.at(-1)),
};

/** The first state that a body leads to by name. */
function leadsTo(body: unknown): unknown {
  const { on, done, choose, until } = recordOf(body);
  const steps = [...Object.values(recordOf(on)), done, choose, until].flat();
  return steps.map((step) => (typeof step === 'string' ? step : recordOf(step)['to'])).find((to) => typeof to === 'string');
}

/** Lets a state be a fragment: what it was otherwise goes, and every parameter that must be given has a first value. */
export function putFragment(text: string, state: StatePath, name: string): string {
  return editText(text, (draft) => {
    const written = writtenStates(draft).find(({ path }) => path === state);
    if (written === undefined) return;
    const { at, body } = written;
    const declared = Object.entries(recordOf(draft.read(['fragments', name, 'parameters'])));
    const given = declared.flatMap(([key, one]) => {
      const parameter = recordOf(one);
      const type = (typeof one === 'string' ? one : parameter['type']) as ArgumentType;
      return parameter['optional'] === true || parameter['default'] !== undefined ? [] : [[key, FIRST[type](draft, at)] as const];
    }).filter(([, value]) => value !== undefined);
    draft.write(at, { ...(body['title'] === undefined ? {} : { title: body['title'] }), use: name, ...(given.length === 0 ? {} : { with: Object.fromEntries(given) }) });
  });
}

/** Adds a parameter to a fragment; each state that uses it gives a first value. */
export function addFragmentParameter(text: string, fragment: string, key: string, type: ArgumentType): string {
  return editText(text, (draft) => {
    draft.write(['fragments', fragment, 'parameters', key], type);
    giveFirst(draft, fragment, key, type);
  });
}

/** Says of which type a parameter of a fragment is, whether it may be left out, and its value then. */
export function setFragmentParameter(text: string, fragment: string, key: string, parameter: { readonly type: ArgumentType; readonly optional: boolean; readonly default?: unknown }): string {
  return editText(text, (draft) => {
    const before = draft.read(['fragments', fragment, 'parameters', key]);
    const typed = typeof before === 'string' ? before : recordOf(before)['type'];
    const plain = !parameter.optional && parameter.default === undefined;
    draft.write(['fragments', fragment, 'parameters', key], plain ? parameter.type : { type: parameter.type, ...(parameter.optional ? { optional: true } : {}), ...(parameter.default === undefined ? {} : { default: parameter.default }) });
    if (typed !== parameter.type) {
      for (const { at, body } of writtenStates(draft)) if (body['use'] === fragment) draft.write([...at, 'with', key], undefined);
    }
    if (plain) giveFirst(draft, fragment, key, parameter.type);
  });
}

function giveFirst(draft: Draft, fragment: string, key: string, type: ArgumentType): void {
  for (const { at, body } of writtenStates(draft)) if (body['use'] === fragment && draft.read([...at, 'with', key]) === undefined) draft.write([...at, 'with', key], FIRST[type](draft, at));
}

/** Takes a parameter out of a fragment and out of every use. What names it inside is for the checks to say. */
export function removeFragmentParameter(text: string, fragment: string, key: string): string {
  return editText(text, (draft) => {
    for (const { at, body } of writtenStates(draft)) if (body['use'] === fragment) withoutGiven(draft, at, key);
    draft.write(['fragments', fragment, 'parameters', key], undefined);
  });
}

function withoutGiven(draft: Draft, at: DocumentPath, key: string): void {
  const { [key]: _, ...rest } = recordOf(draft.read([...at, 'with']));
  draft.write([...at, 'with'], Object.keys(rest).length === 0 ? undefined : rest);
}

/** Gives a parameter of a fragment another name: where it is declared, given, and named inside. */
export function renameFragmentParameter(text: string, fragment: string, key: string, to: string): string {
  return editText(text, (draft) => {
    if (Object.hasOwn(recordOf(draft.read(['fragments', fragment, 'parameters'])), to)) return;
    const word = new RegExp(`(?<![\\w.$"'])${key}\\b(?!\\s*\\()`, 'g');
    for (const [at, value] of leaves(draft.read(['fragments', fragment]), ['fragments', fragment])) {
      if (value === `$${key}`) draft.write(at, `$${to}`);
      else if (isExpression(draft, at)) draft.write(at, value.replace(word, to));
    }
    for (const { at, body } of writtenStates(draft)) if (body['use'] === fragment) draft.rename([...at, 'with', key], to);
    draft.rename(['fragments', fragment, 'parameters', key], to);
  });
}

/** What a fragment is given is named in its expressions as it is, and not as a parameter of the workflow: builders know the latter alone. */
export function namedWithin(text: string, fragment: string): string {
  return editText(text, (draft) => {
    const given = Object.keys(recordOf(draft.read(['fragments', fragment, 'parameters']))).filter((name) => draft.read(['parameters', name]) === undefined);
    if (given.length === 0) return;
    const named = new RegExp(`\\bparameters\\.(${given.join('|')})\\b`, 'g');
    for (const [at, value] of leaves(draft.read(['fragments', fragment]), ['fragments', fragment])) if (named.test(value)) draft.write(at, value.replace(named, '$1'));
  });
}

/** An expression, also one that is handed to a fragment as a moment. */
function isExpression(draft: Draft, at: DocumentPath): boolean {
  if (at.at(-2) !== 'with') return nameKindAt(at) === 'expression';
  const used = draft.read([...at.slice(0, -2), 'use']);
  const declared = draft.read(['fragments', String(used), 'parameters', String(at.at(-1))]);
  return declared === 'moment' || recordOf(declared)['type'] === 'moment';
}

function* leaves(value: unknown, at: DocumentPath): Iterable<readonly [DocumentPath, string]> {
  if (typeof value === 'string') yield [at, value];
  else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...at, Array.isArray(value) ? Number(key) : key]);
}
