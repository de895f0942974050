import { badInput, text } from '@stationhouse/kernel';
import { clueFactors, type Clue } from './clues.js';
import { cumulativePod } from './detection.js';
import type { Belief } from './prior.js';

/** A segment searched once without a find. */
export interface Pass {
  readonly segment: string;
  /** Probability of detection, had the person been there: `sweepPod`, `watchedPod` or `coverageOf(…).pod`. */
  readonly pod: number;
}

/** One segment as the search stands. */
export interface SegmentPicture {
  readonly id: string;
  /** What is believed before anything was searched, clues counted. */
  readonly prior: number;
  /** Probability of area now. */
  readonly poa: number;
  /** That all passes together would have found the person here. */
  readonly pod: number;
  readonly passes: number;
}

/** The search as it stands: computed anew from the prior, the clues and the passes, whenever one of them changes. */
export interface SearchPicture {
  readonly segments: readonly SegmentPicture[];
  /** That the person is in none of the segments. */
  readonly rest: number;
  /** Probability of success so far: that everything done would have found the person by now, were the beliefs right. A high one without a find says that they are not. */
  readonly success: number;
}

/**
 * Bayes over everything known: each clue multiplies what it speaks for, each pass without a find leaves a segment its missed share, and the sum is made 1
 * again. Factors commute, so the order of independent passes is nothing to it, and a clue withdrawn is one left out.
 * @throws StationhouseError BAD_INPUT for a pass or clue in a segment that is none
 */
export function pictureOf(prior: Belief, passes: readonly Pass[], clues: readonly Clue[] = []): SearchPicture {
  for (const { segment } of [...passes, ...clues]) {
    if (!prior.segments.has(segment)) throw badInput('segment', text('没有这个搜索区。', 'There is no such segment.'), { problem: 'segmentUnknown', segment });
  }
  const clued = withClues(prior, clues);
  const podOf = new Map([...clued.segments.keys()].map((id) => [id, passes.filter(({ segment }) => segment === id).map(({ pod }) => pod)]));
  const found = [...clued.segments].map(([id, share]) => {
    const pods = podOf.get(id) ?? [];
    const pod = cumulativePod(pods);
    return { id, prior: share, pod, passes: pods.length, left: share * (1 - pod) };
  });
  const left = found.reduce((sum, one) => sum + one.left, 0) + clued.rest;
  return {
    segments: found.map(({ left: own, ...one }) => ({ ...one, poa: left > 0 ? own / left : 0 })),
    rest: left > 0 ? clued.rest / left : 1,
    success: Math.min(1, Math.max(0, 1 - left)),
  };
}

/** The picture after each pass in turn: how success grew, as a line on a chart. */
export function picturesAfter(prior: Belief, passes: readonly Pass[], clues: readonly Clue[] = []): readonly SearchPicture[] {
  return passes.map((_, index) => pictureOf(prior, passes.slice(0, index + 1), clues));
}

/** What is believed with what the clues say. */
export function withClues(prior: Belief, clues: readonly Clue[]): Belief {
  const factors = clueFactors(clues);
  const raised = [...prior.segments].map(([id, share]) => [id, share * (factors.get(id) ?? 1)] as const);
  const total = raised.reduce((sum, [, share]) => sum + share, 0) + prior.rest;
  return total > 0 ? { segments: new Map(raised.map(([id, share]) => [id, share / total])), rest: prior.rest / total } : prior;
}
