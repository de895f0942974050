import { badInput, newId, text } from '@stationhouse/kernel';
import type { PluginInstanceRows } from '@stationhouse/plugin-api';
import { lastKnownIn, lengthOf, metresBetween, metresTo, readGeoJson, readGpx, type Position, type Ring, type Track, type TrackPoint, type TracksFile } from '@stationhouse/three-losses-common/search';
import { IsNull } from 'typeorm';
import { trackAdded } from './permissions.js';
import { withRecorded } from '../recording/recorded.js';
import { TrackRow } from './rows.js';
import { segmentsOf } from './segments.js';
import { lineOf, madeKey, note, said, takeTurn, wordsOrNone } from './turn.js';

/** Tracks of one search that stand at once. */
const MOST_TRACKS = 500;
/** Points that are kept of one file: a shift of one a second once the line is made simpler by a metre. */
const MOST_KEPT = 20_000;
/** Farther than this from everything that is searched it is the track of another place. */
const ELSEWHERE_M = 2_000;

/** A file of a track as it was sent. */
export interface TrackWords {
  readonly format: 'gpx' | 'geojson';
  readonly file: string;
  /** Must be declared: nothing in the numbers tells. */
  readonly coordinateSystem?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly team?: string | null | undefined;
}

/** All tracks, withdrawn ones too, by when they were added; what phones record, as far as it has come. */
export async function tracksOf(rows: PluginInstanceRows): Promise<TrackRow[]> {
  const { stationId, instance, repository } = rows;
  return withRecorded(rows, await repository(TrackRow).find({ where: { stationId, instanceId: instance.id }, order: { id: 'ASC' } }));
}

/**
 * Reads and keeps a file of a track; the same key again answers with the first.
 * @throws StationhouseError BAD_INPUT with `details.problem` – what the reader says of the file, coordinateSystemUndeclared, noTrack, otherPlace with the place
 */
export async function addTrack(rows: PluginInstanceRows, words: TrackWords, idempotencyKey: string): Promise<TrackRow> {
  const { stationId, instance, repository } = rows;
  const key = madeKey(rows, idempotencyKey);
  await takeTurn(rows);
  const before = await repository(TrackRow).findOneBy({ stationId, madeKey: key });
  if (before !== null) return before;
  if ((await repository(TrackRow).countBy({ stationId, instanceId: instance.id, withdrawn: IsNull() })) >= MOST_TRACKS) throw badInput('input', text(`一次查找最多 ${MOST_TRACKS} 条轨迹。`, `A search has at most ${MOST_TRACKS} tracks.`), { problem: 'tooMany', most: MOST_TRACKS });
  const read = readFile(words);
  const points = read.tracks.flatMap((track) => track.points);
  await refuseElsewhere(rows, points);
  const moments = points.flatMap(({ at }) => at ?? []);
  const moment = (at: number | undefined) => (at === undefined ? null : new Date(at));
  const row: TrackRow = {
    stationId, id: newId(), instanceId: instance.id, name: lineOf(words.name ?? read.tracks.find(({ name }) => name !== undefined)?.name ?? '轨迹', 'name', 60), team: wordsOrNone(words.team, 'team', 60), format: words.format,
    coordinateSystem: words.coordinateSystem ?? '', pointsRead: read.pointsRead, pointsKept: points.length, unreadable: read.unreadable, simplifiedToM: read.simplifiedToM ?? null,
    lines: read.tracks.map((track) => track.points.map(({ position: [longitude, latitude], at }) => (at === undefined ? [round(longitude), round(latitude)] : [round(longitude), round(latitude), at]))),
    lengthM: read.tracks.reduce((sum, track) => sum + lengthOf(track.points), 0),
    fromAt: moment(moments.reduce<number | undefined>((first, at) => (first === undefined || at < first ? at : first), undefined)),
    toAt: moment(moments.reduce<number | undefined>((last, at) => (last === undefined || at > last ? at : last), undefined)),
    added: said(rows), withdrawn: null, madeKey: key,
  };
  await repository(TrackRow).insert(row);
  note(rows, trackAdded, { track: row.id, pointsRead: row.pointsRead, pointsKept: row.pointsKept });
  return row;
}

/** A track's stretches as the arithmetic reads them. */
export function linesOf({ lines }: Pick<TrackRow, 'lines'>): readonly (readonly TrackPoint[])[] {
  return lines.map((line) => line.map(([longitude = 0, latitude = 0, at]): TrackPoint => (at === undefined ? { position: [longitude, latitude] } : { position: [longitude, latitude], at })));
}

/** As files are written. */
export function asTracks(row: TrackRow): Track[] {
  return linesOf(row).map((points) => ({ name: row.name, points }));
}

function readFile({ format, file, coordinateSystem }: TrackWords): TracksFile {
  const read = format === 'gpx' ? readGpx(file, { coordinateSystem: coordinateSystem ?? null, most: MOST_KEPT }) : readGeoJson(file, { coordinateSystem, most: MOST_KEPT });
  if (read.tracks.length === 0) throw badInput('file', text('文件里没有轨迹：只有标点或区域的，请导出“轨迹”后再导入。', 'There is no track in the file, places or areas at most. Export the track itself.'), { problem: 'noTrack', unreadable: read.unreadable });
  return read;
}

/** @throws StationhouseError BAD_INPUT for a track that comes near nothing that is searched */
async function refuseElsewhere(rows: PluginInstanceRows, points: readonly TrackPoint[]): Promise<void> {
  const [segments, last] = [await segmentsOf(rows), lastKnownIn(rows.instance.data)];
  if (segments.length === 0 && last === undefined) return;
  // A point in a hundred is enough to see where somebody was.
  const seen = points.filter((_, index) => index % Math.max(1, Math.floor(points.length / 100)) === 0);
  const near = seen.some(({ position }) => (last !== undefined && metresBetween(position, last.position) <= ELSEWHERE_M) || segments.some(({ outline }) => metresTo(position, outline as Ring) <= ELSEWHERE_M));
  if (near) return;
  const [longitude, latitude] = (points[0] as TrackPoint).position as Position;
  throw badInput('file', text(`轨迹在 ${longitude.toFixed(5)}, ${latitude.toFixed(5)} 附近，离搜索区和最后出现位置都超过 ${ELSEWHERE_M / 1000} 公里，像是别处的轨迹。请核对文件、坐标系和经纬度顺序。`, `The track is near ${longitude.toFixed(5)}, ${latitude.toFixed(5)}, more than ${ELSEWHERE_M / 1000} km from every segment and from the last-known point: it looks like the track of another place. Check the file, its coordinate system and the order of its coordinates.`), { problem: 'otherPlace', longitude, latitude });
}

/** Seven places: a centimetre. */
const round = (degrees: number) => Number(degrees.toFixed(7));
