import { MOST_POD, randomSearch } from './detection.js';
import { numberWithin } from './numbers.js';
import { rulerAt, type Position } from './position.js';
import { areaOf, isInside, samplesOf, type Ring } from './ring.js';
import type { CleanTrack, TrackPoint } from './track.js';

/** How much of a segment tracks have covered. */
export interface Coverage {
  /** Share of the ground within half a sweep width of a track, 0 to 1. It never falls by a further track. */
  readonly share: number;
  /** Metres of tracks within the segment, ground walked twice counted twice. */
  readonly lengthM: number;
  /** Probability of detection: random search on the ground that was covered, none on the rest – never more than Koopman's for the whole segment. */
  readonly pod: number;
}

/** About one per 15 m × 15 m of a segment of half a square kilometre: a share is good to a percent. */
const SAMPLES = 2_500;

/**
 * Covered share and probability of detection of tracks in one segment. The ground is a grid of samples, each covered when a track passes within half the sweep width: so tracks add up as a union, whatever
 * knots they walk.
 * @param widthM sweep width, see `sweepWidthM`
 * @throws StationhouseError BAD_INPUT for a width that is none
 */
export function coverageOf(ring: Ring, tracks: readonly CleanTrack[], widthM: number): Coverage {
  const halfM = numberWithin(widthM, 'widthM', 0.5, 2_000) / 2;
  const { kx, ky } = rulerAt((ring[0] as Position)[1]);
  const flat = ([longitude, latitude]: Position): Point => ({ x: longitude * kx, y: latitude * ky });
  const ground = groundOf(samplesOf(ring, SAMPLES).map(flat), Math.max(halfM, Math.sqrt(areaOf(ring) / SAMPLES)));
  let lengthM = 0;
  for (const [from, to] of legsOf(tracks)) {
    const [start, end] = [flat(from.position), flat(to.position)];
    if (ground.isApart(start, end, halfM)) continue;
    const length = Math.hypot(end.x - start.x, end.y - start.y);
    const pieces = Math.max(1, Math.ceil(length / ground.cellM));
    for (let piece = 0; piece < pieces; piece += 1) {
      const [head, tail] = [along(start, end, piece / pieces), along(start, end, (piece + 1) / pieces)];
      const middle = along(head, tail, 0.5);
      if (isInside([middle.x / kx, middle.y / ky], ring)) lengthM += length / pieces;
      ground.cover(middle, (sample) => distance(sample, head, tail) <= halfM);
    }
  }
  const share = ground.share();
  return { share, lengthM, pod: share === 0 ? 0 : Math.min(MOST_POD, share * randomSearch((lengthM * widthM) / (share * areaOf(ring)))) };
}

/** Samples in square cells, so that a piece of a track looks at those around it alone. */
function groundOf(samples: readonly Point[], cellM: number) {
  const [west, south] = [samples.reduce((least, { x }) => Math.min(least, x), Infinity), samples.reduce((least, { y }) => Math.min(least, y), Infinity)];
  const [east, north] = [samples.reduce((most, { x }) => Math.max(most, x), -Infinity), samples.reduce((most, { y }) => Math.max(most, y), -Infinity)];
  const [column, line] = [(x: number) => Math.floor((x - west) / cellM), (y: number) => Math.floor((y - south) / cellM)];
  const lines = line(north) + 1;
  const cells: number[][] = Array.from({ length: (column(east) + 1) * lines }, () => []);
  samples.forEach(({ x, y }, index) => cells[column(x) * lines + line(y)]?.push(index));
  const covered = new Uint8Array(samples.length);
  return {
    cellM,
    isApart: (from: Point, to: Point, reachM: number) => Math.max(from.x, to.x) < west - reachM - cellM || Math.min(from.x, to.x) > east + reachM + cellM || Math.max(from.y, to.y) < south - reachM - cellM || Math.min(from.y, to.y) > north + reachM + cellM,
    // A piece is no longer than a cell, nor is half the width: what it reaches lies within two cells of its middle.
    cover: (middle: Point, reaches: (sample: Point) => boolean) => {
      for (let x = Math.max(0, column(middle.x) - 2); x <= Math.min(column(east), column(middle.x) + 2); x += 1) {
        for (let y = Math.max(0, line(middle.y) - 2); y <= Math.min(lines - 1, line(middle.y) + 2); y += 1) {
          for (const index of cells[x * lines + y] ?? []) if (covered[index] === 0 && reaches(samples[index] as Point)) covered[index] = 1;
        }
      }
    },
    share: () => covered.reduce((sum, one) => sum + one, 0) / samples.length,
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function* legsOf(tracks: readonly CleanTrack[]): Generator<readonly [TrackPoint, TrackPoint]> {
  for (const { stretches } of tracks) {
    for (const stretch of stretches) {
      for (let index = 0; index < stretch.length; index += 1) if (index > 0 || stretch.length === 1) yield [stretch[Math.max(0, index - 1)] as TrackPoint, stretch[index] as TrackPoint];
    }
  }
}

function along(from: Point, to: Point, share: number): Point {
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

function distance(point: Point, from: Point, to: Point): number {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const square = x * x + y * y;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - from.x) * x + (point.y - from.y) * y) / square));
  return Math.hypot(point.x - from.x - share * x, point.y - from.y - share * y);
}
