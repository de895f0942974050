import pointInPolygon from 'point-in-polygon-hao';
import { crossingsOf } from './crossings.js';
import { isPosition, metresBetween, MOST_LATITUDE, rulerAt, type Position } from './position.js';

/** The closed outline of an area as in a GeoJSON Polygon: first corner repeated at the end, counter-clockwise. Made by {@link readRing} alone. */
export type Ring = readonly Position[] & { readonly __ring: true };

/** What is wrong with an outline; indices count corners as they were sent, from 0. */
export type RingProblem =
  | { readonly code: 'notAnOutline' }
  | { readonly code: 'notANumber' | 'outOfRange'; readonly index: number }
  | { readonly code: 'tooFewCorners'; readonly corners: number }
  | { readonly code: 'tooManyCorners'; readonly corners: number; readonly most: number }
  | { readonly code: 'crossesAntimeridian' | 'nearPole'; readonly at: Position }
  | { readonly code: 'crossesItself'; readonly at: Position; readonly edges: readonly [number, number] }
  | { readonly code: 'noArea' }
  | { readonly code: 'tooLarge'; readonly areaM2: number; readonly mostM2: number };

export type ReadRing = { readonly ring: Ring; readonly problems?: undefined } | { readonly ring?: undefined; readonly problems: readonly RingProblem[] };

/** Segments are what a team searches in a shift; an outline with more corners is a traced line, not a drawn one. */
const MOST_CORNERS = 500;
/** 2,500 km²: a bureau's whole area. */
const MOST_M2 = 2.5e9;
/** Smaller than this nobody can stand in, and nothing is divided by it. */
const LEAST_M2 = 1;

/**
 * An outline from outside, closed and turned as GeoJSON wants it, or everything that is wrong with it: what can be told together is told together,
 * and every crossing with the place where it is.
 * @param value corners as `[longitude, latitude]` WGS-84 (a third number, the height, is left out); closed or not
 */
export function readRing(value: unknown): ReadRing {
  if (!Array.isArray(value)) return { problems: [{ code: 'notAnOutline' }] };
  if (value.length > MOST_CORNERS + 1) return { problems: [{ code: 'tooManyCorners', corners: value.length - 1, most: MOST_CORNERS }] };
  const unreadable = (value as unknown[]).flatMap((corner, index): RingProblem[] => (isPosition(corner) ? [] : [{ code: Array.isArray(corner) && Number.isFinite(corner[0]) && Number.isFinite(corner[1]) ? 'outOfRange' : 'notANumber', index }]));
  if (unreadable.length > 0) return { problems: unreadable };
  const sent = (value as Position[]).map(([longitude, latitude]): Position => [longitude, latitude]);
  const corners = sent.filter((corner, index) => index === 0 || !(same(corner, sent[index - 1] as Position) || (index === sent.length - 1 && same(corner, sent[0] as Position))));
  if (corners.length < 3) return { problems: [{ code: 'tooFewCorners', corners: corners.length }] };
  const misplaced = corners.flatMap((corner, index): RingProblem[] => {
    const next = corners[(index + 1) % corners.length] as Position;
    return [...(Math.abs(next[0] - corner[0]) > 180 ? [{ code: 'crossesAntimeridian', at: corner } as const] : []), ...(Math.abs(corner[1]) > MOST_LATITUDE ? [{ code: 'nearPole', at: corner } as const] : [])];
  });
  if (misplaced.length > 0) return { problems: misplaced };
  const crossings = crossingsOf(corners);
  if (crossings.length > 0) return { problems: crossings.map(({ at, edges }) => ({ code: 'crossesItself', at, edges })) };
  const ring = [...(turnsLeft(corners) ? corners : corners.toReversed())] as Position[];
  const closed = [...ring, ring[0] as Position] as readonly Position[] as Ring;
  const areaM2 = areaOf(closed);
  if (areaM2 < LEAST_M2) return { problems: [{ code: 'noArea' }] };
  if (areaM2 > MOST_M2) return { problems: [{ code: 'tooLarge', areaM2, mostM2: MOST_M2 }] };
  return { ring: closed };
}

/** Square metres within an outline. */
export function areaOf(ring: readonly Position[]): number {
  return Math.abs(rulerAt(middleOf(ring)[1]).area([ring as unknown as [number, number][]]));
}

/** The middle of the box around an outline. */
export function middleOf(ring: readonly Position[]): Position {
  const { west, east, south, north } = boxOf(ring);
  return [(west + east) / 2, (south + north) / 2];
}

export function boxOf(ring: readonly Position[]): { readonly west: number; readonly east: number; readonly south: number; readonly north: number } {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [longitude, latitude] of ring) [west, east, south, north] = [Math.min(west, longitude), Math.max(east, longitude), Math.min(south, latitude), Math.max(north, latitude)];
  return { west, east, south, north };
}

/** True inside an outline and on its edge. */
export function isInside(position: Position, ring: Ring): boolean {
  return pointInPolygon(position as [number, number], [ring as unknown as [number, number][]]) !== false;
}

/** Metres from a place to an area; 0 inside it. */
export function metresTo(position: Position, ring: Ring): number {
  if (isInside(position, ring)) return 0;
  const ruler = rulerAt(position[1]);
  return ring.slice(1).reduce((least, corner, index) => Math.min(least, ruler.pointToSegmentDistance(position as [number, number], ring[index] as unknown as [number, number], corner as unknown as [number, number])), Infinity);
}

/** About so many places within an area, evenly spread on a square grid, never none; the same ones each time. */
export function samplesOf(ring: Ring, wanted = 2_000): readonly Position[] {
  const { west, east, south, north } = boxOf(ring);
  const ruler = rulerAt((south + north) / 2);
  let stepM = Math.sqrt(areaOf(ring) / wanted);
  for (let attempt = 0; attempt < 6; attempt += 1, stepM /= 2) {
    const [byLongitude, byLatitude] = [stepM / ruler.kx, stepM / ruler.ky];
    const found: Position[] = [];
    for (let latitude = south + byLatitude / 2; latitude < north; latitude += byLatitude) {
      for (let longitude = west + byLongitude / 2; longitude < east; longitude += byLongitude) if (isInside([longitude, latitude], ring)) found.push([longitude, latitude]);
    }
    // A strip thinner than the grid falls between its lines.
    if (found.length >= wanted / 4) return found;
  }
  return ring.slice(1);
}

/** Metres between two areas as a team walks between them: from middle to middle. */
export function metresAcross(from: Ring, to: Ring): number {
  return metresBetween(middleOf(from), middleOf(to));
}

function same(left: Position, right: Position): boolean {
  return left[0] === right[0] && left[1] === right[1];
}

function turnsLeft(corners: readonly Position[]): boolean {
  return corners.reduce((sum, [longitude, latitude], index) => {
    const [next, above] = corners[(index + 1) % corners.length] as Position;
    return sum + longitude * above - next * latitude;
  }, 0) > 0;
}
