import type { Tenant } from '@stationhouse/database';
import { handInOpen, type CompiledWorkflow } from '@stationhouse/workflow';
import type { InstanceRow } from '../entities.js';

/** Whether an instance takes photos now. */
export async function openFor(tenant: Tenant, compiled: CompiledWorkflow, { stationId, snapshot }: Pick<InstanceRow, 'stationId' | 'snapshot'>): Promise<boolean> {
  const [station] = await tenant.sql<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM station WHERE id = $1', [stationId]);
  return station !== undefined && handInOpen(compiled, snapshot, station.timeZone);
}
