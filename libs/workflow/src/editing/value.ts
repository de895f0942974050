import type { ASTNode } from '@marcbachmann/cel-js';
import { parsed } from './assignment.js';

/** A value that is written out. */
export type Constant = string | number | boolean | readonly [];

/** What a field becomes, as a builder shows it. */
export type ValueRule =
  /** What a field of the answer, of the data or a parameter says; of one that may be empty, what holds then. */
  | { readonly kind: ValueRoot; readonly field: string; readonly otherwise?: Constant | undefined }
  /** The moment of the step. */
  | { readonly kind: 'now' }
  /** One of the items that linked instances are started for. */
  | { readonly kind: 'item' }
  | { readonly kind: 'constant'; readonly value: Constant }
  /** A field of the data that counts: so much more, or less. */
  | { readonly kind: 'count'; readonly field: string; readonly by: number };

/** Where a value is read from. */
export type ValueRoot = 'event' | 'data' | 'parameters';

const ROOTS: ReadonlySet<unknown> = new Set<ValueRoot>(['event', 'data', 'parameters']);

/** The CEL of a value. */
export function writeValue(rule: ValueRule): string {
  switch (rule.kind) {
    case 'now':
    case 'item':
      return rule.kind;
    case 'constant':
      return JSON.stringify(rule.value);
    case 'count':
      return `data.${rule.field} ${rule.by < 0 ? '-' : '+'} ${Math.abs(rule.by)}`;
    default: {
      const read = `${rule.kind}.${rule.field}`;
      return rule.otherwise === undefined ? read : rule.otherwise === false ? `has(${read}) && ${read}` : `has(${read}) ? ${read} : ${JSON.stringify(rule.otherwise)}`;
    }
  }
}

/** Reads a value back; undefined for one that says it otherwise. */
export function readValue(source: string): ValueRule | undefined {
  const node = parsed(source);
  return node === undefined ? undefined : ruleOf(node);
}

function ruleOf(node: ASTNode): ValueRule | undefined {
  const constant = constantOf(node);
  if (constant !== undefined) return { kind: 'constant', value: constant };
  if (node.op === 'id') return node.args === 'now' || node.args === 'item' ? { kind: node.args } : undefined;
  if (node.op === '+' || node.op === '-') {
    const [field, by] = [readOf(node.args[0]), constantOf(node.args[1])];
    return field?.kind === 'data' && typeof by === 'number' ? { kind: 'count', field: field.field, by: node.op === '-' ? -by : by } : undefined;
  }
  if (node.op === '&&') return filled(node.args[0], node.args[1], false);
  if (node.op === '?:') {
    const otherwise = constantOf(node.args[2]);
    return otherwise === undefined || otherwise === false ? undefined : filled(node.args[0], node.args[1], otherwise);
  }
  return readOf(node);
}

/** `has(event.x)` and `event.x`: the value where it is filled in. */
function filled(when: ASTNode, then: ASTNode, otherwise: Constant): ValueRule | undefined {
  const read = readOf(then);
  const [asked] = when.op === 'call' && when.args[0] === 'has' ? when.args[1] : [];
  const named = asked === undefined ? undefined : readOf(asked);
  return read !== undefined && named?.kind === read.kind && named.field === read.field ? { ...read, otherwise } : undefined;
}

/** `event.x`, `data.x`, `parameters.x`. */
function readOf(node: ASTNode): { readonly kind: ValueRoot; readonly field: string } | undefined {
  return node.op === '.' && node.args[0].op === 'id' && ROOTS.has(node.args[0].args) ? { kind: node.args[0].args as ValueRoot, field: node.args[1] } : undefined;
}

function constantOf(node: ASTNode): Constant | undefined {
  if (node.op === 'list' && node.args.length === 0) return [];
  const value = node.op === 'value' ? node.args : node.op === '-_' && node.args.op === 'value' ? negative(node.args.args) : undefined;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

const negative = (value: unknown) => (typeof value === 'bigint' || typeof value === 'number' ? -value : undefined);
