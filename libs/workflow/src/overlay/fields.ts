import type { Draft } from './places.js';
import type { Extension, ExtraField } from './grammar.js';
import type { JsonObject } from '../types.js';

/**
 * Adds a question to a form, and the field of the data that keeps its last answer (`x-form`). A question that is asked
 * only under a condition stands in an `if … then` of the form's schema.
 */
export function addField(draft: Draft, formKey: string, field: ExtraField): void {
  const form = draft.forms?.[formKey];
  if (form === undefined) throw new Error(`no form "${formKey}"`);
  const { key, required, when, oneOf, type, ...rest } = field;
  const property = { ...(oneOf === undefined ? { type } : { oneOf }), ...rest } as JsonObject;
  form.schema = (when === undefined ? asked(form.schema as JsonObject, key, property, required) : askedWhen(form.schema as JsonObject, key, property, when, required)) as typeof form.schema;
  draft.data = { ...draft.data, properties: { ...(draft.data['properties'] as JsonObject | undefined), [key]: { ...property, 'x-form': formKey } } };
}

function asked(schema: JsonObject, key: string, property: JsonObject, required: true | undefined): JsonObject {
  return { ...schema, ...(required === undefined ? {} : { required: [...listOf(schema, 'required'), key] }), properties: { ...(schema['properties'] as JsonObject | undefined), [key]: property } };
}

function askedWhen(schema: JsonObject, key: string, property: JsonObject, when: NonNullable<ExtraField['when']>, required: true | undefined): JsonObject {
  const condition = { properties: Object.fromEntries(Object.entries(when).map(([name, constant]) => [name, { const: constant }])), required: Object.keys(when) };
  const then = { properties: { [key]: property }, ...(required === undefined ? {} : { required: [key] }) };
  return { ...schema, allOf: [...listOf(schema, 'allOf'), { if: condition, then }], unevaluatedProperties: false } as JsonObject;
}

function listOf(schema: JsonObject, key: string): readonly JsonObject[string][] {
  const value = schema[key];
  return Array.isArray(value) ? (value as readonly JsonObject[string][]) : [];
}

/** Every question that a plugin's overlay adds, to forms of the workflow and with its own steps. */
export function addedFields({ forms, steps }: Extension): ExtraField[] {
  return [...Object.values(forms ?? {}).flatMap(({ add }) => add), ...(steps ?? []).flatMap(({ task }) => task.fields ?? [])];
}
