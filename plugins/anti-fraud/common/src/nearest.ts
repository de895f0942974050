/** WGS-84 degrees. */
export interface Position {
  readonly longitude: number;
  readonly latitude: number;
}

/** The way from one place to another as the crow flies. */
export interface Leg {
  readonly metres: number;
  /** Degrees from north, clockwise: 90 is east. From 0 to below 360. */
  readonly bearing: number;
}

const EARTH_METRES = 6_371_008.8;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** How far it is, and in which direction. */
export function legTo(from: Position, to: Position): Leg {
  const [south, north, east] = [radians(from.latitude), radians(to.latitude), radians(to.longitude - from.longitude)];
  const half = Math.sin((north - south) / 2) ** 2 + Math.cos(south) * Math.cos(north) * Math.sin(east / 2) ** 2;
  const bearing = Math.atan2(Math.sin(east) * Math.cos(north), Math.cos(south) * Math.sin(north) - Math.sin(south) * Math.cos(north) * Math.cos(east));
  return { metres: 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(half))), bearing: ((bearing * 180) / Math.PI + 360) % 360 };
}

/** Those that have a place, the nearest first. */
export function nearestFirst<Thing extends { readonly longitude: number | null; readonly latitude: number | null }>(from: Position, things: readonly Thing[]): readonly (Leg & { readonly thing: Thing })[] {
  const placed = things.flatMap((thing) => (thing.longitude === null || thing.latitude === null ? [] : [{ thing, ...legTo(from, { longitude: thing.longitude, latitude: thing.latitude }) }]));
  return placed.sort((one, other) => one.metres - other.metres);
}

/** Which of the eight winds a bearing is nearest to, clockwise from north: 0 to 7. */
export function windOf(bearing: number): number {
  return Math.round(bearing / 45) % 8;
}
