import { FORBIDDEN_KEYS, type Bilingual } from '@stationhouse/kernel';
import { covers, DATA_CLASSES, higher, type DataClass } from '../permissions/roles.js';
import { maskText, type PersonalKind } from './mask.js';

/** JSON Schema as the house writes it: `x-personal` gives a class to a value and everything below it. */
export type Schema = Readonly<Record<string, unknown>>;

const KINDS: ReadonlySet<unknown> = new Set<PersonalKind>(['name', 'phone', 'idNumber', 'address', 'text']);

/** What no schema declares is free text at least. */
const UNDECLARED: DataClass = 'P2';

/** Stands for a reference that leads nowhere: nobody can say what it would have marked. */
const UNKNOWN: Schema = { 'x-personal': 'P3' };

/** Schemas may refer to themselves; what lies deeper is not shown. */
const DEEPEST = 40;

/**
 * Masks JSON data by the `x-personal` classes of its schema: `x-personal: "P2"` marks a value and all it holds,
 * `x-kind: "name" | "phone" | "idNumber"` lets P1 keep its part of a text. Where several schemas apply, the strictest
 * class counts. What a level may not see becomes null, while declared objects and arrays keep their shape; a property
 * that no schema declares counts as P2 and is left out for lower levels. What is encrypted (`x-encrypted: true`) is null for
 * everybody but where `open` is given.
 * @param open opens an encrypted value, for the reading of one record by somebody who may; lists, exports and figures give none
 * @returns new data; the input is not changed
 */
export function maskBySchema(schema: unknown, data: unknown, level: DataClass, open?: OpenSealed): unknown {
  return masked({ root: schema, level, open }, [schema], data, 'P0', 0);
}

/** Opens an encrypted value of a record. @throws Error for what was not sealed there */
export type OpenSealed = (sealed: string) => string;

/** Stands in a path for any item of an array. */
export const ANY_ITEM = '*';

/**
 * The class that {@link maskBySchema} gives to what lies at a path: whoever reads less than this must not filter, sort or
 * search on it.
 * @param path keys of objects, {@link ANY_ITEM} for the items of an array
 */
export function classBySchema(schema: unknown, path: readonly string[]): DataClass {
  let found: readonly unknown[] = [schema];
  let dataClass: DataClass = 'P0';
  for (const step of [...path, undefined]) {
    const schemas = found.flatMap((one) => applicable(schema, one, 0));
    dataClass = schemas.map(classOf).reduce(higher, schemas.length === 0 ? higher(dataClass, UNDECLARED) : dataClass);
    if (step !== undefined) found = step === ANY_ITEM ? anyItemSchemas(schemas) : propertySchemas(schemas, step);
  }
  return dataClass;
}

/** A value that a schema declares, with nothing declared below it. */
export interface Leaf {
  /** Keys of objects, {@link ANY_ITEM} for the items of an array. */
  readonly path: readonly string[];
  /** The titles on the way to it, the outermost first. */
  readonly titles: readonly Bilingual[];
  readonly dataClass: DataClass;
  readonly kind: PersonalKind;
  /** True for words; false for numbers, choices of yes and no, and what nobody typed. */
  readonly words: boolean;
}

/** Every value a schema declares, in its order. What lies too deep to be shown is left out. */
export function leavesBySchema(root: unknown): Leaf[] {
  const below = (found: readonly unknown[], path: readonly string[], titles: readonly Bilingual[]): Leaf[] => {
    const schemas = found.flatMap((schema) => applicable(root, schema, 0));
    const keys = [...new Set(schemas.flatMap((schema) => (isSchema(schema['properties']) ? Object.keys(schema['properties']) : [])))].filter((key) => !FORBIDDEN_KEYS.has(key));
    const items = anyItemSchemas(schemas);
    const here = [
      ...titles,
      // A choice's own name is not the field's.
      ...schemas.filter((schema) => schema['const'] === undefined).map((schema) => schema['title']).filter(isBilingual).slice(0, 1),
    ];
    if (path.length > DEEPEST_LEAF) return [];
    if (keys.length > 0) return keys.flatMap((key) => below(propertySchemas(schemas, key), [...path, key], here));
    if (items.length > 0) return below(items, [...path, ANY_ITEM], here);
    return path.length === 0 ? [] : [{ path, titles: here, dataClass: classBySchema(root, path), kind: kindOf(schemas), words: schemas.every(({ type }) => type === undefined || type === 'string') }];
  };
  return below([root], [], []);
}

/** Forms may refer to themselves; nobody reads a table of more. */
const DEEPEST_LEAF = 8;

function isBilingual(value: unknown): value is Bilingual {
  return isSchema(value) && typeof value['zh-CN'] === 'string' && typeof value['en'] === 'string';
}

