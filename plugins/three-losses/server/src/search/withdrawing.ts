import { parseId, StationhouseError, text } from '@stationhouse/kernel';
import type { PluginInstanceRows } from '@stationhouse/plugin-api';
import { ArrayContains, In } from 'typeorm';
import { withRecorded } from '../recording/recorded.js';
import { coverAnew } from './covering.js';
import { passWithdrawn, trackWithdrawn } from './permissions.js';
import { PassRow, SegmentRow, TrackRow } from './rows.js';
import { standing } from './segments.js';
import { lineOf, note, said, takeTurn } from './turn.js';

const LONGEST_REASON = 300;

/** Takes a pass back; it stays on record and counts for nothing. Taking it back again changes nothing. @throws StationhouseError NOT_FOUND, BAD_INPUT without a reason */
export async function withdrawPass(rows: PluginInstanceRows, passId: string, reason: string): Promise<PassRow> {
  const { stationId, instance, repository } = rows;
  await takeTurn(rows);
  const row = await repository(PassRow).findOneBy({ stationId, instanceId: instance.id, id: parseId(passId, 'passId') });
  if (row === null) throw new StationhouseError('NOT_FOUND', text('没有这次搜索的记录。', 'There is no such pass.'));
  if (row.withdrawn !== null) return row;
  const withdrawn = { ...said(rows), reason: lineOf(reason, 'reason', LONGEST_REASON) };
  await repository(PassRow).update({ stationId, id: row.id }, { withdrawn });
  await coverAnew(rows, await standing(rows, row.segmentId));
  note(rows, passWithdrawn, { segment: row.segmentId, pass: row.id });
  return { ...row, withdrawn };
}

/** Takes a track back: passes that name it are reckoned without it. Taking it back again changes nothing. @throws StationhouseError NOT_FOUND, BAD_INPUT without a reason */
export async function withdrawTrack(rows: PluginInstanceRows, trackId: string, reason: string): Promise<TrackRow> {
  const { stationId, instance, repository } = rows;
  await takeTurn(rows);
  const row = await repository(TrackRow).findOneBy({ stationId, instanceId: instance.id, id: parseId(trackId, 'trackId') });
  if (row === null) throw new StationhouseError('NOT_FOUND', text('没有这条轨迹。', 'There is no such track.'));
  if (row.withdrawn !== null) return row;
  const withdrawn = { ...said(rows), reason: lineOf(reason, 'reason', LONGEST_REASON) };
  await repository(TrackRow).update({ stationId, id: row.id }, { withdrawn });
  for (const segment of await searchedBy(rows, row.id)) await coverAnew(rows, segment);
  note(rows, trackWithdrawn, { track: row.id });
  const [track] = await withRecorded(rows, [{ ...row, withdrawn }]);
  return track as TrackRow;
}

/** The segments of the passes that name a track. */
async function searchedBy({ stationId, repository }: PluginInstanceRows, trackId: string): Promise<SegmentRow[]> {
  const passes = await repository(PassRow).find({ where: { stationId, trackIds: ArrayContains([trackId]) } });
  return repository(SegmentRow).findBy({ stationId, id: In([...new Set(passes.map(({ segmentId }) => segmentId))]) });
}
