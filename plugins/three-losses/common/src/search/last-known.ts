import { badInput, text } from '@stationhouse/kernel';
import { lostPerson, type Distances, type LostPersonKind, type Surroundings } from './lost-persons.js';
import { isPosition, type Position } from './position.js';

/** Where somebody was last known to be, as one report says. */
export interface LastKnown {
  readonly position: Position;
  readonly seenAt: Date;
  /** How far off the point may be, metres. */
  readonly withinM: number;
}

/** How far somebody may have come by a moment. */
export interface Reach {
  readonly elapsedS: number;
  /** Nobody walks farther: without a stop, straight ahead, from the edge of what the point may be off by. A ride is not counted. */
  readonly farthestM: number;
  /** Within which 25, 50, 75 and 95 % of people of this kind are found in the end; what lies beyond {@link farthestM} is not reached yet. */
  readonly distances: Distances;
}

/** A point told by telephone: a bus stop, a gate. Ours. */
export const DEFAULT_WITHIN_M = 50;

/** @throws StationhouseError BAD_INPUT naming the field */
export function lastKnown(position: unknown, seenAt: Date, withinM = DEFAULT_WITHIN_M): LastKnown {
  if (!isPosition(position)) throw badInput('position', text('最后出现位置不是有效的经纬度。', 'The last-known point is no valid longitude and latitude.'), { problem: 'notAPlace' });
  if (Number.isNaN(seenAt.getTime())) throw badInput('seenAt', text('最后出现时间无效。', 'The moment of the last-known point is none.'), { problem: 'notAMoment' });
  if (!(withinM >= 0 && withinM <= 50_000)) throw badInput('withinM', text('位置误差须在 0 至 50 公里之间。', 'How far off the point may be is 0 to 50 km.'), { problem: 'outOfRange' });
  return { position: [position[0], position[1]], seenAt, withinM };
}

/**
 * The reports with a correction: the last one counts from now on, the earlier ones stay on record. Saying the same again changes nothing.
 * @param reports in the order in which they were told, the first one first
 */
export function corrected(reports: readonly LastKnown[], correction: LastKnown): readonly LastKnown[] {
  const standing = reports.at(-1);
  const same = standing !== undefined && standing.seenAt.getTime() === correction.seenAt.getTime() && standing.withinM === correction.withinM && standing.position.every((degree, axis) => degree === correction.position[axis]);
  return same ? reports : [...reports, correction];
}

/** What has passed since somebody was last seen, seconds. @throws StationhouseError BAD_INPUT when that lies ahead */
export function elapsedS({ seenAt }: LastKnown, now: Date): number {
  const elapsed = (now.getTime() - seenAt.getTime()) / 1000;
  if (!(elapsed >= 0)) throw badInput('seenAt', text('最后出现时间晚于现在，请核对。', 'The moment last seen lies in the future. Check it.'), { problem: 'seenInFuture' });
  return elapsed;
}

/** How far somebody of this kind may have come; computed anew from the report that counts, whenever it is asked. */
export function reachAt(report: LastKnown, kind: LostPersonKind, surroundings: Surroundings, now: Date): Reach {
  const { distances, walkingMS } = lostPerson(kind);
  const elapsed = elapsedS(report, now);
  const farthestM = elapsed * walkingMS + report.withinM;
  return { elapsedS: elapsed, farthestM, distances: distances[surroundings] };
}

/** @throws StationhouseError BAD_INPUT when somebody is found before being lost */
export function requireFoundAfter(report: LastKnown, foundAt: Date): void {
  if (!(foundAt.getTime() >= report.seenAt.getTime())) throw badInput('foundAt', text('找到时间早于最后出现时间，请核对两个时间。', 'Found before last seen. Check both moments.'), { problem: 'foundBeforeLost', seenAt: report.seenAt.toISOString() });
}
