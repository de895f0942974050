import { pictureOf } from './belief.js';
import type { Clue, ClueKind, Sureness } from './clues.js';
import type { Terrain } from './detection.js';
import { reachAt, type LastKnown, type Reach } from './last-known.js';
import type { LostPersonKind, Surroundings } from './lost-persons.js';
import { coveredShare, passResult, type PassResult, type ReportedPass } from './passes.js';
import type { Position } from './position.js';
import { priorOf, type RestOfTheWorld, type Weight } from './prior.js';
import { areaOf, isInside, type Ring } from './ring.js';

/** A segment as people drew and weighed it. */
export interface DrawnSegment {
  readonly id: string;
  readonly ring: Ring;
  readonly terrain: Terrain;
  readonly weight?: Weight | undefined;
}

/** A clue as it was noted, wherever it lies. */
export interface NotedClue {
  readonly kind: ClueKind;
  readonly sureness: Sureness;
  /** Who or what it comes from. */
  readonly source: string;
  readonly seenAt: Date;
  readonly position?: Position | undefined;
}

/** Everything that people said about a search. */
export interface GroundFacts {
  readonly kind: LostPersonKind;
  readonly surroundings: Surroundings;
  /** That a person judged by vehicle, or in somebody's house; left out: `DEFAULT_ELSEWHERE`. */
  readonly elsewhere?: number | undefined;
  readonly seenAt: Date;
  /** Undefined where nobody has said yet where on the map it was. */
  readonly lastKnown?: LastKnown | undefined;
  readonly segments: readonly DrawnSegment[];
  readonly passes: readonly ReportedPass[];
  readonly clues: readonly NotedClue[];
  readonly now: Date;
}

/** Why something that was said counts for nothing. */
export type GroundLeftOut = 'beforeLastSeen' | 'noPlace' | 'inNoSegment';

/** A segment as the search stands. */
export interface GroundSegment {
  readonly id: string;
  readonly areaM2: number;
  /** Probability of area before anything was searched, and now; undefined without a last-known point. */
  readonly prior?: number;
  readonly poa?: number;
  /** That all passes together would have found the person here. */
  readonly pod: number;
  /** Share of its ground that was covered. */
  readonly share: number;
  readonly passes: number;
}

export interface GroundPass extends PassResult {
  readonly id: string;
  readonly leftOut?: GroundLeftOut;
}

/** The ground as the search stands: computed anew from what people said, whenever any of it changes. */
export interface GroundPicture {
  readonly segments: readonly GroundSegment[];
  readonly passes: readonly GroundPass[];
  /** Covered share of all segments together, by area; 0 without any. */
  readonly share: number;
  /** How far the person may have come, what lies in no segment, and success so far; undefined without a last-known point. */
  readonly belief?: { readonly reach: Reach; readonly outside: number; readonly rest: RestOfTheWorld; readonly success: number };
  /** What became of each clue, in their order: the segment it speaks for, or why it counts for nothing. */
  readonly clues: readonly ({ readonly segment: string; readonly leftOut?: undefined } | { readonly segment?: undefined; readonly leftOut: GroundLeftOut })[];
}

/**
 * The whole search from what people said. A pass that was over before the person was last seen says nothing of where they are now, nor does a clue from before; a correction of the last-known point brings either
 * back, or takes it out.
 * @throws StationhouseError BAD_INPUT naming the field
 */
export function groundOf(facts: GroundFacts): GroundPicture {
  const { segments, seenAt } = facts;
  const known = new Map(segments.map((segment) => [segment.id, segment]));
  const made = facts.passes.flatMap((pass) => {
    const segment = known.get(pass.segment);
    return segment === undefined ? [] : [{ pass, segment, result: passResult(pass, segment.ring, segment.terrain), counts: pass.to >= seenAt }];
  });
  const counted = made.filter(({ counts }) => counts);
  const clues = facts.clues.map((clue) => placed(clue, segments, seenAt));
  const believed = beliefOf(facts, counted, clues);
  const shown = segments.map(({ id, ring, terrain }): GroundSegment => {
    const own = counted.filter(({ segment }) => segment.id === id);
    const picture = believed?.picture.segments.find((one) => one.id === id);
    const missed = own.reduce((left, { result }) => left * (1 - result.pod), 1);
    return { id, areaM2: areaOf(ring), pod: 1 - missed, share: coveredShare(own, ring, terrain), passes: own.length, ...(picture === undefined ? {} : { prior: picture.prior, poa: picture.poa }) };
  });
  const whole = shown.reduce((sum, { areaM2 }) => sum + areaM2, 0);
  return {
    segments: shown,
    passes: made.map(({ pass, result, counts }) => ({ id: pass.id, ...result, ...(counts ? {} : { leftOut: 'beforeLastSeen' as const }) })),
    share: whole === 0 ? 0 : shown.reduce((sum, { areaM2, share }) => sum + areaM2 * share, 0) / whole,
    ...(believed === undefined ? {} : { belief: { reach: believed.reach, outside: believed.picture.rest, rest: believed.rest, success: believed.picture.success } }),
    clues,
  };
}

function beliefOf({ kind, surroundings, elsewhere, lastKnown, segments, clues: noted, now }: GroundFacts, counted: readonly { readonly pass: ReportedPass; readonly result: PassResult }[], clues: GroundPicture['clues']) {
  if (lastKnown === undefined) return undefined;
  const reach = reachAt(lastKnown, kind, surroundings, now);
  const { belief, rest } = priorOf(lastKnown, reach, segments.map(({ id, ring, weight }) => ({ id, ring, weights: weight === undefined ? [] : [weight] })), elsewhere);
  const speaking = clues.flatMap(({ segment }, index): Clue[] => {
    const clue = noted[index];
    return segment === undefined || clue === undefined ? [] : [{ segment, kind: clue.kind, sureness: clue.sureness, source: clue.source }];
  });
  return { reach, rest, picture: pictureOf(belief, counted.map(({ pass, result }) => ({ segment: pass.segment, pod: result.pod })), speaking) };
}

function placed({ position, seenAt }: NotedClue, segments: readonly DrawnSegment[], lastSeen: Date): GroundPicture['clues'][number] {
  if (seenAt < lastSeen) return { leftOut: 'beforeLastSeen' };
  if (position === undefined) return { leftOut: 'noPlace' };
  const segment = segments.find(({ ring }) => isInside(position, ring));
  return segment === undefined ? { leftOut: 'inNoSegment' } : { segment: segment.id };
}
