import type { Json, JsonObject } from '@stationhouse/workflow';
import { objectOf } from '@stationhouse/workflow/json';

/** Degrees, WGS-84. */
export type Position = readonly [longitude: number, latitude: number];

/** Everything is moved as the first point is; null keeps it where it was. */
export interface Moving {
  readonly from: Position | undefined;
  readonly to: Position | null;
}

/** A point of data as degrees; undefined for what is none. */
export function positionOf(value: Json | undefined): Position | undefined {
  const { longitude, latitude } = objectOf(value);
  return typeof longitude === 'number' && typeof latitude === 'number' && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 ? [longitude, latitude] : undefined;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;
/** About a metre: more would tell one door from the next. */
const rounded = (degrees: number) => Math.round(degrees * 1e5) / 1e5;

/** A point as far from where it is moved to as it was from where it is moved from, east and north; ways keep their lengths. */
export function moved(point: Position | undefined, { from, to }: Moving): JsonObject | undefined {
  if (point === undefined) return undefined;
  if (to === null || from === undefined) return { longitude: point[0], latitude: point[1] };
  const east = (point[0] - from[0]) * Math.cos(radians(from[1]));
  const longitude = to[0] + east / Math.max(Math.cos(radians(to[1])), 1e-6);
  const latitude = Math.max(-90, Math.min(90, to[1] + point[1] - from[1]));
  return { longitude: rounded(((((longitude + 180) % 360) + 360) % 360) - 180), latitude: rounded(latitude) };
}
