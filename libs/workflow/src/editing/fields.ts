import type { Definition } from '../grammar.js';
import type { ExtraField } from '../overlay/grammar.js';
import type { JsonObject } from '../types.js';
import { editText, type DocumentPath, type Draft } from './document.js';
import { recordOf, writtenStates } from './states.js';

/** A question of a form. */
export interface FormField {
  readonly key: string;
  readonly schema: JsonObject;
  readonly required: boolean;
  /** Its answer stays with the instance, as the field of the data with the same name. */
  readonly kept: boolean;
}

/** The questions of a form, in their order. */
export function formFields(definition: Definition, form: string): readonly FormField[] {
  const schema = definition.forms?.[form]?.schema;
  const required = Array.isArray(schema?.['required']) ? (schema['required'] as unknown[]) : [];
  const kept = keptFields(definition, form);
  return Object.entries(recordOf(schema?.['properties'])).map(([key, field]) => ({ key, schema: field as JsonObject, required: required.includes(key), kept: kept.has(key) }));
}

/** The fields of the data that answers of a form are kept in. */
function keptFields(definition: Definition, form: string): ReadonlySet<string> {
  const data = Object.keys(recordOf(definition.data['properties']));
  if (definition.startForm === form) return new Set(data);
  const set = new Set<string>();
  const look = (states: unknown) => {
    for (const state of Object.values(recordOf(states)).map(recordOf)) {
      for (const steps of Object.values(recordOf(state['on']))) for (const step of [steps].flat()) for (const [field, source] of Object.entries(recordOf(recordOf(step)['set']))) if (source === `event.${field}`) set.add(field);
      look(state['states']);
      look(state['parallel']);
    }
  };
  look(definition.states);
  for (const fragment of Object.values(definition.fragments ?? {})) look({ fragment });
  return new Set(data.filter((field) => set.has(field)));
}

/** The JSON Schema of a question. */
export function schemaOfField({ key: _, required: __, when: ___, oneOf, type, ...rest }: ExtraField): JsonObject {
  return { ...(oneOf === undefined ? { type } : { oneOf }), ...rest } as unknown as JsonObject;
}

/**
 * Adds a question to a form, or puts it in the place of the one with its key. Kept with the instance, its answer goes to a field of the data
 * with the same name, with every outcome of the tasks that ask it; the data say how personal it is, as the form does.
 */
export function putFormField(text: string, form: string, field: ExtraField, kept: boolean): string {
  return editText(text, (draft) => {
    const schema: DocumentPath = ['forms', form, 'schema'];
    const property = schemaOfField(field);
    draft.write([...schema, 'properties', field.key], property);
    require(draft, schema, field.key, field.required === true);
    const starts = draft.read(['startForm']) === form;
    const keeps = kept || starts;
    if (keeps) draft.write(['data', 'properties', field.key], property);
    if (starts) require(draft, ['data'], field.key, field.required === true);
    else for (const step of stepsAsking(draft, form)) setIn(draft, step, field.key, keeps);
  });
}

/** Asks a question no more. What is kept of earlier answers stays a field of the data while another form asks it. */
export function removeFormField(text: string, form: string, key: string): string {
  return editText(text, (draft) => {
    draft.write(['forms', form, 'schema', 'properties', key], undefined);
    require(draft, ['forms', form, 'schema'], key, false);
    for (const step of stepsAsking(draft, form)) setIn(draft, step, key, false);
    const elsewhere = Object.entries(recordOf(draft.read(['forms']))).some(([, other]) => Object.hasOwn(recordOf(recordOf(recordOf(other)['schema'])['properties']), key));
    if (elsewhere) return;
    draft.write(['data', 'properties', key], undefined);
    require(draft, ['data'], key, false);
    const label = draft.read(['label']);
    if (Array.isArray(label) && label.includes(key)) draft.write(['label'], label.length === 1 ? undefined : label.filter((one) => one !== key));
  });
}

/** Moves a question up (-1) or down (1). */
export function moveFormField(text: string, form: string, key: string, by: -1 | 1): string {
  return editText(text, (draft) => draft.move(['forms', form, 'schema', 'properties', key], by));
}

function require(draft: Draft, schema: DocumentPath, key: string, required: boolean): void {
  const written = draft.read([...schema, 'required']);
  const list = Array.isArray(written) ? (written as string[]) : [];
  if (list.includes(key) === required) return;
  const next = required ? [...list, key] : list.filter((one) => one !== key);
  draft.write([...schema, 'required'], next.length === 0 ? undefined : next);
}

/** Where the outcomes of the tasks that ask a form are written: each entry by itself. */
function stepsAsking(draft: Draft, form: string): DocumentPath[] {
  return writtenStates(draft).flatMap(({ at, body }) => {
    const asking = tasksWithin(body).filter(([, task]) => recordOf(task)['form'] === form).map(([key]) => key);
    return Object.entries(recordOf(body['on'])).filter(([event]) => asking.includes(event.split('.')[0] ?? '') && event.includes('.')).flatMap(([event, steps]) => (Array.isArray(steps) ? steps.map((_, index) => [...at, 'on', event, index]) : [[...at, 'on', event]]));
  });
}

/** The tasks of a state and of those inside: their outcomes may be heard out here. */
function tasksWithin(body: Readonly<Record<string, unknown>>): [string, unknown][] {
  const inner = [...Object.values(recordOf(body['states'])), ...Object.values(recordOf(body['parallel']))];
  return [...Object.entries(recordOf(body['tasks'])), ...inner.flatMap((state) => tasksWithin(recordOf(state)))];
}

function setIn(draft: Draft, step: DocumentPath, key: string, kept: boolean): void {
  const written = draft.read(step);
  const said = recordOf(typeof written === 'string' ? { to: written } : written);
  if (said['refuse'] !== undefined) return;
  const known = recordOf(said['set'])[key];
  if (!kept && known !== `event.${key}`) return;
  if (kept && known !== undefined) return;
  if (kept) draft.write(step, { ...said, set: { ...recordOf(said['set']), [key]: `event.${key}` } });
  else draft.write([...step, 'set', key], undefined);
}
