import type { Id } from '@stationhouse/kernel';

/** Where a study stands: asked for, open, over by time or by somebody, refused. */
export type StudyState = 'WAITING' | 'ACTIVE' | 'ENDED' | 'REFUSED';

/** What records a study reads beside workflows. */
export const INCIDENT_SUBJECT = 'incident';

/** A question that an analyst looks into, at stations, in records of some kinds, until a moment. All times are real time. */
export interface StudyRow {
  readonly bureauId: Id;
  readonly id: Id;
  /** Who asked, and who reads. */
  readonly accountId: Id;
  readonly title: string;
  readonly purpose: string;
  readonly stationIds: readonly Id[];
  /** {@link INCIDENT_SUBJECT}, or ids of workflows. */
  readonly subjects: readonly string[];
  /** Whether every export waits for a second person. */
  readonly releasesDecided: boolean;
  readonly askedAt: Date;
  readonly endsAt: Date;
  readonly decidedBy: Id | null;
  readonly decidedAt: Date | null;
  readonly refusal: string | null;
  readonly closedBy: Id | null;
  readonly closedAt: Date | null;
}

/** Where a study stands at a moment. A request nobody decided before its end is over. */
export function stateOf(study: StudyRow, at: Date): StudyState {
  if (study.refusal !== null) return 'REFUSED';
  if (study.closedAt !== null || study.endsAt <= at) return 'ENDED';
  return study.decidedAt === null ? 'WAITING' : 'ACTIVE';
}
