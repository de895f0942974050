import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, Effect } from '@stationhouse/workflow';
import type { HistoryKind } from '../entities.js';

/** The transitions of the XES lifecycle extension (IEEE 1849-2016, standard model) that the log uses. */
export type Transition = 'schedule' | 'assign' | 'reassign' | 'start' | 'suspend' | 'complete' | 'withdraw';

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
  readonly effects: readonly LoggedEffect[];
}

/** What is read of an effect, of the kinds in {@link LOGGED_EFFECTS}. */
export interface LoggedEffect {
  readonly type: Effect['type'];
  readonly task: string | null;
  readonly serial: number | null;
  readonly clock: string | null;
  readonly as: string | null;
  readonly role: string | null;
}

/** The effects an event log tells of. */
export const LOGGED_EFFECTS: readonly Effect['type'][] = ['open-task', 'close-task', 'answer-task', 'breach-clock', 'close-instance'];

const STARTED = text('发起', 'Start');
const CLOSED = text('办结', 'Close');
const CALLED_OFF = text('撤销事项', 'Call off');
const EDITED = text('调整时限', 'Change a clock');
const ATTACHED = text('添加附件', 'Attach a file');
const DETACHED = text('移除附件', 'Remove a file');

/** What a step comes to in an event log: the deed first, then what followed from it. */
export function activitiesOf(step: LoggedStep, compiled: CompiledWorkflow): Activity[] {
  return [...deedOf(step, compiled), ...step.effects.flatMap((effect) => consequenceOf(effect, step, compiled))];
}

function deedOf(step: LoggedStep, compiled: CompiledWorkflow): Activity[] {
  const { actorId, kind } = step;
  const did = (name: Bilingual): Activity[] => [{ name, transition: 'complete', actorId }];
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
      return did(ATTACHED);
    case 'remove-file':
      return did(DETACHED);
    default:
      // A completed task is told by its effect; what no person did is no activity of its own.
      return [];
  }
}

function consequenceOf(effect: LoggedEffect, { actorId }: LoggedStep, compiled: CompiledWorkflow): Activity[] {
  const task = effect.serial ?? undefined;
  const name = titleOf(effect.task, compiled);
  switch (effect.type) {
    case 'open-task':
      return [{ name, transition: 'schedule', role: effect.role ?? undefined, task }];
    case 'close-task':
      return [effect.as === 'done' ? { name, transition: 'complete', actorId, task } : { name, transition: 'withdraw', task }];
    case 'answer-task':
      return [{ name: joined(text('签', 'Sign'), name), transition: 'complete', actorId, task }];
    case 'breach-clock':
      return [{ name: joined(text('超过时限', 'Breach'), compiled.clocks[effect.clock ?? '']?.title ?? text('时限', 'Clock')), transition: 'complete' }];
    case 'close-instance':
      return [{ name: CLOSED, transition: 'complete' }];
    default:
      return [];
  }
}

function titleOf(task: string | null, compiled: CompiledWorkflow): Bilingual {
  return compiled.tasks[task ?? '']?.title ?? text('任务', 'Task');
}

function joined(left: Bilingual, right: Bilingual): Bilingual {
  return text(`${left['zh-CN']}：${right['zh-CN']}`, `${left.en}: ${right.en}`);
}
