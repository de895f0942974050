import { isAlias, isCollection, isMap, isScalar, isSeq, parseDocument, visit, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { same } from '../merge/tree.js';
import type { Json } from '../types.js';
import { compareLines } from './lines.js';

/** Where something stands in a document: keys and indexes from the outside in. */
export type DocumentPath = readonly (string | number)[];

/** A document that is read. */
export interface Reader {
  /** What stands at a path, as plain data. */
  read(path: DocumentPath): unknown;
}

/** A document that may be changed. */
export interface Draft extends Reader {
  /** Sets what stands at a path; undefined takes it away, and sections that hold nothing then. Comments on what stays stay. */
  write(path: DocumentPath, value: unknown): void;
  /** Gives a key of a map another name, in its place. */
  rename(path: DocumentPath, key: string): void;
  /** Puts a new key into a map, in front of another one or (undefined) at the end. */
  insert(path: DocumentPath, key: string, value: unknown, before: string | undefined): void;
  /** Moves an entry of a map or list up (-1) or down (1) among its neighbours; at the end it stays. */
  move(path: DocumentPath, by: -1 | 1): void;
}

const READ = { uniqueKeys: true, version: '1.2', merge: true, prettyErrors: false, stringKeys: true } as const;
const WRITTEN = { lineWidth: 0 } as const;
/** Sections that are left out when nothing is in them. */
const OPTIONAL: ReadonlySet<string> = new Set(['tasks', 'on', 'after', 'outcomes', 'escalate', 'parameters', 'forms', 'events', 'refusals', 'actions', 'clocks', 'fragments', 'extension-points', 'label', 'set', 'do', 'requires', 'choose', 'ui', 'pauses', 'warn']);

/**
 * Changes a YAML text through its document. Comments, order and anchors of the author stay, and so does how they wrote each line that
 * nothing changed on. An alias on the way is written out first, so that a change touches no other use of its anchor.
 * @returns the same text when nothing changed, or when it is not YAML yet
 */
export function editText(source: string, change: (draft: Draft) => void): string {
  const document = parseDocument(source, READ);
  if (document.errors.length > 0) return source;
  const tidy = document.toString(WRITTEN);
  const written = changed(document, change) ?? changed(withoutAliases(source), change);
  return written === undefined || written === tidy ? source : asWritten(source, tidy, written);
}

/** The text of a changed document; undefined when an alias stands before its anchor then, or without it. */
function changed(document: Document | undefined, change: (draft: Draft) => void): string | undefined {
  if (document === undefined) return undefined;
  change(draftOf(document));
  try {
    return document.toString(WRITTEN);
  } catch (error) {
    if (error instanceof ReferenceError || (error instanceof Error && error.message.startsWith('Unresolved alias'))) return undefined;
    throw error;
  }
}

/** The document with each alias written out; undefined for one whose aliases stand for too much. */
function withoutAliases(source: string): Document | undefined {
  const document = parseDocument(source, READ);
  try {
    document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
  visit(document, { Alias: (_, alias) => own(alias.resolve(document)) as Node | undefined });
  visit(document, { Node: (_, node) => void delete (node as Node & { anchor?: string }).anchor });
  return document;
}

/** The new text with the author's own lines wherever a tidied line did not change. */
function asWritten(source: string, tidy: string, written: string): string {
  if (source === tidy) return written;
  const own = source.split('\n');
  if (own.length !== tidy.split('\n').length) return written;
  let at = 0;
  const lines = compareLines(tidy, written).flatMap(({ kind, line }) => {
    if (kind === 'removed') at += 1;
    if (kind !== 'same') return kind === 'added' ? [line] : [];
    return [own[at++] ?? line];
  });
  const kept = lines.join('\n');
  const again = parseDocument(kept, READ);
  return again.errors.length === 0 && same(again.toJS() as Json, parseDocument(written, READ).toJS() as Json) ? kept : written;
}

/** Reads a document, also one that is not right yet. */
export function readerOf(document: Document): Reader {
  return { read: (path) => plain(document, nodeAt(document, path)) };
}

function draftOf(document: Document): Draft {
  const holder = (path: DocumentPath): { parent: YAMLMap | YAMLSeq | undefined; last: string | number } => ({ parent: collectionAt(document, path.slice(0, -1)), last: path.at(-1) ?? '' });
  return {
    ...readerOf(document),
    write(path, value) {
      if (value === undefined) return remove(document, path);
      if (same(plain(document, nodeAt(document, path)) as Json, value as Json)) return;
      const parent = made(document, path.slice(0, -1));
      const last = path.at(-1) ?? '';
      const before = parent.get(last, true) as Node | undefined;
      parent.set(last, merged(document, isAlias(before) ? undefined : before, value, isMap(parent) ? parent.flow === true : false));
    },
    rename(path, key) {
      const { parent, last } = holder(path);
      const pair = isMap(parent) ? pairOf(parent, String(last)) : undefined;
      if (pair !== undefined && isScalar(pair.key) && isMap(parent) && !parent.has(key)) pair.key.value = key;
    },
    insert(path, key, value, before) {
      const parent = made(document, path);
      if (!isMap(parent) || parent.has(key)) return;
      ownComment(parent);
      const pair = document.createPair(key, null) as Pair;
      pair.value = merged(document, undefined, value, parent.flow === true);
      const index = before === undefined ? -1 : parent.items.findIndex((item) => isScalar(item.key) && item.key.value === before);
      if (index < 0) parent.items.push(pair);
      else parent.items.splice(index, 0, pair);
    },
    move(path, by) {
      const { parent, last } = holder(path);
      if (parent === undefined) return;
      const index = isMap(parent) ? parent.items.findIndex((item) => isScalar(item.key) && item.key.value === last) : Number(last);
      const [one, other] = [parent.items[index], parent.items[index + by]];
      if (one === undefined || other === undefined) return;
      ownComment(parent);
      parent.items[index] = other as never;
      parent.items[index + by] = one as never;
    },
  };
}

/** What is written above the first entry is read as the collection's; it goes with the entry. */
function ownComment(parent: YAMLMap | YAMLSeq): void {
  const [first] = parent.items;
  const node = (isMap(parent) ? (first as Pair | undefined)?.key : first) as Node | undefined;
  if (parent.commentBefore === null || parent.commentBefore === undefined || node === undefined || node === null || parent.flow === true) return;
  node.commentBefore = [parent.commentBefore, node.commentBefore].filter((part) => part !== undefined && part !== null).join('\n');
  parent.commentBefore = null;
}

/** The node at a path, through aliases and merged maps; undefined when nothing stands there. */
function nodeAt(document: Document, path: DocumentPath): Node | undefined {
  let node: unknown = document.contents;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) node = node.get(part, true) ?? mergedIn(document, node, String(part));
    else if (isSeq(node)) node = node.get(part, true);
    else return undefined;
  }
  return node as Node | undefined;
}

