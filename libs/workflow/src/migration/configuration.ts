import { internalsOf } from '../compile.js';
import type { CompiledState, CompiledWorkflow, StatePath, StateValue } from '../types.js';

/** Where an instance stands after a migration. */
export interface Configuration {
  readonly value: StateValue;
  /** Every active state, outer before inner. */
  readonly paths: readonly StatePath[];
}

/**
 * The states that are active when these innermost ones are: with those around them, and with the first state of every part
 * that nothing leads to. Undefined, with the state where they part, when they cannot be active together.
 */
export function configurationOf(to: CompiledWorkflow, targets: readonly StatePath[]): Configuration | { readonly clash: StatePath } {
  const paths: StatePath[] = [];
  const wanted = (path: StatePath) => targets.some((target) => target === path || target.startsWith(`${path}.`));
  let clash: StatePath | undefined;
  const enter = (state: CompiledState): StateValue => {
    paths.push(state.path);
    const inside = state.children.flatMap((path) => to.states[path] ?? []).filter(({ kind }) => kind !== 'history');
    if (state.kind === 'parallel') return Object.fromEntries(inside.map((child) => [key(child), child.children.length === 0 ? alone(child) : enter(child)]));
    const meant = inside.filter(({ path }) => wanted(path));
    if (meant.length > 1) clash ??= state.path;
    const child = meant[0] ?? inside.find(({ path }) => path === startOf(state));
    if (child === undefined) throw new Error(`"${state.path}" has no first state`);
    if (child.children.length === 0) {
      paths.push(child.path);
      return key(child);
    }
    return { [key(child)]: enter(child) };
  };
  const alone = (state: CompiledState): StateValue => {
    paths.push(state.path);
    return {};
  };
  const { plans, definition } = internalsOf(to);
  const startOf = (state: CompiledState) => `${state.path}.${plans.get(state.path)?.place.body.start ?? ''}`;
  const roots = Object.values(to.states).filter(({ parent }) => parent === undefined);
  const meant = roots.filter(({ path }) => wanted(path));
  const root = meant[0] ?? roots.find(({ path }) => path === definition.start);
  if (root === undefined) throw new Error('no first state');
  if (meant.length > 1) return { clash: meant[1]?.path ?? '' };
  const value = root.children.length === 0 ? (paths.push(root.path), root.path) : { [root.path]: enter(root) };
  return clash === undefined ? { value, paths } : { clash };
}

function key({ path }: CompiledState): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
