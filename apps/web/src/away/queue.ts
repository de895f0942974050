/**
 * Answers given without a network, on their way to the server: in the order they were given, each at most once (its idempotency key is made
 * when it is given), and none without a word. Pure but for `send` and the book it is handed.
 */

/** Where an answer stands. `overtaken`: somebody else has done the task; `refused`: a rule said no. Both wait for the person. */
export type AnswerState = 'waiting' | 'overtaken' | 'refused';

/** What the server made of an answer. `unreachable` and `signedOut`: everything waits; `later`: this one waits, the others go on. */
export type Sent = 'done' | 'overtaken' | 'refused' | 'later' | 'unreachable' | 'signedOut';

export interface Queued {
  /** The idempotency key of the command, made once. */
  readonly key: string;
  /** Order of giving. */
  readonly serial: number;
  readonly state: AnswerState;
}

/** The stored answers. What a call has resolved for is stored, also when the phone dies. */
export interface AnswerBook<Answer extends Queued> {
  list(): Promise<readonly Answer[]>;
  mark(key: string, state: AnswerState, failure: unknown): Promise<void>;
  /** Takes an answer out that has arrived. */
  settle(key: string): Promise<void>;
}

/** What became of a round. */
export interface Round {
  readonly arrived: number;
  /** Why it ended early; undefined when everything that waited was tried. */
  readonly stopped: 'unreachable' | 'signedOut' | undefined;
}

/** Sends what waits, in order. Stops where the network or the session ends; what was refused waits for the person, and holds up nothing behind it. */
export async function sendWaiting<Answer extends Queued>(book: AnswerBook<Answer>, send: (answer: Answer) => Promise<{ readonly sent: Sent; readonly failure?: unknown }>): Promise<Round> {
  const waiting = (await book.list()).filter(({ state }) => state === 'waiting').sort((left, right) => left.serial - right.serial);
  let arrived = 0;
  for (const answer of waiting) {
    const { sent, failure } = await send(answer);
    if (sent === 'unreachable' || sent === 'signedOut') return { arrived, stopped: sent };
    if (sent === 'done') {
      await book.settle(answer.key);
      arrived += 1;
    } else if (sent !== 'later') await book.mark(answer.key, sent, failure);
  }
  return { arrived, stopped: undefined };
}

/** The task is no longer there to be answered: somebody was faster, or the instance is over. */
const OVERTAKEN: ReadonlySet<string> = new Set(['TASK_NOT_OPEN', 'ALREADY_ANSWERED', 'INSTANCE_CLOSED']);
const SIGNED_OUT: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'SESSION_EXPIRED', 'SESSION_LOCKED', 'PASSWORD_CHANGE_REQUIRED', 'SECOND_FACTOR_ENROLMENT_REQUIRED']);
const UNREACHABLE: ReadonlySet<string> = new Set(['NETWORK', 'DATABASE_UNAVAILABLE', 'TOO_MANY_REQUESTS', 'STATEMENT_TIMEOUT']);
/** Nothing was decided: the same answer may well go through later. */
const LATER: ReadonlySet<string> = new Set(['INTERNAL', 'CONFLICT', 'STORAGE_UNAVAILABLE', 'STORAGE_FULL', 'PLUGIN_FAULT', 'EXERCISE_HALTED', 'EXERCISE_NOT_RUNNING']);

/** What a failure means for an answer. @param code the stable code of the failure */
export function sentOf(code: string): Exclude<Sent, 'done'> {
  if (UNREACHABLE.has(code)) return 'unreachable';
  if (SIGNED_OUT.has(code)) return 'signedOut';
  if (LATER.has(code)) return 'later';
  return OVERTAKEN.has(code) ? 'overtaken' : 'refused';
}

/** A form with the ids of files that were given on the phone replaced by those of their attachments. */
export function withAttachments(value: unknown, attachments: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return attachments.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one) => withAttachments(one, attachments));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withAttachments(one, attachments)]));
}
