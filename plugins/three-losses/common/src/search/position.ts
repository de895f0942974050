import { badInput, text } from '@stationhouse/kernel';
import CheapRuler from 'cheap-ruler';
import gcoord from 'gcoord';

/** A place: degrees WGS-84, longitude first, as in GeoJSON (RFC 7946). Every place in this folder is one. */
export type Position = readonly [longitude: number, latitude: number];

/**
 * What a file says its coordinates are. GCJ-02 is the shifted system of maps published in China: 50 m to 700 m away from WGS-84, which is more than
 * most sweeps are wide, and nothing in the numbers tells which one they are. So it is declared, never guessed.
 */
export const COORDINATE_SYSTEMS = ['WGS84', 'GCJ02'] as const;
export type CoordinateSystem = (typeof COORDINATE_SYSTEMS)[number];

/** The formula by which GCJ-02 becomes WGS-84; shown with whatever came through it. */
export const CONVERSION = 'gcoord 1.0.7: GCJ-02 → WGS-84 by the published (reverse-engineered) polynomial on the Krasovsky 1940 ellipsoid, inverted step by step';

/** Beyond this latitude metres per degree change too fast within one segment for plane arithmetic. */
export const MOST_LATITUDE = 85;

// The package's types know its ES build alone, where Node reads the CommonJS one: what is used of either is said here.
const { transform } = gcoord as unknown as { readonly transform: (position: readonly number[], from: CoordinateSystem, to: CoordinateSystem) => Position };

/**
 * The door for coordinates from outside: what converts them to WGS-84, once.
 * @param declared what the sender says they are
 * @throws StationhouseError BAD_INPUT when nothing, or something unknown, is declared
 */
export function intoWgs84(declared: unknown): (position: Position) => Position {
  switch (declared) {
    case 'WGS84': return (position) => position;
    case 'GCJ02': return (position) => transform(position, 'GCJ02', 'WGS84');
    default: throw badInput('coordinateSystem', text('请说明坐标系：WGS-84（GPS、国际通用）或 GCJ-02（国内地图）。坐标系不明的数据可能偏移数百米，不予采用。', 'Say which coordinate system this is: WGS-84 (GPS) or GCJ-02 (maps published in China). Without it, places may lie hundreds of metres off.'), { problem: 'coordinateSystemUndeclared', known: COORDINATE_SYSTEMS });
  }
}

/** True for two finite numbers within the world. */
export function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.length >= 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]) && Math.abs(value[0] as number) <= 180 && Math.abs(value[1] as number) <= 90;
}

const rulers = new Map<number, CheapRuler>();

/** Measures in metres near a latitude (WGS-84 ellipsoid, error below 0.1 % within 100 km). */
export function rulerAt(latitude: number): CheapRuler {
  const rounded = Math.round(latitude * 100) / 100;
  const known = rulers.get(rounded);
  if (known !== undefined) return known;
  if (rulers.size >= 1000) rulers.clear();
  const made = new CheapRuler(rounded, 'meters');
  rulers.set(rounded, made);
  return made;
}

/** Metres between two places, at most some hundred kilometres apart. */
export function metresBetween(from: Position, to: Position): number {
  return rulerAt((from[1] + to[1]) / 2).distance(from, to);
}
