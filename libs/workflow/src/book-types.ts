import type { IsoMoment, Json, Snapshot, StatePath, TaskRef } from './types.js';

/** One person's answer to a task that several answer. */
export interface TaskAnswer {
  /** Account id. */
  readonly by: string;
  readonly outcome: string;
  readonly at: IsoMoment;
  /** The role it stands for, where each role answers. */
  readonly role?: string;
  /** Every role of the task that the person could stand for, so that a later answer finds its place. */
  readonly roles?: readonly string[];
}

/** An automation that was called and has not answered. */
export interface PendingCall {
  readonly action: string;
  readonly at: IsoMoment;
  /** The state in which its result is awaited: once it is left, the result comes too late. Absent: it may come at any time. */
  readonly state?: StatePath;
  /** The serial of the call that this one makes good: it is carried out whatever happens to the instance. */
  readonly compensates?: number;
}

/** An instance that this one started. */
export interface Link {
  readonly action: string;
  readonly workflow: string;
  /** What it was started for, where there is one each. */
  readonly item?: Json;
  /** `starting` until the surroundings have started it. */
  readonly status: 'starting' | 'open' | 'closed';
  readonly instanceId?: string;
  /** How it ended. */
  readonly outcome?: string;
}

/** What a person may take back, and until when. */
export interface Recallable {
  readonly task: TaskRef;
  readonly serial: number;
  /** Account id. */
  readonly by?: string;
  readonly until: IsoMoment;
  /** The snapshot before; absent when the step did something that cannot be undone. */
  readonly before?: Snapshot;
}

/** Who does something. `roles`: those the account holds now, the roster's included. */
export interface Person {
  readonly accountId: string;
  readonly roles: readonly string[];
}
