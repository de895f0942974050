import { text } from '@stationhouse/kernel';
import { nameOf, refusedFile, TrackCollector, type NamedPlace, type TracksFile } from './collector.js';
import { intoWgs84, isPosition, type Position } from './position.js';
import { readRing, type Ring, type RingProblem } from './ring.js';
import type { Track } from './track.js';

/** An area of a file: usable, or with what is wrong with it. */
export interface NamedArea {
  readonly name?: string;
  readonly ring?: Ring;
  readonly problems?: readonly (RingProblem | { readonly code: 'hasHoles' })[];
}

export interface GeoJsonFile extends TracksFile {
  readonly areas: readonly NamedArea[];
  /** Features of kinds that nothing here reads. */
  readonly passedOver: number;
}

export interface GeoJsonOptions {
  /** Must be declared: GeoJSON should be WGS-84 (RFC 7946), and what is exported from maps published in China often is not. */
  readonly coordinateSystem: unknown;
  readonly most?: number;
}

/** JSON is read whole, so it is bounded: a million points of a plain line. */
const LONGEST = 40_000_000;
const MOST_AREAS = 2_000;
/** What an old `crs` member may say and mean WGS-84, or CGCS2000, which is the same within centimetres. */
const SAME_AS_WGS84 = /CRS84|EPSG::?(4326|4490)$/;

type Json = Readonly<Record<string, unknown>>;

/** Areas, tracks and places of a GeoJSON text. @throws StationhouseError BAD_INPUT, `details.problem` says why */
export function readGeoJson(json: string, { coordinateSystem, most }: GeoJsonOptions): GeoJsonFile {
  const convert = intoWgs84(coordinateSystem);
  if (json.length > LONGEST) throw refusedFile('tooLarge', text('文件过大，请拆分后再导入。', 'The file is too large. Split it.'), { most: LONGEST });
  const root = parsed(json);
  const crs = objectOf(objectOf(root['crs'])['properties'])['name'];
  if (root['crs'] !== undefined && root['crs'] !== null && !(typeof crs === 'string' && SAME_AS_WGS84.test(crs))) throw refusedFile('coordinateSystemUnknown', text('文件声明的坐标系（crs）无法识别，请转换为 WGS-84 后再导入。', 'The file declares a coordinate system (crs) that is not known here. Convert it to WGS-84.'), { crs: typeof crs === 'string' ? crs.slice(0, 200) : null });
  const features = root['type'] === 'FeatureCollection' ? listOf(root['features']).map(objectOf) : root['type'] === 'Feature' ? [root] : [{ type: 'Feature', geometry: root, properties: {} }];
  const collector = new TrackCollector(convert, most);
  const areas: NamedArea[] = [];
  let passedOver = 0;
  for (const { geometry, properties } of features) {
    const { type, coordinates } = objectOf(geometry);
    const said = objectOf(properties);
    const name = typeof said['name'] === 'string' ? nameOf(said['name']) : undefined;
    switch (type) {
      case 'Polygon': areas.push(areaIn(coordinates, name, convert)); break;
      case 'MultiPolygon': areas.push(...listOf(coordinates).map((polygon) => areaIn(polygon, name, convert))); break;
      case 'LineString': addTrack(collector, coordinates, name, said['coordTimes']); break;
      case 'MultiLineString': listOf(coordinates).forEach((line, index) => addTrack(collector, line, name, listOf(said['coordTimes'])[index])); break;
      case 'Point': collector.addPlace(coordinates, name); break;
      default: passedOver += 1;
    }
    if (areas.length > MOST_AREAS) throw refusedFile('tooLarge', text(`文件中的区域超过 ${MOST_AREAS} 个。`, `More than ${MOST_AREAS} areas in one file.`), { most: MOST_AREAS });
  }
  return { ...collector.end(), areas, passedOver };
}

/** A GeoJSON FeatureCollection (RFC 7946, WGS-84) of areas, tracks with their moments (`coordTimes`, as common tools write them) and places. */
export function writeGeoJson({ areas = [], tracks = [], places = [] }: { readonly areas?: readonly { readonly name?: string; readonly ring: Ring }[]; readonly tracks?: readonly Track[]; readonly places?: readonly NamedPlace[] }): string {
  const feature = (name: string | undefined, type: string, coordinates: unknown, more: Json = {}) => ({ type: 'Feature', properties: { ...(nameOf(name) === undefined ? {} : { name: nameOf(name) }), ...more }, geometry: { type, coordinates } });
  return JSON.stringify({
    type: 'FeatureCollection',
    features: [
      ...areas.map(({ name, ring }) => feature(name, 'Polygon', [ring.map(rounded)])),
      ...tracks.map(({ name, points }) => feature(name, 'LineString', points.map(({ position }) => rounded(position)), points.every(({ at }) => at === undefined) ? {} : { coordTimes: points.map(({ at }) => (at === undefined ? null : new Date(at).toISOString())) })),
      ...places.map(({ name, position }) => feature(name, 'Point', rounded(position))),
    ],
  });
}

function parsed(json: string): Json {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    throw refusedFile('notJson', text('文件不是 JSON，或内容不完整。', 'This is no JSON, or it is cut off.'));
  }
  const root = objectOf(read);
  if (typeof root['type'] !== 'string') throw refusedFile('notGeoJson', text('文件不是 GeoJSON。', 'This is no GeoJSON.'));
  return root;
}

function areaIn(polygon: unknown, name: string | undefined, convert: (position: Position) => Position): NamedArea {
  const [outline, ...holes] = listOf(polygon);
  const called = name === undefined ? {} : { name };
  if (holes.length > 0) return { ...called, problems: [{ code: 'hasHoles' }] };
  const { ring, problems } = readRing(Array.isArray(outline) ? outline.map((corner: unknown) => (isPosition(corner) ? convert(corner) : corner)) : outline);
  return ring === undefined ? { ...called, problems } : { ...called, ring };
}

function addTrack(collector: TrackCollector, line: unknown, name: string | undefined, times: unknown): void {
  collector.beginTrack(name);
  const moments = listOf(times);
  listOf(line).forEach((position, index) => {
    const moment = moments[index];
    collector.addPoint(position, typeof moment === 'string' ? Date.parse(moment) : undefined);
  });
}

/** Seven places: a centimetre. */
function rounded([longitude, latitude]: Position): Position {
  return [Number(longitude.toFixed(7)), Number(latitude.toFixed(7))];
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
