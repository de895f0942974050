import { byMarginalRate, evenly, nearestFirst } from './plans.js';
import { expected, fieldOf, type Circumstances, type Field, type OpenSegment, type Stay, type Team } from './teams.js';

/** Why a team is sent to a segment: codes with numbers, from which both languages are written (`reasonInWords`). The first one weighs most. */
export type Reason =
  | { readonly code: 'mostProbable'; readonly poa: number }
  | { readonly code: 'probable'; readonly poa: number; readonly rank: number }
  | { readonly code: 'notSearched' }
  | { readonly code: 'leastSearched'; readonly pod: number }
  | { readonly code: 'searchedButOpen'; readonly pod: number }
  | { readonly code: 'nearest' | 'onTheWay'; readonly minutes: number }
  | { readonly code: 'fastGround'; readonly hoursToHalf: number }
  | { readonly code: 'danger'; readonly factor: number; readonly reason: string };

/** What no figure here knows of; shown with every suggestion. */
export const NOT_COUNTED = ['personMoves', 'barriersOnTheWay', 'weather', 'tiredness', 'callsForHelp', 'passesAlike'] as const;
export type NotCounted = (typeof NOT_COUNTED)[number];

export interface SuggestedStay extends Stay {
  /** Probability that this stay finds the person, as things would stand then. */
  readonly success: number;
  readonly reasons: readonly Reason[];
}

/** A proposal. Nobody is sent by it: a person takes it on, changes it or leaves it. */
export interface Suggestion {
  readonly stays: readonly SuggestedStay[];
  /** Expected probability of success of the proposal, and of two plain ways on the same field. */
  readonly success: number;
  readonly compared: { readonly evenly: number; readonly nearestFirst: number };
  /** Teams that have no time to reach anything that is open. */
  readonly idle: readonly string[];
  readonly notCounted: readonly NotCounted[];
}

/** Shortest stays that are tried, hours. */
const LEAST_STAYS_H = [0.25, 0.5, 1, 2] as const;

/**
 * How to divide teams and their hours over the segments. Plans are made by marginal rate with several shortest stays, evenly, and nearest first. Proposed is the one that succeeds soonest (danger
 * counted by its weight) of those that by the end succeed at least as probably as an even division: what is found in the first hour is worth more than what is found in the last.
 * @throws StationhouseError BAD_INPUT naming the field
 */
export function suggest(teams: readonly Team[], segments: readonly OpenSegment[], circumstances: Circumstances = {}): Suggestion {
  const field = fieldOf(teams, segments, circumstances);
  const judged = (stays: readonly Stay[]) => {
    const explained = explainedStays(field, stays);
    return { explained, ...expected(field, stays), soon: soonness(field, explained) };
  };
  const [even, near] = [judged(evenly(field)), judged(nearestFirst(field))];
  const best = [...LEAST_STAYS_H.map((leastH) => judged(byMarginalRate(leastH)(field))), even, near].filter(({ worth }) => worth >= even.worth - 1e-12).reduce((best, plan) => (plan.soon > best.soon + 1e-12 ? plan : best));
  const sent = new Set(best.explained.map(({ team }) => team));
  return { stays: best.explained, success: best.success, compared: { evenly: even.success, nearestFirst: near.success }, idle: teams.flatMap(({ id }) => (sent.has(id) ? [] : [id])), notCounted: NOT_COUNTED };
}

/** Expected worth of what is found times how long before the end: the hours that it is found sooner. Within a stay most is found at first. */
function soonness({ teams, segments, coveragePerHour }: Field, stays: readonly SuggestedStay[]): number {
  const end = Math.max(0, ...teams.map(({ hours }) => hours));
  return stays.reduce((sum, { team, segment, success, fromH, toH }) => {
    const [place, hours] = [segments.findIndex(({ id }) => id === segment), toH - fromH];
    const perHour = coveragePerHour(teams.findIndex(({ id }) => id === team), place);
    const during = success * (hours / -Math.expm1(-perHour * hours) - 1 / perHour);
    return sum + (segments[place]?.worth ?? 1) * (during + success * (end - toH));
  }, 0);
}

function explainedStays(field: Field, stays: readonly Stay[]): readonly SuggestedStay[] {
  const coverage = field.segments.map(() => 0);
  const at = new Map<string, number>();
  return stays.toSorted((left, right) => left.fromH - right.fromH).map((stay) => {
    const [team, segment] = [field.teams.findIndex(({ id }) => id === stay.team), field.segments.findIndex(({ id }) => id === stay.segment)];
    const open = field.segments.map(({ poa }, index) => poa * Math.exp(-(coverage[index] ?? 0)));
    const added = field.coveragePerHour(team, segment) * (stay.toH - stay.fromH);
    const reasons = reasonsOf(field, { team, segment, from: at.get(stay.team) ?? 'start', open, minutes: (stay.fromH - stay.leavesH) * 60 });
    at.set(stay.team, segment);
    coverage[segment] = (coverage[segment] ?? 0) + added;
    return { ...stay, success: (open[segment] ?? 0) * -Math.expm1(-added), reasons };
  });
}

interface Choice {
  readonly team: number;
  readonly segment: number;
  readonly from: number | 'start';
  /** Probability of area as it would stand when the stay begins. */
  readonly open: readonly number[];
  readonly minutes: number;
}

function reasonsOf({ segments, coveragePerHour, travelH }: Field, { team, segment, from, open, minutes }: Choice): readonly Reason[] {
  const chosen = segments[segment] as (typeof segments)[number];
  const poa = open[segment] ?? 0;
  const rank = 1 + open.filter((other) => other > poa).length;
  const least = segments.every(({ pod }) => pod >= chosen.pod);
  const way = travelH(team, from, segment);
  const nearest = segments.every((_, other) => other === from || travelH(team, from, other) >= way);
  const hoursToHalf = Math.LN2 / coveragePerHour(team, segment);
  const fastest = segments.length > 1 && segments.every((_, other) => Math.LN2 / coveragePerHour(team, other) >= hoursToHalf);
  return [
    ...(chosen.danger === undefined ? [] : [{ code: 'danger', ...chosen.danger } as const]),
    rank === 1 ? ({ code: 'mostProbable', poa } as const) : ({ code: 'probable', poa, rank } as const),
    chosen.pod === 0 ? ({ code: 'notSearched' } as const) : least ? ({ code: 'leastSearched', pod: chosen.pod } as const) : ({ code: 'searchedButOpen', pod: chosen.pod } as const),
    ...(nearest && from !== segment ? [{ code: from === 'start' ? 'nearest' : 'onTheWay', minutes } as const] : []),
    ...(fastest ? [{ code: 'fastGround', hoursToHalf } as const] : []),
  ];
}
