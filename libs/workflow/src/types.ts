import type { Bilingual, ErrorCode, IsoDuration, StationhouseError } from '@stationhouse/kernel';
import type { Link, PendingCall, Person, Recallable, TaskAnswer } from './book-types.js';
import type { Calendars, Gap } from './calendar.js';
import type { ClockEffect, ClockEvent, PauseOfClock, ProposedEdit, SetByHand } from './clock-types.js';

export * from './book-types.js';
export type * from './clock-types.js';
export type * from './compiled-types.js';

/** A JSON value; everything the engine reads and returns can be stored and read back unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A moment as ISO 8601 in UTC with milliseconds: `2024-03-04T16:00:00.000Z`. */
export type IsoMoment = string;

/** Where a state lies: its keys from the outside in, joined by dots: `mediating.first`. */
export type StatePath = string;

/** A task of a definition: the path of its state, `#`, its key: `mediating.first#mediate`. Stable over versions that keep the place. */
export type TaskRef = string;

/** A clock of a definition: the path of the state that carries it, `mediating.first`, or its key under `clocks:`, `search`. */
export type ClockRef = string;

/**
 * A timer of a definition, named by its place and never by its value, so that it survives a changed value:
 * `followingUp.soon.waiting@until`, `registered#grade@remind`, `registered#grade@escalate.0`, `mediating.first@warn`, `mediating.first@due`.
 */
export type TimerId = string;

// ── snapshot ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The nested active states, as XState writes them: `"registered"` or `{ followingUp: { soon: "waiting", later: "open" } }`. */
export type StateValue = string | { readonly [key: string]: StateValue };

/** The whole truth about a running instance. Plain JSON: store it, read it back, step on. */
export interface Snapshot {
  /** Format of this object; raised when its shape changes. */
  readonly format: 1;
  /** Content hash of the compiled definition this instance runs on (`CompiledWorkflow.hash`). */
  readonly definition: string;
  readonly status: 'running' | 'closed';
  /** How it ended: the `outcome` of the final state. Only when closed. */
  readonly outcome?: string;
  readonly value: StateValue;
  /** XState's remembered children of history states: node id → node ids. */
  readonly history: Readonly<Record<string, readonly string[]>>;
  /** The instance's data, valid against the definition's data schema. */
  readonly data: JsonObject;
  /** The last moment each state was entered; a state that is listed but not active has been left. */
  readonly entered: Readonly<Record<StatePath, IsoMoment>>;
  /** Open tasks. */
  readonly tasks: Readonly<Record<TaskRef, OpenTask>>;
  /** Pending timers. */
  readonly timers: Readonly<Record<TimerId, PendingTimer>>;
  /** Clocks that have not stopped. */
  readonly clocks: Readonly<Record<ClockRef, RunningClock>>;
  /** Automations whose result is not in yet, by serial. Absent when there is none. */
  readonly calls?: Readonly<Record<number, PendingCall>>;
  /** Instances started by this one, by serial: open ones and closed ones. Absent when there is none. */
  readonly links?: Readonly<Record<number, Link>>;
  /** Who did what other tasks are kept apart from: accounts by task key, `start` for who began it. Absent when nothing is. */
  readonly doers?: Readonly<Record<string, readonly string[]>>;
  /** The step before, while whoever took it may take it back. */
  readonly recall?: Recallable;
  /** The last serial given out; serials number tasks, timers, clocks, calls and links of one instance, 1, 2, 3, … */
  readonly serial: number;
}

/** Where an instance stands and what it keeps: what a step changes and {@link restore} brings back. */
export type Books = Pick<Snapshot, 'tasks' | 'timers' | 'clocks' | 'entered' | 'serial' | 'calls' | 'links' | 'doers'>;

/** A task waiting for somebody. */
export interface OpenTask {
  /** Tells this opening of the task from an earlier one of the same reference. With the instance it identifies the task row. */
  readonly serial: number;
  readonly openedAt: IsoMoment;
  readonly dueAt?: IsoMoment;
  /** Of a task that several answer: what they said so far, in order. */
  readonly answers?: readonly TaskAnswer[];
}

