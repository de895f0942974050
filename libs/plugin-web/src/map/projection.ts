/** WGS-84 degrees. */
export interface Position {
  readonly longitude: number;
  readonly latitude: number;
}

/** Metres east and south of the equator's zero, true around one latitude: a station's area is a few kilometres wide. */
export interface Flat {
  readonly x: number;
  readonly y: number;
}

/** What a map shows: a middle and how wide it is, in metres. */
export interface View extends Flat {
  readonly width: number;
}

/** Height of a map by its width. */
export const MAP_RATIO = 0.72;
const METRES_PER_DEGREE = 111_320;
/** What is shown where nothing says how far it goes, and at the closest, in metres. */
const NARROWEST = 300;
const ROOM = 1.12;

/** Flattens positions near a latitude, and back. */
export function flattenerAt(latitude: number): { flat(position: Position): Flat; position(flat: Flat): Position } {
  const perLongitude = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  return {
    flat: ({ longitude, latitude: north }) => ({ x: longitude * perLongitude, y: -north * METRES_PER_DEGREE }),
    // A decimetre is more than a thumb can point at.
    position: ({ x, y }) => ({ longitude: Number((x / perLongitude).toFixed(6)), latitude: Number((-y / METRES_PER_DEGREE).toFixed(6)) }),
  };
}

/** The rings of a GeoJSON Polygon or MultiPolygon; nothing of anything else. */
export function ringsOf(area: unknown): readonly (readonly Position[])[] {
  const { type, coordinates } = (typeof area === 'object' && area !== null ? area : {}) as { type?: unknown; coordinates?: unknown };
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' && Array.isArray(coordinates) ? (coordinates as unknown[]) : [];
  const positions = (ring: unknown): Position[] => (Array.isArray(ring) ? (ring as unknown[]) : []).flatMap((corner) => (isPair(corner) ? [{ longitude: corner[0], latitude: corner[1] }] : []));
  return polygons.flatMap((polygon) => (Array.isArray(polygon) ? (polygon as unknown[]) : []).map(positions)).filter((ring) => ring.length > 2);
}

function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number';
}

/** The view that holds all of some points with a little room around them. */
export function viewOf(points: readonly Flat[]): View {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (west + east) / 2, y: (north + south) / 2, width: Math.max(NARROWEST, (east - west) * ROOM, ((south - north) / MAP_RATIO) * ROOM) };
}

/** A view closer (2) or further (0.5), not closer than a house and not wider than `widest`. */
export function zoomed(view: View, by: number, widest: number): View {
  return { ...view, width: Math.min(widest, Math.max(NARROWEST, view.width / by)) };
}

/** The length of a grid cell that reads well: 1, 2 or 5 with zeros, in metres. */
export function gridStep(width: number): number {
  const rough = width / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((step) => step * power >= rough) ?? 10) * power;
}

/** Points that would cover each other at a width, together; each group lies where its first point does. */
export function gathered<Point extends Flat>(points: readonly Point[], width: number): readonly (readonly Point[])[] {
  const near = width / 20;
  const groups: Point[][] = [];
  for (const point of points) {
    const group = groups.find(([first]) => first !== undefined && Math.hypot(first.x - point.x, first.y - point.y) < near);
    if (group === undefined) groups.push([point]);
    else group.push(point);
  }
  return groups;
}
