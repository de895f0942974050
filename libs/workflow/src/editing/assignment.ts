import { parse, type ASTNode } from '@marcbachmann/cel-js';

/**
 * Who a task is for, as a builder shows it: the roles under the first condition that holds, and those otherwise; or the role that a field of
 * the data holds.
 */
export type Assignment =
  | { readonly kind: 'roles'; readonly cases: readonly { readonly when: string; readonly roles: readonly string[] }[]; readonly otherwise: readonly string[] }
  | { readonly kind: 'field'; readonly field: string; readonly otherwise: readonly string[] };

/** The CEL of an assignment: a list of roles. */
export function writeAssignment(assignment: Assignment): string {
  const list = (roles: readonly string[]) => `[${roles.map((role) => (role.startsWith('$') ? `parameters.${role.slice(1)}` : JSON.stringify(role))).join(', ')}]`;
  if (assignment.kind === 'field') return `has(data.${assignment.field}) ? [data.${assignment.field}] : ${list(assignment.otherwise)}`;
  return [...assignment.cases.map(({ when, roles }) => `${bracketed(when)} ? ${list(roles)} : `), list(assignment.otherwise)].join('');
}

/** A condition that has a question of its own in it is read as one thing. */
function bracketed(when: string): string {
  return parsed(when)?.op === '?:' ? `(${when})` : when;
}

/** Reads an assignment back; undefined for one that says it otherwise, such as by a rule. */
export function readAssignment(source: string): Assignment | undefined {
  const cases: { when: string; roles: readonly string[] }[] = [];
  let node = parsed(source);
  while (node?.op === '?:') {
    const [when, then, otherwise] = node.args;
    const field = fieldIn(when, then);
    const rest = rolesIn(otherwise);
    if (field !== undefined) return cases.length === 0 && rest !== undefined ? { kind: 'field', field, otherwise: rest } : undefined;
    const roles = rolesIn(then);
    if (roles === undefined) return undefined;
    cases.push({ when: when.input.slice(when.range.start, when.range.end), roles });
    node = otherwise;
  }
  const otherwise = node === undefined ? undefined : rolesIn(node);
  return otherwise === undefined ? undefined : { kind: 'roles', cases, otherwise };
}

/** `["chief", parameters.keeper]` as role names; a parameter as `$keeper`. */
function rolesIn(node: ASTNode): readonly string[] | undefined {
  if (node.op !== 'list') return undefined;
  const roles = node.args.map((one) => (one.op === 'value' && typeof one.args === 'string' ? one.args : one.op === 'id' ? `$${one.args}` : one.op === '.' && one.args[0].op === 'id' && one.args[0].args === 'parameters' ? `$${one.args[1]}` : undefined));
  return roles.some((role) => role === undefined) ? undefined : (roles as string[]);
}

/** The field of `has(data.x) ? [data.x] : …`. */
function fieldIn(when: ASTNode, then: ASTNode): string | undefined {
  const [first] = then.op === 'list' ? then.args : [];
  const named = first === undefined || (then.op === 'list' && then.args.length > 1) ? undefined : dataField(first);
  const asked = when.op === 'call' && when.args[0] === 'has' && when.args[1][0] !== undefined ? dataField(when.args[1][0]) : undefined;
  return named !== undefined && named === asked ? named : undefined;
}

/** `x` of `data.x`. */
export function dataField(node: ASTNode): string | undefined {
  return node.op === '.' && node.args[0].op === 'id' && node.args[0].args === 'data' ? node.args[1] : undefined;
}

/** An expression as a tree; undefined while it is none. */
export function parsed(source: string): ASTNode | undefined {
  try {
    return parse(source).ast;
  } catch {
    // Half an expression is being typed; the checks say what is wrong with it.
    return undefined;
  }
}
