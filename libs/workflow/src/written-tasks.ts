import type { Definition, StateDefinition, TaskDefinition } from './grammar.js';

type Path = readonly (string | number)[];

/** A task as it stands in the text, and where. */
export interface WrittenTask {
  readonly at: Path;
  readonly task: TaskDefinition;
}

/** Every task of a definition, those of its fragments among them, in the order of the text. */
export function writtenTasks({ states, fragments = {} }: Definition): WrittenTask[] {
  const of = (kind: string, bodies: Readonly<Record<string, StateDefinition>>) => Object.entries(bodies).flatMap(([name, body]) => tasksIn([kind, name], body));
  return [...of('states', states), ...of('fragments', fragments)];
}

function tasksIn(at: Path, { tasks = {}, states = {}, parallel = {} }: StateDefinition): WrittenTask[] {
  const inner = (kind: string, bodies: Readonly<Record<string, StateDefinition>>) => Object.entries(bodies).flatMap(([name, body]) => tasksIn([...at, kind, name], body));
  return [...Object.entries(tasks).map(([key, task]) => ({ at: [...at, 'tasks', key], task })), ...inner('states', states), ...inner('parallel', parallel)];
}
