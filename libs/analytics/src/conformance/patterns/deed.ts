import type { Id } from '@stationhouse/kernel';

/** A place on the map, degrees of WGS 84 or any other datum, as long as all have the same. */
export interface Point {
  readonly longitude: number;
  readonly latitude: number;
}

/** A task that somebody completed, as the rules see it: moments and a place, and of its words nothing but hashes. */
export interface Deed {
  /** Of the task. */
  readonly id: Id;
  readonly instanceId: Id;
  readonly accountId: Id;
  /** The task of the workflow: `dispute-mediation followingUp.soon.open#visit`. */
  readonly task: string;
  readonly openedAt: Date;
  /** When somebody took it, or was given it. */
  readonly takenAt: Date | null;
  readonly completedAt: Date;
  readonly dueAt: Date | null;
  /** When it happened outside, by the answer itself; null where the form does not ask. What has one is a visit or the like. */
  readonly happenedAt: Date | null;
  readonly point: Point | null;
  /** Of what was written, its shingles; empty where little was. */
  readonly words: ReadonlySet<number>;
}

const EARTH_METRES = 6_371_000;

/** Metres between two places, as the crow flies. */
export function metresBetween(left: Point, right: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [up, across] = [radians(right.latitude - left.latitude) / 2, radians(right.longitude - left.longitude) / 2];
  const half = Math.sin(up) ** 2 + Math.cos(radians(left.latitude)) * Math.cos(radians(right.latitude)) * Math.sin(across) ** 2;
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** As many of some places as lie that far apart from one another: the rooms and doors of one building are one place. */
export function placesApart(points: readonly Point[], metres: number): Point[] {
  const apart: Point[] = [];
  for (const point of points) if (apart.every((one) => metresBetween(one, point) >= metres)) apart.push(point);
  return apart;
}

/** Signs of a shingle; a text needs some dozens to say something of its own. */
const SHINGLE = 4;

/** What a text is compared by: hashes of every four signs in a row, without spaces and punctuation. */
export function shinglesOf(text: string): Set<number> {
  const signs = [...text.normalize('NFKC').toLowerCase().replace(/[\s\p{P}]/gu, '')];
  const found = new Set<number>();
  for (let at = 0; at + SHINGLE <= signs.length; at += 1) found.add(hashOf(signs.slice(at, at + SHINGLE).join('')));
  return found;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** How much of two texts is the same: 0 to 1 (Jaccard). */
export function likeness(left: ReadonlySet<number>, right: ReadonlySet<number>): number {
  if (left.size === 0 || right.size === 0) return 0;
  const [small, large] = left.size < right.size ? [left, right] : [right, left];
  let both = 0;
  for (const one of small) if (large.has(one)) both += 1;
  return both / (left.size + right.size - both);
}