/** A timer waiting to fire. */
export interface PendingTimer {
  readonly serial: number;
  readonly dueAt: IsoMoment;
  /** Set by a person: corrected data move it no more. */
  readonly byHand?: true;
  /** An edit that waits for a second person. */
  readonly proposed?: ProposedEdit;
}

/** A clock that runs, is paused, is past its due moment, or cannot be computed. */
export interface RunningClock {
  readonly serial: number;
  readonly state: ClockState;
  readonly startedAt: IsoMoment;
  /** Absent while undetermined. While paused: the due moment as it stood when the pause began. */
  readonly dueAt?: IsoMoment;
  /** The earliest warning. */
  readonly warnAt?: IsoMoment;
  readonly pausedAt?: IsoMoment;
  /** The moment it counts from, where the definition names one (`from`). */
  readonly from?: IsoMoment;
  /** Pauses that are over. */
  readonly pauses?: readonly PauseOfClock[];
  /** What a person set. */
  readonly set?: SetByHand;
  /** An edit that waits for a second person. */
  readonly proposed?: ProposedEdit;
}

/**
 * - `undetermined`: the working calendar has no official data for a year it needs; nothing is guessed.
 * - `met` / `breached`: how it stopped; a clock past its due moment is `breached` at once and stays so.
 */
export type ClockState = 'running' | 'paused' | 'undetermined' | 'met' | 'breached';

// ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What can happen to an instance. */
export type WorkflowEvent =
  /** Somebody completed a task. `serial` (of the row shown to them) protects against answering a later opening by mistake. `by` is needed where several answer. */
  | { readonly type: 'complete-task'; readonly task: TaskRef; readonly serial?: number; readonly outcome: string; readonly form: JsonObject; readonly by?: Person } & Looked
  /** Somebody hands an open task to a colleague (转办). */
  | { readonly type: 'delegate-task'; readonly task: TaskRef; readonly serial?: number; readonly by: Person; readonly to: string }
  /** Somebody takes back what they completed (撤回); `serial` is that of the completed task. */
  | { readonly type: 'recall-task'; readonly task: TaskRef; readonly serial: number; readonly by?: Person }
  /** The result of an automation. One that comes after its state was left is refused with CALL_NOT_PENDING. */
  | { readonly type: 'automation'; readonly serial: number; readonly ok: true; readonly output?: JsonObject }
  | { readonly type: 'automation'; readonly serial: number; readonly ok: false; readonly error: string }
  /** What became of an instance this one started. */
  | { readonly type: 'linked'; readonly serial: number; readonly status: 'started'; readonly instanceId: string }
  | { readonly type: 'linked'; readonly serial: number; readonly status: 'closed'; readonly instanceId: string; readonly outcome: string }
  /** The instance is called off: everything open closes, pending automations are compensated. */
  | { readonly type: 'cancel'; readonly reason: string; readonly by?: Person }
  /** A named event of the definition, with the payload its form asks for. */
  | { readonly type: 'event'; readonly name: string; readonly payload?: JsonObject } & Looked
  /** A timer is due. It consumes the timer: no `cancel-timer` follows for it. A serial that is no longer pending is refused with TIMER_NOT_SET. */
  | { readonly type: 'timer'; readonly timer: TimerId; readonly serial: number }
  | ClockEvent;

/** The event an instance begins with, as histories keep it. */
export interface StartEvent extends Looked {
  readonly type: 'start';
  readonly data: JsonObject;
  /** Who begins it; kept where a task is done apart from them. */
  readonly by?: Person;
}

/** What was looked up for a step (`lookupsOf`); absent where nothing is. */
export interface Looked {
  readonly found?: Found;
  /** Look-ups whose answer is the definition's word, and not what is the case: they failed, or nobody asked. */
  readonly assumed?: readonly string[];
}

/** What was looked up for a step, by the look-up's name: part of its event, so that the step plays again as it was. */
export type Found = Readonly<Record<string, JsonObject>>;

/** The surroundings of one step. */
export interface StepContext {
  /** The moment of the step. */
  readonly now: Date;
  /** The station's time zone, for example `Asia/Shanghai`. */
  readonly timeZone: string;
  /** Holiday notices, office hours and shifts of the station; the built-in years and the end of the day when absent. */
  readonly calendars?: Calendars;
}

