import { badInput, notFound, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { Stage } from '../steps/stage.js';
import type { StepRecord } from '../steps/step-record.js';
import type { ExerciseStatus } from './entities.js';

const STOPPED: Readonly<Record<Exclude<ExerciseStatus, 'running'>, { readonly code: 'EXERCISE_HALTED' | 'EXERCISE_NOT_RUNNING'; readonly words: Bilingual }>> = {
  halted: { code: 'EXERCISE_HALTED', words: text('演练已停止，已转实警，不再办理演练事项。请按指令处置真实警情。', 'The exercise was halted: it is real now. Nothing of the exercise can be done any more; follow orders for the real call.') },
  ended: { code: 'EXERCISE_NOT_RUNNING', words: text('演练已结束，不再办理演练事项，可查看复盘。', 'The exercise has ended. See its after-action review.') },
  paused: { code: 'EXERCISE_NOT_RUNNING', words: text('演练已暂停，请等导调人员继续后再办理。', 'The exercise is paused. Wait until its director resumes it.') },
  planned: { code: 'EXERCISE_NOT_RUNNING', words: text('演练尚未开始。', 'The exercise has not started.') },
};

/** @throws StationhouseError EXERCISE_HALTED, EXERCISE_NOT_RUNNING for an exercise whose clock stands */
export function requireRunning({ exercise }: Pick<Stage, 'exercise'>): void {
  if (exercise === null || exercise.status === 'running') return;
  throw stopped(exercise.status);
}

/** Why nothing can be done in an exercise whose clock stands. */
export function stopped(status: Exclude<ExerciseStatus, 'running'>): StationhouseError {
  const { code, words } = STOPPED[status];
  return new StationhouseError(code, words, { status });
}

/**
 * Whether what is started is an exercise.
 * @throws StationhouseError NOT_FOUND for an exercise that is not there, BAD_INPUT for one about a real incident
 */
export function exerciseOf({ exercise }: Pick<Stage, 'exercise'>, command: { readonly exercise?: boolean | undefined; readonly exerciseId?: string | undefined; readonly incidentId?: string | undefined }): boolean {
  if (command.exerciseId !== undefined && exercise === null) throw notFound(text('演练', 'Exercise'));
  const practised = command.exercise === true || command.exerciseId !== undefined;
  if (practised && command.incidentId !== undefined) throw badInput('incidentId', text('演练事项不能关联真实警情。', 'An exercise cannot be started from a real incident.'));
  return practised;
}

/** The moment due timers are compared with: a standing clock reaches none. */
export function clockOf({ exercise, now }: Pick<Stage, 'exercise' | 'now'>): Date {
  if (exercise === null) return now;
  return exercise.status === 'running' ? new Date(exercise.time) : new Date(0);
}

/** What `apply_steps` checks the exercise's clock by. */
export function exerciseMark({ exercise, readAt }: Pick<Stage, 'exercise' | 'readAt'>): StepRecord['exercise'] {
  return exercise === null ? undefined : { id: exercise.id, revision: exercise.revision, readAt: readAt.toISOString() };
}
