import type { JsonObject } from './types.js';

/** The personal fields of a data schema with their classes, by path; arrays without their index: `parties.name`. */
export function personalPaths(schema: JsonObject): ReadonlyMap<string, string> {
  return new Map(found(schema, []));
}

function* found(schema: JsonObject, path: readonly string[]): Iterable<[string, string]> {
  const dataClass = schema['x-personal'];
  if (typeof dataClass === 'string' && path.length > 0) yield [path.join('.'), dataClass];
  for (const [key, inner] of Object.entries((schema['properties'] ?? {}) as JsonObject)) yield* found(inner as JsonObject, [...path, key]);
  const items = schema['items'];
  if (typeof items === 'object' && items !== null && !Array.isArray(items)) for (const entry of found(items as JsonObject, path)) if (entry[0] !== path.join('.')) yield entry;
}