// ── effects ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * What the surroundings must do after a step, in this order. All data; keys are stable, and (instance, serial) is unique,
 * so writing an effect twice writes the same row.
 * Static facts (titles, forms, outcomes, clauses) stand in `CompiledWorkflow.tasks` and `.clocks` under the same reference.
 */
export type Effect =
  | { readonly type: 'open-task'; readonly task: TaskRef; readonly serial: number; readonly roles: readonly string[]; readonly due?: Due }
  | { readonly type: 'close-task'; readonly task: TaskRef; readonly serial: number; readonly as: 'done' | 'cancelled'; readonly outcome?: string }
  /** One of several answers; `given` of `need` (of at most `of`) so far. */
  | { readonly type: 'answer-task'; readonly task: TaskRef; readonly serial: number; readonly by: string; readonly role?: string; readonly outcome: string; readonly given: number; readonly need: number; readonly of?: number }
  | { readonly type: 'delegate-task'; readonly task: TaskRef; readonly serial: number; readonly from: string; readonly to: string }
  /** A task that was closed or answered is as it was before: open, for `by` where one person took it back. */
  | { readonly type: 'reopen-task'; readonly task: TaskRef; readonly serial: number; readonly by?: string }
  | { readonly type: 'remind-task'; readonly task: TaskRef; readonly serial: number }
  /** The task is now also for `role`; `rung` counts the escalation chain from 0. */
  | { readonly type: 'escalate-task'; readonly task: TaskRef; readonly serial: number; readonly rung: number; readonly role: string }
  | { readonly type: 'set-timer'; readonly timer: TimerId; readonly serial: number; readonly dueAt: IsoMoment }
  | { readonly type: 'cancel-timer'; readonly timer: TimerId; readonly serial: number }
  | ClockEffect
  /** `retry.backoff` doubles with each attempt; `dry` is the result in an exercise; `compensates` names the call this one makes good. */
  | { readonly type: 'call-automation'; readonly action: string; readonly automation: string; readonly serial: number; readonly input: JsonObject; readonly timeout?: IsoDuration; readonly retry?: { readonly attempts: number; readonly backoff?: IsoDuration }; readonly dry?: JsonObject; readonly compensates?: number }
  /** The result was taken, or (`abandoned`) nobody waits for it any more. */
  | { readonly type: 'settle-call'; readonly action: string; readonly serial: number; readonly as: 'succeeded' | 'failed' | 'abandoned' }
  | { readonly type: 'settle-link'; readonly action: string; readonly serial: number; readonly as: 'open' | 'closed'; readonly instanceId: string; readonly outcome?: string }
  /** `urgent`: rings until somebody signs, and climbs after `climbAfter` or the installation's own time. */
  | ({ readonly type: 'notify'; readonly action: string; readonly serial: number; readonly roles: readonly string[]; readonly text: Bilingual; readonly urgent?: true } & Ringing)
  /** An event for other plugins: ids and codes. */
  | { readonly type: 'publish'; readonly action: string; readonly serial: number; readonly event: string; readonly version: number; readonly data: JsonObject }
  | { readonly type: 'start-linked'; readonly action: string; readonly serial: number; readonly workflow: string; readonly data: JsonObject }
  /** An event for linked instances of this one: `links` are their serials, `workflows` what they run. */
  | { readonly type: 'tell-linked'; readonly action: string; readonly serial: number; readonly event: string; readonly data: JsonObject; readonly links: readonly number[]; readonly workflows: readonly string[] }
  | { readonly type: 'close-instance'; readonly outcome: string };

/** How an urgent notice rings; the installation's own times where it does not say. */
export interface Ringing {
  /** 1 before 2 before 3; 2 when absent. */
  readonly priority?: number;
  /** Unsigned for so long, it climbs a stage. */
  readonly climbAfter?: IsoDuration;
  /** Heard by no device for so long, it climbs at once. */
  readonly silentAfter?: IsoDuration;
  /** Roles of the bureau that are told with its leaders. */
  readonly bureau?: readonly string[];
  /** The task that a signature completes; done in whatever way, it ends the ringing. */
  readonly signedBy?: { readonly task: TaskRef; readonly outcome: string };
}

