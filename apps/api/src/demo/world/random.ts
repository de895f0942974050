/** Chance that repeats: the same seed gives the same sequence on every machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True once in a while: with this probability. */
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** One of the keys, as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key;
  /** The index of one of the weights, as often as it says. */
  index(weights: readonly number[]): number;
  /** Around 0 with deviation 1. */
  normal(): number;
  /** How many of something happen, when `mean` happen on average. */
  poisson(mean: number): number;
}

/** @param seed any text; different texts give unrelated sequences */
export function randomOf(seed: string): Random {
  let state = hash(seed);
  const next = () => {
    // splitmix32: tiny, and good enough for a demo's dice.
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  };
  const index = (weights: readonly number[]) => {
    let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let place = 0; place < weights.length - 1; place++) {
      left -= weights[place] ?? 0;
      if (left < 0) return place;
    }
    return weights.length - 1;
  };
  return {
    next,
    index,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: <Item>(items: readonly Item[]) => items[Math.floor(next() * items.length)] as Item,
    weighted: <Key extends string>(weights: Readonly<Partial<Record<Key, number>>>) => {
      const entries = Object.entries(weights) as [Key, number][];
      return (entries[index(entries.map(([, weight]) => weight))] as [Key, number])[0];
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    poisson: (mean) => {
      const floor = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > floor; product *= next()) count += 1;
      return count;
    },
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) value = Math.imul(value ^ text.charCodeAt(place), 0x01000193);
  return value;
}
