import { v7, validate, version } from 'uuid';
import { text } from './bilingual.js';
import { badInput } from './errors.js';

/** A UUIDv7: time-ordered, so that rows of one station lie together in its indexes. */
export type Id = string;

/** A new UUIDv7 (RFC 9562). */
export function newId(): Id {
  return v7();
}

/** True for any well-formed UUID. */
export function isId(value: unknown): value is Id {
  return typeof value === 'string' && validate(value);
}

/** True for a UUIDv7. */
export function isTimeOrderedId(value: unknown): value is Id {
  return isId(value) && version(value) === 7;
}

/**
 * Parses an id that came from outside.
 * @throws StationhouseError BAD_INPUT naming the field
 */
export function parseId(value: unknown, field: string): Id {
  if (isId(value)) return value.toLowerCase();
  throw badInput(field, text(`“${field}”不是有效的编号。`, `"${field}" is not a valid id.`));
}
