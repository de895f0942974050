import type { TenantContext } from '@stationhouse/database';
import type { AuditAction } from '@stationhouse/audit';
import { OUTSIDE_ROLES } from '@stationhouse/access';
import { newId, type Bilingual, type Id } from '@stationhouse/kernel';
import { activeStates, type CompiledWorkflow, type Effect, type Gap, type JsonObject, type Snapshot, type StepDone } from '@stationhouse/workflow';
import type { CallSettings, CallStatus, ClockChanged, ClockState, HistoryKind, RecordedStep, TaskStatus } from '../entities.js';
import type { NumberSeries } from './numbers.js';

/** A task that opens in a step, in the shape `apply_steps` writes. */
interface OpenedTask {
  readonly id: Id;
  readonly serial: number;
  readonly ref: string;
  readonly key: string;
  readonly status: TaskStatus;
  readonly roles: readonly string[];
  readonly dueAt?: string | undefined;
  readonly dueExplanation?: Bilingual | undefined;
  readonly completedAt?: string | undefined;
  readonly outcome?: string | undefined;
}

/** A change of a task of an earlier step. Absent fields stay as they are; `OPEN` and `CLAIMED` also take back how it was closed, `OPEN` the assignee too. */
export interface ChangedTask {
  readonly serial: number;
  /** Both where the task goes on under another name. */
  readonly ref?: string | undefined;
  readonly key?: string | undefined;
  readonly status?: TaskStatus | undefined;
  readonly assigneeId?: Id | undefined;
  readonly completedBy?: Id | undefined;
  readonly outcome?: string | undefined;
  readonly reminded?: boolean | undefined;
  readonly addRoles?: readonly string[] | undefined;
  /** True when the due moment is given anew. */
  readonly redue?: boolean | undefined;
  readonly dueAt?: string | undefined;
  readonly dueExplanation?: Bilingual | undefined;
}

export interface ChangedClock {
  readonly serial: number;
  /** Where the clock goes on under another name. */
  readonly ref?: string | undefined;
  readonly state: ClockState;
  /** True when due and warning moments are given anew: after a pause, by a late fact, by hand. */
  readonly resumed?: boolean | undefined;
  readonly dueAt?: string | undefined;
  readonly warnAt?: string | undefined;
  readonly explanation?: Bilingual | undefined;
  readonly pausedAt?: string | undefined;
  readonly pausedState?: string | undefined;
  readonly stoppedAt?: string | undefined;
  readonly changes?: readonly ClockChanged[] | undefined;
}

interface StartedClock extends ChangedClock {
  readonly id: Id;
  readonly ref: string;
  readonly around: readonly string[];
  readonly startedAt: string;
}

/** A call of an automation, as a step makes it. */
interface MadeCall {
  readonly id: Id;
  readonly serial: number;
  readonly automation: string;
  readonly action: string;
  readonly input: JsonObject;
  readonly settings: CallSettings;
  readonly compensates?: number | undefined;
}

/** What became of a call of an earlier step. */
export interface SettledCall {
  readonly serial: number;
  readonly status: CallStatus;
  readonly error?: string | undefined;
}

