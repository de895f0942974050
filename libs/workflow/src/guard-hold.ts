import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json, JsonObject } from './types.js';

/** What one way of fulfilling a guard asks of a place it reads: `data.risk`. */
interface Asked {
  /** Values it may have; any when absent. */
  readonly oneOf?: readonly Constant[];
  readonly not: readonly Constant[];
  readonly least: Limit;
  readonly most: Limit;
}
interface Limit {
  readonly value: number;
  /** The value itself is left out. */
  readonly open: boolean;
}
type Constant = string | number | boolean;
/** One way of fulfilling a guard; `undefined` for one that cannot be. */
type Way = ReadonlyMap<string, Asked>;

const NOTHING: Asked = { not: [], least: { value: Number.NEGATIVE_INFINITY, open: false }, most: { value: Number.POSITIVE_INFINITY, open: false } };
/** Ways that are followed; a guard with more is taken to be fulfillable. */
const MOST_WAYS = 256;
const OPPOSITE: Readonly<Record<string, string>> = { '==': '!=', '!=': '==', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '==': '==', '!=': '!=' };

/**
 * True when no data at all can fulfil a guard: it is the constant `false`, compares a choice with something it never is, or asks two things of
 * one field that contradict each other. False where that cannot be told, such as with rules of a plugin or parameters, which a station may set.
 * @param schemaOf the JSON Schema of a field the guard reads, by its path from `data` or `event`; undefined where there is none
 */
export function neverHolds(guard: ASTNode, schemaOf: (path: readonly string[]) => JsonObject | undefined): boolean {
  const ways = waysOf(guard, true, schemaOf);
  return ways !== undefined && ways.length === 0;
}

type SchemaOf = Parameters<typeof neverHolds>[1];

/** Every way in which a condition comes out as wanted; undefined when there are too many to follow. */
function waysOf(node: ASTNode, wanted: boolean, schemaOf: SchemaOf): Way[] | undefined {
  if (node.op === '!_') return waysOf(node.args, !wanted, schemaOf);
  if (node.op === '&&' || node.op === '||') {
    const [left, right] = [waysOf(node.args[0], wanted, schemaOf), waysOf(node.args[1], wanted, schemaOf)];
    const both = (node.op === '&&') === wanted;
    if (both && (left?.length === 0 || right?.length === 0)) return [];
    if (left === undefined || right === undefined) return undefined;
    const ways = both ? left.flatMap((one) => right.flatMap((other) => together(one, other) ?? [])) : [...left, ...right];
    return ways.length > MOST_WAYS ? undefined : ways;
  }
  if (node.op === 'value' && typeof node.args === 'boolean') return node.args === wanted ? [new Map()] : [];
  const asked = askedBy(node, wanted, schemaOf);
  if (asked === undefined) return [new Map()];
  return isPossible(asked.of) ? [new Map([[asked.path, asked.of]])] : [];
}

/** What a comparison asks of a field; undefined where it is not one of a field with a constant. */
function askedBy(node: ASTNode, wanted: boolean, schemaOf: SchemaOf): { readonly path: string; readonly of: Asked } | undefined {
  const field = pathOf(node);
  if (field !== undefined) return { path: field.join('.'), of: { ...NOTHING, oneOf: [wanted] } };
  if (node.op === 'call') {
    const argument = node.args[0] === 'has' ? node.args[1][0] : undefined;
    const path = argument === undefined ? undefined : pathOf(argument);
    return path === undefined ? undefined : { path: `has ${path.join('.')}`, of: { ...NOTHING, oneOf: [wanted] } };
  }
  if (node.op === 'in') {
    const [left, right] = node.args;
    const [path, values] = [pathOf(left), right.op === 'list' ? right.args.map(constantOf) : undefined];
    if (path === undefined || values === undefined || values.includes(undefined)) return undefined;
    const known = values as Constant[];
    return within(path, wanted ? { ...NOTHING, oneOf: known } : { ...NOTHING, not: known }, schemaOf);
  }
  if (OPPOSITE[node.op] === undefined) return undefined;
  const [left, right] = (node as { readonly args: readonly [ASTNode, ASTNode] }).args;
  const [path, other] = [pathOf(left), pathOf(right)];
  const operator = wanted ? node.op : (OPPOSITE[node.op] ?? node.op);
  const [of, constant, said] = path !== undefined ? [path, constantOf(right), operator] : [other, constantOf(left), MIRRORED[operator] ?? operator];
  return of === undefined || constant === undefined ? undefined : within(of, comparison(said, constant), schemaOf);
}

