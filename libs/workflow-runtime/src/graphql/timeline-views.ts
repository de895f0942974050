import { accountIn, type TenantGate } from '@stationhouse/access';
import { text, type Id } from '@stationhouse/kernel';
import type { TimelineLine } from '../reads/timeline.js';
import type { TimelineEntry } from './types.js';

/** A line of a timeline with the names of the people in it. */
export async function namedEntry(gate: TenantGate, stationId: Id, { at, kind, title, detail, actorId, subjectId, future, entered = [] }: TimelineLine): Promise<TimelineEntry> {
  const nameOf = async (id: Id) => (await accountIn(gate, { stationId }, id)).displayName;
  const subject = subjectId === undefined ? undefined : await nameOf(subjectId);
  const by = actorId === undefined || actorId === null ? undefined : await nameOf(actorId);
  return { at, kind, title, detail: subject === undefined ? detail : text(`交${subject}办理`, `to ${subject}`), by, future, entered };
}
