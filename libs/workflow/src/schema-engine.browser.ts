import { format, Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import { isMoment, type CheckJson, type SchemaError } from './schema-error.js';
import type { Json, JsonObject } from './types.js';

format['date-time'] = isMoment;

/** Keywords of cfworker's that only say that something below them is wrong, as Ajv does not. */
const CONTAINERS = new Set(['properties', 'patternProperties', 'items', 'prefixItems', 'allOf', '$ref', 'dependentSchemas', 'false']);
/** Keywords whose message names what the schema says under them. */
const LIMITS = new Set(['type', 'format', 'maxLength', 'minLength', 'maxItems', 'minItems', 'maximum', 'minimum', 'exclusiveMaximum', 'exclusiveMinimum', 'multipleOf']);

/**
 * Makes a JSON Schema 2020-12 ready, in a browser: it is interpreted, since the content security policy forbids to make code at run time.
 * Finds the same as the server's; whether the schema itself is right only the server says.
 */
export function prepareSchema(schema: JsonObject): CheckJson {
  const validator = new Validator(schema as Schema, '2020-12', false);
  return (value) => {
    fillIn(schema, value);
    return validator.validate(value).errors.flatMap((unit) => errorOf(unit, schema));
  };
}

function errorOf({ keyword, instanceLocation, keywordLocation, error }: OutputUnit, root: JsonObject): SchemaError[] {
  const unknown = keyword === 'additionalProperties' || keyword === 'unevaluatedProperties';
  const said = at(root, pointer(keywordLocation));
  if (CONTAINERS.has(keyword) || (unknown && said !== false)) return [];
  const path = pointer(instanceLocation);
  // The name of the field stands in cfworker's text alone.
  const property = unknown || keyword === 'required' ? /"(.*)"/.exec(error)?.[1] : undefined;
  return [{ keyword, path: property === undefined ? path : [...path, property], ...(LIMITS.has(keyword) ? { limit: said } : {}) }];
}

function pointer(location: string): string[] {
  return location.replace(/^#\/?/, '').split('/').filter((part) => part !== '').map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What stands at a place of a schema, through references inside it. */
function at(root: JsonObject, path: readonly string[]): unknown {
  let found: unknown = root;
  for (const part of path) {
    const inner: unknown = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[part] : undefined;
    found = part === '$ref' && typeof inner === 'string' ? at(root, pointer(inner)) : inner;
  }
  return found;
}

/** Puts the defaults of fields in where the value has none, as Ajv's `useDefaults` does. */
function fillIn(schema: Json | undefined, value: Json): void {
  if (!isObject(schema) || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) return (value as readonly Json[]).forEach((one) => fillIn(schema['items'], one));
  const holder = value as Record<string, Json>;
  const properties = schema['properties'];
  for (const [key, inner] of Object.entries(isObject(properties) ? properties : {})) {
    if (!Object.hasOwn(holder, key) && isObject(inner) && inner['default'] !== undefined) holder[key] = structuredClone(inner['default']);
    if (Object.hasOwn(holder, key)) fillIn(inner, holder[key] ?? null);
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
