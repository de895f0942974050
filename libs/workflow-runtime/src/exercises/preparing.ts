import { newId, notFound, text, type Id } from '@stationhouse/kernel';
import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun } from '@stationhouse/jobs';
import * as deeds from '../audit-actions.js';
import type { Call, OnInstance, WorkflowRuntime } from '../runtime.js';
import { auditOf } from '../steps/step-record.js';
import type { ExerciseStatus } from './entities.js';
import type { Exercises } from './exercises.js';
import type { ExercisePlan } from './plan.js';

/** Topic of the job that tells an instance how the exercise goes that it prepared. */
export const PREPARED_TOPIC = 'exercise.prepared';

type Prepared = { readonly stationId: Id; readonly instanceId: Id; readonly exerciseId: Id };

/** What the instance hears, by how its exercise stands when it is told; nothing before that starts. One called off before its start never was. */
export function heardOf({ status, startedAt }: { readonly status: ExerciseStatus; readonly startedAt: Date | null }): string | undefined {
  if (status === 'planned') return undefined;
  if (startedAt === null) return 'exerciseDropped';
  return status === 'halted' ? 'exerciseHalted' : status === 'ended' ? 'exerciseEnded' : 'exerciseStarted';
}

/** Exercises that an instance prepares – a drill, the event around one –: planned in one transaction with its step, and told of by events of its workflow (`from: plugin`). */
export class PreparedExercises {
  constructor(private readonly options: { readonly database: Database; readonly runtime: WorkflowRuntime; readonly exercises: Exercises }) {}

  /**
   * Plans an exercise and lets the instance hear of it, `{ exercise }` with the event: both, or neither. A repeated command answers with the same exercise. The caller has checked the permission.
   * @param event of the instance's workflow, by which it may refuse
   * @throws StationhouseError as Exercises.plan and WorkflowRuntime.sendEvent
   */
  plan(call: Call, command: OnInstance, event: string, plan: ExercisePlan): Promise<Id> {
    const { instanceId } = command;
    return this.options.database.inTenant(call.context, async (tenant) => {
      const before = await repeated(tenant, call, command);
      if (before !== undefined) return before;
      const id = newId();
      const audit = auditOf(call.context, deeds.exercisePrepared, { exercise: id });
      await this.options.runtime.onInstance(call, command, 'prepare-exercise', { event: { type: 'event', name: event, payload: { exercise: id } }, audit });
      return this.options.exercises.plan(call, plan, { preparing: { id, instanceId } });
    });
  }
}

/** The exercise that the same command has planned before. */
async function repeated(tenant: Tenant, { stationId, actor }: Call, { instanceId, idempotencyKey }: OnInstance): Promise<Id | undefined> {
  const [known] = await tenant.sql('SELECT 1 FROM idempotency WHERE station_id = $1 AND account_id = $2 AND key = $3', [stationId, actor.accountId, idempotencyKey]);
  if (known === undefined) return undefined;
  const [exercise] = await tenant.sql<{ id: Id }>('SELECT id FROM exercise WHERE station_id = $1 AND prepared_by = $2 ORDER BY id DESC LIMIT 1', [stationId, instanceId]);
  if (exercise === undefined) throw notFound(text('演练', 'Exercise'));
  return exercise.id;
}

/** Tells the instance that prepared an exercise how that stands: its job may run late or twice, and what is not heard now is left. */
export function preparedJob(database: Database, runtime: Pick<WorkflowRuntime, 'happen'>): JobDefinition {
  const handle = ({ context, payload: { stationId, instanceId, exerciseId } }: JobRun<Prepared>): Promise<void> =>
    database.inTenant(context, async (tenant) => {
      const [exercise] = await tenant.sql<{ status: ExerciseStatus; startedAt: Date | null }>('SELECT status, started_at AS "startedAt" FROM exercise WHERE station_id = $1 AND id = $2', [stationId, exerciseId]);
      const name = exercise === undefined ? undefined : heardOf(exercise);
      if (name !== undefined) await runtime.happen(stationId, instanceId, { type: 'event', name }, (result) => (result.ok ? () => ({}) : undefined));
    });
  return defineJob<Prepared>({ topic: PREPARED_TOPIC, title: text('告知筹备事项演练进展', 'Tell an instance of the exercise it prepared'), handle, retry: { attempts: 10, delay: 'PT1S' } });
}
