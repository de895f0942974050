import { parse, type ASTNode } from '@marcbachmann/cel-js';
import { text, type Bilingual } from '@stationhouse/kernel';
import { isBilingual } from './schema.js';
import type { CompiledWorkflow, JsonObject } from './types.js';

/** What a guard reads: how its fields and values are called. */
interface Names {
  readonly data: JsonObject;
  /** The schema of `event`, where the guard is asked about a form's answer. */
  readonly event: JsonObject | undefined;
}

/** A part of a guard in words; `join` is its connective, so that a mixture of and and or gets brackets. */
interface Said {
  readonly words: Bilingual;
  readonly join?: '&&' | '||';
}

const COMPARED: Readonly<Record<string, Bilingual>> = {
  '==': text('是', 'is'),
  '!=': text('不是', 'is not'),
  '<': text('小于', 'is less than'),
  '<=': text('不超过', 'is at most'),
  '>': text('大于', 'is more than'),
  '>=': text('不少于', 'is at least'),
  in: text('属于', 'is one of'),
};

/**
 * A guard as people would say it: `风险等级 是 红色 并且 已填写 伤情`. Fields and choices have the titles of their schema.
 * @returns undefined for a guard with something in it that has no words, such as a rule of the plugin; its source says it then
 */
export function guardInWords(ast: ASTNode, compiled: CompiledWorkflow, eventForm: string | undefined): Bilingual | undefined {
  const event = eventForm === undefined ? undefined : (compiled.forms[eventForm]?.schema as JsonObject | undefined);
  return say(ast, { data: compiled.dataSchema, event })?.words;
}

/**
 * A condition that somebody writes, in words.
 * @param dataSchema JSON Schema of the data it asks about
 * @param eventSchema that of the answer just given, where it may ask about it
 * @returns undefined for one that has no words, or that is no expression yet
 */
export function conditionInWords(source: string, dataSchema: JsonObject, eventSchema?: JsonObject): Bilingual | undefined {
  try {
    return say(parse(source).ast, { data: dataSchema, event: eventSchema })?.words;
  } catch {
    // Half an expression is being typed; the check says what is wrong with it.
    return undefined;
  }
}

function say(node: ASTNode, names: Names): Said | undefined {
  switch (node.op) {
    case '&&':
    case '||':
      return joined(node.op, node.args, names);
    case '!_': {
      const inner = say(node.args, names);
      return inner === undefined ? undefined : { words: text(`并非（${inner.words['zh-CN']}）`, `not (${inner.words.en})`) };
    }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
      return compared(node.op, node.args, names);
    case 'call':
      return node.args[0] === 'has' ? filledIn(node.args[1][0], names) : undefined;
    case '.':
      return truth(node, names);
    default:
      return undefined;
  }
}

function joined(op: '&&' | '||', [left, right]: readonly [ASTNode, ASTNode], names: Names): Said | undefined {
  // `has(data.x) && data.x == …` says one thing to people: what x is.
  const guarded = op === '&&' && left.op === 'call' && left.args[0] === 'has' ? pathOf(left.args[1][0])?.join('.') : undefined;
  if (guarded !== undefined && right.input.slice(right.range.start, right.range.end).includes(guarded)) return say(right, names);
  const [first, second] = [say(left, names), say(right, names)];
  if (first === undefined || second === undefined) return undefined;
  const part = ({ words, join }: Said): Bilingual => (join === undefined || join === op ? words : text(`（${words['zh-CN']}）`, `(${words.en})`));
  const [one, two] = [part(first), part(second)];
  const and = op === '&&' ? text('，并且', ' and ') : text('，或者', ' or ');
  return { words: text(one['zh-CN'] + and['zh-CN'] + two['zh-CN'], one.en + and.en + two.en), join: op };
}

