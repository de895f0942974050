/** Where something lies, GeoJSON, WGS-84. */
export interface Outline {
  readonly type?: unknown;
  readonly coordinates?: unknown;
}

type Corner = readonly [longitude: number, latitude: number];

/** Areas drawn by different hands do not meet to the metre; across a street they adjoin. */
const APART_METRES = 60;
const METRES_PER_DEGREE = 111_320;

/** Whether two areas touch: a corner of one lies within 60 m of a side of the other. False for what is no polygon. */
export function adjoins(one: Outline, other: Outline): boolean {
  const [left, right] = [linesOf(one), linesOf(other)];
  return touches(left, right) || touches(right, left);
}

function touches(lines: readonly (readonly Corner[])[], others: readonly (readonly Corner[])[]): boolean {
  return lines.flat().some((corner) => others.some((line) => line.some((from, index) => metresToSide(corner, from, line[index + 1] ?? from) <= APART_METRES)));
}

function linesOf({ type, coordinates }: Outline): readonly (readonly Corner[])[] {
  if (type === 'Polygon') return coordinates as readonly (readonly Corner[])[];
  return type === 'MultiPolygon' ? (coordinates as readonly (readonly (readonly Corner[])[])[]).flat() : [];
}

/** On a plane at the corner's latitude: the parts of a city are small. */
function metresToSide([longitude, latitude]: Corner, from: Corner, to: Corner): number {
  const narrow = Math.cos((latitude * Math.PI) / 180);
  const flat = ([east, north]: Corner) => [(east - longitude) * narrow * METRES_PER_DEGREE, (north - latitude) * METRES_PER_DEGREE] as const;
  const [[x1, y1], [x2, y2]] = [flat(from), flat(to)];
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / length));
  return Math.hypot(x1 + along * dx, y1 + along * dy);
}
