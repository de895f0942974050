import { numberWithin } from './numbers.js';

/** Ground by how far somebody lying or crouching in it is seen. */
export const TERRAINS = ['open', 'builtUp', 'waterEdge', 'scrub', 'woods', 'thicket'] as const;
export type Terrain = (typeof TERRAINS)[number];

/** Who sweeps ground. Video is watched, not swept: {@link watchedPod}. */
export const SEARCHERS = ['foot', 'dog', 'drone'] as const;
export type Searcher = (typeof SEARCHERS)[number];

/** How the person stands out from the ground: clothes, size, light. */
export const VISIBILITIES = ['high', 'medium', 'low'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/**
 * Effective sweep width over range of detection, by visibility: R. J. Koester, K. B. Chiacchia, C. R. Twardy, D. C. Cooper, J. R. Frost & R. Q. Robe, Use of the
 * Visual Range of Detection to Estimate Effective Sweep Width for Land Search and Rescue, Wilderness & Environmental Medicine 25 (2014) 132–142.
 */
export const SWEEP_PER_RANGE: Readonly<Record<Visibility, number>> = { high: 1.8, medium: 1.6, low: 1.1 };

/**
 * Range of detection by day, metres: how far one sees something of a person's size where one stands. Ours, to start from – the source's advice is to measure it on the
 * spot, by walking away from a rucksack until it is lost to view, which takes a minute; {@link sweepWidthM} takes what was measured.
 */
export const RANGE_OF_DETECTION_M: Readonly<Record<Searcher, Readonly<Record<Terrain, number>>>> = {
  foot: { open: 50, builtUp: 20, waterEdge: 20, scrub: 15, woods: 18, thicket: 6 },
  dog: { open: 60, builtUp: 15, waterEdge: 30, scrub: 40, woods: 45, thicket: 30 },
  drone: { open: 60, builtUp: 15, waterEdge: 40, scrub: 15, woods: 8, thicket: 3 },
};

/** How fast ground is really searched, m/s, stops included. Ours. */
export const SEARCHING_MS: Readonly<Record<Searcher, Readonly<Record<Terrain, number>>>> = {
  foot: { open: 0.8, builtUp: 0.5, waterEdge: 0.5, scrub: 0.4, woods: 0.5, thicket: 0.2 },
  dog: { open: 0.9, builtUp: 0.5, waterEdge: 0.6, scrub: 0.6, woods: 0.6, thicket: 0.3 },
  drone: { open: 5, builtUp: 3, waterEdge: 4, scrub: 4, woods: 4, thicket: 4 },
};

/** On foot at night, of the range by day. Ours; a drone sees by heat, a dog does not look. */
const AT_NIGHT = 0.4;

/** Nobody is ever sure: ground searched however well keeps this share of its probability. Ours. */
export const MOST_POD = 0.995;

export interface SweepConditions {
  readonly searcher: Searcher;
  readonly terrain: Terrain;
  readonly visibility?: Visibility;
  readonly night?: boolean;
  /** What was measured on the spot, metres, instead of the default. */
  readonly rangeM?: number;
}

/**
 * The width within which as many are missed as are seen outside of it (Koopman's effective sweep width), metres.
 * @throws StationhouseError BAD_INPUT when a measured range is none
 */
export function sweepWidthM({ searcher, terrain, visibility = 'medium', night = false, rangeM }: SweepConditions): number {
  const range = rangeM === undefined ? RANGE_OF_DETECTION_M[searcher][terrain] * (night && searcher === 'foot' ? AT_NIGHT : 1) : numberWithin(rangeM, 'rangeM', 0.5, 1_000);
  return range * SWEEP_PER_RANGE[visibility];
}

/** Effort spent in one segment: `searchers` of them, each for so long. */
export interface SweepEffort extends SweepConditions {
  readonly searchers: number;
  readonly hours: number;
  /** m/s; left out: {@link SEARCHING_MS} */
  readonly speedMS?: number;
}

/** Square metres swept in an hour, ground swept twice counted twice. @throws StationhouseError BAD_INPUT naming the field */
export function sweptPerHourM2(effort: Omit<SweepEffort, 'hours'>): number {
  const speed = effort.speedMS === undefined ? SEARCHING_MS[effort.searcher][effort.terrain] : numberWithin(effort.speedMS, 'speedMS', 0.01, 30);
  return sweepWidthM(effort) * speed * numberWithin(effort.searchers, 'searchers', 1, 10_000) * 3600;
}

/**
 * Probability of detection of a sweep, were the person there: B. O. Koopman's random search, `1 − exp(−W·v·n·t / A)` (The theory of search II, Operations
 * Research 4 (1956) 503–531). It supposes tracks that know nothing of each other, which is what teams on broken ground come to; well-kept lines do better.
 * @param areaM2 of the segment
 * @throws StationhouseError BAD_INPUT for no time, no searchers, no area
 */
export function sweepPod(effort: SweepEffort, areaM2: number): number {
  return randomSearch((sweptPerHourM2(effort) * numberWithin(effort.hours, 'hours', 1 / 3600, 240)) / numberWithin(areaM2, 'areaM2', 1, 1e10));
}

/** Koopman's random search by coverage: square metres swept over square metres there are. */
export function randomSearch(coverage: number): number {
  return Math.min(MOST_POD, -Math.expm1(-coverage));
}

/**
 * Probability of detection of ground that is watched by cameras: the share of it in view times the chance that whoever looks at the pictures knows the person.
 * Somebody who stays out of view is not found by looking longer, so time is no factor.
 * @param recognised 0 to 1; ours, when nobody says better: 0.5
 */
export function watchedPod(shareInView: number, recognised = 0.5): number {
  return Math.min(MOST_POD, numberWithin(shareInView, 'shareInView', 0, 1) * numberWithin(recognised, 'recognised', 0, 1));
}

/** Probability of detection of several passes together, were the person there all the time; their order is nothing to it. */
export function cumulativePod(pods: readonly number[]): number {
  return 1 - pods.reduce((missed, pod) => missed * (1 - Math.min(MOST_POD, numberWithin(pod, 'pod', 0, 1))), 1);
}
