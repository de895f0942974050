import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import { runMoment, type TimedExercise } from './clock.js';
import type { ExerciseInjectRow, ExerciseLogRow, ExerciseObjective } from './entities.js';
import { secondsOf } from './plan.js';

/** `NOT_YET`: its time has not come or still runs; `NOT_MEASURABLE`: the exercise stopped before its time was over. */
export type ObjectiveResult = 'MET' | 'NOT_MET' | 'NOT_YET' | 'NOT_MEASURABLE';

/** An objective and how far it was reached: computed from what happened, in seconds of the exercise. */
export interface MeasuredObjective extends ExerciseObjective {
  readonly place: number;
  readonly result: ObjectiveResult;
  readonly targetSeconds: number;
  /** From the inject to what was asked for; null while it has not come. */
  readonly measuredSeconds: number | null;
}

export interface ExerciseRecord {
  readonly exercise: TimedExercise;
  /** By place. */
  readonly injects: readonly ExerciseInjectRow[];
  /** Oldest first. */
  readonly log: readonly ExerciseLogRow[];
}

/** Measures every objective of an exercise by its history. @param compiledOf the version an instance runs on */
export async function measureObjectives(tenant: Tenant, record: ExerciseRecord, compiledOf: (definition: string) => Promise<CompiledWorkflow>): Promise<MeasuredObjective[]> {
  const measured: MeasuredObjective[] = [];
  for (const [index, objective] of record.exercise.objectives.entries()) {
    const inject = record.injects.find(({ place }) => place === objective.inject);
    const from = inject?.status === 'fired' ? inject.runAt : null;
    const reached = inject === undefined || from === null ? undefined : await momentOf(tenant, record, objective, inject, from, compiledOf);
    measured.push({ ...objective, place: index + 1, ...judged(record.exercise, objective, from, reached) });
  }
  return measured;
}

function judged({ status, now }: TimedExercise, { within }: ExerciseObjective, from: Date | null, reached: Date | undefined): Pick<MeasuredObjective, 'result' | 'targetSeconds' | 'measuredSeconds'> {
  const targetSeconds = secondsOf(within);
  if (from !== null && reached !== undefined) {
    const measuredSeconds = Math.max(0, Math.round((reached.getTime() - from.getTime()) / 1000));
    return { result: reached.getTime() - from.getTime() <= targetSeconds * 1000 ? 'MET' : 'NOT_MET', targetSeconds, measuredSeconds };
  }
  const over = from !== null && now !== null && now.getTime() >= from.getTime() + targetSeconds * 1000;
  const stopped = status === 'halted' || status === 'ended';
  return { result: over ? 'NOT_MET' : stopped ? 'NOT_MEASURABLE' : 'NOT_YET', targetSeconds, measuredSeconds: null };
}

/** When what an objective asks for came, by the exercise's clock. */
async function momentOf(tenant: Tenant, { exercise, log }: ExerciseRecord, objective: ExerciseObjective, inject: ExerciseInjectRow, from: Date, compiledOf: (definition: string) => Promise<CompiledWorkflow>): Promise<Date | undefined> {
  if (objective.kind === 'notice') {
    const [notice] = await tenant.sql<{ signedAt: Date | null }>('SELECT signed_at AS "signedAt" FROM notice WHERE unit_id = $1 AND id = $2 AND signed_by IS NOT NULL', [exercise.stationId, inject.noticeId]);
    const signedAt = notice?.signedAt ?? undefined;
    return signedAt === undefined ? undefined : runMoment(log, signedAt);
  }
  if (objective.kind === 'state') {
    return first(tenant, `h.states_entered @> ARRAY[$4]`, [inject.stationId, inject.instanceId, from, objective.subject]);
  }
  const [instance] = await tenant.sql<{ definition: string }>('SELECT definition FROM instance WHERE station_id = $1 AND id = $2', [inject.stationId, inject.instanceId]);
  if (instance === undefined) return undefined;
  const compiled = await compiledOf(instance.definition);
  const refs = Object.values(compiled.tasks).flatMap(({ ref, key }) => (key === objective.subject ? [ref] : []));
  const done = `EXISTS (SELECT FROM jsonb_array_elements(h.effects) e WHERE e->>'type' = 'close-task' AND e->>'as' = 'done' AND e->>'task' = ANY ($4) AND ($5::text IS NULL OR e->>'outcome' = $5))`;
  return first(tenant, done, [inject.stationId, inject.instanceId, from, refs, objective.outcome ?? null]);
}

async function first(tenant: Tenant, condition: string, parameters: readonly (Id | Date | string | readonly string[] | null | undefined)[]): Promise<Date | undefined> {
  const [row] = await tenant.sql<{ at: Date | null }>(`SELECT min(h.at) AS at FROM history h WHERE h.station_id = $1 AND h.instance_id = $2 AND h.at >= $3 AND ${condition}`, parameters);
  return row?.at ?? undefined;
}
