import type { Json } from './types.js';

/** What a value is that a schema does not allow. */
export interface SchemaError {
  /** The word of JSON Schema it fails: `maxLength`. */
  readonly keyword: string;
  /** Where in the value, from the outside in; of a missing or unknown field with its name. */
  readonly path: readonly string[];
  /** What the schema says under the keyword, where that is a limit, a type or a format. */
  readonly limit?: unknown;
}

/** Checks a value and fills the schema's defaults in. @param value plain JSON that may be changed */
export type CheckJson = (value: Json) => readonly SchemaError[];

/** ISO 8601 with an offset; no leap seconds, which Date cannot hold. */
export function isMoment(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(value) && !Number.isNaN(Date.parse(value));
}
