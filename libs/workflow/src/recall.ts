import { addDuration, text, type Bilingual } from '@stationhouse/kernel';
import { refuse } from './refused.js';
import { restore } from './restore.js';
import type { CompiledWorkflow, Effect, Recallable, Snapshot, StepContext, StepDone, WorkflowEvent } from './types.js';

/** What has gone out into the world cannot be taken back. */
const IRREVERSIBLE: ReadonlySet<Effect['type']> = new Set(['call-automation', 'notify', 'publish', 'start-linked', 'tell-linked', 'close-instance']);

/** Keeps what is needed to take a completed task back, where its definition allows that. Any other step forgets it. */
export function withRecall(compiled: CompiledWorkflow, snapshot: Snapshot, event: WorkflowEvent, done: StepDone, context: StepContext): StepDone {
  const recall = event.type === 'complete-task' ? compiled.tasks[event.task]?.recall : undefined;
  if (event.type !== 'complete-task' || recall === undefined || done.snapshot.status === 'closed') return done;
  const { recall: _, ...before } = snapshot;
  const recallable: Recallable = {
    task: event.task,
    serial: snapshot.tasks[event.task]?.serial ?? 0,
    ...(event.by === undefined ? {} : { by: event.by.accountId }),
    until: addDuration(context.now, recall, context.timeZone).toISOString(),
    ...(done.effects.some(({ type }) => IRREVERSIBLE.has(type)) ? {} : { before }),
  };
  return { ...done, snapshot: { ...done.snapshot, recall: recallable } };
}

/** Takes a completed task, or one answer to it, back. */
export function recalled(compiled: CompiledWorkflow, snapshot: Snapshot, event: Extract<WorkflowEvent, { type: 'recall-task' }>, context: StepContext): StepDone {
  const recall = snapshot.recall;
  if (compiled.tasks[event.task]?.recall === undefined) no('notOffered', text('此任务不能撤回。', 'This task cannot be taken back.'));
  if (recall?.task !== event.task || recall.serial !== event.serial) return no('movedOn', text('此后流程已有新的进展，不能撤回。', 'Something has happened since, so this cannot be taken back.'));
  if (recall.by !== event.by?.accountId) no('notYours', text('只有办理人本人可以撤回。', 'Only whoever completed it can take it back.'));
  if (recall.before === undefined) return no('irreversible', text('办理后已发出通知、事件、自动步骤或关联事项，不能撤回。', 'A notice, an event, an automation or a linked instance has gone out, so this cannot be taken back.'));
  if (context.now.toISOString() > recall.until) no('tooLate', text('已超过可撤回的时间。', 'The time to take this back is over.'));
  const done = restore(compiled, snapshot, recall.before, context);
  const holder = compiled.tasks[event.task]?.answers === undefined ? recall.by : undefined;
  const effects = done.effects.map((effect) => (effect.type === 'reopen-task' && effect.task === event.task && holder !== undefined ? { ...effect, by: holder } : effect));
  return { ...done, effects };
}

function no(reason: 'notOffered' | 'movedOn' | 'notYours' | 'irreversible' | 'tooLate', message: Bilingual): never {
  return refuse('RECALL_REFUSED', message, { reason });
}
