import type { Random } from './random.js';

/** Kilometres east and north of the old town's drum tower. */
export type Point = readonly [east: number, north: number];

/** WGS-84 degrees. */
export interface Position {
  readonly longitude: number;
  readonly latitude: number;
}

/** Where the invented city lies: farmland beside no river of that name. */
const ORIGIN: Position = { longitude: 112.64, latitude: 29.92 };
const KM_PER_DEGREE = 111.32;

// Corners that several districts share, so that neighbours meet without overlapping.
const OLD_NORTH_EAST: Point = [3.4, 1.2];
const OLD_NORTH: Point = [0.6, 2.0];
const OLD_NORTH_WEST: Point = [-2.6, 1.6];
const OLD_WEST: Point = [-5.2, 0.4];
const CAMPUS_EAST: Point = [5.0, 4.2];
const CAMPUS_NORTH_EAST: Point = [3.0, 7.0];
const CAMPUS_NORTH_WEST: Point = [-1.4, 6.6];
const CAMPUS_WEST: Point = [-4.0, 4.4];
const MARKET_SOUTH_WEST: Point = [-7.4, 7.6];
const NORTH_BANK: readonly Point[] = [[-14, -1.0], [-9, -2.2], [-5, -3.0], [-1, -2.4], [3, -1.6], [7, -2.0], [12, -3.6]];
const SOUTH_BANK: readonly Point[] = [[-1, -3.5], [3, -2.6], [7, -3.0], [12, -4.7], [16, -5.1]];
const bank = (from: number, to: number) => NORTH_BANK.slice(from, to + 1);

/** The districts of the six stations, drawn by hand: five on the north bank of the river, the port on the south bank. */
export const DISTRICTS = {
  dongmen: [...bank(2, 4), OLD_NORTH_EAST, OLD_NORTH, OLD_NORTH_WEST, OLD_WEST],
  xuefu: [OLD_NORTH_WEST, OLD_NORTH, OLD_NORTH_EAST, CAMPUS_EAST, CAMPUS_NORTH_EAST, CAMPUS_NORTH_WEST, CAMPUS_WEST],
  xincheng: [...bank(4, 6), [12.6, 0.4], [9.0, 3.6], CAMPUS_EAST, OLD_NORTH_EAST],
  beiji: [CAMPUS_WEST, CAMPUS_NORTH_WEST, CAMPUS_NORTH_EAST, [4.6, 11.0], [0, 13.4], [-5.8, 12.0], MARKET_SOUTH_WEST],
  xiguan: [...bank(0, 2), OLD_WEST, OLD_NORTH_WEST, CAMPUS_WEST, MARKET_SOUTH_WEST, [-12, 5.6], [-15, 2.2]],
  xingang: [...SOUTH_BANK, [16.4, -8.4], [10, -10.2], [3, -9.0], [-2, -7.0]],
} as const satisfies Record<string, readonly Point[]>;

export type StationCode = keyof typeof DISTRICTS;

/** Kilometres to degrees, to the sixth decimal (a decimetre). */
export function toWgs84([east, north]: Point): Position {
  const latitude = ORIGIN.latitude + north / KM_PER_DEGREE;
  const longitude = ORIGIN.longitude + east / (KM_PER_DEGREE * Math.cos((ORIGIN.latitude * Math.PI) / 180));
  return { longitude: Number(longitude.toFixed(6)), latitude: Number(latitude.toFixed(6)) };
}

/** A district as a GeoJSON polygon in WGS-84, counter-clockwise and closed. */
export function areaOf(station: StationCode): { type: 'Polygon'; coordinates: number[][][] } {
  return polygonOf(DISTRICTS[station]);
}

/** As {@link areaOf}, of any polygon. */
export function polygonOf(polygon: readonly Point[]): { type: 'Polygon'; coordinates: number[][][] } {
  const turned = doubledArea(polygon) < 0 ? [...polygon].reverse() : polygon;
  const corners = turned.map((corner) => toWgs84(corner)).map(({ longitude, latitude }) => [longitude, latitude]);
  return { type: 'Polygon', coordinates: [[...corners, corners[0] as number[]]] };
}

/** Positive when the corners run counter-clockwise. */
function doubledArea(polygon: readonly Point[]): number {
  return polygon.reduce((sum, [east, north], index) => {
    const [eastNext, northNext] = polygon[(index + 1) % polygon.length] as Point;
    return sum + east * northNext - eastNext * north;
  }, 0);
}

/** True when the point lies in the polygon (even-odd rule). */
export function isInside([east, north]: Point, polygon: readonly Point[]): boolean {
  let inside = false;
  for (let here = 0, before = polygon.length - 1; here < polygon.length; before = here++) {
    const [eastHere, northHere] = polygon[here] as Point;
    const [eastBefore, northBefore] = polygon[before] as Point;
    const crosses = northHere > north !== northBefore > north;
    if (crosses && east < ((eastBefore - eastHere) * (north - northHere)) / (northBefore - northHere) + eastHere) inside = !inside;
  }
  return inside;
}

/** A point of the district; near `around` (deviation in kilometres) when given. */
export function pointIn(station: StationCode, random: Random, around?: Point, deviation = 0.25): Point {
  const polygon: readonly Point[] = DISTRICTS[station];
  const easts = polygon.map(([east]) => east);
  const norths = polygon.map(([, north]) => north);
  const [west, east, south, north] = [Math.min(...easts), Math.max(...easts), Math.min(...norths), Math.max(...norths)];
  for (let attempt = 0; ; attempt++) {
    // A hot spot at a corner may throw most of its points over the border; after ten, anywhere will do.
    const near = around !== undefined && attempt < 10;
    const point: Point = near
      ? [around[0] + random.normal() * deviation, around[1] + random.normal() * deviation]
      : [west + random.next() * (east - west), south + random.next() * (north - south)];
    if (isInside(point, polygon)) return point;
  }
}
