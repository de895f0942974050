import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { listExercises, measureObjectives, readRecord, type WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { MOST_LISTED, type DrillAction, type Listed } from './contents.js';

const DRILL_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * What drills have left to do: the objectives that the exercises of the last thirty days did not reach, the latest exercise first. A briefing learns of drills here and nowhere else;
 * actions with somebody in charge and a date, once drills keep them, are read in place of this.
 */
export async function missedObjectives(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id): Promise<Listed<DrillAction>> {
  const since = tenant.now.getTime() - DRILL_DAYS * DAY_MS;
  const over = (await listExercises(tenant, stationId, false)).filter(({ stoppedAt }) => stoppedAt !== null && stoppedAt.getTime() >= since);
  const actions: DrillAction[] = [];
  for (const exercise of over) {
    const measured = await measureObjectives(tenant, await readRecord(tenant, exercise), (definition) => catalog.version(tenant, definition));
    const missed = measured.filter(({ result }) => result === 'NOT_MET');
    actions.push(...missed.map(({ title, targetSeconds, measuredSeconds }) => ({ exerciseId: exercise.id, exercise: exercise.title, objective: title, targetSeconds, measuredSeconds })));
  }
  return { total: actions.length, items: actions.slice(0, MOST_LISTED) };
}
