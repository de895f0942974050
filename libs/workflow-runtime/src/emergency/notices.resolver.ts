import { TenantGate } from '@stationhouse/access';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { Notice, UrgencyName } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import type { InstanceRow } from '../entities.js';
import { batched, versionIn } from '../graphql/views.js';
import { openEmergencyCards } from '../permissions.js';
import { instancesById } from '../reads/instances.js';

/** Whoever is rung about an instance that is not theirs to read finds its card, where it has one. */
@Resolver(() => Notice)
export class NoticeEmergencyResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @ResolveField(() => Boolean, { description: 'True for an urgent one about an instance whose workflow has an emergency card, for whoever may open cards there.' })
  async emergencyCard(@Parent() { stationId, record, urgency }: Notice): Promise<boolean> {
    if (stationId === null || record?.kind !== 'instance' || urgency !== UrgencyName.URGENT || !this.gate.may(openEmergencyCards.id, { stationId })) return false;
    return (await batched('cards of notices', this.gate, stationId, (tenant, ids) => this.withCard(tenant, stationId, ids), ({ id }) => id).load(record.id)).length > 0;
  }

  private async withCard(tenant: Tenant, stationId: Id, ids: readonly Id[]): Promise<InstanceRow[]> {
    const rows = await instancesById(tenant, stationId, ids);
    const versions = await this.catalog.versionsOf(tenant, rows.map(({ definition }) => definition));
    return rows.filter((row) => versionIn(versions, row).emergency !== undefined);
  }
}
