import type { ASTNode } from '@marcbachmann/cel-js';
import { parsed } from '../../editing/assignment.js';

/** A call of something by name in an expression: the outermost one where calls are nested. */
export interface FoundCall {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The calls of these names in an expression; none in text that is no expression. */
export function callsOf(source: string, names: ReadonlySet<string>): readonly FoundCall[] {
  const found: FoundCall[] = [];
  const look = (node: ASTNode): void => {
    if (node.op === 'call' && names.has(node.args[0])) found.push({ name: node.args[0], start: node.range.start, end: node.range.end });
    else childrenOf(node).forEach(look);
  };
  const node = parsed(source);
  if (node !== undefined) look(node);
  return found;
}

/** What an expression reads of the data and of the answer: `data.risk`, `event.terms`, and of instances it started: `linked.newDispute`. */
export function readsOf(source: string): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (node: ASTNode): void => {
    if (node.op === '.' && node.args[0].op === 'id' && ['data', 'event', 'linked'].includes(node.args[0].args)) found.add(`${node.args[0].args}.${node.args[1]}`);
    childrenOf(node).forEach(look);
  };
  const node = parsed(source);
  if (node !== undefined) look(node);
  return found;
}

/** The expression with calls put in other words. */
export function replaced(source: string, calls: readonly FoundCall[], words: (call: FoundCall) => string): string {
  return [...calls].sort((left, right) => right.start - left.start).reduce((text, call) => text.slice(0, call.start) + words(call) + text.slice(call.end), source);
}

/** A yes or no that counts as no while nobody answered. */
export function answeredYes(place: string): string {
  return `(has(${place}) && ${place})`;
}

function childrenOf({ args }: ASTNode): readonly ASTNode[] {
  const found: ASTNode[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === 'object' && value !== null && 'op' in value) found.push(value as ASTNode);
  };
  look(args);
  return found;
}
