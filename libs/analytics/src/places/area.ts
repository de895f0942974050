import type { Position } from './grid.js';

/** A closed line of places. */
type Ring = readonly Position[];

/** An area as the rings of its GeoJSON polygons, holes among them. */
export type Area = readonly Ring[];

/** The rings of a GeoJSON Polygon or MultiPolygon; none of anything else. */
export function areaOf(geometry: unknown): Area {
  const { type, coordinates } = (typeof geometry === 'object' && geometry !== null ? geometry : {}) as { readonly type?: unknown; readonly coordinates?: unknown };
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? listOf(coordinates) : [];
  return polygons.flatMap((polygon) => listOf(polygon).map((ring) => listOf(ring).flatMap(positionOf))).filter((ring) => ring.length > 2);
}

/** Whether a place lies in an area: an odd number of its lines lie east of it. */
export function isInside({ longitude, latitude }: Position, area: Area): boolean {
  let inside = false;
  for (const ring of area) {
    ring.forEach((here, index) => {
      const before = ring[index === 0 ? ring.length - 1 : index - 1] ?? here;
      const crosses = here.latitude > latitude !== before.latitude > latitude;
      if (crosses && longitude < ((before.longitude - here.longitude) * (latitude - here.latitude)) / (before.latitude - here.latitude) + here.longitude) inside = !inside;
    });
  }
  return inside;
}

/** The box around an area. */
export function boxOf(area: Area): { readonly west: number; readonly east: number; readonly south: number; readonly north: number } {
  const all = area.flat();
  const [longitudes, latitudes] = [all.map(({ longitude }) => longitude), all.map(({ latitude }) => latitude)];
  return { west: Math.min(...longitudes), east: Math.max(...longitudes), south: Math.min(...latitudes), north: Math.max(...latitudes) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function positionOf(corner: unknown): Position[] {
  const [longitude, latitude] = listOf(corner);
  return typeof longitude === 'number' && typeof latitude === 'number' ? [{ longitude, latitude }] : [];
}
