import { v7, validate, version } from 'uuid';
import { text } from './bilingual.js';
import { badInput } from './errors.js';

/** A UUIDv7: time-ordered, so that rows of one station lie together in its indexes. */
export type Id = string;

/** Random bytes fetched at a time: asking the system for sixteen is dearer than making the id. */
const POOL = new Uint8Array(4_096);
let used = POOL.length;
let [millisecond, sequence] = [0, 0];

/** A new UUIDv7 (RFC 9562), after every earlier one of this process. */
export function newId(): Id {
  if (used === POOL.length) {
    crypto.getRandomValues(POOL);
    used = 0;
  }
  const random = POOL.slice(used, (used += 16));
  const now = Date.now();
  if (now > millisecond) {
    millisecond = now;
    sequence = new DataView(random.buffer).getUint32(6) >>> 1;
  } else {
    sequence = (sequence + 1) >>> 0;
    // 32 bits a millisecond are used up: borrow from the next.
    if (sequence === 0) millisecond += 1;
  }
  return v7({ random, msecs: millisecond, seq: sequence });
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
