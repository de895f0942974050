import { badInput, newId, parseId, text, type Id } from '@stationhouse/kernel';
import type { PluginInstanceRows } from '@stationhouse/plugin-api';
import { passResult, requirePassTime, type Ring, type SearchMethod, type Visibility } from '@stationhouse/three-losses-common/search';
import { IsNull } from 'typeorm';
import { coverAnew, reported } from './covering.js';
import { passRecorded } from './permissions.js';
import { PassRow } from './rows.js';
import { lineOf, madeKey, note, said, takeTurn, wordsOrNone } from './turn.js';
import { standing } from './segments.js';
import { tracksOf } from './tracks.js';

/** Passes of one search that stand at once. */
const MOST_PASSES = 2_000;
const MOST_TRACKS = 20;
const LONGEST_NOTE = 1_000;

/** A pass as whoever searched says it. */
export interface PassWords {
  readonly segmentId: string;
  readonly method: SearchMethod;
  readonly team: string;
  readonly searchers: number;
  readonly from: Date;
  readonly to: Date;
  readonly visibility?: Visibility | null | undefined;
  readonly night?: boolean | null | undefined;
  readonly rangeM?: number | null | undefined;
  readonly rangeBy?: string | null | undefined;
  readonly speedMS?: number | null | undefined;
  readonly share?: number | null | undefined;
  readonly trackIds?: readonly string[] | null | undefined;
  readonly note?: string | null | undefined;
}

/** All passes, withdrawn ones too, by when they ended. */
export function passesOf({ stationId, instance, repository }: PluginInstanceRows): Promise<PassRow[]> {
  return repository(PassRow).find({ where: { stationId, instanceId: instance.id }, order: { toAt: 'ASC', id: 'ASC' } });
}

/**
 * Records a pass; the same key again answers with the first.
 * @throws StationhouseError BAD_INPUT with `details.problem` – inFuture, beforeLost, endsBeforeItBegins, rangeByMissing, outOfRange –, NOT_FOUND, CONFLICT for a segment that was removed meanwhile
 */
export async function recordPass(rows: PluginInstanceRows, words: PassWords, idempotencyKey: string): Promise<PassRow> {
  const { stationId, instance, repository } = rows;
  const key = madeKey(rows, idempotencyKey);
  await takeTurn(rows);
  const before = await repository(PassRow).findOneBy({ stationId, madeKey: key });
  if (before !== null) return before;
  const segment = await standing(rows, words.segmentId);
  if ((await repository(PassRow).countBy({ stationId, instanceId: instance.id, withdrawn: IsNull() })) >= MOST_PASSES) throw badInput('input', text(`一次查找最多登记 ${MOST_PASSES} 次搜索。`, `A search has at most ${MOST_PASSES} passes.`), { problem: 'tooMany', most: MOST_PASSES });
  requirePassTime(words, new Date(String(instance.data['lastSeenOn'])), instance.now);
  const trackIds = [...new Set((words.trackIds ?? []).map((id) => parseId(id, 'trackIds')))];
  if (trackIds.length > MOST_TRACKS) throw badInput('trackIds', text(`一次搜索最多 ${MOST_TRACKS} 条轨迹。`, `A pass has at most ${MOST_TRACKS} tracks.`), { problem: 'tooMany', most: MOST_TRACKS });
  const tracks = trackIds.length === 0 ? [] : (await tracksOf(rows)).filter(({ id, withdrawn }) => withdrawn === null && trackIds.includes(id as Id));
  if (tracks.length < trackIds.length) throw badInput('trackIds', text('有轨迹不属于本次查找，或已撤回。', 'A track is none of this search, or was withdrawn.'), { problem: 'trackUnknown' });
  const rangeBy = wordsOrNone(words.rangeBy, 'rangeBy', 60);
  if ((words.rangeM ?? null) !== null && rangeBy === null) throw badInput('rangeBy', text('实测的发现距离须写明由谁测得。', 'Say who measured the range of detection.'), { problem: 'rangeByMissing' });
  const row: PassRow = {
    stationId, id: newId(), instanceId: instance.id, segmentId: segment.id, method: words.method, team: lineOf(words.team, 'team', 60), searchers: words.searchers, fromAt: words.from, toAt: words.to,
    visibility: words.visibility ?? null, night: words.night ?? false, rangeM: words.rangeM ?? null, rangeBy, speedMs: words.speedMS ?? null, share: words.share ?? null, trackIds,
    note: wordsOrNone(words.note, 'note', LONGEST_NOTE), recorded: said(rows), withdrawn: null, madeKey: key,
  };
  // What the arithmetic would refuse later is refused now.
  passResult(reported(row, new Map(tracks.map((track) => [track.id, track]))), segment.outline as Ring, segment.terrain);
  await repository(PassRow).insert(row);
  await coverAnew(rows, segment);
  note(rows, passRecorded, { segment: segment.id, pass: row.id });
  return row;
}
