import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, Effect } from '@stationhouse/workflow';
import type { HistoryKind } from '../entities.js';

/** The transitions of the XES lifecycle extension (IEEE 1849-2016, standard model) that the log uses. */
export type Transition = 'schedule' | 'assign' | 'reassign' | 'start' | 'suspend' | 'resume' | 'complete' | 'withdraw';

/** What an activity may say beside its name: words of the definition, moments, sums and hashes, nothing of a person. */
export const DETAILS = ['entered', 'result', 'cause', 'before', 'after', 'dueAt', 'sha256', 'bytes', 'mediaType'] as const;
export type Details = { readonly [Name in (typeof DETAILS)[number]]?: string | undefined };

/** One event of an event log. It carries no data of the case: what was done, when, in which role. */
export interface Activity {
  readonly name: Bilingual;
  readonly transition: Transition;
  /** The role it was asked of; absent where nobody was asked. */
  readonly role?: string | undefined;
  /** Who did it. Leaves the house as a pseudonym of one export. */
  readonly actorId?: Id | null | undefined;
  /** The opening of a task it belongs to. */
  readonly task?: number | undefined;
  /** The running of a clock it belongs to. */
  readonly clock?: number | undefined;
  readonly attachment?: Id | undefined;
  readonly notice?: Id | undefined;
  /** An instance that this one started. */
  readonly linked?: Id | undefined;
  readonly details?: Details | undefined;
}

/** A step as the log reads it: facts without forms, payloads, reasons or texts. */
export interface LoggedStep {
  readonly version: number;
  readonly at: Date;
  readonly kind: HistoryKind;
  readonly definition: string;
  readonly actorId: Id | null;
  readonly task: string | null;
  readonly serial: number | null;
  readonly name: string | null;
  readonly entered: readonly string[];
  /** Of an attached or removed file. */
  readonly file: { readonly attachment: Id; readonly sha256: string; readonly bytes: number; readonly mediaType: string } | null;
  /** Of a move to another version: hashes. */
  readonly moved: { readonly from: string; readonly to: string } | null;
  readonly effects: readonly LoggedEffect[];
}

/** What is read of an effect, of the kinds in {@link LOGGED_EFFECTS}; absent where the effect has none. */
export interface LoggedEffect {
  readonly type: Effect['type'];
  readonly task?: string;
  readonly serial?: number;
  readonly clock?: string;
  readonly timer?: string;
  readonly as?: string;
  readonly role?: string;
  readonly action?: string;
  readonly cause?: string;
  /** Moments that were due before and are after: of a clock, a task or a timer. */
  readonly before?: string;
  readonly after?: string;
  readonly dueAt?: string;
  readonly outcome?: string;
  readonly instanceId?: Id;
}

/** A notice that a step led to. */
export interface LoggedNotice {
  readonly id: Id;
  readonly instanceId: Id;
  readonly version: number;
  readonly kind: string;
  readonly urgency: string;
  readonly title: Bilingual;
  readonly at: Date;
}

/** The effects an event log tells of: all but timers that are set and cancelled, which are the engine's own book-keeping. */
export const LOGGED_EFFECTS: readonly Effect['type'][] = [
  'open-task', 'close-task', 'answer-task', 'delegate-task', 'reopen-task', 'remind-task', 'escalate-task', 'change-task', 'change-timer',
  'start-clock', 'pause-clock', 'resume-clock', 'change-clock', 'restore-clock', 'warn-clock', 'breach-clock', 'stop-clock', 'propose-edit', 'reject-edit',
  'call-automation', 'settle-call', 'publish', 'start-linked', 'tell-linked', 'settle-link', 'close-instance',
];