function compared(op: string, [left, right]: readonly [ASTNode, ASTNode], names: Names): Said | undefined {
  const field = fieldOf(left, names);
  const relation = COMPARED[op];
  if (field === undefined || relation === undefined) return undefined;
  if (op === '==' && right.op === 'value' && typeof right.args === 'boolean') return { words: right.args ? text(`${field.title['zh-CN']}为“是”`, `${field.title.en}: yes`) : text(`${field.title['zh-CN']}为“否”`, `${field.title.en}: no`) };
  const values = (op === 'in' && right.op === 'list' ? right.args : [right]).map((value) => valueOf(value, field.schema, names));
  if (values.some((value) => value === undefined)) return undefined;
  const list = (values as Bilingual[]).reduce((sum, value) => text(`${sum['zh-CN']}、${value['zh-CN']}`, `${sum.en}, ${value.en}`));
  return { words: text(`${field.title['zh-CN']}${relation['zh-CN']}${list['zh-CN']}`, `${field.title.en} ${relation.en} ${list.en}`) };
}

function filledIn(node: ASTNode | undefined, names: Names): Said | undefined {
  const field = node === undefined ? undefined : fieldOf(node, names);
  return field === undefined ? undefined : { words: text(`已填写${field.title['zh-CN']}`, `${field.title.en} is filled in`) };
}

/** A yes-or-no field standing by itself. */
function truth(node: ASTNode, names: Names): Said | undefined {
  const field = fieldOf(node, names);
  return field?.schema['type'] === 'boolean' ? { words: text(`${field.title['zh-CN']}为“是”`, `${field.title.en}: yes`) } : undefined;
}

/** Counts of linked instances have no schema of their own. */
const LINKED: Readonly<Record<string, Bilingual>> = { open: text('未办结的关联事项数', 'the number of open linked instances'), closed: text('已办结的关联事项数', 'the number of closed linked instances') };

function fieldOf(node: ASTNode, { data, event }: Names): { title: Bilingual; schema: JsonObject } | undefined {
  const [root, key, more] = pathOf(node) ?? [];
  if (root === 'linked' && key !== undefined) {
    const title = LINKED[more ?? key];
    return title === undefined ? undefined : { title, schema: {} };
  }
  const schema = root === 'data' ? data : root === 'event' ? event : undefined;
  const properties = (schema?.['properties'] ?? {}) as Record<string, JsonObject | undefined>;
  const property = more === undefined ? properties[key ?? ''] : undefined;
  const title = property?.['title'];
  return property !== undefined && isBilingual(title) ? { title, schema: property } : undefined;
}

function valueOf(node: ASTNode, schema: JsonObject, names: Names): Bilingual | undefined {
  if (node.op !== 'value') return fieldOf(node, names)?.title;
  const value: unknown = node.args;
  if (typeof value === 'boolean') return value ? text('是', 'yes') : text('否', 'no');
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const choices = Array.isArray(schema['oneOf']) ? (schema['oneOf'] as readonly JsonObject[]) : [];
  const title = choices.find((choice) => choice['const'] === value)?.['title'];
  return isBilingual(title) ? text(`“${title['zh-CN']}”`, `"${title.en}"`) : text(String(value), String(value));
}

/** `data.risk` as `['data', 'risk']`. */
function pathOf(node: ASTNode | undefined): string[] | undefined {
  if (node?.op === 'id') return [node.args];
  if (node?.op !== '.') return undefined;
  const before = pathOf(node.args[0]);
  return before === undefined ? undefined : [...before, node.args[1]];
}

/** The fields of `data` that a guard reads; `*` where the whole of it goes somewhere, such as into a rule. */
export function fieldsRead(ast: ASTNode): string[] {
  const fields = new Set<string>();
  const look = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(look);
    if (!isNode(part)) return;
    if (part.op === 'id') return part.args === 'data' ? void fields.add('*') : undefined;
    if (part.op === '.' && part.args[0].op === 'id' && part.args[0].args === 'data') return void fields.add(part.args[1]);
    look(part.args);
  };
  look(ast);
  return [...fields];
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
}
