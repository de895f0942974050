import type { TenantContext } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { Actor } from './candidates.js';
import type { Books, StepRecord } from './steps/step-record.js';

/** Who commands what where. The caller has checked the permission; the runtime checks the task. */
export interface Call {
  readonly context: TenantContext;
  readonly stationId: Id;
  readonly actor: Actor;
}

/** A call that nobody may have made. */
export type SystemCall = Omit<Call, 'actor'> & { readonly actor?: Actor };

/** The answer of every command: the instance and the version this command led to. */
export interface CommandAnswer {
  readonly instanceId: Id;
  readonly version: number;
}

/** The answer of a start. */
export interface StartAnswer extends CommandAnswer {
  /** True where it began an instance; false where an instance of the same matter ran, and took it in. */
  readonly started: boolean;
}

export interface Keyed {
  /** Chosen by the sender, once per intention; a repeated command returns the first answer. At most 200 characters. */
  readonly idempotencyKey: string;
}

export interface StartInstance extends Keyed {
  readonly workflow: string;
  readonly data: JsonObject;
  readonly incidentId?: Id | undefined;
  readonly exercise?: boolean | undefined;
  /** The running exercise it is part of. */
  readonly exerciseId?: Id | undefined;
  /** True where somebody asks for it, and not a referral or an exercise: the workflow may name who starts it. */
  readonly byHand?: boolean | undefined;
  /** The plugin whose server asks for it, for somebody: it may start what nobody starts by hand, of its own. */
  readonly byPlugin?: string | undefined;
}

export interface CompleteTask extends Keyed {
  readonly taskId: Id;
  readonly outcome: string;
  readonly form: JsonObject;
  /** The instance's version the answer was made on. */
  readonly expectedVersion?: number | undefined;
}

export interface OnInstance extends Keyed {
  readonly instanceId: Id;
  /** The version the command was given on. */
  readonly expectedVersion?: number | undefined;
}

export interface SendEvent extends OnInstance {
  readonly event: string;
  readonly payload?: JsonObject | undefined;
}

export interface OnTask extends Keyed {
  readonly taskId: Id;
}

/** What a step writes otherwise than its effects say. */
export type Also = (books: Books) => Partial<Books> & Pick<StepRecord, 'audit'>;
