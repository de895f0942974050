import { badInput, text } from '@stationhouse/kernel';
import { groundWithin } from './circle.js';
import type { LastKnown, Reach } from './last-known.js';
import { numberWithin } from './numbers.js';
import { rulerAt } from './position.js';
import type { Ring } from './ring.js';

/** Why a segment is likelier, or less likely, than its distance says. A person sets it, with the reason that is shown. */
export interface Weight {
  readonly kind: 'waterEdge' | 'attractor' | 'wayThere' | 'barrier' | 'judgement';
  /** 0.1 to 10: so many times as likely as its distance says. */
  readonly factor: number;
  readonly reason: string;
}

/** A part of the area that one team searches in one go. */
export interface PlacedSegment {
  readonly id: string;
  readonly ring: Ring;
  readonly weights: readonly Weight[];
}

/** Where somebody is, as far as anybody can say: shares that sum to 1 with the rest of the world. */
export interface Belief {
  /** Probability of area (POA) by segment id. */
  readonly segments: ReadonlyMap<string, number>;
  /** That the person is in none of them. */
  readonly rest: number;
}

/** What the rest of the world is made of, before weights: shares that say what to draw next, or whom to ask. */
export interface RestOfTheWorld {
  /** Within the rings, but in no segment that was drawn. */
  readonly notDrawn: number;
  /** Farther away than 95 % are found. */
  readonly farther: number;
  /** By vehicle, or in somebody's house: as a person judged. */
  readonly elsewhere: number;
}

const MASSES = [0.25, 0.25, 0.25, 0.2] as const;
/** When nobody judges: one in ten is somewhere that no search on foot reaches. Ours. */
export const DEFAULT_ELSEWHERE = 0.1;

/**
 * The prior: rings by the distances within which people of this kind are found, evenly within a ring, cut off where nobody can have walked to; what lies beyond
 * is given to what is within reach. Each segment has the rings' mass over its ground times its weights; then everything is made to sum to 1.
 * @param elsewhere 0 to 0.9, see {@link RestOfTheWorld}
 * @throws StationhouseError BAD_INPUT for a weight without a reason, or out of bounds
 */
export function priorOf(report: LastKnown, reach: Reach, segments: readonly PlacedSegment[], elsewhere = DEFAULT_ELSEWHERE): { readonly belief: Belief; readonly rest: RestOfTheWorld } {
  numberWithin(elsewhere, 'elsewhere', 0, 0.9);
  const { rings, farther } = ringsOf(reach, report.withinM);
  const masses = segments.map((segment) => ({ segment, mass: massOver(segment.ring, report, rings), factor: factorOf(segment) }));
  const drawn = masses.reduce((sum, { mass }) => sum + mass, 0);
  // Segments that overlap a little may come to a hair more than there is.
  const [scale, notDrawn] = drawn > 1 - farther ? [(1 - farther) / drawn, 0] : [1, 1 - farther - drawn];
  const weighted = masses.map(({ segment, mass, factor }) => [segment.id, mass * scale * factor] as const);
  const total = weighted.reduce((sum, [, mass]) => sum + mass, 0) + notDrawn + farther;
  const here = 1 - elsewhere;
  return {
    belief: { segments: new Map(weighted.map(([id, mass]) => [id, (here * mass) / total])), rest: elsewhere + (here * (notDrawn + farther)) / total },
    rest: { notDrawn: (here * notDrawn) / total, farther: (here * farther) / total, elsewhere },
  };
}

interface DistanceRing {
  readonly fromM: number;
  readonly toM: number;
  /** Probability per square metre. */
  readonly density: number;
}

/**
 * Rings cut off at the farthest place, each keeping the mass of what is left of its ground, so that a minute more of walking moves nothing by a jump.
 * Rings within what the point may be off by are one.
 */
function ringsOf({ distances, farthestM }: Reach, withinM: number): { readonly rings: readonly DistanceRing[]; readonly farther: number } {
  const whole: { fromM: number; toM: number; mass: number }[] = [];
  MASSES.forEach((mass, index) => {
    const [last, toM] = [whole.at(-1), Math.max(distances[index] as number, withinM, 1)];
    if (last !== undefined && last.toM === toM) last.mass += mass;
    else whole.push({ fromM: last?.toM ?? 0, toM, mass });
  });
  const reachedM = Math.max(farthestM, withinM, 1);
  const kept = whole.filter(({ fromM }) => fromM < reachedM).map(({ fromM, toM, mass }) => ({ fromM, toM: Math.min(toM, reachedM), mass: mass * ((Math.min(toM, reachedM) ** 2 - fromM ** 2) / (toM ** 2 - fromM ** 2)) }));
  const farther = reachedM > (whole.at(-1)?.toM ?? 0) ? 1 - MASSES.reduce((sum, mass) => sum + mass, 0) : 0;
  const sum = kept.reduce((total, { mass }) => total + mass, 0);
  return { rings: kept.map(({ fromM, toM, mass }) => ({ fromM, toM, density: ((1 - farther) * mass) / sum / (Math.PI * (toM ** 2 - fromM ** 2)) })), farther };
}

function massOver(ring: Ring, { position }: LastKnown, rings: readonly DistanceRing[]): number {
  const { kx, ky } = rulerAt(position[1]);
  const around = ring.map(([longitude, latitude]) => [(longitude - position[0]) * kx, (latitude - position[1]) * ky] as const);
  return rings.reduce((sum, { fromM, toM, density }) => sum + density * (groundWithin(around, toM) - groundWithin(around, fromM)), 0);
}

function factorOf({ id, weights }: PlacedSegment): number {
  return weights.reduce((product, { factor, reason }) => {
    if (reason.trim() === '') throw badInput('weights', text('调整权重须写明理由。', 'A weight needs its reason.'), { problem: 'reasonMissing', segment: id });
    return product * numberWithin(factor, 'weights.factor', 0.1, 10);
  }, 1);
}
