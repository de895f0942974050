import { freeKey } from '../questions.js';
import { setPart, type Definition, type StateDefinition } from '@stationhouse/workflow';
import type { NamedParameter } from '../ParameterFields.js';

/** The parameters of a type, as a field offers them. */
export function parametersOf(definition: Definition, type: 'duration' | 'role', textOf: (title: { 'zh-CN': string; en: string }) => string): readonly NamedParameter[] {
  return Object.entries(definition.parameters ?? {}).flatMap(([name, parameter]) => (parameter.type === type ? [{ name, title: textOf(parameter.title) }] : []));
}

/** A name that nothing in the workflow has. @param wanted English words it is made of @param otherwise the name without any */
export function freeName(definition: Definition, wanted: string, otherwise: string): string {
  const taken = new Set<string>();
  const look = (states: unknown) => {
    for (const [key, state] of Object.entries((states ?? {}) as Record<string, { states?: unknown; parallel?: unknown; tasks?: object }>)) {
      taken.add(key);
      Object.keys(state.tasks ?? {}).forEach((task) => taken.add(task));
      look(state.states);
      look(state.parallel);
    }
  };
  look(definition.states);
  look(definition.fragments);
  for (const section of [definition.parameters, definition.forms, definition.events, definition.actions, definition.refusals, definition.clocks, definition.fragments]) Object.keys(section ?? {}).forEach((key) => taken.add(key));
  return freeKey(wanted, taken, otherwise);
}

/** Adds a duration that is counted in working days or hours on shift: only a parameter says how it is counted. @returns the text, and the reference to it */
export function withCounted(text: string, definition: Definition, title: { 'zh-CN': string; en: string }, iso: string, calendar: 'workingDays' | 'shifts'): { readonly text: string; readonly reference: string } {
  const name = freeName(definition, `${title.en} time`, 'time');
  const said = { 'zh-CN': `${title['zh-CN']}期限`, en: `Time for: ${title.en}` };
  return { text: setPart(text, ['parameters', name], { title: said, type: 'duration', default: iso, calendar }), reference: `$${name}` };
}

/** What a clock is called where a state lets it stand still. */
export function clocksOf(definition: Definition, textOf: (title: { 'zh-CN': string; en: string }) => string): readonly { readonly value: string; readonly label: string }[] {
  const found: { value: string; label: string }[] = Object.entries(definition.clocks ?? {}).map(([value, { title }]) => ({ value, label: textOf(title) }));
  const look = (states: Readonly<Record<string, StateDefinition>> | undefined) => {
    for (const [key, { clock, title, states: inner, parallel }] of Object.entries(states ?? {})) {
      const said = clock?.title ?? title;
      if (clock !== undefined) found.push({ value: clock.key ?? key, label: typeof said === 'object' ? textOf(said) : key });
      look(inner);
      look(parallel);
    }
  };
  look(definition.states);
  look(definition.fragments);
  return found;
}
