import type { Position } from '@stationhouse/plugin-web/map';
import { areaOf, overlapsOf, readRing, ringProblemInWords, sweptPerHourM2, type Overlap, type Ring, type RingProblem, type Terrain } from '@stationhouse/three-losses-common/search';
import type { Bilingual } from '@stationhouse/kernel';
import type { Ground } from './words.js';

/** What the server would say of an outline, said while it is drawn. */
export interface Checked {
  readonly problems: readonly Bilingual[];
  /** Corners, from 0, that problems name. */
  readonly wrong: readonly number[];
  /** Segments whose ground it shares, by id; the largest share first. */
  readonly overlaps: readonly Overlap[];
  /** Square metres; undefined while it encloses none. */
  readonly areaM2: number | undefined;
}

const DRAWN = 'drawn';
/** Until the third corner nothing is wrong: it is not there yet. */
const LEAST = 3;

/** @param besides the id of the segment that is drawn anew */
export function checkOutline(corners: readonly Position[], ground: Ground, besides: string | undefined): Checked {
  if (corners.length < LEAST) return { problems: [], wrong: [], overlaps: [], areaM2: undefined };
  const { ring, problems } = readRing(corners.map(({ longitude, latitude }) => [longitude, latitude]));
  if (ring === undefined) return { problems: problems.map(ringProblemInWords), wrong: [...new Set(problems.flatMap((problem) => cornersIn(problem, corners.length)))], overlaps: [], areaM2: undefined };
  const others = ground.segments.flatMap(({ segment: { id, outline } }) => (id === besides || outline === null ? [] : [{ id, ring: outline as unknown as Ring }]));
  const overlaps = overlapsOf([{ id: DRAWN, ring }, ...others]).filter(({ ids }) => ids.includes(DRAWN));
  return { problems: [], wrong: [], overlaps: overlaps.map((overlap) => ({ ...overlap, ids: overlap.ids[0] === DRAWN ? overlap.ids : [overlap.ids[1], overlap.ids[0]] })), areaM2: areaOf(ring) };
}

function cornersIn(problem: RingProblem, corners: number): number[] {
  if ('edges' in problem) return problem.edges.flatMap((edge) => [edge, (edge + 1) % corners]);
  return 'index' in problem ? [problem.index] : [];
}

/** Hours that people on foot need to go over ground once, so thoroughly that its sweep width covers it. */
export function hoursOnce(areaM2: number, terrain: Terrain, searchers: number): number {
  return areaM2 / sweptPerHourM2({ searcher: 'foot', terrain, searchers });
}