const STARTED = text('发起', 'Start');
const CLOSED = text('办结', 'Close');
const CALLED_OFF = text('撤销事项', 'Call off');
const EDITED = text('调整时限', 'Change a clock');
const ATTACHED = text('添加附件', 'Attach a file');
const DETACHED = text('移除附件', 'Remove a file');
const ERASED = text('清除个人信息', 'Erase personal data');
const MOVED = text('迁移到新版流程', 'Move to a new version');
const MOVED_BACK = text('撤回版本迁移', 'Take the move back');
const RAN_OUT = text('到时', 'A timer ran out');
const COUNTED = text('计时', 'Clock');

/** What a step comes to in an event log: the deed first, then what followed from it. */
export function activitiesOf(step: LoggedStep, compiled: CompiledWorkflow, notices: readonly LoggedNotice[] = []): Activity[] {
  const [first, ...rest] = [...deedOf(step, compiled), ...step.effects.flatMap((effect) => consequenceOf(effect, step, compiled)), ...notices.map(toldIn)];
  if (first === undefined) return [];
  return step.entered.length === 0 ? [first, ...rest] : [{ ...first, details: { ...first.details, entered: step.entered.join(' ') } }, ...rest];
}

function toldIn({ id, title, kind }: LoggedNotice): Activity {
  return { name: joined(text('通知', 'Notice'), title), transition: 'complete', notice: id, details: { result: kind } };
}

function deedOf(step: LoggedStep, compiled: CompiledWorkflow): Activity[] {
  const { actorId, kind } = step;
  const did = (name: Bilingual, more: Partial<Activity> = {}): Activity[] => [{ name, transition: 'complete', actorId, ...more }];
  const onTask = (transition: Transition, name = titleOf(step.task, compiled)): Activity[] => [{ name, transition, actorId, task: step.serial ?? undefined }];
  switch (kind) {
    case 'start':
      return did(STARTED);
    case 'event':
      return did(compiled.events[step.name ?? '']?.title ?? text('事件', 'Event'));
    case 'cancel':
      return did(CALLED_OFF);
    case 'claim-task':
      return onTask('start');
    case 'release-task':
      return onTask('suspend');
    case 'assign-task':
      return onTask('assign');
    case 'delegate-task':
      return onTask('reassign');
    case 'recall-task':
      return onTask('complete', joined(text('撤回', 'Take back'), titleOf(step.task, compiled)));
    case 'edit-clock':
    case 'edit-timer':
    case 'approve-edit':
    case 'reject-edit':
      return did(EDITED);
    case 'attach-file':
      return did(ATTACHED, fileOf(step));
    case 'remove-file':
      return did(DETACHED, fileOf(step));
    case 'erase':
      return did(ERASED);
    case 'migrate':
      return did(MOVED, { details: { before: step.moved?.from, after: step.moved?.to } });
    case 'undo-migration':
      return did(MOVED_BACK);
    case 'timer':
      return did(RAN_OUT);
    default:
      // A completed task, and the result of an automation or a linked instance, are told by their effects.
      return [];
  }
}

function fileOf({ file }: LoggedStep): Pick<Activity, 'attachment' | 'details'> {
  return file === null ? {} : { attachment: file.attachment, details: { sha256: file.sha256, bytes: String(file.bytes), mediaType: file.mediaType } };
}

function consequenceOf(effect: LoggedEffect, step: LoggedStep, compiled: CompiledWorkflow): Activity[] {
  return ofTask(effect, step, compiled) ?? ofClock(effect, compiled) ?? outward(effect) ?? [];
}

function ofTask(effect: LoggedEffect, { actorId }: LoggedStep, compiled: CompiledWorkflow): Activity[] | undefined {
  const task = effect.serial;
  const name = titleOf(effect.task, compiled);
  switch (effect.type) {
    case 'open-task':
      return [{ name, transition: 'schedule', role: effect.role, task, details: { dueAt: effect.dueAt } }];
    case 'reopen-task':
      return [{ name, transition: 'schedule', task, details: { result: 'reopened' } }];
    case 'close-task':
      return [effect.as === 'done' ? { name, transition: 'complete', actorId, task, details: { result: effect.outcome } } : { name, transition: 'withdraw', task }];
    case 'answer-task':
      return [{ name: joined(text('签', 'Sign'), name), transition: 'complete', actorId, task, details: { result: effect.outcome } }];
    case 'remind-task':
      return [{ name: joined(text('到期提醒', 'Reminder'), name), transition: 'complete', task }];
    case 'escalate-task':
      return [{ name: joined(text('逾期上报', 'Overdue, escalated'), name), transition: 'reassign', role: effect.role, task }];
    case 'change-task':
      return [{ name: joined(text('任务期限重算', 'Task due anew'), name), transition: 'complete', task, details: changeOf(effect) }];
    // The deed tells it.
    case 'delegate-task':
      return [];
    default:
      return undefined;
  }
}

