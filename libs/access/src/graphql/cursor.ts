import { badInput, isId, StationhouseError, text } from '@stationhouse/kernel';
import type { PageInfo } from './types.js';

/** The most rows of one page. */
export const LARGEST_PAGE = 200;

/** The sort key of a row: what keyset pagination continues after. The last part is the row's id, which makes it unique. */
export type CursorKey = readonly (string | number | null)[];

/** A place in a sorted list, opaque to clients. */
export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/** What a part of a cursor is: a moment as ISO 8601 says it, or `infinity`; an id; any text; a number. */
export type CursorPart = 'moment' | 'id' | 'string' | 'number';

/**
 * Reads a cursor back.
 * @param shape what each part is: `['moment', 'id']`; a part may also be null
 * @returns undefined without a cursor
 * @throws StationhouseError BAD_CURSOR for anything that `encodeCursor` of this list did not make
 */
export function decodeCursor(cursor: string | null | undefined, shape: readonly CursorPart[]): CursorKey | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  const key = parsed(cursor);
  const fits = Array.isArray(key) && key.length === shape.length && key.every((part, index) => part === null || isPart(part, shape[index]));
  if (fits && encodeCursor(key as CursorKey) === cursor) return key as CursorKey;
  throw badCursor();
}

/** What is answered to a place that no list gave out. */
export function badCursor(): StationhouseError {
  return new StationhouseError('BAD_CURSOR', text('翻页位置无效，请从第一页重新开始。', 'The page position is not valid. Start again from the first page.'));
}

/**
 * Checks the size of a page.
 * @throws StationhouseError BAD_INPUT outside 1…200
 */
export function parseFirst(first: number): number {
  if (Number.isInteger(first) && first >= 1 && first <= LARGEST_PAGE) return first;
  throw badInput('first', text(`每页条数须在 1 至 ${LARGEST_PAGE} 之间。`, `"first" must be between 1 and ${LARGEST_PAGE}.`));
}

/** One page of a connection. */
export interface Page<Node> {
  readonly edges: { cursor: string; node: Node }[];
  readonly pageInfo: PageInfo;
}

/**
 * Makes a page out of `first + 1` rows: the extra one only tells that more follow.
 * @param keyOf the sort key of a row, as `decodeCursor` will read it
 */
export function pageOf<Node>(rows: readonly Node[], first: number, keyOf: (row: Node) => CursorKey): Page<Node> {
  const edges = rows.slice(0, first).map((node) => ({ cursor: encodeCursor(keyOf(node)), node }));
  return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > first } };
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

/** Whoever sends a cursor may have written it: what goes into a statement as a moment or an id is one. */
function isPart(part: unknown, shape: CursorPart | undefined): boolean {
  if (shape === 'moment') return part === 'infinity' || (typeof part === 'string' && MOMENT.test(part) && !Number.isNaN(Date.parse(part)));
  return shape === 'id' ? isId(part) : typeof part === shape;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor.slice(0, 1000), 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