function comparison(operator: string, constant: Constant): Asked {
  if (operator === '==') return { ...NOTHING, oneOf: [constant] };
  if (operator === '!=') return { ...NOTHING, not: [constant] };
  if (typeof constant !== 'number') return NOTHING;
  const limit = { value: constant, open: operator === '<' || operator === '>' };
  return operator.startsWith('<') ? { ...NOTHING, most: limit } : { ...NOTHING, least: limit };
}

/** With what the schema of the field allows. */
function within(path: readonly string[], asked: Asked, schemaOf: SchemaOf): { readonly path: string; readonly of: Asked } {
  const schema = schemaOf(path);
  const choices = schema === undefined ? undefined : choicesOf(schema);
  const bound = (key: string, fallback: number) => (typeof schema?.[key] === 'number' ? schema[key] : fallback);
  const allowed: Asked = { ...NOTHING, ...(choices === undefined ? {} : { oneOf: choices }), least: { value: bound('minimum', Number.NEGATIVE_INFINITY), open: false }, most: { value: bound('maximum', Number.POSITIVE_INFINITY), open: false } };
  return { path: path.join('.'), of: joined(asked, allowed) };
}

/** The values of a field with a closed list of them. */
function choicesOf(schema: JsonObject): readonly Constant[] | undefined {
  const isConstant = (value: Json | undefined): value is Constant => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const listed = Array.isArray(schema['enum']) ? (schema['enum'] as readonly Json[]) : Array.isArray(schema['oneOf']) ? (schema['oneOf'] as readonly JsonObject[]).map((one) => one['const']) : undefined;
  return listed?.every(isConstant) === true ? listed : undefined;
}

/** Both ways at once; undefined when they contradict each other. */
function together(left: Way, right: Way): Way | undefined {
  const both = new Map(left);
  for (const [path, asked] of right) {
    const known = both.get(path);
    const sum = known === undefined ? asked : joined(known, asked);
    if (!isPossible(sum)) return undefined;
    both.set(path, sum);
  }
  return both;
}

function joined(left: Asked, right: Asked): Asked {
  const oneOf = left.oneOf === undefined ? right.oneOf : right.oneOf === undefined ? left.oneOf : left.oneOf.filter((value) => right.oneOf?.includes(value));
  return {
    ...(oneOf === undefined ? {} : { oneOf }),
    not: [...left.not, ...right.not],
    least: tighter(left.least, right.least, right.least.value - left.least.value),
    most: tighter(left.most, right.most, left.most.value - right.most.value),
  };
}

/** @param order above 0 when the second leaves less room */
function tighter(first: Limit, second: Limit, order: number): Limit {
  if (order === 0 || Number.isNaN(order)) return { value: first.value, open: first.open || second.open };
  return order > 0 ? second : first;
}

function isPossible({ oneOf, not, least, most }: Asked): boolean {
  const fits = (value: number) => (least.open ? value > least.value : value >= least.value) && (most.open ? value < most.value : value <= most.value);
  if (oneOf !== undefined) return oneOf.some((value) => !not.includes(value) && (typeof value !== 'number' || fits(value)));
  return least.value < most.value || (least.value === most.value && !least.open && !most.open && !not.includes(least.value));
}

/** `data.risk` as its path; undefined for anything but a field of the data or of an answer. */
function pathOf(node: ASTNode): readonly string[] | undefined {
  if (node.op !== '.') return undefined;
  const [receiver, field] = node.args;
  if (receiver.op === 'id') return receiver.args === 'data' || receiver.args === 'event' ? [receiver.args, field] : undefined;
  const before = pathOf(receiver);
  return before === undefined ? undefined : [...before, field];
}

function constantOf(node: ASTNode): Constant | undefined {
  if (node.op === '-_') {
    const inner = constantOf(node.args);
    return typeof inner === 'number' ? -inner : undefined;
  }
  if (node.op !== 'value') return undefined;
  const value: unknown = node.args;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