/** A due moment and why it is then. `at` is absent when the working calendar does not cover it (`undetermined`). */
export interface Due {
  readonly at?: IsoMoment;
  /** What keeps it undetermined: a year's notice, or the station's shifts. */
  readonly missing?: Gap;
  /** For people: `自 3月1日 起 30 天，3月31日 24:00 到期`. */
  readonly explanation: Bilingual;
}

// ── results ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The answer of `start` and `step`: a new snapshot with effects, or a refusal that changed nothing. */
export type StepResult = StepDone | StepRefused;

export interface StepDone {
  readonly ok: true;
  readonly snapshot: Snapshot;
  readonly effects: readonly Effect[];
  /** States left and entered, in order, for the history. */
  readonly left: readonly StatePath[];
  readonly entered: readonly StatePath[];
}

export interface StepRefused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** Why a step was refused. `refusalError(refusal)` makes the StationhouseError of it. */
export interface Refusal {
  readonly code: RefusalCode;
  /** What is wrong and what to do. */
  readonly text: Bilingual;
  /** `EVENT_REFUSED`: `{ reason }`, the key under `refusals:`. `FORM_INVALID`, `DATA_INVALID`: `{ problems: FormProblem[] }`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export type RefusalCode = Extract<
  ErrorCode,
  | 'EVENT_REFUSED' // the definition says no (`refuse:`)
  | 'EVENT_NOT_ACCEPTED' // no such event in the present state, or no guard lets it through
  | 'TASK_NOT_OPEN'
  | 'OUTCOME_UNKNOWN'
  | 'FORM_INVALID'
  | 'DATA_INVALID'
  | 'TIMER_NOT_SET'
  | 'INSTANCE_CLOSED'
  | 'EXPRESSION_FAILED'
  | 'CLOCK_NOT_RUNNING' // the clock or timer has stopped, or is another one of the same place
  | 'NOT_EDITABLE' // the definition lets nobody change it
  | 'EDIT_INVALID' // in the past, without a reason, neither moment nor budget
  | 'BEYOND_BOUND' // `{ latest, because }`: a bound of the law or of the bureau
  | 'EDIT_PENDING' // another edit waits for its second person
  | 'NO_EDIT_PENDING'
  | 'SECOND_PERSON_NEEDED' // whoever proposed an edit cannot approve it
  | 'TASK_NOT_YOURS' // none of the person's roles is asked, or every place of theirs is taken
  | 'ALREADY_ANSWERED' // the same person twice
  | 'SEPARATE_DUTIES' // whoever did a step that this task is kept apart from
  | 'DELEGATION_NOT_ALLOWED'
  | 'RECALL_REFUSED' // `details.reason`: notOffered, notYours, tooLate, movedOn, irreversible
  | 'CALL_NOT_PENDING' // the result of an automation that nobody waits for (any more)
  | 'LINK_NOT_OPEN'
  | 'OUTPUT_INVALID' // an automation answered something else than it declares
  | 'LOOKUP_FAILED' // `{ lookup }`: what the step reads was not found
>;

/** One field of a form or of the data that is wrong. `field` is a path like `parties.0.name`, empty for the whole. */
export interface FormProblem {
  readonly field: string;
  readonly text: Bilingual;
}

// ── rules and problems ──────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A named rule of a plugin: a pure function, callable in guards as `name(data)`. Lives in the plugin's common half, so that
 * the browser's simulation runs it too.
 */
export interface Rule {
  /** CEL signature: `(data): bool`, `(string): string`. `data` is the instance's data as plain JSON. */
  readonly signature: string;
  readonly title: Bilingual;
  readonly because?: string;
  readonly evaluate: (...values: never[]) => Json;
}
export type Rules = Readonly<Record<string, Rule>>;

/** One thing wrong with a definition: where, what, and the mend. */
export interface DefinitionProblem {
  /** Stable: `UNKNOWN_TARGET`, `UNREACHABLE_STATE`, `GUARD_TYPE`, … */
  readonly code: string;
  /** Path inside the definition: `states.registered.on.grade.accepted`. */
  readonly path: string;
  readonly fileName?: string;
  /** Line in the file, from 1, when the text is at hand. */
  readonly line?: number;
  readonly text: Bilingual;
}

/** The error `parseDefinition` and `compile` throw: code DEFINITION_INVALID, `details.problems: DefinitionProblem[]`. */
export type DefinitionError = StationhouseError;
