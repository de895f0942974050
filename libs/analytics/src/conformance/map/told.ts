import type { Tenant } from '@stationhouse/database';
import { CellOffsets } from '../../privacy/keys.js';
import { rounded } from '../../privacy/rounding.js';
import { drawMap, type DrawnMap, type Lengths } from './draw.js';
import type { Place, Way } from './places.js';
import type { StayGroup, WayGroup } from './read-map.js';

/** A length of fewer is not told to a reader of aggregates. */
export const FEWEST_LENGTHS = 20;

/** Lengths as they are told, in seconds: of steps so wide that nobody's is among them. */
const STEPS = [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 2 * 86_400, 3 * 86_400, 5 * 86_400, 7 * 86_400, 14 * 86_400, 30 * 86_400, 60 * 86_400, 90 * 86_400, 180 * 86_400, 365 * 86_400];

/**
 * Ways as a reader of aggregates is told of them: the cells are station × month × version × ending × way, whatever is asked, and each is rounded for good (docs/adr/0037). All
 * counts of a map are sums of these, so that maps of other ranges, stations, versions and endings, and their differences, tell no more than the cells.
 */
export async function toldWays(tenant: Tenant, workflow: string, ways: readonly WayGroup[]): Promise<WayGroup[]> {
  const cells = new Map<string, WayGroup & { readonly key: readonly (string | null)[] }>();
  for (const way of ways) {
    if (way.cell === undefined) throw new Error('Ways are told by their cells.');
    const { stationId, month, went, open } = way.cell;
    const key = [month, way.definition, way.closed ? (way.outcome ?? '') : null, JSON.stringify([way.states, went, open])];
    const name = JSON.stringify([stationId, ...key]);
    cells.set(name, { ...way, key, bucket: null, count: (cells.get(name)?.count ?? 0) + way.count });
  }
  const offsets = await CellOffsets.of(tenant, `processMap ${workflow}`, [...new Set(ways.flatMap(({ cell }) => cell?.stationId ?? []))]);
  return [...cells.values()].flatMap(({ key, ...way }) => {
    const count = rounded(way.count, offsets.of(way.cell?.stationId ?? '', key)).value;
    return count === 0 ? [] : [{ ...way, count }];
  });
}

/** The map of told ways, with lengths in steps where there are enough of them: lengths are read from `stays` and from `ways` as they were. */
export function drawTold(told: readonly WayGroup[], stays: readonly StayGroup[], ways: readonly WayGroup[], places: readonly Place[], allowed: readonly Way[]): DrawnMap {
  const counts = drawMap(told.flatMap(staysOf), told, places, allowed);
  const exact = drawMap(stays, ways, places, allowed);
  const [stay, move, variant] = [new Map(exact.places.map((one) => [one.path, one])), new Map(exact.moves.map((one) => [`${one.from} ${one.to}`, one])), new Map(exact.variants.map((one) => [one.id, one]))];
  return {
    ...counts,
    places: counts.places.map((place) => ({ ...place, stay: stepped(stay.get(place.path)?.stay, stay.get(place.path)?.entries, place.entries) })),
    moves: counts.moves.map((one) => { const { lengths, count } = move.get(`${one.from} ${one.to}`) ?? {}; return { ...one, lengths: stepped(lengths, count, one.count) }; }),
    variants: counts.variants.map((one) => ({ ...one, lengths: stepped(variant.get(one.id)?.lengths, variant.get(one.id)?.closed, one.closed) })),
  };
}

/** What the ways of one cell left behind. */
function staysOf({ states, cell, closed, count }: WayGroup): StayGroup[] {
  return states.map((state, index) => ({ state, went: cell?.went[index] ?? null, bucket: null, count, running: !closed && cell?.open.includes(index + 1) === true ? count : 0 }));
}

/** Lengths in steps; none of few. */
export function stepped(lengths: Lengths | undefined, ...counts: readonly (number | undefined)[]): Lengths {
  if (lengths === undefined || counts.some((count) => (count ?? 0) < FEWEST_LENGTHS)) return { median: null, p90: null };
  return { median: inSteps(lengths.median), p90: inSteps(lengths.p90) };
}

/** The nearest step by ratio. */
export function inSteps(seconds: number | null): number | null {
  if (seconds === null) return null;
  const distance = (step: number) => Math.abs(Math.log(step / Math.max(seconds, 1)));
  return STEPS.reduce((nearest, step) => (distance(step) < distance(nearest) ? step : nearest));
}

/** A share in twentieths. */
export function inTwentieths(share: number): number {
  return Math.round(share * 20) / 20;
}
