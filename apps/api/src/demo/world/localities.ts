import { DISTRICTS, pointIn, polygonOf, type Point, type StationCode } from './map.js';
import { randomOf, type Random } from './random.js';
import { STATIONS } from './stations.js';

/** An invented community, or a grid cell of one, and where it lies. */
export interface DemoLocality {
  readonly station: StationCode;
  readonly kind: 'community' | 'gridCell';
  readonly code: string;
  readonly name: string;
  readonly communityCode: string | null;
  readonly area: ReturnType<typeof polygonOf>;
}

const CELLS = ['第一', '第二', '第三'] as const;

/** The communities of every district, each cut into grid cells: whoever is nearest to its middle belongs to it. */
export function demoLocalities(seed: string): DemoLocality[] {
  return STATIONS.flatMap(({ code: station, abbreviation, estates }) => {
    const random = randomOf(`${seed}/localities/${station}`);
    return cut(DISTRICTS[station], estates.length, () => pointIn(station, random)).flatMap((community, index): DemoLocality[] => {
      const [name = '', code] = [estates[index], `${abbreviation}-${index + 1}`];
      const cells = cut(community, CELLS.length, () => within(community, random));
      return [
        { station, kind: 'community', code, name, communityCode: null, area: polygonOf(community) },
        ...cells.map((cell, place): DemoLocality => ({ station, kind: 'gridCell', code: `${code}-${place + 1}`, name: `${name}${CELLS[place] ?? ''}网格`, communityCode: code, area: polygonOf(cell) })),
      ];
    });
  });
}

/** Cuts a polygon by which of some middles, far from each other, is the nearest. */
function cut(polygon: readonly Point[], count: number, place: () => Point): (readonly Point[])[] {
  const candidates = Array.from({ length: 40 }, place);
  const middles: Point[] = candidates.slice(0, 1);
  while (middles.length < count) middles.push(candidates.reduce((best, one) => (nearest(one, middles) > nearest(best, middles) ? one : best)));
  return middles.map((middle) => middles.reduce<readonly Point[]>((rest, other) => (other === middle ? rest : nearerTo(middle, other, rest)), polygon));
}

function nearest(point: Point, middles: readonly Point[]): number {
  return Math.min(...middles.map((middle) => Math.hypot(point[0] - middle[0], point[1] - middle[1])));
}

/** The part of a polygon that is nearer to one place than to another. */
function nearerTo([east, north]: Point, [otherEast, otherNorth]: Point, polygon: readonly Point[]): Point[] {
  const side = ([x, y]: Point) => (x - (east + otherEast) / 2) * (otherEast - east) + (y - (north + otherNorth) / 2) * (otherNorth - north);
  return polygon.flatMap((here, index) => {
    const next = polygon[(index + 1) % polygon.length] ?? here;
    const [at, then] = [side(here), side(next)];
    const crossing: Point = [here[0] + ((next[0] - here[0]) * at) / (at - then), here[1] + ((next[1] - here[1]) * at) / (at - then)];
    return [...(at <= 0 ? [here] : []), ...(at < 0 !== then < 0 && at !== then ? [crossing] : [])];
  });
}

/** A place in a polygon without deep bays: between its middle and one of its corners. */
function within(polygon: readonly Point[], random: Random): Point {
  const corner = polygon[Math.floor(random.next() * polygon.length)] ?? [0, 0];
  const [east, north] = [0, 1].map((axis) => polygon.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / polygon.length);
  const share = random.next() * 0.8;
  return [(east ?? 0) * (1 - share) + corner[0] * share, (north ?? 0) * (1 - share) + corner[1] * share];
}
