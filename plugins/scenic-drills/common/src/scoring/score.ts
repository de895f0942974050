import { CHECKLIST, HIGHEST, type RatedItem } from './checklist.js';

/** An objective as the exercise's history measures it. */
export interface Objective {
  readonly place: number;
  /** `NOT_YET`: pending; `NOT_MEASURABLE`: the exercise stopped before. Neither is assessed. */
  readonly result: 'MET' | 'NOT_MET' | 'NOT_YET' | 'NOT_MEASURABLE';
  readonly targetSeconds: number;
  /** Null where it was not reached. */
  readonly measuredSeconds: number | null;
}

/** One observer's word on one item. */
export interface Rating {
  readonly item: string;
  /** 0 to 5. */
  readonly score: number;
  /** The account that rated. */
  readonly by: string;
  /** Whoever rated also did a task of the exercise: their own play, which they do not rate. */
  readonly played: boolean;
}

export interface ScoredObjective extends Objective {
  /** 0 to 1; null where it is not assessed. */
  readonly points: number | null;
}

export interface ScoredItem {
  readonly item: string;
  readonly weight: number;
  /** The mean of the raters that count, 0 to 5; null where nobody did. */
  readonly mean: number | null;
  /** Raters that count. */
  readonly raters: number;
  /** Raters that do not: they played. */
  readonly left: number;
}

export interface Score {
  readonly objectives: readonly ScoredObjective[];
  readonly items: readonly ScoredItem[];
  /** 0 to 100 each; null where nothing of it was assessed. */
  readonly measured: number | null;
  readonly rated: number | null;
  readonly total: number | null;
}

/** How much of the whole what was measured and what was rated weigh (D). */
export const WEIGHTS = { measured: 60, rated: 40 } as const;

/**
 * Scores a drill. An objective that was met counts whole, one reached too late half, less the later it was, one not reached nothing. An item counts by
 * the mean of its raters, the last word of each; who did a task of the exercise rates nothing of it. What was not assessed is left out with its weight: it is never zero.
 */
export function score(objectives: readonly Objective[], ratings: readonly Rating[], checklist: readonly RatedItem[] = CHECKLIST): Score {
  const scored = objectives.map((objective) => ({ ...objective, points: pointsOf(objective) }));
  const items = checklist.map((item) => itemOf(item, ratings));
  const measured = hundred(weighted(scored.map(({ points }) => ({ share: points, weight: 1 }))));
  const rated = hundred(weighted(items.map(({ mean, weight }) => ({ share: mean === null ? null : mean / HIGHEST, weight }))));
  const total = weighted([{ share: measured, weight: WEIGHTS.measured }, { share: rated, weight: WEIGHTS.rated }]);
  return { objectives: scored, items, measured, rated, total: total === null ? null : tenth(total) };
}

/** 0 to 1; null where it is not assessed. */
function pointsOf({ result, targetSeconds, measuredSeconds }: Objective): number | null {
  if (result === 'NOT_YET' || result === 'NOT_MEASURABLE') return null;
  if (result === 'MET') return 1;
  return measuredSeconds === null || measuredSeconds <= 0 ? 0 : Math.min(0.5, (0.5 * targetSeconds) / measuredSeconds);
}

function itemOf({ id, weight }: RatedItem, ratings: readonly Rating[]): ScoredItem {
  const own = ratings.filter(({ item }) => item === id);
  const played = new Set(own.filter((rating) => rating.played).map(({ by }) => by));
  // Whoever says something twice has changed their mind; whoever played in between has no word.
  const last = new Map(own.filter(({ by }) => !played.has(by)).map((rating) => [rating.by, rating.score]));
  const mean = last.size === 0 ? null : [...last.values()].reduce((sum, value) => sum + value, 0) / last.size;
  return { item: id, weight, mean: mean === null ? null : hundredth(mean), raters: last.size, left: played.size };
}

/** The mean of what was assessed, by weight; null where nothing was. */
function weighted(parts: readonly { readonly share: number | null; readonly weight: number }[]): number | null {
  const known = parts.filter((part): part is { share: number; weight: number } => part.share !== null && part.weight > 0);
  const whole = known.reduce((sum, { weight }) => sum + weight, 0);
  return whole === 0 ? null : known.reduce((sum, { share, weight }) => sum + share * weight, 0) / whole;
}

const tenth = (value: number) => Math.round(value * 10) / 10;
const hundredth = (value: number) => Math.round(value * 100) / 100;
const hundred = (share: number | null) => (share === null ? null : tenth(share * 100));
