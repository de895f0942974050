import { badInput, text } from '@stationhouse/kernel';
import { coverageOf } from './coverage.js';
import { MOST_POD, randomSearch, sweepWidthM, sweptPerHourM2, type Searcher, type SweepConditions, type Terrain, type Visibility } from './detection.js';
import { numberWithin } from './numbers.js';
import { areaOf, type Ring } from './ring.js';
import { cleanTrack, type CleanTrack, type TrackPoint } from './track.js';

/** How a pass was made. Heat is looked for from above. */
export const SEARCH_METHODS = ['visual', 'dog', 'drone', 'thermal'] as const;
export type SearchMethod = (typeof SEARCH_METHODS)[number];

/** Whose ranges and speeds hold for a way of searching. */
export const SEARCHER_OF: Readonly<Record<SearchMethod, Searcher>> = { visual: 'foot', dog: 'dog', drone: 'drone', thermal: 'drone' };

/** Who searches faster is not believed: `cleanTrack` leaves such points out, m/s. */
const FASTEST_MS: Readonly<Record<Searcher, number>> = { foot: 12, dog: 12, drone: 40 };
/** Longer than a shift and a half: somebody forgot to say when it ended. */
const LONGEST_H = 36;

/** One pass through one segment, as whoever searched says it. */
export interface ReportedPass {
  readonly id: string;
  readonly segment: string;
  readonly method: SearchMethod;
  readonly searchers: number;
  readonly from: Date;
  readonly to: Date;
  readonly visibility?: Visibility | undefined;
  readonly night?: boolean | undefined;
  /** Range of detection that was measured on the spot, metres. */
  readonly rangeM?: number | undefined;
  /** While searching, m/s. */
  readonly speedMS?: number | undefined;
  /** Of the segment's ground that was gone over, as somebody judged; 0 to 1. */
  readonly share?: number | undefined;
  /** What was written down on the way, where anything was: it counts instead of the effort. */
  readonly tracks?: readonly (readonly TrackPoint[])[] | undefined;
}

/** What a pass comes to. */
export interface PassResult {
  /** Probability of detection, had the person been there. */
  readonly pod: number;
  /** Share of the segment's ground that it covered. */
  readonly share: number;
  /** Metres of its tracks within the segment; undefined without tracks. */
  readonly lengthM?: number;
}

/**
 * What one pass says: by its tracks where there are any, else by effort – on the share that was gone over, where somebody judged it.
 * @throws StationhouseError BAD_INPUT naming the field
 */
export function passResult(pass: ReportedPass, ring: Ring, terrain: Terrain): PassResult {
  const hours = numberWithin((pass.to.getTime() - pass.from.getTime()) / 3_600_000, 'to', 1 / 60, LONGEST_H);
  const conditions = conditionsOf(pass, terrain);
  const tracks = cleanedTracks(pass);
  if (tracks.length > 0) {
    const { share, pod, lengthM } = coverageOf(ring, tracks, sweepWidthM(conditions));
    return { pod, share, lengthM };
  }
  const share = pass.share === undefined ? 1 : numberWithin(pass.share, 'share', 0.01, 1);
  const swept = sweptPerHourM2({ ...conditions, searchers: pass.searchers, ...(pass.speedMS === undefined ? {} : { speedMS: pass.speedMS }) }) * hours;
  const found = randomSearch(swept / (share * areaOf(ring)));
  // Nobody said how much was gone over: as much as random search leaves no gaps in.
  return pass.share === undefined ? { pod: found, share: found } : { pod: Math.min(MOST_POD, share * found), share };
}

/** Covered share of a segment after several passes: tracks together, what is known by effort alone as if it knew nothing of the rest. */
export function coveredShare(passes: readonly { readonly pass: ReportedPass; readonly result: PassResult }[], ring: Ring, terrain: Terrain): number {
  const tracked = passes.filter(({ result }) => result.lengthM !== undefined);
  const byTracks = tracked.length <= 1 ? (tracked[0]?.result.share ?? 0) : coverageOf(ring, tracked.flatMap(({ pass }) => cleanedTracks(pass)), Math.min(...tracked.map(({ pass }) => sweepWidthM(conditionsOf(pass, terrain))))).share;
  return 1 - passes.filter(({ result }) => result.lengthM === undefined).reduce((left, { result }) => left * (1 - result.share), 1 - byTracks);
}

/** @throws StationhouseError BAD_INPUT for a pass that lies ahead, ends before it began, or is over before the person was last seen */
export function requirePassTime({ from, to }: Pick<ReportedPass, 'from' | 'to'>, seenAt: Date, now: Date): void {
  if (!(from < to)) throw badInput('to', text('结束时间须晚于开始时间。', 'It ends after it begins. Check both moments.'), { problem: 'endsBeforeItBegins' });
  if (to > now) throw badInput('to', text('搜索时间晚于现在，请核对。搜完后再登记。', 'This pass ends in the future. Record it when it is done.'), { problem: 'inFuture' });
  if (from < seenAt) throw badInput('from', text('搜索开始早于走失人最后被看见的时间，请核对；最后出现时间有误的，先更正。', 'This pass began before the person was last seen. Check it; where that moment is wrong, correct it first.'), { problem: 'beforeLost', seenAt: seenAt.toISOString() });
  if (to.getTime() - from.getTime() > LONGEST_H * 3_600_000) throw badInput('to', text(`一次搜索最长 ${LONGEST_H} 小时，请分次登记。`, `One pass takes ${LONGEST_H} hours at most. Record it in parts.`), { problem: 'tooLong', most: LONGEST_H });
}

function conditionsOf({ method, visibility, night, rangeM }: ReportedPass, terrain: Terrain): SweepConditions {
  return { searcher: SEARCHER_OF[method], terrain, ...(visibility === undefined ? {} : { visibility }), ...(night === undefined ? {} : { night }), ...(rangeM === undefined ? {} : { rangeM }) };
}

/** What of its tracks falls into the time of the pass. */
function cleanedTracks({ tracks = [], from, to, method }: ReportedPass): readonly CleanTrack[] {
  return tracks.map((points) => cleanTrack(points, { from, until: to, fastestMS: FASTEST_MS[SEARCHER_OF[method]] })).filter(({ stretches }) => stretches.length > 0);
}
