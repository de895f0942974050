import type { ExtraField } from '../overlay/grammar.js';
import type { JsonObject } from '../types.js';
import type { DocumentPath, Draft } from './document.js';
import { recordOf } from './states.js';

/** A question, as the object schema around it asks it. */
export interface FormQuestion {
  readonly key: string;
  readonly schema: JsonObject;
  /** Must be answered wherever it is asked. */
  readonly required: boolean;
  /** Asked only where this schema fits the other answers. */
  readonly when?: JsonObject;
  /** Asked always, and must be answered where this schema fits the other answers. */
  readonly needed?: JsonObject;
}

/** The JSON Schema of a question of an overlay. */
export function schemaOfField({ key: _, required: __, when: ___, oneOf, type, ...rest }: ExtraField): JsonObject {
  return { ...(oneOf === undefined ? { type } : { oneOf }), ...rest } as unknown as JsonObject;
}

/** What an object schema asks, in the order of its properties and then of its conditions; those that an order names come first, as it says. */
export function questionsIn(schema: JsonObject | undefined, order: readonly string[] = []): readonly FormQuestion[] {
  const required = listOf(schema?.['required']);
  const conditions = conditionsOf(schema);
  const plain = Object.entries(recordOf(schema?.['properties'])).map(([key, field]): FormQuestion => {
    const needed = conditions.find(({ then }) => then['properties'] === undefined && listOf(then['required']).includes(key));
    return { key, schema: field as JsonObject, required: required.includes(key), ...(needed === undefined ? {} : { needed: needed.when }) };
  });
  const asked = conditions.flatMap(({ when, then }) => Object.entries(recordOf(then['properties'])).map(([key, field]): FormQuestion => ({ key, schema: field as JsonObject, required: listOf(then['required']).includes(key), when })));
  const all = [...plain, ...asked];
  const placed = order.flatMap((key) => all.find((question) => question.key === key) ?? []);
  return [...placed, ...all.filter((question) => !placed.includes(question))];
}

/** Whether an object schema asks a question. */
export function isAsked(schema: unknown, key: string): boolean {
  return questionsIn(recordOf(schema) as JsonObject).some((question) => question.key === key);
}

/** Asks a question, in the place of the one with its key. */
export function putAsked(draft: Draft, at: DocumentPath, { key, schema, required, when, needed }: FormQuestion): void {
  const place = placeOfCondition(draft, at, key);
  if (when !== undefined && place !== undefined) draft.write([...at, 'allOf', place], { if: when, then: asks(key, schema, required) });
  else {
    dropConditions(draft, at, key);
    if (when === undefined) draft.write([...at, 'properties', key], schema);
    else {
      draft.write([...at, 'properties', key], undefined);
      addCondition(draft, at, { if: when, then: asks(key, schema, required) });
    }
  }
  if (needed !== undefined && when === undefined && !required) addCondition(draft, at, { if: needed, then: { required: [key] } });
  demand(draft, at, key, required && when === undefined);
  closed(draft, at);
}

/** Asks it no more. */
export function removeAsked(draft: Draft, at: DocumentPath, key: string): void {
  draft.write([...at, 'properties', key], undefined);
  dropConditions(draft, at, key);
  demand(draft, at, key, false);
  closed(draft, at);
}

const asks = (key: string, schema: JsonObject, required: boolean) => ({ properties: { [key]: schema }, ...(required ? { required: [key] } : {}) });

function addCondition(draft: Draft, at: DocumentPath, condition: unknown): void {
  const known = draft.read([...at, 'allOf']);
  draft.write([...at, 'allOf'], [...(Array.isArray(known) ? (known as unknown[]) : []), condition]);
}

/** The condition that asks a question, and no other. */
function placeOfCondition(draft: Draft, at: DocumentPath, key: string): number | undefined {
  const index = conditionsOf(draft.read(at)).findIndex(({ then }) => Object.keys(recordOf(then['properties'])).join() === key);
  return index < 0 ? undefined : index;
}

/** Takes a question out of every condition; one that asks nothing then goes. */
function dropConditions(draft: Draft, at: DocumentPath, key: string): void {
  const known = draft.read([...at, 'allOf']);
  if (!Array.isArray(known)) return;
  const kept = (known as unknown[]).flatMap((one) => {
    const then = recordOf(recordOf(one)['then']);
    if (!Object.hasOwn(recordOf(then['properties']), key) && !listOf(then['required']).includes(key)) return [one];
    const { [key]: _, ...properties } = recordOf(then['properties']);
    const required = listOf(then['required']).filter((other) => other !== key);
    const rest = { ...then, properties, required };
    const left = Object.fromEntries(Object.entries(rest).filter(([, value]) => Object.keys(value as object).length > 0));
    return Object.keys(left).length === 0 ? [] : [{ ...recordOf(one), then: left }];
  });
  draft.write([...at, 'allOf'], kept.length === 0 ? undefined : kept);
}

/** What is asked under conditions is known to the schema alone once everything is looked at. */
function closed(draft: Draft, at: DocumentPath): void {
  const conditions = conditionsOf(draft.read(at)).length > 0;
  if (conditions !== (draft.read([...at, 'unevaluatedProperties']) === false)) draft.write([...at, 'unevaluatedProperties'], conditions ? false : undefined);
}

/** Says whether a field must be there. */
export function demand(draft: Draft, at: DocumentPath, key: string, required: boolean): void {
  const list = listOf(draft.read([...at, 'required']));
  if (list.includes(key) === required) return;
  const next = required ? [...list, key] : list.filter((one) => one !== key);
  draft.write([...at, 'required'], next.length === 0 ? undefined : next);
}

function conditionsOf(schema: unknown): readonly { readonly when: JsonObject; readonly then: Readonly<Record<string, unknown>> }[] {
  const all = recordOf(schema)['allOf'];
  return Array.isArray(all) ? (all as unknown[]).map((one) => ({ when: recordOf(recordOf(one)['if']) as JsonObject, then: recordOf(recordOf(one)['then']) })) : [];
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}
