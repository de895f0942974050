import type { TenantGate } from '@stationhouse/access';
import type { Database } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { RungTask } from '@stationhouse/notify';
import { callAt } from './graphql/call.js';
import { workTasks } from './permissions.js';
import type { WorkflowRuntime } from './runtime.js';

/** Completes tasks by the notices that ring for them: one press signs both. */
export class SignedTasks {
  constructor(
    private readonly database: Database,
    private readonly gate: TenantGate,
    private readonly runtime: WorkflowRuntime,
  ) {}

  /**
   * Completes a task for whoever is signed in and was rung for it at its station, with the same permission and by the same command as on its
   * page; pressed twice, it is done once.
   * @throws StationhouseError NOT_FOUND, FORBIDDEN, TASK_NOT_OPEN and whatever completeTask refuses
   */
  async complete({ stationId, instanceId, serial, outcome, noticeId }: RungTask): Promise<void> {
    this.gate.require(workTasks.id, { stationId });
    const call = callAt(stationId);
    const [task] = await this.database.inTenant(call.context, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM task WHERE station_id = $1 AND instance_id = $2 AND serial = $3', [stationId, instanceId, serial]));
    if (task === undefined) throw notFound(text('任务', 'Task'));
    await this.runtime.completeTask({ ...call, actor: { ...call.actor, rung: true } }, { taskId: task.id, outcome, form: {}, idempotencyKey: `notice ${noticeId}` });
  }
}
