import type { ASTNode } from '@marcbachmann/cel-js';
import { isDuration } from '@stationhouse/kernel';
import { dataField, parsed } from './assignment.js';

/** A moment, as a builder shows it: that of a field or of entering the state, some time before or after, at the end of that day or not. */
export interface MomentRule {
  /** A field of the data; undefined: the moment the state is entered. */
  readonly field: string | undefined;
  /** A duration (`P3D`) or a parameter (`$patience`) from there; undefined for none. */
  readonly offset: string | undefined;
  /** The offset counts back. */
  readonly before: boolean;
  readonly endOfDay: boolean;
}

/** The CEL of a moment. */
export function writeMoment({ field, offset, before, endOfDay }: MomentRule): string {
  const base = field === undefined ? 'state.entered' : `data.${field}`;
  const span = offset === undefined ? '' : ` ${before ? '-' : '+'} ${offset.startsWith('$') ? `parameters.${offset.slice(1)}` : `period(${JSON.stringify(offset)})`}`;
  return endOfDay ? `endOfDay(${base}${span})` : `${base}${span}`;
}

/** Reads a moment back; undefined for one that says it otherwise. */
export function readMoment(source: string): MomentRule | undefined {
  const node = parsed(source);
  if (node === undefined) return undefined;
  const endOfDay = node.op === 'call' && node.args[0] === 'endOfDay';
  const inner = node.op === 'call' && node.args[0] === 'endOfDay' ? node.args[1][0] : node;
  if (inner === undefined) return undefined;
  if (inner.op !== '+' && inner.op !== '-') return based(inner, undefined, false, endOfDay);
  const [base, span] = inner.args;
  const offset = spanOf(span);
  return offset === undefined ? undefined : based(base, offset, inner.op === '-', endOfDay);
}

function based(node: ASTNode, offset: string | undefined, before: boolean, endOfDay: boolean): MomentRule | undefined {
  if (node.op === '.' && node.args[0].op === 'id' && node.args[0].args === 'state' && node.args[1] === 'entered') return { field: undefined, offset, before, endOfDay };
  const field = dataField(node);
  return field === undefined ? undefined : { field, offset, before, endOfDay };
}

/** `period("P3D")`, `parameters.patience`, or in a fragment `patience`. */
function spanOf(node: ASTNode): string | undefined {
  if (node.op === '.' && node.args[0].op === 'id' && node.args[0].args === 'parameters') return `$${node.args[1]}`;
  // What a fragment is given stands by its name alone.
  if (node.op === 'id') return `$${node.args}`;
  if (node.op !== 'call' || node.args[0] !== 'period') return undefined;
  const [iso] = node.args[1];
  return iso?.op === 'value' && isDuration(iso.args) ? iso.args : undefined;
}
