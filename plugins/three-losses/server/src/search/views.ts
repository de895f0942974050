import { withReader, type PluginInstanceRows, type Reader } from '@stationhouse/plugin-api';
import { DEFAULT_ELSEWHERE, simplified, type GroundPass, type Reason, type Suggestion } from '@stationhouse/three-losses-common/search';
import type * as words from './enums.js';
import type { Ground } from './ground.js';
import type { PassRow, Said, SegmentRow, TrackRow } from './rows.js';
import { linesOf } from './tracks.js';
import type { SearchBasis, SearchGround, SearchPass, SearchReason, SearchSaid, SearchSegment, SearchSuggestion, SearchTrack, SearchWithdrawal } from './types.js';

/** Points of a track that a map shows, about; the whole of it is in the exported file. */
const MAP_POINTS = 2_000;
/** Tolerances that are tried one after the other, metres: far below what a sweep is wide on a map. */
const MAP_TOLERANCES_M = [2, 5, 10, 20] as const;

const saidView = ({ byId, byName, at }: Said): SearchSaid => ({ byId, byName, at: new Date(at) });

function judged<Judged extends Said & { readonly factor: number; readonly reason: string }>(one: Judged | null, reader: Reader) {
  return one === null ? null : withReader({ ...one, said: saidView(one) }, reader);
}

export function segmentView(row: SegmentRow, reader: Reader): SearchSegment {
  const { id, version, position, name, outline, terrain, weight, danger, assignee, drawn } = row;
  return withReader(
    {
      id, version, position, name, outline, terrain: terrain as words.SearchTerrain, weight: judged(weight, reader) as SearchSegment['weight'], danger: judged(danger, reader),
      assignee: assignee === null ? null : { kind: assignee.kind as words.SearchAssigneeKind, id: assignee.id, name: assignee.name, said: saidView(assignee) }, drawn: saidView(drawn),
    },
    reader,
  );
}

/** @param made what it comes to; undefined for one that was withdrawn */
export function passView(row: PassRow, reader: Reader, made?: GroundPass): SearchPass {
  const { id, segmentId, method, team, searchers, fromAt: from, toAt: to, visibility, night, rangeM, rangeBy, speedMs: speedMS, share: saidShare, trackIds, note, recorded, withdrawn } = row;
  return withReader(
    {
      id, segmentId, method: method as words.SearchMethodName, team, searchers, from, to, visibility: visibility as words.SearchVisibility | null, night, rangeM, rangeBy, speedMS, saidShare, trackIds, note, recorded: saidView(recorded),
      withdrawn: withdrawal(withdrawn, reader), pod: made?.pod ?? null, share: made?.share ?? null, lengthM: made?.lengthM ?? null, leftOut: (made?.leftOut ?? null) as words.SearchLeftOut | null,
    },
    reader,
  );
}

export function trackView(row: TrackRow, reader: Reader): SearchTrack {
  const { id, name, team, format, coordinateSystem, pointsRead, pointsKept, unreadable, simplifiedToM, lengthM, fromAt: from, toAt: to, added, withdrawn } = row;
  return withReader(
    {
      id, name, team, format: format as words.SearchTrackFormat, coordinateSystem: coordinateSystem as words.SearchCoordinateSystem, pointsRead, pointsKept, unreadable, simplifiedToM, lengthM, from, to,
      get lines() {
        return linesForMap(row);
      },
      added: saidView(added), withdrawn: withdrawal(withdrawn, reader),
    },
    reader,
  );
}

export function groundView({ instance, reader }: Pick<PluginInstanceRows, 'instance' | 'reader'>, ground: Ground, may: { readonly direct: boolean; readonly report: boolean }): SearchGround {
  const { basis, segments, passes, tracks, facts, picture } = ground;
  const [standing, made] = [new Map(picture.segments.map((one) => [one.id, one])), new Map(picture.passes.map((one) => [one.id, one]))];
  const { belief } = picture;
  return {
    ground,
    instanceId: instance.id,
    open: instance.open,
    exercise: instance.exercise,
    mayDirect: may.direct,
    mayReport: may.report,
    at: facts.now,
    basis: withReader<SearchBasis>({ version: basis?.version ?? 0, kind: facts.kind as words.SearchedKind, kindFromData: (basis?.kind ?? null) === null, surroundings: facts.surroundings as words.SearchSurroundings, elsewhere: facts.elsewhere ?? DEFAULT_ELSEWHERE, reason: basis?.reason ?? null, said: basis === null ? null : saidView(basis.said) }, reader),
    lastKnown: facts.lastKnown === undefined || belief === undefined ? null : withReader({ longitude: facts.lastKnown.position[0], latitude: facts.lastKnown.position[1], seenAt: facts.lastKnown.seenAt, withinM: facts.lastKnown.withinM, elapsedS: belief.reach.elapsedS, farthestM: belief.reach.farthestM, distances: [...belief.reach.distances] }, reader),
    outside: belief === undefined ? null : { now: belief.outside, ...belief.rest },
    success: belief?.success ?? null,
    share: picture.share,
    areaM2: picture.segments.reduce((sum, { areaM2 }) => sum + areaM2, 0),
    segments: segments.flatMap((row) => {
      const one = standing.get(row.id);
      return one === undefined ? [] : [{ segment: segmentView(row, reader), areaM2: one.areaM2, prior: one.prior ?? null, poa: one.poa ?? null, pod: one.pod, share: one.share, passes: one.passes }];
    }),
    passes: passes.map((row) => passView(row, reader, made.get(row.id))),
    tracks: tracks.map((row) => trackView(row, reader)),
    clues: picture.clues.map(({ segment, leftOut }) => ({ segmentId: segment ?? null, leftOut: (leftOut ?? null) as words.SearchLeftOut | null })),
  };
}

export function suggestionView({ stays, success, compared, idle, notCounted }: Suggestion): SearchSuggestion {
  return { stays: stays.map(({ segment: segmentId, reasons, ...stay }) => ({ ...stay, segmentId, reasons: reasons.map(reasonView) })), success, ...compared, idle, notCounted: notCounted as unknown as words.SearchNotCounted[] };
}

function reasonView(reason: Reason): SearchReason {
  const numbers: Partial<Record<'code', string>> & Partial<Record<'poa' | 'rank' | 'pod' | 'minutes' | 'minutesToHalf' | 'factor', number>> = reason;
  const { poa = null, rank = null, pod = null, minutes = null, minutesToHalf = null, factor = null } = numbers;
  return { code: reason.code as words.SearchReasonCode, poa, rank, pod, minutes, minutesToHalf, factor };
}

function withdrawal(withdrawn: (Said & { readonly reason: string }) | null, reader: Reader): SearchWithdrawal | null {
  return withdrawn === null ? null : withReader({ said: saidView(withdrawn), reason: withdrawn.reason }, reader);
}

function linesForMap(row: TrackRow): number[][][] {
  let lines = linesOf(row);
  for (const withinM of MAP_TOLERANCES_M) {
    if (lines.reduce((sum, line) => sum + line.length, 0) <= MAP_POINTS) break;
    lines = linesOf(row).map((line) => simplified(line, withinM));
  }
  return lines.map((line) => line.map(({ position }) => [...position]));
}
