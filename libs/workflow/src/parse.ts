import { FORBIDDEN_KEYS, text } from '@stationhouse/kernel';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { definitionGrammar, type Definition } from './grammar.js';
import { grammarWords } from './grammar-words.js';
import { definitionError, Problems, type SourceMap } from './problems.js';

/** A definition with the places of its parts in the text, for messages that name a line. */
export interface ParsedDefinition {
  readonly definition: Definition;
  readonly source: SourceMap;
}

const MAX_BYTES = 1_000_000;
/** What the aliases of a document may stand for, counted as the parser does. */
const MOST_ALIASES = 100;

/**
 * Reads a definition from YAML (or JSON, which YAML includes) and checks its grammar.
 * @param fileName named in messages
 * @throws StationhouseError DEFINITION_INVALID with `details.problems`
 */
export function parseDefinition(yamlText: string, fileName: string): ParsedDefinition {
  const { value, source } = parseAs(definitionGrammar, yamlText, fileName);
  return { definition: value as Definition, source };
}

/**
 * Reads YAML (or JSON) in some grammar, with the places of its parts for messages.
 * @throws StationhouseError DEFINITION_INVALID with `details.problems`
 */
export function parseAs(grammar: z.ZodType, yamlText: string, fileName: string): { readonly value: unknown; readonly source: SourceMap } {
  const lines = new LineCounter();
  if (yamlText.length > MAX_BYTES) {
    const problems = new Problems({ fileName, lineOf: () => undefined });
    problems.add('TOO_LARGE', [], text('流程定义过大，最多 1 MB，请拆分。', 'The definition is larger than 1 MB. Split it.'));
    problems.throwIfAny();
  }
  const document = parseDocument(yamlText, { lineCounter: lines, uniqueKeys: true, version: '1.2', merge: true, prettyErrors: false, stringKeys: true });
  const source = sourceMap(document, lines, fileName);
  checkSyntax(document, lines, fileName);
  checkKeys(document, lines, fileName);
  return { value: checkedAs(grammar, expanded(document, lines, fileName), source), source };
}

/** The document as data. A few lines of aliases of aliases may stand for billions of values: such a document is refused before they are made. */
function expanded(document: Document, lines: LineCounter, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    let line = 1;
    visit(document, {
      Alias(_, { range }) {
        line = lines.linePos(range?.[0] ?? 0).line;
        return visit.BREAK;
      },
    });
    throw definitionError([{ code: 'ALIASES', path: '', fileName, line, text: text('YAML 别名（*）展开过多或没有对应的锚点（&），请直接写出内容。', 'The YAML aliases (*) expand too far, or have no anchor (&). Write the content out.') }]);
  }
}

/** Checks a definition that comes as data (stored, or drawn), without lines. @throws StationhouseError DEFINITION_INVALID */
export function definitionFromJson(value: unknown): Definition {
  return checkedAs(definitionGrammar, value, undefined) as Definition;
}

/** Checks a value in some grammar. @throws StationhouseError DEFINITION_INVALID */
export function checkedAs(grammar: z.ZodType, value: unknown, source: SourceMap | undefined): unknown {
  const problems = new Problems(source);
  const result = grammar.safeParse(value, { reportInput: true });
  if (!result.success) {
    for (const issue of mostSpecific(result.error.issues)) addIssue(problems, issue);
    problems.throwIfAny();
  }
  return withoutUndefined(result.data);
}

function checkSyntax(document: Document, lines: LineCounter, fileName: string): void {
  const problems = new Problems(undefined);
  const errors = [...document.errors, ...document.warnings];
  // After the first slip of syntax the rest is echo.
  const first = errors.find((error) => error.code !== 'DUPLICATE_KEY');
  for (const error of errors.filter((one) => one.code === 'DUPLICATE_KEY' || one === first)) {
    const line = lines.linePos(error.pos[0]).line;
    const duplicate = error.code === 'DUPLICATE_KEY';
    problems.list.push({
      code: duplicate ? 'DUPLICATE_KEY' : 'SYNTAX',
      path: '',
      fileName,
      line,
      text: duplicate
        ? text('同一层有重复的键，请改名或删除其一。', 'The same key stands twice on one level. Rename or remove one.')
        : text(`YAML 写法有误：${error.message}`, `YAML syntax: ${error.message}`),
    });
  }
  problems.throwIfAny();
}

/** Keys that would reach a prototype never come in, at any depth. */
function checkKeys(document: Document, lines: LineCounter, fileName: string): void {
  const problems = new Problems(undefined);
  visit(document, {
    Pair(_, pair) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      if (!FORBIDDEN_KEYS.has(key)) return;
      const offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
      const message = text(`键名“${key}”不允许使用，请改名。`, `The key "${key}" is not allowed. Rename it.`);
      problems.list.push({ code: 'FORBIDDEN_KEY', path: key, fileName, line: lines.linePos(offset).line, text: message });
    },
  });
  problems.throwIfAny();
}

function sourceMap(document: Document, lines: LineCounter, fileName: string): SourceMap {
  return {
    fileName,
    lineOf(path) {
      let node: unknown = document.contents;
      let offset = (node as Node | null)?.range?.[0];
      for (const part of path) {
        if (isMap(node)) {
          const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
          if (pair === undefined) break;
          offset = (pair.key as Node).range?.[0] ?? offset;
          node = pair.value;
        } else if (isSeq(node)) {
          const item = node.items[Number(part)];
          if (item === undefined) break;
          offset = (item as Node).range?.[0] ?? offset;
          node = item;
        } else break;
      }
      return offset === undefined ? undefined : lines.linePos(offset).line;
    },
  };
}

/** Of a union's failures only the branch that came furthest helps the author; the others are noise. */
function mostSpecific(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const branches = issue.errors.map((branch) => mostSpecific(branch));
    const depth = (branch: z.core.$ZodIssue[]) => Math.max(...branch.map((inner) => inner.path.length * 10 + (inner.code === 'unrecognized_keys' ? 5 : 0)));
    const best = branches.reduce((left, right) => (depth(right) > depth(left) ? right : left));
    return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  });
}

function addIssue(problems: Problems, issue: z.core.$ZodIssue): void {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      problems.add('UNKNOWN_KEY', [...path, key], text(`此处没有“${key}”这一项，请核对拼写或删除。`, `There is no "${key}" here. Check the spelling or remove it.`));
    }
    return;
  }
  problems.add('GRAMMAR', path, grammarWords(issue));
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([key, inner]) => [key, withoutUndefined(inner)]));
}
