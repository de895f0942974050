import { text } from '@stationhouse/kernel';
import type { CompiledWorkflow } from './compiled-types.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import type { Json, JsonObject, StartEvent, WorkflowEvent } from './types.js';
import { schemaAt, valueAt } from './values.js';

/**
 * Encrypted fields (`x-encrypted: true`): a text that is sealed as it comes in and opened only where somebody may read it. The engine carries
 * what is sealed and never looks inside.
 */
export type EncryptedPath = readonly string[];

/** What stands in the place of a sealed text. */
const SEALED = /^sealed:[\w-]{38,}$/u;
const PREFIX = 'sealed:';

/** True for what {@link sealedText} made. */
export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && SEALED.test(value);
}

/** A sealed text as data carry it. @param sealed base64url */
export const sealedText = (sealed: string): string => `${PREFIX}${sealed}`;

/** The base64url of a sealed text. */
export const sealedPart = (value: string): string => value.slice(PREFIX.length);

const known = new WeakMap<JsonObject, readonly EncryptedPath[]>();

/** The encrypted fields of a schema, by the keys that lead to them; one path without keys where the schema is itself such a field. */
export function encryptedPaths(schema: JsonObject | undefined): readonly EncryptedPath[] {
  if (schema === undefined) return [];
  const paths = known.get(schema) ?? [...pathsIn(schema, [])];
  known.set(schema, paths);
  return paths;
}

function* pathsIn(schema: JsonObject, path: EncryptedPath): Iterable<EncryptedPath> {
  if (schema['x-encrypted'] === true) yield path;
  const properties = schema['properties'];
  if (!isObject(properties)) return;
  for (const [key, inner] of Object.entries(properties)) if (isObject(inner)) yield* pathsIn(inner, [...path, key]);
}

/** The value with every text in an encrypted field of its schema changed; the value itself where there is none. */
export function mapEncrypted(schema: JsonObject | undefined, value: JsonObject, change: (said: string) => string): JsonObject {
  return encryptedPaths(schema).reduce((whole, path) => {
    const said = valueAt(whole, path);
    return typeof said === 'string' ? (replaced(whole, path, change(said)) as JsonObject) : whole;
  }, value);
}

/** The event with the encrypted fields of its answer changed; the event itself where it has none. */
export function mapEncryptedAnswer<Event extends WorkflowEvent | StartEvent>(compiled: CompiledWorkflow, event: Event, change: (said: string) => string): Event {
  const form = (key: string | undefined) => (key === undefined ? undefined : compiled.forms[key]?.schema);
  switch (event.type) {
    case 'start':
      return changed(event, 'data', mapEncrypted(compiled.startForm.schema, event.data, change));
    case 'complete-task':
      return changed(event, 'form', mapEncrypted(form(compiled.tasks[event.task]?.form), event.form, change));
    case 'event':
      return event.payload === undefined || !Object.hasOwn(compiled.events, event.name) ? event : changed(event, 'payload', mapEncrypted(form(compiled.events[event.name]?.form), event.payload, change));
    default:
      return event;
  }
}

/** The encrypted fields of data that hold what nobody has sealed: none, unless a mistake was made on the way in. */
export function unsealedIn(schema: JsonObject, data: JsonObject): readonly EncryptedPath[] {
  return encryptedPaths(schema).filter((path) => {
    const said = valueAt(data, path);
    return said !== undefined && said !== null && !isSealed(said);
  });
}

