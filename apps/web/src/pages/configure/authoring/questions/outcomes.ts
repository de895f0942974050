import type { Bilingual } from '@stationhouse/kernel';
import type { Definition, StateDefinition } from '@stationhouse/workflow';

/** The outcomes of the tasks that ask a form, each once: by themselves, or in a fragment that is given it. */
export function outcomesAsking(definition: Definition, form: string): readonly { readonly key: string; readonly title: Bilingual }[] {
  const found = new Map<string, Bilingual>();
  const given = new Set<string>();
  const look = (states: Readonly<Record<string, StateDefinition>> | undefined, asks: (written: string | undefined) => boolean): void => {
    for (const state of Object.values(states ?? {})) {
      for (const task of Object.values(state.tasks ?? {})) if (asks(task.form)) for (const [key, { title }] of Object.entries(task.outcomes ?? {})) found.set(key, title);
      if (state.use !== undefined && Object.values(state.with ?? {}).includes(form)) given.add(state.use);
      look(state.states, asks);
      look(state.parallel, asks);
    }
  };
  look(definition.states, (written) => written === form);
  for (const [name, fragment] of Object.entries(definition.fragments ?? {})) look({ [name]: fragment }, (written) => written === form || (given.has(name) && written?.startsWith('$') === true));
  return [...found].map(([key, title]) => ({ key, title }));
}
