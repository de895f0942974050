import type { IsoDuration } from '@stationhouse/kernel';
import type { ClockRef, Due, IsoMoment, RunningClock, StatePath, TaskRef, TimerId } from './types.js';

/** A pause of a clock that is over. */
export interface PauseOfClock {
  readonly from: IsoMoment;
  readonly to: IsoMoment;
}

/** What a person put in the place of the definition's own: a moment, or a budget. */
export type SetByHand = { readonly dueAt: IsoMoment; readonly budget?: never } | { readonly budget: IsoDuration; readonly dueAt?: never };

/** Who may change a running clock or timer, and whose approval that needs. */
export interface EditRule {
  readonly by: readonly string[];
  /** Role of the second person; without one a change holds at once. */
  readonly approval?: string;
}

/** A change that waits for a second person. */
export interface ProposedEdit {
  /** Account of whoever proposed it. */
  readonly by: string;
  readonly at: IsoMoment;
  readonly reason: string;
  readonly set: SetByHand;
  /** When it would be due. */
  readonly dueAt: IsoMoment;
}

/** What a clock said at a moment. */
export interface ClockReading {
  readonly from: IsoMoment;
  /** Absent while undetermined. */
  readonly dueAt?: IsoMoment;
}

/** Why a clock changed: a datum it reads was corrected, a calendar that was missing came, a person changed it. */
export type ClockCause = 'late-fact' | 'calendar' | 'edit';

/** What happens to the clocks and timers of an instance beside the passing of time. `by` is the account of whoever does it; the caller has checked their role. */
export type ClockEvent =
  | ({ readonly type: 'edit-clock'; readonly clock: ClockRef; readonly serial: number; readonly reason: string; readonly by: string } & SetByHand)
  | { readonly type: 'edit-timer'; readonly timer: TimerId; readonly serial: number; readonly dueAt: IsoMoment; readonly reason: string; readonly by: string }
  /** Answers a proposed edit; whoever proposed it may reject it, but not approve it. `of` names the clock or timer. */
  | { readonly type: 'approve-edit' | 'reject-edit'; readonly of: ClockRef | TimerId; readonly serial: number; readonly by: string }
  /** A calendar has come: whatever was undetermined is computed again, and nothing else. */
  | { readonly type: 'determine' };

/** Which clock. */
interface OfClock {
  readonly clock: ClockRef;
  readonly serial: number;
}

/** Who changed a clock or timer, why, and who approved. */
export interface ByHand {
  readonly by: string;
  readonly reason: string;
  readonly approvedBy?: string;
}

/** What becomes of clocks, and of moments that move with them. */
export type ClockEffect =
  | ({ readonly type: 'start-clock'; readonly startedAt: IsoMoment; readonly from?: IsoMoment; readonly due: Due; readonly warnAt?: IsoMoment } & OfClock)
  /** `state` is the state that pauses it, where the definition names one. */
  | ({ readonly type: 'pause-clock'; readonly at: IsoMoment; readonly state?: StatePath } & OfClock)
  | ({ readonly type: 'resume-clock'; readonly at: IsoMoment; readonly due: Due; readonly warnAt?: IsoMoment } & OfClock)
  /** The clock was computed anew: both readings, its state now, and by whom. */
  | ({ readonly type: 'change-clock'; readonly at: IsoMoment; readonly state: 'running' | 'paused' | 'undetermined' | 'breached'; readonly cause: ClockCause; readonly before: ClockReading; readonly after: ClockReading; readonly due: Due; readonly warnAt?: IsoMoment; readonly byHand?: ByHand } & OfClock)
  | ({ readonly type: 'change-timer'; readonly timer: TimerId; readonly serial: number; readonly at: IsoMoment; readonly cause: ClockCause; readonly before: IsoMoment; readonly after: IsoMoment; readonly byHand?: ByHand })
  | ({ readonly type: 'change-task'; readonly task: TaskRef; readonly serial: number; readonly at: IsoMoment; readonly cause: ClockCause; readonly before?: IsoMoment; readonly due: Due })
  /** Waits for a second person of a role. */
  | ({ readonly type: 'propose-edit'; readonly of: ClockRef | TimerId; readonly serial: number; readonly before?: IsoMoment; readonly role: string } & ProposedEdit)
  | { readonly type: 'reject-edit'; readonly of: ClockRef | TimerId; readonly serial: number; readonly at: IsoMoment; readonly by: string }
  /** A clock is as it was before, to the millisecond; `state` pauses it, where one does. */
  | ({ readonly type: 'restore-clock'; readonly at: IsoMoment; readonly running: RunningClock; readonly state?: StatePath } & OfClock)
  /** `lead` says which warning, where a clock has several. */
  | ({ readonly type: 'warn-clock'; readonly at: IsoMoment; readonly lead?: IsoDuration } & OfClock)
  | ({ readonly type: 'breach-clock'; readonly at: IsoMoment } & OfClock)
  /** `cancelled`: what started it was taken back, or the instance called off. */
  | ({ readonly type: 'stop-clock'; readonly at: IsoMoment; readonly as: 'met' | 'breached' | 'undetermined' | 'cancelled' } & OfClock);
