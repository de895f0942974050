import type { ASTNode } from '@marcbachmann/cel-js';
import type { StatePath } from '../types.js';
import { parsed } from './assignment.js';

/** The condition that one of the states is active; it runs while an instance stands in any of them. */
export function writeActive(states: readonly StatePath[]): string {
  return states.map((state) => `active(${JSON.stringify(state)})`).join(' || ');
}

/** Reads such a condition back; undefined for one that asks about anything else. */
export function readActive(source: string): readonly StatePath[] | undefined {
  const node = parsed(source);
  return node === undefined ? undefined : statesIn(node);
}

function statesIn(node: ASTNode): readonly StatePath[] | undefined {
  if (node.op === '||') {
    const [left, right] = node.args.map(statesIn);
    return left === undefined || right === undefined ? undefined : [...left, ...right];
  }
  if (node.op !== 'call' || node.args[0] !== 'active') return undefined;
  const [state] = node.args[1];
  return state?.op === 'value' && typeof state.args === 'string' ? [state.args] : undefined;
}