/** One step as `app.apply_steps` takes it: everything it writes, computed on version `expected` (0: the start). */
export interface StepRecord {
  readonly stationId: Id;
  readonly instanceId: Id;
  readonly expected: number;
  /** The moment it was computed for. */
  readonly at: string;
  /** The station's revision when it was computed from memory: applied only while that holds. */
  readonly revision?: string | undefined;
  /** The exercise it is part of: `at` is by its clock, on this revision, and `readAt` domain time. */
  readonly exercise?: { readonly id: Id; readonly revision: number; readonly readAt: string } | undefined;
  /** Absent when the step moves no state. */
  readonly instance?:
    | {
        readonly workflow: string;
        readonly definition: string;
        readonly status: Snapshot['status'];
        readonly outcome?: string | undefined;
        readonly exercise: boolean;
        readonly incidentId?: Id | undefined;
        readonly parentId?: Id | undefined;
        readonly states: readonly string[];
        readonly snapshot: Snapshot;
        /** Of a start that is restricted to a team. */
        readonly team?: readonly Id[] | undefined;
      }
    | undefined;
  /** By what the instance is of one matter with others from now on, in place of whatever it was known by: of a start, or worked out with each step (`knownBy`). */
  readonly matter?: { readonly key: string; readonly workflow: string } | undefined;
  /** Of a start. */
  readonly series?: NumberSeries | undefined;
  readonly history: {
    readonly kind: HistoryKind;
    readonly definition: string;
    readonly timeZone: string;
    /** Name of the working calendar it was computed on. */
    readonly calendar?: string | undefined;
    readonly event: RecordedStep;
    readonly actorId?: Id | undefined;
    readonly sessionId?: Id | undefined;
    readonly left: readonly string[];
    readonly entered: readonly string[];
    readonly effects: readonly Effect[];
  };
  /** Of a step of a migration: how its item stands in the batch from now on. */
  readonly migrated?: { readonly batch_id: Id; readonly status: 'moved' | 'undone' } | undefined;
  readonly idempotency?: { readonly accountId: Id; readonly key: string; readonly command: string } | undefined;
  readonly audit?: { readonly id: Id; readonly action: string; readonly actorId?: Id | undefined; readonly sessionId?: Id | undefined; readonly address?: string | undefined; readonly requestId?: string | undefined; readonly purpose?: string | undefined; readonly details: Readonly<Record<string, unknown>> } | undefined;
  readonly tasksOpened: readonly OpenedTask[];
  readonly tasksChanged: readonly ChangedTask[];
  readonly clocksStarted: readonly StartedClock[];
  readonly clocksChanged: readonly ChangedClock[];
  readonly timersSet: readonly { readonly id: Id; readonly serial: number; readonly timer: string; readonly dueAt: string }[];
  readonly timersGone: readonly number[];
  readonly callsMade: readonly MadeCall[];
  readonly callsSettled: readonly SettledCall[];
  /** Instances to be started; the id is the one they will have. */
  readonly linksMade: readonly { readonly id: Id; readonly serial: number; readonly action: string; readonly workflow: string }[];
  readonly linksSettled: readonly { readonly serial: number; readonly status: 'open' | 'closed'; readonly outcome?: string | undefined }[];
  readonly jobs: readonly { readonly id: Id; readonly topic: string; readonly payload: Readonly<Record<string, string | number>> }[];
}

/** Topic of the outbox job that carries out what a step asked of the surroundings; its payload names instance, version and serial. */
export const EFFECT_TOPIC = 'workflow.effect';
/** Topic of the job that makes one attempt of an automation's call; its payload names instance and serial. */
export const CALL_TOPIC = `${EFFECT_TOPIC}.call-automation`;
/** Says on the bus which calls nobody waits for any more: `station instance serial`. */
export const CALLS_ABANDONED_TOPIC = 'automation-calls-abandoned';
/** Topic of the job that starts an instance another one asked for. */
export const START_LINKED_TOPIC = `${EFFECT_TOPIC}.start-linked`;
/** Topic of the job that tells one linked instance an event; its payload names the parent, its version, the effect's serial and the link's. */
export const TELL_LINKED_TOPIC = `${EFFECT_TOPIC}.tell-linked`;
/** Topic of the job that asks neighbouring stations to help, or lets them go; its payload names the instance and the effect's serial. */
export const SHARE_TOPIC = `${EFFECT_TOPIC}.share`;
/** Topic of the job that hands an event which a step publishes to whoever hears it; its payload names instance and serial. */
export const PUBLISH_TOPIC = `${EFFECT_TOPIC}.publish`;
/** Topic of the job that tells instances of one matter at different stations of each other; its payload names the one that began. */
export const ELSEWHERE_TOPIC = 'workflow.matter-elsewhere';
/** Topic of the job that tells an instance how one it started has ended. */
export const LINKED_CLOSED_TOPIC = `${EFFECT_TOPIC}.linked-closed`;

