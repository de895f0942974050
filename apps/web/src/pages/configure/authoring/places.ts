import type { Definition, StateDefinition, TaskRef } from '@stationhouse/workflow';

/** Where a state's part stands in the document. */
export function documentPathOf(path: string, definition: Pick<Definition, 'states'>, part: readonly (string | number)[]): (string | number)[] {
  const at: (string | number)[] = [];
  let states: Readonly<Record<string, StateDefinition>> | undefined = definition.states;
  let section = 'states';
  for (const key of path.split('.')) {
    at.push(section, key);
    const state: StateDefinition | undefined = states?.[key];
    section = state?.parallel === undefined ? 'states' : 'parallel';
    states = state?.parallel ?? state?.states;
  }
  return [...at, ...part];
}

/** The place of a state, or of a part of it, as problems name it: `states.open.tasks.call`. */
export function placeOf(path: string, definition: Pick<Definition, 'states'>, part: readonly (string | number)[] = []): string {
  return documentPathOf(path, definition, part).join('.');
}

/** The place of a task. */
export function placeOfTask(ref: TaskRef, definition: Pick<Definition, 'states'>): string {
  const [state = '', key = ''] = ref.split('#');
  return placeOf(state, definition, ['tasks', key]);
}
