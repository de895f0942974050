import type { PluginInstanceRows } from '@stationhouse/plugin-api';
import { coveredShare, passResult, type ReportedPass, type Ring } from '@stationhouse/three-losses-common/search';
import { IsNull } from 'typeorm';
import { PassRow, SegmentRow, type TrackRow } from './rows.js';
import { linesOf, tracksOf } from './tracks.js';

/** What of a segment its passes have covered by now is kept with it, for figures alone. */
export async function coverAnew(rows: PluginInstanceRows, { id, outline, terrain }: Pick<SegmentRow, 'id' | 'outline' | 'terrain'>): Promise<void> {
  const { stationId, repository } = rows;
  const passes = await repository(PassRow).find({ where: { stationId, segmentId: id, withdrawn: IsNull() } });
  const tracks = passes.every(({ trackIds }) => trackIds.length === 0) ? [] : await tracksOf(rows);
  const known = new Map(tracks.filter(({ withdrawn }) => withdrawn === null).map((track) => [track.id, track]));
  const made = passes.map((row) => { const pass = reported(row, known); return { pass, result: passResult(pass, outline as Ring, terrain) }; });
  await repository(SegmentRow).update({ stationId, id }, { covered: coveredShare(made, outline as Ring, terrain) });
}

/** A pass as the arithmetic reads it. @param tracks by id; those that were withdrawn are not among them */
export function reported(row: PassRow, tracks: ReadonlyMap<string, TrackRow>): ReportedPass {
  const lines = row.trackIds.flatMap((id) => { const track = tracks.get(id); return track === undefined ? [] : linesOf(track); });
  return {
    id: row.id, segment: row.segmentId, method: row.method, searchers: row.searchers, from: row.fromAt, to: row.toAt, visibility: row.visibility ?? undefined, night: row.night,
    rangeM: row.rangeM ?? undefined, speedMS: row.speedMs ?? undefined, share: row.share ?? undefined, tracks: lines,
  };
}
