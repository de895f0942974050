import type { Position } from './projection.js';

/** As GeoJSON writes a place. */
export type Corner = readonly [longitude: number, latitude: number];

/** Every corner of a GeoJSON geometry, or the place itself of a position. */
export function cornersOf(of: unknown): readonly Corner[] {
  const { coordinates, longitude, latitude } = (typeof of === 'object' && of !== null ? of : {}) as { readonly coordinates?: unknown } & Partial<Position>;
  if (typeof longitude === 'number' && typeof latitude === 'number') return [[longitude, latitude]];
  const flat = (value: unknown): Corner[] => {
    if (!Array.isArray(value)) return [];
    const [first, second] = value as readonly unknown[];
    return typeof first === 'number' && typeof second === 'number' ? [[first, second]] : (value as unknown[]).flatMap(flat);
  };
  return flat(coordinates);
}

/** West-south and east-north corners around geometries and positions; undefined around none. */
export function boundsOf(all: readonly unknown[]): readonly [Corner, Corner] | undefined {
  const corners = all.flatMap(cornersOf);
  if (corners.length === 0) return undefined;
  const least = (side: 0 | 1) => corners.reduce((found, corner) => Math.min(found, corner[side]), Infinity);
  const most = (side: 0 | 1) => corners.reduce((found, corner) => Math.max(found, corner[side]), -Infinity);
  return [[least(0), least(1)], [most(0), most(1)]];
}

/** The middle of the box around a geometry. */
export function middleOf(geometry: unknown): Corner | undefined {
  const bounds = boundsOf([geometry]);
  return bounds === undefined ? undefined : [(bounds[0][0] + bounds[1][0]) / 2, (bounds[0][1] + bounds[1][1]) / 2];
}

/** The lines a GeoJSON geometry is drawn with: rings of areas, closed, and lines as they are. */
export function linesOf(geometry: unknown): readonly (readonly Position[])[] {
  const { coordinates } = (typeof geometry === 'object' && geometry !== null ? geometry : {}) as { readonly coordinates?: unknown };
  const lines = (value: unknown): Position[][] => {
    if (!Array.isArray(value)) return [];
    const [first] = value as readonly unknown[];
    return Array.isArray(first) && typeof first[0] === 'number' ? [cornersOf({ coordinates: value }).map(([longitude, latitude]) => ({ longitude, latitude }))] : (value as unknown[]).flatMap(lines);
  };
  return lines(coordinates).filter(({ length }) => length > 1);
}

/** Whether a geometry encloses ground. */
export function isArea(geometry: unknown): boolean {
  const { type } = (geometry ?? {}) as { readonly type?: unknown };
  return type === 'Polygon' || type === 'MultiPolygon';
}

/** A circle as a GeoJSON Polygon, 64 corners. @param metres of its radius */
export function circleAround({ longitude, latitude }: Position, metres: number): unknown {
  const [perLatitude, perLongitude] = [111_320, 111_320 * Math.cos((latitude * Math.PI) / 180)];
  const corner = (turn: number): Corner => [longitude + (metres * Math.cos(turn)) / perLongitude, latitude + (metres * Math.sin(turn)) / perLatitude];
  return { type: 'Polygon', coordinates: [Array.from({ length: 65 }, (_, index) => corner(((index % 64) * 2 * Math.PI) / 64))] };
}
