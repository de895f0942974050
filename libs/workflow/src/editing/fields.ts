import type { Definition } from '../grammar.js';
import type { JsonObject } from '../types.js';
import { editText, type DocumentPath, type Draft } from './document.js';
import { demand, isAsked, putAsked, questionsIn, removeAsked, type FormQuestion } from './form-schema.js';
import { recordOf, writtenStates } from './states.js';

/** A question of a form. */
export interface FormField extends FormQuestion {
  /** Its answer stays with the instance, as the field of the data with the same name. */
  readonly kept: boolean;
  /** How it is shown: what the form says under `ui`. */
  readonly hints: JsonObject;
}

/** A question as it is written into a form. */
export interface NewFormField extends FormQuestion {
  /** Stays with the instance; what starts one always does. Of a question inside of another one that one says it. */
  readonly kept: boolean;
  /** How it is shown; as it was when absent. */
  readonly hints?: JsonObject;
}

/** The questions that a form asks: its outermost ones, or those inside of a section or list. @param inside the keys around, from the outside in */
export function formFields(definition: Definition, form: string, inside: readonly string[] = []): readonly FormField[] {
  const { schema, ui } = definition.forms?.[form] ?? {};
  const hints = (inside.length === 0 ? ui : at(ui, hintsPath(schema, inside))) ?? {};
  const order = at(hints, ['ui:order']);
  const kept = keptFields(definition, form);
  return questionsIn(at(schema, schemaPath(schema, inside)) as JsonObject | undefined, Array.isArray(order) ? (order as string[]) : [])
    .map((question) => ({ ...question, kept: kept.has(inside[0] ?? question.key), hints: recordOf(recordOf(hints)[question.key]) as JsonObject }));
}

/** The fields of the data that answers of a form are kept in. */
function keptFields(definition: Definition, form: string): ReadonlySet<string> {
  const data = recordOf(definition.data['properties']);
  if (definition.startForm === form) return new Set(Object.keys(data));
  const set = new Set(Object.keys(data).filter((field) => recordOf(data[field])['x-form'] === form));
  for (const { body } of writtenStates({ read: (path) => at(definition, path) })) {
    for (const steps of Object.values(recordOf(body['on']))) for (const step of [steps].flat()) for (const [field, source] of Object.entries(recordOf(recordOf(step)['set']))) if (source === `event.${field}`) set.add(field);
  }
  return new Set(Object.keys(data).filter((field) => set.has(field)));
}

/**
 * Adds a question to a form, or puts it in the place of the one with its key. Kept with the instance, its answer goes to a field of the data
 * with the same name: with every outcome of the tasks that ask it, or, where it is asked under a condition or by a fragment that is given the form, by
 * the field's own word (`x-form`). The data say how personal it is, as the form does.
 */
export function putFormField(text: string, form: string, field: NewFormField, inside: readonly string[] = []): string {
  return editText(text, (draft) => {
    const { kept, hints, ...question } = field;
    const whole = draft.read(['forms', form, 'schema']);
    const schema = [...formSchema(form), ...schemaPath(whole, inside)];
    const known = isAsked(draft.read(schema), question.key);
    putAsked(draft, schema, question);
    if (!known) inOrder(draft, form, inside, (order) => [...order, question.key]);
    if (hints !== undefined) draft.write([...hintsAt(draft, form, inside), question.key], Object.keys(hints).length === 0 ? undefined : hints);
    const data = dataAt(draft, inside);
    if (inside.length > 0) {
      if (data !== undefined) putAsked(draft, data, question);
      return;
    }
    const starts = draft.read(['startForm']) === form;
    const byField = !starts && kept && (question.when !== undefined || isGiven(draft, form));
    if (kept || starts) draft.write(['data', 'properties', question.key], { ...holding(question.schema, draft.read(['data', 'properties', question.key])), ...(byField ? { 'x-form': form } : {}) });
    else if (recordOf(draft.read(['data', 'properties', question.key]))['x-form'] === form) draft.write(['data', 'properties', question.key, 'x-form'], undefined);
    if (starts) demand(draft, ['data'], question.key, question.required && question.when === undefined);
    else for (const step of stepsAsking(draft, form)) setIn(draft, step, question.key, kept && !byField);
  });
}

/** A field of the data for a question: what only the data hold inside of it stays. */
function holding(asked: JsonObject, known: unknown): JsonObject {
  const [properties, items] = [recordOf(known)['properties'], recordOf(known)['items']];
  const inner = (one: unknown) => (typeof one === 'object' && one !== null && !Array.isArray(one) ? (one as JsonObject) : undefined);
  const [askedProperties, askedItems] = [inner(asked['properties']), inner(asked['items'])];
  return {
    ...asked,
    ...(askedProperties === undefined || inner(properties) === undefined ? {} : { properties: { ...inner(properties), ...askedProperties } }),
    ...(askedItems === undefined || inner(items) === undefined ? {} : { items: holding(askedItems, items) }),
  };
}