function ofClock(effect: LoggedEffect, compiled: CompiledWorkflow): Activity[] | undefined {
  const title = compiled.clocks[effect.clock ?? '']?.title ?? text('时限', 'Clock');
  const told = (name: Bilingual, transition: Transition, details?: Details): Activity[] => [{ name: joined(name, title), transition, clock: effect.serial, details }];
  switch (effect.type) {
    case 'start-clock':
      return told(COUNTED, 'start', { dueAt: effect.dueAt });
    case 'pause-clock':
      return told(COUNTED, 'suspend');
    case 'resume-clock':
      return told(COUNTED, 'resume', { dueAt: effect.dueAt });
    case 'stop-clock':
      return told(COUNTED, 'complete', { result: effect.as });
    case 'restore-clock':
      return told(COUNTED, 'resume', { result: 'restored', dueAt: effect.dueAt });
    case 'change-clock':
      return told(text('时限变更', 'Clock changed'), 'complete', changeOf(effect));
    case 'warn-clock':
      return told(text('时限预警', 'Clock warning'), 'complete');
    case 'breach-clock':
      return told(text('超过时限', 'Breach'), 'complete');
    case 'change-timer':
      return [{ name: text('等待变更', 'Wait changed'), transition: 'complete', details: changeOf(effect) }];
    case 'propose-edit':
      return [{ name: text('提出调整，待审批', 'Change proposed'), transition: 'schedule', role: effect.role, details: changeOf(effect) }];
    // The deed tells it.
    case 'reject-edit':
      return [];
    default:
      return undefined;
  }
}

function outward(effect: LoggedEffect): Activity[] | undefined {
  const [automation, linked] = [text('自动步骤', 'Automation'), text('关联事项', 'Linked instance')];
  const named = (name: Bilingual) => joined(name, text(effect.action ?? '', effect.action ?? ''));
  switch (effect.type) {
    case 'call-automation':
      return [{ name: named(automation), transition: 'schedule' }];
    case 'settle-call':
      return [{ name: named(automation), transition: effect.as === 'abandoned' ? 'withdraw' : 'complete', details: { result: effect.as } }];
    case 'publish':
      return [{ name: named(text('发布事件', 'Event published')), transition: 'complete' }];
    case 'start-linked':
      return [{ name: named(linked), transition: 'schedule' }];
    case 'tell-linked':
      return [{ name: named(text('告知关联事项', 'Linked instances told')), transition: 'complete' }];
    case 'settle-link':
      return [{ name: named(linked), transition: effect.as === 'closed' ? 'complete' : 'start', linked: effect.instanceId, details: { result: effect.outcome } }];
    case 'close-instance':
      return [{ name: CLOSED, transition: 'complete', details: { result: effect.outcome } }];
    default:
      return undefined;
  }
}

function changeOf({ cause, before, after, dueAt }: LoggedEffect): Details {
  return { cause, before, after: after ?? dueAt };
}

function titleOf(task: string | null | undefined, compiled: CompiledWorkflow): Bilingual {
  return compiled.tasks[task ?? '']?.title ?? text('任务', 'Task');
}

function joined(left: Bilingual, right: Bilingual): Bilingual {
  return text(`${left['zh-CN']}：${right['zh-CN']}`, `${left.en}: ${right.en}`);
}
