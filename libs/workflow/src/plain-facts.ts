/** Formats of strings in which nobody can write what a person said. */
const FORMATS: ReadonlySet<unknown> = new Set(['uuid', 'date', 'date-time', 'duration']);
const PLAIN: ReadonlySet<unknown> = new Set(['boolean', 'integer', 'number']);

/**
 * The places of a schema where something else than an id, a code, a number or a moment could stand: personal data, or a text in which a person could be named. Empty where
 * what it describes may go to whoever may know of the record at all.
 */
export function placesOfMore(schema: unknown, path: readonly string[] = []): string[] {
  const here = [path.length === 0 ? '(data)' : path.join('.')];
  if (typeof schema !== 'object' || schema === null) return here;
  const { type, properties, items, format, ...rest } = schema as Record<string, unknown>;
  if ('x-personal' in rest || '$ref' in rest || 'anyOf' in rest || 'allOf' in rest || 'additionalProperties' in rest || 'patternProperties' in rest) return here;
  if (type === 'object') return typeof properties === 'object' && properties !== null ? Object.entries(properties).flatMap(([key, inner]) => placesOfMore(inner, [...path, key])) : here;
  if (type === 'array') return placesOfMore(items, [...path, '*']);
  return PLAIN.has(type) || (type === 'string' && FORMATS.has(format)) || isClosedList(rest) ? [] : here;
}

function isClosedList({ enum: listed, const: only, oneOf }: Record<string, unknown>): boolean {
  if (Array.isArray(listed) || only !== undefined) return true;
  return Array.isArray(oneOf) && oneOf.every((choice) => typeof choice === 'object' && choice !== null && 'const' in choice);
}
