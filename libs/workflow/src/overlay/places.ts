import type { Definition, FragmentDefinition, StateDefinition, StepDefinition, TaskDefinition } from '../grammar.js';
import { contentHash } from '../hash.js';
import type { StatePath, TaskRef } from '../types.js';

/** The same, but it may be changed: an overlay is put into a copy. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type State = Omit<Mutable<StateDefinition>, 'tasks' | 'on' | 'states' | 'parallel' | 'choose' | 'done' | 'with'> & {
  tasks?: Record<string, Mutable<TaskDefinition>>;
  on?: Record<string, Mutable<StepDefinition>[]>;
  states?: Record<string, State>;
  parallel?: Record<string, State>;
  choose?: Mutable<StepDefinition>[];
  done?: Mutable<StepDefinition>[];
  with?: Record<string, string | { 'zh-CN': string; en: string }>;
};
export type Fragment = State & { parameters?: FragmentDefinition['parameters'] };
export type Draft = Omit<Mutable<Definition>, 'states' | 'fragments' | 'forms' | 'parameters' | 'data'> & {
  states: Record<string, State>;
  fragments?: Record<string, Fragment>;
  forms?: Record<string, Mutable<NonNullable<Definition['forms']>[string]>>;
  parameters?: Record<string, Mutable<NonNullable<Definition['parameters']>[string]>>;
  data: Record<string, unknown>;
};

/** A state as it is written: beside which others, inside which state, and its body (of the fragment it uses). */
export interface Written {
  readonly key: string;
  /** What stands there: with `use`, the using state. */
  readonly state: State;
  /** What happens there: the fragment's body where one is used. */
  readonly body: State;
  /** The states beside it, itself included. */
  readonly beside: Record<string, State>;
  /** The state (or fragment) around it; undefined at the outermost level. */
  readonly around: State | undefined;
  /** The uses of fragments it lies in, outermost first, its own included: to read `$references`. */
  readonly uses: readonly { readonly state: State; readonly fragment: Fragment }[];
}

/** A copy of a definition that may be changed. */
export function draftOf(definition: Definition): Draft {
  return structuredClone(definition) as unknown as Draft;
}

/**
 * Finds a state by its path, through the fragments on the way; undefined when there is none.
 * @param own true: fragments on the way are copied for this use first, so that a change touches no other use
 */
export function findState(draft: Draft, path: StatePath, own = false): Written | undefined {
  let beside: Record<string, State> | undefined = draft.states;
  let around: State | undefined;
  let found: Written | undefined;
  const uses: { state: State; fragment: Fragment }[] = [];
  const keys = path.split('.');
  for (const [index, key] of keys.entries()) {
    const state: State | undefined = beside !== undefined && Object.hasOwn(beside, key) ? beside[key] : undefined;
    if (state === undefined || beside === undefined) return undefined;
    let body: State = state;
    if (state.use !== undefined) {
      const fragment = own ? ownFragment(draft, state, keys.slice(0, index + 1)) : draft.fragments?.[state.use];
      if (fragment === undefined) return undefined;
      uses.push({ state, fragment });
      body = fragment;
    }
    found = { key, state, body, beside, around, uses: [...uses] };
    beside = body.parallel ?? body.states;
    around = body;
  }
  return found;
}

/** A task as it is written; undefined when there is none. */
export function findTask(draft: Draft, ref: TaskRef, own = false): { readonly task: Mutable<TaskDefinition>; readonly written: Written } | undefined {
  const [path = '', key = ''] = ref.split('#');
  const written = findState(draft, path, own);
  const tasks = written?.body.tasks;
  const task = tasks !== undefined && Object.hasOwn(tasks, key) ? tasks[key] : undefined;
  return task === undefined || written === undefined ? undefined : { task, written };
}

/** The fragment a state uses, as a copy of its own. The name follows from the place, so that it is the same every time. */
function ownFragment(draft: Draft, state: State, keys: readonly string[]): Fragment | undefined {
  const used = draft.fragments?.[state.use ?? ''];
  if (used === undefined || draft.fragments === undefined) return undefined;
  const place = keys.map((key) => key.charAt(0).toUpperCase() + key.slice(1)).join('');
  const readable = `of${place}`;
  const name = readable.length <= 60 ? readable : `of${contentHash(place).slice(0, 40)}`;
  if (state.use === name) return used;
  const copy = structuredClone(used);
  draft.fragments[name] = copy;
  state.use = name;
  return copy;
}

/**
 * What a `$reference` written in a state comes to: the parameter it names in the end, a value the fragment was given, or
 * undefined when the fragment was given nothing.
 */
export function followReference(value: string, uses: Written['uses']): { readonly parameter: string } | { readonly given: string } | undefined {
  let current = value;
  for (const { state, fragment } of [...uses].reverse()) {
    if (!current.startsWith('$')) break;
    const name = current.slice(1);
    const declared = fragment.parameters?.[name];
    if (declared === undefined) continue;
    const given = state.with?.[name] ?? declared.default;
    if (typeof given !== 'string') return undefined;
    current = given;
  }
  return current.startsWith('$') ? { parameter: current.slice(1) } : { given: current };
}

/** Every key of a state anywhere in a definition. */
export function stateKeys(definition: Definition | Draft): Set<string> {
  const keys = new Set<string>();
  const walk = (states: Readonly<Record<string, StateDefinition | State>> | undefined) => {
    for (const [key, state] of Object.entries(states ?? {})) {
      keys.add(key);
      walk(state.states as Record<string, State> | undefined);
      walk(state.parallel as Record<string, State> | undefined);
    }
  };
  walk(definition.states);
  for (const fragment of Object.values(definition.fragments ?? {})) {
    walk(fragment.states as Record<string, State> | undefined);
    walk(fragment.parallel as Record<string, State> | undefined);
  }
  return keys;
}