/** What a map takes in under a key with `<<`. */
function mergedIn(document: Document, map: YAMLMap, key: string): unknown {
  const source = pairOf(map, '<<')?.value;
  const taken = isAlias(source) ? source.resolve(document) : source;
  return isMap(taken) ? taken.get(key, true) : undefined;
}

/** The collection at a path, ready to be changed: aliases on the way are written out. */
function collectionAt(document: Document, path: DocumentPath): YAMLMap | YAMLSeq | undefined {
  let node: unknown = document.contents;
  for (const part of path) {
    if (!isCollection(node)) return undefined;
    let inner: unknown = (node as YAMLMap).get(part, true) ?? (isMap(node) ? own(mergedIn(document, node, String(part))) : undefined);
    if (isAlias(inner)) inner = own(inner.resolve(document));
    if (inner !== (node as YAMLMap).get(part, true) && inner !== undefined) (node as YAMLMap).set(part, inner);
    node = inner;
  }
  return isCollection(node) ? (node as YAMLMap | YAMLSeq) : undefined;
}

/** A copy that has no anchor. */
function own(node: unknown): unknown {
  if (!isCollection(node) && !isScalar(node)) return undefined;
  const copy = node.clone() as Node & { anchor?: string };
  delete copy.anchor;
  return copy;
}

/** The collection at a path; maps that are missing are made. */
function made(document: Document, path: DocumentPath): YAMLMap | YAMLSeq {
  const known = collectionAt(document, path);
  if (known !== undefined) return known;
  if (path.length === 0) {
    document.contents = document.createNode({}) as typeof document.contents;
    return document.contents as unknown as YAMLMap;
  }
  const parent = made(document, path.slice(0, -1));
  const map = document.createNode({}) as unknown as YAMLMap;
  map.flow = isMap(parent) && parent.flow === true;
  parent.set(path.at(-1), map);
  return map;
}

function remove(document: Document, path: DocumentPath): void {
  const parent = collectionAt(document, path.slice(0, -1));
  const last = path.at(-1);
  if (parent === undefined || last === undefined || !parent.has(last)) return;
  ownComment(parent);
  parent.delete(last);
  const section = path.at(-2);
  if (parent.items.length === 0 && (isSeq(parent) || (typeof section === 'string' && OPTIONAL.has(section)))) remove(document, path.slice(0, -1));
}

/** A value put in the place of a node: what is the same in both keeps its comments and its style. */
function merged(document: Document, node: Node | undefined, value: unknown, inFlow: boolean): Node {
  if (isMap(node) && isRecord(value)) {
    for (const item of [...node.items]) if (isScalar(item.key) && !Object.hasOwn(value, String(item.key.value))) node.delete(item.key.value);
    for (const [key, inner] of Object.entries(value)) if (inner !== undefined) node.set(key, merged(document, kept(node.get(key, true)), inner, node.flow === true));
    return node;
  }
  if (isSeq(node) && Array.isArray(value)) {
    node.items = value.map((inner, index) => merged(document, kept(node.items[index]), inner, node.flow === true));
    return node;
  }
  if (isScalar(node) && !isRecord(value) && !Array.isArray(value)) {
    node.value = value;
    return node;
  }
  const fresh = document.createNode(value) as Node;
  if (!inFlow) style(fresh);
  return fresh;
}

function kept(node: unknown): Node | undefined {
  return isAlias(node) ? undefined : (node as Node | undefined);
}

/** Small maps and lists stand on one line, as people write them. @returns how long it is on one line; endless when it should not be */
function style(node: unknown): number {
  if (isScalar(node)) return String(node.value).includes('\n') ? Number.POSITIVE_INFINITY : String(node.value).length;
  if (!isCollection(node)) return 0;
  const length = node.items.reduce((sum: number, item) => sum + 4 + (isScalar(item) || isCollection(item) ? style(item) : style((item as Pair).key) + style((item as Pair).value)), 4);
  const line = length <= 110 && node.items.length > 0;
  if (line) node.flow = true;
  return line ? length : Number.POSITIVE_INFINITY;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((item) => isScalar(item.key) && item.key.value === key);
}

function plain(document: Document, node: Node | undefined): unknown {
  if (node === undefined || node === null) return undefined;
  if (isScalar(node)) return node.value;
  return node.toJS(document) as unknown;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
