import type { Id } from '@stationhouse/kernel';
import type { DataClass } from '../permissions/roles.js';

/** How far a record may be shown to whoever asked for it. */
export interface Reader {
  readonly level: DataClass;
  readonly stationId: Id;
}

const READER = Symbol('stationhouse:reader');

/** Marks a record with its reader. The mark is no property a client or a row could bring. Returns the same record. */
export function withReader<Thing extends object>(record: Thing, reader: Reader): Thing {
  Object.defineProperty(record, READER, { value: reader, configurable: true, enumerable: false, writable: true });
  return record;
}

/** The reader of a record; undefined when nobody marked it, which masks the most. */
export function readerOf(record: unknown): Reader | undefined {
  if (typeof record !== 'object' || record === null) return undefined;
  return (record as { [READER]?: Reader })[READER];
}
