import { isCollection, isMap, isPair, isScalar, isSeq, parseDocument, visit, type Document, type Node } from 'yaml';
import type { DocumentPath } from './document.js';

/** Where somebody is writing in a text. */
export interface Cursor {
  /** The keys and indexes around; of a value, with its own key. */
  readonly path: DocumentPath;
  readonly writing: 'key' | 'value';
  /** The word being written: where it begins, and what is there up to the cursor. */
  readonly from: number;
  readonly word: string;
  /** The keys that stand there already, where a key is written. */
  readonly beside: readonly string[];
  /** The text with a mark in the place of the word, as far as it can be read. */
  readonly document: Document;
}

const MARK = 'qqWrittenHere';
const WORD = /[\w$^.-]*$/;

/** What is being written at an offset, also in the middle of a line that is not YAML yet; undefined in a comment or where nothing can be read. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (/(^|\s)#/.test(line)) return undefined;
  const word = WORD.exec(line)?.[0] ?? '';
  const from = offset - word.length;
  const after = text.slice(offset).replace(/^[\w$^.-]*/, '');
  // A word may be a key that has its colon already, one that wants it yet, or a value.
  const tries = /^\s*:/.test(after) ? [MARK] : [`${MARK}: `, MARK];
  const read = tries.map((mark) => marked(text.slice(0, from) + mark + after)).filter((found) => found !== undefined);
  const best = read.sort((left, right) => left.document.errors.length - right.document.errors.length)[0];
  return best === undefined ? undefined : { ...best, from, word };
}

function marked(text: string): Omit<Cursor, 'from' | 'word'> | undefined {
  const document = parseDocument(text, { version: '1.2', merge: true, prettyErrors: false, uniqueKeys: false });
  let found: Omit<Cursor, 'from' | 'word'> | undefined;
  visit(document, {
    Scalar(role, node, ancestors) {
      if (typeof node.value !== 'string' || !node.value.includes(MARK)) return undefined;
      const parent = ancestors.at(-1);
      const path = pathOf(ancestors, role);
      const map = ancestors.at(-2);
      if (role === 'key') found = { path, writing: 'key', document, beside: isMap(map) ? map.items.flatMap(({ key }) => (isScalar(key) && key.value !== node.value ? [String(key.value)] : [])) : [] };
      else found = { path: isPair(parent) && isScalar(parent.key) ? [...path, String(parent.key.value)] : path, writing: 'value', document, beside: [] };
      return visit.BREAK;
    },
  });
  return found;
}

/** The path of the collection that holds a node, out of its ancestors as `visit` gives them. */
function pathOf(ancestors: readonly unknown[], role: unknown): DocumentPath {
  const path: (string | number)[] = [];
  for (const [index, ancestor] of ancestors.entries()) {
    const inner = ancestors[index + 1];
    if (isPair(ancestor) && isScalar(ancestor.key) && inner !== undefined) path.push(String(ancestor.key.value));
    if (isSeq(ancestor)) path.push(inner === undefined ? Number(role) : ancestor.items.indexOf(inner));
  }
  return path;
}

/** What stands at an offset of a text that can be read. */
export interface Standing {
  readonly path: DocumentPath;
  readonly part: 'key' | 'value';
  /** Where it begins and ends. */
  readonly range: readonly [number, number];
  readonly value: unknown;
}

/** The key or plain value at an offset; undefined between them. */
export function standingAt(document: Document, offset: number): Standing | undefined {
  let found: Standing | undefined;
  const within = ({ range }: Node) => range !== undefined && range !== null && range[0] <= offset && offset <= range[1];
  const look = (node: unknown, path: DocumentPath): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue;
        if (within(key)) found = { path: [...path, String(key.value)], part: 'key', range: [key.range?.[0] ?? 0, key.range?.[1] ?? 0], value: key.value };
        else if (value !== null && within(value as Node)) look(value, [...path, String(key.value)]);
      }
    } else if (isSeq(node)) node.items.forEach((item, index) => { if (within(item as Node)) look(item, [...path, index]); });
    else if (isScalar(node)) found = { path, part: 'value', range: [node.range?.[0] ?? 0, node.range?.[1] ?? 0], value: node.value };
  };
  look(document.contents, []);
  return found;
}

/** Where the key of a path stands: offsets of its beginning and end; of its nearest parent when it is not written. */
export function rangeOf(document: Document, path: DocumentPath): readonly [number, number] | undefined {
  let node: unknown = document.contents;
  let range: readonly [number, number] | undefined;
  for (const part of path) {
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined;
    const item: unknown = isMap(node) ? pair?.key : node.items[Number(part)];
    const written = (item as Node | undefined)?.range;
    if (written === undefined || written === null) break;
    range = [written[0], written[1]];
    node = isMap(node) ? pair?.value : item;
  }
  return range;
}
