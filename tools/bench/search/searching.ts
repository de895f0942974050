import { evenly, fieldOf, nearestFirst, pictureOf, randomSearch, suggest, type Field, type OpenSegment, type Pass, type Stay } from '@stationhouse/three-losses-common/search';
import type { Case } from './terrain.js';

/** A way of sending teams out for one shift, from what a coordinator sees: never the truth, nor how wide sweeps really are. */
export type Way = (known: Case, open: readonly OpenSegment[], shift: number) => readonly Stay[];

/** Shifts until a search is called off. */
const SHIFTS = 4;

export const WAYS = {
  allocator: ({ teams }, open) => suggest(teams, open).stays,
  nearestFirst: ({ teams }, open) => nearestFirst(fieldOf(teams, open)),
  evenly: ({ teams }, open) => evenly(fieldOf(teams, open)),
  // Each team one whole segment a shift, in turn: even over the shifts, with hardly any walking.
  inTurn: ({ teams }, open, shift) => inTurn(fieldOf(teams, open), shift),
} as const satisfies Record<string, Way>;

export interface Outcome {
  readonly found: boolean;
  /** Searcher-hours until the find, or until the end. */
  readonly searcherHours: number;
}

/** One case searched one way, shift after shift: each shift sees the passes of those before. */
export function searched(known: Case, way: Way): Outcome {
  const passes: Pass[] = [];
  const searchers = known.teams.reduce((sum, team) => sum + team.searchers, 0);
  let [covered, hours] = [0, 0];
  for (let shift = 0; shift < SHIFTS; shift += 1) {
    const picture = pictureOf(known.belief, passes);
    const open = known.segments.map(({ id, ring, terrain }, index): OpenSegment => ({ id, ring, terrain, poa: picture.segments[index]?.poa ?? 0, pod: picture.segments[index]?.pod ?? 0 }));
    const field = fieldOf(known.teams, open);
    const stays = way(known, open, shift);
    const shiftH = Math.max(...known.teams.map((team) => team.hours));
    const found = findIn(known, field, stays, known.foundAt - covered);
    if (found.atH !== undefined) return { found: true, searcherHours: (hours + found.atH) * searchers };
    covered += found.covered;
    hours += shiftH;
    passes.push(...passesOf(field, stays));
  }
  return { found: false, searcherHours: hours * searchers };
}

/** When the person is found in a shift, by the coverage that is still missing there; or how much was added. */
function findIn({ truth, realWidth }: Case, field: Field, stays: readonly Stay[], missing: number): { readonly atH?: number; readonly covered: number } {
  const there = stays.filter(({ segment }) => segment === truth).map((stay) => ({ ...stay, perHour: rateOf(field, stay) * (realWidth.get(stay.segment) ?? 1) }));
  const moments = [...new Set(there.flatMap(({ fromH, toH }) => [fromH, toH]))].toSorted((left, right) => left - right);
  let covered = 0;
  for (const [index, moment] of moments.entries()) {
    const next = moments[index + 1];
    if (next === undefined) break;
    const perHour = there.reduce((sum, stay) => (stay.fromH <= moment && stay.toH >= next ? sum + stay.perHour : sum), 0);
    if (covered + perHour * (next - moment) >= missing) return { atH: moment + (missing - covered) / perHour, covered };
    covered += perHour * (next - moment);
  }
  return { covered };
}

function passesOf(field: Field, stays: readonly Stay[]): readonly Pass[] {
  return stays.map((stay) => ({ segment: stay.segment, pod: randomSearch(rateOf(field, stay) * (stay.toH - stay.fromH)) }));
}

function rateOf({ teams, segments, coveragePerHour }: Field, { team, segment }: Stay): number {
  return coveragePerHour(teams.findIndex(({ id }) => id === team), segments.findIndex(({ id }) => id === segment));
}

function inTurn({ teams, segments, travelH }: Field, shift: number): readonly Stay[] {
  return teams.flatMap(({ id, hours }, team) => {
    // A stride that meets every segment, and no two teams in one.
    const place = ((shift * teams.length + team) * 7) % segments.length;
    const fromH = travelH(team, 'start', place);
    return fromH >= hours ? [] : [{ team: id, segment: segments[place]?.id ?? '', leavesH: 0, fromH, toH: hours }];
  });
}
