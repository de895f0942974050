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
  return STATIONS.flatMap(({ code: station, abbreviation, estates, hotSpots }) => {
    const random = randomOf(`${seed}/localities/${station}`);
    // Around what has the same name, where there is such a place; those that say north lie there.
    const known = estates.map((name) => hotSpots.find((spot) => spot.name.startsWith(name.slice(0, 2)))?.at);
    const middles = apart(estates.length, known.filter((at) => at !== undefined), () => pointIn(station, random));
    const rest = middles.slice(known.filter((at) => at !== undefined).length).sort((left, right) => right[1] - left[1]);
    const nameless = estates.filter((_, index) => known[index] === undefined).sort((left, right) => Number(right.startsWith('北')) - Number(left.startsWith('北')));
    const placed = estates.map((name, index): Point => known[index] ?? rest[nameless.indexOf(name)] ?? [0, 0]);
    return cut(DISTRICTS[station], placed).flatMap((community, index): DemoLocality[] => {
      const [name = '', code] = [estates[index], `${abbreviation}-${index + 1}`];
      const cells = cut(community, apart(CELLS.length, [], () => within(community, random)));
      return [
        { station, kind: 'community', code, name, communityCode: null, area: polygonOf(community) },
        ...cells.map((cell, place): DemoLocality => ({ station, kind: 'gridCell', code: `${code}-${place + 1}`, name: `${name}${CELLS[place] ?? ''}网格`, communityCode: code, area: polygonOf(cell) })),
      ];
    });
  });
}

/** So many places far from each other, from some that are given. */
function apart(count: number, given: readonly Point[], place: () => Point): Point[] {
  const candidates = Array.from({ length: 40 }, place);
  const places = given.length === 0 ? candidates.slice(0, 1) : [...given];
  while (places.length < count) places.push(candidates.reduce((best, one) => (nearest(one, places) > nearest(best, places) ? one : best)));
  return places;
}

/** Cuts a polygon by which of some places is the nearest. */
function cut(polygon: readonly Point[], middles: readonly Point[]): (readonly Point[])[] {
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
