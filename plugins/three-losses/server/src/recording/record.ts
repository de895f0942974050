import { badInput, newId, parseId, StationhouseError, text } from '@stationhouse/kernel';
import type { PluginInstanceRows } from '@stationhouse/plugin-api';
import type { Fix } from '@stationhouse/three-losses-common/search';
import { trackAdded } from '../search/permissions.js';
import { TrackRow } from '../search/rows.js';
import { madeKey, note, requireSearch, said, wordsOrNone } from '../search/turn.js';
import { withRecorded } from './recorded.js';
import { PositionsRow } from './rows.js';

const MOST_AT_ONCE = 500;
/** A day and a night of one every ten seconds, and some. */
const MOST_BATCHES = 2_000;
/** What a phone is less sure of than this says nothing of where somebody searched. */
const INEXACT_M = 100;
/** Clocks of phones agree with the server's to some seconds. */
const SLACK_MS = 60_000;

/** What a phone sends of a recording. */
export interface PositionsWords {
  readonly recordingId: string;
  readonly team?: string | null | undefined;
  readonly positions: readonly { readonly longitude: number; readonly latitude: number; readonly at: Date; readonly accuracyM?: number | null | undefined }[];
}

/**
 * Keeps positions of one recording: the same account's with the same id are one track, whenever and in whatever order they come. What was walked before a search ended is
 * kept when it arrives later; the same key again changes nothing.
 * @throws StationhouseError BAD_INPUT naming the field; INSTANCE_CLOSED where all of it was walked after the end; EXERCISE_NOT_RUNNING
 */
export async function recordPositions(rows: PluginInstanceRows, words: PositionsWords, idempotencyKey: string): Promise<TrackRow> {
  requireSearch(rows);
  const { stationId, instance, repository, sql } = rows;
  const [key, recording] = [madeKey(rows, idempotencyKey), madeKey(rows, `recording ${parseId(words.recordingId, 'recordingId')}`)];
  const { fixes, leftOut } = await fixesOf(rows, words);
  // Batches of one recording come one after the other; other people's do not wait for them.
  await sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [recording]);
  const track = (await repository(TrackRow).findOneBy({ stationId, madeKey: recording })) ?? (await begun(rows, words, recording));
  if ((await repository(PositionsRow).findOneBy({ stationId, madeKey: key })) === null) {
    if ((await repository(PositionsRow).countBy({ stationId, trackId: track.id })) >= MOST_BATCHES) throw badInput('positions', text('这条轨迹已太长，请结束记录，另起一条。', 'This track has grown too long. Stop it and begin another.'), { problem: 'tooMany', most: MOST_BATCHES });
    await repository(PositionsRow).insert({ stationId, id: newId(), instanceId: instance.id, trackId: track.id, fixes, leftOut, madeKey: key });
    rows.changed();
  }
  const [grown] = await withRecorded(rows, [track]);
  return grown as TrackRow;
}

async function begun(rows: PluginInstanceRows, { team }: PositionsWords, recording: string): Promise<TrackRow> {
  const { stationId, instance, caller, repository } = rows;
  const row: TrackRow = {
    stationId, id: newId(), instanceId: instance.id, name: '手机记录', team: wordsOrNone(team, 'team', 60) ?? caller.name, format: 'phone', coordinateSystem: 'WGS84', pointsRead: 0, pointsKept: 0, unreadable: 0, simplifiedToM: null,
    lines: [], lengthM: 0, fromAt: null, toAt: null, added: said(rows), withdrawn: null, madeKey: recording,
  };
  await repository(TrackRow).insert(row);
  note(rows, trackAdded, { track: row.id });
  return row;
}

/** The fixes that can be kept, by the search's own clock. */
async function fixesOf({ instance, sql }: PluginInstanceRows, { positions }: PositionsWords): Promise<{ readonly fixes: readonly Fix[]; readonly leftOut: number }> {
  if (positions.length === 0 || positions.length > MOST_AT_ONCE) throw badInput('positions', text(`一次上传 1 至 ${MOST_AT_ONCE} 个位置。`, `Send 1 to ${MOST_AT_ONCE} positions at once.`), { problem: 'tooMany', most: MOST_AT_ONCE });
  if (instance.closedAt === null && !instance.open) throw new StationhouseError('EXERCISE_NOT_RUNNING', text('演练未在进行，暂不记录轨迹。', 'The exercise is not running: nothing is recorded meanwhile.'));
  const shiftMs = instance.exercise ? instance.now.getTime() - (await presentOf(sql)).getTime() : 0;
  const until = instance.closedAt?.getTime() ?? instance.now.getTime() + SLACK_MS;
  const all = positions.map(({ longitude, latitude, at, accuracyM }, index) => {
    const moment = at.getTime() + shiftMs;
    const field = `positions.${index}`;
    if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 85)) throw badInput(field, text('经纬度应为 WGS-84 的度数。', 'Longitude and latitude are degrees, WGS-84.'), { problem: 'place' });
    if (instance.closedAt === null && moment > until) throw badInput(field, text('位置的时间晚于现在，请校准手机时间。', 'The moment of a position is later than now. Set the phone’s clock.'), { problem: 'inFuture' });
    return { fix: [round(longitude), round(latitude), moment] as const, exact: (accuracyM ?? 0) <= INEXACT_M };
  });
  const before = all.filter(({ fix }) => fix[2] <= until);
  if (before.length === 0) throw new StationhouseError('INSTANCE_CLOSED', text('查找已结束，此后的位置不再记录。', 'The search is over: where you were since is not recorded.'));
  return { fixes: before.filter(({ exact }) => exact).map(({ fix }) => fix), leftOut: before.filter(({ exact }) => !exact).length };
}

async function presentOf(sql: PluginInstanceRows['sql']): Promise<Date> {
  const [row] = (await sql('SELECT app.now() AS now')) as readonly { readonly now: Date }[];
  if (row === undefined) throw new Error('The database has no clock.');
  return row.now;
}

/** Seven places: a centimetre. */
const round = (degrees: number) => Number(degrees.toFixed(7));