interface Masking {
  readonly root: unknown;
  readonly level: DataClass;
  readonly open: OpenSealed | undefined;
}

function masked(masking: Masking, found: readonly unknown[], data: unknown, inherited: DataClass, depth: number): unknown {
  if (depth > DEEPEST) return null;
  const schemas = found.flatMap((schema) => applicable(masking.root, schema, 0));
  const dataClass = schemas.map(classOf).reduce(higher, schemas.length === 0 ? higher(inherited, UNDECLARED) : inherited);
  if (Array.isArray(data)) return data.map((item, index) => masked(masking, itemSchemas(schemas, index), item, dataClass, depth + 1));
  if (typeof data === 'object' && data !== null) return maskedObject(masking, schemas, data, dataClass, depth);
  if (schemas.some((schema) => schema['x-encrypted'] === true)) return masking.open !== undefined && typeof data === 'string' && covers(masking.level, dataClass) ? masking.open(data) : null;
  if (covers(masking.level, dataClass)) return data;
  return typeof data === 'string' ? maskText(data, kindOf(schemas), dataClass, masking.level) : null;
}

function maskedObject(masking: Masking, schemas: readonly Schema[], data: object, dataClass: DataClass, depth: number): object {
  const shown = Object.entries(data).flatMap(([key, value]) => {
    const declared = propertySchemas(schemas, key);
    // The key of an undeclared property may itself be personal.
    const hidden = FORBIDDEN_KEYS.has(key) || (declared.length === 0 && !covers(masking.level, higher(dataClass, UNDECLARED)));
    return hidden ? [] : [[key, masked(masking, declared, value, dataClass, depth + 1)] as const];
  });
  return Object.fromEntries(shown);
}

/** A schema and everything it composes, references followed. */
export function applicable(root: unknown, schema: unknown, depth: number): Schema[] {
  if (!isSchema(schema)) return [];
  if (depth > DEEPEST) return [UNKNOWN];
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : []));
  const dependent = isSchema(schema['dependentSchemas']) ? Object.values(schema['dependentSchemas']) : [];
  const branches = [schema['if'], schema['then'], schema['else'], ...dependent, ...parts];
  const reference = schema['$ref'] ?? schema['$dynamicRef'];
  const referred = reference === undefined ? [] : [resolve(root, reference)];
  return [schema, ...[...referred, ...branches].flatMap((part) => applicable(root, part, depth + 1))];
}

/** Follows a reference inside the same document: `#`, `#/$defs/party`. */
function resolve(root: unknown, reference: unknown): unknown {
  if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) return UNKNOWN;
  let place: unknown = root;
  for (const step of reference.slice(1).split('/').slice(1)) {
    const key = decodeStep(step);
    place = typeof place === 'object' && place !== null && Object.hasOwn(place, key) ? (place as Record<string, unknown>)[key] : undefined;
  }
  return isSchema(place) ? place : UNKNOWN;
}

function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return step;
  }
}

/** Patterns are not run – they may come from a form somebody drew – so every one of them applies. */
export function propertySchemas(schemas: readonly Schema[], key: string): unknown[] {
  return schemas.flatMap((schema) => {
    const properties = schema['properties'];
    const named = isSchema(properties) && Object.hasOwn(properties, key) ? [properties[key]] : [];
    const patterned = isSchema(schema['patternProperties']) ? Object.values(schema['patternProperties']) : [];
    const rest = named.length === 0 ? [schema['additionalProperties'], schema['unevaluatedProperties']] : [];
    return [...named, ...patterned, ...rest].filter(isSchema);
  });
}

export function itemSchemas(schemas: readonly Schema[], index: number): unknown[] {
  return schemas.flatMap((schema) => {
    const places: unknown = schema['prefixItems'];
    const place: unknown = Array.isArray(places) ? places[index] : undefined;
    return [place ?? schema['items'] ?? schema['unevaluatedItems']].filter(isSchema);
  });
}

/** The class of an item must not hang on its place: each of them applies. */
function anyItemSchemas(schemas: readonly Schema[]): unknown[] {
  return schemas.flatMap((schema) => [...(Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]) : []), schema['items'], schema['unevaluatedItems']].filter(isSchema));
}

function classOf(schema: Schema): DataClass {
  const said = schema['x-personal'];
  if (said === undefined || said === false) return 'P0';
  return DATA_CLASSES.find((dataClass) => dataClass === said) ?? 'P3';
}

function kindOf(schemas: readonly Schema[]): PersonalKind {
  const [first, ...others] = schemas.map((schema) => schema['x-kind']).filter((kind) => kind !== undefined);
  return KINDS.has(first) && others.every((kind) => kind === first) ? (first as PersonalKind) : 'text';
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
