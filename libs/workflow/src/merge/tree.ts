import type { Json, JsonObject } from '../types.js';

/** Which of three values is to hold where they contradict one another. */
export type Choice = 'base' | 'mine' | 'theirs';

/** A place that both sides changed, each in its own way. Absent: nothing stands there. */
export interface TreeConflict {
  readonly path: readonly string[];
  readonly base?: Json;
  readonly mine?: Json;
  readonly theirs?: Json;
}

/**
 * Merges two changed trees three ways. Objects merge key by key; everything else, lists among them, is one value. What only
 * one side changed holds; what both changed alike holds; the rest is a conflict, decided by a choice or listed, never guessed.
 * The order of keys follows `theirs` where both sides changed an object.
 * @param choices by path, joined with dots
 */
export function mergeTrees(base: Json | undefined, mine: Json | undefined, theirs: Json | undefined, choices: Readonly<Record<string, Choice>> = {}): { readonly merged: Json | undefined; readonly conflicts: readonly TreeConflict[] } {
  const conflicts: TreeConflict[] = [];
  const merge = (b: Json | undefined, m: Json | undefined, t: Json | undefined, path: readonly string[]): Json | undefined => {
    if (same(b, m)) return t;
    if (same(b, t) || same(m, t)) return m;
    if (isObject(b) && isObject(m) && isObject(t)) {
      const keys = [...Object.keys(t), ...Object.keys(m).filter((key) => !Object.hasOwn(t, key))];
      const merged = keys.map((key): [string, Json | undefined] => [key, merge(own(b, key), own(m, key), own(t, key), [...path, key])]);
      return Object.fromEntries(merged.filter((entry): entry is [string, Json] => entry[1] !== undefined));
    }
    const choice = choices[path.join('.')];
    if (choice !== undefined) return { base: b, mine: m, theirs: t }[choice];
    conflicts.push({ path, ...(b === undefined ? {} : { base: b }), ...(m === undefined ? {} : { mine: m }), ...(t === undefined ? {} : { theirs: t }) });
    return b;
  };
  const merged = merge(base, mine, theirs, []);
  return { merged, conflicts };
}

/** Same content, in the same order: the order of states and fields is part of what people see. */
export function same(left: Json | undefined, right: Json | undefined): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/** A key of one's own; undefined when there is none. */
export function own(tree: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}

/** True for an object that is no list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
