import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { IncidentReference } from '@stationhouse/workflow-runtime';

/** What workflows may ask about incidents. */
export class RegisterReference extends IncidentReference {
  override async exists(tenant: Tenant, stationId: Id, incidentId: Id): Promise<boolean> {
    const found = await tenant.sql('SELECT 1 FROM incident WHERE station_id = $1 AND id = $2', [stationId, incidentId]);
    return found.length > 0;
  }

  override async byNumber(tenant: Tenant, stationId: Id, number: string): Promise<Id | undefined> {
    const [found] = await tenant.sql<{ id: Id }>('SELECT id FROM incident WHERE station_id = $1 AND number = $2', [stationId, number]);
    return found?.id;
  }
}
