import type { PluginInstanceRows } from '@stationhouse/plugin-api';
import { lengthOf, mergedFixes } from '@stationhouse/three-losses-common/search';
import { In } from 'typeorm';
import type { TrackRow } from '../search/rows.js';
import { PositionsRow } from './rows.js';

/** The tracks with what phones have sent of theirs. */
export async function withRecorded({ stationId, repository }: PluginInstanceRows, tracks: readonly TrackRow[]): Promise<TrackRow[]> {
  const ids = tracks.filter(({ format }) => format === 'phone').map(({ id }) => id);
  const sent = ids.length === 0 ? [] : await repository(PositionsRow).find({ where: { stationId, trackId: In(ids) }, order: { id: 'ASC' } });
  return tracks.map((track) => (track.format === 'phone' ? grown(track, sent.filter(({ trackId }) => trackId === track.id)) : track));
}

function grown(track: TrackRow, batches: readonly PositionsRow[]): TrackRow {
  const lines = mergedFixes(batches.map(({ fixes }) => fixes));
  const kept = lines.reduce((sum, line) => sum + line.length, 0);
  const leftOut = batches.reduce((sum, batch) => sum + batch.leftOut, 0);
  const moment = (at: number | undefined) => (at === undefined ? null : new Date(at));
  return {
    ...track, lines, pointsRead: kept + leftOut, pointsKept: kept, unreadable: leftOut, fromAt: moment(lines[0]?.[0]?.[2]), toAt: moment(lines.at(-1)?.at(-1)?.[2]),
    lengthM: lines.reduce((sum, line) => sum + lengthOf(line.map(([longitude, latitude, at]) => ({ position: [longitude, latitude], at }))), 0),
  };
}
