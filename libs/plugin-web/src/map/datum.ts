import gcoord from 'gcoord';
import type { Corner } from './geometry.js';
import type { Position } from './projection.js';

/** What a ground is drawn in. */
export type MapCoordinates = 'WGS84' | 'GCJ02';

/** Between what the house holds (WGS-84) and what a map is drawn in: converted here, at the canvas, and nowhere else. */
export interface Datum {
  /** A GeoJSON geometry as the map draws it. */
  drawn(geometry: unknown): unknown;
  at(position: Position): Corner;
  /** A place that was pointed at. Six decimals: more than a thumb can point at. */
  pointed(longitude: number, latitude: number): Position;
}

// The package's types know its ES build alone.
const { transform } = gcoord as unknown as { readonly transform: (position: readonly number[], from: MapCoordinates, to: MapCoordinates) => Corner };

/** The conversion of a map; of WGS-84 none. */
export function datumOf(system: MapCoordinates): Datum {
  const out = (corner: Corner): Corner => (system === 'WGS84' ? corner : transform(corner, 'WGS84', system));
  const deep = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    const [first, second] = value as readonly unknown[];
    return typeof first === 'number' && typeof second === 'number' ? out([first, second]) : (value as unknown[]).map(deep);
  };
  return {
    drawn: (geometry) => (system === 'WGS84' || typeof geometry !== 'object' || geometry === null ? geometry : { ...geometry, coordinates: deep((geometry as { readonly coordinates?: unknown }).coordinates) }),
    at: ({ longitude, latitude }) => out([longitude, latitude]),
    pointed: (longitude, latitude) => {
      const [east, north] = system === 'WGS84' ? [longitude, latitude] : transform([longitude, latitude], system, 'WGS84');
      return { longitude: Number(east.toFixed(6)), latitude: Number(north.toFixed(6)) };
    },
  };
}
