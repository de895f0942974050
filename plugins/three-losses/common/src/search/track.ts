import simplifyLine from 'simplify-js';
import { metresBetween, rulerAt, type Position } from './position.js';

/** One point of a track as a device wrote it. */
export interface TrackPoint {
  readonly position: Position;
  /** Milliseconds since 1970, by the device's clock; left out: it wrote none. */
  readonly at?: number;
}

export interface Track {
  readonly name?: string;
  readonly points: readonly TrackPoint[];
}

/** What was left out of a track, by reason: told beside its figures, never silently. */
export interface LeftOut {
  /** Earlier than the point before it. */
  readonly outOfOrder: number;
  /** A moment that cannot be: before the search began or after it was read. */
  readonly clockError: number;
  /** Farther from the point before than anybody moves. */
  readonly jumps: number;
  /** The same place and moment once more. */
  readonly repeated: number;
}

/** A track as it counts: stretches of points that belong together. Between stretches nobody knows where the device was. */
export interface CleanTrack {
  readonly stretches: readonly (readonly TrackPoint[])[];
  readonly leftOut: LeftOut;
  readonly lengthM: number;
  /** From the first to the last moment within stretches, seconds; 0 without moments. */
  readonly movingS: number;
  /** Metres per second within stretches; undefined without moments. */
  readonly speedMS?: number;
}

export interface TrackBounds {
  /** No moment lies before this: the search began. */
  readonly from: Date;
  /** No moment lies after this. */
  readonly until: Date;
  /** Nobody moves faster, m/s; 12 for people on foot and on bicycles, 40 for a drone. */
  readonly fastestMS?: number;
}

/** Clocks of telephones and satellites agree to seconds; a minute forgives one set by hand. */
const CLOCK_SLACK_MS = 60_000;
/** After so long without a point a stretch ends, unless hardly anything lies between. */
const GAP_MS = 5 * 60_000;
const GAP_M = 200;
/** So many points in a row that agree with each other, but not with the one before: it was that one. */
const AGREEING = 3;

/** A device's track with what cannot be left out, and counted by reason. */
export function cleanTrack(points: readonly TrackPoint[], { from, until, fastestMS = 12 }: TrackBounds): CleanTrack {
  const counts = { outOfOrder: 0, clockError: 0, jumps: 0, repeated: 0 };
  const stretches: TrackPoint[][] = [];
  let astray: TrackPoint[] = [];
  const begin = (stretch: TrackPoint[]) => void stretches.push(stretch);
  for (const point of points) {
    const last = stretches.at(-1)?.at(-1);
    if (point.at !== undefined && !(point.at >= from.getTime() - CLOCK_SLACK_MS && point.at <= until.getTime() + CLOCK_SLACK_MS)) counts.clockError += 1;
    else if (last === undefined) begin([point]);
    else if (point.at === last.at && point.position.every((degree, axis) => degree === last.position[axis])) counts.repeated += 1;
    else if (point.at !== undefined && last.at !== undefined && point.at < last.at) counts.outOfOrder += 1;
    else if (!follows(last, point, fastestMS)) {
      const before = astray.at(-1);
      astray = before !== undefined && follows(before, point, fastestMS) ? [...astray, point] : [point];
      counts.jumps += 1;
      if (astray.length >= AGREEING) {
        counts.jumps -= astray.length;
        begin(astray);
        astray = [];
      }
    } else {
      astray = [];
      if (isGap(last, point)) begin([point]);
      else stretches.at(-1)?.push(point);
    }
  }
  const lengthM = stretches.reduce((sum, stretch) => sum + lengthOf(stretch), 0);
  const movingS = stretches.reduce((sum, stretch) => sum + ((stretch.at(-1)?.at ?? 0) - (stretch[0]?.at ?? stretch.at(-1)?.at ?? 0)) / 1000, 0);
  return { stretches, leftOut: counts, lengthM, movingS, ...(movingS > 0 ? { speedMS: lengthM / movingS } : {}) };
}

/** Metres along points in their order. */
export function lengthOf(points: readonly TrackPoint[]): number {
  return points.slice(1).reduce((sum, { position }, index) => sum + metresBetween((points[index] as TrackPoint).position, position), 0);
}

/**
 * A track with fewer points, none farther than so many metres from the line that is left (Douglas & Peucker 1973, by simplify-js). One point a minute and one each hundred metres stay, so that
 * no gap arises where somebody walked straight on. In pieces of a thousand points, so that no line, however made, takes more than it should.
 */
export function simplified(points: readonly TrackPoint[], withinM: number): readonly TrackPoint[] {
  const [first] = points;
  if (first === undefined) return points;
  const { kx, ky } = rulerAt(first.position[1]);
  const kept: TrackPoint[] = [];
  for (let from = 0; from < points.length; from += PIECE) {
    const piece = points.slice(from, from + PIECE).map((point) => ({ x: point.position[0] * kx, y: point.position[1] * ky, point }));
    const corners = new Set<object>(simplifyLine(piece, withinM, true));
    piece.forEach((one, index) => {
      const [last, next] = [kept.at(-1), piece[index + 1]];
      if (corners.has(one) || (last !== undefined && next !== undefined && isFar(last, next.point))) kept.push(one.point);
    });
  }
  return kept;
}

const PIECE = 1_000;
const KEPT_EVERY_MS = 60_000;
const KEPT_EVERY_M = 100;

function isFar(last: TrackPoint, point: TrackPoint): boolean {
  return (point.at ?? 0) - (last.at ?? point.at ?? 0) > KEPT_EVERY_MS || metresBetween(last.position, point.position) > KEPT_EVERY_M;
}

/** Whether one can have come from one point to the next. Without moments a point follows unless it lies farther than a gap. */
function follows(last: TrackPoint, point: TrackPoint, fastestMS: number): boolean {
  const metres = metresBetween(last.position, point.position);
  if (last.at === undefined || point.at === undefined) return metres <= 5 * GAP_M;
  // Points are off by some metres: two within a second are no race.
  return metres <= 30 + (fastestMS * (point.at - last.at)) / 1000;
}

function isGap(last: TrackPoint, point: TrackPoint): boolean {
  return last.at !== undefined && point.at !== undefined && point.at - last.at > GAP_MS && metresBetween(last.position, point.position) > GAP_M;
}
