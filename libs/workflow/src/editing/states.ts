import type { Definition, StateDefinition } from '../grammar.js';
import type { StatePath } from '../types.js';
import type { DocumentPath, Reader } from './document.js';

/** A state's body as it is written. */
export interface WrittenState {
  readonly path: StatePath;
  readonly at: DocumentPath;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Every state that is written, outermost first: those under `states`, then the fragments. A fragment is written once wherever it is used, so that it has a path of its
 * own: `@visit`, and `@visit.waiting` inside of it.
 */
export function writtenStates({ read }: Reader): readonly WrittenState[] {
  const found: WrittenState[] = [];
  const walk = (states: unknown, at: DocumentPath, around: string) => {
    for (const [key, body] of Object.entries(recordOf(states))) {
      const path = around === '' ? key : `${around}.${key}`;
      found.push({ path, at: [...at, key], body: recordOf(body) });
      for (const inner of ['states', 'parallel'] as const) walk(recordOf(body)[inner], [...at, key, inner], path);
    }
  };
  walk(read(['states']), ['states'], '');
  walk(Object.fromEntries(Object.entries(recordOf(read(['fragments']))).map(([name, body]) => [`@${name}`, body])), ['fragments'], '');
  return found.map((state) => (state.path.startsWith('@') ? { ...state, at: ['fragments', String(state.at[1]).slice(1), ...state.at.slice(2)] } : state));
}

/** The fragment that a written path lies in, by name; undefined for one of the workflow itself. */
export function fragmentOf(path: StatePath): string | undefined {
  return path.startsWith('@') ? path.slice(1).split(/[.#]/)[0] : undefined;
}

/**
 * Where a state that people see is written: `followingUp.soon.open` is `@visit.open` where `soon` uses the fragment. The state that uses it is written where it stands.
 */
export function writtenPath(definition: Pick<Definition, 'states' | 'fragments'>, path: StatePath): StatePath {
  const keys = path.split('.');
  let [written, inner]: [string[], StateDefinition | undefined] = [[], { states: definition.states }];
  for (const [index, key] of keys.entries()) {
    const used: string | undefined = inner?.use;
    if (used !== undefined) [written, inner] = [[`@${used}`], definition.fragments?.[used]];
    const next: StateDefinition | undefined = index === 0 && key.startsWith('@') ? definition.fragments?.[key.slice(1)] : (inner?.parallel ?? inner?.states)?.[key];
    [written, inner] = [[...written, key], next];
  }
  return written.join('.');
}

/** Where a state is written; undefined for one that is not there. */
export function placeOfState(draft: Reader, path: StatePath): DocumentPath | undefined {
  return writtenStates(draft).find((state) => state.path === path)?.at;
}

/** A target that is written somewhere: where, in which state it is read, and the text of it. */
export interface WrittenTarget {
  readonly at: DocumentPath;
  /** The state it is written in; its neighbours are what it names. */
  readonly from: StatePath;
  readonly target: string;
  /** `inside`: it names a state inside of `from` by its key, as `start` does. */
  readonly kind: 'target' | 'inside' | 'optional';
}

/** Every place that names a state. */
export function writtenTargets(draft: Reader): readonly WrittenTarget[] {
  const found: WrittenTarget[] = [];
  const note = (at: DocumentPath, from: StatePath, target: unknown, kind: WrittenTarget['kind'] = 'target') => {
    if (typeof target === 'string' && !target.startsWith('$')) found.push({ at, from, target, kind });
  };
  const steps = (written: unknown, at: DocumentPath, from: StatePath) => {
    if (Array.isArray(written)) written.forEach((step, index) => note([...at, index, 'to'], from, recordOf(step)['to']));
    else if (typeof written === 'string') note(at, from, written);
    else note([...at, 'to'], from, recordOf(written)['to']);
  };
  note(['start'], '', draft.read(['start']), 'inside');
  for (const { path, at, body } of writtenStates(draft)) {
    note([...at, 'start'], path, body['start'], 'inside');
    // The default of a history names a neighbour, by its key alone.
    note([...at, 'default'], path, body['default']);
    note([...at, 'optional'], path, body['optional'], 'optional');
    note([...at, 'until', 'to'], path, recordOf(body['until'])['to']);
    for (const [event, written] of Object.entries(recordOf(body['on']))) steps(written, [...at, 'on', event], path);
    for (const [name, written] of Object.entries(recordOf(body['after']))) note([...at, 'after', name, 'to'], path, recordOf(written)['to']);
    steps(body['done'], [...at, 'done'], path);
    steps(body['choose'], [...at, 'choose'], path);
    const declared = recordOf(draft.read(['fragments', String(body['use'] ?? ''), 'parameters']));
    for (const [name, given] of Object.entries(recordOf(body['with']))) if (recordOf(declared[name])['type'] === 'target' || declared[name] === 'target') note([...at, 'with', name], path, given);
  }
  return found;
}

/** The state a written target names; undefined when there is none. A neighbour, or (`^`) one beside a state further out. */
export function reach({ from, target, kind }: Pick<WrittenTarget, 'from' | 'target' | 'kind'>, known: ReadonlySet<StatePath>): StatePath | undefined {
  const keys = from === '' ? [] : from.split('.');
  if (kind === 'inside') return known.has([...keys, target].join('.')) ? [...keys, target].join('.') : undefined;
  const around = keys.slice(0, -1);
  const containers = target.startsWith('^') ? around.map((_, index) => around.slice(0, around.length - 1 - index)) : [around];
  const name = target.replace(/^\^/, '');
  // What is written in a fragment names nothing outside of it.
  const within = fragmentOf(from) === undefined ? containers : containers.filter((container) => container.length > 0);
  return within.map((container) => [...container, ...name.split('.')].join('.')).find((path) => known.has(path));
}

/** How a state is named in another one. */
export function targetText(from: StatePath, to: StatePath): string {
  const [around, keys] = [from.split('.').slice(0, -1), to.split('.')];
  const holds = (container: readonly string[]) => container.length < keys.length && container.every((key, index) => keys[index] === key);
  if (holds(around)) return keys.slice(around.length).join('.');
  for (let length = around.length - 1; length > 0; length--) if (holds(around.slice(0, length))) return `^${keys.slice(length).join('.')}`;
  return `^${to}`;
}

/** An object as it is written; an empty one for anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