/** Checks the encrypted fields of a definition: single texts of P2 or P3, where every path leads to them, and which nothing else makes a use of. */
export function checkEncrypted(definition: Definition, problems: Problems): void {
  const data = definition.data as JsonObject;
  checkSchema(data, ['data'], problems);
  for (const [key, { schema }] of Object.entries(definition.forms ?? {})) checkSchema(schema as JsonObject, ['forms', key, 'schema'], problems);
  for (const [index, field] of (definition.label ?? []).entries()) {
    if (encryptedPaths(schemaAt(data, [field])).length > 0) problems.add('ENCRYPTED_FIELD', ['label', index], text(`“${field}”加密保存，不能用来在列表中称呼事项。`, `"${field}" is encrypted: it cannot name an instance in lists.`));
  }
  if (definition.starts === 'linked' && encryptedPaths(definition.forms?.[definition.startForm]?.schema as JsonObject | undefined).length > 0) {
    problems.add('ENCRYPTED_FIELD', ['forms', definition.startForm, 'schema'], text('由其他事项发起的流程，其发起表单不能有加密字段：请在之后的任务中填写。', 'A workflow that others start has no encrypted field in its start form: what starts it has written it down before. Ask for it in a task.'));
  }
  // What a form is asked and the data keep of it is one value: it is sealed in both, or in neither.
  for (const [key, { schema }] of Object.entries(definition.forms ?? {})) {
    for (const field of Object.keys(propertiesOf(schema as JsonObject))) {
      const kept = schemaAt(data, [field]);
      if (kept === undefined || (key !== definition.startForm && kept['x-form'] !== key) || sameFields(schemaAt(schema as JsonObject, [field]), kept)) continue;
      problems.add('ENCRYPTED_FIELD', ['forms', key, 'schema', 'properties', field], text(`“${field}”在表单和数据中须同样加密，或都不加密。`, `"${field}" is encrypted in the form and in the data, or in neither.`));
    }
  }
}

/** True where two schemas encrypt the same fields. */
export function sameFields(one: JsonObject | undefined, other: JsonObject | undefined): boolean {
  const written = (schema: JsonObject | undefined) => JSON.stringify(encryptedPaths(schema).map((path) => path.join('.')).sort());
  return written(one) === written(other);
}

/** Keywords that would have to look at the text, or make something of it. */
const NOT_BESIDE = ['const', 'default', 'enum', 'oneOf', 'anyOf', 'allOf', 'if', 'not', 'format', 'x-same', 'x-kind', 'x-signature'];

function checkSchema(root: JsonObject, at: readonly (string | number)[], problems: Problems): void {
  const found = new Set(encryptedPaths(root).map((path) => schemaAt(root, path)));
  if (found.size > 0 && Object.values(propertiesOf(root)).some((field) => isObject(field) && field['x-signature'] !== undefined)) {
    problems.add('ENCRYPTED_FIELD', at, text('有签名字段的表单不能有加密字段，请分成两张表单。', 'A form with signatures holds no encrypted field. Make two forms of it.'));
  }
  walk(root, [], [], (schema, path, classes) => {
    if (schema['x-encrypted'] === undefined) return;
    const here = [...at, ...path];
    if (schema['x-encrypted'] !== true || schema['type'] !== 'string' || !found.has(schema) || path.length === 0) {
      problems.add('ENCRYPTED_FIELD', here, text('x-encrypted: true 只能写在对象的文本字段上，不能写在列表或组合结构中。', 'x-encrypted: true stands on a text, a property of objects alone: not in lists, nor in what is composed.'));
    }
    if (!classes.some((dataClass) => dataClass === 'P2' || dataClass === 'P3')) problems.add('ENCRYPTED_FIELD', here, text('加密字段须标 x-personal: P2 或 P3。', 'An encrypted field is x-personal P2 or P3.'));
    const beside = NOT_BESIDE.filter((key) => Object.hasOwn(schema, key));
    if (beside.length > 0) problems.add('ENCRYPTED_FIELD', here, text(`加密字段不能写 ${beside.join('、')}。`, `An encrypted field has no ${beside.join(', ')}.`));
  });
}

function walk(value: Json, path: readonly string[], classes: readonly Json[], visit: (schema: JsonObject, path: readonly string[], classes: readonly Json[]) => void): void {
  if (Array.isArray(value)) return (value as readonly Json[]).forEach((inner, index) => walk(inner, [...path, String(index)], classes, visit));
  if (!isObject(value)) return;
  const within = value['x-personal'] === undefined ? classes : [...classes, value['x-personal']];
  visit(value, path, within);
  for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key], within, visit);
}

function changed<Event extends WorkflowEvent | StartEvent>(event: Event, part: string, value: JsonObject): Event {
  return (event as unknown as JsonObject)[part] === value ? event : { ...event, [part]: value };
}

function replaced(value: Json, [key, ...rest]: EncryptedPath, said: string): Json {
  if (key === undefined) return said;
  const holder = value as JsonObject;
  return { ...holder, [key]: replaced(holder[key] ?? null, rest, said) };
}

const propertiesOf = (schema: JsonObject): JsonObject => (isObject(schema['properties']) ? schema['properties'] : {});

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