export type Books = Pick<StepRecord, 'tasksOpened' | 'tasksChanged' | 'clocksStarted' | 'clocksChanged' | 'timersSet' | 'timersGone' | 'callsMade' | 'callsSettled' | 'linksMade' | 'linksSettled'>;

/** Nothing changes but the version: the books of a claim before its task is added. */
export const NO_BOOKS: Books = { tasksOpened: [], tasksChanged: [], clocksStarted: [], clocksChanged: [], timersSet: [], timersGone: [], callsMade: [], callsSettled: [], linksMade: [], linksSettled: [] };

/**
 * Turns the effects of a step into rows, one write per row: what opens and closes within the same step is written once,
 * in its last shape.
 */
export function booksOf(compiled: CompiledWorkflow, effects: readonly Effect[], at: string, completedBy: Id | undefined): Books {
  const opened = new Map<number, OpenedTask>();
  const changed = new Map<number, ChangedTask>();
  const started = new Map<number, StartedClock>();
  const ticked = new Map<number, ChangedClock>();
  const set = new Map<number, Books['timersSet'][number]>();
  const gone: number[] = [];
  const { callsMade, callsSettled, linksMade, linksSettled } = outwardBooks(effects);
  const changeTask = (change: ChangedTask) => {
    const own = opened.get(change.serial);
    if (own === undefined) changed.set(change.serial, { ...changed.get(change.serial), ...change, addRoles: [...(changed.get(change.serial)?.addRoles ?? []), ...(change.addRoles ?? [])] });
    else opened.set(change.serial, { ...own, status: change.status ?? own.status, outcome: change.outcome, ...(change.status === undefined ? {} : { completedAt: at }), ...(change.redue === true ? { dueAt: change.dueAt, dueExplanation: change.dueExplanation } : {}), roles: [...own.roles, ...(change.addRoles ?? [])] });
  };
  const changeClock = (change: ChangedClock) => {
    const own = started.get(change.serial);
    const before = own ?? ticked.get(change.serial);
    const changes = [...(before?.changes ?? []), ...(change.changes ?? [])];
    const merged = { ...change, ...(changes.length === 0 ? {} : { changes }) };
    if (own === undefined) ticked.set(change.serial, { ...before, ...merged });
    else started.set(change.serial, { ...own, ...merged });
  };
  for (const effect of effects) {
    switch (effect.type) {
      case 'open-task':
        opened.set(effect.serial, { id: newId(), serial: effect.serial, ref: effect.task, key: compiled.tasks[effect.task]?.key ?? effect.task, status: 'OPEN', roles: effect.roles, dueAt: effect.due?.at, dueExplanation: effect.due?.explanation });
        break;
      case 'close-task':
        changeTask({ serial: effect.serial, status: effect.as === 'done' ? 'DONE' : 'CANCELLED', outcome: effect.outcome, ...(effect.as === 'done' ? { completedBy, assigneeId: completedBy } : {}) });
        break;
      case 'answer-task':
        // Whoever held it has answered; the others have yet to.
        changeTask({ serial: effect.serial, status: 'OPEN' });
        break;
      case 'delegate-task':
        changeTask({ serial: effect.serial, status: 'CLAIMED', assigneeId: effect.to });
        break;
      case 'reopen-task':
        changeTask({ serial: effect.serial, status: effect.by === undefined ? 'OPEN' : 'CLAIMED', assigneeId: effect.by });
        break;
      case 'remind-task':
        changeTask({ serial: effect.serial, reminded: true });
        break;
      case 'escalate-task':
        changeTask({ serial: effect.serial, addRoles: [effect.role] });
        break;
      case 'set-timer':
        set.set(effect.serial, { id: newId(), serial: effect.serial, timer: effect.timer, dueAt: effect.dueAt });
        break;
      case 'cancel-timer':
        if (!set.delete(effect.serial)) gone.push(effect.serial);
        break;
      case 'start-clock':
        started.set(effect.serial, {
          id: newId(),
          serial: effect.serial,
          ref: effect.clock,
          around: compiled.clocks[effect.clock]?.around ?? [],
          state: effect.due.at === undefined ? 'undetermined' : 'running',
          startedAt: effect.startedAt,
          dueAt: effect.due.at,
          warnAt: effect.warnAt,
          explanation: effect.due.explanation,
        });
        break;
      case 'pause-clock':
        changeClock({ serial: effect.serial, state: 'paused', pausedAt: effect.at, pausedState: effect.state });
        break;
      case 'resume-clock':
        changeClock({ serial: effect.serial, state: effect.due.at === undefined ? 'undetermined' : 'running', resumed: true, dueAt: effect.due.at, warnAt: effect.warnAt, explanation: effect.due.explanation, pausedAt: undefined, pausedState: undefined });
        break;
      case 'change-clock':
        changeClock({ serial: effect.serial, state: effect.state, resumed: true, dueAt: effect.due.at, warnAt: effect.warnAt, explanation: effect.due.explanation, changes: [changeOf(effect)] });
        break;
      case 'change-task':
        changeTask({ serial: effect.serial, redue: true, dueAt: effect.due.at, dueExplanation: effect.due.explanation });
        break;
      case 'breach-clock':
        changeClock({ serial: effect.serial, state: 'breached' });
        break;
      case 'restore-clock':
        changeClock({ serial: effect.serial, state: effect.running.state, resumed: true, dueAt: effect.running.dueAt, warnAt: effect.running.warnAt, pausedAt: effect.running.pausedAt, pausedState: effect.state });
        break;
      case 'stop-clock':
        changeClock({ serial: effect.serial, state: effect.as, stoppedAt: effect.at });
        break;
      case 'change-timer':
      case 'propose-edit':
      case 'reject-edit':
      case 'warn-clock':
      case 'notify':
      case 'publish':
      case 'call-automation':
      case 'start-linked':
      case 'tell-linked':
      case 'share':
      case 'end-share':
      case 'settle-call':
      case 'settle-link':
      case 'close-instance':
        // Written in the history, calls and links in books of their own (outwardBooks); what must be carried out becomes a job (jobsOf).
        break;
    }
  }
  return { tasksOpened: [...opened.values()], tasksChanged: [...changed.values()], clocksStarted: [...started.values()], clocksChanged: [...ticked.values()], timersSet: [...set.values()], timersGone: gone, callsMade, callsSettled, linksMade, linksSettled };
}

