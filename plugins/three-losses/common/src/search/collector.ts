import { badInput, text, type Bilingual, type StationhouseError } from '@stationhouse/kernel';
import { isPosition, type Position } from './position.js';
import { simplified, type Track, type TrackPoint } from './track.js';

/** Points that are kept of one file. A device writes one a second: 200,000 are 55 hours of it. */
export const MOST_POINTS = 200_000;
/** Tolerances that are tried one after the other when there are more, metres: all far below what a sweep is wide. */
const TOLERANCES_M = [1, 2, 4, 8] as const;
const LONGEST_NAME = 200;

export interface NamedPlace {
  readonly name?: string;
  readonly position: Position;
}

/** What a file of tracks held. */
export interface TracksFile {
  readonly tracks: readonly Track[];
  readonly places: readonly NamedPlace[];
  readonly pointsRead: number;
  /** Points without a place that could be read; left out. */
  readonly unreadable: number;
  /** Points were left out where the line stays within so many metres, because there were too many. */
  readonly simplifiedToM?: number;
}

export type FileProblem = 'tooManyPoints' | 'tooLarge' | 'notXml' | 'notGpx' | 'hasDoctype' | 'notJson' | 'notGeoJson' | 'coordinateSystemUnknown';

/** A file that is refused as a whole; `details.problem` says why, stably. */
export function refusedFile(problem: FileProblem, message: Bilingual, details: Record<string, unknown> = {}): StationhouseError {
  return badInput('file', message, { problem, ...details });
}

/**
 * Takes points as a file is read and keeps a bounded number of them: when they become too many, tracks are made simpler, and when that no longer helps, the file is refused. Memory stays flat
 * however long the file is.
 */
export class TrackCollector {
  private readonly tracks: { name?: string; points: TrackPoint[] }[] = [];
  private readonly places: NamedPlace[] = [];
  private kept = 0;
  private read = 0;
  private unreadable = 0;
  private tolerance = -1;

  constructor(
    private readonly intoWgs84: (position: Position) => Position,
    private readonly most = MOST_POINTS,
  ) {}

  beginTrack(name?: string): void {
    const known = nameOf(name);
    this.tracks.push({ ...(known === undefined ? {} : { name: known }), points: [] });
  }

  /** The name of a track that came after its beginning; of every stretch of it. @param stretches how many of the last ones */
  nameTracks(name: string, stretches: number): void {
    const known = nameOf(name);
    if (known !== undefined && stretches > 0) for (const track of this.tracks.slice(-stretches)) track.name ??= known;
  }

  addPoint(position: unknown, at?: number): void {
    const place = this.placed(position);
    if (place === undefined) return;
    if (this.tracks.length === 0) this.beginTrack();
    this.tracks.at(-1)?.points.push(at === undefined || !Number.isFinite(at) ? { position: place } : { position: place, at });
    this.kept += 1;
    if (this.kept > this.most) this.makeSimpler();
  }

  addPlace(position: unknown, name?: string): void {
    const place = this.placed(position);
    const known = nameOf(name);
    if (place !== undefined) this.places.push({ ...(known === undefined ? {} : { name: known }), position: place });
    if (this.places.length > this.most) throw this.tooMany();
  }

  end(): TracksFile {
    const tracks = this.tracks.filter(({ points }) => points.length > 0);
    return { tracks, places: this.places, pointsRead: this.read, unreadable: this.unreadable, ...(this.tolerance < 0 ? {} : { simplifiedToM: TOLERANCES_M[this.tolerance] as number }) };
  }

  private placed(position: unknown): Position | undefined {
    this.read += 1;
    if (isPosition(position)) return this.intoWgs84([position[0], position[1]]);
    this.unreadable += 1;
    return undefined;
  }

  /** Half the room is made, so that this is seldom done. */
  private makeSimpler(): void {
    for (this.tolerance = Math.max(0, this.tolerance); this.tolerance < TOLERANCES_M.length; this.tolerance += 1) {
      for (const track of this.tracks) track.points = [...simplified(track.points, TOLERANCES_M[this.tolerance] as number)];
      this.kept = this.tracks.reduce((sum, { points }) => sum + points.length, 0);
      if (this.kept <= this.most / 2) return;
    }
    throw this.tooMany();
  }

  private tooMany(): StationhouseError {
    return refusedFile('tooManyPoints', text(`文件中的点过多（最多 ${this.most} 个），简化后仍放不下。请按时间或队伍拆分后再导入。`, `Too many points for ${this.most}, even when made simpler. Split the file by time or team.`), { most: this.most, read: this.read });
  }
}

/** A name as it is kept: one line, without what no text may hold, at most 200 characters. */
export function nameOf(name: string | undefined): string | undefined {
  const kept = (name ?? '').toWellFormed().replaceAll(/[\p{Cc}\uFFFD-\uFFFF\s]+/gu, ' ').trim().slice(0, LONGEST_NAME).toWellFormed().replaceAll('\uFFFD', '').trim();
  return kept === '' ? undefined : kept;
}
