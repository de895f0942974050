import { notFound, StationhouseError, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import { editRuleOf, type CompiledWorkflow, type Snapshot, type WorkflowEvent } from '@stationhouse/workflow';
import { isCandidate, type Actor, type Duty } from '../candidates.js';
import type { TaskRow } from '../entities.js';

interface OnClock {
  readonly instanceId: Id;
  /** The clock's key (`ref`), or the timer of a wait: `followingUp.soon.waiting@until`. */
  readonly clock: string;
  readonly expectedVersion?: number | undefined;
  /** Chosen by the sender, once per intention. */
  readonly idempotencyKey: string;
}

/** A change of a running clock: its due moment, or its budget. */
export interface EditClock extends OnClock {
  readonly dueAt?: string | undefined;
  readonly budget?: IsoDuration | undefined;
  readonly reason: string;
}

/** The answer of a second person. */
export interface AnswerClockEdit extends OnClock {
  readonly approve: boolean;
}

const serialOf = (snapshot: Snapshot, clock: string) => (Object.hasOwn(snapshot.clocks, clock) ? snapshot.clocks[clock] : Object.hasOwn(snapshot.timers, clock) ? snapshot.timers[clock] : undefined)?.serial;

/** What the engine is told. @throws StationhouseError NOT_FOUND, EDIT_INVALID */
export function clockEvent(snapshot: Snapshot, command: EditClock | AnswerClockEdit, by: Id): WorkflowEvent {
  const serial = serialOf(snapshot, command.clock);
  if (serial === undefined) throw notFound(text('运行中的时限', 'Running clock'));
  if ('approve' in command) return { type: command.approve ? 'approve-edit' : 'reject-edit', of: command.clock, serial, by };
  const { dueAt, budget, reason, clock } = command;
  if ((dueAt === undefined) === (budget === undefined)) throw new StationhouseError('EDIT_INVALID', text('请填写新的到期时间或新的时长，二者之一。', 'Give a new due moment or a new budget, one of them.'));
  if (budget !== undefined) return { type: 'edit-clock', clock, serial, budget, reason, by };
  const moment = dueAt ?? '';
  return clock.includes('@') ? { type: 'edit-timer', timer: clock, serial, dueAt: moment, reason, by } : { type: 'edit-clock', clock, serial, dueAt: moment, reason, by };
}

/**
 * Whose deed a change is: the roles that may change the clock, or answer for it. Undefined where no role is asked: whoever
 * proposed a change may withdraw it, and the engine says why a clock cannot be changed.
 */
export function editorsOf(compiled: CompiledWorkflow, snapshot: Snapshot, command: EditClock | AnswerClockEdit, actor: Actor): Editors | undefined {
  const rule = editRuleOf(compiled, command.clock);
  if (rule === undefined || serialOf(snapshot, command.clock) === undefined) return undefined;
  const answering = 'approve' in command;
  const proposed = snapshot.clocks[command.clock]?.proposed ?? snapshot.timers[command.clock]?.proposed;
  if (answering && (proposed === undefined || proposed.by === actor.accountId)) return undefined;
  return { roles: answering ? (rule.approval === undefined ? [] : [rule.approval]) : [...rule.by], status: 'OPEN', assigneeId: null };
}

/** The roles that are asked, in the shape of a task for them. */
export type Editors = Pick<TaskRow, 'roles' | 'status' | 'assigneeId'>;

/** @throws StationhouseError FORBIDDEN */
export function requireEditor(editors: Editors, actor: Actor, duty: Duty): void {
  if (isCandidate(editors, actor, duty)) return;
  throw new StationhouseError('FORBIDDEN', text('您的岗位不能调整此时限，请联系有权的同事。', 'Your role may not change this clock. Ask a colleague who may.'));
}
