import { badCursor, decodeCursor } from '@stationhouse/access';
import { isStorableText, parseId } from '@stationhouse/kernel';
import { CLOSED_AT, STARTED_AT } from './classes.js';
import { SortDirection } from './inputs.js';
import type { TypedField } from './shape.js';
import type { SqlWriter } from './sql.js';

/** How a list is ordered. */
export interface Order {
  /** A field of the data, or of the instance. */
  readonly by: TypedField | typeof STARTED_AT | typeof CLOSED_AT;
  readonly direction: SortDirection;
}

/** Reads an order; without one the newest come first. */
export function readOrder(fields: readonly TypedField[], said: { readonly by: string; readonly direction: SortDirection } | null | undefined): Order {
  const by = said?.by ?? STARTED_AT;
  const direction = said?.direction ?? SortDirection.DESC;
  if (by === STARTED_AT || by === CLOSED_AT) return { by, direction };
  const field = fields.find(({ key }) => key === by);
  if (field === undefined) throw new Error(`No field ${by} to order by.`);
  return { by: field, direction };
}

/** What a sorted list needs in SQL: its key, where a page goes on, and how it is sorted. */
export interface SortedSql {
  /** Of the key, as text: a part of the cursor. */
  readonly key: string;
  readonly after: string;
  readonly orderBy: string;
  /** Of the order: a cursor of another one is refused. */
  readonly name: string;
}

/** What a key looks like as text, by its SQL type: what does not cannot have come from a cursor. */
const WRITTEN: Readonly<Record<string, RegExp>> = {
  integer: /^\d{1,9}$/,
  numeric: /^-?\d{1,400}(\.\d{1,400})?$/,
  boolean: /^(true|false)$/,
  date: /^\d{4,6}-\d\d-\d\d( BC)?$/,
  timestamptz: /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}( BC)?$/,
  text: /^/,
};

/**
 * Writes an order, and the place a page goes on from, as SQL over `i`. Those without a value come last; equals newest first.
 * @throws StationhouseError BAD_CURSOR
 */
export function sortedSql(sql: SqlWriter, { by, direction }: Order, cursor: string | null | undefined): SortedSql {
  const name = `${typeof by === 'string' ? by : by.key} ${direction}`;
  const place = readPlace(cursor, name);
  if (by === STARTED_AT) {
    const compare = direction === SortDirection.ASC ? '>' : '<';
    const after = place === undefined ? 'true' : `(i.started_at, i.id) ${compare} (${sql.add(written(place.key, 'timestamptz'), 'timestamptz')}, ${sql.add(place.id, 'uuid')})`;
    return { name, key: 'i.started_at', after, orderBy: `sort ${direction}, id ${direction}` };
  }
  const { sql: key, type } = by === CLOSED_AT ? { sql: 'i.closed_at', type: 'timestamptz' as const } : sql.key(by);
  return { name, key, after: place === undefined ? 'true' : afterKey(sql, key, type, direction, place), orderBy: `sort ${direction} NULLS LAST, id DESC` };
}

interface Place {
  readonly key: string | null;
  readonly id: string;
}

function afterKey(sql: SqlWriter, key: string, type: Parameters<SqlWriter['add']>[1], direction: SortDirection, place: Place): string {
  const older = `i.id < ${sql.add(place.id, 'uuid')}`;
  if (place.key === null) return `(${key}) IS NULL AND ${older}`;
  const last = sql.add(written(place.key, type), type);
  return `((${key}) IS NULL OR (${key}) ${direction === SortDirection.ASC ? '>' : '<'} ${last} OR (${key}) = ${last} AND ${older})`;
}

function readPlace(cursor: string | null | undefined, name: string): Place | undefined {
  const parts = decodeCursor(cursor, ['string', 'string', 'string']);
  if (parts === undefined) return undefined;
  const [order, key, id] = parts as [string | null, string | null, string | null];
  if (order !== name || id === null) throw badCursor();
  try {
    return { key, id: parseId(id, 'after') };
  } catch {
    // The only thing that is wrong with it is said below.
    throw badCursor();
  }
}

function written(key: string | null, type: string): string {
  if (key !== null && WRITTEN[type]?.test(key) === true && isStorableText(key)) return key;
  throw badCursor();
}
