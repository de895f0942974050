import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { isStationhouseError, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { Call, WorkflowRuntime } from '../runtime.js';
import { lockExercise, logDeed, type TimedExercise } from './clock.js';
import type { ExerciseDeed, ExerciseInjectRow, InjectContent } from './entities.js';
import { atFiring } from './moments.js';
import { stopped } from './stage.js';

export interface InjectsOptions {
  readonly database: Database;
  readonly runtime: WorkflowRuntime;
  readonly notices: Notices;
  readonly jobs: Pick<Jobs, 'live'>;
}

/** What an inject led to. */
interface Fired {
  readonly instanceId?: Id | undefined;
  readonly noticeId?: Id | undefined;
}

export const INJECT_COLUMNS = `station_id AS "stationId", id, exercise_id AS "exerciseId", place, title, after_seconds AS "afterSeconds", content, status, run_at AS "runAt", real_at AS "realAt", by,
  instance_id AS "instanceId", notice_id AS "noticeId", error`;

/**
 * Fires injects (导调). One is a timer of its exercise: claimed, and in order, like any timer. What it does, that it has
 * fired, and the end of its timer are one transaction, so that a kill or a second delivery changes nothing.
 */
export class Injects {
  constructor(private readonly options: InjectsOptions) {
    options.runtime.inject = (stationId, injectId) => this.fireDue(stationId, injectId);
  }

  /** Fires an inject whose moment has come. What the workflow refuses is written down, and the exercise goes on. */
  async fireDue(stationId: Id, injectId: Id): Promise<void> {
    const context: TenantContext = { stationIds: [stationId], bureauIds: [] };
    const fire = (tried: (tenant: Tenant, exercise: TimedExercise, inject: ExerciseInjectRow) => Promise<void>) =>
      this.options.database.inTenant(context, async (tenant) => {
        const [exercise, inject] = await this.take(tenant, stationId, injectId);
        if (exercise.status === 'running' && inject.status === 'planned') await tried(tenant, exercise, inject);
      });
    try {
      await fire((tenant, exercise, inject) => this.fired(tenant, exercise, inject));
    } catch (error) {
      if (!isStationhouseError(error) || error.code === 'CONFLICT') throw error;
      await fire((tenant, exercise, inject) => this.settle(tenant, exercise, inject, 'failed', {}, error.code));
    }
  }

  /**
   * Fires an inject by hand: early, or again after a failure.
   * @throws StationhouseError NOT_FOUND, EXERCISE_HALTED, EXERCISE_NOT_RUNNING, EXERCISE_STATUS for one that has fired or was skipped, and whatever the workflow refuses
   */
  async fireByHand(call: Call, injectId: Id): Promise<void> {
    await this.byHand(call, injectId, (tenant, exercise, inject) => this.fired(tenant, exercise, inject));
  }

  /** Leaves an inject out. @throws StationhouseError as fireByHand */
  async skip(call: Call, injectId: Id): Promise<void> {
    await this.byHand(call, injectId, (tenant, exercise, inject) => this.settle(tenant, exercise, inject, 'skipped', {}));
  }

  private async byHand({ context, stationId }: Call, injectId: Id, work: (tenant: Tenant, exercise: TimedExercise, inject: ExerciseInjectRow) => Promise<void>): Promise<void> {
    await this.options.database.inTenant(context, async (tenant) => {
      const [exercise, inject] = await this.take(tenant, stationId, injectId);
      if (exercise.status !== 'running') throw stopped(exercise.status);
      if (inject.status === 'fired' || inject.status === 'skipped') throw new StationhouseError('EXERCISE_STATUS', text('这条导调已经触发或跳过。', 'This inject has fired or was skipped.'), { status: inject.status });
      await work(tenant, exercise, inject);
    });
  }

  /** The exercise first, as everywhere: whoever halts it waits, or is waited for. */
  private async take(tenant: Tenant, stationId: Id, injectId: Id): Promise<[TimedExercise, ExerciseInjectRow]> {
    const [of] = await tenant.sql<{ exerciseId: Id }>('SELECT exercise_id AS "exerciseId" FROM exercise_inject WHERE station_id = $1 AND id = $2', [stationId, injectId]);
    const exercise = of === undefined ? undefined : await lockExercise(tenant, stationId, of.exerciseId);
    const [inject] = await tenant.sql<ExerciseInjectRow>(`SELECT ${INJECT_COLUMNS} FROM exercise_inject WHERE station_id = $1 AND id = $2`, [stationId, injectId]);
    if (exercise === undefined || inject === undefined) throw notFound(text('导调', 'Inject'));
    return [exercise, inject];
  }

  private async fired(tenant: Tenant, exercise: TimedExercise, inject: ExerciseInjectRow): Promise<void> {
    await this.settle(tenant, exercise, inject, 'fired', await this.perform(tenant, exercise, inject));
  }

  private async perform(tenant: Tenant, exercise: TimedExercise, { id, content, stationId }: ExerciseInjectRow): Promise<Fired> {
    // What the clock fires, it fires in the director's name.
    const accountId = tenant.context.accountId ?? exercise.directorId;
    const call: Call = { stationId, actor: { accountId, roles: [] }, context: { ...tenant.context, accountId } };
    const idempotencyKey = `inject ${id}`;
    const now = exercise.now ?? tenant.now;
    switch (content.kind) {
      case 'start':
        return this.options.runtime.startInstance(call, { workflow: content.workflow, data: atFiring(content.data, now), exerciseId: exercise.id, idempotencyKey });
      case 'event': {
        const [target] = await tenant.sql<{ instanceId: Id | null }>('SELECT instance_id AS "instanceId" FROM exercise_inject WHERE station_id = $1 AND exercise_id = $2 AND place = $3', [stationId, exercise.id, content.target]);
        if (target?.instanceId === undefined || target.instanceId === null) throw new StationhouseError('EVENT_NOT_ACCEPTED', text('它所针对的事项没有发起，请先触发那一条导调。', 'The instance it is about has not started. Fire that inject first.'));
        return this.options.runtime.sendEvent(call, { instanceId: target.instanceId, event: content.event, payload: content.payload && atFiring(content.payload, now), idempotencyKey });
      }
      case 'message':
        return { noticeId: await this.say(tenant, exercise, id, content) };
    }
  }

  private say(tenant: Tenant, exercise: TimedExercise, injectId: Id, { text: words, roles, urgent }: Extract<InjectContent, { kind: 'message' }>): Promise<Id | undefined> {
    const record = { kind: 'exercise', id: exercise.id };
    return this.options.notices.notify(tenant, {
      unit: { stationId: exercise.stationId }, key: `inject ${injectId}`, kind: 'exercise.inject', urgency: urgent ? 'urgent' : 'normal', title: text(`导调：${words}`, `Inject: ${words}`), body: text(exercise.title, exercise.title), roles, record, exercise: true,
    });
  }

  private async settle(tenant: Tenant, exercise: TimedExercise, inject: ExerciseInjectRow, status: Extract<ExerciseDeed, 'fired' | 'skipped' | 'failed'>, { instanceId, noticeId }: Fired, error?: string): Promise<void> {
    const runAt = exercise.now ?? tenant.now;
    await tenant.sql(
      `UPDATE exercise_inject SET status = $3, run_at = $4, real_at = app.now(), by = $5, instance_id = $6, notice_id = $7, error = $8 WHERE station_id = $1 AND id = $2`,
      [inject.stationId, inject.id, status, runAt, tenant.context.accountId ?? null, instanceId ?? null, noticeId ?? null, error ?? null],
    );
    await tenant.sql('DELETE FROM timer WHERE station_id = $1 AND id = $2', [inject.stationId, inject.id]);
    await logDeed(tenant, exercise, status, { status: exercise.status, speed: exercise.speed, runAt }, inject.id);
    tenant.afterCommit(() => this.options.jobs.live.publish({ kind: 'EXERCISE', id: exercise.id, stationId: inject.stationId }));
  }
}