/** Asks a question no more. What is kept of earlier answers stays a field of the data while another form asks it. */
export function removeFormField(text: string, form: string, key: string, inside: readonly string[] = []): string {
  return editText(text, (draft) => {
    removeAsked(draft, [...formSchema(form), ...schemaPath(draft.read(['forms', form, 'schema']), inside)], key);
    draft.write([...hintsAt(draft, form, inside), key], undefined);
    inOrder(draft, form, inside, (order) => order.filter((one) => one !== key));
    if (inside.length > 0) {
      const data = dataAt(draft, inside);
      if (data !== undefined) removeAsked(draft, data, key);
      return;
    }
    for (const step of stepsAsking(draft, form)) setIn(draft, step, key, false);
    const elsewhere = Object.values(recordOf(draft.read(['forms']))).some((other) => isAsked(recordOf(other)['schema'], key));
    if (elsewhere) return;
    draft.write(['data', 'properties', key], undefined);
    demand(draft, ['data'], key, false);
    const label = draft.read(['label']);
    if (Array.isArray(label) && label.includes(key)) draft.write(['label'], label.length === 1 ? undefined : label.filter((one) => one !== key));
    for (const part of ['emergency', 'public']) {
      const shown = draft.read([part, 'fields']);
      if (!Array.isArray(shown)) continue;
      const left = shown.filter((path) => String(path).split('.')[0] !== key);
      if (left.length < shown.length) draft.write(left.length === 0 ? [part] : [part, 'fields'], left.length === 0 ? undefined : left);
    }
  });
}

/** Moves a question to a place among those beside it, from 0. */
export function moveFormField(text: string, form: string, key: string, to: number, inside: readonly string[] = []): string {
  return editText(text, (draft) => {
    const whole = draft.read(['forms', form, 'schema']);
    const schema = [...formSchema(form), ...schemaPath(whole, inside)];
    const hints = hintsAt(draft, form, inside);
    const order = draft.read([...hints, 'ui:order']);
    const asked = questionsIn(draft.read(schema) as JsonObject, Array.isArray(order) ? (order as string[]) : []);
    const from = asked.findIndex((question) => question.key === key);
    if (from < 0 || to === from) return;
    // Questions under a condition stand apart in the schema: where there are any, the form says the order.
    if (Array.isArray(order) || asked.some(({ when }) => when !== undefined)) {
      const keys = asked.map((question) => question.key).filter((one) => one !== key);
      draft.write([...hints, 'ui:order'], [...keys.slice(0, to), key, ...keys.slice(to)]);
      return;
    }
    for (let moved = 0; moved < Math.abs(to - from); moved++) draft.move([...schema, 'properties', key], to > from ? 1 : -1);
  });
}

const formSchema = (form: string): DocumentPath => ['forms', form, 'schema'];

/** Where the questions inside of a section or list stand, below the schema around. */
function schemaPath(schema: unknown, inside: readonly string[]): DocumentPath {
  const path: (string | number)[] = [];
  for (const key of inside) {
    path.push(...placeIn(at(schema, path), key));
    if (recordOf(at(schema, path))['items'] !== undefined) path.push('items');
  }
  return path;
}

/** A question by its key: among the properties, or in what is asked under a condition. */
function placeIn(schema: unknown, key: string): DocumentPath {
  const conditions = recordOf(schema)['allOf'];
  const index = Array.isArray(conditions) ? conditions.findIndex((one) => Object.hasOwn(recordOf(recordOf(recordOf(one)['then'])['properties']), key)) : -1;
  return index < 0 ? ['properties', key] : ['allOf', index, 'then', 'properties', key];
}

/** Where the hints for what lies inside stand, below `ui`. */
function hintsPath(schema: unknown, inside: readonly string[]): DocumentPath {
  return inside.flatMap((key, index) => [key, ...(recordOf(at(schema, [...schemaPath(schema, inside.slice(0, index)), ...placeIn(at(schema, schemaPath(schema, inside.slice(0, index))), key)]))['items'] === undefined ? [] : ['items'])]);
}

function hintsAt(draft: Draft, form: string, inside: readonly string[]): DocumentPath {
  return ['forms', form, 'ui', ...hintsPath(draft.read(['forms', form, 'schema']), inside)];
}

/** Where the data hold what is asked inside of a question; undefined where they hold no such field. */
function dataAt(draft: Draft, inside: readonly string[]): DocumentPath | undefined {
  const data = draft.read(['data']);
  const path: DocumentPath = ['data', ...schemaPath(data, inside)];
  return inside.length > 0 && recordOf(draft.read(path))['properties'] !== undefined ? path : undefined;
}

function inOrder(draft: Draft, form: string, inside: readonly string[], change: (order: readonly string[]) => readonly string[]): void {
  const path = [...hintsAt(draft, form, inside), 'ui:order'];
  const order = draft.read(path);
  if (Array.isArray(order) && !order.includes('*')) draft.write(path, change(order as string[]));
}

/** True for a form that a fragment is given: what its tasks set is one for all the forms it is given. */
function isGiven(draft: Draft, form: string): boolean {
  return writtenStates(draft).some(({ body }) => Object.values(recordOf(body['with'])).includes(form));
}

/** Where the outcomes of the tasks that ask a form are written: each entry by itself. */
function stepsAsking(draft: Draft, form: string): DocumentPath[] {
  return writtenStates(draft).flatMap(({ at: place, body }) => {
    const asking = tasksWithin(body).filter(([, task]) => recordOf(task)['form'] === form).map(([key]) => key);
    return Object.entries(recordOf(body['on'])).filter(([event]) => asking.includes(event.split('.')[0] ?? '') && event.includes('.')).flatMap(([event, steps]) => (Array.isArray(steps) ? steps.map((_, index) => [...place, 'on', event, index]) : [[...place, 'on', event]]));
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

/** What stands at a path of plain data. */
function at(value: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>((inner, key) => (Array.isArray(inner) ? (inner as unknown[])[Number(key)] : recordOf(inner)[String(key)]), value);
}