/** The books of what goes on outside the instance: automations and instances it starts. */
function outwardBooks(effects: readonly Effect[]): Pick<Books, 'callsMade' | 'callsSettled' | 'linksMade' | 'linksSettled'> {
  return {
    callsMade: effects.flatMap((effect) => {
      if (effect.type !== 'call-automation') return [];
      const { serial, automation, action, input, timeout, retry, dry, compensates } = effect;
      const settings: CallSettings = { ...(timeout === undefined ? {} : { timeout }), ...(retry === undefined ? {} : { retry }), ...(dry === undefined ? {} : { dry }) };
      return [{ id: newId(), serial, automation, action, input, settings, compensates }];
    }),
    callsSettled: effects.flatMap((effect) => (effect.type === 'settle-call' ? [{ serial: effect.serial, status: effect.as }] : [])),
    linksMade: effects.flatMap((effect) => (effect.type === 'start-linked' ? [{ id: newId(), serial: effect.serial, action: effect.action, workflow: effect.workflow }] : [])),
    linksSettled: effects.flatMap((effect) => (effect.type === 'settle-link' ? [{ serial: effect.serial, status: effect.as, outcome: effect.outcome }] : [])),
  };
}

const changeOf = ({ at, cause, before, after, byHand }: Extract<Effect, { type: 'change-clock' }>): ClockChanged => ({ at, cause, before, after, ...(byHand === undefined ? {} : { byHand }) });

