import { ROLES } from '@stationhouse/access';
import { StationhouseError, text } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { TaskRow } from '../entities.js';

/** The roles that are held at a bureau, and nowhere else. */
export const BUREAU_ROLES: readonly string[] = ROLES.filter(({ scope }) => scope === 'BUREAU').map(({ id }) => id);

/** Of a task `t`: as {@link isOfBureau}. The index `task_of_bureau` is of these rows. */
export const OF_BUREAU = `t.roles[1] IN (${BUREAU_ROLES.map((role) => `'${role}'`).join(', ')})`;

/**
 * True for a task that the bureau does for its station: the first role it is for is the bureau's. One of the station's own that climbs to
 * the bureau is not: that hears of it, and the station does it.
 */
export function isOfBureau({ roles: [first] }: Pick<TaskRow, 'roles'>): boolean {
  return first !== undefined && BUREAU_ROLES.includes(first);
}

/** True where a workflow has tasks that the bureau does. */
export function hasBureauTasks(compiled: CompiledWorkflow | undefined): boolean {
  return Object.values(compiled?.tasks ?? {}).some(({ card }) => card?.for === 'bureau');
}

/** The station neither gives the bureau's tasks to anybody nor takes them back. @throws StationhouseError TASK_NOT_YOURS */
export function requireOfStation(task: Pick<TaskRow, 'roles'>): void {
  if (!isOfBureau(task)) return;
  throw new StationhouseError('TASK_NOT_YOURS', text('此任务由分局办理，派出所不能指派或退回。', 'The bureau does this task: the station neither gives it to anybody nor takes it back.'));
}
