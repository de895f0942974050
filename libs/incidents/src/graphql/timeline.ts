import { text, type Bilingual } from '@stationhouse/kernel';
import { OUTCOMES, isOutcome } from '../register/vocabulary.js';
import type { IncidentRecord } from '../register/incident.js';

/** One line of a timeline. */
export interface TimelineMoment {
  readonly at: string;
  readonly kind: string;
  readonly title: Bilingual;
  readonly detail: Bilingual | null;
}

const MOMENTS = [
  ['occurredAt', 'occurred', text('发生', 'Occurred')],
  ['receivedAt', 'received', text('接警', 'Received')],
  ['dispatchedAt', 'dispatched', text('派警', 'Dispatched')],
  ['acknowledgedAt', 'acknowledged', text('签收', 'Acknowledged')],
  ['arrivedAt', 'arrived', text('到场', 'Arrived')],
  ['underControlAt', 'underControl', text('控制', 'Under control')],
  ['clearedAt', 'cleared', text('处置结束', 'Cleared')],
  ['disposedAt', 'disposed', text('处置反馈', 'Disposition recorded')],
] as const satisfies readonly (readonly [keyof IncidentRecord, string, Bilingual])[];

/** What happened to an incident, in the order it happened. */
export function timelineOf(record: Pick<IncidentRecord, (typeof MOMENTS)[number][0] | 'outcome'>): TimelineMoment[] {
  return MOMENTS.flatMap(([field, kind, title]) => {
    const at = record[field];
    const outcome = kind === 'disposed' && record.outcome !== null && isOutcome(record.outcome) ? OUTCOMES[record.outcome] : null;
    return at === null ? [] : [{ at, kind, title, detail: outcome }];
  }).sort((left, right) => left.at.localeCompare(right.at));
}