/** Topic of the outbox job that writes the notices of one step; its payload names instance and version. */
export const NOTICES_TOPIC = `${EFFECT_TOPIC}.notices`;

const TELLING: ReadonlySet<Effect['type']> = new Set(['notify', 'remind-task', 'escalate-task', 'delegate-task', 'warn-clock', 'breach-clock']);

/** A task that only people outside the police network do: somebody inside must know where none of them is there. */
export function isForOutside(effect: Effect): effect is Extract<Effect, { type: 'open-task' }> {
  return effect.type === 'open-task' && effect.roles.length > 0 && effect.roles.every((role) => OUTSIDE_ROLES.includes(role));
}

/** What a clock or task that an effect starts or changes is waiting for: a year's notice, or the station's shifts. */
export function missingFor(effect: Effect): Gap | undefined {
  return 'due' in effect && effect.due?.at === undefined ? effect.due?.missing : undefined;
}

/** The effects that somebody else carries out, as outbox rows that name them; the handler reads the rest in the history. One job tells everybody whom the step concerns, and one whoever started an instance that closes. @param emergency whether the instance may have been opened by its card: then its closing is told, too */
export function jobsOf(effects: readonly Effect[], instanceId: Id, version: number, parentId: Id | null, emergency = false): StepRecord['jobs'] {
  const others = effects.flatMap((effect): StepRecord['jobs'][number][] => {
    if (effect.type === 'call-automation' || effect.type === 'start-linked' || effect.type === 'publish') return [{ id: newId(), topic: `${EFFECT_TOPIC}.${effect.type}`, payload: { instanceId, version, serial: effect.serial } }];
    if (effect.type === 'share' || effect.type === 'end-share') return [{ id: newId(), topic: SHARE_TOPIC, payload: { instanceId, serial: effect.serial } }];
    if (effect.type === 'tell-linked') return effect.links.map((link) => ({ id: newId(), topic: TELL_LINKED_TOPIC, payload: { instanceId, version, serial: effect.serial, link } }));
    return effect.type === 'close-instance' && parentId !== null ? [{ id: newId(), topic: LINKED_CLOSED_TOPIC, payload: { childId: instanceId } }] : [];
  });
  return effects.some((effect) => TELLING.has(effect.type) || (emergency && effect.type === 'close-instance') || isForOutside(effect) || missingFor(effect) !== undefined) ? [...others, noticesJob(instanceId, version)] : others;
}

/** The job that writes the notices of the step which led to a version. */
export function noticesJob(instanceId: Id, version: number): StepRecord['jobs'][number] {
  return { id: newId(), topic: NOTICES_TOPIC, payload: { instanceId, version } };
}

/** The job that tells other stations of an instance which has begun. */
export function elsewhereJob(instanceId: Id): StepRecord['jobs'][number] {
  return { id: newId(), topic: ELSEWHERE_TOPIC, payload: { instanceId } };
}

/** What a step writes of the instance itself. */
export function instanceOf(compiled: CompiledWorkflow, done: StepDone, facts: { exercise: boolean; incidentId?: Id | undefined; parentId?: Id | undefined }): NonNullable<StepRecord['instance']> {
  const { snapshot } = done;
  return { workflow: compiled.id, definition: compiled.hash, status: snapshot.status, outcome: snapshot.outcome, ...facts, states: activeStates(snapshot), snapshot };
}

/** The audit line of a step somebody took. @param purpose why, where a reason is asked for */
export function auditOf(context: TenantContext, action: AuditAction, details: Readonly<Record<string, unknown>>, purpose?: string): StepRecord['audit'] {
  return { id: newId(), action: action.id, purpose, actorId: context.accountId, sessionId: context.sessionId, address: context.address, requestId: context.requestId, details };
}
