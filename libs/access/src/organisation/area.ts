import { badInput, text } from '@stationhouse/kernel';

/** A place where lines turn: longitude, latitude. */
type Corner = readonly [number, number];
/** Where something lies, as GeoJSON has it, WGS-84. */
export type AreaGeometry = { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Corner[])[] } | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Corner[])[])[] };

const MOST_CORNERS = 5_000;

/**
 * An area as a table says it: GeoJSON, or the WKT that map programs write into tables – POLYGON ((114.30 30.60, …)).
 * @throws StationhouseError BAD_INPUT
 */
export function parseDrawnArea(words: string, field: string): AreaGeometry | null {
  if (words === '') return null;
  const { type, coordinates } = words.startsWith('{') ? readJson(words, field) : readWkt(words, field);
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? listOf(coordinates) : [];
  const lines = polygons.map((polygon) => listOf(polygon).map((line) => listOf(line).map(cornerOf)));
  const closed = (line: readonly (Corner | undefined)[]): line is readonly Corner[] => line.length >= 4 && line.every((corner) => corner !== undefined) && String(line[0]) === String(line.at(-1));
  const corners = lines.flat(2).length;
  if (corners === 0 || corners > MOST_CORNERS || !lines.every((polygon) => polygon.length > 0 && polygon.every(closed))) throw unreadable(field);
  const drawn = lines as readonly (readonly (readonly Corner[])[])[];
  const [only] = drawn;
  return type === 'Polygon' && only !== undefined ? { type, coordinates: only } : { type: 'MultiPolygon', coordinates: drawn };
}

function readJson(words: string, field: string): { readonly type?: unknown; readonly coordinates?: unknown } {
  try {
    return JSON.parse(words) as { readonly type?: unknown; readonly coordinates?: unknown };
  } catch {
    throw unreadable(field);
  }
}

/** WKT with brackets and commas of JSON: a pair is a list of its own. */
function readWkt(words: string, field: string): { readonly type?: unknown; readonly coordinates?: unknown } {
  const [, name = '', body = ''] = /^(MULTIPOLYGON|POLYGON)\s*(\([\d\s(),.eE+-]+\))$/i.exec(words) ?? [];
  const json = body.replace(/(-?[\d.][\d.eE+-]*)\s+(-?[\d.][\d.eE+-]*)/g, '[$1,$2]').replaceAll('(', '[').replaceAll(')', ']');
  return { type: name.toUpperCase() === 'POLYGON' ? 'Polygon' : 'MultiPolygon', coordinates: readJson(`{"coordinates":${json === '' ? '[]' : json}}`, field).coordinates };
}

function cornerOf(value: unknown): Corner | undefined {
  const [longitude, latitude] = listOf(value);
  return typeof longitude === 'number' && typeof latitude === 'number' && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 ? [longitude, latitude] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function unreadable(field: string) {
  return badInput(field, text(`范围须为经纬度（WGS-84）的 WKT 或 GeoJSON 多边形，首尾同点，最多 ${MOST_CORNERS} 个点。`, `An area is a polygon in WKT or GeoJSON, longitude before latitude (WGS-84), ending where it began, of ${MOST_CORNERS} corners at most.`));
}
