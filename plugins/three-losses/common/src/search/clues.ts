import { numberWithin } from './numbers.js';

/** What speaks for a segment. */
export const CLUE_KINDS = ['sighting', 'frame', 'phone', 'belonging', 'footprint', 'dogInterest', 'voice'] as const;
export type ClueKind = (typeof CLUE_KINDS)[number];

/** How sure whoever took the clue is that it is of this person. */
export const SURENESS = ['sure', 'likely', 'possible'] as const;
export type Sureness = (typeof SURENESS)[number];

/**
 * How many times likelier such a clue is in a segment where the person is, or was on the way, than in one where not. Ours: no publication gives them, so they are few and
 * round, a person may set another, and none is so strong that one mistake ends the search elsewhere.
 */
export const LIKELIHOOD_RATIOS: Readonly<Record<ClueKind, Readonly<Record<Sureness, number>>>> = {
  frame: { sure: 30, likely: 8, possible: 2 },
  phone: { sure: 20, likely: 6, possible: 2 },
  belonging: { sure: 20, likely: 6, possible: 2 },
  sighting: { sure: 15, likely: 5, possible: 2 },
  voice: { sure: 15, likely: 5, possible: 2 },
  footprint: { sure: 10, likely: 4, possible: 1.5 },
  dogInterest: { sure: 6, likely: 3, possible: 1.5 },
};

export interface Clue {
  readonly segment: string;
  readonly kind: ClueKind;
  readonly sureness: Sureness;
  /** Who or what it comes from. What one source says several times counts once: the strongest of it. */
  readonly source: string;
  /** A person's own likelihood ratio, 0.05 to 50; below 1 it speaks against the segment. */
  readonly ratio?: number;
}

/** The likelihood ratio of a clue. @throws StationhouseError BAD_INPUT when a person's own is out of bounds */
export function ratioOf({ kind, sureness, ratio }: Clue): number {
  return ratio === undefined ? LIKELIHOOD_RATIOS[kind][sureness] : numberWithin(ratio, 'ratio', 0.05, 50);
}

/** So many times likelier is each segment that clues speak of; sources that know nothing of each other multiply, up to 1,000. */
export function clueFactors(clues: readonly Clue[]): ReadonlyMap<string, number> {
  const strongest = new Map<string, { readonly segment: string; readonly ratio: number }>();
  for (const clue of clues) {
    const [key, ratio] = [JSON.stringify([clue.segment, clue.source]), ratioOf(clue)];
    const known = strongest.get(key);
    if (known === undefined || Math.abs(Math.log(ratio)) > Math.abs(Math.log(known.ratio))) strongest.set(key, { segment: clue.segment, ratio });
  }
  const factors = new Map<string, number>();
  for (const { segment, ratio } of strongest.values()) factors.set(segment, Math.min(1_000, Math.max(0.001, (factors.get(segment) ?? 1) * ratio)));
  return factors;
}
