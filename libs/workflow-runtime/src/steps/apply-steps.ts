import type { Tenant } from '@stationhouse/database';
import type { StepRecord } from './step-record.js';

/** What became of one step of a batch; see the SQL function of the same name. */
export type StepAnswer = { readonly answer: 'done'; readonly version: number; readonly number: string; readonly taskIds: readonly string[] } | { readonly answer: 'stale' | 'repeated' | 'late' };

/**
 * Writes a batch of steps, each of another instance, in one statement of the caller's transaction.
 * @returns one answer per step, in the order of the steps
 */
export async function applySteps(tenant: Tenant, steps: readonly StepRecord[]): Promise<StepAnswer[]> {
  const rows = await tenant.sql<{ place: number; answer: StepAnswer['answer']; instance_version: number | null; instance_number: string | null; task_ids: string[] }>('SELECT * FROM app.apply_steps($1)', [
    JSON.stringify(steps.map((step, place) => inColumns(step, place))),
  ]);
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return steps.map((_, place): StepAnswer => {
    const row = byPlace.get(place);
    if (row === undefined) throw new Error('apply_steps left a step unanswered.');
    if (row.answer !== 'done') return { answer: row.answer };
    return { answer: 'done', version: row.instance_version ?? 0, number: row.instance_number ?? '', taskIds: row.task_ids };
  });
}

function inColumns(step: StepRecord, place: number): Record<string, unknown> {
  return {
    place,
    station_id: step.stationId,
    instance_id: step.instanceId,
    expected: step.expected,
    at: step.at,
    instance: step.instance,
    series: step.series,
    history: step.history,
    idempotency: step.idempotency,
    audit: step.audit,
    tasks_opened: step.tasksOpened,
    tasks_changed: step.tasksChanged,
    clocks_started: step.clocksStarted,
    clocks_changed: step.clocksChanged,
    timers_set: step.timersSet,
    timers_gone: step.timersGone,
    jobs: step.jobs,
  };
}
