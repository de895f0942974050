import { TenantGate } from '@stationhouse/access';
import { ID, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { Notice } from '@stationhouse/notify';
import { batched } from '../graphql/views.js';
import { workBureauTasks } from '../permissions.js';
import { rolesAtBureau } from './bureau-tasks.js';
import { OF_BUREAU } from './tasks.js';

interface WaitingTask {
  readonly id: Id;
  readonly instanceId: Id;
}

/** Whoever is told of an instance that is not theirs to read finds what it asks of their role at the bureau. */
@Resolver(() => Notice)
export class NoticeBureauTaskResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => ID, { nullable: true, description: 'The first task of its instance that waits for one of my roles at the bureau; null for everybody else.' })
  async bureauTaskId(@Parent() { stationId, record }: Notice): Promise<Id | null> {
    if (stationId === null || record?.kind !== 'instance' || !this.gate.may(workBureauTasks.id, { stationId })) return null;
    const [task] = await batched('bureau tasks of notices', this.gate, stationId, (tenant, ids) => this.waiting(tenant, stationId, ids), ({ instanceId }) => instanceId).load(record.id);
    return task?.id ?? null;
  }

  private waiting(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<WaitingTask[]> {
    return tenant.sql<WaitingTask>(
      `SELECT t.id, t.instance_id AS "instanceId" FROM task t WHERE t.station_id = $1 AND t.instance_id = ANY ($2) AND t.status IN ('OPEN', 'CLAIMED') AND ${OF_BUREAU} AND t.roles && $3::text[] ORDER BY t.serial`,
      [stationId, [...instanceIds], rolesAtBureau()],
    );
  }
}
