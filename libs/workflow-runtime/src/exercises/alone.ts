import type { Database, Tenant } from '@stationhouse/database';
import { badInput, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import * as deeds from '../audit-actions.js';
import type { Call } from '../commands.js';
import type { InstanceRow } from '../entities.js';
import { readInstance } from '../reads/instances.js';
import type { WorkflowRuntime } from '../runtime.js';
import { auditOf } from '../steps/step-record.js';

export interface ExercisesAloneOptions {
  readonly database: Database;
  readonly runtime: WorkflowRuntime;
  readonly notices: Notices;
}

/** How a start that was still to come is told of, once what asked for it was halted. */
export const HALTED = 'halted';

const WHY = '停止演练·转实警 Exercise halted: real';

/** The instance that was started alone, with every exercise that came of it: nobody practises half of one. */
const FAMILY = `WITH RECURSIVE up AS (
    SELECT i.id, i.parent_id FROM instance i WHERE i.station_id = $1 AND i.id = $2
    UNION ALL SELECT p.id, p.parent_id FROM instance p JOIN up ON p.station_id = $1 AND p.id = up.parent_id AND p.exercise),
  family AS (
    SELECT up.id FROM up WHERE NOT EXISTS (SELECT FROM up other WHERE other.id = up.parent_id)
    UNION ALL SELECT c.id FROM instance c JOIN family f ON c.station_id = $1 AND c.parent_id = f.id)`;

/** Exercises that are one by themselves (`startInstance(exercise: true)`), without a run to halt. */
export class ExercisesAlone {
  constructor(private readonly options: ExercisesAloneOptions) {}

  /**
   * 停止演练·转实警: the instance, the one that started it and all they started are called off in one transaction, their notices ring no
   * more, and everybody taking part is told, by an urgent notice that is no exercise, that it is real. Pressed again, it stays so.
   * @throws StationhouseError NOT_FOUND, BAD_INPUT for a real instance, EXERCISE_STATUS for one of a run: halt the run
   */
  async halt(call: Call, instanceId: Id): Promise<InstanceRow> {
    const { stationId } = call;
    return this.options.database.inTenant(call.context, async (tenant) => {
      const instance = await readInstance(tenant, stationId, instanceId);
      requireAlone(instance);
      // Whoever presses at the same moment waits, and finds it done.
      await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`halt alone ${stationId}`]);
      if (await this.callOff(tenant, call, instanceId)) await this.tell(tenant, call, instance);
      return readInstance(tenant, stationId, instanceId);
    });
  }

  /** @returns whether anything still moved */
  private async callOff(tenant: Tenant, call: Call, instanceId: Id): Promise<boolean> {
    const of = [call.stationId, instanceId];
    for (let halted = 0; ; ) {
      // What is about to start finds its row closed, whether it looks now or has just begun (`LinkedInstances`).
      await tenant.sql(`${FAMILY} UPDATE instance_child c SET status = 'closed', outcome = '${HALTED}', closed_at = app.now() FROM family f WHERE c.station_id = $1 AND c.parent_id = f.id AND c.status IN ('starting', 'failed')`, of);
      const running = await tenant.sql<{ id: Id }>(`${FAMILY} SELECT i.id FROM instance i JOIN family f ON f.id = i.id WHERE i.station_id = $1 AND i.status = 'running' ORDER BY i.id`, of);
      if (running.length === 0) return halted > 0;
      for (const { id } of running) {
        await this.options.runtime.onInstance(call, { instanceId: id, idempotencyKey: `halt ${id}` }, 'halt', {
          event: { type: 'cancel', reason: WHY, by: { accountId: call.actor.accountId, roles: call.actor.roles } },
          audit: auditOf(call.context, deeds.exerciseHalted, {}),
        });
        halted += 1;
      }
    }
  }

  private async tell(tenant: Tenant, { stationId }: Call, { id, number }: InstanceRow): Promise<void> {
    const family = (await tenant.sql<{ id: Id }>(`${FAMILY} SELECT id FROM family`, [stationId, id])).map((one) => one.id);
    await this.options.notices.silence(tenant, { stationId }, family);
    const [asked] = await tenant.sql<{ roles: string[]; accountIds: Id[] }>(
      `SELECT ARRAY (SELECT DISTINCT r FROM task t, unnest(t.roles) AS r WHERE t.station_id = $1 AND t.instance_id = ANY ($2)) AS roles,
              ARRAY (SELECT actor_id FROM history WHERE station_id = $1 AND instance_id = ANY ($2) AND actor_id IS NOT NULL
                     UNION SELECT assignee_id FROM task WHERE station_id = $1 AND instance_id = ANY ($2) AND assignee_id IS NOT NULL) AS "accountIds"`,
      [stationId, family],
    );
    await this.options.notices.notify(tenant, {
      unit: { stationId }, key: `exercise ${id} halted`, kind: 'exercise.halted', urgency: 'urgent',
      title: text('停止演练，转为实警', 'Exercise halted: this is real'), body: text(`演练事项 ${number} 已停止。现为真实警情，立即按指挥室指令处置。`, `The exercise ${number} is over. This is a real call now: follow the command room at once.`),
      roles: asked?.roles, accountIds: asked?.accountIds, record: { kind: 'instance', id, number },
    });
  }
}

function requireAlone({ exercise, exerciseId }: InstanceRow): void {
  if (!exercise) throw badInput('instanceId', text('这不是演练事项，不能停止演练。', 'This is no exercise: there is nothing to halt.'));
  if (exerciseId !== null) throw new StationhouseError('EXERCISE_STATUS', text('该事项属于一场演练，请停止整场演练。', 'This instance is part of an exercise: halt the whole exercise.'), { exerciseId });
}
