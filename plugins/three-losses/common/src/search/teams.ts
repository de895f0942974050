import { sweptPerHourM2, type Searcher, type Terrain, type Visibility } from './detection.js';
import { numberWithin } from './numbers.js';
import { metresBetween, type Position } from './position.js';
import { areaOf, metresTo, middleOf, type Ring } from './ring.js';

/** Searchers who go together. */
export interface Team {
  readonly id: string;
  readonly searcher: Searcher;
  readonly searchers: number;
  readonly position: Position;
  /** Until they are to be back, travel included. */
  readonly hours: number;
  /** On the way to a segment, m/s; left out: {@link TRAVEL_MS} */
  readonly travelMS?: number;
}

/** A segment as teams are sent to it. */
export interface OpenSegment {
  readonly id: string;
  readonly ring: Ring;
  readonly terrain: Terrain;
  /** Probability of area now. */
  readonly poa: number;
  /** Probability of detection of everything done in it so far. */
  readonly pod: number;
  /** Somebody there is in more danger than elsewhere: water for a child. 1 to 10, with the reason that is shown. */
  readonly danger?: { readonly factor: number; readonly reason: string };
}

export interface Circumstances {
  readonly visibility?: Visibility;
  readonly night?: boolean;
}

/** One stay of a team in one segment. */
export interface Stay {
  readonly team: string;
  readonly segment: string;
  /** After the start, hours: when the way there begins, when the search begins and when it ends. */
  readonly leavesH: number;
  readonly fromH: number;
  readonly toH: number;
}

/** A walk to where one is needed, along streets and paths; a drone flies. Ours. */
export const TRAVEL_MS: Readonly<Record<Searcher, number>> = { foot: 1.2, dog: 1.2, drone: 8 };
/** Ways are longer than lines. Ours: about what streets of a grid come to; a drone flies straight. */
const DETOUR = 1.3;

/** What planning reads of teams and segments, computed once. */
export interface Field {
  readonly segments: readonly (OpenSegment & { readonly worth: number; readonly middle: Position })[];
  readonly teams: readonly Team[];
  /** Coverage that one hour of this team adds to this segment. */
  coveragePerHour(team: number, segment: number): number;
  /** Hours on the way from where a team stands, or from the middle of another segment. */
  travelH(team: number, from: number | 'start', to: number): number;
}

/** @throws StationhouseError BAD_INPUT naming the field */
export function fieldOf(teams: readonly Team[], segments: readonly OpenSegment[], { visibility, night }: Circumstances = {}): Field {
  for (const { hours, travelMS } of teams) {
    numberWithin(hours, 'teams.hours', 0, 72);
    if (travelMS !== undefined) numberWithin(travelMS, 'teams.travelMS', 0.1, 40);
  }
  const known = segments.map((segment) => ({ ...segment, poa: numberWithin(segment.poa, 'poa', 0, 1), worth: segment.danger === undefined ? 1 : numberWithin(segment.danger.factor, 'danger.factor', 1, 10), middle: middleOf(segment.ring) }));
  const areas = known.map(({ ring }) => areaOf(ring));
  const table = (make: (team: Team, segment: number) => number) => teams.map((team) => known.map((_, segment) => make(team, segment)));
  const rates = table(({ searcher, searchers }, segment) => sweptPerHourM2({ searcher, searchers, terrain: (known[segment] as OpenSegment).terrain, ...(visibility === undefined ? {} : { visibility }), ...(night === undefined ? {} : { night }) }) / (areas[segment] as number));
  const hoursFor = ({ searcher, travelMS = TRAVEL_MS[searcher] }: Team, metres: number) => (metres * (searcher === 'drone' ? 1 : DETOUR)) / travelMS / 3600;
  const arrival = table((team, segment) => hoursFor(team, metresTo(team.position, (known[segment] as OpenSegment).ring)));
  const across = known.map(({ middle }) => known.map((other) => metresBetween(middle, other.middle)));
  return {
    segments: known,
    teams,
    coveragePerHour: (team, segment) => rates[team]?.[segment] ?? 0,
    travelH: (team, from, to) => (from === 'start' ? (arrival[team]?.[to] ?? 0) : hoursFor(teams[team] as Team, across[from]?.[to] ?? 0)),
  };
}

/** Expected probability of success of a plan, and the same with danger counted as its weight says. */
export function expected({ segments, teams, coveragePerHour }: Field, stays: readonly Stay[]): { readonly success: number; readonly worth: number } {
  const [teamAt, segmentAt] = [indices(teams), indices(segments)];
  const coverage = segments.map(() => 0);
  for (const { team, segment, fromH, toH } of stays) {
    const [one, place] = [teamAt.get(team) ?? -1, segmentAt.get(segment) ?? -1];
    coverage[place] = (coverage[place] ?? 0) + coveragePerHour(one, place) * (toH - fromH);
  }
  const gains = segments.map(({ poa, worth }, index) => ({ gain: poa * -Math.expm1(-(coverage[index] ?? 0)), worth }));
  return { success: gains.reduce((sum, { gain }) => sum + gain, 0), worth: gains.reduce((sum, { gain, worth }) => sum + gain * worth, 0) };
}

function indices(of: readonly { readonly id: string }[]): ReadonlyMap<string, number> {
  return new Map(of.map(({ id }, index) => [id, index]));
}
