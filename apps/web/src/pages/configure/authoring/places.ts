import { fragmentOf, type Definition, type StateDefinition, type TaskRef } from '@stationhouse/workflow';

type Written = Pick<Definition, 'states' | 'fragments'>;

/** The state as it is written at a path, also in a fragment (`@visit.open`); undefined where none is. */
export function stateAt({ states, fragments }: Written, path: string): StateDefinition | undefined {
  const [first = '', ...inner] = path.split('.');
  const fragment = fragmentOf(path);
  return inner.reduce<StateDefinition | undefined>((state, key) => (state?.parallel ?? state?.states)?.[key], fragment === undefined ? states[first] : fragments?.[fragment]);
}

/** Where a state's part stands in the document. */
export function documentPathOf(path: string, definition: Written, part: readonly (string | number)[]): (string | number)[] {
  const fragment = fragmentOf(path);
  const at: (string | number)[] = fragment === undefined ? [] : ['fragments', fragment];
  const body = fragment === undefined ? undefined : definition.fragments?.[fragment];
  let states: Readonly<Record<string, StateDefinition>> | undefined = fragment === undefined ? definition.states : (body?.parallel ?? body?.states);
  let section = body?.parallel === undefined ? 'states' : 'parallel';
  for (const key of path.split('.').slice(fragment === undefined ? 0 : 1)) {
    at.push(section, key);
    const state: StateDefinition | undefined = states?.[key];
    section = state?.parallel === undefined ? 'states' : 'parallel';
    states = state?.parallel ?? state?.states;
  }
  return [...at, ...part];
}

/** The place of a state, or of a part of it, as problems name it: `states.open.tasks.call`. */
export function placeOf(path: string, definition: Written, part: readonly (string | number)[] = []): string {
  return documentPathOf(path, definition, part).join('.');
}

/** The place of a task. */
export function placeOfTask(ref: TaskRef, definition: Written): string {
  const [state = '', key = ''] = ref.split('#');
  return placeOf(state, definition, ['tasks', key]);
}
